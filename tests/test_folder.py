"""Copies and repeats over all papers of a run: recognised, never dropped."""

from __future__ import annotations

import datetime as dt
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from normalise.folder import resolve
from normalise.records import ActionRecord, PaperRecord, Records

ACTIONS = [f"Visit hub number {n} of Wenmarsh and report to the board on what was seen" for n in "abcdefghij"]


def records(*plans):
    """Each plan: path, quarter, method, actions, and what its comments say."""
    out = Records()
    for number, (path, quarter, method, actions, comment) in enumerate(plans):
        paper = next((p for p in out.papers if p.path == path), None)
        if paper is None:
            paper = PaperRecord(f"{number:012d}", path, quarter=quarter, meeting_date=_day(quarter, path))
            out.papers.append(paper)
        paper.actions += len(actions)
        for n, text in enumerate(actions, 1):
            key = f"{number}-{n}"
            action = ActionRecord(key, paper.paper_id, path, f"Plan {number}", None, quarter, n, action=text)
            action.method, action.comments = method, f"{comment} {n}"
            out.actions.append(action)
    return out


def _day(quarter, path):
    return dt.date(int(quarter[:4]), 3 * int(quarter[-1]), 1) if quarter and "undated" not in path else None


def primary(found):
    return [row.path for row in found.actions if row.primary]


def test_word_before_tagged_pdf_before_pdf_before_dump():
    found = resolve(
        records(
            ("a.txt", "2024Q1", "dump", ACTIONS, "x"),
            ("b.pdf", "2024Q1", "rulings", ACTIONS, "x"),
            ("c.docx", "2024Q1", "word table", ACTIONS, "x"),
            ("d.pdf", "2024Q1", "tags", ACTIONS, "x"),
        )
    )
    assert set(primary(found)) == {"c.docx"}
    assert [p.same_as for p in found.papers] == ["c.docx", "c.docx", None, "c.docx"]
    assert len(found.actions) == 40, "nothing is dropped"


def test_a_copy_with_broken_words_and_a_row_less_is_a_copy():
    broken = [text.replace("report", "re port").upper() for text in ACTIONS[:9]]
    found = resolve(
        records(("a.pdf", "2024Q1", "tags", ACTIONS, "x"), ("b.txt", "2024Q1", "dump", broken, "y"))
    )
    assert set(primary(found)) == {"a.pdf"}


def test_the_next_quarters_plan_is_no_copy():
    found = resolve(
        records(("a.pdf", "2024Q1", "tags", ACTIONS, "x"), ("b.pdf", "2024Q2", "tags", ACTIONS, "x"))
    )
    assert len(primary(found)) == 20
    assert not found.findings


def test_an_undated_file_is_a_copy_where_its_comments_are_the_same_too():
    dated = ("a.pdf", "2024Q2", "tags", ACTIONS, "x")
    same = resolve(records(dated, ("undated.docx", "2024Q1", "word table", ACTIONS, "x")))
    assert set(primary(same)) == {"undated.docx"}
    assert {row.quarter for row in same.actions} == {"2024Q2"}, "the copy that has a date gives it"
    other = resolve(records(dated, ("undated.docx", "2024Q1", "word table", ACTIONS, "y")))
    assert len(primary(other)) == 20


def test_two_plans_that_share_some_actions_are_two():
    found = resolve(
        records(("a.pdf", "2024Q1", "tags", ACTIONS[:6], "x"), ("b.pdf", "2024Q1", "tags", ACTIONS[4:], "x"))
    )
    assert len(primary(found)) == 12
    assert [f.code for f in found.findings] == ["repeated in another plan"] * 2


def test_a_dump_of_several_plans_names_their_parent():
    made = records(
        ("p.docx!/a.pdf", "2024Q1", "tags", ACTIONS[:5], "x"),
        ("p.docx!/b.pdf", "2024Q1", "tags", ACTIONS[5:], "x"),
        ("dump.txt", "2024Q1", "dump", ACTIONS[:5], "x"),
        ("dump.txt", "2024Q1", "dump", ACTIONS[5:], "x"),
    )
    for paper in made.papers[:2]:
        paper.parent_path = "p.docx"
    found = resolve(made)
    assert found.papers[2].same_as == "p.docx"
    assert set(primary(found)) == {"p.docx!/a.pdf", "p.docx!/b.pdf"}


def test_the_same_bytes_twice_are_a_duplicate():
    made = records(("a.pdf", "2024Q1", "tags", ACTIONS, "x"), ("b/a.pdf", "2024Q1", "tags", ACTIONS, "x"))
    made.papers[1].paper_id = made.papers[0].paper_id
    found = resolve(made)
    assert [(p.status, p.same_as) for p in found.papers] == [("ok", None), ("duplicate", "a.pdf")]


PLANS = st.tuples(
    st.sampled_from(["a.pdf", "b.docx", "undated.txt"]),
    st.sampled_from(["2024Q1", "2024Q2", None]),
    st.sampled_from(["tags", "word table", "dump"]),
    st.lists(st.sampled_from([*ACTIONS, "x", ""]), max_size=6),
    st.sampled_from(["x", "y"]),
)


@settings(max_examples=60)
@given(st.lists(PLANS, max_size=5))
def test_every_action_stays_and_one_copy_is_primary_and_twice_is_once(plans):
    made = records(*plans)
    before = [(row.action_id, row.action) for row in made.actions]
    once = resolve(made)
    assert [(row.action_id, row.action) for row in once.actions] == before
    assert bool(once.actions) == any(row.primary for row in once.actions)
    state = [repr(getattr(once, name)) for name in once.__slots__]
    again = resolve(once)
    assert [repr(getattr(again, name)) for name in again.__slots__] == state


def test_work_grows_with_the_rows_and_not_with_their_square():
    def calls(count):
        made = records(*((f"{n}.pdf", f"{2000 + n % 90}Q1", "tags", ACTIONS, f"{n}") for n in range(count)))
        seen = []
        sys.setprofile(lambda *_: seen.append(None))
        try:
            resolve(made)
        finally:
            sys.setprofile(None)
        return len(seen)

    assert calls(800) < 24 * calls(100), "eight times the plans, well below 64 times the work"
