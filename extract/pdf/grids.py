"""Ruled grids filled with words and colours: `Lattice` and `Word` in, `Grid` out."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from extract.model import RGB, Box, Cell, Grid, Method, Row
from extract.pdf.broken_words import Mender, spaces_end_lines
from extract.pdf.paths import Fill
from extract.pdf.rulings import Lattice, Region
from extract.pdf.runs import ASKEW
from extract.pdf.words import Word, counted, ink_of, line_text, printed_lines
from extract.quick import quick

DRAGGED = 12.0
"""Points between two rulings that no row has both of, up to which they are one border."""
SPACER = 6.0
"""Width of an empty column, in points, up to which it is none: no letter has room in it."""
_WHITE = 250
"""Channel value from which a fill is paper."""


def is_white(rgb: RGB) -> bool:
    """Paper, or so near that no reader would call it a colour."""
    return min(rgb) >= _WHITE


_NONE, _ONE, _TWO = 0, 1, 2
"""How many cells two points are in."""


class Cells:
    """The ruled cells of a page, those of smaller grids first."""

    def __init__(self, ruled: Sequence[Lattice]) -> None:
        self._ruled = [(grid.xs, grid.ys, grid.at) for grid in sorted(ruled, key=_area)]

    def hold(self, x0: float, x1: float, y: float) -> bool:
        """Whether all that stands between two points of one height is in one cell."""
        return self._of(x0, x1, y) == _ONE

    def part(self, x0: float, x1: float, y: float) -> bool:
        """Whether two points of one height are in different cells, or just one of them in any."""
        return self._of(x0, x1, y) == _TWO

    def _of(self, x0: float, x1: float, y: float) -> int:
        for xs, ys, at in self._ruled:
            row, left, right = bisect_right(ys, y) - 1, bisect_right(xs, x0) - 1, bisect_right(xs, x1) - 1
            first = at.get((row, left))
            last = first if left == right else at.get((row, right))
            if first is not None or last is not None:
                return _ONE if first == last else _TWO
        return _NONE


def place(words: Sequence[Word], lattices: Sequence[Lattice]) -> tuple[list[list[list[Word]]], list[Word]]:
    """Words by grid and region, by their middle; and the words that stand in none."""
    inside: list[list[list[Word]]] = [[[] for _ in lattice.regions] for lattice in lattices]
    outside: list[Word] = []
    order = sorted(range(len(lattices)), key=lambda k: _area(lattices[k]))
    grids = [(lattices[k].xs, lattices[k].ys, lattices[k].at, inside[k]) for k in order]
    for word in words:
        _, x0, top, x1, bottom, run, _, _, _ = word
        x, y = (x0 + x1) / 2, (top + bottom) / 2
        for xs, ys, at, parts in grids if run[7] != ASKEW else ():
            found = at.get((bisect_right(ys, y) - 1, bisect_right(xs, x) - 1))
            if found is not None:
                parts[found].append(word)
                break
        else:
            outside.append(word)
    return inside, outside


def _area(lattice: Lattice) -> float:
    return (lattice.xs[-1] - lattice.xs[0]) * (lattice.ys[-1] - lattice.ys[0])


def region_fills(
    lattice: Lattice, words: Sequence[Sequence[Word]], fills: Sequence[Fill], page_area: float
) -> list[RGB | None]:
    """Background of each region: the colour that covers most of it as painted, strips added up.

    A later area that covers the whole cell hides what is under it; white is no colour; an area nearly as
    large as the page is the page's own background.
    """
    painted: dict[int, dict[RGB, float]] = {}
    xs, ys = lattice.xs, lattice.ys
    seen: set[Fill] = set()
    for fill in fills:
        if fill in seen or (fill.x1 - fill.x0) * (fill.bottom - fill.top) > 0.9 * page_area:
            continue
        seen.add(fill)
        rows = range(max(0, bisect_right(ys, fill.top) - 1), min(len(ys) - 1, bisect_left(ys, fill.bottom)))
        cols = range(max(0, bisect_right(xs, fill.x0) - 1), min(len(xs) - 1, bisect_left(xs, fill.x1)))
        touched = {lattice.at[i, j] for i in rows for j in cols if (i, j) in lattice.at}
        for k in touched:
            paint(painted.setdefault(k, {}), lattice.regions[k], fill)
    found: list[RGB | None] = [None] * len(lattice.regions)
    for k, colours in painted.items():
        region = lattice.regions[k]
        found[k] = chosen(colours, _region_area(region))
        if found[k] is None and any(not is_white(rgb) for rgb in colours):
            found[k] = shape(region, words[k], fills)
    return found


def shape(region: Region | Box, words: Sequence[Word], fills: Sequence[Fill]) -> RGB | None:
    """The colour of a shape drawn inside a cell: a blob in place of a word, or a patch behind all of its
    words. Several colours, or a patch behind some of the words, say nothing of the cell."""
    inside = [
        fill
        for fill in fills
        if region.x0 - 1 <= fill.x0 < fill.x1 <= region.x1 + 1
        and region.top - 1 <= fill.top < fill.bottom <= region.bottom + 1
        and min(fill.x1 - fill.x0, fill.bottom - fill.top) >= 4
        and not is_white(fill.rgb)
    ]
    colours = {fill.rgb for fill in inside}
    if len(colours) != 1:
        return None
    behind = all(
        any(f.x0 < x < f.x1 and f.top < (w.top + w.bottom) / 2 < f.bottom for f in inside)
        for w in words
        for x in ([(w.x0 + w.x1) / 2] if w.n == 1 else [w.x0 + 2, w.x1 - 2])
    )
    return next(iter(colours)) if behind else None


def _region_area(region: Region) -> float:
    return (region.x1 - region.x0) * (region.bottom - region.top)


def paint(painted: dict[RGB, float], box: Region | Box, fill: Fill) -> None:
    """Add the part of a fill that lies in a box to what has been painted there."""
    wide = min(fill.x1, box.x1) - max(fill.x0, box.x0)
    high = min(fill.bottom, box.bottom) - max(fill.top, box.top)
    if wide <= 0 or high <= 0:
        return
    share = wide * high / max(0.01, (box.x1 - box.x0) * (box.bottom - box.top))
    if share >= 0.85:
        painted.clear()
    for rgb in painted:
        if rgb != fill.rgb:
            painted[rgb] *= 1.0 - share
    painted[fill.rgb] = painted.get(fill.rgb, 0.0) + wide * high


def chosen(painted: dict[RGB, float], area: float) -> RGB | None:
    """The colour a box shows, None where that is white or too little of it is painted."""
    if not painted:
        return None
    rgb = max(painted, key=lambda c: (painted[c], c))
    return rgb if not is_white(rgb) and painted[rgb] >= 0.35 * area else None


def columns_of(lattice: Lattice, words: Sequence[Sequence[Word]]) -> list[int]:
    """For each ruled x, the column border it is: borders that are one are given the same number.

    Word lets a user drag the border of a single row: rulings a few points apart that no row has both of are
    one border. Other producers leave spacer columns of a few points, with nothing in them.
    """
    xs = lattice.xs
    if all(b - a > DRAGGED for a, b in pairwise(xs)):
        return list(range(len(xs)))
    narrow: dict[int, list[bool]] = {}
    for region, inside in zip(lattice.regions, words, strict=True):
        if region.colspan == 1:
            narrow.setdefault(region.col, []).append(bool(inside))
    numbers = [0]
    begin = xs[0]
    for k in range(1, len(xs)):
        wide, cells = xs[k] - xs[k - 1], narrow.get(k - 1, [])
        dragged = wide <= DRAGGED and not cells
        spacer = wide <= SPACER and not any(cells)
        if (dragged or spacer) and xs[k] - begin <= 2 * DRAGGED:
            numbers.append(numbers[-1])
        else:
            numbers.append(numbers[-1] + 1)
            begin = xs[k]
    return numbers


def ruled_grid(lattice: Lattice, words: Sequence[Sequence[Word]], fills: Sequence[RGB | None]) -> Grid:
    """A grid by rulings alone: a row for each ruled row, also where it holds nothing."""
    rows: list[list[Cell]] = [[] for _ in range(len(lattice.ys) - 1)]
    printed = [printed_lines(inside) for inside in words]
    mender = Mender(printed) if spaces_end_lines(printed) else None
    numbers = columns_of(lattice, words)
    for region, inside, lines, fill in zip(lattice.regions, words, printed, fills, strict=True):
        x0, top, x1, bottom, row, col, rowspan, colspan = region
        first, last = numbers[col], numbers[col + colspan]
        if first == last and not inside:
            continue
        if mender is not None and len(lines) > 1:
            text = mender.text(lines, x0, x1)
        else:
            text = [line_text(line) for line in lines]
        at, wide = min(first, numbers[-1] - 1), max(1, last - first)
        box, ink = quick(Box, (x0, top, x1, bottom)), ink_of(inside)
        rows[row].append(quick(Cell, (tuple(text), at, wide, rowspan, counted(inside), box, fill, ink)))
    left, right = lattice.xs[0], lattice.xs[-1]
    ys = lattice.ys
    return Grid(
        method=Method.RULINGS,
        rows=tuple(
            [
                Row(cells=tuple(sorted(cells, key=_col)), box=Box(left, ys[i], right, ys[i + 1]))
                for i, cells in enumerate(rows)
            ]
        ),
        columns=numbers[-1],
        edges=_edges(lattice, numbers),
        box=Box(left, lattice.ys[0], right, lattice.ys[-1]),
        flags=("spans repaired",) if lattice.repaired else (),
    )


def _edges(lattice: Lattice, numbers: Sequence[int]) -> tuple[float, ...]:
    """X of each column border; of several rulings that are one border, the one most cells have."""
    if numbers[-1] == len(numbers) - 1:
        return tuple(lattice.xs)
    uses = dict.fromkeys(range(len(lattice.xs)), 0)
    for region in lattice.regions:
        uses[region.col] += region.rowspan
        uses[region.col + region.colspan] += region.rowspan
    best: dict[int, int] = {}
    for k, number in enumerate(numbers):
        if number not in best or uses[k] > uses[best[number]]:
            best[number] = k
    return tuple(lattice.xs[best[number]] for number in range(numbers[-1] + 1))


def _col(cell: Cell) -> int:
    return cell.col
