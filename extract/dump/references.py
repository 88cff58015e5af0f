"""Which words head the rows: the sequence of references decoded over a whole plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from extract.dump.lines import Gap
from extract.dump.tokens import Kind, Word

_REFERENCE = regex.compile(
    r"(?P<letters>\p{L}{1,5}[-./]?)?(?P<numbers>\d{1,4}(?:[./-]\d{1,4}){0,3})(?P<letter>[a-z])?(?P<end>[.):]?)"
)
_REACH = 60
"""How many candidates back the one before in the sequence may be."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word at the head of a line that could be a reference."""

    at: int
    """Index of the word."""
    style: tuple[str, int, bool, str]
    """Letters before, number of parts, zero in front, what ends it: one plan has one style."""
    numbers: tuple[int, ...]
    own: float
    """How much it looks like one where it stands."""


def candidates(words: Sequence[Word]) -> list[Candidate]:
    """Every word at the head of a line that has the shape of a reference."""
    out = []
    ends = [w.gap for w in words if w.gap >= Gap.LINE]
    blocky = sum(g >= Gap.SOFT for g in ends) * 6 >= len(ends)
    for i, word in enumerate(words):
        if word.gap < Gap.LINE or len(word.text) > 14 or word.kind & Kind.DATE:
            continue
        match = _REFERENCE.fullmatch(word.text)
        if not match:
            continue
        parts = [int(n) for n in regex.split(r"[./-]", match["numbers"])]
        if match["letter"]:
            parts.append(ord(match["letter"]) - 96)
        zero = match["numbers"].startswith("0") and len(match["numbers"]) > 1
        style = ((match["letters"] or "").upper(), len(parts), zero, match["end"] if len(parts) == 1 else "")
        out.append(Candidate(i, style, tuple(parts), _own(words, i, blocky=blocky)))
    return out


def _own(words: Sequence[Word], i: int, *, blocky: bool) -> float:
    """`121 meetings` and `8 courses` go on in lower case, in the middle of a block. Where the dump has no
    empty lines (not `blocky`), a line's beginning is all there is to go by."""
    score = 1.5 if words[i].gap >= Gap.SOFT else (-0.5 if blocky else 1.0)
    following = words[i + 1] if i + 1 < len(words) else None
    if following is None:
        return score - 2.0
    if following.gap == Gap.SPACE and following.kind & Kind.LOWER:
        score -= 2.5
    elif following.gap <= Gap.WIDE:
        score += 0.4
    return score


def decode(found: Sequence[Candidate], breaks: Sequence[int]) -> list[Candidate]:
    """The candidates that are the plan's references: the sequence that counts best.

    `breaks` are word indexes where a section begins; numbering may start over there. Duplicates and gaps
    cost little (boards print both), going back costs much.
    """
    score: list[float] = []
    back: list[int] = []
    for j, b in enumerate(found):
        best, link = b.own, -1
        for i in range(max(0, j - _REACH), j):
            a = found[i]
            gain = score[i] + b.own + _step(a, b, any(a.at < s <= b.at for s in breaks))
            if gain > best:
                best, link = gain, i
        score.append(best)
        back.append(link)
    if not found:
        return []
    j = max(range(len(found)), key=lambda k: score[k])
    out = []
    while j >= 0:
        out.append(found[j])
        j = back[j]
    return out[::-1]


def _step(a: Candidate, b: Candidate, section: bool) -> float:
    """How well `b` counts on from `a`."""
    if a.style != b.style:
        same = a.style[1] == b.style[1] and a.style[0] == b.style[0]
        return (-1.0 if same else -4.0) + (1.0 if section else 0.0)
    if a.numbers[:-1] == b.numbers[:-1]:
        restarts = section and len(b.numbers) == 1 and b.numbers[0] == 1
        return 1.5 if restarts else _counted_on(b.numbers[-1] - a.numbers[-1])
    if b.numbers[:-1] > a.numbers[:-1]:
        jump = sum(b.numbers[:-1]) - sum(a.numbers[:-1])
        fresh = b.numbers[-1] <= 1
        return (2.5 if fresh else 0.2) - 0.4 * max(0, jump - 1) + (0.5 if section else -0.5)
    return -4.0


def _counted_on(jump: int) -> float:
    if jump == 1:
        return 3.0
    if jump > 1:
        return 1.2 - 0.35 * min(jump, 16)
    return -0.8 if jump == 0 else -4.0
