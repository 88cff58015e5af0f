"""Rows that name a section and say more of it: who leads on it, what it is for."""

from __future__ import annotations

import pytest
from pages import cell, grid, line, page

from extract.model import Method, Row
from extract.plan.finder import PlanFinder
from normalise.words import load

LEXICON = load().lexicon()
HEAD = ["Ref", "Action", "Owner", "Due", "Status"]
DEEDS = ("Visit each site", "Fit new alarms", "Review the pay bands", "Print the gap")


def deed(k, ref):
    return [ref, DEEDS[k], "Insp Hale", "May 2025", "Open"]


def across(text):
    return Row((cell(text, 0, colspan=5),))


def parted(*cells):
    """A row of (text, columns it covers)."""
    made, col = [], 0
    for text, span in cells:
        made.append(cell(text, col, colspan=span))
        col += span
    return Row(tuple(made))


def found(*items, **more):
    finder = PlanFinder(LEXICON)
    finder.feed(page(*items, **more))
    return finder.finish()


def sections(out):
    (plan,) = out.plans
    return [row.section for row in plan.rows]


def plan_of(first, second):
    return grid(HEAD, *first, deed(0, "1.1"), deed(1, "1.2"), *second, deed(2, "2.1"), deed(3, "2.2"))


@pytest.mark.parametrize(
    "said",
    [
        "Lead: Cllr Hale",
        "Strategic lead - ACC Rowan",
        "Outcome: Fewer are hurt",
        "What will success look like? Fewer are hurt",
        "RAG summary: two green",
    ],
)
def test_what_stands_under_a_sections_name_is_none(said):
    first = [across("Objective 1: Safer roads"), across(said)]
    second = [across("Objective 2: Safer homes"), across(said)]
    out = found(plan_of(first, second))
    assert sections(out) == ["Objective 1: Safer roads"] * 2 + ["Objective 2: Safer homes"] * 2
    assert [note.value for note in out.notes] == [said, said]


def test_of_two_names_the_nearer_one_holds():
    out = found(
        plan_of([across("Priority 1: Roads"), across("Objective 1.1: Speed")], [across("Priority 2: Homes")])
    )
    assert sections(out) == ["Objective 1.1: Speed"] * 2 + ["Priority 2: Homes"] * 2


@pytest.mark.parametrize(
    ("first", "second", "names"),
    [
        (
            [("Priority 1: Roads", 2), ("Supt Ames", 1), ("", 1), ("", 1)],
            [("Priority 2: Homes", 2), ("Supt Brill", 1), ("", 1), ("", 1)],
            ("Priority 1: Roads", "Priority 2: Homes"),
        ),
        (
            [("1. Roads and paths", 2), ("", 1), ("", 1), ("Late", 1)],
            [("2. Homes", 2), ("", 1), ("", 1), ("Open", 1)],
            ("Roads and paths", "Homes"),
        ),
        (
            [("1", 1), ("Safer roads", 1), ("Lead: Cllr Hale", 3)],
            [("2", 1), ("Safer homes", 1), ("Lead: Cllr Rowan", 3)],
            ("Safer roads", "Safer homes"),
        ),
    ],
)
def test_a_name_with_its_lead_beside_it_is_a_section(first, second, names):
    out = found(plan_of([parted(*first)], [parted(*second)]))
    assert sections(out) == [names[0]] * 2 + [names[1]] * 2
    assert [note.message for note in out.notes] == ["what is said of a section beside its name"] * 2
    assert out.counts.unplaced > 0


def test_an_action_over_both_columns_is_one():
    rows = [
        parted(("Buy a van", 2), ("Insp Hale", 1), ("May 2025", 1), ("Open", 1)),
        deed(0, "1"),
        deed(1, "2"),
    ]
    assert len(found(grid(HEAD, *rows)).plans[0].rows) == 3


def test_headings_over_tables_name_sections_where_the_first_alone_has_a_header():
    tables = [line("Our people", style="Heading 2"), grid(HEAD, deed(0, "1"), deed(1, "2"))]
    tables += [line("Our places", style="Heading 2"), grid(deed(2, "3"), deed(3, "4"))]
    out = found(line("Delivery plan", style="Heading 1"), *tables)
    assert sections(out) == ["Our people"] * 2 + ["Our places"] * 2
    assert out.plans[0].title == "Delivery plan"


def test_a_total_under_each_section_leaves_it_one():
    rows = [["Roads", "", "", "", ""], deed(0, "1"), ["", "Total", "", "", "1"]]
    rows += [["Homes", "", "", "", ""], deed(2, "2"), ["", "Total", "", "", "1"]]
    assert sections(found(grid(HEAD, *rows))) == ["Roads", "Homes"]


@pytest.mark.parametrize(
    "side",
    [
        [["Owner", "Open actions"], ["Clerk", "3"], ["Insp Hale", "1"]],
        [["Theme", "Total"], ["Roads", "2"], ["Homes", "2"]],
        [["Date", "Status", "Comments"], ["May 2025", "Issued", "First issue"]],
    ],
)
def test_a_small_table_right_of_a_sheets_plan_is_none_of_it(side):
    rows = [HEAD, deed(0, "1"), deed(1, "2"), deed(2, "3"), deed(3, "4")]
    whole = [[*row, "", *(side[k] if k < len(side) else [])] for k, row in enumerate(rows)]
    out = found(grid(*whole, method=Method.SHEET), number=None, name="Plan")
    (plan,) = out.plans
    assert [{name: c.text for name, c in row.cells.items()} for row in plan.rows] == [
        dict(zip(("urn", "action", "owner", "due", "status"), row, strict=True)) for row in rows[1:]
    ]
    assert out.counts.unplaced == sum(len(text.split()) for row in side for text in row)


def test_columns_behind_an_empty_one_are_the_plans_where_they_go_on_as_far():
    rows = [[*HEAD, "", "Comments"], *([*deed(k, str(k)), "", "Done"] for k in range(4))]
    out = found(grid(*rows, method=Method.SHEET), number=None, name="Plan")
    assert [row.cells["comments"].text for row in out.plans[0].rows] == ["Done"] * 4


def test_steps_under_an_action_of_a_sheet_are_rows_of_it():
    rows = [
        ["1", "Cut speeding", "Insp Hale", "May 2025", "Open"],
        ["", "", "Insp Rowan", "June 2025", "Late"],
    ]
    step = found(grid(HEAD, *rows, deed(1, "2"), method=Method.SHEET), number=None, name="Plan")
    assert [
        (r.cells["urn"].text, r.cells["action"].text, r.cells["owner"].text) for r in step.plans[0].rows
    ] == [
        ("1", "Cut speeding", "Insp Hale"),
        ("1", "Cut speeding", "Insp Rowan"),
        ("2", DEEDS[1], "Insp Hale"),
    ]
    assert step.plans[0].rows[1].cells["action"].held
    cut = found(grid(HEAD, rows[0], ["", "", "and Rowan", "", ""], deed(1, "2")))
    assert [r.cells["owner"].text for r in cut.plans[0].rows] == ["Insp Hale and Rowan", "Insp Hale"]


def test_a_sentence_that_goes_on_in_a_row_without_a_number_is_one_action():
    head = ["Ref", "Action", "Owner", "Comments"]
    rows = [
        ["1", "Hold a meeting on", "Insp Hale", "Venue booked; leaflets"],
        ["", "the draft plan", "", "in print"],
    ]
    (plan,) = found(grid(head, *rows, ["2", DEEDS[1], "Insp Hale", "Begun"])).plans
    assert [(r.cells["action"].text, r.cells["comments"].text) for r in plan.rows] == [
        ("Hold a meeting on the draft plan", "Venue booked; leaflets in print"),
        (DEEDS[1], "Begun"),
    ]
