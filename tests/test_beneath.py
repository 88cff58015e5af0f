"""Rows across the table: updates under their actions, notes, and what stands over a table's header."""

from __future__ import annotations

import pytest
from pages import cell, grid, line, page

from extract.model import Method, Row
from extract.plan.finder import PlanFinder
from normalise.words import load

LEXICON = load().lexicon()
HEADER = ["Ref", "Action", "Owner", "Due date", "RAG"]
DEEDS = ("Review the licensing plan", "Train the call handlers", "Agree the data protocol")


def action(n, urn=None):
    return [urn or str(n + 1), DEEDS[n], "Supt Hale", f"{n + 1} May 2026", "Red"]


def across(text, *, width=5, at=0):
    return Row((cell(text, at, colspan=width - at),))


def labelled(label, text, *, width=5):
    return Row((cell(label, 0), cell(text, 1, colspan=width - 1)))


def found(*items, **more):
    finder = PlanFinder(LEXICON)
    finder.feed(page(*items, **more))
    out = finder.finish()
    counts = out.counts
    assert counts.in_rows + counts.in_headings + counts.furniture + counts.unplaced == counts.words
    return out


def rows(out, *columns):
    return [
        tuple(r.cells[c].text if c in r.cells else None for c in columns)
        for plan in out.plans
        for r in plan.rows
    ]


@pytest.mark.parametrize(
    "update",
    [
        "May 2025: It is begun",
        "12/05/25 - it is begun",
        "3 June 2025 \u2013 It is begun.",
        "Q1 2025/26: it is begun",
        "May 2025 update: it is begun",
        "The first of the two sessions has been held.",
        "Update: it is begun",
    ],
)
@pytest.mark.parametrize("at", [0, 1])
def test_a_text_across_under_each_action_is_its_comment(update, at):
    body = [row for n in range(3) for row in (action(n), across(update, at=at))]
    out = found(grid(HEADER, *body))
    assert rows(out, "urn", "comments") == [(str(n + 1), update) for n in range(3)]
    assert [row.section for row in out.plans[0].rows] == [None] * 3


def test_a_dated_text_under_one_action_alone_is_its_comment():
    out = found(grid(HEADER, action(0), across("May 2025: It is begun"), action(1)))
    assert rows(out, "urn", "comments") == [("1", "May 2025: It is begun"), ("2", None)]


def test_the_label_may_have_a_cell_of_its_own():
    out = found(grid(HEADER, action(0), labelled("Update", "It is begun"), action(1)))
    assert rows(out, "urn", "comments") == [("1", "It is begun"), ("2", None)]
    out = found(grid(HEADER, action(0), labelled("Success measures", "All are seen"), action(1)))
    assert rows(out, "urn", "comments") == [("1", None), ("2", None)]
    assert [(n.code, n.column, n.value) for n in out.notes] == [
        ("unplaced text", "Success measures", "All are seen")
    ]


def test_the_second_line_of_a_header_may_be_the_label_of_rows_across():
    body = [row for n in range(2) for row in (action(n), across("Held over"))]
    out = found(grid(HEADER, across("Progress update"), *body))
    assert rows(out, "urn", "comments") == [("1", "Held over"), ("2", "Held over")]


@pytest.mark.parametrize(
    "names",
    [("Leadership", "Victims"), ("Priority 2: We keep people safe.", "Priority 3: We are fair to all.")],
)
def test_sections_of_one_action_each_are_sections(names):
    out = found(grid(HEADER, action(0), across(names[0]), action(1), across(names[1]), action(2)))
    assert [row.section for row in out.plans[0].rows] == [None, *names]
    assert rows(out, "comments") == [(None,)] * 3


def test_a_note_under_the_last_action_is_no_comment():
    out = found(grid(HEADER, action(0), action(1), across("Note: all dates may change.")))
    assert rows(out, "urn", "comments") == [("1", None), ("2", None)]


@pytest.mark.parametrize("method", [Method.RULINGS, Method.WORD_TABLE])
def test_labels_and_values_over_the_header_of_each_table(method):
    tables = [
        grid(
            labelled(f"Recommendation {n + 1}", f"The force should do {n}"),
            labelled("Response", "Accepted"),
            HEADER,
            action(n),
            method=method,
            table_n=n + 1 if method is Method.WORD_TABLE else None,
        )
        for n in range(3)
    ]
    out = found(*tables, number=None if method is Method.WORD_TABLE else 1)
    assert rows(out, "urn", "action") == [(str(n + 1), DEEDS[n]) for n in range(3)]
    assert [row.section for plan in out.plans for row in plan.rows] == [
        f"Recommendation {n + 1}: The force should do {n}" for n in range(3)
    ]
    assert [n.value for n in out.notes if n.code == "unplaced text"] == ["Response | Accepted"] * 3


def test_a_row_of_groups_over_the_header_may_be_of_labels():
    groups = Row((cell("Plan", 0, colspan=2), cell("Accountability", 2, colspan=2), cell("Delivery", 4)))
    assert rows(found(grid(groups, HEADER, action(0), action(1))), "urn") == [("1",), ("2",)]


def headed(n, *heads, above=True):
    """Lines over a table without an action, its labels over or left of their values."""
    labels, values = ["Owner", "Due date", "RAG", "Update"], ["Supt Hale", "May 2026", "Red", f"Note {n}"]
    table = grid(labels, values) if above else grid(*zip(labels, values, strict=True))
    return [*(line(head, size=12.0, bold=k == 0) for k, head in enumerate(heads)), table]


@pytest.mark.parametrize("above", [True, False])
@pytest.mark.parametrize("heads", ["Action {}: {}", "Recommendation {} - {}", "Recommendation {}|{}"])
def test_an_action_over_its_table(heads, above):
    items = [
        item
        for n, deed in enumerate(DEEDS)
        for item in headed(n, *heads.format(n + 1, deed).split("|"), above=above)
    ]
    out = found(*items)
    assert rows(out, "urn", "action", "owner", "due", "rag", "comments") == [
        (str(n + 1), deed, "Supt Hale", "May 2026", "Red", f"Note {n}") for n, deed in enumerate(DEEDS)
    ]
    assert [row.section for row in out.plans[0].rows] == [None] * 3
    assert not out.notes


def test_an_action_in_the_row_over_its_labels():
    tables = [
        grid(across(f"{n + 1}. {deed}", width=4), *headed(n)[-1].rows, columns=4)
        for n, deed in enumerate(DEEDS)
    ]
    assert rows(found(*tables), "urn", "action", "rag") == [
        (f"{n + 1}.", deed, "Red") for n, deed in enumerate(DEEDS)
    ]


def test_a_number_over_a_card_is_its_reference_where_it_has_none():
    cards = [
        [
            line(f"Recommendation {n + 1}", size=12.0, bold=True),
            grid(["Action", deed], ["Owner", "Supt Hale"], ["Due date", "May"], ["RAG", "Red"]),
        ]
        for n, deed in enumerate(DEEDS)
    ]
    assert rows(found(*(item for card in cards for item in card)), "urn", "action") == [
        (str(n + 1), deed) for n, deed in enumerate(DEEDS)
    ]


def test_what_stands_over_a_table_of_several_cards_numbers_none():
    cards = [
        row
        for deed in DEEDS
        for row in (["Action", deed], ["Owner", "Supt Hale"], ["Due date", "May"], ["RAG", "Red"])
    ]
    above = line("Recommendation 1: all of these are to be done", size=12.0, bold=True)
    wide = Row((cell("2. What we will do", 0, colspan=2),))
    for items in ([above, grid(*cards)], [grid(wide, *cards)]):
        assert rows(found(*items), "urn", "action") == [(None, deed) for deed in DEEDS]


def test_an_empty_table_under_cards_is_none():
    cards = grid(
        *(["Action", "Do"], ["Owner", "Ann"], ["Due date", "May"], ["RAG", "Red"]), edges=(1.0, 2.0, 3.0)
    )
    finder = PlanFinder(LEXICON)
    finder.feed(page(cards, cards, number=1))
    finder.feed(page(grid(["", ""], edges=(1.0, 2.0, 3.0)), number=2))
    assert len(finder.finish().plans[0].rows) == 2


def test_cards_of_two_pairs_to_a_row_and_of_two_rows_of_labels():
    pairs = [
        grid(
            ["Ref", str(n + 1), "Owner", "Supt Hale"],
            Row((cell("Action", 0), cell(deed, 1, colspan=3))),
            ["Due date", "May 2026", "RAG", "Red"],
            Row((cell("Update", 0), cell("Begun", 1, colspan=3))),
        )
        for n, deed in enumerate(DEEDS)
    ]
    tiers = [
        grid(
            ["Ref", "Action", "Owner"],
            [str(n + 1), deed, "Supt Hale"],
            ["Due date", "RAG", "Update"],
            ["May 2026", "Red", "Begun"],
        )
        for n, deed in enumerate(DEEDS)
    ]
    for cards in (pairs, tiers):
        assert rows(found(*cards), "urn", "action", "owner", "due", "rag", "comments") == [
            (str(n + 1), deed, "Supt Hale", "May 2026", "Red", "Begun") for n, deed in enumerate(DEEDS)
        ]


@pytest.mark.parametrize("number", ["1", "R1", "AFI 1"])
def test_a_number_beside_a_name_across_the_rest_is_a_section(number):
    wide = "The force should improve how it answers calls from the public, and keep on " + "doing so " * 5
    wide = wide.strip()
    out = found(
        grid(
            HEADER,
            labelled(number, wide),
            action(0),
            action(1),
            labelled(number.replace("1", "2"), "Our people"),
            action(2),
        )
    )
    assert rows(out, "urn") == [("1",), ("2",), ("3",)]
    assert [row.section for row in out.plans[0].rows] == [wide, wide, "Our people"]


def test_a_column_headed_by_beside_the_owners_is_the_day():
    merged = Row(
        (cell("1", 0), cell(DEEDS[0], 1), cell("Supt Hale", 2, rowspan=2), cell("May", 3), cell("Red", 4))
    )
    below = Row((cell("2", 0), cell(DEEDS[1], 1), cell("TBC", 3), cell("Red", 4)))
    out = found(grid(["Ref", "Action", "Lead", "By", "RAG"], merged, below))
    assert rows(out, "owner", "due") == [("Supt Hale", "May"), ("Supt Hale", "TBC")]


def test_a_comment_merged_over_rows_on_both_sides_of_a_page_is_theirs_in_full():
    head = ["Ref", "Action", "Owner", "RAG", "Comments"]

    def row(n, comment=None, over=1):
        said = (cell(comment, 4, rowspan=over),) if comment is not None else ()
        return Row((cell(str(n), 0), cell(f"Do {n}", 1), cell("Ann", 2), cell("Red", 3), *said))

    finder = PlanFinder(LEXICON)
    finder.feed(page(grid(head, row(1, "All alone"), row(2, "It goes", over=2), row(3)), number=1))
    rest = Row((cell("", 0), cell("and more", 1), cell("", 2), cell("", 3), cell("on well", 4, rowspan=3)))
    finder.feed(page(grid(rest, row(4), row(5), row(6, "Another")), number=2))
    assert rows(finder.finish(), "urn", "comments") == [
        ("1", "All alone"),
        *((str(n), "It goes on well") for n in (2, 3, 4, 5)),
        ("6", "Another"),
    ]


def test_a_first_column_without_a_border_on_a_page_is_still_missing_there():
    edges = (40.0, 90.0, 120.0, 400.0, 500.0, 560.0)
    head = ["Theme", "Ref", "Action", "Owner", "RAG"]
    finder = PlanFinder(LEXICON)
    finder.feed(page(grid(head, ["People", "1", "Do one", "Ann", "Red"], edges=edges), number=1))
    finder.feed(page(grid(["2", "Do two", "Bob", "Red"], edges=edges[1:]), number=2))
    finder.feed(page(grid(["Pay", "Do", "Bob"], columns=3, edges=edges[2:5]), number=3))
    out = finder.finish()
    assert rows(out, "urn", "action", "owner") == [("1", "Do one", "Ann"), ("2", "Do two", "Bob")]


def test_risks_named_beside_what_is_done_about_them_make_a_plan_and_scores_do_not():
    head = ["Risk no.", "Risk description", "Mitigating action", "Action owner", "Due", "Progress"]
    row = ["1", "Staff may leave", DEEDS[0], "Supt Hale", "May 2026", "It is begun."]
    assert rows(found(grid(head, row, row)), "action", "owner") == [(DEEDS[0], "Supt Hale")] * 2
    scored = ["Risk no.", "Risk description", "Likelihood", "Impact", "Mitigating action", "Owner"]
    assert not found(grid(scored, ["1", "Staff may leave", "3", "4", DEEDS[0], "Supt Hale"])).plans


def test_numbered_headings_over_tables_that_count_anew_are_sections_of_one_plan():
    items = [line("Improvement plan", size=18.0, bold=True)]
    for n, name in enumerate(("Demand", "Wellbeing"), 1):
        items += [line(f"Priority {n}: {name}", size=14.0, bold=True), grid(HEADER, action(0), action(1))]
    out = found(*items)
    assert [plan.title for plan in out.plans] == ["Improvement plan"]
    assert [row.section for row in out.plans[0].rows] == ["Priority 1: Demand"] * 2 + [
        "Priority 2: Wellbeing"
    ] * 2


def test_a_header_run_together_with_the_rest_of_a_row_is_parted_from_it():
    head = ["Ref", "Action", "Owner", "Comments"]
    finder = PlanFinder(LEXICON)
    finder.feed(page(grid(head, ["1", "Do one", "Ann", "It goes on"]), number=1))
    together = ["Ref", "Action/ in time", "Owner", "Comments/ and on"]
    finder.feed(page(grid(together, ["2", "Do two", "Bob", "Begun"]), number=2))
    out = finder.finish()
    assert rows(out, "urn", "action", "comments") == [
        ("1", "Do one in time", "It goes on and on"),
        ("2", "Do two", "Begun"),
    ]
    counts = out.counts
    assert (counts.in_rows + counts.in_headings, counts.unplaced) == (counts.words, 0)


def test_a_row_under_the_last_action_of_a_word_table_is_told():
    table = grid(HEADER, action(0), across("All dates may change"), method=Method.WORD_TABLE, table_n=1)
    out = found(table, number=None)
    assert [(n.code, n.value) for n in out.notes] == [("unplaced text", "All dates may change")]


@pytest.mark.parametrize(
    ("marks", "fourp"),
    [
        (("✓", "", "", ""), "Pursue"),
        (("", "x", "", "x"), "Prevent / Prepare"),
        (("☐", "☒", "☐", "☐"), "Prevent"),
        (("", "", "", ""), None),
    ],
)
def test_ticks_under_the_four_ps_say_which(marks, fourp):
    head = ["Ref", "Action", "Owner", "Pursue", "Prevent", "Protect", "Prepare", "RAG"]
    out = found(grid(head, ["1", DEEDS[0], "Ann", *marks, "Red"], ["2", DEEDS[1], "Ann", *"✓   ", "Red"]))
    assert rows(out, "fourp", "rag")[0] == (fourp, "Red")
    assert not out.notes
