"""The rows of one plan, cut out of the lines under its headers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extract.dump.decode import BLOCKS, LINES, MOST_WORDS, Decoder, Reading, Style, learned_style
from extract.dump.doubts import Oddities, in_doubt, odd_rows
from extract.dump.evidence import Learned, dangles
from extract.dump.headers import DumpHeader, Piece
from extract.dump.lines import Gap, TextLine
from extract.dump.references import Candidate, candidates
from extract.dump.references import decode as decode_references
from extract.dump.tokens import Word, words_of
from extract.lexicon import Lexicon, squash
from extract.model import Cell, Grid, Line, Method, Row
from extract.plan.columns import columns_of
from extract.plan.header import split_urn
from extract.plan.labels import LabelReader

UNLABELLED = "other:prose"
_MOST_UNNUMBERED = 8000
"""Words that stand under one header of a plan without references."""
_MOST_AT_ONCE = 1500
"""Words of a plan without references that are cut into rows at once."""
_FILLED = 0.6
"""Share of rows that must print something under a label that stood apart."""
_PASSES = 3
_SURE = 3.0
"""Difference of two readings' scores from which the better one is no longer in doubt."""
TWO_READINGS = "two readings"
"""A row that could be cut otherwise nearly as well."""
ORDER_IN_DOUBT = "reading order in doubt"
"""On every row of a plan of which many read oddly: the extractor mixed its cells up."""


@dataclass(slots=True)
class DumpRow:
    """One row while it is being read."""

    header: int
    """Which header it stands under."""
    urn: Word | None
    pieces: list[list[Word]]
    """Its words, cut at the page breaks inside it."""
    cells: dict[int, list[Word]] = field(default_factory=dict)
    """Grid column -> words."""
    margin: float = math.inf

    def lines(self, names: Sequence[str]) -> dict[str, list[str]]:
        """Column -> printed lines."""
        return {names[c]: printed_lines(words) for c, words in self.cells.items() if words}


@dataclass(slots=True)
class PlanBody:
    """A plan's lines read: its grid, and lines under its headers that are no row."""

    lexicon: Lexicon
    lines: Sequence[TextLine]
    headers: Sequence[DumpHeader]
    """In `lines`' own indexes."""
    names: list[str] = field(default_factory=list)
    header_cols: list[list[int]] = field(default_factory=list)
    rows: list[DumpRow] = field(default_factory=list)
    strays: list[int] = field(default_factory=list)
    """Lines that stand before a section's first row."""
    away: set[int] = field(default_factory=set)
    """Lines of labels that stand apart from their header."""
    doubt: bool = False
    """The rows as a whole do not read like rows."""
    bands: dict[int, int] = field(default_factory=dict)
    """Line of a section's name on its own -> the number of rows above it."""

    def read(self) -> Grid:
        """The plan's table: header rows, bands and rows in printed order."""
        lost = lost_labels(self.lines, self.headers, self.lexicon)
        if lost:
            found = {p.column: p for _, p in reversed(lost)}
            found = {c: found[c] for c in ("rag", "comments") if c in found}
            main = max(self.headers, key=lambda h: len(set(h.columns)))
            k = self.headers.index(main)
            whole = replace(main, pieces=(*main.pieces, *found.values()))
            printed = self.headers
            self.headers = [*printed[:k], whole, *printed[k + 1 :]]
            self.away = {n for n, _ in lost}
            grid = self._read()
            if all(self._share(p.column) >= _FILLED for p in found.values() if p.column != "rag"):
                self.strays += sorted(self.away - _first_lines(lost))
                return grid
            self.headers, self.away = printed, set()
            self.rows, self.strays, self.bands = [], [], {}
            # Labels away from their header, and no row that prints under them: the page was read down its
            # columns, not along its rows.
            self.doubt = True
        return self._read()

    def _share(self, column: str | None) -> float:
        """The share of rows that print something in a column."""
        at = [c for c, name in enumerate(self.names) if name == column]
        filled = sum(any(row.cells.get(c) for c in at) for row in self.rows)
        return filled / max(1, len(self.rows))

    def _read(self) -> Grid:
        words = words_of(self.lines, self.lexicon)
        under = self._under(words)
        starts = [next((k for k, w in enumerate(words) if w.line >= h.end), len(words)) for h in self.headers]
        body = [k for k in range(len(words)) if under[k] >= 0]
        found = [c for c in candidates(words) if under[c.at] >= 0]
        refs = decode_references(found, starts)
        if not _holds(refs, body, labelled="urn" in {c for h in self.headers for c in h.columns}):
            refs = []
        self._lay_columns(numbered=bool(refs))
        self._find_bands(words, under, {r.at for r in refs})
        if refs:
            self._cut_rows(words, under, refs)
        else:
            self._cut_segments(words, under)
        self._decode()
        return self._grid()

    def _under(self, words: Sequence[Word]) -> list[int]:
        """For each word the header it stands under; -1 for the words of headers and above the first."""
        out = []
        h = -1
        for word in words:
            while h + 1 < len(self.headers) and word.line >= self.headers[h + 1].first:
                h += 1
            inside = h >= 0 and word.line >= self.headers[h].end and word.line not in self.away
            out.append(h if inside else -1)
        return out

    def _lay_columns(self, *, numbered: bool) -> None:
        """The grid's columns, from the plan's fullest header, and where each header's cells stand."""
        labels = LabelReader(self.lexicon)
        main = max(self.headers, key=lambda h: len(set(h.columns)))
        first = main.pieces[0]
        has_number = first.column == "urn" or all(not c.isalpha() for c in "".join(first.lines))
        shift = 1 if numbered and not has_number else 0
        cols = [k + shift for k in range(len(main.pieces))]
        width = len(cols) + shift
        row = main.row(cols)
        if shift:
            row = row._replace(cells=(Cell((), 0), *row.cells))
        read = labels.header(row)
        if read is None:
            raise AssertionError("the header was read before")
        placed = columns_of(read, Grid(Method.DUMP, (), width), None)
        self.names = [f"other:{k}" for k in range(width)]
        for column in placed.columns:
            if column.name is not None:
                self.names[column.c0] = column.name
        if shift and "urn" not in self.names:
            self.names[0] = "urn"
        self.header_cols = [self._place(h, shift) for h in self.headers]
        if "comments" not in self.names:
            # An extractor that reads the page by blocks can lose the last labels; what stands under them is
            # kept apart, under no label, and not read as a date or a level.
            self.names.append(UNLABELLED)

    def _place(self, header: DumpHeader, shift: int) -> list[int]:
        """The grid columns of a header's cells: by their labels; others in the free places before them."""
        cols: list[int] = []
        for k, piece in enumerate(header.pieces):
            least = cols[-1] + 1 if cols else 0
            named = [c for c, n in enumerate(self.names) if n == piece.column and c >= least]
            left = len(header.pieces) - k
            if named and len(self.names) - named[0] >= left:
                cols.append(named[0])
                continue
            if piece.column is None and not cols:
                # A section without a number stands over the actions, a number over the references.
                number = all(not c.isalpha() for c in "".join(piece.lines))
                least = shift if not number else 0
                if not number and "action" in self.names:
                    least = self.names.index("action")
            cols.append(min(least, len(self.names) - left))
        return cols

    def _find_bands(self, words: Sequence[Word], under: Sequence[int], refs: set[int]) -> None:
        """Lines between rows that print a section's name and nothing else, right above a reference."""
        firsts: dict[int, int] = {}
        for k, word in enumerate(words):
            firsts.setdefault(word.line, k)
        lines = sorted(firsts)
        for a, line in enumerate(lines[:-1]):
            k = firsts[line]
            following = firsts[lines[a + 1]]
            number, name = split_urn(self.lines[line].text)
            if under[k] < 0 or squash(name) not in self.lexicon.sections:
                continue
            if not reads_as_name(self.lines[line].text) or (k and dangles(words[k - 1])):
                continue
            if k in refs and number is None:
                continue
            # Where a dump has no empty lines a line of its own must do.
            least = Gap.SOFT if self._blocky(words) else Gap.LINE
            above = words[k].gap >= least
            heads = following in refs and (words[following].gap >= least or number is not None)
            if above and heads:
                self.bands[line] = 0

    def _blocky(self, words: Sequence[Word]) -> bool:
        """True where empty lines part the cells."""
        gaps = [w.gap for w in words]
        return gaps.count(Gap.BLOCK) * 6 >= gaps.count(Gap.LINE)

    def _cut_rows(self, words: Sequence[Word], under: Sequence[int], refs: Sequence[Candidate]) -> None:
        """Rows from one reference to the next; what follows a header repeated inside a row belongs to it."""
        heads = {r.at for r in refs if words[r.at].line not in self.bands}
        row: DumpRow | None = None
        section = -1
        for k, word in enumerate(words):
            if under[k] < 0:
                continue
            if is_key(self.lines[word.line].text, self.lexicon):
                if word.line not in self.strays:
                    self.strays.append(word.line)
                continue
            if word.line in self.bands:
                self.bands[word.line] = len(self.rows)
                row, section = None, under[k]
                continue
            if k in heads:
                row = DumpRow(under[k], word, [[]])
                self.rows.append(row)
                section = under[k]
                continue
            fresh = under[k] != section
            if fresh:
                row = self._broken_by_header(under[k])
                section = under[k]
            if row is None:
                if word.line not in self.strays:
                    self.strays.append(word.line)
                continue
            if (word.gap == Gap.PAGE or fresh) and (row.pieces[-1] or fresh):
                row.pieces.append([])
            row.pieces[-1].append(word)

    def _broken_by_header(self, h: int) -> DumpRow | None:
        """The row that a header printed again at the top of a page stands in the middle of."""
        at_top = self.lines[self.headers[h].first].gap == Gap.PAGE
        return self.rows[-1] if h > 0 and at_top and self.rows else None

    def _cut_segments(self, words: Sequence[Word], under: Sequence[int]) -> None:
        """A plan without references: all words under one header, to be cut into rows by the decoder."""
        for h in range(len(self.headers)):
            mine = [w for k, w in enumerate(words) if under[k] == h and w.line not in self.bands]
            if len(mine) > _MOST_UNNUMBERED:
                # No table has a section of that length: prose follows it that nothing parts from its rows.
                last = mine[_MOST_UNNUMBERED].line
                self.strays += sorted({w.line for w in mine if w.line >= last})
                mine = [w for w in mine if w.line < last]
                self.doubt = True
            if mine:
                self.rows.append(DumpRow(h, None, [mine]))

    def _decode(self) -> None:
        """Read every row, then again with what the plan's other rows say, until it stays."""
        learned = Learned()
        for row in self.rows:
            for piece in row.pieces:
                learned.count(piece)
        names = self.names
        numbered = any(row.urn for row in self.rows)
        style = prior = self._style()
        rough = self.rows
        for n in range(_PASSES):
            before = [dict(row.cells) for row in self.rows]
            if numbered:
                for row in self.rows:
                    if n:
                        learned.add(row.lines(names), -1)
                    self._decode_row(row, Decoder(names, style, learned))
                    if n:
                        learned.add(row.lines(names))
            else:
                self.rows = [
                    r for part in rough for r in self._decode_rows(part, Decoder(names, style, learned))
                ]
            if not n or not numbered:
                learned = Learned(pairs=learned.pairs, singles=learned.singles)
                for row in self.rows:
                    learned.add(row.lines(names))
            learned.measure(row.lines(names) for row in self.rows)
            style = learned_style(prior, *_gaps(self.rows))
            if n and before == [dict(row.cells) for row in self.rows]:
                break

    def _style(self) -> Style:
        gaps = [w.gap for row in self.rows for piece in row.pieces for w in piece[1:]]
        blocks = sum(g == Gap.BLOCK for g in gaps)
        lines = sum(g == Gap.LINE for g in gaps)
        return BLOCKS if blocks * 6 >= lines else LINES

    def _decode_row(self, row: DumpRow, decoder: Decoder) -> None:
        first = 1 if row.urn is not None and self.names[0] == "urn" else 0
        row.cells = {0: [row.urn]} if row.urn is not None else {}
        row.margin = math.inf
        for n, words in enumerate(row.pieces):
            piece = words[:MOST_WORDS]
            if not piece:
                continue
            if n == 0 or len(row.cells) < 2:
                found = decoder.row(piece, first=first)
            else:
                found = decoder.rest(piece, {self.names[c]: ws for c, ws in row.cells.items()})
            row.margin = min(row.margin, _margin(found))
            for col, a, b in found[0].spans:
                row.cells.setdefault(col, []).extend(piece[a:b])
            if len(words) > MOST_WORDS and found[0].spans:
                row.cells[found[0].spans[-1][0]] += words[MOST_WORDS:]
                row.margin = 0.0

    def _decode_rows(self, part: DumpRow, decoder: Decoder) -> list[DumpRow]:
        words = part.pieces[0]
        if len(words) > _MOST_AT_ONCE:
            # At the last empty lines before the limit: a row is seldom cut there, and is flagged if it is.
            at = max((k for k in range(1, _MOST_AT_ONCE) if words[k].gap >= Gap.SOFT), default=_MOST_AT_ONCE)
            halves = [DumpRow(part.header, None, [half]) for half in (words[:at], words[at:])]
            return [row for half in halves for row in self._decode_rows(half, decoder)]
        found = decoder.rows(words)
        out: list[DumpRow] = []
        last = len(self.names)
        for col, a, b in found[0].spans:
            if col <= last:
                out.append(DumpRow(part.header, None, [[]], margin=_margin(found)))
            if words[a].gap == Gap.PAGE or any(w.gap == Gap.PAGE for w in words[a + 1 : b]):
                # Without references nothing tells a new row from the rest of one at the top of a page.
                out[-1].margin = min(out[-1].margin, 0.0)
            out[-1].cells[col] = list(words[a:b])
            out[-1].pieces[0] += words[a:b]
            last = col
        return out

    def _grid(self) -> Grid:
        width = len(self.names)
        bands = sorted((n, line) for line, n in self.bands.items())
        cells = [{self.names[c]: ws for c, ws in row.cells.items()} for row in self.rows]
        last = {h.first - 1 for h in self.headers}
        labels = {squash(line) for h in self.headers for p in h.pieces if p.column for line in p.lines}
        labels |= {squash(" ".join(p.lines)) for h in self.headers for p in h.pieces if p.column}
        named = frozenset(self.names)
        known = Oddities(frozenset(labels), frozenset(last), "urn" in named, named, bool(self.away))
        odd = odd_rows(cells, known)
        for n in odd:
            self.rows[n].margin = min(self.rows[n].margin, 0.0)
        doubt = self.doubt or in_doubt(cells, odd)
        unsure = sum(row.margin < _SURE for row in self.rows)
        if unsure * 3 > 2 * len(self.rows):
            # What holds for nearly all rows of a plan is to be feared for the rest of them.
            for row in self.rows:
                row.margin = min(row.margin, _SURE - 1)
        out: list[Row] = []
        shown = -1
        for n, row in enumerate(self.rows):
            while bands and bands[0][0] <= n:
                out.append(self._band(bands.pop(0)[1], width))
            while shown < row.header:
                shown += 1
                out.append(self.headers[shown].row(self.header_cols[shown]))
            out.append(_row(row, doubt=doubt))
        out += [self._band(line, width) for _, line in bands]
        out += [h.row(c) for h, c in list(zip(self.headers, self.header_cols, strict=True))[shown + 1 :]]
        return Grid(Method.DUMP, tuple(out), width, continues=False)

    def _band(self, line: int, width: int) -> Row:
        text = " ".join(self.lines[line].text.split())
        return Row((Cell((text,), 0, colspan=width, words=len(text.split())),))


def _gaps(rows: Sequence[DumpRow]) -> tuple[Counter[Gap], Counter[Gap]]:
    """The gaps at the ends of cells, and inside them."""
    ends: Counter[Gap] = Counter()
    inside: Counter[Gap] = Counter()
    for row in rows:
        filled = [words for col, words in sorted(row.cells.items()) if words and words[0] is not row.urn]
        for n, words in enumerate(filled):
            if n:
                ends[words[0].gap] += 1
            inside.update(w.gap for w in words[1:])
    return ends, inside


def lost_labels(
    lines: Sequence[TextLine], headers: Sequence[DumpHeader], lexicon: Lexicon
) -> list[tuple[int, Piece]]:
    """Labels in a block of their own for columns that no header of the plan names: extractors that read a
    page block by block print `RAG Status` and `Comments` after the rows. Each with its line; a label over
    two lines stands at both."""
    known = {c for h in headers for c in h.columns}
    taken = {k for h in headers for k in range(h.first, h.end)}
    out: list[tuple[int, Piece]] = []
    k = headers[0].end
    while k < len(lines):
        step = 1
        for n in (2, 1):
            block = range(k, min(k + n, len(lines)))
            text = tuple(lines[i].text for i in block)
            column = lexicon.columns.get(squash(" ".join(text)))
            ends = block[-1] + 1 >= len(lines) or lines[block[-1] + 1].gap >= Gap.SOFT
            close = all(lines[i].gap == Gap.LINE for i in block[1:])
            apart = lines[k].gap >= Gap.SOFT and (ends or out) and close and not taken & set(block)
            lost = column in ("rag", "comments") and column not in known
            if apart and lost and column is not None and text[0][:1].isupper():
                out += [(i, Piece(text, column)) for i in block]
                step = len(block)
                break
        k += step
    return out if any(p.column == "comments" for _, p in out) else []


def reads_as_name(text: str) -> bool:
    """True for a line that can be a name over rows: `licensing.` and `partnership working` end a sentence."""
    first = next((c for c in text if c.isalpha()), "")
    return first.isupper() and text[-1] not in ".,;:"


def is_key(text: str, lexicon: Lexicon) -> bool:
    """A line of a printed key, `Blue = complete`, or its heading: no part of the row above it."""
    words = text.split()
    named = len(words) > 2 and squash(words[0]) in lexicon.rag and words[1] in ("=", "–", "-", ":")
    return named or squash(text) in (
        "key",
        "rag key",
        "brag key",
        "rag status key",
        "key to rag",
        "rag rating key",
    )


def _first_lines(lost: Sequence[tuple[int, Piece]]) -> set[int]:
    """The lines of each label's first print, which become its header's cell."""
    out: set[int] = set()
    seen: dict[str | None, int] = {}
    for k, piece in lost:
        if seen.setdefault(piece.column, 0) < len(piece.lines):
            out.add(k)
            seen[piece.column] += 1
    return out


def _holds(refs: Sequence[Candidate], body: Sequence[int], *, labelled: bool) -> bool:
    """True where the references found are the plan's: the first one heads what stands under the header;
    or a column is labelled for them and nearly all head a block."""
    if not refs or not body:
        return False
    if refs[0].at == body[0]:
        return True
    return labelled and len(refs) > 1 and sum(r.own for r in refs) >= len(refs)


def _margin(found: Sequence[Reading]) -> float:
    return found[0].score - found[1].score if len(found) > 1 else math.inf


def _row(row: DumpRow, *, doubt: bool) -> Row:
    """The row as it goes out; `doubt`: the plan's rows as a whole do not read like rows."""
    cells = tuple(
        Cell(tuple(printed_lines(words)), col, words=len(words))
        for col, words in sorted(row.cells.items())
        if words
    )
    sure = 1.0 if math.isinf(row.margin) else 1 / (1 + math.exp(-row.margin))
    flags = [TWO_READINGS] if row.margin < _SURE else []
    if doubt:
        flags.append(ORDER_IN_DOUBT)
        sure *= 0.4
    return Row(cells, continues=False, flags=tuple(flags), confidence=round(sure, 3))


def printed_lines(words: Sequence[Word]) -> list[str]:
    """Words put back into their printed lines."""
    out: list[list[str]] = []
    last = None
    for word in words:
        if word.line != last:
            out.append([])
        out[-1].append(word.text)
        last = word.line
    return [" ".join(line) for line in out]


def as_lines(lines: Sequence[TextLine]) -> list[Line]:
    """Lines that stand in no grid."""
    return [Line(" ".join(line.text.split()), line.words) for line in lines]
