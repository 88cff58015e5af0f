"""Sections printed as a row of one text, with nothing around it that tells it from an action."""

from __future__ import annotations

import pytest
from pages import grid, page

from extract.plan.finder import PlanFinder
from normalise.words import load

LEXICON = load().lexicon()
HEAD = ["Ref", "Action", "Owner", "Due"]
DEEDS = ("Review the licensing plan", "Train the call handlers", "Agree the data protocol", "Visit each site")


def deed(k: int, ref: str = ""):
    return [ref, DEEDS[k], "Supt Hale", "May"]


def found(*pages_of_rows):
    finder = PlanFinder(LEXICON)
    for number, rows in enumerate(pages_of_rows, 1):
        finder.feed(page(grid(*rows), number=number))
    return finder.finish()


def sections(out):
    return [(row.section, row.cells["action"].text) for row in out.plans[0].rows]


EXPECTED = [("Safer streets", d) for d in DEEDS[:2]] + [("Better data", d) for d in DEEDS[2:]]


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("numbered", [False, True])
def test_names_alone_in_a_row_are_sections(place, numbered):
    bands = [["", name, "", ""] if place else [name, "", "", ""] for name in ("Safer streets", "Better data")]
    refs = ("1", "2", "3", "4") if numbered else ("",) * 4
    rows = [HEAD, bands[0], deed(0, refs[0]), deed(1, refs[1]), bands[1], deed(2, refs[2]), deed(3, refs[3])]
    out = found(rows)
    assert sections(out) == EXPECTED
    assert out.counts.in_headings == 4 + 4
    assert out.counts.unplaced == 0


def test_a_numbered_plan_needs_one_such_row_alone():
    assert sections(found([HEAD, ["", "Better data", "", ""], deed(2, "1"), deed(3, "2")])) == EXPECTED[2:]


@pytest.mark.parametrize(
    "rows",
    [
        [deed(0), ["", "Buy a van", "", ""], deed(1), ["", "Hire a hall", "", ""], deed(2)],
        [["", "Buy a van", "", ""], deed(0), deed(1), deed(2)],
        [["", "Buy a van", "", ""], ["", "Hire a hall", "", ""], deed(0), deed(1)],
        [["", "Buy a van", "", ""], deed(0), deed(1), ["", "Hire a hall", "", ""]],
        [["", "Buy a van.", "", ""], deed(0), ["", "Hire a hall.", "", ""], deed(1)],
    ],
)
def test_actions_that_nobody_has_taken_on_are_actions(rows):
    out = found([HEAD, *rows])
    assert len(out.plans[0].rows) == len(rows)
    assert {row.section for row in out.plans[0].rows} == {None}


def test_a_section_at_a_page_foot_is_no_beginning_of_the_next_action():
    first = [HEAD, ["", "Safer streets", "", ""], deed(0), deed(1), ["", "Better data", "", ""]]
    assert sections(found(first, [HEAD, deed(2), deed(3)])) == EXPECTED


def test_a_row_that_begins_with_its_action_at_a_page_foot_is_one():
    first = [HEAD, deed(0), deed(1), ["", "Agree the data", "", ""]]
    out = found(first, [HEAD, ["", "protocol", "Supt Hale", "May"], deed(3)])
    assert [text for _, text in sections(out)] == list(DEEDS)


@pytest.mark.parametrize(
    ("heads", "refs"),
    [
        (("A", "B"), ("1", "2", "3", "4")),
        (("1", "2"), ("1.1", "1.2", "2.1", "2.2")),
        (("1.", "2."), ("A1", "A2", "B1", "B2")),
    ],
)
def test_names_with_a_number_of_another_kind_are_sections(heads, refs):
    bands = [[ref, name, "", ""] for ref, name in zip(heads, ("Safer streets", "Better data"), strict=True)]
    rows = [HEAD, bands[0], deed(0, refs[0]), deed(1, refs[1]), bands[1], deed(2, refs[2]), deed(3, refs[3])]
    out = found(rows)
    assert sections(out) == EXPECTED
    assert [row.section_urn for row in out.plans[0].rows] == [heads[0]] * 2 + [heads[1]] * 2
    assert out.counts.unplaced == 0


def test_numbered_actions_that_nobody_has_taken_on_are_actions():
    rows = [["1", "Buy a van", "", ""], deed(0, "2"), ["3", "Hire a hall", "", ""], deed(1, "4")]
    assert len(found([HEAD, *rows]).plans[0].rows) == 4


@pytest.mark.parametrize(
    "row",
    [
        ["1", "2", "3", "4"],
        ["(1)", "(2)", "(3)", "(4)"],
        ["A", "B", "C", "D"],
        ["", "(what is to happen)", "(name and post)", "(month)"],
        ["Number", "What will be done?", "Who leads?", "By when?"],
    ],
)
def test_what_explains_the_columns_is_no_action(row):
    out = found([HEAD, row, deed(0, "1"), deed(1, "2")])
    assert [text for _, text in sections(out)] == list(DEEDS[:2])
    assert [r.cells["due"].text for r in out.plans[0].rows] == ["May", "May"]
    assert out.counts.unplaced == 0


@pytest.mark.parametrize("again", ["2 (cont'd)", "2 cont.", "2 - continued", "2 (Continued)"])
def test_a_row_that_goes_on_by_its_own_word_is_joined(again):
    rest = [again, "", "", "DI Kaur, with Supt Hale"], [again, DEEDS[1], "Supt Hale", "June"]
    for row in rest:
        out = found([HEAD, deed(0, "1"), deed(1, "2"), row, deed(2, "3")])
        assert [text for _, text in sections(out)] == list(DEEDS[:3])
        assert out.plans[0].rows[1].cells["due"].text == f"May {row[3]}"


def test_a_row_that_goes_on_with_another_number_is_its_own():
    assert len(found([HEAD, deed(0, "1"), deed(1, "3 (cont'd)")]).plans[0].rows) == 2


def test_a_name_that_spills_over_the_next_cell_is_whole():
    bands = [["Theme", f"{n}: {name}", "", ""] for n, name in enumerate(("Safer streets", "Better data"), 1)]
    rows = [HEAD, bands[0], deed(0, "1"), deed(1, "2"), bands[1], deed(2, "3"), deed(3, "4")]
    assert sections(found(rows)) == [
        (f"Theme {1 + k // 2}: {EXPECTED[k][0]}", text) for k, (_, text) in enumerate(EXPECTED)
    ]
