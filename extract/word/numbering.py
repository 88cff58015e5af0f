"""Automatic numbers: what Word prints before a numbered paragraph and keeps nowhere in its text.

Plans are typed with the URN column as a multilevel list; without this its cells read empty. ECMA-376 §17.9.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import regex

from extract.ooxml import Element, W
from extract.word.styles import Styles, is_on, number, value
from extract.word.symbols import from_font

BULLET = "•"
_SLOT = regex.compile(r"%([1-9])")
_CUSTOM_ZEROES = regex.compile(r"^0*1,")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list (`w:lvl`)."""

    start: int = 1
    style: str = "decimal"
    """ST_NumberFormat."""
    text: str = ""
    """`%1.%2` and the like."""
    gap: str = " "
    restart: int | None = None
    legal: bool = False
    width: int = 0
    """Digits a custom format pads to: 3 for `001, 002, 003, ...`."""
    paragraph_style: str | None = None
    font: str | None = None


@dataclass(frozen=True, slots=True)
class _List:
    abstract: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]
    """`startOverride` by level."""


class Numbering:
    """The lists of a file and how far each has counted; ask for marks in document order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str, _List] = {}
        self._counts: dict[tuple[str, str], dict[int, int]] = {}
        self._met: set[tuple[str, str, int]] = set()
        self._begun: set[tuple[str, str, int]] = set()
        self.story = "body"
        """Body, text boxes, headers with footers, and notes number apart from each other."""
        if root is None:
            return
        abstracts = {
            element.get(W + "abstractNumId", ""): element for element in root.iter(W + "abstractNum")
        }
        nums = {element.get(W + "numId", ""): element for element in root.iterchildren(W + "num")}
        linked = {value(element.find(W + "styleLink")): key for key, element in abstracts.items()}
        for num_id, element in nums.items():
            key = value(element.find(W + "abstractNumId")) or ""
            base = abstracts.get(key)
            link = value(base.find(W + "numStyleLink")) if base is not None else None
            if link is not None and link in linked:
                key = linked[link]
                base = abstracts[key]
            self._lists[num_id] = _list(key, base, element)

    def mark(self, own: tuple[str | None, int | None] | None, style_id: str | None) -> str:
        """What is printed before the next paragraph with this `numPr` and style, with the gap after it;
        '' where it has no number."""
        num_id, at = self._place(own, style_id)
        found = self._lists.get(num_id or "")
        if found is None or num_id is None or num_id == "0":
            return ""
        level = found.levels.get(at)
        if level is None:
            return ""
        counts = self._counts.setdefault((self.story, found.abstract), {})
        self._begin_above(found, at, counts)
        if at in found.starts and (self.story, num_id, at) not in self._begun:
            counts[at] = found.starts[at]
        else:
            counts[at] = counts[at] + 1 if at in counts else level.start
        self._begun.add((self.story, num_id, at))
        for deeper in [key for key in counts if key > at]:
            restart = found.levels.get(deeper, Level()).restart
            if restart is None or at < restart:
                del counts[deeper]
        printed = _printed(found.levels, at, counts)
        return printed + level.gap if printed else ""

    def _begin_above(self, found: _List, at: int, counts: dict[int, int]) -> None:
        """A list that begins at a deeper level counts the levels over it as begun: after a first `1.1` the
        next number of the first level is `2`, in Word and LibreOffice."""
        story, abstract = self.story, found.abstract
        if (story, abstract, at) not in self._met:
            for above in range(at - 1, -1, -1):
                if (story, abstract, above) in self._met:
                    break
                self._met.add((story, abstract, above))
                counts[above] = found.starts.get(above, found.levels.get(above, Level()).start)
        self._met.add((story, abstract, at))

    def _place(
        self, own: tuple[str | None, int | None] | None, style_id: str | None
    ) -> tuple[str | None, int]:
        """List and level: the paragraph's own, else its style's, whose level is the one linked to it."""
        num_id, level = own or (None, None)
        if num_id is not None:
            return num_id, level or 0
        for key, style in self._styles.chain(style_id):
            if style.numbering is None:
                continue
            num_id, style_level = style.numbering
            if num_id is None:
                continue
            found = self._lists.get(num_id)
            linked = [at for at, one in found.levels.items() if one.paragraph_style == key] if found else []
            by_style = linked[0] if linked else style_level or 0
            return num_id, by_style if level is None else level
        return None, 0


def _list(key: str, abstract: Element | None, num: Element) -> _List:
    levels: dict[int, Level] = {}
    starts: dict[int, int] = {}
    for element in abstract.iterchildren(W + "lvl") if abstract is not None else ():
        levels[_level_number(element)] = _level(element)
    for override in num.iterchildren(W + "lvlOverride"):
        at = _level_number(override)
        own = override.find(W + "lvl")
        if own is not None:
            levels[at] = _level(own)
        start = number(value(override.find(W + "startOverride")))
        if start is not None:
            starts[at] = int(start)
    return _List(key, levels, starts)


def _level_number(element: Element) -> int:
    """0 to 8, as many as there are."""
    return min(max(int(number(element.get(W + "ilvl")) or 0), 0), 8)


def _level(element: Element) -> Level:
    form = element.find(W + "numFmt")
    style = value(form) or "decimal"
    width = 0
    if form is not None and style == "custom":
        example = form.get(W + "format") or ""
        found = _CUSTOM_ZEROES.match(example)
        style, width = "decimal", len(found.group()) - 1 if found else 0
    start = number(value(element.find(W + "start")))
    restart = number(value(element.find(W + "lvlRestart")))
    legal = element.find(W + "isLgl")
    fonts = element.find(f"{W}rPr/{W}rFonts")
    picture = element.find(W + "lvlPicBulletId") is not None
    return Level(
        start=1 if start is None else int(start),
        style="bullet" if picture else style,
        text=value(element.find(W + "lvlText")) or "",
        gap="" if value(element.find(W + "suff")) == "nothing" else " ",
        restart=None if restart is None else int(restart),
        legal=legal is not None and is_on(value(legal), absent=True),
        width=width,
        paragraph_style=value(element.find(W + "pStyle")),
        font=(fonts.get(W + "ascii") or fonts.get(W + "hAnsi")) if fonts is not None else None,
    )


def _printed(levels: Mapping[int, Level], at: int, counts: Mapping[int, int]) -> str:
    level = levels[at]
    if level.style == "bullet":
        return _bullet(level)

    def fill(match: regex.Match[str]) -> str:
        one = int(match.group(1)) - 1
        slot = levels.get(one, Level())
        # `isLgl` (§17.9.4) is for what a number takes over from above: "Section 1.01" under "Article I".
        style = "decimal" if level.legal and one < at else slot.style
        return spell(counts.get(one, slot.start), style, slot.width)

    return str(_SLOT.sub(fill, level.text)).strip()


def _bullet(level: Level) -> str:
    """The sign of a bulleted list: dots of any font as one, dashes and ticks as they are."""
    text = from_font(level.text, level.font).strip()
    if not text or text in ("o", "O", "·", "●", "◦", "▪", "■", "❖", "➢") or not text.isprintable():
        return BULLET
    return text


def spell(count: int, style: str, width: int = 0) -> str:
    """A counter in one of ST_NumberFormat's ways (§17.18.59); decimal for those no British plan uses."""
    if style in ("upperRoman", "lowerRoman") and 0 < count < 4000:
        roman = _roman(count)
        return roman.upper() if style == "upperRoman" else roman
    if style in ("upperLetter", "lowerLetter") and 0 < count < 1000:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if style == "upperLetter" else letter
    if style == "none":
        return ""
    if style == "ordinal":
        return f"{count}{_ordinal_end(count)}"
    if style == "cardinalText" and 0 <= count < len(_TENS) * 10:
        return _cardinal(count).capitalize()
    return f"{count:0{2 if style == 'decimalZero' else width}d}"


def _roman(count: int) -> str:
    text = ""
    for worth, letters in _ROMAN:
        times, count = divmod(count, worth)
        text += letters * times
    return text


def _ordinal_end(count: int) -> str:
    if count % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")


def _cardinal(count: int) -> str:
    if count < len(_UNITS):
        return _UNITS[count]
    tens, units = divmod(count, 10)
    return _TENS[tens] + (f"-{_UNITS[units]}" if units else "")
