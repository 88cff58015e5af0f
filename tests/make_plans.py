"""Plans of an invented force in many layouts, for three producers: a small page description, and what
writes it as HTML (for Chromium), as a Word file (for LibreOffice) and straight onto PDF pages.
"""

from __future__ import annotations

# ruff: noqa: PLC0415, PLR0912, PLR0913, PLR0915, PLR0917, S311, E501, ISC004 - producers are loaded by the tests
# that use them; drawing takes many arguments; the texts are drawn by a seed.
import html
import io
import random
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

RAG_FILLS = {"Red": "FF0000", "Amber": "FFC000", "Green": "00B050", "Blue": "0070C0"}


@dataclass(frozen=True)
class C:
    """One cell; lines are parted by newlines. `shape`: the colour of a blob drawn in it."""

    text: str = ""
    cs: int = 1
    rs: int = 1
    fill: str | None = None
    ink: str | None = None
    bold: bool = False
    shape: str | None = None
    turned: bool = False


@dataclass(frozen=True)
class T:
    """A table. `rules`: grid, across, none, header (one line under the header) or box."""

    rows: Sequence[Sequence[C | None]]
    widths: Sequence[float]
    header: int = 1
    repeat: bool = True
    rules: str = "grid"
    valign: str = "top"
    align: str = "left"
    size: float = 9.0
    whole_rows: bool = False


@dataclass(frozen=True)
class P:
    """A paragraph; `size` and `bold` make it a heading."""

    text: str
    bold: bool = False
    size: float = 11.0
    heading: int = 0


@dataclass(frozen=True)
class Break:
    """A new page."""


@dataclass(frozen=True)
class Doc:
    """A paper: its items, and what every page prints."""

    items: Sequence[P | T | Break]
    header: str = ""
    footer: str = ""
    watermark: str = ""
    landscape: bool = True


@dataclass
class Row:
    """One action and what its plan says of it."""

    urn: str
    action: str
    owner: str
    level: str
    fourp: str
    rag: str
    comments: str
    due: str
    status: str
    section: str = ""
    section_urn: str = ""
    extra: dict[str, str] = field(default_factory=dict)


_VERBS = ("Review", "Map", "Deliver", "Recruit", "Publish", "Agree", "Test", "Visit", "Train", "Refresh")
_THINGS = (
    "the night bus scheme in Harrowby", "referral routes for victims", "a multi-agency problem profile",
    "the schools programme with Stoke Tallow College", "8 courses for licensees",
    "joint patrols along the Brinmouth seafront", "the county's case conference (MARAC)",
    "data sharing with Eastwold Borough Council", "121 meetings with repeat callers",
    "the 4P plan template for all commands",
)  # fmt: skip
_TAILS = (
    "", " by the summer.", " and report to the board", ", with partners; lessons go to the strategic group.",
    " so that officers know what to ask, whom to tell and where the record is kept",
)  # fmt: skip
_OWNERS = (
    "Supt Jane Arkwright", "DCI P. Lowe", "Head of Crime - Sam Odell", "Insp Reed", "TBA",
    "D/Supt Marsh & DI Kaur", "Partnerships Manager", "Ch Insp Holt / Sgt Fenn",
)  # fmt: skip
_NOTES = (
    "12/05/19 Group met; terms agreed.", "Ongoing", "", "03/04/2019 - Delayed: no analyst in post.",
    "Complete. 14 of 16 teams trained, the rest in June.",
    "30/05/19 Profile drafted and sent to partners. 15/01/19 Data request made to the hospitals; URN 013 refers.",
    "Bid for £12,000 made to the county. Decision is due in Q3 2019, see minute 4.2 of the board.",
)  # fmt: skip
SECTIONS = ("Governance", "Analytical", "Partnerships", "Community Engagement")


def rows(count: int = 14, *, sections: int = 2, long: int = 0, seed: int = 1) -> list[Row]:
    """`count` actions under `sections` sections; every third comment `long` sentences longer."""
    rng = random.Random(seed)
    out: list[Row] = []
    per = -(-count // max(1, sections))
    for i in range(count):
        s, k = divmod(i, per)
        note = rng.choice(_NOTES)
        if long and i % 3 == 1:
            note += "".join(
                f" {rng.choice(_VERBS)}ed {rng.choice(_THINGS)} in week {w}." for w in range(1, long + 1)
            )
        out.append(
            Row(
                urn=f"{s + 1}.{k + 1}",
                action=f"{rng.choice(_VERBS)} {rng.choice(_THINGS)}{rng.choice(_TAILS)}",
                owner=rng.choice(_OWNERS),
                level=rng.choice(("Force", "LPA", "Regional", "")),
                fourp=rng.choice(("Prevent", "Prepare, Protect", "Pursue", "All 4Ps")),
                rag=rng.choice(tuple(RAG_FILLS)),
                comments=note.strip(),
                due=rng.choice(("June 2019", "30/09/2019", "Ongoing", "Q4", "")),
                status=rng.choice(("In progress", "Complete", "Not started", "On track")),
                section=SECTIONS[s % 4] if sections else "",
                section_urn=f"{s + 1}.0",
            )
        )
    return out


# --- HTML, printed by Chromium ------------------------------------------------------------------------------


def to_html(doc: Doc) -> str:
    """The paper as a page for Chromium's print."""
    size = "A4 landscape" if doc.landscape else "A4 portrait"
    quoted = {k: getattr(doc, k).replace('"', "'") for k in ("header", "footer")}
    style = (
        f"@page {{size: {size}; margin: 18mm 14mm;"
        f' @top-center {{content: "{quoted["header"]}"; font: 8pt sans-serif}}'
        f' @bottom-center {{content: "{quoted["footer"]}"; font: 8pt sans-serif}} }}'
        "body {font-family: 'Liberation Sans', Arial, sans-serif; margin: 0}"
        "table {border-collapse: collapse; table-layout: fixed; margin: 4pt 0} td, th {padding: 2pt 4pt;"
        " overflow-wrap: break-word; font-weight: inherit}"
        ".grid td, .grid th {border: 0.6pt solid #000} .across td, .across th {border-top: 0.6pt solid #000;"
        " border-bottom: 0.6pt solid #000} .header thead tr:last-child > * {border-bottom: 1pt solid #000}"
        ".box {border: 1pt solid #000} .blob {display: inline-block; width: 11pt; height: 11pt;"
        " border-radius: 50%; -webkit-print-color-adjust: exact} * {-webkit-print-color-adjust: exact}"
        ".mark {position: fixed; top: 40%; left: 20%; font-size: 90pt; color: #ddd; transform: rotate(-35deg);"
        " z-index: -1} .whole tr {break-inside: avoid}"
    )
    body = [f"<div class=mark>{doc.watermark}</div>" if doc.watermark else ""]
    for item in doc.items:
        if isinstance(item, Break):
            body.append("<div style='break-after: page'></div>")
        elif isinstance(item, P):
            weight = "bold" if item.bold else "normal"
            tag = f"h{item.heading}" if item.heading else "p"
            body.append(
                f"<{tag} style='font-size: {item.size}pt; font-weight: {weight}; margin: 6pt 0'>"
                f"{html.escape(item.text)}</{tag}>"
            )
        else:
            body.append(_html_table(item))
    return f"<!doctype html><html lang=en><head><meta charset=utf-8><title>x</title><style>{style}</style></head><body>{''.join(body)}</body></html>"


def _html_table(t: T) -> str:
    cols = "".join(f"<col style='width: {w}pt'>" for w in t.widths)
    out = [
        f"<table class='{t.rules}{' whole' if t.whole_rows else ''}' style='width: {sum(t.widths)}pt;"
        f" font-size: {t.size}pt; text-align: {t.align}'><colgroup>{cols}</colgroup>"
    ]
    for i, row in enumerate(t.rows):
        if i == 0 and t.header and t.repeat:
            out.append("<thead>")
        if i == t.header and t.header and t.repeat:
            out.append("</thead>")
        out.append(
            "<tr>" + "".join(_html_cell(c, t, head=i < t.header) for c in row if c is not None) + "</tr>"
        )
    return "".join(out) + "</table>"


def _html_cell(c: C, t: T, *, head: bool) -> str:
    tag = "th" if head and t.repeat else "td"
    style = f"vertical-align: {t.valign}; text-align: {t.align};"
    style += f"background: #{c.fill};" if c.fill else ""
    style += f"color: #{c.ink};" if c.ink else ""
    style += "font-weight: bold;" if c.bold or head else ""
    style += "writing-mode: vertical-rl; transform: rotate(180deg);" if c.turned else ""
    text = "<br>".join(html.escape(part) for part in c.text.split("\n"))
    blob = f"<span class=blob style='background: #{c.shape}'></span>" if c.shape else ""
    spans = (f" colspan={c.cs}" if c.cs > 1 else "") + (f" rowspan={c.rs}" if c.rs > 1 else "")
    return f"<{tag}{spans} style='{style}'>{text}{blob}</{tag}>"


def chromium(pages: dict[str, str], folder: Path) -> dict[str, bytes]:
    """Print HTML by name."""
    out = {}
    for name, text in pages.items():
        source, target = folder / f"{name}.html", folder / f"{name}.chromium.pdf"
        source.write_text(text, "utf-8")
        subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
             f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", source.as_uri()],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        out[name] = target.read_bytes()
    return out


# --- Word, printed by LibreOffice ---------------------------------------------------------------------------


def to_docx(doc: Doc) -> bytes:
    """The paper as a Word file."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt, RGBColor

    made = docx.Document()
    section = made.sections[0]
    size = (Mm(297), Mm(210)) if doc.landscape else (Mm(210), Mm(297))
    section.page_width, section.page_height = size
    section.orientation = WD_ORIENT.LANDSCAPE if doc.landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Mm(14)
    section.top_margin = section.bottom_margin = Mm(18)
    made.styles["Normal"].font.name = "Liberation Sans"
    section.header.paragraphs[0].text = doc.header
    section.footer.paragraphs[0].text = doc.footer
    for item in doc.items:
        if isinstance(item, Break):
            made.add_page_break()
        elif isinstance(item, P):
            paragraph = made.add_heading(level=item.heading) if item.heading else made.add_paragraph()
            run = paragraph.add_run(item.text)
            run.bold, run.font.size = item.bold or None, Pt(item.size)
            run.font.color.rgb = RGBColor(0, 0, 0)
        else:
            _word_table(made, item)
            made.add_paragraph().paragraph_format.space_after = Pt(0)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _word_table(made, t: T) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as V
    from docx.enum.text import WD_ALIGN_PARAGRAPH as A
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    table = made.add_table(rows=len(t.rows), cols=len(t.widths))
    table.autofit = False
    if t.rules != "none":
        borders = OxmlElement("w:tblBorders")
        kinds = {
            "grid": ("top", "left", "bottom", "right", "insideH", "insideV"),
            "across": ("top", "bottom", "insideH"),
            "header": (),
            "box": ("top", "left", "bottom", "right"),
        }[t.rules]
        for kind in kinds:
            border = OxmlElement(f"w:{kind}")
            for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "000000")):
                border.set(qn(f"w:{key}"), value)
            borders.append(border)
        table._tbl.tblPr.append(borders)
    for j, width in enumerate(t.widths):
        table.columns[j].width = Pt(width)
    cells = [list(r.cells) for r in table.rows]
    for i, row in enumerate(t.rows):
        for head, tag in ((i < t.header and t.repeat, "w:tblHeader"), (t.whole_rows, "w:cantSplit")):
            if head:
                mark = OxmlElement(tag)
                mark.set(qn("w:val"), "true")
                table.rows[i]._tr.get_or_add_trPr().append(mark)
        j = 0
        for c in row:
            if c is None:
                j += 1
                continue
            cell = cells[i][j]
            if c.cs > 1 or c.rs > 1:
                cell = cell.merge(cells[i + c.rs - 1][j + c.cs - 1])
            cell.width = Pt(sum(t.widths[j : j + c.cs]))
            cell.vertical_alignment = {"top": V.TOP, "middle": V.CENTER, "bottom": V.BOTTOM}[t.valign]
            for n, part in enumerate(c.text.split("\n")):
                paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
                paragraph.paragraph_format.space_after = Pt(0)
                paragraph.alignment = {"left": A.LEFT, "center": A.CENTER}[t.align]
                run = paragraph.add_run(("●" if c.shape else "") + part)
                run.font.size, run.bold = Pt(t.size), (c.bold or i < t.header) or None
                ink = c.shape or c.ink
                if ink:
                    run.font.color.rgb = RGBColor.from_string(ink)
            if c.fill:
                shade = OxmlElement("w:shd")
                for key, value in (("val", "clear"), ("color", "auto"), ("fill", c.fill)):
                    shade.set(qn(f"w:{key}"), value)
                cell._tc.get_or_add_tcPr().append(shade)
            if c.turned:
                table.rows[i].height = Pt(60)
                way = OxmlElement("w:textDirection")
                way.set(qn("w:val"), "btLr")
                cell._tc.get_or_add_tcPr().append(way)
            if t.rules == "header" and i == t.header - 1:
                borders = OxmlElement("w:tcBorders")
                border = OxmlElement("w:bottom")
                for key, value in (("val", "single"), ("sz", "8"), ("space", "0"), ("color", "000000")):
                    border.set(qn(f"w:{key}"), value)
                borders.append(border)
                cell._tc.get_or_add_tcPr().append(borders)
            j += c.cs


def libreoffice(files: dict[str, bytes], folder: Path, *, tagged: bool) -> dict[str, bytes]:
    """Word files by name → their PDFs."""
    flag = "true" if tagged else "false"
    target = folder / f"tagged-{flag}"
    target.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (target / f"{name}.docx").write_bytes(data)
    option = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"' + flag + '"}}'
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", option,
         "--outdir", str(target), *(str(target / f"{name}.docx") for name in files)],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    return {name: (target / f"{name}.pdf").read_bytes() for name in files}


def have(program: str) -> bool:
    """Whether a producer is on this machine."""
    return shutil.which(program) is not None


def to_xlsx(doc: Doc) -> bytes:
    """The paper as one sheet, its paragraphs and tables one under the other."""
    import openpyxl
    from openpyxl.styles import Font, PatternFill

    book = openpyxl.Workbook()
    sheet, top = book.active, 1
    for item in doc.items:
        if isinstance(item, P):
            sheet.cell(top, 1, item.text).font = Font(bold=item.bold)
            top += 2
        elif isinstance(item, T):
            for i, row in enumerate(item.rows, top):
                j = 1
                for c in row:
                    if c is not None:
                        cell = sheet.cell(i, j, c.text or None)
                        if c.fill:
                            cell.fill = PatternFill("solid", fgColor=c.fill)
                        if c.ink:
                            cell.font = Font(color=c.ink)
                        if c.cs > 1 or c.rs > 1:
                            sheet.merge_cells(None, i, j, i + c.rs - 1, j + c.cs - 1)
                    j += c.cs if c is not None else 1
            top += len(item.rows) + 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# --- straight onto PDF pages --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Quirks:
    """How a strange producer draws."""

    letters: bool = False
    rects: bool = False
    """Rules as thin filled rectangles."""
    dashed: bool = False
    double: bool = False
    gaps: bool = False
    strips: bool = False
    turned: bool = False
    """Landscape kept as portrait with `/Rotate`."""
    upright_turned: bool = False
    """Landscape drawn turned on a portrait page without `/Rotate`."""
    by_cell: bool = False
    """Borders drawn once per cell."""


class _Canvas:
    def __init__(self, doc: Doc, quirks: Quirks) -> None:
        from reportlab.pdfgen.canvas import Canvas

        self.doc, self.q = doc, quirks
        self.width, self.height = (842.0, 595.0) if doc.landscape else (595.0, 842.0)
        self.out = io.BytesIO()
        turned = quirks.turned or quirks.upright_turned
        # reportlab turns the media box itself where it writes `/Rotate`
        upright = quirks.turned or not turned
        self.canvas = Canvas(self.out, (self.width, self.height) if upright else (self.height, self.width))
        self.top, self.bottom, self.left = 60.0, self.height - 55.0, 40.0
        self.page = 0
        self.y = 0.0
        self._begin()

    def _begin(self) -> None:
        self.page += 1
        self.y = self.top
        if self.q.turned:
            self.canvas.setPageRotation(90)
        if self.q.turned or self.q.upright_turned:
            self.canvas.translate(self.height, 0)
            self.canvas.rotate(90)
        if self.doc.watermark:
            self.canvas.saveState()
            self.canvas.setFillGray(0.85)
            self.canvas.translate(self.width / 2, self.height / 2)
            self.canvas.rotate(40)
            self.canvas.setFont("Helvetica-Bold", 80)
            self.canvas.drawCentredString(0, 0, self.doc.watermark)
            self.canvas.restoreState()
        for text, y in ((self.doc.header, 30.0), (self.doc.footer, self.height - 28.0)):
            self.text(self.left + 250, y, text.replace("#", str(self.page)), 8, bold=False)

    def new_page(self) -> None:
        self.canvas.showPage()
        self._begin()

    def text(
        self, x: float, base: float, text: str, size: float, *, bold: bool, ink: str | None = None
    ) -> None:
        from reportlab.lib.colors import HexColor

        if not text:
            return
        font = "Helvetica-Bold" if bold else "Helvetica"
        self.canvas.setFillColor(HexColor(f"#{ink or '000000'}"))
        self.canvas.setFont(font, size)
        if not self.q.letters:
            self.canvas.drawString(x, self.height - base, text)
            return
        for letter in text:
            if letter != " ":
                self.canvas.drawString(x, self.height - base, letter)
            x += self.canvas.stringWidth(letter, font, size)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        from reportlab.lib.colors import black

        c, h = self.canvas, self.height
        c.setFillColor(black)
        c.setLineWidth(0.5)
        if self.q.rects:
            c.rect(min(x0, x1) - 0.25, h - max(y0, y1) - 0.25, abs(x1 - x0) + 0.5, abs(y1 - y0) + 0.5, 0, 1)
            return
        c.setDash(*(([2, 1.5],) if self.q.dashed else ([],)))
        shifts = (-0.8, 0.8) if self.q.double else (0.0,)
        for s in shifts:
            dx, dy = (s, 0.0) if x0 == x1 else (0.0, s)
            g = 1.2 if self.q.gaps else 0.0
            gx, gy = (0.0, g) if x0 == x1 else (g, 0.0)
            c.line(x0 + dx + gx, h - y0 - dy - gy, x1 + dx - gx, h - y1 - dy + gy)

    def fill(self, x0: float, y0: float, x1: float, y1: float, rgb: str) -> None:
        from reportlab.lib.colors import HexColor

        self.canvas.setFillColor(HexColor(f"#{rgb}"))
        step = 7.0 if self.q.strips else y1 - y0
        y = y0
        while y < y1 - 0.01:
            end = min(y + step, y1)
            self.canvas.rect(x0, self.height - end, x1 - x0, end - y, 0, 1)
            y = end

    def wrap(self, text: str, width: float, size: float, *, bold: bool) -> list[str]:
        font = "Helvetica-Bold" if bold else "Helvetica"
        measure = self.canvas.stringWidth
        out: list[str] = []
        for part in text.split("\n"):
            line = ""
            for word in part.split():
                trial = f"{line} {word}".strip()
                if line and measure(trial, font, size) > width:
                    out.append(line)
                    line = word
                else:
                    line = trial
            if line:
                out.append(line)
        return out

    def paragraph(self, p: P) -> None:
        lines = self.wrap(p.text, self.width - 2 * self.left, p.size, bold=p.bold)
        if self.y + len(lines) * p.size * 1.3 > self.bottom:
            self.new_page()
        for line in lines:
            self.y += p.size * 1.25
            self.text(self.left, self.y, line, p.size, bold=p.bold)
        self.y += 6

    def table(self, t: T) -> None:
        xs = [self.left]
        for w in t.widths:
            xs.append(xs[-1] + w)
        placed = _placed(t)
        head_rows = list(range(t.header))
        heights = self._heights(t, placed, xs)
        if heights and self.y + sum(heights[: t.header + 1]) > self.bottom and self.y > self.top + 60:
            self.new_page()
        fresh = True
        for i in range(len(t.rows)):
            done: dict[int, int] = {}
            while True:
                if fresh and i >= t.header and t.repeat and self.page > 1 and self.y == self.top:
                    for k in head_rows:
                        self._row(t, placed[k], xs, heights[k], {}, k, 10_000)
                fresh = False
                full = self._height_left(t, placed[i], xs, done, i) if done else heights[i]
                room = self.bottom - self.y
                if full <= room + 0.01:
                    self._row(t, placed[i], xs, full, done, i, 10_000)
                    break
                leading = t.size * 1.2
                fits = int((room - 5) // leading)
                if t.whole_rows or fits < 1 or i < t.header:
                    self.new_page()
                    fresh = True
                    continue
                self._row(t, placed[i], xs, room, done, i, fits)
                if self._height_left(t, placed[i], xs, done, i) <= 5.01:
                    self.new_page()
                    fresh = True
                    break
                self.new_page()
                fresh = True
        self.y += 8

    def _lines(self, t: T, c: C, xs: list[float], j: int, i: int) -> list[str]:
        return self.wrap(c.text, xs[j + c.cs] - xs[j] - 6, t.size, bold=c.bold or i < t.header)

    def _heights(self, t: T, placed, xs: list[float]) -> list[float]:
        out = [t.size * 1.2 + 5] * len(t.rows)
        for i, row in enumerate(placed):
            for j, c, top in row:
                if top == i and c.rs == 1:
                    out[i] = max(out[i], len(self._lines(t, c, xs, j, i)) * t.size * 1.2 + 5)
        for i, row in enumerate(placed):
            for j, c, top in row:
                if top == i and c.rs > 1:
                    need = len(self._lines(t, c, xs, j, i)) * t.size * 1.2 + 5
                    short = need - sum(out[i : i + c.rs])
                    if short > 0:
                        out[i + c.rs - 1] += short
        return out

    def _height_left(self, t: T, row, xs: list[float], done: dict[int, int], i: int) -> float:
        left = max(
            (len(self._lines(t, c, xs, j, i)) - done.get(j, 0) for j, c, top in row if c.rs == 1), default=0
        )
        return max(left, 0) * t.size * 1.2 + 5

    def _row(self, t: T, row, xs, height: float, done: dict[int, int], i: int, most: int) -> None:
        top, end = self.y, self.y + height
        for j, c, _ in row:
            if c.fill:
                self.fill(xs[j], top, xs[j + c.cs], end, c.fill)
        for j, c, first in row:
            last = i == first + c.rs - 1
            self._borders(t, xs[j], xs[j + c.cs], (top, end), (first == i, last), i)
            if first != i:
                continue
            lines = self._lines(t, c, xs, j, i)
            got = done.get(j, 0)
            part = lines[got : got + most] if c.rs == 1 else lines if got == 0 else []
            done[j] = got + len(part)
            free = height - 5 - len(part) * t.size * 1.2
            y = top + 2 + (max(0.0, free) / 2 if t.valign == "middle" and c.rs == 1 else 0.0)
            bold = c.bold or i < t.header
            for line in part:
                y += t.size * 1.2
                x = xs[j] + 3
                if t.align == "center":
                    wide = self.canvas.stringWidth(line, "Helvetica-Bold" if bold else "Helvetica", t.size)
                    x = (xs[j] + xs[j + c.cs] - wide) / 2
                self.text(x, y - 2, line, t.size, bold=bold, ink=c.ink)
            if c.shape and got == 0:
                from reportlab.lib.colors import HexColor

                self.canvas.setFillColor(HexColor(f"#{c.shape}"))
                self.canvas.circle((xs[j] + xs[j + c.cs]) / 2, self.height - top - 8, 5, 0, 1)
        self.y = end

    def _borders(self, t: T, x0: float, x1: float, ys, ends, i: int) -> None:
        top, end = ys
        if t.rules in ("grid", "across"):
            if ends[0]:
                self.rule(x0, top, x1, top)
            if ends[1] or end >= self.bottom - 1:
                self.rule(x0, end, x1, end)
        if t.rules == "grid":
            self.rule(x0, top, x0, end)
            self.rule(x1, top, x1, end)
        if t.rules == "header" and i == t.header - 1:
            self.rule(x0, end, x1, end)


def _placed(t: T) -> list[list[tuple[int, C, int]]]:
    """For each row its cells with their column and first row, cells merged down from above among them."""
    out: list[list[tuple[int, C, int]]] = []
    held: dict[int, tuple[C, int]] = {}
    for i, row in enumerate(t.rows):
        here: list[tuple[int, C, int]] = []
        j = 0
        for c in row:
            if c is None:
                if j in held and held[j][1] + held[j][0].rs > i:
                    here.append((j, held[j][0], held[j][1]))
                j += 1
                continue
            here.append((j, c, i))
            if c.rs > 1:
                held[j] = (c, i)
            j += c.cs
        out.append(here)
    return out


def to_pdf(doc: Doc, quirks: Quirks | None = None) -> bytes:
    """The paper drawn straight onto pages."""
    made = _Canvas(doc, quirks or Quirks())
    for item in doc.items:
        if isinstance(item, Break):
            made.new_page()
        elif isinstance(item, P):
            made.paragraph(item)
        else:
            made.table(item)
    made.canvas.showPage()
    made.canvas.save()
    return made.out.getvalue()


__all__ = ["RAG_FILLS", "Break", "C", "Doc", "P", "Quirks", "Row", "T", "replace", "rows"]
