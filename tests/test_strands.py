"""Strand and plan of every plan: by each of the ways when the others are taken away."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.model import Block, Cell, Grid, Method, Paper, Plan, PlanRow, Printed, Row
from normalise.strands import (
    Source,
    Strands,
    clear_winner,
    contents_list,
    own_name,
    own_words,
    place,
    plan_name,
    printed_strand,
)
from normalise.words import load

SHARED = Path(__file__).parents[2] / "shared"
KNOWN = Strands(load())
TOLD = {
    "Domestic Abuse": "Support victims of domestic abuse through the DA hub",
    "Gangs & Knife Crime": "Map the gangs and run knife crime weeks",
    "Night Time Economy": "Patrol the night time economy; NTE plan",
    "Digital Crime & Fraud": "Warn of fraud and cyber crime",
    "Hate Crime": "Encourage reports of hate crime",
}
ALL = [
    "Domestic Abuse",
    "Gangs & Knife Crime",
    "Night Time Economy",
    "Sexual Crime, Child Abuse & Exploitation",
    "Digital Crime & Fraud",
    "Extremism & Radicalisation",
    "Hate Crime",
]


def plan(text, title=None):
    row = PlanRow({"action": Printed(text, (text,))}, Method.TAGS, len(text.split()))
    return Plan((row,) * 3, ("action",), title)


def sources(*, title=False, name=False, words=False):
    made = []
    for number, (strand, text) in enumerate(TOLD.items(), 1):
        own = own_words(plan(text), KNOWN) if words else {}
        given_name = f"{strand} delivery plan.pdf" if name else f"attachment {number}.pdf"
        given_title = f"{strand} Delivery Plan" if title else None
        made.append((Source(given_title, given_name, None, partial(dict, own)), 3))
    return made


@pytest.mark.parametrize(
    ("given_by", "contents", "origin"),
    [
        ({"title": True}, [], "title"),
        ({"name": True}, [], "attachment name"),
        ({}, list(TOLD), "contents list"),
        ({"words": True}, ALL, "contents list"),
        ({"words": True}, [], "content"),
    ],
)
def test_each_way_alone(given_by, contents, origin):
    placed = place(sources(**given_by), contents, KNOWN)
    assert [p.strand for p in placed] == list(TOLD)
    assert {p.origin for p in placed} == {origin}


def test_a_list_longer_than_the_plans_says_nothing_alone():
    assert {p.strand for p in place(sources(), ALL, KNOWN)} == {None}


def test_words_overrule_a_list_in_another_order():
    placed = place(sources(words=True), list(TOLD)[::-1], KNOWN)
    assert [p.strand for p in placed] == list(TOLD)


def test_title_before_name_before_list():
    both = Source("Hate Crime Delivery Plan", "domestic-abuse.pdf", None, dict)
    assert place([(both, 3)], ["Night Time Economy"], KNOWN)[0].origin == "title"
    named = Source("Delivery Plan", "domestic-abuse.pdf", None, dict)
    assert place([(named, 3)], ["Night Time Economy"], KNOWN)[0].strand == "Domestic Abuse"


@pytest.mark.parametrize(
    ("sheet", "strand", "name"),
    [
        ("Hate Crime", "Hate Crime", "Hate Crime"),
        ("Road Repairs", None, "Road Repairs"),
        ("Closed actions", None, "Closed actions"),
        ("Sheet1", None, None),
        ("Action log", None, None),
        ("Q2 2025-26", None, None),
        ("2024", None, None),
    ],
)
def test_a_sheet_names_the_plan_on_it(sheet, strand, name):
    placed = place([(Source(None, None, sheet, dict), 3)], [], KNOWN)[0]
    assert (placed.strand, placed.plan) == (strand, name)


def test_a_file_of_one_plan_names_it_before_its_sheet():
    source = Source(None, "Gangs plan.xlsx", "Hate Crime", dict)
    assert place([(source, 3)], [], KNOWN)[0].plan == "Gangs"


def test_a_strand_may_have_two_plans():
    names = "Gangs plan.pdf", "Knife Crime plan.pdf"
    placed = place([(Source(None, name, None, dict), 3) for name in names], [], KNOWN)
    assert [p.strand for p in placed] == ["Gangs & Knife Crime"] * 2
    assert [p.plan for p in placed] == ["Gangs", "Knife Crime"]


@pytest.mark.parametrize(
    ("title", "strand"),
    [
        ("Water Rescue Delivery Plan 2023-24", "Water Rescue"),
        ("Priority 2: Stronger Towns", "Stronger Towns"),
        ("Action Plan - Heritage", "Heritage"),
        ("Item 7a - Rural Heritage Delivery Plan", "Rural Heritage"),
        ("Annual Delivery Plan", None),
        ("Delivery plan update June 2021", None),
        ("School Improvement Plan 2019/20", None),
        ("Action log", None),
        ("Actions from previous meeting", None),
        ("Delivery Plan", None),
        (None, None),
    ],
)
def test_other_boards_strands_as_printed(title, strand):
    assert printed_strand(title) == strand


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("attachment 3.pdf", None),
        ("oleObject1.bin", None),
        ("Microsoft_Excel_Sheet6.xlsx", None),
        ("document.pdf", None),
        ("Hate Crime.pdf", "Hate Crime"),
    ],
)
def test_names_a_program_gave_say_nothing(name, own):
    assert own_name(name) == own


def test_two_strands_in_one_name_name_none():
    assert KNOWN.named("Hate Crime and Domestic Abuse plans") is None
    assert KNOWN.named("01_DomesticAbuse_v2") == "Domestic Abuse"


def test_a_word_inside_another_boards_strand_names_none():
    assert KNOWN.named("Rural & Heritage Crime Delivery Plan") is None
    assert KNOWN.named("Rural Crime Delivery Plan 2023-25") == "Rural Crime"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Knife Crime \u2013 4P Delivery Plan", "Knife Crime"),
        ("01-domestic-abuse", "domestic abuse"),
        ("Harrowby Safety Board \u2013 Action Log", "Harrowby Safety Board"),
        ("Action Plan", "Action Plan"),
        ("Annual Delivery Plan", "Annual Delivery Plan"),
        ("VAWG plan Mar 22", "VAWG"),
        ("SOC 4P plan June 2019", "SOC"),
        ("Copy of Cyber Crime plan (2)", "Cyber Crime"),
        ("Night-time Economy (NTE) delivery plan", "Night-time Economy (NTE)"),
        (None, None),
    ],
)
def test_a_plan_is_called_the_same_from_quarter_to_quarter(title, name):
    assert plan_name(title) == name


def test_a_short_form_counts_only_in_capitals():
    assert KNOWN.count("The DA hub")["Domestic Abuse"] == 1
    assert KNOWN.count("Leonardo da Harrowby")["Domestic Abuse"] == 0


def test_own_words_need_a_clear_margin():
    assert clear_winner({"Hate Crime": 10.0, "Domestic Abuse": 9.0}, 10) is None
    assert clear_winner({"Hate Crime": 1.0}, 10) is None
    assert clear_winner({"Hate Crime": 10.0, "Domestic Abuse": 2.0}, 10) == "Hate Crime"
    assert clear_winner({}, 3) is None


def test_the_contents_list_is_a_table_or_a_run_of_lines():
    rows = tuple(Row((Cell((str(n),), 0), Cell((name,), 1))) for n, name in enumerate(ALL, 1))
    grid = Grid(Method.WORD_TABLE, rows, 2)
    lines = tuple(Block(f"{n}. {name}") for n, name in enumerate(ALL, 1))
    assert contents_list(Paper("p", "p", None, "p", "docx", "ok", grids=(grid,)), KNOWN) == ALL
    assert contents_list(Paper("p", "p", None, "p", "docx", "ok", blocks=lines), KNOWN) == ALL
    assert contents_list(Paper("p", "p", None, "p", "docx", "ok", blocks=lines[:1]), KNOWN) == []


@given(st.text(max_size=60))
def test_any_title_is_read(text):
    strand = printed_strand(text)
    assert strand is None or strand.split()[0] in text
    assert KNOWN.named(text) is None or KNOWN.count(text.upper())


@pytest.mark.skipif(
    not (SHARED / "gold").exists(), reason="the papers read by hand are not beside the project"
)
@pytest.mark.parametrize("listed", [True, False])
def test_the_five_plans_read_by_hand_by_their_own_words(listed):
    want = [
        "Domestic Abuse",
        "Gangs & Knife Crime",
        "Night Time Economy",
        "Digital Crime & Fraud",
        "Hate Crime",
    ]
    made = []
    for file in sorted((SHARED / "gold").glob("[01]*.jsonl"))[:5]:
        rows = [json.loads(text) for text in file.read_text(encoding="utf-8").splitlines()]
        printed = tuple(
            PlanRow({c: Printed(r[c]) for c in ("action", "comments", "owner") if r[c]}, Method.TAGS, 1)
            for r in rows
        )
        made.append((Source(None, None, None, partial(own_words, Plan(printed, ()), KNOWN)), len(rows)))
    assert [p.strand for p in place(made, ALL if listed else [], KNOWN)] == want
