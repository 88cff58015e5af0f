"""Claims: a re-run with nothing new is instant, one paper more costs that one, also where ten thousand are
done; two workers do twice as much.

    python -m bench.again [PLANS] [TIMES]

Wall-clock time; the workers' runs start from nothing. Two workers want two cores to themselves: how much of
the machine other work took meanwhile is said.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.measure import table
from bench.papers import by_reportlab, plan, small
from bench.whole import ACTIONS, extract, folder_of
from pipeline.options import Options
from pipeline.run import extract_folder


def clock(run: Callable[[], object], times: int = 1) -> float:
    """Median seconds by the clock."""
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        run()
        spent.append(time.perf_counter() - begun)
    return statistics.median(spent)


def machine() -> float:
    """CPU seconds that the whole machine has spent working; NaN where the system does not say."""
    told = Path("/proc/stat")
    if not told.exists():
        return float("nan")
    user, nice, system, _, _, *interrupts = map(int, told.read_text().split("\n", 1)[0].split()[1:8])
    return (user + nice + system + sum(interrupts)) / os.sysconf("SC_CLK_TCK")


def ours() -> float:
    """CPU seconds of this process and of those it has started and seen end."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def main(plans: int = 100, times: int = 5) -> str:
    """The re-runs against the first run; two workers against one."""
    with tempfile.TemporaryDirectory() as place:
        papers, out = folder_of(plans, Path(place) / "papers"), Path(place) / "tables"

        def kept() -> object:
            return extract_folder([papers], out, Options(keep=True))

        first = clock(kept)
        again = clock(kept, times)
        (papers / "one more.pdf").write_bytes(by_reportlab(plan(ACTIONS, plans)).data)
        more = clock(kept)
        workers: dict[int, list[float]] = {1: [], 2: []}
        begun, all_work, our_work = time.perf_counter(), machine(), ours()
        for _ in range(times):
            for jobs, spent in workers.items():
                spent.append(clock(lambda jobs=jobs: extract(papers, jobs=jobs)))
        others = (machine() - all_work - ours() + our_work) / (time.perf_counter() - begun)
        one, two = (statistics.median(workers[jobs]) for jobs in (1, 2))
    lines = [
        ("first run", f"{first:.2f}", "1.00"),
        ("again, nothing new", f"{again:.2f}", f"{again / first:.3f}"),
        ("one paper more", f"{more:.2f}", f"{more / first:.3f}"),
        ("one worker", f"{one:.2f}", "1.00"),
        ("two workers", f"{two:.2f}", f"{two / one:.2f}, {one / two:.2f} times as fast"),
    ]
    told = f"While the workers ran, other work took {max(others, 0.0):.2f} cores of {os.cpu_count()}."
    return table((f"{plans} plans", "s by the clock", "against the first"), lines) + "\n\n" + told


def many(papers: int = 10_000, times: int = 3) -> str:
    """The re-runs of a folder of many small papers."""
    with tempfile.TemporaryDirectory() as place:
        folder, out = Path(place) / "papers", Path(place) / "tables"
        for n in range(papers):
            (folder / f"{n // 100:03}").mkdir(parents=True, exist_ok=True)
            (folder / f"{n // 100:03}" / f"plan {n:05}.pdf").write_bytes(small(n))

        def run() -> float:
            return clock(lambda: extract_folder([folder], out, Options(keep=True, jobs=os.cpu_count() or 1)))

        first, again = run(), statistics.median(run() for _ in range(times))
        (folder / "one more.pdf").write_bytes(small(papers))
        lines = [
            ("first run", f"{first:.1f}"),
            ("again, nothing new", f"{again:.2f}"),
            ("one paper more", f"{run():.2f}"),
        ]
    return table((f"{papers:,} papers", "s by the clock"), lines)


if __name__ == "__main__":
    print(main(*map(int, sys.argv[1:])))
