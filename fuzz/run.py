"""The coverage-guided run: `python -m fuzz.run --seconds 600 [TARGET ...]`.

Each target runs in a process of its own, one after the other, under libFuzzer as atheris drives it: what a
native library does with an input then ends that target's process and not the run. Inputs that went new ways
are kept in build/fuzz/TARGET, finds in build/fuzz/finds. Exit code 1 where there are finds.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

import click

ROOT = Path(__file__).parents[1]
_HOME = ROOT / "build" / "fuzz"
_NAMES = ("pdf", "page", "docx", "xlsx", "container", "dump", "plan", "cells", "words")
_DICTIONARIES = {"docx": "office.dict", "xlsx": "office.dict", "page": "pdf.dict", "pdf": "pdf.dict"}
_ROOMS = ("extract", "normalise", "outputs")


def main() -> int:
    """Fuzz the targets named, all without one; 1 where there are finds."""
    parser = argparse.ArgumentParser(prog="fuzz.run", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(_NAMES))
    parser.add_argument("--seconds", type=int, default=600, help="for all targets together")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    targets = options.targets or list(_NAMES)
    if unknown := [name for name in targets if name not in _NAMES]:
        parser.error(f"no such target: {', '.join(unknown)}")
    seconds = max(1, options.seconds // len(targets))
    if options.inside:
        return _inside(targets[0], seconds)
    finds = 0
    for target in targets:
        finds += not _in_process(target, seconds)
    return min(1, finds)


def _in_process(target: str, seconds: int) -> bool:
    """Run one target; False where it found something."""
    command = [sys.executable, "-m", "fuzz.run", target, "--seconds", str(seconds), "--inside"]
    done = subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, check=False)  # noqa: S603 - ourselves
    said = done.stderr.decode("utf-8", "replace")
    runs = re.findall(r"stat::number_of_executed_units:\s+(\d+)|^Done (\d+) runs", said, re.MULTILINE)
    count = next((int(a or b) for a, b in reversed(runs)), 0)
    verdict = "nothing found" if done.returncode == 0 else "FOUND SOMETHING"
    click.echo(f"{target:<10} {count:>8,} inputs  {verdict}")
    if done.returncode:
        log = _HOME / "finds" / f"{target}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(said, encoding="utf-8")
        click.echo(f"           see {log.relative_to(ROOT)}")
    return done.returncode == 0


def _inside(target: str, seconds: int) -> int:
    """Run one target in this process: it does not come back."""
    import atheris  # type: ignore[import-untyped]  # noqa: PLC0415 - only the fuzzing process needs it

    with atheris.instrument_imports(include=list(_ROOMS)):
        from fuzz.corpus import write  # noqa: PLC0415 - instrumented as it is imported
        from fuzz.targets import TARGETS  # noqa: PLC0415 - as above

    corpus, seeds, finds = _HOME / target, _HOME / "seeds" / target, _HOME / "finds"
    for folder in (corpus, finds):
        folder.mkdir(parents=True, exist_ok=True)
    write(target, seeds)
    flags = [
        f"-max_total_time={seconds}",
        "-max_len=98304",
        "-rss_limit_mb=1500",
        "-timeout=120",
        "-print_final_stats=1",
        f"-artifact_prefix={finds}/{target}-",
    ]
    if target in _DICTIONARIES:
        flags.append(f"-dict={Path(__file__).parent / _DICTIONARIES[target]}")
    atheris.Setup([sys.argv[0], *flags, str(corpus), str(seeds)], TARGETS[target])
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
