"""A comments cell cut into its dated updates.

Only a date that heads an update cuts: `30/05/19 GREEN ...`, `15/01/19. AMBER. ...`, `Update 18/06/19 - ...`,
`(24 Nov) ...`, `... in process. 17/6/2019 Recent issue ...`. A date that a sentence runs over does not, even
where the page's width happened to put it first on a line.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from normalise import dates

RagAtHead = Callable[[str], tuple[str | None, int]]
"""Text -> the RAG word it begins with, canonical, and how many characters that takes."""


class Update(NamedTuple):
    """One update: what stands at its head, and its text without the head."""

    n: int
    date_raw: str | None
    date: dt.date | None
    rag: str | None
    text: str | None
    issues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What is known around a comments cell."""

    near: dt.date | None = None
    """The paper's own date, for years left out."""
    paragraphs: bool = False
    """True where the cell's lines are paragraphs (Word, sheets), False where they are only as wide as
    the column let them be."""
    shapes: frozenset[str] = frozenset()
    """How the plan's other cells write the dates they begin with (`learn`)."""
    rag_of_head: RagAtHead | None = None
    rag_after_date: RagAtHead | None = None
    """The same behind a date, where a letter may do; None: `rag_of_head`."""
    has_rag_column: bool = False
    """True keeps a RAG word in the update's text as well: it says nothing new there, or it disagrees."""


# What may stand between the beginning of an update and its date.
_PREFIX = re.compile(
    r"(?:[\s•·▪●*]|[-\u2013\u2014](?=\s))*(?:[([]\s*)?"
    r"(?:(?:(?:latest|progress|quarterly|further|general|interim|quarter)\s+)?"
    r"(?:updated?s?|position|progress|status|reviewed|review|entry|comments?|notes?)\b\s*"
    r"(?:(?:from|by)\s+(?-i:(?:[A-Z][\w./'\u2019-]*\s+){1,4}))?"
    r"(?:as\s+)?(?:on|at|of|from|for|dated|to)?\s*[:\-\u2013\u2014(\[]*\s*|as\s+(?:at|of)\s*[:\-\u2013]?\s*"
    r"|(?:w/[ce]|w\.[ce]\.?|(?:week|month|quarter)\s+"
    r"(?:commencing|ending|beginning)|(?:week|month|quarter) end)\s+"
    r"|end\s+(?:of\s+)?)?(?:[([]\s*)?",
    re.IGNORECASE,
)
# Who or what tells before the date: initials, a board. Only where the date is marked off from what follows.
_TELLER = re.compile(
    r"(?:[A-Z]{2,4}(?:\s?/\s?[A-Z]{2,4})?|(?:[A-Z][a-z]+\s+)?(?:Board|Panel|Committee|Cabinet|Council|Meeting|Group))"
    r"\s*[:\-\u2013,]?\s+[(\[]?"
)
_BULLET = re.compile(r"\s*[•·▪●*]")
_ONLY_MARKS = re.compile(r"\s*(?:[-\u2013\u2014•·▪●*]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])?\s*")
_QUARTER_HEAD = re.compile(
    r"(?:Q[1-4]|Qtr\.?\s?[1-4]|Quarter\s[1-4])(?=\s*(?:update\b|[:\-\u2013\u2014]\s))(?!\s*[-\u2013]\s*Q)",
    re.IGNORECASE,
)
# What may stand between an update's date and its text, the RAG word apart.
_CLOSE = re.compile(
    r"[ \t]*[)\]]?[ \t]*(?:updates?\b)?[ \t]*[)\]]?(?P<mark>[ \t]*[:\-\u2013\u2014.,;|)\]]+)?[ \t]*",
    re.IGNORECASE,
)
_AFTER_RAG = re.compile(r"[\s:\-\u2013\u2014.,;|)\]]*")
# Words by which a sentence runs on over a date; a cell that begins with a date begins with a head oftener,
# so fewer words speak against it there.
_RUNS_ON = re.compile(
    r"\s*(?:and|as|at|by|due|for|from|has|have|in|is|meeting|of|on|or|onwards?|saw|then|till?|to|until|"
    r"was|were|when|where|which|will|with|would)\b"
)
_RUNS_ON_FROM_START = re.compile(r"\s*(?:and|is|onwards?|or|saw|till?|to|until|was|were)\b")
_JOINED = re.compile(r"\s*(?:[-\u2013\u2014&,]|and\b|to\b)\s*")
_LEADS_IN = re.compile(
    r"(?:\b(?:a|about|after|an|and|approx|as|at|before|between|by|circa|dated?|due|during|each|end|every|for|from|held|in|"
    r"launch(?:ed)?|next|of|on|or|over|per|planned|scheduled|since|the|this|through|till?|to|until|was|week|wef|with|"
    r"within|w/c|w/e|c|commencing|ending|beginning|starting|completed|submitted|issued|signed)\.?|[,/&(\-\u2013\u2014])\s*$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?\u2026:;)\]\u201d\"\u2019']\s*$")
_STOP = re.compile(r"[.!?\u2026]\s*[)\]\u201d\"\u2019']?\s*$")
_STOPS = (".", "!", "?", ";", ",")
_ABBREVIATION = re.compile(
    r"\b(?:approx|circa|c|no|nos|ref|est|eff|w\.?e\.?f|w\.?c|e\.?g|i\.?e|incl|vol|para|sec)\.\s*$",
    re.IGNORECASE,
)
_LOOKS_BACK = 40
# Where, in what stands before a date, something may begin.
_PIECE = re.compile(r"(?:^|(?<=[\s.;:]))(?=\S)")
_WORD = re.compile(r"(?:^|(?<=\s))(?=\S)")
_CAPITAL = re.compile(r"(?:^|(?<=\s))(?=[A-Z])")


class _Head(NamedTuple):
    start: int
    """Where the update begins, its prefix included."""
    end: int
    """Where its text begins."""
    found: dates.Found
    rag: str | None
    colon: bool = False
    """A colon stands behind its date."""


class _Place(NamedTuple):
    """What stands around a date that may be a head."""

    before: str
    line_start: bool
    """A paragraph begins there; False in a line, and where a line merely wrapped."""
    marked: bool
    """Marked off from what follows: `:`, ` -`, a closing bracket, `update`."""
    colon: bool
    """Marked off by a colon, which no running text has behind a date."""


def updates(text: str | None, lines: Sequence[str] = (), context: Context | None = None) -> list[Update]:
    """The updates of one comments cell, in printed order; none for an empty cell."""
    context = context or Context()
    if not text or not text.strip():
        return []
    heads = _heads(text, lines, context)
    out: list[Update] = []
    lead = text[: heads[0].start] if heads else text
    if lead.strip():
        rag, skip = _rag(lead.lstrip(), context)
        body = lead.strip() if context.has_rag_column or rag is None else lead.lstrip()[skip:].strip()
        out.append(Update(1, None, None, rag, body or None))
    for head, following in zip(heads, [*heads, None][1:], strict=True):
        body = text[head.end : following.start if following else None].strip()
        found = head.found
        out.append(Update(len(out) + 1, found.raw, found.date, head.rag, body or None, found.issues))
    return out


def learn(comments: Iterable[str], near: dt.date | None = None) -> frozenset[str]:
    """How the comments of one plan write the dates they begin with.

    Where the date that begins a cell is always `17.6.2019`, a date of that shape inside a cell is rather a
    head than one of another shape.
    """
    shapes: Counter[str] = Counter()
    for text in comments:
        prefix = None if text[:1].isdigit() else _PREFIX.match(text)
        found = dates.at(text, prefix.end() if prefix else 0, near)
        if found is not None:
            shapes[found.shape] += 1
    most = max(shapes.values(), default=0)
    return frozenset(shape for shape, count in shapes.items() if count * 5 >= most)


def _heads(text: str, lines: Sequence[str], context: Context) -> list[_Head]:
    told = _dates(text, context)
    inner = told and told[-1].start  # a line that begins the cell is none that begins within it
    starts = line_starts(text, lines, paragraphs=context.paragraphs) if inner else {}
    heads: list[_Head] = []
    for found in told:
        if heads and found.start < heads[-1].end:
            continue
        head = _head(text, found, starts, context, heads)
        if head is not None:
            heads.append(head)
    return heads


def _dates(text: str, context: Context) -> list[dates.Found]:
    """Every date of a cell, and what is a date only at a head: `12/11: ...`, `Q2 update: ...`."""
    out = list(dates.find(text, context.near, bare_months=True))
    taken = [(f.start, f.end) for f in out]
    if text.count("/") == sum(f.raw.count("/") for f in out) and "q" not in text and "Q" not in text:
        return out  # nothing else that it could be
    for match in _UNDATED.finditer(text):
        at = match.start()
        if any(start < match.end() and at < end for start, end in taken):
            continue
        quarter = _QUARTER_HEAD.match(text, at)
        found = _quarter(quarter) if quarter else dates.short(text, at, context.near)
        if found is not None:
            out.append(found)
    return sorted(out, key=_BY_START) if len(out) > len(taken) else out


_BY_START = attrgetter("start")


def _quarter(match: re.Match[str]) -> dates.Found:
    """A quarter that heads an update without saying of which year."""
    raw = match.group()
    place = (match.start(), match.end())
    return dates.Found(None, raw, *place, "quarter", (dates.NO_YEAR,), None, dates.shape(raw))


_UNDATED = re.compile(
    r"(?-i:[\dqQ])(?<![\w./£$€-].)"
    r"(?:(?<=\d)\d?/\d{1,2}(?![\w/.%])|(?<=q)(?:tr\.?\s?|uarter\s)?[1-4](?!\w))",
    re.IGNORECASE | re.DOTALL,
)


def _head(
    text: str, found: dates.Found, starts: dict[int, bool], context: Context, heads: Sequence[_Head]
) -> _Head | None:
    """The update this date heads, None where a sentence runs over it."""
    start = _begin(text, found.start)
    close = _CLOSE.match(text, found.end)
    end = close.end() if close else found.end
    marked = bool(close and not (close.end() == found.end or close.group().isspace()))
    rag, skip = _rag(text[end : end + 48], context, dated=True)
    if rag is None and marked:  # the mark may be the letter's own: `12.11.20 - G - Letter sent`
        rag, more = _rag(text[found.end : found.end + 48], context, dated=True)
        skip = found.end + more - end if rag else 0
    body = end if rag is None or context.has_rag_column else end + skip
    if rag is not None:
        end += skip
    else:
        start, rag = _rag_before(text, start, context)
    colon = bool(close and ":" in (close["mark"] or ""))
    head = _Head(start, body, found, rag, colon)
    told = _told_by(text, start) if marked and rag is None else start
    place = _place(text, told, starts, marked=marked, colon=colon)
    if told != start and not (place.line_start or not place.before.strip() or _STOP.search(place.before)):
        place = _place(text, start, starts, marked=marked, colon=colon)
    elif told != start or not place.before.strip():
        start = told if place.before.strip() else 0
        raw = text[start : found.end].strip(" \t([:-\u2013\u2014•·▪●*") if told != head.start else found.raw
        if raw != found.raw:
            head = head._replace(start=start, found=found._replace(raw=raw))
        elif start != head.start:
            head = head._replace(start=start)
    return head if _stands_at_head(text, head, place, context, heads) else None


def _place(text: str, start: int, starts: dict[int, bool], *, marked: bool, colon: bool) -> _Place:
    """What stands before `start`; nothing where only a bullet or a list's number does."""
    before = text[max(0, start - _LOOKS_BACK) : start]
    if start <= _LOOKS_BACK and _ONLY_MARKS.fullmatch(before):
        before = ""
    bullet = _BULLET.match(text, start) is not None
    return _Place(before, starts.get(start, False) or bullet, marked, colon)


def _told_by(text: str, start: int) -> int:
    """Where the teller before a head begins (`JC 18/06/21: agreed`, `Board 18/06/21 - noted`)."""
    window = text[max(0, start - 24) : start]
    for match in _CAPITAL.finditer(window):
        teller = _TELLER.match(window, match.start())
        if teller and teller.end() == len(window) and (match.start() > 0 or start <= 24):
            return start - len(window) + match.start()
    return start


def _stands_at_head(text: str, head: _Head, place: _Place, context: Context, heads: Sequence[_Head]) -> bool:
    """Whether what stands before and after a date makes it a head."""
    opens = not place.before.strip()
    if head.found.precision != "day" and head.found.raw.isalpha() and not place.marked:
        return False
    yearless = head.found.shape in _YEARLESS
    if yearless and (opens or place.line_start) and _has_year(head.found, context.near):
        yearless = text[head.end : head.end + 1].islower()
    if yearless and not (head.rag or (place.marked and not _RANGE.match(text, head.found.end))):
        return False
    if head.rag is not None:
        return opens or not _LEADS_IN.search(_last_word(place.before))
    runs_on = _RUNS_ON_FROM_START if opens else _RUNS_ON
    if runs_on.match(text, head.found.end) or _is_joined(text, head.found, context.near):
        return False
    lower = text[head.end : head.end + 1].islower()
    if opens:
        return place.marked or head.found.precision == "day" or not lower or "M-9" in head.found.shape
    return bool(text[head.end :].strip()) and _cuts(head, place, lower, context, heads)


def _cuts(head: _Head, place: _Place, lower: bool, context: Context, heads: Sequence[_Head]) -> bool:
    """Whether a date within a cell, with no RAG word at it, begins a new update."""
    last = _last_word(place.before)
    stopped = _STOP.search(place.before) is not None
    begins = stopped or (place.line_start and place.colon)
    if _ABBREVIATION.search(last) or (not begins and _LEADS_IN.search(last)):
        return False
    habit = head.found.shape in context.shapes or any(h.found.shape == head.found.shape for h in heads)
    if place.line_start or stopped:
        if lower and not place.marked:
            return habit and "M" not in head.found.shape
        return place.marked or habit or not context.shapes or head.found.precision == "day"
    # Without a full stop before it only a date marked off and written as the plan's other heads are.
    if habit and place.colon and heads and heads[0].start == 0 and heads[0].colon:
        return True  # `14.06.21: Plan drafted 21.06.21: Plan approved`
    return habit and place.marked and _SENTENCE_END.search(place.before) is not None


def _last_word(before: str) -> str:
    """What `_ABBREVIATION` and `_LEADS_IN` are looked for in: none of them has a space in it."""
    return "".join(before.split()[-1:])


_YEARLESS = frozenset(("9/9", "M9", "M.9", "M 9", "M. 9"))
_RANGE = re.compile(r"\s*[-\u2013]\s*\d")


def _has_year(found: dates.Found, near: dt.date | None) -> bool:
    """Whether the two digits behind a month are a year about the paper's own: days are printed before it."""
    if found.precision != "month" or found.date is None or near is None:
        return False
    return near.year - 3 <= found.date.year <= near.year


def _is_joined(text: str, found: dates.Found, near: dt.date | None) -> bool:
    """True for the first of two dates that are one span: `11th to 18th Jan 2018`, `30/05/19 - 02/06/19`."""
    join = _JOINED.match(text, found.end)
    return join is not None and dates.at(text, join.end(), near) is not None


def _begin(text: str, start: int) -> int:
    """Where the head begins: at its date, or at `Update`, `As at` or a bracket before it."""
    if not start:
        return 0
    window = text[max(0, start - _LOOKS_BACK) : start]
    said = window.rstrip().lower()
    if said.endswith(_STOPS) and not ("from" in said or "by" in said or said.endswith((".c.", ".e."))):
        return start  # as most: no beginning ends in a stop, names and `w.c.` apart
    for match in _PIECE.finditer(window):
        piece = window[match.start() :]
        prefix = _PREFIX.match(piece)
        if prefix and prefix.end() == len(piece) and (match.start() > 0 or start <= _LOOKS_BACK):
            return start - len(piece)
    return start


def _rag_before(text: str, start: int, context: Context) -> tuple[int, str | None]:
    """A RAG word that stands before its date: `AMBER - 30/05/19 ...`, and where it begins."""
    if not start:
        return 0, None
    window = text[max(0, start - 16) : start]
    for match in _WORD.finditer(window):
        if match.start() == 0 and start > 16:
            continue
        piece = window[match.start() :]
        rag, skip = _rag(piece, context)
        if rag is not None and skip == len(piece):
            return start - len(piece), rag
    return start, None


def _rag(text: str, context: Context, *, dated: bool = False) -> tuple[str | None, int]:
    read = (context.rag_after_date if dated else None) or context.rag_of_head
    if read is None:
        return None, 0
    rag, length = read(text)
    if rag is None or not length:
        return rag, 0  # a phrase (`Remains Amber`) that stays in the text
    tail = _AFTER_RAG.match(text, length)
    return rag, tail.end() if tail else length


def line_starts(text: str, lines: Sequence[str], *, paragraphs: bool = False) -> dict[int, bool]:
    """Where the printed lines begin in the joined text: True where a paragraph does.

    In a page of lines a paragraph begins where the line before ended although the next word would have
    fitted: the writer broke it, not the column's width.
    """
    out: dict[int, bool] = {}
    widest = max((len(line) for line in lines), default=0)
    cursor, previous = 0, ""
    for line in lines:
        probe = line.strip()[:16]
        place = text.find(probe, cursor)
        if place < 0:
            previous = line
            continue
        if previous:
            room = len(previous.strip()) + 1 + len(probe.split(" ", 1)[0])
            out[place] = paragraphs or room < 0.8 * widest
        cursor = place + max(1, len(probe) - 2)
        previous = line
    return out
