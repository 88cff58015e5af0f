"""What is inside Word, Excel and PowerPoint files of 97 to 2003: storages beside the text."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from functools import partial

from extract.container.found import Found, Payload
from extract.container.ole import open_compound, payload, storages, unwrap
from extract.errors import Damaged, TooLarge
from extract.formats import COMPOUND
from extract.limits import Budget

_EXCEL_OBJECT = re.compile(r"(MBD|LNK)([0-9A-F]{8})", re.IGNORECASE)
_OLE_OBJECT_RECORD = 0x1011
"""`ExOleObjStg`, MS-PPT §2.10.34."""


def inside_old_word(data: bytes, budget: Budget) -> Iterator[Found]:
    """Objects of a `.doc`: the storages `_1234567890` of its `ObjectPool` (MS-DOC §2.1.8), in the order
    in which they were put in."""
    if not data.startswith(COMPOUND):
        return
    with open_compound(data) as ole:
        every = storages(ole)
        pool = [p for p in every if len(p) == 2 and p[0].lower() == "objectpool" and p[1].startswith("_")]
        for path in sorted(pool, key=lambda p: (len(p[1]), p[1])):
            yield Found(load=partial(payload, every, path, budget))


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
