"""What the labels of one header row stand for, seen side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from extract.lexicon import Lexicon, squash
from extract.plan.header import (
    ACTION,
    WORKING_COLUMNS,
    HeaderCell,
    Label,
    is_section_urn,
    split_urn,
)


def section_over_action(
    cells: list[HeaderCell], lexicon: Lexicon
) -> tuple[list[HeaderCell], str | None, str | None]:
    """Give the action column to the unnamed cell that stands over it, and read the section there."""
    first = next((i for i, c in enumerate(cells) if c.label.column in WORKING_COLUMNS), 0)
    left = list(enumerate(cells[:first]))
    number = next((i for i, c in left if c.label.column is None and is_section_urn(c.label.text)), None)
    names = [i for i, c in left if c.label.column is None and i != number and c.cell.lines]
    if not names or not _may_be_section(cells, names, number, lexicon):
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
    elif place > 0 and cells[place - 1].label.column is None:
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
    return {"urn", "rag"} <= columns and len(names) == 1 and len(columns & WORKING_COLUMNS) >= _MANY


_SURE = {
    "urn": regex.compile(r"\b(?:urn|ref|refs|reference|no|number|num|id)\b|#", regex.IGNORECASE),
    "action": ACTION,
    "status": regex.compile(r"\b(?:status|state|stage|complet\w+)\b|%", regex.IGNORECASE),
}
"""The words of a label that is a column's own, where a table has two that could stand for it."""
_SURER = {
    "urn": regex.compile(r"\b(?:urn|refs?|reference)\b", regex.IGNORECASE),
    "status": regex.compile(r"\bstatus\b", regex.IGNORECASE),
}
"""Of two that are sure the better one, the later of two that are as good."""
_SECOND = {"urn": "other:Meeting", "action": "other:Recommendation", "status": "comments"}


def told_apart(cells: list[HeaderCell]) -> list[HeaderCell]:
    """Of two columns that could be the reference (`Date of meeting | Minute ref`), the action
    (`Recommendation | Action`) or the status (`Status | Progress`), the one whose label says so; the other
    becomes what it stands beside."""
    out = list(cells)
    named = [c.label.column for c in out]
    if named.count("owner") > 1 and "due" not in named:  # `Lead | By`
        out = [
            HeaderCell(replace(c.label, column="due"), c.cell) if squash(c.label.text) == "by" else c
            for c in out
        ]
    for column, sure in _SURE.items():
        same = [i for i, c in enumerate(out) if c.label.column == column and c.cell.lines]
        own = [i for i in same if sure.search(out[i].label.text)]
        if len(own) > 1 and column in _SURER:
            own = [i for i in own if _SURER[column].search(out[i].label.text)][-1:] or own[-1:]
        if column == "action" and len(same) == 2 and len(own) != 1:
            own = same[1:]  # `Commitment | Deliverables`
        if len(same) > 1 and len(own) == 1:
            for i in same:
                if i not in own:
                    share = "%" in out[i].label.text or "percent" in out[i].label.text.casefold()
                    label = replace(out[i].label, column="other:Percent" if share else _SECOND[column])
                    out[i] = HeaderCell(label, out[i].cell)
    return out


_SECTION_LABELS = (
    "other:Strand", "other:Project", "other:Initiative", "other:Objective", "other:Recommendation",
)  # fmt: skip
"""Columns that say what a run of actions belongs to, the better first."""
_DEEDS = ("other:Project", "other:Initiative")
"""What is done for an objective left of it."""
_PARTS = (*_DEEDS, "other:Recommendation")
"""Part of an action, where they stand right of it."""
_MONEY = regex.compile(r"[£$€]|\b(?:budget|spend|cost)", regex.IGNORECASE)
_HOW_IT_GOES = frozenset(("rag", "status", "comments"))


def _acts(cells: list[HeaderCell]) -> str | None:
    """The label that stands in for the action's where no column is labelled so: a milestone left of what is
    done about it, an objective, an initiative, or a project of which is told how it goes and not what it
    costs."""
    named = {c.label.column for c in cells}
    if "action" in named:
        return None
    at = next((i for i, c in enumerate(cells) if c.label.column == "other:Milestone"), None)
    before = {c.label.column for c in cells[:at]} if at is not None else WORKING_COLUMNS
    if not before & WORKING_COLUMNS and "owner" in named:
        return "other:Milestone"
    told_of = named & (_HOW_IT_GOES | {"due"})
    figures = {"other:Measure", "other:Target"} <= named and (named & {"other:Period", "trap"} or not told_of)
    names = [c.label.column for c in cells]
    if "owner" in named and told_of and "other:Objective" in named:
        behind = names[names.index("other:Objective") :]
        part = next((name for name in behind if name in _DEEDS), None)
        if part is not None:  # `Objective | Initiatives`
            return part
    if "other:Objective" in named and not figures:
        return "other:Objective"
    if "owner" in named and told_of and "other:Initiative" in named:
        return "other:Initiative"
    costs = named & {"trap", "other:Cost"} or any(_MONEY.search(c.label.text) for c in cells)
    told = "owner" in named and named & _HOW_IT_GOES and not costs
    return "other:Project" if told and "other:Project" in named else None


def stand_ins(cells: list[HeaderCell]) -> list[HeaderCell]:
    """Let an objective or the like stand in for the action where no column is labelled so (`Objective | Lead
    | RAG`), and a theme or an objective beside the actions for their section. A bare `Date` left of the
    action is the meeting's, in the place of a reference; right of it the day it is due."""
    named = {c.label.column for c in cells}
    roles: dict[str, str] = {}
    acts = _acts(cells)
    if acts is not None:
        roles[acts] = "action"
    names = [c.label.column for c in cells]
    acts_at = next((i for i, name in enumerate(names) if name in ("action", acts)), len(names))
    parts = [n for n in _SECTION_LABELS if n not in _PARTS or n not in named or names.index(n) < acts_at]
    section = next((name for name in parts if name in named and name not in roles), None)
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


def without_roles_alone(cells: list[HeaderCell]) -> list[HeaderCell]:
    """Take a table of who does what for no plan: who is consulted and who informed, and nothing of how it
    goes (a RACI chart)."""
    texts = {squash(c.label.text) for c in cells}
    if not texts >= _RACI or {c.label.column for c in cells} & (WORKING_COLUMNS - {"owner"}):
        return cells
    return [
        HeaderCell(replace(c.label, column="trap"), c.cell) if squash(c.label.text) in _RACI else c
        for c in cells
    ]


_RACI = frozenset(("consulted", "informed"))
_COLOURS = {
    "r": "red", "red": "red", "a": "amber", "amber": "amber", "g": "green", "green": "green",
    "b": "blue", "blue": "blue", "y": "yellow", "yellow": "yellow",
}  # fmt: skip


def is_colour(text: str) -> bool:
    """A label of one of the columns `R | A | G`."""
    return squash(text) in _COLOURS


_FOUR = frozenset(("pursue", "prevent", "protect", "prepare"))
_THREE = 3


def with_four_marks(cells: list[HeaderCell]) -> list[HeaderCell]:
    """Labels of a header row with three or all of `Pursue | Prevent | Protect | Prepare` read as one 4P
    column with marks in them; as they are where a 4P column stands beside."""
    four = {squash(c.label.text) for c in cells} & _FOUR
    if len(four) < _THREE or any(
        c.label.column == "fourp" and squash(c.label.text) not in _FOUR for c in cells
    ):
        return cells
    return [
        HeaderCell(Label("fourp", c.label.text, mark=True), c.cell) if squash(c.label.text) in four else c
        for c in cells
    ]


def with_marks(cells: list[HeaderCell]) -> list[HeaderCell]:
    """Labels of a header row with `R | A | G` side by side read as one RAG column, with a mark in one of
    them; as they are where a RAG column stands beside."""
    if any(c.label.column == "rag" for c in cells):
        return cells
    out = list(cells)
    for first in range(len(cells) - 2):
        k = first
        seen: set[str] = set()
        while k < len(cells) and (colour := _COLOURS.get(squash(cells[k].label.text))) and colour not in seen:
            seen.add(colour)
            k += 1
        if {"red", "amber", "green"} <= seen or {"red", "yellow", "green"} <= seen:
            for i in range(first, k):
                out[i] = HeaderCell(Label("rag", cells[i].label.text, mark=True), cells[i].cell)
            return out
    return out
