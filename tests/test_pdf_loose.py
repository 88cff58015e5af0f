"""Rulings that part a table's cells only in some places; drawn here, the text invented."""

from __future__ import annotations

import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from extract.paper import read_tree
from normalise.words import load

XS = (40, 80, 270, 370, 450, 560)
HEAD = ("Ref", "Action", "Owner", "Due", "Update")
ROWS = (
    ("A1", "Review the fire cover at the park", "Insp Penn", "June 2024", "Survey closed"),
    ("A2", "Publish the profile of each town", "Sgt Dunn", "May 2024", "Draft sent out"),
    ("A3", "Visit each town centre by night", "Supt Vale", "July 2024", "Three visited"),
    ("A4", "Mark the bikes at the station", "PC Holt", "May 2024", "Half are done"),
)
TOP, HIGH = 700, 30


def _header(canvas: Canvas) -> None:
    canvas.grid(XS, [TOP, TOP - HIGH])


def _verticals(canvas: Canvas) -> None:
    canvas.grid(XS, [TOP, TOP - HIGH, TOP - 5 * HIGH])


def _body(canvas: Canvas) -> None:
    canvas.grid([XS[0], XS[-1]], [TOP, TOP - HIGH, TOP - 5 * HIGH])


def _every_other(canvas: Canvas) -> None:
    for k in range(5):
        inner = XS if k % 2 else (XS[0], XS[-1])
        canvas.grid(inner, [TOP - k * HIGH, TOP - (k + 1) * HIGH])


def plan(draw) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    canvas.setFont("Helvetica-Bold", 14)
    canvas.drawString(40, 760, "Town centre delivery plan")
    draw(canvas)
    for k, row in enumerate((HEAD, *ROWS)):
        canvas.setFont("Helvetica-Bold" if k == 0 else "Helvetica", 9)
        for text, x in zip(row, XS, strict=False):
            canvas.drawString(x + 4, TOP - k * HIGH - 18, text)
    canvas.save()
    return stream.getvalue()


@pytest.mark.parametrize("draw", [_header, _verticals, _body, _every_other])
def test_cells_that_rulings_do_not_part_are_parted_by_their_spacing(draw):
    (paper,) = read_tree(plan(draw), "plan.pdf", load().lexicon())
    (found,) = paper.plans
    columns = ("urn", "action", "owner", "due", "comments")
    assert [tuple(row.cells[c].text for c in columns) for row in found.rows] == list(ROWS)
    assert "words do not add up" not in {note.code for note in paper.notes}


def test_a_band_over_all_columns_is_whole():
    def draw(canvas: Canvas) -> None:
        canvas.grid(XS, [TOP - k * HIGH for k in range(6)])
        canvas.grid([XS[0], XS[-1]], [TOP - 5 * HIGH, TOP - 6 * HIGH])
        canvas.drawString(XS[0] + 4, TOP - 5 * HIGH - 18, "Governance and the work of the whole partnership")
        canvas.grid(XS, [TOP - 6 * HIGH, TOP - 7 * HIGH])
        for text, x in zip(("B1", "Meet the board", "Insp Penn", "May 2024", "Met"), XS, strict=False):
            canvas.drawString(x + 4, TOP - 6 * HIGH - 18, text)

    (paper,) = read_tree(plan(draw), "plan.pdf", load().lexicon())
    assert paper.plans[0].rows[-1].section == "Governance and the work of the whole partnership"
