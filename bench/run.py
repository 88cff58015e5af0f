"""How long reading takes beside the engine itself, in ratios: `make bench`, or `python -m bench.run [pages]`.

One ruled plan of the invented force, drawn here, is read four ways in one run, five times each in turn; the
medians are compared. Rows right come first: a fast wrong answer counts for nothing.
"""

from __future__ import annotations

import io
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pypdfium2
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from extract.paper import read_tree
from normalise.words import load
from pipeline.run import extract_folder

HEADS = ("URN", "Action", "Owner", "Level", "4P", "RAG Status", "Comments")
WIDTHS = (40, 180, 90, 60, 70, 60, 260)
TIMES = 5


def drawn(actions: int) -> bytes:
    """A ruled plan with its header on each page, the same in every run."""
    chance = random.Random(4)  # noqa: S311 - test data
    body = getSampleStyleSheet()["BodyText"]
    words = "patrol review visit street town centre licence officer victim school market profile".split()

    def text(n: int) -> Paragraph:
        return Paragraph(" ".join(chance.choice(words) for _ in range(n)).capitalize() + ".", body)

    rows: list[list[object]] = [list(HEADS)]
    rows += [
        [
            f"1.{n}",
            text(14),
            "Insp Reed",
            "Force",
            Paragraph("Prepare and Protect", body),
            chance.choice(["Red", "Amber", "Green"]),
            Paragraph(f"0{n % 9 + 1}/05/24 {text(30).text}", body),
        ]
        for n in range(1, actions + 1)
    ]
    out = io.BytesIO()
    table = Table(rows, colWidths=WIDTHS, repeatRows=1)
    table.setStyle(
        TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    )
    SimpleDocTemplate(out, pagesize=landscape(A4), margin=30, invariant=1).build([table])
    return out.getvalue()


def pdfium_text(data: bytes) -> int:
    """Plain text of every page, as PDFium gives it."""
    pdf = pypdfium2.PdfDocument(data)
    return sum(len(page.get_textpage().get_text_range()) for page in pdf)


def pdfplumber_tables(data: bytes) -> int:
    """Rows that pdfplumber's `extract_tables` finds, headers left out."""
    rows = 0
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            rows += sum(row[0] != HEADS[0] for table in page.extract_tables() for row in table)
            page.close()
    return rows


def reading(data: bytes) -> int:
    """Verbatim rows that our reader finds."""
    papers = read_tree(data, "plan.pdf", load().lexicon())
    return sum(len(plan.rows) for paper in papers for plan in paper.plans)


def pipeline(data: bytes) -> int:
    """Rows of `actions`, from the file on the disk to the tables on the disk."""
    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder) / "plan.pdf"
        paper.write_bytes(data)
        return extract_folder([paper], Path(folder) / "tables").summary.actions


def main(actions: int = 300) -> None:
    """Print the comparison."""
    data = drawn(actions)
    pages = len(pypdfium2.PdfDocument(data))
    ways: dict[str, Callable[[bytes], int]] = {
        "pdfium, plain text": pdfium_text,
        "boardpapers, reading": reading,
        "boardpapers, file to tables": pipeline,
        "pdfplumber, extract_tables": pdfplumber_tables,
    }
    load()  # the vocabulary is read once in a run, however many papers there are
    spent: dict[str, list[float]] = {name: [] for name in ways}
    rows = {}
    for _ in range(TIMES):
        for name, way in ways.items():
            begun = time.process_time()
            rows[name] = way(data)
            spent[name].append(time.process_time() - begun)
    unit = statistics.median(spent["boardpapers, reading"])
    print(f"{actions} actions on {pages} pages; CPU time, median of {TIMES}\n")
    print(f"{'':<30}{'rows':>8}{'ms a page':>12}{'against reading':>18}")
    for name, times in spent.items():
        median = statistics.median(times)
        found = "" if name.startswith("pdfium") else str(rows[name])
        print(f"{name:<30}{found:>8}{1000 * median / pages:>12.1f}{median / unit:>18.2f}")


if __name__ == "__main__":
    main(*(int(arg) for arg in sys.argv[1:]))
