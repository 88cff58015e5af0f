"""Lines around the plans of a page: titles, page furniture, and text that has no place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import regex

from extract.lexicon import squash
from extract.model import Line

_PAGE_NUMBER = regex.compile(
    r"(?:page\s*)?[|\-–\s]*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?[|\-–\s]*(?:page)?", regex.I
)
_MARKING = regex.compile(
    r"(?:gsc[: ]*)?(?:not protectively marked|unclassified|unrestricted|restricted|protect|confidential"
    r"|secret|official(?:\s*[-–:]?\s*sensitive.*)?|internal(?: use)?(?: only)?|public|draft)",
    regex.I,
)
_ABOUT = regex.compile(
    r"(?:(?:executive|exec|senior|overall|strategic|plan|board|report|document|responsible|accountable|last|next"
    r"|date|sro)\s+)*(?:lead|owner|sponsor|author|officer|director|sro|updated?|revised|revision|review(?:ed)?"
    r"|version|date|dated|status|period|quarter|meeting|prepared|produced|completed|contact|department|directorate"
    r"|approved|printed|as (?:at|of))(?:\s+(?:by|on|of|for|name|date|officer|period|no\.?|number)){0,2}"
    r"\s*(?:[:\u2013-]|(?=\d))\s*\S.*"
    r"|(?:position|status|progress|data|figures|information|updates?)\s+(?:is\s+|are\s+)?"
    r"(?:correct\s+|reported\s+|taken\s+)?(?:as\s+)?at\s+\S.*|report\s+(?:to|of|for)\s+(?:the\s+)?\S.*",
    regex.I,
)
_DIGITS = regex.compile(r"\d+")
_MARGIN = 0.09
"""Share of a page's height at its top and bottom where headers and footers are printed."""


@dataclass(frozen=True, slots=True)
class Around:
    """A line that stands outside every grid of a page that holds plan rows."""

    line: Line
    page: int | None
    height: float | None
    above_first: bool
    """Above the first plan grid of its page."""


def mask(text: str) -> str:
    """The text with its digits hidden, as it recurs from page to page."""
    return str(_DIGITS.sub("#", squash(text)))


def is_marking(text: str) -> bool:
    """A page number or a protective marking: furniture wherever it stands."""
    text = text.strip()
    return bool(_PAGE_NUMBER.fullmatch(text) or _MARKING.fullmatch(text))


def is_about(text: str) -> bool:
    """`Updated: 12 November 2025`, `Executive lead: Director of Place`: about a plan, and not its name."""
    return bool(_ABOUT.fullmatch(text.strip()))


def in_margin(around: Around) -> bool:
    """True for a line in the page's top or bottom margin."""
    box, height = around.line.box, around.height
    if box is None or not height:
        return False
    return box.bottom <= height * _MARGIN or box.top >= height * (1 - _MARGIN)


def furniture(lines: Iterable[Around]) -> set[int]:
    """Indexes of the lines that are page furniture.

    Furniture is what the format marks as such, page numbers and markings, a line that stands on two or
    more pages with only its digits changed (`Created 20/06/2019 from ...`), and any line in the bottom
    margin.
    """
    lines = list(lines)
    pages: Counter[str] = Counter()
    for text, _ in {(mask(a.line.text), a.page) for a in lines if a.page is not None}:
        pages[text] += 1
    out = set()
    for i, a in enumerate(lines):
        low = a.line.box is not None and a.height is not None and a.line.box.top >= a.height * (1 - _MARGIN)
        repeated = pages[mask(a.line.text)] > 1
        if a.line.furniture or is_marking(a.line.text) or low or (repeated and not _is_long(a.line)):
            out.add(i)
    return out


def _is_long(line: Line) -> bool:
    return len(line.text) > 150


def is_heading(line: Line, body: float | None) -> bool:
    """A short line that stands out: a heading style, bold, larger than the body, or in capitals."""
    text = line.text.strip()
    if not text or len(text) > 150 or text.endswith((".", ";", ",")):
        return False
    style = (line.style or "").casefold()
    if style.startswith(("heading", "title", "subtitle", "h1", "h2", "h3", "h4", "caption")):
        return True
    if line.bold is None and line.size is None and not style:  # a text dump shows no type
        return len(text.split()) <= 8
    larger = line.size is not None and body is not None and line.size > body * 1.08
    return bool(line.bold) or larger or (text.isupper() and len(text) > 3)
