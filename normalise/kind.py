"""What a file is, what it calls itself, and when its meeting was.

A file's own word for its date is trusted in this order: a labelled meeting date, a meeting held on a day, a
date that stands alone at the top, its file name, its folder, its title. Nothing is taken from a clock, and
what the file's properties say only where nothing is printed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extract.model import Block, Paper
from normalise import dates

BOARD_PAPER, DELIVERY_PLAN = "board paper", "delivery plan"
PERFORMANCE, STRATEGY, OTHER = "performance data", "strategy", "other"
_SHEETS = frozenset({"xlsx", "xls", "ods", "csv"})
_CONTAINERS = frozenset({"zip", "msg", "eml"})
_TOP = 25
"""Blocks from the top in which a paper says what it is and when it meets."""


@dataclass(frozen=True, slots=True)
class PaperDate:
    """When a paper was for."""

    date: dt.date | None = None
    """The day of the meeting, where one is known to the day."""
    last: dt.date | None = None
    """The last day it can be of: the day, or the end of the month or quarter that is named."""
    origin: str = ""
    """label, held, top, file name, folder, title; empty: not known."""


_SECTION = re.compile(r"^\s*\d{1,2}(?:\.\d{1,2})?[.)]?\s+[A-Z]")
_PAPER_HEADINGS = re.compile(
    r"^\s*(?:\d{1,2}(?:\.\d{1,2})?[.)]?\s+)?(?:purpose|recommendations?|executive summary|introduction|"
    r"background|implications|"
    r"consultation|risks?\b|financial implications|legal implications|decisions? required|"
    r"apologies|declarations? of interests?|minutes of the (?:last|previous))",
    re.IGNORECASE,
)
_STRATEGY_WORDS = re.compile(
    r"\b(?:strategic aims?|strategic objectives?|our (?:vision|mission|priorities|aims)|partnership forums?|"
    r"foreword)\b",
    re.IGNORECASE,
)


def kind(paper: Paper, title: str | None, *, has_measures: bool = False) -> str:
    """What sort of file a paper is: board paper, delivery plan, performance data, strategy, other."""
    rows = sum(len(plan.rows) for plan in paper.plans)
    if paper.format in _SHEETS:
        return DELIVERY_PLAN if rows else PERFORMANCE if has_measures else OTHER
    if paper.format in _CONTAINERS:
        return OTHER
    return _of_text(paper, title, rows, has_measures=has_measures)


def _of_text(paper: Paper, title: str | None, rows: int, *, has_measures: bool) -> str:
    headings = {m.group().strip().lower() for b in paper.blocks if (m := _PAPER_HEADINGS.match(b.text))}
    if len(headings) >= 3 or (headings and paper.attachments):
        return BOARD_PAPER
    if rows:
        # Minutes print an action table among much else; a plan has little beside its table.
        around = sum(len(block.text.split()) for block in paper.blocks)
        minutes = _says_minutes(paper.blocks) or re.search(
            r"\b(?:minutes|agenda)\b", _spaced(paper.name), re.IGNORECASE
        )
        # Of a pack with plans somewhere in it, most is no plan at all.
        least = 1 / 4 if minutes else 3
        return BOARD_PAPER if around > least * paper.counts.in_rows else DELIVERY_PLAN
    named = bool(title and re.search(r"\bstrategy\b", title, re.IGNORECASE))
    said = sum(1 for block in paper.blocks if _STRATEGY_WORDS.search(block.text))
    if said >= 2 or (named and (said or len(paper.blocks) > 10)):
        return STRATEGY
    if has_measures:
        return PERFORMANCE
    numbered = sum(1 for block in paper.blocks if _SECTION.match(block.text))
    return BOARD_PAPER if headings and numbered >= 3 else OTHER


def _says_minutes(blocks: Sequence[Block]) -> bool:
    return any(re.match(r"\W*(?:draft )?(?:minutes|agenda)\b", b.text, re.IGNORECASE) for b in blocks[:_TOP])


_TITLE_LABEL = re.compile(
    r"^\s*(?:(?:report|paper)\s+title|title(?:\s+of\s+(?:report|paper))?|subject|report\s+(?:on|of)|"
    r"agenda\s+item\s+title)\s*[:\-\u2013]\s*(?P<text>\S.*)$",
    re.IGNORECASE,
)
_CALLED = re.compile(r"\b(?:strategy|plan|report|review|update|programme)\b", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint|excel)\b.*|untitled.*|document\d*|slide \d+|.*template|"
    r"created (?:on )?\d.*|contents|agenda|.*\.(?:docx?|xlsx?|pptx?|pdf|indd|rtf|odt|qxd)|appendix \w+|"
    r"page \d+.*|official(?: sensitive)?|"
    r"not protectively marked|restricted)$",
    re.IGNORECASE,
)


def title(paper: Paper) -> str | None:
    """What a paper calls itself: a labelled title, else what stands out at its top, else its properties."""
    top = paper.blocks[:_TOP]
    for block in top:
        if match := _TITLE_LABEL.match(block.text):
            return match.group("text").strip()
    for label, value in _labelled(paper):
        if re.fullmatch(r"(?:(?:report|paper) title|title(?: of (?:report|paper))?|subject)", label):
            return value
    if standing := _standing_out(top, paper.blocks) or _running_head(paper.blocks):
        return standing
    told = (paper.info.title or "").strip()
    return told if _may_be_title(told) else None


def _labelled(paper: Paper) -> list[tuple[str, str]]:
    """(label, value) pairs of small tables: `Date of meeting | 27 June 2019`."""
    out = []
    for grid in paper.grids[:6]:
        for row in grid.rows[:12]:
            texts = [" ".join(cell.lines).strip() for cell in row.cells if cell.lines]
            if len(texts) >= 2:
                label = re.sub(r"[\s:.]+$", "", texts[0]).lower()
                if len(label) <= 40:
                    out.append((label, texts[1]))
    return out


def _standing_out(top: Sequence[Block], everything: Sequence[Block]) -> str | None:
    """The first block at the top in a title's style, or set larger than the text by a tenth and more."""
    sizes = Counter(round(b.size, 1) for b in everything if b.size)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    first_page = top[0].page if top else None
    for block in top:
        if block.page != first_page or not _may_be_title(block.text):
            continue
        if (block.style or "").lower() in {"title", "heading 1", "h1"} and not _SECTION.match(block.text):
            return block.text
    large = [b for b in top if b.page == first_page and b.size and usual and b.size >= 1.1 * usual]
    large = [b for b in large if _may_be_title(b.text) and not _SECTION.match(b.text)]
    if large:
        return max(large, key=lambda b: (b.size or 0.0, -top.index(b))).text
    first = [b for b in top[:3] if b.page == first_page]
    shout = next((b for b in first if b.text.isupper() and _may_be_title(b.text)), None)
    return shout.text if shout else None


def _running_head(blocks: Sequence[Block]) -> str | None:
    """What a brochure prints on most of its pages and calls itself: `CRIME PREVENTION STRATEGY`."""
    pages: dict[str, set[int]] = {}
    for block in blocks:
        if block.page is not None and len(block.text) <= 100:
            pages.setdefault(block.text, set()).add(block.page)
    heads = [t for t, where in pages.items() if len(where) >= 3 and _CALLED.search(t) and _may_be_title(t)]
    return max(heads, key=lambda text: len(pages[text]), default=None)


def _may_be_title(text: str) -> bool:
    return (
        4 <= len(text) <= 160
        and len(text.split()) >= 2
        and not _NO_TITLE.match(text)
        and dates.read(text) is None
        and not text.rstrip().endswith((";", ","))
    )


_MEETING_LABEL = re.compile(
    r"^\s*(?:date\s+of\s+(?:the\s+)?(?:meeting|board|committee)|(?:meeting|board|committee)\s+date|"
    r"date\s+of\s+report|(?:meeting|board)\s+(?:held|of|on)|date)\s*[:\-\u2013]?\s*",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"\b(?:held|meeting|minutes|agenda|board|committee|panel|action\s+log|log|update"
    r"|(?:report|paper|briefing)\s+(?:to|for)\s+(?:the\s+)?\w+)\b[^.;]{0,120}?"
    r"(?:\b(?:on|of|as\s+(?:of|at)|dated)\b|[-\u2013,:])\s*$",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:last|previous|next|minutes of the (?:[a-z]+ ){0,4}meetings?)\b(?!.*\bheld in\b)|\bchecked\b",
    re.IGNORECASE,
)


def dated_by_name(path: str) -> bool:
    """Whether a file's name or folder says when it is from."""
    inner = path.rsplit("!/", 1)[-1].rsplit("/", 1)[-1]
    return bool(_folder_dates(path)) or any(f.date for f in _named_dates(_spaced(_stem(inner))))


_AS_AT = re.compile(
    r"(?:position|status|progress|data|figures|information|updates?)\b.{0,25}\bat\s", re.IGNORECASE
)
"""`Position as at 30 September 2025`, over a plan."""


def paper_date(paper: Paper, heading: str | None = None) -> PaperDate:
    """The meeting a paper is for, from its own print, then its file name, folder and title."""
    in_name = _named_dates(_spaced(_stem(paper.name)))
    day_in_name = next((f.date for f in in_name if f.date and f.precision == "day"), None)
    printed = _printed(paper)
    if day_in_name and day_in_name in [date for date, _ in printed]:
        return PaperDate(day_in_name, day_in_name, "file name")
    if printed:
        day, origin = printed[0]
        return PaperDate(day, day, origin)
    if day_in_name:
        return PaperDate(day_in_name, day_in_name, "file name")
    titles = [heading or "", *(plan.title or "" for plan in paper.plans)]
    stands = [text for plan in paper.plans for text in plan.headings if _AS_AT.match(text)]
    for origin, found in (
        ("file name", in_name),
        ("title", [f for t in titles for f in dates.find(t) if not _EARLIER.search(t[: f.start])]),
        ("heading", [f for text in stands for f in dates.find(text) if f.precision == "day"]),
        ("folder", _folder_dates(paper.path)),
    ):
        for one in (f for f in found if f.date is not None):
            met = one.date if one.precision == "day" and origin != "heading" else None
            return PaperDate(met, one.last, origin)
    return PaperDate()


def _printed(paper: Paper) -> list[tuple[dt.date, str]]:
    """The days on which a paper says it meets, best evidence first."""
    out: list[tuple[dt.date, str]] = []
    for label, value in _labelled(paper):
        if _MEETING_LABEL.fullmatch(label + " ") or _MEETING_LABEL.fullmatch(label):
            out += [(f.date, "label") for f in dates.find(value) if f.date and f.precision == "day"]
    top = paper.blocks[:_TOP]
    for block in top:
        label_match = _MEETING_LABEL.match(block.text)
        if (
            label_match
            and (found := dates.at(block.text, label_match.end()))
            and _is_day(found)
            and found.date
        ):
            out.append((found.date, "label"))
    for block, before in _with_before(paper.blocks):
        for found in dates.find(block.text):
            lead = f"{before} {block.text[: found.start]}".strip()[-160:]
            ends = len(block.text) - found.end <= 40
            if _is_day(found) and found.date and ends and _HELD.search(lead) and not _EARLIER.search(lead):
                out.append((found.date, "held"))
    for block in top:
        found_alone = dates.read(block.text)
        if found_alone and _is_day(found_alone) and found_alone.date:
            out.append((found_alone.date, "top"))
    return out


_DIGIT = re.compile(r"\d")


def _with_before(blocks: Sequence[Block]) -> Iterable[tuple[Block, str]]:
    """Short blocks with a digit and what stands over them: `HELD IN THE HALL`, `ON`, `23rd May 2019` is one
    sentence in three."""
    for i, block in enumerate(blocks):
        if len(block.text) <= 200 and _DIGIT.search(block.text):
            before = " ".join(b.text for b in blocks[max(0, i - 3) : i] if len(b.text) <= 120)
            if i < _TOP or re.search(r"\b(?:held|minutes)\b", before + block.text, re.IGNORECASE):
                yield block, before


def _is_day(found: dates.Found) -> bool:
    return found.precision == "day" and not found.issues


def _stem(name: str) -> str:
    return re.sub(r"\.[A-Za-z]{2,4}$", "", name)


def _spaced(text: str) -> str:
    """A file name with its joints opened, so that a date in it stands alone: `minutes_2019-05-23`."""
    return re.sub(r"[_()\[\]]", " ", text)


_YEAR_MONTH = re.compile(r"(?<!\d)(?P<year>20\d\d)[-. ]?(?P<month>0[1-9]|1[0-2])(?![\d]|[-.]\d)")
_RUN_TOGETHER = re.compile(
    r"(?<!\d)(?:(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)"
    r"|(?P<day2>[0-3]\d)(?P<month2>0[1-9]|1[0-2])(?P<year2>20\d\d))(?!\d)"
)


def _folder_dates(path: str) -> list[dates.Found]:
    """Dates of the folders a file stands in, the nearest first: `2019-06`, `June 2019`, `2019Q2`."""
    outer = path.split("!/", 1)[0]
    return [found for part in reversed(outer.split("/")[:-1]) for found in _named_dates(_spaced(part))]


def _named_dates(text: str) -> list[dates.Found]:
    """Dates as files and folders are named by: as in print, and `2021-07`, `20210724`, `24072021`.

    `2011-12` is a financial year as often as a month, and says nothing.
    """
    out = list(dates.find(text))
    for match in _RUN_TOGETHER.finditer(text):
        parts = [int(match[name] or match[name + "2"]) for name in ("year", "month", "day")]
        if (day := dates.make(*parts)) is not None:
            out.append(dates.Found(day, match.group(), *match.span(), "day", (), day))
    for match in _YEAR_MONTH.finditer(text):
        year, month = int(match["year"]), int(match["month"])
        if (year + 1) % 100 != month and all(f.end <= match.start() or match.end() <= f.start for f in out):
            first, last = dates.make(year, month, 1), dates.month_end(year, month)
            out.append(dates.Found(first, match.group(), *match.span(), "month", (), last))
    return out


_CREATED = re.compile(r"\bcreated\s+(?:on\s+)?", re.IGNORECASE)


def printed_creation(paper: Paper) -> dt.date | None:
    """The day a page's furniture says it was made: `Created 20/06/2019 from ...`."""
    for block in paper.blocks:
        for match in _CREATED.finditer(block.text):
            found = dates.at(block.text, match.end())
            if found and found.date and found.precision == "day":
                return found.date
    return None


_SPAN = r"(?P<first>20\d\d)\s?[-/\u2013]\s?(?P<last>20\d\d|\d\d)"
_SPAN_BEFORE = _SPAN.replace("first", "first2").replace("last", "last2")
_STRATEGY_SPAN = re.compile(
    rf"\bstrategy\b[\s(,:\u2013-]{{0,4}}{_SPAN}(?!\d)|(?<!\d){_SPAN_BEFORE}\s(?:[\w&]+\s){{0,5}}strategy\b",
    re.IGNORECASE,
)


def strategy_begins(texts: Iterable[str]) -> dt.date | None:
    """The first day of the strategy that a paper reports on: `Crime Prevention Strategy (2018-2021)`.

    Where several are named the one named most; a span of one year (`2019/20`) is a year, no strategy.
    """
    spans: Counter[int] = Counter()
    for text in texts:
        for match in _STRATEGY_SPAN.finditer(text):
            first, last = match["first"] or match["first2"], match["last"] or match["last2"]
            if (int(last) - int(first)) % 100 >= 2:
                spans[int(first)] += 1
    if not spans:
        return None
    most = max(spans.values())
    return dt.date(min(year for year, count in spans.items() if count == most), 1, 1)
