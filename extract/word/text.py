"""One paragraph's runs as the text that is printed, with what a ruling may be read from.

ECMA-376 part 1 §17.3 (paragraphs and runs), §17.16 (fields).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from extract.colour import is_grey
from extract.model import RAISED, RGB
from extract.ooxml import Element, W
from extract.word.shapes import boxes_of, fills_of
from extract.word.styles import Look, Styles, is_on, number, value
from extract.word.symbols import from_font, symbol

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SPACES = frozenset(W + name for name in ("tab", "ptab"))
_BREAKS = frozenset(W + name for name in ("br", "cr"))
_PICTURES = frozenset(W + name for name in ("drawing", "pict", "object"))
_NO_RUNS = frozenset(W + name for name in ("pPr", "rt"))
"""Children of a paragraph that hold no printed run; a ruby's `rt` only repeats its base's sound."""


@dataclass(slots=True)
class Text:
    """What a paragraph prints, gathered run by run."""

    parts: list[str] = field(default_factory=list)
    """Pieces of text; a newline in one is a printed line end."""
    inks: set[RGB | None] = field(default_factory=set)
    """Ink of each run that prints something, None where it is black or grey."""
    grounds: set[RGB | None] = field(default_factory=set)
    """Highlight or shading behind each of them."""
    sizes: dict[float, int] = field(default_factory=dict)
    """Letters in each size."""
    bold: set[bool] = field(default_factory=set)
    boxes: list[Element] = field(default_factory=list)
    """`w:txbxContent` and the like anchored here."""
    shapes: list[RGB] = field(default_factory=list)
    """Fills of drawn shapes anchored here."""
    pictures: int = 0
    style: str | None = None
    """Name of the paragraph's style."""

    def lines(self) -> tuple[str, ...]:
        """Printed lines, white space collapsed, none empty."""
        return tuple(
            line for line in (" ".join(part.split()) for part in "".join(self.parts).split("\n")) if line
        )

    def size(self) -> float | None:
        """The size most of its letters have."""
        return max(self.sizes, key=lambda size: (self.sizes[size], size)) if self.sizes else None

    def take(self, other: Text) -> None:
        """Go on with another paragraph's text."""
        self.parts += other.parts
        self.inks |= other.inks
        self.grounds |= other.grounds
        self.bold |= other.bold
        self.boxes += other.boxes
        self.shapes += other.shapes
        self.pictures += other.pictures
        for size, letters in other.sizes.items():
            self.sizes[size] = self.sizes.get(size, 0) + letters


@dataclass(slots=True)
class _Field:
    """A complex field being read: its code prints nothing, its result does."""

    in_code: bool = True
    shown: str = ""
    """What a form field shows of itself, where its result is empty."""
    printed: bool = False


class _Run:
    """Adds the runs of one paragraph to its text."""

    def __init__(self, text: Text, styles: Styles, base: Look, ground: RGB | None) -> None:
        self._text = text
        self._styles = styles
        self._base = base
        self._ground = ground
        self._fields: list[_Field] = []

    def add(self, run: Element) -> None:
        properties = run.find(W + "rPr")
        look = self._base
        if properties is not None:
            named = value(properties.find(W + "rStyle"))
            if named is not None:
                look = self._styles.look_of(named).over(look)
            look = self._styles.look(properties).over(look)
        if look.hidden:
            self._hidden(run)
            return
        for child in run:
            printed = _printed(child, look)
            if printed is not None:
                self._print(printed, look)
            elif child.tag == W + "fldChar":
                self._field(child, look)
            elif child.tag in _PICTURES:
                self._picture(child)
            elif child.tag == W + "ruby":
                for inner in child.iterfind(f"{W}rubyBase/{W}r"):
                    self.add(inner)

    def _print(self, text: str, look: Look) -> None:
        if any(one.in_code for one in self._fields):
            return
        if look.raised and text.strip().isdecimal():
            text = text.translate(RAISED)
        self._text.parts.append(text.upper() if look.caps else text)
        letters = len(text) - text.count(" ")
        if not text.strip():
            return
        for one in self._fields:
            one.printed = True
        ink = look.ink
        self._text.inks.add(None if ink is None or is_grey(ink) else ink)
        self._text.grounds.add(look.ground or self._ground)
        self._text.bold.add(bool(look.bold))
        if look.size is not None:
            self._text.sizes[look.size] = self._text.sizes.get(look.size, 0) + letters

    def _field(self, mark: Element, look: Look) -> None:
        kind = mark.get(W + "fldCharType")
        if kind == "begin":
            self._fields.append(_Field(shown=_form_value(mark)))
        elif self._fields and kind == "separate":
            self._fields[-1].in_code = False
        elif self._fields and kind == "end":
            done = self._fields.pop()
            if done.shown and not done.printed:
                self._print(done.shown, look)

    def _hidden(self, run: Element) -> None:
        """Hidden runs print nothing, yet fields begin and end in them."""
        for child in run.iterchildren(W + "fldChar"):
            self._field(child, Look(hidden=True))

    def _picture(self, element: Element) -> None:
        boxes, fills = boxes_of(element), fills_of(element, self._styles)
        self._text.boxes += boxes
        self._text.shapes += fills
        if not boxes and not fills:
            self._text.pictures += 1


def _printed(child: Element, look: Look) -> str | None:
    """What one child of a run prints, None where it is no text."""
    tag = child.tag
    if tag == W + "t":
        return from_font(child.text or "", look.font)
    if tag in _SPACES:
        return " "
    if tag in _BREAKS:
        return "\n"
    if tag == W + "noBreakHyphen":
        return "-"
    return symbol(child.get(W + "char"), child.get(W + "font")) if tag == W + "sym" else None


def paragraph_text(paragraph: Element, styles: Styles) -> Text:
    """The text of a settled `w:p`, its automatic number apart.

    Field codes are followed within the paragraph: one left open ends with it, so that a damaged field
    cannot swallow the rest of a paper.
    """
    text = Text()
    properties = paragraph.find(W + "pPr")
    style_id = style_of(paragraph, styles)
    base = styles.look_of(style_id).over(styles.defaults)
    ground = styles.shading(properties.find(W + "shd")) if properties is not None else None
    if ground is None:
        ground = next((style.ground for _, style in styles.chain(style_id) if style.ground), None)
    runs = _Run(text, styles, base, ground)
    for run in _runs(paragraph):
        if run.tag == W + "r":
            runs.add(run)
        else:
            text.parts.append(run.text or "")
    return text


def _runs(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == W + "r" or child.tag == _M + "t":
            yield child
        elif child.tag not in _NO_RUNS:
            yield from _runs(child)


def style_of(paragraph: Element, styles: Styles) -> str | None:
    """The id of a paragraph's style, the file's default one where it names none."""
    properties = paragraph.find(W + "pPr")
    named = value(properties.find(W + "pStyle")) if properties is not None else None
    return named or styles.default_paragraph


def mark_is(paragraph: Element, name: str) -> bool:
    """Whether the paragraph's mark carries `del`, `vanish` or the like in its run properties."""
    found = paragraph.find(f"{W}pPr/{W}rPr/{W}{name}")
    return found is not None and is_on(value(found), absent=True)


def _form_value(mark: Element) -> str:
    """What a form field shows (§17.16.5 on): the entry of a dropdown, a ticked or empty box."""
    data = mark.find(W + "ffData")
    if data is None:
        return ""
    entries = [value(entry) or "" for entry in data.iterfind(f"{W}ddList/{W}listEntry")]
    if entries:
        chosen = data.find(f"{W}ddList/{W}result")
        chosen = data.find(f"{W}ddList/{W}default") if chosen is None else chosen
        at = int(number(value(chosen)) or 0)
        return entries[at] if 0 <= at < len(entries) else ""
    box = data.find(W + "checkBox")
    if box is None:
        return ""
    ticked = box.find(W + "checked")
    ticked = box.find(W + "default") if ticked is None else ticked
    return "☒" if ticked is not None and is_on(value(ticked), absent=True) else "☐"
