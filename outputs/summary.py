"""What a run found, for a person and for a script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from normalise.records import Records
from outputs.schema import UNREAD

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


def summarise(
    records: Records,
    *,
    out: str,
    aside: Sequence[str] = (),
    faults: Iterable[str] = (),
    pages_laid_out: int = 0,
) -> Summary:
    """Count what a run gave."""
    primary = [action for action in records.actions if action.primary]
    strands: dict[str, Counter[str]] = {}
    for action in primary:
        strands.setdefault(action.strand or _NO_STRAND, Counter())[action.rag or "none"] += 1
    return Summary(
        out=out,
        papers=len(records.papers),
        kinds=_counted(p.kind or "other" for p in records.papers),
        statuses=_counted(p.status for p in records.papers),
        actions=len(primary),
        copies=len(records.actions) - len(primary),
        strands={
            s: {r: strands[s][r] for r in (*_RAGS, "none")} for s in sorted(strands, key=_last(_NO_STRAND))
        },
        rows={name: len(getattr(records, name)) for name in records.__slots__},
        findings=_counted(f.code for f in records.findings),
        unread=tuple(Unread(p.path, p.status, p.error) for p in records.papers if p.status in UNREAD),
        aside=tuple(aside),
        faults=tuple(faults),
        pages_laid_out=pages_laid_out,
    )


def as_lines(summary: Summary, width: int = 100) -> list[str]:
    """The summary as plain lines, no wider than `width` where that can be."""
    lines = [f"Papers    {summary.papers}", *_counts("  ", summary.kinds), *_counts("  ", summary.statuses)]
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


def _counted(values: Iterable[str]) -> dict[str, int]:
    """Counts, the most first, then by name."""
    return dict(sorted(Counter(values).items(), key=lambda item: (-item[1], item[0])))


def _last(name: str) -> Any:
    return lambda strand: (strand == name, strand)
