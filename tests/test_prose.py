"""A progress column of sentences is comments; one of words is a status."""

from __future__ import annotations

import datetime as dt

import pytest
from pages import grid, page

from extract.model import Method, Paper, Plan, PlanRow, Printed
from extract.plan.finder import PlanFinder
from normalise.paper import normalise_tree
from normalise.words import load

RED = (255, 0, 0)


def read(column, *texts, headings=(), **beside):
    """The records of a plan with one more column, a text for each row."""
    rows = []
    for n, text in enumerate(texts, 1):
        action = Printed(f"Do task {n} of the plan", (f"Do task {n} of the plan",))
        cells = {"action": action, column: Printed(text, (text,) if text else ()), **beside}
        rows.append(PlanRow(cells, Method.RULINGS, 9, page_first=1, page_last=1))
    plan = Plan(tuple(rows), ("action", column, *beside), headings=headings)
    return normalise_tree([Paper("0" * 12, "p.pdf", None, "p.pdf", "pdf", "ok", plans=(plan,))], load())


@pytest.mark.parametrize(
    "texts",
    [
        ("12/05/23 - Board met.", "01/02/23 Chair appointed", "Not started"),
        ("Signed.", "Cable laid.", "Complete"),
        ("Officers have met all four partners", "A first draft is with the chair", "On track"),
    ],
)
def test_sentences_are_comments(texts):
    out = read("status", *texts)
    assert [a.comments for a in out.actions] == list(texts)
    assert {a.status_raw for a in out.actions} == {None}
    assert not any(f.code == "unknown value" for f in out.findings)


def test_their_dates_head_updates():
    out = read("status", "12/05/23 - Board met.", "01/02/23 Chair appointed.")
    assert [u.date for u in out.updates] == [dt.date(2023, 5, 12), dt.date(2023, 2, 1)]


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        ("status", ("On track for due date", "Completed by KD", "Not yet started")),
        ("status", ("Complete", "Complete. The new panel met in March and will meet again in June.", "50%")),
        ("status", ("Slipping", "Tbc")),
        ("rag", ("Amber - the supplier is late.", "Green - all is well here.")),
    ],
)
def test_words_are_no_comments(column, texts):
    out = read(column, *texts)
    assert [getattr(a, f"{column}_raw") for a in out.actions] == list(texts)
    assert {a.comments for a in out.actions} == {None}


def test_with_comments_beside_it_the_column_stays_what_its_label_says():
    out = read("status", "Board met in May.", comments=Printed("None yet.", ("None yet.",)))
    assert (out.actions[0].status_raw, out.actions[0].comments) == ("Board met in May.", "None yet.")


def test_sentences_stand_behind_the_answer_to_a_recommendation():
    said, heads = {"comments": Printed("Agreed.", ("Agreed.",))}, ("Management response", "Progress")
    for text in ("Board met in May.", "April 2025: the audit shows 78%."):
        (action,) = read("status", text, headings=heads, **said).actions
        assert (action.status_raw, action.comments) == (None, f"Agreed. {text}")
    for text in ("On track", "78% complete", "March 2025: complete"):
        (action,) = read("status", text, headings=heads, **said).actions
        assert (action.status_raw, action.comments) == (text, "Agreed.")


def test_the_colour_behind_sentences_is_still_the_rag():
    text = "The supplier is late and will not say when."
    action, told = Printed("Do it", ("Do it",)), Printed(text, (text,), fill=RED)
    row = PlanRow({"action": action, "rag": told}, Method.RULINGS, 9, page_first=1, page_last=1)
    plan = Plan((row,), ("action", "rag"))
    paper = Paper("0" * 12, "p.pdf", None, "p.pdf", "pdf", "ok", plans=(plan,))
    (only,) = normalise_tree([paper], load()).actions
    assert (only.comments, only.rag_raw, only.rag, only.rag_origin) == (text, None, "RED", "colour")


@pytest.mark.parametrize("order", [(3, 4), (4, 3)])
def test_progress_beside_a_status_is_what_has_been_done(order):
    header, row = [None] * 5, [None] * 5
    header[:3], row[:3] = ["Ref", "Action", "Owner"], ["A1", "Write the plan", "Insp Penn"]
    header[order[0]], header[order[1]] = "Status", "Progress"
    row[order[0]], row[order[1]] = "On track", "Half of it is written"
    finder = PlanFinder(load().lexicon())
    finder.feed(page(grid(header, row)))
    (plan,) = finder.finish().plans
    assert plan.rows[0].cells["status"].text == "On track"
    assert plan.rows[0].cells["comments"].text == "Half of it is written"


def test_a_coloured_dot_is_a_colour_and_no_unknown_word():
    action, dot = Printed("Do it", ("Do it",)), Printed("\u25cf", ("\u25cf",), ink=RED)
    row = PlanRow({"action": action, "rag": dot}, Method.RULINGS, 3, page_first=1, page_last=1)
    plan = Plan((row,), ("action", "rag"))
    out = normalise_tree([Paper("0" * 12, "p.pdf", None, "p.pdf", "pdf", "ok", plans=(plan,))], load())
    assert (out.actions[0].rag, out.actions[0].rag_origin) == ("RED", "colour")
    assert "unknown value" not in {f.code for f in out.findings}
