"""Cards of actions that a page's end cuts: the rest of one stands at the top of the next page."""

from __future__ import annotations

import pytest
from pages import grid, page
from test_cards import DEEDS, LEXICON, beside

from extract.plan.finder import PlanFinder

EDGES = (50.0, 150.0, 550.0)


def framed(*rows):
    return grid(*rows, columns=2, edges=EDGES)


def read(*pages, back=True):
    """What the finder finds on pages, each given as its grids; `back`: it may ask for one again."""
    finder = PlanFinder(LEXICON)
    made = [page(*grids, number=number) for number, grids in enumerate(pages, 1)]
    finder.page_of = (lambda number: made[number - 1]) if back else None
    for each in made:
        finder.feed(each)
    return finder.finish()


def rows(out, *columns):
    return [tuple(r.cells[c].text if c in r.cells else None for c in columns) for r in out.plans[0].rows]


def whole(out):
    assert rows(out, "urn", "action", "owner", "due", "rag", "comments") == [
        (f"R{n + 1}", DEEDS[n], "Supt Hale", "May 2025", "Red", f"Note {n}") for n in range(3)
    ]
    counts = out.counts
    assert (counts.in_rows + counts.in_headings, counts.unplaced) == (counts.words, 0)
    assert not out.notes


@pytest.mark.parametrize("cut", [2, 3, 5])
def test_the_rest_of_a_card_is_more_of_its_row(cut):
    out = read([framed(*beside(0)), framed(*beside(1)[:cut])], [framed(*beside(1)[cut:]), framed(*beside(2))])
    whole(out)
    assert [(r.page_first, r.page_last) for r in out.plans[0].rows] == [(1, 1), (1, 2), (2, 2)]


@pytest.mark.parametrize("cut", [1, 3, 5])
def test_cards_in_one_table_over_a_page(cut):
    second = beside(1)
    whole(read([framed(*beside(0), *second[:cut])], [framed(*second[cut:], *beside(2))]))


def test_the_rest_of_a_value_has_no_label():
    first, second, third = (beside(n) for n in range(3))
    second[1][1], rest = second[1][1].rsplit(" ", 1)
    out = read([framed(*first), framed(*second[:2])], [framed(["", rest], *second[2:]), framed(*third)])
    whole(out)
    last, rest = third[-1][1].split(" ")
    whole(read([framed(*first), framed(*second[:1], [second[1][0], DEEDS[1]], *second[2:])],
               [framed(*third[:-1], ["Progress update", last])], [framed(["", rest])]))  # fmt: skip


def test_the_rest_of_what_has_no_column_is_told_with_its_begin():
    first, second = ([*beside(n), ["Cost to us", f"About £{n}"]] for n in range(2))
    out = read([framed(*first), framed(*second)], [framed(["", "a year"])])
    assert [(n.column, n.value) for n in out.notes] == [
        ("Cost to us", "About £0"),
        ("Cost to us", "About £1 a year"),
    ]


@pytest.mark.parametrize(
    "other",
    [
        framed(["Budget", "£40"], ["Spent", "£30"]),
        framed(["Due date", "June 2025"], ["Owner", "Insp Vale"]),  # no order that a card has
        grid(["RAG", "Red"], columns=2, edges=(90.0, 200.0, 400.0)),
        grid([("Note")], columns=1, edges=(50.0, 550.0)),
    ],
)
def test_another_table_is_no_rest(other):
    out = read([framed(*beside(0)), framed(*beside(1)[:3])], [other])
    assert rows(out, "due", "rag") == [("May 2025", "Red"), (None, None)]


def test_a_page_between_ends_the_cards():
    out = read([framed(*beside(0)), framed(*beside(1)[:3])], [], [framed(*beside(1)[3:])])
    assert rows(out, "rag") == [("Red",), (None,)]


def test_the_rest_of_a_box_whose_cells_begin_with_their_labels():
    def box(n):
        return [
            [f"Recommendation {n + 1}: {DEEDS[n]}"],
            ["Management response: Agreed."],
            ["Responsible officer: Supt Hale", f"Implementation date: {n + 1} May 2025"],
        ]

    out = read(
        [framed(*box(0)), framed(*box(1)[:2])],
        [framed(["It is paid for."], *box(1)[2:]), framed(*box(2))],
    )
    assert rows(out, "urn", "action", "comments", "due") == [
        ("1", DEEDS[0], "Agreed.", "1 May 2025"),
        ("2", DEEDS[1], "Agreed. It is paid for.", "2 May 2025"),
        ("3", DEEDS[2], "Agreed.", "3 May 2025"),
    ]


def test_a_label_of_two_things_names_both():
    cards = [
        framed(
            ["Recommendation", f"Recommendation {n + 1}: {deed}"],
            ["Priority", "High"],
            ["Management response", "Agreed."],
            ["Responsible officer & date", f"Supt Hale, {n + 1} May 2025"],
        )
        for n, deed in enumerate(DEEDS)
    ]
    out = read(cards)
    assert rows(out, "urn", "action", "owner") == [
        (str(n + 1), deed, f"Supt Hale, {n + 1} May 2025") for n, deed in enumerate(DEEDS)
    ]
    counts = out.counts
    assert counts.in_rows + counts.in_headings + counts.unplaced == counts.words


def test_a_number_before_the_action_is_no_reference_where_cards_have_one():
    cards = [framed(*beside(n)[:1], ["Action", f"Action {n}: {DEEDS[n]}"], *beside(n)[2:]) for n in range(2)]
    assert rows(read(cards), "urn", "action") == [(f"R{n + 1}", f"Action {n}: {DEEDS[n]}") for n in range(2)]


@pytest.mark.parametrize("cut", [1, 2, 4])
def test_the_first_card_may_begin_on_the_page_before(cut):
    first = beside(0)
    out = read([framed(*first[:cut])], [framed(*first[cut:]), framed(*beside(1)), framed(*beside(2))])
    whole(out)
    assert [(r.page_first, r.page_last) for r in out.plans[0].rows] == [(1, 2), (2, 2), (2, 2)]


@pytest.mark.parametrize("cut", [1, 2, 4])
def test_so_may_the_first_of_one_table(cut):
    first = beside(0)
    whole(read([framed(*first[:cut])], [framed(*first[cut:], *beside(1), *beside(2))]))


def test_cards_that_are_all_cut():
    first, second = beside(0), beside(1)
    first[1][1], rest = first[1][1].rsplit(" ", 1)
    out = read(
        [framed(*first[:2])],
        [framed(["", rest], *first[2:]), framed(*second[:2])],
        [framed(*second[2:]), framed(*beside(2))],
    )
    whole(out)
    assert [(r.page_first, r.page_last) for r in out.plans[0].rows] == [(1, 2), (2, 3), (3, 3)]


@pytest.mark.parametrize("begin", [[["Budget", "£40"]], [["Ref", "R9"], ["Cost", "£40"]], []])
def test_a_rest_without_its_begin_is_told(begin):
    grids = [framed(*begin)] if begin else []
    out = read(grids, [framed(*beside(0)[4:]), framed(*beside(1)), framed(*beside(2))])
    assert rows(out, "urn", "rag") == [("R2", "Red"), ("R3", "Red")]
    assert [(n.code, n.value) for n in out.notes][:1] == [
        ("unplaced text", "RAG | Red | Progress update | Note 0")
    ]
    out = read([framed(*beside(0)[:3])], [framed(*beside(0)[3:], *beside(1), *beside(2))], back=False)
    assert rows(out, "urn") == [("R2",), ("R3",)]
    assert "unplaced text" in [n.code for n in out.notes]


def test_a_reference_that_stands_last_is_that_of_the_next_card():
    first = beside(0)
    out = read([framed(*first[1:], *beside(1), *beside(2))])
    assert rows(out, "urn", "action") == [("R2", DEEDS[1]), ("R3", DEEDS[2])]
