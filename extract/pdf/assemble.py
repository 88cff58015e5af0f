"""A page put together: ruled grids, tagged grids, and the lines between them, every word placed once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extract.model import Grid, Item
from extract.pdf.grids import place, region_fills, ruled_grid
from extract.pdf.lines import text_lines
from extract.pdf.paths import Drawing
from extract.pdf.rulings import Lattice, lattices
from extract.pdf.tagged import Path, unruled_grid, with_tags
from extract.pdf.tags import Tags
from extract.pdf.verify import Place, Verdict, compare, holds_up, places
from extract.pdf.words import Word


def assemble(
    words: Sequence[Word], drawing: Drawing, area: float, tags: Tags, before: frozenset[Path]
) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """The page's items in reading order, and doubts about it.

    `area` is the page's, in square points; `before` the tagged rows with content on the page before.
    """
    where = places(tags)
    ruled = lattices(drawing.across, drawing.down)
    inside, outside = place(words, ruled)
    grids: list[Grid] = []
    for lattice, parts in zip(ruled, inside, strict=True):
        verdict = compare(lattice, parts, tags, where)
        if verdict.coarse or not is_table(lattice, parts):
            outside.extend(word for part in parts for word in part)
            continue
        grid = ruled_grid(lattice, verdict.parts, region_fills(lattice, verdict.parts, drawing.fills, area))
        grids.append(_agreed(grid, verdict, before))
    unruled, outside, flags = _unruled(outside, drawing, tags, where, before)
    grids.extend(unruled)
    items: list[Item] = [*grids, *text_lines(outside, tags)]
    return tuple(sorted(items, key=_top)), flags


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
        if part and all(word.run.artifact for word in part):
            repeated[row] = True
    return with_tags(grid, verdict.rows, repeated, before)


def _unruled(
    words: Sequence[Word], drawing: Drawing, tags: Tags, where: Mapping[int, Place], before: frozenset[Path]
) -> tuple[list[Grid], list[Word], tuple[str, ...]]:
    """Tagged tables among words that no ruled grid holds; the words left over; doubts."""
    by_table: dict[int, dict[int, list[Word]]] = {}
    rest: list[Word] = []
    for word in words:
        uid = tags.owner.get(word.run.mcid, 0)
        found = where.get(uid)
        if found is None:
            rest.append(word)
        else:
            by_table.setdefault(found.table, {}).setdefault(uid, []).append(word)
    grids: list[Grid] = []
    flags: tuple[str, ...] = ()
    loose: list[Word] = []
    for t, cells in sorted(by_table.items()):
        table = tags.tables[t]
        rows = [[cells.get(cell.uid, []) if cell else [] for cell in row.cells] for row in table.rows]
        if max(len(row.cells) for row in table.rows) < 2:
            loose.extend(word for part in cells.values() for word in part)
        elif holds_up(rows, rest):
            grids.append(unruled_grid(table, rows, drawing.fills, before))
        else:
            loose.extend(word for part in cells.values() for word in part)
            flags = ("tags disagree",)
    return grids, [*rest, *loose], flags


def is_table(lattice: Lattice, parts: Sequence[Sequence[Word]]) -> bool:
    """Two columns or more, and words in it: frames around text and boxes of a chart are no table."""
    return len(lattice.xs) > 2 and any(parts)


def _top(item: Item) -> tuple[float, float]:
    return (item.box.top, item.box.x0) if item.box is not None else (0.0, 0.0)
