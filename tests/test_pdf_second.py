"""pdfplumber's reading of a page that PDFium cannot open."""

import io

from reportlab.lib.pagesizes import A4, landscape
from reportlab.platypus import SimpleDocTemplate, Table

from extract.model import Grid
from extract.pdf.reader import PdfReader
from extract.pdf.second import second_opinion

ROWS = [["Ref", "Action", "Owner"], ["1.1", "Meet the board", "Supt A"], ["1.2", "Map the harm", "DI B"]]


def drawn(rows):
    out = io.BytesIO()
    table = Table(rows, style=[("GRID", (0, 0), (-1, -1), 0.5, "black")])
    SimpleDocTemplate(out, pagesize=landscape(A4), invariant=1).build([table])
    return out.getvalue()


def test_a_page_that_pdfium_cannot_open_is_read_by_pdfplumber(monkeypatch):
    reader = PdfReader(drawn(ROWS))
    monkeypatch.setattr(reader, "open_page", lambda _number: None)
    (view,) = reader.pages()
    page = view.layout()
    (grid,) = [item for item in page.items if isinstance(item, Grid)]
    assert [[" ".join(c.lines) for c in row.cells] for row in grid.rows] == ROWS
    assert (page.words, page.flags, grid.flags) == (15, ("second opinion",), ("second opinion",))
    reader.close()


def test_what_neither_can_open_is_none():
    assert second_opinion(b"%PDF-1.4\nnothing more", 1, None) is None
    assert second_opinion(drawn(ROWS), 7, None) is None
