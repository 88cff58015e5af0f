"""From header labels to columns, and from cells to the column each stands in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from extract.model import Cell, Grid, Row
from extract.plan.header import Header, HeaderCell

_SLACK = 4.0
"""Points by which a column's border may wander between two pages of one table."""
_SHARE = 0.025
"""Share of a table's width by which its borders may stand elsewhere where all of it is moved or widened."""
_FEW = 4
"""Borders that tell such a table from another."""


class Column(NamedTuple):
    """One column of a plan: its name (None where the header says nothing) and where it stands."""

    name: str | None
    label: str
    c0: int
    c1: int
    x0: float | None = None
    x1: float | None = None
    mark: bool = False
    """One of the columns `R | A | G`: a mark in it says its label."""
    turn: int = 0
    """Above 0 where one value is printed in several columns, at several times: the last one filled holds."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of an open plan."""

    columns: tuple[Column, ...]
    grid_columns: int
    edges: tuple[float, ...] | None = None
    _asked: list[tuple[Grid, bool, dict[tuple[int, int], Column | None]]] = field(
        default_factory=list, compare=False, repr=False
    )
    """The grid that `place` was asked about last, whether its columns are these, and what was answered: its
    rows ask the same again and again."""

    @property
    def names(self) -> frozenset[str]:
        """The names of its columns."""
        return frozenset(c.name for c in self.columns if c.name is not None)

    def place(self, cell: Cell, grid: Grid) -> Column | None:
        """The column the cell stands in most, or None where it stands in none."""
        if not self._asked or self._asked[0][0] is not grid:
            self._asked[:] = [(grid, self._are_of(grid), {})]
        _, by_index, known = self._asked[0]
        where = cell[1], cell[2]
        if where not in known:
            known[where] = self._most(cell, grid, by_index=by_index)
        return known[where]

    def of_row(self, row: Row, grid: Grid) -> list[Column | None]:
        """The column of each cell of a row; one after the other where there are as many as labels, and most
        of their borders stand elsewhere: another table right under the first, drawn as one with it."""
        places = [self.place(cell, grid) for cell in row.cells]
        if grid.edges is None or not any(cell[2] > 1 for cell in row.cells):
            return places
        labelled = [column for column in self.columns if column.label]
        if len(labelled) - len(places) not in (0, 1) or len(places) < _FEW:  # the last may be off the page
            return places
        inner = [grid.edges[cell.col] for cell in row.cells[1:]]
        elsewhere = [x for x in inner if all(abs(x - (c.x0 or 0.0)) > _SLACK for c in labelled)]
        return list(labelled[: len(places)]) if 2 * len(elsewhere) > len(inner) else places

    def _are_of(self, grid: Grid) -> bool:
        """Whether a grid's columns are these, one by one; also where nothing says where they stand."""
        same = grid.continues or self.edges == grid.edges or self._is_set_elsewhere(grid)
        return grid.edges is None or (grid.columns == self.grid_columns and bool(same))

    def _most(self, cell: Cell, grid: Grid, *, by_index: bool) -> Column | None:
        """As `place`: most in grid columns where they are these, or in points."""
        first, end = cell.col, cell.col + cell.colspan
        left, right = (grid.edges[first], grid.edges[end]) if grid.edges is not None else (0.0, 0.0)
        best, most = None, 0.0
        for column in self.columns:
            if by_index or column.x0 is None or column.x1 is None:
                share, whole = float(min(column.c1, end) - max(column.c0, first)), float(end - first)
            else:
                share, whole = min(column.x1, right) - max(column.x0, left), right - left
            if share > most:
                best, most = column, share
                if share >= whole:
                    break  # no other can hold more of it
        return best

    def fits(self, grid: Grid) -> bool:
        """True where a grid without a header of its own can be more of the same table."""
        if grid.edges is None or self.edges is None or grid.continues:
            # where the tag tree says what goes on, its columns are the same ones, though a page may lack
            # the text that shows where they stand
            return grid.columns == self.grid_columns
        if len(grid.edges) == len(self.edges):  # the last border wanders: tables are drawn as wide as need be
            near = all(abs(a - b) <= _SLACK for a, b in zip(grid.edges[:-1], self.edges[:-1], strict=True))
            return near or self._is_set_elsewhere(grid)
        borders = [c.x0 for c in self.columns if c.x0 is not None]
        if len(grid.edges) == len(self.edges) - 1 >= _FEW:
            # a cell merged down over all of a page, open at both ends, has no border to its left
            borders = borders[1:]
        return bool(borders) and all(any(abs(b - e) <= _SLACK for e in grid.edges) for b in borders)

    def _is_set_elsewhere(self, grid: Grid) -> bool:
        """Whether a grid has these columns, moved or all made wider: a gutter on odd pages, a page turned
        sideways, a table begun anew after a page break."""
        if grid.edges is None or self.edges is None or len(grid.edges) != len(self.edges):
            return False
        (a, *_, b), (c, *_, d) = self.edges, grid.edges
        if len(self.edges) < _FEW or not (b > a and d > c):
            return False
        own = [(x - a) / (b - a) for x in self.edges]
        other = [(x - c) / (d - c) for x in grid.edges]
        return all(abs(x - y) <= _SHARE for x, y in zip(own, other, strict=True))


def columns_of(header: Header, grid: Grid, known: Columns | None) -> Columns:
    """The columns under a header row. A blank label is what the plan's header before it printed there:
    later section headers leave labels out (`2.0 | Analytical | Owner | Level | 4P | | `)."""
    found = []
    for head in header.cells:
        name = head.label.column
        if name is None and not head.cell.lines and known is not None:
            before = known.place(head.cell, grid)
            name = before.name if before else None
        found.append(_column(name, head, grid))
    taken = {c.name for c in found}
    if known is not None:
        found += [c for c in known.columns if c.name not in taken and not _covered(c, found)]
    return Columns(tuple(sorted(found, key=lambda c: c.c0)), grid.columns, grid.edges)


def _column(name: str | None, head: HeaderCell, grid: Grid) -> Column:
    c0, c1 = head.cell.col, head.cell.col + head.cell.colspan
    x0, x1 = (grid.edges[c0], grid.edges[c1]) if grid.edges else (None, None)
    return Column(name, head.label.text, c0, c1, x0, x1, mark=head.label.mark)


def _covered(column: Column, others: list[Column]) -> bool:
    return any(column.c0 < o.c1 and o.c0 < column.c1 for o in others)
