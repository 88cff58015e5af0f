"""Tables without vertical rules: columns from a header's labels and the white space under them, rows from
references, blank bands and what rules there are across."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from extract.model import Box, Cell, Grid, Method, Row
from extract.pdf.grids import chosen, paint, shape
from extract.pdf.paths import Drawing
from extract.pdf.spaced_ends import Marks, own_end
from extract.pdf.spaced_heads import SPACE, Head, Heads, Tracks, Words, chunks_of
from extract.pdf.spaced_rows import Starts, gap, row_starts
from extract.pdf.spaced_words import Mender, mender
from extract.pdf.words import Word, box_of, ink_of, line_text, printed_lines
from extract.plan.furniture import mask
from extract.plan.labels import LabelReader
from extract.plan.rows import looks_like_urn


@dataclass(frozen=True, slots=True)
class Carried:
    """What a page leaves for the next: its last table's columns and where their text stands, and its top and
    bottom lines, masked, since lines that recur there are page furniture."""

    tracks: Tracks
    edges: frozenset[tuple[str, int]]
    marks: Marks


def spaced_grids(
    words: Sequence[Word],
    drawing: Drawing,
    labels: LabelReader,
    carried: Carried | None,
    taken: Sequence[Box] = (),
) -> tuple[list[Grid], list[Word], Carried | None]:
    """Grids among words that stand in no other; the words left over; what the next page needs to know.

    A table that goes on from the page before needs no header; it may have one further down the page. None
    goes on over what is `taken`, the boxes of other grids: a tagged one's repeated header stands outside.
    """
    heads = Heads(labels)
    printed = printed_lines([w for w in words if not w.run.turned])
    rest = [w for w in words if w.run.turned]
    edges = _edge_lines(printed, heads)
    moved = {i for i, edge in edges.items() if carried is not None and edge in carried.edges}
    lines = [line for i, line in enumerate(printed) if i not in moved]
    rest += [w for i in sorted(moved) for w in printed[i]]
    grids: list[Grid] = []
    begun = 0
    tracks: Tracks | None = None
    marks = Marks()
    before = carried.tracks if carried else None
    parts = _by_heading(lines, heads, _parts(lines, heads, before))
    while parts:
        start, end, found = parts.pop(0)
        marks = carried.marks if carried is not None and found is before else Marks()
        free = next((i for i in range(start + 1, end) if _parted(lines[i - 1], lines[i], taken)), end)
        stop = start + own_end(lines[start:free], found, heads, marks)
        if stop < end:
            if (head := heads.first(lines[stop:end])) is not None:
                parts.insert(0, (stop + head.first, end, _tracks(head, lines[stop + head.first : end])))
            if stop == start:
                continue
            if found is not before and (own := heads.at(lines[:stop], start)) is not None:
                found = _tracks(own, lines[start:stop])
        after = _table_end(lines, start, stop, found)
        starts = row_starts(lines[start:after], found, drawing, heads, fresh=found is not before)
        tracks = replace(found, middle=starts.middle)
        grids.append(_grid(lines[start:after], tracks, drawing, starts))
        rest += [w for line in lines[begun:start] for w in line]
        begun = after
    rest += [w for line in lines[begun:] for w in line]
    return grids, rest, Carried(tracks, frozenset(edges.values()), marks) if tracks else None


def _parted(above: Words, below: Words, taken: Sequence[Box]) -> bool:
    """Whether another grid stands between two lines."""
    top, bottom = max(w.bottom for w in above), min(w.top for w in below)
    return any(top < (box.top + box.bottom) / 2 < bottom for box in taken)


def _edge_lines(lines: Sequence[Words], found: Heads) -> dict[int, tuple[str, int]]:
    """The first and last lines of a page that stand apart from the others, masked, with their heights; a
    table's header is none of them, though it recurs. Lines that happen to print the same stand at other
    heights, or right among their cell's."""
    count = len(lines)
    above = max((k for k in range(1, min(4, count)) if _apart(lines[k - 1], lines[k])), default=0)
    below = max((k for k in range(1, min(4, count)) if _apart(lines[-k - 1], lines[-k])), default=0)
    ends = {*range(above), *range(count - below, count)}
    heads = {
        i for at in ends if (head := found.at(lines, at)) is not None for i in range(head.first, head.after)
    }
    return {i: (mask(line_text(lines[i])), round(lines[i][0].run.base)) for i in sorted(ends - heads)}


def _apart(above: Words, below: Words) -> bool:
    return gap(above, below) > max(w.run.size for w in (*above, *below))


def _parts(lines: Sequence[Words], heads: Heads, carried: Tracks | None) -> list[tuple[int, int, Tracks]]:
    """The tables of a page: (first line, line after, columns). The columns of the page before hold for as
    long as no header says otherwise, so that a table keeps its borders over its pages."""
    head = heads.first(lines)
    if head is None:
        if carried is None or not _fits(lines, carried):
            return []
        return [(_first_in_columns(lines, len(lines), carried), len(lines), carried)]
    at = head.first
    if carried is not None and _stands_in(head, carried):
        return [(_first_in_columns(lines, at, carried), len(lines), carried)]
    tables = [(at, len(lines), _tracks(head, lines[at:]))]
    if carried is not None and at > 0 and _fits(lines[:at], carried):
        tables.insert(0, (_first_in_columns(lines, at, carried), at, carried))
    return tables


def _by_heading(
    lines: Sequence[Words], heads: Heads, parts: Sequence[tuple[int, int, Tracks]]
) -> list[tuple[int, int, Tracks]]:
    """The tables with each that has a heading (or prose) over another header inside cut there: tables of
    several sections, or of several plans, follow each other on a page."""
    out: list[tuple[int, int, Tracks]] = []
    for start, end, known in parts:
        begin, at, tracks = start, start + 1, known
        while at < end:
            head = heads.at(lines, at)
            if head is None or head.first <= begin or not head.header.columns:
                at += 1
                continue
            stop = head.first
            while stop - 1 > begin and _is_heading(lines[stop - 1], lines[head.first], tracks):
                stop -= 1
            if stop < head.first:
                out.append((begin, stop, tracks))
                begin = head.first
                if not _stands_in(head, tracks):
                    tracks = _tracks(head, lines[begin:end])
            at = head.after
        out.append((begin, end, tracks))
    return out


def _is_heading(line: Words, labels: Words, tracks: Tracks) -> bool:
    """A line over a header that is no row's: across the columns, or larger than the labels."""
    if len(chunks_of(line)) > 1:
        return False
    larger = line[0].run.size > 1.08 * labels[0].run.size
    return larger or tracks.alone_across(line)


def _first_in_columns(lines: Sequence[Words], end: int, tracks: Tracks) -> int:
    """The first line of a table that goes on from the page before: of those that keep to its columns, up
    to the one that stands in two of them."""
    first = next((i for i in range(end) if _in_columns(lines[i], tracks)), min(end, len(lines) - 1))
    while first > 0:
        above = lines[first - 1]
        size = max(w.run.size for w in above)
        if gap(above, lines[first]) > 2 * size or any(tracks.crosses(c) for c in chunks_of(above)):
            break
        first -= 1
    return first


def _stands_in(head: Head, tracks: Tracks) -> bool:
    """True where every label of a header stands in a column of its own of the page before."""
    places = [tracks.of(chunk[0]) for chunk in head.chunks]
    return len(set(places)) == len(places) and not any(tracks.crosses(c) for c in head.chunks)


class Spacer:
    """Finds tables without rules page after page; a table goes on from one page to the next."""

    def __init__(self, labels: LabelReader) -> None:
        self._labels = labels
        self._carried: Carried | None = None
        self._number = 0

    def at(self, number: int) -> Spacer:
        """Turn to a page; only the one right after the last carries its columns on."""
        if number != self._number + 1:
            self._carried = None
        self._number = number
        return self

    def grids(
        self, words: Sequence[Word], drawing: Drawing, others: Sequence[Grid] = ()
    ) -> tuple[list[Grid], list[Word]]:
        """Grids among words that stand in none of the others, and the words left over."""
        if not words:
            self._carried = None
            return [], []
        taken = [grid.box for grid in others if grid.box is not None]
        found, rest, self._carried = spaced_grids(words, drawing, self._labels, self._carried, taken)
        return found, rest

    def rows_of(self, words: Sequence[Word], drawing: Drawing) -> int:
        """Rows that `grids` would find."""
        found, _, _ = spaced_grids(words, drawing, self._labels, self._carried)
        return sum(len(grid.rows) for grid in found)


def _tracks(head: Head, lines: Sequence[Words]) -> Tracks:
    """Column borders: between two labels, the white strip that the fewest words of the table cross."""
    words = [w for line in lines for w in line]
    spans = [(min(w.x0 for w in c), max(w.x1 for w in c)) for c in head.chunks]
    edges = [min(spans[0][0], *(w.x0 for w in words)) - 2.0]
    columns = [c.label.column for c in head.header.cells]
    for column, ((left, _), (begins, right)) in zip(columns, pairwise(spans), strict=False):
        border = _behind_references(lines, begins) if column == "urn" else None
        edges.append(max(border or _white(words, max(left, edges[-1]), right), edges[-1] + 1.0))
    edges.append(max(w.x1 for w in words) + 2.0)
    return Tracks(tuple(edges), columns.index("urn") if "urn" in columns else None, head=lines[0])


def _behind_references(lines: Sequence[Words], begins: float) -> float | None:
    """The border right of references that stand close to the next column, which begins at a point: a workbook
    sets numbers at the right of their cells. None where they do not stand so."""
    close = [
        (line[0].x1, line[1].x0)
        for line in lines
        if len(line) > 1
        and looks_like_urn(line[0].text)
        and line[0].x1 <= begins + 1.0 <= line[1].x0 + _SLACK
        and line[1].x0 - line[0].x1 < SPACE * line[0].run.size
    ]
    if len(close) < 2:  # one may stand so by chance
        return None
    ends, starts = max(end for end, _ in close), min(start for _, start in close)
    return (ends + starts) / 2 if ends < starts else None


_SLACK = 3.0
"""Points by which a column's text may begin left of its label."""


def _white(words: Sequence[Word], left: float, right: float) -> float:
    """The right end of the widest strip between `left` and `right` that the fewest words cross: text in a
    column mostly begins at its left border."""
    begin, end = sorted([w.x0 for w in words]), sorted([w.x1 for w in words])
    marks = sorted({left, right, *(x for x in (*begin, *end) if left < x < right)})
    best = (len(words) + 1, 0.0, right)
    for a, b in pairwise(marks):
        middle = (a + b) / 2
        crossing = bisect_left(begin, middle) - bisect_right(end, middle)
        best = min(best, (crossing, -(b - a), b - min(1.5, (b - a) / 2)))
    return best[2]


def _in_columns(line: Words, tracks: Tracks) -> bool:
    chunks = chunks_of(line)
    return len(chunks) > 1 and not any(tracks.crosses(c) for c in chunks)


def _fits(lines: Sequence[Words], tracks: Tracks) -> bool:
    """True where a page without a header keeps to the columns of the page before it."""
    chunks = [c for line in lines for c in chunks_of(line)]
    kept = sum(not tracks.crosses(c) for c in chunks)
    several = sum(_in_columns(line, tracks) for line in lines)
    if several < 2:  # the rest of one cell, alone at the top of a page
        return bool(chunks) and kept == len(chunks) and all(tracks.of(c[0]) > 0 for c in chunks)
    return kept * 10 >= len(chunks) * 7


def _table_end(lines: Sequence[Words], first: int, end: int, tracks: Tracks) -> int:
    """Index of the line after the table: text over the columns' borders at the foot of the page, or after
    room enough for a few lines, is no row of it."""
    gaps = [gap(a, b) for a, b in pairwise(lines[first:end])]
    usual = median(gaps) if gaps else 0.0
    type_size = median([w.run.size for words in lines[first:end] for w in words])
    after = end
    while after - 1 > first:
        line, above = lines[after - 1], lines[after - 2]
        size = max(w.run.size for w in line)
        apart = gap(above, line) > max(usual, 0.0) + 1.5 * size
        crosses = any(tracks.crosses(c) for c in chunks_of(line))
        other = abs(size - type_size) > 0.08 * type_size and len(chunks_of(line)) == 1
        prose = (tracks.alone_across(line) or other) and line[-1].text.endswith(".")
        if (
            not prose
            and not (apart and (crosses or len(chunks_of(line)) == 1))
            and not (crosses and after == len(lines) == end)
        ):
            break
        after -= 1
    return after


def _grid(body: list[Words], tracks: Tracks, drawing: Drawing, starts: Starts) -> Grid:
    rows: list[Row] = []
    tops = starts.at
    bottom = max(w.bottom for line in body for w in line) + 1.0
    ends = (*tops[1:], len(body))
    mend = mender([body[start:end] for start, end in zip(tops, ends, strict=True)], tracks)
    for start, end in zip(tops, ends, strict=True):
        lines = body[start:end]
        top = min(w.top for line in lines for w in line)
        below = min((w.top for line in body[end : end + 1] for w in line), default=bottom)
        rows.append(_row(lines, tracks, drawing, (top, below), mend))
    box = Box(tracks.edges[0], rows[0].box.top if rows[0].box else 0.0, tracks.edges[-1], bottom)
    flags = ("rows guessed",) if starts.guessed else ()
    return Grid(Method.SPACING, tuple(rows), len(tracks.edges) - 1, edges=tracks.edges, box=box, flags=flags)


def _row(
    lines: Sequence[Words], tracks: Tracks, drawing: Drawing, extent: tuple[float, float], mend: Mender
) -> Row:
    cells: dict[tuple[int, int], Words] = {}
    for line in lines:
        for chunk in chunks_of(line):
            if len(lines) == 1 and tracks.alone_across(line):
                cells[tracks.reach(line)] = chunk
                continue
            for word in chunk:
                cells.setdefault((tracks.of(word), tracks.of(word)), []).append(word)
    taken = {c for a, b in cells for c in range(a, b + 1)}
    for c in range(len(tracks.edges) - 1):
        if c not in taken:
            cells[c, c] = []
    made = []
    for (first, last), words in sorted(cells.items()):
        area = Box(tracks.edges[first], extent[0], tracks.edges[last + 1], extent[1])
        own = printed_lines(words)
        text = mend.text(own, first) if first == last else [line_text(line) for line in own]
        made.append(_cell(words, (first, last), text, area, drawing))
    return Row(tuple(made), Box(tracks.edges[0], extent[0], tracks.edges[-1], extent[1]))


def _cell(words: Words, span: tuple[int, int], text: Sequence[str], area: Box, drawing: Drawing) -> Cell:
    painted: dict[tuple[int, int, int], float] = {}
    for fill in drawing.fills:
        paint(painted, area, fill)
    return Cell(
        lines=tuple(text),
        col=span[0],
        colspan=span[1] - span[0] + 1,
        words=len(words),
        box=box_of(words) if words else area,
        fill=chosen(painted, (area.x1 - area.x0) * (area.bottom - area.top))
        or shape(Box(area.x0, area.top - 0.5 * _size(words), area.x1, area.bottom), words, drawing.fills),
        ink=ink_of(words),
    )


def _size(words: Words) -> float:
    return words[0].run.size if words else 10.0
