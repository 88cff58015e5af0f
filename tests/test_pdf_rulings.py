"""Ruled tables: one row per printed row, the cells right, their colours too."""

from __future__ import annotations

import io
from itertools import pairwise

import pdfplumber
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_sheets import Sheet, pdf
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from extract.model import Grid, Line, Method, Page
from extract.pdf.paths import Ruling
from extract.pdf.reader import PdfReader
from extract.pdf.rulings import joined

GREEN, AMBER, WHITE = (0, 176, 80), (255, 192, 0), (255, 255, 255)
XS = [40, 90, 250, 330, 400]
YS = [60, 80, 110, 140]


def lay_out(data: bytes, page: int = 1) -> Page:
    reader = PdfReader(data)
    found = [view.layout() for view in reader.pages()][page - 1]
    reader.close()
    placed = sum(
        item.words if isinstance(item, Line) else sum(cell.words for row in item.rows for cell in row.cells)
        for item in found.items
    )
    assert placed == found.words
    return found


def grids(page: Page) -> list[Grid]:
    return [item for item in page.items if isinstance(item, Grid)]


def one_grid(sheet: Sheet) -> Grid:
    (grid,) = grids(lay_out(pdf(sheet)))
    return grid


def texts(grid: Grid) -> list[list[str]]:
    return [[" ".join(cell.lines) for cell in row.cells] for row in grid.rows]


def plan(sheet: Sheet | None = None) -> Sheet:
    sheet = sheet or Sheet()
    for r, row in enumerate(
        [("URN", "Action", "Owner", "RAG"), ("1.1", "Patrol", "DI Dale", ""), ("1.2", "Visit", "TBA", "")]
    ):
        for x, text in zip(XS, row, strict=False):
            sheet.text(x + 4, YS[r] + 14, text)
    return sheet


ROWS = [["URN", "Action", "Owner", "RAG"], ["1.1", "Patrol", "DI Dale", ""], ["1.2", "Visit", "TBA", ""]]


def test_a_ruled_table_row_by_row_and_the_text_around_it():
    sheet = plan(Sheet().grid(XS, YS))
    sheet.text(40, 40, "Wenmarsh Police")
    sheet.text(40, 800, "Page 1")
    page = lay_out(pdf(sheet))
    above, grid, below = page.items
    assert (above.text, below.text) == ("Wenmarsh Police", "Page 1")
    assert texts(grid) == ROWS
    assert grid.method is Method.RULINGS
    assert grid.edges == pytest.approx(XS, abs=0.5)
    box = grid.rows[1].cells[1].box
    assert (box.x0, box.top, box.x1, box.bottom) == pytest.approx((90, 80, 250, 110), abs=0.5)


def test_lines_of_a_cell_are_its_printed_lines():
    sheet = plan(Sheet().grid(XS, YS))
    sheet.text(94, 105, "Eastwold")
    assert one_grid(sheet).rows[1].cells[1].lines == ("Patrol", "Eastwold")


def test_borders_drawn_cell_by_cell_as_thin_rectangles_with_gaps():
    sheet = Sheet()
    for top, bottom in pairwise(YS):
        for left, right in pairwise(XS):
            sheet.fill(left + 1, top - 0.3, right - 1, top + 0.3, (0, 0, 0))
            sheet.fill(left + 1, bottom - 0.3, right - 1, bottom + 0.3, (0, 0, 0))
            sheet.fill(left - 0.3, top + 1, left + 0.3, bottom - 1, (0, 0, 0))
            sheet.fill(right - 0.3, top + 1, right + 0.3, bottom - 1, (0, 0, 0))
    assert texts(one_grid(plan(sheet))) == ROWS


def test_double_lines_are_one_border():
    sheet = Sheet().grid(XS, YS)
    sheet.grid([x + 2 for x in XS], [y + 2 for y in YS])
    assert texts(one_grid(plan(sheet))) == ROWS


def test_wide_borders_are_borders():
    sheet = Sheet()
    for y in YS:
        sheet.fill(XS[0], y - 2.4, XS[-1], y + 2.4, (0, 0, 0))
    for x in XS:
        sheet.fill(x - 2.4, YS[0], x + 2.4, YS[-1], (0, 0, 0))
    assert texts(one_grid(plan(sheet))) == ROWS


def test_a_line_drawn_absurdly_far_away_is_a_line():
    """Found by fuzzing: a coordinate below any that a page has."""
    far = Ruling(-3e38, 0.0, 100.0)
    assert joined([Ruling(50.0, 0.0, 100.0), far]) == [far, Ruling(50.0, 0.0, 100.0)]


def test_dashed_borders_are_borders():
    sheet = Sheet()
    for y in YS:
        for x in range(XS[0], XS[-1], 5):
            sheet.fill(x, y - 0.25, x + 3, y + 0.25, (0, 0, 0))
    for x in XS:
        for y in range(YS[0], YS[-1], 5):
            sheet.fill(x - 0.25, y, x + 0.25, y + 3, (0, 0, 0))
    assert texts(one_grid(plan(sheet))) == ROWS


def test_a_table_without_outer_borders():
    sheet = Sheet()
    for y in YS:
        sheet.line(XS[0], y, XS[-1], y)
    for x in XS[1:-1]:
        sheet.line(x, YS[0], x, YS[-1])
    assert texts(one_grid(plan(sheet))) == ROWS


def test_a_row_cut_off_by_the_page_end_needs_no_bottom_border():
    sheet = Sheet()
    for y in YS[:-1]:
        sheet.line(XS[0], y, XS[-1], y)
    for x in XS:
        sheet.line(x, YS[0], x, YS[-1])
    assert texts(one_grid(plan(sheet))) == ROWS


def test_merged_cells_have_spans():
    sheet = Sheet()
    for y in (60, 80, 140):
        sheet.line(40, y, 400, y)
    sheet.line(40, 110, 330, 110)
    for x in (40, 400):
        sheet.line(x, 60, x, 140)
    for x in (90, 250, 330):
        sheet.line(x, 80, x, 140)
    sheet.text(150, 74, "Governance")
    sheet.text(44, 94, "1.1")
    sheet.text(44, 124, "1.2")
    sheet.text(334, 110, "Green")
    grid = one_grid(sheet)
    band, first, second = grid.rows
    assert [(c.col, c.colspan, c.lines) for c in band.cells] == [(0, 4, ("Governance",))]
    assert (first.cells[3].rowspan, first.cells[3].lines) == (2, ("Green",))
    assert [c.col for c in second.cells] == [0, 1, 2]


def test_a_dragged_border_adds_no_column():
    sheet = Sheet()
    for y in YS:
        sheet.line(XS[0], y, XS[-1], y)
    for x in (40, 90, 330, 400):
        sheet.line(x, YS[0], x, YS[-1])
    sheet.line(250, 60, 250, 110)
    sheet.line(258, 110, 258, 140)
    grid = one_grid(plan(sheet))
    assert (grid.columns, texts(grid)) == (4, ROWS)
    assert all([c.col for c in row.cells] == [0, 1, 2, 3] for row in grid.rows)


def test_a_spacer_column_is_none():
    sheet = Sheet().grid([40, 90, 95, 250, 330, 400], YS)
    for r, row in enumerate(ROWS):
        for x, text in zip([40, 95, 250, 330], row, strict=True):
            sheet.text(x + 4, YS[r] + 14, text)
    grid = one_grid(sheet)
    assert (grid.columns, texts(grid)) == (4, ROWS)


def test_a_narrow_column_with_text_is_a_column():
    sheet = Sheet().grid([40, 90, 250, 330, 341], YS)
    for r, row in enumerate(
        [("URN", "Action", "Owner", "R"), ("1.1", "Patrol", "TBA", "G"), ("1.2", "Visit", "TBA", "A")]
    ):
        for x, text in zip([44, 94, 254, 332], row, strict=True):
            sheet.text(x, YS[r] + 14, text)
    assert [row[3] for row in texts(one_grid(sheet))] == ["R", "G", "A"]


def test_frames_and_underlines_make_no_table():
    sheet = Sheet().grid([30, 560], [30, 800])
    sheet.text(50, 100, "A heading")
    sheet.line(50, 102, 98, 102)
    page = lay_out(pdf(sheet))
    assert [type(item) for item in page.items] == [Line]


def test_an_underline_in_a_cell_cuts_nothing():
    sheet = plan(Sheet().grid(XS, YS))
    sheet.line(94, 96, 124, 96)
    assert texts(one_grid(sheet)) == ROWS


def test_a_small_table_inside_a_cell_is_the_cells_text():
    sheet = plan(Sheet().grid(XS, [60, 80, 110, 200]))
    sheet.grid([100, 160, 220], [130, 150, 170])
    sheet.text(104, 144, "East")
    sheet.text(164, 144, "4")
    grid = one_grid(sheet)
    assert grid.rows[2].cells[1].lines == ("Visit", "East 4")


def test_a_table_that_lays_out_the_page_gives_way_to_the_table_in_it():
    sheet = plan(Sheet().grid([20, 450, 580], [20, 300]).grid(XS, YS))
    sheet.text(460, 100, "Key")
    page = lay_out(pdf(sheet))
    assert texts(grids(page)[0]) == ROWS
    assert [item.text for item in page.items if isinstance(item, Line)] == ["Key"]


def test_fills_of_cells_white_is_none():
    sheet = Sheet()
    sheet.fill(330, 80, 400, 110, GREEN).fill(330, 110, 400, 140, WHITE)
    grid = one_grid(plan(sheet.grid(XS, YS)))
    assert [row.cells[3].fill for row in grid.rows] == [None, GREEN, None]


def test_a_fill_in_strips_is_one_fill():
    sheet = Sheet()
    for top in range(80, 110, 5):
        sheet.fill(330, top, 400, top + 5, AMBER)
    assert one_grid(plan(sheet.grid(XS, YS))).rows[1].cells[3].fill == AMBER


def test_a_later_fill_covers_an_earlier_one():
    sheet = Sheet().fill(330, 80, 400, 110, GREEN).fill(330, 80, 400, 110, AMBER)
    sheet.fill(330, 110, 400, 140, GREEN).fill(330, 110, 400, 140, WHITE)
    grid = one_grid(plan(sheet.grid(XS, YS)))
    assert [row.cells[3].fill for row in grid.rows] == [None, AMBER, None]


def test_the_pages_own_background_is_no_cells():
    sheet = Sheet().fill(0, 0, 595, 842, (240, 240, 200))
    grid = one_grid(plan(sheet.grid(XS, YS)))
    assert {cell.fill for row in grid.rows for cell in row.cells} == {None}


def test_a_coloured_blob_in_an_empty_cell_is_its_colour_and_a_marked_phrase_is_none():
    sheet = plan(Sheet().fill(360, 90, 370, 100, AMBER).grid(XS, YS))
    sheet.fill(94, 86, 112, 96, GREEN)
    sheet.text(130, 94, "daily")
    row = one_grid(sheet).rows[1]
    assert (row.cells[3].fill, row.cells[1].fill) == (AMBER, None)


def test_ink_is_the_colour_of_all_the_text():
    sheet = plan(Sheet().grid(XS, YS))
    sheet.text(334, 94, "Red", rgb=(255, 0, 0))
    sheet.text(334, 124, "Red", rgb=(255, 0, 0))
    sheet.text(360, 124, "late")
    grid = one_grid(sheet)
    assert [row.cells[3].ink for row in grid.rows] == [None, (255, 0, 0), None]


def test_a_word_broken_by_a_narrow_cell_is_put_together_where_spaces_end_lines():
    sheet = Sheet().grid([40, 104, 300], [60, 220])
    for n in range(10):
        sheet.text(110, 75 + 12 * n, "weekly visits to premises ")
    for n, text in enumerate(["SCD ", "Intelligence", "s"]):
        sheet.text(44, 75 + 12 * n, text)
    assert one_grid(sheet).rows[0].cells[0].lines == ("SCD", "Intelligences")
    other = Sheet().grid([40, 104, 300], [60, 220])
    for n in range(10):
        other.text(110, 75 + 12 * n, "weekly visits to premises")
    for n, text in enumerate(["SCD", "Intelligence", "s"]):
        other.text(44, 75 + 12 * n, text)
    assert one_grid(other).rows[0].cells[0].lines == ("SCD", "Intelligence", "s")


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_landscape_kept_as_portrait_comes_out_upright(rotate):
    """The page is drawn turned so that `/Rotate` shows it upright."""
    upright = plan(Sheet(size=(842, 595)).grid(XS, YS))
    wide, high = 842, 595
    turn = {90: f"0 1 -1 0 {high} 0 cm", 180: f"-1 0 0 -1 {wide} {high} cm", 270: f"0 -1 1 0 0 {wide} cm"}[
        rotate
    ]
    size = (wide, high) if rotate == 180 else (high, wide)
    kept = Sheet(size=size, rotate=rotate, parts=[turn, *upright.parts])
    page, expected = lay_out(pdf(kept)), lay_out(pdf(upright))
    assert (page.width, page.height) == (842, 595)
    assert texts(grids(page)[0]) == ROWS
    mine, theirs = grids(page)[0].box, grids(expected)[0].box
    assert (mine.x0, mine.top, mine.x1, mine.bottom) == pytest.approx(
        (theirs.x0, theirs.top, theirs.x1, theirs.bottom), abs=0.6
    )


def test_a_table_printed_sideways_is_read_and_its_boxes_stay_where_it_stands():
    upright = plan(Sheet(size=(842, 595)).grid(XS, YS))
    for n in range(4):
        upright.text(40, 200 + 14 * n, "Brinmouth and Eastwold")
    sideways = Sheet(size=(595, 842), parts=["0 1 -1 0 595 0 cm", *upright.parts])
    page = lay_out(pdf(sideways))
    (grid,) = grids(page)
    assert texts(grid) == ROWS
    assert (page.width, page.height, page.flags) == (595, 842, ("turned",))
    assert (grid.box.x0, grid.box.x1) == pytest.approx((60, 140), abs=0.6)
    assert (grid.box.top, grid.box.bottom) == pytest.approx((842 - 400, 842 - 40), abs=0.6)


def test_the_crop_box_is_the_page():
    sheet = plan(Sheet(crop=(30, 400, 560, 802)).grid(XS, YS))
    sheet.text(50, 20, "outside")
    page = lay_out(pdf(sheet))
    assert (page.width, page.height) == (530, 402)
    assert grids(page)[0].box.x0 == pytest.approx(10, abs=0.5)
    assert grids(page)[0].box.top == pytest.approx(20, abs=0.5)
    assert page.words == 11


def test_rows_and_words_are_those_of_pdfplumber():
    body = getSampleStyleSheet()["BodyText"]
    rows = [["URN", "Action", "Owner", "RAG", "Comments"]]
    for n in range(1, 40):
        action = Paragraph(
            f"Officers in Stoke Tallow and Harrowby visit the {n} licensed premises " * 2, body
        )
        rows.append(
            [f"1.{n}", action, "Supt Dale", "", Paragraph(f"0{n % 9 + 1}/05/19 GREEN visits made " * 3, body)]
        )
    shade = [("BACKGROUND", (3, n), (3, n), colors.HexColor("#00B050")) for n in range(1, 40, 2)]
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer, pagesize=landscape(A4)).build(
        [
            Table(
                rows,
                colWidths=[40, 220, 90, 50, 250],
                repeatRows=1,
                style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), *shade]),
            )
        ]
    )
    reader = PdfReader(buffer.getvalue())
    with pdfplumber.open(buffer) as oracle:
        for view, their_page in zip(reader.pages(), oracle.pages, strict=True):
            page = view.layout()
            (grid,) = grids(page)
            theirs = their_page.extract_tables()[0]
            assert [["\n".join(c.lines) for c in row.cells] for row in grid.rows] == theirs
            assert page.words == len(their_page.extract_words())
            fills = {row.cells[0].lines[0]: row.cells[3].fill for row in grid.rows}
            assert all(
                fill == (GREEN if int(urn[2:]) % 2 else None) for urn, fill in fills.items() if urn != "URN"
            )


WORD = st.text("abcdefghilmnoprstuvwy", min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.lists(WORD, max_size=3), min_size=3, max_size=3), min_size=2, max_size=5), st.data()
)
def test_every_word_is_in_the_cell_it_was_printed_in(table, data):
    xs = [40, 170, 300, 430]
    ys = [60 + 30 * n for n in range(len(table) + 1)]
    sheet = Sheet().grid(xs, ys, data.draw(st.sampled_from([0.1, 0.5, 2.0])))
    for r, row in enumerate(table):
        for c, cell in enumerate(row):
            if cell:
                sheet.text(xs[c] + 5, ys[r] + 20, " ".join(cell), size=9)
    page = lay_out(pdf(sheet))
    printed = [[" ".join(cell) for cell in row] for row in table]
    if not any(any(row) for row in printed):
        assert page.words == 0
        return
    assert texts(grids(page)[0]) == printed


def narrow(first: str, second: str, room: float):
    """The lines of a cell whose first line leaves so much room, in a table where spaces end lines."""
    sheet = Sheet().grid([40, 48 + stringWidth(first, "Helvetica", 10) + room, 300], [60, 220])
    for n in range(10):
        sheet.text(160, 75 + 12 * n, "weekly visits to premises ")
    for n, text in enumerate([first, second]):
        sheet.text(44, 75 + 12 * n, text)
    return one_grid(sheet).rows[0].cells[0].lines


@pytest.mark.parametrize(
    ("first", "second"),
    [("Superinten", "dent "), ("Licensi", "ng "), ("Schedul", "e "), ("Neighbour", "hood ")],
)
def test_a_word_that_leaves_no_room_for_a_space_is_half_of_one_where_it_looks_so(first, second):
    assert narrow(first, second, 1.0) == (first + second.strip(),)


@pytest.mark.parametrize(("first", "second"), [("Review", "the "), ("licensing", "plan "), ("visits", "ng ")])
def test_a_word_that_leaves_no_room_for_a_space_may_be_one_by_itself(first, second):
    """LibreOffice leaves the space out where it does not fit."""
    assert narrow(first, second, 1.0) == (first, second.strip())


def test_a_space_left_out_where_it_had_room_is_none():
    assert narrow("Licensing", "panel ", 4.0) == ("Licensingpanel",)
