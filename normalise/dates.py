"""Dates as plans print them, read by a written grammar: day first, and nothing guessed.

A date that reads only with a repair (`1806/19`) is read and says so; one that no calendar has
(`31/02/19`) is None and says so. A year left out comes from the paper's own date.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from normalise.date_forms import BARE_MONTH, DIGIT_FORMS, MONTH_NUMBER, SHORT, WORD_FORMS, begins

MISTYPED = "date mistyped"
IMPOSSIBLE = "impossible date"
NO_YEAR = "date without year"
_COUNTED = re.compile(r"\s+(?!(?:and|at|by|for|in|is|of|on|or|the|to|was|with)\b)[a-z(]")


class Found(NamedTuple):
    """One printed date."""

    date: dt.date | None
    """The first day it names; None when no calendar has it or its year cannot be known."""
    raw: str
    start: int
    end: int
    precision: str
    """day, month or quarter."""
    issues: tuple[str, ...] = ()
    last: dt.date | None = None
    """The last day it names; the first one for a day."""
    shape: str = ""
    """How it is written, to tell one writer's habit: digits as 9, a month's name as M."""


def find(text: str, near: dt.date | None = None, *, bare_months: bool = False) -> Iterator[Found]:
    """Every date in a text, left to right, none within another.

    `near` is the paper's own date: years left out are the nearest past before it. `bare_months` also takes
    a month's name alone, which running text uses for much else (`may`).
    """
    position = 0
    for start in begins(text):
        if start < position:
            continue
        found = at(text, start, near, bare_months=bare_months)
        if found is not None:
            yield found
            position = found.end


def at(text: str, start: int, near: dt.date | None = None, *, bare_months: bool = False) -> Found | None:
    """The date that begins at `start`, if one does."""
    for name, pattern in DIGIT_FORMS if text[start : start + 1].isdigit() else WORD_FORMS:
        match = pattern.match(text, start)
        if match is None:
            continue
        found = _read(name, match, near)
        if found is not None:
            return found
    if bare_months and (match := BARE_MONTH.match(text, start)):
        return _month(match, near)
    return None


def read(text: str | None, near: dt.date | None = None) -> Found | None:
    """The one date a text consists of, white space and closing punctuation apart."""
    if not text:
        return None
    stripped = text.strip()
    found = at(stripped, 0, near)
    if found is None or stripped[found.end :].strip(" .,:;-\u2013"):
        return None
    return found


def _read(form: str, match: re.Match[str], near: dt.date | None) -> Found | None:
    if form == "numeric":
        return _numeric(match, near)
    if form == "quarter":
        return _quarter(match)
    if form == "month":
        return _month(match, near)
    if form == "slip":
        return _slip(match)
    if form == "odd":
        return _odd(match)
    return _day(form, match, near)


def _day(form: str, match: re.Match[str], near: dt.date | None) -> Found | None:
    groups = match.groupdict()
    month = int(groups["mon"]) if groups.get("mon") else MONTH_NUMBER[groups["month"].lower()]
    day, year_raw = int(groups["day"]), groups["year"]
    end = match.end()
    if form == "named" and year_raw and not _year_stands(match, near):
        end, year_raw = _before_year(match), None
    if year_raw is None:
        found, issue = _nearest_past(day, month, near)
        return _found(match, end, found, (issue,) if issue else ())
    value = make(_year(year_raw), month, day)
    return _found(match, end, value, () if value else (IMPOSSIBLE,))


def _numeric(match: re.Match[str], near: dt.date | None) -> Found | None:
    day, sep, mon, sep2, year = match.group("day", "sep", "mon", "sep2", "year")
    told = _in_digits(day, sep, mon, sep2, year, near)
    if told is None:
        return None
    value, issues = told
    raw = match.group()
    return Found(value, raw, *match.span(), "day", issues, value, shape(raw))


@lru_cache(maxsize=4096)
def _in_digits(  # noqa: PLR0913, PLR0917 - what is printed, in its order
    day: str, sep: str, mon: str, sep2: str, year: str, near: dt.date | None
) -> tuple[dt.date | None, tuple[str, ...]] | None:
    """The day that digits name, and what is odd about them; None for a numbered paragraph. The dates of a
    plan's updates come back in row after row."""
    if _is_reference(day, sep, mon, year, near):
        return None
    issues = (MISTYPED,) if len(sep) > 1 or len(sep2) > 1 or sep != sep2 else ()
    value = make(_year(year), int(mon), int(day))
    if value is None and "/" in sep and (value := make(_year(year), int(day), int(mon))):
        issues = (MISTYPED,)  # `06/14/2021`: there is one way only to read it, the month first
    return value, issues if value else (IMPOSSIBLE,)


def _slip(match: re.Match[str]) -> Found | None:
    """A date that lost a separator: `1806/19`, `30/0519`.

    A year and the one after it (`2018/19`, `2011/12`) is a financial year, and what makes no day
    (`18/00020`, a planning reference) is no date at all.
    """
    groups = match.groupdict()
    head = groups["day"] + groups["mon"]
    if groups["day"] in {"19", "20"} and match.group().startswith(head):
        year = int(head)
        if (year + 1) % 100 == int(groups["year"]) % 100:
            return None
    value = make(_year(groups["year"]), int(groups["mon"]), int(groups["day"]))
    return _found(match, match.end(), value, (MISTYPED,)) if value else None


def _odd(match: re.Match[str]) -> Found | None:
    """A year with a digit too many (`30/06/20211`) is read without it; one too few leaves it open."""
    groups = match.groupdict()
    month, day = int(groups["mon"]), int(groups["day"])
    if make(2000, month, day) is None:
        return None
    value = make(int(groups["year"][:4]), month, day) if len(groups["year"]) == 5 else None
    return _found(match, match.end(), value, (MISTYPED,) if value else (IMPOSSIBLE,))


def short(text: str, start: int, near: dt.date | None) -> Found | None:
    """A day and month without a year (`12/11: ...`), or a month and year (`06/21 - ...`), in digits.

    Running text has fractions and `24/7`: only a head that is marked off is read so.
    """
    match = SHORT.match(text, start)
    if match is None or match.group() == "24/7":
        return None
    first, second = int(match["day"]), int(match["mon"])
    if make(2000, second, first) is not None:
        found, issue = _nearest_past(first, second, near)
        return _found(match, match.end(), found, (issue,) if issue else ())
    if (
        1 <= first <= 12
        and near is not None
        and abs(2000 + second - near.year) <= 10
        and len(match["mon"]) == 2
    ):
        value = make(2000 + second, first, 1)
        return _span(match, "month", value, _month_end(value))
    return None


def _month(match: re.Match[str], near: dt.date | None) -> Found | None:
    groups = match.groupdict()
    month, year_raw = MONTH_NUMBER[groups["month"].lower()], groups.get("year")
    if year_raw is None:
        if near is None:
            return _span(match, "month", None, None)
        year = near.year if month <= near.month else near.year - 1
    else:
        if not _year_stands(match, near):
            return None
        year = _year(year_raw)
    first = make(year, month, 1)
    return _span(match, "month", first, _month_end(first))


def _quarter(match: re.Match[str]) -> Found | None:
    """`Q1 2019/20` counts from April; `Q2 2019` and `2019Q2`, with one year, from January."""
    groups = match.groupdict()
    year, quarter = _year(groups["year"]), int(groups["q"])
    until = groups.get("until")
    if until and (year + 1) % 100 != int(until) % 100:
        return None
    month = 3 * quarter - 2
    if until:
        month += 3
        if month > 12:
            month, year = month - 12, year + 1
    first = make(year, month, 1)
    last = _month_end(make(year, month + 2, 1))
    return _span(match, "quarter", first, last)


def _found(match: re.Match[str], end: int, value: dt.date | None, issues: tuple[str, ...]) -> Found:
    raw = match.string[match.start() : end]
    return Found(value, raw, match.start(), end, "day", issues, value, shape(raw))


def _span(match: re.Match[str], precision: str, first: dt.date | None, last: dt.date | None) -> Found:
    raw = match.group()
    issues = () if first else (NO_YEAR,)
    return Found(first, raw, match.start(), match.end(), precision, issues, last, shape(raw))


@lru_cache(maxsize=4096)
def shape(raw: str) -> str:
    """How a date is written: `30/05/19` and `1/5/19` alike, `17.6.2019` and `3 Nov` not."""
    plain = re.sub(r"\d+", lambda run: "9999" if len(run.group()) == 4 else "9", raw)
    return re.sub(r"[^\W\d_]+", "M", re.sub(r"(?<=9)(?:st|nd|rd|th)\b", "", plain))


def _year_stands(match: re.Match[str], near: dt.date | None) -> bool:
    """True where the two digits after a month's name are its year (`30 May 19`, `Jun-19`, `Feb23`) and
    not the count of what follows (`24 Nov 10 officers attended`)."""
    year_raw = match.group("year")
    if len(year_raw) != 2 or not match.string[match.start("year") - 1].isspace():
        return True
    if near is not None and not -20 <= _year(year_raw) - near.year <= 10:
        return False
    return _COUNTED.match(match.string, match.end()) is None or match.groupdict().get("day") is None


def _before_year(match: re.Match[str]) -> int:
    end = match.start("year")
    while match.string[end - 1] in " ,":
        end -= 1
    return end


def _is_reference(day: str, sep: str, mon: str, year: str, near: dt.date | None) -> bool:
    """True for a numbered paragraph (`1.2.10`, `03.18.02`): dots, and no month or single digits with a
    far-off year."""
    if "/" in sep:
        return False
    if int(mon) > 12 or int(day) > 31:
        return True
    if len(day) == 2 or len(mon) == 2 or len(year) == 4:
        return False
    return near is not None and abs(_year(year) - near.year) > 3


def _nearest_past(day: int, month: int, near: dt.date | None) -> tuple[dt.date | None, str | None]:
    if make(2000, month, day) is None:
        return None, IMPOSSIBLE
    if near is None:
        return None, NO_YEAR
    for back in range(9):
        value = make(near.year - back, month, day)
        if value is not None and value <= near:
            return value, None
    return None, NO_YEAR


def _year(raw: str) -> int:
    digits = raw.strip("'\u2019")
    if len(digits) == 4:
        return int(digits)
    return 2000 + int(digits) if int(digits) < 70 else 1900 + int(digits)


def make(year: int, month: int, day: int) -> dt.date | None:
    """The date, None where the calendar has none or the year is no year of a paper (1900 to 2099)."""
    if not 1900 <= year < 2100:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _month_end(first: dt.date | None) -> dt.date | None:
    if first is None:
        return None
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def month_end(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def quarter_of(value: dt.date | None) -> str | None:
    """The calendar quarter as `pandas.Period` reads it: `2019Q2`."""
    return None if value is None else f"{value.year}Q{(value.month + 2) // 3}"


def day_before(value: dt.date) -> dt.date:
    """The day before."""
    return value - dt.timedelta(days=1)
