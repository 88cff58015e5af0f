"""What is inside Word, Excel and PowerPoint files of 97 to 2003: storages beside the text."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from functools import partial

from extract.container.found import Found, Payload
from extract.container.ole import Storage, open_compound, payload, storages, unwrap
from extract.errors import Damaged, TooLarge
from extract.formats import COMPOUND
from extract.limits import Budget

_EXCEL_OBJECT = re.compile(r"(MBD|LNK)([0-9A-F]{8})", re.IGNORECASE)
_WORD_97 = 193
"""`nFib` of the first version with this header."""
_PICTURE_LOCATION = b"\x03\x6a"
_OLE_OBJECT_RECORD = 0x1011
"""`ExOleObjStg`, MS-PPT §2.10.34."""


def inside_old_word(data: bytes, budget: Budget) -> Iterator[Found]:
    """Objects of a `.doc`: the storages `_1234567890` of its `ObjectPool` (MS-DOC §2.1.8), in the order
    in which its text mentions them, then by number those it does not."""
    if not data.startswith(COMPOUND):
        return
    with open_compound(data) as ole:
        every = storages(ole)
        pool = {
            p[1]: p for p in every if len(p) == 2 and p[0].lower() == "objectpool" and p[1].startswith("_")
        }
        mentioned = [f"_{number}" for number in _objects_in_text(every[()], budget)] if pool else []
        place = {name: n for n, name in reversed(list(enumerate(mentioned)))}
        for name in sorted(pool, key=lambda n: (place.get(n, len(mentioned)), len(n), n)):
            yield Found(load=partial(payload, every, pool[name], budget))


def _objects_in_text(root: Storage, budget: Budget) -> list[int]:
    """The numbers of the objects that the text mentions, in the order of their characters in the file.

    Characters carry properties in pages of 512 bytes (MS-DOC §2.9.33 ChpxFkp), which a table lists in
    order (§2.8.5 PlcBteChpx); an object's character says its number with `sprmCPicLocation` (§2.6.1).
    Empty for Word 6 and 95, whose header is another, and where anything is broken.
    """
    if "worddocument" not in root.streams:
        return []
    text = root.read("worddocument", budget)
    if len(text) < 0x102 or struct.unpack_from("<H", text, 2)[0] < _WORD_97:
        return []
    table_name = "1table" if struct.unpack_from("<H", text, 0x0A)[0] & 0x0200 else "0table"
    if table_name not in root.streams:
        return []
    start, size = struct.unpack_from("<II", text, 0xFA)
    places = root.read(table_name, budget)[start : start + size]
    count = (len(places) - 4) // 8
    if count < 1:
        return []
    pages = struct.unpack_from(f"<{count}I", places, 4 * (count + 1))
    numbers: list[int] = []
    for page in pages:
        at = (page & 0x3FFFFF) * 512
        numbers += _objects_on_page(text[at : at + 512])
    return numbers


def _objects_on_page(page: bytes) -> Iterator[int]:
    """The object numbers in one page of character properties, in the order of its runs."""
    if len(page) < 512:
        return
    runs = page[511]
    offsets = page[4 * (runs + 1) : 4 * (runs + 1) + runs]
    for offset in offsets:
        length = page[offset * 2] if offset else 0
        properties = page[offset * 2 + 1 : offset * 2 + 1 + length]
        at = properties.find(_PICTURE_LOCATION)
        if at >= 0 and at + 6 <= len(properties):
            yield struct.unpack_from("<i", properties, at + 2)[0]


def inside_old_excel(data: bytes, budget: Budget) -> Iterator[Found]:
    """Objects of an `.xls`: the storages `MBD…` (embedded) and `LNK…` (linked) in its root, MS-XLS §2.1.7."""
    if not data.startswith(COMPOUND):
        return
    with open_compound(data) as ole:
        every = storages(ole)
        objects = [p for p in every if len(p) == 1 and _EXCEL_OBJECT.fullmatch(p[0])]
        for path in sorted(objects, key=lambda p: p[0][3:].upper()):
            yield Found(load=partial(payload, every, path, budget))


def inside_old_slides(data: bytes, budget: Budget) -> Iterator[Found]:
    """Objects of a `.ppt`: packed compound files among the records of its document stream."""
    if not data.startswith(COMPOUND):
        return
    with open_compound(data) as ole:
        root = storages(ole).get(())
        if root is None or "powerpoint document" not in root.streams:
            return
        stream = root.read("powerpoint document", budget)
    at = 0
    while at + 8 <= len(stream):
        head, kind, length = struct.unpack_from("<HHI", stream, at)
        if kind == _OLE_OBJECT_RECORD:
            body = stream[at + 8 : at + 8 + length]
            yield Found(load=partial(_slide_object, body, packed=head >> 4 == 1, budget=budget))
        at += 8 + length


def inside_loose_object(data: bytes, budget: Budget) -> Iterator[Found]:
    """The file in an OLE object that lies about by itself; none where it is wrapped round nothing."""
    inner = unwrap(data, budget)
    if inner.data != data:
        yield Found(load=lambda: inner)


def _slide_object(body: bytes, *, packed: bool, budget: Budget) -> Payload:
    """A compound file out of its record: deflated, with its size before it, or as it is."""
    if packed:
        engine = zlib.decompressobj()
        try:
            data = engine.decompress(body[4:], budget.room() + 1)
        except zlib.error as error:
            raise Damaged(
                "An embedded object is broken and cannot be read. Ask for the file itself."
            ) from error
        if len(data) > budget.room():
            raise TooLarge("An embedded object unpacks to more than is allowed.")
    else:
        data = body
    return unwrap(data, budget) if data.startswith(COMPOUND) else Payload(data)
