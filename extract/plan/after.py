"""What stands on the page after a plan's last row, and may be more of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract.model import Grid, Line, Note, Page
from extract.plan.finish import row_texts
from extract.plan.header import WORKING_COLUMNS
from extract.plan.labels import LabelReader
from extract.plan.rows import looks_like_urn, printed_rows
from extract.plan.state import OpenPlan
from extract.plan.text import join_lines

_FEW = 2
"""Columns of a table that is too small to be more of a plan."""
_BELOW = "a table without a header after a plan's last row: see whether it goes on with it"
_BESIDE = "other columns on the page after the plan's, as tall as it: see whether they are its right part"


def may_go_on(page: Page, grids: Sequence[Grid], plan: OpenPlan, labels: LabelReader) -> Iterator[Note]:
    """Of what was taken for something else: tables with about as many columns as the plan and references in
    their first one; and the right part of a sheet that was wider than its page, with labels that the plan
    has not and as many rows as it has on its first page."""
    for grid in grids:
        texts = row_texts(grid.rows[0]) if grid.rows else []
        firsts = [row.cells[0] for row in grid.rows if row.cells and row.cells[0].lines]
        numbered = sum(looks_like_urn(join_lines(cell.lines)) for cell in firsts)
        alike = abs(grid.columns - plan.columns.grid_columns) <= 1 and grid.columns > _FEW
        if alike and firsts and numbered * 2 > len(firsts):
            yield _note(page, _BELOW, texts)
        elif _are_other_columns(texts, plan, labels) and _is_as_tall(grid, plan):
            yield _note(page, _BESIDE, texts)
    first = next((item.text for item in page.items if isinstance(item, Line) and not item.furniture), "")
    if not grids and _are_other_columns([first], plan, labels):  # one column without a border beside it
        yield _note(page, _BESIDE, [first])


def _are_other_columns(texts: Sequence[str], plan: OpenPlan, labels: LabelReader) -> bool:
    named = {labels.exactly(text).column for text in texts}
    return bool(named & WORKING_COLUMNS and plan.rows) and not named & plan.columns.names


def _is_as_tall(grid: Grid, plan: OpenPlan) -> bool:
    """Whether a table has a header and as many rows as the plan on its first page."""
    first = plan.rows[0].page
    return len(printed_rows(grid.rows)) - 1 == sum(row.page == first for row in plan.rows)


def _note(page: Page, message: str, texts: Sequence[str]) -> Note:
    value = " | ".join(texts) or None
    return Note("unplaced text", message, severity="warning", page=page.number, value=value)
