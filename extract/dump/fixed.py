"""Dumps that keep the page's layout: cells side by side on one line, parted by spaces.

Extractors with a layout mode print a row's cells beside one another, so the words are not in reading order
and nothing is decoded: the columns are the strips of text between the gutters that run down the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import regex

from extract.dump.body import TWO_READINGS, is_key, reads_as_name
from extract.dump.evidence import word_score
from extract.dump.headers import DumpHeader
from extract.dump.lines import Gap, TextLine
from extract.dump.references import Candidate, candidates, decode
from extract.dump.strips import Strip, is_cut, likeness, pieces_of, placed_in, strips
from extract.dump.tokens import words_of
from extract.lexicon import Lexicon, squash
from extract.model import Cell, Grid, Method, Row
from extract.plan.columns import columns_of
from extract.plan.header import split_urn
from extract.plan.labels import LabelReader
from extract.plan.rows import URN

_REFERENCE = 8
"""Characters of the longest reference that stands alone on a line."""
_FEWEST_BESIDE = 3
"""Runs of text on the first line of a row that stands after other text: a numbered paragraph has two."""
_FAR = 2
"""Empty lines over a line that may be no part of its row."""
_DOUBTED = 0.5
"""How sure a row is whose cells could be cut otherwise."""
_USUAL = 0.75
"""Share of a plan's rows that fill a column, from which a row that leaves it empty is odd."""
_FEWEST_ROWS = 4
"""Rows that say what is usual."""
_PART = regex.compile(r"(?:\p{L}{1,5}\s?)?\d{1,4}(?:[./-]\d{1,4}){0,3}\s?(?:[a-z]|\(\w{1,3}\))?")
"""References of minutes: `Dec22.05`, `03.18.04(1)`."""


@dataclass(slots=True)
class _Open:
    """One row while its lines are gathered."""

    first: int
    is_header: bool
    cells: dict[int, list[str]] = field(default_factory=dict)
    doubt: bool = False
    last: int = 0
    """Its last line."""

    def take(self, k: int, cells: Mapping[int, str], *, doubt: bool) -> None:
        """Add a line's text, column by column."""
        for col, text in cells.items():
            self.cells.setdefault(col, []).append(text)
        self.doubt |= doubt
        self.last = k

    def close(self, names: Sequence[str]) -> Row:
        """The row as it goes out."""
        cells = tuple(
            Cell(tuple(t), c, words=sum(len(x.split()) for x in t)) for c, t in sorted(self.cells.items())
        )
        if self.is_header:
            return Row(cells, header=True)
        # More than a reference under the references' label is two rows in one, or another column's text.
        numbers = self.cells.get(0, [])
        whole = _is_reference(" ".join(numbers)) or _is_reference("".join(numbers))
        odd = names[0] == "urn" and bool(numbers) and not whole
        doubt = self.doubt or odd or not any(c and t for c, t in self.cells.items())
        return Row(
            cells,
            continues=False,
            flags=(TWO_READINGS,) if doubt else (),
            confidence=_DOUBTED if doubt else None,
        )


def _is_reference(text: str) -> bool:
    return any(c.isdigit() for c in text) and bool(URN.fullmatch(text) or _PART.fullmatch(text))


def _goes_on(text: str) -> bool:
    """`03.18.`, a reference that its narrow column broke: `01` stands on the next line."""
    return text.endswith(".") and "." in text[:-1]


def _interrupted(rows: Sequence[_Open], strays: Sequence[int]) -> None:
    """Doubt the last row where lines between it and the next were set apart: it may have gone on in them."""
    if rows and strays and strays[-1] > rows[-1].last:
        rows[-1].doubt = True


class FixedBody:
    """A plan's lines whose cells stand side by side."""

    def __init__(self, lexicon: Lexicon, lines: Sequence[TextLine], headers: Sequence[DumpHeader]) -> None:
        self.lexicon = lexicon
        self.lines = lines
        self.headers = headers
        self._reader = LabelReader(lexicon)
        self.strays: list[int] = []
        """Lines of a key among the rows, and of what stands under them."""
        self._names_read: list[str] = []
        self._action_at: dict[int, int] = {}
        """Line -> the character that the second column of its page begins at."""
        self._cut: set[int] = set()
        """Lines with a run of text cut in two where its columns meet, or on a page that hides a column."""

    def read(self) -> Grid | None:
        """The plan's table; None where no columns or no references are to be seen in it."""
        first = self.headers[0].first
        pages = _pages(self.lines, first)
        main = self._main_strips(pages[0])
        if len(main) < 3:
            return None
        names = self._names(main)
        self._names_read = names
        placed: dict[int, dict[int, str]] = {}
        for start, end in pages:
            mapping = self._mapping(main, names, start, end)
            columns = [column for _, column in mapping]
            seen = 0 in columns and 1 in columns
            action_at = mapping[columns.index(1)][0].x0 if seen else main[1].x0
            for k in range(start, end):
                placed[k] = placed_in(self.lines[k], mapping)
                self._action_at[k] = action_at
                # A column that leaves no strip and no label on its page is guessed from its words.
                guessed = len(set(columns)) < len(main) and not self._labels(names, start, end)
                if guessed or is_cut(self.lines[k], mapping):
                    self._cut.add(k)
        refs = self._references(placed)
        if not refs:
            return None
        return self._grid(placed, refs, len(main))

    def _main_strips(self, page: tuple[int, int]) -> list[Strip]:
        """The strips of the first page, those that no label stands over joined to their left neighbour."""
        header = self.headers[0]
        found = strips(self._beside(*page))
        if self._runs_together(found):
            found = strips(self._beside(*page), 1)
        if self._runs_together(found):
            return []
        tops = [p for k in range(header.first, header.end) for p in pieces_of(self.lines[k])]
        out: list[Strip] = []
        for strip in found:
            labelled = any(p.x0 < strip.x1 and strip.x0 < p.x1 for p in tops)
            if labelled or not out:
                out.append(strip)
            else:
                out[-1] = Strip(out[-1].x0, strip.x1)
        return out

    def _beside(self, start: int, end: int) -> list[TextLine]:
        """The lines of a page that show its gutters: bands, keys and lines of prose run across them."""
        lines = self.lines[start:end]
        least = min(len(line.raw) - len(line.raw.lstrip()) for line in lines)
        out = []
        for line in lines:
            pieces = pieces_of(line)
            across = (
                len(pieces) == 1 and pieces[0].x0 <= least + 1 and pieces[0].x1 - pieces[0].x0 > _REFERENCE
            )
            if not across and not is_key(line.text, self.lexicon):
                out.append(line)
        return out or list(lines)

    def _runs_together(self, found: Sequence[Strip]) -> bool:
        """True where two labels stand over one strip: no gutter parts their columns."""
        line = self.lines[self.headers[0].first]
        labels = pieces_of(line)
        return any(sum(p.x0 < s.x1 and s.x0 < p.x1 for p in labels) > 1 for s in found)

    def _names(self, main: Sequence[Strip]) -> list[str]:
        """What each column holds, from the first header."""
        header = self.headers[0]
        cells: dict[int, list[str]] = {}
        for k in range(header.first, header.end):
            for col, text in placed_in(self.lines[k], list(zip(main, range(len(main)), strict=True))).items():
                cells.setdefault(col, []).append(text)
        row = Row(tuple(Cell(tuple(t), c) for c, t in sorted(cells.items())))
        read = self._reader.header(row)
        names = ["other"] * len(main)
        if read is not None:
            for column in columns_of(read, Grid(Method.DUMP, (), len(main)), None).columns:
                names[column.c0] = column.name or "other"
        return names

    def _mapping(
        self, main: Sequence[Strip], names: Sequence[str], start: int, end: int
    ) -> list[tuple[Strip, int]]:
        """Each strip of a page with the column it is: by a label of a header on this page, by what stands in
        it, by where it stands; in the columns' order. Columns wander from page to page, and one that is
        empty all down a page leaves no strip."""
        found = strips(self._beside(start, end))
        if len(found) < len(main) and end - start > 4:
            # Prose under the table on its page runs across the gutters that the rows leave.
            rows = [line for line in self.lines[start:end] if len(pieces_of(line)) >= 2]
            if len(rows) > 2:
                found = max(found, strips(rows), key=len)
        if len(found) < len(main) and end - start > 4:
            found = max(found, strips(self._beside(start, end), 1), key=len)
        labels = self._labels(names, start, end)
        scores = []
        for strip in found:
            texts = [line.raw[strip.x0 : strip.x1].strip() for line in self.lines[start:end]]
            texts = [text for text in texts if text]
            scores.append(
                [
                    likeness(strip, main[c], labels.get(name)) + self._words_score(texts, name)
                    for c, name in enumerate(names)
                ]
            )
        best: list[list[tuple[float, int]]] = []
        for n, row in enumerate(scores):
            line = []
            for c, score in enumerate(row):
                before = (
                    [(best[-1][b][0] - (1.6 if b == c else 0.0), b) for b in range(c + 1)]
                    if n
                    else [(0.0, -1)]
                )
                top, link = max(before, key=lambda x: x[0])
                line.append((top + score, link))
            best.append(line)
        out: list[tuple[Strip, int]] = []
        col = max(range(len(main)), key=lambda c: best[-1][c][0]) if best else 0
        for n in range(len(found) - 1, -1, -1):
            out.append((found[n], col))
            col = best[n][col][1]
        return out[::-1]

    def _labels(self, names: Sequence[str], start: int, end: int) -> dict[str, tuple[int, int]]:
        """Column -> characters where a header on this page prints its label."""
        out: dict[str, tuple[int, int]] = {}
        for header in self.headers:
            if not start <= header.first < end:
                continue
            for piece in pieces_of(self.lines[header.first]):
                column = self._reader.read(piece.text).column
                if column is not None and column in names:
                    out[column] = (piece.x0, piece.x1)
        return out

    def _words_score(self, texts: Sequence[str], name: str) -> float:
        """How well what stands in a strip reads as a column, -2 to 2."""
        lines = [TextLine(n, text, Gap.LINE) for n, text in enumerate(texts)]
        words = words_of(lines, self.lexicon)
        total = sum(word_score(name, w) for w in words)
        return max(-2.0, min(2.0, 2 * total / len(words))) if words else 0.0

    def _references(self, placed: dict[int, dict[int, str]]) -> set[int]:
        """Lines that head a row: the sequence of references decoded from the first column."""
        inside = {k for h in self.headers for k in range(h.first, h.end)}
        inside |= {
            h.end
            for h in self.headers
            if h.end in placed and 1 not in placed[h.end] and self._short(placed[h.end])
        }
        heads = [
            TextLine(k, cells[0], Gap.BLOCK)
            for k, cells in sorted(placed.items())
            if 0 in cells and k not in inside
        ]
        words = words_of(heads, self.lexicon)
        found: list[Candidate] = decode(candidates(words), [])
        heading = {heads[words[c.at].line].n for c in found} | self._labelled(placed, inside)
        return {k for k in heading if not (k - 1 in heading and _goes_on(placed[k - 1][0]))}

    def _labelled(self, placed: dict[int, dict[int, str]], inside: set[int]) -> set[int]:
        """Lines that print a reference in the column that is labelled for them, and an action beside it:
        minutes number by the meeting, `Dec22.05` and then `Jan23.01`."""
        if self._names_read[0] != "urn":
            return set()
        return {
            k
            for k, cells in placed.items()
            if k not in inside and 1 in cells and len(cells) > 2 and _is_reference(cells.get(0, ""))
        }

    def _grid(self, placed: dict[int, dict[int, str]], refs: set[int], width: int) -> Grid:
        apart: list[tuple[int, int]] = []
        rows: list[_Open] = []
        starts = {h.first: h for h in self.headers}
        ends = {h.end for h in self.headers}
        open_header = closed = False
        for k, cells in sorted(placed.items()):
            if self._is_band(k, cells, starts) or is_key(self.lines[k].text, self.lexicon):
                apart.append((len(rows), k))
                closed = False
                continue
            is_row = k in refs and not (closed and len(pieces_of(self.lines[k])) < _FEWEST_BESIDE)
            closed = (closed or self._outside(k, refs)) and not (is_row or k in starts)
            if closed:
                self.strays.append(k)
                continue
            if k in starts or is_row or (k in ends and not open_header):
                if k in starts or is_row:
                    _interrupted(rows, self.strays)
                    rows.append(_Open(k, is_header=k in starts))
                open_header = k in starts
            into = rows[-1]
            if into.is_header and self._past(k) and not self._is_second_line(k, cells, into, rows[0]):
                # What follows a header repeated at the top of a page goes on with the row above it; under the
                # first header it is a row of its own, whose reference is not to be seen.
                above = next((row for row in reversed(rows) if not row.is_header), None)
                into = above or _Open(k, is_header=False, doubt=True)
                if above is None:
                    rows.append(into)
            into.take(k, cells, doubt=k in self._cut or self._far(k))
        self._doubt(rows, placed)
        out = [row.close(self._names_read) for row in rows]
        for at, k in reversed(apart):
            text = " ".join(self.lines[k].text.split())
            if is_key(text, self.lexicon):
                self.strays.insert(0, k)
            else:
                out.insert(at, Row((Cell((text,), 0, colspan=width, words=len(text.split())),)))
        return Grid(Method.DUMP, tuple(out), width, continues=False)

    def _doubt(self, rows: Sequence[_Open], placed: Mapping[int, Mapping[int, str]]) -> None:
        """Doubt rows that lack what nearly all have; and all of them where references stand in the middle of
        their rows, as the lines above them then seem the row's before, or a label's second line may name
        columns that the first does not."""
        body = [row for row in rows if not row.is_header]
        centred = (
            any(0 not in row.cells for row in body[:1]) or sum(1 not in placed[r.first] for r in body) > 1
        )
        two = any(self._past(k) for row in rows if row.is_header for k in range(row.first, row.last + 1))
        two = two or any(h.end - h.first > 1 for h in self.headers)
        named = [name for name in self._names_read if name != "other"]
        filled = Counter(col for row in body for col in row.cells)
        unnamed = two and (len(named) < len(self._names_read) or len(set(named)) < len(named))
        unnamed |= any(name == "owner" and not filled[c] for c, name in enumerate(self._names_read))
        unnamed |= any(
            len(pieces_of(self.lines[k])) > len(placed[k])
            for row in rows
            if row.is_header
            for k in range(row.first, row.last + 1)
        )
        usual = {
            c
            for c, n in filled.items()
            if n >= _USUAL * len(body) and self._names_read[c] not in ("comments", "other")
        }
        for row in body:
            row.doubt |= centred or unnamed or (len(body) >= _FEWEST_ROWS and not usual <= row.cells.keys())

    def _outside(self, k: int, refs: set[int]) -> bool:
        """A line under the rows that runs from the references into the actions without a gutter: the prose or
        the title after a table, which is no part of its last row."""
        first = pieces_of(self.lines[k])[0]
        return k not in refs and self._past(k) and first.x0 < self._action_at[k] - 1 < first.x1 - 1

    def _far(self, k: int) -> bool:
        """A line of one run under two empty lines and more: a footer nobody marked, or the end of a cell."""
        line = self.lines[k]
        return line.gap != Gap.PAGE and line.blanks >= _FAR and len(pieces_of(line)) == 1

    def _is_band(self, k: int, cells: Mapping[int, str], starts: Mapping[int, DumpHeader]) -> bool:
        """A line that prints a section's name and nothing else, from the left edge or with space around it:
        `partnership working` under an action is the action's end."""
        text = self.lines[k].text
        known = squash(split_urn(text)[1]) in self.lexicon.sections and reads_as_name(text)
        after = self.lines[k + 1].gap if k + 1 < len(self.lines) else Gap.PAGE
        apart = 0 in cells or (self.lines[k].gap >= Gap.SOFT and after >= Gap.SOFT)
        return known and apart and k not in starts and self._past(k)

    def _past(self, k: int) -> bool:
        return not any(h.first <= k < h.end for h in self.headers)

    def _short(self, cells: Mapping[int, str]) -> bool:
        """The second line of a header: a word or two over some of the columns."""
        return all(len(text.split()) <= 2 for text in cells.values())

    def _is_second_line(self, k: int, cells: Mapping[int, str], header: _Open, first: _Open) -> bool:
        """The line right under a header's first that goes on with its labels; under a header printed again
        it says what it said before, and a word there is else the end of a row over the page's."""
        if k != header.last + 1 or not self._short(cells):
            return False
        fresh = header is first or self.lines[header.first].gap != Gap.PAGE
        return fresh or all(text in first.cells.get(col, ()) for col, text in cells.items())


def _pages(lines: Sequence[TextLine], first: int) -> list[tuple[int, int]]:
    out = []
    start = first
    for k in range(first + 1, len(lines) + 1):
        if k == len(lines) or lines[k].gap == Gap.PAGE:
            out.append((start, k))
            start = k
    return out
