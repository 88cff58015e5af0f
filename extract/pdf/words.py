"""Words of a page out of PDFium's characters: whole, with boxes, size, weight and colour.

PDFium's own text already has most spaces where they belong; positions are asked for only at the ends of
its words, and character by character only in words that several text objects share or that are too long
to be one.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import hypot
from typing import NamedTuple

from extract.model import RGB, Box, Line
from extract.pdf.engine import OpenPage, Thing, object_matrix, pdfium

_WORD = re.compile(
    r"[^\s\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\ufeff\ufffe\uffff]+[\x02\ufffe]?|(?<=\S)[\x02\ufffe]"
)
_ODD = re.compile(r"[\x02\xad\ufb00-\ufb06\uf0b7\uf0a7\ufffe\ud800-\udfff]")
_PLAIN = {
    0x02: "-", 0xFFFE: "-",  # PDFium's mark for a hyphen at a line's end: it is printed
    0xAD: "-",  # drawn, or PDFium would not list it: producers map the hyphen's glyph to it
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
    0xF0B7: "•", 0xF0A7: "▪",  # bullets of the Symbol and Wingdings fonts, left in the private area
}  # fmt: skip
_LONG = 18
"""Characters past which a word is looked at letter by letter; most real words are shorter."""
_INVISIBLE = (3, 7)
"""Text render modes that draw nothing (PDF 32000-1 §9.3.6)."""


class Run(NamedTuple):
    """What the words of one text object have in common."""

    size: float
    base: float
    """y of its baseline on the page as shown; only for upright text."""
    bold: bool
    ink: RGB | None
    """Fill colour, None where black or grey."""
    mcid: int
    artifact: bool
    visible: bool
    turned: int
    """0 upright, 1 turned by a right angle, 2 by any other."""


class Word(NamedTuple):
    """A run of characters without white space, in points on the page as shown."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    run: Run


def read_words(
    page: OpenPage, texts: Mapping[int, Thing], owner: Mapping[int, int], keep_invisible: bool
) -> list[Word]:
    """All words drawn on the page, in stream order.

    `texts` are its text objects by handle; `owner` says which tagged cell or block a marked content id
    belongs to, so that two cells' words are not taken for one. Invisible text counts where
    `keep_invisible` (a scan's text layer). Words outside the page and words drawn twice are left out.
    """
    if page.text is None:
        return []
    string = page.string()
    if len(string) != page.count() or _has_surrogates(string):
        string = _string_by_character(page)
    reader = _Reader(page, texts, owner)
    odd = _ODD.search(string) is not None
    words: list[Word] = []
    for match in _WORD.finditer(string):
        for word, start in reader.words(match.group(), match.start()):
            if not (word.run.visible or keep_invisible) or not _on_page(word, page):
                continue
            if odd:
                word = word._replace(text=word.text.translate(_PLAIN))  # noqa: PLW2901 (a step of its making)
            if words and reader.broken(words[-1], word, start):
                words[-1] = _joined(words[-1], word)
            elif word.text:
                words.append(word)
    return drop_doubles(words)


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


def _on_page(word: Word, page: OpenPage) -> bool:
    """Its middle lies on the page as shown; what lies outside is never printed."""
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return -1 <= x <= page.width + 1 and -1 <= y <= page.height + 1


def _joined(left: Word, right: Word) -> Word:
    return Word(
        left.text + right.text, min(left.x0, right.x0), min(left.top, right.top),
        max(left.x1, right.x1), max(left.bottom, right.bottom), left.run,
    )  # fmt: skip


def drop_doubles(words: Sequence[Word]) -> list[Word]:
    """Words without the copies drawn over them: producers without a bold font print the text twice, a
    fraction of a point apart; shadows do the same."""
    seen: dict[tuple[str, int], list[Word]] = {}
    kept: list[Word] = []
    for word in words:
        same = seen.setdefault((word.text, round(word.x0 / 4)), [])
        near = (
            *same,
            *seen.get((word.text, round(word.x0 / 4) - 1), ()),
            *seen.get((word.text, round(word.x0 / 4) + 1), ()),
        )
        reach = 0.15 * word.run.size
        if any(
            abs(w.x0 - word.x0) < reach and abs(w.top - word.top) < reach and abs(w.x1 - word.x1) < 2 * reach
            for w in near
        ):
            continue
        same.append(word)
        kept.append(word)
    return kept


class _Reader:
    """Boxes and runs for one page's words; keeps the buffers that PDFium writes to."""

    def __init__(self, page: OpenPage, texts: Mapping[int, Thing], owner: Mapping[int, int]) -> None:
        self.f = pdfium()
        self.page = page
        self.text = page.text
        self.texts = texts
        self.owner = owner
        self.runs: dict[int, Run] = {}
        self.fonts: dict[int, bool] = {}
        self.ends = (ctypes.c_float * 8)()
        self.first, self.last = ctypes.byref(self.ends), ctypes.byref(self.ends, 16)
        self.colour = (ctypes.c_uint * 4)()
        self.channels = [ctypes.byref(self.colour, 4 * i) for i in range(4)]
        self.number = ctypes.c_float()

    def words(self, text: str, start: int) -> list[tuple[Word, int]]:
        """PDFium's word at `start`, cut where it is more than one; with each one's first index."""
        f, handle = self.f, self.text
        end = start + len(text) - 1
        head = f.FPDFText_GetTextObject(handle, start)
        same = end == start or f.FPDFText_GetTextObject(handle, end) == head
        if not same or len(text) > _LONG:
            return self._cut(text, start)
        return [(self._word(text, start, end, head), start)]

    def _word(self, text: str, start: int, end: int, head: int | None) -> Word:
        self.f.FPDFText_GetLooseCharBox(self.text, start, self.first)
        self.f.FPDFText_GetLooseCharBox(self.text, end, self.last)
        l0, t0, r0, b0, l1, t1, r1, b1 = self.ends
        run = self.run(head)
        x0, top, x1, bottom = self.page.shown.rect(min(l0, l1), min(b0, b1), max(r0, r1), max(t0, t1))
        if not run.turned and 0.5 < run.size / max(bottom - top, 0.01) < 2.5:
            top, bottom = run.base - 0.75 * run.size, run.base + 0.22 * run.size
        return Word(text, x0, top, x1, bottom, run)

    def _cut(self, text: str, start: int) -> list[tuple[Word, int]]:
        """A word that spans text objects, or is suspiciously long, cut at gaps, jumps and owners."""
        f = self.f
        heads = [f.FPDFText_GetTextObject(self.text, start + i) for i in range(len(text))]
        letters = [self._word(c, start + i, start + i, heads[i]) for i, c in enumerate(text)]
        cuts = [0]
        for i in range(1, len(text)):
            left, right = letters[i - 1], letters[i]
            if heads[i] != heads[i - 1] and self._owner(left.run) != self._owner(right.run):
                cuts.append(i)
            elif not right.run.turned and not (_touch(left, right, 0.2) or right.x0 == left.x0):
                cuts.append(i)  # a ligature's letters share one box
        cuts.append(len(text))
        pieces: list[tuple[Word, int]] = []
        for a, b in pairwise(cuts):
            word = letters[a]
            for letter in letters[a + 1 : b]:
                word = _joined(word, letter)
            pieces.append((word, start + a))
        return pieces

    def _owner(self, run: Run) -> int:
        return self.owner.get(run.mcid, -1)

    def broken(self, left: Word, right: Word, start: int) -> bool:
        """`right`, whose first index is `start`, goes on from `left`: the space between them is one that
        PDFium guessed, and there is no room for it."""
        if left.run.turned or right.run.turned or self._owner(left.run) != self._owner(right.run):
            return False
        if not _touch(left, right, 0.06) or left.text.endswith("-"):
            return False
        return start > 0 and (
            self.f.FPDFText_GetUnicode(self.text, start - 1) not in (0x20, 0xA0)
            or self.f.FPDFText_IsGenerated(self.text, start - 1) == 1
        )

    def run(self, head: int | None) -> Run:
        """The run of a text object, asked for once."""
        key = head or 0
        found = self.runs.get(key)
        if found is None:
            found = self.runs[key] = self._ask(key)
        return found

    def _ask(self, key: int) -> Run:
        thing = self.texts.get(key)
        if thing is None:
            return Run(10.0, 0.0, False, None, -1, False, True, 2)
        f, handle = self.f, thing.handle
        f.FPDFTextObj_GetFontSize(handle, ctypes.byref(self.number))
        m = object_matrix(handle).then(thing.matrix)
        size = abs(self.number.value) * hypot(m.c, m.d)
        mode = f.FPDFTextObj_GetTextRenderMode(handle)
        ink, opaque = self._ink(thing.handle)
        slant = abs(m.b) > 0.05 * abs(m.a) or m.a <= 0
        turned = 0 if not slant else 1 if min(abs(m.a), abs(m.b)) < 0.05 * max(abs(m.a), abs(m.b)) else 2
        return Run(
            size=round(size, 2) or 10.0,
            base=m.f,
            bold=mode == 2 or self._bold(f.FPDFTextObj_GetFont(handle)),
            ink=ink,
            mcid=thing.mcid,
            artifact=thing.mcid < 0 and is_artifact(handle),
            visible=mode not in _INVISIBLE and opaque,
            turned=turned,
        )

    def _ink(self, handle: ctypes.c_void_p) -> tuple[RGB | None, bool]:
        """Fill colour of text where it is neither black nor grey; and whether it is drawn at all."""
        if not self.f.FPDFPageObj_GetFillColor(handle, *self.channels):
            return None, True
        r, g, b, alpha = self.colour
        return ((r, g, b) if max(r, g, b) - min(r, g, b) > 40 else None), alpha > 0

    def _bold(self, font: int | None) -> bool:
        if not font:
            return False
        known = self.fonts.get(font)
        if known is None:
            handle = ctypes.c_void_p(font)
            buffer = ctypes.create_string_buffer(256)
            self.f.FPDFFont_GetBaseFontName(handle, buffer, ctypes.c_size_t(255))
            name = buffer.value.decode("latin-1").casefold()
            known = any(part in name for part in ("bold", "black", "heavy", "demi"))
            known = known or bool(self.f.FPDFFont_GetFlags(handle) & (1 << 18))
            self.fonts[font] = known
        return known


def _touch(left: Word, right: Word, room: float) -> bool:
    """Same line, and `right` begins where `left` ends, give or take `room` times the size."""
    size = min(left.run.size, right.run.size)
    gap = right.x0 - left.x1
    level = abs(left.run.base - right.run.base) < 0.4 * max(left.run.size, right.run.size)
    return level and -0.35 * size < gap < room * size


def is_artifact(handle: ctypes.c_void_p) -> bool:
    """Marked as artifact: page furniture, in a tagged file (PDF 32000-1 §14.8.2.2)."""
    f = pdfium()
    buffer = ctypes.create_string_buffer(64)
    got = ctypes.c_ulong()
    for i in range(max(0, f.FPDFPageObj_CountMarks(handle))):
        mark = f.FPDFPageObj_GetMark(handle, ctypes.c_ulong(i))
        if not mark:
            continue
        f.FPDFPageObjMark_GetName(ctypes.c_void_p(mark), buffer, ctypes.c_ulong(64), ctypes.byref(got))
        if buffer.raw[: min(64, max(0, got.value - 2))].decode("utf-16-le", "replace") == "Artifact":
            return True
    return False


def printed_lines(words: Iterable[Word]) -> list[list[Word]]:
    """Words as the lines they are printed in, top to bottom, left to right.

    Words are on one line when their baselines differ by less than half the larger size: raised and
    lowered letters stay with their line. Turned words keep their stream order, a line for each text run.
    """
    upright: list[Word] = []
    turned: dict[int, list[Word]] = {}
    for word in words:
        if word.run.turned:
            turned.setdefault(id(word.run), []).append(word)
        else:
            upright.append(word)
    upright.sort(key=_bottom)
    lines: list[list[Word]] = []
    base = size = 0.0
    for word in upright:
        if lines and word.bottom - base < 0.5 * max(size, min(word.run.size, 2 * size)):
            lines[-1].append(word)
            size = max(size, word.run.size)
        else:
            lines.append([word])
            base, size = word.bottom, word.run.size
    for line in lines:
        if len(line) > 1:
            line.sort(key=_left)
    if turned:
        lines.extend(turned.values())
    return lines


def _bottom(word: Word) -> float:
    return word.bottom


def _left(word: Word) -> float:
    return word.x0


def line_text(line: Iterable[Word]) -> str:
    """The words of a line with one space between."""
    return " ".join([word.text for word in line])


def box_of(words: Sequence[Word]) -> Box:
    """The box around words; at least one."""
    return Box(
        min(w.x0 for w in words),
        min(w.top for w in words),
        max(w.x1 for w in words),
        max(w.bottom for w in words),
    )


def ink_of(words: Sequence[Word]) -> RGB | None:
    """Their colour where it is all one and not black or grey."""
    ink = words[0].run.ink if words else None
    return ink if ink is not None and all(w.run.ink == ink for w in words) else None


def as_line(words: Sequence[Word], style: str | None = None) -> Line:
    """A line of text that stands in no grid."""
    sizes = [w.run.size for w in words]
    return Line(
        text=line_text(words),
        words=len(words),
        box=box_of(words),
        size=max(set(sizes), key=sizes.count),
        bold=2 * sum(w.run.bold for w in words) > len(words),
        style=style,
        furniture=True if all(w.run.artifact for w in words) or is_watermark(words) else None,
    )


def is_watermark(words: Sequence[Word]) -> bool:
    """Text set askew, as DRAFT or CONFIDENTIAL across a page: no part of what the page says."""
    return all(w.run.turned == 2 for w in words)
