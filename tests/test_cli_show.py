"""A row can be shown on its page, also where its paper is inside other files."""

import io
import zipfile

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from pipeline.find import NothingToRead
from pipeline.show import Shown, draw, place

BOX = {"x0": 100.0, "top": 200.0, "x1": 300.0, "bottom": 250.0}


def pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(600, 400))
    canvas.showPage()
    canvas.drawString(110, 170, "Visit Harrowby")
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("first.txt", "a note")
        archive.writestr(name, data)
    return out.getvalue()


def row(path: str, **more) -> dict:
    return {"path": path, "page_first": 2, "page_last": 3, **BOX, "table_n": None, "row_n": None} | more


@pytest.fixture
def papers(tmp_path):
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "plan.pdf").write_bytes(pdf())
    (folder / "pack.zip").write_bytes(zipped("inner.zip", zipped("plan.pdf", pdf())))
    return folder


@pytest.mark.parametrize("path", ["plan.pdf", "pack.zip!/inner.zip!/plan.pdf"])
def test_a_row_is_drawn_on_its_page(path, papers, tmp_path):
    said = draw(Shown((row(path),), whole=True), papers, tmp_path / "page.png")
    assert said.startswith(f"Page 2 of {path}")
    with Image.open(tmp_path / "page.png") as image:
        scale = image.width / 600
        inside = image.convert("RGB").getpixel((int(200 * scale), int(205 * scale)))
        outside = image.convert("RGB").getpixel((int(350 * scale), int(225 * scale)))
    assert inside != (255, 255, 255)
    assert outside == (255, 255, 255)


def test_a_paper_that_is_not_there_is_told(papers, tmp_path):
    for path in ("gone.pdf", "pack.zip!/gone.pdf"):
        with pytest.raises(NothingToRead, match=r"gone\.pdf"):
            draw(Shown((row(path),), whole=True), papers, tmp_path / "page.png")


def test_a_word_row_has_no_page_to_draw_on(papers, tmp_path):
    word = row("plan.docx", page_first=None, x0=None, table_n=2, row_n=9)
    with pytest.raises(NothingToRead, match=r"no pages.*table 2, row 9"):
        draw(Shown((word,), whole=True), papers, tmp_path / "page.png")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "p.pdf, page 2 to 3, box 100.0, 200.0, 300.0, 250.0 pt from the top left"),
        ({"page_last": 2, "x0": None}, "p.pdf, page 2"),
        ({"page_first": None, "table_n": 1, "row_n": 4}, "p.pdf, table 1, row 4"),
        ({"page_first": None}, "p.pdf"),
    ],
)
def test_a_place_in_words(more, words):
    assert place(row("p.pdf", **more)) == words
