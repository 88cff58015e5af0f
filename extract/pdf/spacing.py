"""Tables without vertical rules: columns from a header's labels and the white space under them, rows from
references, blank bands and what rules there are across."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extract.model import Box, Cell, Grid, Method, Row
from extract.pdf.grids import chosen, paint
from extract.pdf.paths import Drawing
from extract.pdf.words import Word, box_of, ink_of, line_text, printed_lines
from extract.plan.furniture import mask
from extract.plan.labels import Header, LabelReader, is_section_urn
from extract.plan.rows import looks_like_urn

Words = list[Word]

_GAP = 0.9
"""Space between two columns, as a share of the font size: a word space is about a quarter of it."""
_LEADING = 1.9
"""Most that one header line may stand below another, as a share of the font size."""


@dataclass(frozen=True, slots=True)
class Tracks:
    """The columns of a spaced table: `edges` are their borders in points, `urn` the reference's column."""

    edges: tuple[float, ...]
    urn: int | None

    def of(self, word: Word) -> int:
        """The column a word begins in."""
        return min(max(bisect_right(self.edges, word.x0 + 1.0) - 1, 0), len(self.edges) - 2)

    def crosses(self, chunk: Words) -> bool:
        """True where a run of words without a gap begins in one column and ends in another."""
        return self.of(chunk[0]) != self.of(chunk[-1])


@dataclass(frozen=True, slots=True)
class Carried:
    """What a page leaves for the next: its last table's columns, and its top and bottom lines, masked,
    since lines that recur there are page furniture."""

    tracks: Tracks
    edges: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Head:
    """A header row found on the page: its lines `[first, after)` and a chunk of words for each label."""

    first: int
    after: int
    chunks: tuple[Words, ...]
    header: Header


def spaced_grids(
    words: Sequence[Word], drawing: Drawing, labels: LabelReader, carried: Carried | None
) -> tuple[list[Grid], list[Word], Carried | None]:
    """Grids among words that stand in no other; the words left over; what the next page needs to know.

    A table that goes on from the page before needs no header; it may have one further down the page.
    """
    printed = printed_lines([w for w in words if not w.run.turned])
    rest = [w for w in words if w.run.turned]
    edges = _edge_lines(printed)
    lines = [line for line in printed if carried is None or edges.get(id(line)) not in carried.edges]
    rest += [w for line in printed if carried and edges.get(id(line)) in carried.edges for w in line]
    grids: list[Grid] = []
    begun = 0
    tracks: Tracks | None = None
    for start, end, tracks in _parts(lines, labels, carried.tracks if carried else None):
        after = _table_end(lines, start, end, tracks)
        grids.append(_grid(lines[start:after], tracks, drawing, labels))
        rest += [w for line in lines[begun:start] for w in line]
        begun = after
    rest += [w for line in lines[begun:] for w in line]
    return grids, rest, Carried(tracks, frozenset(edges.values())) if tracks else None


def _edge_lines(lines: Sequence[Words]) -> dict[int, str]:
    return {id(line): mask(line_text(line)) for line in (*lines[:3], *lines[-3:])}


def _parts(
    lines: Sequence[Words], labels: LabelReader, carried: Tracks | None
) -> list[tuple[int, int, Tracks]]:
    """The tables of a page: (first line, line after, columns). The columns of the page before hold for as
    long as no header says otherwise, so that a table keeps its borders over its pages."""
    head = _first_head(lines, labels)
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


def _first_in_columns(lines: Sequence[Words], end: int, tracks: Tracks) -> int:
    """The first line of a table that goes on from the page before: of those that keep to its columns, up
    to the one that stands in two of them."""
    first = next((i for i in range(end) if _in_columns(lines[i], tracks)), min(end, len(lines) - 1))
    while first > 0:
        above = lines[first - 1]
        size = max(w.run.size for w in above)
        if _gap(above, lines[first]) > 2 * size or any(tracks.crosses(c) for c in chunks_of(above)):
            break
        first -= 1
    return first


def _stands_in(head: _Head, tracks: Tracks) -> bool:
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

    def grids(self, words: Sequence[Word], drawing: Drawing) -> tuple[list[Grid], list[Word]]:
        """Grids among words that stand in no other, and the words left over."""
        found, rest, self._carried = spaced_grids(words, drawing, self._labels, self._carried)
        return found, rest


def chunks_of(line: Words) -> list[Words]:
    """A printed line cut where the space is wider than between words."""
    out: list[Words] = [[line[0]]]
    for left, right in pairwise(line):
        if right.x0 - left.x1 > _GAP * max(left.run.size, right.run.size):
            out.append([])
        out[-1].append(right)
    return out


def _first_head(lines: Sequence[Words], labels: LabelReader) -> _Head | None:
    for i in range(len(lines)):
        head = _head_at(lines, i, labels)
        if head is not None and head.header.is_plan:
            return head
    return None


def _head_at(lines: Sequence[Words], at: int, labels: LabelReader) -> _Head | None:
    """The header whose first full line is `at`, with the lines above and below that belong to it: labels
    break over lines (`RAG` / `Status`), and stand at the top or the bottom of their cells."""
    chunks: list[Words] = chunks_of(lines[at])
    header = _read(chunks, labels)
    if header is None:
        return None
    first, after = at, at + 1
    for step, j in ((1, at + 1), (1, at + 2), (-1, at - 1), (-1, at - 2)):
        if not (0 <= j < len(lines)) or j not in (first - 1, after):
            continue
        grown = _grown(chunks, lines[j], labels, header)
        if grown is None or _distance(lines[j], lines[j - step]) > _LEADING:
            continue
        chunks, header = grown
        first, after = min(first, j), max(after, j + 1)
    return _Head(first, after, tuple(chunks), header)


def _distance(a: Words, b: Words) -> float:
    """How far apart two lines stand, in font sizes."""
    size = max(w.run.size for w in (*a, *b))
    return abs(max(w.bottom for w in a) - max(w.bottom for w in b)) / max(size, 1.0)


def _read(chunks: Sequence[Words], labels: LabelReader) -> Header | None:
    cells = [
        Cell(tuple(line_text(line) for line in printed_lines(chunk)), i, words=len(chunk))
        for i, chunk in enumerate(chunks)
    ]
    return labels.header(Row(tuple(cells)))


def _grown(
    chunks: list[Words], line: Words, labels: LabelReader, before: Header
) -> tuple[list[Words], Header] | None:
    """The header with one more line, or None where that line is not part of it: each of its chunks must
    stand under (or over) one label, and what they make together must still be a label."""
    merged = [list(chunk) for chunk in chunks]
    for piece in chunks_of(line):
        over = [i for i, c in enumerate(chunks) if c[0].x0 - 3 < piece[-1].x1 and piece[0].x0 < c[-1].x1 + 3]
        if len(over) != 1:
            return None
        merged[over[0]] += piece
        text = " ".join(line_text(x) for x in printed_lines(merged[over[0]]))
        label = labels.read(text)
        if (label.column is None or label.guessed) and not is_section_urn(text):
            return None
    header = _read(merged, labels)
    if header is None or len(header.columns) < len(before.columns):
        return None
    return [[w for x in printed_lines(c) for w in x] for c in merged], header


def _tracks(head: _Head, lines: Sequence[Words]) -> Tracks:
    """Column borders: between two labels, the white strip that the fewest words of the table cross."""
    words = [w for line in lines for w in line]
    spans = [(min(w.x0 for w in c), max(w.x1 for w in c)) for c in head.chunks]
    edges = [min(spans[0][0], *(w.x0 for w in words)) - 2.0]
    for (left, _), (_, right) in pairwise(spans):
        edges.append(max(_white(words, max(left, edges[-1]), right), edges[-1] + 1.0))
    edges.append(max(w.x1 for w in words) + 2.0)
    columns = [c.label.column for c in head.header.cells]
    return Tracks(tuple(edges), columns.index("urn") if "urn" in columns else None)


def _white(words: Sequence[Word], left: float, right: float) -> float:
    """The right end of the widest strip between `left` and `right` that the fewest words cross: text in a
    column mostly begins at its left border."""
    marks = sorted({left, right, *(x for w in words for x in (w.x0, w.x1) if left < x < right)})
    best = (len(words) + 1, 0.0, right)
    for a, b in pairwise(marks):
        middle = (a + b) / 2
        crossing = sum(w.x0 < middle < w.x1 for w in words)
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
    gaps = [_gap(a, b) for a, b in pairwise(lines[first:end])]
    usual = median(gaps) if gaps else 0.0
    after = end
    while after - 1 > first:
        line, above = lines[after - 1], lines[after - 2]
        size = max(w.run.size for w in line)
        apart = _gap(above, line) > max(usual, 0.0) + 1.5 * size
        crosses = any(tracks.crosses(c) for c in chunks_of(line))
        if not (apart and (crosses or len(chunks_of(line)) == 1)) and not (
            crosses and after == len(lines) == end
        ):
            break
        after -= 1
    return after


def _gap(above: Words, below: Words) -> float:
    return min(w.top for w in below) - max(w.bottom for w in above)


def _grid(body: list[Words], tracks: Tracks, drawing: Drawing, labels: LabelReader) -> Grid:
    rows: list[Row] = []
    tops = _row_starts(body, tracks, drawing, labels)
    bottom = max(w.bottom for line in body for w in line) + 1.0
    for k, start in enumerate(tops):
        end = tops[k + 1] if k + 1 < len(tops) else len(body)
        lines = body[start:end]
        top = min(w.top for line in lines for w in line)
        below = min((w.top for line in body[end : end + 1] for w in line), default=bottom)
        rows.append(_row(lines, tracks, drawing, (top, below)))
    box = Box(tracks.edges[0], rows[0].box.top if rows[0].box else 0.0, tracks.edges[-1], bottom)
    return Grid(Method.SPACING, tuple(rows), len(tracks.edges) - 1, edges=tracks.edges, box=box)


def _row_starts(body: Sequence[Words], tracks: Tracks, drawing: Drawing, labels: LabelReader) -> list[int]:
    """Indexes of the lines that begin a row: header lines and the line after them, lines with a reference,
    lines under a rule across the table and, where there are no references, lines under a blank band."""
    wide = (tracks.edges[-1] - tracks.edges[0]) * 0.5
    rules = [r.at for r in drawing.across if r.end - r.start >= wide]
    starts = {0}
    heads: set[int] = set()
    skip = 0
    for i in range(len(body)):
        if i < skip:
            continue
        head = _head_at(body, i, labels)
        if head is not None and head.first >= skip:
            starts.discard(i)
            starts |= {head.first, head.after}
            heads |= set(range(head.first, head.after))
            skip = head.after
        elif i and any(_middle(body[i - 1]) < y < _middle(body[i]) for y in rules):
            starts.add(i)
        elif i and any(tracks.crosses(c) for c in chunks_of(body[i])) and len(chunks_of(body[i])) == 1:
            starts |= {i, i + 1}
    references = [i for i in _reference_lines(body, tracks) if i not in heads]
    if references and not rules:
        starts |= _with_references(body, references)
    elif not rules:
        starts |= _blank_bands(body)
    return sorted(s for s in starts if s < len(body))


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


def _with_references(body: Sequence[Words], references: list[int]) -> set[int]:
    """Where rows begin when they print references.

    A reference mostly stands on its row's first line. Where cells are centred it stands in the middle:
    then blank bands part the rows, each with one reference.
    """
    bands = sorted({0, *_blank_bands(body)})
    inside = [
        [r for r in references if a <= r < b] for a, b in zip(bands, [*bands[1:], len(body)], strict=True)
    ]
    late = sum(bool(r) and r[0] != a for a, r in zip(bands, inside, strict=True))
    if late and all(len(r) <= 1 for r in inside):
        return {a for a, r in zip(bands, inside, strict=True) if r}
    return set(references)


def _blank_bands(body: Sequence[Words]) -> set[int]:
    """Lines that stand clearly further below the line above them than lines of one row do."""
    gaps = [_gap(a, b) for a, b in pairwise(body)]
    if not gaps:
        return set()
    size = median([w.run.size for line in body for w in line])
    usual = min(sorted(gaps)[len(gaps) // 4], 0.6 * size)
    return {i + 1 for i, gap in enumerate(gaps) if gap > usual + 0.25 * size}


def _row(lines: Sequence[Words], tracks: Tracks, drawing: Drawing, extent: tuple[float, float]) -> Row:
    cells: dict[tuple[int, int], Words] = {}
    for line in lines:
        for chunk in chunks_of(line):
            if len(lines) == 1 and tracks.crosses(chunk) and len(chunks_of(line)) == 1:
                cells[tracks.of(chunk[0]), tracks.of(chunk[-1])] = chunk
                continue
            for word in chunk:
                cells.setdefault((tracks.of(word), tracks.of(word)), []).append(word)
    taken = {c for a, b in cells for c in range(a, b + 1)}
    for c in range(len(tracks.edges) - 1):
        if c not in taken:
            cells[c, c] = []
    made = tuple(_cell(words, span, tracks, drawing, extent) for span, words in sorted(cells.items()))
    return Row(made, Box(tracks.edges[0], extent[0], tracks.edges[-1], extent[1]))


def _cell(
    words: Words, span: tuple[int, int], tracks: Tracks, drawing: Drawing, extent: tuple[float, float]
) -> Cell:
    area = Box(tracks.edges[span[0]], extent[0], tracks.edges[span[1] + 1], extent[1])
    painted: dict[tuple[int, int, int], float] = {}
    for fill in drawing.fills:
        paint(painted, area, fill)
    return Cell(
        lines=tuple(line_text(line) for line in printed_lines(words)),
        col=span[0],
        colspan=span[1] - span[0] + 1,
        words=len(words),
        box=box_of(words) if words else area,
        fill=chosen(painted, (area.x1 - area.x0) * (area.bottom - area.top)),
        ink=ink_of(words),
    )
