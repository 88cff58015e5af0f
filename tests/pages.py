"""Pages built by hand, for tests of the recogniser: no file, no reader."""

from __future__ import annotations

from extract.lexicon import Lexicon, squash
from extract.model import Box, Cell, Grid, Line, Method, Page, Row

LABELS = {
    "urn": ("URN", "Ref", "No"),
    "action": ("Action", "Actions completed", "Task"),
    "owner": ("Owner", "Lead", "Responsible", "Lead role", "Action by"),
    "level": ("Level",),
    "fourp": ("4P",),
    "rag": ("RAG", "RAG Status", "BRAG"),
    "comments": ("Comments", "Update", "Progress update"),
    "status": ("Status", "Progress"),
    "due": ("Due", "Deadline"),
    "other:Outcome": ("Outcome",),
    "other:Date": ("Date",),
    "other:Strand": ("Theme",),
    "other:Objective": ("Objective",),
}
LEXICON = Lexicon(
    columns={squash(form): column for column, forms in LABELS.items() for form in forms},
    traps=frozenset({"likelihood", "impact", "budget"}),
    sections={squash(s): s for s in ("Governance", "Analytical", "Partnerships")},
    rag=frozenset({"red", "amber", "green", "blue"}),
)
HEADER = ["URN", "Action", "Owner", "Level", "4P", "RAG", "Comments"]


def cell(text, col, **more):
    """One cell; its lines are cut at `/ `."""
    lines = tuple(part.strip() for part in text.split("/ ") if part.strip())
    return Cell(lines, col, words=len(text.replace("/ ", " ").split()), **more)


def row(*texts, **more):
    """A row of cells side by side; None leaves the grid column to a cell merged down from above."""
    return Row(tuple(cell(t, i) for i, t in enumerate(texts) if t is not None), **more)


def grid(*rows, method=Method.RULINGS, columns=None, **more):
    """A grid of rows given as lists of texts or as `Row`s."""
    made = tuple(r if isinstance(r, Row) else row(*r) for r in rows)
    width = columns or max(c.col + c.colspan for r in made for c in r.cells)
    return Grid(method, made, width, **more)


def line(text, top=100.0, **more):
    """A line of text at a height of the page."""
    return Line(text, len(text.split()), box=Box(50, top, 300, top + 10), **more)


def page(*items, number=1, **more):
    """A page that holds these items and nothing else."""
    words = 0
    for item in items:
        words += item.words if isinstance(item, Line) else sum(c.words for r in item.rows for c in r.cells)
    return Page(tuple(items), words, number=number, width=595.0, height=842.0, **more)
