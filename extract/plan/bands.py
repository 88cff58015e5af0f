"""Rows that name the section of the rows under them."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from extract.lexicon import Lexicon, squash
from extract.model import Cell, Grid, Row
from extract.plan.columns import Columns
from extract.plan.header import is_section_urn, split_urn
from extract.plan.rows import looks_like_urn, reference
from extract.plan.text import join_lines

RANKED = regex.compile(
    r"(?:aim|goal|objective|outcome|pillar|priority|strand|theme|workstream)\s+(?:\d{1,2}|[A-Z])\b", regex.I
)
"""A name that says that it is a section's may be longer."""
_NUMBER, _NUMBERED_UNDER = regex.compile(r"\d+"), regex.compile(r"(\d+)\s*\.\s*\d")


_OF_SECTION = regex.compile(
    r"(?:\p{L}+\s+){0,2}(?:leads?|owners?|sponsors?|sro|officers?|directors?|members?|outcomes?|aims?|purpose|success"
    r"|criteria|measures?|kpis?|rationale|description|background|context|scope|partners?|rag|status|progress"
    r"|summary|governance|budget|risks?|resources?)(?:\s+of\s+\p{L}+)?\s*(?:[:\u2014]|\s[-\u2013]\s)\s*\S.*"
    r"|(?:what|how|why)\b.{3,60}\?.*",
    regex.I | regex.S,
)


def tells_of_section(text: str) -> bool:
    """`Lead: Cllr Hale`, `Outcome: fewer victims`: what stands under a section's name, and is none."""
    return _OF_SECTION.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Band:
    """A row that names a section (or says something) across the table."""

    text: str
    urn: str | None
    known: bool
    """True where the vocabulary knows the name."""
    beside: tuple[Cell, ...] = ()
    """What the row prints beside it: who leads on the section."""


def read_band(row: Row, grid: Grid, columns: Columns, lexicon: Lexicon, under: Row | None) -> Band | None:
    """The row as a section band, or None where it is an action row.

    Boards print a section as one cell across the table, as a name alone in the action's column, or as
    `2.0 | Analytical` with every other cell empty. `under` is the next row: its reference `2.1` under `2.0`
    makes the row above it a section even when its name is not known.
    """
    filled = [c for c in row.cells if c.lines]
    if len(filled) == 2 and 2 * filled[0].colspan > grid.columns and _is_state(filled[1], grid, columns):
        filled = filled[:1]  # `Objective 1: ...` across, and a RAG of its own
    beside: tuple[Cell, ...] = ()
    if len(filled) == 3 and tells_of_section(join_lines(filled[2].lines)):
        *filled, last = filled  # `1 | Safer homes | Lead: Cllr Hale`
        beside = (last,)
    if not filled or len(filled) > 2:
        return _with_more(filled, grid, columns, lexicon, under)
    placed = [columns.place(c, grid) for c in filled]
    wide = filled[-1].colspan >= max(3, (grid.columns + 1) // 2) and grid.columns >= 3
    names = {c.name if c else None for c in placed}
    spread = len(filled) == 2 and wide and names <= {"urn", "action", "section"}
    wide = wide and (spread or len(filled) == 1)
    if not wide and not names <= {"urn", "action", "section"}:
        return _with_more(filled, grid, columns, lexicon, under)
    texts = [join_lines(c.lines) for c in filled]
    number = texts.pop(0) if len(texts) == 2 else None
    urn, name = split_urn(texts[0])
    urn = number or urn
    cut_off = name[:1].islower() and (not wide or name.endswith("."))  # the rest of an action, on a new page
    longest = 400 if wide and (spread or RANKED.match(texts[0])) else 120
    counted = number is None or is_section_urn(number) or (spread and looks_like_urn(number))
    if cut_off or len(name) > longest or not counted:
        return None
    known = squash(name) in lexicon.sections
    heads_next = urn is not None and under is not None and _is_under(reference(under, grid, columns), urn)
    if known and (wide or urn is not None or len(filled) == 1):
        return Band(name, urn, True, beside)
    if wide or (heads_next and names != {"urn"}):
        return Band(name, urn, False, beside)
    return None


def _with_more(
    filled: list[Cell], grid: Grid, columns: Columns, lexicon: Lexicon, under: Row | None
) -> Band | None:
    """A section's name over the reference's and the action's column, and who leads on it beside it."""
    if not 1 < len(filled) <= _MOST or not _spans(filled[0], grid, columns):
        return None
    urn, name = split_urn(join_lines(filled[0].lines))
    below = reference(under, grid, columns) if under is not None else ""
    if RANKED.match(name) or (urn is not None and _is_under(below, urn)):
        return Band(name, urn, squash(name) in lexicon.sections, tuple(filled[1:]))
    return None


_MOST = 3
"""Cells of a row that names a section and says something of it."""


def _spans(cell: Cell, grid: Grid, columns: Columns) -> bool:
    """Whether a cell reaches over both the reference's column and the action's."""
    parts = (cell._replace(col=cell.col + k, colspan=1) for k in range(cell.colspan))
    names = {column.name for part in parts if (column := columns.place(part, grid)) is not None}
    return cell.colspan > 1 and {"urn", "action"} <= names


def _is_state(cell: Cell, grid: Grid, columns: Columns) -> bool:
    column = columns.place(cell, grid)
    return column is not None and column.name in ("rag", "status")


def _is_under(below: str, urn: str) -> bool:
    """True where `below` (`2.1`) is numbered under the section number `urn` (`2.0`, `2.`, `2`)."""
    head, under = _NUMBER.match(urn.strip()), _NUMBERED_UNDER.match(below.strip())
    return bool(head and under and int(head[0]) == int(under[1]) and squash(below) != squash(urn))
