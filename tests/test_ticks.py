"""Ticks and boxes: a colour among three, and whether an action is done."""

from __future__ import annotations

import pytest

from normalise import rag, status
from normalise.words import load

VOCABULARY = load()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("☐ Red ☒ Amber ☐ Green", "AMBER"),
        ("Red ☐ Amber ☐ Green ☒", "GREEN"),
        ("☑ Red □ Amber □ Green", "RED"),
        ("☐ Red ☐ Amber ☐ Green", None),
        ("● Green", "GREEN"),
    ],
)
def test_the_ticked_colour_holds(text, value):
    assert rag.rag_of_cell(text, None, None, VOCABULARY).value == value


@pytest.mark.parametrize("label", ["Completed?", "Done", "Closed (Y/N)", "Action complete"])
@pytest.mark.parametrize(
    ("text", "value"), [("Yes", "complete"), ("√", "complete"), ("☒", "complete"), ("No", None)]
)
def test_a_tick_under_a_label_that_asks_for_it_is_complete(label, text, value):
    said = status.ticked(text, ("Action", label))
    assert said is not None
    assert said.status == value


def test_under_another_label_or_for_another_text_it_says_nothing():
    assert status.ticked("Yes", ("Overdue?", "Action")) is None
    assert status.ticked("In progress", ("Completed?",)) is None
