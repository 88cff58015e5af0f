"""Header rows in running text: labels read off a line, with the section and its number around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from extract.dump.lines import Gap, TextLine
from extract.lexicon import Lexicon, squash
from extract.model import Cell, Row
from extract.plan.header import PLAN_COLUMNS, WORKING_COLUMNS
from extract.plan.labels import LabelReader

_NUMBER_BIT = regex.compile(r"[\d.]{1,6}[.):]?|\.")
_SENTENCE = regex.compile(r"[.;!?]$")
_LONGEST_LABEL = 6
_LONGEST_NAME = 6
_MOST_WORDS = 60
_LOOK_BACK = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """One cell of a header: its printed lines and the column its label names."""

    lines: tuple[str, ...]
    column: str | None

    @property
    def words(self) -> int:
        """Runs without white space."""
        return sum(len(line.split()) for line in self.lines)


@dataclass(frozen=True, slots=True)
class DumpHeader:
    """A header row and the lines it takes up."""

    first: int
    """Index of its first line."""
    end: int
    """One past its last line."""
    pieces: tuple[Piece, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The plan columns its labels name."""
        return tuple(p.column for p in self.pieces if p.column in PLAN_COLUMNS)

    def row(self, cols: Sequence[int] | None = None) -> Row:
        """The header as a row; `cols` are its cells' grid columns, 0, 1, 2 … by default."""
        places = cols if cols is not None else range(len(self.pieces))
        cells = zip(self.pieces, places, strict=True)
        return Row(tuple(Cell(p.lines, c, words=p.words) for p, c in cells), header=True)


@dataclass(frozen=True, slots=True)
class _Path:
    """A reading of the words from the line's beginning up to some word."""

    score: float = 0.0
    ends: tuple[tuple[int, int, str | None], ...] = ()
    """(from word, to word, column) of each label; column None: a name that is no label."""
    covered: int = 0

    @property
    def columns(self) -> list[str]:
        return [c for _, _, c in self.ends if c is not None]


@dataclass(slots=True)
class HeaderFinder:
    """Finds header rows with one lexicon."""

    lexicon: Lexicon
    labels: LabelReader = field(init=False)
    _known: tuple[str, ...] = ()
    """Columns of the fullest header so far."""
    _texts: set[str] = field(default_factory=set)
    """Labels of the headers so far, squashed."""

    def __post_init__(self) -> None:
        self.labels = LabelReader(self.lexicon)

    def find(self, lines: Sequence[TextLine]) -> list[DumpHeader]:
        """The header rows of a dump, top to bottom; furniture taken out before."""
        out: list[DumpHeader] = []
        i = 0
        while i < len(lines):
            floor = out[-1].end if out else 0
            header = self._at(lines, i, floor)
            if header is None:
                i += 1
                continue
            # The end of a row above the header can look like labels (`Partnership | Manager`).
            for k in range(i + 1, header.end):
                later = self._at(lines, k, floor)
                if later is not None and self._worth(later) > self._worth(header):
                    header = later
            out.append(header)
            self._texts |= {squash(" ".join(p.lines)) for p in header.pieces if p.column in PLAN_COLUMNS}
            if len(header.columns) >= len(self._known):
                self._known = header.columns
            i = header.end
        return out

    def _worth(self, header: DumpHeader) -> float:
        """How much a header reads like one: known labels, those of the plan's other headers above all."""
        worth = float(len(set(header.columns)) - len(header.columns))
        for piece in header.pieces:
            text = squash(" ".join(piece.lines))
            if piece.column in PLAN_COLUMNS:
                worth += 1.5 if text in self._texts else 1.0
            elif piece.column is not None or not (text in self.lexicon.sections or _numbers(piece.lines[0])):
                worth -= 1.0
        return worth

    def _at(self, lines: Sequence[TextLine], i: int, floor: int) -> DumpHeader | None:
        """The header whose first labels stand on this line, or None."""
        words, places = _window(lines, i)
        if not words or not any(self._label(words[k : k + n]) for k in range(6) for n in (1, 2, 3)):
            return None
        best: _Path | None = None
        end = i
        for path, at in self._paths(words, places):
            if not self._acceptable(path, words):
                continue
            if best is None or self._value(path) > self._value(best):
                best, end = path, places[at - 1][0] + 1
        if best is None:
            return None
        pieces = [_piece(words, places, a, b, c) for a, b, c in best.ends]
        first, above = self._above(lines, i, floor, pieces)
        header = DumpHeader(first, end, tuple(_joined_number(above + pieces)))
        if not self._has_head(header):
            return None
        read = self.labels.header(header.row())
        if read is None or not (read.is_plan or self._repeats(header.columns)):
            return None
        return header

    def _label(self, words: Sequence[str]) -> str | None:
        """The column these words name as one label."""
        if not words or not _capital(words[0]):
            return None
        key = squash(" ".join(words))
        return self.lexicon.columns.get(key) or ("trap" if key in self.lexicon.traps else None)

    def _paths(self, words: list[str], places: list[tuple[int, Gap]]) -> list[tuple[_Path, int]]:
        """Readings of the words that end at a line's end, the best with and without an action label."""
        at: list[dict[bool, _Path]] = [{} for _ in range(len(words) + 1)]
        at[0] = {False: _Path()}
        for k in range(len(words)):
            for path in list(at[k].values()):
                for n in range(1, min(_LONGEST_NAME, len(words) - k) + 1):
                    step = self._step(path, words, places, k, n)
                    if step is None:
                        continue
                    has = "action" in step.columns
                    known = at[k + n].get(has)
                    if known is None or step.score > known.score:
                        at[k + n][has] = step
        line_ends = [k for k in range(1, len(words) + 1) if k == len(words) or places[k][1] >= Gap.LINE]
        return [(path, k) for k in line_ends for path in at[k].values()]

    def _step(
        self, path: _Path, words: list[str], places: list[tuple[int, Gap]], k: int, n: int
    ) -> _Path | None:
        piece = words[k : k + n]
        column = self._label(piece) if n <= _LONGEST_LABEL else None
        inside = [gap for _, gap in places[k + 1 : k + n]]
        score = path.score
        if k and places[k][1] >= Gap.BLOCK:
            score -= 0.08
        if column is not None:
            score += (
                0.6 * n
                - 0.45
                - sum({Gap.LINE: 0.4, Gap.SOFT: 1.0}.get(g, 2.5) for g in inside if g >= Gap.LINE)
            )
            if column in path.columns:
                score -= 1.5
            if column == "urn" and path.ends:
                # What stands before the reference's label is the title, or the end of a row.
                score -= 3.0
            if n == 2 and self._two_labels(piece):
                score -= 1.2
            if n > 1:
                # `RAG Status | Comments`, not `RAG | Status Comments`.
                score -= 0.002 * k
            return _Path(score, (*path.ends, (k, k + n, column)), path.covered + n)
        if any(g >= Gap.LINE for g in inside) or sum(c is None for _, _, c in path.ends) > 1:
            return None
        if all(_NUMBER_BIT.fullmatch(w) for w in piece):
            # Only before the section's name, after the reference's own label if there is one.
            if any(c != "urn" for _, _, c in path.ends):
                return None
            return _Path(score - 0.1, (*path.ends, (k, k + n, None)), path.covered)
        if not _capital(piece[0]) or any(_SENTENCE.search(w) for w in piece):
            return None
        score -= 0.2 if squash(" ".join(piece)) in self.lexicon.sections else 0.8 + 0.3 * n
        return _Path(score, (*path.ends, (k, k + n, None)), path.covered)

    def _two_labels(self, piece: Sequence[str]) -> bool:
        """True where two words are rather two labels: `Owner | Comments`. An owner, a level or a comment
        does not say what sort of something the next word is, as `RAG Status` and `Action Owner` do."""
        first, second = self._label(piece[:1]), self._label(piece[1:])
        if (first, second) == ("rag", "comments"):
            return True
        return first in ("owner", "level", "fourp", "comments", "due") and second not in (None, first, "trap")

    def _acceptable(self, path: _Path, words: list[str]) -> bool:
        columns = [c for c in path.columns if c != "trap"]
        distinct = set(columns)
        names = [" ".join(words[a:b]) for a, b, c in path.ends if c is None]
        unknown = sum(
            len(name.split())
            for name in names
            if squash(name) not in self.lexicon.sections and not _numbers(name)
        )
        if unknown > path.covered or path.ends[-1][2] is None:
            return False
        if not distinct & WORKING_COLUMNS:
            return False
        if self._repeats(tuple(columns)) and len(distinct) >= 2:
            return True
        if "action" not in distinct and len(distinct) < 3:
            return False
        return len(distinct) >= 3 or (len(distinct) == 2 and not unknown and path.covered <= 6)

    def _has_head(self, header: DumpHeader) -> bool:
        """An action label, or over the actions a section: a known one, or one with a number or `URN` before
        it. `Hate Crime | Officers | LPAs` is an owner and a level."""
        labels = [p for p in header.pieces if p.column in WORKING_COLUMNS]
        again = all(squash(" ".join(p.lines)) in self._texts for p in labels)
        if "action" in header.columns:
            return len(set(header.columns)) > 2 or again or not self._texts
        if not again and self._texts and len({p.column for p in labels}) < 3:
            return False
        names = [p for p in header.pieces if p.column is None and not _numbers(p.lines[0])]
        if any(squash(" ".join(p.lines)) in self.lexicon.sections for p in names):
            return True
        first = header.pieces[0]
        return bool(names) and (first.column == "urn" or _numbers(first.lines[0]))

    def _repeats(self, columns: tuple[str, ...]) -> bool:
        """True where the labels are those of the header before, some left out, in its order."""
        rest = iter(self._known)
        return bool(self._known) and all(c in rest for c in columns)

    def _value(self, path: _Path) -> float:
        """A reading without an action label wants a section to stand over the actions."""
        has_name = any(c is None for _, _, c in path.ends)
        return path.score - (1.0 if "action" not in path.columns and not has_name else 0.0)

    def _above(
        self, lines: Sequence[TextLine], i: int, floor: int, pieces: list[Piece]
    ) -> tuple[int, list[Piece]]:
        """The section's number, name and the reference's label on lines of their own above the labels:
        `URN` / `1.0` / `Governance` / `Owner Level 4P ...`. Returns the first line and the cells."""
        named = any(p.column == "action" or (p.column is None and not _numbers(p.lines[0])) for p in pieces)
        if pieces[0].column == "urn":
            return i, []
        named = named or _numbers(pieces[0].lines[0])
        name: list[str] = []
        number: list[str] = []
        first = i
        for k in range(i - 1, max(floor, i - _LOOK_BACK) - 1, -1):
            if lines[k + 1].gap == Gap.PAGE:
                break
            text = lines[k].text
            bits = text.split()
            if all(_NUMBER_BIT.fullmatch(b) for b in bits) and len(bits) <= 4:
                number.insert(0, text)
            elif self.labels.read(text).column == "urn":
                number.insert(0, text)
                first = k
                break
            elif not named and not number and self._is_name(lines, k):
                name = [text]
                named = True
            else:
                break
            first = k
        if number and lines[first].gap < Gap.SOFT:
            number, first = [], i if not name else i - 1
        above = [Piece(tuple(number), "urn")] if number else []
        return first, above + ([Piece(tuple(name), None)] if name else [])

    def _is_name(self, lines: Sequence[TextLine], k: int) -> bool:
        """True for a line that can be a section's name over the labels: a known one, or a short one in a
        block of its own under a number."""
        text = lines[k].text
        if squash(regex.sub(r"^[\d.]+\s+", "", text)) in self.lexicon.sections:
            return True
        short = len(text.split()) <= _LONGEST_NAME and _capital(text) and not _SENTENCE.search(text)
        numbered = k > 0 and all(_NUMBER_BIT.fullmatch(b) for b in lines[k - 1].text.split())
        own_number = bool(regex.match(r"\d{1,2}(?:\.\d?)?\s+\p{Lu}", text))
        return short and lines[k].gap >= Gap.SOFT and (numbered or own_number)


def _joined_number(pieces: list[Piece]) -> list[Piece]:
    """The reference's label and the section's number in one cell, as `URN 1.0`, over however many lines:
    `4. 3` / `.` / `9` is one cell too."""
    out: list[Piece] = []
    for piece in pieces:
        last = out[-1] if out else None
        if last and _numbers(piece.lines[0]) and (last.column == "urn" or _numbers(last.lines[0])):
            out[-1] = Piece(last.lines + piece.lines, last.column)
        else:
            out.append(piece)
    return out


def _window(lines: Sequence[TextLine], i: int) -> tuple[list[str], list[tuple[int, Gap]]]:
    """The words from a line on, as far as a header may reach: short lines of one page."""
    words: list[str] = []
    places: list[tuple[int, Gap]] = []
    for k in range(i, min(len(lines), i + 14)):
        if (k > i and lines[k].gap == Gap.PAGE) or len(lines[k].text) > 200:
            break
        for n, word in enumerate(lines[k].text.split()):
            words.append(word)
            places.append((k, lines[k].gap if n == 0 else Gap.SPACE))
        if len(words) > _MOST_WORDS:
            break
        if k > i and len(lines[k].text.split()) > 8:
            break
    return words, places


def _piece(words: list[str], places: list[tuple[int, Gap]], a: int, b: int, column: str | None) -> Piece:
    lines: list[list[str]] = []
    for k in range(a, b):
        if k == a or places[k][0] != places[k - 1][0]:
            lines.append([])
        lines[-1].append(words[k])
    return Piece(tuple(" ".join(line) for line in lines), column)


def _capital(text: str) -> bool:
    first = next((c for c in text if c.isalnum()), "")
    return first.isupper() or first.isdigit()


def _numbers(text: str) -> bool:
    return all(_NUMBER_BIT.fullmatch(b) for b in text.split())
