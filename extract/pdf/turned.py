"""Pages whose text runs sideways as shown: landscape tables printed on portrait paper without `/Rotate`.

They are laid out as if turned upright, and what was found is turned back, so that boxes are right on the
page as shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.model import Box, Cell, Grid, Item, Line, Row
from extract.pdf.engine import Matrix
from extract.pdf.runs import DOWNWARDS, INVERTED, UPRIGHT, UPWARDS
from extract.pdf.words import Word


def direction(words: Sequence[Word]) -> int:
    """The way most of a page's text runs: `UPRIGHT` unless it is another by far."""
    turned = [word[5][7] for word in words if word[5][7]]
    for way in (DOWNWARDS, UPWARDS, INVERTED) if turned and len(words) >= 10 else ():
        if turned.count(way) > 0.6 * len(words):
            return way
    return UPRIGHT


def uprighting(way: int, width: float, height: float) -> Matrix:
    """From a page of that size, with text running that way, to the page turned so that it reads upright."""
    if way == INVERTED:
        return Matrix(-1, 0, 0, -1, width, height)
    return Matrix(0, -1, 1, 0, 0, width) if way == DOWNWARDS else Matrix(0, 1, -1, 0, height, 0)


def turned_back(items: Sequence[Item], way: int, width: float, height: float) -> tuple[Item, ...]:
    """Items of the upright page with boxes on the page as shown, of that size. Column edges are left out:
    they are no x there."""

    def box(b: Box | None) -> Box | None:
        if b is None:
            return None
        if way == INVERTED:
            return Box(width - b.x1, height - b.bottom, width - b.x0, height - b.top)
        if way == DOWNWARDS:
            return Box(width - b.bottom, b.x0, width - b.top, b.x1)
        return Box(b.top, height - b.x1, b.bottom, height - b.x0)

    def cell(c: Cell) -> Cell:
        return c._replace(box=box(c.box))

    def row(r: Row) -> Row:
        return r._replace(box=box(r.box), cells=tuple([cell(c) for c in r.cells]))

    def item(i: Item) -> Item:
        if isinstance(i, Line):
            return replace(i, box=box(i.box))
        return _grid(i)

    def _grid(g: Grid) -> Grid:
        return replace(g, box=box(g.box), edges=None, rows=tuple([row(r) for r in g.rows]))

    return tuple([item(i) for i in items])
