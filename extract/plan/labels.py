"""Header labels: which column a printed label names, and whether a row is a header row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import regex
from rapidfuzz import fuzz, process

from extract.lexicon import JOINT, Lexicon, letters, squash
from extract.model import Row
from extract.plan.header import PLAN_COLUMNS, WORKING_COLUMNS, Header, HeaderCell, Label, is_sure
from extract.plan.roles import (
    section_over_action,
    stand_ins,
    told_apart,
    with_four_marks,
    with_marks,
    without_roles_alone,
)
from extract.plan.shapes import ASIDE, by_shape
from extract.plan.text import join_lines

_DATED = regex.compile(
    r"\b(?:\d[\d./-]*|q[1-4]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*"
    r"|quarter|as (?:at|of)|(?:at|for|in)(?= (?:q[1-4]|\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))"
    r"|to date|20\d\d)\b",
    regex.IGNORECASE,
)
_ASIDE_OR_DATE = regex.compile(rf"[(\[]|\b(?:as|to)\b|{_DATED.pattern}", regex.IGNORECASE)
"""What `LabelReader.exactly` may take off before a label."""
_NUMBERED = regex.compile(r"(\p{L}[\p{L}. ]*?)\s*(\d[\d. ]*)")
_LETTERED = regex.compile(r"^\s*\(?(?:[a-z]|\d{1,2})[.)]\s+", regex.IGNORECASE)
"""`a. Ref | b. Action`."""
_LONGEST = 80
"""Characters a header cell may hold; longer ones are text."""
_LONGEST_HINT = 600
"""Characters of one that tells its reader what to write under its label."""
_HINT = regex.compile(r"\s*(?:[(\[:?;=,.]|\s[-–—]\s)")
"""Where that begins."""
_LEAST = 3
"""Letters of a reference's label that a narrow column may break (`Re` / `f`); others have five."""
_FEW, _SURELY = 3, 4
"""Labels side by side that are a header's, the action's among them, and without it."""
_LIKE = 88
"""Likeness (0 to 100) from which a misspelt label is read, with a flag; 'Ownr' is 89, 'Action Owner' is
far from 'Action'."""


@lru_cache(maxsize=2)
def _forms(lexicon: Lexicon) -> tuple[dict[str, str], dict[str, str], tuple[str, ...]]:
    """Printed forms to what they label; the long ones without their spaces, as a narrow column breaks a label
    inside a word (`OWN` / `ER`); and those that may be misspelt: short labels are one slip away from ordinary
    words ("No" from "To")."""
    forms = dict(lexicon.columns) | dict.fromkeys(lexicon.traps, "trap")
    whole = {
        form.replace(" ", ""): column
        for form, column in forms.items()
        if len(form) >= (_LEAST if column == "urn" else 5)
    }
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
        self._last: tuple[Row, Header | None] | None = None
        """The row asked for last, and the answer."""
        self._headers: dict[tuple[tuple[str, ...], ...], Header] = {}
        """Headers by the lines of their cells: most are printed again on every page."""

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
            first = next((part for part in map(squash, JOINT.split(word)) if part), "")
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
                parts = [letters(part) for part in JOINT.split(word)]
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
        within = self._within(text)
        if within is not None:
            return within
        broken = key.replace(" ", "")
        if broken != key and broken in self._whole:
            return Label(self._whole[broken], text)
        return self._by_parts(text) or Label(None, text)

    def _within(self, text: str) -> Label | None:
        """The label in a text without its aside, its date or its letter; of `Tolerance (RAG)` the aside."""
        plain = ASIDE.sub(" ", text) if "(" in text or "[" in text else text
        aside = {self._forms.get(squash(found)) for found in ASIDE.findall(text)} if plain != text else ()
        if "rag" in aside and self._forms.get(squash(plain)) in (None, "status", "trap"):
            return Label("rag", text)
        for candidate in (plain, _DATED.sub(" ", plain), _LETTERED.sub("", text)):
            if candidate != text and squash(candidate) in self._forms:
                return Label(self._forms[squash(candidate)], text)
        return None

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
        pieces = JOINT.split(text)
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

    def header(self, row: Row) -> Header | None:
        """The row as a header, or None where it is no header row.

        Real first headers read `URN 1.0 | Governance | Owner | ...`, later ones only
        `2.0 | Analytical | Owner | Level | 4P | | `: a header names at least two columns, and the one
        cell that it does not name, left of the others, is the section over the action column. Not all of
        its labels are misspelt.
        """
        if self._last is None or self._last[0] is not row:
            if any(sum(map(len, c.lines)) > _LONGEST for c in row.cells) and not self._may_have_hints(row):
                self._last = row, None
                return None
            lines = tuple([cell.lines for cell in row.cells])
            again = self._headers.get(lines)
            if again is not None:
                cells = [HeaderCell(c.label, cell) for c, cell in zip(again.cells, row.cells, strict=True)]
                self._last = row, replace(again, cells=tuple(cells))
            else:
                self._last = row, self._header(row)
                if self._last[1] is not None:
                    self._headers[lines] = self._last[1]
        return self._last[1]

    def _header(self, row: Row) -> Header | None:
        texts = [self._in_one_language(c.lines) for c in row.cells]
        exact = {self.exactly(text).column for text in texts} - {None}
        if not exact:
            return None
        texts = self._without_hints(row, texts, exact)
        read = [HeaderCell(self.read(text), c) for text, c in zip(texts, row.cells, strict=True)]
        cells = with_four_marks(with_marks(read))
        filled = [c for c in cells if c.cell.lines]
        labelled = [c for c in filled if c.label.column is not None]
        named = {c.label.column for c in labelled} - {"trap"}
        if len(named) < 2 or max(map(len, texts)) > _LONGEST:
            return None
        taken = named - ({"action"} if not any(is_sure(c.label) for c in labelled) else set())
        cells = [c if c.label.column else HeaderCell(by_shape(c.label, taken), c.cell) for c in cells]
        told = sum(c.label.column is not None for c in cells)
        if told * 2 < len(filled) and not _is_told(exact, filled):
            return None
        named |= {c.label.column for c in cells if c.label.column}
        section, section_urn = None, next((c.label.rest for c in labelled if c.label.rest), None)
        if "action" not in named:
            if len(named & WORKING_COLUMNS) < 2 and "other:Objective" not in named:
                return None
            cells, section, number = section_over_action(cells, self.lexicon)
            section_urn = section_urn or number
        cells = without_roles_alone(stand_ins(told_apart(cells)))
        guessed = any(c.label.guessed for c in filled)
        header = Header(tuple(cells), section, section_urn, guessed)
        return header if header.columns else None

    def _may_have_hints(self, row: Row) -> bool:
        """Whether a row with long texts has labels just as they are listed, one of them among its first two
        cells; soon told, as most have none."""
        forms = self._forms
        firsts = [c.lines[0].rstrip(":").lower() for c in row.cells if c.lines]
        return any(text in forms for text in firsts[:2]) and sum(text in forms for text in firsts) >= _FEW

    def _in_one_language(self, lines: Sequence[str]) -> str:
        """A header cell's text; of a label printed in two languages, one under the other, the latter."""
        text = join_lines(lines)
        if len(lines) > 1 and len(text) <= _LONGEST and self.may_begin(lines[-1].split(" ", 1)[0]):
            if self.exactly(text).column is not None or not self.may_begin(lines[0].split(" ", 1)[0]):
                return text
            first, last = self.exactly(lines[0]), self.exactly(lines[-1])
            if first.column == last.column in PLAN_COLUMNS:
                return lines[-1]
        return text

    def _without_hints(self, row: Row, texts: list[str], exact: set[str | None]) -> list[str]:
        """The texts of a header's cells without what its reader is told of them (`Update (please give ...)`,
        the key under `RAG`), where the other labels leave no doubt that it is one."""
        if len(exact) < (_FEW if "action" in exact else _SURELY):
            return texts
        out = list(texts)
        for i, (text, cell) in enumerate(zip(texts, row.cells, strict=True)):
            if text and len(text) <= _LONGEST_HINT and self.exactly(text).column is None:
                heads = (cell.lines[0], _HINT.split(text, maxsplit=1)[0])
                known = (head for head in heads if self.exactly(head).column is not None)
                out[i] = next(known, text if len(text) <= _LONGEST else heads[1][:_LONGEST])
        return out

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


def _is_told(exact: set[str | None], filled: Sequence[HeaderCell]) -> bool:
    """Whether labels that are known make a header also among more that are not: an action, and three things
    of it."""
    return "action" in exact and len(exact & (WORKING_COLUMNS | {"urn"})) >= _FEW and len(filled) > _FEW
