"""Framed tables whose rows shading alone tells; drawn here, the text invented."""

from __future__ import annotations

import io
from itertools import pairwise

from reportlab.pdfgen.canvas import Canvas

from extract.paper import read_tree
from normalise.words import load

XS = (40, 80, 270, 370, 450, 560)
HEAD = ("Ref", "Action", "Owner", "Due", "Update")
PALE = (0.93, 0.83, 0.82)


def band(canvas: Canvas, top: float, bottom: float) -> None:
    """One row shaded cell by cell, as Word and LibreOffice print it."""
    canvas.setFillColorRGB(*PALE)
    for x0, x1 in pairwise(XS):
        canvas.rect(x0, bottom, x1 - x0, top - bottom, stroke=0, fill=1)
    canvas.setFillGray(0)


def frame(canvas: Canvas, top: float, bottom: float, *, closed: bool) -> None:
    for x in (XS[0], XS[-1]):
        canvas.line(x, top, x, bottom)
    if closed:
        canvas.line(XS[0], bottom, XS[-1], bottom)


def row(canvas: Canvas, y: float, texts: tuple[str, ...], update: tuple[str, ...]) -> None:
    """Texts at the row's head, the lines of its update with blank ones between paragraphs."""
    for text, x in zip(texts, XS, strict=False):
        canvas.drawString(x + 4, y - 12, text)
    for k, line in enumerate(update):
        canvas.drawString(XS[4] + 4, y - 12 * (k + 1), line)


def begun(stream: io.BytesIO) -> Canvas:
    """A page with a title and a ruled header."""
    canvas = Canvas(stream, invariant=1)
    canvas.setFont("Helvetica", 9)
    canvas.drawString(40, 760, "Town centre delivery plan")
    canvas.grid(XS, [700, 680])
    row(canvas, 700, HEAD, ())
    return canvas


def two_pages() -> bytes:
    """Four rows, the first and third shaded; the second goes on over the page's end."""
    stream = io.BytesIO()
    canvas = begun(stream)
    band(canvas, 680, 600)
    frame(canvas, 680, 520, closed=False)
    row(canvas, 680, ("A1", "Review the fire cover", "Insp Penn", "June 2024"), ("Survey", "", "closed."))
    row(canvas, 600, ("A2", "Publish the profile", "Sgt Dunn", "May 2024"), ("Draft", "", "sent", "", "out"))
    canvas.showPage()
    canvas.setFont("Helvetica", 9)
    band(canvas, 740, 660)
    frame(canvas, 780, 580, closed=True)
    row(canvas, 780, (), ("and", "", "read."))
    row(canvas, 740, ("A3", "Visit each town", "Supt Vale", "July 2024"), ("Three", "", "visited."))
    row(canvas, 660, ("A4", "Mark the bikes", "PC Holt", "May 2024"), ("Half", "", "done."))
    canvas.save()
    return stream.getvalue()


def read(data: bytes) -> list[tuple[str, ...]]:
    (paper,) = read_tree(data, "plan.pdf", load().lexicon())
    (found,) = paper.plans
    columns = ("urn", "action", "owner", "due", "comments")
    return [tuple(row.cells[c].text if c in row.cells else "" for c in columns) for row in found.rows]


def test_shaded_rows_and_those_between_are_rows_also_over_a_page():
    assert read(two_pages()) == [
        ("A1", "Review the fire cover", "Insp Penn", "June 2024", "Survey closed."),
        ("A2", "Publish the profile", "Sgt Dunn", "May 2024", "Draft sent out and read."),
        ("A3", "Visit each town", "Supt Vale", "July 2024", "Three visited."),
        ("A4", "Mark the bikes", "PC Holt", "May 2024", "Half done."),
    ]


def test_where_several_rows_stand_between_two_shaded_ones_shading_tells_none():
    stream = io.BytesIO()
    canvas = begun(stream)
    band(canvas, 680, 660)
    band(canvas, 580, 560)
    frame(canvas, 680, 560, closed=True)
    for k in range(6):
        row(canvas, 680 - 20 * k, (f"A{k + 1}", f"Visit town {k + 1}", "Sgt Dunn", "May 2024"), ("Done.",))
    canvas.save()
    rows = read(stream.getvalue())
    assert [r[:2] for r in rows] == [(f"A{k}", f"Visit town {k}") for k in range(1, 7)]
