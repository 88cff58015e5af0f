"""What a careful reader would query, each with a sentence for the officer who has to ask.

`CODES` says what every code means and how much it matters. A check is silent where all is well.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extract.lexicon import squash
from normalise import urn
from normalise.due import Due
from normalise.records import ActionRecord, FindingRecord, PaperRecord


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
    "owner vacant": Code("warning", "The owner's post is vacant or still to be named."),
    "owner not read": Code("info", "An owner cell from which nobody could be read; it is kept whole."),
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
    "repeated in another plan": Code("info", "The same action stands in two plans of one quarter."),
    "same plan twice": Code("info", "The plan is among the papers in another copy."),
    "strand not known": Code("info", "Nothing says which strand a plan belongs to."),
    "unplaced text": Code("warning", "Words of a plan's page that are in no row."),
    "table not read": Code(
        "warning", "A table names owners and a status or date, and no column says the action."
    ),
    "actions in text": Code(
        "warning", "Text outside tables sets actions, label by label or line by line; none was read."
    ),
    "hidden in the sheet": Code(
        "warning", "A workbook hides a sheet, rows or columns that were read all the same."
    ),
    "formula without value": Code(
        "warning", "Cells of a sheet hold formulas without their values, or errors."
    ),
    "empty rows": Code("info", "Numbered rows that print nothing else; they are no actions."),
    "words do not add up": Code("error", "The words placed are not the words read: a defect of ours."),
    "scanned page": Code("warning", "A page without text; nothing was read from it."),
    "page not read": Code("warning", "A broken page; nothing was read from it."),
    "drawing left out": Code(
        "warning", "More is drawn on a page than a table needs; lines and colours unread."
    ),
    "attachment not read": Code("error", "What lies inside the file could not be read, or not all of it."),
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


_UNREAD = frozenset({"encrypted", "damaged", "unsupported", "too large", "needs ocr"})


def of_paper(
    record: PaperRecord, actions: Sequence[ActionRecord], *, strand_expected: bool
) -> list[FindingRecord]:
    """What is odd about a paper as a whole: it could not be read, or nothing says whose plan it is.

    An action log of a board without strands wants none.
    """
    place = (record.paper_id, record.path)
    out: list[FindingRecord] = []
    if record.status in _UNREAD:
        message = record.error or f"The file could not be read ({record.status})."
        out.append(finding(place, "paper not read", message, value=record.status))
    if strand_expected and any(action.strand is None for action in actions):
        message = "Nothing printed says which strand this plan belongs to: add its name to the strands file."
        out.append(finding(place, "strand not known", message, column="strand"))
    return out


def label(action: ActionRecord) -> str:
    """How a message names an action: by its number, else by its first words."""
    if action.urn_raw:
        return f"Action {action.urn_raw}"
    words = (action.action or "").split()
    return f'Row {action.row} ("{" ".join(words[:8])}")' if words else f"Row {action.row}"


_FEW = 3
"""Actions up to which a plan is too short to tell a habit by."""
_WANTED = {
    "owner": ("missing owner", "names no owner: who answers for it?", "an owner: who answers for them?"),
    "fourp": (
        "missing 4p",
        "is under none of Prepare, Prevent, Protect and Pursue.",
        "a 4P: which of Prepare, Prevent, Protect and Pursue do they serve?",
    ),
    "rag": ("missing rag", "has no RAG status: is it on course?", "a RAG status: are they on course?"),
}
"""Column -> code, what a message says of one action, and what the plan's actions are without."""


def missing(rows: Sequence[ActionRecord], columns: Iterable[str]) -> list[FindingRecord]:
    """The cells that actions lack though their plan has a column for them.

    One finding an action, where most actions have one; one for the plan where none has, which is the plan's
    way and no slip of a row. A RAG status is wanted also where most actions tell it in their comments.
    """
    has = set(columns)
    return [
        *_lacking("owner", rows, [row for row in rows if not row.owner_raw] if "owner" in has else []),
        *_lacking("fourp", rows, [row for row in rows if not row.fourp_raw] if "fourp" in has else []),
        *_without_rag(rows, column="rag" in has),
    ]


def _without_rag(rows: Sequence[ActionRecord], *, column: bool) -> list[FindingRecord]:
    """A finished action wants no RAG any more where a status column says it is finished; where the status's
    colour is the RAG, nor does one on hold, whose cell is grey."""
    without = {"complete", "no longer needed"} if column else {"complete", "no longer needed", "on hold"}
    wanted = [row for row in rows if row.status not in without]
    lacking = [row for row in wanted if row.rag is None and not row.rag_raw]
    most_have = len(lacking) * 2 < len(wanted)
    if not column and not most_have:
        return []
    if most_have or len(wanted) <= _FEW or not lacking:
        return _lacking("rag", wanted, lacking)
    return [_of_plan("rag", wanted, lacking)]


def _lacking(
    column: str, rows: Sequence[ActionRecord], lacking: Sequence[ActionRecord]
) -> list[FindingRecord]:
    if len(lacking) == len(rows) > _FEW:
        return [_of_plan(column, rows, lacking)]
    code, text, _ = _WANTED[column]
    return [finding(row, code, f"{label(row)} {text}", column=column) for row in lacking]


def _of_plan(column: str, rows: Sequence[ActionRecord], lacking: Sequence[ActionRecord]) -> FindingRecord:
    """One finding for a plan, without an action of its own."""
    code, _, text = _WANTED[column]
    first, last = lacking[0], lacking[-1]
    none = len(lacking) == len(rows)
    which = f"None of the {len(rows)}" if none else f"Only {len(rows) - len(lacking)} of the {len(rows)}"
    name = f" of {first.plan}" if first.plan else ""
    without = "" if none else f"; the first without is {_lower(label(first))}, the last {_lower(label(last))}"
    have = "has" if none or len(rows) - len(lacking) == 1 else "have"
    message = f"{which} actions{name} {have} {text.rstrip('?')}{without}?"
    return finding((first.paper_id, first.path), code, message, page=first.page_first, column=column)


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
    "date without year": "{name}: the date '{raw}' has no year, and nothing says which one is meant.",
}


def date_issues(
    action: ActionRecord, issues: Iterable[str], raw: str | None, when: dt.date | None, column: str
) -> list[FindingRecord]:
    """What the date grammar had to say of one date."""
    asked = [issue for issue in issues if issue in _DATE_MESSAGES]
    if not asked:
        return []
    name, read = label(action), f"{when:%-d %B %Y}" if when else "no date"
    return [
        finding(
            action,
            issue,
            _DATE_MESSAGES[issue].format(name=name, raw=raw, when=read),
            column=column,
            value=raw,
        )
        for issue in asked
    ]


def due_issue(action: ActionRecord, read: Due) -> list[FindingRecord]:
    """What was wrong with a due date."""
    code = read.issue or "due date unread"
    if code in _DATE_MESSAGES:
        return date_issues(action, (code,), read.raw, read.date, "due")
    message = f"{label(action)}: by which day is '{read.raw}'?"
    return [finding(action, code, message, column="due", value=read.raw)]


def repeated(rows: Sequence[ActionRecord], held: frozenset[str] = frozenset()) -> list[FindingRecord]:
    """Actions of one plan in the same words; short ones (`Ongoing monitoring`) may well be two."""
    first: dict[str, ActionRecord] = {}
    out: list[FindingRecord] = []
    for row in rows:
        words = squash(row.action or "")
        if len(words) < 25 or row.action_id in held:
            continue
        earlier = first.setdefault(words, row)
        if earlier is not row:
            message = f"{label(row)} repeats {_lower(label(earlier))} word for word: are they one or two?"
            out.append(finding(row, "repeated action", message, column="action", value=row.urn_raw))
    return out


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


_BROKEN_OFF = re.compile(
    r"(?:[,(\u2013/&-]|\b(?:a|an|and|are|at|been|by|for|from|has|have|in|is|of|or|our|that|the|their|to|via|was|"
    r"were|which|who|will|with))\s*$"
)


def truncated(action: ActionRecord) -> list[FindingRecord]:
    """A comment that ends in a comma, an open bracket or a word that wants another after it.

    Many comments have no full stop; that alone says nothing.
    """
    text = action.comments or ""
    broken = _BROKEN_OFF.search(text.rstrip()[-8:])  # longer than the longest of the words
    if not broken and (text.count("(") <= text.count(")") or not _open_bracket_at_end(text)):
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
    own = [row for row in rows if row.action_id not in held]
    out: list[FindingRecord] = []
    for number, places in urn.duplicates([row.urn for row in own], [row.section_raw for row in own]):
        first, *others = (own[place] for place in places)
        for row in others:
            message = (
                f"Two actions of this plan are numbered {number} (rows {first.row} and {row.row}): "
                "which of them do later papers mean?"
            )
            out.append(finding(row, "duplicate urn", message, column="urn", value=row.urn_raw))
    return out


def gaps(rows: Sequence[ActionRecord]) -> list[FindingRecord]:
    """Numbers left out of a run, on the action before the gap."""
    out: list[FindingRecord] = []
    for gap in urn.gaps([row.urn for row in rows], [row.section_raw for row in rows]):
        number = rows[gap.after].urn
        row = [row for row in rows if row.urn == number][-1]  # after the last of a number printed twice
        message = f"There is no action {gap.missing} beside {row.urn_raw}: has one been dropped?"
        out.append(finding(row, "gap in urns", message, column="urn", value=gap.missing))
    return out
