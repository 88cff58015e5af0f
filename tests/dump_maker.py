"""Makes invented plans and prints them as text extractors do; for the tests of dumps."""

from __future__ import annotations

import random
import textwrap
from dataclasses import dataclass, field

TOWNS = ("Harrowby", "Stoke Tallow", "Brinmouth", "Eastwold", "Wenmarsh")
FIRST = ("Alan", "Priya", "Tom", "Rhiannon", "Megan", "Yusuf", "Carol", "Derek", "Ewa", "Neil")
LAST = ("Vale", "Oduya", "Marsh", "Pritchard", "Quill", "Hobday", "Szabo", "Trent", "Ashdown", "Lyle")
RANKS = ("Insp", "D/Supt", "Ch/Insp", "Supt", "DCI", "DI", "Sgt", "T/ACC", "Ch Supt", "DCS")
POSTS = (
    "Head of Communications",
    "Force Crime Registrar",
    "District Commanders",
    "LPA Commanders",
    "Victim Services Manager",
    "Licensing Officer",
    "Head of Strategic Centre",
    "Partnership Manager",
    "Chief Officers",
    "Hate Crime Officers",
)
LEVELS = ("Force", "LPA", "LPAs", "District", "Local Policing", "Partnership Forums", "SCD", "County", "CSP")
PS = ("Prepare", "Prevent", "Protect", "Pursue")
RAGS = ("Red", "Amber", "Green", "Green", "Green")
SECTIONS = ("Governance", "Analytical", "Partnerships", "Investigation", "Community Policing", "Operations")
VERBS = (
    "Review",
    "Deliver",
    "Ensure",
    "Develop",
    "Roll out",
    "Maintain",
    "Work with partners to improve",
    "Support",
)
THINGS = (
    "the licensing plan for {town} town centre",
    "a refreshed training package for front line officers",
    "the data sharing protocol with the county council",
    "effective use of the problem solving template by all teams",
    "monthly performance meetings chaired by the LPA Commander",
    "a media campaign around knife crime in schools",
    "the risk assessment process used by the MARAC",
    "joint visits to repeat victims with {town} Council staff",
    "the Op Juno toolkit and its quarterly return",
    "a survey of victims across Wenmarsh and share the learning with partner agencies",
)
TAILS = (
    "",
    " in order to reduce repeat victimisation",
    " so that officers can identify risk early and respond appropriately",
    " and report progress to the Harrowby Board each quarter",
    " within 28 days of each report",
    " including the use of 4P plans where appropriate",
)
NEWS = (
    "The first meeting took place in {town} and actions were agreed by all partners.",
    "Insp Quill has met with the council and a revised protocol is being drafted.",
    "121 meetings are held each month and are dip sampled by the Sergeants.",
    "8 courses have been delivered so far and feedback is good.",
    "Awaiting sign off from the Chief Constable before publication.",
    "Recruitment of the Prevent Officer is under way and should conclude by March 2019.",
    "Data from January to June shows a reduction of 12% in repeat calls.",
    "The process is established and mature.",
    "Further work is needed to embed this across the districts; see also URN 013.",
    "Op Juno ran from 11th Dec 2018 to 18th Jan 2019 with positive results.",
)


@dataclass(frozen=True)
class Look:
    """How a plan is laid out and how its extractor prints it."""

    columns: tuple[tuple[str, str, int], ...] = (
        ("urn", "URN", 5),
        ("action", "Governance", 52),
        ("owner", "Owner", 20),
        ("level", "Level", 16),
        ("fourp", "4P", 12),
        ("rag", "RAG Status", 8),
        ("comments", "Comments", 60),
    )
    """(column, label, characters wide); an action's label of None is the section's name."""
    joins: bool = True
    """A cell of one line is followed by the next on its line."""
    blanks: int = 2
    """Empty lines between cells."""
    page_mark: str = " "
    page_lines: int = 40
    footer: str = ""
    section_numbers: bool = True
    urns: str = "dotted"
    repeat_header: bool = False
    trailing: bool = True
    """Spaces at line ends."""
    centred: bool = False
    """Cells centred in height: no two share a baseline, each begins with an empty paragraph."""


@dataclass
class Made:
    """An invented plan: its rows, and the dump that prints them."""

    text: str = ""
    rows: list[dict[str, str]] = field(default_factory=list)


def prose(rng: random.Random, sentences: int) -> str:
    return " ".join(rng.choice(NEWS).format(town=rng.choice(TOWNS)) for _ in range(sentences))


def action(rng: random.Random) -> str:
    text = f"{rng.choice(VERBS)} {rng.choice(THINGS).format(town=rng.choice(TOWNS))}{rng.choice(TAILS)}"
    return text + rng.choice((".", "", ""))


def owner(rng: random.Random) -> str:
    name = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
    return rng.choice(
        (
            f"{rng.choice(RANKS)} {name}",
            f"{rng.choice(RANKS)} {rng.choice(LAST)}",
            f"{rng.choice(POSTS)}",
            f"{rng.choice(POSTS)} - {name}",
            f"{rng.choice(RANKS)} {name} and {rng.choice(POSTS)}",
            name,
        )
    )


def cells(rng: random.Random, urn: str, section: str, cast: list[str], levels: list[str]) -> dict[str, str]:
    ps = rng.sample(PS, rng.choice((1, 1, 2, 3)))
    rag = rng.choice(RAGS)
    join = rng.choice((", ", " and ", " & ", " "))
    return {
        "urn": urn,
        "action": action(rng),
        "owner": rng.choice(cast),
        "level": rng.choice(levels),
        "fourp": join.join(ps),
        "rag": rag,
        "comments": (f"{rng.randint(1, 28):02d}/06/19 " if rng.random() < 0.7 else "")
        + prose(rng, rng.randint(1, 4)),
        "due": rng.choice(("March 2020", "30/09/2019", "Ongoing", "Q3 2019/20", "Dec 2019")),
        "status": rng.choice(("Complete", "On track", "In progress", "Not started")),
        "section": section,
    }


def make(seed: int, look: Look, sections: int = 3, per_section: int = 6) -> Made:
    """A plan of invented rows, printed."""
    rng = random.Random(seed)  # noqa: S311 - invented text, not secrets
    cast = [owner(rng) for _ in range(7)]
    levels = rng.sample(LEVELS, 4)
    printer = _Printer(look, rng)
    made = Made()
    n = 0
    for s in range(sections):
        name = SECTIONS[s]
        printer.header(name, s + 1)
        for k in range(per_section):
            n += 1
            urn = {
                "dotted": f"{s + 1}.{k + 1}",
                "padded": f"{n:03d}",
                "plain": str(n),
                "letters": f"A{n}",
            }.get(look.urns, "")
            row = cells(rng, urn, name, cast, levels)
            if rng.random() < 0.08:
                row["comments"] = ""
            if rng.random() < 0.05:
                row["rag"] = ""
            wanted = [c for c, _, _ in look.columns]
            row = {c: (row[c] if c in wanted else "") for c in row} | {"section": name}
            printer.row(row)
            made.rows.append(row)
    made.text = printer.text()
    return made


class _Printer:
    """Prints rows as an extractor reads them off pages of a table."""

    def __init__(self, look: Look, rng: random.Random) -> None:
        self.look, self.rng = look, rng
        self.out = ""
        self.used = 0
        self.page = 1
        self.last = ("", 0)
        self._begin = True

    def header(self, section: str, n: int) -> None:
        self.last = (section, n)
        if self.used > self.look.page_lines - 5:
            self._new_page()
        labels = []
        for column, label, _ in self.look.columns:
            if column == "urn" and self.look.section_numbers:
                labels.append(f"{n}.0")
            elif column == "action" and label == "Governance":
                labels.append(section)
            else:
                labels.append(label)
        self._emit([[label] for label in labels])
        self.used += 2

    def row(self, row: dict[str, str]) -> None:
        wrapped = [textwrap.wrap(row[c], width, break_long_words=False) for c, _, width in self.look.columns]
        height = max(len(lines) for lines in wrapped)
        left = self.look.page_lines - self.used
        if height > left:
            if left >= 2 and height > 3:
                self._emit([lines[:left] for lines in wrapped])
                self._new_page()
                rest = [lines[left:] for lines in wrapped]
                self._emit(rest, partial=True)
                self.used += max(len(lines) for lines in rest)
                return
            self._new_page()
        self._emit(wrapped)
        self.used += height + 1

    def _new_page(self) -> None:
        if self.look.footer:
            self.out = self.out.rstrip("\n") + "\n" * 4 + self.look.footer.format(page=self.page) + "\n"
        self.page += 1
        self.used = 0
        self.out = self.out.rstrip("\n") + "\n" + self.look.page_mark
        self._begin = True
        if self.look.repeat_header:
            self.header(*self.last)

    def _emit(self, columns: list[list[str]], *, partial: bool = False) -> None:
        look = self.look
        end = " " if look.trailing else ""
        out = ""
        for k, lines in enumerate(columns):
            if not lines:
                if look.trailing and not partial and k < len(columns) - 1 and out and not out.endswith("\n"):
                    out += " "
                continue
            if look.centred and not partial and look.trailing:
                out += " \n"
            out += f"{end}\n".join(lines) + end
            following = next((c for c in columns[k + 1 :] if c), None)
            single = len(lines) == 1 and not partial and not look.centred
            if single and look.joins and following is not None:
                out += "" if look.trailing else " "
            else:
                out += "\n" * (look.blanks + 1)
        gap = (
            ""
            if self._begin or not self.out
            else "\n" * max(0, look.blanks + 1 - (len(self.out) - len(self.out.rstrip("\n"))))
        )
        self.out += gap + out
        self._begin = False

    def text(self) -> str:
        return (" " if self.look.page_mark == " " else "") + self.out + "\n"
