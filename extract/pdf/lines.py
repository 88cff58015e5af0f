"""Words that stand in no grid, as lines of text in reading order."""

from __future__ import annotations

from collections.abc import Sequence

from extract.model import Line
from extract.pdf.tags import Tags
from extract.pdf.words import Word, as_line, printed_lines


def text_lines(words: Sequence[Word], tags: Tags) -> list[Line]:
    """Lines as printed, cut between columns of text, each with the tag of its block."""
    lines: list[Line] = []
    for line in printed_lines(words):
        start = 0
        for i in range(1, len(line) + 1):
            if i == len(line) or parted(line[i - 1], line[i], tags, first=start == 0 and i - start <= 2):
                piece = line[start:i]
                lines.append(as_line(piece, tags.blocks.get(_block(piece[0], tags))))
                start = i
    return lines


def parted(left: Word, right: Word, tags: Tags, *, first: bool) -> bool:
    """Whether two words on one line stand in different columns of text: in different blocks of the tree
    with room between, or, without a tree, far apart; a number or bullet stays with its paragraph."""
    gap = right.x0 - left.x1
    size = max(left.run.size, right.run.size)
    a, b = _block(left, tags), _block(right, tags)
    if a or b:
        return a != b and gap > size
    return gap > 3 * size and not (first and len(left.text) <= 5 and not left.text.isalpha())


def _block(word: Word, tags: Tags) -> int:
    return tags.owner.get(word.run.mcid, 0)
