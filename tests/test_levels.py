"""Levels: the parts of a cell, known ones by their shared name, boards by their own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.levels import levels
from normalise.words import load


def parts(text, lines=(), *, paragraphs=False):
    return [part.level_raw for part in levels(text, lines, load(), paragraphs=paragraphs)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Force", ["Force"]),
        ("Force/SCD", ["Force", "SCD"]),
        ("SCD & LPAs", ["SCD", "LPAs"]),
        ("Force LPA", ["Force", "LPA"]),
        ("District CSP", ["District", "CSP"]),
        ("Force and District", ["Force", "District"]),
        ("Local Policing", ["Local Policing"]),
        ("Strategic Change& SCD", ["Strategic Change", "SCD"]),
        ("Force Partnership Panel", ["Force", "Partnership Panel"]),
        ("Partnership Forums", ["Partnership Forums"]),
        ("Force LPA Harbour Board", ["Force", "LPA Harbour Board"]),
        ("LPA LPA Harbour Board", ["LPA", "LPA Harbour Board"]),
        ("Strategic Partnership Board", ["Strategic Partnership Board"]),
        ("Force Force Tasking", ["Force", "Force Tasking"]),
        ("Crime & Public Protection and LPAs", ["Crime & Public Protection", "LPAs"]),
        ("C&PP", ["C&PP"]),
        ("Wenmarsh Safeguarding Board, LPAs", ["Wenmarsh Safeguarding Board", "LPAs"]),
        ("All LPAs", ["All LPAs"]),
        ("Tier 2", ["Tier 2"]),
    ],
)
def test_the_parts_of_a_cell(text, expected):
    assert parts(text) == expected
    assert all(part.issue is None for part in levels(text, (), load()))


@pytest.mark.parametrize(
    ("text", "level"), [("LPAs", "LPA"), ("Force-wide", "Force"), ("All LPAs", "LPA"), ("LPA (North)", "LPA")]
)
def test_known_levels_share_a_name(text, level):
    assert [part.level for part in levels(text, (), load())] == [level]


def test_a_boards_name_is_its_own():
    assert levels("Force Harbour Panel", (), load())[1].level == "Harbour Panel"


def test_paragraphs_part_what_wrapping_does_not():
    text, lines = "Strategic Partnership Board", ("Strategic", "Partnership Board")
    assert parts(text, lines) == [text]
    assert parts(text, lines, paragraphs=True) == ["Strategic", "Partnership Board"]


def test_a_slip_and_an_unknown_level_say_so():
    slip, unknown = levels("Distrct", (), load())[0], levels("Xyzzy", (), load())[0]
    assert slip.level == "District"
    assert slip.issue is not None
    assert slip.issue.code == "value read by likeness"
    assert unknown.level is None
    assert unknown.level_raw == "Xyzzy"
    assert unknown.issue is not None
    assert unknown.issue.code == "unknown value"


@pytest.mark.parametrize("text", ["", " ", "-", "N/A", "TBC"])
def test_nothing_said_is_no_level(text):
    assert levels(text, (), load()) == []


@given(
    st.lists(
        st.sampled_from(
            ["Force", "LPA", "SCD", "Panel", "and", "&", "/", ",", "Harbour", "C&PP", "(North)", "-"]
        )
        | st.text(max_size=6),
        max_size=14,
    ),
    st.booleans(),
)
def test_any_cell_keeps_its_words(words, paragraphs):
    text = " ".join(" ".join(words).split())
    found = levels(text, tuple(text.split(" ", 1)), load(), paragraphs=paragraphs)
    for part in found:
        assert part.level_raw
        assert part.level_raw in text
        assert part.level or part.issue or not any(c.isalnum() for c in part.level_raw)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Harrowby LPA", [("Harrowby LPA", "LPA")]),
        ("Stoke Tallow District", [("Stoke Tallow District", "District")]),
        ("North BCU", [("North BCU", "BCU")]),
        ("BCU South", [("BCU South", "BCU")]),
        ("Force LPA", [("Force", "Force"), ("LPA", "LPA")]),
        ("Citywide", [("Citywide", "City")]),
    ],
)
def test_a_level_with_its_places_name(text, expected):
    found = levels(text, (text,), load())
    assert [(part.level_raw, part.level) for part in found] == expected
    assert all(part.issue is None for part in found)


def test_a_cell_as_long_as_a_page_is_kept_whole():
    (part,) = levels("Carter, Jane, " * 2000, (), load())
    assert part.level is None
    assert part.issue is not None
