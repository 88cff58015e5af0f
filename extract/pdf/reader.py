"""The PDF reader: pages of words, rulings and tags as the page model of `extract.model`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from extract.model import Info, Item, Page
from extract.pdf.engine import TEXT, Document, Limits, OpenPage, Thing
from extract.pdf.grids import place, region_fills, ruled_grid
from extract.pdf.paths import Drawing, read_drawing
from extract.pdf.rulings import Lattice, lattices
from extract.pdf.words import Word, as_line, printed_lines, read_words

_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?")


class PdfReader:
    """A PDF as pages; `extract.model.Reader`. Opens with the empty user password where there is one.

    Raises `Encrypted`, `Unsupported` or `Damaged` with a sentence for the paper's owner.
    """

    def __init__(self, data: bytes, password: str | None = None, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._document = Document(data, password)
        self.info = Info(
            title=self._document.meta("Title"),
            created=pdf_date(self._document.meta("CreationDate")),
            modified=pdf_date(self._document.meta("ModDate")),
            producer=self._document.meta("Producer"),
            pages=self._document.pages,
        )
        self._open: PdfPage | None = None

    def pages(self) -> Iterator[PdfPage]:
        """The pages in order; taking the next one closes the one before."""
        for index in range(self._document.pages):
            yield self.page(index + 1)
        self._close_page()

    def page(self, number: int) -> PdfPage:
        """Page `number`, 1-based; any page open before is closed."""
        self._close_page()
        self._open = PdfPage(self, number)
        return self._open

    def open_page(self, number: int) -> OpenPage | None:
        """PDFium's page, None where it cannot be loaded."""
        return self._document.page(number - 1, self._limits)

    def _close_page(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def close(self) -> None:
        """Give back what the file holds."""
        self._close_page()
        self._document.close()


class PdfPage:
    """One page before it is laid out; good until the next is taken."""

    def __init__(self, reader: PdfReader, number: int) -> None:
        self.number: int | None = number
        self._reader = reader
        self._page = reader.open_page(number)
        self._things: list[Thing] | None = None
        self._drawing: Drawing | None = None
        self._words: list[Word] | None = None

    def text(self) -> str:
        """Plain text in stream order, lines ended by newline."""
        if self._page is None:
            return ""
        return (
            self._page.string()
            .replace("\r\n", "\n")
            .replace("\x02", "-\n")
            .replace("\xad", "-")
            .replace("\0", "")
        )

    def things(self) -> list[Thing]:
        """The page's objects."""
        if self._things is None:
            self._things = list(self._page.things()) if self._page else []
        return self._things

    def drawing(self) -> Drawing:
        """Rulings and fills."""
        if self._drawing is None:
            self._drawing = (
                read_drawing(self._page, self.things()) if self._page else Drawing([], [], [], 0.0)
            )
        return self._drawing

    def word_list(self) -> list[Word]:
        """Every word of the page, in stream order, before anything is placed."""
        if self._words is None:
            self._words = self._read_words({}) if self._page else []
        return self._words

    def _read_words(self, owner: dict[int, int]) -> list[Word]:
        assert self._page is not None
        texts = {thing.handle.value or 0: thing for thing in self.things() if thing.kind == TEXT}
        covered = self.drawing().pictures / max(1.0, self._page.width * self._page.height)
        return read_words(self._page, texts, owner, keep_invisible=covered > 0.5)

    def layout(self) -> Page:
        """The page laid out in full."""
        if self._page is None:
            return Page(items=(), words=0, number=self.number, flags=("page damaged",))
        words = self.word_list()
        drawing = self.drawing()
        area = self._page.width * self._page.height
        ruled = lattices(drawing.across, drawing.down)
        inside, outside = place(words, ruled)
        items: list[Item] = []
        for lattice, parts in zip(ruled, inside, strict=True):
            if is_table(lattice, parts):
                items.append(ruled_grid(lattice, parts, region_fills(lattice, drawing.fills, area)))
            else:
                outside.extend(word for part in parts for word in part)
        items.extend(as_line(line) for line in printed_lines(outside))
        return Page(
            items=tuple(sorted(items, key=_top)),
            words=len(words),
            number=self.number,
            width=round(self._page.width, 2),
            height=round(self._page.height, 2),
            scanned=len(words) < 5 and drawing.pictures > 0.5 * area,
        )

    def close(self) -> None:
        """Give the page's objects back."""
        if self._page is not None:
            self._page.close()
            self._page = None
        self._things = self._drawing = self._words = None


def is_table(lattice: Lattice, words: Sequence[Sequence[Word]]) -> bool:
    """Two columns or more, and words in it: frames around text and boxes of a chart are no table."""
    return len(lattice.xs) > 2 and sum(map(len, words)) > 0


def _top(item: Item) -> tuple[float, float]:
    return (item.box.top, item.box.x0) if item.box is not None else (0.0, 0.0)


def pdf_date(text: str | None) -> date | None:
    """The day of a PDF date string (PDF 32000-1 §7.9.4), None where it is no date."""
    match = _DATE.match(text or "")
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None
