"""A progress column of words that is no RAG: `On track for due date`, `Action on hold`, `Completed by KD`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from extract.lexicon import squash
from normalise.words import Vocabulary

_PERCENT = re.compile(r"(?<![\d.])(?P<share>100|\d{1,2})(?:\.\d+)?\s?%")
_TIME = re.compile(r"\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*$|q[1-4]$")
_PARTS = re.compile(r"(?<=[.!?;:,])\s|\s?[-\u2013]\s|\s[(\[]")
_DENIED = re.compile(
    r"(?:not|never) (?:yet )?(?:achieved|completed?|delivered|done|fully|implemented|met)\b|in part\b"
)
_VAGUE = frozenset("delayed late open outstanding overdue".split())
"""What leaves open how far an action is."""
_LONGEST = 60
"""Characters up to which a cell is a status and not a comment about one."""


class Status(NamedTuple):
    """What a status cell says."""

    status: str | None
    """complete, on track, in progress, planned, not started, on hold, no longer needed; None: not known."""
    exact: bool = True
    """False where it was read by likeness."""
    nearest: str | None = None
    """The nearest known form, for the finding's message."""


def status(raw: str | None, vocabulary: Vocabulary) -> Status:
    """The progress a cell tells: the whole cell's form, else the form it begins with, else by likeness.

    A known form at the beginning counts where the cell goes on (`Completed by KD`, `On track - due in May`);
    a long cell that begins with none is a comment and has no status.
    """
    if not raw or not raw.strip():
        return Status(None)
    if entry := vocabulary.entry("status", raw):
        return Status(entry.means)
    if share := _PERCENT.search(raw[:_LONGEST]):
        return Status(_of_share(int(share["share"])))
    first, *rest = _PARTS.split(raw, maxsplit=1)
    squashed = squash(first)
    if head := _beginning(squashed, vocabulary):
        said = _after(head, squashed, squash(rest[0]) if rest else "", vocabulary)
        return Status(said, exact=said is not None)
    if len(raw) > _LONGEST:
        return Status(None)
    match = vocabulary.lookup("status", raw)
    return Status(match.value, exact=False, nearest=match.nearest)


def _after(head: str, first: str, rest: str, vocabulary: Vocabulary) -> str | None:
    """What a head says with what stands behind it: `Open - on hold` is on hold, and nobody can tell what
    `Closed - not achieved` is."""
    if head == "complete" and _DENIED.match(rest):
        return None
    entry = vocabulary.entries["status"].get(rest.removeprefix("now ")) if first in _VAGUE else None
    return entry.means if entry is not None else head


def ticked(raw: str | None, headings: Iterable[str]) -> Status | None:
    """What a yes, a no or a tick says under a label that asks whether an action is done (`Completed?`); None
    for any other text, and under any other label."""
    said = _TICKS.get((raw or "").strip().casefold())
    if said is None or not any(_ASKS.fullmatch(squash(heading)) for heading in headings):
        return None
    return Status("complete" if said else None)


_ASKS = re.compile(
    r"(?:action )?(?:achieved|actioned|closed|completed?|delivered|discharged|done|finished|implemented)"
    r"(?: (?:y n|y/n|yes no|yes/no|tick))?"
)
_TICKS = dict.fromkeys("yes y true 1 x ✓ ✔ √ ☒ ☑ ● 🗹".split(), True) | dict.fromkeys(
    "no n false 0 ☐ □ ○ ✗ ✘ - –".split(), False
)


def _of_share(share: int) -> str:
    return "complete" if share == 100 else "in progress" if share else "not started"


def _beginning(squashed: str, vocabulary: Vocabulary) -> str | None:
    """The longest known form a text begins with; a form of one word stands alone or before `by`, `on`, ..."""
    words = squashed.split()
    for length in range(min(len(words), 6), 0, -1):
        form = " ".join(words[:length])
        entry = vocabulary.entries["status"].get(form)
        if entry is None:
            continue
        following = words[length] if length < len(words) else ""
        if length > 1 or not following or following in _FOLLOWS or _TIME.match(following):
            return entry.means
    return None


_FOLLOWS = frozenset(
    {
        "and",
        "as",
        "at",
        "because",
        "but",
        "by",
        "due",
        "during",
        "following",
        "for",
        "in",
        "on",
        "pending",
        "since",
        "subject",
    }
    | {"to", "until", "via", "with"}
)
