"""Old and open formats through LibreOffice: the same rows, and a sentence where it cannot be."""

from __future__ import annotations

import json
import os
import struct
import time
from pathlib import Path

import pytest
from office_files import docx, grid_of, p, r, tbl, tc, texts, tr, xlsx, zipped

from extract import office
from extract.errors import Damaged, Encrypted, TooLarge, Unsupported
from extract.limits import Limits
from extract.model import Grid
from extract.office import Program, convert, is_locked, open_office, probe
from extract.sheet import SheetReader

SHARED = Path(__file__).parents[2] / "shared"
needs_office = pytest.mark.skipif(probe() is None, reason="LibreOffice is not installed")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def rtf(body: str) -> bytes:
    return (r"{\rtf1\ansi " + body + "}").encode()


def rtf_row(*cells: str) -> str:
    edges = "".join(rf"\cellx{2000 * n}" for n in range(1, len(cells) + 1))
    return rf"\trowd{edges}" + "".join(rf"\intbl {cell}\cell" for cell in cells) + r"\row "


@needs_office
def test_an_rtf_plan_is_read_as_a_word_table():
    reader = open_office(
        rtf(rtf_row("URN", "Action") + rtf_row("1.1", "Patrol Harrowby") + r"\pard End"), ".RTF"
    )
    page = next(iter(reader.pages())).layout()
    assert texts(grid_of(page)) == [["URN", "Action"], ["1.1", "Patrol Harrowby"]]


def types(**parts: str) -> dict[str, str | bytes]:
    """The content types without which LibreOffice opens nothing: part -> end of its type."""
    names = "application/vnd.openxmlformats-"
    listed = "".join(
        f'<Override PartName="/{part}.xml" ContentType="{names}officedocument.{kind}+xml"/>'
        for part, kind in parts.items()
    )
    listed += f'<Default Extension="rels" ContentType="{names}package.relationships+xml"/>'
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    return {"[Content_Types].xml": f'<Types xmlns="{space}">{listed}</Types>'}


def shaded(content: str, colour: str) -> str:
    return tc(content, props=f'<w:shd w:val="clear" w:fill="{colour}"/>')


REED = tc("Ch Insp Reed", props='<w:vMerge w:val="restart"/>')
PLAN = docx(
    p(r("Night Time Economy", "<w:b/>"))
    + tbl(
        tr("URN", "Action", "Owner", "RAG", props="<w:tblHeader/>"),
        tr("1.1", "Patrol Harrowby on Fridays", REED, shaded("G", "00B050")),
        tr("1.2", "Review licences in Stoke Tallow", tc(props="<w:vMerge/>"), shaded("", "FF0000")),
        grid=(900, 4000, 2000, 1200),
        props='<w:tblW w:w="8100" w:type="dxa"/>',
    )
    + p(),
    types(**{"word/document": "wordprocessingml.document.main"}),
)


@needs_office
@pytest.mark.parametrize("suffix", [".doc", ".odt"])
def test_the_same_plan_in_an_older_or_open_format_gives_the_same_cells(suffix, monkeypatch):
    monkeypatch.setitem(office.TARGETS, ".docx", suffix[1:])
    monkeypatch.setitem(office._FILTERS, suffix[1:], suffix[1:])
    other = convert(PLAN, ".docx")
    page = next(iter(open_office(other, suffix).pages())).layout()
    grid = grid_of(page)
    assert texts(grid) == [
        ["URN", "Action", "Owner", "RAG"],
        ["1.1", "Patrol Harrowby on Fridays", "Ch Insp Reed", "G"],
        ["1.2", "Review licences in Stoke Tallow", ""],
    ]
    assert [row.header for row in grid.rows] == [True, None, None]
    assert [grid.rows[1].cells[2].rowspan, grid.rows[1].cells[3].fill, grid.rows[2].cells[2].fill] == [
        2, (0, 176, 80), (255, 0, 0),
    ]  # fmt: skip


@needs_office
def test_an_old_workbook_is_read_as_sheets(monkeypatch):
    monkeypatch.setitem(office.TARGETS, ".xlsx", "xls")
    monkeypatch.setitem(office._FILTERS, "xls", "xls")
    cells = '<c r="A1" t="inlineStr"><is><t>Repeat victims</t></is></c><c r="B1" s="1"><v>0.453</v></c>'
    styles = "<cellXfs><xf/><xf numFmtId='10'/></cellXfs>"
    parts = {"workbook": "sheet.main", "worksheets/sheet1": "worksheet", "styles": "styles"}
    extra = types(**{f"xl/{part}": f"spreadsheetml.{kind}" for part, kind in parts.items()})
    book = xlsx(f"<sheetData><row r='1'>{cells}</row></sheetData>", styles=styles, extra=extra)
    reader = open_office(convert(book, ".xlsx"), ".xls")
    assert isinstance(reader, SheetReader)
    assert texts(grid_of(next(iter(reader.pages())).layout())) == [["Repeat victims", "45.30%"]]


def test_without_libreoffice_the_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setattr(office, "probe", lambda: None)
    with pytest.raises(Unsupported, match=r"install LibreOffice.*\.docx"):
        convert(rtf("x"), ".rtf")


def test_a_format_that_is_none_of_these_is_unsupported():
    with pytest.raises(Unsupported, match=r"\.wpd"):
        convert(b"x", ".wpd")


def test_a_paper_past_the_limit_is_not_given_to_it():
    with pytest.raises(TooLarge):
        convert(rtf("x" * 100), ".rtf", Limits(office_bytes_in=10))


def script(folder: Path, text: str) -> Program:
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return Program(str(path), "0", ())


@pytest.mark.skipif(os.name != "posix", reason="the stand-in for LibreOffice is a shell script")
class TestAProgramThat:
    def test_hangs_is_ended_with_all_it_started(self, tmp_path, monkeypatch):
        alive = tmp_path / "alive"
        program = script(tmp_path, f"(sleep 2; touch {alive}) & sleep 60")
        monkeypatch.setattr(office, "probe", lambda: program)
        start = time.monotonic()
        with pytest.raises(TooLarge, match=r"0\.3 s"):
            convert(rtf("x"), ".rtf", Limits(office_seconds=0.3))
        assert time.monotonic() - start < 10
        time.sleep(2.2)
        assert not alive.exists()

    def test_makes_nothing_means_a_damaged_paper(self, tmp_path, monkeypatch):
        program = script(tmp_path, "exit 0")
        monkeypatch.setattr(office, "probe", lambda: program)
        with pytest.raises(Damaged, match="LibreOffice"):
            convert(rtf("x"), ".rtf")

    def test_runs_finds_its_own_profile_no_proxy_out_and_leaves_nothing(self, tmp_path, monkeypatch):
        seen = tmp_path / "seen"
        program = script(
            tmp_path,
            f'pwd > {seen}; echo "$http_proxy" >> {seen}; '
            f"cat profile/user/registrymodifications.xcu >> {seen}; echo made > out/paper.docx",
        )
        monkeypatch.setattr(office, "probe", lambda: program)
        assert convert(rtf("x"), ".rtf") == b"made\n"
        folder, proxy, settings = seen.read_text().split("\n", 2)
        assert not Path(folder).exists()
        assert proxy == "http://127.0.0.1:9"
        assert "DisableMacrosExecution" in settings

    def test_makes_too_much_is_stopped(self, tmp_path, monkeypatch):
        program = script(tmp_path, "head -c 100000 /dev/zero > out/paper.docx")
        monkeypatch.setattr(office, "probe", lambda: program)
        with pytest.raises(TooLarge):
            convert(rtf("x"), ".rtf", Limits(office_bytes_out=2048))


def test_locked_open_documents_are_known_by_their_manifest():
    assert is_locked(zipped({"META-INF/manifest.xml": "<m:encryption-data/>"}))
    assert not is_locked(zipped({"META-INF/manifest.xml": "<m:file-entry/>"}))
    assert not is_locked(zipped({"content.xml": "x"}))
    assert not is_locked(b"PK broken")
    assert not is_locked(OLE + b"broken")
    with pytest.raises(Encrypted, match="password"):
        convert(zipped({"META-INF/manifest.xml": "<m:encryption-data/>"}), ".odt")


def test_a_locked_old_workbook_is_known_by_its_file_pass():
    begin, file_pass = struct.pack("<HH", 0x0809, 2) + b"ab", struct.pack("<HH", 0x002F, 0)
    assert office._has_file_pass(begin + file_pass)
    assert not office._has_file_pass(begin + struct.pack("<HH", 0x0042, 2) + b"\x2f\x00")
    assert not office._has_file_pass(b"\x09")


@needs_office
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared papers are not beside this checkout")
def test_a_real_old_log_holds_every_row_read_by_hand():
    (path,) = (SHARED / "papers/real/transparency-board").glob("*.doc")
    gold = [json.loads(line) for line in (SHARED / "gold/real/tb09.jsonl").read_text("utf-8").splitlines()]
    page = next(iter(open_office(path.read_bytes(), ".doc").pages())).layout()
    rows = [row for item in page.items if isinstance(item, Grid) for row in item.rows]
    found = [[" ".join(cell.lines) for cell in row.cells] for row in rows]
    want = [[" ".join(row[name].split()) for name in ("urn_raw", "action", "due", "status")] for row in gold]
    assert [row for row in found if row[0][:1].isdigit()] == want
    assert all(
        row.cells[3].fill for row in rows if row.cells[0].lines and row.cells[0].lines[0][:1].isdigit()
    )


@needs_office
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared papers are not beside this checkout")
def test_locked_papers_at_hand_are_known_without_running_anything():
    folder = SHARED / "hostile/encrypted_office"
    for name in ("testWORD_protected_passtika.doc", "password.xls", "testODTEncrypted.odt"):
        assert is_locked((folder / name).read_bytes()), name
