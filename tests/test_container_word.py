"""What is inside Word files and workbooks, in document order and under the right name."""

import struct

import pytest
from container_files import (
    PDF,
    R,
    acrobat,
    compound,
    emf,
    listed,
    names,
    ole_object,
    package_record,
    packaged,
    paragraph,
    rels,
    word,
    zipped,
)

from extract.container.metafile import caption
from extract.errors import Damaged, Unsupported

SHEET = zipped({"xl/workbook.xml": b"<workbook/>"})


def test_objects_come_in_the_order_of_the_text_not_of_the_parts():
    data = word(
        paragraph(inner=ole_object("r2")) + paragraph(inner=ole_object("r1", prog="Excel.Sheet.12")),
        [("r1", "package", "embeddings/a.xlsx"), ("r2", "oleObject", "embeddings/z.bin")],
        {"word/embeddings/a.xlsx": SHEET, "word/embeddings/z.bin": acrobat()},
    )
    first, second = listed(data)
    assert (first.name, first.format, first.data, first.kind) == (
        "attachment 1.pdf",
        "pdf",
        PDF,
        "Acrobat Document",
    )
    assert (second.name, second.position, second.name_origin) == ("attachment 2.xlsx", 2, "position")


def test_a_package_record_names_the_file_before_the_caption_does():
    data = word(
        paragraph(inner=ole_object("r1", icon="r2")),
        [("r1", "oleObject", "embeddings/1.bin"), ("r2", "image", "media/1.emf")],
        {
            "word/embeddings/1.bin": packaged(b"Gangs plan|C:\\plans\\Gangs v3.pdf", PDF),
            "word/media/1.emf": emf("Gangs plan"),
        },
    )
    (only,) = listed(data)
    assert (only.name, only.name_origin, only.caption) == ("Gangs v3.pdf", "package record", "Gangs plan")


def test_unicode_names_of_a_package_record_win_over_its_code_page():
    record = packaged(
        b"Caf\xe9 ?.pdf|C:\\Caf\xe9 ?.pdf",
        PDF,
        wide=("C:\\t.pdf", "Café Ω.pdf\x00", "C:\\Café Ω.pdf\x00"),
    )
    data = word(
        paragraph(inner=ole_object("r1")),
        [("r1", "oleObject", "embeddings/1.bin")],
        {"word/embeddings/1.bin": record},
    )
    assert names(data) == ["Café Ω.pdf"]


def test_an_icons_picture_names_an_object_without_a_record():
    data = word(
        paragraph(inner=ole_object("r1", icon="r2")),
        [("r1", "oleObject", "embeddings/1.bin"), ("r2", "image", "media/1.emf")],
        {"word/embeddings/1.bin": acrobat(), "word/media/1.emf": emf("Hate Crime", "Plan Q1")},
    )
    (only,) = listed(data)
    assert (only.name, only.name_origin) == ("Hate Crime Plan Q1.pdf", "caption")


def test_the_words_of_an_object_shown_as_content_are_not_its_name():
    data = word(
        paragraph(inner=ole_object("r1", icon="r2", aspect="Content")),
        [("r1", "oleObject", "embeddings/1.bin"), ("r2", "image", "media/1.emf")],
        {"word/embeddings/1.bin": acrobat(), "word/media/1.emf": emf("The board is asked to note")},
    )
    assert names(data) == ["attachment 1.pdf"]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["Adobe Acrobat", "Document"], None),
        (["Microsoft Excel Worksheet"], None),
        (["Harrowby_delivery_p", "lan_2019.pdf"], "Harrowby_delivery_plan_2019.pdf"),
        (["C:\\plans\\", "Gangs.pdf"], "C:\\plans\\Gangs.pdf"),
        (["Plan Q1", "Plan Q1"], "Plan Q1"),
        (["x" * 200, "y" * 200], None),
        ([], None),
    ],
)
def test_a_caption_is_joined_as_it_was_wrapped(lines, text):
    assert caption(emf(*lines)) == text


def test_pieces_of_one_line_are_one_line():
    assert caption(emf("Hate", " Crime.pdf", y=7)) == "Hate Crime.pdf"


def test_a_windows_metafile_has_a_caption_too():
    text = b"Burglary plan"
    record = struct.pack("<hhHH", 0, 0, len(text), 0) + text + b"\x00"
    head = struct.pack("<HHHIHIH", 1, 9, 0x300, 0, 0, 0, 0)
    wmf = head + struct.pack("<IH", 3 + len(record) // 2, 0x0A32) + record + struct.pack("<IH", 3, 0)
    assert caption(wmf) == "Burglary plan"


@pytest.mark.parametrize("cut", range(0, 300, 7))
def test_a_picture_cut_short_is_no_crash(cut):
    assert caption(emf("Hate Crime", "Plan")[:cut]) in (None, "Hate Crime", "Hate Crime Plan")


def test_an_object_and_its_fallback_are_one():
    twice = f"<mc:Choice>{ole_object('r1')}</mc:Choice><mc:Fallback>{ole_object('r1')}</mc:Fallback>"
    data = word(
        paragraph(inner=twice),
        [("r1", "oleObject", "embeddings/1.bin")],
        {"word/embeddings/1.bin": acrobat()},
    )
    assert names(data) == ["attachment 1.pdf"]


def test_text_beside_an_object_is_kept_and_not_given_to_the_next():
    data = word(
        paragraph("Appendix 2: Burglary")
        + paragraph(inner=ole_object("r1"))
        + paragraph(inner=ole_object("r2"))
        + paragraph("Robbery:", ole_object("r3")),
        [(f"r{n}", "oleObject", f"embeddings/{n}.bin") for n in (1, 2, 3)],
        {f"word/embeddings/{n}.bin": acrobat() for n in (1, 2, 3)},
    )
    assert [a.near for a in listed(data)] == ["Appendix 2: Burglary", None, "Robbery:"]


def test_the_other_cells_of_an_objects_row_are_beside_it():
    row = (
        f"<w:tr><w:tc>{paragraph('Hate Crime')}</w:tc><w:tc>{paragraph(inner=ole_object('r1'))}</w:tc></w:tr>"
    )
    data = word(
        paragraph("Contents") + f"<w:tbl>{row}</w:tbl>",
        [("r1", "oleObject", "embeddings/1.bin")],
        {"word/embeddings/1.bin": acrobat()},
    )
    assert listed(data)[0].near == "Hate Crime"


def test_headers_chunks_charts_and_parts_nobody_points_to_are_listed():
    data = word(
        paragraph("x", '<c:chart r:id="r1"/>') + '<w:altChunk r:id="r2"/>',
        [
            ("r1", "chart", "charts/chart1.xml"),
            ("r2", "aFChunk", "chunk.html"),
            ("r3", "header", "header1.xml"),
        ],
        {
            "word/charts/_rels/chart1.xml.rels": rels(("r1", "package", "../embeddings/9.xlsx")),
            "word/charts/chart1.xml": "<x/>",
            "word/embeddings/9.xlsx": SHEET,
            "word/chunk.html": "<html><body>x</body></html>",
            "word/header1.xml": f'<h xmlns:o="o" xmlns:r="{R}"><o:OLEObject r:id="r1"/></h>',
            "word/_rels/header1.xml.rels": rels(("r1", "oleObject", "embeddings/h.bin")),
            "word/embeddings/h.bin": packaged(b"h.pdf", PDF),
            "word/embeddings/lost.bin": packaged(b"lost.pdf", PDF),
            "word/printerSettings/printerSettings1.bin": b"no file",
        },
    )
    found = listed(data)
    assert [a.format for a in found] == ["xlsx", "html", "pdf", "pdf"]
    assert [a.name for a in found[2:]] == ["h.pdf", "lost.pdf"]
    assert found[0].kind == "chart data"


def test_a_link_is_listed_and_not_followed():
    data = word(
        paragraph(inner=ole_object("r1", kind="Link")),
        [("r1", "oleObject", "file:///S:\\plans\\Fraud%20plan.docx", "External")],
        {},
    )
    (only,) = listed(data)
    assert (only.name, only.data, only.format) == ("Fraud plan.docx", None, "docx")
    assert isinstance(only.error, Unsupported)
    assert "not inside" in str(only.error)


def test_a_linked_package_and_an_equation():
    data = word(
        paragraph(inner=ole_object("r1")) + paragraph(inner=ole_object("r2", prog="Equation.3")),
        [("r1", "oleObject", "embeddings/1.bin"), ("r2", "oleObject", "embeddings/2.bin")],
        {
            "word/embeddings/1.bin": packaged(b"plan.pdf|S:\\plan.pdf", b"", role=1),
            "word/embeddings/2.bin": compound(Equation_Native=b"x" * 20),
        },
    )
    (only,) = listed(data)
    assert (only.name, only.data, only.error.status) == ("plan.pdf", None, "unsupported")


def test_a_missing_part_is_listed_with_its_fault():
    data = word(paragraph(inner=ole_object("r1")), [("r1", "oleObject", "embeddings/gone.bin")], {})
    (only,) = listed(data)
    assert isinstance(only.error, Damaged)


def test_a_package_record_with_an_absurd_size_gives_what_is_there():
    lying = package_record(b"a.pdf", PDF, size=0xFFFFFFF0)
    data = compound(ONEOle10Native=struct.pack("<I", len(lying)) + lying)
    assert [(a.name, a.data) for a in listed(data)] == [("a.pdf", PDF)]


def test_native_data_that_is_no_package_is_the_file_itself():
    data = compound(ONEOle10Native=struct.pack("<I", len(PDF)) + PDF)
    assert [a.format for a in listed(data)] == ["pdf"]


@pytest.mark.parametrize(
    ("streams", "fmt"),
    [
        ({"WordDocument": b"x" * 5000}, "doc"),
        ({"Workbook": b"x" * 50}, "xls"),
        ({"package": SHEET}, "xlsx"),
        ({"EmbeddedOdf": zipped({"mimetype": b"application/vnd.oasis.opendocument.text"})}, "odt"),
        ({"EncryptedPackage": b"x" * 20}, "encrypted"),
    ],
)
def test_what_programs_wrap_documents_in(streams, fmt):
    data = word(
        paragraph(inner=ole_object("r1")),
        [("r1", "oleObject", "embeddings/1.bin")],
        {"word/embeddings/1.bin": compound(**streams)},
    )
    assert [a.format for a in listed(data)] == [fmt]


def test_a_workbooks_objects_come_sheet_by_sheet():
    def sheet(rid):
        objects = f'<oleObjects><oleObject progId="x" r:id="{rid}"/></oleObjects>'
        return f'<worksheet xmlns:r="{R}">{objects}</worksheet>'

    data = zipped(
        {
            "xl/workbook.xml": f'<workbook xmlns:r="{R}"><sheets><sheet name="Second" r:id="r2"/>'
            '<sheet name="First" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": rels(
                ("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "worksheet", "/xl/worksheets/sheet2.xml")
            ),
            "xl/worksheets/sheet1.xml": sheet("a"),
            "xl/worksheets/_rels/sheet1.xml.rels": rels(("a", "oleObject", "../embeddings/1.bin")),
            "xl/worksheets/sheet2.xml": sheet("b"),
            "xl/worksheets/_rels/sheet2.xml.rels": rels(("b", "oleObject", "../embeddings/2.bin")),
            "xl/embeddings/1.bin": packaged(b"one.pdf", PDF),
            "xl/embeddings/2.bin": packaged(b"two.pdf", PDF),
        }
    )
    assert [(a.name, a.near) for a in listed(data)] == [("two.pdf", "Second"), ("one.pdf", "First")]


def test_entities_are_not_resolved_and_nothing_is_fetched(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("password")
    head = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}"><!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    data = word(
        paragraph("near &e; &b;", ole_object("r1")),
        [("r1", "oleObject", "embeddings/1.bin")],
        {"word/embeddings/1.bin": acrobat()},
        head=head,
    )
    (only,) = listed(data)
    assert "password" not in (only.near or "")
    assert "aaaa" not in (only.near or "")


def test_broken_xml_is_the_papers_fault():
    data = word("<w:p>", [("r1", "oleObject", "embeddings/1.bin")], {"word/embeddings/1.bin": acrobat()})
    with pytest.raises(Damaged, match="well-formed"):
        listed(data)
