"""A plan that begins without a header that can be read."""

from __future__ import annotations

from extract.model import Grid, Line, Page
from extract.plan import finish
from extract.plan.rows import gather, is_blank, looks_like_urn
from extract.plan.state import OpenPlan, State


def open_alike(state: State, page: Page, grid: Grid, above: list[Line]) -> OpenPlan | None:
    """Open a plan for a table without a readable header that stands under an earlier plan's columns.

    Some producers draw a header as outlines instead of text; the borders of its columns, and a reference and
    an action in its rows, are what is left of it.
    """
    for before in reversed(state.plans):
        if not before.columns.fits(grid) or not {"urn", "action"} <= before.columns.names:
            continue
        rows = [gather(row, (), grid, before.columns, page.number) for row in grid.rows if not is_blank(row)]
        alike = sum(looks_like_urn(r.text("urn")) and bool(r.text("action")) for r in rows)
        if alike >= 2 and alike * 5 >= len(rows) * 4:
            title = finish.title_above(above, [], state.lexicon)
            plan = OpenPlan(before.columns, sheet=page.name, title=title, inherited=True)
            state.plans.append(plan)
            return plan
    return None
