"""Claim: from files to Parquet takes at most 1.5 times what reading the PDFs takes, start-up apart.

    python -m bench.whole [PLANS] [TIMES]

One process; and `boardpapers --help`, which may take 0.3 s of CPU.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.measure import LEXICON, in_turn, medians, table
from bench.papers import by_reportlab, plan
from extract.paper import read_tree
from pipeline.options import Options
from pipeline.run import extract_folder

ACTIONS = 30


def folder_of(plans: int, place: Path) -> Path:
    """A folder of that many different plans of 30 actions, on some five pages each."""
    place.mkdir(exist_ok=True)
    for n in range(plans):
        (place / f"plan {n:05}.pdf").write_bytes(by_reportlab(plan(ACTIONS, n)).data)
    return place


def read_only(papers: Path) -> int:
    """Verbatim rows of every paper."""
    return sum(
        len(found.rows)
        for file in sorted(papers.iterdir())
        for paper in read_tree(file.read_bytes(), file.name, LEXICON)
        for found in paper.plans
    )


def extract(papers: Path, **options: object) -> int:
    """Rows of `actions`, written to a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as out:
        return extract_folder([papers], Path(out) / "tables", Options(**options)).summary.actions  # type: ignore[arg-type]


def help_seconds() -> float:
    """CPU seconds of `boardpapers --help`."""
    before = os.times()
    command = "import sys; from pipeline.cli import main; sys.argv = ['boardpapers', '--help']; main()"
    subprocess.run([sys.executable, "-c", command], check=True, capture_output=True)  # noqa: S603 - our own
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main(plans: int = 100, times: int = 5) -> str:
    """CPU time of both, and of help."""
    with tempfile.TemporaryDirectory() as place:
        papers = folder_of(plans, Path(place) / "papers")
        rows = {"reading": read_only(papers), "files to tables": extract(papers)}
        spent = in_turn(
            {"reading": lambda: read_only(papers), "files to tables": lambda: extract(papers)}, times
        )
    lines = [
        (name, f"{seconds:.2f}", f"{ratio:.2f}", f"{rows[name]} of {ACTIONS * plans}")
        for name, (seconds, ratio) in medians(spent, "reading").items()
    ]
    lines.append(("boardpapers --help", f"{min(help_seconds() for _ in range(times)):.2f}", "", ""))
    return table((f"{plans} plans", "s of CPU", "against reading", "rows"), lines)


if __name__ == "__main__":
    print(main(*map(int, sys.argv[1:])))
