"""Marks of footnotes in a cell's text: raised digits, which are no part of its value."""

from __future__ import annotations

from collections.abc import Sequence

from extract.model import RAISED

_MARKS = dict.fromkeys(RAISED.values())


def unmarked(text: str) -> str:
    """The text without them."""
    return text if text.isascii() else text.translate(_MARKS).strip()


def unmarked_lines(lines: Sequence[str]) -> tuple[str, ...]:
    """As `unmarked`, each line."""
    return tuple(map(unmarked, lines))
