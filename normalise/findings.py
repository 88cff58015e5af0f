"""What a careful reader would query, each with a sentence for the officer who has to ask.

`CODES` says what every code means and how much it matters. A check is silent where all is well.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from normalise.records import ActionRecord, FindingRecord


@dataclass(frozen=True, slots=True)
class Code:
    """How much a code matters, and what it says."""

    severity: str
    """info, warning, error."""
    meaning: str


CODES: dict[str, Code] = {
    "duplicate urn": Code("warning", "Two actions of one plan carry the same number."),
    "gap in urns": Code("info", "A number is missing in a plan's run of numbers."),
    "urn mistyped": Code("info", "A number was read with a repair."),
    "missing owner": Code("warning", "The plan has an owner column and this action names nobody."),
    "missing 4p": Code("warning", "The plan has a 4P column and this action has none."),
    "missing rag": Code("warning", "The plan gives its actions a RAG status and this one has none."),
    "rag disagrees": Code("warning", "Column, colour and newest comment do not say the same RAG status."),
    "unknown value": Code("warning", "A printed value is in no vocabulary."),
    "value read by likeness": Code("info", "A misspelt value was read as the nearest known one."),
    "date mistyped": Code("warning", "A date was read with a repair."),
    "impossible date": Code("warning", "A date that no calendar has; none was taken from it."),
    "date without year": Code("info", "A date without a year, and nothing to take the year from."),
    "date after paper": Code("warning", "An update is dated after the paper it is printed in."),
    "date before strategy": Code("warning", "An update is dated before the strategy began."),
    "due date unread": Code("info", "A due date that could not be read."),
    "truncated comment": Code("warning", "A comment breaks off."),
    "repeated action": Code("info", "The same action is printed more than once."),
    "same plan twice": Code("info", "The plan is among the papers in another copy."),
    "strand not known": Code("info", "Nothing says which strand a plan belongs to."),
    "unplaced text": Code("warning", "Words of a plan's page that are in no row."),
    "words do not add up": Code("error", "The words placed are not the words read: a defect of ours."),
    "scanned page": Code("warning", "A page without text; nothing was read from it."),
    "paper not read": Code("error", "The file could not be read."),
}


def finding(  # noqa: PLR0913 - a finding's columns, named at every call
    record: ActionRecord | tuple[str, str],
    code: str,
    message: str,
    *,
    page: int | None = None,
    column: str | None = None,
    value: str | None = None,
    severity: str | None = None,
) -> FindingRecord:
    """One finding on an action, or on a paper given as (paper_id, path)."""
    if isinstance(record, ActionRecord):
        paper_id, path, action_id = record.paper_id, record.path, record.action_id
        page = record.page_first if page is None else page
    else:
        (paper_id, path), action_id = record, None
    known = CODES.get(code)
    level = severity or (known.severity if known else "warning")
    return FindingRecord(paper_id, path, action_id, page, code, level, column, value, message)


def label(action: ActionRecord) -> str:
    """How a message names an action: by its number, else by its first words."""
    if action.urn_raw:
        return f"Action {action.urn_raw}"
    words = (action.action or "").split()
    return f'Row {action.row} ("{" ".join(words[:8])}")' if words else f"Row {action.row}"


def missing(action: ActionRecord, columns: Iterable[str], *, rag_expected: bool) -> list[FindingRecord]:
    """The cells an action lacks that its plan has a column for.

    A finished action wants no RAG any more where a status column says it is finished.
    """
    out: list[FindingRecord] = []
    has, name = set(columns), label(action)
    if "owner" in has and not action.owner_raw:
        out.append(
            finding(action, "missing owner", f"{name} names no owner: who answers for it?", column="owner")
        )
    if "fourp" in has and not action.fourp_raw:
        message = f"{name} is under none of Prepare, Prevent, Protect and Pursue."
        out.append(finding(action, "missing 4p", message, column="fourp"))
    finished = action.status in {"complete", "no longer needed"}
    if rag_expected and action.rag is None and not action.rag_raw and not finished:
        message = f"{name} has no RAG status: is it on course?"
        out.append(finding(action, "missing rag", message, column="rag"))
    return out


def disagreeing(action: ActionRecord, readings: Sequence[tuple[str, str, str]]) -> list[FindingRecord]:
    """RAG readings of one action that are not the same; `readings` are (origin, rag, as printed)."""
    if len({rag for _, rag, _ in readings}) < 2:
        return []
    said = ", ".join(f"the {origin} says {rag}" for origin, rag, _ in readings)
    message = f"{label(action)}: {said}. Which one holds?"
    return [finding(action, "rag disagrees", message, column="rag", value=readings[0][2] or None)]


def misdated(
    action: ActionRecord,
    when: dt.date | None,
    raw: str | None,
    paper_last: dt.date | None,
    begins: dt.date | None,
) -> list[FindingRecord]:
    """An update's date that cannot be: after its own paper, before the strategy it reports on.

    `paper_last` is the last day the paper can be of, `begins` the strategy's first.
    """
    if when is None:
        return []
    if paper_last is not None and when > paper_last:
        message = (
            f"{label(action)} has an update dated {when:%-d %B %Y}, after the paper itself "
            f"({paper_last:%-d %B %Y}): is the date a slip?"
        )
        return [finding(action, "date after paper", message, column="comments", value=raw)]
    if begins is not None and when < begins:
        message = (
            f"{label(action)} has an update dated {when:%-d %B %Y}, before the strategy began "
            f"({begins.year}): is the year a slip?"
        )
        return [finding(action, "date before strategy", message, column="comments", value=raw)]
    return []


_DATE_MESSAGES = {
    "date mistyped": "{name}: the date '{raw}' was read as {when}; check it against the paper.",
    "impossible date": "{name}: there is no date '{raw}'; which day is meant?",
    "date without year": "{name}: the date '{raw}' has no year and the paper's own date is not known.",
}


def date_issues(
    action: ActionRecord, issues: Iterable[str], raw: str | None, when: dt.date | None, column: str
) -> list[FindingRecord]:
    """What the date grammar had to say of one date."""
    name, read = label(action), f"{when:%-d %B %Y}" if when else "no date"
    return [
        finding(
            action,
            issue,
            _DATE_MESSAGES[issue].format(name=name, raw=raw, when=read),
            column=column,
            value=raw,
        )
        for issue in issues
        if issue in _DATE_MESSAGES
    ]


_BROKEN_OFF = re.compile(
    r"(?:[,(\u2013/&-]|\b(?:a|an|and|are|at|been|by|for|from|has|have|in|is|of|or|our|that|the|their|to|via|was|"
    r"were|which|who|will|with))\s*$"
)


def truncated(action: ActionRecord) -> list[FindingRecord]:
    """A comment that ends in a comma, an open bracket or a word that wants another after it.

    Many comments have no full stop; that alone says nothing.
    """
    text = action.comments or ""
    if not _BROKEN_OFF.search(text) and text.count("(") <= text.count(")"):
        return []
    if not _BROKEN_OFF.search(text) and not _open_bracket_at_end(text):
        return []
    tail = text[-40:]
    message = f"{label(action)}: the comment breaks off ('... {tail}'). What is the rest?"
    return [
        finding(action, "truncated comment", message, page=action.page_last, column="comments", value=tail)
    ]


def _open_bracket_at_end(text: str) -> bool:
    """A bracket that opens in the last few words and never closes, with no full stop after it."""
    opened = text.rfind("(")
    tail = text[opened:]
    return ")" not in tail and len(tail.split()) <= 6 and not tail.rstrip().endswith((".", "!", "?"))


def duplicates(rows: Sequence[ActionRecord], held: frozenset[str] = frozenset()) -> list[FindingRecord]:
    """Numbers printed more than once in one plan; `held` are actions whose number is merged down from
    above."""
    first: dict[str, ActionRecord] = {}
    out: list[FindingRecord] = []
    for row in rows:
        if row.urn is None or row.action_id in held:
            continue
        earlier = first.setdefault(row.urn, row)
        if earlier is not row:
            message = (
                f"Two actions of this plan are numbered {row.urn_raw} (rows {earlier.row} and {row.row}): "
                "which of them do later papers mean?"
            )
            out.append(finding(row, "duplicate urn", message, column="urn", value=row.urn_raw))
    return out


_NUMBERS = re.compile(r"\d{1,4}(?:\.\d{1,4})*")


def gaps(rows: Sequence[ActionRecord]) -> list[FindingRecord]:
    """Numbers left out of a run; looked for only where a plan counts one by one.

    A log of open actions alone leaves numbers out on purpose, so four steps in five must be of one.
    """
    runs: dict[str, list[tuple[int, ActionRecord]]] = {}
    for row in rows:
        if row.urn and _NUMBERS.fullmatch(row.urn):
            prefix, _, last = row.urn.rpartition(".")
            runs.setdefault(prefix, []).append((int(last), row))
    jumps = [(prefix, *jump) for prefix, run in runs.items() for jump in _jumps(run)]
    steps = sum(len({number for number, _ in run}) - 1 for run in runs.values())
    if not jumps or steps < 4 or len(jumps) * 5 > steps:
        return []
    out = []
    for prefix, low, high, row in jumps:
        names = [f"{prefix}.{n}" if prefix else str(n) for n in (low, high)]
        what = f"number {names[0]} is" if low == high else f"numbers {names[0]} to {names[1]} are"
        message = f"The {what} missing before {row.urn_raw}: has an action been dropped?"
        out.append(finding(row, "gap in urns", message, column="urn", value=names[0]))
    return out


def _jumps(run: Sequence[tuple[int, ActionRecord]]) -> list[tuple[int, int, ActionRecord]]:
    """(first missing, last missing, the row after) within one run of numbers, in any printed order."""
    ordered = sorted(dict(reversed(run)).items(), key=lambda item: item[0])
    return [(low + 1, high - 1, row) for (low, _), (high, row) in pairwise(ordered) if high - low > 1]
