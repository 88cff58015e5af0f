"""How dates are written: the forms that `normalise.dates` looks for, and where one can begin."""

from __future__ import annotations

import re

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
MONTH_NAMES = "|".join(sorted(MONTH_NUMBER, key=len, reverse=True))
"""As alternatives, long ones first."""
_MONTH = rf"(?P<month>{MONTH_NAMES})(?![a-z])\.?"
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
_FORMS: tuple[tuple[str, str], ...] = (
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
"""Tried in this order at each place: a longer reading before one that is its beginning."""


def _forms(*places: int, digits: bool) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Some of the forms, ready; those that begin with a digit without a look for weekdays before it."""
    chosen = [_FORMS[place] for place in places]
    return tuple(
        (name, re.compile(_BEFORE + form.removeprefix(_WEEKDAY if digits else "") + _AFTER, re.IGNORECASE))
        for name, form in chosen
    )


DIGIT_FORMS = _forms(4, 0, 1, 3, 5, 6, 7, 8, 9, digits=True)
WORD_FORMS = _forms(2, 4, 9, 10, 11, 12, digits=False)
"""Forms by what they begin with: a month's name, a quarter and a weekday are no digits. `30/05/19`, the most
common, begins as no longer form before it does, and is tried first."""
SHORT = re.compile(_BEFORE + r"(?P<day>\d{1,2})/(?P<mon>\d{1,2})" + _AFTER, re.IGNORECASE)
BARE_MONTH = re.compile(_BEFORE + _MONTH + r"(?![\w]|-\d)", re.IGNORECASE)


def _starts() -> str:
    """What a date can begin with, so that the forms are tried only there.

    The first letter is asked for with its capital, in a class of its own: `re` does not try an alternative
    whose class the letter is not in.
    """
    words: dict[str, list[str]] = {}
    for name in MONTH_NUMBER:
        words.setdefault(name[0], []).append(name[1:] + "(?![a-z])")
    for name in _DAYS:
        words.setdefault(name[0], []).append(name[1:] + _DAY_END + r"[.,\s]")
    digits = r"(?-i:\d)\d{0,3}(?:\s?[./\-\u2010\u2011\u2013a-z]|\s\s?[\da-z])"
    named = "|".join(f"(?-i:[{one}{one.upper()}])(?:{'|'.join(rest)})" for one, rest in words.items())
    return rf"(?={digits}|(?-i:[qQ])|{named})"


_START_OF_TEXT = re.compile(_starts(), re.IGNORECASE)
_START = re.compile(r"(?-i:[^A-Za-z0-9_])" + _starts() + _BEFORE, re.IGNORECASE)
"""A date begins behind what is no letter and no digit: where a match ends."""


def begins(text: str) -> list[int]:
    """Every place where a date can begin."""
    places = [match.end() for match in _START.finditer(text)]
    return [0, *places] if _START_OF_TEXT.match(text) else places
