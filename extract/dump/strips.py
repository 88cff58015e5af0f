"""The columns of a page in a dump that keeps its layout: strips of text between the gutters down the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from extract.dump.lines import TextLine

_SEGMENT = regex.compile(r"\S+(?: \S+)*")
_SHARE = 0.35
"""Share of a plan's lines that hold a run of spaces, from which it is a page's layout."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A column of a page: characters x0 to x1."""

    x0: int
    x1: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in a line: its column on the page and its place."""

    x0: int
    x1: int
    text: str


def keeps_layout(lines: Sequence[TextLine], header: int = 1) -> bool:
    """True where many lines print text, a run of spaces and text again; or the `header` lines at their head
    do, with some after them: prose that follows a table says nothing of how the table is printed."""
    wide = sum(len(regex.findall(r"(?<![.!?:]) {3,}\S", line.raw.strip())) > 0 for line in lines)
    return wide >= 3 and (wide >= len(lines) * _SHARE or any(labels_beside(one) for one in lines[:header]))


def labels_beside(line: TextLine) -> bool:
    """True for a header's line whose labels stand side by side, as on its page."""
    return "\t" not in line.raw and len(pieces_of(line)) >= 3


def pieces_of(line: TextLine) -> list[Piece]:
    """The runs of text in a line, parted by two spaces and more."""
    return [Piece(m.start(), m.end(), m[0]) for m in _SEGMENT.finditer(line.raw)]


def segments(line: TextLine) -> list[tuple[int, int]]:
    """(first, end) characters of the runs of text in a line, parted by two spaces and more."""
    return [(p.x0, p.x1) for p in pieces_of(line)]


def strips(lines: Sequence[TextLine], gutter: int = 2) -> list[Strip]:
    """The columns of a page: what stands between gutters, `gutter` characters wide at least, that no line of
    it crosses."""
    width = max(len(line.raw) for line in lines)
    used = [0] * (width + 1)
    for line in lines:
        for x, letter in enumerate(line.raw):
            used[x] += not letter.isspace()
    out: list[Strip] = []
    start = None
    blank = 0
    for x in range(width + 1):
        if used[x]:
            if start is None:
                start = x
            blank = 0
            continue
        blank += 1
        if start is not None and (blank >= gutter or x == width):
            out.append(Strip(start, x - blank + 1))
            start = None
    return out


def likeness(strip: Strip, main: Strip, label: tuple[int, int] | None) -> float:
    """How well a page's strip stands where a column stood on the first page, or under its label on this."""
    shared = (min(main.x1, strip.x1) - max(main.x0, strip.x0)) / max(1, strip.x1 - strip.x0)
    score = max(-0.4, 0.9 * shared)
    if label is not None:
        score += 6.0 if label[0] < strip.x1 and strip.x0 < label[1] else -3.0
    return score


def placed_in(line: TextLine, mapping: Sequence[tuple[Strip, int]]) -> dict[int, str]:
    """The line's text by column."""
    out: dict[int, str] = {}
    for strip, col in mapping:
        text = " ".join(line.raw[strip.x0 : strip.x1].split())
        if text:
            out[col] = f"{out[col]} {text}" if col in out else text
    return out


def is_cut(line: TextLine, mapping: Sequence[tuple[Strip, int]]) -> bool:
    """True where a run of text without a gutter in it stands over two columns."""
    return any(
        len({col for strip, col in mapping if p.x0 < strip.x1 and strip.x0 < p.x1}) > 1
        for p in pieces_of(line)
    )
