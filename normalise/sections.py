"""A section's name and number: canonical where known, else as printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import regex

from normalise.words import Issue, Vocabulary

_NUMBERED = regex.compile(
    r"^\s*(?:(?:section|part|theme|priority|objective|urn|ref)\s+)?(?P<number>\d[\d.\s]*|[A-Z][.)](?=\s))?\s*[.:)\-\u2013]*\s*",
    regex.IGNORECASE,
)
_DIGITS = regex.compile(r"\d+")
_LETTER = regex.compile(r"\(?(?:[a-z]|[ivx]{1,5})[.)]?", regex.IGNORECASE)


class Section(NamedTuple):
    """A section as one name."""

    value: str | None = None
    issue: Issue | None = None


@dataclass(frozen=True, slots=True)
class SectionNumber:
    """A section's number."""

    value: int | None = None
    issue: Issue | None = None


def section(raw: str | None, vocab: Vocabulary) -> Section:
    """The section's canonical name; another board's own is kept as printed, without its number."""
    text = " ".join((raw or "").split())
    if not text:
        return Section()
    exact = vocab.entry("sections", text)
    if exact is not None:
        return Section(exact.means)
    bare = _NUMBERED.sub("", text, count=1).strip(" :.-\u2013")
    bare = bare if len(bare) > 2 else text  # `Section A` has no other name
    match = vocab.lookup("sections", bare)
    if match.exact:
        return Section(match.value)
    if match.value is not None:
        message = f"The section {bare!r} is no known one; it was read as {match.value}."
        return Section(match.value, Issue("value read by likeness", bare, message))
    return Section(bare)


def section_number(raw: str | None) -> SectionNumber:
    """The number of a section's header (`1.0`, `1.`, `URN 1`); of `4. 3 . 9` the first, with an issue."""
    text = " ".join((raw or "").split())
    digits = [int(run[:6]) for run in _DIGITS.findall(text)]
    if not digits:
        if not text.strip(" .-") or _LETTER.fullmatch(text):
            return SectionNumber()
        return SectionNumber(None, Issue("unknown value", text[:80], f"{text[:60]!r} is no section number."))
    if any(digits[1:]):
        message = f"The section is numbered {text[:60]!r}; it was read as {digits[0]}."
        return SectionNumber(digits[0], Issue("urn mistyped", text[:80], message))
    return SectionNumber(digits[0])
