"""Papers of any size of the invented force, drawn by several producers, and what each cell prints."""

from __future__ import annotations

import io
import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import LongTable, SimpleDocTemplate

from samples.content import Action, PlanAt, Update
from samples.layouts import Column, Layout, Rag, Sections, rag_text, word_plan
from samples.producers import chromium, html_plan, libreoffice, reportlab_plan

LAYOUT = Layout(
    columns=tuple(
        Column(*c)
        for c in (
            ("urn", "URN", 40),
            ("action", "Action", 190),
            ("owner", "Owner", 90),
            ("level", "Level", 65),
            ("fourp", "4P", 60),
            ("rag", "RAG Status", 50),
            ("comments", "Comments", 245),
        )
    ),
    sections=Sections.NONE,
    rag=Rag.WORD,
    repeat=True,
    title=True,
)
STRANDS = ("Knife Crime", "Hate Crime", "Domestic Abuse", "Night Time Economy", "House Burglary")
SURNAMES = "Reed Marsh Holt Penn Ashby Crowe Dunn Vale Frost Lowe Birch Stroud Hythe Coombe Garth".split()
TOWNS = "Harrowby Brinmouth Eastwold Wenmarsh".split()
POSTS = (
    "Insp {}", "D/Supt {}", "Ch Insp {}", "Supt {}", "DCI {}", "Sgt {} and PC {}", "Head of Licensing - {}"
)  # fmt: skip
LEVELS = ("Force", "BCU", "Force / BCU", "Partnership", "Local")
FOURPS = ("Prepare", "Prevent", "Protect", "Pursue", "Prevent, Protect", "Prepare and Pursue", "All 4Ps")
WORDS = (
    "patrol review visit street town centre licence officer victim school market profile survey partner plan "
    "report neighbourhood training council evidence community bus station shop door staff night weekend "
    "offender order referral panel briefing operation intelligence problem data quarterly hospital"
).split()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plan as a file, and what it prints: a row of cell texts for each action, in `LAYOUT`'s columns."""

    data: bytes
    rows: tuple[tuple[str, ...], ...]


def squashed(text: str | None) -> str:
    """A cell's text with every run of white space one space: no reader is marked down for line ends."""
    return re.sub(r"\s+", " ", text or "").strip()


def plan(actions: int, seed: int = 0) -> PlanAt:
    """An invented plan; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - test data
    strand = STRANDS[seed % len(STRANDS)]

    def sentence(low: int, high: int) -> str:
        words = [chance.choice(WORDS) for _ in range(chance.randint(low, high))]
        return " ".join([*words, "in", chance.choice(TOWNS)]).capitalize() + "."

    def update() -> Update:
        day = date(2023, chance.randint(7, 12), chance.randint(1, 28))
        raw, text = f"{day:%d/%m/%y}", sentence(8, 22)
        return Update(raw, day, "", text, f"{raw} {text}", rag_printed=False)

    def owner() -> str:
        post = chance.choice(POSTS)
        return post.format(*(chance.choice(SURNAMES) for _ in range(post.count("{}"))))

    made = tuple(
        Action(
            urn=f"1.{n}",
            action=sentence(8, 20),
            owner=owner(),
            level=chance.choice(LEVELS),
            fourp=chance.choice(FOURPS),
            rag=chance.choice(("RED", "AMBER", "GREEN")),
            updates=tuple(update() for _ in range(chance.randint(1, 2))),
            section="Governance",
            section_name="Governance",
            section_number="1",
        )
        for n in range(1, actions + 1)
    )
    title = f"{strand} delivery plan 2023 Q4 {seed}"
    return PlanAt(f"plan {seed}", strand, strand, title, "2023Q4", made)


def printed(at: PlanAt) -> tuple[tuple[str, ...], ...]:
    """What each cell of each action prints."""
    return tuple(
        tuple(
            squashed(rag_text(action, LAYOUT) if key == "rag" else getattr(action, key))
            for key in LAYOUT.keys
        )
        for action in at.actions
    )


def by_reportlab(at: PlanAt) -> Drawn:
    """As a reporting library prints it."""
    stream = io.BytesIO()
    document = SimpleDocTemplate(stream, pagesize=landscape(A4), leftMargin=35, rightMargin=35, invariant=1)
    flow = reportlab_plan(at, LAYOUT)
    for table in flow:
        if isinstance(table, LongTable):
            table.splitInRow = 0  # with `repeatRows` it draws no rule under a repeated header
    document.build(flow)
    return Drawn(stream.getvalue(), printed(at))


def small(number: int) -> bytes:
    """A plan of three actions on one page, drawn in a thousandth of a second; another for each number."""
    chance = random.Random(number)  # noqa: S311 - test data
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=landscape(A4), invariant=1)
    canvas.setFont("Helvetica", 9)
    canvas.drawString(40, 540, f"{STRANDS[number % len(STRANDS)]} delivery plan {number}")
    xs, ys = [40, 90, 400, 520, 600, 780], [520, 495, 470, 445, 420]
    canvas.grid(xs, ys)
    rows = [["URN", "Action", "Owner", "RAG Status", "Comments"]]
    for n in range(1, 4):
        words = " ".join(chance.choices(WORDS, k=8)).capitalize()
        post = chance.choice(POSTS[:5]).format(chance.choice(SURNAMES))
        rows.append([f"1.{n}", f"{words} {number}", post, "GREEN", f"{n:02}/11/23 Agreed in {TOWNS[n]}"])
    for row, y in zip(rows, ys, strict=False):
        for cell, x in zip(row, xs, strict=False):
            canvas.drawString(x + 3, y - 15, cell)
    canvas.save()
    return stream.getvalue()


def by_libreoffice(at: PlanAt, *, tagged: bool) -> Drawn:
    """As LibreOffice prints it from Word."""
    word = word_plan(at, LAYOUT, "2023-12-11T10:15:00Z").to_bytes()
    return Drawn(libreoffice({"plan": word}, tagged=tagged)["plan"], printed(at))


def by_chromium(at: PlanAt) -> Drawn:
    """As a browser prints it: one text object for each letter."""
    return Drawn(chromium(html_plan(at, LAYOUT)), printed(at))


def producers() -> Iterator[tuple[str, Callable[[PlanAt], Drawn]]]:
    """Those that are here, by name."""
    yield "reportlab", by_reportlab
    if shutil.which("soffice"):
        yield "LibreOffice", lambda at: by_libreoffice(at, tagged=False)
        yield "LibreOffice, tagged", lambda at: by_libreoffice(at, tagged=True)
    if shutil.which("chromium"):
        yield "Chromium", by_chromium
