"""Claim: PDFs are read to verbatim rows 20 times as fast as pdfplumber, as tablers, no less right.

    python -m bench.reading [ACTIONS] [TIMES]

The same ruled plan of several producers, each way in turn and in a process of its own.
"""

from __future__ import annotations

import sys

import pypdfium2

from bench.measure import WAYS, apart, medians, right, table
from bench.papers import plan, producers


def main(actions: int = 120, times: int = 5) -> str:
    """Time a page takes, against our reading; rows and cells right."""
    at = plan(actions, 1)
    lines = []
    for name, draw in producers():
        drawn = draw(at)
        pages = len(pypdfium2.PdfDocument(drawn.data))
        found = {way: read(drawn.data) for way, read in WAYS.items()}
        spent = apart(WAYS, drawn.data, times)
        for way, (seconds, against) in medians(spent, "boardpapers, reading").items():
            rows, cells = right(found[way], drawn)
            told = ("", "") if way.startswith("pdfium") else (
                f"{rows} of {actions}", f"{100 * cells / actions / len(drawn.rows[0]):.1f} %"
            )  # fmt: skip
            lines.append((f"{name}: {way}", f"{1000 * seconds / pages:.1f}", f"{against:.2f}", *told))
    heads = ("reading one plan", "ms a page", "against ours", "rows right", "cells right")
    return table(heads, lines)


if __name__ == "__main__":
    print(main(*map(int, sys.argv[1:])))
