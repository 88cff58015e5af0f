"""Files attached to a PDF: its name tree (also a portfolio's) and the pins on its pages."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from ctypes import c_ulong, create_string_buffer
from functools import partial

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extract.container.found import Found, Payload
from extract.errors import Damaged, Encrypted, TooLarge
from extract.limits import Budget

_OBJECT_STREAM = b"/ObjStm"
_STREAM = re.compile(rb"stream\r?\n")
_PIN = b"/FileAttachment"
_PAGES_WITHOUT_HINT = 200
"""Pages of a file looked through for pins where its objects cannot be read from outside."""
_UNPACKED_FOR_HINT = 128 << 20
"""Bytes of packed objects searched for the word; a 500-page pack has some 20 MB."""


def inside_pdf(data: bytes, budget: Budget, passwords: Sequence[str] = ()) -> Iterator[Found]:
    """Files in the `EmbeddedFiles` name tree (PDF 32000-1 §7.11.4), then those of `FileAttachment`
    annotations (§12.5.6.15), page by page."""
    document = _opened(data, passwords)
    try:
        for n in range(document.count_attachments()):
            handle = pdfium_c.FPDFDoc_GetAttachment(document, n)
            fallback = partial(_fallback_listed, data, n, budget)
            yield Found(load=partial(_load, handle, budget, fallback), name=_name(handle))
        if has_pins(data, len(document)):
            yield from _pins(document, data, budget)
    finally:
        document.close()


def _opened(data: bytes, passwords: Sequence[str]) -> pdfium.PdfDocument:
    """The document, by the first password that opens it; raises `Encrypted` or `Damaged`."""
    for password in (None, *passwords):
        try:
            return pdfium.PdfDocument(data, password=password)
        except pdfium.PdfiumError as error:
            if error.err_code != pdfium_c.FPDF_ERR_PASSWORD:
                raise Damaged("The PDF is broken and cannot be opened. Ask for it again.") from error
    raise Encrypted("The PDF is locked with a password. Give it with --password, or ask for an open copy.")


def _load(handle: pdfium_c.FPDF_ATTACHMENT, budget: Budget, fallback: Callable[[], bytes]) -> Payload:
    """The attached file's bytes; raises `Damaged` or `TooLarge`."""
    length = c_ulong()
    if not handle or not pdfium_c.FPDFAttachment_GetFile(handle, None, 0, length):
        return Payload(fallback())
    if length.value > budget.room():
        raise TooLarge(
            "The attached file is larger than is allowed. Save it out of the PDF and read it alone."
        )
    buffer = create_string_buffer(length.value or 1)
    if length.value and not pdfium_c.FPDFAttachment_GetFile(handle, buffer, length.value, length):
        return Payload(fallback())
    return Payload(buffer.raw[: length.value])


def _fallback_listed(data: bytes, index: int, budget: Budget) -> bytes:
    from extract.container.pdf_fallback import listed_file  # noqa: PLC0415 - pdfminer is slow to load, rarely used

    return listed_file(data, index, budget.room())


def _fallback_pinned(data: bytes, page: int, annotation: int, budget: Budget) -> bytes:
    from extract.container.pdf_fallback import pinned_file  # noqa: PLC0415 - as above

    return pinned_file(data, page, annotation, budget.room())


def _name(handle: pdfium_c.FPDF_ATTACHMENT) -> str | None:
    if not handle:
        return None
    length = pdfium_c.FPDFAttachment_GetName(handle, None, 0)
    if not 2 < length < 65536:
        return None
    buffer = (pdfium_c.FPDF_WCHAR * (length // 2))()
    pdfium_c.FPDFAttachment_GetName(handle, buffer, length)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\x00") or None


def has_pins(data: bytes, pages: int) -> bool:
    """Whether any page can have a file pinned to it, without opening the pages of a large pack: the name
    stands in the file's bytes or in one of its packed object streams."""
    if _PIN in data:
        return True
    if b"/Encrypt" in data[-4096:] or b"/Encrypt" in data[:4096]:
        return pages <= _PAGES_WITHOUT_HINT
    unpacked, at = 0, -1
    while (at := data.find(_OBJECT_STREAM, at + 1)) >= 0:
        start = _STREAM.search(data, at, at + 1024)
        objects = _inflated(data, start.end()) if start else b""
        unpacked += len(objects)
        if _PIN in objects:
            return True
        if unpacked > _UNPACKED_FOR_HINT:
            return pages <= _PAGES_WITHOUT_HINT
    return False


def _inflated(data: bytes, at: int) -> bytes:
    """A Flate stream's first 4 MB, as far as it can be read."""
    try:
        return zlib.decompressobj().decompress(data[at : at + (1 << 20)], 4 << 20)
    except zlib.error:
        return b""


def _pins(document: pdfium.PdfDocument, data: bytes, budget: Budget) -> Iterator[Found]:
    for number in range(len(document)):
        page = pdfium_c.FPDF_LoadPage(document, number)
        if not page:
            continue
        try:
            for n in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
                annotation = pdfium_c.FPDFPage_GetAnnot(page, n)
                try:
                    if pdfium_c.FPDFAnnot_GetSubtype(annotation) == pdfium_c.FPDF_ANNOT_FILEATTACHMENT:
                        handle = pdfium_c.FPDFAnnot_GetFileAttachment(annotation)
                        fallback = partial(_fallback_pinned, data, number, n, budget)
                        load = partial(_load, handle, budget, fallback)
                        yield Found(load=load, name=_name(handle), near=f"page {number + 1}")
                finally:
                    pdfium_c.FPDFPage_CloseAnnot(annotation)
        finally:
            pdfium_c.FPDF_ClosePage(page)
