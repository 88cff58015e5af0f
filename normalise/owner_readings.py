"""The best reading of an owner cell: where one owner ends and the next begins, and who each is.

Every way of cutting the cell into owners is scored, and of each piece every way of taking rank, name
and post out of it; the best sum wins. The scores are a small grammar of how boards print owners: a
rank stands before a name, a post before or after one, a comma or a dash joins a name to its post, a
second rank begins a second owner. They were set by thinking about such cells, not fitted to a paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from normalise.owner_words import NEVER, Token

_LONGEST = 26
"""Tokens in one owner; past that a piece is no owner's."""
_OWNER = -1.0
"""Every owner costs this, so that a cell is not cut without need."""
_WHOLE = 0.9
"""A piece that makes sense by itself: a name, a rank with something to it, a post with its head."""
_CUT = {"semi": 1.0, "and": 0.5, "slash": 0.5, "comma": -0.1, "stop": 0.5, "colon": -1.5, "dash": -1.5}
"""What a separator between two owners is worth."""
_NO_CUT = -1.6
"""Two owners with nothing between them."""
_BROKEN = {"": 0.0, "line": 0.5, "paragraph": 1.5}
"""What a line's end between two owners adds."""
_UNBROKEN = {"": 0.0, "line": -0.05, "paragraph": -0.5}
"""What a line's end inside one owner costs."""


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
        gain = _cut(found, i) if i else 0.0
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


def _cut(found: list[Token], i: int) -> float:
    """What beginning an owner at token `i` is worth, by what stands before it."""
    k, gain, any_separator = i - 1, 0.0, False
    while k >= 0 and found[k].sep in _CUT:
        gain = max(gain, _CUT[found[k].sep]) if any_separator else _CUT[found[k].sep]
        any_separator = True
        k -= 1
    if not any_separator:
        gain = _NO_CUT
        if found[k].vacant:
            gain += 1.2  # nothing more is said of a post that is vacant
    elif k >= 0 and found[i - 1].sep in ("and", "slash") and not (_ends(found[k]) or _begins(found[i])):
        gain -= 1.2  # `Gang / Violence Unit`, `Prevent & Protect Lead` are one
    if any_separator and found[i].broken == "line":
        return gain  # lines wrap after commas too
    return gain + _BROKEN[found[i].broken]


def _ends(token: Token) -> bool:
    """Whether an owner may well end in this word."""
    return (
        token.head
        or token.vacant
        or token.silent
        or token.rank > NEVER
        or token.name > 0.5
        or token.sep == "close"
    )


def _begins(token: Token) -> bool:
    """Whether an owner surely begins with this word."""
    return token.of or token.rank > NEVER or token.forename


def read(found: list[Token], i: int, j: int) -> Reading:
    """The best way to take tokens `i` to `j` as one owner."""
    base = _OWNER + sum(_UNBROKEN[t.broken] for t in found[i + 1 : j])
    best_reading = Reading(i, j, None, None, base + _score(found, i, j, None, None))
    ranks = [k for k in range(i, j) if found[k].rank > NEVER]
    for rank in ranks:
        score = base + _score(found, i, j, rank, None)
        if score > best_reading.score:
            best_reading = Reading(i, j, rank, None, score)
    for a in range(i, j):
        if found[a].name <= NEVER:
            continue
        for b in range(a + 1, min(a + 4, j) + 1):
            last = found[b - 1]
            if last.sep or last.name <= -3:
                break
            if b - a > 1 and last.broken == "paragraph":
                break
            for beside in _ranks_beside(found, ranks, a, b):
                score = base + _score(found, i, j, beside, (a, b))
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
    score += _separator_score(found, i, j, rank, name)
    return score + _sense(found, posts, rank, name)


def _is_part(found: list[Token], k: int, rank: int | None, name: tuple[int, int] | None) -> bool:
    token = found[k]
    return bool(token.sep) or token.silent or k == rank or (name is not None and name[0] <= k < name[1])


def _name_score(found: list[Token], i: int, j: int, rank: int | None, name: tuple[int, int]) -> float:
    a, b = name
    span = found[a:b]
    score = sum(t.name for t in span)
    score -= max(0, len(span) - 2) * 0.8
    if any(t.initials for t in span) and len(span) > 1 and not any(t.forename or t.surname for t in span):
        score -= 2.0  # initials stand alone
    if span[-1].name <= 0.5 and span[-1].text.islower():
        score -= 3.0  # a particle ends no name
    if any(t.forename and not t.surname and not s.forename for s, t in pairwise(span)) and len(span) > 2:
        score -= 1.5  # `Jane Smith Tom Bell`: a forename after a surname is the next person's
    if any(t.forename for t in span[1:]) and not span[0].forename and rank is None:
        score -= 0.3
    if rank is not None:
        score += 1.0 if rank < a and all(t.silent for t in found[rank + 1 : a]) else 0.0
        if found[rank].plural:
            score -= 3.0
        if len(span) == 1 and a - 1 > rank and found[a - 1].sep in ("open", "comma") and not span[0].surname:
            score -= 1.5  # `DI FIB (Harrowby)` is where, not who
        if rank < a and len(span) == 1 and span[0].place is False and b < j and found[b].place:
            score -= 1.4  # `Insp Harrowby District`
    elif len(span) == 1:
        score -= 0.4
    before = found[a - 1] if a > i else None
    if before is not None and not before.sep and (a - 1) != rank and not before.silent:
        score -= _leans(span, before.of, before.broken)
    after = found[b] if b < j else None
    if after is not None and not after.sep and b != rank and not after.silent and rank is None:
        score -= 0.3 if after.of else _leans(span, False, after.broken)
    return score


def _leans(span: list[Token], of: bool, broken: str) -> float:
    """What it costs a name without a rank to touch its post with nothing between: `Athena Team Lead`,
    `Stoke Tallow Commander` are posts, `Jane Smith Clerk` has a forename to tell."""
    if of:
        return 2.5
    if span[0].forename and len(span) > 1:
        return 0.2
    return 1.0 if broken else 2.2


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
                score -= 1.5  # `SCD FIB SCD Officer` is two owners
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
    if name is not None and posts:
        split = name[0] if rank is None else min(rank, name[0])
        if posts[0] < split:
            score -= 0.1
            if posts[-1] > split:
                score -= 0.7
    elif rank is not None and posts and posts[0] < rank < posts[-1]:
        score -= 0.7
    return score


def _introduces(found: list[Token], k: int, rank: int | None) -> bool:
    """A rank in a post's name that goes before the holder (`Multi-Agency DI - Insp Carter`)."""
    return rank is not None and k < rank and any(t.sep in ("dash", "colon") for t in found[k:rank])


def _separator_score(
    found: list[Token], i: int, j: int, rank: int | None, name: tuple[int, int] | None
) -> float:
    score = 0.0
    for k in range(i + 1, j - 1):
        sep = found[k].sep
        if not sep:
            continue
        left, right = _side(k - 1, rank, name), _side(k + 1, rank, name)
        both = _complete(found, i, k, -1) and _complete(found, j - 1, k, 1)
        if sep in ("semi", "stop"):
            score -= 3.0
        elif sep in ("and", "slash"):
            if left == right == "post":
                score -= (0.9 if both else 0.1) if sep == "slash" else (1.0 if both else 0.05)
            else:
                score -= 2.0
        elif sep == "comma":
            score -= _comma_cost(left, right, both=both and _person_near(found, i, j - 1, k))
        elif sep in ("dash", "colon"):
            score += 0.4 if left != right else -0.2
    return score


def _comma_cost(left: str, right: str, *, both: bool) -> float:
    """A comma joins a name to its post; between two whole posts it parts two owners, less surely."""
    if left == right == "post":
        return 0.6 if both else 0.0
    if left == right == "name":
        return 2.0
    return -0.3 if left == "name" else -0.2


def _side(k: int, rank: int | None, name: tuple[int, int] | None) -> str:
    if k == rank:
        return "name"
    return "name" if name is not None and name[0] <= k < name[1] else "post"


def _complete(found: list[Token], edge: int, k: int, step: int) -> bool:
    """Whether the words on one side of a separator, up to the next one, make a post, unit or body by
    themselves. What follows `Head of` does not (`Head of HR and Finance`): it is all one post's."""
    if step < 0:
        at = k - 1
        while at > edge and not found[at].sep and not found[at].of:
            at -= 1
        return _ends(found[k - 1]) or found[at].of
    at = k + 1
    while at < edge and not found[at + 1].sep:
        at += 1
    if any(t.person or t.rank > NEVER for t in found[k + 1 : at + 1]):
        return True
    back = k
    while back > 0 and not found[back].of and found[back].sep in ("", "and", "slash"):
        back -= 1
    return found[at].head and not found[back].of


def _person_near(found: list[Token], start: int, edge: int, k: int) -> bool:
    """Whether a comma parts like from like: a unit after a person's post is where the post is."""
    at, right = k + 1, False
    while at <= edge and not found[at].sep:
        right = right or found[at].person or found[at].rank > NEVER
        at += 1
    at, left = k - 1, False
    while at >= start and found[at].sep in ("", "comma"):
        left = left or found[at].person or found[at].rank > NEVER
        at -= 1
    return right or not left


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
        return _WHOLE
    if any(found[k].head for k in posts):
        return 0.0
    return -0.6 if all(found[k].known for k in posts) else -0.9


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
