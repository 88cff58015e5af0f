"""The period a figure is of, as a table's header names it: `3m Jun 18`, `12m to Mar 2019`, `Q1 18/19`."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from normalise import dates
from normalise.date_forms import MONTH_NUMBER


@dataclass(frozen=True, slots=True)
class Period:
    """The time a figure is of."""

    raw: str
    end: dt.date
    months: int | None
    """None for a figure as at one day."""


_MONTHS = re.compile(
    r"^(?:rolling\s+|r)?(?P<n>\d{1,2})\s?(?:months?|mths?|m)(?![a-z])"
    r"(?:\s+(?:to|ending|ended|end|up to))?\s*[:\-]?\s*(?=\w)",
    re.IGNORECASE,
)
_TO_DATE = re.compile(r"^(?:fy\s?)?(?:ytd|year to date)(?:\s+(?:to|at))?\s*[:\-(]?\s*(?=\w)", re.IGNORECASE)
_AS_AT = re.compile(r"^(?:as\s+(?:at|of)|at|to|up to|ending|ended|period ending)\s+", re.IGNORECASE)
_RANGE = re.compile(
    r"^(?P<first>[A-Za-z]{3,9})\.?\s?(?P<year1>'?\d{2,4})?\s?(?:-|\u2013|to)\s?"
    r"(?P<last>[A-Za-z]{3,9})\.?[ -]?(?P<year>'?\d{4}|'?\d{2})$",
    re.IGNORECASE,
)
_FINANCIAL = re.compile(
    r"^(?:fy\s?)?(?P<year>(?:20)?\d\d)\s?[/\u2013-]\s?(?P<until>(?:20)?\d\d)$", re.IGNORECASE
)
_CALENDAR = re.compile(r"^(?:19|20)\d\d$")


def period(text: str) -> Period | None:
    """The period a column's header names, None where it names none."""
    raw = " ".join(text.split())
    plain = re.sub(r"\s*\((?:ytd|actuals?|provisional|%)\)$", "", raw, flags=re.IGNORECASE)
    return _counted(raw, plain) or _range(raw, plain) or _year(raw, plain) or _dated(raw, plain)


def _counted(raw: str, plain: str) -> Period | None:
    """`3m Jun 18`, `12 months to 31 March 2019`, `YTD Jun 2019` (from April)."""
    if match := _MONTHS.match(plain):
        end, months = _end(plain[match.end() :]), int(match["n"])
        return Period(raw, end, months) if end and 1 <= months <= 60 else None
    if match := _TO_DATE.match(plain):
        end = _end(plain[match.end() :])
        return Period(raw, end, (end.month - 4) % 12 + 1) if end else None
    return None


def _year(raw: str, plain: str) -> Period | None:
    """`2018/19`, which ends with March, and `2018`."""
    if match := _FINANCIAL.match(plain):
        year = int(match["year"]) % 100
        follows = (year + 1) % 100 == int(match["until"]) % 100
        return Period(raw, dt.date(2001 + year, 3, 31), 12) if follows else None
    return Period(raw, dt.date(int(plain), 12, 31), 12) if _CALENDAR.match(plain) else None


def _dated(raw: str, plain: str) -> Period | None:
    """`Jun-18`, `Q1 18/19`, `as at 30 June 2018`."""
    found = dates.read(_AS_AT.sub("", plain))
    if found is None or found.last is None or found.issues:
        return None
    return Period(raw, found.last, {"month": 1, "quarter": 3}.get(found.precision))


def _end(text: str) -> dt.date | None:
    found = dates.read(_AS_AT.sub("", text.strip()).strip(" ()"))
    return found.last if found and not found.issues else None


def _range(raw: str, plain: str) -> Period | None:
    """`Apr-Jun 2018`, `Apr 18 - Mar 19`."""
    match = _RANGE.match(plain)
    if match is None:
        return None
    first, last = (MONTH_NUMBER.get(match[name].lower()) for name in ("first", "last"))
    if first is None or last is None:
        return None
    found = dates.read(f"{match['last']} {match['year']}")
    if found is None or found.last is None:
        return None
    return Period(raw, found.last, (last - first) % 12 + 1)
