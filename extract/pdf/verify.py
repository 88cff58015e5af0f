"""Does the tag tree hold up against the page? Table by table: the tree is believed where geometry agrees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from extract.model import Box
from extract.pdf.rulings import Lattice
from extract.pdf.tags import TagRow, Tags
from extract.pdf.words import Word, box_of, counted
from extract.quick import quick

FOREIGN = 0.1
"""Share of a table's words that the tree may leave out: bullets, a stamp, a late edit."""


class Place(NamedTuple):
    """Where a tagged cell stands in the tree."""

    table: int
    row: int
    cell: int


def places(tags: Tags) -> dict[int, Place]:
    """Cell uid -> its place."""
    return {
        cell[0]: quick(Place, (t, r, c))
        for t, table in enumerate(tags.tables)
        for r, row in enumerate(table.rows)
        for c, cell in enumerate(row.cells)
        if cell is not None
    }


class Verdict(NamedTuple):
    """How a ruled grid and the tree compare."""

    parts: Sequence[Sequence[Word]]
    """Words by ruled cell, those that stick out of their cell put back."""
    part_rows: list[int]
    """Ruled row of each ruled cell."""
    rows: dict[int, TagRow] | None
    """Ruled row -> tagged row; empty where the tree has no table here, None where the two disagree."""
    coarse: bool
    """The tree's table fits and has borders that are not ruled: the rulings are only some of them."""


def compare(
    lattice: Lattice, parts: Sequence[Sequence[Word]], tags: Tags, where: Mapping[int, Place]
) -> Verdict:
    """Hold a ruled grid against the tree.

    They agree when every ruled cell holds words of one tagged cell at most, every tagged cell stands in one
    ruled cell, a ruled row is one tagged row and rows come in the tree's order. A few words that the tree
    does not know belong to the ruled cell they stand in.
    """
    rows = [region.row for region in lattice.regions]
    plain = Verdict(parts, rows, {}, coarse=False)
    if not where:
        return plain
    settled = parts
    regions_of, strange = _regions_of(settled, tags, where)
    if max(map(len, regions_of.values()), default=0) > 1:
        settled = settle(lattice, parts, tags, where)
        regions_of, strange = _regions_of(settled, tags, where)
    row_of: dict[int, set[tuple[int, int]]] = {}
    cells: dict[int, int] = {}
    for uid, found in regions_of.items():
        tagged = where[uid][:2]
        for k in found:
            cells[k] = cells.get(k, 0) + 1
            row_of.setdefault(rows[k], set()).add(tagged)
    shared = max(cells.values(), default=0) > 1 or max(map(len, row_of.values()), default=0) > 1
    strangers = sum(n for k, n in strange.items() if k in cells)
    foreign = strangers > 0 and strangers > FOREIGN * sum(counted(settled[k]) for k in cells)
    split = max(map(len, regions_of.values()), default=0) > 1
    order = [min(row_of[i]) for i in sorted(row_of)]
    crossed = any(a >= b for a, b in pairwise(order))
    if split or foreign or (crossed and not shared):
        return Verdict(plain.parts, rows, None, coarse=False)
    if shared:
        return Verdict(plain.parts, rows, None, coarse=True)
    named = {i: tags.tables[t].rows[r] for i, found in row_of.items() for t, r in found}
    return Verdict(settled, rows, named, coarse=False)


def bears_out(lattice: Lattice, verdict: Verdict, outside: Sequence[Word], tags: Tags) -> bool:
    """Whether a ruled grid is the one table of a tree told in brief, so that no more need be asked of it.

    The first cell of each tagged row stands in a row of its own, in the tree's order, none left out; no ruled
    row above them holds more than artifacts; no word sticks out of its cell or has no mark; and none outside
    the grid may be of a cell that was not told.
    """
    named = verdict.rows or {}
    tagged = tags.tables[0].rows
    above = len(lattice.ys) - 1 - len(tagged)
    if [named.get(above + k) for k in range(len(tagged))] != list(tagged):
        return False
    inside = _keep_to_cells(lattice, verdict.parts, above)
    return inside and all(word[5][4] < 0 or word[5][4] in tags.owner for word in outside)


def is_neat(lattice: Lattice, parts: Sequence[Sequence[Word]], outside: Sequence[Word]) -> bool:
    """Whether a page of one ruled grid leaves a tag tree nothing to say but how its rows go on: every word is
    marked and within its cell, and those outside are artifacts, or in no tree."""
    return _keep_to_cells(lattice, parts, 0) and all(word[5][5] or word[5][4] < 0 for word in outside)


def _keep_to_cells(lattice: Lattice, parts: Sequence[Sequence[Word]], above: int) -> bool:
    """Whether no word sticks out of its cell or has no mark, and all in the rows `above` are artifacts."""
    for region, words in zip(lattice.regions, parts, strict=True):
        left, right, free = region[0] - 1, region[2] + 1, region[4] >= above
        for _, x0, _, x1, _, run, _, _, _ in words:
            if x0 < left or x1 > right or not (run[5] or (free and run[4] >= 0)):
                return False
    return True


def _regions_of(
    parts: Sequence[Sequence[Word]], tags: Tags, where: Mapping[int, Place]
) -> tuple[dict[int, set[int]], dict[int, int]]:
    """The ruled cells that each tagged cell has words in; and how many words each ruled cell holds that are
    of no tagged cell, artifacts left out."""
    found: dict[int, set[int]] = {}
    strange: dict[int, int] = {}
    owner = tags.owner.get
    for k, words in enumerate(parts):
        last, known = None, False
        for word in words:
            run = word[5]
            if run[4] != last:
                last = run[4]
                uid = owner(last, 0)
                known = uid in where
                if uid in found:
                    found[uid].add(k)
                elif known:
                    found[uid] = {k}
            if not known and not run[5]:
                strange[k] = strange.get(k, 0) + word[7]
    return found, strange


def settle(
    lattice: Lattice, parts: Sequence[Sequence[Word]], tags: Tags, where: Mapping[int, Place]
) -> list[list[Word]]:
    """Words put back into the ruled cell that holds most of their tagged cell, when it is in the same ruled
    row: a long word in a narrow column sticks out over the border."""
    count: dict[int, dict[int, int]] = {}
    for k, words in enumerate(parts):
        for word in words:
            uid = tags.owner.get(word.run.mcid, 0)
            if uid in where:
                held = count.setdefault(uid, {})
                held[k] = held.get(k, 0) + word.n
    home: dict[int, int] = {}
    for uid, held in count.items():
        k = max(held, key=lambda k: (held[k], -k))
        near = all(lattice.regions[j].row == lattice.regions[k].row for j in held)
        if len(held) > 1 and near and held[k] >= 0.75 * sum(held.values()):
            home[uid] = k
    if not home:
        return [list(part) for part in parts]
    out: list[list[Word]] = [[] for _ in parts]
    for k, words in enumerate(parts):
        for word in words:
            out[home.get(tags.owner.get(word.run.mcid, 0), k)].append(word)
    return out


def holds_up(rows: Sequence[Sequence[Sequence[Word]]], others: Sequence[Word]) -> bool:
    """A tagged table without rulings reads like a table: rows one below the other, cells left to right, and
    no foreign word among them."""
    last = -1e9
    region: Box | None = None
    for row in rows:
        boxes = [box_of(words) for words in row if words]
        if not boxes:
            continue
        top = min(box.top for box in boxes)
        if top < last - 1.0:
            return False
        last = top
        for left, right in pairwise(boxes):
            level = min(left.bottom, right.bottom) - max(left.top, right.top) > 1.0
            if level and right.x0 < left.x1 - 2.0:
                return False
        for box in boxes:
            region = region.union(box) if region else box
    return region is not None and not any(_inside(word, region) for word in others)


def _inside(word: Word, box: Box) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return not word.run.artifact and box.x0 < x < box.x1 and box.top < y < box.bottom
