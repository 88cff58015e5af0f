"""Rows that print one text across the table: under an action how it goes, or with a label what it says."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import regex

from extract.lexicon import squash
from extract.model import Cell, Grid, Row
from extract.plan.bands import RANKED
from extract.plan.header import split_urn
from extract.plan.labels import LabelReader
from extract.plan.rows import Gathered, printed_rows
from extract.plan.state import OpenPlan
from extract.plan.text import MONTHS, join_lines

_MONTH = "(?:" + "|".join(f"{month[:3]}(?:{month[3:]})?" for month in MONTHS) + "|Sept)"
_DATED = regex.compile(
    rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH}\.?,?\s+(?:20)?\d\d"
    r"|Q[1-4]\s+(?:20)?\d\d(?:/\d\d)?)(?:\s+update)?\s*[:\u2013\u2014-]\s*\S",
    regex.I,
)
"""`May 2025: ...`, `12/05/25 - ...`: no section is called so."""
_SAYS = ("comments", "status")
_OF_ACTION = ("other:Measure", "other:Evidence")
"""What no section is called by."""
_NOTE = frozenset(("note", "notes"))
_SEVERAL = 2
_WORDS = 5
"""Words of a text that ends in a full stop and is no name."""


def take(row: Row, held: Sequence[Cell], grid: Grid, plan: OpenPlan, labels: LabelReader) -> bool:
    """Take in a row under an action that says more of it: `Update: ...`, a text that begins with its day, any
    text beside a reference that is merged over both, or in a table where every action has one under it. What
    its label names and no column holds is told of. False where the row is of another kind."""
    if not plan.rows:
        return False
    label, cell = _across(row, grid, labels)
    if cell is None:
        return False
    text = join_lines(cell.lines)
    before, colon, after = text.partition(":")
    head = label or (before if colon and after.strip() else "")
    named = labels.exactly(head).column if label else labels.read(head).column if head else None
    merged = {at.name for each in held if (at := plan.columns.place(each, grid)) is not None}
    beside = merged == {"urn"} and "comments" not in plan.columns.names
    if named in _SAYS and not (squash(head) in _NOTE and _is_last(row, grid)):
        pass
    elif label or named in _OF_ACTION or (plan.trails and named is not None and named not in _SAYS):
        if named is None:
            return False
        plan.rows[-1].extra.append((label or before, text if label else after.strip()))
        plan.rows[-1].extra_words += sum(each.words for each in row.cells)
        return True
    elif not (beside or _DATED.match(text) or (plan.trails and not _is_name(text))):
        return False
    last = plan.rows[-1]
    last.cells.setdefault("comments", Gathered()).add(cell)
    last.words += sum(each.words for each in row.cells)
    last.page_last = max(filter(None, (last.page_last, plan.last_page)), default=None)
    last.flag("rows joined")
    return True


def trails(grid: Grid, body: int, labels: LabelReader) -> bool:
    """Whether a table's actions have each a row across the table under them: it begins with an action and
    ends in such a row, no two of which follow each other, and half of them are sentences."""
    rows = printed_rows(grid.rows[body:])
    if sum(_across(row, grid, labels)[1] is not None for row in rows) < _SEVERAL:
        return False
    rows = [row for row in rows if labels.header(row) is None]
    wide = [cell is not None for _, cell in (_across(row, grid, labels) for row in rows)]
    if wide.count(True) < _SEVERAL or wide[0] or not wide[-1]:
        return False
    texts = [join_lines(row.cells[-1].lines) for row, is_wide in zip(rows, wide, strict=True) if is_wide]
    said = sum(_DATED.match(text) is not None or _is_sentence(text) for text in texts)
    alternate = not any(a and b for a, b in pairwise(wide))
    return alternate and wide.count(True) == wide.count(False) and 2 * said >= len(texts)


def heads(row: Row, grid: Grid, labels: LabelReader) -> bool:
    """Whether a row right under a header is the label of what every action has in a row of its own."""
    _, cell = _across(row, grid, labels)
    return cell is not None and labels.exactly(join_lines(cell.lines).rstrip(" :")).column in _SAYS


def under_groups(grid: Grid, at: int, labels: LabelReader) -> int | None:
    """The row of a plan's header under a row of labels that are merged over its columns."""
    under = labels.header(grid.rows[at + 1]) if at + 1 < len(grid.rows) else None
    merged = any(cell.colspan > 1 for cell in grid.rows[at].cells)
    return at + 1 if merged and under is not None and under.is_plan else None


def says_itself(row: Row, labels: LabelReader) -> list[tuple[str, str]]:
    """The labels of a row and the values right of them, where it holds nothing else: `AFI 2 | ...`,
    or `Lead | ACC Rowan | Due | May`; none of any other row."""
    texts = [join_lines(cell.lines) for cell in row.cells if cell.lines]
    pairs = list(zip(texts[::2], texts[1::2], strict=False))
    if len(texts) % 2 or not all(labels.exactly(label.rstrip(" :")).column for label, _ in pairs):
        return []
    return pairs


def _across(row: Row, grid: Grid, labels: LabelReader) -> tuple[str, Cell | None]:
    """The one text of a row that is merged over most of the table, and the label left of it, if any."""
    if all(cell.colspan == 1 for cell in row.cells):
        return "", None  # most rows
    filled = [cell for cell in row.cells if cell.lines]
    if len(filled) == 1 and filled[0].colspan * 2 > grid.columns:
        return "", filled[0]
    if len(filled) != _SEVERAL or len(row.cells) != _SEVERAL or filled[1].colspan < _SEVERAL:
        return "", None
    label = join_lines(filled[0].lines).rstrip(" :")
    known = labels.exactly(label).column
    if known in (None, "action", "urn") or filled[1].col + filled[1].colspan < grid.columns:
        return "", None
    return label, filled[1]


def _is_last(row: Row, grid: Grid) -> bool:
    return row is printed_rows(grid.rows)[-1]


def _is_sentence(text: str) -> bool:
    return text.endswith(".") and len(text.split()) >= _WORDS and not _is_name(text)


def _is_name(text: str) -> bool:
    """What sections are called like: numbered, or `Priority 2: ...`."""
    return split_urn(text)[0] is not None or RANKED.match(text) is not None
