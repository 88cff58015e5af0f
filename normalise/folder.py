"""Across all papers of a run: which plan is a copy of which, and which action is printed more than once.

The same plan comes as Word and as its PDF print, loose and attached, and in a text dump of both. It is known
by its rows. Nothing is dropped: a copy's rows stay, marked not primary, and its paper says whose copy it is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.lexicon import letters
from normalise import findings
from normalise.kind import dated_by_name
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
_COMMON = 24
"""Earlier plans that a plan is compared with for one action: a plan carried over a hundred quarters is
looked for among the last of them, and the work stays linear."""
_SHORT = 12
"""Characters of an action below which its words say nothing (`TBC`, `Ongoing`)."""


@dataclass(slots=True)
class _Plan:
    """The rows of one plan of one paper."""

    index: int
    paper: PaperRecord
    rows: list[ActionRecord] = field(default_factory=list)
    keys: frozenset[str] = frozenset()
    """Its actions' words."""
    told: frozenset[str] = frozenset()
    """Its actions' words with their comments'."""

    @property
    def undated(self) -> bool:
        """Nothing printed, and no file or folder name, says when it is from."""
        return self.paper.meeting_date is None and not dated_by_name(self.paper.path)

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
        _share_quarter([best, *others])
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
        plan.told = frozenset(
            key + _squeezed(row.comments) for row in plan.rows if (key := _key(row)) and row.comments
        )
    return out


def _key(row: ActionRecord) -> str | None:
    """An action's words without white space and punctuation, so that a dump's broken words match."""
    words = _squeezed(row.action)
    return words if len(words) >= _SHORT else None


def _squeezed(text: str | None) -> str:
    return letters(text or "")


def _groups(plans: Sequence[_Plan]) -> list[list[int]]:
    """Plans that are one and the same; plans of one paper never are.

    Candidates come from an index of action words, so only plans that share actions are ever compared.
    """
    index: dict[str, list[int]] = defaultdict(list)
    for plan in plans:
        for key in sorted(plan.keys):
            index[key].append(plan.index)
    parent = list(range(len(plans)))
    for plan in plans:
        shared: Counter[int] = Counter()
        for key in plan.keys:
            at = bisect_left(index[key], plan.index)
            shared.update(index[key][max(0, at - _COMMON) : at])
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

    Of one quarter they are. Where the quarter of one is only its newest update's, because the file says no
    date, the comments decide: the next quarter's plan has the same actions and other comments.
    """
    if a.paper.path == b.paper.path or not a.keys or not b.keys:
        return False
    smaller, larger = sorted((len(a.keys), len(b.keys)))
    if shared < _ALIKE * smaller or smaller < 0.5 * larger:
        return False
    if a.paper.quarter == b.paper.quarter:
        return True
    told = len(a.told & b.told)
    return (a.undated or b.undated) and told >= _ALIKE * min(len(a.told), len(b.told))


def _share_quarter(group: Sequence[_Plan]) -> None:
    """Give a plan whose file says no date the quarter of its copy that does."""
    sure = {plan.paper.quarter for plan in group if not plan.undated and plan.paper.quarter}
    if len(sure) != 1:
        return
    quarter = sure.pop()
    for plan in group:
        if plan.undated:
            plan.paper.quarter = quarter
            for row in plan.rows:
                row.quarter = quarter


def _name_copies(records: Records, papers: dict[str, PaperRecord], copies: dict[str, set[str]]) -> None:
    """`same_as` of papers whose every plan is a copy of one other paper's, and a finding on each copy."""
    primary = Counter(row.path for row in records.actions if row.primary)
    for path, originals in sorted(copies.items()):
        paper = papers[path]
        names = ", ".join(sorted(originals))
        parents = {papers[original].parent_path for original in originals}
        parent = parents.pop() if len(originals) > 1 and len(parents) == 1 else None
        if primary[path] == 0:
            paper.same_as = parent or min(originals)
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
        if not row.primary or row.quarter is None or key is None or len(key) < 40:
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
