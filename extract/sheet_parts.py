"""A sheet's grid taken apart: headings over its tables and prose under them are lines, as on a page.

A workbook has no paragraphs: what stands over or under a table is typed into the first cell of a row. Left in
the grid it would be read as a row of the table.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import regex

from extract.model import Cell, Grid, Item, Line, Row

_FEWEST = 3
"""Cells that a row of a table fills, where fewer are prose or a heading."""
_REFERENCE = regex.compile(r"(?=.*\d)\S{1,14}")
"""What may begin a row of two cells: a new action that nobody owns yet."""
_PERIOD = regex.compile(r"\d\d|\bq[1-4]\b|\b\d+ ?(?:m|months?)\b")
"""`3m Jun 18`, `Q1`; not `4P`."""
GUESSED = "rows guessed"
"""On a row at a table's end that may be a remark under it."""


def sheet_items(grid: Grid) -> list[Item]:
    """The tables and lines of a sheet, in printed order; nearly every sheet is one grid."""
    tables = _under_headings(grid)
    items: list[Item] = []
    for above, table in tables:
        items += above
        items += _prose_apart(table)
    return items


def _filled(row: Row) -> list[Cell]:
    return [cell for cell in row.cells if cell.lines]


def _line(row: Row) -> Line:
    filled = _filled(row)
    return Line(" ".join(" ".join(c.lines) for c in filled), sum(c.words for c in filled))


def _labels(row: Row) -> frozenset[str]:
    return frozenset(" ".join(cell.lines).casefold() for cell in _filled(row))


def _same_header(first: frozenset[str], labels: frozenset[str]) -> bool:
    """Mostly the labels of the first: a log of closed actions adds `Date closed`."""
    shared = len(first & labels)
    return shared >= _FEWEST and shared * 3 >= 2 * min(len(first), len(labels))


def _under_headings(grid: Grid) -> list[tuple[list[Line], Grid]]:
    """The sheet's tables, each with the headings over it, where two and more of one header stand under a
    heading each (`Priority 1: ...`); else the grid as it is.

    A header may name periods: the headings of a table of measures are read with its rows.
    """
    rows = grid.rows
    whole: list[tuple[list[Line], Grid]] = [([], grid)]
    first = next((i for i, row in enumerate(rows) if len(_filled(row)) >= _FEWEST), None)
    if first is None or any(_PERIOD.search(label) for label in _labels(rows[first])):
        return whole
    labels = _labels(rows[first])
    heads = [i for i in range(first, len(rows)) if i == first or _same_header(labels, _labels(rows[i]))]
    tops = [_heading_start(rows, i) for i in heads]
    if len(heads) < 2 or any(top == i for top, i in zip(tops, heads, strict=True)):
        return whole
    out: list[tuple[list[Line], Grid]] = []
    for top, head, end in zip(tops, heads, (*tops[1:], len(rows)), strict=True):
        above = [_line(row) for row in rows[top:head] if _filled(row)]
        out.append((above, replace(grid, rows=rows[head:end])))
    return out


def _heading_start(rows: tuple[Row, ...], header: int) -> int:
    """The first of the rows of one cell right over a header, blank ones among them; the header where there
    is none."""
    top = header
    for i in range(header - 1, -1, -1):
        filled = len(_filled(rows[i]))
        if filled > 1 or any(cell.rowspan > 1 for cell in rows[i].cells):
            break
        if filled:
            top = i
    return top


def _prose_apart(grid: Grid) -> list[Item]:
    """A table and the prose under it: rows of a cell or two after a blank row, where the table's rows
    fill more. Where nothing parts them from the table they stay in it, in doubt."""
    rows = grid.rows
    several = [n for row in rows if (n := len(_filled(row))) > 1]
    least = min(_FEWEST, *several[:-1]) if len(several) > 1 else 0
    last = max((i for i, row in enumerate(rows) if len(_filled(row)) >= least), default=0)
    held = any(cell.rowspan > last + 1 - i for i, row in enumerate(rows[: last + 1]) for cell in row.cells)
    if not least or held or last + 1 == len(rows):
        return [grid]
    table, tail = rows[: last + 1], rows[last + 1 :]
    spaced = any(
        not _filled(row)
        and len(_filled(after)) >= _FEWEST
        and i > 0
        and len(_filled(table[i - 1])) >= _FEWEST
        for i, (row, after) in enumerate(pairwise(table))
    )
    cut = next((i for i, row in enumerate(tail) if not _filled(row)), len(tail)) if not spaced else len(tail)
    cut = next((i for i in range(cut, len(tail)) if _filled(tail[i])), len(tail))
    kept = [_doubted(row) for row in tail[:cut]]
    lines: list[Item] = []
    for row in tail[cut:]:
        if _begins_row(row):
            return [replace(grid, rows=(*table, *(_doubted(r) for r in tail)))]
        if _filled(row):
            lines.append(_line(row))
    return [replace(grid, rows=(*table, *kept)), *lines]


def _begins_row(row: Row) -> bool:
    filled = _filled(row)
    return len(filled) == 2 and bool(_REFERENCE.fullmatch(" ".join(filled[0].lines)))


def _doubted(row: Row) -> Row:
    """A row across the table says how the action above it goes, and is in no doubt."""
    filled = _filled(row)
    across = len(filled) == 1 and filled[0].colspan > 1
    return row._replace(flags=(*row.flags, GUESSED)) if filled and not across else row
