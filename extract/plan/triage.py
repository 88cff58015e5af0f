"""Whether a page can hold a plan's header, told from its plain text alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extract.lexicon import Lexicon, squash
from extract.plan.header import WORKING_COLUMNS
from extract.plan.rows import looks_like_urn
from extract.plan.text import MONTHS

_TELLING = 6
"""Characters from which a reference is no paragraph number."""


_SPACES = dict.fromkeys(
    map(ord, "!\"$'()*+,-.:;<=>?@[\\]^_`{|}~\u2013\u2014\u2018\u2019\u201c\u201d\u2022"), " "
)
"""Most of what `squash` makes spaces."""
_LONG = 160
"""Characters of a line past which it is no row of labels alone."""
_SEVERAL = 3
"""Columns whose labels side by side are no prose."""
_LETTERS = 8
"""Letters alone on their lines that are no marks in a table."""
_LABEL = 5
"""Words of a label before a colon."""
_CARD = 16
"""Lines of one action's card."""
_PERIODS = frozenset(
    ("q1", "q2", "q3", "q4", "sept", *(part for m in MONTHS for part in (m.casefold(), m[:3].casefold())))
)
"""Labels of columns that stand among those that count and say nothing of themselves."""
_MARKED = re.compile(r"[#&/%]").search
_WORDS = re.compile(r"\w+|[#&/%]").findall


@lru_cache(maxsize=2)
def _forms(lexicon: Lexicon) -> tuple[dict[str, str], dict[str, list[tuple[str, ...]]], frozenset[str]]:
    """The labels that count, word by word, to their columns; their words by the first, longest first; and
    every word of them."""
    wanted = WORKING_COLUMNS | {"urn", "action"}
    columns = {" ".join(_WORDS(f)): c for f, c in lexicon.columns.items() if c in wanted}
    starts: dict[str, list[tuple[str, ...]]] = {}
    for form in sorted(columns, key=len, reverse=True):
        words = tuple(form.split())
        starts.setdefault(words[0], []).append(words)
    return columns, starts, frozenset(word for form in columns for word in form.split()) | _PERIODS


class Triage:
    """Dismisses pages that can hold no header row.

    In plain text a header row is a line of labels, or labels on a few short lines after one another;
    prose uses the same words inside longer lines.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._columns, self._starts, self._words = _forms(lexicon)

    def may_hold_header(self, text: str) -> bool:
        """True where a window of eight lines prints two labels, one of them a working column's."""
        if text.count("\n") >= _LETTERS and _is_in_letters(text.split("\n")):
            return True
        recent: list[tuple[int, frozenset[str]]] = []
        heads: dict[str, int] = {}
        is_known, n = self._words.__contains__, 0
        folded = text.casefold()
        for printed, line in zip(folded.split("\n"), folded.translate(_SPACES).split("\n"), strict=True):
            words = line.split()
            if not words:
                continue
            n += 1
            if (words[0] in self._starts or ":" in printed) and self._heads_card(words, printed, n, heads):
                return True
            if (len(line) > _LONG or all(map(is_known, words[:3]))) and self._has_run(words):
                return True
            if line.isascii() and not _MARKED(line) and 2 * sum(map(is_known, words)) < len(words):
                continue  # what most lines are: too few words that stand in labels
            labels = self._labels(line) if len(line) <= _LONG else None
            if not labels:
                continue
            recent = [*[near for near in recent if n - near[0] < 8], (n, labels)]
            found = frozenset().union(*[near[1] for near in recent])
            if len(found) >= 2 and found & WORKING_COLUMNS:
                return True
        return False

    def _heads_card(self, words: list[str], line: str, n: int, heads: dict[str, int]) -> bool:
        """Whether lines near the `n`th print the labels of an action, its owner and one thing more, each at
        the line's begin or with a colon behind it; `heads` are the columns met so and their last lines."""
        _, form = next(self._read(words))
        if form is not None:
            heads[self._columns[" ".join(form)]] = n
        for before in line.split(":")[:-1]:
            column = self._ends_in_label(before)
            if column is not None:
                heads[column] = n
        near = {column for column, at in heads.items() if n - at < _CARD}
        return {"action", "owner"} <= near and len(near) >= _SEVERAL

    def _ends_in_label(self, text: str) -> str | None:
        """The column of the longest label that a text ends in."""
        words = _WORDS(text)[-_LABEL:]
        found = (self._columns.get(" ".join(words[k:])) for k in range(len(words)))
        return next(filter(None, found), None)

    def _has_run(self, words: list[str]) -> bool:
        """Whether labels of three columns stand side by side, one of them a working column's: a table whose
        cells are all of one line may be one line of text with the rows under it."""
        found: set[str] = set()
        for word, form in self._read(words):
            if form is not None:
                found.add(self._columns[" ".join(form)])
                if len(found) >= _SEVERAL and found & WORKING_COLUMNS:
                    return True
            elif word not in _PERIODS:
                found = set()
        return False

    def _read(self, words: list[str]) -> Iterator[tuple[str, tuple[str, ...] | None]]:
        """Words from left to right, each with the longest label it begins; the rest of a label is passed."""
        i = 0
        while i < len(words):
            forms = self._starts.get(words[i], ())
            form = next((f for f in forms if f == tuple(words[i : i + len(f)])), None)
            yield words[i], form
            i += len(form or "-")

    def _labels(self, line: str) -> frozenset[str]:
        found: list[str] = []
        covered = 0
        for word, form in self._read(_WORDS(line)):
            if form is not None:
                found.append(" ".join(form))
                covered += len(form)
            elif word in _PERIODS:
                covered += 1
        line = squash(line) if found else ""
        if len(line.split()) > 2 * covered and line not in self._columns:
            return frozenset()
        return frozenset(self._columns[part] for f in found for part in (f, *self._parts(f)))

    def _parts(self, form: str) -> tuple[str, ...]:
        """The labels of two columns side by side that read like one label: `Action Lead`."""
        words = form.split()
        for k in range(1, len(words)):
            pair = " ".join(words[:k]), " ".join(words[k:])
            if all(p in self._columns for p in pair):
                return pair
        return ()

    @staticmethod
    def repeats_references(text: str, references: frozenset[str]) -> bool:
        """True where the page's lines begin with references, one of which an earlier plan of the paper
        prints: minutes print their action list again at the end, and its header may be drawn, not written.

        Short references (`1.1`) number paragraphs too, and say nothing.
        """
        if not any(len(r) >= _TELLING for r in references):
            return False
        heads = {word for line in text.split("\n") if len(word := _first_word(line)) >= _TELLING}
        return bool(heads & references) and sum(looks_like_urn(word) for word in heads) >= 2


def _is_in_letters(lines: list[str]) -> bool:
    """Whether the text falls apart into letters, as PDFium reads the cells of a page with little on it."""
    alone = [line for line in lines if len(line) == 1 and line.isalpha()]
    return 3 * len(alone) > len(lines) and len(set(alone)) >= _LETTERS


def _first_word(line: str) -> str:
    return line.split(maxsplit=1)[0] if line.strip() else ""
