"""The date grammar: what reads, what reads with a repair, what is no date."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise import dates

NEAR = dt.date(2019, 6, 27)


def one(text: str) -> dates.Found:
    (found,) = dates.find(text, NEAR)
    return found


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30/05/19", "2019-05-30"),
        ("15/01/19.", "2019-01-15"),
        ("20/07/18 -", "2018-07-20"),
        ("17.6.2019", "2019-06-17"),
        ("30.05.19", "2019-05-30"),
        ("5-6-19", "2019-06-05"),
        ("2019-06-18", "2019-06-18"),
        ("3rd June 2019", "2019-06-03"),
        ("3 Jun 19 GREEN", "2019-06-03"),
        ("11-Jan-19", "2019-01-11"),
        ("Monday 3rd June 2019", "2019-06-03"),
        ("the 1st of May, 2018", "2018-05-01"),
        ("June 3rd, 2019", "2019-06-03"),
        ("Weds 19 September 2018", "2018-09-19"),
    ],
)
def test_days_read_day_first(text, day):
    found = one(text)
    assert found.date == dt.date.fromisoformat(day)
    assert (found.precision, found.issues) == ("day", ())


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1806/19", "2019-06-18"),
        ("30/0519", "2019-05-30"),
        ("30//05/19", "2019-05-30"),
        ("06/18/19", "2019-06-18"),
        ("30/06/20181", "2018-06-30"),
    ],
)
def test_a_slip_reads_and_says_so(text, day):
    found = one(text)
    assert found.date == dt.date.fromisoformat(day)
    assert found.issues == (dates.MISTYPED,)


@pytest.mark.parametrize("text", ["31/02/19", "13/13/19", "30 February 2019", "30/06/221"])
def test_a_day_no_calendar_has_is_no_date_and_says_so(text):
    found = one(text)
    assert (found.date, found.issues) == (None, (dates.IMPOSSIBLE,))


@pytest.mark.parametrize(
    "text",
    [
        "2018/19",
        "2011/12",
        "18/00020/NMA",
        "03.18.02",
        "1.2.10",
        "24/7",
        "£30.05.19",
        "see 3.1.2",
        "may 2 people",
        "90%",
        "B14020",
        "10:30",
        "PP57",
        "0300 123 4567",
        "",
    ],
)
def test_references_years_and_amounts_are_no_dates(text):
    assert list(dates.find(text, NEAR)) == []


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("June 2019", "2019-06-01", "2019-06-30", "month"),
        ("Jun-19", "2019-06-01", "2019-06-30", "month"),
        ("Mar-25", "2025-03-01", "2025-03-31", "month"),
        ("Feb23", "2023-02-01", "2023-02-28", "month"),
        ("Q1 2019/20", "2019-04-01", "2019-06-30", "quarter"),
        ("Q4 18/19", "2019-01-01", "2019-03-31", "quarter"),
        ("Q2 2019", "2019-04-01", "2019-06-30", "quarter"),
        ("2019Q3", "2019-07-01", "2019-09-30", "quarter"),
    ],
)
def test_months_and_quarters_name_a_first_and_a_last_day(text, first, last, precision):
    found = one(text)
    assert (str(found.date), str(found.last), found.precision) == (first, last, precision)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24 Nov", "2018-11-24"),
        ("3 May:", "2019-05-03"),
        ("29 Feb", "2016-02-29"),
        ("24 Nov 10 officers", "2018-11-24"),
    ],
)
def test_a_year_left_out_is_the_nearest_past_before_the_paper(text, day):
    assert one(text).date == dt.date.fromisoformat(day)


def test_without_the_papers_date_a_year_is_not_made_up():
    (found,) = dates.find("24 Nov", None)
    assert (found.date, found.issues) == (None, (dates.NO_YEAR,))


def test_a_span_of_two_dates_is_both():
    assert [f.raw for f in dates.find("10/11/2019-12/11/2019", NEAR)] == ["10/11/2019", "12/11/2019"]


def test_bare_months_are_taken_only_when_asked_for():
    assert [f.raw for f in dates.find("May update", NEAR, bare_months=True)] == ["May"]
    assert not list(dates.find("May update", NEAR))


def test_shapes_tell_one_habit_from_another():
    assert dates.shape("30/05/19") == dates.shape("1/5/19") != dates.shape("17.6.2019")
    assert dates.shape("3rd June 2019") == dates.shape("24 Nov 2018")


@given(
    st.dates(dt.date(1970, 1, 1), dt.date(2069, 12, 31)),
    st.sampled_from(["%d/%m/%y", "%d.%m.%Y", "%d %B %Y", "%Y-%m-%d"]),
)
def test_every_day_written_out_is_read_back(day, form):
    found = dates.read(day.strftime(form))
    assert found is not None
    assert found.date == day


WORDS = "Jan may SEPT Sep. december mon Weds., Friday Q1 Qtr Quarter FY st of".split()
FIGURES = "1 12 2019 20 18/06/19 1806/19 / - – . é £ (".split()


@given(st.lists(st.sampled_from([*WORDS, *FIGURES, " ", "\n"]), max_size=8).map("".join))
def test_no_date_begins_where_none_is_looked_for(text):
    begins = [i for i in range(len(text)) if dates.at(text, i, NEAR, bare_months=True)]
    found = [found.start for found in dates.find(text, NEAR, bare_months=True)]
    assert found[:1] == begins[:1]


@given(st.text(max_size=60) | st.text("0123456789/.- JunMayQ", max_size=30))
def test_any_text_is_read_and_what_is_found_is_printed_there(text):
    end = 0
    for found in dates.find(text, NEAR, bare_months=True):
        assert found.start >= end
        assert text[found.start : found.end] == found.raw
        assert found.date is not None or found.issues
        end = found.end
