"""Claim: time grows with the number of plans and no faster, memory does not grow.

    python -m bench.growth [PLANS ...]

Files to tables, each size in a process of its own, after one plan to warm up; and by two workers, for the
memory of the process that writes the tables and of those that read.
"""

from __future__ import annotations

import math
import sys
import tempfile
from pathlib import Path

from bench.measure import alone, table
from bench.whole import ACTIONS, folder_of


def main(sizes: tuple[int, ...] = (1, 10, 100, 1000)) -> str:
    """CPU time, its growth, and peak memory."""
    lines = []
    known: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as place:
        warm_up = folder_of(1, Path(place) / "one")
        for plans in sizes:
            papers = folder_of(plans, Path(place) / f"papers {plans}")
            got, apart = alone("tables", papers, warm_up), alone("workers", papers, warm_up)
            known[plans] = got["seconds"]
            each = f"{1000 * got['seconds'] / plans:.1f}"
            told = f"{got['rows']:.0f} of {ACTIONS * plans}"
            memory = [f"{mb:.0f}" for mb in (got["peak"], apart["peak"], apart["worker"])]
            lines.append((plans, f"{got['seconds']:.2f}", each, *memory, told))
    first, last = sorted(known)[-2 if len(known) < 4 else 1], max(known)
    exponent = math.log(known[last] / known[first]) / math.log(last / first)
    told = f"Time grows with the plans to the power of {exponent:.2f}, from {first} to {last}."
    heads = ("plans", "s of CPU", "ms a plan", "peak MB", "with workers", "a worker", "rows")
    return table(heads, lines) + "\n\n" + told


if __name__ == "__main__":
    print(main(tuple(map(int, sys.argv[1:])) or (1, 10, 100, 1000)))
