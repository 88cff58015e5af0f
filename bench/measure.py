"""Ways to read one PDF, and how they are timed: in turn, CPU time, medians.

Each way gives its rows as cell texts, so that speed is never shown without what it got right; white space is
made one for the comparison alone, outside the time.
"""

from __future__ import annotations

import io
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import partial
from importlib.util import find_spec
from operator import truediv

import pdfplumber
import pypdfium2

from bench.papers import LAYOUT, Drawn, squashed
from extract.paper import read_tree
from normalise.words import load

Rows = list[tuple[str | None, ...]]
LEXICON = load().lexicon()
URN = "1."
TURN = 0.4
"""Seconds of CPU that each way has before it is the next one's turn."""


def ours(data: bytes) -> Rows:
    """Our reader: verbatim rows, also over page breaks."""
    return [
        tuple(row.cells[key].text if key in row.cells else "" for key in LAYOUT.keys)
        for paper in read_tree(data, "plan.pdf", LEXICON)
        for plan in paper.plans
        for row in plan.rows
    ]


def pdfium(data: bytes) -> Rows:
    """PDFium's plain text of every page: what no reader on it can be faster than."""
    document = pypdfium2.PdfDocument(data)
    for page in document:
        page.get_textpage().get_text_range()
    return []


def plumber(data: bytes) -> Rows:
    """pdfplumber's `extract_tables`, each page closed."""
    rows: Rows = []
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            rows += [tuple(row) for table in page.extract_tables() for row in table]
            page.close()
    return rows


def tablers(data: bytes) -> Rows:
    """tablers' `find_tables` with text."""
    import tablers as reader  # noqa: PLC0415 - it is no dependency

    rows: Rows = []
    document = reader.Document(bytes=data)
    for page in document.pages():
        for table in reader.find_tables(page, extract_text=True):
            rows += [tuple(cell.text if cell else "" for cell in row.cells) for row in table.rows]
    document.close()
    return rows


WAYS: dict[str, Callable[[bytes], Rows]] = {"boardpapers, reading": ours}
"""In this order they take turns: the closest to ours is next to it, the slow one last."""
if find_spec("tablers"):
    WAYS["tablers, find_tables"] = tablers
WAYS |= {"pdfium, plain text": pdfium, "pdfplumber, extract_tables": plumber}


def right(rows: Rows, drawn: Drawn) -> tuple[int, int]:
    """Rows and cells of the plan that were read to the letter; a row is known by its reference."""
    told = [tuple(map(squashed, row)) for row in rows]
    read = {row[0]: row for row in reversed(told) if row and row[0].startswith(URN)}
    whole = sum(read.get(row[0]) == row for row in drawn.rows)
    cells = sum(a == b for row in drawn.rows for a, b in zip(row, read.get(row[0], ()), strict=False))
    return whole, cells


def in_turn(ways: Mapping[str, Callable[[], object]], times: int) -> dict[str, list[float]]:
    """CPU seconds of each way in each turn."""
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(times):
        for name, way in ways.items():
            spent[name].append(_cpu(way))
    return spent


def apart(ways: Mapping[str, Callable[[bytes], Rows]], data: bytes, times: int) -> dict[str, list[float]]:
    """CPU seconds of each way in each turn, every way in a process of its own: what one leaves in memory
    slows no other. All are on one core, where the system lets a process choose: two may not be as fast."""
    spawn = multiprocessing.get_context("spawn")
    with ExitStack() as ends:
        homes = {
            name: ends.enter_context(ProcessPoolExecutor(1, mp_context=spawn, initializer=_on_first_core))
            for name in ways
        }
        spent: dict[str, list[float]] = {name: [] for name in ways}
        for turn in range(times + 1):
            for name, way in ways.items():
                seconds = homes[name].submit(_seconds, way, data).result()
                if turn:  # the first warms up
                    spent[name].append(seconds)
    return spent


def medians(spent: Mapping[str, Sequence[float]], against: str) -> dict[str, tuple[float, float]]:
    """Median seconds of each way, and the median over turns of how many times as long as one way it took: a
    machine that is slow for a while is slow for all of a turn."""
    return {
        name: (statistics.median(seconds), statistics.median(map(truediv, seconds, spent[against])))
        for name, seconds in spent.items()
    }


def _on_first_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _seconds(way: Callable[[bytes], Rows], data: bytes) -> float:
    """Median CPU seconds of a reading, of as many as fill `TURN`."""
    spent: list[float] = []
    while sum(spent) < TURN:
        spent.append(_cpu(partial(way, data)))
    return statistics.median(spent)


def _cpu(way: Callable[[], object]) -> float:
    begun = time.process_time()
    way()
    return time.process_time() - begun


def alone(*args: object) -> dict[str, float]:
    """What `bench.alone` measures in a process of its own."""
    command = [sys.executable, "-m", "bench.alone", *map(str, args)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table as Markdown, columns as wide as they need be."""
    cells = [list(heads), *[[str(cell) for cell in row] for row in rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(heads))]
    lines = [
        "| "
        + " | ".join(
            c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))
        )
        + " |"
        for row in cells
    ]
    rule = "|" + "|".join("-" * (w + 1) + (":" if i else "-") for i, w in enumerate(widths)) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])
