"""RAG: what a cell, a colour or the head of an update says of an action, and which of them holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import regex

from normalise.colours import RGB, rag_colour
from normalise.status import status
from normalise.words import COLOURS, Issue, Vocabulary, load

_SPLIT = regex.compile(r"\s*(?:[/\\,;|>&+:\u2013\u2014\u2192\-]|\bto\b|\band\b|\bor\b)\s*", regex.IGNORECASE)
_WORD = regex.compile(r"[\p{L}]+")
_LABELS = "current overall latest new updated proposed revised brag bragb bragg rag ragb ragg status rating"
_STATES = (
    "still now remain remains remained remaining stays "
    "changed moved upgraded downgraded reduced raised improved"
)
"""What `_LABEL` and `_STATE` begin with."""
_LABEL = (
    r"(?:(?:current|overall|latest|new|updated|proposed|revised)\s+)?"
    r"(?:b?rag(?:g|b)?(?:\s+(?:status|rating|update))?|status|rating)"
)
_STATE = (
    r"(?:(?:still|now|remain(?:s|ed|ing)?(?:\s+(?:at|as))?|stays|"
    r"(?:changed|moved|upgraded|downgraded|reduced|raised|improved)(?:\s+from\s+\w+)?\s+to)\b)"
)
_LETTER_HEAD = regex.compile(
    r"[\s\-\u2013]*B?RAG(?:\s+(?:status|rating))?\s*[:=\-\u2013]\s*(?P<letter>[RAGB])(?!\w)[.:;,]?\s*"
)
_LETTERS = regex.compile(r"[RAGB](?:\s*(?:[/,&\-\u2013\u2192\u2190<>]|->|to)?\s*[RAGB]){1,3}")
_LEADING_LETTER = regex.compile(r"[(\[]?(?P<letter>[RAGB])[)\]]?\s*(?:[-\u2013\u2014:;=(\[]|(?<=\s)\d)")
_TRAILING_LETTER = regex.compile(
    r".*\S\s*(?:[(\[]\s*(?P<letter>[RAGB])\s*[)\]]|\s[-\u2013\u2014]\s*(?P<letter>[RAGB]))"
)
_NOT = regex.compile(r"\b(?:not(?:\s+yet)?|no\s+longer|never)\s+(?P<colour>\p{L}+)", regex.IGNORECASE)
_DATED_LETTER = regex.compile(
    r"(?:[(\[](?P<letter>[RAGB])[)\]]|[\s\-\u2013:]*(?P<letter>[RAGB])(?:\s*[:\-\u2013]|\.(?=\s)))\s*"
)
_PAST = regex.compile(
    r"[(\[]?\b(?:was|previously|formerly|prev|last\s+(?:quarter|month|time|period|meeting)|up\s+from|"
    r"down\s+from|from)\b[\s:\-\u2013]*(?P<colour>\p{L}+)\b[)\]]?"
    r"|[(\[]\s*(?P<colour>\p{L}+)\s+(?:last|previous)\b[^)\]]*[)\]]?",
    regex.IGNORECASE,
)
_TO_COME = regex.compile(
    r"\b(?:will|expected|moving|anticipated|forecast|predicted|should|likely|aim(?:ing)?|target|by\s+next)\b.*$",
    regex.IGNORECASE,
)
_BOX = regex.compile(r"[☐□○◯]")
_AFTER_TICK, _BEFORE_TICK = regex.compile(r"[☒☑■●✓✔🗹]\s*(\p{L}+)"), regex.compile(r"(\p{L}+)\s*[☒☑■●✓✔🗹]")
_RUN_ON = frozenset(
    [
        "due",
        "as",
        "because",
        "owing",
        "following",
        "pending",
        "subject",
        "until",
        "while",
        "since",
        "with",
        "given",
        "although",
        "but",
        "at",
        "on",
        "in",
        "for",
    ]
)
"""Words that may follow a colour at an update's head without a stop: `Red due to funding`."""


@dataclass(frozen=True, slots=True)
class Rag:
    """What one place says."""

    value: str | None = None
    """RED, AMBER, GREEN, BLUE."""
    origin: str | None = None
    """column, colour, comment; None without a value."""
    raw: str | None = None
    """What was printed, None for a colour."""
    issue: Issue | None = None


class Head(NamedTuple):
    """A RAG word at the head of an update."""

    value: str | None = None
    length: int = 0
    """Characters of the text that the head takes, with the stop after it."""
    issue: Issue | None = None


class Settled(NamedTuple):
    """The RAG of an action, out of everything that says one."""

    value: str | None = None
    origin: str | None = None
    disagreements: tuple[tuple[str, str, str], ...] = ()
    """(origin, rag, as printed) of every place that says one, where they are not the same."""


def rag_of_cell(text: str | None, fill: RGB | None, ink: RGB | None, vocab: Vocabulary | None = None) -> Rag:
    """What a RAG column's cell says: its word, else its letter, else its fill, else its ink.

    Words and colour that disagree are not settled here: ask for the colour alone with `text` None.
    """
    vocab = vocab or load()
    printed = " ".join((text or "").split())
    said = _cell(printed, vocab) if printed else Rag()
    if said.value is not None:
        return said
    colour = rag_colour(fill, vocab) or rag_colour(ink, vocab)
    if colour is not None:
        return Rag(colour, "colour", printed or None, None)
    return said


@lru_cache(maxsize=1024)
def _cell(text: str, vocab: Vocabulary) -> Rag:
    """The word or letter of a RAG cell."""
    entry = vocab.entry("rag", text)
    if entry is not None:
        return Rag(raw=text) if entry.means == "none" else Rag(entry.means, "column", text)
    now = _now(_ticked(text), vocab)
    said = _letters(now, vocab) or _named(now, vocab)
    if said:
        return Rag(said[0], "column", text) if len(said) == 1 else _several(text, said)
    if _named(text, vocab):
        return _unsaid(text)
    if (trailing := _TRAILING_LETTER.fullmatch(text)) and (said := _letters(trailing["letter"], vocab)):
        return Rag(said[0], "column", text)
    if _is_progress(text, vocab):
        return Rag(raw=text)
    return _unread(text, vocab)


def _ticked(text: str) -> str:
    """Of colours with a box each (`☐ Red ☒ Amber ☐ Green`) those that are ticked; any other text as it is."""
    if _BOX.search(text) is None:
        return text
    pattern = _AFTER_TICK if regex.match(r"\W", text) else _BEFORE_TICK
    return " ".join(pattern.findall(text))


def _is_progress(text: str, vocab: Vocabulary) -> bool:
    """Known words that are no RAG: `Completed June 2019`, `Grey / Closed`, `On target`, `75%`."""
    first = _WORD.search(text)
    parts = [*([first.group()] if first else []), *(part for part in _SPLIT.split(text) if part)]
    known = [vocab.entry("rag", part) for part in parts]
    if any(entry is not None and entry.means == "none" for entry in known):
        return True
    return status(text, vocab).exact


def _unread(text: str, vocab: Vocabulary) -> Rag:
    """A slip of a RAG word, or something that is none."""
    match = vocab.lookup("rag", text)
    if match.value in COLOURS:
        message = f"{text!r} is no RAG word; it was read as {match.value}."
        return Rag(match.value, "column", text, Issue("value read by likeness", text, message))
    near = f" The nearest known word is {match.nearest}." if match.nearest else ""
    message = f"The RAG column says {text[:60]!r}, which is no RAG status.{near}"
    return Rag(raw=text, issue=Issue("unknown value", text[:80], message))


def _now(text: str, vocab: Vocabulary) -> str:
    """The cell without what it was before, is not and shall be (`Green (was Amber)`, `Amber, no longer red`,
    `Amber, moving to Green`); all of it where the past's colour is followed by where it went (`from red to
    amber`)."""
    text = _without(_NOT, text, vocab)
    if regex.search(r"\bto\b|[>\u2192]", text) is None:
        text = _without(_PAST, text, vocab)
    return str(_TO_COME.sub("", text)).strip()


def _without(pattern: regex.Pattern[str], text: str, vocab: Vocabulary) -> str:
    """A text without what matches the pattern and names a RAG colour."""
    for match in reversed(list(pattern.finditer(text))):
        entry = vocab.entry("rag", match["colour"])
        if entry is not None and entry.means != "none":
            text = text[: match.start()] + " " + text[match.end() :]
    return text


def _unsaid(text: str) -> Rag:
    """A cell whose colours are past, to come or all of the scale (`Red/Amber/Green`): none holds."""
    message = f"The RAG column says {text[:60]!r}, which does not say how the action stands now."
    return Rag(raw=text, issue=Issue("unknown value", text[:80], message))


def _letters(text: str, vocab: Vocabulary) -> list[str]:
    """`G`, `(A)`, `R.`, `A/G`, `AG`, `B - Complete`: letters by themselves, each colour once."""
    bare = text.strip(" .()[]*")
    if leading := _LEADING_LETTER.match(text):
        bare = text if _LETTERS.fullmatch(text) else leading["letter"]
    if not (len(bare) == 1 and bare.isalpha()) and not _LETTERS.fullmatch(bare):
        return []
    found = [vocab.entry("rag", letter) for letter in bare if letter.isupper() or len(bare) == 1]
    return list(dict.fromkeys(e.means for e in found if e is not None and e.kind == "letter"))


def _named(text: str, vocab: Vocabulary) -> list[str]:
    """The colours named in a text, in printed order, each once."""
    out: list[str] = []
    for word in _WORD.findall(text)[:60]:
        entry = vocab.entry("rag", word)
        if entry is not None and entry.kind == "word" and entry.means not in out:
            out.append(entry.means)
    return out


def _several(text: str, said: Sequence[str]) -> Rag:
    """A cell or head with two colours: `Red to Amber` has moved to the last; `Amber/Green` lies between
    two, and the worse is taken so that nothing looks better than it was printed."""
    if regex.search(r"\bto\b|>|\u2192|\bnow\b", text, regex.IGNORECASE):
        return Rag(said[-1], "column", text)
    if regex.search(r"<|\u2190|\bfrom\b", text, regex.IGNORECASE):
        return Rag(said[0], "column", text)
    if {"RED", "AMBER", "GREEN"}.issubset(said) and regex.fullmatch(
        r"[\p{L}\s]+(?:[/,|][\p{L}\s]+){2,3}", text
    ):
        return _unsaid(text)
    value = min(said, key=_severity)
    message = f"{text[:60]!r} names {' and '.join(said)}; the worse was taken. Which one holds?"
    return Rag(value, "column", text, Issue("unknown value", text[:80], message))


def _severity(value: str) -> int:
    return ("RED", "AMBER", "GREEN", "BLUE").index(value)


_NO_HEAD = Head()
_FIRST = re.compile(r"[\s\-\u2013\u2014:.,;(\[]*([^\W\d_]+)")


@lru_cache(maxsize=8)
def _firsts(vocab: Vocabulary) -> frozenset[str]:
    """Words that a head may begin with, so that other texts are told from heads by their first."""
    words = [e.form for e in vocab.entries["rag"].values() if e.kind == "word"]
    named = {match[1].casefold() for match in map(_FIRST.match, words) if match is not None}
    return frozenset(named.union(_LABELS.split(), _STATES.split(), "ragb"))


@lru_cache(maxsize=8)
def _head_pattern(vocab: Vocabulary) -> regex.Pattern[str]:
    """A colour word, or two joined, at the very start, after an optional label and dashes."""
    words = sorted((e.form for e in vocab.entries["rag"].values() if e.kind == "word"), key=len, reverse=True)
    one = "(?:" + "|".join(regex.escape(word) for word in words) + ")"
    join = r"\s*(?:/|\\|-|\u2013|\u2192|>|,|&|\bto\b|\band\b)\s*"
    return regex.compile(
        rf"[\s\-\u2013\u2014:.,;(\[]*(?P<label>{_LABEL}\s*(?:[:=\-\u2013\u2014]|\bis\b|(?=\s))\s*)?"
        rf"(?P<state>{_STATE}\s+)?"
        rf"(?P<open>[(\[]\s*)?(?P<colour>{one}(?:{join}{one}){{0,3}})(?!\w)(?P<after>\s*[)\].:;,\-\u2013\u2014]*\s*)",
        regex.IGNORECASE,
    )


def rag_of_head(text: str, vocab: Vocabulary | None = None, *, dated: bool = False) -> Head:
    """The RAG word at the head of an update's text, its date already taken off.

    It counts in capitals, behind a label (`Status: amber`), before a stop (`Green.`, `Amber -`), before a
    word that begins a reason (`Red due to`), or alone; `Green spaces project`, `Red Cross` are text. Where it
    follows a date (`dated`), a letter that is marked off (`(G)`, `A:`) counts too.
    """
    vocab = vocab or load()
    first = _FIRST.match(text)
    if first is None or first[1].casefold() not in _firsts(vocab):
        return _NO_HEAD
    match = _head_pattern(vocab).match(text[:200])
    if match is None:
        return _head_letter(text, vocab, dated=dated)
    if match["state"]:
        return _stated(match, text, vocab)
    colour, rest = match["colour"], text[match.end() :]
    # A label alone is not enough where the text runs on: `Status red tape`.
    labelled = match["label"] is not None and any(c in match["label"] for c in ":=-\u2013\u2014")
    stopped = bool(match["after"].strip()) and not _compound(match["after"], rest)
    following = _WORD.match(rest)
    sure = (
        not rest.strip()
        or stopped
        or (colour.isupper() and not _shouting(text))
        or labelled
        or (following is not None and following.group() in _RUN_ON)
    )
    if not sure:
        return Head()
    length = match.end()
    if not stopped:
        length = match.end("colour") + len(match["after"]) - len(match["after"].lstrip())
    said = _named(colour, vocab)
    if len(said) > 1:
        several = _several(colour, said)
        return Head(several.value, length, several.issue)
    return Head(said[0], length) if said else Head()


def _stated(match: regex.Match[str], text: str, vocab: Vocabulary) -> Head:
    """`Remains Amber.`, `RAG now GREEN`, `changed from Amber to Green`: the words stay in the text."""
    rest = text[match.end("colour") :]
    sure = match["colour"].isupper() or not rest.strip() or bool(regex.match(r"\s*[.;:,\-\u2013)]", rest))
    said = _named(match["colour"], vocab)
    return Head(said[-1], 0) if said and sure else Head()


def _head_letter(text: str, vocab: Vocabulary, *, dated: bool) -> Head:
    """`RAG: G`: a letter counts behind the label; behind a date where it is marked off."""
    match = _LETTER_HEAD.match(text[:60]) or (_DATED_LETTER.match(text[:60]) if dated else None)
    if match is None:
        return Head()
    said = _letters(match["letter"], vocab)
    return Head(said[0], match.end()) if said else Head()


def _compound(after: str, rest: str) -> bool:
    """`Green-fingered`, `Blue,green`: a stop with no space on either side joins words."""
    return (
        after.strip() == after and after[-1:] in ("-", ",", ".", ":") and rest[:1].isalpha() and after != "."
    )


def _shouting(text: str) -> bool:
    """Whether the words after the first are capitals too, so that capitals tell nothing."""
    letters = [word for word in _WORD.findall(text)[1:4] if len(word) > 1]
    return len(letters) >= 2 and all(word.isupper() for word in letters)


def combine(column: Rag, colour: str | None, head: str | None, head_raw: str | None = None) -> Settled:
    """The RAG of an action: the column's word or letter, else its cell's colour, else the newest dated
    update's head; and every place's word where they are not the same."""
    said: list[tuple[str, str, str]] = []
    if column.value is not None and column.origin == "column":
        said.append(("column", column.value, column.raw or ""))
    shade = colour or (column.value if column.origin == "colour" else None)
    if shade is not None:
        said.append(("colour", shade, ""))
    if head is not None:
        said.append(("comment", head, head_raw or head))
    if not said:
        return Settled()
    disagreements = tuple(said) if len({value for _, value, _ in said}) > 1 else ()
    return Settled(said[0][1], said[0][0], disagreements)
