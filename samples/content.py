"""The plans as data: what each prints in a quarter, and what that means (`plans/*.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

PLANS = Path(__file__).parent / "plans"
QUARTERS = ("2023Q3", "2023Q4", "2024Q1")
Entry = dict[str, Any]
FOUR_PS = ("Prepare", "Prevent", "Protect", "Pursue")


@dataclass(frozen=True, slots=True)
class Update:
    """One dated part of a comment."""

    date_raw: str
    day: date | None
    """What the printed date means."""
    rag: str
    """The action's RAG at that date, printed at the head or not; '' for none."""
    text: str
    printed: str
    """Head and text together, as in the cell."""
    rag_printed: bool
    slip: str = ""
    """Code of the finding that it ought to raise."""


@dataclass(frozen=True, slots=True)
class Action:
    """One action as a plan of one quarter prints it; line breaks within a cell are kept."""

    urn: str
    action: str
    owner: str
    level: str
    fourp: str
    rag: str
    """RED, AMBER, GREEN, BLUE or ''; how it is printed is the layout's."""
    updates: tuple[Update, ...]
    section: str
    section_name: str
    section_number: str
    due: str = ""
    due_day: date | None = None
    progress: str = ""
    status: str = ""
    slips: tuple[tuple[str, ...], ...] = ()
    """Findings that its number or its section's ought to raise: code, column, value where it is known."""

    @property
    def comments(self) -> str:
        """The comment cell."""
        return "\n".join(u.printed for u in self.updates)


@dataclass(frozen=True, slots=True)
class PlanAt:
    """One plan in one quarter."""

    name: str
    plan: str
    strand: str
    title: str
    quarter: str
    actions: tuple[Action, ...]
    key: tuple[str, ...] = field(default=())

    def sections(self) -> list[tuple[Action, list[Action]]]:
        """Runs of actions under one section, each with its first action."""
        runs: list[tuple[Action, list[Action]]] = []
        for action in self.actions:
            if runs and runs[-1][0].section_name == action.section_name:
                runs[-1][1].append(action)
            else:
                runs.append((action, [action]))
        return runs


def quarter_of(day: date) -> str:
    """The calendar quarter, as pandas prints it."""
    return f"{day.year}Q{(day.month + 2) // 3}"


@cache
def load(name: str) -> dict[str, Any]:
    """A data file by its stem."""
    with (PLANS / f"{name}.toml").open("rb") as stream:
        return tomllib.load(stream)


def plan_at(name: str, quarter: str) -> PlanAt:
    """What plan `name` prints in `quarter`: updates pile up, old actions go, new ones come."""
    data = load(name)
    actions = [
        made
        for section in data["sections"]
        for entry in section["actions"]
        if (made := _action(data, section, entry, quarter)) is not None
    ]
    return PlanAt(
        name, data["plan"], data["strand"], data["title"], quarter, tuple(actions), tuple(data.get("key", ()))
    )


def _action(
    data: dict[str, Any], section: dict[str, Any], entry: dict[str, Any], quarter: str
) -> Action | None:
    """The action in that quarter, None where it is not in the plan yet, or no longer."""
    progress = entry.get("progress")
    if not entry.get("from", "") <= quarter <= entry.get("until", "9999Q4") or (
        progress and quarter not in progress
    ):
        return None
    shown = [_update(data["heads"], u) for u in entry.get("updates", ()) if quarter_of(u[1]) <= quarter]
    newest = shown[-1].rag if shown else ""
    shown = shown[-data["keep"] :] if "keep" in data else shown
    if data.get("order") == "newest first":
        shown.reverse()
    due, day = entry.get("due", ("", ""))
    word, status, colour = progress[quarter] if progress else ("", "", newest)
    return Action(
        urn=entry["urn"],
        action=entry["action"],
        owner=entry["owner"],
        level=entry.get("level", ""),
        fourp=entry.get("fourp", ""),
        rag=colour,
        updates=tuple(shown),
        section=section.get("means", section["name"]),
        section_name=section["name"],
        section_number=section["number"],
        due=due,
        due_day=day or None,
        progress=word,
        status=status,
        slips=tuple(map(tuple, entry.get("slips", ()))),
    )


def _update(heads: str, entry: list[Any]) -> Update:
    """An update with its head as the plan prints heads."""
    date_raw, day, rag, text, *more = entry
    return Update(
        date_raw=date_raw,
        day=day if date_raw else None,
        rag=rag,
        text=text,
        printed=heads.format(date=date_raw, rag=rag, text=text),
        rag_printed="{rag}" in heads,
        slip=more[0]["finding"] if more else "",
    )


def four_ps(printed: str) -> set[str] | None:
    """The Ps that a cell means; None where it prints nothing."""
    if not printed:
        return None
    if printed.startswith("All"):
        return set(FOUR_PS)
    words = printed.replace("Purse", "Pursue").replace(",", " ").replace("&", " ").split()
    return {word for word in words if word in FOUR_PS}
