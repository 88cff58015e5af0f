"""Buffers with a slot for each of many things: one `map` over a function of PDFium asks for all of them."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from functools import cache
from itertools import repeat

from extract.pdf.engine import Pointer, pdfium, pointer

ROOM = 512
"""Things that are asked at once."""


class Slots:
    """`ROOM` slots of `size` bytes, and the address of each slot's parts, as `map` takes them."""

    def __init__(self, size: int, *parts: int) -> None:
        self._buffer = (ctypes.c_char * (size * ROOM))()
        self.bytes = memoryview(self._buffer).cast("B")
        self.floats = self.bytes.cast("f")
        self.at = [[ctypes.byref(self._buffer, size * k + part) for k in range(ROOM)] for part in parts]
        """For each part, its address in every slot."""


@cache
def _four() -> Slots:
    """Slots of four floats, one set for the process."""
    return Slots(16, 0, 4, 8, 12)


def letter_boxes(text: Pointer, letters: Sequence[int]) -> list[float]:
    """Left, top, right, bottom of letters of a page in PDF's own space, one after another; a letter that has
    no box is a point at 0, 0."""
    slots, get = _four(), pdfium().FPDFText_GetLooseCharBox
    out: list[float] = []
    for k in range(0, len(letters), ROOM):
        block = letters[k : k + ROOM]
        out += _told(slots, list(map(get, repeat(text), block, slots.at[0])))
    return out


def ink_boxes(objects: Sequence[int]) -> list[float]:
    """As `letter_boxes`, of all that page objects draw; spaces at the ends of text are not in it."""
    slots, get = _four(), pdfium().FPDFPageObj_GetBounds
    left, top, right, bottom = slots.at
    out: list[float] = []
    for k in range(0, len(objects), ROOM):
        block = map(pointer, objects[k : k + ROOM])
        out += _told(slots, list(map(get, block, left, bottom, right, top)))
    return out


def _told(slots: Slots, known: Sequence[int]) -> list[float]:
    """What stands in the slots, those that nothing was written to emptied."""
    found: list[float] = list(slots.floats[: 4 * len(known)])
    for i, answer in enumerate(known if 0 in known else ()):
        if not answer:
            found[4 * i : 4 * i + 4] = [0.0] * 4
    return found
