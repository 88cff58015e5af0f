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
_LETTER = regex.compile(r"\(?(?:r|a|g|b|r/a|a/g|amber/red|amber/green|na|n/a|nil)\)?[.,]?", regex.IGNORECASE)
_SHORT = {"owner": 18, "level": 14, "fourp": 9, "rag": 4, "status": 12, "due": 10, "urn": 3, "other": 16}
"""Words a cell of the column may have."""
_LOG_SCALE = 1.1
_PRIOR_ROWS = 8
"""Rows that what is usual counts for, beside the plan's own."""


def kind_of(column: str) -> str:
    """The column's scorer: its own, or `other` for a column that the tables have no place for."""
    return column if column in _SHORT or column in PROSE else "other"


def word_score(column: str, word: Word) -> float:
    """How well one word fits a column, by what it could be, in log units against prose."""
    return float(_SCORERS[kind_of(column)](word.kind, word))


def _prose(kind: int, word: Word) -> float:
    score = 0.0
    if kind & Kind.LOWER:
        score += 0.3
    elif kind & Kind.CAPITAL and not kind & Kind.OPENS:
        score -= 0.25
    if kind & Kind.RANK:
        score -= 1.1
    elif kind & Kind.POST:
        score -= 0.3
    if kind & Kind.FOURP:
        score -= 1.2
    if kind & Kind.PENDING:
        score -= 0.6
    return score


def _action(kind: int, word: Word) -> float:
    score = _prose(kind, word)
    if kind & Kind.DATE:
        score -= 0.6
    if kind & Kind.RAG:
        score -= 1.2
    return score


def _comments(kind: int, word: Word) -> float:
    return _prose(kind, word) + (0.3 if kind & (Kind.DATE | Kind.RAG) else 0.0)


def _owner(kind: int, word: Word) -> float:
    if kind & Kind.RANK:
        return 1.6
    if kind & Kind.POST:
        return 1.2
    if kind & Kind.PENDING:
        return 0.8
    if kind & (Kind.DATE | Kind.BULLET):
        return -3.0
    if kind & Kind.FOURP or kind & Kind.RAG:
        return -1.8
    if kind & Kind.JOINER:
        return 0.0
    if kind & Kind.LOWER:
        return -1.6
    if kind & Kind.NUMBER:
        return -1.2
    if kind & Kind.BEFORE_POST:
        return 0.6
    if kind & Kind.BODY:
        return -0.2
    return 0.15 if kind & Kind.LEVEL else 0.35


def _level(kind: int, word: Word) -> float:
    if kind & Kind.RANK:
        return -2.5
    if kind & (Kind.FOURP | Kind.DATE | Kind.RAG | Kind.BULLET):
        return -2.5
    if kind & Kind.POST:
        return -2.0
    if kind & Kind.BEFORE_POST:
        return -0.5
    if kind & Kind.LEVEL:
        return 0.3
    if kind & Kind.JOINER:
        return -0.1
    if kind & Kind.LOWER:
        return -1.8
    return -1.0 if kind & Kind.NUMBER else -0.45


def _fourp(kind: int, word: Word) -> float:
    if kind & Kind.FOURP:
        return 2.2
    if word.key in ("and", "&", "/", "", "all", "the", "n/a") or word.key == "+":
        return 0.2
    return -4.0


def _rag(kind: int, word: Word) -> float:
    if kind & Kind.RAG:
        return 3.0
    if _LETTER.fullmatch(word.text) and word.text != "a":
        return 0.6
    if word.key in ("", "/", "tbc", "complete", "completed", "closed", "ongoing"):
        return -0.3
    return -3.5


def _status(kind: int, word: Word) -> float:
    if kind & (Kind.RANK | Kind.FOURP | Kind.BULLET):
        return -2.0
    if kind & Kind.STATUS:
        return 1.4
    if kind & (Kind.RAG | Kind.TIME):
        return 0.7
    return -0.6


def _due(kind: int, word: Word) -> float:
    if kind & (Kind.DATE | Kind.TIME):
        return 1.7
    if kind & (Kind.NUMBER | Kind.PENDING):
        return 0.5
    if kind & (Kind.RANK | Kind.FOURP | Kind.RAG | Kind.BULLET):
        return -2.5
    return -1.3 if kind & Kind.LOWER else -0.8


def _urn(kind: int, word: Word) -> float:
    if kind & (Kind.NUMBER | Kind.DATE):
        return 1.6
    return -0.6 if any(c.isdigit() for c in word.text) else -3.0


def _other(kind: int, word: Word) -> float:
    return -0.7 if kind & Kind.LOWER else -0.35


_SCORERS = {
    "action": _action,
    "comments": _comments,
    "other:prose": _prose,
    "owner": _owner,
    "level": _level,
    "fourp": _fourp,
    "rag": _rag,
    "status": _status,
    "due": _due,
    "urn": _urn,
    "other": _other,
}


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
        n = self.pairs[a.key, b.key]
        apart = max(self.singles[a.key], self.singles[b.key])
        return 1.5 if n > 1 and n * 10 >= apart * 9 and a.kind & b.kind & Kind.CAPITAL else 0.0

    def width(self, column: str) -> int | None:
        """Characters that a line of the column holds; None where too little was read to say."""
        found = sorted(self.widths.get(column, ()))
        return found[min(len(found) - 1, len(found) * 9 // 10)] if len(found) >= 4 else None

    def word(self, column: str, key: str) -> float:
        """How much more often a word stands in this column than elsewhere in the plan."""
        total = self.all_words[key]
        if total < 1 or not key:
            return 0.0
        mine = self.words.get(column, Counter())[key]
        odds = _LOG_SCALE * math.log((mine + 0.3) / (total - mine + 0.6))
        return max(-1.2, min(1.2, odds))

    def cell(self, column: str, key: str) -> float:
        """A cell that other rows of the plan print as well."""
        seen = self.cells.get(column, Counter())[key]
        return min(3.0, 1.0 + 0.8 * math.log(seen)) if seen > 0 else 0.0

    def empty(self, column: str) -> float:
        """The cost of leaving a column empty: little where the plan's other rows leave it empty."""
        base = _EMPTY.get(column, 1.2)
        if self.rows < 6:
            return base
        # A first guess wrong throughout must not teach itself: the prior counts for some rows.
        empty = self.rows - self.filled[column] + _PRIOR_ROWS * math.exp(-base)
        return min(8.0, -math.log(empty / (self.rows + _PRIOR_ROWS)) * _LOG_SCALE + 0.4)


_EMPTY = {
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


def edges(column: str, words: Sequence[Word], i: int, j: int, columns: frozenset[str]) -> float:
    """How well a cell's first and last words stand at a cell's ends."""
    first, last = words[i], words[j - 1]
    dangling = bool(last.kind & Kind.LOWER and last.key in DANGLING) or bool(_OPEN_END.search(last.text))
    if column in PROSE:
        score = -1.0 if first.kind & Kind.LOWER else 0.3
        score -= 2.2 if dangling else 0.0
        score += 0.6 if _ENDS.search(last.text) else 0.0
        if column == "comments" and first.kind & Kind.DATE:
            score += 2.0
        elif column == "comments" and first.kind & Kind.BULLET:
            score += 0.4
        elif column == "comments" and first.kind & (Kind.RAG | Kind.STATUS):
            score -= 1.5 if "rag" in columns or "status" in columns else -0.4
        return score
    score = 0.0
    if first.kind & Kind.LOWER and column != "rag":
        score -= 1.2
    if dangling or last.key in ("and", "&", "of"):
        score -= 2.8
    if first.key in ("and", "&", "/", ""):
        score -= 1.5
    if column == "owner" and _ENDS.search(last.text) and len(last.text) > 4 and last.kind & Kind.LOWER:
        score -= 1.0
    if column == "fourp":
        # A run of 4P words is one cell: `Prepare, Protect` is not cut before `Protect`.
        if j < len(words) and words[j].kind & Kind.FOURP and words[j].gap < Gap.BLOCK:
            score -= 1.5
        if first.kind & Kind.JOINER or not any(w.kind & Kind.FOURP for w in words[i:j]):
            score -= 2.0
        named = [w.key for w in words[i:j] if w.kind & Kind.FOURP]
        score -= 2.5 * (len(named) - len(set(named)))
    if column == "status":
        score -= 2.5 * max(0, sum(bool(w.kind & Kind.STATUS and w.kind & Kind.HEAD) for w in words[i:j]) - 1)
    if column == "level":
        score += _known_levels(words, i, j)
    return score


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
