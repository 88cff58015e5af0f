"""Every claim measured in one run, side by side, and kept in `bench/RESULTS.md`: `make bench`.

    python -m bench.run [--quick]

`QUICK=1 make bench` takes some minutes, on smaller papers, and keeps nothing.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench import again, growth, pack, reading, whole

RESULTS = Path(__file__).parent / "RESULTS.md"
NOTES = Path(__file__).parent / "NOTES.md"

FULL: dict[str, Callable[[], str]] = {
    "PDF reading": lambda: reading.main(120, 11),
    "Files to tables": lambda: whole.main(100, 15),
    "A huge pack": lambda: pack.main(5, (500, 2000)),
    "Growth": lambda: growth.main((1, 10, 100, 1000)),
    "Runs again, and workers": lambda: again.main(100, 5),
    "Ten thousand papers": lambda: again.many(10_000),
}
QUICK: dict[str, Callable[[], str]] = {
    "PDF reading": lambda: reading.main(60, 3),
    "Files to tables": lambda: whole.main(25, 3),
    "A huge pack": lambda: pack.main(3, (500,)),
    "Growth": lambda: growth.main((1, 10, 100)),
    "Runs again, and workers": lambda: again.main(25, 1),
    "A thousand papers": lambda: again.many(1_000),
}


def machine() -> str:
    """The kind of machine, by what matters: no name, no path."""
    chip = platform.machine()
    cores = os.cpu_count()
    return f"{cores} cores ({chip}), {platform.system()}, Python {platform.python_version()}"


def main(*, quick: bool) -> None:
    """Run every script, print what it found, keep it where the run is a full one."""
    kept = [
        "# What was measured",
        f"{datetime.now(UTC):%Y-%m-%d}, {machine()}. Ratios are of one run; written by `make bench`.",
    ]
    for name, measured in (QUICK if quick else FULL).items():
        print(f"{name} ...\n", flush=True)
        found = measured()
        print(found + "\n", flush=True)
        kept += [f"## {name}", found]
    if not quick:
        RESULTS.write_text("\n\n".join([*kept, NOTES.read_text(encoding="utf-8")]), encoding="utf-8")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv[1:] or os.environ.get("QUICK") == "1")
