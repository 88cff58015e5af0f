"""Columns that print two things, parted; the texts are invented."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from pages import cell, grid, page

from extract.model import Row
from extract.plan.finder import PlanFinder
from normalise.joint import parted
from normalise.words import load

VOCABULARY = load()
LEXICON = VOCABULARY.lexicon()
NEAR = dt.date(2025, 5, 12)


def cells(head: list[str], *rows: list[str]) -> list[dict[str, str]]:
    """The rows under a header, `/ ` for a line's end, as text by column."""
    finder = PlanFinder(LEXICON)
    finder.feed(page(grid(head, *rows)))
    (plan,) = finder.finish().plans
    return [{c: p.text for c, p in row.cells.items()} for row in parted(plan, VOCABULARY, NEAR).rows]


@pytest.mark.parametrize("label", ["Lead & timescale", "By whom and by when", "Who and when", "Lead", "By"])
@pytest.mark.parametrize(
    ("text", "owner", "due"),
    [
        ("DI Birch/ 31/07/2025", "DI Birch", "31/07/2025"),
        ("DI Birch – 31 July 2025", "DI Birch", "31 July 2025"),
        ("DI Birch by July 2025", "DI Birch", "July 2025"),
        ("31/07/25: DI Birch", "DI Birch", "31/07/25"),
        ("Head of Estates (31/07/2025)", "Head of Estates", "31/07/2025"),
    ],
)
def test_the_day_beside_an_owner_is_when_the_action_is_due(label, text, owner, due):
    (row,) = cells(["Ref", "Action", label, "RAG"], ["1", "Buy a van", text, "Green"])
    assert (row["owner"], row["due"]) == (owner, due)


def test_a_column_by_of_days_alone_is_due():
    first, _ = cells(["Ref", "Action", "By"], ["1", "Buy a van", "31/07/2025"], ["2", "Sell it", "May 2025"])
    assert (first.get("owner"), first["due"]) == (None, "31/07/2025")
    first, _ = cells(
        ["Ref", "Action", "Lead", "By"],
        ["1", "Buy", "DI Birch", "May 2025"],
        ["2", "Go", "Supt Ash", "Ongoing"],
    )
    assert (first["owner"], first["due"]) == ("DI Birch", "May 2025")


def test_one_day_among_many_owners_is_part_of_that_cell():
    rows = [[str(n), "Buy a van", "DI Birch"] for n in range(1, 4)]
    found = cells(["Ref", "Action", "Owner"], *rows, ["4", "Sell it", "Supt Ash until 31/07/2025"])
    assert found[-1] == {"urn": "4", "action": "Sell it", "owner": "Supt Ash until 31/07/2025"}


def test_where_there_is_a_due_column_nothing_is_parted():
    (row,) = cells(["Ref", "Action", "Lead", "Due"], ["1", "Buy a van", "DI Birch 31/07/2025", "May 2025"])
    assert (row["owner"], row["due"]) == ("DI Birch 31/07/2025", "May 2025")


@pytest.mark.parametrize(
    ("label", "text", "expected"),
    [
        ("Status/due date", "In progress/ 30/06/2025", {"status": "In progress", "due": "30/06/2025"}),
        ("RAG/due date", "Amber/ 30/06/2025", {"rag": "Amber", "due": "30/06/2025"}),
        ("Lead & RAG", "DI Birch/ Red", {"owner": "DI Birch", "rag": "Red"}),
        ("RAG/update", "Green/ Two vans were seen.", {"rag": "Green", "comments": "Two vans were seen."}),
        ("RAG/update", "Green - two vans were seen.", {"rag": "Green", "comments": "two vans were seen."}),
    ],
)
def test_a_label_of_two_things_parts_them(label, text, expected):
    (row,) = cells(["Ref", "Action", label, "Level"], ["1", "Buy a van", text, "Force"])
    assert row == {"urn": "1", "action": "Buy a van", "level": "Force", **expected}


def test_a_status_with_the_day_it_was_reached_is_not_due():
    (row,) = cells(
        ["Ref", "Action", "Owner", "Status"], ["1", "Buy a van", "DI Birch", "Complete 30/06/2025"]
    )
    assert "due" not in row


@pytest.mark.parametrize("at", [0, 1, 3])
def test_the_colours_of_another_columns_cells_are_the_rag(at):
    colours = ((192, 0, 0), (0, 176, 80), (0, 176, 80))
    rows = []
    for n, colour in enumerate(colours, 1):
        texts = (str(n), f"Buy van {n}", "DI Birch", "May 2025")
        rows.append(Row(tuple(cell(t, k, fill=colour if k == at else None) for k, t in enumerate(texts))))
    finder = PlanFinder(LEXICON)
    finder.feed(page(grid(["Ref", "Action", "Owner", "Due"], *rows)))
    (plan,) = finder.finish().plans
    assert [row.cells["rag"].fill for row in parted(plan, VOCABULARY, NEAR).rows] == list(colours)
    alike = replace(plan, rows=tuple(replace(plan.rows[1], cells=row.cells) for row in plan.rows[1:]))
    assert "rag" not in parted(alike, VOCABULARY, NEAR).columns
