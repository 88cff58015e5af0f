"""A Word file as one page without a number: its paragraphs and tables in document order."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from contextlib import contextmanager

from extract.errors import TooLarge, Unsupported
from extract.limits import Limits
from extract.model import Grid, Item, Line, Page
from extract.ooxml import A, Element, Package, R, W
from extract.word.numbering import Numbering
from extract.word.settle import choose_alternatives, settle
from extract.word.styles import Styles, numbering_of
from extract.word.table import is_layout, layout_cells, read_table
from extract.word.text import Text, mark_is, paragraph_text, style_of

_NOTE_MARKS = ("separator", "continuationSeparator", "continuationNotice")


class WordReader:
    """Reads `.docx`, `.docm`, `.dotx` and `.dotm`, transitional and strict (ISO/IEC 29500).

    Raises `Damaged`, `Encrypted`, `TooLarge` or `Unsupported`, when made or when the page is laid out.
    """

    def __init__(self, data: bytes, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._package = Package(data, self._limits)
        self._main = self._package.main_part()
        root = self._package.xml(self._main)
        body = root.find(W + "body") if root is not None else None
        if root is None or root.tag != W + "document" or body is None:
            raise Unsupported("It is an Office file of another kind than Word: check its name.")
        self._root, self._body = root, body
        self.info = self._package.info()

    def pages(self) -> Iterator[_WordPage]:
        """The one page there is."""
        yield _WordPage(self)

    def close(self) -> None:
        """Give back the package."""
        self._package.close()

    def read(self) -> Page:
        """The whole file laid out."""
        return _Reading(self._package, self._main, self._root, self._limits).page(self._body)


class _WordPage:
    """The page a Word file is."""

    number: int | None = None

    def __init__(self, reader: WordReader) -> None:
        self._reader = reader
        self._page: Page | None = None

    def text(self) -> str:
        """Every line of it."""
        return self.layout().text()

    def layout(self) -> Page:
        """The page; read once."""
        if self._page is None:
            self._page = self._reader.read()
        return self._page


class _Reading:
    """One pass over a file: what must be counted in document order is counted here."""

    def __init__(self, package: Package, main: str, root: Element, limits: Limits) -> None:
        self.limits = limits
        self.words = 0
        self._package = package
        self._root = root
        self._rows = self._cells = self._tables = self._characters = 0
        self._flags: list[str] = []
        self._relations = package.relations(main)
        parts = {relation.kind: relation.target for relation in self._relations.values()}
        folder = posixpath.dirname(main)

        def part(kind: str, name: str) -> Element | None:
            root = package.xml(parts.get(kind, posixpath.join(folder, name)))
            if root is not None:
                choose_alternatives(root)
            return root

        self._parts = parts
        self.styles = Styles(part("styles", "styles.xml"), package.theme(parts.get("theme")))
        self._numbering = Numbering(part("numbering", "numbering.xml"), self.styles)

    def page(self, body: Element) -> Page:
        """Headers, the body, notes and footers, each text once."""
        self._settle(self._root)
        items = [*self._furniture("header"), *self._items(body, depth=1)]
        items += self._notes("footnotes", "footnote")
        items += self._notes("endnotes", "endnote")
        items += self._furniture("footer")
        flags = dict.fromkeys(
            [*self._flags, *(flag for item in items if isinstance(item, Grid) for flag in item.flags)]
        )
        return Page(items=tuple(items), words=self.words, flags=tuple(flags))

    def blocks(self, container: Element, *, quiet: bool = False) -> Iterator[Text | Element]:
        """Paragraphs read and tables as they are, in document order.

        A paragraph whose mark is deleted prints in one with the next (ECMA-376 part 1 §17.13.5.15).
        `quiet`: a cell hidden under a merge prints no number for an empty paragraph.
        """
        held: Text | None = None
        for element in _block_elements(container):
            if element.tag == W + "tbl":
                if held is not None:
                    self._count(held)
                    yield held
                    held = None
                yield element
                continue
            text = self._paragraph(element, quiet=quiet)
            if held is not None:
                held.take(text)
                text, held = held, None
            if mark_is(element, "del"):
                held = text
                continue
            self._count(text)
            yield text
        if held is not None:
            self._count(held)
            yield held

    @contextmanager
    def story(self, name: str) -> Iterator[None]:
        """Number what is read meanwhile apart from the rest."""
        before, self._numbering.story = self._numbering.story, name
        try:
            yield
        finally:
            self._numbering.story = before

    def spend(self, rows: int, cells: int) -> None:
        """Count rows and cells against the limits."""
        self._rows += rows
        self._cells += cells
        if self._rows > self.limits.rows or self._cells > self.limits.cells:
            raise TooLarge(
                f"Its tables have more than {self.limits.rows} rows or {self.limits.cells} cells: "
                "split the file."
            )

    def _count(self, text: Text) -> None:
        lines = text.lines()
        self.words += sum(len(line.split()) for line in lines)
        self._characters += sum(map(len, lines))
        if self._characters > self.limits.characters:
            raise TooLarge(f"It prints more than {self.limits.characters >> 20} MB of text: split the file.")

    def _paragraph(self, element: Element, *, quiet: bool) -> Text:
        if element.tag == A + "p":
            return Text(parts=["".join(text.text or "" for text in element.iter(A + "t"))])
        text = paragraph_text(element, self.styles)
        properties = element.find(W + "pPr")
        style_id = style_of(element, self.styles)
        empty = not text.lines()
        text.style = self.styles.name(style_id)
        if empty and (quiet or mark_is(element, "vanish") or mark_is(element, "del")):
            return text
        mark = self._numbering.mark(numbering_of(properties), style_id)
        # A bullet with nothing after it says nothing; a number alone may be a plan's URN.
        if mark and not (empty and not any(letter.isalnum() for letter in mark)):
            text.parts.insert(0, mark)
        return text

    def _items(self, container: Element, depth: int) -> Iterator[Item]:
        if depth > self.limits.nesting:
            raise TooLarge(
                f"Tables and boxes stand {depth} deep within each other: no paper a person wrote does."
            )
        for block in self.blocks(container):
            if isinstance(block, Text):
                yield from _lines(block)
                for box in block.boxes:
                    with self.story("boxes"):
                        yield from self._items(box, depth + 1)
            elif is_layout(block):
                for cell in layout_cells(block):
                    yield from self._items(cell, depth + 1)
            else:
                grid = self._grid(block)
                if grid.rows:
                    yield grid

    def _grid(self, table: Element) -> Grid:
        self._tables += 1
        return read_table(table, self, self._tables)

    def _settle(self, root: Element) -> None:
        self._flags += settle(root)

    def _furniture(self, kind: str) -> Iterator[Line]:
        """Lines of the headers or footers that sections refer to, each different one once."""
        names: dict[str, None] = {}
        for reference in self._root.iter(f"{W}{kind}Reference"):
            relation = self._relations.get(reference.get(R + "id", ""))
            if relation is not None and not relation.external:
                names[relation.target] = None
        seen: set[tuple[str, ...]] = set()
        for name in names:
            root = self._package.xml(name)
            if root is None:
                continue
            self._settle(root)
            before = self.words
            with self.story("furniture"):
                lines = list(self._flat(root, depth=1))
            texts = tuple(line.text for line in lines)
            if texts in seen:
                self.words = before
                continue
            seen.add(texts)
            yield from lines

    def _flat(self, container: Element, depth: int, *, furniture: bool | None = True) -> Iterator[Line]:
        """Every paragraph as a line, those in tables too."""
        if depth > self.limits.nesting:
            raise TooLarge(
                f"Tables and boxes stand {depth} deep within each other: no paper a person wrote does."
            )
        for block in self.blocks(container):
            if isinstance(block, Text):
                yield from _lines(block, furniture=furniture)
                for box in block.boxes:
                    yield from self._flat(box, depth + 1, furniture=furniture)
            else:
                for cell in layout_cells(block):
                    yield from self._flat(cell, depth + 1, furniture=furniture)

    def _notes(self, kind: str, tag: str) -> Iterator[Line]:
        """Text of the notes that are referred to, after the body as they print."""
        used = {element.get(W + "id") for element in self._root.iter(f"{W}{tag}Reference")}
        root = self._package.xml(self._parts[kind]) if used and kind in self._parts else None
        if root is None:
            return
        self._settle(root)
        for note in root.iterchildren(W + tag):
            if note.get(W + "type") not in _NOTE_MARKS and note.get(W + "id") in used:
                with self.story(kind):
                    yield from self._flat(note, depth=1, furniture=None)


def _block_elements(container: Element) -> Iterator[Element]:
    """Paragraphs and tables, also within elements this reader does not know."""
    for child in container:
        if child.tag in (W + "p", W + "tbl", A + "p"):
            yield child
        elif child.tag not in (W + "tcPr", W + "sectPr", A + "bodyPr", A + "lstStyle"):
            yield from _block_elements(child)


def _lines(text: Text, *, furniture: bool | None = None) -> Iterator[Line]:
    joined = " ".join(text.lines())
    if joined:
        yield Line(
            text=joined,
            words=len(joined.split()),
            size=text.size(),
            bold=text.bold == {True} if text.bold else None,
            style=text.style,
            furniture=furniture,
        )
