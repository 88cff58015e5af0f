"""Letterspaced text closed up: `P a g e` set with equal gaps is one word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extract.pdf.words import Word, joined

_SPACED = re.compile(r"(?:(?<!\S)[^\W_] ){3}").search
"""Single letters in a row: letterspaced text, or a list of initials."""
_PAIR = re.compile(r" [^\W_] [^\W_] ").search
"""What is in all of those, found in a tenth of the time."""


def letterspaced(string: str) -> bool:
    """Whether letters stand alone one after another, as in `P a g e`, or a list of initials."""
    return _PAIR(string) is not None and _SPACED(string) is not None


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
            out[-1] = joined(out[-1], letter)
        else:
            out.append(letter)
    return out
