"""The covering paper's own words: its numbered sections, what is new by strand, its front table, its key.

A section is one record with all its text; after it, each development told under a strand's name is a record
of its own with that strand. Nothing of the text is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extract.model import Block, Paper
from normalise import key
from normalise.records import NarrativeRecord
from normalise.strands import Strands, grid_entries

_NUMBER = re.compile(
    r"^\s*(?P<number>(?:Appendix|Annex)\s+\w{1,3}|\d{1,3}(?:\.\d{1,3}){0,3})(?P<dot>[.):]|\s[-\u2013])?\s+(?P<rest>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_BULLET = re.compile(
    r"^\s*(?:[\u2022\u00b7\u25aa\u25cf\u25e6\u2023\uf0b7\uf0a7*]|[-\u2013\u2014](?=\s)|o(?=\s))\s*"
)
_LONGEST_HEADING = 120


@dataclass(slots=True)
class _Section:
    """A section being read."""

    number: str | None = None
    heading: str | None = None
    lines: list[str] = field(default_factory=list)
    developments: list[tuple[str, str]] = field(default_factory=list)
    """(strand, text)"""


def narrative(
    paper: Paper, strands: Strands, *, covering: bool, names: Iterable[str] = ()
) -> list[NarrativeRecord]:
    """The records of one paper; of a file that is no covering paper only the key printed in it.

    `names` are the strands of its contents list, as printed, beside those of the vocabulary.
    """
    out: list[tuple[str | None, str | None, str | None, str]] = []
    if covering:
        out += _front(paper)
        for section in sections(paper.blocks, strands, names):
            text = "\n".join(section.lines)
            if text or section.heading:
                out.append((section.number, section.heading, None, text or section.heading or ""))
            out += [(section.number, section.heading, strand, told) for strand, told in section.developments]
        out += _listed(paper, strands)
    out += [(None, "Key", None, line) for line in _key(paper, covering=covering)]
    return [
        NarrativeRecord(paper.paper_id, n, number, heading, strand, text)
        for n, (number, heading, strand, text) in enumerate(out, 1)
    ]


def sections(blocks: Sequence[Block], strands: Strands, names: Iterable[str] = ()) -> list[_Section]:
    """The numbered sections of a paper in order; what stands before the first is one without a number."""
    known = {name.casefold() for name in names}
    told = [b for b in blocks if b.style != "furniture" and b.text.strip()]
    dotted = any((m := _NUMBER.match(b.text)) and re.fullmatch(r"\d+\.0", m["number"]) for b in told)
    current = _Section()
    out = [current]
    strand: str | None = None
    for i, block in enumerate(told):
        opened = _opens(told, i, dotted=dotted)
        if opened is not None:
            current = opened
            if current.heading is None:
                current.heading = next((s.heading for s in reversed(out) if s.heading), None)
            out.append(current)
            strand = None
            continue
        if named := _strand_heading(told, i, strands, known):
            strand = named
        elif strand and _is_heading_line(block):
            strand = None
        elif strand and not key.KEY_LINE.match(block.text):
            current.developments.append((strand, _BULLET.sub("", block.text, count=1).strip()))
        current.lines.append(block.text.strip())
    return [s for s in out if s.number or s.heading or s.lines]


def _opens(blocks: Sequence[Block], i: int, *, dotted: bool) -> _Section | None:
    """The section a block opens: a numbered heading, or a numbered paragraph, which has its text at once.

    Where headings are numbered `4.0`, `1. Domestic Abuse` is an entry of a list; else a list is told by its
    neighbours, numbered like it, with nothing between.
    """
    block = blocks[i]
    match = _NUMBER.match(block.text)
    if match is None:
        return None
    number, rest = match["number"], match["rest"].strip()
    short = len(rest) <= _LONGEST_HEADING and not rest.endswith((".", ";", ","))
    if number[:1].isalpha():
        return _Section(number, rest) if short and (match["dot"] or rest[:1].isupper()) else None
    counted = rest[:1].isupper() and ("." in number or _heads_section(blocks, i, match, dotted=dotted))
    if not counted or not (short or "." in number):
        return None
    return _Section(number, rest) if short else _Section(number, None, [rest])


def _heads_section(blocks: Sequence[Block], i: int, match: re.Match[str], *, dotted: bool) -> bool:
    """Whether a whole number heads a section: in bold, or with its dot and no other number beside it."""
    return not dotted and (_emphasised(blocks[i]) or (bool(match["dot"]) and not _in_list(blocks, i)))


def _emphasised(block: Block) -> bool:
    return bool(block.bold) or (block.style or "").lower().startswith(("heading", "title", "h1", "h2", "h3"))


def _in_list(blocks: Sequence[Block], i: int) -> bool:
    """True where the block before or after is numbered too: entries of a list, with no text under them."""
    near = [blocks[j].text for j in (i - 1, i + 1) if 0 <= j < len(blocks)]
    return any((m := _NUMBER.match(text)) and "." not in m["number"] for text in near)


def _strand_heading(blocks: Sequence[Block], i: int, strands: Strands, known: set[str]) -> str | None:
    """The strand that a line of its own announces: `Domestic Abuse:`, `Hate Crime;`, or in bold.

    A bare name between other names is an entry of a list.
    """
    text = blocks[i].text.strip()
    name = text.rstrip(" :;-\u2013")
    if len(name) > 80 or _BULLET.match(text):
        return None
    strand = strands.exactly(name) or (name if name.casefold() in known else None)
    if strand is None or _NUMBER.match(text):
        return None
    marked = text.endswith((":", ";")) or _emphasised(blocks[i])
    follows = blocks[i + 1].text if i + 1 < len(blocks) else ""
    return strand if marked and follows and not strands.exactly(follows.strip(" :;")) else None


def _is_heading_line(block: Block) -> bool:
    """A short line that announces something else: `Governance;`."""
    text = block.text.strip()
    if _BULLET.match(text) or len(text) > 60:
        return False
    return text.endswith((":", ";")) or (_emphasised(block) and not text.endswith("."))


def _front(paper: Paper) -> list[tuple[str | None, str | None, str | None, str]]:
    """The rows of the small table a paper begins with: `Title of report | ...`, `Date of meeting | ...`."""
    out: list[tuple[str | None, str | None, str | None, str]] = []
    for grid in paper.grids[:2]:
        for row in grid.rows[:20]:
            texts = [" ".join(cell.lines).strip() for cell in row.cells if cell.lines]
            if len(texts) == 2 and len(texts[0]) <= 60 and texts[0].endswith(":"):
                out.append((None, texts[0].rstrip(" :"), None, texts[1]))
    return out


def _listed(paper: Paper, strands: Strands) -> list[tuple[str | None, str | None, str | None, str]]:
    """The entries of a table that lists strands: `4 | Sexual Crime, Child Abuse & Exploitation | (icon)`."""
    out: list[tuple[str | None, str | None, str | None, str]] = []
    for grid in paper.grids:
        entries = grid_entries(grid, strands)
        if len(entries) > 1:
            out += [(number, None, strands.exactly(name) or name, name) for number, name in entries]
    return out


def _key(paper: Paper, *, covering: bool) -> list[str]:
    """Lines of a printed key (`Blue = complete`), each once; a covering paper's stand in its sections."""
    lines = [line for plan in paper.plans for line in plan.key]
    if not covering:
        lines += [b.text for b in paper.blocks if len(b.text) <= 300 and key.KEY_LINE.match(b.text)]
    return key.entries(lines)
