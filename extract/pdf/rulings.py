"""Rulings to grids of cells: joined, crossed, and the missing borders read as merged cells."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from math import inf
from operator import itemgetter
from typing import NamedTuple

from extract.pdf.paths import Ruling
from extract.quick import quick

SNAP = 3.5
"""Points within which two rulings are one: double lines, and borders drawn cell by cell."""
JOIN = 4.0
"""Gap along a ruling that is none: dashes, corners drawn apart."""
REACH = 3.5
"""Points that a ruling may fall short of the one it meets."""
_MOST = 4000
"""Joined rulings past which a page is a chart or a hatching and no table is looked for."""


class Region(NamedTuple):
    """A cell of a ruled grid: its box and the elementary rows and columns it covers."""

    x0: float
    top: float
    x1: float
    bottom: float
    row: int
    col: int
    rowspan: int
    colspan: int


class Lattice(NamedTuple):
    """A ruled grid: borders' coordinates and the cells between."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    regions: tuple[Region, ...]
    at: dict[tuple[int, int], int]
    """Elementary row and column -> place in `regions`; absent where no closed cell is."""
    repaired: bool

    def find(self, x: float, y: float) -> int | None:
        """The region that holds a point, None outside every closed cell."""
        return self.at.get((bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1))


def cells_by_row(grid: Lattice) -> list[int]:
    """How many cells begin in each row."""
    counts = [0] * (len(grid.ys) - 1)
    for region in grid.regions:
        counts[region[4]] += 1
    return counts


def joined(rulings: Sequence[Ruling]) -> list[Ruling]:
    """Rulings along one axis, those on one coordinate snapped together and their pieces joined."""
    groups: list[list[Ruling]] = []
    first = last = -inf
    for ruling in sorted(rulings):
        at = ruling[0]
        if at - first <= SNAP and at - last <= 0.75 * SNAP:
            groups[-1].append(ruling)
        else:
            groups.append([ruling])
            first = at
        last = at
    out: list[Ruling] = []
    for group in groups:
        if len(group) == 1:
            out.append(group[0])
            continue
        long = sum([end - start for _, start, end in group])
        at = sum([at * (end - start) for at, start, end in group]) / long if long > 0 else group[0].at
        group.sort(key=_START)
        _, start, end = group[0]
        for _, begin, stop in group:
            if begin <= end + JOIN:
                end = max(end, stop)
            else:
                out.append(Ruling(at, start, end))
                start, end = begin, stop
        out.append(Ruling(at, start, end))
    return out


_START = itemgetter(1)


def lattices(across: Sequence[Ruling], down: Sequence[Ruling]) -> list[Lattice]:
    """Every ruled grid of two cells or more, top to bottom."""
    level = [r for r in joined(across) if r.end - r.start > 2 * SNAP]
    upright = [r for r in joined(down) if r.end - r.start > 1.5 * SNAP]
    if len(level) + len(upright) > _MOST:
        return []
    grids = [_lattice(*part) for part in _components(level, upright)]
    found = [g for g in grids if g is not None and len(g.regions) > 1]
    return sorted(_one_level(found), key=_place)


def _one_level(grids: list[Lattice]) -> list[Lattice]:
    """Grids without those inside a cell of another: a small table inside a cell belongs to the cell's text;
    a frame around whole tables, or a table that only lays out the page, is no table itself."""
    dropped: set[int] = set()
    for a, outer in enumerate(grids):
        for b, inner in enumerate(grids):
            if a != b and a not in dropped and b not in dropped and _holds(outer, inner):
                real = len(outer.xs) > 3 and len(outer.regions) >= 8
                dropped.add(b if real else a)
    return [grid for k, grid in enumerate(grids) if k not in dropped]


def _holds(outer: Lattice, inner: Lattice) -> bool:
    """The whole of one grid stands in one cell of another."""
    first = outer.find(inner.xs[0] + 1, inner.ys[0] + 1)
    return first is not None and first == outer.find(inner.xs[-1] - 1, inner.ys[-1] - 1)


def _place(lattice: Lattice) -> tuple[float, float]:
    return lattice.ys[0], lattice.xs[0]


def _components(level: list[Ruling], upright: list[Ruling]) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Rulings that touch each other, directly or through others."""
    parent = list(range(len(level) + len(upright)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    ats = [r.at for r in level]
    for j, v in enumerate(upright):
        for i in range(bisect_right(ats, v.start - REACH), bisect_right(ats, v.end + REACH)):
            h = level[i]
            if h.start - REACH <= v.at <= h.end + REACH:
                parent[root(i)] = root(len(level) + j)
    parts: dict[int, tuple[list[Ruling], list[Ruling]]] = {}
    for i, h in enumerate(level):
        parts.setdefault(root(i), ([], []))[0].append(h)
    for j, v in enumerate(upright):
        parts.setdefault(root(len(level) + j), ([], []))[1].append(v)
    return [part for part in parts.values() if part[0] and part[1]]


def _coordinates(rulings: Sequence[Ruling]) -> list[float]:
    """Distinct coordinates, in order; those within `SNAP` are one."""
    out: list[float] = []
    for at in sorted(r.at for r in rulings):
        if not out or at - out[-1] > SNAP:
            out.append(at)
    return out


def _closed(crossing: Sequence[Ruling], along: Sequence[float], least: int) -> list[float]:
    """Coordinates with a border added at an open end: tables without outer borders, and rows cut off by
    the page's end, whose rulings all stick out by the same length."""
    coordinates = list(along)
    for ends, outer, sign in (
        ([r.start for r in crossing], coordinates[0], -1.0),
        ([r.end for r in crossing], coordinates[-1], 1.0),
    ):
        out = sorted(e for e in ends if (e - outer) * sign > 2 * SNAP)
        if len(out) >= least and out[-1] - out[0] <= 2 * SNAP:
            coordinates.append(out[0] if sign < 0 else out[-1])
    return sorted(coordinates)


def _borders(rulings: Sequence[Ruling], at: Sequence[float], cuts: Sequence[float]) -> set[tuple[int, int]]:
    """(k, i): a border stands at coordinate `at[k]` between `cuts[i]` and `cuts[i + 1]`, over most of it."""
    borders: set[tuple[int, int]] = set()
    covered: dict[tuple[int, int], float] = {}
    for where, start, end in rulings:
        k = _nearest(at, where)
        first, last = bisect_left(cuts, start), bisect_right(cuts, end) - 1
        borders.update([(k, i) for i in range(first, last)])
        if last < first:  # all of it between two cuts
            covered[k, last] = covered.get((k, last), 0.0) + end - start
            continue
        if first > 0:
            covered[k, first - 1] = covered.get((k, first - 1), 0.0) + cuts[first] - start
        if last < len(cuts) - 1:
            covered[k, last] = covered.get((k, last), 0.0) + end - cuts[last]
    for (k, i), part in covered.items():
        # a border goes from cell corner to cell corner; the line under a word falls short
        if 0 <= i < len(cuts) - 1 and part >= max(
            0.8 * (cuts[i + 1] - cuts[i]), cuts[i + 1] - cuts[i] - 2 * REACH
        ):
            borders.add((k, i))
    return borders


def _used(borders: set[tuple[int, int]], count: int) -> list[int]:
    """Coordinates where a border stands, and the outermost two: an underlined word next to a border gives a
    coordinate that parts nothing."""
    at = {k for k, _ in borders}
    return [k for k in range(count) if k in at or k in {0, count - 1}]


def _nearest(at: Sequence[float], value: float) -> int:
    k = bisect_right(at, value)
    if k == 0:
        return 0
    if k == len(at):
        return k - 1
    return k if at[k] - value < value - at[k - 1] else k - 1


def _lattice(level: list[Ruling], upright: list[Ruling]) -> Lattice | None:
    """One connected set of rulings as cells; None where it encloses nothing."""
    xs = _closed(level, _coordinates(upright), 2)
    ys = _closed(upright, _coordinates(level), 2)
    rows, cols = len(ys) - 1, len(xs) - 1
    if rows < 1 or cols < 1 or rows * cols > 50_000:
        return None
    walls = _borders(upright, xs, ys)
    floors = _borders(level, ys, xs)
    used_x, used_y = _used(walls, len(xs)), _used(floors, len(ys))
    if len(used_x) < len(xs) or len(used_y) < len(ys):
        xs, ys = [xs[k] for k in used_x], [ys[k] for k in used_y]
        rows, cols = len(ys) - 1, len(xs) - 1
        walls, floors = _borders(upright, xs, ys), _borders(level, ys, xs)
    if len(walls) == (cols + 1) * rows and len(floors) == (rows + 1) * cols:
        return _full(xs, ys)
    group: dict[tuple[int, int], int] = {}
    members: list[list[tuple[int, int]]] = []
    for i in range(rows):
        for j in range(cols):
            above = group.get((i - 1, j)) if (i, j) not in floors else None
            left = group.get((i, j - 1)) if (j, i) not in walls else None
            if above is not None and left is not None and above != left:
                for cell in members[left]:
                    group[cell] = above
                members[above].extend(members[left])
                members[left] = []
            found = above if above is not None else left
            if found is None:
                found = len(members)
                members.append([])
            group[i, j] = found
            members[found].append((i, j))
    return _regions(xs, ys, [m for m in members if m], _Borders(walls, floors))


def _full(xs: list[float], ys: list[float]) -> Lattice:
    """A grid with every border there can be: no cell is merged or open."""
    regions = [
        quick(Region, (x0, top, x1, bottom, i, j, 1, 1))
        for i, (top, bottom) in enumerate(pairwise(ys))
        for j, (x0, x1) in enumerate(pairwise(xs))
    ]
    at = {(region[4], region[5]): k for k, region in enumerate(regions)}
    return Lattice(tuple(xs), tuple(ys), tuple(regions), at, repaired=False)


class _Borders(NamedTuple):
    """Where borders stand between the coordinates of a grid."""

    walls: set[tuple[int, int]]
    """(k, i): at x `k`, along row `i`."""
    floors: set[tuple[int, int]]
    """(k, j): at y `k`, along column `j`."""


Span = tuple[int, int, int, int]
"""First row, first column, last row, last column of a cell."""


def _regions(
    xs: list[float], ys: list[float], members: list[list[tuple[int, int]]], borders: _Borders
) -> Lattice:
    """Regions out of groups of elementary cells; open ones left out, crooked ones cut into rectangles."""
    spans: list[Span] = []
    repaired = False
    for cells in members:
        if len(cells) == 1:
            spans.append((*cells[0], *cells[0]))
            continue
        i0, i1 = min(c[0] for c in cells), max(c[0] for c in cells)
        j0, j1 = min(c[1] for c in cells), max(c[1] for c in cells)
        if len(cells) == (i1 - i0 + 1) * (j1 - j0 + 1):
            spans.append((i0, j0, i1, j1))
        else:
            repaired = True
            spans.extend(_rectangles(sorted(cells)))
    at: dict[tuple[int, int], int] = {}
    regions: list[Region] = []
    size = len(ys) - 1, len(xs) - 1
    for span in sorted(spans):
        if not is_closed(span, borders, size):
            continue
        i0, j0, i1, j1 = span
        for i in range(i0, i1 + 1):
            for j in range(j0, j1 + 1):
                at[i, j] = len(regions)
        across, down = j1 - j0 + 1, i1 - i0 + 1
        regions.append(quick(Region, (xs[j0], ys[i0], xs[j1 + 1], ys[i1 + 1], i0, j0, down, across)))
    return Lattice(tuple(xs), tuple(ys), tuple(regions), at, repaired)


def is_closed(span: Span, borders: _Borders, size: tuple[int, int]) -> bool:
    """Borders stand around a cell, over half of each side; only at the grid's own edge may one or two be
    missing: tables without outer borders, rows that the page's end cuts off."""
    i0, j0, i1, j1 = span
    walls, floors = borders
    if i0 == i1 and j0 == j1:
        left, right = (j0, i0) in walls, (j0 + 1, i0) in walls
        above, below = (i0, j0) in floors, (i0 + 1, j0) in floors
    else:
        left = _stands(walls, j0, i0, i1)
        right = _stands(walls, j1 + 1, i0, i1)
        above = _stands(floors, i0, j0, j1)
        below = _stands(floors, i1 + 1, j0, j1)
    if left and right and above and below:
        return True
    inner = (left or j0 == 0) and (right or j1 == size[1] - 1)
    return inner and (above or i0 == 0) and (below or i1 == size[0] - 1) and left + right + above + below >= 2


def _stands(borders: set[tuple[int, int]], at: int, first: int, last: int) -> bool:
    """A border stands over at least half of the way from `first` to `last`."""
    return 2 * sum((at, i) in borders for i in range(first, last + 1)) >= last - first + 1


def _rectangles(cells: list[tuple[int, int]]) -> list[Span]:
    """A crooked group cut into rectangles: runs along a row, equal runs below each other joined."""
    runs: list[tuple[int, int, int]] = []
    for i, j in cells:
        if runs and runs[-1][0] == i and runs[-1][2] == j - 1:
            runs[-1] = (i, runs[-1][1], j)
        else:
            runs.append((i, j, j))
    out: list[Span] = []
    for i, a, b in runs:
        k = next((k for k, box in enumerate(out) if box[1] == a and box[3] == b and box[2] == i - 1), None)
        if k is None:
            out.append((i, a, i, b))
        else:
            out[k] = (out[k][0], a, i, b)
    return out
