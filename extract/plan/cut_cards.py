"""The rest of an action's card at the top of a page: its first labels stand on the page before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from extract.lexicon import squash
from extract.model import Cell, Grid, Page, Row
from extract.plan.cards import CardLabels, Cards, as_table, beside
from extract.plan.labelled import is_opener, with_values_apart
from extract.plan.labels import LabelReader
from extract.plan.rows import OpenRow, gather, printed_rows
from extract.plan.state import OpenPlan, PageCount, State
from extract.plan.text import join_lines

_FEWEST = 4
"""Rows of the rest of a card and another one, at least."""
_MOST = 12
"""Rows of the rest of a card."""
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
    rows = printed_rows(whole.rows)
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


def is_rest(of: CardLabels, grid: Grid, labels: LabelReader) -> bool:
    """Whether a grid can be the rest of a card with these labels, and of nothing else."""
    rows = printed_rows(grid.rows)
    values, after = _read(rows, replace(of, last=-1), labels, apart=False)
    return bool(values) and after == len(rows) and _are_same(of.edges, grid.edges)


def after_rest(grid: Grid, labels: LabelReader) -> tuple[Grid, tuple[Grid, CardLabels]] | None:
    """The rest of a card that a grid begins with, and the cards after it as a table; None where there is
    none.

    Where the next card begins is told by the rest: its labels are those that the cards end with.
    """
    rows = printed_rows(grid.rows)
    known = [labels.exactly(join_lines(row.cells[0].lines).rstrip(" :")).column for row in rows]
    if len(rows) < _FEWEST or 2 * sum(column is not None for column in known) < len(rows):
        return None
    for k, column in enumerate(known[1:_MOST], 1):
        if column is None or not is_opener(column):
            continue
        cards = as_table(replace(grid, rows=tuple(rows[k:])), labels, None)
        rest = replace(grid, rows=tuple(rows[:k]))
        if cards is not None and is_rest(cards[1], rest, labels):
            return rest, cards
    return None


@dataclass(slots=True)
class FirstCard:
    """The first card of a plan, where the page before holds its begin: known only by those after it."""

    state: State
    plan: OpenPlan
    labels: LabelReader
    page_of: Callable[[int], Page]
    count: PageCount

    def complete(self, head: Grid, grids: list[Grid]) -> list[Grid]:
        """Read it whole as the plan's first row, where the page's first grid is its rest; the grids of the
        page that are no part of the plan without it. The page before may begin with the rest of another."""
        number = self.count.page or 0
        rest, left = head, grids
        while self.plan.cards is not None and number > 1 and is_rest(self.plan.cards, rest, self.labels):
            rows = [row for row in self.plan.rows if (row.page or 0) < number]
            if len(rows) > 1 or len(rows) == len(self.plan.rows):
                break
            read = rows[0] if rows else None
            if read is None and number == self.count.page and all(grid is not rest for grid in left):
                read = self.plan.rows[0]
            before = self.page_of(number - 1)
            parts = [item for item in before.items if isinstance(item, Grid)]
            if not parts or not self._join(parts[-1], rest, before.number, read, begun=bool(rows)):
                break
            left = [grid for grid in left if grid is not head]
            others = self.state.other_grids
            self.state.other_grids = [other for other in others if other[:2] != (number - 1, parts[-1])]
            number, rest = number - 1, parts[0]
        return left

    def _join(
        self, begin: Grid, rest: Grid, number: int | None, read: OpenRow | None, *, begun: bool
    ) -> bool:
        """Put a card's two parts together; False where they make none. `read`: the row that one of them was
        taken for, the first where `begun`."""
        upper, lower, of = printed_rows(begin.rows), printed_rows(rest.rows), self.plan.cards
        if of is None or not _are_same(begin.edges, rest.edges) or not upper or not lower:
            return False
        *kept, last = upper
        if not lower[0].cells[0].lines and len(last.cells) == len(lower[0].cells):
            upper = [*kept, last._replace(cells=tuple(map(_joined, last.cells, lower[0].cells)))]
            lower = lower[1:]
        cards = as_table(replace(begin, rows=(*upper, *lower)), self.labels, of)
        if cards is None or len(cards[0].rows) != 2 or cards[1].printed != of.printed:
            return False
        row = gather(cards[0].rows[1], (), cards[0], self.plan.columns, number)
        row.page_last, row.box = (number or 0) + 1, begin.box
        own, others = _words(begin), _words(rest)
        labels = own + others - _words_of(row)
        if read is not None:
            self.plan.rows.remove(read)
            labels -= (own if begun else others) - _words_of(read)  # counted where it was read
        self.plan.put_first(row)
        self.count.in_headings += labels
        self.count.words += (0 if begun else own) + (0 if row.page_last == self.count.page else others)
        return True


def _words_of(row: OpenRow) -> int:
    return row.words + row.extra_words


def _joined(cell: Cell, rest: Cell) -> Cell:
    return cell._replace(lines=cell.lines + rest.lines, words=cell.words + rest.words)


def _words(grid: Grid) -> int:
    return sum(cell.words for row in grid.rows for cell in row.cells)


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
