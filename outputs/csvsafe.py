"""CSV that no spreadsheet can mistake for formulas."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import IO

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a cell must not begin with: Excel, LibreOffice and Sheets run it. The last four are the wide forms
of the first, which East Asian settings read as the same. White space before them is trimmed by some."""


def safe(value: object) -> str:
    """The value as text; text that a spreadsheet would run gets an apostrophe before it.

    A plain number keeps its sign: nothing can be run in it. `unsafe` takes the apostrophe away again.
    """
    if value is None:
        return ""
    text = str(value)
    if isinstance(value, int | float):
        return text
    return f"'{text}" if text.startswith(("'", *_FORMULA)) or text[:1].isspace() else text


def unsafe(text: str) -> str:
    """What `safe` was given, as text."""
    return text.removeprefix("'")


def write_csv(file: IO[str], header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows as CSV with every cell made `safe`; open `file` with `newline=""`."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([safe(name) for name in header])
    writer.writerows([safe(value) for value in row] for row in rows)
