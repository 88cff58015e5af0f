"""What a picture shows in each cell and around the tables: words by Tesseract, colours by their dots."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extract.model import RGB
from extract.ocr.lines import Mask
from extract.ocr.picture import Colour, Grey
from extract.ocr.tesseract import BLOCK, SPARSE, ReadWord, read_pictures
from extract.pdf.paths import Fill
from extract.pdf.rulings import Lattice
from extract.pdf.runs import Run
from extract.pdf.words import Word

_INSET = 1.2
"""Points inside its borders that a cell's text begins."""
_MARGIN = 10
"""White dots around a cell that Tesseract wants."""
_INK = 45
"""Grey levels from the cell's background at which a dot is ink."""
_GRAIN = 20
"""Grey levels by which the dots of plain paper differ from each other."""
_SPECKS = 0.35
"""Square points of ink below which a cell is empty: a full stop has as much."""
COLOURED = 40
"""Between the strongest and the weakest channel, from which a dot is no grey; paper yellows by less."""
_PAPER = 235
"""Channel value, with the paper's own shade taken out, from which a background is paper."""
_DIRT = 0.5
_HEADING = 1.3
"""Times the usual height from which a line is of a larger size."""
_TALL = 0.93
"""Height of a line with ascenders and descenders, as a share of the font size."""


class SureWord(NamedTuple):
    """A word in points of the straight picture, and how sure Tesseract is of it, 0 to 1."""

    word: Word
    sure: float


class Sight:
    """A straight picture of `scale` dots per point, with what was found on it."""

    def __init__(self, rgb: Colour, grey: Grey, scale: float) -> None:
        self.rgb, self.grey, self.scale = rgb, grey, scale
        self.paper = paper_of(rgb)

    def span(self, x0: float, top: float, x1: float, bottom: float) -> tuple[slice, slice]:
        """Rows and columns of dots of a box in points."""
        high, wide = self.grey.shape
        return (
            slice(max(0, round(top * self.scale)), min(high, max(0, round(bottom * self.scale)))),
            slice(max(0, round(x0 * self.scale)), min(wide, max(0, round(x1 * self.scale)))),
        )

    def background(self, span: tuple[slice, slice]) -> RGB:
        """The colour that most of a box has, with the paper's shade taken out."""
        dots = self.rgb[span][::2, ::2].reshape(-1, 3)
        return self.clean(np.median(dots, axis=0)) if len(dots) else (255, 255, 255)

    def ink(self, span: tuple[slice, slice]) -> RGB | None:
        """The colour of the letters in a box; None where they are black or grey, or too few to tell."""
        grey, rgb = self.grey[span], self.rgb[span]
        if grey.size < 30:
            return None
        ground = np.median(grey)
        dots = rgb[np.abs(grey.astype(np.int16) - ground) > max(_INK, 0.6 * abs(float(grey.min()) - ground))]
        if len(dots) < 20:
            return None
        colour = self.clean(np.median(dots, axis=0))
        return colour if max(colour) - min(colour) > COLOURED * 2 else None

    def clean(self, colour: NDArray[np.float64]) -> RGB:
        """A colour as it would be on white paper."""
        red, green, blue = (min(255, int(c * 255 / p)) for c, p in zip(colour, self.paper, strict=True))
        return red, green, blue


def paper_of(rgb: Colour) -> tuple[float, float, float]:
    """The paper's own shade: what most of the brighter half of the dots have."""
    dots = rgb[::8, ::8].reshape(-1, 3)
    bright = dots[dots.sum(axis=1) >= np.median(dots.sum(axis=1))]
    red, green, blue = (max(64.0, float(v)) for v in np.median(bright, axis=0))
    return red, green, blue


def without(grey: Grey, dots: Mask, lattices: Sequence[Lattice], scale: float) -> Grey:
    """The picture with the borders of its tables wiped out, each dot as bright as the brightest near it:
    Tesseract takes a border for a letter, and breaks words at it."""
    out = grey.copy()
    reach = max(3, round(1.5 * scale))
    for lattice in lattices:
        for r in lattice.regions:
            rows = slice(max(0, round(r.top * scale) - reach), round(r.bottom * scale) + reach)
            cols = slice(max(0, round(r.x0 * scale) - reach), round(r.x1 * scale) + reach)
            for x in (r.x0, r.x1):
                beside = slice(max(0, round(x * scale) - 2 * reach), round(x * scale) + 2 * reach + 1)
                _wipe(out[rows, beside], dots[rows, beside])
            for y in (r.top, r.bottom):
                beside = slice(max(0, round(y * scale) - 2 * reach), round(y * scale) + 2 * reach + 1)
                _wipe(out[beside, cols].T, dots[beside, cols].T)
    return out


def _wipe(part: Grey, marks: Mask) -> None:
    """Wipe out, in place, the dots of a border that runs down."""
    if not part.size or not marks.any():
        return
    wide = marks.copy()
    for _ in range(2):
        wide[:, 1:] |= wide[:, :-1]
        wide[:, :-1] |= wide[:, 1:]
    part[wide] = np.broadcast_to(part.max(axis=1, keepdims=True), part.shape)[wide]


def cell_fills(sight: Sight, lattices: Sequence[Lattice]) -> list[Fill]:
    """The background of each cell that is not paper."""
    out: list[Fill] = []
    for lattice in lattices:
        for r in lattice.regions:
            inset = min(2.0, (r.x1 - r.x0) / 4, (r.bottom - r.top) / 4)
            span = sight.span(r.x0 + inset, r.top + inset, r.x1 - inset, r.bottom - inset)
            colour = sight.background(span)
            if min(colour) >= _PAPER:
                continue
            out.append(Fill(r.x0, r.top, r.x1, r.bottom, colour))
    return out


def read_words(sight: Sight, grey: Grey, tables: Sequence[Lattice], seconds: float) -> list[SureWord]:
    """Every word of a picture whose borders are wiped out: cell by cell, so that the text of neighbours is
    never one line, and around the tables."""
    dpi = round(72 * sight.scale)
    pictures: list[Grey] = []
    places: list[tuple[int, int]] = []
    around = grey.copy()
    shade = int(np.median(grey[::8, ::8]))
    for table in tables:
        around[sight.span(table.xs[0] - 1, table.ys[0] - 1, table.xs[-1] + 1, table.ys[-1] + 1)] = shade
        for r in table.regions:
            rows, cols = sight.span(r.x0 + _INSET, r.top + _INSET, r.x1 - _INSET, r.bottom - _INSET)
            picture = cell_picture(grey[rows, cols], sight.scale)
            if picture is not None:
                pictures.append(picture)
                places.append((cols.start - _MARGIN, rows.start - _MARGIN))
    found = [(word, *places[word.picture]) for word in read_pictures(pictures, dpi, BLOCK, seconds)]
    rest = cell_picture(around, sight.scale)
    if rest is not None:
        # on a page without rulings, page layout analysis takes narrow columns for dirt
        mode = SPARSE if tables else BLOCK
        found += [
            (word._replace(picture=-1), -_MARGIN, -_MARGIN)
            for word in read_pictures([rest], dpi, mode, seconds)
        ]
    return _as_words([one for one in found if not is_dirt(one[0])], sight)


def is_dirt(word: ReadWord) -> bool:
    """Specks and the rests of borders that Tesseract gives a character for: no letter or digit, and hardly
    sure of it."""
    return not any(c.isalnum() for c in word.text) and word.sure < _DIRT


def _as_words(found: Sequence[tuple[ReadWord, int, int]], sight: Sight) -> list[SureWord]:
    """Words in points; those of one line stand on one baseline, with one size.

    Tesseract's boxes hug the letters, so a line's height says its font size only where it has letters that
    go up and letters that go down: most lines of a page do, and others are taken to be of their size.
    """
    lines: dict[tuple[int, tuple[int, int, int]], list[tuple[ReadWord, int, int]]] = {}
    for word, dx, dy in found:
        lines.setdefault((word.picture, word.line), []).append((word, dx, dy))
    heights = {
        key: max(w.bottom for w, _, _ in line) - min(w.top for w, _, _ in line) for key, line in lines.items()
    }
    full = [heights[key] for key, line in lines.items() if sum(len(w.text) for w, _, _ in line) >= 10]
    usual = median(full or list(heights.values()) or [1])
    out: list[SureWord] = []
    for key, line in lines.items():
        size = (heights[key] if heights[key] > _HEADING * usual else usual) / sight.scale / _TALL
        top, bottom = (side / sight.scale for side in _extent(line))
        runs: dict[RGB | None, Run] = {}
        for w, dx, dy in line:
            ink = sight.ink((slice(w.top + dy, w.bottom + dy), slice(w.x0 + dx, w.x1 + dx)))
            run = runs.setdefault(ink, Run(round(size, 2), bottom, ink=ink))
            x0, x1 = (w.x0 + dx) / sight.scale, (w.x1 + dx) / sight.scale
            out += [SureWord(Word(text, x0, top, x1, bottom, run), w.sure) for text in w.text.split()]
    return out


def _extent(line: Sequence[tuple[ReadWord, int, int]]) -> tuple[int, int]:
    return min(w.top + dy for w, _, dy in line), max(w.bottom + dy for w, _, dy in line)


def cell_picture(grey: Grey, scale: float) -> Grey | None:
    """A cell as black on clean white with room around; None where it holds no ink.

    What is nearly as bright as the background is paper: the grain of a scan on a plain fill reads like
    text otherwise.
    """
    edge = max(2, round(0.6 * scale))  # what is left of a border there is no ink
    inner = grey[edge:-edge, edge:-edge]
    if min(inner.shape, default=0) < edge:
        return None
    ground = int(np.median(inner[::2, ::2]))
    dark, light = int((inner < ground - _INK).sum()), int((inner > ground + _INK).sum())
    if dark + light < _SPECKS * scale * scale:
        return None
    if light > dark:  # white letters on a fill
        grey, ground = 255 - grey, 255 - ground
    lifted = np.minimum(grey.astype(np.uint16) * 255 // max(1, ground - _GRAIN), 255).astype(np.uint8)
    return np.pad(lifted, _MARGIN, constant_values=255)
