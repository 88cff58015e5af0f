"""What one sheet prints: tables one under the other and side by side, and the letters over its columns."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import regex

from extract.model import Grid, Item, Line, Method, Row
from extract.plan.finish import row_texts
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
    parts = (replace(item, rows=item.rows[a:b]) for a, b in zip(cuts, ends, strict=True))
    return [side for part in parts for side in _sides(part, labels)]


def _sides(grid: Grid, labels: LabelReader) -> list[Item]:
    """A plan, and as lines the small table right of it whose header stands in the same row behind an empty
    column: it counts something, or has a label that the plan has too, and ends before the plan does."""
    at, header = next(((i, h) for i, row in enumerate(grid.rows) if (h := labels.header(row))), (0, None))
    gap = _gap(grid, at) if header is not None else None
    if gap is None:
        return [grid]
    left, right = (
        [row._replace(cells=tuple(c for c in row.cells if (c.col < gap) is is_left)) for row in grid.rows]
        for is_left in (True, False)
    )
    head = labels.header(left[at])
    texts = row_texts(right[at])
    if head is None or not head.is_plan or len(texts) > _SMALL:
        return [grid]
    told = {labels.exactly(text).column for text in texts} - {None}
    counts = any(_COUNTS.search(text) for text in texts)
    rows = [i for i, row in enumerate(right) if not is_blank(row)]
    last = max(i for i, row in enumerate(left) if not is_blank(row))
    ends = rows == list(range(at, at + len(rows))) and rows[-1] < last
    if not ends or not (counts or told & set(head.columns)):
        return [grid]
    return [replace(grid, rows=tuple(left)), *(_line(right[i]) for i in rows)]


def _line(row: Row) -> Line:
    return Line(" ".join(line for c in row.cells for line in c.lines), sum(c.words for c in row.cells))


def _gap(grid: Grid, at: int) -> int | None:
    """The first column, under and in the header at `at`, that is empty between others that are not."""
    cells = [cell for row in grid.rows[at:] for cell in row.cells if cell.lines]
    taken = {k for cell in cells for k in range(cell.col, cell.col + cell.colspan)}
    heads = [c.col for c in grid.rows[at].cells if c.lines]
    return next((k for k in range(min(heads), max(heads)) if k not in taken), None)


_SMALL = 3
"""Labels of a table beside a plan."""
_COUNTS = regex.compile(r"\b(?:totals?|counts?|number|no\.? of|actions)\b", regex.I)


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
    texts = row_texts(row)
    asked = sum(text.endswith("?") for text in texts)
    aside = all(text[0] in "([" and text[-1] in ")]" for text in texts)
    return len(texts) > 1 and (aside or (asked > 1 and asked * 2 >= len(texts)))


_LETTERS = 3
"""Letters or numbers side by side that are no values."""
