"""The PDF reader: pages of words, rulings and tags as the page model of `extract.model`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from extract.errors import TooLarge
from extract.limits import Limits
from extract.model import Grid, Info, Page
from extract.pdf.ahead import WORTH, Ahead
from extract.pdf.assemble import Drawn, Parts, assemble, in_order
from extract.pdf.before import Before
from extract.pdf.engine import TEXT, Document, OpenPage, Thing
from extract.pdf.glyphs import PageWords
from extract.pdf.grids import Cells, place
from extract.pdf.loose import is_loose, may_be_loose, may_lack_borders, split
from extract.pdf.paths import Drawing, read_drawing
from extract.pdf.rulings import Lattice, cells_by_row, lattices
from extract.pdf.runs import UPRIGHT
from extract.pdf.shaded import edges, holds_rows
from extract.pdf.spacing import Spacer
from extract.pdf.tags import NO_TAGS, Tags, read_tags, table_rows
from extract.pdf.turned import direction, turned_back, uprighting
from extract.pdf.verify import Verdict, bears_out, compare, is_neat, places
from extract.pdf.words import Word, counted, with_watermarks

if TYPE_CHECKING:
    from extract.plan.finder import PlanFinder

_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?")


class PdfReader:
    """A PDF as pages; `extract.model.Reader`. Opens with the empty user password where there is one.

    With the `finder` that its pages go to, tables without vertical rules are found too, by labels, and the
    tag tree is asked only of pages whose rows do not say themselves how they go on. `helpers` are processes
    that may read the plain text of a huge file's pages beside this one. Raises `Encrypted`, `Unsupported` or
    `Damaged` with a sentence for the paper's owner.
    """

    def __init__(
        self,
        data: bytes,
        password: str | None = None,
        limits: Limits | None = None,
        finder: PlanFinder | None = None,
        helpers: int = 0,
    ) -> None:
        self._limits = limits or Limits()
        self.spacer = Spacer(finder.labels) if finder is not None else None
        self._document = Document(data, password)
        self._bytes, self._password = data, password
        if self._document.pages > self._limits.pages:
            self._document.close()
            raise TooLarge(
                f"It says that it has {self._document.pages:,} pages, more than {self._limits.pages:,}: "
                "split the PDF, or print it anew."
            )
        self.info = Info(
            title=self._document.meta("Title"),
            created=pdf_date(self._document.meta("CreationDate")),
            modified=pdf_date(self._document.meta("ModDate")),
            producer=self._document.meta("Producer"),
            pages=self._document.pages,
            listed=self._document.listed,
        )
        self.tagged = self._document.tagged
        self._ahead: Ahead | None = None
        if helpers and self._document.pages >= WORTH:
            self._ahead = Ahead(data, password, self._limits, helpers)
        self._open: PdfPage | None = None
        self.before = Before()
        self._finder = finder

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

    def text_ahead(self, number: int) -> str | None:
        """A page's plain text where a helper has read it."""
        return self._ahead.text(number) if self._ahead is not None else None

    def second_opinion(self, number: int) -> Page:
        """A page that PDFium cannot open, as pdfplumber reads it; empty and flagged where neither can."""
        from extract.pdf.second import second_opinion  # noqa: PLC0415 - slow to load and rarely needed

        found = second_opinion(self._bytes, number, self._password)
        return found or Page(items=(), words=0, number=number, flags=("page damaged",))

    def rows_before(self, number: int) -> frozenset[tuple[int, ...]]:
        """The tagged rows with content on the page before, read from it where they are not known."""
        known = self.before.rows(number)
        if known is not None:
            return known
        page = self.open_page(number - 1) if number > 1 else None
        if page is None:
            return frozenset()
        try:
            return table_rows(read_tags(page, spans=False))
        finally:
            page.close()

    def tells_itself(self, number: int, grids: Sequence[Grid]) -> bool:
        """Whether a page's one table is known to say itself how its rows go on."""
        return self._finder is not None and len(grids) == 1 and self._finder.tells_itself(number, grids[0])

    def _close_page(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def close(self) -> None:
        """Give back what the file holds."""
        self._close_page()
        if self._ahead is not None:
            self._ahead.close()
        self._document.close()


class PdfPage:
    """One page before it is laid out; good until the next is taken."""

    def __init__(self, reader: PdfReader, number: int) -> None:
        self.number: int | None = number
        self._reader = reader
        self._loaded: OpenPage | None = None
        self._asked = False
        self._things: list[Thing] | None = None
        self._drawing: Drawing | None = None
        self._words: PageWords | None = None
        self._lattices: list[Lattice] | None = None
        self._ruled: list[Lattice] | None = None
        """The grids by rulings alone, where shading gave others."""
        self._tags: Tags | None = None
        self._unreadable: bool | None = None

    @property
    def _page(self) -> OpenPage | None:
        """PDFium's page, loaded when it is first needed; None where it cannot be loaded."""
        if not self._asked:
            self._asked, self._loaded = True, self._reader.open_page(self.number or 0)
        return self._loaded

    def text(self) -> str:
        """Plain text in stream order, lines ended by newline; none where its letters have no meaning."""
        ahead = self._reader.text_ahead(self.number or 0)
        if ahead is not None:
            return ahead
        if self._page is None or self.unreadable():
            return ""
        return (
            self._page.string()
            .replace("\r\n", "\n")
            .replace("\x02", "-\n")
            .replace("\xad", "-")
            .replace("\0", "")
        )

    def unreadable(self) -> bool:
        """There is text, and its fonts do not say which letters they draw: only a picture of it helps."""
        if self._unreadable is None:
            self._unreadable = self._page is not None and self._page.unreadable()
        return self._unreadable

    def things(self) -> list[Thing]:
        """The page's objects."""
        if self._things is None:
            self._things = self._page.things() if self._page else []
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
        return self._read_words(self._page, None, self.tags() or NO_TAGS).words if self._page else []

    def pieces(self) -> PageWords | None:
        """The page's words, those of one line in one ruled cell together."""
        return self._pieces(self._page) if self._page is not None else None

    def _pieces(self, page: OpenPage) -> PageWords:
        if self._words is None:
            cells = Cells(self.lattices()) if self.lattices() else None
            self._words = self._read_words(page, cells, self.tags() or NO_TAGS)
        return self._words

    def lattices(self) -> list[Lattice]:
        """The page's ruled grids."""
        if self._lattices is None:
            drawing = self.drawing()
            self._lattices = ruled = lattices(drawing.across, drawing.down)
            if drawing.fills and not self._reader.tagged and (not ruled or any(map(may_lack_borders, ruled))):
                across, down = edges(drawing.fills, drawing.down)
                if across:
                    self._ruled = ruled
                    self._lattices = lattices([*drawing.across, *across], [*drawing.down, *down])
        return self._lattices

    def tags(self) -> Tags | None:
        """The tag tree's part on this page, in brief where rulings may say the rest; None where the file has
        none."""
        if self._tags is None and self._page is not None and self._reader.tagged:
            grids = self.lattices()
            ruled = cells_by_row(grids[0]) if len(grids) == 1 else ()
            self._tags = read_tags(self._page, spans=not grids, ruled=ruled) or NO_TAGS
        return self._tags

    def spanned(self) -> Tags:
        """As `tags`, with the spans of cells that no rulings show."""
        if self.lattices() and self._page is not None and self._reader.tagged:
            return read_tags(self._page) or NO_TAGS
        return self.tags() or NO_TAGS

    def _read_words(self, page: OpenPage, cells: Cells | None, tags: Tags | None) -> PageWords:
        """The page's words; `tags` None: the tree is not asked yet."""
        texts = {thing.address: thing for thing in self.things() if thing.kind == TEXT}
        covered = self.drawing().pictures / max(1.0, page.width * page.height)
        owner = tags.owner if tags is not None else None
        read = PageWords(page, texts, owner, keep_invisible=covered > 0.5, cells=cells)
        if 2 * sum([word[5][5] for word in read.words]) > len(read.words):
            read.words = unmarked(read.words)
        read.words = with_watermarks(read.words)
        return read

    def layout(self) -> Page:
        """The page laid out in full."""
        page, number = self._page, self.number or 0
        if page is None:
            return self._reader.second_opinion(number)
        if self._reader.spacer is not None:
            self._reader.spacer.at(number)
        return self._untold(page) or self._told(page)

    def _untold(self, page: OpenPage) -> Page | None:
        """The page without its tag tree, where the tree bore out this table's rulings on the page before, and
        could say nothing here that the table does not show."""
        ruled = self.lattices()
        if not self._reader.before.is_borne_out(self.number or 0, ruled):
            return None
        read = self._read_words(page, Cells(ruled), None)
        made = self._of_rulings(page, read, ruled) if direction(read.words) == UPRIGHT else None
        if made is None and (self.tags() or NO_TAGS).brief:
            self._words = read  # as they would be read again
        return made

    def _of_rulings(self, page: OpenPage, read: PageWords, ruled: Sequence[Lattice]) -> Page | None:
        verdicts, outside = judged(read.words, ruled, NO_TAGS)
        if self.drawing().left_out or not is_neat(ruled[0], verdicts[0].parts, outside):
            return None
        drawn = Drawn(ruled, verdicts, outside, self.drawing().fills, page.width * page.height)
        parts = assemble(read, drawn, NO_TAGS, frozenset(), self.spanned)
        if not self._reader.tells_itself(self.number or 0, parts[0]):
            return None
        self._reader.before.bear_out(self.number or 0, ruled[0])
        return self._made(page, read, parts, NO_TAGS)

    def _told(self, page: OpenPage) -> Page:
        """The page with all that its tag tree says."""
        read, number = self._pieces(page), self.number or 0
        width, height = page.width, page.height
        way = direction(read.words)
        if way != UPRIGHT:
            page.turn(uprighting(way, width, height))
            self._things = self._drawing = self._words = self._lattices = self._ruled = None
            read = self._pieces(page)
        tags = self.tags() or NO_TAGS
        ruled = self.lattices()
        verdicts, outside = judged(read.words, ruled, tags)
        if tags.brief:
            if len(ruled) == 1 and bears_out(ruled[0], verdicts[0], outside, tags):
                self._reader.before.bear_out(number, ruled[0])
            else:
                self._tags, self._words = read_tags(page, spans=not ruled) or NO_TAGS, None
                read, tags = self._pieces(page), self._tags
                verdicts, outside = judged(read.words, ruled, tags)
        if self._ruled is not None and not all(map(holds_rows, ruled, [v.parts for v in verdicts])):
            ruled, self._lattices, self._ruled, self._words = self._ruled, self._ruled, None, None
            read = self._pieces(page)
            verdicts, outside = judged(read.words, ruled, tags)
        before = self._reader.rows_before(number) if tags.tables else frozenset()
        self._reader.before.keep_rows(number, table_rows(tags))
        if self._reader.spacer is not None and not tags.tables and may_be_loose(ruled, counted(read.words)):
            parts = [verdict.parts for verdict in verdicts]
            ruled = self._tight(read, self._reader.spacer, parts, outside)
            verdicts, outside = judged(read.words, ruled, tags)
        drawn = Drawn(ruled, verdicts, outside, self.drawing().fills, width * height)
        made = self._made(page, read, assemble(read, drawn, tags, before, self.spanned), tags)
        if way == UPRIGHT:
            return made
        items = turned_back(made.items, way, width, height)
        width, height = round(width, 2), round(height, 2)
        return replace(made, items=items, width=width, height=height, flags=(*made.flags, "turned"))

    def _made(self, page: OpenPage, read: PageWords, parts: Parts, tags: Tags) -> Page:
        """The page of its grids, and of the lines that stand in none of them."""
        grids, rest, flags = parts
        drawing = self.drawing()
        if drawing.left_out:
            flags = (*flags, "drawing left out")
        if self._reader.spacer is not None:
            spaced, rest = self._reader.spacer.grids(rest, drawing, grids)
            grids += spaced
        words = counted(read.words)
        return Page(
            items=in_order(grids, rest, tags),
            words=words,
            number=self.number,
            width=round(page.width, 2),
            height=round(page.height, 2),
            scanned=self.unreadable()
            or is_scan(words, drawing.pictures / max(1.0, page.width * page.height)),
            flags=flags,
        )

    def _tight(
        self, read: PageWords, spacer: Spacer, inside: list[Sequence[Sequence[Word]]], outside: list[Word]
    ) -> list[Lattice]:
        """The page's grids as far as their rulings part cells: without those whose words make a table by
        their spacing, and rows cut into the columns that others have."""
        ruled = self.lattices()
        shaded = self._ruled is not None
        loose = [k for k, parts in enumerate(inside) if not shaded and is_loose(ruled[k], parts, outside)]
        words = [word for k in loose for part in inside[k] for word in part]
        rows = sum(len(ruled[k].ys) - 1 for k in loose)
        if loose and spacer.rows_of(read.singly([*outside, *words]), self.drawing()) <= rows:
            loose = []
        return [split(ruled[k], parts) for k, parts in enumerate(inside) if k not in loose]

    def close(self) -> None:
        """Give the page's objects back."""
        if self._loaded is not None:
            self._loaded.close()
        self._asked, self._loaded = True, None
        self._things = self._drawing = self._words = self._tags = self._lattices = self._ruled = None


def judged(words: Sequence[Word], ruled: Sequence[Lattice], tags: Tags) -> tuple[list[Verdict], list[Word]]:
    """Words by ruled grid, and what the tree says of each; and the words that stand in none."""
    inside, outside = place(words, ruled)
    where = places(tags) if ruled else {}
    return [compare(grid, parts, tags, where) for grid, parts in zip(ruled, inside, strict=True)], outside


def unmarked(words: list[Word]) -> list[Word]:
    """Words without their artifact marks: some producers mark everything on a page as artifact, and a page
    is not all furniture."""
    return [word._replace(run=word.run._replace(artifact=False)) for word in words]


def is_scan(words: int, covered: float) -> bool:
    """A picture of a page: images cover most of it and no text to speak of stands over them. A stamped page
    number or classification is none."""
    return covered > 0.5 and words < 8


def pdf_date(text: str | None) -> date | None:
    """The day of a PDF date string (PDF 32000-1 §7.9.4), None where it is no date."""
    match = _DATE.match(text or "")
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None
