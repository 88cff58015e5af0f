"""Styles: what a paragraph or run looks like once its chain of styles is followed (ECMA-376 §17.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from extract.colour import HIGHLIGHTS, THEME_SLOTS, from_hex, mix, relight
from extract.model import RGB
from extract.ooxml import Element, W

_OFF = ("0", "false", "off", "none")
_CHAIN = 20
"""Styles based on each other, at most; a loop ends here too."""


@dataclass(frozen=True, slots=True)
class Look:
    """What run properties say; None: nothing said at this level."""

    bold: bool | None = None
    size: float | None = None
    """Points."""
    ink: RGB | None = None
    hidden: bool | None = None
    caps: bool | None = None
    font: str | None = None
    ground: RGB | None = None
    """Highlight or shading behind the text."""
    raised: bool | None = None
    """Superscript."""

    def over(self, base: Look) -> Look:
        """The look where it says something, else the one beneath."""
        if self is PLAIN:
            return base
        return Look(
            *(
                getattr(base, field.name) if getattr(self, field.name) is None else getattr(self, field.name)
                for field in fields(self)
            )
        )


PLAIN = Look()


@dataclass(frozen=True, slots=True)
class Style:
    """One style of styles.xml, by itself."""

    name: str | None
    based_on: str | None
    look: Look
    ground: RGB | None
    """Shading of its paragraphs."""
    numbering: tuple[str | None, int | None] | None
    """Its `numPr`: numId and level."""


class Styles:
    """The styles of a file, and its theme's colours."""

    def __init__(self, root: Element | None, theme: Mapping[str, RGB]) -> None:
        self._theme = theme
        self._elements: dict[str, Element] = {}
        self._styles: dict[str, Style | None] = {}
        self._looks: dict[str | None, Look] = {None: PLAIN}
        self.default_paragraph: str | None = None
        self.defaults = PLAIN
        if root is None:
            return
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self.defaults = self.look(defaults)
        for element in root.iterchildren(W + "style"):
            style_id = element.get(W + "styleId", "")
            self._elements[style_id] = element
            if element.get(W + "type") == "paragraph" and is_on(element.get(W + "default"), absent=False):
                self.default_paragraph = style_id

    def name(self, style_id: str | None) -> str | None:
        """The name a person sees; the id where the style is not in the file."""
        style = self._style(style_id or "")
        return (style.name if style else None) or style_id

    def chain(self, style_id: str | None) -> list[tuple[str, Style]]:
        """A style and those it builds on, nearest first."""
        found: list[tuple[str, Style]] = []
        while style_id and len(found) < _CHAIN:
            style = self._style(style_id)
            if style is None:
                break
            found.append((style_id, style))
            style_id = style.based_on
        return found

    def look_of(self, style_id: str | None) -> Look:
        """Run properties of a style with all it builds on."""
        if style_id not in self._looks:
            look = PLAIN
            for _, style in reversed(self.chain(style_id)):
                look = style.look.over(look)
            self._looks[style_id] = look
        return self._looks[style_id]

    def look(self, properties: Element | None) -> Look:
        """What a `w:rPr` says itself, its style apart."""
        if properties is None or len(properties) == 0:
            return PLAIN
        said: dict[str, Element] = {child.tag: child for child in properties}
        size = number(value(said.get(W + "sz")))
        fonts = said.get(W + "rFonts")
        hidden = said.get(W + "vanish")
        return Look(
            bold=_toggle(said.get(W + "b")),
            size=None if size is None else size / 2,
            ink=self._ink(said.get(W + "color")),
            hidden=_toggle(hidden),
            caps=_toggle(said.get(W + "caps")),
            font=(fonts.get(W + "ascii") or fonts.get(W + "hAnsi")) if fonts is not None else None,
            ground=HIGHLIGHTS.get(value(said.get(W + "highlight")) or "")
            or self.shading(said.get(W + "shd")),
            raised=value(said.get(W + "vertAlign")) == "superscript" if W + "vertAlign" in said else None,
        )

    def shading(self, element: Element | None) -> RGB | None:
        """Colour a `w:shd` shows (§17.3.5): its fill, its dots when solid, a mixture for a pattern."""
        if element is None:
            return None
        pattern = value(element) or "clear"
        if pattern == "nil":
            return None
        fill = self._themed(element, "themeFill") or from_hex(element.get(W + "fill"))
        dots = self._themed(element, "themeColor") or from_hex(element.get(W + "color"))
        if pattern == "solid":
            return dots or (0, 0, 0)
        if pattern.startswith("pct"):
            share = min(max((number(pattern[3:]) or 0) / 100, 0.0), 1.0)
            if fill is None and dots is None:
                return mix((0, 0, 0), (255, 255, 255), share)
            return mix(dots or (0, 0, 0), fill or (255, 255, 255), share)
        return fill

    def scheme(self, name: str | None) -> RGB | None:
        """A theme colour by any of its names."""
        return self._theme.get(THEME_SLOTS.get(name or "", ""))

    def _ink(self, element: Element | None) -> RGB | None:
        if element is None:
            return None
        colour = self._themed(element, "themeColor") or from_hex(value(element))
        return (0, 0, 0) if colour is None else colour

    def _themed(self, element: Element, attribute: str) -> RGB | None:
        colour = self.scheme(element.get(W + attribute))
        if colour is None:
            return None
        tint = _share(element.get(W + attribute.replace("Color", "") + "Tint"))
        shade = _share(element.get(W + attribute.replace("Color", "") + "Shade"))
        if tint is not None:
            colour = relight(colour, tint, 1 - tint)
        if shade is not None:
            colour = relight(colour, shade)
        return colour

    def _style(self, style_id: str) -> Style | None:
        """A style by its id, read when first asked for: files carry hundreds and use a few."""
        if style_id not in self._styles:
            element = self._elements.get(style_id)
            self._styles[style_id] = self._read(element) if element is not None else None
        return self._styles[style_id]

    def _read(self, element: Element) -> Style:
        paragraph = element.find(W + "pPr")
        return Style(
            name=value(element.find(W + "name")),
            based_on=value(element.find(W + "basedOn")),
            look=self.look(element.find(W + "rPr")),
            ground=self.shading(paragraph.find(W + "shd")) if paragraph is not None else None,
            numbering=numbering_of(paragraph),
        )


def numbering_of(properties: Element | None) -> tuple[str | None, int | None] | None:
    """NumId and level a `w:pPr` says itself (§17.3.1.19)."""
    element = properties.find(W + "numPr") if properties is not None else None
    if element is None:
        return None
    level = number(value(element.find(W + "ilvl")))
    return value(element.find(W + "numId")), None if level is None else int(level)


def value(element: Element | None) -> str | None:
    """An element's `w:val`."""
    return None if element is None else element.get(W + "val")


def number(text: str | None) -> float | None:
    """A number, None where it is none."""
    try:
        read = float(text or "")
    except ValueError:
        return None
    return read if abs(read) < 1e9 else None


def is_on(text: str | None, *, absent: bool) -> bool:
    """ST_OnOff (§22.9.2.7)."""
    return absent if text is None else text not in _OFF


def _toggle(element: Element | None) -> bool | None:
    return None if element is None else is_on(value(element), absent=True)


def _share(text: str | None) -> float | None:
    """`00` to `FF` as 0 to 1."""
    try:
        return min(max(int((text or "")[:4], 16) / 255, 0.0), 1.0)
    except ValueError:
        return None
