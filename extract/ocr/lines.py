"""Rulings on a picture: thin dark marks that run on far enough, across and down."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extract.ocr.picture import Grey
from extract.pdf.paths import Ruling
from extract.pdf.rulings import REACH, joined

Mask = NDArray[np.bool_]

_THICK = 5.0
"""Points: a ruling is thinner, the bar of a letter shorter."""
_BLUR = 1.5
"""Points along which a ruling is evened out before it is looked for: the grain of a scan goes."""
_CONTRAST = 22
"""Grey levels by which a ruling is darker than the paper on both sides of it; hairlines in light grey
(217 on white) still are, the grain of a scan, evened out, is not."""
_EVEN = 0.6
"""Share of its stretch's mean depth that each of a ruling's dots has: rulings are drawn in one stroke, the
feet of letters come and go."""
_GAP = 3.0
"""Points along a ruling that may be missing."""
_LEVEL, _UPRIGHT = 20.0, 9.0
"""Points from which a mark is a ruling across or down: a row may be as low as its one line of text, and
letters of that text must be lower."""
_SURE = 40.0
"""Points from which a mark is a ruling by itself."""
_TOUCH = 1.5
"""Points that a short mark may end before the ruling it stands on; letters keep further away."""
_WHOLE = 0.95
"""Share of such a length that must be dark: the feet of a line of letters are not."""


class Rulings(NamedTuple):
    """Rulings of a picture in points from its own corner, and the dots they cover."""

    across: list[Ruling]
    down: list[Ruling]
    dots: Mask


def find_rulings(grey: Grey, scale: float) -> Rulings:
    """The rulings of a straight grey picture of `scale` dots per point."""
    across, level = _along(grey, scale, _LEVEL)
    turned = np.ascontiguousarray(grey.T)
    down, upright = _along(turned, scale, _UPRIGHT)
    across, down = _holding(joined(across), joined(down))
    return Rulings(across, down, level | upright.T)


def _holding(across: list[Ruling], down: list[Ruling]) -> tuple[list[Ruling], list[Ruling]]:
    """Short marks only where both their ends stand on a ruling: stems and bars of letters stand on none."""
    long = [r for r in across if r.end - r.start >= _SURE]
    down = [r for r in down if r.end - r.start >= _SURE or _between(r, long)]
    return [r for r in across if r.end - r.start >= _SURE or _between(r, down)], down


def _between(mark: Ruling, others: list[Ruling]) -> bool:
    """Whether some rulings cross both ends of a mark."""
    at = [r.at for r in others if r.start - REACH <= mark.at <= r.end + REACH]
    return all(any(abs(a - end) <= _TOUCH for a in at) for end in (mark.start, mark.end))


def _along(grey: Grey, scale: float, least: float) -> tuple[list[Ruling], Mask]:
    """Rulings across a picture, and their dots."""
    even = _blurred(grey, max(3, round(_BLUR * scale) | 1))
    depth = _depth(even, max(3, round(_THICK * scale) | 1))
    stretch = max(4, round(least * scale))
    mask = depth > np.maximum(_CONTRAST, _blurred(depth, stretch) * _EVEN)
    mask[1:-1] |= mask[:-2] | mask[2:]  # a ruling that is not quite level steps from row to row
    mask = _closed(_whole(mask, stretch), max(2, round(_GAP * scale)))
    return _rulings(mask, scale), mask


def _whole(mask: Mask, least: int) -> Mask:
    """Every stretch of `least` dots along rows that is dark but for a few."""
    dark = _blurred(mask.view(np.uint8) * np.uint8(250), least) >= 250 * _WHOLE
    rows, starts, ends = runs(dark)
    half = least // 2
    return mask & _filled(
        mask.shape, rows, np.maximum(starts - half, 0), np.minimum(ends + half, mask.shape[1])
    )


def thin(grey: Grey, thick: int, contrast: int) -> Mask:
    """Dots of marks lower than `thick` dots that are darker than the paper by more than `contrast`."""
    return _depth(grey, thick) > contrast


def _depth(grey: Grey, thick: int) -> Grey:
    """How much darker each dot is than the nearest bright dot above and below within `thick` dots, on paper
    of any shade. (Black top-hat with an upright bar.)"""
    return _least(_most(grey, thick), thick) - grey


def _most(grey: Grey, size: int) -> Grey:
    """The largest value in an upright window of `size` dots around each dot."""
    return _window(grey, size, np.maximum)


def _least(grey: Grey, size: int) -> Grey:
    return _window(grey, size, np.minimum)


def _window(grey: Grey, size: int, choose: np.ufunc) -> Grey:
    """Doubling windows: a window of 25 dots in five passes over the picture instead of 24."""
    half = size // 2
    out: Grey = np.pad(grey, ((half, size - 1 - half), (0, 0)), mode="edge")
    done = 1
    while done < size:
        step = min(done, size - done)
        out = choose(out[:-step], out[step:])
        done += step
    return out


def _blurred(grey: Grey, size: int) -> Grey:
    """Evened out along rows over `size` dots."""
    half = size // 2
    padded = np.pad(grey, ((0, 0), (half + 1, size - 1 - half)), mode="edge")
    sums = np.cumsum(padded, axis=1, dtype=np.uint32)
    return ((sums[:, size:] - sums[:, :-size]) // size).astype(np.uint8)


def runs(mask: Mask) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Row, first dot and dot after of every run along rows, row by row."""
    edge = np.zeros((mask.shape[0], mask.shape[1] + 2), dtype=np.int8)
    edge[:, 1:-1] = mask
    step = np.diff(edge, axis=1)
    rows, starts = np.nonzero(step == 1)
    return rows, starts, np.nonzero(step == -1)[1]


def _filled(
    shape: tuple[int, ...], rows: NDArray[np.intp], starts: NDArray[np.intp], ends: NDArray[np.intp]
) -> Mask:
    """Runs, which may overlap, as dots."""
    step = np.zeros((shape[0], shape[1] + 1), dtype=np.int16)
    np.add.at(step, (rows, starts), 1)
    np.add.at(step, (rows, ends), -1)
    return np.cumsum(step, axis=1, dtype=np.int16)[:, :-1] > 0


def _closed(mask: Mask, gap: int) -> Mask:
    """Gaps of up to `gap` dots along rows filled in."""
    rows, starts, ends = runs(~mask)
    small = (ends - starts <= gap) & (starts > 0) & (ends < mask.shape[1])
    return mask | _filled(mask.shape, rows[small], starts[small], ends[small])


def _rulings(mask: Mask, scale: float) -> list[Ruling]:
    """Runs on rows of dots next to each other, overlapping, as one ruling at their middle: a ruling is some
    dots thick, and steps down by one where it is not quite level."""
    open_: list[list[float]] = []  # last row, start, end, dots, dots times row
    done: list[list[float]] = []
    for row, start, end in zip(*(part.tolist() for part in runs(mask)), strict=True):
        done += [mark for mark in open_ if mark[0] < row - 2]
        open_ = [mark for mark in open_ if mark[0] >= row - 2]
        touching = [mark for mark in open_ if mark[1] <= end and start <= mark[2]]
        joined = [row, start, end, end - start, (end - start) * row]
        for mark in touching:
            open_.remove(mark)
            joined[1], joined[2] = min(joined[1], mark[1]), max(joined[2], mark[2])
            joined[3] += mark[3]
            joined[4] += mark[4]
        open_.append(joined)
    return [
        Ruling((total / dots + 0.5) / scale, start / scale, end / scale)
        for _, start, end, dots, total in (*done, *open_)
    ]
