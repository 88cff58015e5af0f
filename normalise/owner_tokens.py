"""Owner cells cut into tokens, each with all the parts it may play in naming an owner.

A token is a word, a phrase of the vocabulary (`Head of`, `Ch Supt`, `T/D/Supt`) or a separator. What it
is in its cell is decided by the reading of the whole cell (`owner_readings`), not here.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import regex

from extract.lexicon import squash
from normalise.owner_words import (
    BLANK,
    NEVER,
    Known,
    OwnerContext,
    Token,
    as_known,
    known_rank,
    known_words,
    rank_slip,
    unknown,
)
from normalise.words import Vocabulary

_LONGEST = 6
_ATOM = (
    r"(?P<by>\b(?:supported|assisted|covered|led) by\b)|(?P<mail>[\w.+-]+@[\w.-]+)"
    r"|(?P<word>[\p{L}\p{N}](?:[\p{L}\p{N}]|\p{M}|[.'\u2019&\-\u2010\u2011](?=[\p{L}\p{N}]))*)"
    r"|(?P<slash>[/\\])|(?P<and>&)|(?P<comma>,)|(?P<semi>[;|\u2022\u00b7+])"
    r"|(?P<open>[(\[])|(?P<close>[)\]])|(?P<colon>:)|(?P<dash>[\u2013\u2014]|-)|(?P<stop>\.)"
)
_MARK = r"(?<!\S)(?:\(?(?:\d{1,2}|[a-z]|[ivx]{2,4})\)|\d{1,2}\.)(?=\s*\p{Lu})"
"""The number or letter of an item in a list: `1.`, `(b)`, `ii)`."""
_LISTED = regex.compile(r"\s*" + _MARK)
_ATOMS, _ATOMS_LISTED = regex.compile(_ATOM), regex.compile(f"(?P<semi>{_MARK})|{_ATOM}")
_MONTHS = frozenset(("april", "may", "june", "august"))


def _phrase(atoms: list[Token], i: int, text: str, known: Known) -> tuple[int, Token] | None:
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
        if found is None and n <= 5 and (rank := known_rank(key, known)) is not None:
            found = replace(BLANK, rank=1.0, rank_means=rank[1], post=0.2)
        if found is not None:
            return n, replace(found, text=surface, start=atoms[i].start, end=last.end)
    return None


def _slipped(atoms: list[Token], i: int, text: str, known: Known) -> tuple[int, Token] | None:
    """A rank with a stroke in it mistyped (`D/Suot`), or a long one without (`Inspecter`)."""
    end = i
    while end + 2 < len(atoms) and atoms[end + 1].sep == "slash" and not atoms[end + 2].sep:
        if atoms[end + 1].start != atoms[end].end or atoms[end + 2].start != atoms[end + 1].end:
            break
        end += 2
    surface = text[atoms[i].start : atoms[end].end]
    if not surface[:1].isupper():
        return None
    slip = rank_slip(squash(surface), known)
    if slip is None:
        return None
    weight = 0.6 if "/" in surface else -0.2
    token = Token(surface, atoms[i].start, atoms[end].end, rank=weight, rank_means=slip[1], rank_slip=slip[0])
    return end - i + 1, token


def _atoms(text: str) -> list[Token]:
    """Words and separators as printed, with their places; a hyphen inside a word is no separator.

    The numbers of items are, in a cell that begins with one.
    """
    out = []
    for match in (_ATOMS_LISTED if _LISTED.match(text) else _ATOMS).finditer(text):
        kind = match.lastgroup or ""
        word = match.group()
        if kind == "word":
            if word.casefold() in ("and", "plus", "with"):
                out.append(Token(word, match.start(), match.end(), sep="and"))
            else:
                out.append(Token(word, match.start(), match.end()))
        elif kind == "by":
            out.append(Token(word, match.start(), match.end(), sep="and"))
        elif kind == "mail":
            out.append(Token(word, match.start(), match.end(), silent=True))
        elif kind != "stop" or (out and not out[-1].sep and len(out[-1].text) > 4):
            out.append(Token(word, match.start(), match.end(), sep=kind))
    return out


def _breaks(text: str, lines: tuple[str, ...], context: OwnerContext) -> dict[int, str]:
    """Offsets in `text` at which a printed line begins, and what ended the one before it: 'paragraph'
    where it was meant to end, for the next word had room on it; 'line' where it may have wrapped."""
    width = max(context.width, *(len(line) for line in lines))
    kinds: dict[int, str] = {}
    count = 0
    for line, following in pairwise(lines):
        # What is no space or hyphen is counted, for lines are joined with and without them.
        count += sum(not (c.isspace() or c == "-") for c in line)
        room = len(line) + 1 + len(following.split(" ", 1)[0])
        kinds[count] = "paragraph" if context.paragraphs or room <= 0.8 * width else "line"
    out: dict[int, str] = {}
    seen = 0
    for at, c in enumerate(text):
        if c.isspace() or c == "-":
            continue
        if seen in kinds:
            out[at] = kinds[seen]
        seen += 1
    return out


def tokens(text: str, lines: tuple[str, ...], vocab: Vocabulary, context: OwnerContext) -> list[Token]:
    """The cell's tokens in printed order, each with the parts it may play."""
    known = known_words(vocab)
    atoms = _atoms(text)
    breaks = _breaks(text, lines, context) if len(lines) > 1 else {}
    out: list[Token] = []
    i = 0
    while i < len(atoms):
        atom = atoms[i]
        taken = 1
        if atom.sep or atom.silent:
            token = atom
        elif (found := _phrase(atoms, i, text, known)) is not None:
            taken, token = found[0], as_known(found[1], found[1], vocab, context)
        elif (slip := _slipped(atoms, i, text, known)) is not None:
            taken, token = slip
            if taken == 1:
                plain = unknown(atom, vocab, context)
                token = replace(token, name=plain.name, forename=plain.forename, surname=plain.surname)
        else:
            token = unknown(atom, vocab, context)
        following = atoms[i + taken] if i + taken < len(atoms) else None
        token = _placed(token, out[-1] if out else None, following)
        if token.start in breaks:
            token = replace(token, broken=breaks[token.start])
        out.append(token)
        i += taken
    return _surname_first(_joined_ranks(out), text)


def _placed(token: Token, before: Token | None, after: Token | None) -> Token:
    """What the words beside a token take away: `until June 2019` has no June, `Harrowby DC` no Constable."""
    if token.forename and squash(token.text) in _MONTHS and after is not None and after.text.isdigit():
        return replace(token, name=NEVER, forename=False)
    ends = after is None or bool(after.sep)
    place = before is not None and not before.sep and not before.known and before.rank <= NEVER
    if token.rank > NEVER and token.head and not token.person and token.text.isupper() and ends and place:
        return replace(token, rank=NEVER, name=NEVER)
    return token


def _surname_first(found: list[Token], text: str) -> list[Token]:
    """`Carter, Jane` and `Carter, J` are one person: a surname, a comma, and a forename or an initial that
    no surname follows."""
    out: list[Token] = []
    i = 0
    while i < len(found):
        three = found[i : i + 3]
        after = found[i + 3] if i + 3 < len(found) else None
        free = not out or bool(out[-1].sep) or out[-1].rank > NEVER
        ends = after is None or (bool(after.sep) and after.sep != "close") or after.post > 0.5 or after.silent
        if free and ends and _is_turned(three):
            first, end = three[0], three[2].end
            whole = text[first.start : end]
            out.append(replace(first, text=whole, end=end, name=2.4, forename=True, post=-1.0))
            i += 3
        else:
            out.append(found[i])
            i += 1
    return out


def _is_turned(three: list[Token]) -> bool:
    return len(three) == 3 and _is_surname(three[0]) and three[1].sep == "comma" and _is_given(three[2])


def _is_surname(token: Token) -> bool:
    """A word that may be a surname and is no forename: unknown, in title case or capitals."""
    return (
        token.name >= 0.6
        and not (token.forename or token.initials or token.known or token.sep)
        and len(token.text) > 2
    )


def _is_given(token: Token) -> bool:
    one_letter = len(token.text.strip(".")) == 1 and token.text[:1].isupper()
    return (token.forename and not token.surname) or (one_letter and not token.known and not token.sep)


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
