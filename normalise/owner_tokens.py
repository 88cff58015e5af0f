"""Owner cells cut into tokens, each with all the parts it may play in naming an owner.

A token is a word, a phrase of the vocabulary (`Head of`, `Ch Supt`, `T/D/Supt`) or a separator. What it
is in its cell is decided by the reading of the whole cell (`owner_readings`), not here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import regex
from rapidfuzz import process
from rapidfuzz.distance import OSA

from extract.lexicon import squash
from normalise.words import Vocabulary, near_enough

NEVER = -9.0
"""Weight of a part that a token cannot play."""
_LONGEST = 6
_ATOM = regex.compile(
    r"(?P<mail>[\w.+-]+@[\w.-]+)"
    r"|(?P<word>[\p{L}\p{N}](?:[\p{L}\p{N}]|\p{M}|[.'\u2019&\-\u2010\u2011](?=[\p{L}\p{N}]))*)"
    r"|(?P<slash>[/\\])|(?P<and>&)|(?P<comma>,)|(?P<semi>[;|\u2022\u00b7+])"
    r"|(?P<open>[(\[])|(?P<close>[)\]])|(?P<colon>:)|(?P<dash>[\u2013\u2014]|-)|(?P<stop>\.)"
)
_PARTICLES = frozenset(
    [
        "de",
        "da",
        "del",
        "della",
        "der",
        "den",
        "di",
        "do",
        "dos",
        "du",
        "el",
        "la",
        "le",
        "van",
        "von",
        "ten",
        "ter",
        "bin",
        "ibn",
        "ap",
        "ab",
        "al",
        "mac",
        "mc",
        "st",
        "o",
        "y",
    ]
)
_SMALL = frozenset(["of", "for", "the", "to", "in", "on", "at", "with", "from", "by", "a", "an"])
_MONTHS = frozenset(("april", "may", "june", "august"))
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
    initials: bool = False
    """The column names its owners by initials (parish minutes): `CF`, `NO` are people."""
    surnames: frozenset[str] = frozenset()
    """Surnames that stand after a rank or a forename in other cells, case-folded."""


@dataclass(frozen=True, slots=True)
class _Known:
    """The vocabulary as one mapping of squashed phrase to what a token of it may be."""

    phrases: Mapping[str, Token]
    firsts: frozenset[str]
    """First words of phrases of more than one word."""
    ranks: Mapping[str, str]
    """Rank forms with the rank they mean, for slips."""
    prefixes: Mapping[str, str]


_BLANK = Token("", 0, 0, known=True)
_PLACES = frozenset(
    [
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
    ]
)


def _phrase_kinds(vocab: Vocabulary) -> dict[str, Token]:
    """What each phrase of posts, units, bodies and ranks may be, the parts added up."""
    out: dict[str, Token] = {}

    def add(key: str, **parts: object) -> None:
        out[key] = replace(out.get(key, _BLANK), **parts)  # type: ignore[arg-type]  # field names above

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
        )
    for key, entry in vocab.entries["posts"].items():
        match entry.kind:
            case "head" | "member":
                add(key, post=1.0, head=True, person=True, unit=False, member=entry.kind == "member")
            case "plural":
                add(key, post=1.0, head=True, plural=True)
            case "of":
                add(key, post=1.2, head=True, person=True, of=True)
            case "vacant":
                add(key, post=0.0, vacant=True)
            case "everyone":
                add(key, post=0.6, head=True, plural=True, everyone=True)
            case _:
                add(key, silent=True)
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
def _known(vocab: Vocabulary) -> _Known:
    phrases = _phrase_kinds(vocab)
    ranks = {k: e.means for k, e in vocab.entries["ranks"].items() if e.kind in ("rank", "plural")}
    prefixes = {k: e.means for k, e in vocab.entries["prefixes"].items()}
    firsts = frozenset(key.split()[0] for key in phrases if " " in key) | frozenset(prefixes)
    return _Known(phrases, firsts, ranks, prefixes)


def _rank(key: str, known: _Known) -> tuple[str, str] | None:
    """(printed form's rank, means) of a key such as `t/d/supt` or `acting ch insp`, prefixes taken off."""
    if key in known.ranks:
        return key, known.ranks[key]
    for mark in "/ ":
        first, _, rest = key.partition(mark)
        if rest and first in known.prefixes and (mark == "/" or len(first) > 1):
            inner = _rank(rest, known)
            if inner is not None:
                return key, f"{known.prefixes[first]} {inner[1]}"
    return None


def _slip(key: str, known: _Known) -> tuple[str, str] | None:
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


def _unknown(token: Token, vocab: Vocabulary, context: OwnerContext) -> Token:
    """The parts of a word that is in no phrase of the vocabulary, by its look."""
    text = token.text
    key = squash(text)
    letters = text.replace(".", "")
    if text.isdigit() and len(text) >= 3:
        return replace(token, silent=True)
    if not any(c.isalpha() for c in text):
        return token
    if key in _SMALL and text.islower():
        return replace(token, post=0.1, known=True)
    if text.islower():
        particle = key in _PARTICLES
        return replace(token, name=0.5 if particle else -1.6, post=0.0)
    entry = vocab.entry("names", key)
    surname = key in vocab.entries["surnames"] or key in context.surnames
    if entry is not None and entry.kind == "forename":
        return replace(token, name=1.4, forename=True, surname=surname, post=-0.8)
    if key in context.surnames:
        return replace(token, name=2.0, surname=True, post=-0.8)
    if letters.isupper() and not surname:
        if len(letters) <= 3 and letters.isalpha():
            one_off = len(letters) == 1
            weight = 0.4 if one_off else 1.0 if len(letters) == 2 or context.initials else -0.4
            return replace(
                token,
                name=weight,
                initials=not one_off,
                post=0.0 if one_off else 0.3,
                unit=len(letters) == 3 and not context.initials,
                head=len(letters) == 3 and not context.initials,
            )
        if not (_sound(letters) and "&" not in text and text.isalpha()):
            return replace(token, name=-1.6, post=0.5, unit=True, head=True)
        return replace(token, name=0.6, post=0.0)
    return replace(token, name=1.2 if surname else 1.0, surname=surname, post=-0.2)


def _as_known(token: Token, found: Token, vocab: Vocabulary, context: OwnerContext) -> Token:
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
    if initials and context.initials:
        return replace(_BLANK, text=text, start=token.start, end=token.end, name=2.0, initials=True)
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


def _phrase(atoms: list[Token], i: int, text: str, known: _Known) -> tuple[int, Token] | None:
    """The longest vocabulary phrase that begins at atom `i`: (atoms it takes, what it may be)."""
    if atoms[i].sep:
        return None
    first = squash(atoms[i].text)
    tight = i + 1 < len(atoms) and atoms[i + 1].sep == "slash" and atoms[i + 1].start == atoms[i].end
    reach = _LONGEST if tight or first in known.firsts else 1
    for n in range(min(reach, len(atoms) - i), 0, -1):
        last = atoms[i + n - 1]
        if last.sep:
            continue
        surface = text[atoms[i].start : last.end]
        key = squash(surface)
        found = known.phrases.get(key)
        if found is None and n <= 5 and (rank := _rank(key, known)) is not None:
            found = replace(_BLANK, rank=1.0, rank_means=rank[1], post=0.2)
        if found is not None:
            return n, replace(found, text=surface, start=atoms[i].start, end=last.end)
    return None


def _slipped(atoms: list[Token], i: int, text: str, known: _Known) -> tuple[int, Token] | None:
    """A rank with a stroke in it mistyped (`D/Suot`), or a long one without (`Inspecter`)."""
    end = i
    while end + 2 < len(atoms) and atoms[end + 1].sep == "slash" and not atoms[end + 2].sep:
        if atoms[end + 1].start != atoms[end].end or atoms[end + 2].start != atoms[end + 1].end:
            break
        end += 2
    surface = text[atoms[i].start : atoms[end].end]
    if not surface[:1].isupper():
        return None
    slip = _slip(squash(surface), known)
    if slip is None:
        return None
    weight = 0.6 if "/" in surface else -0.2
    token = Token(surface, atoms[i].start, atoms[end].end, rank=weight, rank_means=slip[1], rank_slip=slip[0])
    return end - i + 1, token


def _atoms(text: str) -> list[Token]:
    """Words and separators as printed, with their places; a hyphen inside a word is no separator."""
    out = []
    for match in _ATOM.finditer(text):
        kind = match.lastgroup or ""
        word = match.group()
        if kind == "word":
            if word.casefold() in ("and", "plus"):
                out.append(Token(word, match.start(), match.end(), sep="and"))
            else:
                out.append(Token(word, match.start(), match.end()))
        elif kind == "mail":
            out.append(Token(word, match.start(), match.end(), silent=True))
        elif kind != "stop" or (out and not out[-1].sep and len(out[-1].text) > 4):
            out.append(Token(word, match.start(), match.end(), sep=kind))
    return out


def _break_places(text: str, lines: Iterable[str]) -> frozenset[int]:
    """Offsets in `text` at which a printed line begins, found by counting what is no space or hyphen."""
    wanted: set[int] = set()
    count = 0
    for line in lines:
        count += sum(not (c.isspace() or c == "-") for c in line)
        wanted.add(count)
    places: set[int] = set()
    seen = 0
    for at, c in enumerate(text):
        if c.isspace() or c == "-":
            continue
        if seen in wanted:
            places.add(at)
        seen += 1
    return frozenset(places)


def tokens(text: str, lines: tuple[str, ...], vocab: Vocabulary, context: OwnerContext) -> list[Token]:
    """The cell's tokens in printed order, each with the parts it may play."""
    known = _known(vocab)
    atoms = _atoms(text)
    places = _break_places(text, lines) if len(lines) > 1 else frozenset()
    kind = "paragraph" if context.paragraphs else "line"
    out: list[Token] = []
    i = 0
    while i < len(atoms):
        atom = atoms[i]
        taken = 1
        if atom.sep or atom.silent:
            token = atom
        elif (found := _phrase(atoms, i, text, known)) is not None:
            taken, token = found[0], _as_known(found[1], found[1], vocab, context)
        elif (slip := _slipped(atoms, i, text, known)) is not None:
            taken, token = slip
            if taken == 1:
                plain = _unknown(atom, vocab, context)
                token = replace(token, name=plain.name, forename=plain.forename, surname=plain.surname)
        else:
            token = _unknown(atom, vocab, context)
        if (
            token.forename
            and squash(token.text) in _MONTHS
            and i + 1 < len(atoms)
            and atoms[i + 1].text.isdigit()
        ):
            token = replace(token, name=NEVER, forename=False)  # `until June 2019`
        if token.start in places:
            token = replace(token, broken=kind)
        out.append(token)
        i += taken
    return _joined_ranks(out)


def _joined_ranks(found: list[Token]) -> list[Token]:
    """Two ranks with a stroke between them are one post's (`Insp / DI GVVU`: either rank may fill it)."""
    out: list[Token] = []
    for token in found:
        pair = (
            len(out) > 1
            and out[-1].sep == "slash"
            and token.rank >= 0.4
            and not token.title
            and out[-2].rank >= 0.4
            and not out[-2].title
            and not out[-2].plural
        )
        if pair:
            before = out[-2]
            out[-2:] = [
                replace(
                    before,
                    text=f"{before.text} / {token.text}",
                    end=token.end,
                    rank=min(before.rank, token.rank),
                    rank_means=f"{before.rank_means} / {token.rank_means}",
                    name=NEVER,
                    initials=False,
                )
            ]
        else:
            out.append(token)
    return out
