"""What a reader hands over: one page model for every format, and the verbatim rows found in it.

A reader turns a file into pages; a page is a run of items in reading order, each a `Line` of text or a
`Grid` of cells. Nothing here knows what a value means. Where a thing stood travels with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol

RGB = tuple[int, int, int]
"""A colour as sRGB, 0 to 255 each."""

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""Raised digits are handed over as such: a footnote's mark, run together with what it stands behind, would be
part of it."""

STRUCK = "struck out: "
"""A page's flag begins so for text that is struck through beside other text of its cell, and left out."""


class Method(StrEnum):
    """How a table was found; the best first."""

    WORD_TABLE = "word table"
    SHEET = "sheet"
    TAGS = "tags"
    RULINGS = "rulings"
    SPACING = "spacing"
    DUMP = "dump"
    OCR = "ocr"


class Box(NamedTuple):
    """A rectangle on a page as shown (after `/Rotate`), in points from its top-left corner."""

    x0: float
    top: float
    x1: float
    bottom: float

    def union(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            min(self.x0, other.x0),
            min(self.top, other.top),
            max(self.x1, other.x1),
            max(self.bottom, other.bottom),
        )


class Cell(NamedTuple):
    """One printed cell. `lines` are its printed lines (paragraphs in Word and sheets), white space
    collapsed, none empty; a cell with no text has none."""

    lines: tuple[str, ...] = ()
    col: int = 0
    """First grid column it covers, 0-based."""
    colspan: int = 1
    rowspan: int = 1
    """Rows it covers downwards in this grid, itself included; the rows below hold no cell there."""
    words: int = 0
    """Words (runs without white space) as the reader met them, before any line is joined."""
    box: Box | None = None
    fill: RGB | None = None
    """Background colour, None where there is none or it is white."""
    ink: RGB | None = None
    """Text colour where it is all one and not black or grey."""


class Row(NamedTuple):
    """One row of a grid on one page; a row broken over pages is one `Row` on each of them."""

    cells: tuple[Cell, ...]
    box: Box | None = None
    header: bool | None = None
    """True where the format marks it as a header row (TH, THead, `w:tblHeader`); None: cannot tell."""
    continues: bool | None = None
    """True: the rest of the last row of the grid before it (the tag tree says so); False: a row of
    its own; None: cannot tell."""
    row_n: int | None = None
    """1-based row in its Word table or sheet; None in PDFs."""
    flags: tuple[str, ...] = ()
    """Doubts about how this row was read: 'two readings', ..."""
    confidence: float | None = None
    """How sure the reader is of this row, 0 to 1, where it can say; None: as its method is."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, or the part of one that stands on one page."""

    method: Method
    rows: tuple[Row, ...]
    columns: int
    """Number of grid columns; every cell's `col + colspan` is within it."""
    table_n: int | None = None
    """1-based table in a Word file, or sheet in a workbook; None in PDFs."""
    edges: tuple[float, ...] | None = None
    """x of the `columns + 1` column borders, in points, where the format has geometry."""
    box: Box | None = None
    continues: bool | None = None
    """True: the same table as the last grid of the page before it (the tag tree says so)."""
    flags: tuple[str, ...] = ()
    """Doubts about how it was read: 'spans repaired', 'tags disagree', ..."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text (a paragraph in Word) that stands in no grid."""

    text: str
    words: int
    box: Box | None = None
    size: float | None = None
    """Font size, points."""
    bold: bool | None = None
    style: str | None = None
    """Word style name or PDF tag (`Heading 1`, `H1`, `P`), where there is one."""
    furniture: bool | None = None
    """True: marked as artifact, header or footer by the format; None: cannot tell."""


Item = Line | Grid


@dataclass(frozen=True, slots=True)
class Page:
    """One page laid out: its items in reading order. Word files are one page without a number, since
    a Word page number is never invented; each sheet of a workbook is one page with a name."""

    items: tuple[Item, ...]
    words: int
    """All words on the page, counted before anything was placed: items must add up to it."""
    number: int | None = None
    """1-based, the file's own order."""
    name: str | None = None
    """Sheet name."""
    width: float | None = None
    height: float | None = None
    scanned: bool = False
    """No text layer worth the name, and pictures that cover most of the page."""
    flags: tuple[str, ...] = ()

    def text(self) -> str:
        """Every printed line, each ended by newline, in reading order."""
        found: list[str] = []
        for item in self.items:
            if isinstance(item, Line):
                found.append(item.text)
            else:
                found += [line for row in item.rows for cell in row.cells for line in cell.lines]
        return "\n".join(found) + "\n"


class PageView(Protocol):
    """A page before it is laid out: its plain text is cheap, its layout is not."""

    number: int | None

    def text(self) -> str:
        """Plain text, lines ended by newline, order not guaranteed."""
        ...

    def layout(self) -> Page:
        """The page laid out in full."""
        ...


@dataclass(frozen=True, slots=True)
class Info:
    """What a file says of itself; never taken on trust."""

    title: str | None = None
    created: date | None = None
    modified: date | None = None
    producer: str | None = None
    pages: int | None = None
    """None for Word, which has no pages of its own; sheets for a workbook."""
    listed: int | None = None
    """Files in a PDF's list of attachments; None where its reader does not count them."""


class Reader(Protocol):
    """One format's way into a file."""

    info: Info

    def pages(self) -> Iterator[PageView]:
        """The pages in order, one at a time; a view is good until the next is taken."""
        ...

    def close(self) -> None:
        """Give back what the file holds."""
        ...


class Printed(NamedTuple):
    """The text of one plan cell, put together again over lines and pages."""

    text: str
    """White space collapsed, line-end hyphens joined; never empty."""
    lines: tuple[str, ...] = ()
    """The printed lines it was joined from."""
    fill: RGB | None = None
    ink: RGB | None = None
    held: bool = False
    """True where the cell is merged down from a row above and its value holds here too."""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One verbatim action row."""

    cells: Mapping[str, Printed]
    """By column: urn, action, owner, level, fourp, rag, comments, status, due. A column with neither
    text nor fill in this row is absent; one with fill alone has an entry with text ''."""
    method: Method
    words: int
    page_first: int | None = None
    page_last: int | None = None
    box: Box | None = None
    """On `page_first`."""
    table_n: int | None = None
    row_n: int | None = None
    section: str | None = None
    section_urn: str | None = None
    confidence: float = 1.0
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan found in a paper: rows under one set of columns."""

    rows: tuple[PlanRow, ...]
    columns: tuple[str, ...]
    title: str | None = None
    """The heading printed over it, where there is one."""
    sheet: str | None = None
    """The name of the sheet it is on, in a workbook."""
    headings: tuple[str, ...] = ()
    """Every heading line, band and header row that stood over or in it."""
    key: tuple[str, ...] = ()
    """Lines of a printed key (Blue = complete, ...) beside it."""


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text outside the plans, for the narrative, the aims and the strand."""

    text: str
    page: int | None = None
    box: Box | None = None
    size: float | None = None
    bold: bool | None = None
    style: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader or the recogniser met that a careful person should know of."""

    code: str
    message: str
    severity: str = "warning"
    page: int | None = None
    column: str | None = None
    value: str | None = None
    row: int | None = None
    """1-based row in its plan, with `plan` its 0-based place in the paper, where it is about one."""
    plan: int | None = None


@dataclass(frozen=True, slots=True)
class WordCounts:
    """Words of the pages that hold plan rows; the four parts add up to `words`."""

    words: int = 0
    in_rows: int = 0
    in_headings: int = 0
    furniture: int = 0
    unplaced: int = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """One file or attachment, read: what it is, its verbatim plans and the text around them."""

    paper_id: str
    path: str
    parent_path: str | None
    name: str
    format: str
    status: str
    error: str | None = None
    position: int | None = None
    """1-based place among its parent's attachments."""
    info: Info = field(default_factory=Info)
    plans: tuple[Plan, ...] = ()
    counts: WordCounts = field(default_factory=WordCounts)
    blocks: tuple[Block, ...] = ()
    grids: tuple[Grid, ...] = ()
    """Tables that are no plan (contents list, workbook sheets), for the other tables."""
    notes: tuple[Note, ...] = ()
    pages_laid_out: int = 0
    attachments: tuple[str, ...] = ()
    """Paths of the files inside it, in order."""
    fault: str | None = None
    """Traceback of a defect of ours that kept this file, or part of it, from being read."""
