"""A row held against the columns of a plan: is it a header, a value of each, or of another table?"""

from __future__ import annotations

import regex

from extract.lexicon import Lexicon, squash
from extract.model import Grid, Row
from extract.plan.columns import Columns
from extract.plan.header import Header
from extract.plan.labels import LabelReader
from extract.plan.rows import OpenRow, looks_like_urn
from extract.plan.state import OpenPlan
from extract.plan.text import join_lines

_NUMBER_AT_END = regex.compile(r"(.*?)(\d{1,4})[.):]?")
_TYPED = ("urn", "rag", "fourp", "due")


def other_values(rows: list[OpenRow], pieces: list[OpenRow], lexicon: Lexicon) -> bool:
    """True where what pieces print under a plan's columns is of another kind than what its rows print
    there: no references under the references, no dates under the dates."""
    for column in _TYPED:
        mine = [fits_column(column, t, lexicon) for row in rows if (t := row.own_text(column))]
        theirs = [fits_column(column, t, lexicon) for piece in pieces if (t := piece.own_text(column))]
        if len(mine) >= 3 and len(theirs) >= 2 and sum(mine) * 10 >= len(mine) * 7 and not any(theirs):
            return True
    return False


def fits_column(column: str, text: str, lexicon: Lexicon) -> bool:
    """True where a text is of the kind that a column holds."""
    if column == "urn":
        return looks_like_urn(text)
    if column == "due":
        return any(c.isdigit() for c in text)
    words = lexicon.rag if column == "rag" else lexicon.fourp
    return any(word in words for word in squash(text).split()) or (column == "rag" and len(text) == 1)


def agrees(header: Header, grid: Grid, columns: Columns) -> bool:
    """True where labels stand over the columns they name, two of them as the plan printed them before; or
    where a header with an action's label has too many to be a row's values.

    An owner's initials or post and a status (`NO`, `Clerk`, `Completed`) read like labels too, under other
    columns or under their own.
    """
    labelled = [c for c in header.cells if c.label.column is not None and c.cell.lines]
    places = [(c.label, columns.place(c.cell, grid)) for c in labelled]
    agree = [(label, at) for label, at in places if at is not None and at.name == label.column]
    same = sum(squash(label.text) == squash(at.label) for label, at in agree)
    if len(agree) >= 2 and len(agree) * 2 >= len(labelled) and same >= 2:
        return True
    whole = len(labelled) == sum(bool(c.cell.lines) for c in header.cells) >= 3
    return header.is_plan and header.section is None and (len(labelled) >= 4 or whole)


def labels_other_deeds(header: Header, grid: Grid, columns: Columns, labels: LabelReader) -> bool:
    """True where a header like the plan's own names other things in the action's place: risks, say."""
    if "action" in header.columns:
        return False
    for c in header.cells:
        at = columns.place(c.cell, grid) if c.cell.lines else None
        if at is not None and at.name == "action":
            return labels.exactly(c.label.text).column is not None
    return False


def counts_on(plan: OpenPlan, grid: Grid) -> bool:
    """True where a grid of as many columns begins with the reference after the plan's last one, in the
    reference's column: more of its table, however its borders stand (portrait before, landscape now)."""
    urn = next((c for c in plan.columns.columns if c.name == "urn"), None)
    if urn is None or not plan.rows or grid.edges is None or grid.columns != plan.columns.grid_columns:
        return False
    printed = [cell for row in grid.rows for cell in row.cells if cell.col == urn.c0 and cell.lines]
    before = _NUMBER_AT_END.fullmatch(plan.rows[-1].own_text("urn"))
    after = _NUMBER_AT_END.fullmatch(join_lines(printed[0].lines)) if printed else None
    if before is None or after is None or before[1] != after[1]:
        return False
    return int(after[2]) == int(before[2]) + 1 and looks_like_urn(after[0])


def are_values(row: Row, grid: Grid, plan: OpenPlan) -> bool:
    """True where a row prints, under two columns or more, what rows of the plan print there: no header."""
    known = 0
    for cell in row.cells:
        column = plan.columns.place(cell, grid) if cell.lines else None
        if column is not None and column.name in _VALUED:
            text = squash(join_lines(cell.lines))
            known += any(squash(row.own_text(column.name)) == text for row in plan.rows[-_LATEST:])
    return known >= 2


_VALUED = ("owner", "level", "fourp", "rag", "status", "due")
_LATEST = 60
"""Rows of a plan that show what its columns print."""
