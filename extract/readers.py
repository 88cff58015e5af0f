"""The reader for each format; which program or password a file needs before it can be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extract.errors import Damaged, Encrypted, Unsupported
from extract.formats import extension_of, human_name, paper_format, sniff
from extract.limits import Budget, Limits
from extract.model import Reader
from extract.plan.finder import PlanFinder

if TYPE_CHECKING:
    from extract.pdf.reader import PdfReader

# ruff: noqa: PLC0415 - each reader is imported by the first file that needs it: a run over plain PDFs loads
# neither lxml nor the dump's decoder.

_HOLDERS = frozenset({"zip", "eml", "msg", "mhtml", "tnef"})
"""Formats that hold files and no plan of their own."""
_OFFICE = frozenset({"doc", "odt", "rtf", "xls", "ods", "xlsb"})
"""Formats read through LibreOffice."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How papers are read."""

    limits: Limits = field(default_factory=Limits)
    passwords: tuple[str, ...] = ()
    ocr: bool = False
    """Whether pages that are pictures are read, with Tesseract: seconds a page."""
    helpers: int = 0
    """Processes that may help with one huge pack."""


def unlocked(data: bytes, fmt: str, name: str, options: ReadOptions, budget: Budget) -> tuple[bytes, str]:
    """The bytes without their Office password, and their format; PDFs are unlocked by their own reader.

    Raises `Encrypted` where none of the passwords fits.
    """
    from extract.container.passwords import decrypt_office, is_locked

    if not is_locked(data, fmt):
        return data, fmt
    data = decrypt_office(data, options.passwords, budget)
    return data, sniff(data, name)


def open_reader(  # noqa: PLR0911 - one line for each format
    data: bytes, fmt: str, name: str, finder: PlanFinder, options: ReadOptions
) -> Reader | None:
    """The reader for a format, or None where the format only holds other files. `finder` is what takes in its
    pages.

    Raises `PaperError`: `Unsupported` with a sentence on what to do where the format is not read.
    """
    if fmt == "pdf":
        pdf = _open_pdf(data, finder, options)
        finder.page_of = lambda number: pdf.page(number).layout()
        return _with_scans(pdf, finder, options)
    if fmt == "docx":
        from extract.word.reader import WordReader

        return WordReader(data, options.limits)
    if fmt == "xlsx":
        from extract.sheet import SheetReader

        return SheetReader(data, options.limits)
    if fmt == "txt":
        from extract.dump.reader import DumpReader

        return DumpReader(data, finder.lexicon, options.limits)
    if fmt in _OFFICE:
        from extract.office import open_office

        return open_office(data, f".{fmt}", options.limits)
    if fmt in _HOLDERS:
        return None
    if fmt == "image":
        from extract.ocr.pictures import open_picture

        return open_picture(data, finder.labels, read=options.ocr)
    if fmt == "empty":
        raise Damaged("The file is empty; ask for it again.")
    claimed = extension_of(name)
    if fmt == "other" and paper_format(claimed) != "other":
        raise Damaged(
            f"Its bytes are not those of a .{claimed} file: it is broken or misnamed. Ask for it again."
        )
    what = human_name(fmt, name)
    raise Unsupported(
        f"This is {_article(what)} {what}, which is not read; save it as PDF or Word and put that beside it."
    )


def _article(noun: str) -> str:
    """`a web page`, `an Excel sheet`, `an XML file`."""
    spelt_out = noun[:2].isupper() and noun[0] in "AEFHILMNORSX"
    return "an" if spelt_out or (noun[0] in "aeiouAEIO" and not noun[:2].isupper()) else "a"


def _with_scans(reader: PdfReader, finder: PlanFinder, options: ReadOptions) -> Reader:
    if not options.ocr:
        return reader
    from extract.ocr.reader import ScanningReader

    return ScanningReader(reader, finder.labels)


def _open_pdf(data: bytes, finder: PlanFinder, options: ReadOptions) -> PdfReader:
    """Open with no password first, then with each one given; the last refusal where none fits."""
    from extract.pdf.reader import PdfReader

    for password in (None, *options.passwords[:-1]):
        try:
            return PdfReader(data, password, options.limits, finder, options.helpers)
        except Encrypted:
            if not options.passwords:
                raise
    return PdfReader(data, options.passwords[-1], options.limits, finder, options.helpers)
