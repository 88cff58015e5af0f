"""Tables that say who answers for what and how it stands, and that were not read as plans all the same."""

from __future__ import annotations

from collections.abc import Iterator

from extract.model import Grid
from extract.plan.header import ACTION
from extract.plan.labelled import pieces
from extract.plan.labels import LabelReader
from extract.plan.text import join_lines

_TELLS = frozenset({"rag", "status", "due", "comments"})
"""Columns one of which, beside an owner, makes a table worth a look."""
_FIRST = 4
"""Rows in which a header may stand."""


def labels_of_lookalike(grid: Grid, labels: LabelReader) -> str | None:
    """The labels of a table without a column for the action, or with its labels at the left of each value, in
    cells of their own or in the values'; None where it is a table of other things."""
    for row, texts in enumerate(_starts(grid)):
        columns = {labels.exactly(text).column for text in texts}
        if "trap" in columns:  # of risks, say, and what is done about each
            return " | ".join(texts) if {"action", "owner", "due"} <= columns else None
        acts = any(ACTION.search(text) and labels.exactly(text).column == "owner" for text in texts)
        tells = acts or columns & _TELLS  # `Item | Minute | Action by`
        if len(texts) > 2 and "action" not in columns and "owner" in columns and tells:
            return " | ".join(texts) if len(grid.rows) > row + 2 else None
    left = [join_lines(cell.lines) for row in grid.rows for cell in row.cells[::2] if cell.lines]
    lines = [line for row in grid.rows for cell in row.cells for line in cell.lines if ":" in line]
    within = [piece.label for line in lines for piece in pieces(line, labels)]
    for printed in (left, within):
        known = {text: column for text in printed if (column := labels.exactly(text).column)}
        columns = set(known.values())
        if {"action", "owner"} <= columns and columns & _TELLS:
            return " | ".join(known)
    return None


def _starts(grid: Grid) -> Iterator[list[str]]:
    for row in grid.rows[:_FIRST]:
        yield [join_lines(cell.lines) for cell in row.cells if cell.lines]
