"""Header rows among words: printed lines cut into labels, and the columns that stand under them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.model import Cell, Row
from extract.pdf.words import Word, line_text, printed_lines
from extract.plan.header import Header, is_section_urn
from extract.plan.labels import LabelReader
from extract.plan.rows import looks_like_urn

Words = list[Word]

_GAP = 0.9
"""Space between two columns, as a share of the font size: a word space is about a quarter of it."""
SPACE = 0.45
"""Most that a space between two words takes, as a share of the font size; a column's padding is more."""
_FEW, _MANY = 2, 4
"""Labels that a header has as the table's own has them; and as many as no row has by chance."""
_LEADING = 1.9
"""Most that one header line may stand below another, as a share of the font size."""


@dataclass(frozen=True, slots=True)
class Tracks:
    """The columns of a spaced table: `edges` are their borders in points, `urn` the reference's column."""

    edges: tuple[float, ...]
    urn: int | None
    middle: bool = False
    """Cells are centred from top to bottom: a reference stands in the middle of its row."""
    head: Words | None = None
    """The header's first line."""

    def repeats(self, head: Head) -> bool:
        """Whether a header among the rows is one: set like the table's own, labels for most columns, none
        of them the rest of a sentence, two of them as in the table's own. A wrapped cell may end in a label
        (`HR Business` / `Partner`), and a row's values may be labels (`Clerk`, `Complete`)."""
        most = 2 * len(head.chunks) > len(self.edges) - 1
        printed = {word.text.casefold() for word in self.head or []}
        same = sum(chunk[0].text.casefold() in printed for chunk in head.chunks)
        whole = head.header.is_plan and head.header.section is None and len(head.header.columns) >= _MANY
        if same < _FEW and not whole:
            return False
        rest = any(chunk[0].text[:1].islower() for chunk in head.chunks)
        own = any(word.text[:1].islower() for word in self.head or [])
        return most and (own or not rest) and all(set_alike(self.head or [], chunk) for chunk in head.chunks)

    def of(self, word: Word) -> int:
        """The column a word begins in."""
        return min(max(bisect_right(self.edges, word.x0 + 1.0) - 1, 0), len(self.edges) - 2)

    def crosses(self, chunk: Words) -> bool:
        """True where a run of words goes on over a border with no more than a word space there; columns set
        tight leave a little more. A reference set at the right of its column stands as close to the next."""
        for left, right in pairwise(chunk):
            size, at = max(left.run.size, right.run.size), self.of(left)
            near = at != self.of(right) and right.x0 - left.x1 < SPACE * size
            if near and not (at == self.urn and looks_like_urn(left.text)):
                return True
        return False

    def alone_across(self, line: Words) -> bool:
        """True for a line of one piece that stands over a border: a section's name, or prose."""
        if len(chunks_of(line)) > 1:
            return False
        return self.crosses(line) or line[-1].x1 > self.edges[self.of(line[-1]) + 1] + 2.0

    def reach(self, line: Words) -> tuple[int, int]:
        """The first and last column that a line of one piece covers; from the left border it is a band."""
        first = self.of(line[0])
        ends = max(bisect_right(self.edges, line[-1].x1 - 2.0) - 1, first)
        return first, len(self.edges) - 2 if first == 0 else min(ends, len(self.edges) - 2)


@dataclass(frozen=True, slots=True)
class Head:
    """A header row found on the page: its lines `[first, after)` and a chunk of words for each label."""

    first: int
    after: int
    chunks: tuple[Words, ...]
    header: Header


def set_alike(head: Words, line: Words) -> bool:
    """A header under a table whose own is bold is bold too: a row that happens to print labels is not."""
    return not (head and head[0].run.bold) or all(word.run.bold for word in line)


def chunks_of(line: Words) -> list[Words]:
    """A printed line cut where the space is wider than between words."""
    out: list[Words] = [[line[0]]]
    for left, right in pairwise(line):
        if right.x0 - left.x1 > _GAP * max(left.run.size, right.run.size):
            out.append([])
        out[-1].append(right)
    return out


def label_chunks(line: Words, labels: LabelReader) -> list[Words]:
    """A printed line cut where labels part: columns set tight leave little more than a word space between
    `RAG Status` and `Comments`."""
    out: list[Words] = []
    for chunk in chunks_of(line):
        out += _label_parts(chunk, labels) or [chunk]
    return out


def _label_parts(chunk: Words, labels: LabelReader) -> list[Words] | None:
    """A chunk as labels side by side, None where it is not wholly labels. One label is kept whole, unless a
    gap wider than a word space parts two."""
    if len(chunk) > 12 or not labels.may_be_labels([word.text for word in chunk]):
        return None
    cuts = sorted(range(1, len(chunk)), key=lambda k: chunk[k - 1].x1 - chunk[k].x0)
    size = max(w.run.size for w in chunk)
    whole = _is_label(chunk, labels)
    for k in cuts:
        if whole and chunk[k].x0 - chunk[k - 1].x1 < SPACE * size:
            break
        if not _is_label(chunk[:k], labels):
            continue
        rest = _label_parts(chunk[k:], labels)
        if rest is not None:
            return [chunk[:k], *rest]
    return [chunk] if whole else None


def _is_label(words: Words, labels: LabelReader) -> bool:
    return labels.exactly(line_text(words)).column is not None


class Heads:
    """The header rows among a page's lines; what a line by itself says is read once."""

    def __init__(self, labels: LabelReader) -> None:
        self._labels = labels
        self._own: dict[int, tuple[Words, tuple[list[Words], Header] | None]] = {}
        """By the identity of a line, which is kept with what it says."""

    def first(self, lines: Sequence[Words]) -> Head | None:
        """The first header row that makes a plan."""
        for i in range(len(lines)):
            head = self.at(lines, i)
            if head is not None and head.header.is_plan:
                return head
        return None

    def heads_other(self, line: Words) -> bool:
        """Whether a line of several pieces is the header of a table that is no plan."""
        chunks = label_chunks(line, self._labels)
        return len(chunks) > 1 and self._labels.heads_other(_row(chunks))

    def at(self, lines: Sequence[Words], at: int) -> Head | None:
        """The header whose first full line is `at`, with the lines above and below that belong to it: labels
        break over lines (`RAG` / `Status`), and stand at the top or the bottom of their cells."""
        line = lines[at]
        if id(line) not in self._own:
            self._own[id(line)] = line, _alone(line, self._labels)
        own = self._own[id(line)][1]
        return None if own is None else _with_lines_near(lines, at, *own, self._labels)


def _alone(line: Words, labels: LabelReader) -> tuple[list[Words], Header] | None:
    """A line as a header, None where it is none."""
    if not any(labels.may_begin(chunk[0].text) for chunk in chunks_of(line)):
        return None
    if all(b.x0 - a.x1 < SPACE * max(a.run.size, b.run.size) for a, b in pairwise(line)):
        return None  # `Action Plan Update` is a title: no two columns are set as tight as words
    chunks = label_chunks(line, labels)
    header = _read(chunks, labels)
    return None if header is None else (chunks, header)


def _with_lines_near(
    lines: Sequence[Words], at: int, chunks: list[Words], header: Header, labels: LabelReader
) -> Head:
    first, after = at, at + 1
    for near in ((at - 1, at + 1), (at + 1,), (at + 2,), (at - 1,), (at - 2,)):
        if not all(0 <= j < len(lines) and j in (first - 1, after) for j in near):
            continue
        inner = [min(max(j, first), after - 1) for j in near]
        if max(_distance(lines[j], lines[k]) for j, k in zip(near, inner, strict=True)) > _LEADING:
            continue
        grown = _grown(chunks, [lines[j] for j in near], labels, header)
        if grown is None:
            continue
        chunks, header = grown
        first, after = min(first, *near), max(after, *(j + 1 for j in near))
    return Head(first, after, tuple(chunks), header)


def _distance(a: Words, b: Words) -> float:
    """How far apart two lines stand, in font sizes."""
    size = max(w.run.size for w in (*a, *b))
    return abs(max(w.bottom for w in a) - max(w.bottom for w in b)) / max(size, 1.0)


def _read(chunks: Sequence[Words], labels: LabelReader) -> Header | None:
    return labels.header(_row(chunks))


def _row(chunks: Sequence[Words]) -> Row:
    """Labels as a row of cells."""
    return Row(
        tuple(
            Cell(tuple(line_text(line) for line in printed_lines(chunk)), i, words=len(chunk))
            for i, chunk in enumerate(chunks)
        )
    )


def _grown(
    chunks: list[Words], lines: Sequence[Words], labels: LabelReader, before: Header
) -> tuple[list[Words], Header] | None:
    """The header with more lines, or None where they are not part of it: each of their pieces must stand
    under (or over) one label at most, and what they make together must be labels: centred ones (`RAG` above,
    `Status` below) may have nothing on the header's own line."""
    merged = [list(chunk) for chunk in chunks]
    changed: set[int] = set()
    for line in lines:
        for piece, over in _under(merged, line):
            if len(over) > 1:
                return None
            if not over:
                merged.append([])
            k = over[0] if over else len(merged) - 1
            merged[k] += piece
            changed.add(k)
    for k in changed:
        text = " ".join(line_text(x) for x in printed_lines(merged[k]))
        label = labels.read(text)
        if (label.column is None or label.guessed) and not is_section_urn(text):
            return None
    merged.sort(key=lambda chunk: min(w.x0 for w in chunk))
    header = _read(merged, labels)
    if header is None or len(header.columns) < len(before.columns):
        return None
    return [[w for x in printed_lines(c) for w in x] for c in merged], header


def _under(chunks: Sequence[Words], line: Words) -> list[tuple[Words, list[int]]]:
    """The pieces of a line with the labels they stand under (or over); a piece under several is cut into
    its words."""
    out: list[tuple[Words, list[int]]] = []
    for piece in chunks_of(line):
        over = _overlapped(chunks, piece)
        if len(over) > 1:
            out += [([word], _overlapped(chunks, [word])) for word in piece]
        else:
            out.append((piece, over))
    return out


def _overlapped(chunks: Sequence[Words], piece: Words) -> list[int]:
    return [
        i
        for i, c in enumerate(chunks)
        if min(w.x0 for w in c) - 3 < piece[-1].x1 and piece[0].x0 < max(w.x1 for w in c) + 3
    ]
