"""What stands on the page after a plan's last row, and may be more of it."""

from __future__ import annotations

import pytest
from pages import grid, line, page

from extract.plan.finder import PlanFinder
from normalise.words import load

LEXICON = load().lexicon()
PLAN = grid(
    ["Ref", "Action", "Owner", "Due"],
    ["1", "Visit each site", "Insp Hale", "May 2025"],
    ["2", "Fit new alarms", "Insp Rowan", "June 2025"],
)


def notes(*items):
    finder = PlanFinder(LEXICON)
    finder.feed(page(PLAN, number=1))
    finder.feed(page(*items, number=2))
    return [(note.page, note.value) for note in finder.finish().notes]


def test_the_right_part_of_a_wide_sheet_is_told_of():
    assert notes(grid(["RAG", "Latest update"], ["Green", "Done."], ["Red", "Late."])) == [
        (2, "RAG | Latest update")
    ]
    assert notes(line("Latest update"), line("Done."), line("Late.")) == [(2, "Latest update")]


@pytest.mark.parametrize(
    "items",
    [
        [grid(["RAG", "Meaning"], ["Green", "Done."], ["Red", "Late."], ["Amber", "At risk."])],
        [grid(["Owner", "Latest update"], ["Insp Hale", "Done."], ["Insp Rowan", "Late."])],
        [line("Recommendations"), line("The board is asked to note the plan.")],
    ],
)
def test_other_tables_and_texts_are_not(items):
    assert not notes(*items)
