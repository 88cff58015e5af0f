"""What the labels of one header row stand for, seen side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from extract.lexicon import Lexicon, squash
from extract.plan.header import (
    PLAN_COLUMNS,
    WORKING_COLUMNS,
    Header,
    HeaderCell,
    Label,
    is_section_urn,
    split_urn,
)


def section_over_action(
    cells: list[HeaderCell], lexicon: Lexicon, known: Header | None
) -> tuple[list[HeaderCell], str | None, str | None]:
    """Give the action column to the unnamed cell that stands over it, and read the section there."""
    first = next((i for i, c in enumerate(cells) if c.label.column in WORKING_COLUMNS), 0)
    left = list(enumerate(cells[:first]))
    number = next((i for i, c in left if c.label.column is None and is_section_urn(c.label.text)), None)
    names = [i for i, c in left if c.label.column is None and i != number and c.cell.lines]
    if not names or not (known or _may_be_section(cells, names, number, lexicon)):
        return cells, None, None
    # The section's own column is the widest of what is left: a stray mark is not.
    place = max(
        names, key=lambda i: (squash(cells[i].label.text) in lexicon.sections, len(cells[i].label.text))
    )
    urn, text = split_urn(cells[place].label.text)
    section_urn = cells[number].label.text if number is not None else urn
    out = list(cells)
    out[place] = HeaderCell(Label("action", cells[place].label.text), cells[place].cell)
    if number is not None:
        out[number] = HeaderCell(Label("urn", cells[number].label.text), cells[number].cell)
    elif known is None and place > 0 and cells[place - 1].label.column is None:
        out[place - 1] = HeaderCell(Label("urn", ""), cells[place - 1].cell)
    return out, text or None, section_urn


_MANY = 3
"""Columns of what is done about an action that make an unknown name beside a reference a section's."""


def _may_be_section(
    cells: Sequence[HeaderCell], names: Sequence[int], number: int | None, lexicon: Lexicon
) -> bool:
    """Whether a cell that no label names can be a section over the action column, in a paper's first header:
    in a table of complaints or of policies it is what the table is about."""
    columns = {c.label.column for c in cells}
    texts = [cells[i].label.text for i in names]
    if number is not None or any(split_urn(text)[0] for text in texts):
        return True
    if columns & {"level", "fourp"} or any(c.label.rest for c in cells):
        return True
    if any(squash(split_urn(text)[1]) in lexicon.sections for text in texts):
        return True
    return "urn" in columns and len(names) == 1 and len(columns & WORKING_COLUMNS) >= _MANY


_SURE = {
    "urn": regex.compile(r"\b(?:urn|ref|refs|reference|no|number|num|id)\b|#", regex.IGNORECASE),
    "action": regex.compile(r"\b(?:actions?|tasks?|steps?|activit(?:y|ies))\b", regex.IGNORECASE),
    "status": regex.compile(r"\b(?:status|state|stage|complet\w+)\b|%", regex.IGNORECASE),
}
"""The words of a label that is a column's own, where a table has two that could stand for it."""
_SECOND = {"urn": "other:Meeting", "action": "other:Recommendation", "status": "comments"}


def told_apart(cells: list[HeaderCell]) -> list[HeaderCell]:
    """Of two columns that could be the reference (`Date of meeting | Minute ref`), the action
    (`Recommendation | Action`) or the status (`Status | Progress`), the one whose label says so; the other
    becomes what it stands beside."""
    out = list(cells)
    named = {c.label.column for c in cells}
    for column, sure in _SURE.items():
        if _SECOND[column] in named & set(PLAN_COLUMNS):
            continue  # there is a column of its own for it
        same = [i for i, c in enumerate(out) if c.label.column == column and c.cell.lines]
        own = [i for i in same if sure.search(out[i].label.text)]
        if len(same) > 1 and len(own) == 1:
            for i in same:
                if i not in own:
                    label = replace(out[i].label, column=_SECOND[column])
                    out[i] = HeaderCell(label, out[i].cell)
    return out


_SECTION_LABELS = ("other:Strand", "other:Objective", "other:Recommendation")
"""Columns that say what a run of actions belongs to, the better first."""


def stand_ins(cells: list[HeaderCell]) -> list[HeaderCell]:
    """Let an objective stand in for the action where no column is labelled so (`Objective | Lead | RAG`),
    and a theme or an objective beside the actions for their section. A bare `Date` left of the action is
    the meeting's, in the place of a reference; right of it the day it is due."""
    named = {c.label.column for c in cells}
    roles: dict[str, str] = {}
    figures = {"other:Measure", "other:Target"} <= named and bool(named & {"other:Period", "trap"})
    if "action" not in named and "other:Objective" in named and not figures:
        roles["other:Objective"] = "action"
    section = next((name for name in _SECTION_LABELS if name in named and name not in roles), None)
    if section is not None and "section" not in named:
        roles[section] = "section"
    at = next((i for i, c in enumerate(cells) if c.label.column == "action"), None)
    date = next((i for i, c in enumerate(cells) if c.label.column == "other:Date"), None)
    if at is not None and date is not None:
        role = "urn" if date < at else "due"
        if role not in named:
            roles["other:Date"] = role
    return [
        HeaderCell(replace(c.label, column=roles[c.label.column]), c.cell) if c.label.column in roles else c
        for c in cells
    ]
