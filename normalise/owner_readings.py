"""The best reading of an owner cell: where one owner ends and the next begins, and who each is.

Every way of cutting the cell into owners is scored, and of each piece every way of taking rank, name
and post out of it; the best sum wins. The scores are a small grammar of how boards print owners: a
rank stands before a name, a post before or after one, a comma or a dash joins a name to its post, a
second rank begins a second owner. They were set by thinking about such cells, not fitted to a paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from normalise.owner_joints import begin, inside
from normalise.owner_words import NEVER, Token

_LONGEST = 20
"""Tokens in one owner; past that a piece is no owner's."""
_OWNER = -1.0
"""Every owner costs this, so that a cell is not cut without need."""
_WHOLE = 0.9
"""A piece that makes sense by itself: a name, a rank with something to it, a post with its head."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One owner: token indices. `name` is a half-open range, `rank` one token."""

    start: int
    end: int
    rank: int | None
    name: tuple[int, int] | None
    score: float


def best(found: list[Token]) -> list[Reading]:
    """The owners of a cell, in printed order; separators between them belong to none."""
    n = len(found)
    top: list[float] = [0.0] + [NEVER * n - 100.0] * n
    back: list[tuple[int, Reading | None]] = [(0, None)] * (n + 1)
    depth = _depths(found)
    for i in range(n):
        if found[i].sep and top[i] > top[i + 1] - 0.01:
            # A separator at the very start or end, or one of several between owners, is passed over.
            top[i + 1], back[i + 1] = top[i] - 0.01, (i, None)
        if found[i].sep in ("and", "slash", "comma", "semi", "stop", "dash", "colon", "close"):
            continue
        gain = begin(found, i) if i else 0.0
        if depth[i] and _starts_inside(found, depth, i):
            gain -= 4.0
        for j in range(i + 1, min(n, i + _LONGEST) + 1):
            if found[j - 1].sep not in ("", "close"):
                continue
            reading = read(found, i, j)
            score = top[i] + gain + reading.score
            if score > top[j] + 1e-9:
                top[j], back[j] = score, (i, reading)
    out: list[Reading] = []
    at = n
    while at:
        at, taken = back[at]
        if taken is not None:
            out.append(taken)
    return out[::-1]


def _depths(found: list[Token]) -> list[int]:
    """How many brackets are open at each token."""
    out: list[int] = []
    depth = 0
    for token in found:
        if token.sep == "close":
            depth = max(0, depth - 1)
        out.append(depth)
        if token.sep == "open":
            depth += 1
    return out


def _starts_inside(found: list[Token], depth: list[int], i: int) -> bool:
    """Whether an owner that begins here would begin inside another's brackets."""
    return not (depth[i] == 1 and i and found[i - 1].sep == "open" and i == 1)


def read(found: list[Token], i: int, j: int) -> Reading:
    """The best way to take tokens `i` to `j` as one owner."""
    best_reading = Reading(i, j, None, None, _OWNER + _score(found, i, j, None, None))
    ranks = [k for k in range(i, j) if found[k].rank > NEVER]
    for rank in ranks:
        score = _OWNER + _score(found, i, j, rank, None)
        if score > best_reading.score:
            best_reading = Reading(i, j, rank, None, score)
    for a in range(i, j):
        if found[a].name <= NEVER:
            continue
        for b in range(a + 1, min(a + 4, j) + 1):
            last = found[b - 1]
            if last.sep or last.name <= -3:
                break
            for beside in _ranks_beside(found, ranks, a, b):
                score = _OWNER + _score(found, i, j, beside, (a, b))
                if score > best_reading.score:
                    best_reading = Reading(i, j, beside, (a, b), score)
    return best_reading


def _ranks_beside(found: list[Token], ranks: list[int], a: int, b: int) -> list[int | None]:
    """The ranks that may be this name's: the one before it (staff numbers apart), the one after it."""
    out: list[int | None] = [None]
    before = a - 1
    while before >= 0 and found[before].silent:
        before -= 1
    after = b
    while after < len(found) and (found[after].sep in ("open", "comma") or found[after].silent):
        after += 1
    apart = a - 1  # `DCI Cyber (Jane Carter)`, `ACC (Crime) Hale`
    if apart > 0 and found[apart].sep in ("dash", "open", "close", "comma", "colon"):
        apart -= 1
        while apart >= 0 and (not found[apart].sep or found[apart].sep == "open") and apart not in ranks:
            apart -= 1
    return out + [k for k in ranks if k in (before, after, apart)]


def _score(found: list[Token], i: int, j: int, rank: int | None, name: tuple[int, int] | None) -> float:
    """How well one owner is told by this rank, this name, and the rest as a post."""
    score = 0.0
    posts = [k for k in range(i, j) if not _is_part(found, k, rank, name)]
    if rank is not None:
        score += 1.0 + found[rank].rank
    if name is not None:
        score += _name_score(found, i, j, rank, name)
    score += _post_score(found, posts, rank, name)
    score += inside(found, i, j, rank, name)
    return score + _sense(found, posts, rank, name)


def _is_part(found: list[Token], k: int, rank: int | None, name: tuple[int, int] | None) -> bool:
    token = found[k]
    return bool(token.sep) or token.silent or k == rank or (name is not None and name[0] <= k < name[1])


def _name_score(found: list[Token], i: int, j: int, rank: int | None, name: tuple[int, int]) -> float:
    """How well a name stands where it stands."""
    a, b = name
    span = found[a:b]
    score = _span_score(span)
    if rank is not None:
        return score + _ranked_score(found, j, rank, name)
    if len(span) == 1:
        score -= 0.4
    before = found[a - 1] if a > i else None
    if before is not None and not before.sep and not before.silent:
        score -= _leans(span, before.of, span[0].broken)
        if before.person and len(span) > 1 and not span[0].forename and not span[0].broken:
            score -= 1.5  # `District Commander Stoke Tallow` is where, not who
    after = found[b] if b < j else None
    if after is not None and not after.sep and not after.silent:
        score -= (0.0 if after.broken else 0.3) if after.of else _leans(span, False, after.broken)
    return score


def _span_score(span: list[Token]) -> float:
    """How well words make one person's name."""
    score = sum(t.name for t in span) - max(0, len(span) - 2) * 0.8
    if any(t.initials for t in span) and len(span) > 1:
        score -= 2.0 if any(t.forename or t.surname for t in span) else 4.0  # initials stand alone
    if span[-1].name <= 0.5 and span[-1].text.islower():
        score -= 3.0  # a particle ends no name
    if len(span) > 2 and any(t.forename and not t.surname and not s.forename for s, t in pairwise(span)):
        score -= 1.5  # `Jane Smith Tom Bell`: a forename after a surname is the next person's
    return score


def _ranked_score(found: list[Token], j: int, rank: int, name: tuple[int, int]) -> float:
    """How well a rank and a name go together."""
    a, b = name
    span = found[a:b]
    score = 1.0 if rank < a and all(t.silent for t in found[rank + 1 : a]) else 0.0
    if found[rank].plural and not _shared(found, b):
        score -= 3.0
    if any(t.initials and t.name < 2 for t in span):
        score -= 3.0  # `Ch Insp LP` is where, not who
    if rank == b:
        score -= 2.0  # a rank after a name wants a comma or a bracket
    if rank == b + 1 and found[b].sep == "comma" and rank == j - 1:
        score += 1.2  # `Carter, Supt`
    if len(span) == 1 and a - 1 > rank and found[a - 1].sep in ("open", "comma") and not span[0].surname:
        score -= 1.5  # `DI FIB (Harrowby)` is where, not who
    if rank < a and len(span) == 1 and not span[0].place and b < j and found[b].place:
        score -= 1.4  # `Insp Harrowby District`
    return score


def _shared(found: list[Token], b: int) -> bool:
    """Whether another name follows, so that `Supts Bell and Carter` are both superintendents."""
    return b + 1 < len(found) and found[b].sep in ("and", "comma", "slash") and found[b + 1].name > 0.5


def _leans(span: list[Token], of: bool, broken: str) -> float:
    """What it costs a name without a rank to touch its post with nothing between: `Athena Team Lead`,
    `Stoke Tallow Commander` are posts, `Jane Smith Clerk` has a forename to tell."""
    if of:
        return 2.5
    if span[0].forename and len(span) > 1:
        return 0.0 if broken else 0.2
    return 1.0 if broken else 2.8


def _post_score(
    found: list[Token], posts: list[int], rank: int | None, name: tuple[int, int] | None
) -> float:
    score = 0.0
    of = False
    units: set[str] = set()
    for k in posts:
        token = found[k]
        score += max(token.post, 0.2) if of and not token.known else token.post
        of = of or token.of
        if token.unit:
            if token.text in units:
                score -= 2.2  # `SCD FIB SCD Officer` is two owners
            elif units and name is None and units == {found[p].text for p in range(posts[0], k)}:
                score -= 0.15  # a run of units belongs to the owner before it sooner than to a post's head
            units.add(token.text)
        if k != rank and token.rank > NEVER and not token.person:
            score += 1.8 if _introduces(found, k, rank) else -2.6
    if name is None and rank is not None and any(found[k].person for k in posts):
        score -= 2.5  # a rank and the head of another's post
    if any(found[k].vacant for k in posts):
        last = posts[-1]
        score += 0.8 if found[last].vacant or found[posts[0]].vacant else -1.5
        if name is not None:
            score -= 1.5
    return score + _place_score(found, posts, rank, name)


def _place_score(
    found: list[Token], posts: list[int], rank: int | None, name: tuple[int, int] | None
) -> float:
    """How well the post stands to rank and name: all before or all after them, sooner after."""
    if not posts:
        return 0.0
    if name is None:
        return -0.7 if rank is not None and posts[0] < rank < posts[-1] else 0.0
    score = 0.15 if any(found[k].person for k in posts) else 0.0
    start = name[0] if rank is None else min(rank, name[0])
    if posts[0] < start:
        score -= 0.8 if posts[-1] > start else 0.1
    return score


def _introduces(found: list[Token], k: int, rank: int | None) -> bool:
    """A rank in a post's name that goes before the holder (`Multi-Agency DI - Insp Carter`)."""
    return rank is not None and k < rank and any(t.sep in ("dash", "colon") for t in found[k:rank])


def _sense(found: list[Token], posts: list[int], rank: int | None, name: tuple[int, int] | None) -> float:
    """Whether a piece stands by itself."""
    if name is not None:
        return _WHOLE - _misfit(found, posts, rank)
    if rank is not None:
        bare = not posts and not found[rank].plural
        return _WHOLE - (0.9 if bare else 0.0) - (1.5 if found[rank].title else 0.0)
    if not posts:
        return -2.0
    if any(_ends_post(found, k, posts[-1]) for k in posts):
        return 0.0 if len(posts) == 1 and found[posts[0]].tail else _WHOLE
    known = all(found[k].known for k in posts)
    return 0.0 if any(found[k].head for k in posts) else -0.6 if known else -0.9


def _ends_post(found: list[Token], k: int, last: int) -> bool:
    token = found[k]
    return token.vacant or token.of or (token.head and (k == last or bool(found[k + 1].sep)))


def _misfit(found: list[Token], posts: list[int], rank: int | None) -> float:
    """What a post costs that this name cannot hold: many people's; a clerk's, for a councillor, who may
    chair or lead."""
    cost = 1.5 if any(found[k].plural for k in posts) else 0.0
    if rank is not None and found[rank].rank_means == "Councillor":
        heads = [found[k] for k in posts if found[k].person]
        if heads and not any(token.member for token in heads):
            cost += 1.6
    return cost
