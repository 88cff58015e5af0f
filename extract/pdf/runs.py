"""What the words of one text object have in common: size, baseline, weight, colour, mark."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import repeat
from math import hypot
from struct import Struct
from typing import Any, NamedTuple

from extract.colour import is_coloured
from extract.model import RGB
from extract.pdf.engine import Char128, Float4, Matrix, Pointer, Thing, pdfium, pointer
from extract.pdf.slots import ROOM, Slots
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


_TOLD = Struct("=36s2f")
"""What PDFium writes of one text object: fill colour, font size, the six of its matrix. All but the last two,
its place, is the same for objects that are set alike."""
_ALIKE = Struct("=4I5f")
"""Of that: red, green, blue, alpha; size; the first four of the matrix."""


@cache
def _slots() -> Slots:
    """The buffers that PDFium writes to, one set for the process."""
    return Slots(_TOLD.size, 0, 4, 8, 12, 16, 20)


UNKNOWN = Run(10.0, 0.0, loose=True)
"""For characters that PDFium gives no object for."""


class _Look(NamedTuple):
    """What a text object shares with all that are set alike."""

    size: float
    bold: bool
    ink: RGB | None
    visible: bool
    turned: int
    odd: bool
    """Its size says nothing of how tall its letters are, or may say nothing."""


_NO_LOOK = _Look(10.0, bold=False, ink=None, visible=True, turned=UPRIGHT, odd=False)


class RunReader(dict[int | None, Run]):
    """Runs by text object handle, each asked for once; objects that are set alike on one line share theirs.

    `texts` are the text objects inside forms; `shown` maps all others to the page as shown. `tagged`: content
    ids are asked for.
    """

    def __init__(self, texts: Mapping[int, Thing], shown: Matrix, *, tagged: bool) -> None:
        super().__init__({None: UNKNOWN})
        self._tagged = tagged
        self._texts = texts
        self._shown = shown
        self._f: Any = pdfium()
        self._bold: dict[int, bool] = {}
        self._looks: dict[tuple[object, ...], _Look] = {}
        self.begins: dict[int, float] = {}
        """Where each object's first letter begins: x on the page as shown."""

    def __missing__(self, key: int | None) -> Run:
        self.load([key] if key else [])
        return self[key]

    def load(self, keys: Sequence[int]) -> None:
        """Ask for the runs of many objects at once."""
        for k in range(0, len(keys), ROOM):
            self._load(keys[k : k + ROOM])

    def _load(self, keys: Sequence[int]) -> None:
        f, slots, texts = self._f, _slots(), self._texts
        red, green, blue, alpha, size, matrix = slots.at
        handles = [pointer(key) for key in keys]
        list(map(f.FPDFTextObj_GetFontSize, handles, size))
        list(map(f.FPDFPageObj_GetMatrix, handles, matrix))
        filled = list(map(f.FPDFPageObj_GetFillColor, handles, red, green, blue, alpha))
        modes, fonts = map(f.FPDFTextObj_GetTextRenderMode, handles), map(f.FPDFTextObj_GetFont, handles)
        mcids = map(f.FPDFPageObj_GetMarkedContentID, handles) if self._tagged else repeat(-1)
        told = _TOLD.iter_unpack(slots.bytes[: _TOLD.size * len(keys)])
        marks, shown, looks, begins = f.FPDFPageObj_CountMarks, self._shown, self._looks, self.begins
        kind: tuple[object, ...] = ()
        look, run = _NO_LOOK, UNKNOWN
        for key, handle, (alike, x, y), font, mode, painted, mcid in zip(
            keys, handles, told, fonts, modes, filled, mcids, strict=False
        ):
            to, inside = shown, None
            if texts and (thing := texts.get(key)) is not None:
                to = inside = thing.matrix
                mcid = thing.mcid  # noqa: PLW2901 - a form's own, where it has one
            own = font, mode, painted, alike, inside
            if own != kind:
                kind, found = own, looks.get(own)
                look = found or looks.setdefault(own, self._look(font, mode, to, alike, filled=painted))
                run = UNKNOWN
            a, b, c, d, e, shift = to
            begins[key], base = x * a + y * c + e, x * b + y * d + shift
            artifact = mcid < 0 and marks(handle) > 0 and is_artifact(handle)
            loose = look[5] and self._is_loose(handle, to, look[0])
            if run[1] != base or run[4] != mcid or run[5] is not artifact or run[8] is not loose:
                size_of, bold, ink, visible, turned, _ = look
                run = quick(Run, (size_of or 10.0, base, bold, ink, mcid, artifact, visible, turned, loose))
            self[key] = run

    def mcid(self, key: int | None) -> int:
        """Marked content id of a text object, -1 where it has none; cheaper than its run."""
        if key in self:
            return self[key].mcid
        if key is None:
            return -1
        thing = self._texts.get(key)
        return thing.mcid if thing else int(self._f.FPDFPageObj_GetMarkedContentID(pointer(key)))

    def _look(self, font: int | None, mode: int, to: Matrix, told: bytes, *, filled: bool) -> _Look:
        """What is the same for all text objects set alike, of which PDFium has `told` the same."""
        red, green, blue, alpha, nominal, a, b, c, d = _ALIKE.unpack(told)
        across, slant = a * to.a + b * to.c, a * to.b + b * to.d
        size = round(abs(nominal) * hypot(c * to.a + d * to.c, c * to.b + d * to.d), 2)
        coloured = filled and is_coloured((red, green, blue))
        return _Look(
            size,
            mode == _STROKED or self._is_bold(font),
            (red, green, blue) if coloured else None,
            mode not in _INVISIBLE and (alpha > 0 or not filled),
            UPRIGHT if across > 0 and abs(slant) <= 0.05 * across else _turn(across, slant),
            not 3 < size < 60,
        )

    def _is_loose(self, handle: Pointer, to: Matrix, size: float) -> bool:
        """Whether an object's bounds have nothing to do with its font size; only odd sizes are asked."""
        edges = Float4()
        self._f.FPDFPageObj_GetBounds(handle, *[ctypes.byref(edges, 4 * i) for i in range(4)])
        _, top, _, bottom = to.rect(*edges)
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
