"""Numbers of actions and sections: canonical, in order, whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.sections import section, section_number
from normalise.urn import NO_NUMBER, Gap, canonical, duplicates, gaps, is_date, sort_key, sortable
from normalise.words import load

ANY = st.text(max_size=30) | st.text(alphabet="0123456789.,/()- ABab", max_size=12)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("1.1", "1.1"),
        ("1.10", "1.10"),
        ("1.", "1"),
        ("001", "1"),
        ("01.02", "1.2"),
        ("URN 1.0", "1.0"),
        ("Ref: 12", "12"),
        ("#3", "3"),
        ("(4)", "4"),
        ("5)", "5"),
        ("1 . 2", "1.2"),
        ("1.1(a)", "1.1(a)"),
        ("11/01/2011", "11/01/2011"),
        ("Jan23.02", "Jan23.02"),
        ("03.18.04", "03.18.04"),
        ("03.19.11 (1)", "03.19.11(1)"),
        ("A1", "A1"),
        ("GOV-01", "GOV-01"),
        ("P1.2a", "P1.2a"),
        ("iv.", "iv"),
        ("2 (cont'd)", "2"),
        ("2 cont.", "2"),
        ("1.1, 1.2", "1.1, 1.2"),
    ],
)
def test_numbers_have_one_form(raw, value):
    assert canonical(raw).value == value
    assert canonical(raw).issue is None


@pytest.mark.parametrize(("raw", "value"), [("1,1", "1.1"), ("1..2", "1.2"), ("l.3", "1.3"), ("2.O", "2.0")])
def test_a_slip_is_read_and_said(raw, value):
    read = canonical(raw)
    assert read.value == value
    assert read.issue is not None
    assert read.issue.code == "urn mistyped"


@pytest.mark.parametrize("raw", ["Governance", "to be numbered when the plan is agreed in June 2020"])
def test_words_are_no_number(raw):
    read = canonical(raw)
    assert read.value is None
    assert read.issue is not None
    assert read.issue.value == raw


@pytest.mark.parametrize("raw", [None, "", " ", "-", "\u2013"])
def test_nothing_printed_is_no_number_and_no_fault(raw):
    assert canonical(raw) == canonical(None)
    assert canonical(raw).issue is None


def test_numbers_sort_as_a_reader_would():
    shuffled = ["1.10", "A2", "10.1", None, "1.2", "A10", "2", "1.1"]
    in_order = ["1.1", "1.2", "1.10", "2", "10.1", "A2", "A10", None]
    assert sorted(shuffled, key=sort_key) == in_order
    assert sorted(in_order[:-1], key=lambda urn: sortable(urn) or "") == in_order[:-1]


def test_dates_sort_by_day():
    assert sorted(["11/01/2011", "19/11/2010"], key=sort_key) == ["19/11/2010", "11/01/2011"]
    assert is_date("11/01/2011")
    assert not is_date("03.18.04")


def test_a_number_left_out_is_a_gap_after_the_action_before_it():
    assert gaps(["1.1", "1.2", "1.4", "2.1", "2.2"]) == [Gap("1.3", 1)]
    assert gaps(["GOV-01", "GOV-02", "GOV-04"]) == [Gap("GOV-03", 1)]


def test_a_section_that_begins_at_two_lacks_its_first():
    assert gaps(["1.2", "1.3", "1.4", "1.5"]) == [Gap("1.1", 0)]


@pytest.mark.parametrize(
    "urns",
    [
        ["1.1", "1.2", "2.1", "2.2", "3.1"],
        [str(n) for n in range(1, 35)],
        ["1", "5", "9", "30", "31"],
        ["11/01/2011", "19/11/2010", "08/02/2011"],
        ["1", "2", "3", "1", "2", "3", "4"],
        ["A1", "B1", "C1"],
        [None, None],
        ["2", "3", "1"],
    ],
)
def test_runs_that_are_whole_or_holed_by_design_have_no_gaps(urns):
    assert gaps(urns) == []


def test_a_number_twice_is_a_duplicate():
    assert duplicates(["4.1", "4.1", "4.2"]) == [("4.1", (0, 1))]
    assert duplicates(["1", "2", "2", "3"]) == [("2", (1, 2))]


def test_numbers_that_begin_anew_and_dates_are_no_duplicates():
    assert duplicates(["1", "2", "3", "1", "2", "3"]) == []
    assert duplicates(["1", "2", "1", "2"], ["North", "North", "South", "South"]) == []
    assert duplicates(["11/01/2011", "11/01/2011"]) == []


@given(raw=ANY)
def test_any_text_gives_a_number_or_an_issue_and_once_is_enough(raw):
    read = canonical(raw)
    words = " ".join(raw.split())
    assert read.value or read.issue or words.casefold() in NO_NUMBER or not words.strip(".-\u2013/*\u2022 ")
    if read.value is not None:
        assert canonical(read.value).value == read.value
        assert sortable(read.value)


@given(st.lists(st.none() | ANY, max_size=20))
def test_any_run_can_be_asked_after(raws):
    urns = [canonical(raw).value for raw in raws]
    for gap in gaps(urns):
        assert gap.missing not in urns
    for urn, where in duplicates(urns):
        assert len(where) > 1
        assert all(urns[at] == urn for at in where)


@pytest.mark.parametrize(("raw", "number"), [("1.0", 1), ("2.", 2), ("5", 5), ("URN 3.0", 3), ("", None)])
def test_a_section_has_one_number(raw, number):
    assert section_number(raw).value == number
    assert section_number(raw).issue is None


def test_a_sections_slip_is_read_by_its_first_number():
    read = section_number("4. 3 . 9")
    assert read.value == 4
    assert read.issue is not None
    assert read.issue.value == "4. 3 . 9"


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("Analysis", "Analytical"),
        ("Investigation/ Intelligence", "Investigation"),
        ("2.0 GOVERNANCE", "Governance"),
        ("Section 3: Partnerships", "Partnerships"),
        ("Harbour Watch", "Harbour Watch"),
    ],
)
def test_sections_are_canonical_or_as_printed(raw, value):
    assert section(raw, load()).value == value
    assert section(raw, load()).issue is None


def test_a_misspelt_section_is_read_and_said():
    read = section("Goverance", load())
    assert read.value == "Governance"
    assert read.issue is not None


@given(raw=st.text(max_size=40))
def test_any_section_is_kept(raw):
    read = section(raw, load())
    assert (read.value is None) == (not raw.split())
    section_number(raw)


def test_a_minutes_number_may_stand_on_several_actions_and_leave_minutes_out():
    minutes = ["Jan23.03", "Jan23.05", "Jan23.05", "Jan23.07", "03.18.06", "03.18.06"]
    assert duplicates(minutes) == []
    assert gaps(minutes) == []
    assert duplicates(["GOV-05", "GOV-05"]) == [("GOV-05", (0, 1))]


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("1 NEW", "1"),
        ("1.1 (closed)", "1.1"),
        ("3*", "3"),
        ("[4]", "4"),
        ("12.06.19", "12.06.19"),
        ("New", None),
        ("TBC", None),
        ("N/A", None),
        ("*", None),
    ],
)
def test_what_is_said_beside_a_number_is_none_of_it(raw, value):
    read = canonical(raw)
    assert (read.value, read.issue) == (value, None)


@pytest.mark.parametrize(("raw", "value"), [("URN 1.0 Governance", "Governance"), ("Section A", "Section A")])
def test_a_sections_label_is_no_name_unless_it_is_all(raw, value):
    assert section(raw, load()).value == value
