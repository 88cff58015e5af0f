"""A strategy's objective, aims and forums for each strand, out of boxes scattered over a page.

A brochure gives a strand a page, or half of one: its name large, one sentence of purpose under it, aims in
boxes side by side, and a list of the forums that see to it, in whatever order the designer's program wrote
them. Where the format has no places (Word, a text dump) the order of the text stands in.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.lexicon import squash
from extract.model import Block, Box, Paper
from normalise.records import AimRecord
from normalise.strands import Strands

OBJECTIVE, AIM, FORUM = "objective", "aim", "forum"

_AIMS_LABEL = re.compile(
    r"^\W*(?:our\s+)?(?:(?:strategic|key)\s+)?(?:aims?|goals|priorities|objectives)(?:\s+(?:are|for\s+\w+))?\W*$",
    re.IGNORECASE,
)
_OBJECTIVE_LABEL = re.compile(
    r"^\W*(?:(?:strategic|overall|our)\s+)?objective\s*(?:[:\u2013-]\s*|$)", re.IGNORECASE
)
_FORUM_LABEL = re.compile(
    r"^\W*(?:partnership|delivery|governance|multi-?agency|partner)?\s*(?:forums?|boards?\s+and\s+forums?|"
    r"partnerships?\s+and\s+forums?)\b\s*(?P<colon>[:\u2013-]?)\s*",
    re.IGNORECASE,
)
_MARKS = " \u2022\u00b7\u25aa\u25cf\u25e6\u2023\uf0b7\uf0a7*\t"
_ITEM = re.compile(r"\s*[\u2022\u00b7\u25aa\u25cf\u25e6\u2023\uf0b7\uf0a7]\s*")
_PRINTERS_SLUG = re.compile(r"\.(?:indd|qxd|pdf)\b|^\W*\d{1,3}\W*$", re.IGNORECASE)


@dataclass(slots=True)
class _Region:
    """What belongs to one strand."""

    strand: str
    heading: Block
    blocks: list[Block] = field(default_factory=list)


def aims(paper: Paper, strands: Strands) -> list[AimRecord]:
    """Objective, aims and forums of every strand that a strategy gives a heading, in its order."""
    told = [b for b in paper.blocks if b.style != "furniture" and not _PRINTERS_SLUG.search(b.text)]
    told = _without_running_heads(told)
    out: list[AimRecord] = []
    for region in _regions(told, strands):
        found = _roles(region)
        if not found[AIM] and not found[FORUM]:
            continue
        for kind in (OBJECTIVE, AIM, FORUM):
            out += [
                AimRecord(paper.paper_id, region.strand, kind, n, text)
                for n, text in enumerate(found[kind], 1)
            ]
    return out


def _regions(blocks: Sequence[Block], strands: Strands) -> list[_Region]:
    """The blocks of each strand: those of its page, its part of a page, or up to the next heading."""
    out: list[_Region] = []
    by_page: dict[int | None, list[Block]] = defaultdict(list)
    for block in blocks:
        by_page[block.page].append(block)
    for page, mine in by_page.items():
        headings = [(b, strand) for b in mine if (strand := _strand_heading(b, mine, strands))]
        regions = [_Region(strand, b) for b, strand in headings]
        if not regions:
            continue
        alone = len(regions) == 1 and page is not None
        for position, block in enumerate(mine):
            if any(block is r.heading for r in regions):
                continue
            home = regions[0] if alone else _home(block, position, mine, regions)
            if home is not None:
                home.blocks.append(block)
        out += regions
    return out


def _strand_heading(block: Block, around: Sequence[Block], strands: Strands) -> str | None:
    """The strand whose heading a block is: short, named, and set off by size, weight, style or capitals."""
    text = block.text.strip(_MARKS)
    if len(text) > 70 or text.endswith((".", ";", ",")) or len(text.split()) > 9:
        return None
    strand = strands.exactly(text) or strands.named(text)
    if strand is None:
        return None
    sizes = sorted(b.size for b in around if b.size)
    large = bool(block.size and sizes and block.size > 1.15 * sizes[len(sizes) // 2])
    styled = (block.style or "").lower().startswith(("heading", "h1", "h2", "h3", "title"))
    letters = [c for c in text if c.isalpha()]
    return strand if large or styled or (letters and all(c.isupper() for c in letters)) else None


def _home(block: Block, position: int, page: Sequence[Block], regions: Sequence[_Region]) -> _Region | None:
    """The region of a block on a page of several strands: the heading nearest above it in its own column."""
    if block.box is None or any(r.heading.box is None for r in regions):
        before = [r for r in regions if _index(page, r.heading) < position]
        return before[-1] if before else None
    middle = (block.box.x0 + block.box.x1) / 2
    rows = _rows([r.heading for r in regions])
    above = [row for row in rows if _box(row[0]).top <= block.box.bottom]
    row = above[-1] if above else rows[0]
    nearest = min(row, key=lambda heading: abs((_box(heading).x0 + _box(heading).x1) / 2 - middle))
    return next(r for r in regions if r.heading is nearest)


def _index(page: Sequence[Block], block: Block) -> int:
    return next(i for i, b in enumerate(page) if b is block)


def _rows(blocks: Sequence[Block]) -> list[list[Block]]:
    """Blocks that begin at one height, row by row downwards, each from left to right."""
    out: list[list[Block]] = []
    for block in sorted(blocks, key=lambda b: (_box(b).top, _box(b).x0)):
        if out and _box(block).top - _box(out[-1][0]).top <= 0.8 * (block.size or 12.0):
            out[-1].append(block)
        else:
            out.append([block])
    return [sorted(row, key=lambda b: _box(b).x0) for row in out]


def _roles(region: _Region) -> dict[str, list[str]]:
    """The texts of a region by what they are."""
    found: dict[str, list[str]] = {OBJECTIVE: [], AIM: [], FORUM: []}
    forums = _forum_blocks(region)
    for block in forums:
        found[FORUM] += _items(_FORUM_LABEL.sub("", block.text, count=1))
    rest = [b for b in region.blocks if b not in forums and not _AIMS_LABEL.match(b.text)]
    objective = _objective(region, rest)
    if objective is not None:
        found[OBJECTIVE] = [_OBJECTIVE_LABEL.sub("", objective.text, count=1).strip(_MARKS)]
    for block in _reading_order(
        [b for b in rest if b is not objective and not _OBJECTIVE_LABEL.fullmatch(b.text)]
    ):
        found[AIM] += [item for item in _items(block.text) if len(item.split()) >= 3]
    return found


def _forum_blocks(region: _Region) -> list[Block]:
    """The forums' label and what it stands over: the blocks below it in its column, without a wide gap; in
    text without places those after it that are items of a list or short."""
    label = next((b for b in region.blocks if _is_forum_label(b)), None)
    if label is None:
        return []
    out = [label]
    if label.box is None:
        start = _index(region.blocks, label) + 1
        for block in region.blocks[start:]:
            if _AIMS_LABEL.match(block.text) or not (_ITEM.match(block.text) or len(block.text) <= 90):
                break
            out.append(block)
        return out
    last = label.box
    below = [b for b in region.blocks if b is not label and b.box is not None and b.box.top >= label.box.top]
    for block in sorted(below, key=lambda b: (_box(b).top, _box(b).x0)):
        box = _box(block)
        if box.top - last.bottom > 4 * (block.size or 12.0):
            break
        if not _AIMS_LABEL.match(block.text):
            out.append(block)
            last = last.union(box)
    return out


def _is_forum_label(block: Block) -> bool:
    match = _FORUM_LABEL.match(block.text)
    if match is None:
        return False
    rest = block.text[match.end() :]
    return not rest or bool(match["colon"]) or bool(_ITEM.match(rest))


def _objective(region: _Region, rest: Sequence[Block]) -> Block | None:
    """The sentence of purpose: labelled, else the block right under the heading and no wider box between."""
    labelled = next(
        (b for b in rest if (m := _OBJECTIVE_LABEL.match(b.text)) and m.end() < len(b.text)), None
    )
    if labelled is not None:
        return labelled
    candidates = [b for b in rest if len(b.text.split()) >= 4 and not _ITEM.match(b.text)]
    head = region.heading.box
    if head is None:
        return candidates[0] if candidates else None
    middle = (head.x0 + head.x1) / 2
    under = [b for b in candidates if b.box and b.box.top >= head.top and b.box.x0 <= middle <= b.box.x1]
    return min(under, key=lambda b: _box(b).top, default=None)


def _items(text: str) -> list[str]:
    """The items of a list set in one run: `• Community Hubs • Watch schemes` is two."""
    return [piece for part in _ITEM.split(text) if (piece := part.strip(_MARKS))]


def _reading_order(blocks: Sequence[Block]) -> list[Block]:
    if any(b.box is None for b in blocks):
        return list(blocks)
    return [block for row in _rows(blocks) for block in row]


def _without_running_heads(blocks: Sequence[Block]) -> list[Block]:
    """Blocks without those that stand first or last on three pages and more, apart from the text."""
    pages: dict[str, set[int]] = defaultdict(set)
    by_page: dict[int, list[Block]] = defaultdict(list)
    for block in blocks:
        if block.page is not None:
            by_page[block.page].append(block)
    for page, mine in by_page.items():
        if all(b.box is not None for b in mine):
            mine = sorted(mine, key=lambda b: _box(b).top)  # noqa: PLW2901 - the same blocks, downwards
        for block in _edges(mine):
            pages[squash(block.text)].add(page)
    running = {text for text, where in pages.items() if len(where) >= 3}
    return [
        b
        for b in blocks
        if squash(b.text) not in running or _ITEM.match(b.text) or b.style in {"LI", "LBody"}
    ]


def _edges(page: Sequence[Block]) -> list[Block]:
    """First and last block of a page where they stand apart from the rest, or no places are known."""
    out = []
    for block, beside in ((page[0], page[1:2]), (page[-1], page[-2:-1])):
        if not beside or block.box is None:
            out.append(block)
        else:
            a, b = _box(block), _box(beside[0])
            gap = max(a.top, b.top) - min(a.bottom, b.bottom)
            if gap > 2 * (block.size or 12.0):
                out.append(block)
    return out


def _box(block: Block) -> Box:
    return block.box or Box(0.0, 0.0, 0.0, 0.0)
