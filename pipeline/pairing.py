"""Which row of one list is which of another, when some are missing, new or changed."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.fuzz import ratio

Row = Sequence[str]
Pair = tuple[int | None, int | None]

_LIKE_ENOUGH = 0.3
"""Share of two rows that must be the same for them to be one row, changed."""


def pair_rows(wanted: Sequence[Row], found: Sequence[Row]) -> list[Pair]:
    """Pairs of places in `wanted` and `found`, in order; None stands for a row the other has not.

    Rows keep their order, and the pairing is the one in which most of the text is the same, so that a
    missing row shifts nothing. Equal rows at both ends are paired first: a paper that is as expected costs
    no comparing.
    """
    start = 0
    while start < min(len(wanted), len(found)) and wanted[start] == found[start]:
        start += 1
    end = 0
    while end < min(len(wanted), len(found)) - start and wanted[-1 - end] == found[-1 - end]:
        end += 1
    middle = _aligned(wanted[start : len(wanted) - end], found[start : len(found) - end])
    head: list[Pair] = [(i, i) for i in range(start)]
    tail: list[Pair] = [(len(wanted) - i, len(found) - i) for i in range(end, 0, -1)]
    shifted = [(None if i is None else i + start, None if j is None else j + start) for i, j in middle]
    return head + shifted + tail


def _aligned(wanted: Sequence[Row], found: Sequence[Row]) -> list[Pair]:
    """The order-keeping pairing of the greatest likeness, by dynamic programming."""
    likes = [[likeness(w, f) for f in found] for w in wanted]
    best = [[0.0] * (len(found) + 1) for _ in range(len(wanted) + 1)]
    for i in range(len(wanted) - 1, -1, -1):
        for j in range(len(found) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], _gain(likes[i][j]) + best[i + 1][j + 1])
    out: list[Pair] = []
    i = j = 0
    while i < len(wanted) and j < len(found):
        gain = _gain(likes[i][j])
        if gain > 0 and best[i][j] == gain + best[i + 1][j + 1]:
            out.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            out.append((i, None))
            i += 1
        else:
            out.append((None, j))
            j += 1
    out += [(k, None) for k in range(i, len(wanted))]
    out += [(None, k) for k in range(j, len(found))]
    return out


def _gain(like: float) -> float:
    """What pairing two rows is worth; below the threshold less than leaving both alone."""
    return like - _LIKE_ENOUGH if like < _LIKE_ENOUGH else like


def likeness(one: Row, other: Row) -> float:
    """How alike two rows are, 0 to 1: cell by cell, a long cell counting for more than a short one.

    Cells that are empty in both say nothing, nor does a wildcard.
    """
    total = same = 0.0
    for a, b in zip(one, other, strict=True):
        if a == "*" or not (a or b):
            continue
        weight = 1.0 + min(max(len(a), len(b)), 80) / 10
        total += weight
        same += weight * (1.0 if a == b else ratio(a, b) / 100 if a and b else 0.0)
    return same / total if total else 1.0
