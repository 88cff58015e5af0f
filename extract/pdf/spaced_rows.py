"""Where rows begin in a table without vertical rules."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from extract.pdf.paths import Drawing
from extract.pdf.rulings import joined
from extract.pdf.spaced_heads import Heads, Tracks, Words, chunks_of
from extract.pdf.words import line_text, printed_lines
from extract.plan.rows import looks_like_urn


def gap(above: Words, below: Words) -> float:
    """White between two printed lines, in points."""
    return min(w.top for w in below) - max(w.bottom for w in above)


class Starts(NamedTuple):
    """Where rows begin."""

    at: list[int]
    """Indexes of lines."""
    middle: bool
    """Cells are centred from top to bottom."""
    guessed: bool
    """Nothing but how the lines are filled parts some of the rows."""


def row_starts(
    body: Sequence[Words], tracks: Tracks, drawing: Drawing, heads: Heads, *, fresh: bool
) -> Starts:
    """The lines that begin a row.

    Headers, lines across the columns (a section's name) and rules part the table for certain; what stands
    between them is a row where rules part rows, else it is parted by references or by blank bands. A `fresh`
    table does not go on from the page before: it shows whether its cells are centred.
    """
    headed = _head_lines(body, tracks, heads)
    cuts = {0}
    for a, b in headed:
        cuts |= {a, b}
    inside = {i for a, b in headed for i in range(a, b)}
    alone = {i for i in range(len(body)) if i not in inside and tracks.alone_across(body[i])}
    for i in alone:
        cuts |= {i, i + 1}
    ruled = _ruled_lines(body, tracks, drawing) - {i for a, b in headed for i in range(a + 1, b)}
    fixed = inside | alone
    part_rows = any(i not in fixed and i - 1 not in fixed for i in ruled)
    cuts |= ruled
    references = set(_reference_lines(body, tracks)) - fixed
    ordered = sorted(c for c in cuts if c < len(body))
    parts = [
        (a, b)
        for a, b in zip(ordered, [*ordered[1:], len(body)], strict=True)
        if a not in fixed and b - a > 1
    ]
    middle = tracks.middle
    if fresh:
        begin = next((a for a, b in parts if any(a <= r < b for r in references)), 0)
        middle = bool(references) and min(r for r in references if r >= begin) > begin
    starts, guessed = set(ordered), False
    for a, b in parts:
        own = sorted(r - a for r in references if a <= r < b)
        lines = body[a:b]
        if part_rows and len(own) <= 1:
            found = set() if references else _afresh(lines, tracks, _blank_bands(lines, tracks))
        elif own:
            found = _centred(lines, tracks, own) if middle else set(own)
        else:
            found = _blank_bands(lines, tracks)
            tight = _afresh(lines, tracks, set(range(1, len(lines))))
            if len(tight) > 2 * len(found):
                found, guessed = tight, True
        starts |= {a + i for i in found}
    return Starts(sorted(starts), middle, guessed)


def _head_lines(body: Sequence[Words], tracks: Tracks, heads: Heads) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    skip = 0
    for i in range(len(body)):
        head = heads.at(body, i) if i >= skip else None
        if head is not None and head.first >= skip and (not head.first or tracks.repeats(head)):
            found.append((head.first, head.after))
            skip = head.after
    return found


def _ruled_lines(body: Sequence[Words], tracks: Tracks, drawing: Drawing) -> set[int]:
    """The lines right under a rule across the table; rules are often drawn cell by cell."""
    wide = (tracks.edges[-1] - tracks.edges[0]) * 0.5
    rules = [r.at for r in joined(drawing.across) if r.end - r.start >= wide]
    return {i for i in range(1, len(body)) if any(_middle(body[i - 1]) < y < _middle(body[i]) for y in rules)}


def _middle(line: Words) -> float:
    return (min(w.top for w in line) + max(w.bottom for w in line)) / 2


def _reference_lines(body: Sequence[Words], tracks: Tracks) -> list[int]:
    if tracks.urn is None:
        return []
    found = []
    for i, line in enumerate(body):
        own = [w for w in line if tracks.of(w) == tracks.urn]
        if own and looks_like_urn(line_text(own)):
            found.append(i)
    return found


def _centred(lines: Sequence[Words], tracks: Tracks, references: list[int]) -> set[int]:
    """Where rows begin whose references stand in the middle.

    Blank bands part them, each with one reference. Where rows are set too tight for bands, a row ends as far
    below its reference as it began above it.
    """
    tops = sorted({0, *_blank_bands(lines, tracks)})
    inside = [[r for r in references if a <= r < b] for a, b in zip(tops, [*tops[1:], 10**9], strict=True)]
    if all(len(r) <= 1 for r in inside):
        return {a for a, r in zip(tops, inside, strict=True) if r}
    found: set[int] = set()
    middles = [_middle(line) for line in lines]
    top = min(w.top for w in lines[0])
    begin = 0
    for r, after in pairwise([*references, len(lines)]):
        end = 2 * middles[r] - top
        stop = next((i for i in range(r + 1, after) if middles[i] > end), after)
        found.add(begin)
        begin, top = stop, min((w.top for w in lines[stop]), default=end) if stop < len(lines) else end
    return found


def _blank_bands(body: Sequence[Words], tracks: Tracks) -> set[int]:
    """Lines with a white band over them, across all columns, that is clearly higher than what lies between
    the lines of one cell. Centred cells print their lines between each other's."""
    if len(body) < 2:
        return set()
    size = median([w.run.size for line in body for w in line])
    usual = min(_usual_gap(body, tracks), 0.6 * size)
    found: set[int] = set()
    bottom = max(w.bottom for w in body[0])
    for i, line in enumerate(body[1:], 1):
        if min(w.top for later in body[i : i + 3] for w in later) - bottom > usual + 0.25 * size:
            found.add(i)
        bottom = max(bottom, *(w.bottom for w in line))
    return found


def _usual_gap(body: Sequence[Words], tracks: Tracks) -> float:
    """White between the lines of one cell: what a tenth of all lines have above them in their column, since
    most columns hold one line a row."""
    columns: dict[int, Words] = {}
    for line in body:
        for word in line:
            columns.setdefault(tracks.of(word), []).append(word)
    gaps = sorted(gap(a, b) for words in columns.values() for a, b in pairwise(printed_lines(words)))
    return gaps[len(gaps) // 10] if gaps else 0.0


def _afresh(lines: Sequence[Words], tracks: Tracks, among: set[int]) -> set[int]:
    """Those of the lines that print in most columns that any line here prints in, and do not take up a
    sentence: in rows set as tight as the lines of a cell each is filled on its first line."""
    filled = [len({tracks.of(chunk[0]) for chunk in chunks_of(line)}) for line in lines]
    most = max(filled)
    return {
        i
        for i in among
        if filled[i] >= 2 and filled[i] * 5 >= most * 3 and not lines[i][0].text[:1].islower()
    }
