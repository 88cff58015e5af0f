"""The key a paper prints beside its plans: which colour stands for which words, by the board's own word.

`Blue = complete`, `On track - Green`, `A = Achieved`: where a cell prints the words or the letter, the key
says which colour is meant, before our own vocabulary does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import regex

from extract.lexicon import squash
from extract.model import Paper
from normalise.rag import Rag
from normalise.words import COLOURS, Vocabulary

_COLOUR = r"(?:red|amber|green|blue|grey|gray|black|white|yellow|orange|purple)"
KEY_LINE = regex.compile(rf"^\W*{_COLOUR}\b\s*(?:[=:\u2013-]|\bmeans\b|\bis\b|\()", regex.IGNORECASE)
"""How a line of a key begins."""
_NEXT = regex.compile(
    rf"(?<=\w)[\s,;|./)]+(?={_COLOUR}\b\s*[=:\u2013-]\s*\w)|(?<=\w)[\s,;|]+(?=[A-Z]\s?=\s?\w)",
    regex.IGNORECASE,
)
_LETTERED = regex.compile(r"^\W*(?:key\W*)?[A-Z]\s?=\s?\w")
_PAIR = regex.compile(
    r"^\W*(?:key\W+)?(?P<label>[^=:()\u2013]{1,60}?)\s*(?:=|:|\s[-\u2013]\s|\(|\bmeans\b)\s*(?P<rest>\S.*)$"
)
_LONGEST = 300
_MOST_WORDS = 7


@dataclass(frozen=True, slots=True)
class Key:
    """What a printed key says."""

    phrases: dict[str, str] = field(default_factory=dict)
    """Words as squashed -> RED, AMBER, GREEN, BLUE."""
    letters: dict[str, str | None] = field(default_factory=dict)
    """Letter -> its colour; None where it stands for something that is no colour."""

    def says(self, raw: str | None) -> Rag | None:
        """What the key makes of a cell; None where it says nothing of it."""
        text = " ".join((raw or "").split())
        bare = text.strip(" .()[]")
        if bare in self.letters:
            colour = self.letters[bare]
            return Rag(colour, "column", text) if colour else Rag(raw=text)
        phrase = self.phrases.get(squash(text))
        return Rag(phrase, "column", text) if phrase else None


def entries(lines: Iterable[str]) -> list[str]:
    """The parts of a key, one a colour: keys are often printed in one line."""
    parts = [part.strip(" ,;|") for line in lines for part in _NEXT.split(line)]
    return list(dict.fromkeys(part for part in parts if part))


def lines_of(paper: Paper) -> list[str]:
    """Every line of a paper that looks like one of a key."""
    lines = [line for plan in paper.plans for line in (*plan.key, *plan.headings)]
    lines += [block.text for block in paper.blocks]
    return [
        line
        for line in dict.fromkeys(lines)
        if len(line) <= _LONGEST and (KEY_LINE.match(line) or _LETTERED.match(line) or _turned(line))
    ]


def _turned(line: str) -> bool:
    """`Complete = Blue`: the words first."""
    return (
        regex.fullmatch(rf"[\w\s,/'\u2019-]{{3,60}}\s*=\s*{_COLOUR}\W*", line, regex.IGNORECASE) is not None
    )


def read(lines: Iterable[str], vocab: Vocabulary) -> Key:
    """A key out of its lines; a single line is none, for one colour has nothing to be told from."""
    phrases: dict[str, set[str]] = {}
    letters: dict[str, str | None] = {}
    labels: set[str] = set()
    for part in entries(lines):
        match = _PAIR.match(part)
        if match is None:
            continue
        label, rest = match["label"].strip(), match["rest"].strip(" .;,)")
        if len(label) == 1 and label.isupper():
            letters[label] = _colour(rest.split()[0], vocab) if rest else None
            continue
        colour = _colour(label, vocab)
        if colour is None and (turned := _colour(rest, vocab)):
            colour, rest = turned, label
        labels.add(squash(label))
        if colour is not None:
            for phrase in _phrases(rest):
                phrases.setdefault(phrase, set()).add(colour)
    sure = {phrase: told.pop() for phrase, told in phrases.items() if len(told) == 1}
    return Key(sure if len(labels) > 1 else {}, _settled(letters, vocab))


def _colour(text: str, vocab: Vocabulary) -> str | None:
    entry = vocab.entry("rag", text.strip(" .,;:()"))
    return entry.means if entry is not None and entry.kind == "word" and entry.means in COLOURS else None


def _phrases(text: str) -> list[str]:
    """The words a colour stands for: all of them, and the first of several said with strokes or stops."""
    parts = [text, *regex.split(r"\s*[/;,.(]\s*|\s[-\u2013]\s|\bor\b", text)]
    told = [squash(part) for part in parts]
    return [part for part in dict.fromkeys(told) if part and len(part.split()) <= _MOST_WORDS]


def _settled(letters: dict[str, str | None], vocab: Vocabulary) -> dict[str, str | None]:
    """The letters of a key; those of R, A, G and B keep their colours where two of them stand together, as
    in `R = behind, A = some delay`, and lose them in `A = Achieved, P = Partly`."""
    ours = [letter for letter in letters if letter in "RAGB"]
    if len(letters) < 2:
        return {}
    scale = len(ours) > 1
    out: dict[str, str | None] = {}
    for letter, colour in letters.items():
        entry = vocab.entry("rag", letter)
        known = entry.means if entry is not None and scale and letter in ours else None
        out[letter] = colour or known
    return out
