"""An action's number: canonical, sortable, and what a careful reader asks of a plan's run of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import regex

from normalise.words import Issue

_LABEL = regex.compile(
    r"^(?:urn|ref(?:erence)?|no|number|action|item|rec(?:ommendation)?|task|point)\b[\s.:#]*(?=[\p{L}\d(#])|^#\s*(?=\d)",
    regex.IGNORECASE,
)
_DATE = regex.compile(r"(?P<d>\d{1,2})[/.\-](?P<m>\d{1,2})[/.\-](?P<y>\d{4}|\d{2})")
_PLAIN = regex.compile(r"\d{1,9}")
_DOTTED = regex.compile(r"\d{1,4}(?:\.\d{1,4})+")
_OF_DATE = regex.compile(r"\d\d\.\d\d\.\d\d")
_SPACED = regex.compile(r"(?<=\d)\s*\.\s*(?=\d)")
_SLIPS = regex.compile(r"(?<=\d)(?:\s*,(?!\s)|\.{2,}|;)(?=\d)")
_LETTER_FOR_DIGIT = regex.compile(r"^[lI](?=\.\d)|(?<=\d\.)[lI]$|(?<=\d\.)[oO]$")
NO_NUMBER = frozenset(
    ("n/a", "na", "none", "nil", "tbc", "tba", "new", "new action", "action", "urn", "ref", "no")
)
"""Words of a number column that stand where a number would, and are none."""
_REMARK = regex.compile(
    r"(?<=\d[a-z]?)\s*(?:[(\[]?\b(?:new|closed|completed?|amended|revised|updated|cont(?:inued|['\u2019]?d)?)\b\.?[)\]]?|\*+)$|^\*+(?=\w)",
    regex.IGNORECASE,
)
"""What is said of an action beside its number: `1 NEW`, `1.1 (closed)`, `3*`."""
_BRACKETED = regex.compile(r"^[(\[]([^()\[\]]*)[)\]]$")
_BEFORE_BRACKET = regex.compile(r"\s+(?=\()")
_MINUTE = regex.compile(
    r"(?:\p{L}{3,9}[\s./-]?\d{2,4}|(?:0[1-9]|1[0-2])[./](?:\d{2}|20\d{2})|(?:\d{2}|20\d{2})[./](?:0[1-9]|1[0-2]))[./-]\d{1,3}"
)
"""A minute's number, built of its meeting's month: `Jan23.05`, `03.18.06`."""
_WHOLE = regex.compile(r"(?P<prefix>.*?)(?P<last>\d+)(?P<tail>[a-z]?\)?)$", regex.IGNORECASE)
_PARTS = regex.compile(r"\d+|\p{L}+")
_LONGEST = 40
_MOST_GAPS = 20


@dataclass(frozen=True, slots=True)
class Urn:
    """One number."""

    value: str | None = None
    """Canonical: `1.1`, `1` for `1.` and `001`, `GOV-01` as printed."""
    issue: Issue | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A number that a plan's run leaves out."""

    missing: str
    after: int
    """Index of the action before it, in the plan's order."""


@lru_cache(maxsize=4096)
def canonical(raw: str | None) -> Urn:
    """The canonical form of a printed number; None with an issue for what is no number.

    Zeros in front go (`001`, `01.02`), but not from references built of dates (`03.18.04`, `Jan23.02`).
    """
    text = " ".join((raw or "").split())
    if not text.strip(".-\u2013/*\u2022 ") or text.casefold() in NO_NUMBER:
        return Urn()
    bare = _bare(text)
    repaired = _LETTER_FOR_DIGIT.sub(lambda m: "0" if m.group() in "oO" else "1", _SLIPS.sub(".", bare))
    issue = None
    if repaired != bare and (_DOTTED.fullmatch(repaired)):
        issue = Issue("urn mistyped", text, f"The number {text!r} was read as {repaired}.")
        bare = repaired
    if not _is_urn(bare):
        message = f"{text[:60]!r} stands in the number column and is no number."
        return Urn(None, Issue("unknown value", text[:80], message))
    return Urn(_without_zeros(bare), issue)


def _bare(text: str) -> str:
    """The number without what is printed around it: a label, a bracket, stops, spaces in it."""
    while True:
        bare = _REMARK.sub("", _LABEL.sub("", text)).strip(" .:;,-\u2013")
        if bare.count("(") < bare.count(")"):
            bare = bare.rstrip(") ")
        bare = str(_BRACKETED.sub(r"\1", bare))
        bare = str(_BEFORE_BRACKET.sub("", _SPACED.sub(".", bare)))
        if bare == text:
            return bare
        text = bare


def _is_urn(text: str) -> bool:
    """A short run with a digit in it, or one to four letters (`A`, `iv`)."""
    if not text or len(text) > _LONGEST:
        return False
    if any(c.isdigit() for c in text):
        return len(text.split()) <= 4
    return len(text) <= 4 and text.isalpha()


def _without_zeros(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return str(int(text))
    if _OF_DATE.fullmatch(text):
        return text
    if _DOTTED.fullmatch(text) and (text.count(".") == 1 or text[0] != "0"):
        parts = text.split(".")
        # `1.0` heads a section; a part of zeros alone stays one zero.
        return ".".join(str(int(part)) for part in parts)
    return text


def is_date(urn: str | None) -> bool:
    """Whether a date stands where a number would: the meeting's that set the action."""
    match = _DATE.fullmatch(urn or "")
    if match is None or (urn is not None and "." in urn and len(match["y"]) == 2):
        return False  # `03.18.04` is a minute's number as often as a day
    return 1 <= int(match["d"]) <= 31 and 1 <= int(match["m"]) <= 12


def sort_key(urn: str | None) -> tuple[tuple[int, int, str], ...]:
    """Orders `1.1` before `1.10`, numbers before letters, dates by day, and nothing last."""
    if not urn:
        return ((3, 0, ""),)
    if is_date(urn) and (match := _DATE.fullmatch(urn)) is not None:
        year = int(match["y"])
        day = (year if year > 99 else 2000 + year) * 10_000 + int(match["m"]) * 100 + int(match["d"])
        return ((0, day, ""),)
    parts = _PARTS.findall(urn)
    return tuple((0, int(p), "") if p.isdecimal() and len(p) < 19 else (1, 0, p.casefold()) for p in parts)


def sortable(urn: str | None) -> str | None:
    """A text that sorts as the number does: every run of digits filled up to six."""
    if not urn:
        return None
    parts = [f"{n:06d}" if kind == 0 else text for kind, n, text in sort_key(urn)]
    return ".".join(parts) or urn


class _Place(NamedTuple):
    """A number taken apart: the run it belongs to and its place in it."""

    run: tuple[str, ...]
    number: int
    width: int
    """Digits as printed, for `GOV-01`."""
    urn: str


def _places(urns: Sequence[str | None], sections: Sequence[str | None] | None) -> list[_Place | None]:
    """Each number's run: `2.` for `2.7`, `GOV-` for `GOV-01`; a plain run that begins at 1 again is a
    new one, and so is each section's where sections begin anew."""
    split = [_split(urn) if urn else None for urn in urns]
    restart = _restarts(split, sections)
    out: list[_Place | None] = []
    turn = 0
    last: dict[tuple[str, ...], int] = {}
    for at, match in enumerate(split):
        if match is None:
            out.append(None)
            continue
        section = (sections[at] or "") if restart and sections is not None else ""
        number = int(match["last"][:9])
        key = (match["prefix"], section, str(turn))
        if restart and number == 1 and last.get(key, 0) > 1 and not match["tail"]:
            turn += 1
            key = (match["prefix"], section, str(turn))
        last[key] = number
        out.append(_Place(key, number, len(match["last"]), urns[at] or ""))
    return out


@lru_cache(maxsize=4096)
def _split(urn: str) -> regex.Match[str] | None:
    """A number as run, digits and tail; None for a date and for what has no digit at its end."""
    return None if is_date(urn) else _WHOLE.fullmatch(urn)


def _restarts(split: Sequence[regex.Match[str] | None], sections: Sequence[str | None] | None) -> bool:
    """Whether plain numbers begin at 1 again by design: at least twice, each time running on."""
    plain = [int(m["last"][:9]) for m in split if m is not None and not m["prefix"]]
    ones = sum(number == 1 for number in plain)
    runs_on = sum(b == a + 1 for a, b in pairwise(plain))
    parts = len({s for s in sections if s}) if sections is not None else 0
    return ones > 1 and runs_on >= ones and (parts >= ones or parts == 0 or runs_on > 2 * ones)


def duplicates(
    urns: Sequence[str | None], sections: Sequence[str | None] | None = None
) -> list[tuple[str, tuple[int, ...]]]:
    """Numbers that stand more than once, with the indices of their actions, in printed order.

    Dates name meetings and may; so may minutes' numbers, for one minute sets several actions, and numbers
    that begin anew in each section.
    """
    printed = [urn for urn in urns if urn]
    if len(set(printed)) == len(printed):
        return []
    seen: dict[tuple[tuple[str, ...], str], list[int]] = {}
    for at, place in enumerate(_places(urns, sections)):
        if place is not None and not _MINUTE.fullmatch(place.urn):
            seen.setdefault((place.run, place.urn), []).append(at)
    return [(urn, tuple(where)) for (_, urn), where in seen.items() if len(where) > 1]


def gaps(urns: Sequence[str | None], sections: Sequence[str | None] | None = None) -> list[Gap]:
    """Numbers left out of a run that is otherwise whole; none where leaving out is the plan's way.

    A log that drops what is done has holes all over: past one in five missing, holes are by design.
    """
    runs: dict[tuple[str, ...], dict[int, int]] = {}
    widths: dict[tuple[str, ...], int] = {}
    for at, place in enumerate(_places(urns, sections)):
        if place is not None and place.number < 1000 and not _MINUTE.fullmatch(place.urn):
            runs.setdefault(place.run, {}).setdefault(place.number, at)
            widths[place.run] = min(place.width, widths.get(place.run, place.width))
    whole = sum(len(run) for run in runs.values())
    found: list[Gap] = []
    for key, run in runs.items():
        first, last = min(run), max(run)
        begins = 1 if (key[0].endswith(".") and 1 < first <= 2 and len(run) > 2) else first
        before = run[first]
        for number in range(begins, last):
            if number in run:
                before = run[number]
            else:
                found.append(Gap(f"{key[0]}{number:0{widths[key]}d}", before))
            if len(found) > _MOST_GAPS:
                return []
    if whole < 3 or len(found) > max(1, whole // 5):
        return []
    return sorted(found, key=lambda gap: (gap.after, sort_key(gap.missing)))
