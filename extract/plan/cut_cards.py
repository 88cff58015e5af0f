"""The rest of an action's card at the top of a page: its first labels stand on the page before."""

from __future__ import annotations

from dataclasses import replace

from extract.lexicon import squash
from extract.model import Cell, Grid, Row
from extract.plan.cards import CardLabels, Cards, beside
from extract.plan.labelled import with_values_apart
from extract.plan.labels import LabelReader
from extract.plan.rows import gather, is_blank
from extract.plan.state import OpenPlan, PageCount

_SAME = 1.0
"""Points between two borders up to which they are one."""


def take_rest(plan: OpenPlan, grid: Grid, labels: LabelReader, count: PageCount) -> tuple[bool, Grid | None]:
    """Take the rest of a plan's last card into its row; whether there was any, and the grid after it, None
    where nothing is left."""
    of = plan.cards
    if of is None or not plan.rows or count.page is None or plan.last_page != count.page - 1:
        return False, grid
    if not _are_same(of.edges, grid.edges):
        return False, grid
    whole = with_values_apart(grid, labels, known=True) or grid
    rows = [row for row in whole.rows if not is_blank(row)]
    values, after = _read(rows, of, labels, apart=whole is not grid)
    if not values:
        return False, grid
    cells = tuple(cell._replace(col=k, colspan=1, rowspan=1) for k, cell in sorted(values.items()))
    table = replace(grid, rows=(Row(cells),), columns=len(of.printed) + 1, edges=None)
    piece = gather(table.rows[0], (), table, plan.columns, count.page)
    plan.rows[-1].append(piece)
    plan.last_page = count.page
    taken = sum(cell.words for row in rows[:after] for cell in row.cells)
    count.in_headings += taken - sum(cell.words for cell in cells)
    return True, replace(whole, rows=tuple(rows[after:])) if after < len(rows) else None


def _read(
    rows: list[Row], of: CardLabels, labels: LabelReader, *, apart: bool
) -> tuple[dict[int, Cell], int]:
    """The values before the next card begins, by their labels' places, and how many rows they stand in. None
    where a row has another label, or one that the card had already: it is no rest of it. `apart`: labels and
    values stood in one cell, so that text without a label is a cell of its own."""
    keys = [squash(text) for text in of.printed]
    values: dict[int, Cell] = {}
    at, after = of.last, 0
    for row in rows:
        filled = [cell for cell in row.cells if cell.lines]
        if len(row.cells) == 1 and not apart:
            break  # a title over the next card
        if after == 0 and len(filled) == 1 and filled[0] is row.cells[-1]:
            values[at] = filled[0]
            after += 1
            continue
        read = Cards(labels, of)
        beside(row, read)
        (card, *more) = read.cards
        if keys[0] in card.values:
            break
        places = [keys.index(key) if key in keys else -1 for key in card.values]
        if more or card.rest or not places or places != sorted(places) or places[0] <= at:
            return {}, 0
        at = places[-1]
        values |= {k: cells[0] for k, cells in zip(places, card.values.values(), strict=True) if cells}
        after += 1
    return values, after


def _are_same(one: tuple[float, ...] | None, other: tuple[float, ...] | None) -> bool:
    """Whether two tables are as wide and stand at one place; their rows may be cut into other columns."""
    if not one or not other:
        return False
    return abs(one[0] - other[0]) <= _SAME and abs(one[-1] - other[-1]) <= _SAME
