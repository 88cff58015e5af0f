"""What the reading of one page leaves for the next: its tagged rows, and whether rulings and tags agree."""

from __future__ import annotations

from collections.abc import Sequence

from extract.pdf.rulings import Lattice
from extract.pdf.tagged import Path

_SAME = 1.0
"""Points between two borders up to which they are one column's on two pages."""


class Before:
    """What is known of the page before, by number: pages may be left out."""

    def __init__(self) -> None:
        self._rows: tuple[int, frozenset[Path]] = (0, frozenset())
        self._borders: tuple[int, Sequence[float]] = (0, ())

    def keep_rows(self, number: int, rows: frozenset[Path]) -> None:
        """Keep the tagged rows and tables with content on a page."""
        self._rows = (number, rows)

    def rows(self, number: int) -> frozenset[Path] | None:
        """The tagged rows with content on the page before `number`, None where they are not known."""
        return self._rows[1] if self._rows[0] == number - 1 else None

    def bear_out(self, number: int, grid: Lattice) -> None:
        """Keep that the tag tree says the same as the rulings of a page's one grid, where it is asked."""
        self._borders = (number, grid.xs)

    def is_borne_out(self, number: int, ruled: Sequence[Lattice]) -> bool:
        """Whether a page has one grid, with every border, and the columns that were borne out on the page
        before."""
        if len(ruled) != 1 or self._borders[0] != number - 1:
            return False
        xs, ys, known = ruled[0].xs, ruled[0].ys, self._borders[1]
        full = len(ruled[0].regions) == (len(xs) - 1) * (len(ys) - 1)
        near = len(xs) == len(known) and all(abs(a - b) < _SAME for a, b in zip(xs, known, strict=True))
        return full and near
