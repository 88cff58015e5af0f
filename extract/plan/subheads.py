"""Headers of two rows, and one value printed in several columns: by quarter, by colour, old beside new.

`RAG` over `Previous | Current`, `Target date` over `Original | Revised`, `Q1 RAG | Q2 RAG`, or a theme in a
column of cells that are merged over their actions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import regex

from extract.colour import is_coloured
from extract.lexicon import squash
from extract.model import Cell, Grid, Row
from extract.plan.columns import Column, Columns
from extract.plan.header import PLAN_COLUMNS, Header, HeaderCell, Label
from extract.plan.labels import LabelReader
from extract.plan.roles import is_colour
from extract.plan.text import MONTHS, join_lines

_LONGEST = 40
"""Characters of a label under a label."""
_OLD = frozenset(
    "previous prev previously last prior past original originally initial initially baseline opening start "
    "old before former".split()
)
_NEW = frozenset("current currently this latest new now revised present updated actual today".split())
_MONTHS = tuple(month[:3].lower() for month in MONTHS)
_PERIOD = regex.compile(
    r"(?:q(?:tr|uarter)?\s?[1-4]|(?:" + "|".join(_MONTHS) + r")[a-z]*|(?:20)?\d\d|/|-|\s)+",
    regex.IGNORECASE,
)
_SHARE = regex.compile(r"\d{1,3}\s?%")
_LETTER = regex.compile(r"\p{L}")
_YEAR, _QUARTER = regex.compile(r"(?<!\d)20\d\d(?!\d)"), regex.compile(r"(?i)\bq(?:tr|uarter)?\s?([1-4])\b")
_NAMED_MONTH = regex.compile(r"\b[a-z]{3,}")
_STATES = frozenset(("rag", "status"))


def header_under(row: Row, above: Header, labels: LabelReader) -> Header | None:
    """The second line of a header whose labels stand under wider ones, None where the row is none.

    Where cells of the first line reach down over this row it is sure to be one; else every text in it must
    stand under a wider label, and be a word that parts what the label says.
    """
    sure = any(c.cell.rowspan > 1 and c.cell.lines for c in above.cells)
    cells: list[HeaderCell] = []
    under: Counter[int] = Counter()
    for cell in row.cells:
        text = join_lines(cell.lines)
        if not text:
            continue
        parent = next((c for c in above.cells if 0 <= cell.col - c.cell.col < c.cell.colspan), None)
        if parent is None or len(text) > _LONGEST or parent.cell.colspan <= cell.colspan:
            return None
        label = _sub_label(text, parent.label, labels)
        if label is None and not sure:
            return None
        under[parent.cell.col] += 1
        cells.append(HeaderCell(label or Label(None, f"{parent.label.text} {text}"), cell))
    if not cells or not (sure or max(under.values()) > 1):
        return None
    return Header(tuple(cells))


def second_line(row: Row, above: Header, labels: LabelReader) -> Header | None:
    """The second line of a header of two: every text in it is a label, where nothing stands over it, or goes
    on to be one with what does (`RAG` over `Status`). A row of values that are labels elsewhere is none."""
    cells: list[HeaderCell] = []
    for cell in row.cells:
        text = join_lines(cell.lines)
        parent = next((c for c in above.cells if c.cell.col == cell.col and c.cell.lines), None)
        if text and not _LETTER.search(_PERIOD.sub("", text)):
            return None  # a date's rest (`December` / `2024`), not a label's
        whole = f"{parent.label.text} {text}" if parent is not None and text else text
        label = labels.exactly(whole)
        if text and label.column is None:
            return None
        cells.append(HeaderCell(label, cell))
    return Header(tuple(cells)) if any(c.cell.lines for c in cells) else None


def _sub_label(text: str, parent: Label, labels: LabelReader) -> Label | None:
    """What a label under a wider one says; None where it parts it in no known way."""
    words = _words(text)
    whole = f"{parent.text} {text}"
    if parent.column in _STATES and is_colour(text):
        return Label("rag", text, mark=True)
    if not words:
        return None
    period = _PERIOD.fullmatch(text.strip()) is not None
    for asked in (f"{text} {parent.text}", whole):
        label = labels.exactly(asked)
        if label.column is not None and (period or label.column != parent.column):
            return replace(label, text=whole)
    if parent.column in PLAN_COLUMNS:
        if words & _OLD:
            return Label(f"other:Previous {parent.column}", whole)
        if words & _NEW or period:
            return Label(parent.column, whole)
    own = labels.exactly(text)
    return own if own.column is not None else None


def settled(columns: Columns, grid: Grid, body: int, rag: frozenset[str]) -> Columns:
    """Columns with those that print one value at several times numbered: the last one filled holds. `body` is
    the row under their labels.

    A state under dated labels (`Q1 RAG | Q2 RAG`), or under bare periods, or one label that is not known,
    where nothing but RAG words or colours stands there; a day it is due beside the one first agreed. Of
    `RAG (last) | RAG (this)` the former is none. And a column left of the action is the section's where its
    cells are merged over several rows.
    """
    found = list(columns.columns)
    under = [cell for row in grid.rows[body : body + _SHOWN] for cell in row.cells]

    def cells_of(asked: Sequence[int]) -> list[Cell]:
        places = {(found[k].c0, found[k].c1) for k in asked}
        placed = ((cell, columns.place(cell, grid)) for cell in under if cell.lines or cell.fill)
        return [cell for cell, at in placed if at is not None and (at.c0, at.c1) in places]

    def texts_of(asked: Sequence[int]) -> list[str]:
        return [join_lines(cell.lines) for cell in cells_of(asked) if cell.lines]

    def says_rag(asked: Sequence[int]) -> bool:
        own = cells_of(asked)
        painted = {cell.fill for cell in own if cell.fill is not None and is_coloured(cell.fill)}
        dots = len(painted) > 1 and all(cell.fill in painted for cell in own)
        texts = [text for text in texts_of(asked) if any(map(str.isalnum, text))]
        return (dots or len(texts) > 1) and all(squash(text) in rag or is_colour(text) for text in texts)

    for name in _STATES:
        same = [k for k, c in enumerate(found) if c.name == name and not c.mark]
        old = [k for k in same if _words(found[k].label) & _OLD and not _words(found[k].label) & _NEW]
        if len(same) > 1 and all(_when(found[k].label) for k in same):
            _take_turns(found, same, name)
        elif 0 < len(old) < len(same):
            for k in old:
                found[k] = found[k]._replace(name=f"other:Previous {name}")
    if not any(c.name == "rag" for c in found):
        periods = [k for k, c in enumerate(found) if _PERIOD.fullmatch(c.label.strip()) and _when(c.label)]
        free = [k for k, c in enumerate(found) if c.name in (None, "other:Confidence")]
        said = [k for k in free if k not in periods and says_rag([k])]
        now = [k for k in said if _words(found[k].label) & _NEW]
        if len(periods) > 1 and says_rag(periods):
            _take_turns(found, periods, "rag")
        elif len(said) == 1 or len(now) == 1:
            found[(now or said)[0]] = found[(now or said)[0]]._replace(name="rag")
    told = [k for k, c in enumerate(found) if c.name == "comments"]
    for k in told if len(told) > 1 else ():
        if (texts := texts_of([k])) and all(map(_SHARE.fullmatch, texts)):
            found[k] = found[k]._replace(name="other:Percent")
    first = [k for k, c in enumerate(found) if c.name in _FIRST_DUE]
    due = [k for k, c in enumerate(found) if c.name == "due"]
    if first and len(due) <= 1:
        _take_turns(found, [*first, *due], "due")
    merged = [(cell, columns.place(cell, grid)) for cell in under if cell[3] > 1 and cell.lines]
    theme = _theme(found, merged) if merged else None
    if theme is not None:
        found[theme] = found[theme]._replace(name="section")
    return Columns(tuple(found), columns.grid_columns, columns.edges)


_SHOWN = 40
"""Rows under a header that show what its columns hold."""
_FIRST_DUE = frozenset(("other:Original due", "other:Previous due"))
_WORDY = regex.compile(r"\p{L}{4}")
_THEME = 120
"""Characters of a theme; a longer text is what an action answers to."""


def _theme(found: Sequence[Column], merged: Sequence[tuple[Cell, Column | None]]) -> int | None:
    """Place of the column left of the action with cells that are `merged` over several rows."""
    action = min((c.c0 for c in found if c.name == "action"), default=0)
    if any(c.name == "section" for c in found):
        return None
    told: set[tuple[int, int]] = set()
    for cell, column in merged:
        if cell.col < action and column is not None:
            text = join_lines(cell.lines)
            if len(text) <= _THEME and _WORDY.search(text):
                told.add((column.c0, column.c1))
    free = [k for k, c in enumerate(found) if c.name is None or c.name.startswith("other:")]
    return next((k for k in free if (found[k].c0, found[k].c1) in told), None)


def _take_turns(found: list[Column], same: Sequence[int], name: str) -> None:
    """Give columns one name and their turns: later ones are further right, unless their labels say the
    contrary."""
    whens = [_when(found[k].label) for k in same]
    backwards = all(b < a for a, b in pairwise(whens))
    for turn, k in enumerate(same):
        found[k] = found[k]._replace(name=name, turn=len(same) - turn if backwards else turn + 1)


def _words(label: str) -> frozenset[str]:
    return frozenset(squash(label).split())


def _when(label: str) -> tuple[int, ...]:
    """What a label says of a time, to be held against another's: years before months and quarters."""
    years = [int(y) for y in _YEAR.findall(label)]
    parts = [int(q) for q in _QUARTER.findall(label)]
    months = [_MONTHS.index(m[:3]) + 1 for m in _NAMED_MONTH.findall(label.lower()) if m[:3] in _MONTHS]
    return tuple(years + parts + months)
