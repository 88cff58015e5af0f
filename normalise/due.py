"""A due date: the last day that a Deadline, Timescale or By When cell allows.

`By April 2020` allows all of April; `before April` none of it. Words that set no day (`Ongoing`, `ASAP`,
`Quarterly`) give no date and are no fault.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import NamedTuple

from normalise import dates
from normalise.date_forms import MONTH_NUMBER
from normalise.due_words import months_mended, shorthand

UNREAD = "due date unread"


class Due(NamedTuple):
    """What a due cell sets."""

    date: dt.date | None
    """The last day it allows; None where it sets none."""
    issue: str | None = None
    """A code of `findings.CODES`, with the text it is about in `raw`."""
    raw: str | None = None


_SEASONS = {"spring": 5, "summer": 8, "autumn": 11, "winter": 2, "christmas": 12, "easter": 4}
"""The month a season ends in; winter's is the next year's."""
_LONGEST = 600
"""Characters of a cell that are looked at: a longer one is a comment in the wrong column."""
_IN_SECOND = frozenset(("spring", "easter"))
"""Seasons of the second year of a financial or a school year."""
_TERMS = {"spring": 4, "summer": 7, "autumn": 12}
"""The month a school's term ends in."""
_PART = (
    r"(?P<part>early|beginning|start|first half|mid(?:dle)?|late|end|close|second half)(?:\s+of|\s+in)?[\s-]+"
)
_PARTS = {"early": 10, "beginning": 10, "start": 10, "first half": 15, "mid": 20, "middle": 20}
"""Last day of the month that a part allows; the others allow all of it."""
_YEAR_PARTS = {"early": 4, "beginning": 4, "start": 4, "first half": 6, "mid": 8, "middle": 8}
"""Last month of the year that a part allows."""
_SEASON = re.compile(
    r"\b(?P<name>spring|summer|autumn|winter|christmas|easter)\b(?:\s+term)?(?:,?\s+(?:of\s+)?(?P<year>(?:19|20)\d\d)"
    r"(?:\s?[/\u2013-]\s?(?P<until>\d{2,4}))?)?",
    re.IGNORECASE,
)
_FINANCIAL = re.compile(
    r"(?<![\d/.])(?P<year>20\d\d|(?<=FY)\d\d|(?<=FY )\d\d)\s?[/\u2013-]\s?(?P<until>(?:20)?\d\d)(?![\d/.-])",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(
    r"(?<![\d/.-])(?P<month>0?[1-9]|1[0-2])\s?/\s?(?P<year>20\d\d|1[3-9]|[2-6]\d)(?![\d/.-])"
)
_WEEK = re.compile(r"\b(?:w/c|w\.c\.?|w/b|week (?:commencing|beginning|of))\s*$", re.IGNORECASE)
_JOINED_PART = re.compile(r"\b(early|mid|late|end)-(?=[a-z]|20\d\d)", re.IGNORECASE)
_QUARTER = re.compile(
    r"\b(?:(?P<nth>1st|first|2nd|second|3rd|third|4th|fourth|last|final)\s+(?:quarter|qtr)"
    r"|(?:Q|(?:quarter|qtr)\s)(?P<q>[1-4]))[.,:]?\s+(?:(?:of|in|[-\u2013])\s+)?(?:the\s+)?"
    r"(?:(?:financial|fiscal|calendar)\s+year\s+|(?=FY|20\d\d))",
    re.IGNORECASE,
)
"""`2nd quarter of 2025/26`, `Q2 of the financial year 2025/26`: written as `Q2 2025/26` before it is read."""
_FY = re.compile(r"\bFY\s?(?=\d\d\s?[/\u2013-]\s?\d\d(?!\d))", re.IGNORECASE)
"""`FY25/26`, as `2025/26`."""
_YEAR_ALONE = re.compile(
    r"\b(?:FY\s?(?:20)?\d\d|(?:financial|fiscal)\s+year\s+20\d\d)\b(?!\s?[/\u2013-]\s?\d)", re.IGNORECASE
)
"""A financial year that is named by one number: by that of its begin or of its end?"""
_YEAR_END = re.compile(
    r"\b(?:FYE|(?:financial|fiscal)\s+year[\s-]+end(?:ing|s)?)\s*(?:in|of|:)?\s*$", re.IGNORECASE
)
_ACADEMIC = re.compile(r"\b(?:academic|school)\s+year\W*$", re.IGNORECASE)
_FAR = 3
"""Years from the paper past which `Sept 30` may well be a day."""
_NTH = {
    "1st": 1, "first": 1, "2nd": 2, "second": 2, "3rd": 3, "third": 3,
    "4th": 4, "fourth": 4, "last": 4, "final": 4,
}  # fmt: skip
_WEEK_NUMBER = re.compile(
    r"\b(?:(?:week|wk)\.?\s?(?:no\.?\s?)?|w)\d{1,2}\b[\s,/(-]*(?:of\s+)?$", re.IGNORECASE
)
"""A week's number before its year: weeks are counted in several ways, and none ends with the year."""
_CUT_MONTH = re.compile(
    r"(?:\w*(?:anuary|ebruary|ruary|ugust|eptember|tember|ctober|ovember|ecember|mber)"
    r"|\b(?:janu|febr|augu|sept|octo|nove|dece)\w*\s\w{1,5})\W*$",
    re.IGNORECASE,
)
"""The rest of a month's name that was cut or run together with another word: the year behind it is no whole
year."""
_YEAR = re.compile(r"(?<![\d/.-])(?P<year>20\d\d)(?![\d/.-])")
_MONTH_PART = re.compile(_PART + r"$", re.IGNORECASE)
_BEFORE = re.compile(r"(?<!not )\b(?:before|prior to|ahead of|in advance of)\s+(?:the\s+)?$", re.IGNORECASE)
_FROM = re.compile(
    r"\b(?:from|since|after|not before|starting|commencing|commences?|begins?|beginning|raised)\s+(?:in\s+)?$"
    r"|(?:^\W*|\()(?:completed?|closed|done|achieved|actioned|finished)\b[\s:,(\u2013-]*(?:in|on)?\s*$"
    r"|\b(?:every|each|annually)\s+(?:in\s+)?$",
    re.IGNORECASE,
)
"""A date behind these sets no last day: work begins then, or is done already."""
_ONWARDS = re.compile(r"\s*(?:[-\u2013]|to|and)?\s*(?:onwards?|on-?going|present)\b", re.IGNORECASE)
_FORMERLY = re.compile(
    r"\b(?:was|were|orig(?:inal(?:ly)?)?|previous(?:ly)?|former(?:ly)?|old|prev)\b[\s.:(\u2013-]*(?:by|due|date|end|of|"
    r"\s)*$",
    re.IGNORECASE,
)
"""The date before it was moved; the other one holds, earlier or later."""
_RANGE = re.compile(r"\s*(?:[-\u2013/&,+]|to|and|or|until)\s*", re.IGNORECASE)
"""What stands between the ends of a range."""
_LOOKS_DATED = re.compile(
    r"\d{1,4}\s*[./-]\s*\d|\b(?:19|20)\d\d\b|\bq[1-4]\b"
    r"|\b(?:1st|2nd|3rd|4th|first|second|third|fourth) quarter\b"
    r"|\b(?:qtr|quarter)\.? ?[1-4]\b|^[3-5]\d{4}$|^#|\b(?:year|yr)[\s-]end\b|\bFYE\b"
    r"|\bend of (?:the |this |our )?(?:(?:financial|calendar|fiscal|academic|school) )?(?:year|FY)\b",
    re.IGNORECASE,
)
"""A cell that sets a day, though perhaps none that can be read: `Qtr 2`, a workbook's number of a day."""
_COUNTED_FROM = re.compile(
    r"\b(?:(?:days?|weeks?|months?|years?)\s+(?:after|following|from)|(?:days|weeks|months|years)\s+of)\s+"
    r"(?:the\s+)?(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
"""The day that a time is counted from: `within 12 months of 1/4/25` sets another."""
_UNTIL_WORDS = re.compile(r"\b(?:open|ongoing|on-going|onwards?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    last: dt.date
    first: dt.date


def due(raw: str | None, near: dt.date | None = None, after: dt.date | None = None) -> Due:
    """The last day a cell allows; of several the latest.

    `near` is the paper's date: a month without a year is the nearest one to it, past or to come. `after` is
    the day the action was raised, where that is known: no due date lies before it.
    """
    printed = (raw or "").strip()[:_LONGEST]
    if not printed or _YEAR_ALONE.search(printed):
        return Due(None, UNREAD, printed) if printed else Due(None)
    plain = shorthand(_FY.sub("20", _JOINED_PART.sub(r"\1 ", printed)))
    plain = _QUARTER.sub(_as_quarter, plain)
    raw = months_mended(plain)
    spans, issue = _spans(raw, near, after)
    if raw != plain and issue is None:
        issue = Due(None, dates.MISTYPED, printed)
    allowed = [s for s in spans if not _sets_no_end(raw, s)]
    allowed = [s for s in allowed if not _FORMERLY.search(raw[: s.start])] or allowed
    counted = [s for s in spans if _COUNTED_FROM.search(raw[: s.start])]
    allowed = [s for s in allowed if s not in counted]
    if counted and not allowed:
        return Due(None, UNREAD, printed)
    if allowed:
        best = max(allowed, key=lambda s: s.last)
        last = best.first - dt.timedelta(days=1) if _BEFORE.search(raw[: best.start]) else best.last
        return Due(last, issue.issue, issue.raw) if issue else Due(last)
    if issue is not None and (raw == plain or spans):
        return issue
    if spans or not _LOOKS_DATED.search(raw) or _UNTIL_WORDS.search(raw):
        return Due(None)
    return Due(None, UNREAD, printed)


def _as_quarter(match: re.Match[str]) -> str:
    return f"Q{match['q'] or _NTH[match['nth'].lower()]} "


def _sets_no_end(raw: str, span: _Span) -> bool:
    """`From April 2021`, `April 2021 - ongoing`, `Completed May 2019`: no last day."""
    onwards = _ONWARDS.match(raw, span.end)
    if onwards and "and" in onwards.group().casefold():
        return False  # `Dec 2021 and ongoing` has a day and goes on
    return onwards is not None or _FROM.search(raw[: span.start]) is not None


def _spans(raw: str, near: dt.date | None, after: dt.date | None) -> tuple[list[_Span], Due | None]:
    """Every date, month, quarter, season and year a cell names; and what went wrong with one."""
    spans: list[_Span] = []
    issue: Due | None = None
    until: dt.date | None = None
    begin = len(raw)
    for found in reversed(_found(raw, near)):
        if _may_be_day(found, near):
            issue = Due(None, UNREAD, found.raw)
            continue
        told = dates.NO_YEAR not in found.issues
        if not _RANGE.fullmatch(raw[found.end : begin]):
            until = None
        span = _from_found(raw, found, near, after, until)
        if span is not None:
            spans.insert(0, span)
        until, begin = span.first if span and (told or until) else None, found.start
        if issue is None and (dates.IMPOSSIBLE in found.issues or dates.MISTYPED in found.issues):
            issue = Due(span.last if span else None, found.issues[0], found.raw)
    rest = _blanked(raw, [(s.start, s.end) for s in spans])
    for match in _SEASON.finditer(rest):
        season = _season(match, near, after)
        if season is not None:
            spans.append(season)
    rest = _blanked(rest, [(s.start, s.end) for s in spans])
    return [*spans, *_years(rest)], issue


def _may_be_day(found: dates.Found, near: dt.date | None) -> bool:
    """Whether the digits behind a month, read as a year far from the paper's, may be its day: `Sept 30`."""
    if found.precision != "month" or found.date is None or near is None or found.shape not in ("M 9", "M. 9"):
        return False
    return found.date.year % 100 <= 31 and found.date.year - near.year > _FAR


_DAY_MONTH = re.compile(r"(?<![\w./-])\d{1,2}/\d{1,2}(?![\w./-])")


def _found(raw: str, near: dt.date | None) -> list[dates.Found]:
    """Every date of a cell; a day and month in digits (`30/9`) where they are all it says."""
    out = list(dates.find(raw, None, bare_months=True))
    alone = _DAY_MONTH.search(raw)
    if not out and alone is not None and near is not None:
        day, month = (int(part) for part in alone.group().split("/"))
        if dates.make(2000, month, day) is not None:
            options = [dates.make(near.year + step, month, day) for step in (-1, 0, 1)]
            best = min((o for o in options if o is not None), key=lambda o: _far(o, near), default=None)
            out = [dates.Found(best, alone.group(), alone.start(), alone.end(), "day", (), best)]
    return out


def _from_found(
    raw: str, found: dates.Found, near: dt.date | None, after: dt.date | None, until: dt.date | None
) -> _Span | None:
    """`until` is the next date of a list or range, whose year holds before it too: `April - June 2025`."""
    first, last = found.date, found.last
    if dates.NO_YEAR in found.issues:
        first, last = _before_end(found, until) if until else _without_year(found, near, after)
    if first is None or last is None:
        return None
    start = found.start
    if found.precision == "day" and _WEEK.search(raw[:start]):
        last += dt.timedelta(days=6)
    part = _MONTH_PART.search(raw[: found.start])
    if part is not None and found.precision == "month":
        start = part.start()
        if day := _PARTS.get(part["part"].lower()):
            last = last.replace(day=day)
    return _Span(start, found.end, last, first)


def _in_year(found: dates.Found, year: int) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of a month, or a day, of a year."""
    if found.precision == "month":
        month = MONTH_NUMBER[found.raw.strip(" .").lower()]
        return dates.make(year, month, 1), dates.month_end(year, month)
    again = dates.read(f"{found.raw} {year}")
    return (again.date, again.date) if again is not None else (None, None)


def _before_end(found: dates.Found, until: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """The last time before a range ends: `Nov - Jan 2026` begins in 2025."""
    first, last = _in_year(found, until.year)
    return (first, last) if first is not None and first <= until else _in_year(found, until.year - 1)


def _without_year(
    found: dates.Found, near: dt.date | None, after: dt.date | None
) -> tuple[dt.date | None, dt.date | None]:
    """The year nearest to the paper, or the first one after the action was raised."""
    anchor = near or after
    if anchor is None:
        return None, None
    years = (_in_year(found, year) for year in (anchor.year - 1, anchor.year, anchor.year + 1))
    options = [(first, last) for first, last in years if first is not None and last is not None]
    options = [o for o in options if after is None or o[1] >= after] or options
    return min(options, key=lambda o: _far(o[1], anchor), default=(None, None))


def _far(day: dt.date, anchor: dt.date) -> int:
    """Days from the paper, twice over for days gone by: what is due lies rather ahead."""
    days = (day - anchor).days
    return days if days >= 0 else -2 * days


def _season(match: re.Match[str], near: dt.date | None, after: dt.date | None) -> _Span | None:
    name, year_raw = match["name"].lower(), match["year"]
    month = (_TERMS if "term" in match.group().lower() else _SEASONS).get(name, _SEASONS[name])
    later = 1 if name == "winter" else 0
    if year_raw:
        years = [int(year_raw) + (later or (1 if match["until"] and name in _IN_SECOND else 0))]
    elif near is not None:
        years = [near.year - 1, near.year, near.year + 1]
    else:
        return None
    ends = [_season_end(name, month, y) for y in years]
    ends = [e for e in ends if after is None or e >= after] or ends
    last = min(ends, key=lambda e: _far(e, near or e))
    return _Span(match.start(), match.end(), last, last - dt.timedelta(days=_SEASON_DAYS.get(name, 90)))


_SEASON_DAYS = {"christmas": 0, "easter": 2}
"""Days between a season's first day and its last."""


def _season_end(name: str, month: int, year: int) -> dt.date:
    if name == "christmas":
        return dt.date(year, 12, 25)
    return easter(year) if name == "easter" else dates.month_end(year, month)


def easter(year: int) -> dt.date:
    """Easter Sunday by the Gregorian rule (Meeus, Jones, Butcher)."""
    century, of_century = divmod(year, 100)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * (year % 19) + century - century // 4 - moon + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (year % 19 + 11 * epact + 22 * week) // 451
    month, day = divmod(epact + week - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)


def _years(text: str) -> list[_Span]:
    """`2019/20` ends with March 2020, `2019` with December, `early 2019` with April, `12/2019` with its
    month."""
    out = []
    for match in _MONTH_YEAR.finditer(text):
        year, month = int(match["year"]), int(match["month"])
        year += 2000 if year < 100 else 0
        out.append(_Span(match.start(), match.end(), dates.month_end(year, month), dt.date(year, month, 1)))
    text = _blanked(text, [(s.start, s.end) for s in out])
    for match in _FINANCIAL.finditer(text):
        year = int(match["year"])
        year += 2000 if year < 100 else 0
        if (year + 1) % 100 == int(match["until"]) % 100:
            academic = _ACADEMIC.search(text[: match.start()]) is not None
            first, last = ((9, 1), (8, 31)) if academic else ((4, 1), (3, 31))
            out.append(_Span(*match.span(), dt.date(year + 1, *last), dt.date(year, *first)))
    rest = _blanked(text, [(s.start, s.end) for s in out])
    for match in _YEAR.finditer(rest):
        before = rest[: match.start()]
        if _CUT_MONTH.search(before) or _WEEK_NUMBER.search(before):
            continue
        year = int(match["year"])
        part = _MONTH_PART.search(before)
        month = _YEAR_PARTS.get(part["part"].lower(), 12) if part else 3 if _YEAR_END.search(before) else 12
        out.append(_Span(match.start(), match.end(), dates.month_end(year, month), dt.date(year, 1, 1)))
    return out


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with what has been read already overwritten, so that places stay."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
