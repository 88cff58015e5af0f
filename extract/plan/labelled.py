"""Text that says itself what it is: `Owner: Insp Vale`, several such pieces in a cell, or lines of prose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from typing import NamedTuple

import regex

from extract.model import Block, Box, Cell, Grid, Line, Note, Row
from extract.plan.header import PLAN_COLUMNS
from extract.plan.labels import LabelReader
from extract.plan.text import join_lines, look

_COLON = regex.compile(r":(?=\s|$)")
_MOST, _LONGEST = 5, 8
"""Words of a label behind another's value, and of the first one."""
_NUMBER = regex.compile(r"(.{0,40}?\p{L})\s+(\d{1,3}(?:\.\d{1,3}){0,3})")
"""`Recommendation 3`."""
_BEHIND = regex.compile(r":\s+|\s+[\u2013\u2014-]\s+")
"""What parts an action's number from its text."""
_NEAR = 6
"""Lines over a card that may name its action."""
_TELLS = frozenset(("due", "rag", "status"))
_OPENS = frozenset(("action", "urn"))
_LATE = frozenset(("owner", "comments", *_TELLS))
_SEVERAL = 2
REFERENCE, ACTION = "Reference", "Action"
"""Stand for the labels of a number that is printed in the action's, and of an action over its card."""


class Piece(NamedTuple):
    """A label and what stands behind it; no label where a text begins with none."""

    label: str
    column: str | None
    value: str


def pieces(text: str, labels: LabelReader) -> list[Piece]:
    """The parts of a text that begins with a label and a colon; none where it does not.

    Behind the first value others may follow, their labels in capitals: `Owner: Insp Vale Due: May`.
    """
    found: list[Piece] = []
    begin = 0
    for colon in _COLON.finditer(text):
        before = text[begin : colon.start()]
        words = before.split()
        undated = next((k for k, word in enumerate(reversed(words)) if word[0].isdigit()), len(words))
        lengths = range(min(_MOST, undated), 0, -1) if found else [len(words)]
        own = next((own for n in lengths if (own := _label(words[len(words) - n :], labels))), None)
        if own is not None and not (
            found and own.column == "action"
        ):  # `Agreed. Action: ...` says it in passing
            if found:
                rest = words[: len(words) - len(own.label.split())]
                found[-1] = found[-1]._replace(value=" ".join(rest))
            found.append(own)
            begin = colon.end()
        elif not found:
            return []
    if found:
        found[-1] = found[-1]._replace(value=" ".join(text[begin:].split()))
    return found


def _label(words: Sequence[str], labels: LabelReader) -> Piece | None:
    """Words as a label without a value yet; None where they are none."""
    if not words or len(words) > _LONGEST or not words[0][:1].isupper() or not labels.may_begin(words[0]):
        return None
    column = labels.exactly(" ".join(words)).column
    return Piece(" ".join(words), column, "") if column not in (None, "trap") else None


def with_values_apart(grid: Grid, labels: LabelReader, *, known: bool = False) -> Grid | None:
    """A grid whose cells hold labels and values, as one with a row for each label and its value beside it;
    None where most of its cells do not begin with a label.

    What stands before the first action, the rest of one on the page before, is a row of its own. Where
    actions are not numbered nobody can tell whether cards begin with them: no such grid either. `known`: it
    stands where more of a plan's cards are to be expected, and need name no action, nor begin with one.
    """
    filled = [cell for row in grid.rows for cell in row.cells if cell.lines]
    if not filled or sum(":" in cell.lines[0] for cell in filled) * 3 < len(filled) * 2:
        return None
    parted = [(cell, _parts(cell, labels)) for cell in filled]
    labelled = sum(bool(parts[0].label) for _, parts in parted)
    columns = {part.column for _, parts in parted for part in parts}
    if labelled * 3 < len(filled) * 2 or not (known or _make_plan(columns)):
        return None
    told = [part for _, parts in parted for part in parts if part.label]
    actions = [part for part in told if part.column == "action"]
    named = is_opener(told[0].column) or sum(p.label == told[0].label for p in told) <= len(actions)
    if known:
        named = True
    elif not named and not all(_NUMBER.fullmatch(part.label) for part in actions):
        return None
    rows: list[Row] = []
    rest: list[Cell] = []
    for cell, parts in parted:
        left = cell.words
        for k, part in enumerate(parts):
            named = named or part.column in _OPENS
            words = len(part.label.split()) + len(part.value.split()) if k < len(parts) - 1 else left
            left -= words
            if named:
                rows += _rows_of(part, cell._replace(words=words))
            else:
                text = f"{part.label}: {part.value}" if part.label else part.value
                rest.append(cell._replace(lines=(" ".join(text.split()),), words=words))
    if rest:
        rows.insert(0, _row_of_rest(rest))
    return replace(grid, rows=tuple(rows), columns=2, edges=None)


def is_opener(column: str | None) -> bool:
    """Whether a card may begin with what a column holds: hardly with who does it, when, or how it went."""
    return column not in _LATE


def _row_of_rest(rest: Sequence[Cell]) -> Row:
    lines = tuple(line for cell in rest for line in cell.lines)
    box = reduce(Box.union, [cell.box for cell in rest if cell.box is not None]) if rest[0].box else None
    return Row((Cell(lines, 0, 2, words=sum(cell.words for cell in rest), box=box),), box)


def _parts(cell: Cell, labels: LabelReader) -> list[Piece]:
    """A cell's text by its labels; what stands before the first has none."""
    found: list[Piece] = []
    for line in cell.lines:
        own = pieces(line, labels)
        if own or not found:
            found += own or [Piece("", None, line)]
        else:
            found[-1] = found[-1]._replace(value=f"{found[-1].value}\n{line}".strip())
    return found


def _rows_of(part: Piece, cell: Cell) -> list[Row]:
    lines = tuple(part.value.split("\n")) if part.value else ()
    if not part.label:
        return [Row((cell._replace(lines=lines, col=0, colspan=2, rowspan=1),), cell.box)]
    head = Cell((part.label,), 0, words=len(part.label.split()), box=cell.box)
    value = cell._replace(lines=lines, col=1, colspan=1, rowspan=1, words=cell.words - head.words)
    return [Row((head, value), cell.box)]


def numbered(label: str, labels: LabelReader) -> tuple[str, str | None]:
    """An action's label without its number, and the number: `Recommendation 3`. Of all others no number."""
    match = _NUMBER.fullmatch(label)
    if match is None or labels.exactly(match[1]).column != "action":
        return label, None
    return match[1], match[2]


def number_before(line: str, labels: LabelReader) -> tuple[str, str, str] | None:
    """What a line begins with where that is an action's label with a number and a colon (`Action 3: ...`),
    the number by itself, and the rest."""
    parts = _BEHIND.split(line, maxsplit=1)
    text, number = numbered(parts[0].strip(), labels)
    return (text, number, parts[1].strip()) if len(parts) > 1 and number is not None else None


class Deed(NamedTuple):
    """The action that stands over its card."""

    number: str
    text: str
    lines: tuple[Line, ...] = ()


def deed_above(above: Sequence[Line], labels: LabelReader) -> Deed | None:
    """The action in the lines over a table: `Action 3: ...`, or `Action 3` alone with its text under it."""
    lines = [line for line in above[-_NEAR:] if not line.furniture]
    for k in range(len(lines) - 1, -1, -1):
        said = number_before(lines[k].text, labels)
        if said is not None:
            alike = [look(line) == look(lines[k]) for line in lines[k + 1 :]]
            more = lines[k + 1 : k + 1 + (*alike, False).index(False)]
            mine = lines[k : k + 1 + len(more)]
            return Deed(said[1], join_lines([said[2], *(line.text for line in more)]), tuple(mine))
        _, number = numbered(lines[k].text.rstrip(" :"), labels)
        if number is not None:
            return Deed(number, join_lines([line.text for line in lines[k + 1 :]]), tuple(lines[k:]))
    return None


_ACTION_LINE = regex.compile(
    r"\W*(?:\d+(?:\.\d+)*\.?\s+)?(?i:(?:agreed\s+)?actions?(?:\s+(?:points?|required|agreed))?)"
    r"(?:\s+[\w./-]*\d[\w./-]*)?\s*(?::|\s[-\u2013\u2014])\s*\S|.*\bACTIONS?(?:\s+POINTS?)?(?:\s+\d+)?\s*:\s*\S"
)
"""`ACTION: Clerk to write to the county`, as minutes have it."""
_BEGIN = 80
"""Letters of such a line that a finding shows."""


def in_text(blocks: Iterable[Block], labels: LabelReader) -> Iterator[Note]:
    """Of pages whose text outside tables names actions, owners and when they are due, or how they stand,
    label by label: a plan may be set as text."""
    told: dict[int | None, list[Piece]] = {}
    lines: dict[int | None, list[str]] = {}
    for block in blocks:
        if "action" in block.text.lower() and _ACTION_LINE.match(block.text):
            lines.setdefault(block.page, []).append(block.text)
        if ":" in block.text or block.text[-1:].isdigit():
            found = _numbered(block.text, labels) or pieces(block.text, labels)
            if found:
                told.setdefault(block.page, []).extend(found)
    if sum(map(len, lines.values())) >= _SEVERAL:
        message = "text outside tables sets actions, line by line: none of them was read"
        for page, texts in lines.items():
            yield Note("actions in text", message, page=page, value=" | ".join(t[:_BEGIN] for t in texts))
        return
    pages = {page: found for page, found in told.items() if _may_be_plan(found)}
    if sum(piece.column == "owner" for found in pages.values() for piece in found) < _SEVERAL:
        return
    for page, found in pages.items():
        printed = " | ".join(dict.fromkeys(piece.label for piece in found if piece.column in PLAN_COLUMNS))
        message = "text outside tables names actions and owners, label by label: see whether it is a plan"
        yield Note("actions in text", message, page=page, value=printed)


def _numbered(text: str, labels: LabelReader) -> list[Piece]:
    """`Recommendation 3` as a heading, or with more behind it."""
    match = _NUMBER.match(text)
    if match is None or labels.exactly(match[1]).column != "action":
        return []
    words = text[match.end() :].split()
    behind = (pieces(" ".join(words[k:]), labels) for k in range(len(words)))
    return [Piece(match[0], "action", ""), *next(filter(None, behind), [])]


def _may_be_plan(found: Sequence[Piece]) -> bool:
    return _make_plan({piece.column if not _is_day(piece) else "due" for piece in found})


def _make_plan(columns: set[str | None]) -> bool:
    """Whether labels name an action, who does it, and when or how it stands."""
    return {"action", "owner"} <= columns and bool(columns & _TELLS)


def _is_day(piece: Piece) -> bool:
    """`By: 30 June` names no owner."""
    return piece.column == "owner" and piece.value[:1].isdigit()
