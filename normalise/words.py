"""The vocabulary: what printed forms mean, read from the CSV files that analysts edit.

One file a subject (`normalise/vocabulary/*.csv`): a header line, then one printed form a line with what
it means and an example; lines that begin with `# ` are remarks. A folder of the user's own may hold
files by the same names; their lines are added, a form that is there already is replaced, and `-` as
its meaning takes it out.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import regex
from rapidfuzz import process
from rapidfuzz.distance import OSA

from extract.lexicon import Lexicon, squash

PARTICLES = frozenset(
    "de da del della der den di do dos du el la le van von ten ter bin ibn ap ab al mac mc st o y".split()
)
"""What stands before a surname and is part of it: `van der Berg`, `Mc Donald`."""

FOLDER = Path(__file__).parent / "vocabulary"
COLUMNS = ("urn", "action", "owner", "level", "fourp", "rag", "comments", "status", "due")
STATUSES = ("complete", "on track", "in progress", "planned", "not started", "on hold", "no longer needed")
COLOURS = ("RED", "AMBER", "GREEN", "BLUE")
FOUR_PS = ("Prepare", "Prevent", "Protect", "Pursue")


class VocabularyError(ValueError):
    """A line of a vocabulary file that cannot be used; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a vocabulary file."""

    form: str
    """As printed."""
    means: str
    example: str
    kind: str = ""
    """What sort of word it is, in files that tell sorts apart."""
    tolerance: float = 0.0
    """Colours only: distance in OKLab within which it counts."""


@dataclass(frozen=True, slots=True)
class _Spec:
    """What a file's lines may say."""

    columns: tuple[str, ...] = ("form", "means", "example")
    means: frozenset[str] | None = None
    """Allowed meanings; None: any."""
    kinds: frozenset[str] = frozenset()
    shown: bool = True
    """Whether an example must hold its form."""


_KIND = ("form", "means", "kind", "example")
SPECS: Mapping[str, _Spec] = {
    "columns": _Spec(means=frozenset((*COLUMNS, "trap")), shown=False),
    "ranks": _Spec(_KIND, kinds=frozenset(("rank", "plural", "title", "prefix"))),
    "posts": _Spec(
        _KIND,
        kinds=frozenset("head member tail of plural inside vacant everyone empty".split(" ")),
    ),
    "names": _Spec(_KIND, kinds=frozenset(("forename", "surname", "letters"))),
    "units": _Spec(),
    "bodies": _Spec(),
    "levels": _Spec(_KIND, kinds=frozenset(("level", "quality"))),
    "sections": _Spec(),
    "strands": _Spec(),
    "fourp": _Spec(
        _KIND, means=frozenset((*FOUR_PS, "all", "none")), kinds=frozenset(("word", "cell", "none"))
    ),
    "rag": _Spec(_KIND, means=frozenset((*COLOURS, "none")), kinds=frozenset(("word", "letter", "none"))),
    "colours": _Spec(
        ("form", "means", "tolerance", "example"), means=frozenset((*COLOURS, "none")), shown=False
    ),
    "status": _Spec(means=frozenset(STATUSES)),
}
APART = {("ranks", "prefix"): "prefixes", ("posts", "inside"): "inside", ("names", "surname"): "surnames"}
"""Sorts kept as a mapping of their own: `A` is Acting before a stroke and Amber's letter elsewhere,
`Principal` stands inside a post and is one."""
_HEX = regex.compile(r"[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True)
class Match:
    """What a printed text was found to mean."""

    value: str | None
    """The canonical value; None where nothing known is near enough."""
    exact: bool
    """The form is in the vocabulary; False with a value: read by likeness, wants a finding."""
    likeness: float
    """0 to 1, of the text and the nearest known form."""
    nearest: str | None
    """The known form that is nearest, for the finding's message."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A doubt about one cell, for `findings`: what a careful reader would query."""

    code: str
    """A key of `findings.CODES`."""
    value: str | None
    """As printed."""
    message: str
    """A sentence for a scrutiny officer, without the action's number."""


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Every file's entries, by kind and by squashed form."""

    entries: Mapping[str, Mapping[str, Entry]]
    digest: str
    """SHA-256 of the files' content: which vocabulary made a result."""
    _cache: dict[tuple[str, str], Match] = field(default_factory=dict, repr=False, compare=False)

    def lookup(self, kind: str, text: str) -> Match:
        """What `text` means in the file `kind`: an exact form first, else by likeness."""
        key = (kind, squash(text) or text.strip())
        found = self._cache.get(key)
        if found is None:
            found = _match(self.entries[kind], key[1])
            if len(self._cache) < 20_000:  # papers are untrusted: no table that grows for ever
                self._cache[key] = found
        return found

    def entry(self, kind: str, text: str) -> Entry | None:
        """The line for exactly this form, or None."""
        return self.entries[kind].get(squash(text) or text.strip())

    def forms(self, kind: str, *sorts: str) -> frozenset[str]:
        """The squashed forms of a file, of the given sorts only where any are given."""
        return frozenset(k for k, e in self.entries[kind].items() if not sorts or e.kind in sorts)

    def lexicon(self) -> Lexicon:
        """The words the plan recogniser looks for."""
        labels = self.entries["columns"]
        return Lexicon(
            columns={k: e.means for k, e in labels.items() if e.means != "trap"},
            traps=frozenset(k for k, e in labels.items() if e.means == "trap"),
            sections={k: e.means for k, e in self.entries["sections"].items()},
            levels=frozenset(k for k in self.forms("levels") if not k.isdigit()),
            fourp=self.forms("fourp", "word"),
            rag=self.forms("rag", "word"),
            ranks=self.forms("ranks", "rank", "plural", "title"),
            posts=self.forms("posts", "head", "member", "tail", "plural", "of"),
        )


def near_enough(text: str, form: str, distance: int) -> bool:
    """Whether two squashed forms are one word mistyped: same first letter, and one slip in a short
    word, one in six letters of a longer one, three at most. Three letters are too few to tell a slip by."""
    longest = max(len(text), len(form))
    if longest < 4 or text[:1] != form[:1]:
        return False
    return distance <= (1 if longest < 12 else min(longest // 6, 3))


def _match(entries: Mapping[str, Entry], text: str) -> Match:
    """Exact, else the nearest form, if it is near enough and no other meaning is as near."""
    if (entry := entries.get(text)) is not None:
        return Match(entry.means, exact=True, likeness=1.0, nearest=entry.form)
    if not text or len(text) > 80:
        return Match(None, exact=False, likeness=0.0, nearest=None)
    known = [
        form for form, entry in entries.items() if entry.means != "none"
    ]  # what means nothing has no slips
    near = process.extract(text, known, scorer=OSA.distance, limit=4)
    if not near:
        return Match(None, exact=False, likeness=0.0, nearest=None)
    form, distance, _ = near[0]
    best = entries[form]
    likeness = 1 - distance / max(len(text), len(form))
    rivals = {entries[f].means for f, d, _ in near if d == distance and near_enough(text, f, d)}
    value = best.means if near_enough(text, form, distance) and len(rivals) == 1 else None
    return Match(value, exact=False, likeness=likeness, nearest=best.form if likeness >= 0.5 else None)


def _decode(path: Path) -> str:
    """The file's text; a spreadsheet saved in another encoding is told how to be saved."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{path}: byte {error.start} is not UTF-8; save the file as 'CSV UTF-8' and try again."
        raise VocabularyError(message) from error


def _entry(name: str, row: Mapping[str, str], where: str) -> tuple[str, Entry]:
    """One line, checked; raises VocabularyError with the place and what is wrong."""
    spec = SPECS[name]
    form, means, example = row["form"], row["means"], row["example"]
    kind = row.get("kind", "")
    key = squash(form) or form
    if not form:
        raise VocabularyError(f"{where}: there is no form; what is printed goes into the first column.")
    if not means:
        raise VocabularyError(f"{where}: {form!r} has no meaning; write one, or '-' to take the form out.")
    if means == "-":
        return key, Entry(form, means, example, kind)
    allowed = spec.means
    if (
        allowed is not None
        and means not in allowed
        and not (name == "columns" and means.startswith("other:"))
    ):
        known = ", ".join(sorted(allowed))
        raise VocabularyError(f"{where}: {form!r} cannot mean {means!r}; known meanings are: {known}.")
    if spec.kinds and kind not in spec.kinds:
        known = ", ".join(sorted(spec.kinds))
        raise VocabularyError(f"{where}: {form!r} is of no known kind ({kind!r}); kinds are: {known}.")
    if not example:
        raise VocabularyError(f"{where}: {form!r} has no example; copy one from a paper.")
    if spec.shown and key not in (squash(example) or example):
        raise VocabularyError(f"{where}: the example {example!r} does not hold the form {form!r}.")
    tolerance = _tolerance(form, row["tolerance"], where) if name == "colours" else 0.0
    return key, Entry(form, means, example, kind, tolerance)


def _tolerance(form: str, text: str, where: str) -> float:
    """A colour's tolerance, 0 to 0.3 in OKLab; past that, red and amber meet."""
    if not _HEX.fullmatch(form):
        raise VocabularyError(f"{where}: {form!r} is no colour; write six hexadecimal digits, as in 00B050.")
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value <= 0.3:
        raise VocabularyError(f"{where}: the tolerance {text!r} is not a number between 0 and 0.3.")
    return value


def _read(name: str, text: str, path: Path) -> Iterable[tuple[str, Entry]]:
    """The entries of one file's text, in order."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    spec = SPECS[name]
    header: list[str] | None = None
    try:
        for fields in reader:
            cells = [cell.strip() for cell in fields]
            where = f"{path}, line {reader.line_num}"
            if not any(cells) or cells[0].startswith("# ") or (cells[0] == "#" and not any(cells[1:])):
                continue
            if header is None:
                header = [cell.casefold() for cell in cells]
                if missing := [column for column in spec.columns if column not in header]:
                    wanted, got = ", ".join(spec.columns), ", ".join(missing)
                    raise VocabularyError(f"{where}: the header must name {wanted}; missing: {got}.")
                continue
            if len(cells) > len(header) and any(cells[len(header) :]):
                raise VocabularyError(
                    f"{where}: more fields than the header has; put text with a comma in quotes."
                )
            row = dict.fromkeys(header, "") | dict(zip(header, cells, strict=False))
            yield _entry(name, row, where)
    except csv.Error as error:
        raise VocabularyError(f"{path}, line {reader.line_num}: not CSV ({error}).") from error


def _folder(folder: Path) -> dict[str, Path]:
    """The vocabulary files of a folder by name; a file that is none of ours is a mistake worth telling."""
    if not folder.is_dir():
        raise VocabularyError(f"{folder}: there is no such folder of vocabulary files.")
    files = {path.stem: path for path in sorted(folder.glob("*.csv"))}
    if unknown := sorted(set(files) - set(SPECS)):
        known = ", ".join(f"{name}.csv" for name in SPECS)
        raise VocabularyError(f"{files[unknown[0]]}: no vocabulary file is called so; they are: {known}.")
    return files


@lru_cache(maxsize=8)
def load(extra: Path | None = None) -> Vocabulary:
    """The vocabulary, with a user's own folder laid over it; VocabularyError names file and line."""
    ours = _folder(FOLDER)
    theirs = _folder(extra) if extra is not None else {}
    hasher = hashlib.sha256()
    entries: dict[str, dict[str, Entry]] = {name: {} for name in (*SPECS, *APART.values())}
    for name in SPECS:
        for files in (ours, theirs):
            if name not in files:
                continue
            text = _decode(files[name])
            hasher.update(f"{name}\0{text}\0".encode())
            seen: dict[str, str] = {}
            for key, entry in _read(name, text, files[name]):
                if seen.get(f"{key}\0{entry.kind}") not in (None, entry.means):
                    raise VocabularyError(f"{files[name]}: {entry.form!r} stands twice with two meanings.")
                seen[f"{key}\0{entry.kind}"] = entry.means
                merged = entries[APART.get((name, entry.kind), name)]
                if entry.means == "-":
                    merged.pop(key, None)
                else:
                    merged[key] = entry
    return Vocabulary(entries=entries, digest=hasher.hexdigest())
