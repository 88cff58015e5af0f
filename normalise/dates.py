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

MISTYPED = "date mistyped"
IMPOSSIBLE = "impossible date"
NO_YEAR = "date without year"

_MONTHS = (
    ("january", "jan", "ionawr"),
    ("february", "feb", "febuary", "chwefror"),
    ("march", "mar", "mawrth"),
    ("april", "apr", "ebrill"),
    ("may", "mai"),
    ("june", "jun", "mehefin"),
    ("july", "jul", "gorffennaf"),
    ("august", "aug", "awst"),
    ("september", "sept", "sep", "medi"),
    ("october", "oct", "hydref"),
    ("november", "nov", "tachwedd"),
    ("december", "dec", "rhagfyr"),
)
"""English, and Welsh."""
MONTH_NUMBER = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_MONTH = r"(?P<month>" + "|".join(sorted(MONTH_NUMBER, key=len, reverse=True)) + r")(?![a-z])\.?"
_DAYS = ("mon", "tue", "tues", "wed", "weds", "thu", "thur", "thurs", "fri", "sat", "sun")
_DAY_END = "(?:day|nesday|sday|rsday|urday)?"
_WEEKDAY = rf"(?:(?:{'|'.join(_DAYS)}){_DAY_END}\.?,?\s+)?"
# A hyphen before it only where it joins two dates: `10/11/2019-12/11/2019`.
_BEFORE = (
    r"(?:(?<![\w./£$€-])|(?<=[./]\d\d-)|(?<=[./]\d{4}-)|"
    r"(?<=[a-z][-/\u2013])(?=[a-z])|(?<=[a-z][-/]\d\d/)(?=[a-z])|(?<=[a-z]-)(?=\d{1,2}[ -]?[a-z])|"
    r"(?<=20\d\d[-/])(?=[a-z]))"
)
# A word may follow without a space: `14/06/2021Plan drafted`.
_AFTER = r"(?:(?![\w%]|[./]\d|:\d|-\d{1,2}(?![\d./]))|(?<=\d)(?-i:(?=[A-Z][a-z]{2})))"
_SEP = r"[./\-\u2010\u2011\u2013]"
_YEAR = (
    r"(?P<year>(?:19|20)\d{2}|['\u2019]?\d{2}(?!\d)"
    r"(?![ -]?(?:st|nd|rd|th)?[ -]?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)))"
)
"""Two digits before another month are its day: `30 September-31 December 2025`."""

_DAY_MONTH = rf"(?P<day>\d{{1,2}})\s?(?:st|nd|rd|th)?(?:\s+of)?(?:\s|[-/.]|(?=[a-z]))\s?{_MONTH}"
_MONTH_DAY = rf"{_MONTH}\s+(?P<day>\d{{1,2}})"
_NUMERIC = (
    rf"(?P<day>\d{{1,2}})\s?(?P<sep>{_SEP}{{1,2}})\s?(?P<mon>\d{{1,2}})"
    rf"\s?(?P<sep2>{_SEP}{{1,2}})\s?(?P<year>\d{{4}}|\d{{2}})"
)
_QUARTER = (
    r"(?:Q|Qtr\.? ?|Quarter )(?P<q>[1-4])[ ,]*(?:of )?(?:FY ?)?"
    r"(?P<year>(?:19|20)?\d{2})(?:\s?[/\u2013-]\s?(?P<until>(?:20)?\d{2})(?!\d))?"
)
# Tried in this order at each place: a longer reading before one that is its beginning.
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(_BEFORE + pattern + _AFTER, re.IGNORECASE))
    for name, pattern in (
        ("iso", r"(?P<year>(?:19|20)\d{2})(?P<sep>[-/.])(?P<mon>\d{1,2})(?P=sep)(?P<day>\d{1,2})"),
        ("quarter", r"(?P<year>(?:19|20)\d{2})\s?Q(?P<q>[1-4])"),
        ("quarter", _QUARTER),
        (
            "quarter",
            (
                r"(?:FY ?)?(?P<year>20\d{2})\s?[/\u2013-]\s?(?P<until>(?:20)?\d{2})[ ,:]+"
                r"(?:Q|Qtr\.? ?|Quarter )(?P<q>[1-4])"
            ),
        ),
        ("numeric", _WEEKDAY + _NUMERIC),
        ("spaced", r"(?P<day>\d{2})\s(?P<mon>\d{2})\s(?P<year>20\d{2})"),
        ("odd", r"(?P<day>\d{1,2})/(?P<mon>\d{1,2})/(?P<year>20\d{3}|\d{3})"),
        ("slip", r"(?P<day>\d{2})(?P<mon>\d{2})[./](?P<year>(?:20)?\d{2})"),
        ("slip", r"(?P<day>\d{1,2})[./](?P<mon>\d{2})(?P<year>20\d{2}|\d{2})"),
        ("named", rf"{_WEEKDAY}{_DAY_MONTH}(?:,?\s?[-/.]?\s?{_YEAR})?"),
        ("named", rf"{_WEEKDAY}{_MONTH_DAY}(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d{{2}})"),
        ("named", rf"{_WEEKDAY}{_MONTH_DAY}(?P<year>(?!))?(?:st|nd|rd|th)"),
        ("month", rf"{_MONTH}(?:,?\s?[-/.\u2013]?\s?{_YEAR})"),
    )
)
_DIGIT_FORMS = tuple(_FORMS[i] for i in (4, 0, 1, 3, 5, 6, 7, 8, 9))
_WORD_FORMS = tuple(form for i, form in enumerate(_FORMS) if i in (2, 4, 9, 10, 11, 12))
"""Forms by what they begin with: a month's name, a quarter and a weekday are no digits. `30/05/19`, the most
common, begins as no longer form before it does, and is tried first."""
_SHORT = re.compile(_BEFORE + r"(?P<day>\d{1,2})/(?P<mon>\d{1,2})" + _AFTER, re.IGNORECASE)
_BARE_MONTH = re.compile(_BEFORE + _MONTH + r"(?![\w]|-\d)", re.IGNORECASE)
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
    for match in _START.finditer(text):
        start = match.start()
        if start < position:
            continue
        found = at(text, start, near, bare_months=bare_months)
        if found is not None:
            yield found
            position = found.end


def at(text: str, start: int, near: dt.date | None = None, *, bare_months: bool = False) -> Found | None:
    """The date that begins at `start`, if one does."""
    for name, pattern in _DIGIT_FORMS if text[start : start + 1].isdigit() else _WORD_FORMS:
        match = pattern.match(text, start)
        if match is None:
            continue
        found = _read(name, match, near)
        if found is not None:
            return found
    if bare_months and (match := _BARE_MONTH.match(text, start)):
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


def _starts() -> re.Pattern[str]:
    """Places where a date can begin, so that the forms are tried only there.

    As `_BEFORE`, looking back from behind the first character: a search that takes one in skips all others
    at once, and only behind `-`, `/` and an en dash there is more than that to look back at.
    """
    words: dict[str, list[str]] = {}
    for name in MONTH_NUMBER:
        words.setdefault(name[0], []).append(name[1:] + "(?![a-z])")
    for name in _DAYS:
        words.setdefault(name[0], []).append(name[1:] + _DAY_END + r"[.,\s]")
    letters = "".join(words)
    before = (
        r"(?:(?<![\w./£$€-].)|(?<=[-/\u2013].)(?:(?<=[./]\d\d-.)|(?<=[./]\d{4}-.)|(?<=[a-z][-/\u2013][a-z])"
        r"|(?<=[a-z][-/]\d\d/[a-z])|(?<=[a-z]-\d)(?=\d?[ -]?[a-z])|(?<=20\d\d[-/][a-z])))"
    )
    digits = r"(?<=\d)\d{0,3}(?:\s?[./\-\u2010\u2011\u2013a-z]|\s\s?[\da-z])"
    named = "|".join(f"(?<={letter})(?:{'|'.join(rest)})" for letter, rest in words.items())
    first = rf"(?-i:[\dqQ{letters}{letters.upper()}])"
    return re.compile(rf"{first}{before}(?={digits}|(?<=q)|{named})", re.IGNORECASE | re.DOTALL)


_START = _starts()


def _read(form: str, match: re.Match[str], near: dt.date | None) -> Found | None:
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
    issues: tuple[str, ...] = ()
    if form == "numeric":
        if _is_reference(groups, near):
            return None
        if len(groups["sep"]) > 1 or len(groups["sep2"]) > 1 or groups["sep"] != groups["sep2"]:
            issues = (MISTYPED,)
    if year_raw is None:
        found, issue = _nearest_past(day, month, near)
        return _found(match, end, found, (issue,) if issue else ())
    year = _year(year_raw)
    value = make(year, month, day)
    if value is None and form == "numeric" and "/" in groups["sep"] and (value := make(year, day, month)):
        issues = (MISTYPED,)  # `06/14/2021`: there is one way only to read it, the month first
    return _found(match, end, value, issues if value else (IMPOSSIBLE,))


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
    match = _SHORT.match(text, start)
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


def _is_reference(groups: dict[str, str], near: dt.date | None) -> bool:
    """True for a numbered paragraph (`1.2.10`, `03.18.02`): dots, and no month or single digits with a
    far-off year."""
    if "/" in groups["sep"]:
        return False
    if int(groups["mon"]) > 12 or int(groups["day"]) > 31:
        return True
    if len(groups["day"]) == 2 or len(groups["mon"]) == 2 or len(groups["year"]) == 4:
        return False
    return near is not None and abs(_year(groups["year"]) - near.year) > 3


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
