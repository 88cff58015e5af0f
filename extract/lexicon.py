"""The words the recogniser looks for, handed in from outside so that this room knows no meaning.

Matching is on `squash`ed text: lower case, white space and punctuation collapsed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import regex

_NOISE = regex.compile(r"[^\p{L}\p{N}#&/%]+")
_SPACES = {code: " " for code in range(128) if _NOISE.match(chr(code))}
_GONE = dict.fromkeys(_SPACES)

JOINT = regex.compile(r"\s*(?:/|&|\band\b|,|;)\s*")
"""What joins the parts of one label: `Lead & timescale`, `RAG / update`."""


def squash(text: str) -> str:
    """Lower case, with every run of white space and punctuation but `# & / %` one space."""
    if text.isascii():  # the same, at a third of the time
        return " ".join(text.lower().translate(_SPACES).split())
    return str(_NOISE.sub(" ", text.casefold())).strip()


def letters(text: str) -> str:
    """As `squash`, without a space."""
    return text.lower().translate(_GONE) if text.isascii() else squash(text).replace(" ", "")


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Squashed printed forms, by what they stand for; one is loaded in a run, equal to itself only."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Header label -> column: urn, action, owner, level, fourp, rag, comments, status, due, or
    `other:NAME` for a label that is known and has no column in the tables."""
    traps: frozenset[str] = frozenset()
    """Header labels that only tables which are no plan carry (Likelihood, Impact, Budget, ...)."""
    sections: Mapping[str, str] = field(default_factory=dict)
    """Section name as printed -> canonical section."""
    levels: frozenset[str] = frozenset()
    fourp: frozenset[str] = frozenset()
    rag: frozenset[str] = frozenset()
    """RAG words; letters are not among them."""
    ranks: frozenset[str] = frozenset()
    posts: frozenset[str] = frozenset()
    """Head words of posts: commander, manager, head of, officer, ..."""
