"""How a workbook's cells look: number format, fill, ink and font of each cell style (ECMA-376 §18.8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from extract.colour import from_hex, is_grey, not_white, relight
from extract.model import RGB
from extract.ooxml import Element
from extract.sheet_format import BUILT_IN, GENERAL

Kind = TypeVar("Kind")

_THEME = (
    "lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink",
    "folHlink",
)  # fmt: skip
"""Theme colours in the order a cell numbers them: light before dark, unlike the theme part."""
_PALETTE = (
    "000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF", "000000", "FFFFFF",
    "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF", "800000", "008000", "000080", "808000",
    "800080", "008080", "C0C0C0", "808080", "9999FF", "993366", "FFFFCC", "CCFFFF", "660066", "FF8080",
    "0066CC", "CCCCFF", "000080", "FF00FF", "FFFF00", "00FFFF", "800080", "800000", "008080", "0000FF",
    "00CCFF", "CCFFFF", "CCFFCC", "FFFF99", "99CCFF", "FF99CC", "CC99FF", "FFCC99", "3366FF", "33CCCC",
    "99CC00", "FFCC00", "FF9900", "FF6600", "666699", "969696", "003366", "339966", "003300", "333300",
    "993300", "993366", "333399", "333333",
)  # fmt: skip
"""The indexed colours of old, §18.8.27."""


@dataclass(frozen=True, slots=True)
class Style:
    """One entry of `cellXfs`."""

    code: str = GENERAL
    """Number format."""
    fill: RGB | None = None
    ink: RGB | None = None
    font: str | None = None


class Styles:
    """The cell styles of a workbook by number."""

    def __init__(self, root: Element | None, theme: Mapping[str, RGB]) -> None:
        self._theme = theme
        self._palette: Sequence[str] = _PALETTE
        self._styles: list[Style] = []
        if root is None:
            return
        own = [element.get("rgb", "") for element in named(root, "colors", "indexedColors", "rgbColor")]
        self._palette = own or _PALETTE
        codes = {
            element.get("numFmtId"): element.get("formatCode", GENERAL)
            for element in named(root, "numFmts", "numFmt")
        }
        fills = [self._fill(element) for element in named(root, "fills", "fill")]
        fonts = [self._font(element) for element in named(root, "fonts", "font")]
        for xf in named(root, "cellXfs", "xf"):
            number = xf.get("numFmtId", "0")
            code = codes.get(number) or BUILT_IN.get(whole(number) or 0, GENERAL)
            ink, font = pick(fonts, xf.get("fontId")) or (None, None)
            self._styles.append(Style(code, pick(fills, xf.get("fillId")), ink, font))

    def style(self, number: str | None) -> Style:
        """The style a cell's `s` names."""
        return pick(self._styles, number or "0") or Style()

    def ink(self, element: Element | None) -> RGB | None:
        """A text colour, None where it is black or grey."""
        colour = self._colour(element)
        return None if colour is None or is_grey(colour) else colour

    def _fill(self, fill: Element) -> RGB | None:
        pattern = next(named(fill, "patternFill"), None)
        if pattern is not None:
            if pattern.get("patternType") != "solid":
                return None
            return not_white(self._colour(next(named(pattern, "fgColor"), None)))
        return not_white(self._colour(next(named(fill, "gradientFill", "stop", "color"), None)))

    def _font(self, font: Element) -> tuple[RGB | None, str | None]:
        name = next(named(font, "name"), None)
        return self.ink(next(named(font, "color"), None)), name.get("val") if name is not None else None

    def _colour(self, element: Element | None) -> RGB | None:
        """CT_Color (§18.8.19): rgb, theme or index, lightened or darkened by its tint."""
        if element is None:
            return None
        theme, index = element.get("theme"), element.get("indexed")
        if theme is not None:
            colour = self._theme.get(pick(_THEME, theme) or "")
        elif index is not None:
            colour = from_hex(pick(self._palette, index))
        else:
            colour = from_hex(element.get("rgb"))
        try:
            tint = float(element.get("tint") or 0)
        except ValueError:
            tint = 0.0
        if colour is None or not -1 <= tint <= 1 or tint == 0:
            return colour
        return relight(colour, 1 + tint) if tint < 0 else relight(colour, 1 - tint, tint)


def named(element: Element, *path: str) -> Iterator[Element]:
    """Descendants by local names, one a step: workbooks come in two namespaces and mean the same."""
    for child in element.iterchildren("{*}" + path[0]):
        if len(path) == 1:
            yield child
        else:
            yield from named(child, *path[1:])


def pick(items: Sequence[Kind], number: str | None) -> Kind | None:
    """The item a file names by number, None where there is none."""
    at = whole(number)
    return items[at] if at is not None and at < len(items) else None


def whole(text: str | None) -> int | None:
    """A whole number from 0 to under ten million, None where the file says something else."""
    text = (text or "").strip()
    return int(text) if text.isdecimal() and len(text) <= 7 else None
