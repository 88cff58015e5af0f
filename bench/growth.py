"""Claim: time grows with the number of plans and no faster, memory does not grow.

    python -m bench.growth [PLANS ...]

Files to tables, each size in a process of its own, after one plan to warm up.
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
            got = alone("tables", folder_of(plans, Path(place) / f"papers {plans}"), warm_up)
            known[plans] = got["seconds"]
            each = f"{1000 * got['seconds'] / plans:.1f}"
            told = f"{got['rows']:.0f} of {ACTIONS * plans}"
            lines.append((plans, f"{got['seconds']:.2f}", each, f"{got['peak']:.0f}", told))
    first, last = sorted(known)[-2 if len(known) < 4 else 1], max(known)
    exponent = math.log(known[last] / known[first]) / math.log(last / first)
    told = f"Time grows with the plans to the power of {exponent:.2f}, from {first} to {last}."
    return table(("plans", "s of CPU", "ms a plan", "peak MB", "rows"), lines) + "\n\n" + told


if __name__ == "__main__":
    print(main(tuple(map(int, sys.argv[1:])) or (1, 10, 100, 1000)))
