"""Comments cut at dated heads, and at nothing else."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise import rag, updates
from normalise.words import load

NEAR = dt.date(2024, 3, 12)
SHARED = Path(__file__).parents[2] / "shared"


def head(text):
    found = rag.rag_of_head(text, load())
    return found.value, found.length


def head_after_date(text):
    found = rag.rag_of_head(text, load(), dated=True)
    return found.value, found.length


def cut(text, lines=(), **context):
    setting = updates.Context(near=NEAR, rag_of_head=head, rag_after_date=head_after_date, **context)
    return [(str(u.date) if u.date else None, u.rag, u.text) for u in updates.updates(text, lines, setting)]


def test_an_empty_cell_has_no_update_and_one_without_a_date_has_one():
    assert cut("") == cut("   ") == []
    assert cut("Plan agreed with Harrowby council.") == [(None, None, "Plan agreed with Harrowby council.")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12/02/24 GREEN Patrols began.", ("2024-02-12", "GREEN", "Patrols began.")),
        ("12/02/24. AMBER. Patrols delayed", ("2024-02-12", "AMBER", "Patrols delayed")),
        ("12/02/24 - RED No funding.", ("2024-02-12", "RED", "No funding.")),
        ("12.2.2024 Patrols began.", ("2024-02-12", None, "Patrols began.")),
        ("Update 12/02/24 - patrols began", ("2024-02-12", None, "patrols began")),
        ("(24 Nov) Patrols began", ("2023-11-24", None, "Patrols began")),
        ("3 Nov: patrols began", ("2023-11-03", None, "patrols began")),
        ("As at 12 Feb 2024: 4 patrols", ("2024-02-12", None, "4 patrols")),
        ("February 2024 update: patrols began", ("2024-02-01", None, "patrols began")),
        ("AMBER - 12/02/24 Patrols delayed", ("2024-02-12", "AMBER", "Patrols delayed")),
        ("12/02/24", ("2024-02-12", None, None)),
        ("w/c 5 Feb – briefing held", ("2024-02-05", None, "briefing held")),
        ("Week ending 09/02/24: briefing held", ("2024-02-09", None, "briefing held")),
        ("[12/02/2024] Contract let.", ("2024-02-12", None, "Contract let.")),
        ("12th Feb 24 – Letter sent", ("2024-02-12", None, "Letter sent")),
        ("2024-02-12 Letter sent", ("2024-02-12", None, "Letter sent")),
        ("12 02 2024 - Letter sent", ("2024-02-12", None, "Letter sent")),
        ("12/02/2024Letter sent", ("2024-02-12", None, "Letter sent")),
        ("Feb-24 letter sent", ("2024-02-01", None, "letter sent")),
        ("02/24: letter sent", ("2024-02-01", None, "letter sent")),
        ("24/11: letter sent", ("2023-11-24", None, "letter sent")),
        ("2023/24 Q3: letter sent", ("2023-10-01", None, "letter sent")),
        ("Q3 update: letter sent", (None, None, "letter sent")),
        ("Progress to 12 Feb 2024: letter sent", ("2024-02-12", None, "letter sent")),
        ("Update from Insp Carter 12/02/24 - agreed", ("2024-02-12", None, "agreed")),
        ("JC 12/02/24: agreed", ("2024-02-12", None, "agreed")),
        ("Board 12/02/24 - agreed", ("2024-02-12", None, "agreed")),
        ("- 12/02/24: agreed", ("2024-02-12", None, "agreed")),
        ("1) 12/02/24: agreed", ("2024-02-12", None, "agreed")),
        ("12.02.24 – G – Letter sent", ("2024-02-12", "GREEN", "Letter sent")),
        ("12/02/24 (A) Letter sent", ("2024-02-12", "AMBER", "Letter sent")),
        ("12/02/24 R: no letter", ("2024-02-12", "RED", "no letter")),
        ("12/02/24 – Remains Amber.", ("2024-02-12", "AMBER", "Remains Amber.")),
        ("12/02/24 changed from Amber to Green", ("2024-02-12", "GREEN", "changed from Amber to Green")),
        ("02/14/2024 letter sent", ("2024-02-14", None, "letter sent")),
    ],
)
def test_heads_in_every_style_met(text, expected):
    assert cut(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "The scheme was launched on 01.02.24.",
        "On 14th February 2024 the force opened a hub.",
        "A conference held in February 2024 was well attended.",
        "Now complete. Launch set for 22nd July 2024.",
        "Ran from 11th Dec 2023 - 18th Jan 2024 with good results",
        "11th Dec 2023 to 18th Jan 2024 saw good results",
        "Next board w/c 12/02/24. To be confirmed",
        "Two hubs opened (Harrowby, 01.02.24) and one more planned",
        "Work was done (24 Nov)",
        "February 2024 saw a rise in reports.",
        "See ref. 12/02/24 in the log",
        "3/12 stations visited",
        "24/7 cover in place",
        "1/4 of stations done: more to come",
        "Scores were 2/3 - better than last year",
        "Minutes of 12/02/24 refer.",
        "Completed 12/02/24. Signed off by the board",
        "Q2 figures are awaited",
        "Sessions held w/c 12/02/24 in Harrowby",
    ],
)
def test_dates_in_running_text_do_not_cut(text):
    assert cut(text) == [(None, None, text)]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("24/11: Letter sent. 03/12: Replies. 14/1: closed.", ["2023-11-24", "2023-12-03", "2024-01-14"]),
        ("14.02.24: Drafted 21.02.24: Approved 28.02.24: Sent", ["2024-02-14", "2024-02-21", "2024-02-28"]),
        ("•12/02/24 plan sent •31/01/24 plan begun", ["2024-02-12", "2024-01-31"]),
        ("18 Feb: agreed. 3 Jan: begun. 12 Dec: planned.", ["2024-02-18", "2024-01-03", "2023-12-12"]),
        ("12/02/24 AMBER Sent 03/03/24 GREEN Replied", ["2024-02-12", "2024-03-03"]),
        ("Q1: Agreed. Q2: Published.", [None, None]),
    ],
)
def test_heads_one_after_another_on_one_line(text, days):
    assert [u[0] for u in cut(text)] == days


def test_a_letter_behind_no_date_is_no_rag():
    assert cut("A: Patrols. B: Letters.") == [(None, None, "A: Patrols. B: Letters.")]


def test_who_tells_stays_with_the_printed_date():
    (u,) = updates.updates("JC 12/02/24: agreed", (), updates.Context(near=NEAR))
    assert (u.date_raw, u.text) == ("JC 12/02/24", "agreed")


def test_a_second_head_on_the_same_line_cuts():
    text = "12.2.2024 A form is in process. 13/2/2024 Recent issue with the form."
    assert [u[0] for u in cut(text)] == ["2024-02-12", "2024-02-13"]


def test_text_before_the_first_head_is_an_update_of_its_own():
    assert cut("Agreed in principle. 12/02/24 AMBER Funding sought.") == [
        (None, None, "Agreed in principle."),
        ("2024-02-12", "AMBER", "Funding sought."),
    ]


def test_a_wrapped_line_that_begins_with_a_date_does_not_cut():
    lines = (
        "The next meeting of the hubs will be held on",
        "12/02/24 Harrowby and Eastwold will report then",
    )
    assert len(cut(" ".join(lines), lines)) == 1


def test_a_date_that_begins_a_paragraph_cuts_and_one_that_a_wrapped_line_begins_does_not():
    lines = (
        "Hub agreed with Harrowby",
        "12/02/24 Funding found",
        "for the first year of the hub and all of its staff",
    )
    assert len(cut(" ".join(lines), lines, paragraphs=True)) == 2
    short = ("Hub agreed", *lines[1:])
    assert len(cut(" ".join(short), short)) == 2
    wide = ("Hub agreed with all of the councils of Wenmarsh at", *lines[1:])
    assert len(cut(" ".join(wide), wide)) == 1


def test_a_slip_at_the_head_is_read_and_said():
    (u,) = updates.updates("1302/24 AMBER Delayed", (), updates.Context(near=NEAR, rag_of_head=head))
    assert (u.date, u.rag, u.issues) == (dt.date(2024, 2, 13), "AMBER", ("date mistyped",))


def test_where_rag_has_its_column_the_word_stays_in_the_text():
    assert cut("12/02/24 GREEN Done.", has_rag_column=True) == [("2024-02-12", "GREEN", "GREEN Done.")]


def test_learned_shapes_are_those_that_cells_begin_with():
    shapes = updates.learn(["12.2.2024 One", "13.2.2024 Two", "On 1/2/24 three"])
    assert shapes == {"9.9.9999"}


@given(st.text(max_size=80) | st.text("12/0.24 GREDNAMBupdate():-\n", max_size=60))
def test_any_comment_is_cut_without_loss(text):
    setting = updates.Context(near=NEAR, rag_of_head=head, has_rag_column=True)
    found = updates.updates(text, text.split("\n"), setting)
    told = "".join(re.sub(r"\s", "", u.text or "") for u in found)
    rest = iter(re.sub(r"\s", "", text))
    assert all(c in rest for c in told), "an update's text is printed in the cell, in order"
    assert [u.n for u in found] == list(range(1, len(found) + 1))
    assert bool(found) == bool(text.strip())


@pytest.mark.skipif(
    not (SHARED / "gold").exists(), reason="the papers read by hand are not beside the project"
)
def test_updates_of_the_plans_read_by_hand():
    right = said = expected = 0
    for file in sorted((SHARED / "gold").glob("[01]*.jsonl")):
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        if "comments" not in rows[0]:
            continue
        texts = [" ".join(row["comments"].split()) for row in rows]
        near = dt.date(2019, 6, 27)
        setting = updates.Context(near=near, shapes=updates.learn(texts, near), rag_of_head=head)
        for row, text in zip(rows, texts, strict=True):
            got = [
                (u.date.isoformat() if u.date else None, u.rag) for u in updates.updates(text, (), setting)
            ]
            want = [(u["date"], u["rag"]) for u in row["updates"]]
            right += sum(min(got.count(x), want.count(x)) for x in set(got))
            said, expected = said + len(got), expected + len(want)
    assert 2 * right / (said + expected) >= 0.995


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (["Oct 22", "Draft written.", "Jan 24", "Draft agreed."], [(2022, 10), (2024, 1)]),
        (["Oct 22 Draft written.", "Jan 24 Draft agreed."], [(2022, 10), (2024, 1)]),
        (["Jan 24", "Two were held."], [(2024, 1)]),
        (["Oct 10", "Ten were held."], [None]),  # ten years and more ago: the tenth
        (["We met in", "Oct 23 Draft written."], [None]),
        (["12/01/24:", "First panel held", "16/02/24:", "Second panel held"], [(2024, 1), (2024, 2)]),
    ],
)
def test_a_month_and_two_digits_that_begin_a_line_are_a_head(lines, days):
    setting = updates.Context(near=NEAR, paragraphs=True)
    got = [u.date and (u.date.year, u.date.month) for u in updates.updates(" ".join(lines), lines, setting)]
    assert got == days
