"""One column that prints two things (`Lead & timescale`, `Status / due date`, `RAG / update`), parted.

A plan without a column of its own for one of them says it there: the date behind each owner's name is when
the action is due. Rows are parted where most of their cells can be.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from extract.lexicon import JOINT, squash
from extract.model import Plan, PlanRow, Printed
from normalise import dates, rag
from normalise.colours import rag_colour
from normalise.words import Vocabulary

Parts = tuple[Printed | None, Printed]
"""What stays in a cell, None where nothing does, and what belongs to the other column."""

_LEAD_IN = re.compile(r"(?:by|due|before|end(?: of)?|from|when|date|deadline|target)\b[ :]*", re.IGNORECASE)
_LEADS_IN = re.compile(r"\s*\b(?:by|due|before)$", re.IGNORECASE)
_NEARLY_ALL = 0.8
"""Share of cells that can be parted where no label says that there are two things in them."""
_FEW = 3
"""Painted cells that are no accident."""
_OPEN = frozenset("ongoing tbc tba tbd asap immediate immediately complete completed".split())
"""Words in a date's place."""
_HEAD = re.compile(r"(?P<head>\w+)\s*[-\u2013\u2014:.]\s*(?P<rest>\S.*)", re.DOTALL)
_DIGIT = re.compile(r"\d")
_AROUND = " \t/|-\u2013\u2014,;:("
_ALIKE = {"other:Date": "due", "other:Period": "due", "status": "comments"}
"""Columns whose labels say the same here: progress is told as a state or in a sentence."""


def parted(plan: Plan, vocabulary: Vocabulary, near: dt.date | None) -> Plan:
    """The plan with each thing in its column; as it is where every column prints one thing."""
    dated, rated = partial(_date_of, near=near), partial(_rag_of, vocabulary=vocabulary)
    said = _said(plan, vocabulary)
    pairs: list[tuple[str, str, Callable[[Printed], Parts | None]]] = [
        *((column, "due", dated) for column in ("owner", "status", "rag")),
        *((column, "rag", rated) for column in ("owner", "status", "comments")),
    ]
    for column, other, part in pairs:
        if other in plan.columns or column not in plan.columns:
            continue
        if (column, other) == ("owner", "due") or _names(said, column, other):
            plan = _with(plan, column, other, part)
        elif (column, other) == ("comments", "rag"):
            plan = _with(plan, column, other, part, least=_NEARLY_ALL)
    alone = "rag" in plan.columns and "comments" not in plan.columns
    if alone and _names(said, "rag", "comments"):
        plan = _with(plan, "rag", "comments", partial(_rest_of, vocabulary=vocabulary))
    return plan if "rag" in plan.columns else _painted(plan, vocabulary)


def _painted(plan: Plan, vocabulary: Vocabulary) -> Plan:
    """The plan with its RAG, where the cells of a column are each painted with one, and not all the same."""
    for column in ("status", "urn", "due", "action", "owner", "comments"):
        cells = [row.cells.get(column) for row in plan.rows]
        said = [rag_colour(cell.fill, vocabulary) if cell is not None else None for cell in cells]
        known = [colour for colour in said if colour is not None]
        if len(known) < max(_FEW, _NEARLY_ALL * len(cells)) or len(set(known)) < 2:
            continue
        paint = [Printed("", (), cell.fill, held=cell.held) if cell is not None else None for cell in cells]
        rows = [
            row if one is None else replace(row, cells={**row.cells, "rag": one})
            for row, one in zip(plan.rows, paint, strict=True)
        ]
        return replace(plan, rows=tuple(rows), columns=(*plan.columns, "rag"))
    return plan


def _said(plan: Plan, vocabulary: Vocabulary) -> list[set[str]]:
    """The columns that each label of several parts names."""
    found: list[set[str]] = []
    for heading in dict.fromkeys(plan.headings):
        parts = [part for part in JOINT.split(heading) if part.strip()]
        entries = [vocabulary.entry("columns", part) for part in parts] if 1 < len(parts) < 4 else []
        found.append({_ALIKE.get(entry.means, entry.means) for entry in entries if entry is not None})
    return found


def _names(said: Sequence[set[str]], column: str, other: str) -> bool:
    """Whether a label names both columns."""
    wanted = {_ALIKE.get(column, column), _ALIKE.get(other, other)}
    return any(wanted <= columns for columns in said)


def _with(
    plan: Plan, column: str, other: str, part: Callable[[Printed], Parts | None], least: float = 0.5
) -> Plan:
    """The plan with the column's cells parted, where this share of them can be."""
    cells = [row.cells.get(column) for row in plan.rows]
    found = [part(cell) if cell is not None and cell.text else None for cell in cells]
    printed = sum(bool(cell and cell.text) for cell in cells)
    if sum(one is not None for one in found) < max(1.0, least * printed):
        return plan
    rows = [_set(row, column, other, one) for row, one in zip(plan.rows, found, strict=True)]
    stays = any(column in row.cells for row in rows)
    columns = [name for name in plan.columns if name != column or stays]
    return replace(plan, rows=tuple(rows), columns=(*columns, other))


def _set(row: PlanRow, column: str, other: str, parts: Parts | None) -> PlanRow:
    if parts is None:
        return row
    cells: dict[str, Printed] = {name: cell for name, cell in row.cells.items() if name != column}
    stays, goes = parts
    if stays is not None:
        cells[column] = stays
    cells[other] = goes
    return replace(row, cells=cells)


def _date_of(cell: Printed, near: dt.date | None) -> Parts | None:
    """The day behind a name or a state, or in front of it."""
    pending = len(cell.lines) > 1 and squash(cell.lines[-1]) in _OPEN
    if not pending and _DIGIT.search(cell.text) is None:
        return None  # no date is without a digit
    return _on_its_lines(cell, near, pending=pending) or _in_line(cell, near)


def _on_its_lines(cell: Printed, near: dt.date | None, *, pending: bool) -> Parts | None:
    """A day alone in its cell, or on its first or last lines; `pending`: a word stands for it on the last."""
    lines = cell.lines
    if _is_date(cell.text, near):
        return None, cell
    for k in range(1, min(3, len(lines))):
        if pending or _is_date(" ".join(lines[-k:]), near):
            return _lines(cell, lines[:-k]), _lines(cell, lines[-k:])
        if _is_date(" ".join(lines[:k]), near):
            return _lines(cell, lines[k:]), _lines(cell, lines[:k])
    return None


def _in_line(cell: Printed, near: dt.date | None) -> Parts | None:
    """The one day that a cell's text ends or begins with."""
    found = list(dates.find(cell.text, near))
    if len(found) != 1:
        return None
    before = cell.text[: found[0].start].rstrip(_AROUND)
    before, after = _LEADS_IN.sub("", before).rstrip(_AROUND), cell.text[found[0].end :].strip(_AROUND + ".)")
    if bool(before) == bool(after):
        return None
    return _text(cell, before or after), _text(cell, found[0].raw)


def _is_date(text: str, near: dt.date | None) -> bool:
    return dates.read(_LEAD_IN.sub("", text.strip(" ()"), count=1), near) is not None


def _rag_of(cell: Printed, vocabulary: Vocabulary) -> Parts | None:
    """The RAG on a line of its own, the first or the last."""
    lines = cell.lines
    if len(lines) < 2:
        return None
    for own, rest in ((lines[-1], lines[:-1]), (lines[0], lines[1:])):
        if _says_rag(own, vocabulary):
            return _lines(cell, rest), Printed(own, (own,), cell.fill, cell.ink, cell.held)
    return None


def _rest_of(cell: Printed, vocabulary: Vocabulary) -> Parts | None:
    """What stands with a RAG on a line of its own, or behind one that heads the text."""
    parts = _rag_of(cell, vocabulary)
    if parts is not None and parts[0] is not None:
        return parts[1], parts[0]
    match = _HEAD.fullmatch(cell.text)
    if match is None or not _says_rag(match["head"], vocabulary):
        return None
    head = Printed(match["head"], (match["head"],), cell.fill, cell.ink, cell.held)
    return head, _text(cell, match["rest"])


def _says_rag(text: str, vocabulary: Vocabulary) -> bool:
    return len(text) < 20 and rag.rag_of_cell(text, None, None, vocabulary).value is not None


def _lines(cell: Printed, lines: Sequence[str]) -> Printed:
    own = (*lines[:-1], lines[-1].rstrip(_AROUND))
    return Printed(" ".join(own), own, held=cell.held)


def _text(cell: Printed, text: str) -> Printed:
    return Printed(text, (text,), held=cell.held)
