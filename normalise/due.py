"""A due date: the last day that a Deadline, Timescale or By When cell allows.

`By April 2020` allows all of April; `before April` none of it. Words that set no day (`Ongoing`, `ASAP`,
`Quarterly`) give no date and are no fault.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from normalise import dates

UNREAD = "due date unread"


@dataclass(frozen=True, slots=True)
class Due:
    """What a due cell sets."""

    date: dt.date | None
    """The last day it allows; None where it sets none."""
    issue: str | None = None
    """A code of `findings.CODES`, with the text it is about in `raw`."""
    raw: str | None = None


_SEASONS = {"spring": 5, "summer": 8, "autumn": 11, "winter": 2, "christmas": 12}
"""The month a season ends in; winter's is the next year's."""
_PART = (
    r"(?P<part>early|beginning|start|first half|mid(?:dle)?|late|end|close|second half)(?:\s+of|\s+in)?[\s-]+"
)
_PARTS = {"early": 10, "beginning": 10, "start": 10, "first half": 15, "mid": 20, "middle": 20}
"""Last day of the month that a part allows; the others allow all of it."""
_YEAR_PARTS = {"early": 4, "beginning": 4, "start": 4, "first half": 6, "mid": 8, "middle": 8}
"""Last month of the year that a part allows."""
_SEASON = re.compile(
    r"\b(?P<name>spring|summer|autumn|winter|christmas)\b(?:,?\s+(?:of\s+)?(?P<year>(?:19|20)\d\d)"
    r"(?:\s?[/\u2013-]\s?(?P<until>\d{2,4}))?)?",
    re.IGNORECASE,
)
_FINANCIAL = re.compile(r"(?<![\d/.])(?P<year>20\d\d)\s?[/\u2013-]\s?(?P<until>(?:20)?\d\d)(?![\d/.-])")
_MONTH_YEAR = re.compile(
    r"(?<![\d/.-])(?P<month>0?[1-9]|1[0-2])\s?/\s?(?P<year>20\d\d|1[3-9]|[2-6]\d)(?![\d/.-])"
)
_WEEK = re.compile(r"\b(?:w/c|w\.c\.?|w/b|week (?:commencing|beginning|of))\s*$", re.IGNORECASE)
_JOINED_PART = re.compile(r"\b(early|mid|late|end)-(?=[a-z])", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d/.-])(?P<year>20\d\d)(?![\d/.-])")
_MONTH_PART = re.compile(_PART + r"$", re.IGNORECASE)
_BEFORE = re.compile(r"\b(?:before|prior to|ahead of|in advance of)\s+(?:the\s+)?$", re.IGNORECASE)
_FROM = re.compile(
    r"\b(?:from|since|starting|commencing|commences?|begins?|beginning|raised)\s+(?:in\s+)?$", re.IGNORECASE
)
_LOOKS_DATED = re.compile(r"\d{1,4}\s*[./-]\s*\d|\b(?:19|20)\d\d\b|\bq[1-4]\b", re.IGNORECASE)
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
    if not raw or not raw.strip():
        return Due(None)
    raw = _JOINED_PART.sub(r"\1 ", raw)
    spans, issue = _spans(raw, near, after)
    allowed = [s for s in spans if not _FROM.search(raw[: s.start])]
    if allowed:
        best = max(allowed, key=lambda s: s.last)
        last = best.first - dt.timedelta(days=1) if _BEFORE.search(raw[: best.start]) else best.last
        return Due(last, issue.issue, issue.raw) if issue else Due(last)
    if issue is not None:
        return issue
    if spans or not _LOOKS_DATED.search(raw) or _UNTIL_WORDS.search(raw):
        return Due(None)
    return Due(None, UNREAD, raw.strip())


def _spans(raw: str, near: dt.date | None, after: dt.date | None) -> tuple[list[_Span], Due | None]:
    """Every date, month, quarter, season and year a cell names; and what went wrong with one."""
    spans: list[_Span] = []
    issue: Due | None = None
    for found in dates.find(raw, None, bare_months=True):
        span = _from_found(raw, found, near, after)
        if span is not None:
            spans.append(span)
        if dates.IMPOSSIBLE in found.issues or dates.MISTYPED in found.issues:
            issue = Due(span.last if span else None, found.issues[0], found.raw)
    rest = _blanked(raw, [(s.start, s.end) for s in spans])
    for match in _SEASON.finditer(rest):
        season = _season(match, near, after)
        if season is not None:
            spans.append(season)
    rest = _blanked(rest, [(s.start, s.end) for s in spans])
    return [*spans, *_years(rest)], issue


def _from_found(raw: str, found: dates.Found, near: dt.date | None, after: dt.date | None) -> _Span | None:
    first, last = found.date, found.last
    if dates.NO_YEAR in found.issues:
        first, last = _without_year(found, near, after)
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


def _without_year(
    found: dates.Found, near: dt.date | None, after: dt.date | None
) -> tuple[dt.date | None, dt.date | None]:
    """The year nearest to the paper, or the first one after the action was raised."""
    anchor = near or after
    if anchor is None:
        return None, None
    options = []
    for year in (anchor.year - 1, anchor.year, anchor.year + 1):
        if found.precision == "month":
            month = dates.MONTH_NUMBER[found.raw.strip(" .").lower()]
            options.append((dates.make(year, month, 1), dates.month_end(year, month)))
        else:
            again = dates.read(f"{found.raw} {year}")
            if again is not None and again.date is not None:
                options.append((again.date, again.date))
    options = [o for o in options if after is None or o[1] >= after] or options
    return min(options, key=lambda o: abs((o[1] - anchor).days), default=(None, None))


def _season(match: re.Match[str], near: dt.date | None, after: dt.date | None) -> _Span | None:
    name, year_raw = match["name"].lower(), match["year"]
    month = _SEASONS[name]
    later = 1 if name == "winter" else 0
    if year_raw:
        years = [int(year_raw) + later]
    elif near is not None:
        years = [near.year - 1, near.year, near.year + 1]
    else:
        return None
    ends = [dt.date(y, 12, 25) if name == "christmas" else dates.month_end(y, month) for y in years]
    ends = [e for e in ends if after is None or e >= after] or ends
    last = min(ends, key=lambda e: abs((e - (near or e)).days))
    return _Span(match.start(), match.end(), last, last - dt.timedelta(days=90))


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
        if (year + 1) % 100 == int(match["until"]) % 100:
            out.append(_Span(match.start(), match.end(), dt.date(year + 1, 3, 31), dt.date(year, 4, 1)))
    rest = _blanked(text, [(s.start, s.end) for s in out])
    for match in _YEAR.finditer(rest):
        year = int(match["year"])
        part = _MONTH_PART.search(rest[: match.start()])
        month = _YEAR_PARTS.get(part["part"].lower(), 12) if part else 12
        out.append(_Span(match.start(), match.end(), dates.month_end(year, month), dt.date(year, 1, 1)))
    return out


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with what has been read already overwritten, so that places stay."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
