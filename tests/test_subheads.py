"""Headers of two rows, one value in several columns, and labels that stand in for the action's."""

from __future__ import annotations

import pytest
from pages import cell, grid, page

from extract.model import Row
from extract.plan.finder import PlanFinder
from extract.plan.triage import Triage
from normalise.words import load

LEXICON = load().lexicon()
DEEDS = ("Review the licensing plan", "Train the call handlers", "Agree the data protocol")


def found(*rows):
    """What is found in one grid."""
    finder = PlanFinder(LEXICON)
    finder.feed(page(grid(*rows)))
    return finder.finish()


def values(plan, *columns):
    return [tuple(r.cells[c].text if c in r.cells else None for c in columns) for r in plan.rows]


def two_lines(label, *under, rowspan=2):
    """`Ref | Action | Owner | LABEL over UNDER`; the other labels reach down over both lines."""
    heads = [cell(t, k, rowspan=rowspan) for k, t in enumerate(("Ref", "Action", "Owner"))]
    wide = cell(label, 3, colspan=len(under))
    blank = [] if rowspan > 1 else [cell("", k) for k in range(3)]
    return [Row((*heads, wide)), Row((*blank, *(cell(t, 3 + k) for k, t in enumerate(under))))]


def deeds(*columns):
    """A row for each deed, with a value of each further column."""
    return [
        [str(n), deed, "Supt Hale", *(column[n - 1] for column in columns)] for n, deed in enumerate(DEEDS, 1)
    ]


@pytest.mark.parametrize("rowspan", [1, 2])
@pytest.mark.parametrize(("old", "new"), [("Previous", "Current"), ("Last quarter", "This quarter")])
def test_the_current_rag_beside_the_previous_one(rowspan, old, new):
    head = two_lines("RAG", old, new, rowspan=rowspan)
    out = found(*head, *deeds(("Red", "Amber", "Green"), ("Amber", "Green", "Red")))
    assert values(out.plans[0], "urn", "rag") == [("1", "Amber"), ("2", "Green"), ("3", "Red")]
    assert [n.value for n in out.notes if n.code == "unplaced text"] == ["Red", "Amber", "Green"]
    assert out.counts.unplaced == 3


@pytest.mark.parametrize(
    "head",
    [
        two_lines("Target date", "Original", "Revised"),
        [["Ref", "Action", "Owner", "Original due date", "Revised due date"]],
    ],
)
def test_a_revised_date_holds_and_the_first_one_where_there_is_none(head):
    out = found(*head, *deeds(("31/03/24", "31/03/24", "31/05/24"), ("30/06/24", "", "31/07/24")))
    assert values(out.plans[0], "due") == [("30/06/24",), ("31/03/24",), ("31/07/24",)]
    assert [n.value for n in out.notes] == ["31/03/24", "31/05/24"]


@pytest.mark.parametrize(
    "head",
    [
        two_lines("RAG status", "Q1", "Q2", "Q3"),
        [["Ref", "Action", "Owner", "Q1 RAG", "Q2 RAG", "Q3 RAG"]],
        [["Ref", "Action", "Owner", "Q1", "Q2", "Q3"]],
    ],
)
def test_the_last_quarter_filled_is_the_rag(head):
    out = found(*head, *deeds(("Red", "Amber", "Green"), ("Amber", "Green", ""), ("", "", "")))
    assert values(out.plans[0], "rag") == [("Amber",), ("Green",), ("Green",)]
    assert [n.value for n in out.notes] == ["Red", "Amber"]


@pytest.mark.parametrize(
    "head", [("RAG (last)", "RAG (this)"), ("RAG last quarter", "RAG"), ("Old RAG", "RAG")]
)
def test_of_two_states_the_one_said_to_be_old_is_none(head):
    last, this = ["Green", "Red", "Amber"], ["Amber", "", "Green"]
    (plan,) = found(["Ref", "Action", "Owner", *head], *deeds(last, this)).plans
    assert values(plan, "rag") == [("Amber",), (None,), ("Green",)]


def test_quarters_that_run_backwards():
    head = [["Ref", "Action", "Owner", "RAG Q3", "RAG Q2", "RAG Q1"]]
    out = found(*head, *deeds(("", "", "Red"), ("Amber", "Green", "Green"), ("Red", "Red", "Green")))
    assert values(out.plans[0], "rag") == [("Amber",), ("Green",), ("Red",)]


def test_quarters_of_other_things_are_no_rag():
    out = found(
        ["Ref", "Action", "Owner", "Q1", "Q2", "Comments"],
        *deeds(("12", "Red", "14"), ("13", "9", "Amber"), ("Met.", "Not yet.", "Held.")),
    )
    assert values(out.plans[0], "rag") == [(None,)] * 3


def test_updates_by_quarter_are_one_comment():
    out = found(*two_lines("Progress", "Q1", "Q2"), *deeds(("Begun.", "", "Met."), ("Done.", "Met.", "")))
    assert values(out.plans[0], "comments") == [("Begun. Done.",), ("Met.",), ("Met.",)]


@pytest.mark.parametrize(
    "head",
    [
        two_lines("RAG", "R", "A", "G"),
        two_lines("RAG", "R", "A", "G", rowspan=1),
        [["Ref", "Action", "Owner", "R", "A", "G"]],
        [["Ref", "Action", "Owner", "Red", "Amber", "Green"]],
    ],
)
def test_a_cross_under_a_colour_says_the_colour(head):
    plan = found(*head, *deeds(("x", "", ""), ("", "✓", ""), ("", "", ""))).plans[0]
    first, second, third = values(plan, "rag")
    assert (first[0][0], second[0][0], third[0]) == ("R", "A", None)
    assert len(plan.rows) == 3


def test_a_row_under_a_wide_label_that_says_nothing_of_it_is_no_header():
    plan = found(
        Row((cell("Action", 0, colspan=2), cell("Owner", 2), cell("Comments", 3))),
        ["1", "Review the licensing plan", "", ""],
        ["2", "Train the call handlers", "DI Reed", "Met."],
    ).plans[0]
    assert len(plan.rows) == 2


@pytest.mark.parametrize("label", ["Priority", "Outcome", "What matters to us"])
def test_a_theme_merged_over_its_actions_is_their_section(label):
    theme = cell("Safer streets", 0, rowspan=2)
    first = Row((theme, *(cell(text, k) for k, text in enumerate((DEEDS[0], "DI Reed", "May"), 1))))
    second, third = [None, DEEDS[1], "DI Reed", "June"], ["Better data", DEEDS[2], "Supt Hale", "July"]
    out = found([label, "Action", "Lead", "Due"], first, second, third)
    assert [r.section for r in out.plans[0].rows] == ["Safer streets", "Safer streets", "Better data"]


def test_a_priority_of_each_action_is_no_section():
    out = found(["Priority", "Action", "Lead", "RAG"], *(["High", deed, "DI Reed", "Red"] for deed in DEEDS))
    assert {r.section for r in out.plans[0].rows} == {None}


@pytest.mark.parametrize(
    ("head", "section"),
    [
        (["Objective", "Milestone", "Lead", "RAG"], "Safer streets"),
        (["Priority", "Milestones", "Lead", "RAG"], None),
        (["Theme", "Initiative", "Lead", "RAG"], "Safer streets"),
        (["Theme", "Project", "Lead", "RAG"], "Safer streets"),
    ],
)
def test_what_stands_in_for_the_action(head, section):
    (plan,) = found(head, *(["Safer streets", deed, "DI Reed", "Red"] for deed in DEEDS)).plans
    assert values(plan, "action", "rag") == [(deed, "Red") for deed in DEEDS]
    assert {r.section for r in plan.rows} == {section}


@pytest.mark.parametrize(
    "head",
    [
        ["Project", "Lead", "Budget", "Comments"],
        ["Project", "Lead", "Ward", "Start Date"],
        ["Objective", "Lead", "Due", "Milestone"],
    ],
)
def test_what_does_not(head):
    plans = found(head, *(["Hall", "DI Reed", "May", deed] for deed in DEEDS)).plans
    assert not any(deed in {v for (v,) in values(plan, "action")} for plan in plans for deed in DEEDS)


def test_a_page_whose_labels_stand_among_quarters_is_not_dismissed():
    assert Triage(LEXICON).may_hold_header("Ref Action Owner Q1 Q2 Q3 Q4 Comme\nnts\n1 Review the plan\n")
    assert not Triage(LEXICON).may_hold_header("Sales by quarter Q1 Q2 Q3 Q4\n12 13 14 15\n")


@pytest.mark.parametrize("label", ["Delivery confidence", "How it is going"])
def test_a_column_of_nothing_but_rag_words_is_the_rag(label):
    out = found(["Ref", "Action", "Owner", label], *deeds(("Red", "Amber", "Green")))
    assert values(out.plans[0], "rag") == [("Red",), ("Amber",), ("Green",)]
    out = found(["Ref", "Action", "Owner", label], *deeds(("Red", "Amber", "Paused")))
    assert not out.plans or values(out.plans[0], "rag") == [(None,)] * 3


def test_a_page_of_cells_of_one_line_each_is_not_dismissed():
    rows = " ".join(f"{n} Publish the schedule of visits Clerk May Green" for n in range(1, 9))
    assert Triage(LEXICON).may_hold_header(f"Action log Ref Action Lead By when RAG {rows}")
    assert not Triage(LEXICON).may_hold_header(
        "The action that the owner took on the due date was good. " * 4
    )


def test_of_two_references_the_better_one_and_of_two_states_the_status():
    out = found(["Rec No.", "Ref", "Action", "Owner", "% complete", "Status", "Comments"],
                ["1", "3.1", "Buy a van", "Clerk", "75%", "Open", "Ordered"])  # fmt: skip
    assert values(out.plans[0], "urn", "status") == [("3.1", "Open")]
    assert {(n.column, n.value) for n in out.notes} == {("Rec No.", "1"), ("% complete", "75%")}


def test_the_first_agreed_date_is_due_where_it_is_the_only_one():
    out = found(["Ref", "Action", "Owner", "Original due date"], *deeds(("May", "June", "July")))
    assert values(out.plans[0], "due") == [("May",), ("June",), ("July",)]


@pytest.mark.parametrize(
    ("yes", "no"), [("☒", "☐"), ("Yes", "No"), ("✓", "-"), ("✔", "✘"), ("X", "–"), ("1", "0"), ("●", "○")]
)
def test_boxes_that_are_not_ticked_are_printed_too(yes, no):
    marks = [[no, yes, no], [no, no, yes], [yes, no, no]]
    head = ["Ref", "Action", "Owner", "R", "A", "G"]
    result = found(head, *([*row[:3], *mark] for row, mark in zip(deeds(), marks, strict=True)))
    (plan,) = result.plans
    assert values(plan, "rag") == [("A",), ("G",), ("R",)]
    assert not result.notes


def test_two_ticks_say_no_one_colour():
    rows = [[*row[:3], "✓", "", "✓"] for row in deeds()]
    (plan,) = found(["Ref", "Action", "Owner", "R", "A", "G"], *rows).plans
    assert values(plan, "rag") == [(None,)] * 3


def test_a_progress_of_shares_is_no_comment_beside_one():
    rows = deeds(["20%", "30 %", "100%"], ["On track"] * 3, ["Begun.", "Half way.", "Done."])
    (plan,) = found(["Ref", "Action", "Owner", "Progress", "Status", "Update"], *rows).plans
    assert values(plan, "comments", "status")[0] == ("Begun.", "On track")


@pytest.mark.parametrize("head", [("Previous", "Current"), ("Last quarter", "This quarter"), ("Q1", "Q2")])
@pytest.mark.parametrize("dot", ["", "●"])
def test_colours_alone_under_old_and_new_are_the_rag(head, dot):
    red, green = (192, 0, 0), (0, 176, 80)
    fills = [(green, red), (red, green), (green, green)]
    rows = [
        Row((*[cell(t, k) for k, t in enumerate(row[:3])], cell(dot, 3, fill=a), cell(dot, 4, fill=b)))
        for row, (a, b) in zip(deeds(), fills, strict=True)
    ]
    (plan,) = found(["Ref", "Action", "Owner", *head], *rows).plans
    assert [row.cells["rag"].fill for row in plan.rows] == [red, green, green]


def test_words_alone_under_old_and_new_are_the_rag():
    rows = deeds(["Green", "Red", "Amber"], ["Amber", "Green", "Green"])
    (plan,) = found(["Ref", "Action", "Owner", "Previous", "Current"], *rows).plans
    assert values(plan, "rag") == [("Amber",), ("Green",), ("Green",)]


def test_labels_with_a_colon_anywhere_in_lines_may_head_a_card():
    who = "Responsible officer: Superintendent Hale and the whole of his team of six Target date: 3 May"
    assert Triage(LEXICON).may_hold_header(f"Recommendation: keep the log\nof each area.\n{who}\n")
    assert not Triage(LEXICON).may_hold_header(f"As was said: the recommendation is to keep the log\n{who}\n")


def test_months_side_by_side_and_letters_each_on_its_line_may_be_a_header():
    months = "Apr May Jun Jul Aug Sept Oct Nov Dec Jan Feb Mar"
    assert Triage(LEXICON).may_hold_header(f"Ref Action Lead {months} Comments\n1 Review the plan\n")
    assert not Triage(LEXICON).may_hold_header(f"Sales {months}\nP\nA\nP\nP\nA\nP\nP\nA\nP\nA\n")
    assert Triage(LEXICON).may_hold_header("Plan Them\ne\nR\ne\nf\nA\nc\nt\ni\no\nn\nL\ne\na\nd")
