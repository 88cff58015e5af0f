"""Grid columns of a Word table out of cell spans and widths.

Borders dragged by hand leave strips a few twips wide in the grid, so that cells of one visual column start
at different grid columns in different rows. ECMA-376 part 1 §17.4.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

STRIP = 240
"""Twips (12 points): the two inner margins of a cell and one small letter. Borders closer than this are
one border, unless something stands between them."""
_DEFAULT = 1440
"""Twips of a grid column whose width is not said."""
_MOST_SPAN = 500


@dataclass(frozen=True, slots=True)
class Reach:
    """What one row says of its cells' place."""

    before: int
    """Grid columns left out at the start."""
    spans: tuple[int, ...]
    widths: tuple[int | None, ...]
    """Twips, None where not given in twips."""
    after: int = 0
    lead: int | None = None
    """Twips left out at the start (`w:wBefore`)."""


def clamp_span(span: int) -> int:
    """A span no table could have is a slip or an attack."""
    return min(max(span, 1), _MOST_SPAN)


def borders(grid: Sequence[int], rows: Sequence[Reach]) -> list[tuple[int, ...]]:
    """Left and right borders of each row's cells, in twips: one more number than cells.

    A row's grid columns count, unless its spans don't fill the grid and its widths do: some writers leave
    out the spans and let the widths speak.
    """
    needed = max((row.before + sum(row.spans) + row.after for row in rows), default=0)
    if not grid and all(_by_width(row) for row in rows):
        return [_width_borders(row) for row in rows]
    widths = [max(width, 1) for width in grid] + [_DEFAULT] * (needed - len(grid))
    edges = [0]
    for width in widths:
        edges.append(edges[-1] + width)
    placed = []
    for row in rows:
        full = row.before + sum(row.spans) + row.after == len(widths)
        by_width = _width_borders(row) if not full and _by_width(row) else None
        if by_width is not None and abs(by_width[-1] - edges[-1]) <= STRIP < edges[-1] - _reach(row, edges):
            placed.append(by_width)
            continue
        at = row.before
        found = [edges[at]]
        for span in row.spans:
            at += span
            found.append(edges[at])
        placed.append(tuple(found))
    return placed


def _reach(row: Reach, edges: Sequence[int]) -> int:
    return edges[row.before + sum(row.spans)]


def _by_width(row: Reach) -> bool:
    return bool(row.widths) and all(row.widths) and (row.before == 0 or row.lead is not None)


def _width_borders(row: Reach) -> tuple[int, ...]:
    found = [row.lead or 0]
    for width in row.widths:
        found.append(found[-1] + (width or 1))
    return tuple(found)


def snap(
    rows: Iterable[Sequence[int]], filled: Iterable[tuple[int, int]]
) -> tuple[dict[int, int], list[int]]:
    """Which column border each printed border is, and where those stand.

    `rows` are each row's borders, `filled` the extents of cells that hold something: two borders never
    become one where that would leave such a cell without width.
    """
    counts = Counter(border for row in rows for border in row)
    narrow = sorted({extent for extent in filled if extent[1] - extent[0] <= STRIP})
    index: dict[int, int] = {}
    groups: list[list[int]] = []
    for border in sorted(counts):
        if groups and border - groups[-1][0] <= STRIP and not _within(narrow, groups[-1][0], border):
            groups[-1].append(border)
        else:
            groups.append([border])
        index[border] = len(groups) - 1
    return index, [max(group, key=lambda border: (counts[border], -border)) for group in groups]


def _within(extents: Sequence[tuple[int, int]], left: int, right: int) -> bool:
    """Whether a cell lies wholly between two borders."""
    at = bisect_left(extents, (left, left))
    return any(extent[1] <= right for extent in extents[at:] if extent[0] < right)
