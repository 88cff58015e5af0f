"""What is inside a Rich Text document: objects written out as hexadecimal digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from extract.container.found import Found, Payload
from extract.container.ole import is_drawing, ole1_object
from extract.errors import Damaged
from extract.limits import Budget

_OBJECT = re.compile(rb"\\object(?![a-z])")
_CLASS = re.compile(rb"\\objclass ([^}\\]{1,80})")
_DATA = re.compile(rb"\\objdata(?![a-z])")
_BINARY = re.compile(rb"\\bin(\d{1,9}) ?")
_TOKEN = re.compile(rb"[{}]|\\bin\d{1,9} ?|\\[a-z]+-?\d* ?|\\[^a-z]", re.IGNORECASE)
_HEX = bytes(range(256)).translate(None, b"0123456789abcdefABCDEF")


def inside_rich_text(data: bytes, budget: Budget) -> Iterator[Found]:
    """Objects of an `.rtf` in document order: `objdata` holds an OLE 1 object (MS-OLEDS §2.2.5)."""
    starts = [m.end() for m in _OBJECT.finditer(data)]
    for start, after in pairwise([*starts, len(data)]):
        held = _DATA.search(data, start, after)
        if held is None:
            continue
        named = _CLASS.search(data, start, held.start())
        kind = named[1].decode("cp1252", "replace").strip() if named else None
        if not is_drawing(kind):
            yield Found(load=partial(_load, data, held.end(), kind, budget))


def _load(data: bytes, start: int, kind: str | None, budget: Budget) -> Payload:
    native = _digits(data, start, budget)
    inner = ole1_object(native, budget)
    return Payload(inner.data, inner.name, inner.label, inner.kind or kind, inner.error)


def _digits(data: bytes, start: int, budget: Budget) -> bytes:
    """The bytes that the group's digits write, `bin` runs taken as they are, up to the brace that
    closes it; raises `Damaged` where it holds no whole bytes."""
    out = bytearray()
    pending = bytearray()
    depth, at = 0, start
    while True:
        token = _TOKEN.search(data, at)
        pending += data[at : token.start() if token else len(data)].translate(None, _HEX)
        if token is None:
            break
        at = token.end()
        if token[0] == b"}":
            if depth == 0:
                break
            depth -= 1
        elif token[0] == b"{":
            depth += 1
        else:
            binary = _BINARY.fullmatch(token[0])
            if binary:
                out += bytes.fromhex(pending[: len(pending) // 2 * 2].decode("ascii"))
                pending.clear()
                out += data[at : at + int(binary[1])]
                at += int(binary[1])
        budget.check(len(out) + len(pending) // 2, "An embedded object")
    out += bytes.fromhex(pending[: len(pending) // 2 * 2].decode("ascii"))
    if not out:
        raise Damaged("An embedded object is empty. Ask for the file itself.")
    return bytes(out)
