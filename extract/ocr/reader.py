"""PDFs whose pages are read with Tesseract where they hold no text."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.errors import PaperError
from extract.model import Box, Info, Item, Page
from extract.ocr.lines import find_rulings
from extract.ocr.picture import Picture, cut, drawn, grey_of
from extract.ocr.scans import FLAG, ScanReader
from extract.ocr.tesseract import missing
from extract.ocr.told import FAILED
from extract.pdf.engine import IMAGE, OpenPage, pdfium
from extract.pdf.reader import PdfPage, PdfReader
from extract.pdf.rulings import lattices
from extract.plan.labels import LabelReader

_SHARE = 0.1
"""Of the page: a picture pasted into text that is smaller holds no plan."""
_COVERED = 8
"""Words over a picture from which it is a background, or a scan with a text layer."""
_MOST = 8
"""Pictures looked at on one page of text."""
_DRAWN = 0.06
"""Share of a picture's dots that rulings cover at most; in grainy photographs every other dot is on one."""
_CELLS = 6
"""Ruled cells from which a picture pasted into text is read as a table; photographs and logos have none."""


class ScanningReader:
    """A PDF as pages, like `PdfReader`, with its pictures of pages and tables read; `extract.model.Reader`.

    Without Tesseract it is the PDF as it is, its scanned pages flagged with what to install.
    """

    def __init__(self, reader: PdfReader, labels: LabelReader | None = None) -> None:
        self._reader = reader
        self.info: Info = reader.info
        self.why = missing()
        self._scans = ScanReader(labels)

    def pages(self) -> Iterator[ScanningPage]:
        """The pages in order; taking the next one closes the one before."""
        for view in self._reader.pages():
            yield ScanningPage(self, view)

    def picture(self, number: int) -> Picture | None:
        """A page drawn, None where PDFium cannot load it."""
        page = self._reader.open_page(number)
        if page is None:
            return None
        try:
            return drawn(page.handle, page.width, page.height)
        finally:
            page.close()

    def large_pictures(self, number: int) -> list[Box]:
        """Where the pictures of a page stand that are large enough to hold a table, on the page as shown."""
        page = self._reader.open_page(number)
        if page is None:
            return []
        try:
            least = _SHARE * page.width * page.height
            boxes = [b for b in picture_boxes(page) if (b.x1 - b.x0) * (b.bottom - b.top) >= least]
        finally:
            page.close()
        return list(dict.fromkeys(boxes))[:_MOST]

    def scanned(self, page: Page) -> Page:
        """A page of a picture, read; as it was, with a flag that says why, where that fails."""
        if self.why is not None:
            return replace(page, flags=(*page.flags, FAILED + self.why))
        try:
            picture = self.picture(page.number or 0)
            return page if picture is None else self._scans.page(picture, page.number)
        except PaperError as error:
            return replace(page, flags=(*page.flags, FAILED + str(error)))

    def with_pictures(self, page: Page, boxes: Sequence[Box]) -> Page:
        """A page of text with the ruled tables on its pictures read."""
        if self.why is not None or not boxes:
            return page
        try:
            picture = self.picture(page.number or 0)
            parts = [cut(picture, box) for box in boxes] if picture is not None else []
            found = [self._scans.part(part, page.number) for part in parts if holds_table(part)]
        except PaperError as error:
            return replace(page, flags=(*page.flags, FAILED + str(error)))
        if not found:
            return page
        items = sorted([*page.items, *(item for items, _ in found for item in items)], key=_top)
        words = page.words + sum(count for _, count in found)
        return replace(page, items=tuple(items), words=words, flags=(*page.flags, FLAG))

    def close(self) -> None:
        """Give back what the file holds."""
        self._reader.close()


class ScanningPage:
    """One page before it is laid out; good until the next is taken."""

    def __init__(self, reader: ScanningReader, view: PdfPage) -> None:
        self.number = view.number
        self._reader, self._view = reader, view
        self._boxes: list[Box] | None = None

    def text(self) -> str:
        """Plain text; none where a picture may hold what the text does not say."""
        return "" if self._reader.why is None and self._pictures() else self._view.text()

    def layout(self) -> Page:
        """The page laid out in full, its pictures read."""
        boxes = self._pictures()  # before the layout, which may turn the page
        page = self._view.layout()
        return self._reader.scanned(page) if page.scanned else self._reader.with_pictures(page, boxes)

    def _pictures(self) -> list[Box]:
        """Pictures large enough to hold a table, with hardly a word over them."""
        if self._boxes is None:
            boxes = self._reader.large_pictures(self.number or 0)
            words = self._view.word_list() if boxes else []
            middles = [((w.x0 + w.x1) / 2, (w.top + w.bottom) / 2) for w in words]
            self._boxes = [
                b
                for b in boxes
                if sum(b.x0 < x < b.x1 and b.top < y < b.bottom for x, y in middles) < _COVERED
            ]
        return self._boxes


def picture_boxes(page: OpenPage) -> list[Box]:
    """Where a page's pictures stand, on the page as shown, cut to it."""
    sides = (ctypes.c_float * 4)()
    at = [ctypes.byref(sides, 4 * i) for i in range(4)]
    boxes = []
    for thing in page.things():
        if thing.kind == IMAGE and pdfium().FPDFPageObj_GetBounds(thing.handle, *at):
            x0, top, x1, bottom = thing.matrix.rect(*sides)
            boxes.append(Box(max(x0, 0.0), max(top, 0.0), min(x1, page.width), min(bottom, page.height)))
    return boxes


def holds_table(picture: Picture) -> bool:
    """Whether rulings on a picture part it into cells; asked before Tesseract is, which takes seconds."""
    rulings = find_rulings(grey_of(picture.rgb), picture.scale)
    if float(rulings.dots.mean()) > _DRAWN:
        return False
    tables = lattices(rulings.across, rulings.down)
    return any(len(t.xs) > 2 and len(t.regions) >= _CELLS for t in tables)


def _top(item: Item) -> tuple[float, float]:
    return (item.box.top, item.box.x0) if item.box is not None else (0.0, 0.0)
