"""Rows of a dump that do not read like rows: words of one that stand in another, cells that are missing.

An extractor that prints a page in the order of its text, or down its columns, puts some cells after rows
that they are no part of. The rows look whole; what they lack and what they hold too much of gives them away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import regex

from extract.dump.evidence import PROSE, word_score
from extract.dump.lines import Gap
from extract.dump.tokens import Kind, Word
from extract.lexicon import squash
from extract.plan.rows import URN

Cells = Mapping[str, Sequence[Word]]
"""One row: column -> its words."""

_USUAL = 0.75
"""Share of a plan's rows that fill a column, from which a row that leaves it empty is odd."""
_USUAL_APART = 0.5
"""The same where labels stand apart from their header, as cells then do from their rows."""
_FEWEST = 4
"""Rows that say what is usual."""
_NEVER_EMPTY = frozenset(("owner", "status", "level", "due"))
"""Columns that are not empty in every row: what they print was read as another's."""
_NUMBER = regex.compile(r"[\d.]{1,6}|\.")


@dataclass(frozen=True, slots=True)
class Oddities:
    """What is known of a plan when its rows are looked over."""

    labels: frozenset[str]
    """Its headers' labels, squashed, whole and line by line."""
    before_headers: frozenset[int]
    """Lines right above a header."""
    numbered: bool
    """A column is labelled for references."""
    columns: frozenset[str]
    """Columns that its headers label."""
    apart: bool
    """Labels were found apart from their header."""


def odd_rows(rows: Sequence[Cells], known: Oddities) -> list[int]:
    """The rows (0-based) that lack what the plan's rows have, or hold what no row should."""
    lack = _lacking(rows, _USUAL_APART if known.apart else _USUAL)
    out = set(lack)
    if len(rows) >= _FEWEST and known.columns & _NEVER_EMPTY - {
        c for cells in rows for c in cells if cells[c]
    }:
        return list(range(len(rows)))
    lost = {column for columns in lack.values() for column in columns}
    for n, cells in enumerate(rows):
        if (
            any(_holds_label(words, known.labels) for words in cells.values())
            or _ends_on_number(cells, known.before_headers)
            or _repeats(cells)
            or URN.fullmatch(" ".join(w.text for w in cells.get("action", ())))
            or any(_has_lone_number(words) for column, words in cells.items() if column in PROSE)
            or (known.numbered and not _has_reference(cells))
            or any(_in_parts(cells.get(column, ())) for column in lost & PROSE)
        ):
            out.add(n)
    return sorted(out)


def in_doubt(rows: Sequence[Cells], odd: Collection[int]) -> bool:
    """True where so many rows read oddly that the order of the whole plan's words is in doubt. A row without
    a comment is common; it counts where something else is odd about it."""
    silent = {n for n, columns in _lacking(rows, _USUAL).items() if columns == {"comments"}}
    strained = sum(is_strained(cells) or (n in odd and n not in silent) for n, cells in enumerate(rows))
    return strained * 5 > len(rows)


def _lacking(rows: Sequence[Cells], share: float) -> dict[int, set[str]]:
    """Row -> columns it leaves empty and nearly all others fill."""
    if len(rows) < _FEWEST:
        return {}
    filled = Counter(column for cells in rows for column, words in cells.items() if words)
    usual = {c for c, n in filled.items() if n >= share * len(rows) and not c.startswith("other")}
    found = {n: {c for c in usual if not cells.get(c)} for n, cells in enumerate(rows)}
    return {n: columns for n, columns in found.items() if columns}


def _holds_label(words: Sequence[Word], labels: Collection[str]) -> bool:
    """A line of the cell is one of the header's labels of two words: `RAG Status`, `Due date`."""
    lines: dict[int, list[str]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word.text)
    return any(len(line) > 1 and squash(" ".join(line)) in labels for line in lines.values())


def _ends_on_number(cells: Cells, before_headers: Collection[int]) -> bool:
    """The row's last line is a number alone right above a header: it may be the next section's."""
    last = max((w.line for words in cells.values() for w in words), default=-1)
    if last not in before_headers:
        return False
    line = [w.text for words in cells.values() for w in words if w.line == last]
    return all(_NUMBER.fullmatch(text) for text in line)


def _has_lone_number(words: Sequence[Word]) -> bool:
    """A number with a point in a block of its own inside prose: a section's, from a header elsewhere."""
    for k in range(1, len(words)):
        ends = k + 1 == len(words) or words[k + 1].gap >= Gap.SOFT
        text = words[k].text
        if ends and words[k].gap >= Gap.SOFT and "." in text and _NUMBER.fullmatch(text):
            return True
    return False


def _repeats(cells: Cells) -> bool:
    """A 4P named twice in its cell: two rows' cells in one."""
    named = [w.key for w in cells.get("fourp", ()) if w.kind & Kind.FOURP]
    return len(named) > len(set(named))


def _has_reference(cells: Cells) -> bool:
    text = " ".join(w.text for w in cells.get("urn", ()))
    return bool(URN.fullmatch(text))


def _in_parts(words: Sequence[Word]) -> bool:
    """Prose with empty lines inside it, another beginning after them."""
    return any(w.gap >= Gap.BLOCK and not w.kind & Kind.LOWER for w in words[1:])


def is_strained(cells: Mapping[str, Sequence[Word]]) -> bool:
    """True for a row whose cells do not read like what their columns hold: no action, or two cells and more
    of words that none of the column's vocabulary or shape explains."""
    odd = 0
    for column, words in cells.items():
        if column in PROSE:
            odd += sum(bool(w.kind & Kind.FOURP) for w in words) >= 3
            odd += sum(w.gap == Gap.BLOCK for w in words[1:]) >= 4
        elif column not in ("urn", "status") and sum(word_score(column, w) for w in words) < -2.0:
            odd += 1
    return not cells.get("action") or odd >= 2
