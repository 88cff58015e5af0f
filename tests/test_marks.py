"""Text struck through, the marks of footnotes, watermarks: in Word, in workbooks and in PDFs."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from docx import Document
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from reportlab.pdfgen.canvas import Canvas

from extract.paper import read_tree
from normalise.marks import unmarked
from normalise.paper import normalise_tree
from normalise.words import load

HEAD = ("Ref", "Action", "Owner", "Due", "Update")
ROWS = (
    ("1", "Buy a van", "DI Birch", "31 May 2025", "Two seen."),
    ("2", "Sell the old van", "Supt Ash", "31 July 2025", "Not yet."),
)


def word(*, struck=(), raised=()) -> bytes:
    """A plan whose cells at `struck` (row, column) begin with struck text, and at `raised` end in a mark."""
    document = Document()
    table = document.add_table(rows=3, cols=5)
    for r, row in enumerate((HEAD, *ROWS)):
        for c, text in enumerate(row):
            paragraph = table.rows[r].cells[c].paragraphs[0]
            if (r, c) in struck:
                paragraph.add_run("Old text ").font.strike = True
            paragraph.add_run(text).font.strike = (r, c, "all") in struck or None
            if (r, c) in raised:
                paragraph.add_run("1").font.superscript = True
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def sheet() -> bytes:
    book = Workbook()
    for row in (HEAD, *ROWS):
        book.active.append(row)
    old, new = TextBlock(InlineFont(strike=True), "30 June 2024 "), TextBlock(InlineFont(), "31 July 2025")
    book.active["D3"] = CellRichText(old, new)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(data: bytes, name: str):
    (paper,) = read_tree(data, name, load().lexicon())
    return paper, paper.plans[0].rows


def test_what_is_struck_beside_other_text_is_left_out_and_told():
    paper, rows = read(word(struck={(2, 2), (2, 3)}), "plan.docx")
    assert (rows[1].cells["owner"].text, rows[1].cells["due"].text) == ("Supt Ash", "31 July 2025")
    assert [(n.code, n.value) for n in paper.notes] == [("unplaced text", "Old text")]


def test_a_cell_struck_as_a_whole_stays():
    paper, rows = read(word(struck={(2, c, "all") for c in range(5)}), "plan.docx")
    assert [row.cells["action"].text for row in rows] == ["Buy a van", "Sell the old van"]
    assert not paper.notes


def test_so_in_a_workbook():
    paper, rows = read(sheet(), "plan.xlsx")
    assert rows[1].cells["due"].text == "31 July 2025"
    assert [(n.code, n.value) for n in paper.notes] == [("unplaced text", "30 June 2024")]


def pdf(size: float, rise: float, *, over: str = "", under: str = "") -> bytes:
    """A ruled plan; a mark stands behind a reference, an owner and a date. `over` it a watermark's text."""
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    canvas.setFont("Helvetica", 40)
    canvas.drawString(60, 655, over)
    canvas.drawString(60, 600, under)
    xs = [40, 90, 250, 350, 450, 560]
    canvas.grid(xs, [700, 680, 660, 640])
    for r, row in enumerate((HEAD, *ROWS)):
        for c, text in enumerate(row):
            canvas.setFont("Helvetica", 10)
            canvas.drawString(xs[c] + 4, 687 - 20 * r, text)
            if r == 2 and c in (0, 2, 3):
                canvas.setFont("Helvetica", size)
                canvas.drawString(
                    xs[c] + 4 + canvas.stringWidth(text, "Helvetica", 10), 687 - 20 * r + rise, "1"
                )
    canvas.save()
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (word(raised={(2, 0), (2, 2), (2, 3)}), "plan.docx"),
        (pdf(6, 4), "plan.pdf"),
        (pdf(8.3, 3), "plan.pdf"),
    ],
)
def test_a_footnotes_mark_is_no_part_of_a_value(data, name):
    paper, rows = read(data, name)
    assert [rows[1].cells[c].text for c in ("urn", "owner", "due")] == ["2¹", "Supt Ash¹", "31 July 2025¹"]
    records = normalise_tree([paper], load())
    assert [(a.urn, a.due_date) for a in records.actions] == [
        ("1", dt.date(2025, 5, 31)),
        ("2", dt.date(2025, 7, 31)),
    ]
    assert [owner.name for owner in records.owners] == ["Birch", "Ash"]


def test_a_figure_on_the_line_is_no_mark():
    _, rows = read(pdf(8.3, 0), "plan.pdf")
    assert rows[1].cells["due"].text == "31 July 20251"


def test_only_marks_go():
    assert unmarked("31 July 2025¹²") == "31 July 2025"
    assert unmarked("Ch Insp Núñez") == "Ch Insp Núñez"


def test_a_level_watermark_is_no_part_of_a_cell_and_a_large_line_under_the_table_none_either():
    _, rows = read(pdf(6, 4, over="OFFICIAL-SENSITIVE", under="Thank you"), "plan.pdf")
    assert [row.cells["action"].text for row in rows] == ["Buy a van", "Sell the old van"]
    assert rows[1].cells["owner"].text == "Supt Ash¹"


def test_what_is_typed_into_a_forms_fields_is_read():
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    xs = [40, 90, 250, 350, 450, 560]
    canvas.grid(xs, [700, 680, 660, 640])
    canvas.setFont("Helvetica", 10)
    for r, row in enumerate((HEAD, *ROWS)):
        for c, text in enumerate(row):
            if r and c in (2, 4):
                field = {"x": xs[c] + 2, "y": 682 - 20 * r, "width": 90, "height": 16, "borderWidth": 0}
                canvas.acroForm.textfield(name=f"f{r}{c}", value=text, fontSize=10, **field)
            else:
                canvas.drawString(xs[c] + 4, 687 - 20 * r, text)
    canvas.save()
    _, rows = read(stream.getvalue(), "plan.pdf")
    assert [row.cells["owner"].text for row in rows] == ["DI Birch", "Supt Ash"]
    assert [row.cells["comments"].text for row in rows] == ["Two seen.", "Not yet."]
