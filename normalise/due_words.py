"""Due cells as they are typed, put in words that dates are read from."""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from normalise.date_forms import MONTH_NAMES, MONTH_NUMBER

_MONTHS = tuple(name for name, number in MONTH_NUMBER.items() if len(name) > 3 or number == 5)
_WORD = re.compile(
    r"(?<![A-Za-z])(?P<word>[A-Za-z]{4,11})(?P<behind>\.?,?\s+(?:20)?\d\d(?!\d)(?!\s?[/\u2013-]\s?\d\d\b))"
)
_LONG = 7
"""Letters of a month's name in which two may be wrong."""
_SHORT_YEARS = re.compile(
    rf"(?:(?:{MONTH_NAMES})\.?[ -]?'?\d\d(?:\s*(?:[-/,;&\u2013]|to|and)\s*|\s+|$)){{2,}}", re.IGNORECASE
)
_MONTH_AND_YEAR = re.compile(rf"((?:{MONTH_NAMES})\.?)[ -]?'?(\d\d)(?!\d)", re.IGNORECASE)
_QUARTERS = re.compile(
    r"\bQ[1-4]\s?(?:[-/&,\u2013]|to|and)\s?Q?([1-4])\s+(?=20\d\d\s?[/\u2013-]\s?\d\d)", re.IGNORECASE
)
_HALF = re.compile(r"\bH([12])\s+(?=20\d\d)", re.IGNORECASE)
_SEASON = re.compile(
    r"\b((?:spring|summer|autumn|winter|easter)(?:\s+term)?),?\s+(?=\d\d(?:\s?[/\u2013-]\s?\d\d)?(?![\d/.-]))",
    re.IGNORECASE,
)


def shorthand(text: str) -> str:
    """A due cell with what is left out of it: `Dec 25 Mar 26` has two years and no 25 March, `Q1-Q2 2025/26`
    ends with the latter, `H1` is two quarters, `Winter 25/26` is of this century."""
    if _SHORT_YEARS.fullmatch(text.strip()):
        text = _MONTH_AND_YEAR.sub(r"\1 20\2", text)
    text = _QUARTERS.sub(r"Q\1 ", text)
    text = _HALF.sub(lambda half: f"Q{2 * int(half[1])} ", text)
    return _SEASON.sub(r"\1 20", text)


def months_mended(text: str) -> str:
    """A text with the months before its years spelt right: one letter of a name may be wrong, missing, too
    many or changed for its neighbour, two of a long one. Other words are left as they are."""
    return _WORD.sub(_mended, text)


def _mended(match: re.Match[str]) -> str:
    word = match["word"].lower()
    if word in MONTH_NUMBER:
        return match.group()
    near = [
        name
        for name in _MONTHS
        if name[0] == word[0] and OSA.distance(name, word) <= (2 if len(name) >= _LONG else 1)
    ]
    if len({MONTH_NUMBER[name] for name in near}) != 1:
        return match.group()
    return f"{near[0].capitalize()}{match['behind']}"
