"""What a run found, for a person and for a script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import pyarrow as pa

from outputs.schema import TABLES, UNREAD

_RAGS = ("RED", "AMBER", "GREEN", "BLUE")
_NO_STRAND = "(no strand)"


@dataclass(frozen=True, slots=True)
class Unread:
    """A paper that wants a person."""

    path: str
    status: str
    error: str | None


@dataclass(frozen=True, slots=True)
class Summary:
    """A run in numbers. Actions are the primary ones, so that no action counts twice."""

    out: str
    papers: int = 0
    unchanged: int = 0
    """Files, with what is inside them, that had been read before and were not read again."""
    kinds: dict[str, int] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    actions: int = 0
    copies: int = 0
    """Action rows that are a second copy of a primary one."""
    strands: dict[str, dict[str, int]] = field(default_factory=dict)
    """Strand -> RED, AMBER, GREEN, BLUE, none -> actions."""
    rows: dict[str, int] = field(default_factory=dict)
    """Table -> rows."""
    findings: dict[str, int] = field(default_factory=dict)
    """Code -> findings."""
    unread: tuple[Unread, ...] = ()
    aside: tuple[str, ...] = ()
    """What was met in the folders and not opened, with the reason."""
    faults: tuple[str, ...] = ()
    """Paths of papers that a defect of ours kept from being read."""
    pages_laid_out: int = 0
    """Pages read in full; the others were dismissed on their plain text."""

    def to_json(self) -> dict[str, Any]:
        """The summary as JSON takes it."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Summary:
        """The summary that `to_json` gave."""
        lists = {name: tuple(told[name]) for name in ("aside", "faults")}
        return cls(**{**told, **lists, "unread": tuple(Unread(**paper) for paper in told["unread"])})


class Tally:
    """Counts what a run gives, table by table, as the rows go by."""

    def __init__(self) -> None:
        self._rows: Counter[str] = Counter({table.name: 0 for table in TABLES})
        self._kinds: Counter[str] = Counter()
        self._statuses: Counter[str] = Counter()
        self._findings: Counter[str] = Counter()
        self._rags: Counter[tuple[str, str]] = Counter()
        self._unread: list[Unread] = []

    def add(self, tables: Mapping[str, pa.Table]) -> None:
        """Count some rows of all tables."""
        for name, table in tables.items():
            self._rows[name] += table.num_rows
        papers = tables["papers"].select(["path", "kind", "status", "error"]).to_pylist()
        self._kinds.update(p["kind"] or "other" for p in papers)
        self._statuses.update(p["status"] for p in papers)
        self._unread += [Unread(p["path"], p["status"], p["error"]) for p in papers if p["status"] in UNREAD]
        self._findings.update(tables["findings"].column("code").to_pylist())
        actions = tables["actions"]
        primary = actions.filter(actions.column("primary")).select(["strand", "rag"])
        self._rags.update(
            zip(primary.column("strand").to_pylist(), primary.column("rag").to_pylist(), strict=True)
        )

    def summary(
        self,
        *,
        out: str,
        aside: Sequence[str] = (),
        faults: Iterable[str] = (),
        pages_laid_out: int = 0,
        unchanged: int = 0,
    ) -> Summary:
        """The run in numbers."""
        strands: dict[str, Counter[str]] = {}
        for (strand, rag), count in self._rags.items():
            strands.setdefault(strand or _NO_STRAND, Counter())[rag or "none"] += count
        primary = sum(self._rags.values())
        return Summary(
            out=out,
            papers=self._rows["papers"],
            unchanged=unchanged,
            kinds=_ordered(self._kinds),
            statuses=_ordered(self._statuses),
            actions=primary,
            copies=self._rows["actions"] - primary,
            strands={
                s: {r: strands[s][r] for r in (*_RAGS, "none")}
                for s in sorted(strands, key=_last(_NO_STRAND))
            },
            rows=dict(self._rows),
            findings=_ordered(self._findings),
            unread=tuple(self._unread),
            aside=tuple(aside),
            faults=tuple(faults),
            pages_laid_out=pages_laid_out,
        )


def as_lines(summary: Summary, width: int = 100) -> list[str]:
    """The summary as plain lines, no wider than `width` where that can be."""
    unchanged = f", {summary.unchanged} of them read before and unchanged" if summary.unchanged else ""
    lines = [
        f"Papers    {summary.papers}{unchanged}",
        *_counts("  ", summary.kinds),
        *_counts("  ", summary.statuses),
    ]
    copies = f", and {summary.copies} in second copies" if summary.copies else ""
    lines += ["", f"Actions   {summary.actions}{copies}", *_strand_table(summary.strands)]
    lines += ["", f"Findings  {sum(summary.findings.values())}", *_columns(summary.findings)]
    lines += ["", f"Tables    {summary.out}", *_folded(summary.rows, width)]
    if summary.unread:
        lines += ["", f"Needs a person   {len(summary.unread)}"]
        for paper in summary.unread:
            lines += [f"  {paper.path}", f"    {paper.status}: {paper.error or 'no reason given'}"]
    if summary.aside:
        lines += ["", f"Left aside   {len(summary.aside)}", *(f"  {text}" for text in summary.aside)]
    if summary.faults:
        lines += ["", f"Faults of ours   {len(summary.faults)}", *(f"  {path}" for path in summary.faults)]
    return lines


def _strand_table(strands: dict[str, dict[str, int]]) -> list[str]:
    if not strands:
        return []
    heads = [rag for rag in (*_RAGS, "none") if any(counts[rag] for counts in strands.values())]
    wide = max(len(strand) for strand in strands)
    lines = ["  " + " " * wide + "".join(f"{head:>8}" for head in heads)]
    for strand, counts in strands.items():
        lines.append(f"  {strand:<{wide}}" + "".join(f"{counts[head] or '.':>8}" for head in heads))
    return lines


def _counts(indent: str, counts: dict[str, int]) -> list[str]:
    return [indent + ", ".join(f"{n} {name}" for name, n in counts.items())] if counts else []


def _columns(counts: dict[str, int]) -> list[str]:
    wide = max((len(name) for name in counts), default=0)
    return [f"  {name:<{wide}}  {n:>6}" for name, n in counts.items()]


def _folded(counts: dict[str, int], width: int) -> list[str]:
    lines, line = [], ""
    for part in (f"{name} {n}" for name, n in counts.items()):
        if line and len(line) + len(part) + 4 > width:
            lines.append("  " + line)
            line = ""
        line = f"{line}, {part}" if line else part
    return [*lines, "  " + line]


def _ordered(counts: Counter[str]) -> dict[str, int]:
    """The most first, then by name."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _last(name: str) -> Any:
    return lambda strand: (strand == name, strand)
