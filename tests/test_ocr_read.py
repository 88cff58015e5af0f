"""Scans read with Tesseract: the same rows as the paper they were printed from."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
import scans
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extract.model import Method
from extract.paper import read_tree
from extract.readers import ReadOptions
from normalise.words import load

pytestmark = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="Tesseract is not installed: apt install tesseract-ocr"
)
SAMPLES = Path(__file__).parents[1] / "samples" / "papers"
READ = ReadOptions(ocr=True)
COLUMNS = ("urn", "action", "owner", "level", "fourp", "comments")


@pytest.fixture(scope="module")
def lexicon():
    return load().lexicon()


def rows(data, lexicon, name="plan.pdf"):
    (paper,) = read_tree(data, name, lexicon, READ)
    assert paper.status == "ok", paper.error
    return [row for plan in paper.plans for row in plan.rows]


def texts(row):
    return tuple(row.cells[c].text if c in row.cells else "" for c in COLUMNS)


PRINTED = [(r[0], r[1], r[2], r[3], r[4], r[6]) for r in scans.ROWS]


def near(colour, wanted):
    return colour is not None and all(abs(a - b) < 25 for a, b in zip(colour, wanted, strict=True))


@pytest.fixture(scope="module")
def grainy(lexicon):
    page = scans.photographed(scans.drawn_plan(), angle=0.8, grain=8, paper=232)
    return rows(scans.scan(page), lexicon)


def test_a_grainy_scan_askew_gives_the_printed_rows(grainy):
    assert [texts(row) for row in grainy] == PRINTED


def test_rag_is_read_from_the_colours_of_a_scan(grainy):
    for row, printed in zip(grainy, scans.ROWS, strict=True):
        assert near(row.cells["rag"].fill, printed[5])
        assert row.cells["rag"].text == ""


def test_rows_say_that_they_were_read_from_a_picture_and_how_surely(grainy):
    for row in grainy:
        assert row.method is Method.OCR
        assert "ocr" in row.flags
        assert 0.7 < row.confidence < 1.0


def test_boxes_stand_where_the_rows_are_on_the_crooked_page(lexicon):
    straight = rows(scans.scan(scans.photographed(scans.drawn_plan())), lexicon)
    askew = rows(scans.scan(scans.photographed(scans.drawn_plan(), angle=1.0)), lexicon)
    for a, b in zip(straight, askew, strict=True):
        assert a.box is not None
        assert b.box is not None
        # turned by a degree about the page's middle, the row's own middle moves by next to nothing
        assert (a.box.top, a.box.bottom) == pytest.approx((b.box.top, b.box.bottom), abs=3.0)


def test_a_page_on_its_side_is_turned(lexicon):
    page = scans.photographed(scans.drawn_plan(), turned=1)
    got = rows(scans.scan(page), lexicon)
    assert [texts(row) for row in got] == PRINTED
    assert got[0].box is not None
    assert got[0].box.bottom - got[0].box.top > got[0].box.x1 - got[0].box.x0  # as shown, it stands upright


def test_a_scan_on_a_page_of_a_point_for_each_dot_is_read(lexicon):
    got = rows(scans.scan(scans.photographed(scans.drawn_plan()), dpi=72), lexicon)
    assert [texts(row) for row in got] == PRINTED
    assert got[0].box is not None
    assert 1800 < got[0].box.x1 - got[0].box.x0 < 2000  # 690 points of paper


def test_scanned_pages_of_a_text_paper_count_too(lexicon):
    later = tuple((f"1.{n}", *row[1:]) for n, row in enumerate(scans.ROWS, 4))
    data = scans.bound(scans.drawn_plan(), scans.scan(scans.photographed(scans.drawn_plan(later))))
    got = rows(data, lexicon)
    assert [row.cells["urn"].text for row in got] == ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6"]
    assert [row.method is Method.OCR for row in got] == [False] * 3 + [True] * 3
    assert {row.page_first for row in got} == {1, 2}


def pasted(picture, lines):
    """A page of text with a picture in it."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for n, line in enumerate(lines):
        canvas.drawString(40, 800 - 14 * n, line)
    canvas.drawImage(ImageReader(picture), 30, 300, width=535, height=535 * picture.height / picture.width)
    canvas.save()
    return out.getvalue()


LINES = (
    "The delivery plan agreed in March is shown below in full for members to note,",
    "as agreed in Harrowby.",
)


def test_a_plan_pasted_as_a_picture_into_text_is_read(lexicon):
    page = scans.photographed(scans.drawn_plan(), dpi=300)
    data = pasted(page.crop((0, 0, page.width, page.height // 2)), LINES)
    (paper,) = read_tree(data, "report.pdf", lexicon, READ)
    got = [row for plan in paper.plans for row in plan.rows]
    assert [texts(row)[1] for row in got] == [
        printed[1] for printed in PRINTED
    ]  # small print: 1.1 may read 11
    assert got[0].box is not None
    assert 290 < got[0].box.top < 842 - 300
    counts = paper.counts
    assert counts.words == counts.in_rows + counts.in_headings + counts.furniture + counts.unplaced


def test_a_photograph_in_text_gives_no_words(lexicon):
    noise = Image.effect_noise((900, 500), 60).convert("RGB")
    (paper,) = read_tree(pasted(noise, LINES), "report.pdf", lexicon, READ)
    assert paper.status == "no actions"
    assert " ".join(b.text for b in paper.blocks).split() == " ".join(LINES).split()


def test_a_picture_file_is_read_as_a_page(lexicon):
    data = scans.as_file(scans.photographed(scans.drawn_plan(), dpi=150), "JPEG", dpi=150)
    assert [texts(row) for row in rows(data, lexicon, "plan.jpg")] == PRINTED


def test_a_scan_without_rulings_is_read_by_its_columns(lexicon):
    data = scans.scan(scans.photographed(scans.drawn_plan(ruled=False), dpi=300), dpi=300)
    got = rows(data, lexicon)
    assert [texts(row) for row in got] == PRINTED
    for row, printed in zip(got, scans.ROWS, strict=True):
        assert near(row.cells["rag"].fill, printed[5])


def test_the_same_scan_gives_the_same_rows(lexicon, grainy):
    page = scans.photographed(scans.drawn_plan(), angle=0.8, grain=8, paper=232)
    assert rows(scans.scan(page), lexicon) == grainy


def test_what_is_misread_stays_as_read(lexicon):
    odd = (("l.1", *scans.ROWS[0][1:4], "Prevemt", *scans.ROWS[0][5:]), *scans.ROWS[1:])
    got = rows(scans.scan(scans.photographed(scans.drawn_plan(odd), dpi=300), dpi=300), lexicon)
    assert texts(got[0])[4] == "Prevemt"


def test_a_scan_of_a_sample_gives_its_rows(lexicon):
    data = (SAMPLES / "2024Q1" / "Knife Crime plan.pdf").read_bytes()
    pages = pypdfium2.PdfDocument(data)
    pictures = [page.render(scale=200 / 72).to_pil().convert("RGB") for page in pages]
    got, wanted = rows(scans.scan(*pictures), lexicon), rows(data, lexicon)
    assert [texts(row)[0] for row in got] == [texts(row)[0] for row in wanted]
    pairs = [
        (a, b) for g, w in zip(got, wanted, strict=True) for a, b in zip(texts(g), texts(w), strict=True)
    ]
    same = sum(a.replace("’", "'") == b.replace("’", "'") for a, b in pairs)
    assert same >= 0.96 * len(pairs)


def test_the_command_reads_scans_only_when_asked(tmp_path):
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "plan.pdf").write_bytes(scans.scan(scans.photographed(scans.drawn_plan())))
    command = [
        sys.executable,
        "-m",
        "pipeline.cli",
        "extract",
        str(papers),
        "--json",
        "--out",
        str(tmp_path / "t"),
    ]
    plain = subprocess.run(command, capture_output=True, text=True, check=False)
    assert plain.returncode == 3
    assert json.loads(plain.stdout)["actions"] == 0
    read = subprocess.run([*command, "--ocr"], capture_output=True, text=True, check=False)
    assert read.returncode == 0, read.stderr
    assert json.loads(read.stdout)["actions"] == len(scans.ROWS)
