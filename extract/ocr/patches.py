"""Coloured areas of a picture outside its ruled tables: a RAG column filled in and nothing else drawn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from extract.model import Box
from extract.ocr.cells import COLOURED, Sight
from extract.ocr.lines import runs
from extract.ocr.picture import Grey
from extract.pdf.paths import Fill
from extract.pdf.rulings import Lattice

_LEAST = 7.0
"""Points of the shorter side: letters in colour are no area."""
_SOLID = 0.75
"""Share of its own box that an area fills; photographs and crests fill less."""
_CHANGE = 0.15
"""Sum of the changes in the three channels' shares from which a colour is another; amber to green is 1.1."""
_MOST = 300
"""Areas past which a page is a picture, and its colours say nothing."""


def patches(sight: Sight, tables: Sequence[Lattice]) -> list[Fill]:
    """Rectangles of one colour that stand in no ruled table, as fills in points."""
    step = max(1, round(sight.scale))  # about a point
    high, wide = (n // step * step for n in sight.grey.shape)
    parts = sight.rgb[:high, :wide].reshape(high // step, step, wide // step, step, 3).mean(axis=(1, 3))
    clean = np.minimum(parts * 255 / np.array(sight.paper), 255)
    mask = clean.max(axis=2) - clean.min(axis=2) > COLOURED
    mask &= ~_borders(clean)
    side = step / sight.scale
    for table in tables:
        rows = slice(max(0, int(table.ys[0] / side) - 1), int(table.ys[-1] / side) + 2)
        mask[rows, max(0, int(table.xs[0] / side) - 1) : int(table.xs[-1] / side) + 2] = False
    boxes = [
        Box(x0 * side, top * side, x1 * side, bottom * side)
        for x0, top, x1, bottom, dots in _areas(*(part.tolist() for part in runs(mask)))
        if dots >= _SOLID * (x1 - x0) * (bottom - top) and min(x1 - x0, bottom - top) * side >= _LEAST
    ]
    if len(boxes) > _MOST:
        return []
    return [Fill(b.x0, b.top, b.x1, b.bottom, sight.background(_inside(sight, b))) for b in boxes]


def _borders(colours: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where the colour changes to the right or below, whatever is printed on it: one area ends at another."""
    hue = colours / np.maximum(colours.sum(axis=2, keepdims=True), 1.0)
    out = np.zeros(hue.shape[:2], dtype=np.bool_)
    out[:, :-1] = np.abs(np.diff(hue, axis=1)).sum(axis=2) > _CHANGE
    out[:-1] |= np.abs(np.diff(hue, axis=0)).sum(axis=2) > _CHANGE
    return out


def _inside(sight: Sight, box: Box) -> tuple[slice, slice]:
    return sight.span(box.x0 + 1, box.top + 1, box.x1 - 1, box.bottom - 1)


def _areas(
    rows: Sequence[int], starts: Sequence[int], ends: Sequence[int]
) -> list[tuple[int, int, int, int, int]]:
    """Runs on neighbouring rows that overlap, as areas: left, top, right, bottom, and dots in it."""
    open_: list[tuple[int, int, int, int, int]] = []
    done: list[tuple[int, int, int, int, int]] = []
    for row, start, end in zip(rows, starts, ends, strict=True):
        done += [area for area in open_ if area[3] < row]
        open_ = [area for area in open_ if area[3] >= row]
        touching = [area for area in open_ if area[0] < end and start < area[2]]
        open_ = [area for area in open_ if area not in touching]
        open_.append(
            (
                min([start, *(a[0] for a in touching)]),
                min([row, *(a[1] for a in touching)]),
                max([end, *(a[2] for a in touching)]),
                row + 1,
                end - start + sum(a[4] for a in touching),
            )
        )
    return [*done, *open_]


def flattened(sight: Sight, grey: Grey, fills: Sequence[Fill]) -> Grey:
    """The picture with coloured areas as bright as paper and what is printed on them kept: Tesseract takes
    an area for a letter as tall as it is."""
    out = grey.copy()
    shade = int(np.median(grey[::8, ::8]))
    for fill in fills:
        box = Box(fill.x0, fill.top, fill.x1, fill.bottom)
        inner = _inside(sight, box)
        if not out[inner].size:
            continue
        ground = max(1, int(np.median(out[inner])))
        letters = np.minimum(out[inner].astype(np.uint16) * shade // ground, shade).astype(np.uint8)
        out[sight.span(box.x0 - 1.5, box.top - 1.5, box.x1 + 1.5, box.bottom + 1.5)] = shade
        out[inner] = letters
    return out
