"""Picture files as papers: a photographed or scanned page, saved as a picture."""

from __future__ import annotations

from collections.abc import Iterator

from extract.errors import PaperError, Unsupported
from extract.model import Info, Page
from extract.ocr.picture import frames, from_file, pixels
from extract.ocr.scans import ScanReader
from extract.ocr.tesseract import missing
from extract.ocr.told import FAILED
from extract.plan.labels import LabelReader

_SMALLEST = 400
"""Dots of the shorter side below which a picture is an icon or a logo: a page at 72 dpi has more."""


def open_picture(data: bytes, labels: LabelReader, *, read: bool) -> PictureReader:
    """The reader of a picture file; raises `Unsupported` for logos, `Damaged` or `TooLarge`."""
    if min(pixels(data)) < _SMALLEST:
        raise Unsupported("It is a picture too small to be a page.")
    return PictureReader(data, labels, read=read)


class PictureReader:
    """A picture file, one page for each picture in it; `extract.model.Reader`.

    Raises `Damaged` or `TooLarge`. Without `read` its pages are only said to be scans.
    """

    def __init__(self, data: bytes, labels: LabelReader | None = None, *, read: bool = False) -> None:
        self._data = data
        self.info = Info(pages=frames(data))
        self.why = missing() if read else None
        self._scans = ScanReader(labels) if read and self.why is None else None

    def pages(self) -> Iterator[PicturePage]:
        """The pictures in order."""
        for n in range(self.info.pages or 0):
            yield PicturePage(self, n)

    def page(self, index: int) -> Page:
        """Picture `index`, 0-based, as a page."""
        if self._scans is None:
            flags = (FAILED + self.why,) if self.why else ()
            return Page(items=(), words=0, number=index + 1, scanned=True, flags=flags)
        try:
            return self._scans.page(from_file(self._data, index), index + 1)
        except PaperError as error:
            return Page(items=(), words=0, number=index + 1, scanned=True, flags=(FAILED + str(error),))

    def close(self) -> None:
        """There is nothing to give back."""


class PicturePage:
    """One picture before it is read."""

    def __init__(self, reader: PictureReader, index: int) -> None:
        self.number: int | None = index + 1
        self._reader, self._index = reader, index

    def text(self) -> str:
        """None: it is a picture."""
        return ""

    def layout(self) -> Page:
        """The picture read, where it is to be."""
        return self._reader.page(self._index)
