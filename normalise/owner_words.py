"""What the words of an owner cell may be: the vocabulary's phrases, and unknown words by their look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import regex
from rapidfuzz import process
from rapidfuzz.distance import OSA

from extract.lexicon import squash
from normalise.words import PARTICLES, Vocabulary, near_enough

NEVER = -9.0
"""Weight of a part that a token cannot play."""
_SMALL = frozenset(["of", "for", "the", "to", "in", "on", "at", "with", "from", "by", "a", "an"])
_ORGANISATION = regex.compile(r"\p{Lu}\p{Ll}{3,}['\u2019]s|\p{Lu}{1,2}\p{Ll}{1,2}\p{Lu}{1,3}")
"""`Barnardo's`, `DfE`: the name of no person; `McB` and `O'Neill` are not of this kind."""
_ABBREVIATIONS = regex.compile(r"[A-Z]{2,}['\u2019]?s")
_CONSONANTS = regex.compile(
    r"[^AEIOUY]{4,}|^[^AEIOUY]{3,}(?<!SCH|STR|SHR|THR|CHR|SPR|SCR|MCG|MCK|MCD|MCL|PHR)"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a known phrase or a separator, and what it may be; weights are scores, NEVER for cannot."""

    text: str
    start: int
    end: int
    sep: str = ""
    """and, slash, comma, semi, open, close, colon, dash, stop; '' for words."""
    rank: float = NEVER
    rank_means: str = ""
    rank_slip: str | None = None
    """The known rank it was read as by likeness."""
    title: bool = False
    plural: bool = False
    """Several people: no name goes with it."""
    name: float = NEVER
    forename: bool = False
    surname: bool = False
    """Known from elsewhere in the paper, or a name that is a word of posts too."""
    initials: bool = False
    post: float = 0.0
    head: bool = False
    """A post, a unit or a body ends in it: the words before it make sense."""
    person: bool = False
    """Head of one person's post."""
    tail: bool = False
    """A head that does not stand alone (`Manager`)."""
    member: bool = False
    """A post that a councillor may hold."""
    of: bool = False
    """A post begins with it and is not over (`Head of`)."""
    unit: bool = False
    known: bool = False
    """In the vocabulary."""
    place: bool = False
    """A word that a place's name goes before (District, Ward)."""
    vacant: bool = False
    everyone: bool = False
    silent: bool = False
    """A staff number, an address, letters after a name: no part of rank, name or post."""
    broken: str = ""
    """What stands before it: 'line' (may be wrapping), 'paragraph', or ''."""


@dataclass(frozen=True, slots=True)
class OwnerContext:
    """What the other cells of the plan say about this one."""

    paragraphs: bool = False
    """The printed lines are paragraphs, so a break was meant (Word, sheets); False: wrapping breaks too."""
    width: int = 0
    """Characters in the column's longest line, where known: a line that ends well short of it with room
    for the next word was meant to."""
    initials: bool = False
    """The column names its owners by initials (parish minutes): `CF`, `NO` are people."""
    surnames: frozenset[str] = frozenset()
    """Surnames that stand after a rank or a forename in other cells, case-folded."""
    places: frozenset[str] = frozenset()
    """Words that name a place in other cells (`Harrowby LPA`), case-folded."""


@dataclass(frozen=True, slots=True)
class Known:
    """The vocabulary as one mapping of squashed phrase to what a token of it may be."""

    phrases: Mapping[str, Token]
    firsts: frozenset[str]
    """First words of phrases of more than one word."""
    ranks: Mapping[str, str]
    """Rank forms with the rank they mean, for slips."""
    prefixes: Mapping[str, str]


BLANK = Token("", 0, 0, known=True)
_PLACES = frozenset(
    (
        "District",
        "Division",
        "Borough",
        "Ward",
        "Parish",
        "Town",
        "County",
        "City",
        "Area",
        "Region",
        "Watch",
        "Station",
    )
)
_POSTS: Mapping[str, Mapping[str, object]] = {
    "head": {"post": 1.0, "head": True, "person": True, "unit": False},
    "member": {"post": 1.0, "head": True, "person": True, "unit": False, "member": True},
    "tail": {"post": 1.0, "head": True, "person": True, "unit": False, "tail": True},
    "plural": {"post": 1.0, "head": True, "plural": True},
    "of": {"post": 1.2, "head": True, "person": True, "of": True},
    "vacant": {"post": 0.0, "vacant": True},
    "everyone": {"post": 0.6, "head": True, "plural": True, "everyone": True},
    "empty": {"silent": True},
}
"""What each kind of line in posts.csv may be in a cell"""


def _phrase_kinds(vocab: Vocabulary) -> dict[str, Token]:
    """What each phrase of posts, units, bodies and ranks may be, the parts added up."""
    out: dict[str, Token] = {}
    made: dict[tuple[Token, tuple[object, ...]], Token] = {}  # two thousand phrases, some twenty kinds

    def add(key: str, **parts: object) -> None:
        known = out.get(key, BLANK)
        kind = (known, tuple(parts.items()))
        if kind not in made:
            made[kind] = replace(known, **parts)  # type: ignore[arg-type]  # field names above
        out[key] = made[kind]

    for key in vocab.entries["inside"]:
        add(key, post=0.5)
    for key in vocab.entries["bodies"]:
        add(key, post=0.8, head=True)
    for key in vocab.entries["units"]:
        add(key, post=0.8, head=True, unit=True)
    for key, entry in vocab.entries["levels"].items():
        add(
            key,
            place=entry.means in _PLACES and not entry.form.isupper(),
            post=out.get(key, Token("", 0, 0, post=0.3)).post,
            head=" " in key or (key in out and out[key].head),
        )
    for key, entry in vocab.entries["posts"].items():
        add(key, **_POSTS[entry.kind])
    for key, entry in vocab.entries["names"].items():
        if entry.kind == "letters":
            add(key, silent=True)
    for key, entry in vocab.entries["ranks"].items():
        old = out.get(key)
        add(
            key,
            rank=1.0 if old is None or old.unit else 0.4,
            rank_means=entry.means,
            plural=entry.kind == "plural",
            title=entry.kind == "title",
            post=old.post if old is not None else 0.2,
        )
    return out


@lru_cache(maxsize=8)
def known_words(vocab: Vocabulary) -> Known:
    """The vocabulary made ready for owner cells, once for each vocabulary."""
    phrases = _phrase_kinds(vocab)
    ranks = {k: e.means for k, e in vocab.entries["ranks"].items() if e.kind in ("rank", "plural")}
    prefixes = {k: e.means for k, e in vocab.entries["prefixes"].items()}
    firsts = frozenset(key.split()[0] for key in phrases if " " in key) | frozenset(prefixes)
    return Known(phrases, firsts, ranks, prefixes)


def known_rank(key: str, known: Known) -> tuple[str, str] | None:
    """(printed form's rank, means) of a key such as `t/d/supt` or `acting ch insp`, prefixes taken off."""
    if key in known.ranks:
        return key, known.ranks[key]
    for mark in "/ ":
        first, _, rest = key.partition(mark)
        if rest and first in known.prefixes and (mark == "/" or len(first) > 1):
            inner = known_rank(rest, known)
            if inner is not None:
                return key, f"{known.prefixes[first]} {inner[1]}"
    return None


def rank_slip(key: str, known: Known) -> tuple[str, str] | None:
    """(nearest form, rank) of a rank mistyped by one letter; only what no name looks like."""
    if len(key) < 5:
        return None
    pool = [form for form in known.ranks if len(form) >= 4 and ("/" in form) == ("/" in key)]
    found = process.extractOne(key, pool, scorer=OSA.distance, score_cutoff=1)
    if found is None or not near_enough(key, found[0], 1):
        return None
    return found[0], known.ranks[found[0]]


def _sound(word: str) -> bool:
    """Whether a word in capitals could be said, so that COULL may be a surname and GVVU may not."""
    return len(word) > 3 and any(c in "AEIOUY" for c in word) and not _CONSONANTS.search(word)


def unknown(token: Token, vocab: Vocabulary, context: OwnerContext) -> Token:
    """The parts of a word that is in no phrase of the vocabulary, by its look."""
    text, key = token.text, squash(token.text)
    if (other := _no_person(token, key, context)) is not None:
        return other
    entry = vocab.entry("names", key)
    forename = entry is not None and entry.kind == "forename"
    surname = key in vocab.entries["surnames"] or key in context.surnames
    if forename or key in context.surnames:
        weight = 1.4 if forename else 2.0
        return replace(token, name=weight, forename=forename, surname=surname, post=-0.8)
    if (text.isupper() and not surname) or _ABBREVIATIONS.fullmatch(text):
        return _capitals(token, context)
    return replace(token, name=1.2 if surname else 1.0, surname=surname, post=-0.2)


def _no_person(token: Token, key: str, context: OwnerContext) -> Token | None:
    """A number, a small word, a place that other cells name, an organisation by its look; None where the
    word may be a person's."""
    text = token.text
    if not any(c.isalpha() for c in text):
        return replace(token, silent=len(text) >= 3)
    if key in _SMALL and len(text) > 1:
        return replace(token, post=0.1, known=True)
    if text.islower():
        return replace(token, name=0.5 if key in PARTICLES else -1.6, post=0.0)
    word = text.casefold()
    if word in context.places and word not in context.surnames:
        return replace(token, post=0.4)
    return replace(token, name=-1.0, post=0.5, head=True) if _ORGANISATION.fullmatch(text) else None


def _capitals(token: Token, context: OwnerContext) -> Token:
    """An unknown word in capitals: one letter stands before a surname, two are initials, three a unit
    sooner than initials, more a surname where they can be said; `RSLs` are many."""
    if not token.text.isupper():
        return replace(token, name=-1.6, post=0.5, unit=True, head=True, plural=True)
    letters = token.text.replace(".", "")
    if len(letters) == 1:
        return replace(token, name=0.4, post=0.0)
    if len(letters) <= 3 and letters.isalpha():
        unit = len(letters) == 3 and not context.initials
        return replace(
            token, name=-0.4 if unit else 1.0, initials=True, post=0.3 if unit else -0.3, unit=unit, head=unit
        )
    if _sound(letters) and token.text.isalpha():
        return replace(token, name=0.6, post=0.0)
    return replace(token, name=-1.6, post=0.5, unit=True, head=True)


def as_known(token: Token, found: Token, vocab: Vocabulary, context: OwnerContext) -> Token:
    """A vocabulary phrase, with the chance that it is a name all the same (`Insp Church`, `NO`)."""
    text, key = token.text, squash(token.text)
    one = " " not in text
    name = NEVER
    forename = False
    surname = one and text[:1].isupper() and (key in vocab.entries["surnames"] or key in context.surnames)
    entry = vocab.entry("names", key) if one else None
    if one and text[:1].isupper():
        name = -2.0 if found.head else -1.0
        if entry is not None and entry.kind == "forename":
            name, forename = 0.8, True
        if surname:
            name = 2.0 if key in context.surnames else 0.3
    initials = one and text.isalpha() and text.isupper() and 2 <= len(text) <= 3
    if initials and context.initials and not (found.everyone or found.vacant or found.silent):
        return replace(BLANK, text=text, start=token.start, end=token.end, name=2.0, initials=True, post=-0.5)
    rank = found.rank
    if rank > NEVER and "/" not in text and len(key.replace(" ", "")) <= 4:
        if text.islower():
            rank = NEVER
        elif not text.isupper() and len(key) == 2:
            rank -= 0.3
    return replace(
        found,
        text=text,
        start=token.start,
        end=token.end,
        rank=rank,
        name=max(name, 0.2) if initials and len(text) == 2 else name,
        initials=initials and len(text) == 2,
        forename=forename,
        surname=surname,
    )
