"""How well a run of words reads as a cell of a column: vocabulary, shape, and the plan's other cells."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import regex

from extract.dump.lines import Gap
from extract.dump.tokens import DANGLING, Kind, Word
from extract.lexicon import squash

PROSE = frozenset(("action", "comments", "other:prose"))
_ENDS = regex.compile(r"[.!?:;][\"'”’)]*$")
_OPEN_END = regex.compile(r"[,&/(–-]$")
_SHORT = {"owner": 18, "level": 14, "fourp": 9, "rag": 4, "status": 12, "due": 10, "urn": 3, "other": 16}
"""Words a cell of the column may have."""
_LOG_SCALE = 1.1
_PRIOR_ROWS = 8
"""Rows that what is usual counts for, beside the plan's own."""


def kind_of(column: str) -> str:
    """The column's scorer: its own, or `other` for a column that the tables have no place for."""
    return column if column in _SHORT or column in PROSE else "other"


_SHORT_SCORES: dict[str, tuple[tuple[int, float], ...]] = {
    "owner": (
        (Kind.RANK, 1.6),
        (Kind.POST, 1.2),
        (Kind.PENDING, 0.8),
        (Kind.DATE | Kind.BULLET, -3.0),
        (Kind.FOURP | Kind.RAG, -1.8),
        (Kind.JOINER, 0.0),
        (Kind.LOWER, -1.6),
        (Kind.NUMBER, -1.2),
        (Kind.BEFORE_POST, 0.6),
        (Kind.BODY, -0.2),
        (Kind.LEVEL, 0.15),
        (Kind.ANY, 0.35),
    ),
    "level": (
        (Kind.RANK | Kind.FOURP | Kind.DATE | Kind.RAG | Kind.BULLET, -2.5),
        (Kind.POST, -2.0),
        (Kind.BEFORE_POST, -0.5),
        (Kind.LEVEL, 0.3),
        (Kind.JOINER, -0.1),
        (Kind.LOWER, -1.8),
        (Kind.NUMBER, -1.0),
        (Kind.ANY, -0.45),
    ),
    "fourp": ((Kind.FOURP, 2.2), (Kind.P_JOINER, 0.2), (Kind.ANY, -4.0)),
    "rag": ((Kind.RAG, 3.0), (Kind.RAG_LETTER, 2.0), (Kind.STATUS | Kind.PENDING, -0.3), (Kind.ANY, -3.5)),
    "status": (
        (Kind.RANK | Kind.FOURP | Kind.BULLET, -2.0),
        (Kind.STATUS, 1.4),
        (Kind.RAG | Kind.TIME, 0.7),
        (Kind.ANY, -0.6),
    ),
    "due": (
        (Kind.DATE | Kind.TIME, 1.7),
        (Kind.NUMBER | Kind.PENDING, 0.5),
        (Kind.RANK | Kind.FOURP | Kind.RAG | Kind.BULLET, -2.5),
        (Kind.LOWER, -1.3),
        (Kind.ANY, -0.8),
    ),
    "urn": ((Kind.NUMBER | Kind.DATE, 1.6), (Kind.DIGITS, -0.6), (Kind.ANY, -3.0)),
    "other": ((Kind.LOWER, -0.7), (Kind.ANY, -0.35)),
}
"""Short columns: the first line that a word is decides, in log units against prose."""
_PROSE_SCORES: tuple[tuple[int, float], ...] = (
    (Kind.LOWER, 0.3),
    (Kind.RANK, -1.1),
    (Kind.POST, -0.3),
    (Kind.FOURP, -1.2),
    (Kind.PENDING, -0.6),
)
"""Prose: all that a word is adds up."""
_PROSE_EXTRA: dict[str, tuple[tuple[int, float], ...]] = {
    "action": ((Kind.DATE, -0.6), (Kind.RAG, -1.2)),
    "comments": ((Kind.DATE | Kind.RAG, 0.3),),
    "other:prose": (),
}
_PLAIN_CAPITAL = -0.25
"""A capital inside a sentence."""


def word_score(column: str, word: Word) -> float:
    """How well one word fits a column, by what it could be."""
    kind = word.kind
    if column in PROSE:
        score = sum(s for mask, s in (*_PROSE_SCORES, *_PROSE_EXTRA[column]) if kind & mask)
        if kind & Kind.CAPITAL and not kind & Kind.OPENS:
            score += _PLAIN_CAPITAL
        return score
    return next(s for mask, s in _SHORT_SCORES[kind_of(column)] if kind & mask)


_NOTHING: Counter[str] = Counter()


@dataclass(slots=True)
class Learned:
    """What the cells read so far say of each column; a row's own cells are taken off before it is read."""

    cells: dict[str, Counter[str]] = field(default_factory=dict)
    """Column -> squashed cell -> rows it was read in."""
    words: dict[str, Counter[str]] = field(default_factory=dict)
    all_words: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Words that follow one another inside a line, and how often each stands there at all."""
    singles: Counter[str] = field(default_factory=Counter)
    widths: dict[str, list[int]] = field(default_factory=dict)
    """Column -> length of each row's longest line in it, characters."""

    def add(self, cells: dict[str, list[str]], sign: int = 1) -> None:
        """Take in one row's cells (column -> lines), or with `sign` -1 take them off again."""
        self.rows += sign
        for column, lines in cells.items():
            text = " ".join(lines)
            key = squash(text)
            self.filled[column] += sign
            self.cells.setdefault(column, Counter())[key] += sign
            mine = self.words.setdefault(column, Counter())
            for word in set(key.split()):
                mine[word] += sign
                self.all_words[word] += sign

    def measure(self, rows: Iterable[dict[str, list[str]]]) -> None:
        """Note how wide each column's lines are."""
        self.widths = {}
        for cells in rows:
            for column, lines in cells.items():
                self.widths.setdefault(column, []).append(max(len(line) for line in lines))

    def count(self, words: Sequence[Word]) -> None:
        """Note which words of the plan stand together."""
        self.singles.update(w.key for w in words)
        self.pairs.update((a.key, b.key) for a, b in pairwise(words) if b.gap <= Gap.LINE)

    def together(self, a: Word, b: Word) -> float:
        """The cost of cutting between two words that the plan never prints apart: `Partnership Forums`."""
        n = self.pairs.get((a.key, b.key), 0)
        if n < 2 or not a.kind & b.kind & Kind.CAPITAL:
            return 0.0
        return 1.5 if n * 10 >= max(self.singles[a.key], self.singles[b.key]) * 9 else 0.0

    def width(self, column: str) -> int | None:
        """Characters that a line of the column holds; None where too little was read to say."""
        found = sorted(self.widths.get(column, ()))
        return found[min(len(found) - 1, len(found) * 9 // 10)] if len(found) >= 4 else None

    def word(self, column: str, key: str) -> float:
        """How much more often a word stands in this column than elsewhere in the plan."""
        total = self.all_words.get(key, 0)
        if total < 1 or not key:
            return 0.0
        mine = self.words.get(column, _NOTHING).get(key, 0)
        odds = _LOG_SCALE * math.log((mine + 0.3) / (total - mine + 0.6))
        return max(-1.2, min(1.2, odds))

    def cell(self, column: str, key: str) -> float:
        """A cell that other rows of the plan print as well."""
        seen = self.cells.get(column, _NOTHING).get(key, 0)
        return min(3.0, 1.0 + 0.8 * math.log(seen)) if seen > 0 else 0.0

    def empty(self, column: str) -> float:
        """The cost of leaving a column empty: little where the plan's other rows leave it empty."""
        base = _EMPTY.get(column, 1.2)
        if column == "other:prose":
            return base
        if self.rows < 6:
            return base
        # A first guess wrong throughout must not teach itself: the prior counts for some rows.
        empty = self.rows - self.filled[column] + _PRIOR_ROWS * math.exp(-base)
        return min(8.0, -math.log(empty / (self.rows + _PRIOR_ROWS)) * _LOG_SCALE + 0.4)


_EMPTY = {
    "other:prose": 0.0,
    "status": 2.0,
    "due": 1.8,
    "urn": 0.5,
    "action": 6.0,
    "owner": 2.6,
    "level": 2.2,
    "fourp": 2.2,
    "rag": 0.8,
    "comments": 1.0,
}


def limit(column: str) -> int:
    """Words a cell of the column may have at most."""
    return _SHORT.get(kind_of(column), 100_000)


def head_score(column: str, word: Word, columns: frozenset[str]) -> float:
    """How well a word stands at the head of a cell; `columns` are the plan's."""
    if column in PROSE:
        return _prose_head(column, word, columns)
    score = -1.2 if word.kind & Kind.LOWER and column != "rag" else 0.0
    return score - 1.5 if word.key in ("and", "&", "/", "") else score


def tail_score(column: str, word: Word) -> float:
    """How well a word stands at the end of a cell."""
    if column in PROSE:
        return (-2.2 if dangles(word) else 0.0) + (0.6 if _ENDS.search(word.text) else 0.0)
    return -2.8 if dangles(word) or word.key in ("and", "&", "of") else 0.0


def dangles(word: Word) -> bool:
    """True for a word that a cell does not end on."""
    return bool(word.kind & Kind.LOWER and word.key in DANGLING) or bool(_OPEN_END.search(word.text))


def _prose_head(column: str, first: Word, columns: frozenset[str]) -> float:
    score = -1.0 if first.kind & Kind.LOWER else 0.3
    if column != "comments":
        return score
    if first.kind & Kind.DATE:
        score += 2.0
    elif first.kind & Kind.BULLET:
        score += 0.4
    elif first.kind & (Kind.RAG | Kind.STATUS):
        # `Green` at the head of a comment belongs to the RAG column, if there is one.
        score -= 1.5 if "rag" in columns or "status" in columns else -0.4
    return score


def _owner_edges(words: Sequence[Word], i: int, j: int) -> float:
    last = words[j - 1]
    score = -1.0 if _ENDS.search(last.text) and len(last.text) > 4 and last.kind & Kind.LOWER else 0.0
    if not any(w.kind & (Kind.RANK | Kind.POST | Kind.PENDING) for w in words[i:j]):
        score -= 0.5
    return score


def _fourp_edges(words: Sequence[Word], i: int, j: int) -> float:
    """A run of 4P words is one cell, not cut before `Protect` in `Prepare, Protect`, and names none twice."""
    score = 0.0
    if j < len(words) and words[j].kind & Kind.FOURP and words[j].gap < Gap.BLOCK:
        score -= 1.5
    named = [w.key for w in words[i:j] if w.kind & Kind.FOURP]
    if words[i].kind & Kind.JOINER or not named:
        score -= 2.0
    return score - 2.5 * (len(named) - len(set(named)))


def _status_edges(words: Sequence[Word], i: int, j: int) -> float:
    """`Ongoing` `On track` are a date and a state, not two states."""
    both = Kind.STATUS | Kind.HEAD
    return -2.5 * max(0, sum(w.kind & both == both for w in words[i:j]) - 1)


def _known_levels(words: Sequence[Word], i: int, j: int) -> float:
    """Names of levels count once a line: in `ACC SCD Force`, SCD is the owner's end."""
    lines: set[int] = set()
    score = 0.0
    for k in range(i, j):
        kind = words[k].kind
        line = words[k].line
        if kind & Kind.HEAD and kind & Kind.LEVEL:
            parted = words[k - 1].kind & Kind.JOINER or words[k - 1].text.endswith((",", "&", "/", ";"))
            if line not in lines:
                score += 1.2 if len(lines) < 2 else 0.0
            elif not parted:
                score -= 1.0
            lines.add(line)
        elif k > i and kind & Kind.BODY and words[k - 1].kind & Kind.CAPITAL and words[k].gap <= Gap.LINE:
            score += 0.8
            lines.add(line)
    first = words[i].kind
    if i and first & Kind.BODY and words[i - 1].kind & Kind.CAPITAL and words[i].gap <= Gap.LINE:
        # `Partnership` / `Forums`: what the board is of stands before it.
        score -= 1.2
    return score if lines else score - 0.6


WHOLE = {"owner": _owner_edges, "fourp": _fourp_edges, "status": _status_edges, "level": _known_levels}
"""What is to be said of a column's cell as a whole: the words, its first, and the one after its last."""
