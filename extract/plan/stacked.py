"""What one sheet prints: tables one under the other, and the letters over its columns."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from extract.model import Item, Line, Method, Row
from extract.plan.labels import LabelReader
from extract.plan.rows import is_blank


def sheet_parts(item: Item, labels: LabelReader) -> list[Item]:
    """A sheet's grid as the tables that stand on it one under the other: one begins after a blank row with a
    title or a header of its own."""
    if isinstance(item, Line) or item.method is not Method.SHEET:
        return [item]
    cuts = [0]
    for i in range(1, len(item.rows)):
        if not is_blank(item.rows[i - 1]) or is_blank(item.rows[i]):
            continue
        filled = sum(bool(c.lines) for c in item.rows[i].cells)
        header = labels.header(item.rows[i]) if filled > 1 else None
        if filled == 1 or header is not None or labels.heads_other(item.rows[i]):
            cuts.append(i)
    # a title stands with what is under it, also where a blank row parts them
    cuts = [0, *(b for a, b in pairwise(cuts) if any(several(row) for row in item.rows[a:b]))]
    ends = [*cuts[1:], len(item.rows)]
    return [replace(item, rows=item.rows[a:b]) for a, b in zip(cuts, ends, strict=True)]


def several(row: Row) -> bool:
    """More than one cell prints something."""
    return sum(bool(cell.lines) for cell in row.cells) > 1


def is_lettered(row: Row) -> bool:
    """The letters or numbers of a table's columns, printed over or under its labels: `A | B | C`,
    `(1) | (2) | (3)`."""
    texts = [" ".join(cell.lines).strip(" ().") for cell in row.cells if cell.lines]
    if len(texts) < _LETTERS:
        return False
    if texts[0] == "1":
        return texts == [str(n) for n in range(1, len(texts) + 1)]
    if any(len(text) != 1 for text in texts):
        return False
    return all(ord(b) - ord(a) == 1 for a, b in pairwise(texts)) and "A" <= texts[0] <= "C"


def is_guidance(row: Row) -> bool:
    """What is to be written under each label, between the header and the first row: all of it in brackets, or
    most of it asked (`What will be done? | Who leads?`)."""
    texts = [text for cell in row.cells if (text := " ".join(cell.lines).strip())]
    asked = sum(text.endswith("?") for text in texts)
    aside = all(text[0] in "([" and text[-1] in ")]" for text in texts)
    return len(texts) > 1 and (aside or (asked > 1 and asked * 2 >= len(texts)))


_LETTERS = 3
"""Letters or numbers side by side that are no values."""
