"""The decoder: whole-row readings scored, the best two kept.

A row's words are cut into the header's columns, in order. A reading's score adds up what stands at each
cut (empty lines, a line's end, the middle of a line), how well every run of words fits its column, and
what is left empty. The difference between the two best readings says how sure the row is.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extract.dump.evidence import PROSE, WHOLE, Learned, head_score, limit, tail_score, word_score
from extract.dump.lines import Gap
from extract.dump.tokens import Kind, Word
from extract.quick import quick

_KINDS = {True: "comments", False: "owner"}
"""A column of prose, and a short one: what they end on is the same for all of a kind."""
_LONGEST = 1000
"""Words of the longest cell that is looked for."""
_LONGEST_UNNUMBERED = 250
"""The same where no references part the rows."""
MOST_WORDS = 900
"""Words of a row's piece that are decoded; what follows them goes to its last cell."""
_MOST_CUTS = 400
"""Line ends from which a text is cut at line ends alone."""
_NEW_ROW = 0.3
"""Cost of a row's beginning where no reference prints one."""


@dataclass(frozen=True, slots=True)
class Style:
    """How one dump parts its cells."""

    cut: tuple[float, float, float, float, float, float]
    """Score of a cell's end, by the `Gap` there."""
    inside: tuple[float, float, float, float, float, float]
    """Score of a `Gap` inside a cell."""
    mid_line_only_single: float
    """Cost of a cell that began on an earlier line and ends inside this one."""


BLOCKS = Style((-2.4, -1.5, -2.6, -2.0, 0.0, 0.0), (0.0, -0.2, 0.0, -0.3, -2.6, 0.0), 4.0)
"""Most cells end at empty lines; where a cell is one line long, the next may follow on its line."""
LINES = Style((-2.6, -1.2, -0.6, -0.3, 0.0, 0.0), (0.0, -0.3, -0.1, -0.8, -2.6, 0.0), 3.0)
"""No empty lines between cells: each begins on a line of its own."""


_DOUBT = 6.0
"""Cell ends of each sort that the style one begins with counts for."""


_FURTHEST = 0.6
"""How much dearer than at first a cut may become: what a first reading missed must not vanish for good."""


def learned_style(prior: Style, ends: Counter[Gap], inside: Counter[Gap]) -> Style:
    """The style with what was read taken in: `ends` and `inside` count the gaps where cells ended and where
    they did not. Some extractors run short cells on in a line, others never do."""
    all_ends, all_inside = sum(ends.values()), sum(inside.values())
    if all_ends < 20:
        return prior
    odds = {
        g: math.log((ends[g] + 0.5) / (all_ends + 3)) - math.log((inside[g] + 0.5) / (all_inside + 3))
        for g in Gap
    }
    given = {g: prior.cut[g] - prior.inside[g] for g in Gap}
    level = sum(ends[g] * (given[g] - odds[g]) for g in Gap) / all_ends
    cut = []
    for g in Gap:
        seen = ends[g] + inside[g] * (0.1 if g >= Gap.LINE else 0.01)
        share = seen / (seen + _DOUBT)
        found = min(0.5, max(prior.cut[g] - _FURTHEST, prior.inside[g] + odds[g] + level))
        cut.append(share * found + (1 - share) * prior.cut[g] if g < Gap.PAGE else prior.cut[g])
    return Style((cut[0], cut[1], cut[2], cut[3], cut[4], cut[5]), prior.inside, prior.mid_line_only_single)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to cut a row: (column index, from word, to word) of each filled cell."""

    score: float
    spans: tuple[tuple[int, int, int], ...]


class _Link(NamedTuple):
    """The best readings so far, as a chain."""

    score: float
    col: int
    start: int
    end: int
    back: _Link | None


class Decoder:
    """Cuts rows of one plan into cells."""

    def __init__(self, columns: Sequence[str], style: Style, learned: Learned) -> None:
        self.columns = tuple(columns)
        self.style = style
        self.learned = learned

    def row(self, words: Sequence[Word], *, first: int = 0) -> list[Reading]:
        """The two best readings of a row's first piece, cut into the columns from `first` on."""
        return self._best(words, first, cyclic=False, open_cells=None)

    def rest(self, words: Sequence[Word], open_cells: dict[str, Sequence[Word]]) -> list[Reading]:
        """The two best readings of what follows a page break inside a row: the second halves of broken
        cells, one after another. `open_cells` are the row's cells so far."""
        return self._best(words, 0, cyclic=False, open_cells=open_cells)

    def rows(self, words: Sequence[Word]) -> list[Reading]:
        """The two best readings of many rows without references: after the last column the first one."""
        return self._best(words, 0, cyclic=True, open_cells=None)

    def _best(
        self, words: Sequence[Word], first: int, *, cyclic: bool, open_cells: dict[str, Sequence[Word]] | None
    ) -> list[Reading]:
        n, count = len(words), len(self.columns)
        if not n:
            return [Reading(0.0, ())]
        cuts = self._cuts(words)
        table = _Sums(self, words, _LONGEST if not cyclic else _LONGEST_UNNUMBERED)
        empty = [self.learned.empty(c) for c in self.columns] if open_cells is None else [0.05] * count
        # ends[cut][col]: best links of readings whose last cell is in `col` and ends at `cut`.
        ends: list[list[list[_Link]]] = [[[] for _ in range(count)] for _ in cuts]
        for a, i in enumerate(cuts[:-1]):
            for col in range(first, count):
                if i == 0:
                    starts = [_Link(-sum(empty[first:col]), first - 1, 0, 0, None)]
                else:
                    starts = self._starts(ends[a], col, first, empty, cyclic)
                if starts:
                    self._reach(table, starts, cuts, a, col, ends, open_cells)
        final: list[_Link] = []
        for col in range(first, count):
            left = sum(empty[col + 1 :])
            for link in ends[-1][col]:
                _keep(final, _Link(link.score - left, link.col, link.start, link.end, link.back))
        return [_reading(link) for link in final]

    def _reach(  # noqa: PLR0913, PLR0917 - the decoder's innermost step: an object for it would be made a million times
        self,
        table: _Sums,
        starts: Sequence[_Link],
        cuts: Sequence[int],
        a: int,
        col: int,
        ends: list[list[list[_Link]]],
        open_cells: dict[str, Sequence[Word]] | None,
    ) -> None:
        """Every cell of a column that begins at one cut."""
        words, i = table.words, cuts[a]
        most = min(limit(self.columns[col]), table.longest)
        for b in range(a + 1, len(cuts)):
            j = cuts[b]
            if j - i > most:
                break
            cell = table.cell(col, i, j)
            if open_cells is not None:
                cell += self._goes_on(col, words[i:j], open_cells)
            if j < len(words):
                cell += table.cut(i, j)
            slot = ends[b][col]
            for start in starts:
                score = start[0] + cell
                if len(slot) < 2 or score > slot[1][0]:
                    _keep(slot, quick(_Link, (score, col, i, j, start if start[3] else None)))

    def _starts(
        self, here: list[list[_Link]], col: int, first: int, empty: Sequence[float], cyclic: bool
    ) -> list[_Link]:
        """The readings that a cell of `col` may follow at a cut, what they leave empty paid for."""
        out: list[_Link] = []
        for before in range(first, len(self.columns)):
            if before < col:
                cost = sum(empty[before + 1 : col])
            elif cyclic:
                cost = sum(empty[before + 1 :]) + sum(empty[first:col]) + _NEW_ROW
            else:
                break
            for link in here[before]:
                score = link[0] - cost
                if len(out) < 2 or score > out[1][0]:
                    _keep(out, quick(_Link, (score, *link[1:])))
        return out

    def _cuts(self, words: Sequence[Word]) -> list[int]:
        """Where a cell may end: every line end, and inside a line where what begins or ends there could
        be a cell."""
        n = len(words)
        strong = sum(w.gap >= Gap.LINE for w in words)
        out = [0]
        for k in range(1, n):
            gap = words[k].gap
            if gap >= Gap.WIDE or (strong < _MOST_CUTS and _could_begin(words[k - 1], words[k])):
                out.append(k)
        return [*out, n]

    def _goes_on(self, col: int, piece: Sequence[Word], open_cells: dict[str, Sequence[Word]]) -> float:
        """How well a piece after a page break goes on with its cell."""
        column = self.columns[col]
        word = piece[0]
        before = open_cells.get(column)
        if column in PROSE:
            base = 0.0 if column == "comments" else -0.5
            lower = bool(word.kind & Kind.LOWER)
            if not before:
                return base - (1.0 if column == "comments" else 4.0)
            closed = before[-1].text.rstrip("\"'”’)").endswith((".", "!", "?"))
            if closed:
                return base - (0.2 if lower else 0.5)
            # `edges` has taken off for a small letter at the head; here it is what one expects.
            return base + (2.2 if lower else 0.2)
        if column == "fourp" and before and word.key in {w.key for w in before}:
            return -4.0
        if not before:
            return -1.5
        # Put together the halves may be a cell that other rows print whole: `District` / `Commanders`.
        whole = self.learned.cell(column, " ".join(w.key for w in (*before, *piece) if w.key))
        return whole - (0.0 if whole else 1.0)


def _keep(slot: list[_Link], link: _Link) -> None:
    """Keep the two best."""
    if len(slot) < 2:
        slot.append(link)
        if len(slot) == 2 and slot[1].score > slot[0].score:
            slot.reverse()
    elif link.score > slot[0].score:
        slot[1] = slot[0]
        slot[0] = link
    elif link.score > slot[1].score:
        slot[1] = link


def _reading(link: _Link) -> Reading:
    spans = []
    at: _Link | None = link
    while at is not None:
        spans.append((at.col, at.start, at.end))
        at = at.back
    return Reading(link.score, tuple(spans[::-1]))


def _could_begin(before: Word, word: Word) -> bool:
    """True where a cell may begin inside a line: with a capital or a number, or after a word of a short
    column's vocabulary."""
    if word.kind & (Kind.CAPITAL | Kind.NUMBER | Kind.BULLET | Kind.DATE):
        return True
    return bool(before.kind & (Kind.FOURP | Kind.RAG | Kind.LEVEL | Kind.PENDING))


class _Sums:
    """Running sums of what words and gaps score, so that a run's score is a difference."""

    def __init__(self, decoder: Decoder, words: Sequence[Word], longest: int) -> None:
        self._decoder = decoder
        self.longest = longest
        self.words = words
        self._keys = [w.key for w in words]
        self._joined: dict[tuple[int, int], str] = {}
        columns = frozenset(decoder.columns)
        self._heads = [[head_score(column, w, columns) for w in words] for column in decoder.columns]
        tails = {prose: [tail_score(column, w) for w in words] for prose, column in _KINDS.items()}
        self._tails = [tails[column in PROSE] for column in decoder.columns]
        self._cuts = [0.0, *(self._cut(k) for k in range(1, len(words)))]
        self._sums = [self._word_sums(column) for column in decoder.columns]
        self._gaps = [self._gap_sums(decoder.learned.width(column)) for column in decoder.columns]

    def _word_sums(self, column: str) -> list[float]:
        learned, short = self._decoder.learned, column not in PROSE
        total, sums = 0.0, [0.0]
        for word in self.words:
            total += word_score(column, word)
            if short:
                total += learned.word(column, word.key)
            sums.append(total)
        return sums

    def _gap_sums(self, width: int | None) -> list[float]:
        inside, words = self._decoder.style.inside, self.words
        total, sums = 0.0, [0.0, 0.0]
        for k in range(1, len(words)):
            gap = words[k].gap
            # A list's points stand apart inside one cell.
            listed = words[k].kind & Kind.BULLET and gap >= Gap.SOFT
            total += inside[gap] * (0.1 if listed else 1.0) if gap >= Gap.WIDE else 0.0
            if width and gap >= Gap.LINE:
                total += _line_end(words, k, width)
            sums.append(total)
        return sums

    def _cut(self, j: int) -> float:
        """The score of a cell's end before word j, whatever the cell."""
        before, word, decoder = self.words[j - 1], self.words[j], self._decoder
        score = decoder.style.cut[word.gap]
        if word.gap <= Gap.LINE:
            score -= decoder.learned.together(before, word)
            if before.kind & Kind.BEFORE_POST:
                score -= 1.2
        return score

    def cut(self, i: int, j: int) -> float:
        """The score of the end, before word j, of a cell that begins at word i."""
        words = self.words
        if words[j].gap <= Gap.WIDE and words[i].line != words[j - 1].line:
            return self._cuts[j] - self._decoder.style.mid_line_only_single
        return self._cuts[j]

    def cell(self, col: int, i: int, j: int) -> float:
        """The score of words i to j as one cell of the column."""
        sums, gaps = self._sums[col], self._gaps[col]
        score = sums[j] - sums[i] + gaps[j] - gaps[i + 1] + self._heads[col][i] + self._tails[col][j - 1]
        column = self._decoder.columns[col]
        if column in PROSE:
            return score
        by_column = WHOLE.get(column)
        if by_column is not None:
            score += by_column(self.words, i, j)
        key = self._joined.get((i, j))
        if key is None:
            key = self._joined[i, j] = " ".join([k for k in self._keys[i:j] if k])
        return score + self._decoder.learned.cell(column, key)


def _line_end(words: Sequence[Word], k: int, width: int) -> float:
    """What a line end inside a cell says: a line that had room for the next word did not wrap there."""
    line = words[k - 1].line
    length = -1
    m = k - 1
    while m >= 0 and words[m].line == line:
        length += len(words[m].text) + 1
        m -= 1
    score = 0.0
    if words[k].gap == Gap.LINE and length + 1 + len(words[k].text) <= width * 0.85:
        score -= 0.2 if words[k - 1].text.endswith((".", ":", ";")) else 0.9
    if length > width * 1.3 + 3:
        score -= 1.0
    return score
