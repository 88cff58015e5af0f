"""The reader of text dumps: documents told apart, tables put back, everything else as lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import regex

from extract.dump.body import PlanBody, as_lines
from extract.dump.fixed import FixedBody
from extract.dump.furniture import find_furniture
from extract.dump.headers import DumpHeader, HeaderFinder
from extract.dump.lines import Gap, TextLine, decode, read_lines
from extract.dump.references import Candidate, candidates
from extract.dump.sheets import sheet_grid, sheet_runs
from extract.dump.strips import keeps_layout, labels_beside, segments
from extract.dump.tokens import words_of
from extract.errors import TooLarge
from extract.lexicon import Lexicon, squash
from extract.limits import MIB, Limits
from extract.model import Grid, Info, Item, Line, Page

_TOO_LONG = "It holds more than {} million characters: split the file."
_TITLE_LINES = 4
_TITLE_WORDS = 14
_ENDED = regex.compile(r"[.!?:;][\"'”’)]*$")


@dataclass(slots=True)
class DumpPage:
    """One document of a dump: a plan, a sheet, or a page of prose."""

    items: tuple[Item, ...]
    words: int
    """Counted on its lines, before any was read."""
    name: str | None = None
    number: int | None = None

    def text(self) -> str:
        """Its plain text."""
        out: list[str] = []
        for item in self.items:
            if isinstance(item, Line):
                out.append(item.text)
            else:
                out += ["\n".join(line for cell in row.cells for line in cell.lines) for row in item.rows]
        return "\n".join(out)

    def layout(self) -> Page:
        """The document as a page without a number: a dump keeps none."""
        return Page(self.items, self.words, name=self.name)


class DumpReader:
    """Reads the bytes of a text dump; each plan in it is a page with a grid of its own.

    Raises `Damaged` where the bytes are no text, `TooLarge` past the limit on characters.
    """

    def __init__(self, data: bytes, lexicon: Lexicon, limits: Limits | None = None) -> None:
        most = (limits or Limits()).characters
        if len(data) > 4 * most:  # no encoding takes more bytes for a character
            raise TooLarge(_TOO_LONG.format(most // MIB))
        text = decode(data)
        if len(text) > most:
            raise TooLarge(_TOO_LONG.format(most // MIB))
        self.info = Info()
        self._lines = read_lines(text)
        self._lexicon = lexicon

    def pages(self) -> Iterator[DumpPage]:
        """The documents of the dump in order."""
        yield from _Dump(self._lexicon, self._lines).documents()

    def close(self) -> None:
        """Nothing is held open."""


def looks_like_dump(text: str, lexicon: Lexicon) -> bool:
    """True where plain text holds a plan's header row with rows under it."""
    lines = read_lines(text)
    return bool(HeaderFinder(lexicon).find(lines)) or bool(sheet_runs(lines))


@dataclass(slots=True)
class _Group:
    """The headers of one plan."""

    headers: list[DumpHeader]
    sections: set[str] = field(default_factory=set)
    seen: set[tuple[object, ...]] = field(default_factory=set)
    style: object = None


class _Dump:
    """One dump while it is told apart."""

    def __init__(self, lexicon: Lexicon, lines: Sequence[TextLine]) -> None:
        self.lexicon = lexicon
        # A header printed again at the top of each page is no furniture.
        found = HeaderFinder(lexicon).find(lines)
        kept = {k for h in found for k in range(h.first, h.end)}
        moved = find_furniture(lines) - kept
        if len(moved) == len(lines):
            moved = set()  # a dump is not all furniture
        self.furniture = [(line.n, line) for i, line in enumerate(lines) if i in moved]
        self.lines = _without(lines, moved)
        self.headers = HeaderFinder(lexicon).find(self.lines) if moved else found

    def documents(self) -> Iterator[DumpPage]:
        """Prose up to the first plan or sheet, then plans, sheets and prose as they come."""
        sheets = sheet_runs(self.lines)
        in_sheet = {k for a, b in sheets for k in range(a, b)}
        headers = [h for h in self.headers if in_sheet.isdisjoint(range(h.first, h.end))]
        spans: list[tuple[int, int, _Group | None]] = []
        groups = self._groups(headers)
        marks = sorted([g.headers[0].first for g in groups] + [a for a, _ in sheets] + [len(self.lines)])
        for group in groups:
            start = self._title_start(group.headers[0].first, spans[-1][1] if spans else 0)
            stop = next(m for m in marks if m > group.headers[-1].first)
            if stop < len(self.lines) and stop not in {a for a, _ in sheets}:
                stop = self._title_start(stop, group.headers[-1].end)
            spans.append((start, self._end(group, stop), group))
        spans += [(a, b, None) for a, b in sheets]
        spans.sort(key=lambda s: s[0])
        at = 0
        for part, (start, stop, of) in enumerate(spans, 1):
            yield from self._prose(at, start)
            yield self._table(start, stop, of, part)
            at = stop
        yield from self._prose(at, len(self.lines))

    def _groups(self, headers: Sequence[DumpHeader]) -> list[_Group]:
        """Headers put together into plans: another plan begins where the references start over under a
        section that was there already, or in another style, or under other columns."""
        out: list[_Group] = []
        for k, header in enumerate(headers):
            end = headers[k + 1].first if k + 1 < len(headers) else min(len(self.lines), header.end + 400)
            refs = [
                c for c in candidates(words_of(self.lines[header.end : end], self.lexicon)) if c.own >= 1.0
            ]
            section = _section(header, self.lexicon)
            if not out or self._begins(out[-1], header, refs, section):
                out.append(_Group([]))
            group = out[-1]
            group.headers.append(header)
            group.sections.add(section)
            group.seen |= {(c.style, c.numbers) for c in refs}
            if group.style is None and refs:
                group.style = refs[0].style
        return out

    def _begins(self, group: _Group, header: DumpHeader, refs: Sequence[Candidate], section: str) -> bool:
        before = set(group.headers[0].columns)
        now = set(header.columns)
        if len(now - before) > len(now & before):
            return True
        first = refs[0] if refs and refs[0].at <= 6 else None
        if first is None:
            return False
        again = (first.style, first.numbers) in group.seen
        if again and (not section or section in group.sections):
            return True
        if group.style is None or first.numbers[-1] > 1:
            return False
        # Later headers leave labels out; new ones are another plan's.
        other_labels = len(now - before - {"action", "urn"}) >= 2
        if first.style == group.style:
            return other_labels
        return (
            other_labels
            or now - {"action"} != before - {"action"}
            or not section
            or section in group.sections
        )

    def _title_start(self, header: int, floor: int) -> int:
        """The first of the title's lines over a plan's header: short lines from the top of its page on."""
        if labels_beside(self.lines[header]):
            above = self._title_beside(header, floor)
            if above < header:
                return above
        top = header
        while top > floor and self.lines[top].gap != Gap.PAGE:
            top -= 1
        title = self.lines[top:header]
        short = all(line.words <= _TITLE_WORDS and not _ENDED.search(line.text) for line in title)
        if self.lines[top].gap == Gap.PAGE and len(title) <= _TITLE_LINES and short:
            return top
        return header

    def _title_beside(self, header: int, floor: int) -> int:
        """Where cells keep their places a title is seen on any line of a page: it stands under an empty line,
        from the left edge on, and runs over the columns of the header under it."""
        columns = segments(self.lines[header])
        top = header
        while top > floor and header - top < _TITLE_LINES:
            line = self.lines[top - 1]
            found = segments(line)
            alone = len(found) == 1 and found[0][1] > columns[1][0] and line.words <= _TITLE_WORDS
            if not alone or _ENDED.search(line.text) or not line.text[:1].isupper():
                break
            top -= 1
            if line.gap >= Gap.SOFT:
                return top
        return header

    def _end(self, group: _Group, stop: int) -> int:
        """Where the plan's last row ends: pages after it that hold no reference and do not go on with it
        belong to the next document."""
        last = group.headers[-1]
        refs = [c for c in candidates(words_of(self.lines[last.end : stop], self.lexicon)) if c.own >= 1.0]
        words = words_of(self.lines[last.end : stop], self.lexicon)
        floor = last.end + (words[refs[-1].at].line if refs else 0)
        breaks = [k for k in range(floor + 1, stop) if self.lines[k].gap == Gap.PAGE]
        for n, k in enumerate(breaks):
            first, before = self.lines[k].text, self.lines[k - 1].text
            size = (breaks[n + 1] if n + 1 < len(breaks) else stop) - k
            goes_on = first[:1].islower() or (not _ENDED.search(before) and not first.isupper())
            small = len(breaks) == 1 and size <= 25 and not first.isupper()
            if not (goes_on or small):
                return k
        return stop

    def _table(self, start: int, stop: int, group: _Group | None, part: int) -> DumpPage:
        mine = self.lines[start:stop]
        if group is None:
            return self._page((sheet_grid(mine),), mine, f"part {part}")
        headers = [replace(h, first=h.first - start, end=h.end - start) for h in group.headers]
        grid, strays = self._grid(mine, headers)
        title = as_lines(mine[: headers[0].first])
        return self._page((*title, grid, *as_lines([mine[k] for k in strays])), mine, f"part {part}")

    def _grid(self, mine: Sequence[TextLine], headers: Sequence[DumpHeader]) -> tuple[Grid, list[int]]:
        """The plan's table, and the lines in it that are no row."""
        beside = keeps_layout(mine[headers[0].first :], headers[0].end - headers[0].first)
        if beside:
            fixed = FixedBody(self.lexicon, mine, headers)
            grid = fixed.read()
            if grid is not None:
                return grid, fixed.strays
        # Cells side by side and no gutters between them: their words come mixed.
        body = PlanBody(self.lexicon, mine, headers, doubt=beside)
        return body.read(), body.strays

    def _prose(self, start: int, stop: int) -> Iterator[DumpPage]:
        """Pages without a table."""
        at = start
        for k in range(start + 1, stop + 1):
            if k == stop or self.lines[k].gap == Gap.PAGE:
                mine = self.lines[at:k]
                yield self._page(paragraphs(mine), mine, None)
                at = k

    def _page(self, items: Iterable[Item], mine: Sequence[TextLine], name: str | None) -> DumpPage:
        furniture = self._furniture(mine)
        words = sum(line.words for line in mine) + sum(line.words for line in furniture)
        return DumpPage((*items, *furniture), words, name)

    def _furniture(self, mine: Sequence[TextLine]) -> list[Line]:
        """The page furniture that stood among these lines; each is given out once."""
        out = []
        last = mine[-1].n
        final = last == self.lines[-1].n
        while self.furniture and (self.furniture[0][0] < last or final):
            line = self.furniture.pop(0)[1]
            out.append(Line(" ".join(line.text.split()), line.words, furniture=True))
        return out


def _section(header: DumpHeader, lexicon: Lexicon) -> str:
    names = [squash(" ".join(p.lines)) for p in header.pieces if p.column is None]
    names = [n for n in names if any(c.isalpha() for c in n)]
    return lexicon.sections.get(names[0], names[0]) if names else ""


def _without(lines: Sequence[TextLine], moved: set[int]) -> list[TextLine]:
    """The lines that are no furniture; what stood before a footer stands before the line after it, and a
    footer inside the text is the end of a page."""
    out: list[TextLine] = []
    gap = None
    for i, line in enumerate(lines):
        if i in moved:
            gap = Gap.PAGE
            continue
        out.append(line if gap is None else replace(line, gap=gap))
        gap = None
    return out


def paragraphs(lines: Sequence[TextLine]) -> list[Line]:
    """Lines of prose, those that a line's end broke put together: a line that begins in lower case goes on
    with the sentence before it, also over the empty lines of a centred box."""
    out: list[Line] = []
    for line in lines:
        text = " ".join(line.text.split())
        before = out[-1] if out else None
        if before is not None and text[:1].islower() and not _ENDED.search(before.text):
            out[-1] = Line(f"{before.text} {text}", before.words + line.words)
        else:
            out.append(Line(text, line.words))
    return out
