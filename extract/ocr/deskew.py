"""Scans that went in askew, turned straight by the direction in which their lines run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from extract.ocr.lines import thin
from extract.ocr.picture import Grey, Picture, grey_of

_THICK = 12
"""Dots in height up to which a mark is of a letter or a ruling."""
_FURTHEST = 5.0
"""Degrees; paper further askew does not go through a feeder."""
_LEAST = 0.03
"""Degrees that move the end of a line by less than two dots."""
_STEPS = ((4, 0.25, 12.0), (1, 0.06, 4.0), (1, 0.015, 2.0))
"""How many dots make one, degrees between the angles tried, and height in dots of the strips that they are
counted in. A quarter of the dots shows where lines run, not to a tenth of a degree."""


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
    best, reach, scale = 0.0, _FURTHEST, 0
    for shrunk, step, strip in _STEPS:
        if shrunk != scale:
            scale = shrunk
            x, y = _marks(grey, scale)
            if len(y) * scale < 800:
                return 0.0
        angles = best + np.arange(-round(reach / step), round(reach / step) + 1) * step
        full = [_fullness(x, y, angle, strip / scale) for angle in angles]
        best = float(max(zip(full, -np.abs(angles), angles, strict=True))[2])
        reach = 1.5 * step
    return best


def _marks(grey: Grey, scale: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the dark dots are, across from the middle and down, on a picture shrunk by `scale`."""
    small = _shrunk(grey, scale) if scale > 1 else grey
    y, x = np.nonzero(thin(small, _THICK // scale, 40))
    return x - small.shape[1] / 2, y.astype(np.float64)


def _shrunk(grey: Grey, scale: int) -> Grey:
    high, wide = (n // scale * scale for n in grey.shape)
    parts = grey[:high, :wide].reshape(high // scale, scale, wide // scale, scale)
    small: Grey = parts.mean(axis=(1, 3)).astype(np.uint8)
    return small


def _fullness(x: NDArray[np.float64], y: NDArray[np.float64], angle: float, strip: float) -> float:
    at = (y - x * np.tan(np.radians(angle))) / strip
    counts = np.bincount((at - at.min()).astype(np.intp))
    return float(np.square(counts.astype(np.float64)).sum())
