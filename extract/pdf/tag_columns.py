"""The columns of tagged rows that lack cells: Chromium's tree leaves every empty cell out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extract.model import Box
from extract.pdf.tags import TagRow, TagTable
from extract.pdf.words import Word, box_of

Places = list[tuple[int, int]]
"""(column, span) of each cell of a row."""


class Extent(NamedTuple):
    """Where a column's text stands, over all rows that lack no cell."""

    x0: float
    x1: float


def columns_by_tree(table: TagTable) -> tuple[list[Places], list[frozenset[int]]]:
    """(column, span) of every cell, row by row, with cells that reach down from above taken into account;
    and the columns that they take in each row."""
    held: dict[int, int] = {}
    out: list[Places] = []
    taken: list[frozenset[int]] = []
    for row in table.rows:
        taken.append(frozenset(c for c, n in held.items() if n > 0))
        col, placed = 0, []
        for cell in row.cells:
            while held.get(col, 0) > 0:
                col += 1
            span = cell.colspan if cell else 1
            placed.append((col, span))
            col += span
        held = {c: n - 1 for c, n in held.items() if n > 1}
        for (first, span), cell in zip(placed, row.cells, strict=True):
            if cell and cell.rowspan > 1:
                held.update(dict.fromkeys(range(first, first + span), cell.rowspan - 1))
        out.append(placed)
    return out, taken


def columns_by_place(
    table: TagTable, rows: Sequence[Sequence[Sequence[Word]]], known: Sequence[Extent | None] | None
) -> tuple[list[Places], list[Extent | None]]:
    """As `columns_by_tree`, rows that lack cells set right by where their text stands; and where the text of
    each column stands, which the table's next page needs (`known` is the page before's)."""
    places, taken = columns_by_tree(table)
    columns = max(col + span for row in places for col, span in row)
    columns = max(columns, len(known or ()))
    full = [
        sum(span for _, span in placed) + len(held) == columns
        for placed, held in zip(places, taken, strict=True)
    ]
    extents: list[Extent | None] = list(known) if known else [None] * columns
    for cells, placed, whole in zip(rows, places, full, strict=True):
        for words, (col, span) in zip(cells, placed, strict=True):
            if words and span == 1 and whole:
                box, old = box_of(words), extents[col]
                extents[col] = (
                    Extent(min(box.x0, old.x0), max(box.x1, old.x1)) if old else Extent(box.x0, box.x1)
                )
    if not any(extents):
        return places, extents
    for r, (row, cells) in enumerate(zip(table.rows, rows, strict=True)):
        if not full[r]:
            places[r] = _moved(row, cells, places[r], extents, taken[r]) or places[r]
    return places, extents


def _moved(
    row: TagRow,
    cells: Sequence[Sequence[Word]],
    places: Places,
    extents: Sequence[Extent | None],
    taken: frozenset[int],
) -> Places | None:
    """A row's cells in the columns they stand in, in their order: the reading with the least distance between
    the cells' text and the columns' (`None` where they do not fit at all)."""
    best: dict[int, tuple[float, Places]] = {0: (0.0, [])}
    for words, (_, span), cell in zip(cells, places, row.cells, strict=True):
        box = box_of(words) if words else None
        step: dict[int, tuple[float, Places]] = {}
        for begin, (cost, done) in best.items():
            for col in range(begin, len(extents) - span + 1):
                if taken & frozenset(range(col, col + span)):
                    continue
                away = _distance(box, extents[col]) if box is not None and cell is not None else 0.0
                trial = (cost + away, [*done, (col, span)])
                if col + span not in step or trial < step[col + span]:
                    step[col + span] = trial
        best = step
    return min(best.values())[1] if best else None


def _distance(box: Box, extent: Extent | None) -> float:
    """How far text stands from a column's: by its left edge or by its middle, the nearer; a column without
    text of its own is the last to be thought of."""
    if extent is None:
        return 50.0
    left = abs(box.x0 - extent.x0)
    middle = abs(box.x0 + box.x1 - extent.x0 - extent.x1) / 2
    inside = extent.x0 - 1.0 <= box.x0 and box.x1 <= extent.x1 + 1.0
    return min(left, middle, 1.0 if inside else 1e9)
