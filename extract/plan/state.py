"""What the recogniser holds while a paper is read: open plans, and where each page's words went."""

from __future__ import annotations

from dataclasses import dataclass, field

from extract.lexicon import Lexicon
from extract.model import Block, Grid, Line, Note, Page, Plan, WordCounts
from extract.plan.cards import CardLabels
from extract.plan.columns import Columns
from extract.plan.furniture import Around
from extract.plan.header import Header
from extract.plan.rows import OpenRow
from extract.plan.text import Look

_LAST = 20
"""Rows that show how a plan writes its actions."""


@dataclass(slots=True)
class OpenPlan:
    """A plan whose rows are still coming."""

    columns: Columns
    rows: list[OpenRow] = field(default_factory=list)
    sheet: str | None = None
    section: str | None = None
    section_urn: str | None = None
    headings: list[str] = field(default_factory=list)
    title: str | None = None
    opening: tuple[Line, ...] = ()
    """The headings over its first table."""
    top: str | None = None
    """The row over its first header, as long as it may turn out to be its rows' section."""
    table_n: int | None = None
    """The Word table that its first header stands in."""
    looks: set[Look] = field(default_factory=set)
    """How the headings that named its sections are set."""
    key: list[str] = field(default_factory=list)
    last_page: int | None = None
    guessed: bool = False
    header: Header | None = None
    """Its header row met last."""
    labels: tuple[str, ...] = ()
    """Its first header row, as printed."""
    cards: CardLabels | None = None
    """The labels of its last card, where each of its actions has one."""
    trails: bool = False
    """Each action of its first table has a row across the table under it."""
    inherited: bool = False
    """Its columns are those of another table: its own header could not be read."""
    ended_in_header: bool = False
    """The last row so far was a header row."""
    in_band: bool = False
    """The last row so far named a section."""
    header_page: int | None = None
    """The page it stands on: one that another table on that page goes on under was repeated there."""
    _counted: int = 0
    """Rows from the first that `numbered` need not look at again."""
    _with_urn: int = 0
    """How many of them print a reference of their own."""

    def is_near(self, page: Page) -> bool:
        """Whether a page is its last one or the one after; also where there are no pages."""
        return page.number is None or self.last_page in (page.number, page.number - 1)

    def is_right_above(self, table_n: int) -> bool:
        """Whether its last row, or its header, stands in this Word table or the one before it."""
        last = self.rows[-1].table_n if self.rows else self.table_n
        return last is not None and last in (table_n, table_n - 1)

    def numbered(self) -> bool:
        """True where nearly every row so far prints a reference of its own."""
        while self._counted < len(self.rows) - 1:  # no row but the last can still change
            self._with_urn += bool(self.rows[self._counted].own_text("urn"))
            self._counted += 1
        got = self._with_urn + sum(bool(row.own_text("urn")) for row in self.rows[self._counted :])
        return "urn" in self.columns.names and got * 5 >= len(self.rows) * 4

    def put_first(self, row: OpenRow) -> None:
        """Put a row before all others."""
        self.rows.insert(0, row)
        self._counted = self._with_urn = 0

    def capitalised(self) -> bool:
        """True where none of the last actions, three at least, begins in lower case."""
        begins = [text[:1] for row in self.rows[-_LAST:] if (text := row.own_text("action"))]
        return len(begins) >= 3 and not any(first.islower() for first in begins)


@dataclass(slots=True)
class PageCount:
    """Where the words of one page went, as far as is known while it is read."""

    page: int | None
    words: int
    in_headings: int = 0
    unplaced: int = 0
    plans: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a paper."""

    plans: tuple[Plan, ...] = ()
    counts: WordCounts = field(default_factory=WordCounts)
    notes: tuple[Note, ...] = ()
    grids: tuple[Grid, ...] = ()
    blocks: tuple[Block, ...] = ()
    """Text on the plans' pages that belongs to no plan."""


@dataclass(slots=True)
class State:
    """Everything taken in so far."""

    lexicon: Lexicon
    plans: list[OpenPlan] = field(default_factory=list)
    around: list[tuple[int, Around]] = field(default_factory=list)
    """Lines outside the grids of pages with plan rows, each with its page's place in `counts`."""
    counts: list[PageCount] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    other_grids: list[tuple[int | None, Grid, bool]] = field(default_factory=list)
    """(page, grid, whether the page holds plan rows) of tables that are no plan."""
