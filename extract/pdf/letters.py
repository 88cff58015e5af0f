"""Single letters of a page: where they stand, what text object each is of, where words end among them.

PDFium's own text already has most spaces where they belong; positions are asked for at the ends of its words,
and letter by letter only in words that several text objects share or that are too long to be one.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise, repeat
from typing import Any

from extract.pdf.engine import Float8, OpenPage, pdfium
from extract.pdf.grids import Cells
from extract.pdf.runs import DOWNWARDS, UPRIGHT, UPWARDS, Run, RunReader
from extract.pdf.words import Word
from extract.quick import quick

WORD = re.compile(
    r"[^\s\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\ufeff\ufffe\uffff]+[\x02\ufffe]?|(?<=\S)[\x02\ufffe]"
)
_PLAIN_WORD = re.compile(r"[^\x00-\x20\xa0]+")
"""The same in text without `_RARE`, at a quarter of the time."""
_RARE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u3000\ufeff\ufffe\uffff]"
)
"""Spaces and marks other than the space, the no-break space and line ends."""
LONG = 18
"""Characters past which a word is looked at letter by letter; most real words are shorter."""

Bounds = tuple[float, float, float, float]
"""Left, top, right, bottom on the page as shown, points."""
_ENDS: dict[tuple[float, float], tuple[int, int, int]] = {
    (1, 0): (0, 2, 1),
    (-1, 0): (2, 0, -1),
    (0, 1): (3, 1, 1),
    (0, -1): (1, 3, -1),
}
"""By what of PDF's x and y goes into x on the page as shown: which sides of a box there are its left and its
right, and their sign."""
_SMALL = 0.9
"""Size of a raised letter, as a share of its line's; browsers make it 0.83."""


def is_rare(string: str) -> bool:
    """Whether a text holds spaces or marks other than the space, the no-break space and line ends."""
    return not string.replace("\r\n", "").isprintable() and _RARE.search(string) is not None


def spans_of(string: str, start: int, stop: int) -> list[tuple[int, int]]:
    """First index of each word between two indexes, and the index after its last."""
    pattern = WORD if _RARE.search(string, start, stop) else _PLAIN_WORD
    return [match.span() for match in pattern.finditer(string, start, stop)]


class Letters:
    """The letters of one page, whose text is `string`; keeps the buffers that PDFium writes to.

    `runs` knows its text objects; `owner` says which tagged cell or block a marked
    content id belongs to; `cells` are the page's ruled ones.
    """

    def __init__(
        self,
        page: OpenPage,
        string: str,
        runs: RunReader,
        owner: Mapping[int, int],
        cells: Cells | None,
    ) -> None:
        self.f: Any = pdfium()
        self.page = page
        self.string = string
        self.text = page.text
        self.owner = owner
        self.cells = cells
        self.runs = runs
        shown = page.shown
        self.left, self.right, self.sign = _ENDS[shown[0], shown[2]]
        """Which of a box's numbers are its left and right on the page as shown, and with what sign."""
        self.shift = shown.e
        self._box_of = self.f.FPDFText_GetLooseCharBox
        buffer = Float8()
        self._first, self._last = ctypes.byref(buffer), ctypes.byref(buffer, 16)
        self._ends = memoryview(buffer).cast("B").cast("f")
        """Left, top, right, bottom of the letters at `_first` and `_last`, in PDF's own space."""

    def heads(self, letters: Iterable[int]) -> list[int | None]:
        """The text object of each letter; None for what is of none: PDFium put it there."""
        return list(map(self.f.FPDFText_GetTextObject, repeat(self.text), letters))

    def is_bare(self, stop: int) -> bool:
        """Whether a line ends before index `stop`, without a space of the file."""
        return self.string[stop : stop + 1] == "\r"

    def word(self, start: int, stop: int, run: Run) -> Word:
        """The word between two indexes by where it begins and ends, all of it set alike, upright."""
        ends, sign, shift = self._ends, self.sign, self.shift
        self._box_of(self.text, start, self._first)
        self._box_of(self.text, stop - 1, self._last)
        x0, x1 = sign * ends[self.left] + shift, sign * ends[4 + self.right] + shift
        if x1 < x0:
            x0, x1 = sign * ends[4 + self.left] + shift, sign * ends[self.right] + shift
        size, base = run[:2]
        text = self.string[start:stop]
        return quick(
            Word,
            (text, x0, base - 0.75 * size, x1, base + 0.22 * size, run, self.is_bare(stop), 1, (0, 0)),
        )

    def word_of_boxes(self, start: int, stop: int, run: Run, boxes: Sequence[Bounds] = ()) -> Word:
        """The word between two indexes from the boxes of its letters, or of its first and last."""
        boxes = boxes or [self.box(start), self.box(stop - 1)]
        x0, x1 = min(box[0] for box in boxes), max(box[2] for box in boxes)
        if run.turned or run.loose:
            top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
        else:
            top, bottom = run.base - 0.75 * run.size, run.base + 0.22 * run.size
        return Word(self.string[start:stop], x0, top, x1, bottom, run, self.is_bare(stop))

    def box(self, index: int) -> Bounds:
        """The box of one letter on the page as shown."""
        self._box_of(self.text, index, self._first)
        left, top, right, bottom = self._ends[0], self._ends[1], self._ends[2], self._ends[3]
        a, b, c, d, e, f = self.page.shown
        if b == 0 and a == 1:
            return left + e, f - top, right + e, f - bottom
        if b == 0:
            x0, x1, y0, y1 = a * left + e, a * right + e, d * top + f, d * bottom + f
        else:
            x0, x1, y0, y1 = c * bottom + e, c * top + e, b * left + f, b * right + f
        return (min(x1, x0)), (min(y1, y0)), (max(x0, x1)), (max(y0, y1))

    def cut(self, start: int, stop: int) -> list[tuple[Word, int]]:
        """A word that spans text objects, or is suspiciously long, cut at gaps, jumps and owners: each part
        with its first index.

        Producers that place letters one by one make every word such a word: only the run of each part's
        first letter is asked for.
        """
        count = stop - start
        heads = self.heads(range(start, stop))
        run = self.runs[heads[0]]
        mark = self._mark(start, heads, run)
        if mark:
            tail = self.word(start + mark, stop, self.runs[heads[mark]])
            return [*self.cut(start, start + mark), (tail, start + mark)]
        if count <= LONG and self._is_seamless(start, heads, run):
            return [(self.word(start, stop, run), start)]
        boxes = [self.box(index) for index in range(start, stop)]
        gaps = sorted(b[0] - a[2] for a, b in pairwise(boxes))
        track = max(0.0, gaps[len(gaps) // 2]) if gaps else 0.0
        parts = [0]
        for i in range(1, count):
            same = heads[i] == heads[i - 1]
            left, right = boxes[i - 1], boxes[i]
            if not same and self._parted(heads[i - 1], heads[i]):
                parts.append(i)
            elif not run.turned and not (same and right[0] == left[0]):  # a ligature's letters share one box
                room = track + (0.2 if same else 0.11) * run.size
                if not _near(left, right, run.size, room) or (
                    not same and self._bordered(left, right, run.size)
                ):
                    parts.append(i)
        return [
            (self.word_of_boxes(start + a, start + b, self.runs[heads[a]], boxes[a:b]), start + a)
            for a, b in pairwise([*parts, count])
        ]

    def _mark(self, start: int, heads: Sequence[int | None], run: Run) -> int:
        """Where in a word a footnote's mark begins, 0 where it has none: digits at its end, raised."""
        mark = len(heads)
        while mark > 1 and heads[mark - 1] != heads[0] and self.string[start + mark - 1].isdecimal():
            mark -= 1
        return mark if mark < len(heads) and is_raised(self.runs[heads[mark]], run) else 0

    def _is_seamless(self, start: int, heads: Sequence[int | None], run: Run) -> bool:
        """Whether a word of upright text goes on from object to object as if it were one, as where a ligature
        is an object of its own: no cell ends between them, and no gap is wider than between letters."""
        if run.turned or run.loose:
            return False
        for i, (before, head) in enumerate(pairwise(heads), start + 1):
            if head == before:
                continue
            if self._parted(before, head):
                return False
            left, right, size = self.box(i - 1), self.box(i), run.size
            if not _near(left, right, size, 0.11 * size) or self._bordered(left, right, size):
                return False
        return True

    def _bordered(self, left: Bounds, right: Bounds, size: float) -> bool:
        """A cell's border stands between two letters: columns may have no room around their text. Without
        any gap it runs through a word that is too long for its cell."""
        if self.cells is None or right[0] - left[2] < 0.03 * size:
            return False
        return self.cells.part(left[2], right[0], (left[1] + left[3]) / 2)

    def _parted(self, left: int | None, right: int | None) -> bool:
        """Two text objects belong to different cells or blocks of the tag tree."""
        if not self.owner:
            return False
        mcid = self.runs.mcid
        return self.owner.get(mcid(left), -1) != self.owner.get(mcid(right), -1)

    def alike(self, run: Run, other: Run) -> bool:
        """Two text objects are set alike on one line of one cell or block."""
        if run is other:
            return True
        owner = self.owner.get
        return (
            abs(run.base - other.base) < 0.05
            and owner(run.mcid, -1) == owner(other.mcid, -1)
            and run._replace(base=0.0, mcid=0) == other._replace(base=0.0, mcid=0)
        )

    def broken(self, left: Word, right: Word, start: int) -> bool:
        """`right`, whose first index is `start`, goes on from `left`: the space between them is one that
        PDFium guessed, and there is no room for it."""
        owner = self.owner.get
        if owner(left.run.mcid, -1) != owner(right.run.mcid, -1):
            return False
        if left.text.endswith(("-", "\x02", "\ufffe")) or not _touch(left, right, 0.06):
            return False
        return self.guessed(start) and not self._bordered(left[1:5], right[1:5], left.run.size)

    def guessed(self, start: int) -> bool:
        """Before index `start` stands no space character of the file: PDFium guessed it, or there is none."""
        return start > 0 and (
            self.f.FPDFText_GetUnicode(self.text, start - 1) not in (0x20, 0xA0)
            or self.f.FPDFText_IsGenerated(self.text, start - 1) == 1
        )


def is_raised(run: Run, before: Run) -> bool:
    """What is set as `run` is small, and above the line of what stands before it."""
    return run.size < _SMALL * before.size and 0.15 * before.size < before.base - run.base < 0.7 * before.size


def _near(left: Bounds, right: Bounds, size: float, room: float) -> bool:
    """Two letters stand beside each other: they share half of the lower one's height, and less than `room` is
    between them."""
    shared = min(left[3], right[3]) - max(left[1], right[1])
    level = shared > 0.5 * min(left[3] - left[1], right[3] - right[1])
    return level and -0.35 * size < right[0] - left[2] < room


def _touch(left: Word, right: Word, room: float) -> bool:
    """Same line, and `right` begins where `left` ends, give or take `room` times the size; along the way the
    text runs."""
    a, b = left.run, right.run
    size = min(a.size, b.size)
    if a.turned != b.turned or a.turned not in (UPRIGHT, DOWNWARDS, UPWARDS):
        return False
    if a.turned == UPRIGHT:
        gap, level = right.x0 - left.x1, abs(a.base - b.base)
    else:
        gap = right.top - left.bottom if a.turned == DOWNWARDS else left.top - right.bottom
        level = abs(left.x0 + left.x1 - right.x0 - right.x1) / 2
    return level < 0.4 * max(a.size, b.size) and -0.35 * size < gap < room * size
