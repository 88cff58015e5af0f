"""How a plan is laid out: its columns, where its sections stand, how it shows RAG."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from samples.content import Action, PlanAt
from samples.word import TableCell, WordFile

FILLS = {"RED": "FF0000", "AMBER": "FFC000", "GREEN": "00B050", "BLUE": "5B9BD5", "": ""}
HEADER_FILL = "D9E2F3"
BAND_FILL = "BFBFBF"


class Sections(StrEnum):
    """Where a section's name is printed."""

    HEADER_ONCE = "in header rows; all labels in the first, the last two left out in later ones"
    HEADER = "in a header row per section"
    TABLES = "in the header row of a table per section"
    BAND = "in a band across the table"
    NONE = "nowhere"


class Rag(StrEnum):
    """How RAG is shown."""

    COMMENT = "comment"
    WORD = "word"
    LETTER = "letter"
    FILL = "fill"
    WORD_AND_FILL = "word and fill"
    PROGRESS = "progress word on a fill"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, its label, its width in points."""

    key: str
    label: str
    width: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A board's way of setting a plan."""

    columns: tuple[Column, ...]
    sections: Sections
    rag: Rag
    landscape: bool = True
    title: bool = True
    merged: bool = False
    """Owner and level merged down over actions that share them."""
    repeat: bool = False
    """The header row repeats on each page."""
    rules: str = "all"
    """`all`, or `horizontal`."""
    footer: str = ""
    header: str = ""
    font_size: float = 9

    @property
    def keys(self) -> tuple[str, ...]:
        """What the columns hold, in order."""
        return tuple(c.key for c in self.columns)


def _columns(*columns: tuple[str, str, float]) -> tuple[Column, ...]:
    return tuple(Column(*c) for c in columns)


CREATED = "Created {created} from Wenmarsh Crime Prevention Strategy (2023-2026)"

DOMESTIC_ABUSE = Layout(
    columns=_columns(
        ("urn", "URN", 40),
        ("action", "Action", 200),
        ("owner", "Owner", 85),
        ("level", "Level", 65),
        ("fourp", "4P", 55),
        ("rag", "RAG Status", 50),
        ("comments", "Comments", 245),
    ),
    sections=Sections.HEADER_ONCE,
    rag=Rag.COMMENT,
    title=False,
    footer=CREATED,
    font_size=8,
)
DOMESTIC_ABUSE_LOOSE = Layout(
    columns=DOMESTIC_ABUSE.columns,
    sections=Sections.TABLES,
    rag=Rag.COMMENT,
    footer=CREATED,
    header="OFFICIAL",
    font_size=9,
)
KNIFE_CRIME = Layout(
    columns=_columns(
        ("urn", "URN", 40),
        ("action", "Action", 210),
        ("owner", "Owner", 90),
        ("level", "Level", 70),
        ("fourp", "4P", 60),
        ("rag", "RAG", 50),
        ("comments", "Comments", 220),
    ),
    sections=Sections.BAND,
    rag=Rag.WORD,
    repeat=True,
    header="OFFICIAL - SENSITIVE",
    footer="2 PREPARE, PREVENT, PROTECT & PURSUE – Delivery Plan Template",
)
NIGHT_TIME_ECONOMY = Layout(
    columns=_columns(
        ("urn", "URN", 40),
        ("action", "Action", 220),
        ("owner", "Owner", 95),
        ("level", "Level", 75),
        ("fourp", "4P", 65),
        ("rag", "RAG Status", 55),
        ("comments", "Comments", 190),
    ),
    sections=Sections.TABLES,
    rag=Rag.FILL,
)
BURGLARY = Layout(
    columns=_columns(
        ("urn", "URN", 40),
        ("action", "Action", 230),
        ("owner", "Owner", 95),
        ("level", "Level", 60),
        ("fourp", "4P", 60),
        ("rag", "RAG", 40),
        ("comments", "Comments", 200),
    ),
    sections=Sections.HEADER,
    rag=Rag.LETTER,
    merged=True,
    footer="Burglary plan owner: D/Supt Lionel Marsh",
)
HATE_CRIME = Layout(
    columns=_columns(
        ("urn", "Ref", 30),
        ("action", "Action", 125),
        ("owner", "Lead", 85),
        ("level", "Level", 60),
        ("fourp", "4P", 55),
        ("comments", "Progress update", 125),
        ("rag", "BRAG", 45),
    ),
    sections=Sections.BAND,
    rag=Rag.WORD_AND_FILL,
    landscape=False,
    repeat=True,
    footer="Hate Crime Delivery Plan",
)
HATE_CRIME_RULED_ACROSS = Layout(
    columns=HATE_CRIME.columns,
    sections=Sections.BAND,
    rag=Rag.WORD,
    landscape=False,
    repeat=True,
    rules="horizontal",
    footer="Hate Crime Delivery Plan",
)
RURAL_CRIME = Layout(
    columns=_columns(
        ("urn", "Ref", 35),
        ("action", "Action", 215),
        ("owner", "Responsible", 95),
        ("level", "Level", 70),
        ("fourp", "4P", 60),
        ("due", "Timescale", 65),
        ("rag", "RAG", 45),
        ("comments", "Update", 165),
    ),
    sections=Sections.BAND,
    rag=Rag.WORD,
    repeat=True,
)
DIGITAL_CRIME = Layout(
    columns=_columns(
        ("urn", "URN", 40),
        ("action", "Action", 220),
        ("owner", "Owner", 110),
        ("level", "Level", 70),
        ("fourp", "4P", 65),
        ("comments", "Comments", 245),
    ),
    sections=Sections.HEADER,
    rag=Rag.COMMENT,
)
ACTION_LOG = Layout(
    columns=_columns(
        ("urn", "Ref", 45),
        ("action", "Action", 230),
        ("owner", "Lead", 85),
        ("due", "Deadline", 75),
        ("status", "Progress", 75),
    ),
    sections=Sections.NONE,
    rag=Rag.PROGRESS,
    landscape=False,
    header="OFFICIAL",
    font_size=10,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table to be printed; `kind` is header, band or action."""

    kind: str
    cells: tuple[TableCell, ...]


def tables(plan: PlanAt, layout: Layout) -> list[list[Line]]:
    """The tables of a plan, row by row, whatever will draw them."""
    out: list[list[Line]] = [[]]
    width = len(layout.columns)
    if layout.sections in (Sections.BAND, Sections.NONE):
        out[-1].append(_header(layout, None, first=True))
    for n, (first, actions) in enumerate(plan.sections()):
        if layout.sections is Sections.BAND:
            text = f"{first.section_number} {first.section_name}".strip()
            out[-1].append(Line("band", (TableCell(text, bold=True, fill=BAND_FILL, span=width),)))
        elif layout.sections is not Sections.NONE:
            if layout.sections is Sections.TABLES and n:
                out.append([])
            out[-1].append(_header(layout, first, first=n == 0))
        out[-1].extend(
            Line("action", tuple(_cell(actions, i, key, layout) for key in layout.keys))
            for i in range(len(actions))
        )
    return out


def _header(layout: Layout, section: Action | None, *, first: bool) -> Line:
    """A header row; where sections stand in it, the section's name takes the place of the action's label."""
    labels = [c.label for c in layout.columns]
    if section is not None:
        once = layout.sections is Sections.HEADER_ONCE
        labels[1] = section.section_name
        if once:
            labels[0] = f"URN {section.section_number}" if first else section.section_number
            if not first:
                labels[-2:] = ["", ""]
        elif layout.sections is Sections.HEADER:
            labels[0] = section.section_number
    return Line("header", tuple(TableCell(label, bold=True, fill=HEADER_FILL) for label in labels))


def _merge(actions: list[Action], i: int, key: str, layout: Layout) -> str | None:
    """Whether an owner or level cell is merged with its neighbours."""
    if not layout.merged or key not in ("owner", "level"):
        return None
    value = getattr(actions[i], key)
    if i and getattr(actions[i - 1], key) == value:
        return "continue"
    return "restart" if i + 1 < len(actions) and getattr(actions[i + 1], key) == value else None


def _cell(actions: list[Action], i: int, key: str, layout: Layout) -> TableCell:
    """One cell of the row of action `i` of a section."""
    action, merge = actions[i], _merge(actions, i, key, layout)
    if merge == "continue":
        return TableCell(merge=merge)
    if key == "rag":
        return TableCell(rag_text(action, layout), fill=_rag_fill(action, layout))
    if key == "status":
        return TableCell(action.progress, fill=FILLS[action.rag])
    return TableCell(getattr(action, key), merge=merge)


def rag_text(action: Action, layout: Layout) -> str:
    """What the RAG cell prints."""
    if layout.rag in (Rag.WORD, Rag.WORD_AND_FILL):
        return action.rag.capitalize()
    return action.rag[:1] if layout.rag is Rag.LETTER else ""


def _rag_fill(action: Action, layout: Layout) -> str | None:
    """The fill of the RAG cell."""
    return FILLS[action.rag] or None if layout.rag in (Rag.FILL, Rag.WORD_AND_FILL) else None


def word_plan(plan: PlanAt, layout: Layout, created: str) -> WordFile:
    """The plan as a Word file."""
    out = WordFile(
        landscape=layout.landscape,
        font_size=layout.font_size,
        header=layout.header,
        footer=layout.footer.format(created=f"{created[8:10]}/{created[5:7]}/{created[:4]}"),
        title=plan.title if layout.title else "",
        created=created,
    )
    if layout.title:
        out.paragraph(plan.title, bold=True, size=14, style="Heading1")
    for n, table in enumerate(tables(plan, layout)):
        if n:
            out.paragraph("")
        out.table(
            [line.cells for line in table],
            [round(c.width * 20) for c in layout.columns],
            headers=int(layout.repeat),
        )
    if plan.key:
        out.paragraph("")
        out.paragraph("Key", bold=True)
        for line in plan.key:
            out.paragraph(line)
    return out
