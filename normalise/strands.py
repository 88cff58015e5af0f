"""Which strand a plan belongs to: by title, by file name, by the covering paper's list, by its own words.

Asked in that order, and the answer says which of them it came from. Most plans print no title, and a list of
nine strands may stand over five attached plans, so the list alone says little: it is laid beside the plans'
own words, in order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from extract.lexicon import squash
from extract.model import Grid, Paper, Plan
from normalise.words import Vocabulary

TITLE, NAME, CONTENTS, CONTENT = "title", "attachment name", "contents list", "content"


@dataclass(frozen=True, slots=True)
class Placed:
    """A plan's strand and name, and what told."""

    strand: str | None
    plan: str | None
    origin: str | None


@dataclass(frozen=True)
class Source:
    """What is known of one plan before it is placed."""

    title: str | None
    """The heading printed over it."""
    name: str | None
    """The file's name, where a person gave it one."""
    sheet: str | None
    """The sheet's, likewise; less than the file's where that holds one plan."""
    weigh: Callable[[], Mapping[str, float]]
    """Gives `words`; asked only of a plan that nothing else places."""

    @cached_property
    def words(self) -> Mapping[str, float]:
        """Strand -> how strongly the plan's own words speak for it (`own_words`)."""
        return self.weigh()


class Strands:
    """The strands of a vocabulary, looked for in running text."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        entries = vocabulary.entries["strands"]
        self.means = {form: entry.means for form, entry in entries.items()}
        # A capitalised short form (`DA`, `SOC`) counts only where it is printed in capitals.
        self.short = frozenset(f for f, e in entries.items() if e.form.isupper() and len(f) <= 5)
        self._begun: dict[str, list[tuple[int, str]]] = {}
        """By their first word: how many words a form has, and the form; the longest first."""
        for form in sorted(self.means, key=len, reverse=True):
            self._begun.setdefault(form.split(" ", 1)[0], []).append((form.count(" ") + 1, form))

    def _forms(self, squashed: str) -> list[str]:
        """The forms that stand in a squashed text as whole words, none within another, left to right."""
        words = squashed.split(" ")
        if self._begun.keys().isdisjoint(words):
            return []  # most cells speak of none
        out: list[str] = []
        at = 0
        while at < len(words):
            taken = 1
            for count, form in self._begun.get(words[at], ()):
                if " ".join(words[at : at + count]) == form:
                    out.append(form)
                    taken = count
                    break
            at += taken
        return out

    def named(self, text: str | None) -> str | None:
        """The one strand a title, a file name or a list's entry names, longest form first; else None.

        A form of one word must be half of what the text says: `Rural & Heritage Crime` is not Rural Crime.
        """
        if not text:
            return None
        forms = self._forms(squash(_apart(text)))
        found = {self.means[form] for form in forms}
        if len(found) != 1:
            return None
        words = [w for w in squash(plain_title(text)).split() if w.isalpha() and w not in _SMALL_WORDS]
        covered = sum(len(form.split()) for form in forms)
        wide = any(len(form.split()) > 1 for form in forms) or 2 * covered >= len(words)
        return found.pop() if wide else None

    def exactly(self, text: str | None) -> str | None:
        """The strand whose printed form a whole text is, a leading number apart."""
        return None if not text else self.means.get(squash(_unnumbered(text)))

    def count(self, text: str) -> Counter[str]:
        """How often each strand is spoken of in a text."""
        out: Counter[str] = Counter()
        forms = self._forms(squash(text))
        capitals = set(_CAPITALS.findall(text)) if not self.short.isdisjoint(forms) else ()
        for form in forms:
            if form not in self.short or form.upper() in capitals:
                out[self.means[form]] += 1
        return out


@lru_cache(maxsize=8)
def known_strands(vocabulary: Vocabulary) -> Strands:
    """The strands of a vocabulary, made ready once."""
    return Strands(vocabulary)


_CAPITALS = re.compile(r"\b[A-Z]{2,5}s?\b")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|_|(?<=\d)(?=[A-Za-z]{3})")
_PLAN_WORDS = re.compile(
    r"\b(?:(?:(?:delivery|action|4\s?p'?s?|improvement|implementation|business|work|strategic|operational)\s+)+"
    r"(?:plan|plans|programme|template)|action\s+(?:log|list|tracker)|strategy|plan template|plans?|"
    r"updated?s?|quarterly|progress|report|appendix\s+\w+|annex\s+\w+|final|draft|v\d+(?:\.\d+)*|"
    r"version\s+\d\S*|copy\s+of|copy|item\s+\d+\w?|agenda\s+item|q[1-4])\b|\(\d{1,2}\)",
    re.IGNORECASE,
)
_GENERIC = frozenset(
    [
        *"annual business consolidated corporate council force local operational overall quarterly".split(),
        *"service strategic team year yearly two three four five our new current revised interim".split(),
        *"progress overarching single integrated".split(),
    ]
)
"""Words that say what sort of plan it is, and of no strand."""
_DATED = re.compile(
    r"\b(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\s?'?(?:20)?\d\d|"
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|(?:19|20)\d\d(?:\s?[-/\u2013]\s?\d{2,4})?)\b",
    re.IGNORECASE,
)
_PLAN_TITLE = re.compile(
    r"\b(?:delivery|action|4\s?p'?s?|implementation)\s+(?:plan|plans|programme)\b", re.IGNORECASE
)
_STRAND_TITLE = re.compile(
    r"^\s*(?:strand|priority|theme|objective|aim|outcome|workstream|pillar)\s*(?:\d+|[A-Z])?"
    r"\s*[:.\-\u2013]\s*(?P<name>\S.*)$",
    re.IGNORECASE,
)
# A name that a program gave: it says nothing about the plan.
_POSITION = re.compile(
    r"^(?:attachment|ole ?object|object|embedded|document|doc|file|image|untitled|new|scan|page|contents|"
    r"package|item|sheet|book|microsoft[ _](?:word|excel)[\w ]*|acrobat document|"
    r"adobe acrobat document|worksheet)?"
    r"[\s_#-]*\d*(?:\s*\(\d+\))?$",
    re.IGNORECASE,
)


_SMALL_WORDS = frozenset(
    {"and", "the", "for", "of", "in", "on", "to", "item", "appendix", "annex", "plan", "plans"}
)


def _apart(text: str) -> str:
    """A file name's words apart: `01_DomesticAbuse` as `01 Domestic Abuse`."""
    return _CAMEL.sub(" ", text)


def own_name(name: str | None) -> str | None:
    """A file's name without its ending; None where a program numbered it."""
    if not name:
        return None
    stem = re.sub(r"\.[A-Za-z]{2,4}$", "", name).strip()
    return None if _POSITION.match(stem) else stem


def printed_strand(title: str | None) -> str | None:
    """The strand a title names in its own words: `Road Safety Delivery Plan 2019-20` is `Road Safety`.

    Only a title that calls itself a plan, or a numbered strand or priority, names one; `Action log` does not.
    """
    if not title:
        return None
    numbered = _STRAND_TITLE.match(title)
    text = numbered.group("name") if numbered else title
    if not numbered and not _PLAN_TITLE.search(text):
        return None
    text = plain_title(text)
    if all(word in _GENERIC for word in squash(text).split()):
        return None  # `Annual Delivery Plan`
    return text if re.search(r"[A-Za-z]{3}", text) and len(text) <= 80 else None


def plain_title(text: str) -> str:
    """A title or file name without what only says that it is a plan, of when, and which version.

    `Knife Crime - 4P Delivery Plan` is `Knife Crime`, the same from quarter to quarter.
    """
    text = _DATED.sub(" ", _PLAN_WORDS.sub(" ", _apart(text)))
    text = re.sub(r"^[\s\W\d]+|(?:(?!\))[\s\W])+$", "", re.sub(r"\(\s*\)", " ", text))
    text = text.rstrip(") ") if text.count(")") > text.count("(") else text
    text = re.sub(r"^(?:the|for|on)\s+|\s+(?:for|of|the|and)$", "", text, flags=re.IGNORECASE)
    return re.sub(r"\s+", " ", text).strip(" -\u2013:")


def plan_name(text: str | None) -> str | None:
    """What a plan is called, from its title or its file's name; all of it where nothing else is left."""
    if not text:
        return None
    plain = plain_title(text)
    if " " not in text:
        plain = re.sub(r"(?<=\w)[-_](?=\w)", " ", plain)
    says = re.search(r"[A-Za-z]{2}", plain) and not all(word in _GENERIC for word in squash(plain).split())
    return plain if says else text


_SHEETS = _GENERIC.union("action actions all data log main master register sheet table tracker".split())
"""Words of a sheet's name that say what any sheet with actions may be called."""


def sheet_name(text: str | None) -> str | None:
    """What a sheet's name calls the plan on it; None where it says only what sheets are called (`Sheet1`,
    `Action log`) or of when it is."""
    plain = plain_title(own_name(text) or "")
    words = squash(plain).split()
    return plain if any(w.isalpha() and w not in _SHEETS for w in words) else None


def own_words(plan: Plan, strands: Strands) -> dict[str, float]:
    """Strand -> weight in a plan's own words; what an action asks for says more than what a comment tells."""
    total: Counter[str] = Counter()
    counted: dict[str, Counter[str]] = {}  # owners recur
    for row in plan.rows:
        for column, weight in (("action", 2), ("comments", 1), ("owner", 1)):
            cell = row.cells.get(column)
            if cell is not None and cell.text and not cell.held:
                if cell.text not in counted:
                    counted[cell.text] = strands.count(cell.text)
                for strand, count in counted[cell.text].items():
                    total[strand] += weight * min(count, 3)
    for heading in plan.headings:
        for strand, count in strands.count(heading).items():
            total[strand] += 2 * count
    return {strand: float(count) for strand, count in sorted(total.items())}


def clear_winner(words: Mapping[str, float], rows: int) -> str | None:
    """The strand that a plan's own words clearly speak for, None where two are near or it is hardly named."""
    ranked = sorted(words.items(), key=lambda item: (-item[1], item[0]))
    if not ranked:
        return None
    best, weight = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    return best if weight >= max(3.0, rows / 5) and weight >= 1.4 * second else None


def contents_list(paper: Paper, strands: Strands) -> list[str]:
    """The strands a covering paper lists, in order, as printed: a table or a run of short lines.

    The longest such run counts; each entry is a strand's name and nothing else, a number apart.
    """
    runs = [[name for _, name in grid_entries(grid, strands)] for grid in paper.grids]
    run: list[str] = []
    for block in paper.blocks:
        if len(block.text) <= 80 and strands.exactly(block.text):
            run.append(_unnumbered(block.text))
        elif run:
            runs.append(run)
            run = []
    runs.append(run)
    best = max(runs, key=len, default=[])
    return best if len(best) > 1 else []


def grid_entries(grid: Grid, strands: Strands) -> list[tuple[str | None, str]]:
    """(number, name) of each row of a table that lists strands; empty where most rows name none.

    A numbered row among them names a strand too, though no vocabulary has it.
    """
    out: list[tuple[str | None, str]] = []
    known = 0
    for row in grid.rows:
        texts = [" ".join(cell.lines).strip() for cell in row.cells if cell.lines]
        number = next((t.rstrip(".") for t in texts if re.fullmatch(r"\d{1,2}\.?", t)), None)
        names = [_unnumbered(t) for t in texts if strands.exactly(t)]
        if len(names) == 1:
            known += 1
            out.append((number, names[0]))
        elif number and not names:
            others = [t for t in texts if re.search(r"[A-Za-z]{3}", t) and len(t) <= 80]
            out += [(number, others[0])] if others else []
    return out if known * 2 > len(grid.rows) else []


def _unnumbered(text: str) -> str:
    return re.sub(r"^\s*\d{1,2}[.)]?\s+", "", text).strip()


def place(sources: Sequence[tuple[Source, int]], contents: Sequence[str], strands: Strands) -> list[Placed]:
    """Strand and plan of every plan of one paper, in printed order; each source comes with its row count."""
    placed = [_by_name(source, strands) for source, _ in sources]
    open_places = [i for i, p in enumerate(placed) if p is None]
    listed: dict[int, str] = {}
    if contents and open_places:
        listed = _against_list(sources, placed, contents, strands)
    out = []
    for i, (source, rows) in enumerate(sources):
        known = placed[i]
        if known is not None:
            out.append(known)
        elif i in listed:
            out.append(
                Placed(strands.named(listed[i]) or listed[i], plan_name(source.title) or listed[i], CONTENTS)
            )
        else:
            strand = clear_winner(source.words, rows)
            name = plan_name(source.title) or plan_name(own_name(source.name)) or sheet_name(source.sheet)
            out.append(Placed(strand, name or strand, CONTENT if strand else None))
    return out


def _by_name(source: Source, strands: Strands) -> Placed | None:
    """By title, else by the name of the file or the sheet: a known strand in any before a strand of the
    board's own."""
    name, sheet = own_name(source.name), own_name(source.sheet)
    if strand := strands.named(source.title):
        return Placed(strand, plan_name(source.title), TITLE)
    if strand := strands.named(name):
        return Placed(strand, plan_name(source.title) or plan_name(name), NAME)
    if strand := strands.named(sheet):
        return Placed(strand, plan_name(source.title) or sheet_name(source.sheet), TITLE)
    if strand := printed_strand(source.title):
        return Placed(strand, plan_name(source.title), TITLE)
    if name and (strand := printed_strand(_apart(name))):
        return Placed(strand, plan_name(source.title) or plan_name(name), NAME)
    return None


def _against_list(
    sources: Sequence[tuple[Source, int]],
    placed: Sequence[Placed | None],
    contents: Sequence[str],
    strands: Strands,
) -> dict[int, str]:
    """Plan -> entry of the contents list, both in their order, by the plans' own words.

    As many entries as plans: each is its entry, unless its own words clearly name another. More entries than
    plans: some are not attached, and the alignment that the words support most is taken, only where they
    support it. A strand may have two plans.
    """
    if len(contents) == len(sources):
        return {
            i: contents[i]
            for i, known in enumerate(placed)
            if known is None and not _speaks_against(sources[i], contents[i], strands)
        }
    gains = [
        [_support(source, known, entry, strands) for entry in contents]
        for (source, _), known in zip(sources, placed, strict=True)
    ]
    chosen = _monotone(gains)
    return {i: contents[j] for i, j in chosen.items() if gains[i][j] > 0}


def _speaks_against(source: tuple[Source, int], entry: str, strands: Strands) -> bool:
    winner = clear_winner(source[0].words, source[1])
    return winner is not None and winner != strands.named(entry)


def _support(source: Source, known: Placed | None, entry: str, strands: Strands) -> float:
    """0 to 1: how far a plan speaks for an entry of the list."""
    strand = strands.named(entry)
    if known is not None:
        return 1.0 if known.strand == strand else 0.0
    total = sum(source.words.values())
    return source.words.get(strand or "", 0.0) / total if total >= 3 else 0.0


def _monotone(gains: Sequence[Sequence[float]]) -> dict[int, int]:
    """The assignment, in order, of rows to columns with the greatest sum; neighbours may share a column."""
    if not gains:
        return {}
    rows, columns = len(gains), len(gains[0])
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(1, rows + 1):
        for j in range(1, columns + 1):
            best[i][j] = max(best[i][j - 1], best[i - 1][j], best[i - 1][j] + gains[i - 1][j - 1])
    chosen: dict[int, int] = {}
    i, j = rows, columns
    while i and j:
        if best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            if best[i][j] > best[i - 1][j]:
                chosen[i - 1] = j - 1
            i -= 1
    return chosen


def strands_of(texts: Iterable[str], strands: Strands) -> Counter[str]:
    """How often each strand is spoken of over several texts."""
    total: Counter[str] = Counter()
    for text in texts:
        total += strands.count(text)
    return total
