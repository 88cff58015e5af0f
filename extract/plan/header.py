"""Header rows: what their cells say, and what they make of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import regex

from extract.lexicon import squash
from extract.model import Cell
from extract.plan.text import MONTHS

PLAN_COLUMNS = ("urn", "action", "owner", "level", "fourp", "rag", "comments", "status", "due", "section")
"""The columns that have a place in a plan row."""

WORKING_COLUMNS = frozenset({"owner", "level", "fourp", "rag", "comments", "status", "due"})
"""Columns one of which, beside the action, makes a table a plan."""

ACTION = regex.compile(r"\b(?:actions?|tasks?|steps?|activit(?:y|ies))\b", regex.IGNORECASE)
"""The words of a label that is the action's own."""

_SECTION_URN = regex.compile(r"\d{1,3}(?:\s*\.\s*\d{0,3})*\s*\.?|[A-Z]\s*\.?")
_HEADED = regex.compile(
    r"(\d{1,3}(?:\.\d{1,3})*\.?)\s*[-–:)]?\s+"
    rf"(?!(?:{'|'.join(MONTHS)}|years?|months?|weeks?|days?|points?|steps?)\b)(\S.*)"
)
"""No day (`4 March 2025`), and no count of what follows (`3 year plan`)."""


@dataclass(frozen=True, slots=True)
class Label:
    """What one header cell says."""

    column: str | None
    """A plan column, `other:NAME`, `trap`, or None where the label is not known."""
    text: str
    rest: str = ""
    """What stands in the cell beside the label: the section's number in `URN 1.0`."""
    guessed: bool = False
    mark: bool = False
    """One of `R | A | G` side by side: a mark under it says what the label says."""


def is_sure(label: Label) -> bool:
    """A label of the action that says so, and is no recommendation or finding."""
    return label.column == "action" and ACTION.search(label.text) is not None


class HeaderCell(NamedTuple):
    """One cell of a header row with the grid columns it covers."""

    label: Label
    cell: Cell


@dataclass(frozen=True, slots=True)
class Header:
    """A header row: its cells, and the section it names, if it does."""

    cells: tuple[HeaderCell, ...]
    section: str | None = None
    section_urn: str | None = None
    guessed: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The plan columns it labels, left to right."""
        return tuple(c.label.column for c in self.cells if c.label.column in PLAN_COLUMNS)

    @property
    def is_plan(self) -> bool:
        """True where these columns make a plan: an action and something that is done about it; a date alone
        makes a works programme one, and needs a reference beside it. Labels of other tables speak against it,
        unless there are few of them beside all that an action has."""
        found = set(self.columns)
        traps = sum(c.label.column == "trap" for c in self.cells)
        if traps:  # beside a score, a risk's name and number are no action's
            risks = (squash(c.label.text) for c in self.cells if c.label.column == "other:Risk")
            traps += sum(text.startswith("risk ") for text in risks)
        working = found & WORKING_COLUMNS
        told = bool(working - {"due"}) or ("due" in working and "urn" in found)
        few = traps * 3 < max(len(found), 4)
        whole = {"urn", "owner"} <= found and len(working) > 2 and traps * 2 < len(found)
        whole = whole and any(is_sure(c.label) for c in self.cells)
        return "action" in found and told and (few or whole)


def is_section_urn(text: str) -> bool:
    """`1.`, `2.0`, `URN 3.0` without its label, `4. 3 . 9`: a section's number, not a section's name."""
    return bool(_SECTION_URN.fullmatch(text.strip()))


def split_urn(text: str) -> tuple[str | None, str]:
    """`2. Analytical` → (`2.`, `Analytical`): a number that heads a section's name."""
    match = _HEADED.fullmatch(text.strip())
    return (match[1], match[2]) if match else (None, text.strip())
