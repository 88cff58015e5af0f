"""Plans that give each action a table of its own, its labels left of their values or above them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from extract.lexicon import JOINT, squash
from extract.model import Box, Cell, Grid, Row
from extract.plan.header import split_urn
from extract.plan.labelled import (
    ACTION,
    REFERENCE,
    Deed,
    is_opener,
    number_before,
    numbered,
    with_values_apart,
)
from extract.plan.labels import LabelReader
from extract.plan.rows import printed_rows
from extract.plan.text import join_lines

_LONGEST = 40
"""Characters of a label."""
_FEWEST = 4
"""Known labels that a card has at least."""
_SHORTEST = 2
"""Rows that stand under a card's title, at least: labels and values."""
_OF_A_REPORT = frozenset(
    (
        "title", "report title", "report", "agenda item", "agenda item no", "agenda no", "meeting",
        "meeting date", "date of meeting", "report author", "report of", "report by", "report to", "author",
        "purpose", "purpose of report", "wards affected", "portfolio", "portfolio holder", "classification",
        "committee", "decision maker", "decision required", "key decision", "subject", "exempt",
    )
)  # fmt: skip
"""Labels of the table over a report, which says who wrote it and what is asked."""


@dataclass(slots=True)
class _Card:
    values: dict[str, list[Cell]] = field(default_factory=dict)
    """Squashed label -> the cells it names."""
    rest: list[Cell] = field(default_factory=list)
    """Cells that no label names."""
    box: Box | None = None
    row_n: int | None = None


@dataclass(frozen=True, slots=True)
class CardLabels:
    """The labels that a plan's cards have, in order, and where the last of its cards ends."""

    printed: tuple[str, ...]
    last: int
    """Index of the last label that the last card has."""
    edges: tuple[float, ...] | None
    """Column borders of the table that the last card stands in."""
    counted: bool | None
    """As `Cards.counted`."""
    over: bool = False
    """The last card's action, or its number, stands over it."""


class Cards:
    """The cards of one grid, as far as it is read; `of`: what is known of the plan that they are more of."""

    def __init__(self, labels: LabelReader, of: CardLabels | None) -> None:
        self.labels = labels
        self.cards = [_Card()]
        self.printed = {squash(text): (text,) for text in (of.printed if of else ())}
        """Squashed label -> as printed first."""
        self.words: dict[str, int] = {}
        self.counted = of.counted if of else None
        """The cards' references are numbers in the action's label; None as long as none was met."""

    def known(self, cell: Cell) -> bool:
        """Whether a cell is a label."""
        return self.labels.exactly(_label(cell)).column is not None

    def take(self, label: Cell, values: list[Cell]) -> None:
        """One label and its cells; a label met again begins the next card. A number in an action's label, or
        behind the label said again before its text, is its reference, where no label of its own says that."""
        text, number = numbered(_label(label), self.labels)
        if number is not None and self._are_numbered():
            self.take(Cell((REFERENCE,)), [Cell((number,), words=1, box=label.box)])
            label = label._replace(lines=(text,), words=label.words - 1)
        said = number_before(values[0].lines[0], self.labels) if values and values[0].lines else None
        if said and self.labels.exactly(text).column == "action" and self._are_numbered():
            again, number, rest = said
            self.take(Cell((REFERENCE,)), [Cell((number,), words=1, box=values[0].box)])
            more = len(again.split())
            label = label._replace(words=label.words + more)
            lines = tuple(line for line in (rest, *values[0].lines[1:]) if line)
            values = [values[0]._replace(lines=lines, words=values[0].words - more - 1), *values[1:]]
        key = squash(text)
        if key in self.cards[-1].values:
            self.cards.append(_Card())
        self.printed.setdefault(key, (_label(label),))
        self.words[key] = self.words.get(key, 0) + label.words
        self.cards[-1].values[key] = values

    def under(self, number: str, action: Cell, rows: Sequence[Row]) -> bool:
        """Begin a card whose action, or its number, stands over it; False where the card has its own."""
        own = {self.labels.exactly(_label(cell)).column for row in rows for cell in row.cells if cell.lines}
        if "urn" in own or not ({"action"} & own or action.lines):
            return False
        self.counted = True
        self.take(Cell((REFERENCE,)), [Cell((number,))])
        if "action" not in own:
            self.take(Cell((ACTION,)), [action])
        return True

    def _are_numbered(self) -> bool:
        """Whether cards have their reference in the action's label: none is labelled as such."""
        if self.counted is None:
            self.counted = not any(
                self.labels.exactly(own[0]).column == "urn" for own in self.printed.values()
            )
        return self.counted

    def at(self, row: Row) -> None:
        """The rows taken in last were up to this one: the card stands there."""
        card = self.cards[-1]
        card.row_n = card.row_n or row.row_n
        for box in filter(None, (row.box, *(cell.box for cell in row.cells))):
            card.box = card.box.union(box) if card.box else box


def may_be_card(grid: Grid, labels: LabelReader) -> bool:
    """Whether what reads like a header may be the labels of a card: each has its value beside it, or two rows
    of labels stand over two of values."""
    rows = printed_rows(grid.rows[: _FEWEST + 1])[:_FEWEST]
    first = [labels.exactly(_label(cell)).column for cell in rows[0].cells if cell.lines] if rows else []
    if len(rows) < _FEWEST or not all(first[::2]):
        return False
    if len(first) == _FEWEST and not all(first[1::2]):
        return True
    second, third = ([labels.exactly(_label(c)).column for c in row.cells if c.lines] for row in rows[1:3])
    return len(first) > 1 and all(first) and all(third) and not set(first) & set(third) and not all(second)


def as_table(
    grid: Grid, labels: LabelReader, of: CardLabels | None, deed: Deed | None = None
) -> tuple[Grid, CardLabels] | None:
    """The cards of a grid as a table with a header and a row for each, and their labels; None where it holds
    none. `of`: the open plan's, of whose cards these may be more, the last cut by the page's end. `deed`: the
    action in the lines over the grid.

    A card names an action, its owner, and the day it is due or how it stands; a table over a report has a
    purpose, an author and a status, and is none.
    """
    found = _as_table(grid, labels, of, deed, titled=True)
    if found is None and (deed is not None or (grid.rows and len(grid.rows[0].cells) == 1)):
        found = _as_table(grid, labels, of, None, titled=False)  # what stands over many cards is of none
    return found


def _as_table(
    grid: Grid, labels: LabelReader, of: CardLabels | None, deed: Deed | None, *, titled: bool
) -> tuple[Grid, CardLabels] | None:
    """As `as_table`; `titled`: a number in the row over a card is its reference."""
    whole_grid = grid
    grid = with_values_apart(grid, labels, known=of is not None) or grid
    rows = printed_rows(grid.rows)
    read = Cards(labels, of)
    over_it = False
    if len(rows) > _SHORTEST and (title := _title(rows[0], rows[1], read)) is not None:
        number, text = _numbered_title(_label(title), labels) if titled else (None, "")
        if number is not None:
            over_it = read.under(number, title._replace(lines=(text,)), rows[1:])
        elif len(rows) > _FEWEST:
            read.cards[-1].rest.append(title)
        rows = rows[1:] if over_it or len(rows) > _FEWEST else rows
    elif deed is not None:
        over_it = read.under(deed.number, Cell((deed.text,) if deed.text else ()), rows)
    first = rows[0] if rows else None
    if first is None or not labels.exactly(_label(next(c for c in first.cells if c.lines))).column:
        return None
    at = 0
    over = all(read.known(cell) for cell in first.cells if cell.lines) and not _is_pair(first)
    while at < len(rows):
        under = rows[at + 1] if over and at + 1 < len(rows) else None
        taken = _above(rows[at], under, read) or beside(rows[at], read)
        for row in rows[at : at + taken]:
            read.at(row)
        at += taken
    if of is not None and not _are_of(read, of):
        return _as_table(whole_grid, labels, None, deed, titled=titled)
    if not _are_cards(read, of):
        return None
    keys = list(read.printed)
    last = max(map(keys.index, read.cards[-1].values), default=0)
    printed = tuple(text for text, *_ in read.printed.values())
    return _table(grid, read), CardLabels(printed, last, whole_grid.edges, read.counted, over_it)


def _are_cards(read: Cards, of: CardLabels | None) -> bool:
    """Whether what was read are cards of actions, each with what makes one."""
    columns = {key: read.labels.exactly(printed[0]).column for key, printed in read.printed.items()}
    named = {*columns.values(), *_joint(read.printed.values(), read.labels)}
    told = {"action", "owner"} <= named and named & {"due", "rag", "other:Date"}
    if not told or "trap" in named or _OF_A_REPORT & columns.keys():
        return False
    if sum(c is not None for c in columns.values()) < _FEWEST or not _begin_alike(read, columns):
        return False
    rest = sum(len(card.rest) for card in read.cards)
    whole = read.cards[:-1] if of else read.cards[:-1] or read.cards  # the last may be cut by the page's end
    return rest <= len(read.cards) and all(len(card.values) * 2 >= len(columns) for card in whole)


def _are_of(read: Cards, of: CardLabels) -> bool:
    """Whether cards begin as the open plan's, and have no labels but theirs."""
    first = next(iter(read.cards[0].values), None)
    return len(read.printed) == len(of.printed) and first == squash(of.printed[0])


def _begin_alike(read: Cards, columns: dict[str, str | None]) -> bool:
    """Whether all cards have the label that the first begins with; and, where that is none to begin an action
    with, none is without an action: else the first may be the rest of one on the page before."""
    opener = next(iter(read.cards[0].values), None)
    every = all(opener in card.values for card in read.cards)
    acts = all(any(columns[key] == "action" for key in card.values) for card in read.cards)
    end = list(columns)[-1]
    if columns[end] == "urn" and end not in read.cards[-1].values:
        return False  # the next card's reference
    return every and (opener is None or is_opener(columns[opener]) or acts)


def _joint(printed: Iterable[tuple[str, ...]], labels: LabelReader) -> Iterator[str | None]:
    """What the parts of labels name that name two things: `Owner / date`."""
    for text, *_ in printed:
        parts = [part for part in JOINT.split(text) if part]
        if len(parts) > 1:
            yield from (labels.exactly(part).column for part in parts)


def _label(cell: Cell) -> str:
    return join_lines(cell.lines).rstrip(" :")


def _title(row: Row, under: Row, read: Cards) -> Cell | None:
    """The one cell over a card, across it, that is no label; or that numbers what the one under it labels
    (`Action 1` over `Action | ...`)."""
    filled = [cell for cell in row.cells if cell.lines]
    if len(filled) != 1 or len(row.cells) != 1:
        return None
    column = read.labels.exactly(_label(filled[0])).column
    again = [read.labels.exactly(_label(cell)).column for cell in under.cells[:1] if len(under.cells) > 1]
    return filled[0] if column is None or column in again else None


def _numbered_title(text: str, labels: LabelReader) -> tuple[str | None, str]:
    """The number of a card's title and the rest of it: `Action 3: ...`, `3. ...`."""
    said = number_before(text, labels)
    return (said[1], said[2]) if said is not None else split_urn(text)


def _is_pair(row: Row) -> bool:
    """A label and a value: the value may be a word that is a label elsewhere (`Status | Complete`)."""
    return len(row.cells) == 2


def _above(row: Row, under: Row | None, read: Cards) -> int:
    """Take in a row of labels and the values under them; how many rows that was, 0 where it is none."""
    heads = [cell for cell in row.cells if cell.lines]
    if under is None or not heads or not all(map(read.known, heads)):
        return 0
    below = [cell for cell in under.cells if cell.lines]
    stacked = len(below) > 1 and all(map(read.known, below))
    if stacked or any(_is_label(cell, read) for cell in below) or (len(heads) == 1 and len(row.cells) > 1):
        return 0
    taken: list[Cell] = []
    for head in heads:
        mine = [cell for cell in below if head.col <= cell.col < head.col + head.colspan]
        read.take(head, mine)
        taken += mine
    read.cards[-1].rest += [cell for cell in below if cell not in taken]
    return 2


def beside(row: Row, read: Cards) -> int:
    """Take in a row of labels, each left of its value; always one row."""
    cells = list(row.cells)
    at = 0
    while at < len(cells):
        cell, value = cells[at], cells[at + 1] if at + 1 < len(cells) else None
        text = _label(cell)
        known = 0 < len(text) <= _LONGEST and read.known(cell)
        bare = value is not None and _is_label(value, read)
        if value is not None and not bare and (known or (at == 0 and 0 < len(text) <= _LONGEST)):
            read.take(cell, [value] if value.lines or value.fill else [])
            at += 1
        elif known and bare:
            read.take(cell, [])  # `RAG: | Due: | May`: nothing stands beside the first
        elif cell.lines:
            read.cards[-1].rest.append(cell)
        at += 1
    return 1


def _is_label(cell: Cell, read: Cards) -> bool:
    """A value may be a word that is a label elsewhere (`Open`, `Complete`); one with a colon is a label."""
    return bool(cell.lines) and cell.lines[-1].rstrip().endswith(":") and read.known(cell)


def _table(grid: Grid, read: Cards) -> Grid:
    keys = list(read.printed)
    head = Row(
        tuple(Cell(read.printed[key], k, words=read.words.get(key, 0)) for k, key in enumerate(keys)),
        header=True,
    )
    rows = [head]
    for card in read.cards:
        cells = [
            _merged(card.values[key])._replace(col=k, colspan=1, rowspan=1)
            for k, key in enumerate(keys)
            if card.values.get(key)
        ]
        cells += [cell._replace(col=len(keys), colspan=1, rowspan=1) for cell in card.rest]
        rows.append(Row(tuple(cells), card.box, continues=False, row_n=card.row_n))
    return replace(grid, rows=tuple(rows), columns=len(keys) + 1, edges=None)


def _merged(cells: list[Cell]) -> Cell:
    one = cells[0]
    for cell in cells[1:]:
        box = one.box.union(cell.box) if one.box and cell.box else one.box
        one = one._replace(lines=(*one.lines, *cell.lines), words=one.words + cell.words, box=box)
    return one
