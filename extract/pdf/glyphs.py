"""Words of a page out of PDFium's characters: whole, with boxes, each once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from extract.pdf.engine import OpenPage, Thing, pdfium
from extract.pdf.grids import Cells
from extract.pdf.letters import Letters
from extract.pdf.letterspaced import closed_up, letterspaced
from extract.pdf.runs import RunReader
from extract.pdf.segments import WordReader
from extract.pdf.words import Word

_ODD = re.compile(r"[\x02\xad\ufb00-\ufb06\uf0b7\uf0a7\ufffe\ud800-\udfff]")
_PLAIN = {
    0x02: "-", 0xFFFE: "-",  # PDFium's mark for a hyphen at a line's end: it is printed
    0xAD: "-",  # drawn, or PDFium would not list it: producers map the hyphen's glyph to it
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
    0xF0B7: "•", 0xF0A7: "▪",  # bullets of the Symbol and Wingdings fonts, left in the private area
}  # fmt: skip


class PageWords:
    """All words drawn on a page, in stream order.

    `texts` are the text objects inside forms, by handle; `owner` says which tagged cell or block a marked
    content id belongs to, so that two cells' words are not taken for one; None where the tree was not asked.
    Invisible text counts where `keep_invisible` (a scan's text layer). Words outside the page and words drawn
    twice are left out.
    With `cells`, words that follow each other in one ruled cell come as one piece: most do, and a piece
    costs what a word costs. Where words stand is asked of PDFium: the page must still be open.
    """

    def __init__(
        self,
        page: OpenPage,
        texts: Mapping[int, Thing],
        owner: Mapping[int, int] | None,
        *,
        keep_invisible: bool,
        cells: Cells | None = None,
    ) -> None:
        self.words: list[Word] = []
        if page.text is None:
            return
        string = page.string()
        if len(string) != page.count() or _has_surrogates(string):
            string = _string_by_character(page)
        spaced_out = letterspaced(string)
        self._odd = not (string.isascii() and "\x02" not in string) and bool(_ODD.search(string))
        runs = RunReader(texts, page.shown, tagged=owner is None or bool(owner))
        letters = Letters(page, string, runs, owner or {}, cells)
        self._reader = WordReader(letters, None if spaced_out else cells)
        words, starts = self._reader.words(keep_invisible=keep_invisible)
        if spaced_out:
            words = closed_up(words, [letters.guessed(start) for start in starts])
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
    firsts: dict[str, Word] = {}
    seen: dict[str, list[Word]] = {}
    kept: list[Word] = []
    for word in words:
        text, x0, top, _, _, _, _, _, _ = word
        first = firsts.setdefault(text, word)
        if first is word:
            kept.append(word)
            continue
        same = seen.setdefault(text, [first])
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
