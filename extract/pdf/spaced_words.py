"""Words broken within themselves in the narrow columns of a table without vertical rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extract.pdf.broken_words import NO_ROOM, put_together, spaces_end_lines, word_key, words_among_others
from extract.pdf.spaced_heads import Tracks, Words
from extract.pdf.words import Word, line_text, printed_lines

_PADDING = 12.0
"""Points that padding takes at most between a column's text and the next's."""


@dataclass(frozen=True, slots=True)
class Mender:
    """What a table's lines say of words that its columns were too narrow for."""

    spans: dict[int, tuple[float, float]]
    """Column -> where its text begins and ends at the furthest; none where lines do not end on spaces."""
    edges: tuple[float, ...]
    whole: frozenset[str]
    """Words that stand somewhere in the table in a line with others."""

    def text(self, lines: Sequence[Words], column: int) -> list[str]:
        """The text of a cell's lines, broken words put together again: `Intelligence/Licensi` above `ng`.

        Without borders a column is as wide as its widest line. The upper line is one word as wide as that,
        with no space at its end; the whole word would be wider; neither half is a word of the table.
        """
        if column not in self.spans:
            return [line_text(line) for line in lines]
        return put_together(lines, lambda above, below: self._is_broken(above, below, column))

    def _is_broken(self, above: Sequence[Word], below: Sequence[Word], column: int) -> bool:
        left, right = self.spans[column]
        word, rest = above[0], below[0]
        least = NO_ROOM * word.run.size
        return (
            word.x1 > right - least
            and self.edges[column + 1] - word.x1 < least + _PADDING
            and (word.x1 - word.x0) + (rest.x1 - rest.x0) > right - left + 1.0
            and not {word_key(word.text), word_key(rest.text)} & self.whole
        )


def mender(rows: Iterable[Sequence[Words]], tracks: Tracks) -> Mender:
    """Read off a table's rows, each its lines, what breaks its words."""
    spans: dict[int, tuple[float, float]] = {}
    whole: set[str] = set()
    cells: list[list[Words]] = []
    for lines in rows:
        columns: dict[int, Words] = {}
        for line in lines:
            for word in line if not tracks.alone_across(line) else ():
                columns.setdefault(tracks.of(word), []).append(word)
        for column, words in columns.items():
            left, right = spans.get(column, (words[0].x0, words[0].x1))
            spans[column] = min(left, *(w.x0 for w in words)), max(right, *(w.x1 for w in words))
            printed = printed_lines(words)
            cells.append(printed)
            whole |= words_among_others(printed)
    return Mender(spans if spaces_end_lines(cells) else {}, tracks.edges, frozenset(whole))
