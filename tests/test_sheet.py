"""Workbooks: cells as they are shown, merges and fills, and files that lie about their size."""

from __future__ import annotations

import contextlib
import json
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office_files import docx, grid_of, p, sheets_of, texts, theme, xlsx

from extract.errors import Damaged, PaperError, TooLarge, Unsupported
from extract.limits import Limits
from extract.model import Grid, Line, Method, Page, PlanRow
from extract.paper import read_tree
from extract.plan.finder import PlanFinder
from extract.sheet import SheetReader
from extract.sheet_format import BUILT_IN, general, shown
from normalise.words import load

SHARED = Path(__file__).parents[2] / "shared"


def text(ref: str, content: str, more: str = "") -> str:
    return f'<c r="{ref}" t="inlineStr" {more}><is><t xml:space="preserve">{content}</t></is></c>'


def sheet(*rows: tuple[int, str], after: str = "") -> str:
    inner = "".join(f'<row r="{number}">{cells}</row>' for number, cells in rows)
    return f"<sheetData>{inner}</sheetData>{after}"


def only(data: bytes) -> Grid:
    (page,) = sheets_of(data)
    return grid_of(page)


def test_each_sheet_is_a_page_with_its_name_and_a_grid_numbered_by_sheet():
    pages = sheets_of(xlsx(sheet((1, text("A1", "Plan"))), sheet((2, text("B2", "Key")))))
    assert [(page.name, page.number) for page in pages] == [("Sheet1", None), ("Sheet2", None)]
    grid = grid_of(pages[1])
    assert (grid.table_n, grid.method, grid.rows[0].row_n, grid.columns) == (2, Method.SHEET, 2, 2)
    assert SheetReader(xlsx(sheet(), sheet())).info.pages == 2


def test_blank_rows_and_empty_cells_between_are_kept():
    grid = only(xlsx(sheet((1, text("A1", "a") + text("C1", "c")), (4, text("B4", "b")))))
    assert texts(grid) == [["a", "", "c"], ["", "", ""], ["", "", ""], ["", "b", ""]]
    assert [row.row_n for row in grid.rows] == [1, 2, 3, 4]


def test_rows_and_cells_without_references_count_on():
    inner = "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row></sheetData>"
    assert texts(only(xlsx(inner))) == [["1", "2"], ["3", ""]]


def test_shared_strings_join_their_runs_and_leave_out_how_they_sound():
    strings = "<si><t>Night</t></si><si><r><t>Stoke </t></r><r><t>Tallow</t></r><rPh><t>x</t></rPh></si>"
    cells = '<c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c><c r="C1" t="s"><v>9</v></c>'
    assert texts(only(xlsx(sheet((1, cells)), sharedStrings=strings))) == [["Stoke Tallow", "Night"]]


def test_lines_in_a_cell_are_lines_and_escapes_are_signs():
    assert texts(only(xlsx(sheet((1, text("A1", "one\ntwo _x000D_ three _xD800_")))))) == [
        ["one / two / three _xD800_"]
    ]


@pytest.mark.parametrize(
    ("cell", "printed"),
    [
        ('<c r="A1" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="A1" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="A1" t="str"><f>A2</f><v>On track</v></c>', "On track"),
        ('<c r="A1" t="d"><v>2019-06-26</v></c>', "2019-06-26"),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="A1"><v>many</v></c>', "many"),
        ('<c r="A1"><v>1e999</v></c>', "1e999"),
    ],
)
def test_values_of_every_kind_are_shown(cell, printed):
    assert texts(only(xlsx(sheet((1, cell))))) == [[printed]]


def test_a_formula_without_a_kept_value_is_flagged():
    (page,) = sheets_of(xlsx(sheet((1, '<c r="A1"><f>NOW()</f></c>' + text("B1", "x")))))
    assert page.flags == ("formula without value",)
    (page,) = sheets_of(xlsx(sheet((1, '<c r="A1" t="e"><f>A9</f><v>#REF!</v></c>'))))
    assert page.flags == ("error value",)
    (page,) = sheets_of(xlsx(sheet((1, '<c r="A1" t="str"><f>IF(B1,1,"")</f><v></v></c>' + text("B1", "x")))))
    assert not page.flags


STYLES = (
    '<numFmts><numFmt numFmtId="170" formatCode="&quot;Q&quot;0"/></numFmts>'
    '<fonts><font><color rgb="FF111111"/></font>'
    '<font><color rgb="FFFF0000"/><name val="Wingdings"/></font></fonts>'
    "<fills><fill><patternFill/></fill>"
    '<fill><patternFill patternType="solid"><fgColor rgb="FF00B050"/></patternFill></fill>'
    '<fill><patternFill patternType="solid"><fgColor theme="4" tint="-0.5"/></patternFill></fill>'
    '<fill><patternFill patternType="solid"><fgColor indexed="13"/></patternFill></fill>'
    '<fill><patternFill patternType="solid"><fgColor theme="0"/></patternFill></fill>'
    '<fill><gradientFill><stop position="0"><color rgb="FFFFC000"/></stop></gradientFill></fill></fills>'
    '<cellXfs><xf/><xf fillId="1"/><xf fillId="2"/><xf fillId="3"/><xf fillId="4"/><xf fillId="5"/>'
    '<xf fontId="1"/><xf numFmtId="170"/><xf numFmtId="14"/></cellXfs>'
)


def styled(number: int, cell: str = '<c r="A1" s="{}"><v>3</v></c>', **parts: str):
    return only(xlsx(sheet((1, cell.format(number))), styles=STYLES, **parts)).rows[0].cells[0]


@pytest.mark.parametrize(
    ("number", "fill"),
    [
        (0, None),
        (1, (0, 176, 80)),
        (2, (37, 64, 97)),
        (3, (255, 255, 0)),
        (4, None),
        (5, (255, 192, 0)),
        (99, None),
    ],
)
def test_fills_of_every_kind_are_colours(number, fill):
    assert styled(number).fill == fill


def test_theme_colours_are_the_files_own():
    own = theme('<a:accent1><a:srgbClr val="FF0000"/></a:accent1>')
    assert styled(2, theme=own).fill == (128, 0, 0)


def test_a_fill_alone_is_a_cell_and_white_alone_is_none():
    assert styled(1, '<c r="A1" s="{}"/>').fill == (0, 176, 80)
    (page,) = sheets_of(xlsx(sheet((1, '<c r="A1" s="4"/>')), styles=STYLES))
    assert page.items == ()


def test_ink_and_symbol_fonts_are_read():
    cell = styled(6, text("A1", "ü", 's="{}"'))
    assert (cell.lines, cell.ink) == (("✓",), (255, 0, 0))
    assert styled(0).ink is None


def test_number_formats_of_the_file_and_built_in_ones_are_used():
    assert styled(7).lines == ("Q3",)
    assert styled(8, '<c r="A1" s="{}"><v>43642</v></c>').lines == ("26/06/2019",)


def test_days_count_from_1904_where_the_workbook_says_so():
    listed = '<workbookPr date1904="1"/><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets>'
    cell = '<c r="A1" s="8"><v>42180</v></c>'
    assert texts(only(xlsx(sheet((1, cell)), styles=STYLES, workbook=listed))) == [["26/06/2019"]]


def test_merged_cells_are_spans_within_the_used_range():
    after = '<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A2:A1048576"/></mergeCells>'
    rows = [(1, text("A1", "Section") + text("C1", "x")), (2, text("A2", "Owner") + text("B2", "1"))]
    rows.append((3, text("B3", "2") + text("C3", "y")))
    grid = only(xlsx(sheet(*rows, after=after)))
    assert [[(cell.col, cell.colspan, cell.rowspan) for cell in row.cells] for row in grid.rows] == [
        [(0, 2, 1), (2, 1, 1)], [(0, 1, 2), (1, 1, 1), (2, 1, 1)], [(1, 1, 1), (2, 1, 1)],
    ]  # fmt: skip


def test_a_merge_over_text_is_undone_so_that_nothing_is_lost():
    after = '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    grid = only(xlsx(sheet((1, text("A1", "seen") + text("B1", "hidden")), after=after)))
    assert texts(grid) == [["seen", "hidden"]]
    assert grid.flags == ("text under a merge",)


def test_hidden_rows_columns_and_sheets_are_kept_and_flagged():
    rows = f'<sheetData><row r="1" hidden="1">{text("A1", "x")}</row></sheetData>'
    inner = f'<cols><col min="1" max="1" hidden="1"/></cols>{rows}'
    listed = '<sheets><sheet name="S" sheetId="1" state="veryHidden" r:id="rId1"/></sheets>'
    (page,) = sheets_of(xlsx(inner, workbook=listed))
    assert page.flags == ("hidden sheet", "hidden column", "hidden row")
    assert grid_of(page).flags == ("hidden column", "hidden row")
    assert page.words == 1


def test_rows_that_a_workbook_hides_are_told_of_where_they_are_read():
    cells = [("Ref", "Action", "Owner", "Update"), ("1", "Light the park", "Insp Penn", "Lit")]
    rows = "".join(
        f'<row r="{n}"{" hidden=" + chr(34) + "1" + chr(34) if n == 2 else ""}>'
        + "".join(text(f"{col}{n}", value) for col, value in zip("ABCD", row, strict=True))
        + "</row>"
        for n, row in enumerate(cells, 1)
    )
    (paper,) = read_tree(xlsx(f"<sheetData>{rows}</sheetData>"), "log.xlsx", load().lexicon())
    assert len(paper.plans[0].rows) == 1
    assert [n.message for n in paper.notes if n.code == "hidden in the sheet"] == [
        "hidden in the workbook, and read all the same: rows"
    ]


def test_colours_that_only_a_rule_gives_are_flagged_as_not_read():
    (page,) = sheets_of(xlsx(sheet((1, text("A1", "G")), after='<conditionalFormatting sqref="A1"/>')))
    assert page.flags == ("conditional formatting not read",)


def test_text_boxes_over_a_sheet_are_lines_after_it():
    words = "<a:p><a:r><a:t>Key: </a:t></a:r><a:r><a:t>Blue</a:t></a:r></a:p>"
    drawing = f'<x xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">{words}</x>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"
    relation = f'<x><Relationship Id="d" Type="{kind}" Target="../drawings/d.xml"/></x>'
    extra = {"xl/drawings/d.xml": drawing, "xl/worksheets/_rels/sheet1.xml.rels": relation}
    (page,) = sheets_of(xlsx(sheet((1, text("A1", "x"))), extra=extra))
    assert [item.text for item in page.items if isinstance(item, Line)] == ["Key: Blue"]


LOG = ("Ref", "Action", "Owner", "Status")
FIRST = ("1", "Review the licensing plan", "Insp Ann Vale", "On track")
SECOND = ("2", "Survey victims in Harrowby", "Rita Moss", "Complete")


def log(*rows: tuple[str, ...]) -> Page:
    """A sheet of these rows; an empty one is blank."""
    made = [
        (n, "".join(text(f"{'ABCDEFG'[k]}{n}", one) for k, one in enumerate(row) if one))
        for n, row in enumerate(rows, 1)
        if row
    ]
    (page,) = sheets_of(xlsx(sheet(*made)))
    assert page.words == sum(
        item.words if isinstance(item, Line) else sum(c.words for row in item.rows for c in row.cells)
        for item in page.items
    )
    return page


def plan_rows(page: Page) -> list[PlanRow]:
    finder = PlanFinder(load().lexicon())
    finder.feed(page)
    return [row for plan in finder.finish().plans for row in plan.rows]


def test_prose_under_a_log_is_no_row():
    page = log(LOG, FIRST, SECOND, (), ("Prepared for the Board on 4 June.",), ("It meets in July.",))
    assert [item.text for item in page.items if isinstance(item, Line)] == [
        "Prepared for the Board on 4 June.",
        "It meets in July.",
    ]
    assert [row.cells["urn"].text for row in plan_rows(page)] == ["1", "2"]


def test_a_row_whose_cells_are_mostly_empty_does_not_hide_the_prose_under_its_log():
    page = log(LOG, FIRST, ("2", "Survey victims"), SECOND, (), ("Prepared for the Board.",))
    assert [row.cells["urn"].text for row in plan_rows(page)] == ["1", "2", "2"]


def test_a_new_action_without_owner_after_a_blank_row_is_a_row_in_doubt():
    rows = plan_rows(log(LOG, FIRST, SECOND, (), ("3", "Write to the council")))
    assert [(row.cells["urn"].text, "rows guessed" in row.flags) for row in rows] == [
        ("1", False),
        ("2", False),
        ("3", True),
    ]


def test_a_remark_right_under_a_log_is_in_doubt():
    header, first = ("Action", "Owner", "Status"), ("Review the licensing plan", "Insp Ann Vale", "On track")
    rows = plan_rows(log(header, first, first, ("Prepared for the Board.",)))
    assert ["rows guessed" in row.flags for row in rows] == [False, False, True]


def test_the_heading_over_the_first_of_several_tables_is_their_sections():
    closed = ("3", "Write to the council", "Rita Moss", "Complete")
    above = (("Action log",), (), ("Open actions",), ())
    between = ((), ("Closed actions",), ())
    page = log(*above, LOG, FIRST, SECOND, *between, (*LOG, "Date closed"), closed)
    assert [(row.cells["urn"].text, row.section) for row in plan_rows(page)] == [
        ("1", "Open actions"),
        ("2", "Open actions"),
        ("3", "Closed actions"),
    ]


def test_headings_among_measures_stay_with_their_figures():
    header, row = ("Measure", "Source", "3m Jun 18"), ("Repeat calls", "Athena", "45")
    page = log(("Domestic abuse",), header, row, (), ("Hate crime",), header, row)
    (grid,) = page.items
    assert len(grid.rows) == 7


def test_a_sheet_of_a_few_cells_far_apart_stays_small():
    grid = only(xlsx(sheet((1, text("A1", "a")), (1048576, text("XFD1048576", "z")))))
    assert [row.row_n for row in grid.rows] == [1, 1048576]
    assert sum(len(row.cells) for row in grid.rows) == 2


def test_a_dimension_that_lies_is_not_believed():
    assert len(only(xlsx('<dimension ref="A1:XFD1048576"/>' + sheet((1, text("A1", "a"))))).rows) == 1


TALL = '<mergeCells><mergeCell ref="A1:A90"/></mergeCells>'


@pytest.mark.parametrize(
    ("limits", "inner"),
    [
        (Limits(cells=50), sheet((1, "<c><v>1</v></c>" * 60))),
        (Limits(rows=10), sheet(*[(n, f"<c><v>{n}</v></c>") for n in range(1, 30)])),
        (Limits(cells=50), sheet((1, text("A1", "a")), (90, text("B90", "b")), after=TALL)),
        (Limits(characters=1000), sheet((1, text("A1", "a " * 600)))),
        (Limits(part_bytes=500), sheet((1, text("A1", "a " * 600)))),
    ],
)
def test_a_sheet_past_its_limits_is_refused(limits, inner):
    with pytest.raises(TooLarge):
        [view.layout() for view in SheetReader(xlsx(inner), limits).pages()]


def test_what_is_no_workbook_says_so():
    with pytest.raises(Unsupported, match="kind"):
        SheetReader(docx(p("x")))
    with pytest.raises(Damaged):
        SheetReader(b"PK")
    broken = xlsx("", extra={"xl/worksheets/sheet2.xml": "x"})
    assert sheets_of(broken)[0].items == ()
    with pytest.raises(Damaged, match="sheet1"):
        sheets_of(xlsx("<sheetData><row>"))


def test_a_sheet_without_its_part_is_a_page_without_cells():
    listed = '<sheets><sheet name="Chart" sheetId="1" r:id="gone"/></sheets>'
    (page,) = sheets_of(xlsx(workbook=listed))
    assert (page.name, page.items, page.flags) == ("Chart", (), ("no cells",))


@pytest.mark.parametrize(
    ("value", "code", "printed"),
    [
        (0.453, "0.00%", "45.30%"),
        (851, "General", "851"),
        (1234.5, "#,##0", "1,235"),
        (1234567, "#,##0.00", "1,234,567.00"),
        (0.5, "0%", "50%"),
        (-3, "0", "-3"),
        (-3, "0;(0)", "(3)"),
        (0, '0;-0;"nil"', "nil"),
        (1.1, "0.00", "1.10"),
        (1.1, "General", "1.1"),
        (7, "000", "007"),
        (2500000, '0.0,,"m"', "2.5m"),
        (12, '"URN "0', "URN 12"),
        (5, "#.##", "5."),
        (0.25, "#.##", ".25"),
        (0.1 + 0.2, "General", "0.3"),
        (1e15, "General", "1E+15"),
        (-0.004, "0.00", "0.00"),
        (1.5, "[Red]0.0", "1.5"),
        (99, "[<100]0;[>=100]0.0", "99"),
        (150, "[<100]0;[>=100]0.0", "150.0"),
        (1250, "[$£-809]#,##0", "£1,250"),
        (0.75, "# ?/?", "3/4"),
        (2.5, "# ?/?", "2 1/2"),
        (12345, "0.00E+00", "1.23E+04"),
        (3, "@", "3"),
        (3, 'General" days"', "3 days"),
        (1234567890, "00000-00000", "12345-67890"),
        (12, ";;;", ""),
        (2, "0_);(0)", "2"),
        (1.005, "0.00", "1.01"),
        (43642, "dd/mm/yyyy", "26/06/2019"),
        (43642, "d mmm yy", "26 Jun 19"),
        (43642, "dddd, d mmmm yyyy", "Wednesday, 26 June 2019"),
        (43642, "mmm-yy", "Jun-19"),
        (43642, "d-mmm", "26-Jun-2019"),  # the year that is not shown is in the sheet all the same
        (43642, "dddd d mmmm", "Wednesday 26 June 2019"),
        (43642, "dd/mm", "26/06/2019"),
        (43642, "mmm", "Jun"),
        (43642, "[$-F800]dddd, mmmm dd, yyyy", "26 June 2019"),
        (43642, "dd\\.mm\\.yy", "26.06.19"),
        (43642.75, "dd/mm/yyyy hh:mm", "26/06/2019 18:00"),
        (0.75, "h:mm AM/PM", "6:00 PM"),
        (1.5, "[h]:mm", "36:00"),
        (43642.5, "mm:ss", "00:00"),
        (43625, "m/d/yyyy", "2019-06-09"),  # nobody could tell which is the month
        (43625, "[$-409]m/d/yy h:mm AM/PM", "2019-06-09 12:00 AM"),
        (43625, "mm\\-dd\\-yyyy", "2019-06-09"),
        (60, "d/m/yyyy", "28/2/1900"),
        (59, "d/m/yyyy", "28/2/1900"),
        (-1, "dd/mm/yyyy", "-1"),
    ],
)
def test_a_number_is_shown_as_its_format_says(value, code, printed):
    assert shown(value, code) == printed


@settings(max_examples=300, deadline=None)
@given(
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e290, max_value=1e290),
    st.one_of(
        st.sampled_from(sorted(BUILT_IN.values())),
        st.text('0#?.,%;"[]<>@GeneraldmyhsAMP/E+-_*\\ £', max_size=12),
    ),
)
def test_any_number_in_any_format_is_shown(value, code):
    assert isinstance(shown(value, code), str)


RICH = sheet(
    (1, text("A1", "Plan") + '<c r="B1" s="2" t="s"><v>0</v></c>'),
    (2, '<c r="A2" s="8"><v>43642</v></c><c r="C2" s="6"><f>A1</f><v>3</v></c>'),
    after='<mergeCells><mergeCell ref="A1:A2"/></mergeCells>',
)
ODD = st.sampled_from(
    ["", "-1", "0", "1e9", "nan", "inf", "9" * 5000, "²", "A1:XFD1048576", "ZZZ9999999", "s", "true"]
)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_an_odd_value_anywhere_crashes_nothing(data):
    parts = {"sheet": RICH, "styles": STYLES}
    name = data.draw(st.sampled_from(sorted(parts)))
    found = data.draw(st.sampled_from(list(re.finditer(r'="([^"]*)"|<v>([^<]*)', parts[name]))))
    start, end = found.span(1) if found.start(1) >= 0 else found.span(2)
    parts[name] = parts[name][:start] + data.draw(ODD) + parts[name][end:]
    strings = "<si><t>shared</t></si>"
    for page in sheets_of(xlsx(parts["sheet"], styles=parts["styles"], sharedStrings=strings)):
        for item in page.items:
            if isinstance(item, Grid):
                cells = [cell for row in item.rows for cell in row.cells]
                assert all(cell.col + cell.colspan <= item.columns for cell in cells)
                assert all(
                    at + cell.rowspan <= len(item.rows)
                    for at, row in enumerate(item.rows)
                    for cell in row.cells
                )


@given(st.integers(-(10**10), 10**10))
def test_whole_numbers_without_a_format_are_themselves(value):
    assert general(value) == str(value)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared papers are not beside this checkout")
def test_the_performance_workbook_shows_what_was_read_by_hand():
    with zipfile.ZipFile(SHARED / "papers/2019-06/board-paper.docx") as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".xlsx")]
        grid = only(archive.read(name))
    gold = (SHARED / "gold/12-performance-data.jsonl").read_text("utf-8").splitlines()
    want = sorted(json.loads(line)["value_raw"] for line in gold)
    measured = [
        row.cells[2:] for row in grid.rows if len(row.cells) > 3 and row.cells[1].lines and row.row_n != 3
    ]
    assert sorted(" ".join(cell.lines) for cells in measured for cell in cells) == want


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared papers are not beside this checkout")
@pytest.mark.parametrize(
    "path",
    sorted([*SHARED.glob("attachments/*.xlsx"), *SHARED.glob("hostile/*/*.xlsx")]),
    ids=lambda path: path.name,
)
def test_every_workbook_at_hand_reads_or_says_why_not(path):
    with contextlib.suppress(PaperError):
        sheets_of(path.read_bytes())
