"""Words of a page out of PDFium's characters: whole, with boxes, size, weight and colour.

PDFium's own text already has most spaces where they belong; positions are asked for only at the ends of
its words, and character by character only in words that several text objects share or that are too long
to be one.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
_SPACED = re.compile(r"(?:(?<!\S)[^\W_] ){3}").search
"""Single letters in a row: letterspaced text, or a list of initials."""
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
    loose: bool = False
    """Its size does not say how tall its letters are (fonts drawn by procedures): boxes are the letters'."""


class Word(NamedTuple):
    """A run of characters without white space, in points on the page as shown."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    run: Run
    bare: bool = False
    """A line ends after it without a space character of the file."""


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
    starts: list[int] = []
    right = page.width + 1
    foot = page.height + 1
    for word, start in reader.words(string):
        _text, x0, top, x1, bottom, run, _bare = word
        if not (-2 < x0 + x1 < 2 * right and -2 < top + bottom < 2 * foot):
            continue  # its middle is off the page: never printed
        if not (run.visible or keep_invisible):
            continue
        if words and words[-1].x1 > x0 - 0.06 * run.size and reader.broken(words[-1], word, start):
            words[-1] = _joined(words[-1], word)
        else:
            words.append(word)
            starts.append(start)
    if _SPACED(string):
        words = closed_up(words, [reader.guessed(start) for start in starts])
    words = drop_doubles(words)
    return [word._replace(text=word.text.translate(_PLAIN)) for word in words] if odd else words


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


def _joined(left: Word, right: Word) -> Word:
    return Word(
        left.text + right.text, min(left.x0, right.x0), min(left.top, right.top),
        max(left.x1, right.x1), max(left.bottom, right.bottom), left.run, right.bare,
    )  # fmt: skip


def drop_doubles(words: Sequence[Word]) -> list[Word]:
    """Words without the copies drawn over them: producers without a bold font print the text twice, a
    fraction of a point apart; shadows do the same."""
    seen: dict[str, list[Word]] = {}
    kept: list[Word] = []
    for word in words:
        same = seen.setdefault(word.text, [])
        for other in same:
            if -2 < other.x0 - word.x0 < 2 and -2 < other.top - word.top < 2 and _on_top(other, word):
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


def closed_up(words: list[Word], guessed: Sequence[bool]) -> list[Word]:
    """Letterspaced text closed up: `P a g e` set with equal gaps is one word.

    `guessed[i]`: the space before word `i` is PDFium's guess, no character of the file. Only runs of four
    single letters or more, of one text object, with even gaps; a wider gap among them parts two words.
    """
    out: list[Word] = []
    i = 0
    while i < len(words):
        j = i + 1
        while j < len(words) and guessed[j] and _spaced_out(words[j - 1], words[j]):
            j += 1
        if j - i >= 4 and _is_letter(words[i]):
            out.extend(_spelled(words[i:j]))
            i = j
        else:
            out.append(words[i])
            i += 1
    return out


def _is_letter(word: Word) -> bool:
    return len(word.text) == 1 and word.text.isalnum()


def _spaced_out(left: Word, right: Word) -> bool:
    """Two single letters on one line, less than a letter apart."""
    a, b = left.run, right.run
    level = a.size == b.size and abs(a.base - b.base) < 0.1 * a.size and not (a.turned or b.turned)
    return level and _is_letter(left) and _is_letter(right) and 0 < right.x0 - left.x1 < 0.6 * a.size


def _spelled(letters: Sequence[Word]) -> list[Word]:
    """Single letters as words: parted where the gap is half again as wide as the usual one."""
    gaps = sorted(b.x0 - a.x1 for a, b in pairwise(letters))
    usual = gaps[len(gaps) // 2]
    out = [letters[0]]
    for letter in letters[1:]:
        if letter.x0 - out[-1].x1 <= 1.5 * usual:
            out[-1] = _joined(out[-1], letter)
        else:
            out.append(letter)
    return out


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
        self.four = (ctypes.c_float * 4)()
        self.bounds = [ctypes.byref(self.four, 4 * i) for i in range(4)]

    def words(self, string: str) -> Iterator[tuple[Word, int]]:
        """PDFium's words, each cut where it is more than one, with its first index.

        The common word, of one text object and not long, costs four calls.
        """
        head_of, box_of_letter, text = (
            self.f.FPDFText_GetTextObject,
            self.f.FPDFText_GetLooseCharBox,
            self.text,
        )
        first, last, ends, runs = self.first, self.last, self.ends, self.runs
        a, b, c, _, e, _ = self.page.shown
        level = b == 0 and c == 0 and a > 0
        for match in _WORD.finditer(string):
            start, stop = match.span()
            head = head_of(text, start)
            if stop - start > 1 and (stop - start > _LONG or head_of(text, stop - 1) != head):
                yield from self._cut(match.group(), start, bare=string[stop : stop + 1] == "\r")
                continue
            run = runs.get(head or 0) or self.run(head)
            if not level or run.turned or run.loose:
                yield self._word(match.group(), start, stop - 1, head), start
                continue
            box_of_letter(text, start, first)
            box_of_letter(text, stop - 1, last)
            x0, _, x1, _, x2, _, x3, _ = ends
            if x2 < x0:
                x0, x3 = x2, x1
            size, base = run.size, run.base
            yield (
                Word(
                    match.group(), a * x0 + e, base - 0.75 * size, a * x3 + e, base + 0.22 * size,
                    run, string[stop : stop + 1] == "\r",
                ),
                start,
            )  # fmt: skip

    def _word(self, text: str, start: int, end: int, head: int | None) -> Word:
        self.f.FPDFText_GetLooseCharBox(self.text, start, self.first)
        self.f.FPDFText_GetLooseCharBox(self.text, end, self.last)
        l0, t0, r0, b0, l1, t1, r1, b1 = self.ends
        run = self.run(head)
        x0, top, x1, bottom = self.page.shown.rect(min(l0, l1), min(b0, b1), max(r0, r1), max(t0, t1))
        if not run.turned and not run.loose:
            top, bottom = run.base - 0.75 * run.size, run.base + 0.22 * run.size
        return Word(text, x0, top, x1, bottom, run)

    def _cut(self, text: str, start: int, *, bare: bool) -> list[tuple[Word, int]]:
        """A word that spans text objects, or is suspiciously long, cut at gaps, jumps and owners."""
        f = self.f
        heads = [f.FPDFText_GetTextObject(self.text, start + i) for i in range(len(text))]
        letters = [self._word(c, start + i, start + i, heads[i]) for i, c in enumerate(text)]
        gaps = sorted(b.x0 - a.x1 for a, b in pairwise(letters))
        track = max(0.0, gaps[len(gaps) // 2]) / max(letters[0].run.size, 0.1) if gaps else 0.0
        pieces = [(letters[0], start)]
        for i in range(1, len(text)):
            left, right = letters[i - 1], letters[i]
            same = heads[i] == heads[i - 1]
            apart = not same and self._owner(left.run) != self._owner(right.run)
            if not apart and not right.run.turned:
                ligature = same and right.x0 == left.x0  # its letters share one box
                apart = not ligature and not _touch(left, right, track + (0.2 if same else 0.11))
            if apart:
                pieces.append((right, start + i))
            else:
                pieces[-1] = (_joined(pieces[-1][0], right), pieces[-1][1])
        word, at = pieces[-1]
        pieces[-1] = (word._replace(bare=bare), at)
        return pieces

    def _owner(self, run: Run) -> int:
        return self.owner.get(run.mcid, -1)

    def broken(self, left: Word, right: Word, start: int) -> bool:
        """`right`, whose first index is `start`, goes on from `left`: the space between them is one that
        PDFium guessed, and there is no room for it."""
        if left.run.turned or right.run.turned or self._owner(left.run) != self._owner(right.run):
            return False
        if not _touch(left, right, 0.06) or left.text.endswith(("-", "\x02", "\ufffe")):
            return False
        return self.guessed(start)

    def guessed(self, start: int) -> bool:
        """Before index `start` stands no space character of the file: PDFium guessed it, or there is none."""
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
        loose = self._loose(thing, size)
        return Run(
            size=round(size, 2) or 10.0,
            base=m.f,
            bold=mode == 2 or self._bold(f.FPDFTextObj_GetFont(handle)),
            ink=ink,
            mcid=thing.mcid,
            artifact=thing.mcid < 0 and is_artifact(handle),
            visible=mode not in _INVISIBLE and opaque,
            turned=turned,
            loose=loose,
        )

    def _loose(self, thing: Thing, size: float) -> bool:
        """Whether an object's bounds have nothing to do with its font size."""
        self.f.FPDFPageObj_GetBounds(thing.handle, *self.bounds)
        _, top, _, bottom = thing.matrix.rect(*self.four)
        return bottom - top > 2.5 * size or size < 1

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
