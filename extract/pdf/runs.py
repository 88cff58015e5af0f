"""What the words of one text object have in common: size, baseline, weight, colour, mark."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from math import hypot
from typing import Any, NamedTuple

from extract.model import RGB
from extract.pdf.engine import TEXT, Matrix, Thing, pdfium

UPRIGHT, DOWNWARDS, UPWARDS, INVERTED, ASKEW = 0, 1, 2, 3, 4
"""Which way text runs on the page as shown."""

_INVISIBLE = (3, 7)
"""Text render modes that draw nothing (PDF 32000-1 §9.3.6)."""
_STROKED = 2
"""Filled and stroked: how producers without a bold font print bold."""
_FORCE_BOLD = 1 << 18
"""Font flag (PDF 32000-1 §9.8.2)."""


class Run(NamedTuple):
    """What the words of one text object have in common."""

    size: float
    base: float
    """Baseline on the page as shown; only for upright text."""
    bold: bool = False
    ink: RGB | None = None
    """Fill colour, None where black or grey."""
    mcid: int = -1
    artifact: bool = False
    visible: bool = True
    turned: int = 0
    """`UPRIGHT`, `DOWNWARDS`, `UPWARDS` (by a right angle), `INVERTED` or `ASKEW` (any other)."""
    loose: bool = False
    """Its size does not say how tall its letters are (fonts drawn by procedures): boxes are the letters'."""


_UNKNOWN = Run(10.0, 0.0, loose=True)
"""For characters that PDFium gives no object for."""


class RunReader(dict[int, Run]):
    """Runs by text object handle, each asked for once; keeps the buffers that PDFium writes to.

    `texts` are the text objects inside forms; `shown` maps all others to the page as shown.
    """

    def __init__(self, texts: Mapping[int, Thing], shown: Matrix) -> None:
        super().__init__({0: _UNKNOWN})
        self._texts = texts
        self._shown = shown
        self._f: Any = pdfium()
        self._fonts: dict[int, bool] = {}
        self._matrix = (ctypes.c_float * 6)()
        self._matrix_at = ctypes.byref(self._matrix)
        self._six = memoryview(self._matrix).cast("B").cast("f")
        self._colour = (ctypes.c_uint * 4)()
        self._four = memoryview(self._colour).cast("B").cast("I")
        self._red, self._green, self._blue, self._alpha = (
            ctypes.byref(self._colour, 4 * i) for i in range(4)
        )
        self._number = ctypes.c_float()
        self._number_at = ctypes.byref(self._number)
        self._edges = (ctypes.c_float * 4)()
        self._edge_at = [ctypes.byref(self._edges, 4 * i) for i in range(4)]

    def __missing__(self, key: int) -> Run:
        thing = self._texts.get(key)
        if thing is None:
            thing = Thing(ctypes.c_void_p(key), TEXT, self._shown, self.mcid(key))
        run = self[key] = self._ask(thing)
        return run

    def mcid(self, key: int) -> int:
        """Marked content id of a text object, -1 where it has none; cheaper than its run."""
        thing = self._texts.get(key)
        if thing is not None:
            return thing.mcid
        return int(self._f.FPDFPageObj_GetMarkedContentID(ctypes.c_void_p(key))) if key else -1

    def _ask(self, thing: Thing) -> Run:
        f, handle = self._f, thing.handle
        f.FPDFTextObj_GetFontSize(handle, self._number_at)
        f.FPDFPageObj_GetMatrix(handle, self._matrix_at)
        a, b, c, d, e, f_ = self._six
        to = thing.matrix
        across, slant = a * to.a + b * to.c, a * to.b + b * to.d
        size = abs(self._number.value) * hypot(c * to.a + d * to.c, c * to.b + d * to.d)
        mode = f.FPDFTextObj_GetTextRenderMode(handle)
        ink, opaque = None, True
        if f.FPDFPageObj_GetFillColor(handle, self._red, self._green, self._blue, self._alpha):
            red, green, blue, alpha = self._four
            opaque = alpha > 0
            if max(red, green, blue) - min(red, green, blue) > 40:
                ink = (red, green, blue)
        return Run(
            round(size, 2) or 10.0,
            e * to.b + f_ * to.d + to.f,
            mode == _STROKED or self._bold(f.FPDFTextObj_GetFont(handle)),
            ink,
            thing.mcid,
            thing.mcid < 0 and is_artifact(handle),
            mode not in _INVISIBLE and opaque,
            UPRIGHT if across > 0 and abs(slant) <= 0.05 * across else _turn(across, slant),
            not 3 < size < 60 and self._is_loose(thing, size),
        )

    def _is_loose(self, thing: Thing, size: float) -> bool:
        """Whether an object's bounds have nothing to do with its font size; only odd sizes are asked."""
        self._f.FPDFPageObj_GetBounds(thing.handle, *self._edge_at)
        _, top, _, bottom = thing.matrix.rect(*self._edges)
        return bottom - top > 2.5 * size or size < 1

    def _bold(self, font: int | None) -> bool:
        if not font:
            return False
        known = self._fonts.get(font)
        if known is None:
            handle = ctypes.c_void_p(font)
            buffer = ctypes.create_string_buffer(256)
            self._f.FPDFFont_GetBaseFontName(handle, buffer, ctypes.c_size_t(255))
            name = buffer.value.decode("latin-1").casefold()
            known = any(part in name for part in ("bold", "black", "heavy", "demi"))
            known = known or bool(self._f.FPDFFont_GetFlags(handle) & _FORCE_BOLD)
            self._fonts[font] = known
        return known


def _turn(across: float, down: float) -> int:
    """Which way text runs that is not upright, from the direction of its baseline."""
    if across < 0 and abs(down) <= 0.05 * -across:
        return INVERTED
    if abs(across) > 0.05 * abs(down):
        return ASKEW
    return DOWNWARDS if down > 0 else UPWARDS


def is_artifact(handle: ctypes.c_void_p) -> bool:
    """Marked as artifact: page furniture, in a tagged file (PDF 32000-1 §14.8.2.2)."""
    f = pdfium()
    buffer = ctypes.create_string_buffer(64)
    got = ctypes.c_ulong()
    for i in range(max(0, f.FPDFPageObj_CountMarks(handle))):
        mark = f.FPDFPageObj_GetMark(handle, ctypes.c_ulong(i))
        if not mark:
            continue
        f.FPDFPageObjMark_GetName(ctypes.c_void_p(mark), buffer, ctypes.c_ulong(64), ctypes.byref(got))
        if buffer.raw[: min(64, max(0, got.value - 2))].decode("utf-16-le", "replace") == "Artifact":
            return True
    return False
