"""Claim: a pack of 500 pages with three plans takes at most twice PDFium's plain text of it, and under 150 MB
of memory; 2,000 pages take no more.

    python -m bench.pack [TIMES] [PAGES ...]
"""

from __future__ import annotations

import io
import random
import sys
import tempfile

import pypdfium2
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from bench.measure import alone, in_turn, medians, ours, pdfium, table
from bench.papers import TOWNS, WORDS, by_reportlab, plan

PLANS, ACTIONS = 3, 40


def prose(pages: int) -> bytes:
    """Reports of an agenda: headings and paragraphs, no table."""
    chance = random.Random(pages)  # noqa: S311 - test data
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for number in range(1, pages + 1):
        canvas.setFont("Helvetica-Bold", 13)
        canvas.drawString(60, 780, f"{number}. Report on {chance.choice(WORDS)}s in {chance.choice(TOWNS)}")
        canvas.setFont("Helvetica", 10.5)
        for line in range(45):
            canvas.drawString(60, 750 - 15 * line, " ".join(chance.choices(WORDS, k=13)).capitalize())
        canvas.drawCentredString(A4[0] / 2, 30, f"Page {number} of {pages}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def pack(pages: int) -> bytes:
    """An agenda pack of that many pages, three plans among them."""
    plans = [pypdfium2.PdfDocument(by_reportlab(plan(ACTIONS, n)).data) for n in range(PLANS)]
    report = pypdfium2.PdfDocument(prose(pages - sum(map(len, plans))))
    out = pypdfium2.PdfDocument.new()
    out.import_pages(report)
    for n, one in enumerate(plans, 1):
        out.import_pages(one, index=n * len(report) // (PLANS + 1))
    stream = io.BytesIO()
    out.save(stream)
    return stream.getvalue()


def main(times: int = 5, sizes: tuple[int, ...] = (500, 2000)) -> str:
    """CPU time and peak memory of both."""
    lines = []
    for pages in sizes:
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            data = pack(pages)
            file.write(data)
            file.flush()
            spent = in_turn(
                {"pdfium": lambda data=data: pdfium(data), "ours": lambda data=data: ours(data)}, times
            )
            for way, (seconds, ratio) in medians(spent, "pdfium").items():
                held = alone("reading" if way == "ours" else "text", file.name)
                told = f"{held['rows']:.0f} of {PLANS * ACTIONS}" if way == "ours" else ""
                name = "boardpapers, reading" if way == "ours" else "pdfium, plain text"
                lines.append(
                    (f"{pages} pages: {name}", f"{seconds:.2f}", f"{ratio:.2f}", f"{held['peak']:.0f}", told)
                )
    return table(("a pack with three plans", "s of CPU", "against pdfium", "peak MB", "rows"), lines)


if __name__ == "__main__":
    numbers = [int(arg) for arg in sys.argv[1:]]
    print(main(*numbers[:1], **({"sizes": tuple(numbers[1:])} if numbers[1:] else {})))
