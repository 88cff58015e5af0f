"""The agenda pack: a bound PDF with two plans among minutes, attendance, budget, risks, keys and figures."""

from __future__ import annotations

import html
import io
from itertools import cycle

from reportlab.lib import colors, pagesizes
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    LongTable,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
)

from samples.content import PlanAt, load
from samples.layouts import DIGITAL_CRIME, FILLS, RURAL_CRIME
from samples.producers import reportlab_plan

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10.5, leading=14, spaceAfter=6)
SMALL = ParagraphStyle("small", parent=BODY, fontSize=9, leading=11, spaceAfter=0)
HEAD = ParagraphStyle("head", parent=BODY, fontName="Helvetica-Bold", fontSize=13, leading=18, spaceBefore=8)
TITLE = ParagraphStyle("title", parent=HEAD, fontSize=20, leading=28)


def agenda_pack(rural: PlanAt, digital: PlanAt) -> bytes:
    """The pack of the meeting of the plans' quarter."""
    stream = io.BytesIO()
    data = load("cover")
    day = data["meetings"][rural.quarter]
    tall, wide = pagesizes.A4, pagesizes.landscape(pagesizes.A4)
    document = BaseDocTemplate(
        stream, pagesize=tall, invariant=1, title=f"{data['board']} – Agenda pack", author=data["force"]
    )
    document.addPageTemplates(
        [
            PageTemplate(
                "tall", [Frame(50, 50, tall[0] - 100, tall[1] - 100)], onPage=_furniture, pagesize=tall
            ),
            PageTemplate(
                "wide", [Frame(40, 40, wide[0] - 80, wide[1] - 90)], onPage=_furniture, pagesize=wide
            ),
        ]
    )
    when = f"{day.day} {day:%B %Y}"
    flow: list[Flowable] = [
        *_front(data["board"], when),
        *_minutes(),
        *_budget(),
        *_risks(),
        *_strategy_report(),
        NextPageTemplate("wide"),
        PageBreak(),
        *reportlab_plan(rural, RURAL_CRIME),
        *reportlab_plan(digital, DIGITAL_CRIME),
        NextPageTemplate("tall"),
        PageBreak(),
        *_figures(),
        *_estates(),
        *_closing(),
    ]
    document.build(flow)
    return stream.getvalue()


def _furniture(canvas: Canvas, document: BaseDocTemplate) -> None:
    """A marking above, a page number below."""
    width, height = canvas._pagesize  # noqa: SLF001 - reportlab has no other way to ask
    canvas.saveState()
    canvas.setFont("Helvetica", 8)
    canvas.drawCentredString(width / 2, height - 25, "OFFICIAL")
    canvas.drawCentredString(width / 2, 20, f"Page {document.page}")
    canvas.restoreState()


def _table(rows: list[list[str]], widths: list[float], *, shade: int | None = None) -> LongTable:
    """A ruled table with a tinted head; column `shade` is filled by the colour it names."""
    look: list[tuple[object, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#D9E2F3")),
    ]
    if shade is not None:
        look += [
            ("BACKGROUND", (shade, n), (shade, n), colors.HexColor(f"#{FILLS[row[shade].upper()]}"))
            for n, row in enumerate(rows)
            if n and row[shade]
        ]
    cells = [[Paragraph(html.escape(text), SMALL) for text in row] for row in rows]
    table = LongTable(cells, colWidths=widths, repeatRows=1)
    table.setStyle(look)
    return table


def _prose(heading: str, paragraphs: list[str]) -> list[Flowable]:
    return [Paragraph(html.escape(heading), HEAD), *(Paragraph(html.escape(p), BODY) for p in paragraphs)]


def _front(board: str, when: str) -> list[Flowable]:
    agenda = [
        ["Item", "Report", "Lead", "Page"],
        ["1", "Apologies and declarations", "Chair", "-"],
        ["2", "Minutes of the last meeting", "Secretary", "2"],
        ["3", "Finance report to the end of February", "Chief Finance Officer", "6"],
        ["4", "Strategic risk register", "Head of Risk", "8"],
        ["5", "Crime Prevention Strategy, with plans", "T/ACC Ruth Amberley", "11"],
        ["6", "Performance report", "Head of Analysis", "17"],
        ["7", "Estates", "Head of Estates", "20"],
        ["8", "Forward plan", "Secretary", "23"],
    ]
    return [
        Paragraph(html.escape(board), TITLE),
        Paragraph("Agenda pack", HEAD),
        Paragraph(f"Date of meeting: {when}", BODY),
        Paragraph("Place: County Hall, Harrowby, at 10.00", BODY),
        Spacer(1, 20),
        _table(agenda, [40, 270, 140, 45]),
        PageBreak(),
    ]


def _minutes() -> list[Flowable]:
    present = [
        ["Name", "Post", "Organisation", "Present"],
        ["Adela Crane", "Chair", "Independent", "Yes"],
        ["Ruth Amberley", "T/ACC", "Wenmarsh Police", "Yes"],
        ["Harold Penn", "DCS", "Wenmarsh Police", "Apologies"],
        ["Imogen Tarrant", "Head of Analysis", "Wenmarsh Police", "Yes"],
        ["Kemi Strand", "Community Safety Manager", "Harrowby District Council", "Yes"],
        ["Piers Aldous", "Member", "Faith Leaders’ Forum", "Yes"],
    ]
    flow: list[Flowable] = [
        Paragraph("Item 2 – Minutes of the last meeting", TITLE),
        _table(present, [120, 130, 160, 85]),
        Spacer(1, 12),
    ]
    for heading, text in load("pack")["minutes"]:
        flow += _prose(heading, [text, *_filler(heading, 6)])
    return [*flow, PageBreak()]


def _budget() -> list[Flowable]:
    rows = [["Budget heading", "Budget £k", "Forecast £k", "Variance £k", "RAG"]]
    rows += [
        [name, f"{budget:,}", f"{forecast:,}", f"{forecast - budget:+,}", rag]
        for name, budget, forecast, rag in (
            ("Police officer pay", 61240, 61020, "Green"),
            ("Police staff pay", 28110, 28690, "Amber"),
            ("Overtime", 2400, 2985, "Red"),
            ("Premises", 5310, 5302, "Green"),
            ("Transport", 3120, 3244, "Amber"),
            ("Supplies and services", 7900, 7811, "Green"),
            ("Crime prevention fund", 640, 598, "Green"),
        )
    ]
    return [
        Paragraph("Item 3 – Finance report", TITLE),
        *_prose("Summary", _filler("finance", 9)),
        _table(rows, [180, 80, 80, 80, 75], shade=4),
        *_prose("Reserves", _filler("reserves", 14)),
        PageBreak(),
    ]


def _risks() -> list[Flowable]:
    rows = [["Ref", "Risk", "Owner", "Likelihood", "Impact", "Score", "RAG"]]
    rows += [
        [
            f"SR{n}",
            text,
            owner,
            str(a),
            str(b),
            str(a * b),
            "Red" if a * b > 14 else "Amber" if a * b > 7 else "Green",
        ]
        for n, (text, owner, a, b) in enumerate(
            [
                ("Analysts leave faster than they can be replaced", "Head of Analysis", 4, 4),
                ("The crime system is not supported after 2025", "Chief Information Officer", 3, 5),
                ("Partners withdraw from shared funding", "T/ACC Ruth Amberley", 3, 3),
                ("Custody suites close for repairs", "Head of Estates", 2, 4),
                ("A data breach through a supplier", "Chief Information Officer", 2, 5),
                ("Vetting backlog delays recruitment", "Head of People", 4, 3),
                ("A fall in public confidence after a national incident", "T/ACC Ruth Amberley", 3, 4),
                ("Fuel costs rise beyond the contingency", "Chief Finance Officer", 2, 2),
            ],
            1,
        )
    ]
    scale = [["Score", "Rating", "What follows"], ["15 to 25", "Red", "Chief Officers each month"]]
    scale += [["8 to 12", "Amber", "Board each quarter"], ["1 to 6", "Green", "Risk owner"]]
    return [
        Paragraph("Item 4 – Strategic risk register", TITLE),
        *_prose("How to read it", _filler("risk", 14)),
        _table(scale, [90, 90, 250], shade=1),
        Spacer(1, 12),
        _table(rows, [35, 175, 105, 60, 45, 40, 40], shade=6),
        *_prose("Changes since December", _filler("changes", 16)),
        PageBreak(),
    ]


def _strategy_report() -> list[Flowable]:
    key = [
        ["Colour", "Meaning"],
        ["Red", "Off track, and not expected to be delivered in time"],
        ["Amber", "Some delay, with a plan to recover"],
        ["Green", "On track, or delivered"],
    ]
    return [
        Paragraph("Item 5 – Crime Prevention Strategy", TITLE),
        *(f for heading, text in load("pack")["strategy_report"] for f in _prose(heading, [text])),
        *_prose("3.0 Background", _filler("background", 16)),
        PageBreak(),
        *_prose("4.0 Key", ["Colours in the plans are used as follows."]),
        _table(key, [90, 330], shade=0),
        *_prose("5.0 Progress", _filler("progress", 18)),
    ]


def _figures() -> list[Flowable]:
    rows = [["Measure", "Target", "Oct to Dec", "Jan to Mar", "RAG"]]
    rows += [
        [name, target, before, now, rag]
        for name, target, before, now, rag in (
            ("House burglaries attended", "98%", "94%", "99%", "Green"),
            ("Hate crimes with a case action plan in 48 hours", "90%", "72%", "86%", "Amber"),
            ("Phones examined within 21 days", "80%", "22%", "37%", "Red"),
            ("999 calls answered in 10 seconds", "90%", "91%", "92%", "Green"),
            ("Victims satisfied", "80%", "74%", "76%", "Amber"),
            ("Response officers trained in risk assessment", "100%", "81%", "93%", "Amber"),
        )
    ]
    return [
        Paragraph("Item 6 – Performance report", TITLE),
        _table(rows, [220, 60, 80, 80, 55], shade=4),
        *_prose("What stands behind the figures", _filler("figures", 36)),
        PageBreak(),
    ]


def _estates() -> list[Flowable]:
    rows = [["Site", "Work", "Cost £k", "Due"]]
    rows += [
        ["Harrowby", "Roof of the custody suite", "410", "May 2024"],
        ["Brinmouth", "Front counter", "95", "July 2024"],
        ["Eastwold", "Solar panels", "120", "October 2024"],
    ]
    return [
        Paragraph("Item 7 – Estates", TITLE),
        *_prose("Summary", _filler("estates", 18)),
        _table(rows, [110, 210, 80, 95]),
        *_prose("Sustainability", _filler("sustainability", 16)),
        PageBreak(),
    ]


def _closing() -> list[Flowable]:
    plan = [
        ["Meeting", "Report", "Author"],
        ["19 June 2024", "Annual report on crime prevention", "T/ACC Ruth Amberley"],
        ["19 June 2024", "Use of force", "Supt Gwen Sallow"],
        ["18 September 2024", "Domestic abuse in depth", "D/Supt Maud Ellery"],
        ["11 December 2024", "Budget for 2025", "Chief Finance Officer"],
    ]
    words = [
        ["Term", "What it stands for"],
        ["CSP", "Community Safety Partnership"],
        ["LPA", "Local Policing Area"],
        ["URN", "Unique reference number of an action"],
        ["4P", "Prepare, Prevent, Protect, Pursue"],
    ]
    return [
        Paragraph("Item 8 – Forward plan", TITLE),
        _table(plan, [120, 220, 155]),
        *_prose("Notes", _filler("forward", 5)),
        PageBreak(),
        Paragraph("Terms used in this pack", TITLE),
        _table(words, [90, 400]),
    ]


def _filler(topic: str, paragraphs: int) -> list[str]:
    """Paragraphs of plain prose, three sentences each, that differ from topic to topic."""
    sentences = load("pack")["sentences"]
    start = sum(topic.encode()) % len(sentences)
    turn = cycle(sentences[start:] + sentences[:start])
    text = [next(turn) for _ in range(paragraphs * 3)]
    return [" ".join(text[i : i + 3]) for i in range(0, len(text), 3)]
