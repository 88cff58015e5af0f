"""Header rows as clerks word them: with hints, in two languages, among labels nobody lists."""

from __future__ import annotations

import pytest
from pages import grid, page

from extract.plan.finder import PlanFinder
from normalise.words import load

LEXICON = load().lexicon()
LONG = "Update (please say in a few words what was done since the last meeting of the board, with any risks)"


def plan_of(*rows):
    finder = PlanFinder(LEXICON)
    finder.feed(page(grid(*rows)))
    return finder.finish().plans


def columns(*rows):
    """Column to text in the first row of the one plan."""
    (plan,) = plan_of(*rows)
    return {name: printed.text for name, printed in plan.rows[0].cells.items()}


@pytest.mark.parametrize(
    "rag",
    [
        "RAG/ Red = not on track/ Amber = some concerns/ Green = on track to meet its target/ Blue = done",
        "RAG",
    ],
)
@pytest.mark.parametrize(
    "update", [LONG, "Update - what has been done, and what will be done by the next board?"]
)
def test_what_a_header_tells_its_reader_is_no_part_of_its_label(rag, update):
    got = columns(
        ["Ref", "Action", "Owner", "Due date", rag, update],
        ["1", "Buy a van", "DI Birch", "May 2025", "Green", "Two vans seen."],
    )
    assert got["rag"] == "Green"
    assert got["comments"] == "Two vans seen."


def test_a_hint_under_the_actions_label():
    head = [
        "Ref",
        "Action/ What will be done? Please be specific.",
        "Owner/ Name and post",
        "Due date",
        "RAG",
        "Update",
    ]
    got = columns(head, ["1", "Buy a van", "DI Birch", "May 2025", "Green", "Two vans seen."])
    assert (got["action"], got["owner"]) == ("Buy a van", "DI Birch")


def test_a_row_with_a_long_text_is_no_header_for_two_words_that_are_labels():
    head = ["Ref", "Action", "Owner", "Status", "Update"]
    (plan,) = plan_of(
        head, ["1", "Buy a van", "Clerk", "Complete", LONG], ["2", "Sell it", "Clerk", "Open", "No"]
    )
    assert [row.cells["urn"].text for row in plan.rows] == ["1", "2"]


def test_labels_that_are_known_make_a_header_among_more_that_are_not():
    months = ["Apr-25", "May-25", "Jun-25", "Jul-25", "Aug-25", "Sep-25"]
    got = columns(
        ["Ref", "Action", "Owner", "Due date", *months], ["1", "Buy a van", "DI Birch", "May 2025", *"ABCDEF"]
    )
    assert got == {"urn": "1", "action": "Buy a van", "owner": "DI Birch", "due": "May 2025"}


def test_labels_told_by_the_words_they_are_made_of():
    got = columns(
        [
            "Item no",
            "Recommendation / AFI text",
            "Force lead",
            "Inspectorate deadline",
            "Force RAG",
            "Force position",
        ],
        ["1", "Buy a van", "DI Birch", "May 2025", "Green", "Two vans seen."],
    )
    assert list(got) == ["urn", "action", "owner", "due", "rag", "comments"]


def test_the_aside_says_that_a_column_is_the_rag():
    head = ["Ref", "Action", "Owner", "Tolerance (RAG)"]
    assert columns(head, ["1", "Buy a van", "DI Birch", "Green"])["rag"] == "Green"


def test_labels_with_letters_before_them():
    head = ["a. Ref", "b. Action", "c. Owner", "d. Due date"]
    assert columns(head, ["1", "Buy a van", "DI Birch", "May 2025"])["due"] == "May 2025"


@pytest.mark.parametrize(
    "head",
    [
        ["Cyf / Ref", "Cam gweithredu / Action", "Perchennog / Owner", "Dyddiad cau / Deadline", "CAG / RAG"],
        ["Rhif/ No", "Gweithred/ Action", "Arweinydd/ Lead", "Erbyn pryd/ By when", "COG/ RAG"],
        ["Cyf", "Gweithred", "Swyddog cyfrifol", "Amserlen", "Statws CAG"],
    ],
)
def test_labels_in_welsh_and_in_both_languages(head):
    got = columns(head, ["1", "Buy a van", "DI Birch", "Mai 2025", "Gwyrdd"])
    assert list(got) == ["urn", "action", "owner", "due", "rag"]


WHOLE = ["Ref", "Action", "Owner", "Due date", "RAG", "Update"]


@pytest.mark.parametrize("others", [["Incident", "Classification"], ["Controls", "Residual risk"]])
def test_a_whole_plan_may_have_two_columns_of_other_tables(others):
    row = ["1", "Buy a van", "DI Birch", "May 2025", "Green", "Two vans seen.", "x", "y"]
    assert columns([*WHOLE, *others], row)["comments"] == "Two vans seen."


def test_a_log_of_incidents_with_what_was_done_is_none():
    head = ["Incident", "Classification", "Action", "Owner", "Date"]
    assert not plan_of(head, ["I1", "Minor", "Buy a van", "DI Birch", "May 2025"])


@pytest.mark.parametrize(
    ("labels", "section", "action"),
    [
        (("Objective", "Initiatives"), 0, 1),
        (("Aim", "Projects"), 0, 1),
        (("Commitment", "Deliverables"), 0, 1),
        (("Objective", "Action"), 0, 1),
        (("Action", "Initiative"), None, 0),
        (("Recommendation", "Projects"), None, 0),
    ],
)
def test_of_an_aim_and_what_is_done_for_it_the_second_is_the_action(labels, section, action):
    texts = "Grow the town", "Open a start-up centre"
    (plan,) = plan_of(
        [*labels, "Lead", "Due date", "Progress"], [*texts, "DI Birch", "May 2025", "In progress"]
    )
    (row,) = plan.rows
    assert row.cells["action"].text == texts[action]
    assert row.section == (texts[section] if section is not None else None)
