"""The programs that papers are printed with: LibreOffice, Chromium, reportlab."""

from __future__ import annotations

import html
import json
import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from reportlab.lib import colors, pagesizes
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, LongTable, Paragraph, Spacer

from samples.content import PlanAt
from samples.layouts import Layout, Line, tables

_DATE = re.compile(rb"/(CreationDate|ModDate)\s*\(D:[^)]*\)")
_ID = re.compile(rb"(/ID\s*\[\s*<)([0-9A-Fa-f]+)(>\s*<)([0-9A-Fa-f]+)(>)")
_CHECKSUM = re.compile(rb"(/DocChecksum\s*/)([0-9A-Fa-f]+)")


def libreoffice(files: Mapping[str, bytes], *, tagged: bool) -> dict[str, bytes]:
    """Word files to PDF, by name; one start of LibreOffice for all, in a profile of its own."""
    if not files:
        return {}
    on = {"type": "boolean", "value": "true"}
    off = {"type": "boolean", "value": "false"}
    export = "pdf:writer_pdf_Export:" + json.dumps(
        {"UseTaggedPDF": on if tagged else off, "ExportBookmarks": off}
    )
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        names = {f"f{n}": name for n, name in enumerate(files)}
        for short, name in names.items():
            (folder / f"{short}.docx").write_bytes(files[name])
        command = [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            export,
            "--outdir",
            str(folder / "out"),
            *(str(folder / f"{short}.docx") for short in names),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=300)  # noqa: S603 - our own files
        return {name: (folder / "out" / f"{short}.pdf").read_bytes() for short, name in names.items()}


def chromium(page: str) -> bytes:
    """An HTML page as Chromium prints it."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "page.html").write_text(page, encoding="utf-8")
        command = [
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={folder / 'profile'}",
            "--no-pdf-header-footer",
            f"--print-to-pdf={folder / 'page.pdf'}",
            (folder / "page.html").as_uri(),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603 - our own page
        return (folder / "page.pdf").read_bytes()


def settle(pdf: bytes, created: str) -> bytes:
    """The same PDF with its dates and ids fixed, byte for byte as long."""

    def date(match: re.Match[bytes]) -> bytes:
        stamp = re.sub(r"\D", "", created)[:14].encode()
        head = b"/" + match[1] + match[0][len(match[1]) + 1 : match[0].index(b"(")] + b"(D:" + stamp
        return head + b"Z".ljust(len(match[0]) - len(head) - 1, b" ")[: len(match[0]) - len(head) - 1] + b")"

    pdf = _DATE.sub(date, pdf)
    pdf = _ID.sub(lambda m: m[1] + b"0" * len(m[2]) + m[3] + b"0" * len(m[4]) + m[5], pdf)
    return _CHECKSUM.sub(lambda m: m[1] + b"0" * len(m[2]), pdf)


def html_plan(plan: PlanAt, layout: Layout) -> str:
    """The plan as a page to print: a table per section with its head."""
    width, height = (297, 210) if layout.landscape else (210, 297)
    total = sum(c.width for c in layout.columns)
    columns = "".join(f'<col style="width:{100 * c.width / total:.2f}%">' for c in layout.columns)
    out = [
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">',
        f"<title>{html.escape(plan.title)}</title><style>",
        f"@page{{size:{width}mm {height}mm;margin:14mm}}",
        f"body{{font:{layout.font_size}pt Arial,'Liberation Sans',sans-serif}} h1{{font-size:15pt}}",
        "table{border-collapse:collapse;width:100%;table-layout:fixed;margin-bottom:6mm}",
        "td,th{border:1px solid #333;padding:3px 4px;vertical-align:top;text-align:left}",
        "</style></head><body>",
        f"<h1>{html.escape(plan.title)}</h1>" if layout.title else "",
    ]
    for table in tables(plan, layout):
        out.append(f"<table><colgroup>{columns}</colgroup>")
        heads = [line for line in table if line.kind == "header"]
        out.append("<thead>" + "".join(_html_row(line, "th") for line in heads) + "</thead><tbody>")
        out.append("".join(_html_row(line, "td") for line in table if line.kind != "header"))
        out.append("</tbody></table>")
    return "".join(out) + "</body></html>"


def _html_row(line: Line, tag: str) -> str:
    """One table row as HTML."""
    cells = (
        f"<{tag}"
        + (f' colspan="{c.span}"' if c.span > 1 else "")
        + (f' style="background:#{c.fill}"' if c.fill else "")
        + f">{html.escape(c.text).replace(chr(10), '<br>')}</{tag}>"
        for c in line.cells
    )
    return f"<tr>{''.join(cells)}</tr>"


def reportlab_plan(plan: PlanAt, layout: Layout) -> list[Flowable]:
    """The plan as flowables: rows may break over pages, the head may repeat."""
    body = ParagraphStyle(
        "cell", fontName="Helvetica", fontSize=layout.font_size, leading=layout.font_size * 1.2
    )
    bold = ParagraphStyle("head", parent=body, fontName="Helvetica-Bold")
    title = ParagraphStyle("title", parent=bold, fontSize=14, leading=20)
    out: list[Flowable] = [Paragraph(html.escape(plan.title), title)] if layout.title else []
    for table in tables(plan, layout):
        rows, look = [], _rules(layout)
        for n, line in enumerate(table):
            row: list[object] = []
            for cell in line.cells:
                if cell.fill:
                    box = (len(row), n), (len(row) + cell.span - 1, n)
                    look.append(("BACKGROUND", *box, colors.HexColor(f"#{cell.fill}")))
                if cell.span > 1:
                    look.append(("SPAN", (len(row), n), (len(row) + cell.span - 1, n)))
                text = html.escape(cell.text).replace("\n", "<br/>")
                row += [Paragraph(text, bold if cell.bold else body), *[""] * (cell.span - 1)]
            rows.append(row)
        flow = LongTable(
            rows, colWidths=[c.width for c in layout.columns], repeatRows=int(layout.repeat), splitInRow=1
        )
        flow.setStyle(look)
        out += [flow, Spacer(1, 10)]
    if plan.key:
        out.append(Paragraph("Key", bold))
        out += [Paragraph(html.escape(line), body) for line in plan.key]
    return out


def _rules(layout: Layout) -> list[tuple[object, ...]]:
    """The rulings of a reportlab table."""
    whole = (0, 0), (-1, -1)
    look: list[tuple[object, ...]] = [("VALIGN", *whole, "TOP")]
    if layout.rules == "all":
        return [*look, ("GRID", *whole, 0.5, colors.black)]
    return [*look, ("LINEBELOW", *whole, 0.5, colors.black), ("LINEABOVE", (0, 0), (-1, 0), 1, colors.black)]


def page_size(layout: Layout) -> tuple[float, float]:
    """A4 in points, as the layout turns it."""
    short, long = pagesizes.A4
    return (long, short) if layout.landscape else (short, long)
