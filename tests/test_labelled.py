"""Cells and lines that say themselves what they are: `Owner: Insp Vale`."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import grid, page
from reportlab.pdfgen.canvas import Canvas
from test_cards import found, printed

from extract.model import Block
from extract.paper import read_tree
from extract.plan.finder import PlanFinder
from extract.plan.labelled import in_text, pieces, with_values_apart
from extract.plan.labels import LabelReader
from normalise.words import load

LEXICON = load().lexicon()
LABELS = LabelReader(LEXICON)
DEEDS = ("Review the licensing plan", "Train the call handlers", "Agree the data protocol")


def box(n: int) -> list[list[str]]:
    return [
        [f"Recommendation {n}: {DEEDS[n - 1]}/ over the winter"],
        ["Management response: Agreed."],
        ["Responsible officer: Supt Hale", f"Implementation date: {n} May 2025"],
    ]


def parts(text: str) -> list[tuple[str, str | None, str]]:
    return [tuple(piece) for piece in pieces(text, LABELS)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Owner: Insp Vale", [("Owner", "owner", "Insp Vale")]),
        (
            "Owner: Insp Vale Due date: 3 May 2025 Status: Open",
            [
                ("Owner", "owner", "Insp Vale"),
                ("Due date", "due", "3 May 2025"),
                ("Status", "status", "Open"),
            ],
        ),
        ("Action 4: Meet at 10:30 by the quay", [("Action 4", "action", "Meet at 10:30 by the quay")]),
        ("Owner: see the note on status: none", [("Owner", "owner", "see the note on status: none")]),
        ("The owner: Insp Vale", []),
        ("Insp Vale is the Owner: so it was agreed", []),
        ("Owner Insp Vale", []),
        ("Owner:", [("Owner", "owner", "")]),
        ("", []),
    ],
)
def test_labels_and_values_of_a_text(text, expected):
    assert parts(text) == expected


@given(
    st.lists(st.sampled_from("Owner: Due: Action 1: Insp Vale 3 May : x:y Status".split(" ")), max_size=12)
)
def test_no_word_of_a_text_is_lost(words):
    text = " ".join(words)
    found_ = pieces(text, LABELS)
    joined = " ".join(f"{p.label}: {p.value}" for p in found_)
    assert not found_ or joined.replace(":", " ").split() == text.replace(":", " ").split()


@pytest.mark.parametrize("apart", [True, False])
def test_boxes_of_labelled_cells_are_a_plan(apart):
    boxes = [box(1), box(2), box(3)]
    out = found(*(grid(*rows) for rows in boxes) if apart else [grid(*boxes[0], *boxes[1], *boxes[2])])
    assert printed(out, "urn", "action", "owner", "due", "comments") == [
        (str(n), f"{DEEDS[n - 1]} over the winter", "Supt Hale", f"{n} May 2025", "Agreed.")
        for n in (1, 2, 3)
    ]
    assert out.counts.words == out.counts.in_rows + out.counts.in_headings


def test_the_rest_of_a_box_on_a_new_page_gives_its_values_to_no_other():
    finder = PlanFinder(LEXICON)
    finder.feed(page(grid(*box(1), box(2)[0]), number=1))
    finder.feed(page(grid(*box(2)[1:], *box(3)), number=2))
    out = finder.finish()
    rows = [row for plan in out.plans for row in plan.rows]
    assert [row.cells["urn"].text for row in rows] == ["1", "2", "3"]
    assert rows[2].cells["owner"].text == "Supt Hale"
    assert rows[2].cells["due"].text == "3 May 2025"
    assert "due" not in rows[1].cells
    assert "unplaced text" in {note.code for note in out.notes}


@pytest.mark.parametrize("number", ["", " 1"])
def test_cards_that_begin_with_their_owner_are_not_shifted(number):
    rows = [["Owner: Supt Hale"], ["Due date: 1 May 2025"], [f"Action{number}: {DEEDS[0]}"]]
    more = [["Owner: Insp Vale"], ["Due date: 2 May 2025"], [f"Action{number and ' 2'}: {DEEDS[1]}"]]
    status = [["Status: Open"]]
    out = found(grid(*status, *rows, *status, *more))
    assert printed(out, "action", "owner") == [(DEEDS[0], "Supt Hale"), (DEEDS[1], "Insp Vale")]


def test_where_nobody_can_tell_whose_the_first_owner_is_no_row_is_made():
    card = [["Action: Meet the traders"], ["Owner: Insp Vale"], ["Due date: 2 May 2025"], ["Status: Open"]]
    out = found(grid(*card[1:], *card, *card))
    assert not out.plans
    assert [note.code for note in out.notes] == ["table not read"]


def test_an_action_named_in_passing_is_none():
    assert parts("Update: Agreed. Action: none")[0][2] == "Agreed. Action: none"


def test_cells_without_labels_or_owners_are_left_as_they_are():
    assert (
        with_values_apart(grid(["1.1", "Action: meet", "Insp Vale"], ["1.2", "Visit", "Supt Hale"]), LABELS)
        is None
    )
    assert with_values_apart(grid(["Venue: the hall"], ["Time: 10:00"], ["Date: 3 May"]), LABELS) is None


def told(*texts: str) -> list[int | None]:
    return [note.page for note in in_text([Block(text, 3) for text in texts], LABELS)]


def test_actions_set_as_text_are_told_of():
    one = ("Action 1: Meet the traders.", "Owner: Insp Vale", "Due: 3 May 2025")
    two = ("Action 2: Count the boats.", "Owner: Supt Hale", "Due: 4 May 2025")
    assert told(*one, *two) == [3]
    assert told(*one) == []
    assert told(*one[:2], *two[:2]) == [3]  # by their lines
    assert told(
        "Recommendation 1 Priority: High", "Responsible officer: Supt Hale Target date: May", *two
    ) == [3]
    assert told("Report author: Supt Hale", "Date: 3 May 2025", "Contact officer: Insp Vale") == []


def test_actions_in_the_lines_of_minutes_are_told_of():
    assert told("ACTION: Clerk to write to the county", "3.2 Action - Cllr Hale to ring the school") == [3]
    assert told("It was agreed to write. ACTION: Clerk", "The seat is broken. ACTIONS: Cllr Hale") == [3]
    assert told("ACTION: Clerk to write to the county") == []
    assert told("Action plan: see below", "Action taken by the board: none", "Actions were agreed.") == []


def test_a_paper_of_such_text_has_the_finding():
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    for n, deed in enumerate(DEEDS):
        for k, text in enumerate((f"Action {n + 1}: {deed}", "Owner: Supt Hale", "By: 3 May 2025")):
            canvas.drawString(60, 760 - 60 * n - 14 * k, text)
    canvas.save()
    (paper,) = read_tree(stream.getvalue(), "plan.pdf", LEXICON)
    assert (paper.status, [note.code for note in paper.notes]) == ("no actions", ["actions in text"])
