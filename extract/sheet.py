"""A workbook as pages, one a sheet: the cells as they are shown, with merges and fills.

ECMA-376 part 1 §18. Read from the XML: openpyxl keeps stored values, not shown ones, makes an object of every
cell under a merge (a merged sheet fills the memory) and stops at style parts that Excel reads.
"""

from __future__ import annotations

import io
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import regex
from lxml import etree

from extract.errors import Damaged, TooLarge, Unsupported
from extract.limits import XML_BOMB, XML_LIMIT, Limits
from extract.model import RGB, STRUCK, Cell, Grid, Item, Line, Method, Page, Row
from extract.ooxml import A, Element, Package, local_name
from extract.sheet_format import shown
from extract.sheet_parts import sheet_items
from extract.sheet_styles import Styles, named, pick, whole
from extract.word.symbols import from_font

_REFERENCE = regex.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPE = regex.compile(r"_x([0-9A-Fa-f]{4})_")
_FILLED_COLUMNS = 256
"""Rows of a sheet this wide or less hold a cell in each column; of a wider one, only those with something."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A string of the workbook, with the one ink of its runs."""

    text: str
    ink: RGB | None = None
    struck: str = ""
    """What is struck through in it, beside other text."""


@dataclass(slots=True)
class _Sheet:
    """One sheet as it is read."""

    cells: dict[int, dict[int, Cell]] = field(default_factory=dict)
    """By row, by column: row 1-based, column 0-based."""
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column."""
    words: int = 0
    flags: dict[str, None] = field(default_factory=dict)


class SheetReader:
    """Reads `.xlsx`, `.xlsm` and their templates, transitional and strict.

    Raises `Damaged`, `Encrypted`, `TooLarge` or `Unsupported`, when made or while a sheet is laid out.
    """

    def __init__(self, data: bytes, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._package = Package(data, self._limits)
        main = self._package.main_part()
        if main.endswith(".bin"):
            raise Unsupported("It is a binary workbook (.xlsb): save it as .xlsx.")
        root = self._package.xml(main)
        if root is None or local_name(root) != "workbook":
            raise Unsupported("It is an Office file of another kind than a workbook: check its name.")
        self._relations = self._package.relations(main)
        targets = {relation.kind: relation.target for relation in self._relations.values()}
        self._sheets = list(named(root, "sheets", "sheet"))
        self._from_1904 = any(one.get("date1904") in ("1", "true") for one in named(root, "workbookPr"))
        styles = self._package.xml(targets.get("styles", ""))
        self._styles = Styles(styles, self._package.theme(targets.get("theme")))
        self._strings_part = targets.get("sharedStrings")
        self._strings: list[_Text] | None = None
        self._count = self._characters = 0
        self.info = self._package.info(pages=len(self._sheets))

    def pages(self) -> Iterator[_SheetPage]:
        """The sheets in the order of their tabs, hidden ones too."""
        for number in range(1, len(self._sheets) + 1):
            yield _SheetPage(self, number)

    def close(self) -> None:
        """Give back the package."""
        self._package.close()

    def read(self, number: int) -> Page:
        """One sheet laid out; `number` is 1-based."""
        about = self._sheets[number - 1]
        flags = ["hidden sheet"] if about.get("state") in ("hidden", "veryHidden") else []
        relation_id = next((value for key, value in about.items() if str(key).endswith("}id")), "")
        relation = self._relations.get(str(relation_id))
        name = about.get("name")
        if relation is None or relation.kind != "worksheet" or not self._package.has(relation.target):
            return Page((), 0, name=name, flags=(*flags, "no cells"))
        sheet = self._cells(relation.target)
        words = sheet.words
        items: list[Item] = []
        grid = _grid(sheet, number, self._limits)
        if grid is not None:
            items += sheet_items(grid)
        drawn = self._drawn(relation.target)
        words += sum(line.words for line in drawn)
        return Page((*items, *drawn), words, name=name, flags=(*flags, *sheet.flags))

    def _cells(self, part: str) -> _Sheet:
        data = self._package.read(part)
        sheet = _Sheet()
        row_n = 0
        steps = etree.iterparse(
            io.BytesIO(data or b""),
            tag=("{*}row", "{*}mergeCell", "{*}col", "{*}conditionalFormatting"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        try:
            for _, element in steps:
                kind = local_name(element)
                if kind == "row":
                    row_n = self._row(element, row_n, sheet)
                elif kind == "mergeCell":
                    _merge(element, sheet, self._limits)
                elif kind == "conditionalFormatting":
                    sheet.flags["conditional formatting not read"] = None
                elif element.get("hidden") in ("1", "true"):
                    sheet.flags["hidden column"] = None
                if kind != "col":
                    element.clear()
        except etree.XMLSyntaxError as error:
            if getattr(error, "code", None) == XML_LIMIT:
                raise TooLarge(XML_BOMB.format(f"Its sheet {part}")) from error
            raise Damaged(
                f"Its sheet {part} is not readable XML ({error.msg}): open and save it in Excel again."
            ) from error
        return sheet

    def _row(self, row: Element, before: int, sheet: _Sheet) -> int:
        """Take in one row; gives its 1-based number."""
        row_n = whole(row.get("r")) or before + 1
        col = -1
        for element in named(row, "c"):
            self._count += 1
            if self._count > self._limits.cells:
                raise TooLarge(f"Its sheets have more than {self._limits.cells} cells: split the file.")
            place = _REFERENCE.fullmatch(element.get("r", ""))
            col = _column(place[1]) if place else col + 1
            cell = self._cell(element, col, sheet)
            if cell is not None:
                sheet.cells.setdefault(row_n, {})[col] = cell
                sheet.words += cell.words
        if row_n in sheet.cells and row.get("hidden") in ("1", "true"):
            sheet.flags["hidden row"] = None
        if len(sheet.cells) > self._limits.rows:
            raise TooLarge(f"A sheet has more than {self._limits.rows} rows: split the file.")
        return row_n

    def _cell(self, element: Element, col: int, sheet: _Sheet) -> Cell | None:
        """A cell that shows something: text or a fill."""
        style = self._styles.style(element.get("s"))
        read = self._value(element, style.code, sheet)
        text = from_font(read.text, style.font) if style.font else read.text
        self._characters += len(text)
        if self._characters > self._limits.characters:
            raise TooLarge(
                f"Its cells show more than {self._limits.characters >> 20} MB of text: split the file."
            )
        lines = tuple(line for line in (" ".join(part.split()) for part in text.splitlines()) if line)
        if not lines and style.fill is None:
            return None
        if read.struck:
            sheet.flags[STRUCK + read.struck] = None
        words = sum(len(line.split()) for line in lines)
        return Cell(lines, col, words=words, fill=style.fill, ink=(read.ink or style.ink) if lines else None)

    def _value(self, element: Element, code: str, sheet: _Sheet) -> _Text:
        """What the cell shows; a formula shows the value kept with it (§18.3.1.4)."""
        kind = element.get("t", "n")
        if kind == "inlineStr":
            return self._inline(element)
        stored = next((one.text or "" for one in named(element, "v")), None)
        if not stored:
            if kind != "str" and next(named(element, "f"), None) is not None:
                sheet.flags["formula without value"] = None
            return _Text("")
        if kind == "s":
            return pick(self._shared(), stored) or _Text("")
        if kind == "e":
            sheet.flags["error value"] = None
        if kind == "b":
            return _Text("TRUE" if stored.strip() == "1" else "FALSE")
        return _Text(self._number(stored, code) if kind == "n" else _unescape(stored))

    def _number(self, stored: str, code: str) -> str:
        """A stored number as its format shows it; what is no number stays as it is."""
        try:
            number = float(stored)
        except ValueError:
            return stored
        return shown(number, code, from_1904=self._from_1904) if abs(number) < 1e300 else stored

    def _shared(self) -> list[_Text]:
        """The shared strings (§18.4.9), read when first asked for."""
        if self._strings is None:
            root = self._package.xml(self._strings_part) if self._strings_part else None
            self._strings = [self._string(one) for one in named(root, "si")] if root is not None else []
        return self._strings

    def _inline(self, element: Element) -> _Text:
        return next((self._string(one) for one in named(element, "is")), _Text(""))

    def _string(self, element: Element) -> _Text:
        """A string or its rich runs; how it sounds (`rPh`) is not printed."""
        plain = "".join(one.text or "" for one in named(element, "t"))
        runs = list(named(element, "r"))
        left, struck = [run for run in runs if not _is_struck(run)], ""
        if len(left) < len(runs) and (plain + _runs_text(left)).strip():
            struck = " ".join(_unescape(_runs_text(filter(_is_struck, runs))).split())
            runs = left
        inks = {self._styles.ink(next(named(run, "rPr", "color"), None)) for run in runs}
        return _Text(_unescape(plain + _runs_text(runs)), inks.pop() if len(inks) == 1 else None, struck)

    def _drawn(self, part: str) -> list[Line]:
        """Text boxes laid over a sheet, after its cells."""
        lines: list[Line] = []
        for relation in self._package.relations(part).values():
            root = self._package.xml(relation.target) if relation.kind == "drawing" else None
            for paragraph in root.iter(A + "p") if root is not None else ():
                words = "".join(one.text or "" for one in paragraph.iter(A + "t")).split()
                if words:
                    lines.append(Line(" ".join(words), len(words), style="text box"))
        return lines


class _SheetPage:
    """One sheet before it is laid out."""

    number: int | None = None

    def __init__(self, reader: SheetReader, place: int) -> None:
        self._reader = reader
        self._place = place
        self._page: Page | None = None

    def text(self) -> str:
        """Every line of every cell."""
        return self.layout().text()

    def layout(self) -> Page:
        """The page; read once."""
        if self._page is None:
            self._page = self._reader.read(self._place)
        return self._page


def _grid(sheet: _Sheet, table_n: int, limits: Limits) -> Grid | None:
    """The used range from column A, or None where the sheet is empty."""
    if not sheet.cells:
        return None
    spans, covered = _spans(sheet, limits)
    used = sorted(sheet.cells)
    # Blank rows between are rows too, unless the sheet is a few cells far apart.
    whole = range(used[0], used[-1] + 1)
    numbers = list(whole) if len(whole) <= 2 * len(used) + 100 else used
    columns = 1 + max(_widest(sheet), *(last for _, last in spans.values()), 0)
    rows = []
    for row_n in numbers:
        cells = sheet.cells.get(row_n, {})
        places = range(columns) if columns <= _FILLED_COLUMNS else sorted(cells)
        found = []
        for col in places:
            if (row_n, col) in covered:
                continue
            cell = cells.get(col) or Cell(col=col)
            if (row_n, col) in spans:
                last_row, last_col = spans[row_n, col]
                down = bisect_right(numbers, last_row) - bisect_left(numbers, row_n)
                cell = Cell(
                    cell.lines, col, last_col - col + 1, down, cell.words, fill=cell.fill, ink=cell.ink
                )
            found.append(cell)
        rows.append(Row(tuple(found), row_n=row_n))
    flags = tuple(
        flag for flag in sheet.flags if flag in ("hidden row", "hidden column", "text under a merge")
    )
    return Grid(Method.SHEET, tuple(rows), columns, table_n=table_n, flags=flags)


def _spans(
    sheet: _Sheet, limits: Limits
) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """Last row and column of each merge by its first cell, and the cells it covers, within the used range.

    A merge over cells that hold text of their own is left out: Excel hides such text, and it is in the file.
    """
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    last_used, widest = max(sheet.cells), _widest(sheet)
    for top, left, end, side in sheet.merges:
        bottom, right = min(end, last_used), min(side, max(widest, left))
        if top > last_used:
            continue
        if len(covered) + (right - left + 1) * (bottom - top + 1) > limits.cells:
            raise TooLarge(f"Merges of a sheet cover more than {limits.cells} cells: split the file.")
        under = {(row, col) for row in range(top, bottom + 1) for col in range(left, right + 1)} - {
            (top, left)
        }
        if any(_printed(sheet, row, col) for row, col in under):
            sheet.flags["text under a merge"] = None
        elif not under & covered and (top, left) not in covered:
            covered |= under
            spans[top, left] = bottom, right
    return spans, covered


def _printed(sheet: _Sheet, row: int, col: int) -> bool:
    cell = sheet.cells.get(row, {}).get(col)
    return cell is not None and bool(cell.lines)


def _widest(sheet: _Sheet) -> int:
    return max(max(cells) for cells in sheet.cells.values())


def _merge(element: Element, sheet: _Sheet, limits: Limits) -> None:
    first, _, last = element.get("ref", "").partition(":")
    start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
    if start is None or end is None:
        return
    if len(sheet.merges) >= limits.rows:
        raise TooLarge(f"A sheet has more than {limits.rows} merged cells: split the file.")
    sheet.merges.append((int(start[2]), _column(start[1]), int(end[2]), _column(end[1])))


def _column(letters: str) -> int:
    """`A` → 0, `AA` → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _runs_text(runs: Iterable[Element]) -> str:
    return "".join(one.text or "" for run in runs for one in named(run, "t"))


def _is_struck(run: Element) -> bool:
    mark = next(named(run, "rPr", "strike"), None)
    return mark is not None and mark.get("val", "1") not in ("0", "false")


def _unescape(text: str) -> str:
    """`_x000D_` and the like (§22.4.2.4, ST_Xstring); a lone half of a pair stays as it is."""

    def sign(match: regex.Match[str]) -> str:
        code = int(match[1], 16)
        return match[0] if 0xD800 <= code < 0xE000 or code == 0 else chr(code)

    return str(_ESCAPE.sub(sign, text)) if "_x" in text else text
