"""What the words of one text object have in common: size, baseline, weight, colour, mark."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from math import hypot
from typing import Any, NamedTuple

from extract.model import RGB
from extract.pdf.engine import Byte44, Char128, Float4, Matrix, Pointer, Thing, pdfium, pointer
from extract.quick import quick

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


class _Look(NamedTuple):
    """What a text object shares with all that are set alike."""

    size: float
    bold: bool
    ink: RGB | None
    visible: bool
    turned: int


class RunReader(dict[int, Run]):
    """Runs by text object handle, each asked for once; keeps the buffers that PDFium writes to.

    `texts` are the text objects inside forms; `shown` maps all others to the page as shown. `tagged`: content
    ids are asked for.
    """

    def __init__(self, texts: Mapping[int, Thing], shown: Matrix, *, tagged: bool) -> None:
        super().__init__({0: _UNKNOWN})
        self._tagged = tagged
        self._texts = texts
        self._shown = shown
        self._f: Any = pdfium()
        self._bold: dict[int, bool] = {}
        self._looks: dict[tuple[object, ...], _Look] = {}
        asked, self._edges = Byte44(), Float4()
        self._colour_at = [ctypes.byref(asked, 4 * i) for i in range(4)]
        self._size_at, self._matrix_at = ctypes.byref(asked, 16), ctypes.byref(asked, 20)
        view = memoryview(asked).cast("B")
        self._colour, self._floats = view[:16].cast("I"), view[16:].cast("f")
        """Fill colour; font size and the six of the object's matrix."""
        self._alike, self._place = view[:36], view[36:].cast("f")
        """What objects that are set alike share, and where this one stands."""
        self._edge_at = [ctypes.byref(self._edges, 4 * i) for i in range(4)]
        self._calls = [
            self._f.FPDFTextObj_GetFontSize, self._f.FPDFPageObj_GetMatrix, self._f.FPDFPageObj_GetFillColor,
            self._f.FPDFTextObj_GetTextRenderMode, self._f.FPDFTextObj_GetFont,
        ]  # fmt: skip

    def __missing__(self, key: int) -> Run:
        thing = self._texts.get(key)
        handle, to, mcid = thing[:1] + thing[2:4] if thing else (pointer(key), self._shown, None)
        size_of, matrix_of, colour_of, mode_of, font_of = self._calls
        if mcid is None:
            mcid = self._f.FPDFPageObj_GetMarkedContentID(handle) if self._tagged else -1
        size_of(handle, self._size_at)
        matrix_of(handle, self._matrix_at)
        filled = colour_of(handle, *self._colour_at)
        mode, font = mode_of(handle), font_of(handle)
        alike = font, mode, filled, self._alike.tobytes(), to if thing else None
        look = self._looks.get(alike)
        if look is None:
            look = self._looks[alike] = self._look(font, mode, to, filled=filled)
        size, bold, ink, visible, turned = look
        artifact = mcid < 0 and self._f.FPDFPageObj_CountMarks(handle) > 0 and is_artifact(handle)
        loose = not 3 < size < 60 and self._is_loose(handle, to, size)
        x, y = self._place
        base = x * to[1] + y * to[3] + to[5]
        run = self[key] = quick(Run, (size or 10.0, base, bold, ink, mcid, artifact, visible, turned, loose))
        return run

    def mcid(self, key: int) -> int:
        """Marked content id of a text object, -1 where it has none; cheaper than its run."""
        if key in self:
            return self[key].mcid
        thing = self._texts.get(key)
        if thing is not None:
            return thing.mcid
        return int(self._f.FPDFPageObj_GetMarkedContentID(pointer(key))) if key else -1

    def _look(self, font: int | None, mode: int, to: Matrix, *, filled: bool) -> _Look:
        """What the buffers hold of the object asked for last."""
        nominal, a, b, c, d, _, _ = self._floats
        across, slant = a * to.a + b * to.c, a * to.b + b * to.d
        size = abs(nominal) * hypot(c * to.a + d * to.c, c * to.b + d * to.d)
        ink, opaque = None, True
        if filled:
            red, green, blue, alpha = self._colour
            opaque = alpha > 0
            if max(red, green, blue) - min(red, green, blue) > 40:
                ink = (red, green, blue)
        return _Look(
            round(size, 2),
            mode == _STROKED or self._is_bold(font),
            ink,
            mode not in _INVISIBLE and opaque,
            UPRIGHT if across > 0 and abs(slant) <= 0.05 * across else _turn(across, slant),
        )

    def _is_loose(self, handle: Pointer, to: Matrix, size: float) -> bool:
        """Whether an object's bounds have nothing to do with its font size; only odd sizes are asked."""
        self._f.FPDFPageObj_GetBounds(handle, *self._edge_at)
        _, top, _, bottom = to.rect(*self._edges)
        return bottom - top > 2.5 * size or size < 1

    def _is_bold(self, font: int | None) -> bool:
        if not font:
            return False
        known = self._bold.get(font)
        if known is None:
            handle = pointer(font)
            buffer = Char128()
            self._f.FPDFFont_GetBaseFontName(handle, buffer, ctypes.c_size_t(127))
            name = buffer.value.decode("latin-1").casefold()
            known = any(part in name for part in ("bold", "black", "heavy", "demi"))
            known = known or bool(self._f.FPDFFont_GetFlags(handle) & _FORCE_BOLD)
            self._bold[font] = known
        return known


def _turn(across: float, down: float) -> int:
    """Which way text runs that is not upright, from the direction of its baseline."""
    if across < 0 and abs(down) <= 0.05 * -across:
        return INVERTED
    if abs(across) > 0.05 * abs(down):
        return ASKEW
    return DOWNWARDS if down > 0 else UPWARDS


def is_artifact(handle: Pointer) -> bool:
    """Marked as artifact: page furniture, in a tagged file (PDF 32000-1 §14.8.2.2)."""
    f = pdfium()
    buffer = Char128()
    got = ctypes.c_ulong()
    for i in range(max(0, f.FPDFPageObj_CountMarks(handle))):
        mark = f.FPDFPageObj_GetMark(handle, ctypes.c_ulong(i))
        if not mark:
            continue
        f.FPDFPageObjMark_GetName(pointer(mark), buffer, ctypes.c_ulong(128), ctypes.byref(got))
        if buffer.raw[: min(128, max(0, got.value - 2))].decode("utf-16-le", "replace") == "Artifact":
            return True
    return False
