"""A Word table as a grid: cells at their columns, merges as spans, nested tables in their cell.

ECMA-376 part 1 §17.4.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from extract.colour import not_white
from extract.errors import TooLarge
from extract.limits import Limits
from extract.model import RGB, Cell, Grid, Method, Row
from extract.ooxml import Element, W
from extract.word.columns import Reach, borders, clamp_span, snap
from extract.word.styles import Styles, is_on, number, value
from extract.word.text import Text


class Paragraphs(Protocol):
    """How a table asks for the text of its cells, in document order."""

    styles: Styles
    limits: Limits
    words: int
    """Of everything printed so far."""

    def blocks(self, container: Element, *, quiet: bool = False) -> Iterator[Text | Element]:
        """Paragraphs read and `w:tbl` elements, in order; `quiet` where empty ones take no number."""
        ...

    def story(self, name: str) -> AbstractContextManager[None]:
        """Number what is read meanwhile apart from the rest."""
        ...

    def spend(self, rows: int, cells: int) -> None:
        """Count rows and cells against the limits."""
        ...


@dataclass(slots=True)
class _Piece:
    """One `w:tc` on its way to be a cell."""

    lines: list[str] = field(default_factory=list)
    fill: RGB | None = None
    inks: set[RGB | None] = field(default_factory=set)
    grounds: set[RGB | None] = field(default_factory=set)
    shapes: list[RGB] = field(default_factory=list)
    pictures: int = 0
    nested: int = 0
    merge: str | None = None
    """`restart`, `continue` or None (`w:vMerge`)."""
    left: int = 0
    right: int = 0
    col: int = 0
    colspan: int = 1
    rowspan: int = 1

    def words(self) -> int:
        return sum(len(line.split()) for line in self.lines)

    def ground(self) -> RGB | None:
        """The colour a reader sees in it: its shading, else what lies behind all its text, else the one
        colour of the shapes drawn in it."""
        if self.fill is not None:
            return not_white(self.fill)
        behind = self.grounds.pop() if len(self.grounds) == 1 else None
        return not_white(behind) or (self.shapes[0] if len(set(self.shapes)) == 1 else None)


@dataclass(slots=True)
class _Line:
    """One `w:tr`."""

    reach: Reach
    pieces: list[_Piece]
    header: bool


_TEMPLATE = 2
"""Columns of a report's template."""
_WIDE = 4
"""Columns of a table that a cell of it may hold, at least."""


def is_layout(table: Element) -> bool:
    """A table around everything, there only to place other tables.

    Forms and papers pasted into a frame: one row or one cell in each row, and in every cell that prints
    anything a table with rows and columns of its own. And a report's template, of a heading or a number
    beside its text, with a table of more columns in it.
    """
    rows = [list(row.iterchildren(W + "tc")) for row in table.iterchildren(W + "tr")]
    template = max(map(len, rows), default=0) == _TEMPLATE
    if template and any(_holds_table(cell, _WIDE) for row in rows for cell in row):
        return True
    inner = [_holds_table(cell) for row in rows for cell in row if _prints(cell)]
    if not any(inner):
        return False
    return all(len(row) <= 1 for row in rows) or (len(rows) == 1 and all(inner))


def _prints(cell: Element) -> bool:
    return any((text.text or "").strip() for text in cell.iter(W + "t"))


def _holds_table(cell: Element, columns: int = 2) -> bool:
    return any(
        sum(len(row.findall(W + "tc")) >= columns for row in inner.iterchildren(W + "tr")) >= 2
        for inner in cell.iterchildren(W + "tbl")
    )


def layout_cells(table: Element) -> Iterator[Element]:
    """The cells of a layout table in reading order."""
    for row in table.iterchildren(W + "tr"):
        yield from row.iterchildren(W + "tc")


def read_table(table: Element, story: Paragraphs, table_n: int) -> Grid:
    """A settled `w:tbl` as a grid, read in document order."""
    flags: list[str] = []
    lines = _rows(table, story, depth=1)
    places = borders(_grid_widths(table), [line.reach for line in lines])
    for line, place in zip(lines, places, strict=True):
        for piece, left, right in zip(line.pieces, place, place[1:], strict=False):
            piece.left, piece.right = left, right
    held = [
        (piece.left, piece.right)
        for line in lines
        for piece in line.pieces
        if piece.lines or not_white(piece.fill)
    ]
    index, edges = snap(places, held)
    for line in lines:
        for piece in line.pieces:
            piece.col, piece.colspan = index[piece.left], index[piece.right] - index[piece.left]
        line.pieces = [piece for piece in line.pieces if piece.colspan > 0]
    _merge_down(lines, story, flags)
    if any(piece.nested for line in lines for piece in line.pieces):
        flags.append("nested table")
    if any(piece.pictures and not piece.lines for line in lines for piece in line.pieces):
        flags.append("pictures in cells")
    return Grid(
        method=Method.WORD_TABLE,
        rows=tuple(_row(line, row_n) for row_n, line in enumerate(lines, start=1)),
        columns=max(len(edges) - 1, 0),
        table_n=table_n,
        edges=tuple(edge / 20 for edge in edges) if len(edges) > 1 else None,
        flags=tuple(dict.fromkeys(flags)),
    )


def _row(line: _Line, row_n: int) -> Row:
    return Row(
        cells=tuple(_cell(piece) for piece in line.pieces), header=True if line.header else None, row_n=row_n
    )


def _cell(piece: _Piece) -> Cell:
    return Cell(
        lines=tuple(piece.lines),
        col=piece.col,
        colspan=piece.colspan,
        rowspan=piece.rowspan,
        words=piece.words(),
        fill=piece.ground(),
        ink=next(iter(piece.inks)) if len(piece.inks) == 1 else None,
    )


def _rows(table: Element, story: Paragraphs, depth: int) -> list[_Line]:
    if depth > story.limits.nesting:
        raise TooLarge(f"Tables stand {depth} deep within each other: no paper a person wrote does.")
    own = table.find(W + "tblPr")
    shading = story.styles.shading(own.find(W + "shd")) if own is not None else None
    lines = []
    for row in table.iterchildren(W + "tr"):
        properties = row.find(W + "trPr")
        if _flag(properties, "hidden"):
            continue
        cells = list(row.iterchildren(W + "tc"))
        story.spend(1, len(cells))
        ground = story.styles.shading(row.find(f"{W}tblPrEx/{W}shd")) or shading
        pieces = [_piece(cell, ground, story, depth) for cell in cells]
        lines.append(_line(properties, cells, pieces))
    return lines


def _line(properties: Element | None, cells: Iterable[Element], read: Iterable[_Piece]) -> _Line:
    """A row's cells with their reach; `w:hMerge` joins a cell to the one on its left (§17.4.22)."""
    pieces: list[_Piece] = []
    spans: list[int] = []
    widths: list[int | None] = []
    for cell, piece in zip(cells, read, strict=True):
        about = cell.find(W + "tcPr")
        span, width = clamp_span(_count(about, "gridSpan") or 1), _twips(about, "tcW")
        joined = about.find(W + "hMerge") if about is not None else None
        if joined is not None and value(joined) in (None, "continue") and pieces:
            pieces[-1].lines += piece.lines
            pieces[-1].inks |= piece.inks
            pieces[-1].grounds |= piece.grounds
            pieces[-1].shapes += piece.shapes
            spans[-1] += span
            before = widths[-1]
            widths[-1] = before + width if before and width else None
            continue
        pieces.append(piece)
        spans.append(span)
        widths.append(width)
    before, after = _count(properties, "gridBefore"), _count(properties, "gridAfter")
    reach = Reach(before, tuple(spans), tuple(widths), after, _twips(properties, "wBefore"))
    return _Line(reach, pieces, _flag(properties, "tblHeader"))


def _piece(cell: Element, shading: RGB | None, story: Paragraphs, depth: int) -> _Piece:
    about = cell.find(W + "tcPr")
    merge = about.find(W + "vMerge") if about is not None else None
    own = story.styles.shading(about.find(W + "shd")) if about is not None else None
    piece = _Piece(
        fill=own or shading,
        merge=None if merge is None else ("restart" if value(merge) == "restart" else "continue"),
    )
    _fill_piece(piece, cell, story, depth, quiet=piece.merge == "continue")
    return piece


def _fill_piece(piece: _Piece, container: Element, story: Paragraphs, depth: int, *, quiet: bool) -> None:
    """Take in a cell's paragraphs, the boxes anchored in them and the tables nested in it, in order."""
    for block in story.blocks(container, quiet=quiet):
        if isinstance(block, Text):
            piece.lines += block.lines()
            piece.inks |= block.inks
            piece.grounds |= block.grounds
            piece.shapes += block.shapes
            piece.pictures += block.pictures
            for box in block.boxes:
                _deeper(story, depth)
                with story.story("boxes"):
                    _fill_piece(piece, box, story, depth + 1, quiet=quiet)
            continue
        piece.nested += 1
        for line in _rows(block, story, depth + 1):
            for inner in line.pieces:
                piece.lines += inner.lines
                piece.inks |= inner.inks
                piece.pictures += inner.pictures
                ground = inner.ground()
                piece.shapes += [ground] if ground is not None else []


def _deeper(story: Paragraphs, depth: int) -> None:
    if depth >= story.limits.nesting:
        raise TooLarge(f"Text boxes stand {depth} deep within each other: no paper a person wrote does.")


def _merge_down(lines: list[_Line], story: Paragraphs, flags: list[str]) -> None:
    """Cells that go on with the one above become part of it.

    A covered cell that holds text of its own keeps it, as a cell of its own: Word hides such text, and it
    is in the paper. The same text again is the one cell's text, once.
    """
    opened: dict[tuple[int, int], _Piece] = {}
    for line in lines:
        kept: list[_Piece] = []
        still: dict[tuple[int, int], _Piece] = {}
        for piece in line.pieces:
            place = piece.col, piece.colspan
            above = opened.get(place) if piece.merge == "continue" else None
            if above is not None and (not piece.lines or piece.lines == above.lines):
                story.words -= piece.words()
                above.rowspan += 1
                still[place] = above
                continue
            if piece.merge == "continue":
                flags.append("text under a merge" if piece.lines else "spans repaired")
            if piece.merge is not None:
                still[place] = piece
            kept.append(piece)
        line.pieces = kept
        opened = still


def _grid_widths(table: Element) -> list[int]:
    grid = table.find(W + "tblGrid")
    if grid is None:
        return []
    return [int(number(column.get(W + "w")) or 0) for column in grid.iterchildren(W + "gridCol")][:2000]


def _flag(properties: Element | None, name: str) -> bool:
    found = properties.find(W + name) if properties is not None else None
    return found is not None and is_on(value(found), absent=True)


def _count(properties: Element | None, name: str) -> int:
    found = properties.find(W + name) if properties is not None else None
    return min(max(int(number(value(found)) or 0), 0), 500)


def _twips(properties: Element | None, name: str) -> int | None:
    """A width where it is given in twips (`w:type="dxa"`), None where it is not or not positive."""
    found = properties.find(W + name) if properties is not None else None
    if found is None or found.get(W + "type") not in (None, "dxa"):
        return None
    return int(number(found.get(W + "w")) or 0) or None
