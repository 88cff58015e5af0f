"""The levels a cell names: `Force LPA SOC Board` is the Force and a board by its own name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

from extract.lexicon import squash
from normalise.words import Entry, Issue, Vocabulary

_TOKEN = regex.compile(
    r"(?P<sep>[,;/|+\u2022]|&|\band\b|\bwith\b|\s[-\u2013\u2014]\s)|(?P<word>[^\s,;/|+\u2022&]+)"
)
_BRACKET = regex.compile(r"\([^()]*\)")
_COUNTS = frozenset(["all", "each", "every", "both", "individual", "other"])
_NO_PLACE = frozenset(["Force", "County", "Region", "National", "SCD", "EPC"])
"""Levels of which a board has one."""
_COMPASS = frozenset("north south east west central northern southern eastern western mid".split())
_SMALL = frozenset(["of", "for", "the", "on", "to", "in"])
_LONGEST = 8
_MOST_WORDS = 80


@dataclass(frozen=True, slots=True)
class Level:
    """One part of a level cell."""

    level_raw: str
    """As printed."""
    level: str | None = None
    """The level's shared name, a board's own name, None where it is not known."""
    issue: Issue | None = None


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int
    apart: bool
    """A separator stands before it."""
    broken: bool
    """A printed line begins with it."""


def levels(text: str, lines: tuple[str, ...], vocab: Vocabulary, *, paragraphs: bool = False) -> list[Level]:
    """The parts of a level cell in printed order; an empty cell, `N/A` and `TBC` have none.

    `paragraphs`: the lines are paragraphs, and a break was meant; else wrapping breaks lines too.
    """
    return list(_levels(text.strip(), lines, vocab, paragraphs))


@lru_cache(maxsize=2048)
def _levels(text: str, lines: tuple[str, ...], vocab: Vocabulary, paragraphs: bool) -> tuple[Level, ...]:
    empty = vocab.entry("posts", text)
    if empty is not None and empty.kind in ("empty", "vacant"):
        return ()
    words = _words(text, lines, vocab) if len(text) <= _MOST_WORDS * 16 else []
    if not words and any(c.isalnum() for c in text):
        words = [_Word(text, 0, len(text), apart=False, broken=False)]
    if len(words) > _MOST_WORDS or len(text) > _MOST_WORDS * 16:
        message = "This cell is too long for a level; it was kept whole."
        return (Level(text, None, Issue("unknown value", text[:80], message)),)
    return tuple(_level(text, words[i:j], vocab) for i, j in _best(words, vocab, paragraphs))


def _words(text: str, lines: tuple[str, ...], vocab: Vocabulary) -> list[_Word]:
    """The words with their places; a separator inside a known phrase (`C&PP`, `Crime & Public
    Protection`) is a word of it."""
    starts = _line_starts(text, lines)
    found: list[_Word] = []
    apart = False
    for match in _TOKEN.finditer(text):
        at, end = match.span()
        if match["sep"] and not _inside_phrase(text, at, end, vocab):
            apart = True
            continue
        word = match.group().strip()
        if not any(c.isalnum() for c in word) and not match["sep"]:
            continue
        tight = found and found[-1].end == at and not apart and "&" in (word[:1], found[-1].text[-1:])
        if tight:
            last = found.pop()
            found.append(_Word(last.text + word, last.start, end, last.apart, last.broken))
        else:
            at = text.index(word, at)
            found.append(_Word(word, at, at + len(word), apart, at in starts))
        apart = False
    return found


def _inside_phrase(text: str, at: int, end: int, vocab: Vocabulary) -> bool:
    """Whether a separator stands inside a known level's name."""
    left = regex.findall(r"[^\s,;/|&]+\s*$", text[:at])
    if not left:
        return False
    right = text[end:].split()
    for n in range(1, min(3, len(right)) + 1):
        whole = left[0] + text[at:end] + (" " if text[end : end + 1].isspace() else "") + " ".join(right[:n])
        if vocab.entry("levels", whole) is not None or vocab.entry("units", whole) is not None:
            return True
    return False


def _line_starts(text: str, lines: tuple[str, ...]) -> frozenset[int]:
    """Offsets at which a printed line begins, counting what is no space or hyphen."""
    counts, total = set(), 0
    for line in lines[:-1]:
        total += sum(not (c.isspace() or c == "-") for c in line)
        counts.add(total)
    out, seen = set(), 0
    for at, c in enumerate(text):
        if c.isspace() or c == "-":
            continue
        if seen in counts:
            out.add(at)
        seen += 1
    return frozenset(out)


def _best(words: list[_Word], vocab: Vocabulary, paragraphs: bool) -> list[tuple[int, int]]:
    """The cut of the words into parts whose scores add up to most."""
    top = [0.0] + [-1e9] * len(words)
    back = [0] * (len(words) + 1)
    for i in range(len(words)):
        gain = 0.0
        if i and words[i].broken:
            gain = 1.2 if paragraphs else 0.15
        for j in range(i + 1, min(len(words), i + _LONGEST) + 1):
            if j > i + 1 and words[j - 1].apart:
                break
            breaks = sum(word.broken for word in words[i + 1 : j])
            score = top[i] + gain + _score(words, i, j, vocab) - (0.6 * breaks if paragraphs else 0.0)
            if score > top[j] + 1e-9:
                top[j], back[j] = score, i
    out = []
    at = len(words)
    while at:
        out.append((back[at], at))
        at = back[at]
    return out[::-1]


def _known(words: list[_Word], vocab: Vocabulary) -> Entry | None:
    """The vocabulary's line for these words, a count before them apart (`All LPAs`)."""
    text = _BRACKET.sub("", " ".join(word.text for word in words))  # `LPA (North)` is the LPA's
    entry = vocab.entry("levels", text) or vocab.entry("units", text)
    if entry is None and len(words) > 1 and squash(words[0].text) in _COUNTS:
        return _known(words[1:], vocab)
    return entry or _placed(words, vocab)


def _placed(words: list[_Word], vocab: Vocabulary) -> Entry | None:
    """A level with the name of its place: `Harrowby LPA`, `Stoke Tallow District`, `BCU North`."""
    if not 1 < len(words) <= 3 or any(word.apart for word in words[1:]):
        return None
    for level, place in ((words[-1], words[:-1]), (words[0], words[1:])):
        entry = vocab.entry("levels", level.text)
        if entry is None or entry.kind != "level" or entry.means in _NO_PLACE:
            continue
        if all(word.text[:1].isupper() and not _word_known(word.text, vocab) for word in place):
            return entry
    return None


def _word_known(text: str, vocab: Vocabulary) -> bool:
    kinds = ("levels", "units", "bodies", "ranks", "posts", "inside", "sections", "strands")
    return squash(text) not in _COMPASS and any(vocab.entry(kind, text) is not None for kind in kinds)


def _body(words: list[_Word], vocab: Vocabulary) -> bool:
    """Whether the words are the name of a board or the like: it ends in one, and is printed as a name."""
    if vocab.entry("bodies", words[-1].text.strip("().")) is None:
        return False
    return all(w.text[:1].isupper() or w.text[:1] in "(&" or squash(w.text) in _SMALL for w in words)


def _score(words: list[_Word], i: int, j: int, vocab: Vocabulary) -> float:
    """How well words `i` to `j` make one part. A level before a board's name is a part of its own, once:
    `Force LPA SOC Board` is the Force and the LPAs' SOC Board."""
    part = words[i:j]
    n = j - i
    if (known := _known(part, vocab)) is not None:
        return n - 0.5 if _exactly(part, known, vocab) else n - 0.8
    if _body(part, vocab):
        score = n - 0.8
        entry = vocab.entry("levels", part[0].text)
        first = i == 0 or part[0].apart
        if first and n > 1 and entry is not None and entry.kind == "level":
            score -= 0.6
        if all(vocab.entry("levels", word.text) for word in part):
            score -= 1.0
        return score
    return -0.6 - 0.05 * n if n > 1 else -0.5


def _exactly(part: list[_Word], known: Entry, vocab: Vocabulary) -> bool:
    """Whether a part is its vocabulary's form, a bracket or a count apart, and no place's name with it."""
    return len(part) == 1 or _placed(part, vocab) is not known


def _level(text: str, part: list[_Word], vocab: Vocabulary) -> Level:
    """One part with its shared name; what is only like a known level says so."""
    raw = text[part[0].start : part[-1].end].strip()
    entry = _known(part, vocab)
    if entry is not None:
        in_levels = vocab.entry("levels", entry.form) is not None
        return Level(raw, entry.means if in_levels else entry.form)
    if _body(part, vocab):
        return Level(raw, raw)
    match = vocab.lookup("levels", raw)
    if match.value is not None:
        message = f"{raw!r} is no known level; it was read as {match.value}."
        return Level(raw, match.value, Issue("value read by likeness", raw, message))
    near = f" The nearest known one is {match.nearest}." if match.nearest else ""
    return Level(raw, None, Issue("unknown value", raw, f"{raw!r} is no known level.{near}"))
