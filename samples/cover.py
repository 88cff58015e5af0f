"""The covering papers: numbered sections, developments by strand, a list of appendices, files inside."""

from __future__ import annotations

import io
import re
import struct
import textwrap
import zipfile
from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from reportlab.lib import colors, pagesizes
from reportlab.pdfgen.canvas import Canvas

from samples.compound import acrobat_object, package_object
from samples.content import load
from samples.word import TableCell, WordFile, fixed_zip

STRATEGY_NAME = "Crime Prevention Strategy 2023-2026.pdf"


def paper_data(quarter: str) -> dict[str, Any]:
    """The covering paper's own data."""
    return next(p for p in load("cover")["papers"] if p["quarter"] == quarter)


def covering_paper(quarter: str, plans: Mapping[str, bytes], strategy: bytes | None, created: str) -> bytes:
    """The Word board paper of a quarter, `plans` (PDF by strand) and a workbook embedded in it.

    Where the strategy comes along the plans' icons stand in a row after the list and have no name;
    else each stands in the list beside its strand, its icon drawn with a caption.
    """
    data, paper = load("cover"), paper_data(quarter)
    out = WordFile(
        header="OFFICIAL", footer=f"{data['force']} – {data['board']}", title=data["title"], created=created
    )
    out.table([(TableCell(a, bold=True), TableCell(b)) for a, b in front(quarter)], [2600, 6600])
    for number, heading, paragraphs in paper["sections"]:
        out.paragraph(f"{number} {heading}", style="Heading1")
        for text in paragraphs:
            out.paragraph(text)
        if number == paper["developments_after"]:
            for strand, bullets in paper["developments"]:
                out.paragraph(f"{strand}:")
                for bullet in bullets:
                    out.paragraph(bullet, style="ListBullet")
    if strategy is not None:
        out.paragraph("Appendix 1 – Crime Prevention Strategy", bold=True)
        out.body.append(out.embed(package_object(STRATEGY_NAME, strategy), "Package", "bin"))
    out.paragraph("Appendix 2 – Delivery Plans", bold=True)
    rows, loose = [], []
    for n, strand in data["strands"].items():
        icon = ""
        if strand in plans:
            picture = icon_picture(attachment_name(strand)) if strategy is None else None
            icon = out.embed(acrobat_object(plans[strand]), "AcroExch.Document.DC", "bin", picture)
        if strategy is not None:
            loose.append(icon)
            icon = ""
        rows.append((TableCell(n), TableCell(strand), TableCell(extra=icon)))
    out.table(rows, [800, 5000, 3400])
    out.body.extend(loose)
    out.paragraph("Appendix 3 – Performance Data", bold=True)
    out.body.append(out.embed(workbook(quarter, created), "Excel.Sheet.12", "xlsx"))
    return out.to_bytes()


def attachment_name(strand: str) -> str:
    """The caption of a plan's icon."""
    return f"{strand} 4P plan.pdf"


def front(quarter: str) -> list[tuple[str, str]]:
    """The small table that the paper begins with."""
    data, paper = load("cover"), paper_data(quarter)
    day = data["meetings"][quarter]
    return [
        ("Report to:", data["board"]),
        ("Title of report:", data["title"]),
        ("Date of meeting:", f"{day.day} {day:%B %Y}"),
        ("Agenda number:", paper["agenda"]),
        ("Report by:", paper["author"]),
    ]


def appendices(quarter: str) -> list[tuple[str, str]]:
    """The appendices, by number and name; the strategy comes once."""
    names = ["Crime Prevention Strategy", "Delivery Plans", "Performance Data"]
    return [(f"Appendix {n}", name) for n, name in enumerate(names, 1) if n > 1 or quarter == "2023Q3"]


def periods(quarter: str) -> list[str]:
    """The two periods that a quarter's workbook compares."""
    month = {"2023Q3": "Aug", "2023Q4": "Nov"}[quarter]
    return [f"3m {month} 22", f"3m {month} 23"]


def workbook(quarter: str, created: str) -> bytes:
    """The performance data: strand on a row of its own, aim printed once, percentages by number format."""
    book = Workbook()
    del book["Sheet"]
    sheet = book.create_sheet("Data")
    sheet.append(["Figures for the aims of the Crime Prevention Strategy"])
    sheet.append([])
    sheet.append(["Strategic aims", "Measure", *periods(quarter)])
    strand = aim = None
    for m in load("cover")["measures"]:
        if m["strand"] != strand:
            sheet.append([m["strand"]])
            sheet.cell(sheet.max_row, 1).font = Font(bold=True)
        sheet.append([m["aim"] if m["aim"] != aim else None, m["measure"]])
        strand, aim = m["strand"], m["aim"]
        for n, period in enumerate(periods(quarter)):
            value = m["values"][period]
            cell = sheet.cell(sheet.max_row, 3 + n)
            cell.value = value
            if m["unit"] == "percent":
                cell.value = round(value / 100, 6)
                cell.number_format = "0.00%"
    for column, width in zip("ABCD", (48, 44, 14, 14), strict=True):
        sheet.column_dimensions[column].width = width
    stream = io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    core = files["docProps/core.xml"].decode()
    files["docProps/core.xml"] = re.sub(r"(W3CDTF\">)[^<]*", rf"\g<1>{created}", core).encode()
    return fixed_zip(files.items())


def brochure() -> bytes:
    """The strategy: a page per strand, its aims in boxes three to a row, its forums as bullets."""
    stream = io.BytesIO()
    width, height = pagesizes.landscape(pagesizes.A4)
    canvas = Canvas(stream, pagesize=(width, height), invariant=1)
    canvas.setTitle("Wenmarsh Crime Prevention Strategy (2023-2026)")
    canvas.setFont("Helvetica-Bold", 24)
    canvas.drawString(60, height - 90, "CRIME PREVENTION STRATEGY 2023-2026")
    canvas.setFont("Helvetica-Bold", 15)
    canvas.drawString(60, height - 150, "FOREWORD")
    foreword = (
        "Crime that does not happen has no victim. This strategy says how Wenmarsh Police and those who work "
        "with us will prevent it over three years, strand by strand, and how you can see whether we do."
    )
    _block(canvas, foreword, (width / 2, height - 185), 100, 12)
    canvas.showPage()
    for strand in load("cover")["strategy"]:
        canvas.setFont("Helvetica-Bold", 18)
        canvas.drawCentredString(width / 2, height - 60, f"• {strand['strand'].upper()} •")
        _block(canvas, strand["objective"], (width / 2, height - 90), 60, 12)
        canvas.setFont("Helvetica-Bold", 13)
        canvas.drawCentredString(width / 2, height - 135, "STRATEGIC AIMS")
        for n, aim in enumerate(strand["aims"]):
            x, y = 60 + (n % 3) * 245, height - 260 - (n // 3) * 120
            canvas.setFillColor(colors.HexColor("#E8EEF7"))
            canvas.roundRect(x, y, 225, 100, 10, stroke=1, fill=1)
            canvas.setFillColor(colors.black)
            _block(canvas, aim, (x + 112, y + 72), 34, 11)
        canvas.setFont("Helvetica-Bold", 11)
        canvas.drawString(60, 125, "Partnership Forums:")
        canvas.setFont("Helvetica", 11)
        for n, forum in enumerate(strand["forums"]):
            canvas.drawString(75, 107 - n * 15, f"• {forum}")
        canvas.setFont("Helvetica", 8)
        canvas.drawString(60, 30, "CRIME PREVENTION STRATEGY")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _block(canvas: Canvas, text: str, at: tuple[float, float], width: int, size: float) -> None:
    """Wrapped lines centred at x and from y down; `width` in characters."""
    canvas.setFont("Helvetica", size)
    for n, line in enumerate(textwrap.wrap(text, width)):
        canvas.drawCentredString(at[0], at[1] - n * size * 1.25, line)


def icon_picture(caption: str) -> bytes:
    """An icon as Office keeps it: an enhanced metafile that draws its caption (MS-EMF §2.3.5.8)."""
    coded = caption.encode("utf-16-le")
    padded = coded.ljust(-(-len(coded) // 4) * 4, b"\0")
    text = struct.pack("<4iI2f", 0, 0, 2000, 1300, 1, 1.0, 1.0)
    text += struct.pack("<iiIII4iI", 40, 1000, len(caption), 76, 0, 0, 0, 0, 0, 0) + padded
    record = struct.pack("<II", 84, 8 + len(text)) + text
    end = struct.pack("<5I", 14, 20, 0, 16, 20)
    size = 88 + len(record) + len(end)
    head = struct.pack(
        "<II4i4i4sIIIHHIIIii",
        1,
        88,
        0,
        0,
        76,
        50,
        0,
        0,
        2000,
        1300,
        b" EMF",
        0x10000,
        size,
        3,
        1,
        0,
        0,
        0,
        0,
        1024,
        768,
    )
    return head + struct.pack("<ii", 320, 240) + record + end
