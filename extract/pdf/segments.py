"""Words of a page, segment by segment: what PDFium puts on one line without guessing a space between objects.

A segment is nearly always the line of a cell, whatever number of text objects it is made of. Where all of it
stands in one ruled cell it comes as one piece: there is a fourth as much to place, sort and join.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from operator import sub
from typing import NamedTuple

from extract.model import RAISED
from extract.pdf.grids import Cells
from extract.pdf.letters import LONG, Letters, is_raised, is_rare, spans_of
from extract.pdf.runs import UNKNOWN
from extract.pdf.slots import ink_boxes, letter_boxes
from extract.pdf.words import Word, joined
from extract.quick import quick

_SPACE = re.compile(" ")


class Segment(NamedTuple):
    """What follows each other on a line with no guessed space between its text objects."""

    start: int
    """Its first letter, and the index after its last."""
    stop: int
    objects: Sequence[int | None]
    """The text objects it is made of, in order; empty where they cannot be told."""


class WordReader:
    """The words of one page; as pieces where its ruled cells are given."""

    def __init__(self, letters: Letters, cells: Cells | None) -> None:
        self.letters = letters
        self.cells = cells
        self._rare = is_rare(letters.string)
        string = letters.string if cells is not None else ""
        longest = max(map(len, string.split()), default=0)
        self._plain = longest <= LONG and string.replace("\r\n", "").isprintable()
        """No word is long, and only spaces and line ends part them."""

    def words(self, *, keep_invisible: bool) -> tuple[list[Word], list[int]]:
        """PDFium's words, cut and joined where they are not words, and the first index of each."""
        page, broken = self.letters.page, self.letters.broken
        right, foot = 2 * page.width + 2, 2 * page.height + 2
        words: list[Word] = []
        starts: list[int] = []
        before = -1e9
        for word, at in self._found():
            text, x0, top, x1, bottom, run, _, _, _ = word
            size, _, _, _, _, _, visible, turned, _ = run
            if not (visible or keep_invisible) or not (-2 < x0 + x1 < right and -2 < top + bottom < foot):
                continue  # its middle is off the page, or nothing of it is drawn: never printed
            mark = abs(x0 - before) < 0.35 * size and text.isdecimal() and is_raised(run, words[-1].run)
            if mark:
                word = word._replace(text=text.translate(RAISED))  # noqa: PLW2901 - as it is printed
            near = turned or -0.35 * size < x0 - before < 0.06 * size
            if mark or (near and words and broken(words[-1], word, at)):
                left, parts = self.split(words.pop()), self.split(word)
                words += [*left[:-1], joined(left[-1], parts[0]), *parts[1:]]
            else:
                words.append(word)
                starts.append(at)
            before = x1
        return words, starts

    def split(self, piece: Word) -> list[Word]:
        """The words of a piece; a word as it is."""
        if piece.n == 1:
            return [piece]
        spans = spans_of(self.letters.string, *piece.span)
        words = [self.letters.word(start, stop, piece.run) for start, stop in spans]
        return [*words[:-1], words[-1]._replace(bare=piece.bare)]

    def _found(self) -> Iterator[tuple[Word, int]]:
        """Words and pieces in stream order, and the first index of each."""
        letters, cells = self.letters, self.cells
        if cells is None:
            yield from self._singly(0, len(letters.string))
            return
        segments = self._segments()
        ends = [segment[0] for segment in segments] + [segment[1] - 1 for segment in segments]
        boxes, half = letter_boxes(letters.text, ends), 4 * len(segments)
        lefts, rights = boxes[letters.left : half : 4], boxes[half + letters.right :: 4]
        sign, shift = letters.sign, letters.shift
        runs, string, seamless = letters.runs, letters.string, self._seamless(segments)
        for (start, stop, objects), left, right in zip(segments, lefts, rights, strict=True):
            run = runs[objects[0]] if objects else UNKNOWN
            size, base, _, _, _, _, _, turned, loose = run
            x0, x1, text = sign * left + shift, sign * right + shift, string[start:stop]
            whole = not (turned or loose) and (len(objects) == 1 or start in seamless)
            n = self._count(text) if whole else 0
            top, bottom = base - 0.75 * size, base + 0.22 * size
            if n and x1 < x0:
                _, x0, _, x1, *_ = letters.word(start, stop, run)  # from right to left
            alone = n == 1 == len(objects)
            if n == 0 or not (alone or cells.hold(x0, x1, (top + bottom) / 2)):
                yield from self._singly(start, stop)
                continue
            bare, span = letters.is_bare(stop), (start, stop) if n > 1 else (0, 0)
            yield quick(Word, (text, x0, top, x1, bottom, run, bare, n, span)), start

    def _segments(self) -> list[Segment]:
        """The page's segments, the runs of all their text objects loaded: its lines, cut where PDFium guessed
        a space, as it does between cells.

        An object's letters follow each other: where the first and last letter are of one, all between are,
        and a space that PDFium guessed among them has room.
        """
        letters, string = self.letters, self.letters.string
        starts, stops = _lines(string)
        heads, lasts = letters.heads(starts), letters.heads([stop - 1 for stop in stops])
        spaces: list[int] = []
        for start, stop, head, last in zip(starts, stops, heads, lasts, strict=True):
            if head != last:
                spaces += [match.start() for match in _SPACE.finditer(string, start, stop)]
        cuts = [at for at, head in zip(spaces, letters.heads(spaces), strict=True) if head is None]
        begins = [at + 1 for at in cuts]
        firsts = sorted(zip(starts + begins, heads + letters.heads(begins), strict=True))
        ends = sorted(zip(stops + cuts, lasts + letters.heads([at - 1 for at in cuts]), strict=True))
        order: dict[int, int] = {}
        asked: dict[int | None, None] = {}
        found: list[Segment] = []
        for (start, head), (stop, last) in zip(firsts, ends, strict=True):
            if head == last:
                asked[head] = None
                found.append(quick(Segment, (start, stop, (head,))))
                continue
            order = order or {key: k for k, key in enumerate(letters.page.texts)}
            a, b = order.get(head or 0, -1), order.get(last or 0, -1)
            objects = letters.page.texts[a : b + 1] if 0 <= a < b < a + stop - start else ()
            asked.update(dict.fromkeys(objects))
            found.append(quick(Segment, (start, stop, objects)))
        letters.runs.load([key for key in asked if key is not None])
        return found

    def _count(self, text: str) -> int:
        """How many words there are in a segment's text; 0 where it is to be read word by word."""
        if self._plain:
            return 0 if "  " in text else text.count(" ") + 1
        words = text.split()
        if not words or max(map(len, words)) > LONG or text.count(" ") != len(words) - 1:
            return 0
        return 0 if self._rare and is_rare(text) else len(words)

    def _seamless(self, segments: Sequence[Segment]) -> set[int]:
        """First letters of the segments of several objects that go on from one to the next as if they were
        one: set alike, in one cell of the tag tree, each beginning where the one before ends.

        Their objects are those drawn between that of the first letter and that of the last. Were others among
        them, or did one lie elsewhere, there would be a gap.
        """
        letters = self.letters
        runs, alike, begins = letters.runs, letters.alike, letters.runs.begins
        several = [segment for segment in segments if len(segment[2]) > 1]
        inks = ink_boxes([key for segment in several for key in segment[2] if key is not None])
        rights = [letters.sign * right + letters.shift for right in inks[letters.right :: 4]]
        found: set[int] = set()
        end = 0
        for start, _, objects in several:
            first, end = end, end + len(objects)
            own = [runs[key] for key in objects]
            run = own[0]
            if own.count(run) != len(own) and not all(alike(run, other) for other in own):
                continue
            gaps = list(map(sub, [begins[key or 0] for key in objects[1:]], rights[first : end - 1]))
            if min(gaps) > -0.35 * run[0] and max(gaps) < 0.11 * run[0]:
                found.add(start)
        return found

    def _singly(self, start: int, stop: int) -> Iterator[tuple[Word, int]]:
        """The words between two indexes one by one.

        The common word costs three calls: the object its first letter is of, and the boxes of its first and
        last letter. Only the last word of an object may go on in another.
        """
        letters = self.letters
        spans = spans_of(letters.string, start, stop)
        heads = letters.heads([start for start, _ in spans])
        runs = letters.runs
        runs.load([head for head in dict.fromkeys(heads) if head is not None and head not in runs])
        for (first, end), head, following in zip(spans, heads, chain(heads[1:], [-1]), strict=False):
            run = runs[head]
            crosses = following != head and end - first > 1 and letters.heads([end - 1]) != [head]
            if crosses or end - first > LONG:
                yield from letters.cut(first, end)
            elif run.turned or run.loose:
                yield letters.word_of_boxes(first, end, run), first
            else:
                yield letters.word(first, end, run), first


def _lines(string: str) -> tuple[list[int], list[int]]:
    """First index of each line that prints something, and the index after its last, without the spaces around
    it."""
    starts: list[int] = []
    stops: list[int] = []
    at = 0
    for line in string.split("\r\n"):
        text = line.strip()
        if text:
            start = at + line.find(text)
            starts.append(start)
            stops.append(start + len(text))
        at += len(line) + 2
    return starts, stops
