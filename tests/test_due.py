"""Due dates: the last day a cell allows; and status words."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.due import due
from normalise.status import status
from normalise.words import STATUSES, load

NEAR = dt.date(2024, 3, 12)


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("By April 2024", "2024-04-30"),
        ("April \u2013 June 2022", "2022-06-30"),
        ("Oct/Nov 2022", "2022-11-30"),
        ("Nov - Jan 2023", "2023-01-31"),
        ("1 April to 30 June 2022", "2022-06-30"),
        ("March, June and Sept 2022", "2022-09-30"),
        ("June update", "2024-06-30"),
        ("Late Spring 2023", "2023-05-31"),
        ("Mid Feb for first draft. March Board for approval", "2024-03-31"),
        ("Mid Feb", "2024-02-20"),
        ("11.01.24", "2024-01-11"),
        ("Q2 2024", "2024-06-30"),
        ("Q2 2024/25", "2024-09-30"),
        ("2nd quarter 2024", "2024-06-30"),
        ("by the end of the third quarter of 2024/25", "2024-12-31"),
        ("Q1 of the financial year 2024/25", "2024-06-30"),
        ("Quarter 3 - 2024/25", "2024-12-31"),
        ("FY24/25 Q2", "2024-09-30"),
        ("FY24/25", "2025-03-31"),
        ("end of March", "2024-03-31"),
        ("before 1 June 2024", "2024-05-31"),
        ("2024/25", "2025-03-31"),
        ("end of 2024", "2024-12-31"),
        ("Winter 2023/24", "2024-02-29"),
        ("12/2024", "2024-12-31"),
        ("w/c 11/03/24", "2024-03-17"),
        ("23-Mar", "2024-03-23"),
        ("December", "2023-12-31"),
        ("November", "2023-11-30"),
        ("31 Dec", "2023-12-31"),
        ("30/9", "2024-09-30"),
        ("Dec-24/Jan-25", "2025-01-31"),
        ("July/August 2024", "2024-08-31"),
        ("Sept-Dec 24", "2024-12-31"),
        ("FY 24/25", "2025-03-31"),
        ("Q4 23/24", "2024-03-31"),
        ("By Easter 2024", "2024-03-31"),
        ("Before Christmas 2024", "2024-12-24"),
        ("Autumn term 2024", "2024-12-31"),
        ("Academic year 2024/25", "2025-08-31"),
        ("FYE 2025", "2025-03-31"),
        ("Financial year ending 2025", "2025-03-31"),
        ("mid-2024", "2024-08-31"),
        ("Week of 11 March 2024", "2024-03-17"),
        ("Sept 26", "2026-09-30"),
        ("Revised: 30/06/24 (orig. 30/09/24)", "2024-06-30"),
        ("Was 30/06/24, now 30/09/24", "2024-09-30"),
        ("30/06/24 30/09/24", "2024-09-30"),
        ("Dec 2024 and ongoing", "2024-12-31"),
        ("June 2024 (Complete)", "2024-06-30"),
        ("30 June 2024 (extended to 30 Sept 2024)", "2024-09-30"),
    ],
)
def test_the_last_day_it_allows(raw, day):
    assert (str(due(raw, NEAR).date), due(raw, NEAR).issue) == (day, None)


@pytest.mark.parametrize(
    "raw",
    [
        "Ongoing",
        "ASAP",
        "As soon as possible",
        "Monthly ongoing",
        "TBC",
        "From May 2023",
        "",
        None,
        "6 months",
        "April 2024 onwards",
        "April 2024 - ongoing",
        "Completed May 2023",
        "Not before 01/09/24",
        "Next meeting",
        "Year 1",
        "Closed",
    ],
)
def test_words_that_set_no_day_are_no_fault(raw):
    found = due(raw, NEAR)
    assert (found.date, found.issue) == (None, None)


@pytest.mark.parametrize(
    ("raw", "issue"),
    [
        ("31/02/24", "impossible date"),
        ("1806/24", "date mistyped"),
        ("Q2", "due date unread"),
        ("2nd quarter", "due date unread"),
        ("wk 12 2024", "due date unread"),
        ("Week 12 of 2024", "due date unread"),
        ("2024-W12", "due date unread"),
        ("Within 12 months of 1/4/25", "due date unread"),
        ("3 months from April 2025", "due date unread"),
        ("Qtr 2", "due date unread"),
        ("45869", "due date unread"),
        ("FY26", "due date unread"),
        ("Financial year 2025", "due date unread"),
        ("Year end", "due date unread"),
        ("By the end of the financial year", "due date unread"),
        ("Sept 30", "due date unread"),
    ],
)
def test_what_cannot_be_read_says_so(raw, issue):
    assert due(raw, NEAR).issue == issue
    assert due(raw, NEAR).date is None or issue == "date mistyped"


def test_months_in_welsh():
    assert [due(text, NEAR).date for text in ("31 Mawrth 2026", "Chwefror 2026", "1 Rhagfyr 2025")] == [
        dt.date(2026, 3, 31),
        dt.date(2026, 2, 28),
        dt.date(2025, 12, 1),
    ]


def test_a_month_lies_not_before_the_day_the_action_was_raised():
    assert due("January", NEAR, after=dt.date(2024, 2, 1)).date == dt.date(2025, 1, 31)


@given(st.text(max_size=50))
def test_any_cell_gives_a_day_or_none(raw):
    found = due(raw, NEAR)
    assert found == due(raw, NEAR)
    assert found.issue is None or found.raw is not None


@pytest.mark.parametrize(
    ("raw", "means"),
    [
        ("Complete", "complete"),
        ("Completed by KB", "complete"),
        ("On track for due date", "on track"),
        ("In progress", "in progress"),
        ("Not started", "not started"),
        ("Action on hold", "on hold"),
        ("Plan in place", "planned"),
    ],
)
def test_a_progress_word_is_one_of_seven(raw, means):
    assert means in STATUSES
    assert status(raw, load()).status == means


def test_a_slip_is_read_and_said_and_a_comment_is_no_status():
    slip = status("Complte", load())
    assert (slip.status, slip.exact) == ("complete", False)
    long = "KB has written to the council about the lights and they will come to the next meeting of the hub."
    assert status(long, load()).status is None
    assert status(None, load()).status is None


@given(
    st.text(max_size=80)
    | st.sampled_from(["Completed", "On hold", "75"]).flatmap(lambda w: st.just(f"{w} %"))
)
def test_any_status_is_one_of_seven_or_none(raw):
    found = status(raw, load())
    assert found.status is None or found.status in STATUSES
    assert found.status is None or status(found.status, load()).status == found.status


@pytest.mark.parametrize("raw", ["30 Septe mber 2024", "Septembe r 2024", "HousSeptember 2024"])
def test_a_year_behind_a_cut_month_is_no_whole_year(raw):
    read = due(raw, dt.date(2024, 6, 1))
    assert (read.date, read.issue) == (None, "due date unread")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("30 September-31 December 2025", dt.date(2025, 12, 31)),
        ("1 Sept-30 Nov 2025", dt.date(2025, 11, 30)),
        ("1 Sept - 30 Nov 2025", dt.date(2025, 11, 30)),
        ("April 2025-March 2026", dt.date(2026, 3, 31)),
        ("Oct 2025-Jan 2026", dt.date(2026, 1, 31)),
        ("Sept 25", dt.date(2025, 9, 30)),
        ("30-Sep-25", dt.date(2025, 9, 30)),
    ],
)
def test_ranges_with_a_plain_hyphen(raw, expected):
    assert due(raw, dt.date(2025, 6, 1)).date == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("30 Septemebr 2025", dt.date(2025, 9, 30)),
        ("Ocotber 2025", dt.date(2025, 10, 31)),
        ("5th Janurary 2026", dt.date(2026, 1, 5)),
        ("Marh 2026", dt.date(2026, 3, 31)),
        ("Augst 25", dt.date(2025, 8, 31)),
    ],
)
def test_a_misspelt_month_is_read_and_told(raw, expected):
    assert due(raw, dt.date(2025, 6, 12)) == (expected, "date mistyped", raw)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Dec 25 Mar 26", dt.date(2026, 3, 31)),
        ("Mar 25\nJun 25\nSep 25", dt.date(2025, 9, 30)),
        ("Dec 25-Jan 26", dt.date(2026, 1, 31)),
        ("Dec 25/Jan 26", dt.date(2026, 1, 31)),
        ("Q1-Q2 2025/26", dt.date(2025, 9, 30)),
        ("Q2/Q3 2025/26", dt.date(2025, 12, 31)),
        ("H1 2025/26", dt.date(2025, 9, 30)),
        ("H2 2025/26", dt.date(2026, 3, 31)),
        ("H1 2026", dt.date(2026, 6, 30)),
        ("Winter 25/26", dt.date(2026, 2, 28)),
        ("Winter 25", dt.date(2026, 2, 28)),
        ("Spring 2025/26", dt.date(2026, 5, 31)),
        ("Marked 2026", dt.date(2026, 12, 31)),
        ("30/04/25 (completed 12/05/25)", dt.date(2025, 4, 30)),
        ("Every April", None),
        ("Annually in May", None),
    ],
)
def test_what_is_left_out_of_a_due_date(raw, expected):
    assert due(raw, dt.date(2025, 6, 12)) == (expected, None, None)


def test_a_quarter_of_a_year_named_by_one_number_is_queried():
    assert due("Q2 FY26", dt.date(2025, 6, 12)) == (None, "due date unread", "Q2 FY26")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Closed - not achieved", (None, False)),
        ("Complete (not delivered)", (None, False)),
        ("Closed - no further action", ("complete", True)),
        ("Open - on hold", ("on hold", True)),
        ("Open - not started", ("not started", True)),
        ("Late - now complete", ("complete", True)),
        ("Open - awaiting funds", ("in progress", True)),
        ("Completed in part", ("in progress", True)),
        ("Live", (None, False)),
    ],
)
def test_a_status_with_what_stands_behind_it(raw, expected):
    read = status(raw, load())
    assert (read.status, read.exact) == expected
