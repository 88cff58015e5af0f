"""Tables whose rows are told by shading: every other one has a colour, cell by cell, and hardly any rulings.

The edges of such cells are borders as good as drawn ones. Word's table styles with banded rows draw them.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract.pdf.paths import Fill, Ruling
from extract.pdf.rulings import SNAP, Lattice
from extract.pdf.words import Word, line_text, printed_lines
from extract.plan.rows import looks_like_urn

_CELLS = 3
"""Shaded cells side by side that make a row."""
_TOUCH = 1.5
"""Points between two cells that touch."""
_WIDE, _HIGH = 10.0, 8.0
"""Points of a shaded cell, at least: bars of a chart and blobs for a RAG are slimmer."""


def edges(fills: Sequence[Fill], ruled: Sequence[Ruling]) -> tuple[list[Ruling], list[Ruling]]:
    """The edges of rows of shaded cells as rulings, across and down; of those alone that `ruled`, the rulings
    down the page, frame on both sides and go on beyond: without a frame, rows that are not shaded are open.
    """
    across: list[Ruling] = []
    down: list[Ruling] = []
    for row in _rows(fills):
        if not (_framed(row, row[0].x0, ruled) and _framed(row, row[-1].x1, ruled)):
            continue
        top, bottom = row[0].top, row[0].bottom
        across += [Ruling(at, row[0].x0, row[-1].x1) for at in (top, bottom)]
        down += [Ruling(at, top, bottom) for at in (row[0].x0, *(cell.x1 for cell in row))]
    return across, down


def _rows(fills: Sequence[Fill]) -> list[list[Fill]]:
    """Shaded cells that stand side by side between the same two heights, each touching the next."""
    found: list[list[Fill]] = []
    cells = {f for f in fills if f.x1 - f.x0 >= _WIDE and f.bottom - f.top >= _HIGH}
    for cell in sorted(cells, key=lambda f: (round(f.top), f.x0)):
        last = found[-1][-1] if found else None
        if (
            last is not None
            and abs(last.top - cell.top) < _TOUCH
            and abs(last.bottom - cell.bottom) < _TOUCH
            and abs(last.x1 - cell.x0) < _TOUCH
        ):
            found[-1].append(cell)
        else:
            found.append([cell])
    return [row for row in found if len(row) >= _CELLS]


def _framed(row: Sequence[Fill], at: float, ruled: Sequence[Ruling]) -> bool:
    top, bottom = row[0].top, row[0].bottom
    return any(
        abs(r.at - at) < SNAP and r.start < bottom and r.end > top and r.end - r.start > bottom - top + _HIGH
        for r in ruled
    )


def holds_rows(lattice: Lattice, parts: Sequence[Sequence[Word]]) -> bool:
    """Whether each row is one: no two references stand one under the other in its first column."""
    right = lattice.xs[1]
    for region, part in zip(lattice.regions, parts, strict=True):
        if region.col == 0:
            first = [line_text(line) for line in printed_lines([w for w in part if w.x1 <= right + 1])]
            if sum(looks_like_urn(text) for text in first) > 1:
                return False
    return True
