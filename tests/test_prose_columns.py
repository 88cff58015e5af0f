"""Progress columns of sentences, alone and beside what is said of an action elsewhere."""

from __future__ import annotations

import pytest

from extract.model import Method, Paper, Plan, PlanRow, Printed
from normalise.prose import prose_as_comments
from normalise.words import load

VOCABULARY = load()


def told(*rows: dict[str, str]) -> list[tuple[str | None, str | None]]:
    """Status and comments of each row."""
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    made = tuple(
        PlanRow({name: Printed(text, (text,)) for name, text in row.items()}, Method.SHEET, 1) for row in rows
    )
    plan = Plan(columns=columns, rows=made)
    paper = Paper("0" * 12, "a.pdf", None, "a.pdf", "pdf", "ok", plans=(plan,))
    (plan,) = prose_as_comments(paper, VOCABULARY).plans
    out = []
    for row in plan.rows:
        status, comments = row.cells.get("status"), row.cells.get("comments")
        out.append((status.text if status else None, comments.text if comments else None))
    return out


@pytest.mark.parametrize(
    "progress",
    [
        "April 2025: the audit shows 78% compliance.",
        "The pilot was extended to the east.",
        "12/05/25 Board met.",
    ],
)
def test_sentences_are_comments_behind_what_stands_there(progress):
    assert told({"status": progress}) == [(None, progress)]
    assert told({"status": progress, "comments": "Agreed."}) == [(None, f"Agreed. {progress}")]


@pytest.mark.parametrize("progress", ["On track", "78% complete", "March 2025: complete"])
def test_a_state_is_none(progress):
    assert told({"status": progress, "comments": "Agreed."}) == [(progress, "Agreed.")]
