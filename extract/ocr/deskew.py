"""Scans that went in askew, turned straight by the direction in which their lines run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from extract.ocr.lines import thin
from extract.ocr.picture import Grey, Picture, grey_of

_SHRUNK = 4
"""Lines run in the same direction on a quarter of the dots."""
_FURTHEST = 5.0
"""Degrees; paper further askew does not go through a feeder."""
_LEAST = 0.03
"""Degrees that move the end of a line by less than two dots."""
_STEPS = ((0.25, 3.0), (0.06, 1.0), (0.015, 1.0))
"""Degrees between angles tried, and height in dots of the strips that dots are counted in."""


def straight(picture: Picture) -> Picture:
    """The picture turned about its middle so that its lines run level; what comes in at corners is paper."""
    grey = grey_of(picture.rgb)
    angle = skew(grey)
    if abs(angle) < _LEAST:
        return picture
    from PIL import Image  # noqa: PLC0415 - only where a picture is turned

    paper = tuple(int(v) for v in np.median(picture.rgb[::16, ::16].reshape(-1, 3), axis=0))
    turned = Image.fromarray(picture.rgb).rotate(angle, Image.Resampling.BICUBIC, fillcolor=paper)
    return replace(picture, rgb=np.asarray(turned, dtype=np.uint8), angle=-angle)


def skew(grey: Grey) -> float:
    """Degrees by which lines run down to the right; 0 where nothing says so.

    Dark dots are counted in strips along each angle: along the lines' own, some strips are full and others
    empty, and the sum of squares is the largest.
    """
    small = _shrunk(grey)
    marks = thin(small, 3, 40)
    y, x = np.nonzero(marks)
    if len(y) < 200:
        return 0.0
    x = x - small.shape[1] / 2
    best = 0.0
    reach = _FURTHEST
    for step, strip in _STEPS:
        angles = best + np.arange(-round(reach / step), round(reach / step) + 1) * step
        best = max(angles, key=lambda a: (_fullness(x, y, a, strip), -abs(a)))
        reach = 1.5 * step
    return float(best)


def _shrunk(grey: Grey) -> Grey:
    high, wide = (n // _SHRUNK * _SHRUNK for n in grey.shape)
    parts = grey[:high, :wide].reshape(high // _SHRUNK, _SHRUNK, wide // _SHRUNK, _SHRUNK)
    small: Grey = parts.mean(axis=(1, 3)).astype(np.uint8)
    return small


def _fullness(x: NDArray[np.float64], y: NDArray[np.intp], angle: float, strip: float) -> float:
    at = (y - x * np.tan(np.radians(angle))) / strip
    counts = np.bincount((at - at.min()).astype(np.intp))
    return float(np.square(counts.astype(np.float64)).sum())
