"""Word tables: merges, dragged borders, nesting, and the colours a ruling is read from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from office_files import docx, grid_of, lines_of, p, page_of, r, table_of, tbl, tc, texts, theme, tr

from extract.model import Grid, Method
from extract.word import WordReader
from extract.word.columns import snap

SHARED = Path(__file__).parents[2] / "shared"
DOWN, ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def cells(data: bytes) -> list[list[tuple[int, int, int, str]]]:
    return [
        [(cell.col, cell.colspan, cell.rowspan, " / ".join(cell.lines)) for cell in row.cells]
        for row in grid_of(page_of(data)).rows
    ]


def span(count: int) -> str:
    return f'<w:gridSpan w:val="{count}"/>'


def test_rows_are_numbered_and_only_marked_headers_are_headers():
    rows = (
        tr("URN", "Action", props="<w:tblHeader/>")
        + tr("1.1", "Review")
        + tr("x", "y", props='<w:tblHeader w:val="0"/>')
    )
    grid = grid_of(page_of(docx(tbl(rows))))
    assert [(row.row_n, row.header) for row in grid.rows] == [(1, True), (2, None), (3, None)]
    assert (grid.method, grid.columns) == (Method.WORD_TABLE, 2)


def test_a_cell_merged_down_spans_its_rows_and_covered_rows_hold_no_cell_there():
    table = tbl(
        tr("1.1", tc("Ch Insp Reed", props=DOWN)),
        tr("1.2", tc(props=ON)),
        tr("1.3", tc("Sgt Shaw", props=DOWN)),
        tr("1.4", tc(props=ON)),
    )
    assert cells(docx(table)) == [
        [(0, 1, 1, "1.1"), (1, 1, 2, "Ch Insp Reed")], [(0, 1, 1, "1.2")],
        [(0, 1, 1, "1.3"), (1, 1, 2, "Sgt Shaw")], [(0, 1, 1, "1.4")],
    ]  # fmt: skip


def test_text_under_a_merge_is_kept_unless_it_repeats_the_cell():
    table = tbl(
        tr("1", tc("Owner A", props=DOWN)),
        tr("2", tc("Owner A", props=ON)),
        tr("3", tc("Owner B", props=ON)),
        tr("4", tc(props=ON)),
    )
    page = page_of(docx(table))
    assert cells(docx(table)) == [
        [(0, 1, 1, "1"), (1, 1, 2, "Owner A")], [(0, 1, 1, "2")],
        [(0, 1, 1, "3"), (1, 1, 2, "Owner B")], [(0, 1, 1, "4")],
    ]  # fmt: skip
    assert page.words == 8
    assert page.flags == ("text under a merge",)


def test_a_continuation_of_nothing_is_a_cell_of_its_own():
    assert cells(docx(tbl(tr("1", tc("A", props=ON)), tr(tc("wide", props=span(2) + ON))))) == [
        [(0, 1, 1, "1"), (1, 1, 1, "A")], [(0, 2, 1, "wide")],
    ]  # fmt: skip


def test_old_sideways_merges_are_one_cell():
    table = tbl(
        tr(
            tc("Section", props='<w:hMerge w:val="restart"/>'),
            tc("two", props='<w:hMerge w:val="continue"/>'),
            "x",
        ),
        tr("1", "2", "3"),
    )
    assert cells(docx(table))[0] == [(0, 2, 1, "Section / two"), (2, 1, 1, "x")]


def test_columns_left_out_at_the_start_shift_the_cells():
    table = tbl(tr("1", "2", "3"), tr("b", "c", props='<w:gridBefore w:val="1"/>'), grid=(1000, 1000, 1000))
    assert cells(docx(table))[1] == [(1, 1, 1, "b"), (2, 1, 1, "c")]


def test_borders_dragged_by_a_few_twips_are_one_border():
    table = tbl(
        tr(tc("URN"), tc("Action", props=span(2)), tc("Owner")),
        tr(tc("1.1", props=span(2)), tc("Review"), tc("Reed")),
        grid=(800, 40, 4000, 2000),
    )
    assert [[cell[:2] for cell in row] for row in cells(docx(table))] == [[(0, 1), (1, 1), (2, 1)]] * 2
    assert grid_of(page_of(docx(table))).edges == (0.0, 40.0, 242.0, 342.0)


def test_a_narrow_cell_that_holds_something_keeps_its_width_and_an_empty_sliver_goes():
    filled = tbl(tr("1", tc("G"), "x"), tr("2", tc("R"), "y"), grid=(800, 90, 2000))
    assert table_of(docx(filled)) == [["1", "G", "x"], ["2", "R", "y"]]
    coloured = tbl(tr("1", tc(props='<w:shd w:fill="FF0000"/>'), "x"), grid=(800, 90, 2000))
    assert grid_of(page_of(docx(coloured))).columns == 3
    empty = tbl(tr("1", tc(), "x"), grid=(800, 90, 2000))
    assert table_of(docx(empty)) == [["1", "x"]]


def test_a_row_that_leaves_out_its_spans_is_placed_by_its_widths():
    wide = '<w:tcW w:w="{}" w:type="dxa"/>'.format
    table = tbl(
        tr("1", "2", "3", "4"),
        tr(tc("a", props=wide(1000)), tc("b", props=wide(2000)), tc("c", props=wide(1000))),
        grid=(1000, 1000, 1000, 1000),
    )
    assert cells(docx(table))[1] == [(0, 1, 1, "a"), (1, 2, 1, "b"), (3, 1, 1, "c")]


def test_without_a_grid_widths_line_cells_up_and_without_widths_their_order():
    wide = '<w:tcW w:w="{}" w:type="dxa"/>'.format
    table = tbl(
        tr(tc("a", props=wide(900)), tc("b", props=wide(3000))),
        tr(tc("c", props=wide(910)), tc("d", props=wide(2990))),
    )
    assert cells(docx(table)) == [[(0, 1, 1, "a"), (1, 1, 1, "b")], [(0, 1, 1, "c"), (1, 1, 1, "d")]]
    assert cells(docx(tbl(tr("a", "b"), tr("c", "d")))) == [
        [(0, 1, 1, "a"), (1, 1, 1, "b")],
        [(0, 1, 1, "c"), (1, 1, 1, "d")],
    ]


@pytest.mark.parametrize("count", [0, -3, 10**12])
def test_a_span_no_table_has_is_bounded(count):
    grid = grid_of(page_of(docx(tbl(tr(tc("a", props=span(count)), "b")))))
    assert grid.columns <= 501


def test_hidden_and_deleted_rows_and_cells_are_not_printed():
    gone = '<w:del w:author="x"/>'
    table = tbl(
        tr("1", "a"),
        tr("2", "b", props="<w:hidden/>"),
        tr("3", "c", props=gone),
        tr("4", tc("d"), tc("e", props="<w:cellDel/>")),
    )
    assert table_of(docx(table)) == [["1", "a"], ["4", "d"]]


def test_a_nested_tables_text_is_its_cells_in_reading_order_once():
    inner = tbl(tr("Gold", "Reed"), tr("Silver", "Shaw"))
    page = page_of(docx(tbl(tr("1.1", tc(p("Leads:"), inner, p("end"))), tr("1.2", "x"))))
    assert texts(grid_of(page))[0] == ["1.1", "Leads: / Gold / Reed / Silver / Shaw / end"]
    assert grid_of(page).flags == ("nested table",)


def test_a_frame_around_everything_gives_the_table_in_it():
    inner = tbl(tr("URN", "Action"), tr("1.1", "Review"))
    page = page_of(docx(tbl(tr(tc(p("Hate Crime plan"), inner, p())))))
    assert lines_of(page) == ["Hate Crime plan"]
    assert texts(grid_of(page)) == [["URN", "Action"], ["1.1", "Review"]]
    assert grid_of(page).table_n == 1


def test_a_one_row_plan_with_a_small_table_in_one_cell_is_no_frame():
    inner = tbl(tr("a", "b"), tr("c", "d"))
    assert texts(grid_of(page_of(docx(tbl(tr("1.1", tc(inner, p()))))))) == [["1.1", "a / b / c / d"]]


def fill_of(props: str, *content: str, **parts: str):
    return grid_of(page_of(docx(tbl(tr("1", tc(*content, props=props))), **parts))).rows[0].cells[1].fill


@pytest.mark.parametrize(
    ("shading", "fill"),
    [
        ('w:val="clear" w:fill="00B050"', (0, 176, 80)),
        ('w:val="clear" w:fill="auto"', None),
        ('w:val="clear" w:fill="FFFFFF"', None),
        ('w:val="nil" w:fill="FF0000"', None),
        ('w:val="solid" w:color="FF0000" w:fill="FFFFFF"', (255, 0, 0)),
        ('w:val="pct50" w:color="FF0000" w:fill="FFFFFF"', (255, 128, 128)),
        ('w:val="clear" w:fill="000000" w:themeFill="accent6"', (247, 150, 70)),
        ('w:val="clear" w:fill="000000" w:themeFill="text1" w:themeFillTint="80"', (127, 127, 127)),
        ('w:val="clear" w:fill="000000" w:themeFill="background1" w:themeFillShade="BF"', (191, 191, 191)),
    ],
)
def test_a_cells_shading_is_its_fill(shading, fill):
    assert fill_of(f"<w:shd {shading}/>", "x") == fill


def test_theme_colours_are_the_files_own():
    own = theme('<a:accent6><a:srgbClr val="0102FF"/></a:accent6>')
    assert fill_of('<w:shd w:fill="FFC000" w:themeFill="accent6"/>', "x", theme=own) == (1, 2, 255)


def test_a_highlight_behind_all_the_text_is_a_fill_and_behind_a_part_is_none():
    marked = r("Green", '<w:highlight w:val="green"/>')
    assert fill_of("", p(marked)) == (0, 255, 0)
    assert fill_of("", p(marked, "and text")) is None
    assert fill_of('<w:shd w:fill="FF0000"/>', p(marked)) == (255, 0, 0)
    assert fill_of("", p(r("Amber", '<w:shd w:val="clear" w:fill="FFC000"/>'))) == (255, 192, 0)
    assert fill_of("", p("Amber", props='<w:shd w:val="clear" w:fill="FFC000"/>')) == (255, 192, 0)


OVAL = '<w:r><w:pict><v:oval fillcolor="{}" {}/></w:pict></w:r>'.format
DARK = '<a:schemeClr val="accent6"><a:lumMod val="50000"/></a:schemeClr>'
STYLED = '<wps:style><a:fillRef idx="1"><a:schemeClr val="accent2"/></a:fillRef></wps:style>'
DRAWN = "<w:r><w:drawing><wps:wsp><wps:spPr>{}</wps:spPr>{}</wps:wsp></w:drawing></w:r>".format


@pytest.mark.parametrize(
    ("shapes", "fill"),
    [
        ([OVAL("#00b050", "")], (0, 176, 80)),
        ([OVAL("red [3205]", "")], (255, 0, 0)),
        ([OVAL("#00b050", 'filled="f"')], None),
        ([OVAL("white", "")], None),
        ([OVAL("red", ""), OVAL("#00b050", "")], None),
        ([DRAWN('<a:solidFill><a:srgbClr val="FFC000"/></a:solidFill>', "")], (255, 192, 0)),
        ([DRAWN(f"<a:solidFill>{DARK}</a:solidFill>", "")], (152, 72, 7)),
        ([DRAWN("<a:noFill/>", STYLED)], None),
        ([DRAWN("", STYLED)], (192, 80, 77)),
    ],
)  # fmt: skip
def test_a_coloured_shape_in_a_cell_is_its_fill(shapes, fill):
    assert fill_of("", p(*shapes)) == fill


def test_a_shaded_table_nested_in_a_cell_is_its_fill():
    assert fill_of("", tbl(tr(tc("G", props='<w:shd w:fill="00B050"/>'))), p()) == (0, 176, 80)


def test_shading_of_the_table_holds_for_cells_without_their_own():
    table = tbl(
        tr("a", tc("b", props='<w:shd w:fill="FF0000"/>')), props='<w:shd w:val="clear" w:fill="D9D9D9"/>'
    )
    assert [cell.fill for cell in grid_of(page_of(docx(table))).rows[0].cells] == [
        (217, 217, 217),
        (255, 0, 0),
    ]


@pytest.mark.parametrize(
    ("runs", "ink"),
    [
        ([r("Red", '<w:color w:val="FF0000"/>')], (255, 0, 0)),
        ([r("Red", '<w:color w:val="FF0000"/>'), r(" ", "")], (255, 0, 0)),
        ([r("Red", '<w:color w:val="FF0000"/>'), r(" and black")], None),
        ([r("x", '<w:color w:val="auto"/>')], None),
        ([r("x", '<w:color w:val="7F7F7F"/>')], None),
        ([r("x", '<w:color w:val="000000" w:themeColor="accent2"/>')], (192, 80, 77)),
    ],
)
def test_ink_is_the_one_colour_of_all_the_text(runs, ink):
    assert grid_of(page_of(docx(tbl(tr(tc(p(*runs))))))).rows[0].cells[0].ink == ink


def test_a_picture_alone_in_a_cell_is_flagged():
    page = page_of(docx(tbl(tr("1", tc(p("<w:r><w:drawing/></w:r>"))))))
    assert page.flags == ("pictures in cells",)


def test_borders_never_close_over_a_cell_that_holds_something():
    assert snap([(0, 100, 130, 900)], [(100, 130)])[1] == [0, 130, 900]
    assert snap([(0, 900), (0, 100, 900)], [])[0] == {0: 0, 100: 0, 900: 1}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared papers are not beside this checkout")
@pytest.mark.parametrize(
    "path", sorted((SHARED / "papers/layouts/word-merged").glob("*.docx")), ids=lambda path: path.stem
)
def test_merged_word_plans_hold_every_cell_read_by_hand(path):
    page = next(iter(WordReader(path.read_bytes()).pages())).layout()
    (grid,) = [item for item in page.items if isinstance(item, Grid)]
    held: dict[int, tuple[int, str]] = {}
    rows = []
    for at, row in enumerate(grid.rows):
        for cell in row.cells:
            held[cell.col] = at + cell.rowspan, " ".join(cell.lines)
        rows.append(
            [held[col][1] if col in held and held[col][0] > at else "" for col in range(grid.columns)]
        )
    gold = [
        json.loads(line) for line in (SHARED / "gold" / f"{path.stem}.jsonl").read_text("utf-8").splitlines()
    ]
    columns = ["urn_raw", "action", "owner", "level", "fourp", "rag_status", "comments"]
    # A hyphen at a printed line's end was typed with a space after it by whoever read the rows by hand.
    want = [[" ".join(row[column].split()).replace("- ", "-") for column in columns] for row in gold]
    assert [[text.replace("- ", "-") for text in row] for row in rows if row[2] != "Owner"] == want


def test_a_reports_template_gives_the_table_in_its_text():
    inner = tbl(tr("Ref", "Action", "Owner", "Due"), tr("1", "Buy a van", "DI Birch", "May 2025"))
    outer = tbl(tr("Purpose", "To tell members."), tr("Plan", tc(p("It is below.") + inner + p())))
    page = page_of(docx(outer))
    assert texts(grid_of(page)) == [
        ["Ref", "Action", "Owner", "Due"],
        ["1", "Buy a van", "DI Birch", "May 2025"],
    ]
    assert lines_of(page) == ["Purpose", "To tell members.", "Plan", "It is below."]
