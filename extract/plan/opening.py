"""Where a plan begins: without a header that can be read, or with rows over it."""

from __future__ import annotations

from extract.model import Grid, Line, Note, Page, Row
from extract.plan import beneath, finish
from extract.plan.bands import Band, tells_of_section
from extract.plan.labelled import numbered
from extract.plan.labels import LabelReader
from extract.plan.rows import gather, looks_like_urn, printed_rows
from extract.plan.state import OpenPlan, PageCount, State

BESIDE = "what is said of a section beside its name"


def open_alike(state: State, page: Page, grid: Grid, above: list[Line]) -> OpenPlan | None:
    """Open a plan for a table without a readable header that stands under an earlier plan's columns.

    Some producers draw a header as outlines instead of text; the borders of its columns, and a reference and
    an action in its rows, are what is left of it.
    """
    for before in reversed(state.plans):
        if not before.columns.fits(grid) or not {"urn", "action"} <= before.columns.names:
            continue
        rows = [gather(row, (), grid, before.columns, page.number) for row in printed_rows(grid.rows)]
        alike = sum(looks_like_urn(r.text("urn")) and bool(r.text("action")) for r in rows)
        if alike >= 2 and alike * 5 >= len(rows) * 4:
            title = finish.title_above(above, [], state.lexicon)
            plan = OpenPlan(before.columns, sheet=page.name, title=title, inherited=True)
            state.plans.append(plan)
            return plan
    return None


def rows_above(  # noqa: PLR0913, PLR0917 - what is known where a table begins
    state: State, page: Page, grid: Grid, start: int, count: PageCount, labels: LabelReader
) -> list[str]:
    """The titles in a grid's rows above its header; rows of more than two cells there are no titles, and what
    they print is noted."""
    tops: list[str] = []
    for row in grid.rows[:start]:
        texts, words = finish.row_texts(row), sum(c.words for c in row.cells)
        pairs = beneath.says_itself(row, labels)
        if len(pairs) == 1 and numbered(pairs[0][0], labels)[1]:
            tops.append(": ".join(texts))
            count.in_headings += words
        elif len(texts) <= 2 and not pairs:
            tops += texts
            count.in_headings += words
        else:
            note_apart(state, page, row, count, "a row above the table's header")
    return tops


def apart(page: Page, band: Band, plan: OpenPlan, *, last: bool) -> str | None:
    """What a row across the table is, where it names no section: the `last` of a Word table, or what is said
    of a section beside its name."""
    if page.number is None and last and not (band.known or band.urn):
        return "a row under the table's last action"
    under = plan.in_band and not band.known and tells_of_section(band.text)
    return BESIDE if under else None


def without_beside(state: State, page: Page, row: Row, band: Band, count: PageCount) -> Row:
    """The row with the section's name alone; what stands beside that is noted."""
    if not band.beside:
        return row
    note_apart(state, page, row._replace(cells=band.beside), count, BESIDE)
    return row._replace(cells=tuple(cell for cell in row.cells if cell not in band.beside))


def note_apart(state: State, page: Page, row: Row, count: PageCount, message: str) -> None:
    """Note what a row prints that is of no action."""
    count.unplaced += sum(c.words for c in row.cells)
    value = " | ".join(finish.row_texts(row))
    state.notes.append(Note("unplaced text", message, severity="info", page=page.number, value=value))
