"""Performance tables: strand and aim held, periods, figures, what is not available."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.model import Cell, Grid, Method, Paper, Row
from normalise.measures import has_measures, measures, value
from normalise.periods import period
from normalise.strands import Strands
from normalise.words import load

SHARED = Path(__file__).parents[2] / "shared"


def grid(*rows):
    made = tuple(
        Row(tuple(Cell((text,) if text else (), col) for col, text in enumerate(row)), row_n=n)
        for n, row in enumerate(rows, 1)
    )
    return Grid(Method.SHEET, made, max(len(row) for row in rows))


def read(*rows):
    paper = Paper("p" * 12, "figures.xlsx", None, "figures.xlsx", "xlsx", "no actions", grids=(grid(*rows),))
    return measures(paper, "2024Q1", Strands(load()))


@pytest.mark.parametrize(
    ("text", "end", "months"),
    [
        ("3m Jun 23", "2023-06-30", 3),
        ("12m to Mar 2024", "2024-03-31", 12),
        ("12 months to 31 March 2024", "2024-03-31", 12),
        ("Q1 23/24", "2023-06-30", 3),
        ("Jun-23", "2023-06-30", 1),
        ("YTD Jun 2023", "2023-06-30", 3),
        ("Apr-Jun 2023", "2023-06-30", 3),
        ("Apr 23 - Mar 24", "2024-03-31", 12),
        ("2023/24", "2024-03-31", 12),
        ("as at 30 June 2023", "2023-06-30", None),
    ],
)
def test_periods(text, end, months):
    found = period(text)
    assert found is not None
    assert (str(found.end), found.months, found.raw) == (end, months, text)


@pytest.mark.parametrize("text", ["Target", "851", "3.1", "", "Change", "31/02/23", "2023/25"])
def test_what_is_no_period(text):
    assert period(text) is None


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("45.30%", 45.3),
        ("1,965", 1965),
        ("-5", -5),
        ("£1,200", 1200),
        ("851*", 851),
        ("TBC", None),
        ("", None),
        ("up 3", None),
    ],
)
def test_figures(text, figure):
    assert value(text) == figure


HEAD = ("Strategic aims", "Measure", "3m Jun 22", "3m Jun 23")


def test_strand_and_aim_printed_once_hold_for_the_rows_below():
    found = read(
        ("Figures for the board", "", "", ""),
        HEAD,
        ("Hate Crime", "", "", ""),
        ("Encourage reporting.", "Reports (3.1 sheet)", "10", "12"),
        ("", "Repeat victims (personal)", "45.3%", "Data not currently available"),
        ("Road Harm", "", "", ""),
        ("Fewer hurt.", "Collisions", "7", "6"),
    )
    assert [(m.strand, m.aim, m.measure, m.source) for m in found[::2]] == [
        ("Hate Crime", "Encourage reporting.", "Reports (3.1 sheet)", "3.1 sheet"),
        ("Hate Crime", "Encourage reporting.", "Repeat victims (personal)", None),
        ("Road Harm", "Fewer hurt.", "Collisions", None),
    ]
    assert [(m.value, m.unit, m.available) for m in found[:4]] == [
        (10, "count", True),
        (12, "count", True),
        (45.3, "percent", True),
        (None, None, False),
    ]
    assert found[3].value_raw == "Data not currently available"


def test_strand_in_a_column_of_its_own():
    found = read(
        ("Strand", "Indicator", "2022/23", "2023/24"),
        ("Hate Crime", "Reports", "10", "12"),
        ("", "Solved", "3", "4"),
    )
    assert {m.strand for m in found} == {"Hate Crime"}
    assert [m.measure for m in found] == ["Reports", "Reports", "Solved", "Solved"]


def test_a_cell_merged_over_two_periods_counts_for_both():
    wide = Row((Cell(("Calls",), 0), Cell(("n/a",), 1, colspan=2)))
    table = Grid(Method.SHEET, (*grid(("Measure", "Jun-22", "Jun-23"), ("Visits", "1", "2")).rows, wide), 3)
    paper = Paper("p" * 12, "f.xlsx", None, "f.xlsx", "xlsx", "ok", grids=(table,))
    assert [m.available for m in measures(paper, None, Strands(load()))] == [True, True, False, False]


def test_a_budget_is_no_table_of_measures():
    rows = (("Item", "2022/23", "2023/24"), ("Salaries", "100", "110"))
    assert read(*rows) == []
    assert not has_measures(Paper("p", "b", None, "b", "xlsx", "ok", grids=(grid(*rows),)), Strands(load()))


@given(
    st.lists(
        st.lists(st.sampled_from(["", "Jun-23", "Measure", "12", "Hate Crime", "x"]), min_size=3, max_size=3),
        min_size=1,
        max_size=6,
    )
)
def test_any_table_is_read_and_keeps_what_was_printed(rows):
    printed = {text for row in rows for text in row}
    assert all(m.value_raw in printed and m.period in printed for m in read(*rows))


@pytest.mark.skipif(
    not (SHARED / "gold").exists(), reason="the papers read by hand are not beside the project"
)
def test_the_workbook_read_by_hand():
    from extract.sheet import SheetReader  # noqa: PLC0415 - loads openpyxl only where it is needed

    with zipfile.ZipFile(SHARED / "papers/2019-06/board-paper.docx") as package:
        name = next(n for n in package.namelist() if n.endswith(".xlsx"))
        reader = SheetReader(package.read(name))
    grids = tuple(i for v in reader.pages() for i in v.layout().items if isinstance(i, Grid))
    reader.close()
    paper = Paper("p" * 12, "f.xlsx", None, "f.xlsx", "xlsx", "ok", grids=grids)
    lines = (SHARED / "gold/12-performance-data.jsonl").read_text(encoding="utf-8").splitlines()
    fields = (
        "strand",
        "aim",
        "measure",
        "source",
        "period",
        "period_months",
        "value_raw",
        "value",
        "unit",
        "available",
    )
    want = [tuple(json.loads(line)[f] or None for f in fields) for line in lines]
    got = [tuple(getattr(m, f) or None for f in fields) for m in measures(paper, None, Strands(load()))]
    assert got == want
