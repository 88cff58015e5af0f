"""Sheets in a dump: rows of cells parted by tabs."""

from __future__ import annotations

from collections.abc import Sequence

from extract.dump.lines import TextLine
from extract.model import Cell, Grid, Method, Row

_FEWEST = 2
"""Rows of three cells and more that make a run of tabbed lines a sheet; a list after bullets has two."""


def sheet_runs(lines: Sequence[TextLine]) -> list[tuple[int, int]]:
    """(first, end) of the runs of lines that are a sheet's rows."""
    out: list[tuple[int, int]] = []
    start = None
    for i in range(len(lines) + 1):
        tabbed = i < len(lines) and "\t" in lines[i].raw
        if tabbed and start is None:
            start = i
        elif not tabbed and start is not None:
            wide = sum(sum(bool(c.strip()) for c in lines[k].raw.split("\t")) >= 3 for k in range(start, i))
            if wide >= _FEWEST:
                out.append((start, i))
            start = None
    return out


def sheet_grid(lines: Sequence[TextLine]) -> Grid:
    """The lines as a table: each tab is the border of a column, as in the sheet."""
    rows = []
    width = 1
    for line in lines:
        cells = []
        for col, text in enumerate(line.raw.split("\t")):
            words = text.split()
            if words:
                cells.append(Cell((" ".join(words),), col, words=len(words)))
                width = max(width, col + 1)
        rows.append(Row(tuple(cells)))
    return Grid(Method.DUMP, tuple(rows), width)
