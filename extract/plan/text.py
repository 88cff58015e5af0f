"""Printed lines: put together again, and how they are set."""

from __future__ import annotations

from collections.abc import Sequence

from extract.model import Line

MONTHS = tuple(
    "January February March April May June July August September October November December".split()
)
Look = tuple[float | None, bool | None, str | None]
"""Size, weight and style of a heading."""
_HYPHENS = ("-", "\u2010", "\u2011")


def join_lines(lines: Sequence[str]) -> str:
    """One text out of printed lines: a line-end hyphen is joined (`multi-` / `agency` → `multi-agency`)
    where the next line goes on in lower case; every other line end is a space. A soft hyphen (U+00AD)
    at a line's end is the reader's mark for a word that was broken without one, because it was too long
    for its cell."""
    if len(lines) == 1:
        return " ".join(lines[0].split()).removesuffix("\u00ad")
    whole = " ".join(lines)
    if "- " not in whole and whole.isascii() and whole.isprintable():  # no line ends in a hyphen
        return " ".join(whole.split())
    out = ""
    for line in lines:
        text = " ".join(line.split())
        if not text:
            continue
        if out.endswith("\u00ad"):
            out = out[:-1]
        elif out and not (out.endswith(_HYPHENS) and out[-2:-1].isalnum() and _goes_on(out, text)):
            out += " "
        out += text
    return out.removesuffix("\u00ad")


def _goes_on(before: str, text: str) -> bool:
    """Behind a hyphen: in lower case, or a figure behind a figure (`2025-` / `26`)."""
    return text[0].islower() or (text[0].isdigit() and before[-2:-1].isdigit())


def look(line: Line) -> Look:
    """How a heading is set: headings of one rank look alike."""
    return (None if line.size is None else round(line.size, 1), line.bold, line.style)
