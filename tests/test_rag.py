"""RAG by word, letter, colour and the head of an update, and what disagrees."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise import rag
from normalise.colours import distance, oklab, rag_colour
from normalise.rag import Rag, combine, rag_of_cell, rag_of_head
from normalise.words import load


def colour(digits):
    return (int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16))


@pytest.mark.parametrize(
    ("digits", "rag"),
    [
        ("00B050", "GREEN"),
        ("92D050", "GREEN"),
        ("00FF00", "GREEN"),
        ("4CAF50", "GREEN"),
        ("6AA84F", "GREEN"),
        ("FFC000", "AMBER"),
        ("FF9900", "AMBER"),
        ("F79646", "AMBER"),
        ("FFFF00", "AMBER"),
        ("FFEB3B", "AMBER"),
        ("FF0000", "RED"),
        ("C00000", "RED"),
        ("F44336", "RED"),
        ("4F81BD", "BLUE"),
        ("8DB3E2", "BLUE"),
        ("2196F3", "BLUE"),
    ],
)
def test_every_producer_has_its_own_green(digits, rag):
    assert rag_colour(colour(digits), load()) == rag


@pytest.mark.parametrize(
    "digits",
    ["D9E2F3", "DBE5F1", "BFBFBF", "F2F2F2", "FFFFFF", "000000", "7030A0", "E2EFD9", "FFF2CC", "FF99CC"],
)
def test_tints_of_headers_greys_and_other_colours_are_no_rag(digits):
    assert rag_colour(colour(digits), load()) is None


def test_no_colour_is_no_rag():
    assert rag_colour(None, load()) is None


def test_oklab_has_black_and_white_one_apart():
    assert distance(oklab((0, 0, 0)), oklab((255, 255, 255))) == pytest.approx(1, abs=1e-3)
    assert oklab((255, 0, 0)) == pytest.approx((0.628, 0.225, 0.126), abs=1e-3)


@pytest.mark.parametrize(
    ("text", "rag"),
    [
        ("Green", "GREEN"),
        ("AMBER", "AMBER"),
        ("R", "RED"),
        ("(a)", "AMBER"),
        ("Blue - complete", "BLUE"),
        ("Green (on track)", "GREEN"),
        ("Complete (Green)", "GREEN"),
        ("Yellow", "AMBER"),
    ],
)
def test_a_columns_word_or_letter(text, rag):
    read = rag_of_cell(text, None, None)
    assert (read.value, read.origin, read.raw, read.issue) == (rag, "column", text, None)


@pytest.mark.parametrize("text", ["Complete", "Ongoing", "On track", "N/A", "TBC", "Completed June 2019"])
def test_words_of_progress_are_no_rag_and_no_fault(text):
    assert rag_of_cell(text, None, None) == Rag(raw=text)


@pytest.mark.parametrize(
    ("text", "rag"),
    [
        ("Amber/Green", "AMBER"),
        ("Green & Red", "RED"),
        ("A/G", "AMBER"),
        ("AR", "RED"),
        ("Blue / Green", "GREEN"),
    ],
)
def test_two_colours_are_read_and_said(text, rag):
    read = rag_of_cell(text, None, None)
    assert read.value == rag
    assert read.issue is not None


def test_a_slip_and_an_unknown_word_say_so():
    slip, unknown = rag_of_cell("Gren", None, None), rag_of_cell("Zebra", None, None)
    assert slip.value == "GREEN"
    assert slip.issue is not None
    assert slip.issue.code == "value read by likeness"
    assert unknown.value is None
    assert unknown.raw == "Zebra"
    assert unknown.issue is not None
    assert unknown.issue.code == "unknown value"


def test_a_fill_says_it_where_no_word_does():
    assert rag_of_cell("", colour("00B050"), None) == Rag("GREEN", "colour")
    assert rag_of_cell("Complete", colour("00B050"), None) == Rag("GREEN", "colour", "Complete")
    assert rag_of_cell(None, None, colour("FF0000")) == Rag("RED", "colour")


def test_the_word_goes_before_the_fill():
    assert rag_of_cell("Amber", colour("00B050"), None).value == "AMBER"


@pytest.mark.parametrize(
    ("text", "rag", "rest"),
    [
        ("GREEN Patrols have begun", "GREEN", "Patrols have begun"),
        ("AMBER.  Awaiting a date", "AMBER", "Awaiting a date"),
        ("RED. Red due to leave", "RED", "Red due to leave"),
        ("- AMBER the course ran", "AMBER", "the course ran"),
        ("Amber", "AMBER", ""),
        ("Green - on course", "GREEN", "on course"),
        ("Status: Amber work goes on", "AMBER", "work goes on"),
        ("RAG \u2013 Green", "GREEN", ""),
        ("RAG: G Patrols", "GREEN", "Patrols"),
        ("Red due to leave", "RED", "due to leave"),
        ("(Green) Patrols", "GREEN", "Patrols"),
        ("Red to Amber following the board", "AMBER", "following the board"),
    ],
)
def test_a_word_at_an_updates_head(text, rag, rest):
    head = rag_of_head(text)
    assert head.value == rag
    assert text[head.length :].strip() == rest


@pytest.mark.parametrize(
    "text",
    [
        "Green spaces project agreed",
        "Red Cross attended",
        "Amber Valley has joined",
        "Amber Lowe has joined",
        "Blue light services met",
        "Greenfield site visited",
        "Red-faced officers",
        "BLUE LIGHT SERVICES MET TODAY",
        "The work is GREEN",
        "",
    ],
)
def test_a_colour_in_running_text_is_no_head(text):
    assert rag_of_head(text).value is None
    assert rag_of_head(text).length == 0


def test_a_head_with_two_colours_says_so():
    assert rag_of_head("Amber/Green. Patrols").issue is not None
    assert rag_of_head("Amber. Patrols").issue is None


def test_column_before_colour_before_comment():
    column = Rag("GREEN", "column", "Green")
    assert combine(column, "GREEN", "GREEN").origin == "column"
    assert combine(column, "GREEN", "GREEN").disagreements == ()
    assert combine(Rag(), "AMBER", "AMBER").origin == "colour"
    assert combine(Rag(), None, "RED").value == "RED"
    assert combine(Rag(), None, None).value is None


def test_what_disagrees_is_said_place_by_place():
    settled = combine(Rag("GREEN", "column", "G"), "RED", "AMBER", "AMBER")
    assert settled.value == "GREEN"
    assert settled.disagreements == (
        ("column", "GREEN", "G"),
        ("colour", "RED", ""),
        ("comment", "AMBER", "AMBER"),
    )


@given(st.text(max_size=40), st.none() | st.tuples(*[st.integers(0, 255)] * 3))
def test_any_cell_gives_a_value_or_keeps_its_text(text, fill):
    read = rag_of_cell(text, fill, None)
    assert (read.value is None) == (read.origin is None)
    if text.split():
        assert read.raw == " ".join(text.split())


@given(st.from_regex(re.compile(f"(?:{rag._LABEL}|{rag._STATE}) ", re.IGNORECASE | re.ASCII), fullmatch=True))
def test_every_head_is_known_by_its_first_word(words):
    assert rag._FIRST.match(words)[1].casefold() in rag._firsts(load())


@given(st.sampled_from(["", "GREEN", "Red ", "RAG: A", "Status - amber", "Amber/Red"]), st.text(max_size=30))
def test_any_update_has_a_head_within_it_or_none(head, rest):
    for read in (rag_of_head(head + rest), rag_of_head(head + rest, dated=True)):
        assert 0 <= read.length <= len(head + rest)
        assert read.value is not None or read.length == 0


@pytest.mark.parametrize(
    ("text", "rag"),
    [
        ("G (was A)", "GREEN"),
        ("A→G", "GREEN"),
        ("A -> G", "GREEN"),
        ("Amber from Red", "AMBER"),
        ("Green (previously Amber)", "GREEN"),
        ("Amber (Green last quarter)", "AMBER"),
        ("Was Red now Amber", "AMBER"),
        ("Reduced from red to amber", "AMBER"),
        ("Amber, moving to Green", "AMBER"),
        ("B - Complete", "BLUE"),
        ("G 100%", "GREEN"),
        ("Complete (Blue)", "BLUE"),
        ("Green \u2191", "GREEN"),
        ("GRN", "GREEN"),
        ("\U0001f7e0", "AMBER"),
        ("On target", None),
        ("75%", None),
        ("Not yet rated", None),
        ("RAG", None),
    ],
)
def test_cells_that_say_how_it_stands_now_are_read_without_a_doubt(text, rag):
    read = rag_of_cell(text, None, None)
    assert (read.value, read.issue) == (rag, None)


@pytest.mark.parametrize("text", ["Red/Amber/Green", "R/A/G", "Will be Green by Q3", "High", "Gold"])
def test_cells_that_do_not_say_it_are_queried(text):
    read = rag_of_cell(text, None, None)
    assert read.value is None
    assert read.issue is not None


@pytest.mark.parametrize(
    ("text", "rag"),
    [
        ("On track (G)", "GREEN"),
        ("Delayed [A]", "AMBER"),
        ("Off track - R", "RED"),
        ("Amber, no longer red", "AMBER"),
    ],
)
def test_letters_behind_a_state_and_colours_it_has_not(text, rag):
    read = rag_of_cell(text, None, None)
    assert (read.value, read.issue) == (rag, None)


@pytest.mark.parametrize("text", ["Not green", "Not yet green", "No longer red"])
def test_a_colour_that_is_denied_is_none(text):
    read = rag_of_cell(text, None, None)
    assert read.value is None
    assert read.issue is not None
