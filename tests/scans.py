"""Scans made in the test: a page drawn, photographed with all that goes wrong, and put into a PDF."""

from __future__ import annotations

import io

import numpy as np
import pypdfium2
from PIL import Image
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table, TableStyle

GREEN, AMBER = (0, 176, 80), (255, 192, 0)
HEADS = ("URN", "Action", "Owner", "Level", "4P", "RAG", "Comments")
ROWS = (
    (
        "1.1",
        "Hold a monthly meeting of licensing partners",
        "Supt Gwen Sallow",
        "Force",
        "Prepare",
        GREEN,
        "04/03/24 Held in Harrowby.",
    ),
    (
        "1.2",
        "Visit every venue in Brinmouth twice",
        "Insp Callum Wray",
        "District",
        "Protect",
        AMBER,
        "05/03/24 Nine of twelve.",
    ),
    (
        "1.3",
        "Train door staff to spot drink spiking",
        "Licensing Manager",
        "Force",
        "Prevent",
        GREEN,
        "06/03/24 Second course full.",
    ),
)
_WIDTHS = (40, 190, 110, 60, 60, 50, 180)


def drawn_plan(rows=ROWS, *, ruled=True) -> bytes:
    """The plan as a PDF with text, a page for each header and its rows."""
    body = getSampleStyleSheet()["BodyText"]
    cells = [list(HEADS)] + [
        [Paragraph(text, body) if isinstance(text, str) else "" for text in row] for row in rows
    ]
    style = [("VALIGN", (0, 0), (-1, -1), "TOP")]
    if ruled:
        style.append(("GRID", (0, 0), (-1, -1), 0.75, colors.black))
    style += [
        ("BACKGROUND", (c, r), (c, r), colors.Color(*[v / 255 for v in text]))
        for r, row in enumerate(rows, 1)
        for c, text in enumerate(row)
        if isinstance(text, tuple)
    ]
    out = io.BytesIO()
    table = Table(cells, colWidths=_WIDTHS)
    table.setStyle(TableStyle(style))
    SimpleDocTemplate(out, pagesize=landscape(A4), margin=30, invariant=1).build([table])
    return out.getvalue()


def text_page(*lines: str) -> bytes:
    """A page of text."""
    body = getSampleStyleSheet()["BodyText"]
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, invariant=1).build(
        [*(Paragraph(t, body) for t in lines), PageBreak()]
    )
    return out.getvalue()


def photographed(  # noqa: PLR0913 (all that goes wrong with paper)
    data: bytes, *, dpi=200, angle=0.0, grain=0.0, paper=255, turned=0
) -> Image.Image:
    """The first page as a picture: askew by `angle` degrees, on shaded paper, grainy, on its side."""
    picture = pypdfium2.PdfDocument(data)[0].render(scale=dpi / 72).to_pil().convert("RGB")
    if angle:
        picture = picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor="white")
    if turned:
        picture = picture.rotate(90 * turned, expand=True)
    dots = np.asarray(picture).astype(np.float32) * (paper / 255)
    dots += np.random.default_rng(7).normal(0, grain, dots.shape[:2])[:, :, None]
    return Image.fromarray(dots.clip(0, 255).astype(np.uint8))


def as_file(picture: Image.Image, kind="PNG", dpi=200) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, dpi=(dpi, dpi))
    return out.getvalue()


def scan(*pictures: Image.Image, dpi=200) -> bytes:
    """A PDF of pictures alone, a page for each."""
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=dpi, quality=80)
    return out.getvalue()


def bound(*files: bytes) -> bytes:
    """The pages of several PDFs in one."""
    whole = pypdfium2.PdfDocument.new()
    for data in files:
        whole.import_pages(pypdfium2.PdfDocument(data))
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()
