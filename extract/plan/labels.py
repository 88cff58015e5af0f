"""Header labels: which column a printed label names, and whether a row is a header row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import regex
from rapidfuzz import fuzz, process

from extract.lexicon import Lexicon, squash
from extract.model import Cell, Row
from extract.plan.text import join_lines

PLAN_COLUMNS = ("urn", "action", "owner", "level", "fourp", "rag", "comments", "status", "due", "section")
"""The columns that have a place in a plan row."""

WORKING_COLUMNS = frozenset({"owner", "level", "fourp", "rag", "comments", "status", "due"})
"""Columns one of which, beside the action, makes a table a plan."""

_SECTION_URN = regex.compile(r"\d{1,3}(?:\s*\.\s*\d{0,3})*\s*\.?|[A-Z]\s*\.?")
_ASIDE = regex.compile(r"\([^)]*\)|\[[^\]]*\]")
_DATED = regex.compile(
    r"\b(?:\d[\d./-]*|q[1-4]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*"
    r"|quarter|as (?:at|of)|to date|20\d\d)\b",
    regex.IGNORECASE,
)
_ASIDE_OR_DATE = regex.compile(rf"[(\[]|\b(?:as|to)\b|{_DATED.pattern}", regex.IGNORECASE)
"""What `LabelReader.exactly` may take off before a label."""
_HEADED = regex.compile(r"(\d{1,3}(?:\.\d{1,3})*\.?)\s*[-–:)]?\s+(\S.*)")
_NUMBERED = regex.compile(r"(\p{L}[\p{L}. ]*?)\s*(\d[\d. ]*)")
_JOINT = regex.compile(r"\s*(?:/|&|\band\b|,|;)\s*")
_LONGEST = 80
"""Characters a header cell may hold; longer ones are text."""
_LIKE = 88
"""Likeness (0 to 100) from which a misspelt label is read, with a flag; 'Ownr' is 89, 'Action Owner' is
far from 'Action'."""


@dataclass(frozen=True, slots=True)
class Label:
    """What one header cell says."""

    column: str | None
    """A plan column, `other:NAME`, `trap`, or None where the label is not known."""
    text: str
    rest: str = ""
    """What stands in the cell beside the label: the section's number in `URN 1.0`."""
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """One cell of a header row with the grid columns it covers."""

    label: Label
    cell: Cell


@dataclass(frozen=True, slots=True)
class Header:
    """A header row: its cells, and the section it names, if it does."""

    cells: tuple[HeaderCell, ...]
    section: str | None = None
    section_urn: str | None = None
    guessed: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The plan columns it labels, left to right."""
        return tuple(c.label.column for c in self.cells if c.label.column in PLAN_COLUMNS)

    @property
    def is_plan(self) -> bool:
        """True where these columns make a plan: an action and something that is done about it; a date alone
        makes a works programme one, and needs a reference beside it."""
        found = set(self.columns)
        traps = sum(c.label.column == "trap" for c in self.cells)
        working = found & WORKING_COLUMNS
        told = bool(working - {"due"}) or ("due" in working and "urn" in found)
        return "action" in found and told and traps * 3 < max(len(found), 4)


@lru_cache(maxsize=2)
def _forms(lexicon: Lexicon) -> tuple[dict[str, str], dict[str, str], tuple[str, ...]]:
    """Printed forms to what they label; the long ones without their spaces, as a narrow column breaks a label
    inside a word (`OWN` / `ER`); and those that may be misspelt: short labels are one slip away from ordinary
    words ("No" from "To")."""
    forms = dict(lexicon.columns) | dict.fromkeys(lexicon.traps, "trap")
    whole = {form.replace(" ", ""): column for form, column in forms.items() if len(form) >= 5}
    return forms, whole, tuple(form for form in forms if len(form) >= 5)


@lru_cache(maxsize=2)
def _beginnings(lexicon: Lexicon) -> frozenset[str]:
    """What forms begin with, up to all of them, without their spaces."""
    forms, _, _ = _forms(lexicon)
    whole = {form.replace(" ", "") for form in forms}
    return frozenset(form[:k] for form in whole for k in range(1, len(form) + 1))


@lru_cache(maxsize=2)
def _all_forms(lexicon: Lexicon) -> str:
    """All forms without their spaces, a line each."""
    return "\n".join(form.replace(" ", "") for form in _forms(lexicon)[0])


@lru_cache(maxsize=4096)
def _nearest(lexicon: Lexicon, key: str) -> str | None:
    """The form that a text is most like, None where it is like none."""
    best = process.extractOne(key, _forms(lexicon)[2], scorer=fuzz.ratio, score_cutoff=_LIKE)
    return best[0] if best else None


class LabelReader:
    """Reads header labels with one lexicon; remembers what it has read."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._forms, self._whole, _ = _forms(lexicon)
        self._begin: dict[str, bool] = {}
        self._inner: dict[str, bool] = {}
        self._read: dict[str, Label] = {}
        self._guessed: dict[str, Label] = {}
        self._last: tuple[Row, Header | None, Header | None] | None = None
        """The row asked for last, with what came before it, and the answer."""

    def read(self, text: str) -> Label:
        """One header cell: exactly, then without asides and dates, then by parts, then by likeness."""
        label = self.exactly(text)
        if label.column is not None or not label.text:
            return label
        guess = self._guessed.get(text)
        if guess is None:
            guess = self._guessed[text] = self._by_likeness(label)
        return guess

    def may_begin(self, word: str) -> bool:
        """Whether a label read exactly can begin with a word: most words of a row cannot, and this is soon
        told."""
        known = self._begin.get(word)
        if known is None:
            first = next((part for part in map(squash, _JOINT.split(word)) if part), "")
            known = self._begin[word] = (
                first.replace(" ", "") in _beginnings(self.lexicon)
                or not first
                or bool(_ASIDE_OR_DATE.search(word))
            )
        return known

    def may_be_labels(self, words: Sequence[str]) -> bool:
        """Whether words can all be of labels read exactly, side by side; as `may_begin`."""
        if not self.may_begin(words[0]):
            return False
        for word in words:
            if "(" in word or "[" in word:
                return True
            if word not in self._inner:
                parts = [squash(part).replace(" ", "") for part in _JOINT.split(word)]
                own = all(part in _all_forms(self.lexicon) for part in parts)
                self._inner[word] = own or bool(_ASIDE_OR_DATE.search(word))
            if not self._inner[word]:
                return False
        return True

    def exactly(self, text: str) -> Label:
        """As `read`, without likeness, which costs a hundred times as much."""
        label = self._read.get(text)
        if label is None:
            label = self._read[text] = self._fresh(text)
        return label

    def _fresh(self, text: str) -> Label:
        key = squash(text)
        if not key or len(key) > _LONGEST:
            return Label(None, text)
        numbered = self._urn_with_number(text)
        if numbered is not None:
            return numbered
        if key in self._forms:
            return Label(self._forms[key], text)
        plain = _ASIDE.sub(" ", text) if "(" in text or "[" in text else text
        for candidate in (plain, _DATED.sub(" ", plain)):
            if candidate != text and squash(candidate) in self._forms:
                return Label(self._forms[squash(candidate)], text)
        broken = key.replace(" ", "")
        if broken != key and broken in self._whole:
            return Label(self._whole[broken], text)
        return self._by_parts(text) or Label(None, text)

    def _urn_with_number(self, text: str) -> Label | None:
        """`URN 1.0`: the label of the first column and the section's number in one cell."""
        text = text.strip()
        match = _NUMBERED.fullmatch(text) if text[-1:].isdigit() or text.endswith(".") else None
        if match and self._forms.get(squash(match[1])) == "urn":
            return Label("urn", text, rest=match[2].strip())
        return None

    def _by_parts(self, text: str) -> Label | None:
        """`Comments / Update`: every part is a label, and the first that has a place in a row says which
        column (`Milestone / action`)."""
        pieces = _JOINT.split(text)
        parts = [part for part in map(squash, pieces) if part] if len(pieces) > 1 else []
        if len(parts) > 1 and all(p in self._forms for p in parts):
            columns = [self._forms[part] for part in parts]
            return Label(next((c for c in columns if c in PLAN_COLUMNS), columns[0]), text)
        return None

    def _by_likeness(self, label: Label) -> Label:
        key = squash(label.text)
        if not key or len(key) > _LONGEST:
            return label
        best = _nearest(self.lexicon, key)
        if best is None or self._forms[best] == "trap":
            return label
        return Label(self._forms[best], label.text, guessed=True)

    def header(self, row: Row, known: Header | None = None) -> Header | None:
        """The row as a header, or None where it is no header row.

        Real first headers read `URN 1.0 | Governance | Owner | ...`, later ones only
        `2.0 | Analytical | Owner | Level | 4P | | `: a header names at least two columns, and the one
        cell that it does not name, left of the others, is the section over the action column. Not all of
        its labels are misspelt. `known` is the plan's header before this one: where there is one, its
        columns hold for blank labels.
        """
        if self._last is None or self._last[0] is not row or self._last[1] is not known:
            self._last = row, known, self._header(row, known)
        return self._last[2]

    def _header(self, row: Row, known: Header | None) -> Header | None:
        if any(sum(map(len, c.lines)) > _LONGEST for c in row.cells):
            return None
        texts = [join_lines(c.lines) for c in row.cells]
        if not any(self.exactly(text).column for text in texts):
            return None
        cells = [HeaderCell(self.read(text), c) for text, c in zip(texts, row.cells, strict=True)]
        filled = [c for c in cells if c.cell.lines]
        labelled = [c for c in filled if c.label.column is not None]
        named = {c.label.column for c in labelled} - {"trap"}
        if len(named) < 2 or len(labelled) * 2 < len(filled):
            return None
        section, section_urn = None, next((c.label.rest for c in labelled if c.label.rest), None)
        if "action" not in named:
            if len(named & WORKING_COLUMNS) < 2 and "other:Objective" not in named:
                return None
            cells, section, number = section_over_action(cells, self.lexicon, known)
            section_urn = section_urn or number
        cells = stand_ins(told_apart(cells))
        guessed = any(c.label.guessed for c in filled)
        header = Header(tuple(cells), section, section_urn, guessed)
        return header if header.columns else None

    def heads_other(self, row: Row) -> bool:
        """The row is the header of a table that is no plan: labels that make none, or that only such tables
        carry."""
        texts = [join_lines(c.lines) for c in row.cells if c.lines]
        labels = [self.read(text) for text in texts]
        known = sum(label.column is not None and not label.guessed for label in labels)
        short = all(len(text) <= 40 and not any(ch.isdigit() for ch in text) for text in texts)
        if known >= 2 and known * 2 >= len(labels) and short:
            return True
        header = self.header(row)
        return header is not None and not header.is_plan

    def second_header(self, row: Row) -> Header | None:
        """The second line of a header of two rows: every word in it is a label."""
        cells: list[HeaderCell] = []
        for cell in row.cells:
            text = join_lines(cell.lines)
            if len(text) > _LONGEST:
                return None
            label = self.exactly(text)
            if cell.lines and (label.column is None or label.guessed):
                return None
            cells.append(HeaderCell(label, cell))
        return Header(tuple(cells)) if any(c.cell.lines for c in cells) else None


def section_over_action(
    cells: list[HeaderCell], lexicon: Lexicon, known: Header | None
) -> tuple[list[HeaderCell], str | None, str | None]:
    """Give the action column to the unnamed cell that stands over it, and read the section there."""
    first = next((i for i, c in enumerate(cells) if c.label.column in WORKING_COLUMNS), 0)
    left = list(enumerate(cells[:first]))
    number = next((i for i, c in left if c.label.column is None and is_section_urn(c.label.text)), None)
    names = [i for i, c in left if c.label.column is None and i != number and c.cell.lines]
    if not names or not (known or _may_be_section(cells, names, number, lexicon)):
        return cells, None, None
    # The section's own column is the widest of what is left: a stray mark is not.
    place = max(
        names, key=lambda i: (squash(cells[i].label.text) in lexicon.sections, len(cells[i].label.text))
    )
    urn, text = split_urn(cells[place].label.text)
    section_urn = cells[number].label.text if number is not None else urn
    out = list(cells)
    out[place] = HeaderCell(Label("action", cells[place].label.text), cells[place].cell)
    if number is not None:
        out[number] = HeaderCell(Label("urn", cells[number].label.text), cells[number].cell)
    elif known is None and place > 0 and cells[place - 1].label.column is None:
        out[place - 1] = HeaderCell(Label("urn", ""), cells[place - 1].cell)
    return out, text or None, section_urn


_MANY = 3
"""Columns of what is done about an action that make an unknown name beside a reference a section's."""


def _may_be_section(
    cells: Sequence[HeaderCell], names: Sequence[int], number: int | None, lexicon: Lexicon
) -> bool:
    """Whether a cell that no label names can be a section over the action column, in a paper's first header:
    in a table of complaints or of policies it is what the table is about."""
    columns = {c.label.column for c in cells}
    texts = [cells[i].label.text for i in names]
    if number is not None or any(split_urn(text)[0] for text in texts):
        return True
    if columns & {"level", "fourp"} or any(c.label.rest for c in cells):
        return True
    if any(squash(split_urn(text)[1]) in lexicon.sections for text in texts):
        return True
    return "urn" in columns and len(names) == 1 and len(columns & WORKING_COLUMNS) >= _MANY


_SURE = {
    "urn": regex.compile(r"\b(?:urn|ref|refs|reference|no|number|num|id)\b|#", regex.IGNORECASE),
    "action": regex.compile(r"\b(?:actions?|tasks?|steps?|activit(?:y|ies))\b", regex.IGNORECASE),
    "status": regex.compile(r"\b(?:status|state|stage|complet\w+)\b|%", regex.IGNORECASE),
}
"""The words of a label that is a column's own, where a table has two that could stand for it."""
_SECOND = {"urn": "other:Meeting", "action": "other:Recommendation", "status": "comments"}


def told_apart(cells: list[HeaderCell]) -> list[HeaderCell]:
    """Of two columns that could be the reference (`Date of meeting | Minute ref`), the action
    (`Recommendation | Action`) or the status (`Status | Progress`), the one whose label says so; the other
    becomes what it stands beside."""
    out = list(cells)
    named = {c.label.column for c in cells}
    for column, sure in _SURE.items():
        if _SECOND[column] in named & set(PLAN_COLUMNS):
            continue  # there is a column of its own for it
        same = [i for i, c in enumerate(out) if c.label.column == column and c.cell.lines]
        own = [i for i in same if sure.search(out[i].label.text)]
        if len(same) > 1 and len(own) == 1:
            for i in same:
                if i not in own:
                    label = replace(out[i].label, column=_SECOND[column])
                    out[i] = HeaderCell(label, out[i].cell)
    return out


_SECTION_LABELS = ("other:Strand", "other:Objective", "other:Recommendation")
"""Columns that say what a run of actions belongs to, the better first."""


def stand_ins(cells: list[HeaderCell]) -> list[HeaderCell]:
    """Let an objective stand in for the action where no column is labelled so (`Objective | Lead | RAG`),
    and a theme or an objective beside the actions for their section. A bare `Date` left of the action is
    the meeting's, in the place of a reference; right of it the day it is due."""
    named = {c.label.column for c in cells}
    roles: dict[str, str] = {}
    figures = {"other:Measure", "other:Target"} <= named and bool(named & {"other:Period", "trap"})
    if "action" not in named and "other:Objective" in named and not figures:
        roles["other:Objective"] = "action"
    section = next((name for name in _SECTION_LABELS if name in named and name not in roles), None)
    if section is not None and "section" not in named:
        roles[section] = "section"
    at = next((i for i, c in enumerate(cells) if c.label.column == "action"), None)
    date = next((i for i, c in enumerate(cells) if c.label.column == "other:Date"), None)
    if at is not None and date is not None:
        role = "urn" if date < at else "due"
        if role not in named:
            roles["other:Date"] = role
    return [
        HeaderCell(replace(c.label, column=roles[c.label.column]), c.cell) if c.label.column in roles else c
        for c in cells
    ]


def is_section_urn(text: str) -> bool:
    """`1.`, `2.0`, `URN 3.0` without its label, `4. 3 . 9`: a section's number, not a section's name."""
    return bool(_SECTION_URN.fullmatch(text.strip()))


def split_urn(text: str) -> tuple[str | None, str]:
    """`2. Analytical` → (`2.`, `Analytical`): a number that heads a section's name."""
    match = _HEADED.fullmatch(text.strip())
    return (match[1], match[2]) if match else (None, text.strip())
