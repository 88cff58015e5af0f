"""Between papers, without their rows: which are copies, settled on gists; then patched into the tables.

`normalise.folder.resolve` wants records. It is given outlines, which hold what it asks about and stand-ins
for the texts; what it changes in them is written down and made true of the rows as they go by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from normalise.folder import resolve
from normalise.records import FindingRecord, Records
from pipeline.parcel import Gist, outline

_OF_PAPER = ("quarter", "same_as", "status")
_OF_ACTION = ("quarter", "primary")
_FLAGS = "flags"

Changes = dict[int, dict[str, Any]]
"""Place of a row among the paper's -> column -> value."""


@dataclass(slots=True)
class Patch:
    """What one top-level paper's rows become beside the others."""

    papers: Changes = field(default_factory=dict)
    actions: Changes = field(default_factory=dict)
    """Under `flags`: those to add."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What only all papers together tell."""

    patches: Mapping[str, Patch]
    """By top-level path; papers that stay as they are have none."""
    findings: tuple[FindingRecord, ...]
    """To stand after all others."""


def settle(gists: Iterable[tuple[str, Gist]]) -> Settled:
    """Settle what is a copy of what; gists with their paths, in the order of the tables."""
    whole = Records()
    spans: list[tuple[str, int, int]] = []
    words: dict[str, tuple[str, str]] = {}
    for path, gist in gists:
        spans.append((path, len(whole.papers), len(whole.actions)))
        whole.extend(outline(gist))
        words |= {a[1]: (a[8], a[10]) for a in gist.actions if a[10]}
    before = [[getattr(p, c) for c in _OF_PAPER] for p in whole.papers]
    quarters = [a.quarter for a in whole.actions]
    resolve(whole)
    patches: dict[str, Patch] = {}
    ends = [(p, a) for _, p, a in spans[1:]] + [(len(whole.papers), len(whole.actions))]
    for (path, paper, action), (paper_end, action_end) in zip(spans, ends, strict=True):
        patch = Patch()
        for n in range(paper, paper_end):
            now = [getattr(whole.papers[n], c) for c in _OF_PAPER]
            if now != before[n]:
                patch.papers[n - paper] = dict(zip(_OF_PAPER, now, strict=True))
        for n in range(action, action_end):
            row = whole.actions[n]
            if not row.primary or row.flags or row.quarter != quarters[n]:
                patch.actions[n - action] = {c: getattr(row, c) for c in (*_OF_ACTION, _FLAGS)}
        if patch.papers or patch.actions:
            patches[path] = patch
    return Settled(patches, tuple(_named(f, words) for f in whole.findings))


def _named(finding: FindingRecord, words: Mapping[str, tuple[str, str]]) -> FindingRecord:
    """A finding that names an action by its first words, not by what stood in for them."""
    named = words.get(finding.action_id or "")
    if named:
        standing, said = named
        finding.message = finding.message.replace(f'"{standing}"', f'"{said}"')
    return finding


def patched(
    tables: Mapping[str, pa.Table], members: Sequence[tuple[str, int, int]], settled: Settled
) -> dict[str, pa.Table]:
    """The tables of many papers with what `settle` found; `members` are their top-level papers in order,
    with the numbers of their rows in papers and actions."""
    papers: Changes = {}
    actions: Changes = {}
    paper = action = 0
    for path, n_papers, n_actions in members:
        patch = settled.patches.get(path)
        if patch is not None:
            papers |= {paper + n: change for n, change in patch.papers.items()}
            actions |= {action + n: change for n, change in patch.actions.items()}
        paper, action = paper + n_papers, action + n_actions
    out = dict(tables)
    out["papers"] = _changed(out["papers"], papers, _OF_PAPER)
    out["actions"] = _changed(out["actions"], actions, (*_OF_ACTION, _FLAGS))
    return out


def _changed(table: pa.Table, changes: Changes, columns: Sequence[str]) -> pa.Table:
    if not changes:
        return table
    for name in columns:
        at = table.schema.get_field_index(name)
        values = table.column(at).to_pylist()
        for n, change in changes.items():
            values[n] = values[n] + change[name] if name == _FLAGS else change[name]
        table = table.set_column(at, table.schema.field(at), pa.array(values, table.schema.field(at).type))
    return table
