"""The rest of a row at the top of a page where no borders show whose it is: its lines keep to columns.

A cell may be longer than a page. Where a table has no rulings, or a page none across, what is left of its
last row stands as text at the top of the next one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import reduce
from itertools import pairwise

from extract.model import Box, Cell, Grid, Item, Line, Page, Row
from extract.plan.columns import Column
from extract.plan.furniture import Around, in_margin, is_marking, mask
from extract.plan.rows import OpenRow, gather
from extract.plan.state import OpenPlan

_SLACK = 2.0
"""Points by which a line may stick out of its column, or begin beside the one above it."""
_INDENT = 14.0
"""Points between a column's border and its text, at most."""
_FOOT = 0.6
"""Share of a page's height below which its last row ends, if it is cut there."""


def rest_of_row(
    page: Page, items: Sequence[Item], plan: OpenPlan, before: Collection[Around]
) -> tuple[OpenRow, int, int] | None:
    """The rest of the plan's last row, and which of the items it is: the first, and the one after. None where
    the page begins with anything else.

    `before` are the lines that stand outside the tables of the page before: under the plan's last row there
    is none but furniture. The lines keep to columns, not to the first one alone, and all of a column begin at
    one place; white parts them from what follows.
    """
    if not _ends_page(page, plan, before):
        return None
    known = {mask(around.line.text) for around in before}
    first = next((i for i, item in enumerate(items) if not _is_furniture(item, page, known)), len(items))
    cells: dict[Column, list[Line]] = {}
    after = first
    while after < len(items) and (line := items[after]) and isinstance(line, Line) and line.box is not None:
        column = _column(line.box, plan)
        if column is None or (after > first and _is_apart(cells, line.box)):
            break
        cells.setdefault(column, []).append(line)
        after += 1
    if not cells or not _keep_to_columns(cells, plan) or _goes_on(cells, items[after : after + 1]):
        return None
    made = tuple(_cell(column, lines) for column, lines in sorted(cells.items(), key=lambda c: c[0].c0))
    grid = Grid(plan.rows[-1].method, (Row(made),), plan.columns.grid_columns, edges=plan.columns.edges)
    return gather(grid.rows[0], (), grid, plan.columns, page.number), first, after


def _ends_page(page: Page, plan: OpenPlan, before: Collection[Around]) -> bool:
    """Whether the plan's last row is cut by the end of the page before."""
    if page.number is None or plan.last_page != page.number - 1 or not plan.rows:
        return False
    last = plan.rows[-1]
    if last.page == plan.last_page and last.box and page.height and last.box.bottom < _FOOT * page.height:
        return False
    return all(around.above_first or _is_edge(around) for around in before)


def _is_furniture(item: Item, page: Page, known: Collection[str]) -> bool:
    """A line of the page's head: marked so, in its margin, or printed on the page before too."""
    if not isinstance(item, Line):
        return False
    return _is_edge(Around(item, page.number, page.height, above_first=True)) or mask(item.text) in known


def _is_edge(around: Around) -> bool:
    return bool(around.line.furniture) or is_marking(around.line.text) or in_margin(around)


def _column(box: Box, plan: OpenPlan) -> Column | None:
    """The column that a line keeps to."""
    for column in plan.columns.columns:
        if column.x0 is None or column.x1 is None or column.name is None:
            continue
        if column.x0 - _SLACK <= box.x0 <= column.x0 + _INDENT and box.x1 <= column.x1 + _SLACK:
            return column
    return None


def _is_apart(cells: dict[Column, list[Line]], box: Box) -> bool:
    """Whether white of two lines parts a line from all above it: paragraphs are nearer."""
    bottom = max(line.box.bottom for lines in cells.values() for line in lines if line.box)
    return box.top - bottom > 2 * (box.bottom - box.top)


def _keep_to_columns(cells: dict[Column, list[Line]], plan: OpenPlan) -> bool:
    first = min(plan.columns.columns, key=lambda c: c.c0)
    lefts = [[line.box.x0 for line in lines if line.box] for lines in cells.values()]
    return set(cells) != {first} and all(abs(a - b) <= _SLACK for x in lefts for a, b in pairwise(x))


def _goes_on(cells: dict[Column, list[Line]], following: Sequence[Item]) -> bool:
    """Whether text goes on right under the lines that does not keep to the columns."""
    return any(
        isinstance(item, Line) and item.box is not None and not _is_apart(cells, item.box)
        for item in following
    )


def _cell(column: Column, lines: Sequence[Line]) -> Cell:
    box = reduce(Box.union, [line.box for line in lines if line.box is not None])
    texts, words = tuple(line.text for line in lines), sum(line.words for line in lines)
    return Cell(texts, column.c0, column.c1 - column.c0, words=words, box=box)
