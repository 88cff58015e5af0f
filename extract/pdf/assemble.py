"""A page put together: ruled grids, tagged grids, and the lines between them, every word placed once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from extract.model import Grid, Item
from extract.pdf.glyphs import PageWords
from extract.pdf.grids import region_fills, ruled_grid
from extract.pdf.lines import text_lines
from extract.pdf.paths import Fill
from extract.pdf.rulings import Lattice
from extract.pdf.tagged import Path, grown_grid, unruled_grid, with_tags
from extract.pdf.tags import Tags, TagTable
from extract.pdf.verify import Place, Verdict, holds_up, places
from extract.pdf.words import Word


class Drawn(NamedTuple):
    """What a page draws behind its words."""

    ruled: Sequence[Lattice]
    verdicts: Sequence[Verdict]
    """For each grid, its words and what the tag tree says of it."""
    outside: Sequence[Word]
    """Words that stand in no ruled cell."""
    fills: Sequence[Fill]
    area: float
    """The page's, in square points."""


Parts = tuple[list[Grid], list[Word], tuple[str, ...]]
"""A page's grids, the words that stand in none, and doubts about it."""


def assemble(
    read: PageWords, drawn: Drawn, tags: Tags, before: frozenset[Path], spanned: Callable[[], Tags]
) -> Parts:
    """The page's ruled and tagged grids, and what is left.

    `before` are the tagged rows with content on the page before; `spanned` gives `tags` with the spans of
    their cells, for tables without rulings.
    """
    ruled, verdicts, outside, fills, area = drawn
    outside = list(outside)
    where = places(tags)
    grids: list[Grid] = []
    known: dict[Path, int] = {}
    for lattice, verdict in zip(ruled, verdicts, strict=True):
        if verdict.coarse or not is_table(lattice, verdict.parts):
            outside.extend(word for part in verdict.parts for word in part)
            continue
        grid = ruled_grid(lattice, verdict.parts, region_fills(lattice, verdict.parts, fills, area))
        known.update({row.table: len(grids) for row in (verdict.rows or {}).values()})
        grids.append(_agreed(grid, verdict, before))
    outside = read.singly(outside)
    tables, rest = _by_table(outside, tags, where)
    if tables:
        tables, rest = _by_table(outside, spanned(), where)
    flags: tuple[str, ...] = ()
    for table, rows in tables:
        at = known.get(table.path)
        grown = grown_grid(grids[at], table, rows, before) if at is not None else None
        if grown is not None and at is not None:
            grids[at] = grown
        elif max(len(row.cells) for row in table.rows) > 1 and holds_up(rows, rest):
            grids.append(unruled_grid(table, rows, fills, before))
        else:
            rest = [*rest, *(word for row in rows for cell in row for word in cell)]
            flags = ("tags disagree",)
    return grids, rest, flags


def in_order(grids: Sequence[Grid], rest: Sequence[Word], tags: Tags) -> tuple[Item, ...]:
    """Grids and the lines between them, in reading order."""
    items: list[Item] = [*grids, *text_lines(rest, tags)]
    return tuple(sorted(items, key=_top))


def _agreed(grid: Grid, verdict: Verdict, before: frozenset[Path]) -> Grid:
    """A ruled grid with what the tree knows of it, or a flag that the tree does not fit."""
    if verdict.rows is None:
        return Grid(
            grid.method, grid.rows, grid.columns, edges=grid.edges, box=grid.box,
            flags=(*grid.flags, "tags disagree"),
        )  # fmt: skip
    if not verdict.rows:
        return grid
    repeated = [False] * len(grid.rows)
    for part, row in zip(verdict.parts, verdict.part_rows, strict=True):
        if part and part[0].run.artifact and all(word.run.artifact for word in part):
            repeated[row] = True
    return with_tags(grid, verdict.rows, repeated, before)


def _by_table(
    words: Sequence[Word], tags: Tags, where: Mapping[int, Place]
) -> tuple[list[tuple[TagTable, list[list[list[Word]]]]], list[Word]]:
    """Words that no ruled grid holds, by tagged table, row and cell, rows without words left out; and the
    words of no table."""
    cells: dict[int, list[Word]] = {}
    rest: list[Word] = []
    for word in words:
        uid = tags.owner.get(word.run.mcid, 0)
        if uid in where:
            cells.setdefault(uid, []).append(word)
        else:
            rest.append(word)
    found: list[tuple[TagTable, list[list[list[Word]]]]] = []
    for t in sorted({where[uid].table for uid in cells}):
        table = tags.tables[t]
        rows = [[cells.get(cell.uid, []) if cell else [] for cell in row.cells] for row in table.rows]
        kept = [k for k, row in enumerate(rows) if any(row)]
        found.append((TagTable(table.path, tuple([table.rows[k] for k in kept])), [rows[k] for k in kept]))
    return found, rest


def is_table(lattice: Lattice, parts: Sequence[Sequence[Word]]) -> bool:
    """Two columns or more, and words in it: frames around text and boxes of a chart are no table."""
    return len(lattice.xs) > 2 and any(parts)


def _top(item: Item) -> tuple[float, float]:
    return (item.box.top, item.box.x0) if item.box is not None else (0.0, 0.0)
