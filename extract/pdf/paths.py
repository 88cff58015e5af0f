"""What is drawn on a page that is no text: lines, thin rectangles and edges as rulings, areas as fills."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

from extract.model import RGB
from extract.pdf.engine import (
    IMAGE,
    PATH,
    SHADING,
    Float4,
    Int2,
    Matrix,
    OpenPage,
    Pointer,
    Thing,
    UInt4,
    object_matrix,
    pdfium,
    pointer,
)
from extract.quick import quick

Point = tuple[float, float]

THIN = 3.0
"""Points up to which a filled rectangle is a line; twice that where it is long: Word's widest border."""
BLACK = (0, 0, 0)
_MANY = 600
"""Segments past which a path is a drawing, not borders."""
_SOME = 50
"""Paths between two looks at how much is drawn."""


class Ruling(NamedTuple):
    """A straight line along an axis: at `at`, from `start` to `end`, in points."""

    at: float
    start: float
    end: float


class Fill(NamedTuple):
    """A filled area, in drawing order."""

    x0: float
    top: float
    x1: float
    bottom: float
    rgb: RGB


class Drawing(NamedTuple):
    """All rulings and fills of a page; `pictures` is the area of its images in square points.

    `left_out`: there is more drawn than `Limits` allows, and no ruling or fill is given at all: half a
    table's borders would make other cells of it.
    """

    across: list[Ruling]
    down: list[Ruling]
    fills: list[Fill]
    pictures: float
    left_out: bool = False


def read_drawing(page: OpenPage, things: Iterable[Thing]) -> Drawing:
    """The page's drawing, in points on the page as shown, cut to the page."""
    reader = _Reader(page)
    for k, thing in enumerate(things):
        if thing.kind == PATH:
            reader.path(thing)
            if not k % _SOME and reader.drawn() > page.limits.rulings:
                break
        elif thing.kind in (IMAGE, SHADING):
            x0, top, x1, bottom = reader.bounds(thing)
            if thing.kind == IMAGE:
                reader.pictures += max(0.0, x1 - x0) * max(0.0, bottom - top)
    if page.overfull or reader.drawn() > page.limits.rulings:
        return Drawing([], [], [], reader.pictures, left_out=True)
    for bar in reader.bars:
        if any(_stacked(bar, other) for other in (*reader.bars, *reader.fills)):
            reader.fills.append(bar)
        else:
            reader.line(bar.x0, bar.top, bar.x1, bar.bottom)
    return Drawing(reader.across, reader.down, reader.fills, reader.pictures)


def _stacked(bar: Fill, other: Fill) -> bool:
    """Two areas of one colour that meet along the long side: strips of one fill."""
    if other.rgb != bar.rgb:
        return False
    if bar.x1 - bar.x0 > bar.bottom - bar.top:
        along = min(bar.x1, other.x1) - max(bar.x0, other.x0)
        apart = min(abs(bar.top - other.bottom), abs(bar.bottom - other.top))
        return along > 0.5 * (bar.x1 - bar.x0) and apart < 0.6
    along = min(bar.bottom, other.bottom) - max(bar.top, other.top)
    apart = min(abs(bar.x0 - other.x1), abs(bar.x1 - other.x0))
    return along > 0.5 * (bar.bottom - bar.top) and apart < 0.6


class _Reader:
    """Sorts paths into rulings and fills; keeps the buffers that PDFium writes to."""

    def __init__(self, page: OpenPage) -> None:
        self.f: Any = pdfium()
        self.width, self.height = page.width, page.height
        self.across: list[Ruling] = []
        self.down: list[Ruling] = []
        self.fills: list[Fill] = []
        self.bars: list[Fill] = []
        """Long areas of 3 to 6 points: Word's widest borders, or one strip of a fill drawn in strips."""
        self.pictures = 0.0
        four, modes, rgba = Float4(), Int2(), UInt4()
        self._at = [ctypes.byref(four, 4 * i) for i in range(4)]
        self._mode_at = [ctypes.byref(modes, 4 * i) for i in range(2)]
        self._rgba_at = [ctypes.byref(rgba, 4 * i) for i in range(4)]
        self._four = memoryview(four).cast("B").cast("f")
        self._modes = memoryview(modes).cast("B").cast("i")
        self._rgba = memoryview(rgba).cast("B").cast("I")

    def drawn(self) -> int:
        """Rulings and fills so far."""
        return len(self.across) + len(self.down) + len(self.fills) + len(self.bars)

    def bounds(self, thing: Thing) -> tuple[float, float, float, float]:
        """Box of an object on the page as shown, cut to the page; empty where it cannot be told."""
        if not self.f.FPDFPageObj_GetBounds(thing.handle, *self._at):
            return 0.0, 0.0, 0.0, 0.0
        a, b, c, d, e, f = thing.matrix
        if a == 1 and d == -1 and b == 0 == c:  # as it is on all pages that are not turned
            left, low, right, high = self._four
            x0, top, x1, bottom = left + e, f - high, right + e, f - low
        else:
            x0, top, x1, bottom = thing.matrix.rect(*self._four)
        width, height = self.width, self.height
        if x0 >= 0 and top >= 0 and x1 <= width and bottom <= height:
            return x0, top, x1, bottom
        return max(x0, 0.0), max(top, 0.0), min(x1, width), min(bottom, height)

    def path(self, thing: Thing) -> None:
        """Sort one path into rulings and fills."""
        f, handle = self.f, thing.handle
        if not f.FPDFPath_GetDrawMode(handle, *self._mode_at):
            return
        filled, stroked = self._modes
        x0, top, x1, bottom = self.bounds(thing)
        if not (filled or stroked) or x1 < x0 or bottom < top:
            return
        width, height = x1 - x0, bottom - top
        slim, length = (width, height) if width < height else (height, width)
        if slim <= THIN:
            self.line(x0, top, x1, bottom)
            return
        segments = f.FPDFPath_CountSegments(handle)
        if slim <= 2 * THIN and length > 20 * THIN and segments <= 6:
            self.bars.append(
                Fill(x0, top, x1, bottom, self._colour(f.FPDFPageObj_GetFillColor, handle) or BLACK)
            )
        elif segments <= 6 and not stroked:
            self._fill(thing, x0, top, x1, bottom)
        elif segments <= _MANY and (segments <= 12 or length > 30):
            self._pieces(thing, bool(filled), bool(stroked))
        elif filled:
            self._fill(thing, x0, top, x1, bottom)

    def line(self, x0: float, top: float, x1: float, bottom: float) -> None:
        if x1 - x0 >= bottom - top:
            self.across.append(quick(Ruling, ((top + bottom) / 2, x0, x1)))
        if bottom - top >= x1 - x0:
            self.down.append(quick(Ruling, ((x0 + x1) / 2, top, bottom)))

    def _colour(self, ask: Any, handle: Pointer) -> RGB | None:
        if not ask(handle, *self._rgba_at) or self._rgba[3] == 0:
            return None
        return self._rgba[0], self._rgba[1], self._rgba[2]

    def _fill(self, thing: Thing, x0: float, top: float, x1: float, bottom: float) -> None:
        rgb = self._colour(self.f.FPDFPageObj_GetFillColor, thing.handle)
        if rgb is None:
            return
        if (x1 - x0) * (bottom - top) > 0.02 * self.width * self.height:
            x0, top, x1, bottom = self._clipped(thing, x0, top, x1, bottom)
        if x1 > x0 and bottom > top:
            self.fills.append(quick(Fill, (x0, top, x1, bottom, rgb)))

    def _clipped(
        self, thing: Thing, x0: float, top: float, x1: float, bottom: float
    ) -> tuple[float, float, float, float]:
        """A large area cut to its clip: some producers fill the page through a hole of the cell's size."""
        f = self.f
        clip = f.FPDFPageObj_GetClipPath(thing.handle)
        for i in range(min(8, max(0, f.FPDFClipPath_CountPaths(pointer(clip)))) if clip else 0):
            count = f.FPDFClipPath_CountPathSegments(pointer(clip), i)
            if not 3 <= count <= 12:
                continue
            points = [
                self._point(f.FPDFClipPath_GetPathSegment(pointer(clip), i, j), thing.matrix)
                for j in range(count)
            ]
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            x0, top, x1, bottom = max(x0, min(xs)), max(top, min(ys)), min(x1, max(xs)), min(bottom, max(ys))
        return x0, top, x1, bottom

    def _point(self, segment: int, m: Matrix) -> Point:
        self.f.FPDFPathSegment_GetPoint(pointer(segment), self._at[0], self._at[1])
        x, y = self._four[0], self._four[1]
        return m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f

    def _pieces(self, thing: Thing, filled: bool, stroked: bool) -> None:
        """A path of several subpaths, or with stroked edges: each subpath by itself."""
        thick = self._thickness(thing) if stroked else 0.0
        stroke = self._colour(self.f.FPDFPageObj_GetStrokeColor, thing.handle) if stroked else None
        for points in self._subpaths(thing):
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            x0, top, x1, bottom = min(xs), min(ys), max(xs), max(ys)
            slim = x1 - x0 <= THIN or bottom - top <= THIN
            if filled and slim and not stroked:
                self.line(x0, top, x1, bottom)
            elif filled and not slim:
                self._fill(thing, *self._cut(x0, top, x1, bottom))
            if stroke is None:
                continue
            for a, b in pairwise(points):
                self._edge(a, b, thick, stroke)

    def _cut(self, x0: float, top: float, x1: float, bottom: float) -> tuple[float, float, float, float]:
        return max(x0, 0.0), max(top, 0.0), min(x1, self.width), min(bottom, self.height)

    def _edge(self, a: Point, b: Point, thick: float, rgb: RGB) -> None:
        """One stroked edge: a ruling where it runs along an axis, a fill where it is as thick as a band."""
        half = thick / 2
        left, right = min(a[0], b[0]), max(a[0], b[0])
        top, bottom = min(a[1], b[1]), max(a[1], b[1])
        if bottom - top < 0.5 < right - left:
            if thick > 2 * THIN:
                self.fills.append(Fill(left, top - half, right, bottom + half, rgb))
            else:
                self.across.append(Ruling((top + bottom) / 2, left, right))
        elif right - left < 0.5 < bottom - top:
            if thick > 2 * THIN:
                self.fills.append(Fill(left - half, top, right + half, bottom, rgb))
            else:
                self.down.append(Ruling((left + right) / 2, top, bottom))

    def _thickness(self, thing: Thing) -> float:
        self.f.FPDFPageObj_GetStrokeWidth(thing.handle, self._at[0])
        m = object_matrix(thing.handle).then(thing.matrix)
        return abs(float(self._four[0])) * max(abs(m.a), abs(m.b))

    def _subpaths(self, thing: Thing) -> list[list[Point]]:
        """Points of each subpath on the page as shown; a closed one ends where it began."""
        f, handle = self.f, thing.handle
        m = object_matrix(handle).then(thing.matrix)
        subpaths: list[list[Point]] = []
        for i in range(f.FPDFPath_CountSegments(handle)):
            segment = f.FPDFPath_GetPathSegment(handle, i)
            point = self._point(segment, m)
            if f.FPDFPathSegment_GetType(pointer(segment)) == 2 or not subpaths:  # FPDF_SEGMENT_MOVETO
                subpaths.append([])
            subpaths[-1].append(point)
            if f.FPDFPathSegment_GetClose(pointer(segment)) and subpaths[-1][0] != point:
                subpaths[-1].append(subpaths[-1][0])
        return subpaths
