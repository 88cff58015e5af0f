"""What one reading costs in a process of its own, with nothing loaded that it does not need; memory as the
command line has it given out.

    python -m bench.alone reading FILE | text FILE | tables FOLDER WARM_UP | workers FOLDER WARM_UP

Prints CPU seconds, peak memory in MB (this process, and the largest of its workers) and rows as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from pipeline.worker import without_pandas


def reading(file: str) -> int:
    """Verbatim rows of one PDF."""
    from extract.paper import read_tree  # noqa: PLC0415 - as the module says
    from normalise.words import load  # noqa: PLC0415

    papers = read_tree(Path(file).read_bytes(), "paper.pdf", load().lexicon())
    return sum(len(plan.rows) for paper in papers for plan in paper.plans)


def text(file: str) -> int:
    """PDFium's plain text."""
    import pypdfium2  # noqa: PLC0415

    for page in pypdfium2.PdfDocument(Path(file)):
        page.get_textpage().get_text_range()
    return 0


def tables(folder: str) -> int:
    """Rows of `actions`, from a folder to a folder."""
    from pipeline.options import Options  # noqa: PLC0415
    from pipeline.run import extract_folder  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as out:
        return extract_folder([Path(folder)], Path(out) / "tables", Options()).summary.actions


def workers(folder: str) -> int:
    """The same by two workers, results kept, as the command line does it."""
    from pipeline.options import Options  # noqa: PLC0415
    from pipeline.run import extract_folder  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as out:
        options = Options(jobs=2, keep=True)
        return extract_folder([Path(folder)], Path(out) / "tables", options).summary.actions


def peak_of_workers() -> float:
    """The most memory one process started from here has held, in MB; NaN where the system does not say."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return float("nan")
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def peak() -> float:
    """The most memory this process has held, in MB; NaN where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def main(way: str, target: str, *warm_up: str) -> None:
    """Measure, and print."""
    # As `pipeline.cli.program` has it.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    without_pandas()
    do = {"reading": reading, "text": text, "tables": tables, "workers": workers}[way]
    for other in warm_up:
        do(other)
    begun = time.process_time()
    rows = do(target)
    spent = time.process_time() - begun
    print(json.dumps({"seconds": spent, "peak": peak(), "worker": peak_of_workers(), "rows": rows}))


if __name__ == "__main__":
    main(*sys.argv[1:])
