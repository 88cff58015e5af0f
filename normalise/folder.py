"""Across all papers of a run: which plan is a copy of which, and which action is printed more than once.

The same plan comes as Word and as its PDF print, loose and attached, and in a text dump of both. It is known
by its rows. Nothing is dropped: a copy's rows stay, marked not primary, and its paper says whose copy it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extract.lexicon import squash
from normalise import findings
from normalise.records import ActionRecord, PaperRecord, Records

_RANK = {
    "word table": 0,
    "sheet": 1,
    "tags": 2,
    "rulings": 3,
    "spacing": 4,
    "dump": 5,
    "ocr": 6,
}
"""Which copy is the best: Word before tagged PDF before PDF before dump."""
_ALIKE = 0.8
"""Share of the smaller plan's actions that stand in the other for the two to be one plan."""
_COMMON = 12
"""Plans in which an action may stand before its words say nothing: a template's, printed in all of them."""
_SHORT = 12
"""Characters of an action below which its words say nothing (`TBC`, `Ongoing`)."""


@dataclass(slots=True)
class _Plan:
    """The rows of one plan of one paper."""

    index: int
    paper: PaperRecord
    rows: list[ActionRecord] = field(default_factory=list)
    keys: frozenset[str] = frozenset()

    @property
    def rank(self) -> tuple[int, int, int, str]:
        """Smaller is better: by method, more rows, loose before attached, by path."""
        method = min((_RANK.get(row.method, 9) for row in self.rows), default=9)
        return method, -len(self.rows), self.paper.path.count("!/"), self.paper.path


def resolve(records: Records) -> Records:
    """Mark copies and repeated actions over all papers; work grows with the number of rows alone.

    Changes `primary` of actions, `same_as` and `status` of papers, and appends findings; calling it again
    changes nothing.
    """
    papers = {paper.path: paper for paper in records.papers}
    _reset(records)
    plans = _plans(records, papers)
    copies: dict[str, set[str]] = defaultdict(set)
    for group in _groups(plans):
        best, *others = sorted((plans[i] for i in group), key=lambda p: p.rank)
        for other in others:
            copies[other.paper.path].add(best.paper.path)
            for row in other.rows:
                row.primary = False
    _name_copies(records, papers, copies)
    _same_bytes(records.papers)
    _repeated(records)
    return records


_OURS = frozenset({"same plan twice", "repeated in another plan"})


def _reset(records: Records) -> None:
    records.findings[:] = [f for f in records.findings if f.code not in _OURS]
    for row in records.actions:
        row.primary = True
        row.flags[:] = [flag for flag in row.flags if flag not in _OURS]
    for paper in records.papers:
        paper.same_as = None
        if paper.status == "duplicate":
            paper.status = "ok" if paper.actions else "no actions"


def _plans(records: Records, papers: dict[str, PaperRecord]) -> list[_Plan]:
    """The plans in table order: rows of one paper, a new plan where their numbers begin at 1 again."""
    out: list[_Plan] = []
    last: ActionRecord | None = None
    for row in records.actions:
        if last is None or row.path != last.path or row.row <= last.row:
            out.append(_Plan(len(out), papers[row.path]))
        out[-1].rows.append(row)
        last = row
    for plan in out:
        plan.keys = frozenset(key for row in plan.rows if (key := _key(row)))
    return out


def _key(row: ActionRecord) -> str | None:
    """An action's words without white space and punctuation, so that a dump's broken words match."""
    words = squash(row.action or "").replace(" ", "")
    return words if len(words) >= _SHORT else None


def _groups(plans: Sequence[_Plan]) -> list[list[int]]:
    """Plans that are one: of one quarter, with the same actions; plans of one paper are never copies.

    Candidates come from an index of action words, so only plans that share actions are ever compared.
    """
    index: dict[tuple[str | None, str], list[int]] = defaultdict(list)
    for plan in plans:
        for key in sorted(plan.keys):
            index[plan.paper.quarter, key].append(plan.index)
    parent = list(range(len(plans)))
    for plan in plans:
        shared: Counter[int] = Counter()
        for key in plan.keys:
            where = index[plan.paper.quarter, key]
            if len(where) <= _COMMON:
                shared.update(other for other in where if other < plan.index)
            else:
                shared.update(other for other in (where[0], where[-1]) if other < plan.index)
        for other, count in sorted(shared.items()):
            if _same(plan, plans[other], count):
                parent[_root(parent, plan.index)] = _root(parent, other)
    groups: dict[int, list[int]] = defaultdict(list)
    for i in range(len(plans)):
        groups[_root(parent, i)].append(i)
    return [group for _, group in sorted(groups.items()) if len(group) > 1]


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


def _same(a: _Plan, b: _Plan, shared: int) -> bool:
    """Whether two plans that share so many actions are one, printed twice.

    A plan of another strand may share a template's actions; a later plan of the same quarter has other
    comments, and is the same plan all the same.
    """
    if a.paper.path == b.paper.path or not a.keys or not b.keys:
        return False
    smaller, larger = sorted((len(a.keys), len(b.keys)))
    return shared >= _ALIKE * smaller and smaller >= 0.5 * larger


def _name_copies(records: Records, papers: dict[str, PaperRecord], copies: dict[str, set[str]]) -> None:
    """`same_as` of papers whose every plan is a copy of one other paper's, and a finding on each copy."""
    primary = Counter(row.path for row in records.actions if row.primary)
    for path, originals in sorted(copies.items()):
        paper = papers[path]
        names = ", ".join(sorted(originals))
        if primary[path] == 0:
            paper.same_as = min(originals)
        message = f"The same plan stands in {names}; its actions are counted there."
        records.findings.append(
            findings.finding((paper.paper_id, path), "same plan twice", message, value=min(originals))
        )


def _same_bytes(papers: Sequence[PaperRecord]) -> None:
    """The same file twice: all but the best placed are duplicates of it."""
    by_id: dict[str, list[PaperRecord]] = defaultdict(list)
    for paper in papers:
        by_id[paper.paper_id].append(paper)
    for same in by_id.values():
        first, *others = sorted(same, key=lambda p: (p.path.count("!/"), p.path))
        for paper in others:
            paper.same_as = first.path
            if paper.status in {"ok", "no actions"}:
                paper.status = "duplicate"


def _repeated(records: Records) -> None:
    """Actions that stand word for word in two plans of one quarter, copies apart."""
    first: dict[tuple[str | None, str], ActionRecord] = {}
    for row in records.actions:
        key = _key(row)
        if not row.primary or key is None or len(key) < 40:
            continue
        earlier = first.setdefault((row.quarter, key), row)
        if (earlier.path, earlier.plan) == (row.path, row.plan):
            continue
        where = earlier.plan or earlier.path
        message = f"{findings.label(row)} stands word for word in {where} too: is it counted twice?"
        found = findings.finding(row, "repeated in another plan", message, column="action", value=where)
        records.findings.append(found)
        if found.code not in row.flags:
            row.flags.append(found.code)


def copies_of(papers: Iterable[PaperRecord]) -> dict[str, str]:
    """Path -> path of the paper it is a copy of."""
    return {paper.path: paper.same_as for paper in papers if paper.same_as}
