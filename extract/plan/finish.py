"""Where plans begin and what they are called; and, when the last page is read, where every word went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from extract.lexicon import Lexicon, squash
from extract.model import Block, Grid, Line, Note, Page, Plan, Row, WordCounts
from extract.plan import repairs
from extract.plan.bands import RANKED
from extract.plan.furniture import Around, furniture, is_about, is_heading, is_marking, mask
from extract.plan.header import split_urn
from extract.plan.labels import LabelReader
from extract.plan.lookalikes import labels_of_lookalike
from extract.plan.rows import OpenRow
from extract.plan.state import Found, OpenPlan, State
from extract.plan.text import join_lines, look

_TITLE = regex.compile(r"\b(?:plans?|logs?|tracker|programme|strategy|register|list|schedule)\b", regex.I)
"""Words by which a heading over a table is a plan's title and not a section's."""
_DATE = regex.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}")
"""A meeting's date in the place of a reference: it recurs all the time."""
_KEY_HEADING = regex.compile(r"(?:rag\s+)?(?:status\s+|rating\s+)?key\s*:?|key to .{1,40}", regex.I)
_KEY = regex.compile(r"(?<!\S)(\p{L}+)\s*(?:[=:–-]|\bis\b|\bmeans\b)\s*\S")


def row_texts(row: Row) -> list[str]:
    """The texts of a row's cells, empty ones left out."""
    return [join_lines(c.lines) for c in row.cells if c.lines]


def headings_of(above: Iterable[Line]) -> list[Line]:
    """The lines that stand out among those above a table, in printed order."""
    lines = [line for line in above if not line.furniture and not is_marking(line.text)]
    sizes = [line.size for line in lines if line.size is not None]
    body = min(sizes, default=None)
    return [line for line in lines if is_heading(line, body)]


def title_above(above: list[Line], rows: list[str], lexicon: Lexicon) -> str | None:
    """The plan's title: the nearest heading over its table that is no section, or a row across its top."""
    candidates = [line.text for line in headings_of(above)] + rows
    for text in reversed(candidates):
        known = squash(split_urn(text)[1]) in lexicon.sections or is_ranked(text)
        if not known and not is_about(text):
            return text
    return None


def is_ranked(text: str) -> bool:
    """`Priority 2: Demand`: one of several by its number, and no plan's name."""
    return RANKED.match(text) is not None and _TITLE.search(text) is None


def section_above(
    above: list[Line], rows: list[str], lexicon: Lexicon, *, known_only: bool
) -> tuple[str | None, str] | None:
    """The section (number, name) that a heading over a table of its own names; None where there is none.

    Boards that print a table per section put its name over each table. Over a plan's first table an
    unknown heading is the plan's title, not a section (`known_only`).
    """
    candidates = [line.text for line in headings_of(above[-3:])] + rows
    for text in reversed(candidates):
        if is_about(text):
            continue
        number, name = split_urn(text)
        if squash(name) in lexicon.sections or not known_only or is_ranked(text):
            return number, name
    return None


def name_first_section(plan: OpenPlan, above: list[Line], name: str, lexicon: Lexicon) -> None:
    """Give the plan's first rows the heading over its first table as their section, once a later table shows
    by a heading set like it (`Priority 1: ...`, `Priority 2: ...`) that it was one; the plan's title is then
    the heading before it."""
    line = next((h for h in reversed(headings_of(above)) if split_urn(h.text)[1] == name), None)
    if line is None:
        return
    plan.looks.add(look(line))
    if not plan.opening or look(plan.opening[-1]) != look(line) or any(row.section for row in plan.rows):
        return
    _name_rows(plan, plan.opening[-1].text)
    if plan.title == plan.opening[-1].text:
        plan.title = title_above(list(plan.opening[:-1]), [], lexicon) or plan.title


def name_section_of_top(plan: OpenPlan, later: str, lexicon: Lexicon, *, heads: bool) -> None:
    """Give the plan's first rows the row over its first header as their section, once a `later` row shows
    that it was one: it begins with the same word (`Objective 2: ...`), or a header follows it (`heads`)."""
    top, plan.top = plan.top, None
    if top is None or not plan.rows or any(row.section for row in plan.rows):
        return
    alike = squash(top).split()[:1] == squash(later).split()[:1]
    if not alike and (not heads or _TITLE.search(top)):
        return
    _name_rows(plan, top)
    if plan.title == top:
        plan.title = title_above(list(plan.opening), [], lexicon)


def _name_rows(plan: OpenPlan, heading: str) -> None:
    """Give all of a plan's rows a heading as their section."""
    number, name = split_urn(heading)
    for row in plan.rows:
        row.section, row.section_urn = name, number


@dataclass(frozen=True, slots=True)
class Start:
    """What is known of a table with a header of its own before its rows are read."""

    columns: frozenset[str]
    first: str
    """Its first reference, '' where it prints none."""
    section: str | None
    """The section its header names."""
    title: str | None
    """The heading over it that is no section."""
    labels: tuple[str, ...] = ()
    """Its header row, as printed."""


def starts_plan(plan: OpenPlan | None, page: Page, start: Start) -> bool:
    """True where a table with a header of its own begins another plan, not more of the open one.

    Another plan begins on another sheet, after pages without rows, under another plan's title or other
    columns, or where the references start over and the header's section does not explain it. A title
    that recurs over each page is the same plan's; a reference that is merely printed twice starts nothing.
    """
    if plan is None:
        return True
    if not plan.rows:
        return False
    if page.name != plan.sheet or (page.number is not None and (plan.last_page or 0) < page.number - 1):
        return True
    if start.title is not None and _TITLE.search(start.title):
        return mask(start.title) not in {mask(text) for text in (plan.title, *plan.headings) if text}
    mine = plan.columns.names
    if plan.labels != start.labels and len(mine ^ start.columns) > len(mine & start.columns):
        return True
    return _starts_over(plan, start)


def _starts_over(plan: OpenPlan, start: Start) -> bool:
    if not start.first or _DATE.fullmatch(start.first):
        return False
    references = (urn for row in plan.rows if (urn := squash(row.own_text("urn"))))
    wanted = squash(start.first)
    again = wanted == next(references, "") or (start.title is not None and wanted in references)
    if not again or start.section is None:
        return again
    return squash(start.section) in {squash(row.section or "") for row in plan.rows}


def found(state: State) -> Found:
    """Close every plan and settle where the words of its pages went."""
    plans: list[Plan] = []
    notes = list(state.notes)
    number: dict[int, int] = {}
    in_rows = in_bands = unplaced = 0
    bare: list[tuple[OpenPlan, list[OpenRow]]] = []
    for i, plan in enumerate(state.plans):
        dropped, bands = _settle(plan)
        in_bands += sum(row.words for row in bands)
        unplaced_here = sum(row.words + row.extra_words for row in dropped)
        if not plan.rows:
            bare.append((plan, dropped))
            if plan.cards and dropped:
                notes.append(_not_read(plan.last_page, " | ".join(plan.headings)))
            continue
        number[i] = len(plans)
        in_rows += sum(row.words for row in plan.rows)
        unplaced += unplaced_here + sum(row.extra_words for row in plan.rows)
        notes += _extra_notes(plan, len(plans), dropped)
        plans.append(_closed(plan))
    kept = [i for i, count in enumerate(state.counts) if any(p in number for p in count.plans)]
    lines = _settle_lines(state, set(kept), plans, number)
    notes += lines.notes
    beside = [row for _, rows in bare for row in rows if row.page in {state.counts[i].page for i in kept}]
    unplaced += sum(row.words + row.extra_words for row in beside)
    notes += _dropped_notes(beside, None)
    counts = WordCounts(
        words=sum(state.counts[i].words for i in kept),
        in_rows=in_rows,
        in_headings=in_bands + lines.in_headings + sum(state.counts[i].in_headings for i in kept),
        furniture=lines.furniture,
        unplaced=unplaced + lines.unplaced + sum(state.counts[i].unplaced for i in kept),
    )
    notes += check_counts(counts)
    labels = LabelReader(state.lexicon)
    for page, grid, on_plan_page in state.other_grids:
        notes += _grid_notes(page, grid, labels, beside=on_plan_page and bool(plans))
    grids = tuple(grid for _, grid, _ in state.other_grids)
    blocks = (*lines.blocks, *_left_over(state, set(kept), bare))
    return Found(tuple(lines.plans), counts, tuple(notes), grids, blocks)


def _left_over(state: State, kept: set[int], bare: list[tuple[OpenPlan, list[OpenRow]]]) -> Iterator[Block]:
    """The text of pages that began like a plan's and hold no row of one: a template, a header by itself."""
    for i, a in state.around:
        if i not in kept:
            line = a.line
            yield Block(line.text, a.page, line.box, line.size, line.bold, line.style)
    for plan, rows in bare:
        for text in plan.headings:
            yield Block(text, plan.last_page)
        for row in rows:
            texts = [*(row.text(name) for name in row.cells), *(text for _, text in row.extra)]
            yield Block(" ".join(text for text in texts if text), row.page)


def check_counts(counts: WordCounts) -> list[Note]:
    """An error where the words of the plans' pages do not add up: something was lost or taken twice."""
    placed = counts.in_rows + counts.in_headings + counts.furniture + counts.unplaced
    if placed == counts.words:
        return []
    message = (
        f"{counts.words} words stand on the plans' pages but {placed} were placed: check the rows by eye"
    )
    return [Note("words do not add up", message, severity="error", value=str(counts.words - placed))]


def _settle(plan: OpenPlan) -> tuple[list[OpenRow], list[OpenRow]]:
    """Repair the plan's rows in place; the rows taken out: empty ones and a table's totals, and sections."""
    names = plan.columns.names
    repairs.urn_from_unlabelled(plan.rows, names)
    bands = repairs.sections_from_bare_rows(plan.rows, names)
    plan.headings += [row.text("action") or row.text("urn") for row in bands]
    repairs.urn_from_action(plan.rows, names)
    repairs.drop_banding(plan.rows)
    lone = plan.cards and len(plan.rows) == 1  # as like the table over a report as like an action
    none = lone or repairs.is_agenda(plan.rows)
    no_action = (repairs.is_empty, repairs.is_total, repairs.is_signature)
    left_out = [none or any(asked(row) for asked in no_action) for row in plan.rows]
    dropped = [row for row, out in zip(plan.rows, left_out, strict=True) if out]
    plan.rows = [row for row, out in zip(plan.rows, left_out, strict=True) if not out]
    return dropped, bands


def _closed(plan: OpenPlan) -> Plan:
    rows = tuple(row.close() for row in plan.rows)
    used = {c for row in rows for c in row.cells}
    order = [c.name for c in plan.columns.columns if c.name is not None]
    columns = tuple(dict.fromkeys([c for c in ("urn",) if c in used and c not in order] + order))
    return Plan(rows, columns, plan.title, plan.sheet, tuple(plan.headings), tuple(plan.key))


def _extra_notes(plan: OpenPlan, index: int, dropped: list[OpenRow]) -> list[Note]:
    notes = [
        Note(
            "unplaced text",
            f"the column '{label}' has no place in the tables"
            if label
            else "text under a column without a label",
            severity="info",
            page=row.page,
            column=label or None,
            value=text,
            row=n,
            plan=index,
        )
        for n, row in enumerate(plan.rows, 1)
        for label, text in row.extra
    ]
    return notes + _dropped_notes(dropped, index)


def _dropped_notes(dropped: list[OpenRow], plan: int | None) -> list[Note]:
    """Of the rows taken out: each that prints more than a reference by itself, the empty ones together."""
    notes: list[Note] = []
    empty: list[OpenRow] = []
    for row in dropped:
        total = repairs.is_total(row)
        text = " | ".join([*filter(None, map(row.text, row.cells)), *(text for _, text in row.extra)])
        if not total and repairs.is_empty(row):
            empty.append(row)
        elif text:
            what = "the totals of a table" if total else "a row that is no action"
            notes.append(Note("unplaced text", what, severity="info", page=row.page, value=text, plan=plan))
    if empty:
        urns = ", ".join(row.text("urn") for row in empty)
        message = f"{len(empty)} numbered rows print nothing else and were left out"
        notes.append(Note("empty rows", message, severity="info", page=empty[0].page, value=urns, plan=plan))
    return notes


def _grid_notes(page: int | None, grid: Grid, labels: LabelReader, *, beside: bool) -> Iterator[Note]:
    """Of a table that is no plan: its words, where they stand `beside` one; and that it looks like one."""
    if beside:
        text = " | ".join(text for row in grid.rows for text in row_texts(row))
        yield Note("unplaced text", "a table that is no plan", severity="info", page=page, value=text or None)
    printed = labels_of_lookalike(grid, labels)
    if printed is not None:
        yield _not_read(page, printed)


def _not_read(page: int | None, labels: str) -> Note:
    message = "a table that names owners was not read as a plan: see whether it is one"
    return Note("table not read", message, severity="warning", page=page, value=labels)


class _Lines:
    """What became of the lines around the plans."""

    def __init__(self, plans: list[Plan]) -> None:
        self.plans = plans
        self.notes: list[Note] = []
        self.blocks: list[Block] = []
        self.in_headings = self.furniture = self.unplaced = 0


def _settle_lines(state: State, kept: set[int], plans: list[Plan], number: dict[int, int]) -> _Lines:
    out = _Lines(plans)
    pairs = [(i, a) for i, a in state.around if i in kept]
    moved = furniture(a for _, a in pairs)
    titles = {p.title for p in plans} | {h for p in plans for h in p.headings}
    runs: dict[tuple[int, bool], list[Around]] = {}
    for k, (i, a) in enumerate(pairs):
        line, style = a.line, a.line.style
        if k in moved:
            out.furniture += line.words
            style = "furniture"
        elif (
            a.line.text in titles
            or (a.above_first and is_heading(a.line, None))
            or _is_key(a.line, state.lexicon)
        ):
            out.in_headings += a.line.words
            _note_key(out, a, state, number, i)
        else:
            out.unplaced += line.words
            runs.setdefault((i, a.above_first), []).append(a)
        out.blocks.append(Block(line.text, a.page, line.box, line.size, line.bold, style))
    for run in runs.values():
        text = join_lines([a.line.text for a in run])
        out.notes.append(
            Note(
                "unplaced text", "text beside the plan's table", severity="info", page=run[0].page, value=text
            )
        )
    return out


def _note_key(out: _Lines, a: Around, state: State, number: dict[int, int], i: int) -> None:
    """Add the line of a printed key to the first plan of its page."""
    index = min((number[p] for p in state.counts[i].plans if p in number), default=None)
    if index is None:
        return
    plan = out.plans[index]
    if _is_key(a.line, state.lexicon):
        out.plans[index] = replace(plan, key=(*plan.key, *key_parts(a.line.text, state.lexicon)))


def _is_key(line: Line, lexicon: Lexicon) -> bool:
    """`Blue = complete`, or `Key` over it: a line of a printed key."""
    return bool(_KEY_HEADING.fullmatch(line.text.strip()) or key_parts(line.text, lexicon))


def key_parts(text: str, lexicon: Lexicon) -> list[str]:
    """What a line of a printed key explains, a part for each colour: keys are often printed in one line
    (`Blue = complete Green = on track`). Empty where the line is no key."""
    starts = [m.start(1) for m in _KEY.finditer(text) if squash(m[1]) in lexicon.rag]
    if not starts or starts[0] > 0 or len(text) > 80 * len(starts) + 80:
        return []
    return [text[a:b].strip(" ,;|") for a, b in pairwise([*starts, len(text)])]
