"""Words of a page out of PDFium's characters: whole, with boxes.

PDFium's own text already has most spaces where they belong; positions are asked for only at the ends of
its words, and character by character only in words that several text objects share or that are too long
to be one.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise, repeat
from typing import Any

from extract.pdf.engine import Float8, OpenPage, Thing, pdfium
from extract.pdf.letterspaced import closed_up, letterspaced
from extract.pdf.runs import DOWNWARDS, UPRIGHT, UPWARDS, Run, RunReader
from extract.pdf.words import Word, joined
from extract.quick import quick

_WORD = re.compile(
    r"[^\s\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\ufeff\ufffe\uffff]+[\x02\ufffe]?|(?<=\S)[\x02\ufffe]"
)
_PLAIN_WORD = re.compile(r"[^\x00-\x20\xa0]+")
"""The same in text without `_RARE`, at a quarter of the time."""
_RARE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u3000\ufeff\ufffe\uffff]"
)
"""Spaces and marks other than the space, the no-break space and line ends."""
_ODD = re.compile(r"[\x02\xad\ufb00-\ufb06\uf0b7\uf0a7\ufffe\ud800-\udfff]")
_PLAIN = {
    0x02: "-", 0xFFFE: "-",  # PDFium's mark for a hyphen at a line's end: it is printed
    0xAD: "-",  # drawn, or PDFium would not list it: producers map the hyphen's glyph to it
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
    0xF0B7: "•", 0xF0A7: "▪",  # bullets of the Symbol and Wingdings fonts, left in the private area
}  # fmt: skip
Bounds = tuple[float, float, float, float]
"""Left, top, right, bottom on the page as shown, points."""
_LONG = 18
"""Characters past which a word is looked at letter by letter; most real words are shorter."""


Inside = Callable[[float, float, float], bool]
"""Whether all that stands between two x at one y is in one ruled cell."""


class PageWords:
    """All words drawn on a page, in stream order.

    `texts` are the text objects inside forms, by handle; `owner` says which tagged cell or block a marked
    content id belongs to, so that two cells' words are not taken for one. Invisible text counts where
    `keep_invisible` (a scan's text layer). Words outside the page and words drawn twice are left out.
    With `inside`, words of one text object that stand in one ruled cell come as one piece: most do, and a
    piece costs what a word costs. Where words stand is asked of PDFium: the page must still be open.
    """

    def __init__(
        self,
        page: OpenPage,
        texts: Mapping[int, Thing],
        owner: Mapping[int, int],
        *,
        keep_invisible: bool,
        inside: Inside | None = None,
    ) -> None:
        self.words: list[Word] = []
        if page.text is None:
            return
        string = page.string()
        if len(string) != page.count() or _has_surrogates(string):
            string = _string_by_character(page)
        spans = spans_of(string)
        spaced_out = letterspaced(string, spans)
        self._odd = not (string.isascii() and "\x02" not in string) and bool(_ODD.search(string))
        self._reader = _Reader(page, texts, owner, None if spaced_out else inside)
        words, starts = self._reader.words(string, spans, keep_invisible=keep_invisible)
        if spaced_out:
            words = closed_up(words, [self._reader.guessed(start) for start in starts])
        words = drop_doubles(words)
        self.words = [_plain(word) for word in words] if self._odd else words

    def singly(self, words: Iterable[Word]) -> list[Word]:
        """Words one by one, without pieces."""
        out: list[Word] = []
        for word in words:
            if word.n == 1:
                out.append(word)
            else:
                parts = self._reader.split(word)
                out += [_plain(part) for part in parts] if self._odd else parts
        return out


def _plain(word: Word) -> Word:
    return word._replace(text=word.text.translate(_PLAIN))


def spans_of(string: str) -> list[tuple[int, int]]:
    """First index of each word, and the index after its last."""
    pattern = _WORD if _RARE.search(string) else _PLAIN_WORD
    return [match.span() for match in pattern.finditer(string)]


def _has_surrogates(string: str) -> bool:
    return not string.isascii() and any(0xD800 <= ord(c) <= 0xFFFF and ord(c) <= 0xDFFF for c in set(string))


def _string_by_character(page: OpenPage) -> str:
    """The page's text with exactly one character per index: PDFium's string leaves some out."""
    get, text = pdfium().FPDFText_GetUnicode, page.text
    codes = (get(text, i) & 0xFFFFFFFF for i in range(page.count()))
    return "".join(
        chr(c) if 0 < c < 0x110000 and not 0xD800 <= c < 0xE000 else ("\0" if not c else "\ufffd")
        for c in codes
    )


def drop_doubles(words: Sequence[Word]) -> list[Word]:
    """Words without the copies drawn over them: producers without a bold font print the text twice, a
    fraction of a point apart; shadows do the same."""
    seen: dict[str, list[Word]] = {}
    kept: list[Word] = []
    for word in words:
        text, x0, top = word[:3]
        same = seen.get(text)
        if same is None:
            seen[text] = [word]
            kept.append(word)
            continue
        for other in same:
            if -2 < other[1] - x0 < 2 and -2 < other[2] - top < 2 and _on_top(other, word):
                break
        else:
            same.append(word)
            kept.append(word)
    return kept


def _on_top(one: Word, other: Word) -> bool:
    reach = 0.15 * other.run.size
    return (
        abs(one.x0 - other.x0) < reach
        and abs(one.top - other.top) < reach
        and abs(one.x1 - other.x1) < 2 * reach
    )


class _Reader:
    """Boxes for one page's words; keeps the buffers that PDFium writes to."""

    def __init__(
        self, page: OpenPage, texts: Mapping[int, Thing], owner: Mapping[int, int], inside: Inside | None
    ) -> None:
        self.f: Any = pdfium()
        self.page = page
        self.text = page.text
        self.owner = owner
        self.inside = inside
        self.shift = page.shown.e
        self.string = ""
        self.spans: Sequence[tuple[int, int]] = ()
        self.heads: list[int] = []
        """Text object of each word's first letter, and one that is none."""
        self.after: list[int | None] = []
        """Text object of what stands after each word."""
        self.runs = RunReader(texts, page.shown, tagged=bool(owner))
        self.letter_box = self.f.FPDFText_GetLooseCharBox
        buffer = Float8()
        self.first, self.last = ctypes.byref(buffer), ctypes.byref(buffer, 16)
        self.ends = memoryview(buffer).cast("B").cast("f")
        """Left, top, right, bottom of the letters at `first` and `last`, in PDF's own space."""

    def words(
        self, string: str, spans: Sequence[tuple[int, int]], *, keep_invisible: bool
    ) -> tuple[list[Word], list[int]]:
        """PDFium's words at `spans`, cut and joined where they are not words, and the first index of each.

        The common word costs three calls: the object its first letter is of, and the boxes of its first and
        last letter. An object's letters follow each other, so only its last word may go on in another.
        """
        self.string, self.spans = string, spans
        head_of, text = self.f.FPDFText_GetTextObject, self.text
        runs, level = self.runs, self.page.shown[:2] == (1, 0)
        right, foot = 2 * self.page.width + 2, 2 * self.page.height + 2
        at_first = map(head_of, repeat(text), [span[0] for span in spans])
        heads = self.heads = [head or 0 for head in at_first]
        heads.append(-1)
        if self.inside is not None:
            self.after = list(map(head_of, repeat(text), [span[1] for span in spans]))
        words: list[Word] = []
        starts: list[int] = []
        before = -1e9
        i, several = 0, 0
        while i < len(spans):
            start, stop = spans[i]
            head = heads[i]
            run = runs[head]
            size, _, _, _, _, _, visible, turned, loose = run
            crosses = heads[i + 1] != head and stop - start > 1 and (head_of(text, stop - 1) or 0) != head
            if crosses or stop - start > _LONG:
                found = self._cut(string[start:stop], start, bare=string[stop : stop + 1] == "\r")
            elif turned or loose or not level:
                boxes = [self._letter(start), self._letter(stop - 1)]
                bare = string[stop : stop + 1] == "\r"
                found = [(self._word(string[start:stop], boxes, run, bare=bare), start)]
            else:
                piece = None
                if self.inside is not None and heads[i + 1] == head != several:
                    several = head  # an object that is no piece from here on is none further on
                    piece = self._piece(i, run)
                if piece is not None:
                    i += piece.n - 1
                found = [(piece or self._plain_word(start, stop, run), start)]
            i += 1
            for word, at in found:
                x0, x1 = word[1], word[3]
                if word[5] is not run:
                    size, _, _, _, _, _, visible, turned, _ = word[5]
                on_page = -2 < x0 + x1 < right and -2 < word[2] + word[4] < foot
                if not on_page or not (visible or keep_invisible):
                    continue  # its middle is off the page, or nothing of it is drawn: never printed
                near = turned or -0.35 * size < x0 - before < 0.06 * size
                if near and words and self.broken(words[-1], word, at):
                    left, parts = self.split(words.pop()), self.split(word)
                    words += [*left[:-1], joined(left[-1], parts[0]), *parts[1:]]
                else:
                    words.append(word)
                    starts.append(at)
                before = x1
        return words, starts

    def _plain_word(self, start: int, stop: int, run: Run, n: int = 1) -> Word:
        """The word, or the piece of `n`, between two indexes, upright, on a page that is not turned."""
        ends, shift, string = self.ends, self.shift, self.string
        self.letter_box(self.text, start, self.first)
        self.letter_box(self.text, stop - 1, self.last)
        x0, x1 = ends[0] + shift, ends[6] + shift
        if x1 < x0:
            x0, x1 = ends[4] + shift, ends[2] + shift
        size, base = run[:2]
        bare = string[stop : stop + 1] == "\r"
        span = (start, stop) if n > 1 else (0, 0)
        return quick(
            Word, (string[start:stop], x0, base - 0.75 * size, x1, base + 0.22 * size, run, bare, n, span)
        )

    def _piece(self, first: int, run: Run) -> Word | None:
        """The words from `first` on that are one text object's, with spaces of the file between, as one
        piece; None where they stand in several ruled cells or in none."""
        heads, after, spans = self.heads, self.after, self.spans
        head, k = heads[first], first + 1
        while heads[k] == head == after[k - 1]:  # a space that PDFium guessed is no object's
            k += 1
        start, stop = spans[first][0], spans[k - 1][1]
        if after[k - 1] != head != heads[k] and self.f.FPDFText_GetTextObject(self.text, stop - 1) != head:
            k -= 1  # its last word goes on in another object
            stop = spans[k - 1][1]
        n = k - first
        parts = self.string[start:stop].split(" ")
        if n == 1 or len(parts) != n or max(map(len, parts)) > _LONG or self.inside is None:
            return None
        word = self._plain_word(start, stop, run, n)
        return word if self.inside(word[1], word[3], (word[2] + word[4]) / 2) else None

    def split(self, piece: Word) -> list[Word]:
        """The words of a piece; a word as it is."""
        if piece.n == 1:
            return [piece]
        spans = [match.span() for match in _WORD.finditer(self.string, *piece.span)]
        words = [self._plain_word(start, stop, piece.run) for start, stop in spans]
        return [*words[:-1], words[-1]._replace(bare=piece.bare)]

    def _cut(self, text: str, start: int, *, bare: bool) -> list[tuple[Word, int]]:
        """A word that spans text objects, or is suspiciously long, cut at gaps, jumps and owners.

        Producers that place letters one by one make every word such a word: only the run of each piece's
        first letter is asked for.
        """
        stop = start + len(text)
        objects = map(self.f.FPDFText_GetTextObject, repeat(self.text), range(start, stop))
        heads = [head or 0 for head in objects]
        run = self.runs[heads[0]]
        if len(text) <= _LONG and self._is_seamless(start, heads, run):
            return [(self._plain_word(start, stop, run), start)]
        boxes = [self._letter(start + i) for i in range(len(text))]
        gaps = sorted(b[0] - a[2] for a, b in pairwise(boxes))
        track = max(0.0, gaps[len(gaps) // 2]) if gaps else 0.0
        pieces = [0]
        for i in range(1, len(text)):
            same = heads[i] == heads[i - 1]
            left, right = boxes[i - 1], boxes[i]
            if not same and self._parted(heads[i - 1], heads[i]):
                pieces.append(i)
            elif not run.turned and not (same and right[0] == left[0]):  # a ligature's letters share one box
                size = run.size
                shared = min(left[3], right[3]) - max(left[1], right[1])
                level = shared > 0.5 * min(left[3] - left[1], right[3] - right[1])
                if (
                    not level
                    or not -0.35 * size < right[0] - left[2] < track + (0.2 if same else 0.11) * size
                ):
                    pieces.append(i)
        found = []
        for a, b in pairwise([*pieces, len(text)]):
            run = self.runs[heads[a]]
            found.append((self._word(text[a:b], boxes[a:b], run, bare=bare and b == len(text)), start + a))
        return found

    def _is_seamless(self, start: int, heads: Sequence[int], run: Run) -> bool:
        """Whether a word of upright text goes on from object to object as if it were one, as where a ligature
        is an object of its own: no cell ends between them, and no gap is wider than between letters."""
        if run.turned or run.loose or self.page.shown[:2] != (1, 0):
            return False
        for i, (before, head) in enumerate(pairwise(heads), start + 1):
            if head == before:
                continue
            if self._parted(before, head):
                return False
            self.letter_box(self.text, i - 1, self.first)
            self.letter_box(self.text, i, self.last)
            _, top, end, foot, begin, high, _, low = self.ends
            level = min(top, high) - max(foot, low) > 0.5 * min(top - foot, high - low)
            if not level or not -0.35 * run.size < begin - end < 0.11 * run.size:
                return False
        return True

    def _letter(self, index: int) -> Bounds:
        """The box of one letter on the page as shown."""
        self.letter_box(self.text, index, self.first)
        left, top, right, bottom = self.ends[0], self.ends[1], self.ends[2], self.ends[3]
        a, b, c, d, e, f = self.page.shown
        if b == 0 and a == 1:
            return left + e, f - top, right + e, f - bottom
        if b == 0:
            x0, x1, y0, y1 = a * left + e, a * right + e, d * top + f, d * bottom + f
        else:
            x0, x1, y0, y1 = c * bottom + e, c * top + e, b * left + f, b * right + f
        return (min(x1, x0)), (min(y1, y0)), (max(x0, x1)), (max(y0, y1))

    def _word(self, text: str, boxes: Sequence[Bounds], run: Run, *, bare: bool) -> Word:
        """A word from the boxes of its letters, or of its first and last."""
        x0, x1 = min(box[0] for box in boxes), max(box[2] for box in boxes)
        if run.turned or run.loose:
            top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
        else:
            top, bottom = run.base - 0.75 * run.size, run.base + 0.22 * run.size
        return Word(text, x0, top, x1, bottom, run, bare)

    def _parted(self, left: int, right: int) -> bool:
        """Two text objects belong to different cells or blocks of the tag tree."""
        if not self.owner:
            return False
        mcid = self.runs.mcid
        return self.owner.get(mcid(left), -1) != self.owner.get(mcid(right), -1)

    def _owner(self, run: Run) -> int:
        return self.owner.get(run.mcid, -1)

    def broken(self, left: Word, right: Word, start: int) -> bool:
        """`right`, whose first index is `start`, goes on from `left`: the space between them is one that
        PDFium guessed, and there is no room for it."""
        if self._owner(left.run) != self._owner(right.run) or left.text.endswith(("-", "\x02", "\ufffe")):
            return False
        if not _touch(left, right, 0.06):
            return False
        return self.guessed(start)

    def guessed(self, start: int) -> bool:
        """Before index `start` stands no space character of the file: PDFium guessed it, or there is none."""
        return start > 0 and (
            self.f.FPDFText_GetUnicode(self.text, start - 1) not in (0x20, 0xA0)
            or self.f.FPDFText_IsGenerated(self.text, start - 1) == 1
        )


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
