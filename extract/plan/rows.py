"""Rows of an open plan: gathered over lines and pages, told apart from bands and continuations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import regex

from extract.colour import is_coloured
from extract.model import RAISED, RGB, Box, Cell, Grid, Method, PlanRow, Printed, Row
from extract.plan.columns import Column, Columns
from extract.plan.text import MONTHS, join_lines

URN = regex.compile(
    r"(?:URN\s*)?(?:\p{L}{1,5}[-./ ]?)?\d{1,4}(?:\s?[./-]\s?\d{1,4}){0,4}\s?[a-z]?(?:\([a-z]{1,4}\))?[.):]?"
    rf"[{''.join(map(chr, RAISED.values()))}]{{0,2}}"
    r"|\(?[ivx]{1,5}\)",
    regex.IGNORECASE,
)
"""What a reference looks like: `1.1`, `001`, `4.`, `A1`, `GOV-01`, `03.18.04`, `11/01/2011`, `1.1(a)`,
`iv)`."""

_SURENESS = {
    Method.WORD_TABLE: 1.0,
    Method.SHEET: 1.0,
    Method.TAGS: 1.0,
    Method.RULINGS: 0.98,
    Method.SPACING: 0.9,
    Method.DUMP: 0.8,
    Method.OCR: 0.7,
}
DOUBTS = {
    "rows joined": 0.95,
    "continuation guessed": 0.9,
    "label guessed": 0.9,
    "columns inherited": 0.9,
    "second opinion": 0.9,
    "ocr": 1.0,
    "rows guessed": 0.8,
    "tags disagree": 0.95,
}
"""What a flag costs a row's confidence, as a factor; a flag that is not here costs 0.97."""


_POSTS = (["post"], ["role"], ["title"], ["position"])
"""Last words of the labels over an owner's post."""
_MARK = 3
"""Characters up to which a text is a mark: `x`, `✓`, `Yes`."""
_NO = frozenset("☐ □ ○ ◯ - – — 0 no n false".split())
_CROSSES = frozenset("✗ ✘ × x".split())
"""What says no beside a tick; by itself it is one."""
_MONTH_BROKEN = regex.compile(
    r"(?i)\b(?:"
    + "|".join(f"{m[:k]} {m[k:]}" for m in MONTHS if m != "May" for k in range(1, len(m)))
    + r")\b"
)
"""A month's name with a space within it."""
_DAY = regex.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")


def join_cell(column: str, lines: list[str]) -> str:
    """The text of one column's lines. A reference or a date that its narrow cell broke within (`10/01/2` /
    `019`, `Septe` / `mber 2024`) is put together again: with a space it would be none, without one it is."""
    text = join_lines(lines)
    if column in ("urn", "due") and len(lines) > 1:
        whole = "".join(lines)
        if _DAY.fullmatch(whole) or (column == "urn" and URN.fullmatch(whole) and _broken_urn(lines, text)):
            return whole
        if column == "due":
            return str(_MONTH_BROKEN.sub(lambda found: found[0].replace(" ", ""), text))
    return text


def _broken_urn(lines: list[str], text: str) -> bool:
    """No reference with spaces between its lines, or one that goes on over a mark at a line's end (`2023-` /
    `24/07`)."""
    return not URN.fullmatch(text) or any(line[-1:] in "-/" for line in lines[:-1])


@dataclass(slots=True)
class Gathered:
    """One column's text in a row that is still open."""

    lines: list[str] = field(default_factory=list)
    fill: RGB | None = None
    ink: RGB | None = None
    held: bool = False

    def add(self, cell: Cell) -> None:
        """Append what one more piece of the cell prints."""
        self.lines.extend(cell.lines)
        self.fill = self.fill or cell.fill
        self.ink = self.ink or cell.ink

    def printed(self, column: str) -> Printed:
        """The finished cell."""
        return Printed(join_cell(column, self.lines), tuple(self.lines), self.fill, self.ink, self.held)


@dataclass(slots=True)
class OpenRow:
    """A plan row that more pieces may still join."""

    method: Method
    page: int | None
    cells: dict[str, Gathered] = field(default_factory=dict)
    extra: list[tuple[str, str]] = field(default_factory=list)
    """(label, text) of cells that stand under no known column."""
    words: int = 0
    extra_words: int = 0
    page_last: int | None = None
    box: Box | None = None
    table_n: int | None = None
    row_n: int | None = None
    section: str | None = None
    section_urn: str | None = None
    flags: list[str] = field(default_factory=list)
    sureness: float | None = None
    """The reader's own, where it has one."""

    def text(self, column: str) -> str:
        """What the column prints so far."""
        got = self.cells.get(column)
        return join_cell(column, got.lines) if got else ""

    def own_text(self, column: str) -> str:
        """As `text`, but nothing for a value that is only held from a row above."""
        got = self.cells.get(column)
        return join_cell(column, got.lines) if got and not got.held else ""

    def prints(self, column: str) -> bool:
        """Whether it prints anything of its own there: `own_text` that costs nothing."""
        got = self.cells.get(column)
        return got is not None and bool(got.lines) and not got.held

    def flag(self, code: str) -> None:
        """Note a doubt once."""
        if code not in self.flags:
            self.flags.append(code)

    def append(self, piece: OpenRow) -> None:
        """Take in the rest of this row: another page's part, or a part that a border cut off."""
        for column, got in piece.cells.items():
            mine = self.cells.setdefault(column, Gathered())
            if got.held and mine.lines:
                continue
            if mine.held and not got.held:
                mine.held = False
            mine.lines.extend(got.lines)
            mine.fill, mine.ink = mine.fill or got.fill, mine.ink or got.ink
        if self.extra and piece.extra and piece.extra[0][0] == self.extra[-1][0]:  # the rest of one cell
            label, text = self.extra.pop()
            piece.extra[0] = label, f"{text} {piece.extra[0][1]}"
        self.extra += piece.extra
        self.words += piece.words
        self.extra_words += piece.extra_words
        if piece.page == self.page and self.box and piece.box:
            self.box = self.box.union(piece.box)
        self.page_last = piece.page_last
        self.sureness = min((s for s in (self.sureness, piece.sureness) if s is not None), default=None)
        for code in piece.flags:
            self.flag(code)

    def close(self) -> PlanRow:
        """The finished row."""
        confidence = _SURENESS[self.method] if self.sureness is None else self.sureness
        for code in self.flags:
            confidence *= DOUBTS.get(code, 0.97)
        return PlanRow(
            cells={c: g.printed(c) for c, g in self.cells.items() if g.lines or g.fill},
            method=self.method,
            words=self.words,
            page_first=self.page,
            page_last=self.page_last,
            box=self.box,
            table_n=self.table_n,
            row_n=self.row_n,
            section=self.section,
            section_urn=self.section_urn,
            confidence=round(confidence, 3),
            flags=tuple(self.flags),
        )


@dataclass(slots=True)
class Holds:
    """Cells merged down over the rows below them: each value holds for every row it covers."""

    open: dict[int, tuple[Cell, int]] = field(default_factory=dict)
    """First grid column → the cell and the rows it still covers."""

    def next_row(self, row: Row) -> list[Cell]:
        """The cells that hold over this row from above; then take in the row's own merged cells."""
        held = [cell for cell, left in self.open.values() if left > 0]
        self.open = {col: (cell, left - 1) for col, (cell, left) in self.open.items() if left > 1}
        for cell in row.cells:
            if cell.rowspan > 1:
                self.open[cell.col] = (cell, cell.rowspan - 1)
        return held

    def over_break(self, row: Row, grid: Grid, columns: Columns, rows: list[OpenRow]) -> list[Cell]:
        """The merged cells that a page's end cut: below it they are drawn again, over several rows and empty,
        and the value of the page before holds on; or with the rest of its text, which is then that of all
        rows it covers on both."""
        found = []
        for cell in row.cells:
            column = columns.place(cell, grid) if cell.rowspan > 1 else None
            name = column.name if column is not None else None
            got = rows[-1].cells.get(name) if name is not None else None
            if name is None or got is None or not got.lines:
                continue
            if not cell.lines and not cell.fill:
                found.append(cell._replace(lines=tuple(got.lines), words=0))
                self.open[cell.col] = (found[-1], cell.rowspan - 1)
            elif cell.lines and "urn" in columns.names and not reference(row, grid, columns):
                whole = [*got.lines, *cell.lines]
                self.open[cell.col] = (cell._replace(lines=tuple(whole), words=0), cell.rowspan - 1)
                if got.held:
                    _complete_above(rows[:-1], name, got.lines, whole)
        return found


def _complete_above(rows: list[OpenRow], name: str, part: list[str], whole: list[str]) -> None:
    """Give the rows that a merged cell covers above the last one all of its text."""
    for row in reversed(rows):
        mine = row.cells.get(name)
        if mine is None or mine.lines != part:
            return
        mine.lines = list(whole)
        if not mine.held:
            return


def gather(row: Row, held: Iterable[Cell], grid: Grid, columns: Columns, page: int | None) -> OpenRow:
    """One grid row as the beginning of a plan row: every cell in its column."""
    out = OpenRow(grid.method, page, page_last=page, table_n=grid.table_n, row_n=row.row_n)
    out.box = row.box or _union(row.cells)
    out.flags = [*grid.flags, *row.flags]
    out.sureness = row.confidence
    several: dict[str, list[tuple[Column, Cell]]] = {}
    owners: list[Column] = []
    for cell, column in zip(row.cells, columns.of_row(row, grid), strict=True):
        if not cell.lines and cell.fill is None:
            continue
        if column is None or column.name is None or ":" in column.name or column.name == "trap":
            if cell.lines:
                out.extra.append((column.label if column else "", join_lines(cell.lines)))
                out.extra_words += cell.words
            continue
        if column.turn or column.mark:
            several.setdefault(column.name, []).append((column, cell))
            continue
        mine = out.cells.get(column.name)
        if mine is None:
            out.cells[column.name] = Gathered(list(cell.lines), cell.fill, cell.ink)
        elif column.name == "owner" and cell.lines and column not in owners:
            _another_owner(mine, cell, [*owners, column])
        else:
            mine.add(cell)
        if column.name == "owner" and cell.lines:
            owners.append(column)
        out.words += cell.words
    for name, parts in several.items():
        _one_of(out, name, parts)
    for cell in held:
        column = columns.place(cell, grid)
        if column is not None and column.name is not None and column.name not in out.cells and cell.lines:
            out.cells[column.name] = Gathered(list(cell.lines), cell.fill, cell.ink, held=True)
    return out


def _another_owner(mine: Gathered, cell: Cell, columns: list[Column]) -> None:
    """Add the cell of a second owner column (`Executive lead | Delivery lead`): another owner, or the post of
    the one named beside it; the same one again adds nothing."""
    if join_lines(cell.lines) in {join_lines(mine.lines), *mine.lines}:
        return
    if mine.lines:
        one = any(column.label.casefold().split()[-1:] in _POSTS for column in columns)
        mine.lines[-1] += " -" if one else ";"
    mine.add(cell)


def _one_of(out: OpenRow, name: str, parts: list[tuple[Column, Cell]]) -> None:
    """The value of a column printed in several places: of the same at several times the last one filled, of
    `R | A | G` the one with a mark. What else is printed there has no place in the row."""
    printed = [part for part in parts if part[1].lines]
    painted = [part for part in parts if part[1].fill is not None and is_coloured(part[1].fill)]
    if any(column.mark for column, _ in parts):
        short = [part for part in printed if len(join_lines(part[1].lines)) <= _MARK]
        if name == "fourp":
            chosen = _yes(short, _NO)
            lines = [" / ".join(column.label for column, _ in chosen)] if chosen else []
        else:
            chosen = _ticked(short) or (painted if len(painted) == 1 else [])
            lines = [column.label for column, _ in chosen]
    else:
        chosen = sorted(printed or painted, key=lambda part: part[0].turn)[-1:]
        lines = [line for _, cell in chosen for line in cell.lines]
    for _, cell in chosen:
        out.words += cell.words
        mine = out.cells.setdefault(name, Gathered())
        mine.fill, mine.ink = mine.fill or cell.fill, mine.ink or cell.ink
    if chosen:
        out.cells[name].lines += lines
    for column, cell in printed:
        if (column, cell) in chosen:
            continue
        text = join_lines(cell.lines)
        if chosen and column.mark and text.casefold() in _NO | _CROSSES:
            out.words += cell.words  # a box that is not ticked says nothing more
        else:
            out.extra.append((column.label, text))
            out.extra_words += cell.words


def _ticked(marks: list[tuple[Column, Cell]]) -> list[tuple[Column, Cell]]:
    """The one mark among several that says yes: boxes that are not ticked are printed too. None where there
    is not one alone."""
    for no in (_NO, _NO | _CROSSES):
        yes = _yes(marks, no)
        if len(yes) <= 1:
            return yes
    return []


def _yes(marks: list[tuple[Column, Cell]], no: frozenset[str]) -> list[tuple[Column, Cell]]:
    return [mark for mark in marks if join_lines(mark[1].lines).casefold() not in no]


def _union(cells: tuple[Cell, ...]) -> Box | None:
    box: Box | None = None
    for cell in cells:
        if cell.box is not None:
            box = cell.box if box is None else box.union(cell.box)
    return box


def is_blank(row: Row) -> bool:
    """No text in any cell."""
    return not any(cell.lines for cell in row.cells)


def printed_rows(rows: Iterable[Row]) -> list[Row]:
    """Those of the rows that print something."""
    return [row for row in rows if not is_blank(row)]


def reference(row: Row, grid: Grid, columns: Columns) -> str:
    """The reference that a grid row prints, '' where it prints none."""
    for cell in row.cells:
        column = columns.place(cell, grid)
        if column is not None and column.name == "urn" and cell.lines:
            text = " ".join(cell.lines)
            return text if looks_like_urn(text) else ""
    return ""


def is_rest_of_header(piece: OpenRow) -> bool:
    """True where the first row of a page, after a header as the last line of the page before, is that
    header's second half: `4. 3` / `. 9`, or `RAG` / `Status`: no action, and nothing but short words."""
    texts = [piece.own_text(column) for column in piece.cells]
    return not piece.own_text("action") and all(len(text) <= 20 for text in texts)


def looks_like_urn(text: str) -> bool:
    """True for text that can be a row's reference and nothing else."""
    return bool(URN.fullmatch(text.strip()))
