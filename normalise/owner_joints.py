"""What stands between the words of an owner cell: what parts two owners, what joins one's name and post."""

from __future__ import annotations

from normalise.owner_words import NEVER, Token

_CUT = {"semi": 1.0, "and": 0.5, "slash": 0.5, "comma": -0.1, "stop": 0.5, "colon": -1.5, "dash": -1.5}
"""What a separator between two owners is worth."""
_NO_CUT = -1.6
"""Two owners with nothing between them."""
_BROKEN = {"": 0.0, "line": 0.5, "paragraph": 1.6}
"""What a line's end between two owners adds, where nothing else parts them; lines wrap after commas."""
_VACANT = 1.2
"""Nothing more is said of a post that is vacant."""
_MANY = frozenset(
    "board committee department directorate forum group office panel partnership section service services "
    "sub-committee team unit".split()
)
"""Words for many people, which what they do stands before."""
_ONE = -1.2
"""A separator within one post (`Gang / Violence Unit`) taken for one between two."""

Name = tuple[int, int] | None


def begin(found: list[Token], i: int) -> float:
    """What beginning an owner at token `i` is worth, by what stands before it."""
    k, gain = i - 1, NEVER
    while k >= 0 and found[k].sep in _CUT:
        gain = max(gain, _CUT[found[k].sep])
        k -= 1
    if gain == NEVER:
        gain = _NO_CUT + _BROKEN[found[i].broken]
        if found[k].vacant:
            gain += _VACANT
        elif _may_be_place(found, k):
            gain -= 1.5  # `Stoke Tallow District Commander`
        if found[k].person and found[i].name > 0 and not (found[i].forename or found[i].surname):
            gain -= 2.0 if not found[i].broken else 0.0  # `District Commander Stoke Tallow`
    elif k == i - 2 and k >= 0 and found[i - 1].sep in ("and", "slash") and not _parts_two(found, i - 1):
        gain += _ONE
    return gain


def inside(found: list[Token], i: int, j: int, rank: int | None, name: Name) -> float:
    """What the separators and line ends inside one owner are worth, by what they stand between."""
    score = 0.0
    for k in range(i + 1, j):
        token = found[k]
        if token.broken:
            score -= _break_cost(found, k, rank, name)
        if not token.sep or k == j - 1:
            continue
        left, right = _side(k - 1, rank, name), _side(k + 1, rank, name)
        if token.sep in ("semi", "stop"):
            score -= 3.0
        elif token.sep in ("and", "slash"):
            score -= _joiner_cost(found, k) if left == right == "post" else 2.0
        elif token.sep == "comma" and left == "name" and _lone_place(found, j, k, rank, name):
            score += 2.6
        elif token.sep == "comma":
            score -= _comma_cost(left, right, parts=_like_and_like(found, i, j - 1, k))
        elif token.sep in ("dash", "colon"):
            score += 0.4 if left != right else -0.2
    return score


def _lone_place(found: list[Token], j: int, k: int, rank: int | None, name: Name) -> bool:
    """Whether the one unknown word at a cell's end, behind a comma, is where the person before it is:
    `Ch Insp Carter, Harrowby`. A surname that other cells are sure of is a second person."""
    if name is None or k + 2 != j or j != len(found) or name[1] != k:
        return False
    last = found[k + 1]
    single = rank is None or not found[rank].plural
    told = (rank is not None and rank < name[0]) or found[name[0]].forename
    unknown = not (last.known or last.surname or last.forename or last.initials or last.rank > NEVER)
    return told and single and unknown and all(t.sep != "comma" for t in found[:k])


def _side(k: int, rank: int | None, name: Name) -> str:
    if k == rank or (name is not None and name[0] <= k < name[1]):
        return "name"
    return "post"


def _break_cost(found: list[Token], k: int, rank: int | None, name: Name) -> float:
    """A line ends between rank, name and post for free; within one of them it costs, where it was meant."""
    left, right = _side(k - 1, rank, name), _side(k, rank, name)
    if found[k].broken == "line":
        return 0.05
    if left != right or found[k - 1].sep or rank in (k - 1, k):
        return 0.0
    return 0.5


def _joiner_cost(found: list[Token], k: int) -> float:
    if _parts_two(found, k):
        return 0.9 if found[k].sep == "slash" else 1.0
    return 0.1 if found[k].sep == "slash" else 0.05


def _comma_cost(left: str, right: str, *, parts: bool) -> float:
    """A comma joins a name to its post; between two whole posts it parts two owners, less surely."""
    if left == right == "post":
        return 0.6 if parts else 0.0
    if left == right == "name":
        return 2.0
    return -0.3 if left == "name" else -0.2


def _parts_two(found: list[Token], k: int) -> bool:
    """Whether an `and` or a stroke at `k` stands between two owners: both sides make sense alone.

    `Media Team/SCD`, `Inspectors & Sergeants` are two; `Prevent / Protect Officer`, `Head of HR and
    Finance`, `Marketing and Communications Manager`, `Command & Control` are one.
    """
    left, right = _run(found, k, -1), _run(found, k, 1)
    if not left or not right:
        return False
    someone = any(t.person or t.rank > NEVER for t in right)
    if not someone and not any(t.name > 0 and not t.known for t in right) and _governed(found, k):
        return False
    if _begins(right[0]):
        return True
    if someone:
        return _ends(left[-1]) and not (found[k].sep == "and" and _modifies(left))
    if found[k].sep == "and" and _modifies(left) and _gathers(right):
        return False
    return _ends(left[-1]) and _ends(right[-1])


def _gathers(run: list[Token]) -> bool:
    """Whether words end in one for many people, with what they do before it: `Resources Committee`."""
    words = " ".join(token.text for token in run).casefold().split()
    return len(words) > 1 and words[-1] in _MANY and all(t.known and not t.text.isupper() for t in run)


def _run(found: list[Token], k: int, step: int) -> list[Token]:
    """The words on one side of a separator, up to the next one, in printed order."""
    at = k + step
    while 0 <= at < len(found) and not found[at].sep:
        at += step
    return found[at + 1 : k] if step < 0 else found[k + 1 : at]


def _governed(found: list[Token], k: int) -> bool:
    """Whether a `Head of` before a joiner reaches past it."""
    k -= 1
    while k >= 0 and not found[k].of and (found[k].sep in ("and", "slash", "comma") or _is_topic(found[k])):
        k -= 1
    return k >= 0 and found[k].of


def _is_topic(token: Token) -> bool:
    return not (token.sep or token.person or token.vacant or token.rank > NEVER)


def _modifies(run: list[Token]) -> bool:
    """Whether words are common nouns that may stand before a post's head together with others."""
    return all(
        t.known and not (t.person or t.plural or t.vacant or t.rank > NEVER or t.text.isupper()) for t in run
    ) and (run[-1].unit or not run[-1].head)


def _ends(token: Token) -> bool:
    """Whether an owner may well end in this word."""
    return token.head or token.vacant or token.silent or token.rank > NEVER or token.name > 0.5


def _begins(token: Token) -> bool:
    """Whether an owner surely begins with this word."""
    return token.of or token.rank > NEVER or token.forename


def _may_be_place(found: list[Token], k: int) -> bool:
    """Whether an unknown word is as likely a place's as a person's: no rank, no forename before it."""
    token = found[k]
    if (
        token.known
        or token.initials
        or token.forename
        or token.surname
        or token.rank > NEVER
        or token.name <= 0.5
    ):
        return False
    return not any(t.rank > NEVER or t.forename for t in found[max(0, k - 2) : k])


def _like_and_like(found: list[Token], start: int, last: int, k: int) -> bool:
    """Whether a comma at `k` stands between two whole posts: a unit after a person's post is where the
    post is (`Director of Intelligence, SCD`)."""
    left, right = _run(found, k, -1), [t for t in _run(found, k, 1) if t.start <= found[last].start]
    if not left or not right:
        return False
    if not (_ends(left[-1]) or any(t.of for t in left)):
        return False
    if any(t.person or t.rank > NEVER for t in right):
        return True
    at, someone = k - 1, False
    while at >= start and found[at].sep in ("", "comma"):
        someone = someone or found[at].person or found[at].rank > NEVER
        at -= 1
    return not someone and right[-1].head
