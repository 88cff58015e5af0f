"""Words of a plan's body with what each could be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from extract.dump.lines import Gap, TextLine
from extract.lexicon import Lexicon, squash

JOINERS = frozenset(
    ("and", "&", "of", "for", "the", "/", "", "to", "with", "in", "de", "von", "van", "or", "-")
)
DANGLING = frozenset(
    (
        *("a", "an", "and", "are", "as", "at", "be", "been", "between", "by", "can", "could"),
        *("each", "ensure", "every", "for", "from", "has", "have", "in", "including", "into"),
        *("is", "its", "may", "must", "of", "on", "or", "our", "should", "such", "than", "that"),
        *("the", "their", "these", "this", "those", "through", "to", "under", "upon", "via"),
        *("was", "were", "where", "whether", "which", "while", "who", "will", "with", "within"),
        *("would"),
    )
)
"""Words a cell does not end on: a sentence that stops here goes on in the next line."""
_DATE = regex.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}[.:,;–-]*|\d{3,4}/\d{2,4}"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*[-’' ]?\d{2,4}[:.,]?",
    regex.IGNORECASE,
)
_MONTH = regex.compile(
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|spring|summer|autumn|winter|quarter|q[1-4](?:[/-].*)?|20\d\d(?:[/-]\d{2,4})?|fy\d{2}(?:/\d\d)?)[.,:]?",
    regex.IGNORECASE,
)
_STATUSES = frozenset(
    (
        *(
            "complete",
            "completed",
            "closed",
            "open",
            "ongoing",
            "on going",
            "in progress",
            "on track",
            "on target",
        ),
        *(
            "not started",
            "not yet started",
            "started",
            "overdue",
            "delayed",
            "pending",
            "achieved",
            "on hold",
        ),
        *(
            "planned",
            "implemented",
            "partially implemented",
            "outstanding",
            "discharged",
            "cancelled",
            "done",
        ),
        *(
            "superseded",
            "delivered",
            "behind schedule",
            "off track",
            "not due",
            "no longer required",
            "active",
        ),
        *("part complete", "partially complete", "partly complete", "under way", "underway", "not achieved"),
    )
)
_BODIES = frozenset(
    (
        *(
            "board",
            "boards",
            "panel",
            "panels",
            "forum",
            "forums",
            "group",
            "groups",
            "committee",
            "committees",
        ),
        *(
            "partnership",
            "partnerships",
            "council",
            "councils",
            "team",
            "teams",
            "unit",
            "units",
            "hub",
            "hubs",
        ),
        *("meeting", "meetings", "cell", "network", "tasking"),
    )
)
_OPEN = frozenset(("tba", "tbc", "n/a", "vacant", "all", "tbd", "various"))
_DUE_WORDS = frozenset(
    ("ongoing", "end", "by", "immediate", "immediately", "monthly", "quarterly", "annual", "annually")
)


_LETTER = regex.compile(r"\(?(?:r|a|g|b|r/a|a/g|amber/red|amber/green|na|n/a|nil)\)?[.,]?", regex.IGNORECASE)
_P_JOINERS = frozenset(("and", "&", "/", "", "all", "the", "n/a", "+"))
_BULLETS = "•·▪●◦‣\uf0b7\uf0a7*"


class Kind:
    """What a word could be; several at once, as bits of an int (an enum's are ten times slower)."""

    NONE = 0
    CAPITAL = 1
    LOWER = 2
    NUMBER = 4
    JOINER = 8
    RANK = 16
    POST = 32
    LEVEL = 64
    FOURP = 128
    RAG = 256
    DATE = 512
    BULLET = 1024
    PENDING = 2048
    """TBA, vacant, All: what stands where a person or a date is not known."""
    TIME = 4096
    """A month, a season, `ongoing`: words of a due date."""
    OPENS = 8192
    """First word of a sentence: the word before it ended one."""
    HEAD = 16384
    """First word of a level's or a status's name."""
    P_JOINER = 262144
    """What may stand between 4P words."""
    RAG_LETTER = 524288
    """`R`, `A/G`, `n/a`: what a RAG column prints instead of a word."""
    DIGITS = 1048576
    """Holds a digit."""
    ANY = 2097152
    """Every word."""
    BODY = 131072
    """What a body's name ends on: Board, Panel, Forums."""
    BEFORE_POST = 65536
    """Right before the head word of a post: `Partnership` in `Partnership Manager`."""
    STATUS = 32768
    """Words of how far an action is."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a plan's body."""

    text: str
    key: str
    """Squashed."""
    line: int
    """Index of its line in the part."""
    gap: Gap
    """Before it."""
    kind: int
    """Bits of `Kind`."""


def words_of(lines: Sequence[TextLine], lexicon: Lexicon) -> list[Word]:
    """The words of the lines, with the vocabulary's phrases marked on them."""
    raw: list[tuple[str, int, Gap]] = []
    for i, line in enumerate(lines):
        gap = line.gap
        for piece in regex.split(r"(\s+)", line.text):
            if not piece:
                continue
            if piece.isspace():
                gap = Gap.WIDE if len(piece) > 1 or piece == "\t" else Gap.SPACE
                continue
            raw.append((piece, i, gap))
            gap = Gap.SPACE
    keys = [squash(text) for text, _, _ in raw]
    kinds = [_own_kind(text, key, lexicon) for (text, _, _), key in zip(raw, keys, strict=True)]
    for i in range(1, len(kinds)):
        if regex.search(r"[.!?][\"'”’)]*$", raw[i - 1][0]):
            kinds[i] |= Kind.OPENS
    for kind, forms in (
        (Kind.STATUS, _STATUSES),
        (Kind.RANK, lexicon.ranks),
        (Kind.POST, lexicon.posts),
        (Kind.LEVEL, lexicon.levels),
    ):
        _mark_phrases(keys, [gap for _, _, gap in raw], kinds, kind, forms)
    for i in range(1, len(kinds)):
        if kinds[i] & Kind.POST and not kinds[i - 1] & (Kind.POST | Kind.RANK | Kind.JOINER):
            of = i + 1 < len(kinds) and keys[i + 1] in ("of", "for")
            if kinds[i - 1] & Kind.CAPITAL and raw[i][2] <= Gap.LINE and not of:
                kinds[i - 1] |= Kind.BEFORE_POST
    return [
        Word(text, key, line, gap, kind)
        for (text, line, gap), key, kind in zip(raw, keys, kinds, strict=True)
    ]


def _own_kind(text: str, key: str, lexicon: Lexicon) -> int:
    kind = Kind.ANY | _shape(text)
    tests = (
        (Kind.JOINER, key in JOINERS),
        (Kind.P_JOINER, key in _P_JOINERS),
        (Kind.DIGITS, any(c.isdigit() for c in text)),
        (Kind.DATE, bool(_DATE.fullmatch(text))),
        (Kind.TIME, key in _DUE_WORDS),
        (Kind.RAG_LETTER, text != "a" and bool(_LETTER.fullmatch(text))),
    )
    kind |= sum(bit for bit, holds in tests if holds)
    if not kind & Kind.LOWER:
        kind |= (Kind.TIME if _MONTH.fullmatch(text) else 0) | (Kind.PENDING if key in _OPEN else 0)
    if key in ("4ps", "4p"):
        kind |= Kind.FOURP
    if kind & Kind.CAPITAL:
        kind |= _capital_kind(key, lexicon)
    return kind


def _shape(text: str) -> int:
    first = next((c for c in text if c.isalnum()), "")
    if not first:
        return Kind.BULLET if text[0] in _BULLETS else Kind.JOINER
    if first.isdigit():
        return Kind.NUMBER
    return Kind.CAPITAL if first.isupper() else Kind.LOWER


def _capital_kind(key: str, lexicon: Lexicon) -> int:
    kind = Kind.NONE
    if key in lexicon.fourp or _misspelt_p(key):
        kind |= Kind.FOURP
    if key in _BODIES:
        kind |= Kind.BODY
    if key in lexicon.rag:
        kind |= Kind.RAG
    if "/" in key:
        if _is_rank(key, lexicon):
            kind |= Kind.RANK
        elif all(part in lexicon.levels for part in key.split("/")):
            kind |= Kind.LEVEL | Kind.HEAD
    return kind


def _misspelt_p(key: str) -> bool:
    """`Purse`, `Persue`, `Prepar`: a 4P word mistyped, not another word."""
    return key in ("purse", "persue", "pursu", "prepar", "protec", "preven", "persuit")


def _is_rank(key: str, lexicon: Lexicon) -> bool:
    """`T/D/Supt`, `A/DCI`: a rank under a temporary or acting prefix."""
    head, _, rest = key.partition("/")
    return key in lexicon.ranks or (head in ("t", "a", "d", "temp", "act") and _is_rank_tail(rest, lexicon))


def _is_rank_tail(rest: str, lexicon: Lexicon) -> bool:
    return rest in lexicon.ranks or ("/" in rest and _is_rank(rest, lexicon))


def _mark_phrases(
    keys: list[str], gaps: list[Gap], kinds: list[int], kind: int, forms: frozenset[str]
) -> None:
    """Mark every word of the longest phrases that are in the vocabulary and begin with a capital."""
    i = 0
    while i < len(keys):
        if not kinds[i] & (Kind.CAPITAL | Kind.NUMBER):
            i += 1
            continue
        most = next((n for n in range(1, 4) if i + n < len(keys) and gaps[i + n] > Gap.LINE), 4)
        for n in range(min(most, len(keys) - i), 0, -1):
            if " ".join(k for k in keys[i : i + n] if k) in forms and all(
                kind == Kind.STATUS or kinds[i + m] & (Kind.CAPITAL | Kind.JOINER | Kind.NUMBER)
                for m in range(n)
            ):
                for m in range(i, i + n):
                    kinds[m] |= kind
                if kind in (Kind.LEVEL, Kind.STATUS):
                    kinds[i] |= Kind.HEAD
                i += n
                break
        else:
            i += 1
