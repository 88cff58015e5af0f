"""Which of Prepare, Prevent, Protect and Pursue a 4P cell prints, in any order and with any joiner."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

from extract.lexicon import squash
from normalise.words import FOUR_PS, Issue, Vocabulary, load

_WORDS = regex.compile(r"[\p{L}\p{N}'\u2019]+(?:-[\p{L}]+)*")
_JOINERS = frozenset(
    [
        "and",
        "to",
        "with",
        "plus",
        "strand",
        "strands",
        "the",
        "of",
        "primarily",
        "mainly",
        "mostly",
        "also",
        "both",
        "or",
        "x",
        "as",
        "well",
        "primary",
        "secondary",
        "main",
        "lead",
        "focus",
        "element",
        "elements",
        "some",
    ]
)
_FUSED = regex.compile(r"(prepare|prevent|protect|pursue)", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FourP:
    """The cell as four booleans; all None where it prints nothing that says (empty, `TBC`)."""

    prepare: bool | None = None
    prevent: bool | None = None
    protect: bool | None = None
    pursue: bool | None = None
    issues: tuple[Issue, ...] = ()


def fourp(text: str | None, vocab: Vocabulary | None = None) -> FourP:
    """The 4Ps of a cell. A word that is none of them is an issue, with the nearest known one."""
    if text is None or not text.strip():
        return FourP()
    return _fourp(text.strip(), vocab or load())


@lru_cache(maxsize=1024)
def _fourp(text: str, vocab: Vocabulary) -> FourP:
    entries = vocab.entries["fourp"]
    whole = entries.get(squash(text) or text)
    if whole is not None and whole.means == "none":
        return FourP()
    said: set[str] = set()
    named_all = False
    issues: list[Issue] = []
    words = _split(text, vocab)
    i = 0
    while i < len(words):
        taken, means = _phrase(words, i, vocab)
        if taken:
            named_all = named_all or means == "all"
            said.update({means} - {"all", "none"})
            i += taken
            continue
        if words[i].casefold() not in _JOINERS and not words[i].isdigit():
            _unknown(words[i], vocab, said, issues)
        i += 1
    if named_all and (not said or "all" in map(str.casefold, words)):
        said.update(FOUR_PS)  # `Prevent (4P)` names one, `All 4Ps` the four
    if not said:
        return FourP(issues=tuple(issues))
    return FourP(
        prepare="Prepare" in said,
        prevent="Prevent" in said,
        protect="Protect" in said,
        pursue="Pursue" in said,
        issues=tuple(issues),
    )


def _split(text: str, vocab: Vocabulary) -> list[str]:
    """The words of a cell; one broken by a hyphen at a line's end is put together where that makes a 4P."""
    words: list[str] = []
    for word in _WORDS.findall(text)[:200]:
        whole = word.replace("-", "")
        words += [whole] if whole.casefold() in vocab.entries["fourp"] else word.split("-")
    return _mended(words, vocab)


def _mended(words: list[str], vocab: Vocabulary) -> list[str]:
    """The words with those put together that a narrow column broke (`Protect ion`, `Pre vent`)."""
    known = vocab.entries["fourp"]
    out: list[str] = []
    for word in words:
        whole = (out[-1] + word).casefold() if out and word.islower() and len(word) > 1 else ""
        if word.casefold() not in known and word not in _JOINERS and whole in known:
            out[-1] += word
        else:
            out.append(word)
    return out


def _phrase(words: list[str], i: int, vocab: Vocabulary) -> tuple[int, str]:
    """The longest known phrase at a word: (words it takes, what it means); (0, '') for none."""
    for n in range(min(4, len(words) - i), 0, -1):
        entry = vocab.entries["fourp"].get(squash(" ".join(words[i : i + n])))
        if entry is not None:
            return n, entry.means
    return 0, ""


def _unknown(word: str, vocab: Vocabulary, said: set[str], issues: list[Issue]) -> None:
    """A word that is no 4P: words a producer fused (`ProtectPursue`), a slip (`Purse`), or unknown."""
    fused = _FUSED.findall(word)
    if fused and len("".join(fused)) == len(word):
        said.update(part.capitalize() for part in fused)
        return
    match = vocab.lookup("fourp", word)
    if match.value is not None and match.value != "none":
        said.update(FOUR_PS if match.value == "all" else {match.value})
        message = f"{word!r} is none of the 4Ps; it was read as {match.nearest}."
        issues.append(Issue("value read by likeness", word, message))
        return
    near = f" The nearest is {match.nearest}." if match.nearest else ""
    issues.append(
        Issue("unknown value", word, f"{word!r} is none of Prepare, Prevent, Protect and Pursue.{near}")
    )
