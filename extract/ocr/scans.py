"""Scanned pages as the page model: straightened, their rulings found, read cell by cell, laid out like any
other page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from extract.model import Box, Grid, Item, Line, Method, Page, Row
from extract.ocr.cells import Sight, SureWord, cell_fills, read_words, without
from extract.ocr.deskew import straight
from extract.ocr.lines import Rulings, find_rulings
from extract.ocr.patches import flattened, patches
from extract.ocr.picture import Picture, grey_of, quarter_turned
from extract.ocr.tesseract import turn_needed
from extract.pdf.assemble import in_order, is_table
from extract.pdf.grids import place, region_fills, ruled_grid
from extract.pdf.paths import Drawing, Fill
from extract.pdf.rulings import Lattice, lattices
from extract.pdf.spacing import Spacer
from extract.pdf.tags import NO_TAGS
from extract.pdf.words import Word
from extract.plan.labels import LabelReader

FLAG = "ocr"
_POOR = 0.6
"""Mean confidence below which a page may lie on its side: Tesseract is above 0.85 on what reads upright."""
_SHIFTED = 60.0
"""Points that paper lies elsewhere on the glass from one page to the next."""
_ALIKE = 5.0
"""Points between column borders of one table on two scanned pages, that shift apart."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one page may cost."""

    seconds: float = 120.0
    """For each run of Tesseract; a page needs two, of some seconds."""


class ScanReader:
    """Reads the scanned pages of one file in order; a table goes on from one to the next."""

    def __init__(self, labels: LabelReader | None = None, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._spacer = Spacer(labels) if labels is not None else None
        self._edges: tuple[float, ...] | None = None

    def page(self, picture: Picture, number: int | None) -> Page:
        """A picture of a whole page as a page; `picture` has the page's size.

        Raises `NeedsOcr` where Tesseract is missing, `TooLarge` past a limit.
        """
        width, height = picture.size
        items, words = self.items(picture, number)
        return Page(
            items=items,
            words=words,
            number=number,
            width=round(width * picture.zoom, 2),
            height=round(height * picture.zoom, 2),
            flags=(FLAG,),
        )

    def part(self, picture: Picture, number: int | None) -> tuple[tuple[Item, ...], int]:
        """As `items`, of a picture pasted into text; nothing where what it shows reads like no words."""
        items, words, sure = self._read(picture, number)
        return (items, words) if sure >= _POOR else ((), 0)

    def items(self, picture: Picture, number: int | None) -> tuple[tuple[Item, ...], int]:
        """What a picture shows, in reading order, with boxes on the page; and how many words that is."""
        items, words, _ = self._read(picture, number)
        return items, words

    def _read(self, picture: Picture, number: int | None) -> tuple[tuple[Item, ...], int, float]:
        seen = self._seen(straight(picture))
        if seen.sureness < _POOR and seen.words:
            turn = turn_needed(seen.sight.grey, round(72 * seen.sight.scale), self._limits.seconds)
            if turn:
                other = self._seen(straight(quarter_turned(picture, turn)))
                seen = max(seen, other, key=_sureness)
        return self._laid_out(seen, number), len(seen.words), seen.sureness

    def _seen(self, picture: Picture) -> _Seen:
        grey = grey_of(picture.rgb)
        sight = Sight(picture.rgb, grey, picture.scale)
        rulings = find_rulings(grey, picture.scale)
        tables = [t for t in lattices(rulings.across, rulings.down) if len(t.xs) > 2]
        wiped = without(grey, rulings.dots, tables, picture.scale)
        fills = patches(sight, tables)
        words = read_words(sight, flattened(sight, wiped, fills), tables, self._limits.seconds)
        return _Seen(picture, sight, rulings, tables, words, [*fills, *cell_fills(sight, tables)])

    def _laid_out(self, seen: _Seen, number: int | None) -> tuple[Item, ...]:
        wide, high = seen.picture.size
        inside, rest = place([one.word for one in seen.words], seen.tables)
        grids = []
        for table, parts in zip(seen.tables, inside, strict=True):
            if is_table(table, parts):
                grids.append(ruled_grid(table, parts, region_fills(table, parts, seen.fills, wide * high)))
            else:
                rest += [word for part in parts for word in part]
        drawing = Drawing(seen.rulings.across, seen.rulings.down, list(seen.fills), wide * high)
        if self._spacer is not None:
            spaced, rest = self._spacer.at(number or 0).grids(rest, drawing)
            grids += spaced
        made = [self._settled(grid, seen) for grid in sorted(grids, key=_top)]
        items = in_order(made, rest, NO_TAGS)
        return on_page(items, seen.picture)

    def _settled(self, grid: Grid, seen: _Seen) -> Grid:
        """The grid marked as read from a picture, each row with how sure its words are; its columns where the
        page before had them, if they are the same."""
        rows = [_marked(row, seen.words) for row in grid.rows]
        edges = grid.edges
        if edges is not None and self._edges is not None and same_columns(edges, self._edges):
            edges = self._edges
        self._edges = edges
        return replace(grid, method=Method.OCR, rows=tuple(rows), edges=edges)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was made out on one picture, before it is laid out."""

    picture: Picture
    sight: Sight
    rulings: Rulings
    tables: Sequence[Lattice]
    words: Sequence[SureWord]
    fills: Sequence[Fill]

    @property
    def sureness(self) -> float:
        """Mean over the letters; 0 without any."""
        return sureness(self.words)


def _sureness(seen: _Seen) -> float:
    return seen.sureness


def sureness(words: Sequence[SureWord]) -> float:
    """Mean confidence of words, each as heavy as it is long; 0 without any."""
    letters = sum(len(one.word.text) for one in words)
    return sum(one.sure * len(one.word.text) for one in words) / letters if letters else 0.0


def _marked(row: Row, words: Sequence[SureWord]) -> Row:
    box = row.box
    inside = [one for one in words if box is not None and _is_in(one.word, box)]
    return row._replace(flags=(*row.flags, FLAG), confidence=round(sureness(inside), 3) if inside else None)


def _is_in(word: Word, box: Box) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return box.x0 <= x <= box.x1 and box.top <= y <= box.bottom


def same_columns(edges: tuple[float, ...], before: tuple[float, ...]) -> bool:
    """Whether two grids have the same columns but for where the paper lay on the glass."""
    if len(edges) != len(before):
        return False
    shift = sum(edges) / len(edges) - sum(before) / len(before)
    apart = max(abs(a - b - shift) for a, b in zip(edges, before, strict=True))
    return abs(shift) <= _SHIFTED and apart <= _ALIKE


def on_page(items: Sequence[Item], picture: Picture) -> tuple[Item, ...]:
    """Items of a straightened picture with boxes on the page as shown. Columns' borders stay those of the
    straight page, so that they compare from page to page; on a page turned by a right angle they are no x."""

    def moved(box: Box | None) -> Box | None:
        return picture.on_page(box) if box is not None else None

    return tuple([_moved(item, moved, picture) for item in items])


def _moved(item: Item, moved: Callable[[Box | None], Box | None], picture: Picture) -> Item:
    if isinstance(item, Line):
        return replace(item, box=moved(item.box), size=item.size * picture.zoom if item.size else None)
    rows = tuple(
        [
            r._replace(box=moved(r.box), cells=tuple([c._replace(box=moved(c.box)) for c in r.cells]))
            for r in item.rows
        ]
    )
    edges = tuple([x * picture.zoom + picture.left for x in item.edges or ()])
    return replace(
        item, box=moved(item.box), rows=rows, edges=edges if edges and not picture.quarters else None
    )


def _top(grid: Grid) -> tuple[float, float]:
    return (grid.box.top, grid.box.x0) if grid.box is not None else (0.0, 0.0)
