"""Files in a PDF that PDFium lists and cannot hand over.

PDFium asks for the file under the key its name stands under; Foxit writes the name under `UF` and the
file under `F`.
"""

from __future__ import annotations

import io
import logging
import struct
import zlib
from collections.abc import Iterator
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psexceptions import PSException

from extract.errors import Damaged, TooLarge

# It warns of page boxes, which are no matter here, on the user's terminal.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

_KEYS = ("UF", "F", "DOS", "Mac", "Unix")
_BROKEN = (
    *(PSException, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError),
    *(RecursionError, OverflowError, struct.error, zlib.error, EOFError),
)
"""What pdfminer raises on broken files, beside its own errors."""
_DEEPEST = 32


def pinned_file(data: bytes, page: int, annotation: int, room: int) -> bytes:
    """The file of a page's annotation, both 0-based; at most `room` bytes. Raises `PaperError`."""
    try:
        pages = PDFPage.create_pages(PDFDocument(PDFParser(io.BytesIO(data))))
        annotations = resolve1(next(p for n, p in enumerate(pages) if n == page).annots)
        return _content(resolve1(resolve1(annotations[annotation])["FS"]), room)
    except (StopIteration, *_BROKEN) as error:
        raise _broken() from error


def listed_file(data: bytes, index: int, room: int) -> bytes:
    """The file at a 0-based place in the name tree; at most `room` bytes. Raises `PaperError`."""
    try:
        names = resolve1(PDFDocument(PDFParser(io.BytesIO(data))).catalog["Names"])
        tree = _leaves(resolve1(names["EmbeddedFiles"]), 0)
        return _content(next(spec for n, spec in enumerate(tree) if n == index), room)
    except (StopIteration, *_BROKEN) as error:
        raise _broken() from error


def _broken() -> Damaged:
    return Damaged("The attached file cannot be taken out of the PDF. Ask for the file itself.")


def _leaves(node: dict[str, Any], depth: int) -> Iterator[dict[str, Any]]:
    """The file specifications of a name tree (PDF 32000-1 §7.9.6), in order."""
    if depth > _DEEPEST:
        raise _broken()
    values = resolve1(node.get("Names")) or []
    for value in values[1::2]:
        yield resolve1(value)
    for kid in resolve1(node.get("Kids")) or []:
        yield from _leaves(resolve1(kid), depth + 1)


def _content(spec: dict[str, Any], room: int) -> bytes:
    files = resolve1(spec["EF"])
    stream = next(s for s in (resolve1(files.get(key)) for key in _KEYS) if isinstance(s, PDFStream))
    raw = stream.get_rawdata() or b""
    if stream.decipher and stream.objid is not None and stream.genno is not None:
        raw = stream.decipher(stream.objid, stream.genno, raw, stream.attrs)
    filters = [str(name) for name, _ in stream.get_filters()]
    if not filters:
        content = raw
    elif len(filters) == 1 and "Fl" in filters[0]:
        content = zlib.decompressobj().decompress(raw, room + 1)
    else:
        raise _broken()
    if len(content) > room:
        raise TooLarge(
            "The attached file is larger than is allowed. Save it out of the PDF and read it alone."
        )
    return content
