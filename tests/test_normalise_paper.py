"""The way through the room: papers in, every cell's meaning beside what was printed out."""

from __future__ import annotations

import dataclasses
import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.model import Block, Box, Cell, Grid, Info, Method, Paper, Plan, PlanRow, Printed, Row
from normalise.paper import normalise_tree
from normalise.words import load

COLUMNS = ("urn", "action", "owner", "level", "fourp", "rag", "comments", "status", "due")


def printed(text, **more):
    return Printed(text, (text,) if text else (), **more)


def row(**cells):
    made = {name: cell if isinstance(cell, Printed) else printed(cell) for name, cell in cells.items()}
    return PlanRow(made, Method.TAGS, 5, 2, 3, Box(1, 2, 3, 4), section="Analysis", section_urn="2.0")


def tree(*rows, columns=COLUMNS, outer=()):
    cover = Paper("0" * 12, "2024-03/board.docx", None, "board.docx", "docx", "no actions", blocks=outer)
    plan = Paper(
        "1" * 12,
        "2024-03/board.docx!/Hate Crime.pdf",
        cover.path,
        "Hate Crime.pdf",
        "pdf",
        "ok",
        position=1,
        plans=(Plan(rows, columns),),
    )
    return normalise_tree([cover, plan], load())


def test_a_row_with_all_its_meaning():
    found = tree(
        row(
            urn="001",
            action="Visit every hub",
            owner="D/Supt Jo Bell",
            level="Force",
            fourp="Prevent & Protect",
            rag="",
            comments="10/01/24 AMBER Begun. 12/02/24 GREEN On course.",
            due="By April 2024",
        )
    )
    (action,) = found.actions
    assert (action.urn, action.urn_raw, action.section, action.section_raw) == (
        "1",
        "001",
        "Analytical",
        "Analysis",
    )
    assert (action.prepare, action.prevent, action.protect, action.pursue) == (False, True, True, False)
    assert (action.rag, action.rag_origin, action.rag_date) == ("GREEN", "comment", dt.date(2024, 2, 12))
    assert (action.due_date, action.updated) == (dt.date(2024, 4, 30), dt.date(2024, 2, 12))
    assert (action.strand, action.plan, action.quarter) == ("Hate Crime", "Hate Crime", "2024Q1")
    assert (action.page_first, action.page_last, action.x0, action.method) == (2, 3, 1, "tags")
    assert action.rag_raw is None
    assert [(o.rank, o.name) for o in found.owners] == [("Detective Superintendent", "Jo Bell")]
    assert [u.rag for u in found.updates] == ["AMBER", "GREEN"]
    assert [p.actions for p in found.papers] == [0, 1]
    assert found.papers[1].strand_origin == "attachment name"


def test_a_column_goes_before_a_colour_before_a_comment():
    comment = "12/02/24 RED Late."
    found = tree(
        row(urn="1", action="One", rag=printed("G", fill=(255, 0, 0)), comments=comment),
        row(urn="2", action="Two", rag=printed("", fill=(0, 176, 80)), comments=comment),
        row(urn="3", action="Three", rag="Complete", comments=comment),
    )
    assert [(a.rag, a.rag_origin) for a in found.actions] == [
        ("GREEN", "column"),
        ("GREEN", "colour"),
        ("RED", "comment"),
    ]
    assert sum(f.code == "rag disagrees" for f in found.findings) == 2


def test_where_rag_has_its_column_updates_carry_none():
    found = tree(row(urn="1", action="One", rag="Green", comments="12/02/24 GREEN Done."))
    assert [(u.rag, u.text) for u in found.updates] == [(None, "GREEN Done.")]


def test_a_progress_columns_colour_is_the_rag():
    found = tree(
        row(urn="1", action="One", status=printed("On track", fill=(0, 176, 80))),
        columns=("urn", "action", "status"),
    )
    (action,) = found.actions
    assert (action.status, action.rag, action.rag_origin, action.rag_raw) == (
        "on track",
        "GREEN",
        "colour",
        None,
    )


def test_a_yes_under_a_label_that_asks_for_it_is_no_yellow():
    rows = tuple(row(action="Visit every hub", status=said) for said in ("Y", "R"))
    for headings, rag in ((("Action", "Completed?"), None), (("Action", "Status"), "AMBER")):
        paper = Paper("1" * 12, "Hate Crime.pdf", None, "Hate Crime.pdf", "pdf", "ok")
        plan = Plan(rows, ("action", "status"), headings=headings)
        found = normalise_tree([dataclasses.replace(paper, plans=(plan,))], load())
        assert [action.rag for action in found.actions] == [rag, "RED"]


def test_ids_are_stable_and_tell_rows_apart():
    rows = [row(urn="1", action="One"), row(urn="1", action="One")]
    first, second = tree(*rows), tree(*rows)
    ids = [a.action_id for a in first.actions]
    assert ids == [a.action_id for a in second.actions]
    assert len(set(ids)) == 2
    assert {len(i) for i in ids} == {16}


def test_an_attachment_takes_the_meeting_from_the_paper_around_it():
    found = tree(row(urn="1", action="One"), outer=(Block("Date of meeting: 12 March 2024"),))
    assert {p.meeting_date for p in found.papers} == {dt.date(2024, 3, 12)}
    assert {p.quarter for p in found.papers} == {"2024Q1"}


def test_a_loose_undated_plan_is_of_its_newest_updates_quarter():
    plan = Plan((row(urn="1", action="One", comments="12/02/24 Begun. 13/05/24 Done."),), COLUMNS)
    paper = Paper("2" * 12, "Hate Crime.pdf", None, "Hate Crime.pdf", "pdf", "ok", plans=(plan,))
    found = normalise_tree([paper], load())
    assert (found.papers[0].quarter, found.papers[0].meeting_date) == ("2024Q2", None)


def test_years_left_out_are_no_templates():
    plan = Plan(
        (row(urn="1", action="One", due="30/06/2025"), row(urn="2", action="Two", due="31 May")), COLUMNS
    )
    old = Info(created=dt.date(2015, 3, 1))
    paper = Paper("2" * 12, "a.docx", None, "a.docx", "docx", "ok", info=old, plans=(plan,))
    found = normalise_tree([paper], load())
    assert [a.due_date for a in found.actions] == [dt.date(2025, 6, 30), dt.date(2025, 5, 31)]


def test_a_workbook_gives_measures_and_a_covering_paper_its_sections():
    rows = (("Aim", "Measure", "Jun-23"), ("Fewer hurt.", "Collisions", "7"))
    made = tuple(Row(tuple(Cell((t,), i) for i, t in enumerate(r))) for r in rows)
    book = Paper(
        "3" * 12, "b.xlsx", None, "b.xlsx", "xlsx", "no actions", grids=(Grid(Method.SHEET, made, 3),)
    )
    cover = Paper(
        "4" * 12,
        "c.docx",
        None,
        "c.docx",
        "docx",
        "no actions",
        blocks=tuple(
            Block(t) for t in ("1.0 Purpose", "A", "2.0 Recommendations", "B", "3.0 Background", "C")
        ),
    )
    found = normalise_tree([book], load())
    assert ([m.value for m in found.measures], found.papers[0].kind) == ([7], "performance data")
    told = normalise_tree([cover], load())
    assert ([n.number for n in told.narrative], told.papers[0].kind) == (["1.0", "2.0", "3.0"], "board paper")


CELL = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "1.1",
            "Green",
            "12/02/24 AMBER x",
            "D/Supt Bell & Insp Ray",
            "Prevent, Purse",
            "By June",
            "Complete",
            "31/02/24",
        ]
    ),
).map(lambda text: " ".join(text.split()))
ROWS = st.lists(st.dictionaries(st.sampled_from(COLUMNS), CELL, max_size=9), max_size=4)
RAW = {
    "urn": "urn_raw",
    "action": "action",
    "owner": "owner_raw",
    "level": "level_raw",
    "fourp": "fourp_raw",
} | {
    "rag": "rag_raw",
    "comments": "comments",
    "status": "status_raw",
    "due": "due_raw",
}


@settings(max_examples=150, deadline=None)
@given(ROWS)
def test_normalising_is_total_keeps_what_was_printed_and_gives_the_same_again(cells):
    found = tree(*(row(**c) for c in cells))
    assert len(found.actions) == len(cells)
    told = any(c.get("comments") for c in cells)
    for action, printed_cells in zip(found.actions, cells, strict=True):
        for column, name in RAW.items():
            kept = {getattr(action, name) or ""}
            if not told and column in ("status", "rag", "comments"):  # sentences of the one are the other
                kept |= {action.comments or "", ""} if column == "comments" else {action.comments or ""}
            assert printed_cells.get(column, "") in kept
    again = tree(*(row(**c) for c in cells))
    assert [dataclasses.asdict(a) for a in again.actions] == [dataclasses.asdict(a) for a in found.actions]
    assert again == found
    for name in found.__slots__:
        for record in getattr(found, name):
            assert "" not in dataclasses.astuple(record), "null means not printed; no empty strings"


def test_a_column_of_yes_and_no_has_no_yellow():
    paper = Paper("1" * 12, "Hate Crime.pdf", None, "Hate Crime.pdf", "pdf", "ok")
    for said, rag in ((("Y", "N", "Y"), [None] * 3), (("Y", "G", "R"), ["AMBER", "GREEN", "RED"])):
        rows = tuple(row(action="Visit every hub", status=one) for one in said)
        plan = Plan(rows, ("action", "status"), headings=("Action", "Signed off"))
        found = normalise_tree([dataclasses.replace(paper, plans=(plan,))], load())
        assert [action.rag for action in found.actions] == rag


def test_a_rag_columns_word_that_is_no_colour_is_the_status():
    found = tree(*(row(urn=str(n), action="Visit", rag=said) for n, said in enumerate(("Complete", "Green"))))
    assert [(a.rag, a.status, a.status_raw) for a in found.actions] == [
        (None, "complete", None),
        ("GREEN", None, None),
    ]


def test_a_plan_stands_as_at_the_day_over_it_and_no_meeting_was_held_then():
    plan = Plan(
        (row(action="Visit", due="November"),), ("action", "due"), headings=("Position as at 30/09/2024",)
    )
    found = normalise_tree(
        [Paper("1" * 12, "Hate Crime.xlsx", None, "x", "xlsx", "ok", plans=(plan,))], load()
    )
    assert (found.papers[0].quarter, found.papers[0].meeting_date) == ("2024Q3", None)
    assert found.actions[0].due_date == dt.date(2024, 11, 30)
