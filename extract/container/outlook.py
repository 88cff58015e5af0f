"""What is attached to an Outlook message (`.msg`, MS-OXMSG) or packed in a `winmail.dat` (MS-OXTNEF)."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from functools import partial

from extract.container.found import Found, Payload
from extract.container.mail import html_text
from extract.container.ole import Storage, open_compound, payload, storages
from extract.errors import Damaged, Unsupported
from extract.formats import decode_text
from extract.limits import Budget

_ATTACHMENT = re.compile(r"__attach_version1\.0_#([0-9a-f]{8})", re.IGNORECASE)
_DATA, _OBJECT = "37010102", "3701000d"
_LONG_NAME, _SHORT_NAME, _SHOWN_NAME, _CONTENT_ID = "3707", "3704", "3001", "3712"
_BODY, _HTML = "1000", "1013"
_METHOD, _HIDDEN = 0x3705, 0x7FFE
_LINK_METHODS = (2, 3, 4, 7)
_PROPERTIES = "__properties_version1.0"

Storages = dict[tuple[str, ...], Storage]


def inside_outlook(data: bytes, budget: Budget) -> Iterator[Found]:
    """Attachments of a `.msg` by their numbers; a message attached as an item comes as a `.msg`."""
    with open_compound(data) as ole:
        every = storages(ole)
        for path in sorted(p for p in every if len(p) == 1 and _ATTACHMENT.fullmatch(p[0])):
            numbers = _numbers(every[path], budget)
            if numbers.get(_HIDDEN) and _text(every[path], _CONTENT_ID, budget):
                # A picture in the body, which Outlook itself does not show as an attachment.
                continue
            name = next(
                (t for p in (_LONG_NAME, _SHORT_NAME, _SHOWN_NAME) if (t := _text(every[path], p, budget))),
                None,
            )
            yield Found(load=partial(_load, every, path, numbers.get(_METHOD, 1), budget), name=name)


def outlook_text(data: bytes, budget: Budget) -> str | None:
    """The message's own text, else its web page's; None where it has neither."""
    with open_compound(data) as ole:
        root = storages(ole)[()]
        text = _text(root, _BODY, budget)
        if not text:
            page = _text(root, _HTML, budget)
            text = html_text(page) if page else None
    return text.strip() or None if text else None


def _load(every: Storages, path: tuple[str, ...], method: int, budget: Budget) -> Payload:
    """An attachment by value, as an embedded message, or as an OLE object (§2.2.2.9 of MS-OXCMSG)."""
    if method in _LINK_METHODS:
        raise Unsupported("The message only links to this file; it is not inside. Ask for the file itself.")
    stream = f"__substg1.0_{_DATA}"
    if stream in every[path].streams:
        return Payload(every[path].read(stream, budget))
    inner = next((p for p in every if p[:-1] == path and p[-1].lower() == f"__substg1.0_{_OBJECT}"), None)
    if inner is None:
        raise Damaged("The message names this attachment and does not hold it. Ask for the file itself.")
    return payload(every, inner, budget)


def _text(storage: Storage, tag: str, budget: Budget) -> str | None:
    """A text property, Unicode (001F) before the sender's code page (001E) before bytes (0102)."""
    for kind in ("001f", "001e", "0102"):
        name = f"__substg1.0_{tag}{kind}"
        if name in storage.streams:
            raw = storage.read(name, budget)
            text = raw.decode("utf-16-le", "replace") if kind == "001f" else decode_text(raw)
            return text.rstrip("\x00") or None
    return None


def _numbers(storage: Storage, budget: Budget) -> dict[int, int]:
    """The fixed-length properties of an attachment: after 8 bytes, 16 bytes each (MS-OXMSG §2.4)."""
    if _PROPERTIES not in storage.streams:
        return {}
    raw = storage.read(_PROPERTIES, budget)
    return {
        tag >> 16: value
        for tag, _, value in (struct.unpack_from("<III", raw, at) for at in range(8, len(raw) - 15, 16))
    }


_TNEF_TITLE, _TNEF_DATA, _TNEF_START, _TNEF_PROPERTIES = 0x8010, 0x800F, 0x9002, 0x9005


def inside_tnef(data: bytes) -> Iterator[Found]:
    """Attachments in a `winmail.dat`: attributes of level 2, a new file at each `attAttachRendData`
    (MS-OXTNEF §2.1.3.3)."""
    name: str | None = None
    content: bytes | None = None
    started = False
    at = 6
    while at + 9 <= len(data):
        level, tag, _, length = struct.unpack_from("<BHHI", data, at)
        body = data[at + 9 : at + 9 + length]
        at += 9 + length + 2
        if level != 2:
            continue
        if tag == _TNEF_START:
            if started:
                yield Found(load=partial(_tnef_payload, content), name=name)
            name, content, started = None, None, True
        elif tag == _TNEF_TITLE:
            name = name or body.split(b"\x00")[0].decode("cp1252", "replace")
        elif tag == _TNEF_DATA:
            content = body
        elif tag == _TNEF_PROPERTIES:
            name = _tnef_long_name(body) or name
    if started:
        yield Found(load=partial(_tnef_payload, content), name=name)


def _tnef_payload(content: bytes | None) -> Payload:
    if content is None:
        raise Unsupported(
            "This attachment of a winmail.dat is an Outlook item. Open the message in Outlook to see it."
        )
    return Payload(content)


def _tnef_long_name(body: bytes) -> str | None:
    """`PidTagAttachLongFilename` among the attachment's MAPI properties, found by its tag: one value,
    its length, then UTF-16 or the code page's bytes."""
    for tag, wide in ((b"\x1f\x00\x07\x37", True), (b"\x1e\x00\x07\x37", False)):
        at = body.find(tag)
        if at >= 0 and at + 12 <= len(body):
            (length,) = struct.unpack_from("<I", body, at + 8)
            raw = body[at + 12 : at + 12 + min(length, 1024)]
            text = raw.decode("utf-16-le", "replace") if wide else decode_text(raw)
            return text.rstrip("\x00") or None
    return None
