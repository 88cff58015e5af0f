"""Words of a page and what can be said of several: the lines they are printed in, box, colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from statistics import median
from typing import NamedTuple

from extract.model import RGB, Box, Line
from extract.pdf.runs import ASKEW, Run


class Word(NamedTuple):
    """A run of characters without white space, in points on the page as shown; or a piece: several such words
    of one line, set alike, one space between, that all stand in one ruled cell."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    run: Run
    bare: bool = False
    """A line ends after it without a space character of the file."""
    n: int = 1
    """Words in it: more than one in a piece."""
    span: tuple[int, int] = (0, 0)
    """Of a piece: its first character's index on the page, and the index after its last."""


def counted(words: Iterable[Word]) -> int:
    """How many words there are, those of pieces told singly."""
    return sum([word[7] for word in words])


def joined(left: Word, right: Word) -> Word:
    """Two words as one."""
    return Word(
        left.text + right.text, min(left.x0, right.x0), min(left.top, right.top),
        max(left.x1, right.x1), max(left.bottom, right.bottom), left.run, right.bare,
    )  # fmt: skip


_LEFT, _BOTTOM = itemgetter(1), itemgetter(4)


def printed_lines(words: Sequence[Word]) -> list[list[Word]]:
    """Words as the lines they are printed in, top to bottom, left to right.

    Words are on one line when their baselines differ by less than half the larger size: raised and
    lowered letters stay with their line. Turned words keep their stream order, a line for each text run.
    """
    if len(words) < 2:
        return [list(words)] if words else []
    lines: list[list[Word]] = []
    base, size = -1e9, 0.0
    for word in words:
        bottom, run = word[4], word[5]
        if run[7] or bottom - base < 0.5 * max(size, run[0]):
            break
        lines.append([word])
        base, size = bottom, run[0]
    else:
        return lines  # as the lines of a cell are drawn one after another, each in one piece
    upright = [word for word in words if not word.run.turned]
    upright.sort(key=_BOTTOM)
    lines = []
    base = size = 0.0
    for word in upright:
        bottom, own = word[4], word[5][0]
        if lines and bottom - base < 0.5 * max(size, min(own, 2 * size)):
            lines[-1].append(word)
            size = max(size, own)
        else:
            lines.append([word])
            base, size = bottom, own
    for line in lines:
        if len(line) > 1:
            line.sort(key=_LEFT)
    if len(upright) < len(words):
        lines.extend(_turned_lines(words))
    return lines


def _turned_lines(words: Sequence[Word]) -> list[list[Word]]:
    """Words that do not run left to right, as lines in stream order: a new one where the way or the baseline
    changes."""
    lines: list[list[Word]] = []
    for word in words:
        if not word.run.turned:
            continue
        last = lines[-1][-1] if lines else None
        if (
            last is not None
            and last.run.turned == word.run.turned != ASKEW
            and abs(last.x0 + last.x1 - word.x0 - word.x1) < word.run.size
        ):
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def line_text(line: Sequence[Word]) -> str:
    """The words of a line with one space between."""
    return line[0][0] if len(line) == 1 else " ".join([word[0] for word in line])


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
        words=counted(words),
        box=box_of(words),
        size=max(set(sizes), key=sizes.count),
        bold=2 * sum(w.run.bold for w in words) > len(words),
        style=style,
        furniture=True if all(w.run.artifact for w in words) or is_watermark(words) else None,
    )


def is_watermark(words: Sequence[Word]) -> bool:
    """Text set askew, as DRAFT or CONFIDENTIAL across a page: no part of what the page says."""
    return all(w.run.turned == ASKEW for w in words)


_LARGE = 24.0
"""Points from which a word may be a watermark's."""
_LARGER = 2.5
"""How many times as large as most of the page it is."""


def with_watermarks(words: list[Word]) -> list[Word]:
    """The words of a page, those of a watermark that is set level marked as one set askew: large, and over
    words of the common size, as no heading is."""
    if not words or max([word[5][0] for word in words]) < _LARGE:
        return words
    usual = median([word.run.size for word in words])
    large = {k for k, word in enumerate(words) if word.run.size >= max(_LARGE, _LARGER * usual)}
    common = [word for k, word in enumerate(words) if k not in large]
    over = {k for k in large if any(_over(words[k], other) for other in common)}
    askew = {k: words[k]._replace(run=words[k].run._replace(turned=ASKEW)) for k in over}
    return [askew.get(k, word) for k, word in enumerate(words)]


def _over(large: Word, other: Word) -> bool:
    middle = (other.top + other.bottom) / 2
    return large.top < middle < large.bottom and large.x0 < other.x1 and other.x0 < large.x1
