"""Opening PDFs: what they say of themselves, what cannot be read, scans; and real papers, nothing lost."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from pdf_sheets import Sheet, pdf
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extract.errors import Damaged, Encrypted, PaperError, TooLarge
from extract.limits import Limits
from extract.model import Grid, Line
from extract.pdf.reader import PdfReader, pdf_date

SHARED = Path(__file__).parents[2] / "shared"
PAPERS = sorted((SHARED / "papers").glob("**/*.pdf"))
HOSTILE = sorted((SHARED / "hostile").glob("**/*.pdf"))


def canvas(draw, **options) -> bytes:
    buffer = io.BytesIO()
    made = Canvas(buffer, **options)
    draw(made)
    made.save()
    return buffer.getvalue()


def locked(password: str, owner: str = "owner") -> bytes:
    return canvas(lambda c: c.drawString(50, 700, "Secret plan"), encrypt=StandardEncryption(password, owner))


def test_what_a_file_says_of_itself():
    def draw(c):
        c.setTitle("Brinmouth delivery plan")
        c.drawString(50, 700, "one")
        c.showPage()
        c.drawString(50, 700, "two")

    reader = PdfReader(canvas(draw))
    assert (reader.info.title, reader.info.pages) == ("Brinmouth delivery plan", 2)
    assert isinstance(reader.info.created, date)
    assert [view.number for view in reader.pages()] == [1, 2]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("D:20190620101500+01'00'", date(2019, 6, 20)),
        ("20190620", date(2019, 6, 20)),
        ("D:2019", date(2019, 1, 1)),
        ("D:20191345", None),
        ("yesterday", None),
        (None, None),
    ],
)
def test_dates_of_a_file(text, day):
    assert pdf_date(text) == day


def test_a_locked_file_says_so_and_opens_with_its_password():
    with pytest.raises(Encrypted, match="--password"):
        PdfReader(locked("harbour"))
    with pytest.raises(Encrypted, match="does not open"):
        PdfReader(locked("harbour"), password="wrong")  # noqa: S106 (an invented password)
    assert next(PdfReader(locked("harbour"), password="harbour").pages()).text() == "Secret plan"  # noqa: S106


def test_an_empty_user_password_opens():
    assert next(PdfReader(locked("")).pages()).text() == "Secret plan"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"PK\x03\x04 no pdf at all", b"%PDF-1.7\n%%EOF\n" * 3])
def test_what_is_no_pdf_is_damaged(data):
    with pytest.raises(Damaged, match=r"ask for it again"):
        PdfReader(data)


def test_every_cut_of_a_file_opens_or_is_refused():
    sheet = Sheet().grid([40, 200, 400], [60, 100, 140])
    sheet.text(44, 74, "Harrowby")
    data = pdf(sheet)
    opened = 0
    for length in range(0, len(data), max(1, len(data) // 60)):
        try:
            reader = PdfReader(data[:length])
        except PaperError:
            continue
        opened += 1
        for view in reader.pages():
            view.layout()
        reader.close()
    assert opened < 60


def test_closed_twice_is_closed():
    reader = PdfReader(pdf(Sheet()))
    view = next(reader.pages())
    reader.close()
    reader.close()
    assert view.text() == ""


def test_a_page_of_too_many_letters_is_refused():
    sheet = Sheet()
    sheet.text(50, 50, "letters enough")
    with pytest.raises(TooLarge, match="split"):
        next(PdfReader(pdf(sheet), limits=Limits(page_characters=5)).pages()).layout()


def test_drawings_past_the_limit_are_left_out_and_the_words_kept():
    sheet = Sheet()
    sheet.text(50, 50, "words first")
    for n in range(200):
        sheet.line(10, n, 500, n)
    page = next(PdfReader(pdf(sheet), limits=Limits(page_objects=50)).pages()).layout()
    assert [item.text for item in page.items] == ["words first"]


def picture() -> ImageReader:
    return ImageReader(io.BytesIO(b"P6 2 2 255 " + bytes(12)))


def test_a_picture_of_a_page_is_a_scan():
    (page,) = (
        view.layout() for view in PdfReader(canvas(lambda c: c.drawImage(picture(), 0, 0, 595, 842))).pages()
    )
    assert (page.scanned, page.words) == (True, 0)


def test_a_scan_with_a_text_layer_is_read():
    def draw(c):
        c.drawImage(picture(), 0, 0, 595, 842)
        text = c.beginText(50, 700)
        text.setTextRenderMode(3)
        text.textLine("the text behind the picture of this page")
        c.drawText(text)

    (page,) = (view.layout() for view in PdfReader(canvas(draw)).pages())
    assert (page.scanned, page.words) == (False, 8)


def test_a_logo_makes_no_scan():
    (page,) = (
        view.layout() for view in PdfReader(canvas(lambda c: c.drawImage(picture(), 50, 700, 90, 60))).pages()
    )
    assert not page.scanned


def test_text_in_a_form_is_text():
    def draw(c):
        c.beginForm("stamp")
        c.drawString(0, 0, "Stoke Tallow")
        c.rect(-5, -5, 100, 20)
        c.line(40, -5, 40, 15)
        c.endForm()
        c.translate(200, 300)
        c.doForm("stamp")

    (page,) = (view.layout() for view in PdfReader(canvas(draw)).pages())
    (grid,) = page.items
    assert isinstance(grid, Grid)
    assert (page.words, round(grid.box.x0)) == (2, 195)


def added_up(page) -> int:
    return sum(
        item.words if isinstance(item, Line) else sum(cell.words for row in item.rows for cell in row.cells)
        for item in page.items
    )


@pytest.mark.skipif(not PAPERS, reason="the real papers are not here")
@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_no_word_of_a_real_paper_is_lost(path):
    reader = PdfReader(path.read_bytes())
    words = 0
    for view in reader.pages():
        printed = len(view.word_list())
        page = view.layout()
        assert page.words == printed == added_up(page)
        words += printed
        for grid in page.items:
            if isinstance(grid, Grid):
                assert all(cell.col + cell.colspan <= grid.columns for row in grid.rows for cell in row.cells)
                assert grid.edges is None or len(grid.edges) == grid.columns + 1
    assert words > 100
    reader.close()


@pytest.mark.skipif(not HOSTILE, reason="the hostile papers are not here")
@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.name)
def test_a_hostile_paper_gives_pages_or_a_sentence(path):
    try:
        reader = PdfReader(path.read_bytes())
    except PaperError as error:
        assert str(error).endswith(".")  # noqa: PT017 (either end is right)
        return
    for view in reader.pages():
        page = view.layout()
        assert page.words == added_up(page)
    reader.close()
