"""Values that are labels elsewhere (`Clerk`, `Complete`), and labels that nobody has to list."""

from __future__ import annotations

import pytest
from pages import grid, page, row

from extract.plan.finder import PlanFinder
from extract.plan.labels import LabelReader
from normalise.words import load

LEXICON = load().lexicon()
ROWS = [
    ["Buy a new van", "Director", "Complete"],
    ["Sell the old van", "Clerk", "Open"],
    ["Hire a hall", "HR lead", "Ongoing"],
    ["Training", "Manager", "Done"],
]


def found(*grids):
    finder = PlanFinder(LEXICON)
    for number, rows in enumerate(grids, 1):
        finder.feed(page(grid(*rows), number=number))
    return finder.finish()


def printed(out, *columns):
    return [[r.cells[c].text if c in r.cells else "" for c in columns] for p in out.plans for r in p.rows]


@pytest.mark.parametrize("head", [["Action", "Owner", "Status"], ["Task", "Who", "Progress"]])
def test_posts_and_states_are_no_headers(head):
    assert printed(found([head, *ROWS]), "action", "owner", "status") == ROWS


def test_posts_and_states_on_the_next_page_go_on_with_the_plan():
    out = found([["Action", "Owner", "Status"], *ROWS], [["Mend the gate", "Clerk", "Open"], *ROWS[1:]])
    assert len(printed(out, "action")) == 8
    assert {r.section for r in out.plans[0].rows} == {None}


def test_another_table_under_the_same_columns_is_another():
    out = found(
        [["Action", "Owner", "Status"], *ROWS], [["Name", "Role", "Email"], ["Ann Reed", "Chair", "a@b.c"]]
    )
    assert len(printed(out, "action")) == 4


def test_a_row_that_says_what_each_column_is_for_is_a_header():
    head = ["Action", "Lead", "Deadline", "Update"]
    asks = ["What will be done?", "Who will lead?", "By when?", "Progress so far"]
    out = found([head, asks, ["Buy a van", "Clerk", "May", "Bought."]])
    assert printed(out, "action") == [["Buy a van"]]


def test_a_section_header_of_the_same_labels_is_one():
    out = found(
        [["URN 1.0", "Governance", "Owner", "Level", "RAG"], ["1.1", "Meet", "Clerk", "Force", "Green"],
         ["2.0", "Analytical", "Owner", "Level", ""], ["2.1", "Map", "Clerk", "Local", "Red"]]
    )  # fmt: skip
    assert [(r.section, r.cells["action"].text) for r in out.plans[0].rows] == [
        ("Governance", "Meet"),
        ("Analytical", "Map"),
    ]


def test_a_header_in_two_lines_of_one_label():
    out = found(
        [["Ref", "Action", "Owner", "RAG"], ["", "", "", "Status"], ["1", "Buy a van", "Clerk", "Red"]]
    )
    assert printed(out, "urn", "rag") == [["1", "Red"]]


@pytest.mark.parametrize(
    ("label", "column"),
    [
        ("AFI ref", "urn"),
        ("HMICFRS recommendation ref.", "urn"),
        ("Action to close the gap", "action"),
        ("Carbon action", "action"),
        ("Directorate lead", "owner"),
        ("Expected closure", "due"),
        ("Planned delivery date", "due"),
        ("Sales figures", None),
        ("Budget owner", None),
        ("Date of action", "other:Date raised"),
    ],
)
def test_labels_by_the_words_they_are_made_of(label, column):
    others = ["Ref", "Action", "Lead", "Due", "Comments"]
    names = {"urn": "Ref", "action": "Action", "owner": "Lead", "due": "Due"}
    others = [text for text in others if text != names.get(column)]
    header = LabelReader(LEXICON).header(row(label, *others))
    assert header.cells[0].label.column == column


def test_a_listed_label_comes_before_one_by_its_words():
    header = LabelReader(LEXICON).header(row("Action", "Directorate lead", "Owner", "RAG"))
    assert [c.label.column for c in header.cells] == ["action", None, "owner", "rag"]


def test_who_does_what_is_no_plan_unless_it_says_how_it_goes():
    chart = "Activity", "Responsible", "Accountable", "Consulted", "Informed"
    assert not LabelReader(LEXICON).header(row(*chart)).is_plan
    assert LabelReader(LEXICON).header(row(*chart, "Deadline", "RAG")).is_plan
