"""Owners: who answers for an action, one record per owner, printed beside meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from normalise.owner_readings import Reading, best
from normalise.owner_tokens import tokens
from normalise.owner_words import NEVER, OwnerContext, Token
from normalise.words import Issue, Vocabulary

__all__ = ["Owner", "OwnerContext", "context_of", "owners"]

_MOST_TOKENS = 80
"""An owner cell longer than this is a comment in the wrong column: kept whole, and said."""
_EDGES = " \t,;:/&|-\u2013\u2014\u2022\u00b7+."
_LOCAL = regex.compile(
    r"Local Polic|Neighbourhood Polic|Community Polic|Basic Command|District|Borough|Safer Neigh|Council$|"
    r"^(?:DC|BC|MBC|CBC|CC|UDC|TC|Police|Constabulary|CSP|Community Safety Partnership)$"
)
"""Units and bodies that a place's name stands before."""
_LOCAL_POST = regex.compile(r"(?:District|Borough|Divisional|LPA|NPT|BCU|Town|Neighbourhood)\s")
_MANY = frozenset(("cllrs", "councillors", "drs", "messrs"))
"""Titles in the plural."""
_INITIALS = regex.compile(r"(?:[A-Z]{2,3})(?:\s*(?:[/,&+]|and)\s*[A-Z]{2,3})*")
_NOBODY = frozenset(("0", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"))
"""What a sheet shows where a formula finds nothing, or fails (ECMA-376 part 1 §18.17.3)."""
_EVERYONE = frozenset(("all", "everyone", "clerk", "n/a"))


@dataclass(frozen=True, slots=True)
class Owner:
    """One owner of one action."""

    owner_raw: str
    """The stretch of the cell that names this owner, as printed."""
    rank_raw: str | None = None
    rank: str | None = None
    """In full: Detective Superintendent."""
    name: str | None = None
    post: str | None = None
    """What the cell says of the owner beside rank and name."""
    unit: str | None = None
    """The unit, command or department within the post, as printed."""
    issues: tuple[Issue, ...] = ()


def owners(
    text: str, lines: tuple[str, ...], vocab: Vocabulary, context: OwnerContext | None = None
) -> list[Owner]:
    """The owners a cell names, in printed order; none for an empty cell or one that says `N/A`."""
    return list(_owners(text, lines, vocab, _narrowed(context or OwnerContext(), text, lines)))


def _narrowed(context: OwnerContext, text: str, lines: tuple[str, ...]) -> OwnerContext:
    """What of a plan's context matters to one cell, so that the same cell in other plans is read once."""
    words = text.casefold()
    near = frozenset([surname for surname in context.surnames if surname in words])
    places = frozenset([place for place in context.places if place in words])
    width = context.width if len(lines) > 1 else 0
    return OwnerContext(context.paragraphs, width, context.initials, near, places)


@lru_cache(maxsize=4096)
def _owners(text: str, lines: tuple[str, ...], vocab: Vocabulary, context: OwnerContext) -> tuple[Owner, ...]:
    if _empty(text, vocab):
        return ()
    found = tokens(text, lines, vocab, context)
    if not found or all(t.sep or t.silent for t in found):
        return (Owner(text.strip()),) if text.strip() else ()
    if len(found) > _MOST_TOKENS:
        message = "This cell is too long for an owner; it was kept whole and nobody was read from it."
        return (Owner(text, issues=(Issue("owner not read", text[:80], message),)),)
    return _sharing_ranks(tuple(_owner(text, found, reading) for reading in best(found)), vocab)


def _sharing_ranks(read: tuple[Owner, ...], vocab: Vocabulary) -> tuple[Owner, ...]:
    """`Supts Bell and Carter`: a rank in the plural is that of every bare name behind it."""
    out: list[Owner] = []
    for owner in read:
        before = out[-1] if out else None
        entry = vocab.entry("ranks", before.rank_raw) if before and before.rank_raw and before.name else None
        bare = owner.name is not None and owner.rank is None and owner.post is None
        many = entry is not None and (entry.kind == "plural" or entry.form.casefold() in _MANY)
        if before is not None and many and bare:
            owner = replace(owner, rank_raw=before.rank_raw, rank=before.rank)  # noqa: PLW2901 - the same owner
        out.append(owner)
    return tuple(out)


def _empty(text: str, vocab: Vocabulary) -> bool:
    entry = vocab.entry("posts", text)
    return (entry is not None and entry.kind == "empty") or text.strip() in _NOBODY


def _owner(text: str, found: list[Token], reading: Reading) -> Owner:
    """One reading as a record; what is printed is sliced out of the cell, never put together anew."""
    start, end = found[reading.start].start, found[reading.end - 1].end
    rank = found[reading.rank] if reading.rank is not None else None
    name = None
    if reading.name is not None:
        name = text[found[reading.name[0]].start : found[reading.name[1] - 1].end]
    posts = _posts(found, reading)
    issues = []
    if rank is not None and rank.rank_slip is not None:
        message = f"The rank {rank.text!r} is no known one; it was read as {rank.rank_means}."
        issues.append(Issue("value read by likeness", rank.text, message))
    if any(found[k].vacant for k in posts):
        posts = [k for k in posts if not found[k].vacant]
        message = "Nobody holds this post yet: who answers for the action meanwhile?"
        issues.append(Issue("owner vacant", _stretch(text, start, end), message))
    return Owner(
        owner_raw=_stretch(text, start, end),
        rank_raw=text[rank.start : rank.end] if rank is not None else None,
        rank=rank.rank_means if rank is not None else None,
        name=name,
        post=_post_text(text, found, posts),
        unit=_unit(text, found, posts),
        issues=tuple(issues),
    )


def _stretch(text: str, start: int, end: int) -> str:
    """A stretch of a cell with the bracket that closes one within it, and without one it stands in."""
    for opens, closes in ("()", "[]"):
        piece = text[start:end]
        if piece.count(opens) > piece.count(closes) and text[end : end + 1] == closes:
            end += 1
        piece = text[start:end].strip()
        if piece.startswith(opens) and piece.find(closes) in (-1, len(piece) - 1):
            start, end = text.index(opens, start) + 1, end - piece.endswith(closes)
    return text[start:end].strip()


def _posts(found: list[Token], reading: Reading) -> list[int]:
    """The tokens that say what the owner is, beside rank and name."""
    a, b = reading.name or (reading.end, reading.end)
    return [
        k
        for k in range(reading.start, reading.end)
        if not (found[k].sep or found[k].silent or k == reading.rank or a <= k < b)
    ]


def _post_text(text: str, found: list[Token], posts: list[int]) -> str | None:
    """The post as printed, its pieces before and after the name joined by a comma."""
    pieces: list[str] = []
    run: list[int] = []
    for k in posts:
        if run and any(not t.sep for t in found[run[-1] + 1 : k]):
            pieces.append(_piece(text, found, run))
            run = []
        run.append(k)
    if run:
        pieces.append(_piece(text, found, run))
    return ", ".join(piece for piece in pieces if piece) or None


def _piece(text: str, found: list[Token], run: list[int]) -> str:
    """One stretch of a post, with a bracket that belongs to it."""
    start, end = found[run[0]].start, found[run[-1]].end
    piece = text[start:end]
    if piece.count("(") > piece.count(")") and text[end : end + 1] == ")":
        piece += ")"
    return piece.strip(_EDGES)


def _unit(text: str, found: list[Token], posts: list[int]) -> str | None:
    """The first run of units in the post; what `Head of` governs is the post itself."""
    of = False
    for at, k in enumerate(posts):
        of = found[k].of or (of and at > 0 and posts[at - 1] == k - 1)
        if found[k].unit and not of:
            last = k
            for nxt in posts[at + 1 :]:
                if nxt != last + 1 or not found[nxt].unit:
                    break
                last = nxt
            return text[found[k].start : found[last].end]
    return None


def context_of(
    cells: Iterable[str],
    vocab: Vocabulary,
    *,
    paragraphs: bool,
    lines: Iterable[tuple[str, ...]] = (),
    beside: Iterable[str] = (),
) -> OwnerContext:
    """What a plan's owner cells together say: whether they are initials, and which surnames are sure.

    `lines` are the printed lines of the same cells: how wide the column is tells whether a line wrapped.
    `beside` are other cells that name places, the level's. A surname is sure where it follows a rank or a
    forename; elsewhere in the plan it may stand alone.
    """
    texts = [cell.strip() for cell in cells if cell.strip()]
    named = [t for t in texts if t.casefold() not in _EVERYONE]
    initials = [t for t in named if _INITIALS.fullmatch(t)]
    known = [t for t in initials if vocab.entry("units", t) is None and vocab.entry("ranks", t) is None]
    by_initials = len(initials) * 2 > len(named) and len(known) * 2 > len(initials)
    width = max((len(line) for cell in lines for line in cell), default=0)
    told = [] if by_initials else dict.fromkeys(text for text in texts if len(text) <= 400)
    nearby = dict.fromkeys([*told, *(text for text in beside if len(text) <= 400)])
    places = frozenset([place for text in nearby for place in _sure_places(text, vocab)])
    said = [name for text in told for name in _sure_surnames(text, vocab)]
    surnames = frozenset([name for name, sure in said if sure or name not in places])
    return OwnerContext(paragraphs, width, by_initials, surnames, places)


@lru_cache(maxsize=4096)
def _sure_places(text: str, vocab: Vocabulary) -> tuple[str, ...]:
    """Unknown words that a cell uses as a place's name: first in it or behind a comma, before a district,
    a neighbourhood team, a council (`Harrowby LPA`, `Supt Bell, Stoke Tallow District`)."""
    found = tokens(text, (), vocab, OwnerContext())
    out: list[str] = []
    start = 0
    for k, token in enumerate(found):
        if token.sep and token.sep != "and":
            start = k + 1
        local = token.place or _LOCAL_POST.match(token.text) or _LOCAL.search(_meaning(token.text, vocab))
        run = found[start:k]
        if local and 0 < len(run) <= 3 and all(_may_be_placed(t) for t in run):
            out += [t.text.casefold() for t in run]
    return tuple(out)


def _meaning(text: str, vocab: Vocabulary) -> str:
    unit, body = vocab.entry("units", text), vocab.entry("bodies", text)
    return unit.means if unit is not None else body.form if body is not None else ""


def _may_be_placed(token: Token) -> bool:
    known = token.known or token.forename or token.surname or token.initials or token.rank > NEVER
    return not known and not token.sep and token.text[:1].isupper() and not token.text.isupper()


@lru_cache(maxsize=4096)
def _sure_surnames(text: str, vocab: Vocabulary) -> tuple[tuple[str, bool], ...]:
    """The surnames that a cell tells by itself, and whether a known forename makes them sure: behind a rank
    and an unknown word (`Insp Stoke Tallow`) a place may stand all the same."""
    found = tokens(text, (), vocab, OwnerContext())
    readings = best(found) if len(found) <= _MOST_TOKENS else []
    return tuple(name for reading in readings for name in _sure_surname(found, reading))


def _sure_surname(found: list[Token], reading: Reading) -> list[tuple[str, bool]]:
    if reading.name is None:
        return []
    a, b = reading.name
    last = found[b - 1]
    ranked = reading.rank is not None and reading.rank < a and b == reading.end
    if last.initials or last.rank > NEVER or last.head:
        return []
    if b - a > 1 and (ranked or found[a].forename):
        return [(last.text.casefold(), found[a].forename)]
    return []
