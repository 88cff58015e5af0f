"""Lines outside the tables put together into paragraph-like blocks.

A Word paragraph is a block already. On a page of lines a block is what stands close together in one size and
weight: boxes scattered over a page, or side by side, stay apart although their lines share a height.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from extract.model import Block, Box, Line, Page

FURNITURE = "furniture"
"""The style of a block that the format marks as header, footer or artifact."""

_BULLET = re.compile(r"^\s*(?:[\u2022\u00b7\u25aa\u25cf\u25e6\u2023\uf0b7\uf0a7*o]|[-\u2013\u2014])\s")
_LONE_MARK = re.compile(
    r"^(?:[\u2022\u00b7\u25aa\u25cf\u25e6\u2023\uf0b7\uf0a7*\-\u2013]|\(?\w{1,3}[.)]|\d{1,3}(?:\.\d{1,3})*\.?)$"
)
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]?|\(?[a-z]{1,3}[.)]|Appendix\s+\w+)\s+\S")
_ENDED = re.compile(r"[.:;!?]\s*$")
_HYPHEN_END = re.compile(r"(?<=\w)[-\u2010\u2011]$")
_ITEMS = frozenset({"L", "LI", "LBody"})
_PITCH = 1.75
"""Greatest distance between the tops of two lines of one block, in line heights: past it is a gap that a
writer left. Leading of brochures reaches 1.5."""


@dataclass(slots=True)
class _Open:
    """A block being put together."""

    lines: list[Line]
    box: Box
    order: int

    @property
    def last(self) -> Line:
        return self.lines[-1]


def blocks(page: Page) -> list[Block]:
    """The blocks of one page in reading order; tables are left out."""
    lines = [item for item in page.items if isinstance(item, Line) and item.text.strip()]
    if any(line.box is None for line in lines):
        return [_alone(line, page.number) for line in lines]
    open_blocks = _clusters(_joined_marks(lines))
    return [_block(o, page.number) for o in sorted(open_blocks, key=lambda o: o.order)]


def wants_places(text: str) -> bool:
    """Whether a page's plain text is of short pieces, so that only their places tell what belongs together.

    A brochure sets sentences in boxes side by side; prose runs the width of the page, and a table of
    figures is mostly digits.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) < 10:
        return False
    worded = [line for line in lines if sum(c.isalpha() for c in line) * 4 >= 3 * len(line.replace(" ", ""))]
    short = [line for line in worded if len(line) <= 45 and len(line.split()) >= 2]
    return len(short) * 10 >= 6 * len(lines)


def _clusters(lines: list[Line]) -> list[_Open]:
    """Lines gathered downwards, each into the block right above it that it continues."""
    done: list[_Open] = []
    active: list[_Open] = []
    right = max((_box(line).x1 for line in lines), default=0.0)
    for order, line in sorted(enumerate(lines), key=lambda pair: (_box(pair[1]).top, _box(pair[1]).x0)):
        box = _box(line)
        reach = _PITCH * _height(line)
        below = [o for o in active if box.top - _box(o.last).top <= reach * 1.5]
        done += [o for o in active if o not in below]
        active = below
        home = min(
            (o for o in active if _continues(o, line, right)),
            key=lambda o: (box.top - _box(o.last).top, abs(_middle(o.box) - _middle(box))),
            default=None,
        )
        if home is None:
            active.append(_Open([line], box, order))
        else:
            home.lines.append(line)
            home.box = home.box.union(box)
            home.order = min(home.order, order)
    return done + active


def _is_new_item(last: Line, line: Line, right: float) -> bool:
    """Whether a line of a tagged list begins an item: its bullet is often drawn and no text.

    It does where it begins with a capital and its first word would still have fitted on the line above;
    `right` is where the page's text ends.
    """
    box = _box(line)
    word = len(line.text.split(maxsplit=1)[0]) + 1
    room = right - _box(last).x1
    return not line.text[:1].islower() and room > word * (box.x1 - box.x0) / max(1, len(line.text))


def _continues(block: _Open, line: Line, right: float) -> bool:
    """Whether a line is the next one of the block above it."""
    last, box = _box(block.last), _box(line)
    step = box.top - last.top
    if not 0.5 * _height(line) <= step <= _PITCH * max(_height(line), _height(block.last)):
        return False
    if line.style in _ITEMS and _is_new_item(block.last, line, right):
        return False
    if not _alike(block.last, line) or _BULLET.match(line.text) or _NUMBERED.match(line.text):
        return False
    shared = min(last.x1, box.x1) - max(last.x0, box.x0)
    if shared < 0.5 * min(last.x1 - last.x0, box.x1 - box.x0):
        return False
    return not _ended_early(block, line)


def _ended_early(block: _Open, line: Line) -> bool:
    """True where the line above ended its sentence with room left for the next word: a paragraph ends."""
    if not _ENDED.search(block.last.text):
        return False
    box, width = _box(line), max(_box(line).x1, block.box.x1) - block.box.x0
    first = line.text.split(maxsplit=1)[0]
    per_character = (box.x1 - box.x0) / max(1, len(line.text))
    room = max(box.x1, block.box.x1) - _box(block.last).x1
    centred = abs(_middle(_box(block.last)) - _middle(block.box)) < 0.02 * width and room < 0.5 * width
    return room > (len(first) + 3) * per_character and not centred


def _alike(a: Line, b: Line) -> bool:
    if (
        bool(a.bold) != bool(b.bold)
        or (a.style or "") != (b.style or "")
        or bool(a.furniture) != bool(b.furniture)
    ):
        return False
    return abs(_height(a) - _height(b)) <= 0.15 * max(_height(a), _height(b))


def _joined_marks(lines: list[Line]) -> list[Line]:
    """Lines with a lone bullet or number joined to the text that stands beside it on the same height."""
    out: list[Line] = []
    for line in lines:
        if out and _LONE_MARK.match(out[-1].text) and _beside(out[-1], line):
            mark = out.pop()
            box = _box(mark).union(_box(line))
            out.append(
                Line(
                    f"{mark.text} {line.text}",
                    mark.words + line.words,
                    box,
                    line.size,
                    line.bold,
                    line.style,
                    line.furniture,
                )
            )
        else:
            out.append(line)
    return out


def _beside(mark: Line, line: Line) -> bool:
    a, b = _box(mark), _box(line)
    return abs(a.bottom - b.bottom) < 0.6 * _height(line) and 0 <= b.x0 - a.x1 < 5 * _height(line)


def _alone(line: Line, page: int | None) -> Block:
    style = FURNITURE if line.furniture else line.style
    return Block(line.text, page, line.box, line.size, line.bold, style)


def _block(o: _Open, page: int | None) -> Block:
    first = o.lines[0]
    style = FURNITURE if first.furniture else first.style
    return Block(join(line.text for line in o.lines), page, o.box, first.size, first.bold, style)


def join(lines: Iterable[str]) -> str:
    """Lines as one text, a word broken by a hyphen at a line's end joined with its hyphen kept."""
    text = ""
    for line in lines:
        if not text:
            text = line.strip()
        elif _HYPHEN_END.search(text) and line[:1].islower():
            text += line.strip()
        else:
            text += " " + line.strip()
    return text


def _box(line: Line) -> Box:
    return line.box or Box(0.0, 0.0, 0.0, 0.0)


def _height(line: Line) -> float:
    box = _box(line)
    return line.size or max(1.0, box.bottom - box.top)


def _middle(box: Box) -> float:
    return (box.x0 + box.x1) / 2
