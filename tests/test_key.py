"""The key printed beside a plan decides what its words and letters mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.model import Method, Paper, Plan, PlanRow, Printed
from normalise.key import entries, read
from normalise.paper import normalise_tree
from normalise.words import load

ONE_LINE = "Blue = complete Green = on track, Amber = some delay; Red = not on track"


def test_a_key_on_one_line_is_a_part_for_each_colour():
    parts = ["Blue = complete", "Green = on track", "Amber = some delay", "Red = not on track"]
    assert entries([ONE_LINE]) == parts


@pytest.mark.parametrize(
    ("lines", "cell", "rag"),
    [
        ([ONE_LINE], "Complete", "BLUE"),
        ([ONE_LINE], "On track", "GREEN"),
        ([ONE_LINE], "Not on track", "RED"),
        (["Green: Complete", "Blue: Not started", "Red: Overdue"], "Not started", "BLUE"),
        (["Green: Complete", "Blue: Not started", "Red: Overdue"], "COMPLETE", "GREEN"),
        (["Green \u2013 Completed/Closed", "Red \u2013 Overdue"], "Closed", "GREEN"),
        (["Complete = Blue", "On target = Green"], "On target", "GREEN"),
        (["R = Red A = Amber G = Green C = Complete"], "G", "GREEN"),
        (["R = behind; A = some delay; G = on time"], "A", "AMBER"),
    ],
)
def test_the_key_names_the_colour(lines, cell, rag):
    assert read(lines, load()).says(cell).value == rag


@pytest.mark.parametrize(
    ("lines", "cell"),
    [
        (["A = Achieved", "P = Partly achieved", "N = Not achieved"], "A"),
        (["R = Red A = Amber G = Green C = Complete"], "C"),
    ],
)
def test_a_letter_that_stands_for_no_colour_is_known_and_none(lines, cell):
    said = read(lines, load()).says(cell)
    assert (said.value, said.issue) == (None, None)


@pytest.mark.parametrize(
    ("lines", "cell"),
    [
        ([ONE_LINE], "Nearly there"),
        (["Blue = complete"], "Complete"),
        (["Green = done", "Blue = done"], "Done"),
        ([], "Complete"),
        (["A = Achieved"], "A"),
    ],
)
def test_a_key_that_does_not_tell_says_nothing(lines, cell):
    assert read(lines, load()).says(cell) is None


def plan(text, *key, column="rag"):
    cells = {"urn": "1", "action": "Visit every hub in Harrowby", column: text}
    row = PlanRow({c: Printed(t, (t,)) for c, t in cells.items()}, Method.TAGS, 9, 1, 1)
    one = Plan((row,), tuple(cells), "Hate Crime Delivery Plan", key=key)
    (action,) = normalise_tree(
        [Paper("a" * 12, "p.pdf", None, "p.pdf", "pdf", "ok", plans=(one,))], load()
    ).actions
    return action


def test_a_plans_cells_are_read_by_its_key():
    assert plan("Complete", ONE_LINE).rag == "BLUE"
    assert plan("Complete").rag is None
    assert plan("On track", ONE_LINE, column="status").rag == "GREEN"
    assert plan("On track", ONE_LINE, column="status").status == "on track"
    assert plan("Amber", "Green: done", "Red: late").rag == "AMBER"


@given(st.lists(st.text(max_size=40), max_size=4), st.text(max_size=20))
def test_any_lines_make_a_key_and_any_cell_is_answered(lines, cell):
    said = read(lines, load()).says(cell)
    assert said is None or said.raw is not None
