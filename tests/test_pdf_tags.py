"""Tagged PDFs: the tree where it holds up against the page, geometry where it does not."""

from __future__ import annotations

import pytest
from pdf_sheets import Sheet, pdf
from test_pdf_rulings import GREEN, XS, YS, grids, lay_out, texts

from extract.model import Grid, Line, Method
from extract.pdf.reader import PdfReader

TEXTS = [("URN", "Action", "Owner", "RAG"), ("1.1", "Patrol", "DI Dale", ""), ("1.2", "Visit", "TBA", "Red")]


def rows(sheet: Sheet, texts_=TEXTS, ys=YS, page: int = 0, tag: str = "TD") -> list:
    """The text of a table drawn and marked; its rows for the tree."""
    made = []
    for r, row in enumerate(texts_):
        cells = []
        for x, text in zip(XS, row, strict=False):
            kids = [("P", [(page, sheet.text(x + 4, ys[r] + 14, text, mark="P"))])] if text else []
            cells.append((tag, kids))
        made.append(("TR", cells))
    return made


def pages(data: bytes) -> list:
    reader = PdfReader(data)
    return [view.layout() for view in reader.pages()]


def test_tags_and_rulings_together():
    sheet = Sheet().grid(XS, YS)
    (grid,) = grids(lay_out(pdf(sheet, tree=[("Table", rows(sheet))])))
    assert (grid.method, grid.flags, texts(grid)[2]) == (Method.TAGS, (), ["1.2", "Visit", "TBA", "Red"])
    assert grid.rows[1].cells[1].box.x1 == 250


def test_an_empty_cell_keeps_its_fill():
    sheet = Sheet().fill(330, 80, 400, 110, GREEN).grid(XS, YS)
    (grid,) = grids(lay_out(pdf(sheet, tree=[("Table", rows(sheet))])))
    assert [(c.lines, c.fill) for c in grid.rows[1].cells][3] == ((), GREEN)


def test_a_row_that_goes_on_is_told_from_a_new_one():
    first, second, third = Sheet().grid(XS, YS), Sheet().grid(XS, YS), Sheet().grid(XS, YS)
    table = rows(first)
    more = rows(
        second, [("", "and more", "", ""), ("1.3", "Advise", "TBA", ""), ("1.4", "Check", "TBA", "")], page=1
    )
    for cell, further in zip(table[-1][1], more[0][1], strict=True):
        cell[1].extend(further[1])
    table += more[1:]
    table += rows(third, [("1.5", "Train", "TBA", "")], page=2)
    data = pdf(first, second, third, tree=[("Table", table)])
    one, two, three = (next(g for g in page.items if isinstance(g, Grid)) for page in pages(data))
    assert [row.continues for row in one.rows] == [None, False, False]
    assert [row.continues for row in two.rows] == [True, False, False]
    assert [row.continues for row in three.rows if row.cells[0].lines] == [False]
    assert (one.continues, two.continues, three.continues) == (None, True, True)
    assert texts(two)[0] == ["", "and more", "", ""]


def test_a_page_laid_out_alone_knows_what_goes_on():
    first, second = Sheet().grid(XS, YS), Sheet().grid(XS, YS)
    table = rows(first)
    more = rows(second, [("", "and more", "", ""), ("1.3", "Advise", "TBA", "")], page=1)
    table[-1][1][1][1].extend(more[0][1][1][1])
    table += more[1:]
    reader = PdfReader(pdf(first, second, tree=[("Table", table)]))
    page = [view for view in reader.pages() if view.number == 1 or view.layout()]
    assert len(page) == 2
    layout = reader.page(2).layout()
    assert [row.continues for row in grids(layout)[0].rows[:2]] == [True, False]


def test_a_new_table_on_each_page_cannot_be_told():
    first, second = Sheet().grid(XS, YS), Sheet().grid(XS, YS)
    data = pdf(first, second, tree=[("Table", rows(first)), ("Table", rows(second, page=1))])
    (grid,) = (item for item in pages(data)[1].items if isinstance(item, Grid))
    assert (grid.continues, grid.rows[0].continues, grid.rows[1].continues) == (None, None, False)


def test_header_cells_and_header_groups_mark_header_rows():
    sheet = Sheet().grid(XS, YS)
    head, *body = rows(sheet)
    head = ("TR", [("TH", kids) for _, kids in head[1]])
    (grid,) = grids(lay_out(pdf(sheet, tree=[("Table", [head, *body])])))
    assert [row.header for row in grid.rows] == [True, False, False]
    other = Sheet().grid(XS, YS)
    head, *body = rows(other)
    (grid,) = grids(lay_out(pdf(other, tree=[("Table", [("THead", [head]), ("TBody", body)])])))
    assert [row.header for row in grid.rows] == [True, False, False]


def test_a_header_that_the_tree_repeats_goes_on_from_nothing():
    first, second = Sheet().grid(XS, YS), Sheet().grid(XS, YS)
    head, *body = rows(first)
    again, *more = rows(second, [TEXTS[0], ("1.3", "Advise", "TBA", "")], page=1)
    for cell, further in zip(head[1], again[1], strict=True):
        cell[1].extend(further[1])
    tree = [("Table", [("THead", [head]), ("TBody", [*body, *more])])]
    grid = next(item for item in pages(pdf(first, second, tree=tree))[1].items if isinstance(item, Grid))
    assert [(row.header, row.continues) for row in grid.rows[:2]] == [(True, False), (False, False)]


def test_a_header_repeated_as_artifact_is_a_header_row():
    sheet = Sheet().grid(XS, YS)
    for x, text in zip(XS, TEXTS[0], strict=False):
        sheet.text(x + 4, YS[0] + 14, text, mark="Artifact")
    body = rows(sheet, TEXTS[1:], ys=YS[1:])
    (grid,) = grids(lay_out(pdf(sheet, tree=[("Table", body)])))
    assert [row.header for row in grid.rows] == [True, False, False]
    assert texts(grid)[0] == list(TEXTS[0])


def test_artifacts_are_furniture_and_blocks_have_their_tag():
    sheet = Sheet()
    sheet.text(50, 30, "OFFICIAL", mark="Artifact")
    heading = sheet.text(50, 60, "Delivery plan", mark="H1")
    body = sheet.text(50, 80, "The county of Wenmarsh", mark="P")
    page = lay_out(pdf(sheet, tree=[("H1", [(0, heading)]), ("P", [(0, body)])]))
    found = [(item.text, item.style, item.furniture) for item in page.items]
    assert found == [
        ("OFFICIAL", None, True),
        ("Delivery plan", "H1", None),
        ("The county of Wenmarsh", "P", None),
    ]


def test_a_page_that_is_all_artifact_is_not_all_furniture():
    sheet = Sheet()
    for n in range(5):
        sheet.text(50, 50 + 14 * n, "Harrowby patrols", mark="Artifact")
    data = pdf(sheet, tree=[("Document", [])])
    assert {item.furniture for item in lay_out(data).items} == {None}


def test_a_table_without_rulings_is_read_by_its_tags():
    sheet = Sheet().fill(334, 83, 395, 97, GREEN)
    table = rows(sheet, [*TEXTS[:1], ("1.1", "Patrol", "DI Dale", "Green"), TEXTS[2]])
    (grid,) = grids(lay_out(pdf(sheet, tree=[("Table", table)])))
    assert (grid.method, grid.columns) == (Method.TAGS, 4)
    assert texts(grid)[1:] == [["1.1", "Patrol", "DI Dale", "Green"], ["1.2", "Visit", "TBA", "Red"]]
    assert [row.cells[3].fill for row in grid.rows] == [None, GREEN, None]


def test_tags_finer_than_rulings_win():
    """Horizontal rules only, and a frame: the columns are in the tree alone."""
    sheet = Sheet()
    for y in YS:
        sheet.line(XS[0], y, XS[-1], y)
    for x in (XS[0], 330, XS[-1]):
        sheet.line(x, YS[0], x, YS[-1])
    (grid,) = grids(lay_out(pdf(sheet, tree=[("Table", rows(sheet))])))
    assert (grid.method, texts(grid)[2]) == (Method.TAGS, ["1.2", "Visit", "TBA", "Red"])


def test_spans_of_a_table_without_rulings():
    sheet = Sheet()
    band = ("TR", [("TD", [(0, sheet.text(150, 74, "Governance", mark="P"))], {"ColSpan": 4})])
    held = ("TD", [(0, sheet.text(334, 94, "Force", mark="P"))], {"RowSpan": 2})
    one, two = rows(sheet, [("1.1", "Patrol", "DI Dale"), ("1.2", "Visit", "TBA")], ys=YS[1:])
    one[1].append(held)
    (grid,) = grids(lay_out(pdf(sheet, tree=[("Table", [band, one, two])])))
    assert [(c.col, c.colspan, c.rowspan) for c in grid.rows[0].cells] == [(0, 4, 1)]
    assert [(c.col, c.rowspan) for c in grid.rows[1].cells] == [(0, 1), (1, 1), (2, 1), (3, 2)]
    assert [c.col for c in grid.rows[2].cells] == [0, 1, 2]


def test_a_tree_that_fuses_cells_gives_way_to_rulings():
    sheet = Sheet().grid(XS, YS)
    table = rows(sheet)
    fused = ("TR", [("TD", [kid for _, kids in table[1][1] for kid in kids])])
    (grid,) = grids(lay_out(pdf(sheet, tree=[("Table", [table[0], fused, table[2]])])))
    assert (grid.method, grid.flags) == (Method.RULINGS, ("tags disagree",))
    assert texts(grid)[1] == ["1.1", "Patrol", "DI Dale", ""]


def test_a_tree_in_the_wrong_order_gives_way_to_rulings():
    sheet = Sheet().grid(XS, YS)
    head, one, two = rows(sheet)
    (grid,) = grids(lay_out(pdf(sheet, tree=[("Table", [head, two, one])])))
    assert (grid.method, grid.flags) == (Method.RULINGS, ("tags disagree",))


def test_words_the_tree_leaves_out_of_a_table_are_not_lost():
    sheet = Sheet().grid(XS, YS)
    table = rows(sheet)
    sheet.text(94, 104, "weekly", mark="Span")
    (grid,) = grids(lay_out(pdf(sheet, tree=[("Table", table)])))
    assert grid.rows[1].cells[1].lines == ("Patrol", "weekly")
    assert grid.method is Method.TAGS


@pytest.mark.parametrize("mark", [None, "Span"])
def test_a_tree_that_knows_half_of_the_words_gives_way_to_rulings(mark):
    sheet = Sheet().grid(XS, YS)
    table = rows(sheet)
    for n in range(3):
        x = 130 + 40 * n if mark is None else 44 + 14 * n  # marked ones are looked for in a row's first cell
        sheet.text(x, 104, "weekly", size=10 if mark is None else 4, mark=mark)
    (grid,) = grids(lay_out(pdf(sheet, tree=[("Table", table)])))
    assert (grid.method, grid.flags) == (Method.RULINGS, ("tags disagree",))


def test_an_unruled_table_with_a_foreign_word_in_it_is_lines():
    sheet = Sheet()
    table = rows(sheet)
    sheet.text(130, 104, "foreign")
    page = lay_out(pdf(sheet, tree=[("Table", table)]))
    assert all(isinstance(item, Line) for item in page.items)
    assert "tags disagree" in page.flags


def test_a_title_row_without_borders_joins_its_table():
    sheet = Sheet().grid(XS, YS)
    title = ("TR", [("TD", [(0, sheet.text(44, 50, "Eastwold action log", mark="P"))])])
    (grid,) = grids(lay_out(pdf(sheet, tree=[("Table", [title, *rows(sheet)])])))
    assert [texts(grid)[0], texts(grid)[1][0], len(grid.rows)] == [["Eastwold action log"], "URN", 4]


def test_a_layout_table_around_a_table_gives_way():
    sheet = Sheet().grid(XS, YS)
    inner = ("Table", rows(sheet))
    beside = sheet.text(450, 74, "Key", mark="P")
    outer = ("Table", [("TR", [("TD", [inner]), ("TD", [("P", [(0, beside)])])])])
    page = lay_out(pdf(sheet, tree=[outer]))
    (grid,) = grids(page)
    assert (grid.method, texts(grid)[2]) == (Method.TAGS, ["1.2", "Visit", "TBA", "Red"])
    assert [item.text for item in page.items if isinstance(item, Line)] == ["Key"]


def test_a_small_table_in_a_cell_is_its_text():
    sheet = Sheet().grid(XS, [60, 80, 110, 200])
    table = rows(sheet)
    inner = [
        ("TR", [("TD", [(0, sheet.text(100 + 60 * n, 144, text, mark="P"))])])
        for n, text in enumerate(("East", "4"))
    ]
    table[2][1][1][1].append(("Table", inner))
    (grid,) = grids(lay_out(pdf(sheet, tree=[("Table", table)])))
    assert grid.rows[2].cells[1].lines == ("Visit", "East 4")
    assert grid.method is Method.TAGS


def test_a_long_word_sticking_out_of_its_cell_stays_in_it():
    sheet = Sheet().grid(XS, YS)
    table = rows(sheet)
    table[1][1][0][1].append(("P", [(0, sheet.text(44, 106, "Superintendents", mark="P"))]))
    table[1][1][0][1].append(("P", [(0, sheet.text(60, 94, "and and and", size=3, mark="P"))]))
    (grid,) = grids(lay_out(pdf(sheet, tree=[("Table", table)])))
    assert grid.rows[1].cells[0].lines[-1] == "Superintendents"
    assert grid.rows[1].cells[1].lines == ("Patrol",)


def told_in_brief(data: bytes) -> list[bool]:
    """Of each page, whether the tree had not to be walked cell by cell."""
    reader = PdfReader(data)
    out = []
    for view in reader.pages():
        view.layout()
        out.append(view.tags().brief)
    return out


def test_a_tree_that_is_as_ruled_is_told_in_brief():
    first, second = Sheet().grid(XS, YS), Sheet().grid(XS, YS)
    first.text(44, 40, "Eastwold action log")
    table = rows(first) + rows(second, [("", "and", "more", ""), *TEXTS[1:]], page=1)
    assert told_in_brief(pdf(first, second, tree=[("Table", table)])) == [True, True]


def test_a_tree_that_is_not_as_ruled_is_walked():
    sticking, merged, loose, unmarked = (Sheet().grid(XS, YS) for _ in range(4))
    trees = []
    for page, sheet in enumerate((sticking, merged, loose, unmarked)):
        trees.append(("Table", rows(sheet, page=page)))
    sticking.text(60, 106, "Superintendents of all", mark="P")
    del trees[1][1][1][1][3]  # a cell less than are ruled
    trees[2][1].append(("TR", [("TD", [(2, loose.text(44, 160, "Below", mark="P"))])]))
    unmarked.text(130, 104, "weekly")
    assert told_in_brief(pdf(sticking, merged, loose, unmarked, tree=trees)) == [False] * 4


def test_a_tree_nested_beyond_reason_ends():
    sheet = Sheet()
    deep = ("P", [(0, sheet.text(50, 50, "deep", mark="P"))])
    for _ in range(600):
        deep = ("Sect", [deep])
    assert lay_out(pdf(sheet, tree=[deep])).words == 1
