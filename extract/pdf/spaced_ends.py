"""Where a table without vertical rules ends: what stands under it keeps to other columns, or has a header of
its own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from extract.pdf.spaced_heads import Heads, Tracks, Words, chunks_of, set_alike
from extract.pdf.spaced_rows import gap
from extract.pdf.words import line_text
from extract.plan.rows import looks_like_urn

_NEAR = 2.5
"""Points within which a piece of text begins, ends or is centred where others of its column are."""


def own_end(lines: Sequence[Words], tracks: Tracks, heads: Heads, marks: Marks) -> int:
    """How many of the lines are the table's that begins with the first; `marks` are those of its part on the
    page before, and gain this one's. None where it does not go on at all.

    It ends before the header of a table that is no plan, with the heading over it, and at the first gap after
    its last row that is wider than those between its rows. A row is known by its reference, or by pieces that
    stand where others of their columns do.
    """
    gaps = [0.0, *(gap(a, b) for a, b in pairwise(lines))]
    wide = _wide(gaps[1:] or gaps, median([w.run.size for line in lines for w in line]))
    carried = bool(marks)
    if carried and not any(marks.holds(line, tracks) for line in lines):
        return len(lines) if all(len(chunks_of(line)) == 1 for line in lines) else 0
    last = 0
    for i, line in enumerate(lines):
        if i and heads.heads_other(line) and (carried or set_alike(lines[0], line)):
            begins = _heading_over(lines, i, gaps, wide)
            if begins is not None:
                return begins
        if i > last and gaps[i] > wide and not any(marks.holds(later, tracks) for later in lines[i:]):
            return i
        if i == 0 or marks.holds(line, tracks):
            last = i
            marks.add(line, tracks)
    return len(lines)


def _wide(gaps: Sequence[float], size: float) -> float:
    """White that is more than what parts rows: that is the usual gap of those wider than between the lines of
    a cell, where these are many, and else that between all lines."""
    tight = sorted(gaps)[len(gaps) // 10]
    between = sorted(g for g in gaps if g > tight + 0.25 * size)
    row = between[len(between) // 4] if len(between) * 5 > len(gaps) else tight
    return max(row, 0.0) + max(0.6 * size, 0.5 * row)


def _heading_over(lines: Sequence[Words], at: int, gaps: Sequence[float], wide: float) -> int | None:
    """The line that what is headed at `at` begins with: a heading of one piece over it, or itself; None where
    it does not stand apart from the table."""
    for i in range(at, max(at - 3, 0), -1):
        if i < at and len(chunks_of(lines[i])) > 1:
            return None
        if gaps[i] > wide:
            return i
    return None


class Marks:
    """Where the pieces of a table's lines begin, end and are centred, by column."""

    def __init__(self) -> None:
        self._at: dict[int, list[tuple[float, float, float]]] = {}

    def __bool__(self) -> bool:
        return bool(self._at)

    def add(self, line: Words, tracks: Tracks) -> None:
        """Keep where a row's pieces stand."""
        for chunk in chunks_of(line):
            known = self._at.setdefault(tracks.of(chunk[0]), [])
            place = _place(chunk)
            if not any(_alike(place, other) for other in known):
                known.append(place)

    def holds(self, line: Words, tracks: Tracks) -> bool:
        """Whether a line is a row's: it has the reference, or several pieces, each in its column's line."""
        if tracks.urn is not None:
            own = [w for w in line if tracks.of(w) == tracks.urn]
            if own and looks_like_urn(line_text(own)):
                return True
        chunks = chunks_of(line)
        return len(chunks) > 1 and all(
            any(_alike(_place(chunk), other) for other in self._at.get(tracks.of(chunk[0]), ()))
            for chunk in chunks
        )


def _place(chunk: Words) -> tuple[float, float, float]:
    return chunk[0].x0, chunk[-1].x1, (chunk[0].x0 + chunk[-1].x1) / 2


def _alike(place: tuple[float, float, float], other: tuple[float, float, float]) -> bool:
    return any(abs(a - b) < _NEAR for a, b in zip(place, other, strict=True))
