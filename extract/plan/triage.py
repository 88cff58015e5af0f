"""Whether a page can hold a plan's header, told from its plain text alone."""

from __future__ import annotations

import regex

from extract.lexicon import Lexicon, squash
from extract.plan.labels import WORKING_COLUMNS
from extract.plan.rows import looks_like_urn

_TELLING = 6
"""Characters from which a reference is no paragraph number."""


class Triage:
    """Dismisses pages that can hold no header row.

    In plain text a header row is a line of labels, or labels on a few short lines after one another;
    prose uses the same words inside longer lines.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        columns = {f: c for f, c in lexicon.columns.items() if c in WORKING_COLUMNS or c in ("urn", "action")}
        self._columns = columns
        forms = sorted(columns, key=len, reverse=True)
        self._label = regex.compile(r"(?<!\w)(?:" + "|".join(map(regex.escape, forms)) + r")(?!\w)")
        self._sections = frozenset(lexicon.sections)

    def may_hold_header(self, text: str) -> bool:
        """True where a window of eight lines prints two labels, one of them a working column's."""
        recent: list[frozenset[str]] = []
        for raw in text.split("\n"):
            if not raw.strip():
                continue
            recent = [*recent[-7:], self._labels(raw)]
            found = frozenset().union(*recent)
            if len(found) >= 2 and found & WORKING_COLUMNS:
                return True
        return False

    def _labels(self, raw: str) -> frozenset[str]:
        if len(raw) > 160:
            return frozenset()
        line = squash(raw)
        found = self._label.findall(line)
        if not found:
            return frozenset()
        covered = sum(len(f.split()) for f in found)
        others = len(line.split()) - covered
        if others > covered and line not in self._columns:
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


def _first_word(line: str) -> str:
    return line.split(maxsplit=1)[0] if line.strip() else ""
