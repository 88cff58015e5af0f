"""The regression check: papers extracted again, every cell compared with what is expected of it.

A check folder holds `papers/` and `expected/`. Each `expected/**/NAME.csv` says what table NAME ought to
hold, in the columns it has and no others; `expected/2024Q1/actions.csv` speaks for `papers/2024Q1/`,
`expected/actions.csv` for all papers that no deeper file speaks for. A cell `*` is not compared; a row
whose every cell but the path is `*` leaves that paper out. An empty cell means "not printed".
"""

from __future__ import annotations

import csv
import io
import os
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TextIO

import pyarrow.parquet as pq

from outputs.csvsafe import unsafe, write_csv
from outputs.schema import BY_NAME
from pipeline.exits import Exit
from pipeline.pairing import Pair, pair_rows
from pipeline.progress import Quiet
from pipeline.run import Options, extract_folder

ANY = "*"
DIFFERS = 1
OF_ACTION = ("path", "row", "urn_raw", "urn")
"""Columns of an action that a CSV of owners, levels, updates or findings may use to say which it means;
one of aims or narrative may use its paper's path."""
_SHOWN = 110
"""Characters of a long cell that are shown."""

Cells = dict[str, str]


class NoCheck(Exception):
    """A check folder that cannot be used. Says what to do."""


@dataclass(slots=True)
class Expectation:
    """One expected CSV: the rows it wants and those that were found for it."""

    file: Path
    table: str
    scope: str
    """Paths begin with it: `2024Q1/`, or empty."""
    columns: tuple[str, ...]
    wanted: list[Cells]
    found: list[Cells] = field(default_factory=list)

    def covers(self, path: str) -> bool:
        """Whether the paper at `path` lies in the folder this file speaks for."""
        return path.startswith(self.scope)


@dataclass(slots=True)
class Tally:
    """What the check has counted."""

    rows: int = 0
    cells: int = 0
    missing: int = 0
    extra: int = 0

    @property
    def differs(self) -> bool:
        """Whether anything is not as expected."""
        return bool(self.cells or self.missing or self.extra)


def run_check(folders: Path | Sequence[Path], bless: bool = False, out: TextIO | None = None) -> int:
    """Extract the papers of each check folder, print what differs, and return 0 where nothing does.

    1 where something does, 2 where a folder cannot be checked or blessing is refused. `bless` rewrites the
    expected files with what was extracted, after printing what that changes; never under CI.
    """
    stream = out or sys.stdout
    if bless and os.environ.get("CI"):
        print(
            "Nothing is blessed in CI: run `make check BLESS=1` by hand and commit what it wrote.",
            file=stream,
        )
        return int(Exit.USAGE)
    tally = Tally()
    try:
        for folder in [folders] if isinstance(folders, Path) else folders:
            _check_folder(folder, bless, tally, stream)
    except NoCheck as error:
        print(error, file=stream)
        return int(Exit.USAGE)
    if not tally.differs:
        print(f"All {tally.rows} rows are as expected.", file=stream)
        return 0
    cells = _count(tally.cells, "cell differs", "cells differ")
    rows = _count(tally.missing, "row is", "rows are")
    taken = " Blessed: what was extracted is what is expected now." if bless else ""
    print(f"{cells}, {rows} missing and {tally.extra} too many, of {tally.rows}.{taken}", file=stream)
    return 0 if bless else DIFFERS


def _check_folder(folder: Path, bless: bool, tally: Tally, out: TextIO) -> None:
    """Check one folder; raises `NoCheck`."""
    expectations = read_expected(folder)
    with tempfile.TemporaryDirectory() as place:
        result = extract_folder([folder / "papers"], Path(place), Options(), Quiet())
        rows = extracted_rows(Path(place), {e.table for e in expectations})
    for path, fault in result.faults:
        print(f"Fault of ours at {path}: {fault.strip().splitlines()[-1]}", file=out)
    hand_out(expectations, rows)
    for expectation in expectations:
        before = (tally.cells, tally.missing, tally.extra)
        blessed = list(compare(expectation, tally, out))
        if bless and before != (tally.cells, tally.missing, tally.extra):
            _rewrite(expectation, blessed)
            print(f"wrote {expectation.file}", file=out)


def read_expected(folder: Path) -> list[Expectation]:
    """The expected CSVs of a check folder, deepest first; raises `NoCheck`."""
    papers, expected = folder / "papers", folder / "expected"
    if not papers.is_dir() or not expected.is_dir():
        raise NoCheck(f"{folder} is no check folder: it needs papers/ and expected/ (see samples/README.md).")
    files = sorted(expected.rglob("*.csv"), key=lambda f: (-len(f.parts), f.as_posix()))
    if not files:
        raise NoCheck(f"{expected} holds no CSV: put one there, an actions.csv with its header at least.")
    return [_read_csv(file, expected) for file in files]


def _read_csv(file: Path, expected: Path) -> Expectation:
    """One expected CSV; raises `NoCheck` with the line that is wrong."""
    table = file.stem
    if table not in BY_NAME:
        raise NoCheck(f"{file}: there is no table “{table}”; the tables are {', '.join(BY_NAME)}.")
    lines = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")))
    if not lines:
        raise NoCheck(f"{file} is empty: its first line must name columns.")
    columns = tuple(name.strip() for name in lines[0])
    known = {c.name for c in BY_NAME[table].columns}
    known |= set(OF_ACTION) if "action_id" in known else {"path"}
    for name in columns:
        if name not in known or columns.count(name) > 1:
            raise NoCheck(f"{file}: “{name}” is no column of {table}, or stands there twice.")
    wanted = []
    for n, line in enumerate(lines[1:], 2):
        if line and len(line) != len(columns):
            raise NoCheck(f"{file}, line {n}: {len(line)} cells under {len(columns)} column names.")
        if line:
            wanted.append(dict(zip(columns, map(unsafe, line), strict=True)))
    parent = file.parent.relative_to(expected).as_posix()
    return Expectation(file, table, "" if parent == "." else f"{parent}/", columns, wanted)


def extracted_rows(tables: Path, names: Iterable[str]) -> dict[str, list[Cells]]:
    """The rows of the tables as text: those that belong to an action with its path, row and URN, all
    others with their paper's path."""
    actions = {row["action_id"]: row for row in pq.read_table(tables / "actions.parquet").to_pylist()}
    papers = pq.read_table(tables / "papers.parquet", columns=["paper_id", "path"]).to_pylist()
    paths = {row["paper_id"]: row["path"] for row in reversed(papers)}
    out: dict[str, list[Cells]] = {}
    for name in sorted(names):
        out[name] = []
        for row in pq.read_table(tables / f"{name}.parquet").to_pylist():
            action: Mapping[str, Any] = actions.get(row.get("action_id"), {})
            whole = {column: action.get(column) for column in OF_ACTION}
            whole |= {"path": paths.get(row["paper_id"]) if "paper_id" in row else whole["path"]} | row
            out[name].append({column: as_text(value) for column, value in whole.items()})
    return out


def as_text(value: Any) -> str:
    """A value as a CSV shows it: empty for null, dates as 2024-03-31, true and false in small letters."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "; ".join(map(as_text, value))
    return str(value)


def hand_out(expectations: Sequence[Expectation], rows: Mapping[str, Sequence[Cells]]) -> None:
    """Give each extracted row to the deepest file that speaks for its paper; rows of papers that none
    speaks for are not compared."""
    for table, found in rows.items():
        files = [e for e in expectations if e.table == table]
        for row in found:
            for expectation in files:
                if expectation.covers(row["path"]):
                    expectation.found.append(row)
                    break


def compare(expectation: Expectation, tally: Tally, out: TextIO) -> Iterable[Cells]:
    """Print what differs between the rows wanted and found, and count it; the rows as they were found."""
    columns = expectation.columns
    by_path = "path" in columns
    wanted, found = _by_paper(expectation.wanted, by_path), _by_paper(expectation.found, by_path)
    for path in sorted({*wanted, *found}):
        want, have = wanted.get(path, []), found.get(path, [])
        if expectation.table == "findings":
            want, have = (sorted(rows, key=_finding_order) for rows in (want, have))
        tally.rows += len(want)
        if by_path and [row for row in want if all(row[c] == ANY for c in columns if c != "path")]:
            yield from want
            continue
        yield from _compare_paper(expectation, path, want, have, tally, out)


def _by_paper(rows: Sequence[Cells], by_path: bool) -> dict[str, list[Cells]]:
    """Rows by the paper they are of, in order; all together where the file names no papers."""
    out: dict[str, list[Cells]] = {}
    for row in rows:
        out.setdefault(row["path"] if by_path else "", []).append(row)
    return out


def _compare_paper(  # noqa: PLR0913, PLR0917 - one paper's rows on both sides, and where to say so
    expectation: Expectation, path: str, want: list[Cells], have: list[Cells], tally: Tally, out: TextIO
) -> Iterable[Cells]:
    """Compare one paper's rows. Row numbers count only while no row is missing or too many."""
    head = f"{expectation.table} · {path}"
    if want and not have and expectation.table != "papers":
        print(f"{head} · all {len(want)} rows missing", file=out)
        tally.missing += len(want)
        return
    pairs = _pairs(expectation, want, have)
    whole = all(i is not None and j is not None for i, j in pairs)
    compared = [c for c in expectation.columns if whole or c not in _PLACES]
    for i, j in pairs:
        if i is not None and j is not None:
            tally.cells += _compare_row(f"{head} · {_label(want[i], i)}", compared, want[i], have[j], out)
            yield have[j] | {c: ANY for c in expectation.columns if want[i][c] == ANY}
        elif i is not None:
            tally.missing += 1
            print(f"{head} · {_label(want[i], i)} · missing: {_gist(want[i])}", file=out)
        elif j is not None:
            tally.extra += 1
            gist = _gist({c: have[j][c] for c in expectation.columns})
            print(f"{head} · {_label(have[j], j)} · not expected: {gist}", file=out)
            yield have[j]


def _finding_order(row: Cells) -> tuple[str, ...]:
    """Findings have no printed order: the one they were raised in means nothing."""
    return tuple(row.get(c, "") for c in ("urn_raw", "code", "column"))


def _pairs(expectation: Expectation, want: Sequence[Cells], have: Sequence[Cells]) -> list[Pair]:
    """Which row is which, by all that tells them apart; a paper is the paper of its path, however changed."""
    if expectation.table == "papers" and len(want) == len(have) == 1:
        return [(0, 0)]
    telling = [c for c in expectation.columns if c not in _PLACES and c != "path"]
    return pair_rows(*([[row[c] for c in telling] for row in rows] for rows in (want, have)))


def _compare_row(head: str, columns: Sequence[str], want: Cells, have: Cells, out: TextIO) -> int:
    """Print the cells of a row that differ; how many."""
    differing = [c for c in columns if want[c] not in {ANY, have[c]}]
    for column in differing:
        expected, found = _contrast(want[column], have[column])
        print(f"{head} · {column}\n    expected  {expected}\n    found     {found}", file=out)
    return len(differing)


_PLACES = frozenset({"row", "n"})
"""Columns that count rows: they would all differ after one that is missing."""


def _label(row: Cells, place: int) -> str:
    """How a row is named: by its number in the plan and its URN, else by its place in the file."""
    label = f"row {row.get('row') or place + 1}"
    if row.get("urn_raw"):
        label += f" ({row['urn_raw']})"
    return f"{label}, {row['n']}" if row.get("n") else label


def _gist(row: Cells) -> str:
    """The longest thing a row says, with its code where it has one."""
    texts = [text for column, text in row.items() if column not in {"path", "row", "urn_raw", "code"}]
    longest = max(texts, key=len, default="")
    code = f"{row['code']} " if row.get("code") else ""
    return f"{code}“{longest[:_SHOWN]}{'…' if len(longest) > _SHOWN else ''}”"


def _contrast(one: str, other: str) -> tuple[str, str]:
    """Two texts cut to where they begin to differ."""
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    same = min(len(one), len(other)) if same is None else same
    start = max(0, same - _SHOWN // 3) if max(len(one), len(other)) > _SHOWN else 0
    return _cut(one, start), _cut(other, start)


def _cut(text: str, start: int) -> str:
    """A text from `start`, as much of it as is shown."""
    if not text:
        return "(nothing)"
    tail = "…" if len(text) > start + _SHOWN else ""
    return f"“{'…' if start else ''}{text[start : start + _SHOWN]}{tail}”"


def _rewrite(expectation: Expectation, rows: Iterable[Cells]) -> None:
    """Write an expected CSV again, in its own columns."""
    with expectation.file.open("w", newline="", encoding="utf-8") as file:
        write_csv(file, expectation.columns, ([row[c] for c in expectation.columns] for row in rows))


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"
