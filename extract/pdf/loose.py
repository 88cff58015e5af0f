"""Rulings that are no grid of cells: around a body or a header alone, verticals alone, rows not parted.

Word's own table styles draw such (`Light List`, `Medium Shading`): what they hold is parted by its spacing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import inf
from statistics import median

from extract.pdf.rulings import Lattice, Region
from extract.pdf.spaced_heads import SPACE, chunks_of
from extract.pdf.words import Word, counted, line_text, printed_lines
from extract.plan.rows import looks_like_urn

_FULL = 30
"""Words a cell holds on average past which a grid is looked at."""
_ALIGNED = 2.0
"""Points between two lines that begin at one place."""
_FEW = 2
"""Ruled rows up to which it is."""


def may_be_loose(ruled: Sequence[Lattice], words: int) -> bool:
    """Whether any grid of a page of so many words may be one of these; soon told, as most are not."""
    return any(words >= _FULL * len(lattice.regions) or may_lack_borders(lattice) for lattice in ruled)


def may_lack_borders(lattice: Lattice) -> bool:
    """Whether a grid has few rows, or a cell over several columns; soon told, as most have neither."""
    return len(lattice.ys) - 1 <= _FEW or any(region.colspan > 1 for region in lattice.regions)


def is_loose(lattice: Lattice, parts: Sequence[Sequence[Word]], outside: Sequence[Word]) -> bool:
    """Whether a grid's cells hold several columns or rows each; `parts` are its words by cell, `outside`
    those of the page that stand in none.

    It is one row alone, or most of its words stand in lines of several pieces, or its only row under the
    first has a reference on each line of one cell, or goes on beside the grid.
    """
    rows = len(lattice.ys) - 1
    words = sum(counted(part) for part in parts)
    if rows > _FEW and words < _FULL * len(parts):
        return False
    if rows == 1:
        return True
    beside = sum(w.n for w in outside if lattice.ys[0] < (w.top + w.bottom) / 2 < lattice.ys[-1])
    if rows == _FEW and 4 * beside > words:
        return True
    several = 0
    for region, part in zip(lattice.regions, parts, strict=True):
        lines = printed_lines(part)
        several += sum(counted(line) for line in lines if len(chunks_of(line)) > 1)
        if rows == _FEW and region.row == 1 and len(lines) > 1 and _references(lines) > 1:
            return True
    return 2 * several > words


def _references(lines: Sequence[Sequence[Word]]) -> int:
    """References, one on each line; none where a line holds anything else."""
    found = [looks_like_urn(line_text(line)) for line in lines]
    return len(found) if all(found) else 0


def split(lattice: Lattice, parts: Sequence[Sequence[Word]]) -> Lattice:
    """The grid with each cell over several columns cut at their borders where its text keeps to them: a row
    whose inner borders are not drawn, as where every other row is shaded."""
    if all(region.colspan == 1 for region in lattice.regions):
        return lattice
    made: list[Region] = []
    lefts = _lefts(lattice, parts)
    for region, part in zip(lattice.regions, parts, strict=True):
        made += _cut(region, lattice) if _keeps_to_columns(region, part, lattice, lefts) else [region]
    if len(made) == len(lattice.regions):
        return lattice
    at = {
        (row, col): k
        for k, region in enumerate(made)
        for row in range(region.row, region.row + region.rowspan)
        for col in range(region.col, region.col + region.colspan)
    }
    return lattice._replace(regions=tuple(made), at=at)


def _lefts(lattice: Lattice, parts: Sequence[Sequence[Word]]) -> dict[int, float]:
    """Where the lines of each column begin, in its cells of one column."""
    starts: dict[int, list[float]] = {}
    for region, part in zip(lattice.regions, parts, strict=True):
        if region.colspan == 1:
            starts.setdefault(region.col, []).extend(line[0].x0 for line in printed_lines(part))
    return {col: median(found) for col, found in starts.items() if found}


def _keeps_to_columns(
    region: Region, part: Sequence[Word], lattice: Lattice, lefts: Mapping[int, float]
) -> bool:
    """Whether text stands in most of the columns that a cell covers, and none goes over from one to the
    next; or in a few of them, the first not alone, where their lines begin elsewhere (`lefts`): the rest of
    a row, over a page's end."""
    if region.colspan == 1 or len(part) < _FEW:
        return False
    used: set[int] = set()
    aligned = True
    for line in printed_lines(part):
        columns = [bisect_right(lattice.xs, word.x0 + 1.0) - 1 for word in line]
        if any(word.x1 > lattice.xs[col + 1] + 1.0 for word, col in zip(line, columns, strict=True)):
            return False
        for (left, right), (a, b) in zip(pairwise(line), pairwise(columns), strict=True):
            if a != b and right.x0 - left.x1 < SPACE * left.run.size:
                return False
        before = -1
        for word, col in zip(line, columns, strict=True):
            aligned = aligned and (col == before or abs(word.x0 - lefts.get(col, inf)) < _ALIGNED)
            before = col
        used.update(columns)
    return (2 * len(used) > region.colspan and len(used) > 1) or (aligned and used != {region.col})


def _cut(region: Region, lattice: Lattice) -> list[Region]:
    xs = lattice.xs
    return [
        region._replace(x0=xs[col], x1=xs[col + 1], col=col, colspan=1)
        for col in range(region.col, region.col + region.colspan)
    ]
