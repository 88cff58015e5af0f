"""The 4P cell in all its forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.fourp import fourp

NAMES = ("prepare", "prevent", "protect", "pursue")


def said(text):
    read = fourp(text)
    return "".join(name[:4] + " " for name in NAMES if getattr(read, name)).strip()


ALL = "prep prev prot purs"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Prepare", "prep"),
        ("PURSUE", "purs"),
        ("Prevent, Prepare, Pursue and Protect", ALL),
        ("Protect & Pursue", "prot purs"),
        ("Protect\nPrevent", "prev prot"),
        ("Prepare/Protect", "prep prot"),
        ("Prep/Prev", "prep prev"),
        ("ProtectPursue", "prot purs"),
        ("Pro-tect", "prot"),
        ("Prevention and Protection", "prev prot"),
        ("All", ALL),
        ("All 4Ps", ALL),
        ("4 P's", ALL),
        ("Prevent (4P)", "prev"),
    ],
)
def test_any_order_and_any_joiner(text, expected):
    assert said(text) == expected
    assert fourp(text).issues == ()


@pytest.mark.parametrize("text", [None, "", "  ", "-", "N/A", "TBC"])
def test_nothing_printed_says_nothing(text):
    read = fourp(text)
    assert [getattr(read, name) for name in NAMES] == [None] * 4
    assert read.issues == ()


def test_one_printed_denies_the_others():
    assert fourp("Protect").pursue is False


def test_a_slip_is_read_and_said():
    read = fourp("Purse and Protect")
    assert (read.pursue, read.protect, read.prevent) == (True, True, False)
    assert [(i.code, i.value) for i in read.issues] == [("value read by likeness", "Purse")]


@pytest.mark.parametrize("text", ["Partnership", "P1"])
def test_a_word_that_is_no_4p_is_said_and_none_is_taken(text):
    read = fourp(text)
    assert read.prepare is None
    assert [i.code for i in read.issues] == ["unknown value"]


@given(st.text(max_size=60))
def test_any_text_gives_values_or_issues(text):
    read = fourp(text)
    values = [getattr(read, name) for name in NAMES]
    assert all(v is None for v in values) or (all(v is not None for v in values) and any(values))
    for issue in read.issues:
        assert issue.value


@given(st.lists(st.sampled_from(["Prepare", "Prevent", "Protect", "Pursue"]), min_size=1, max_size=6))
def test_order_and_repetition_do_not_matter(words):
    assert fourp(" ".join(words)) == fourp(", ".join(sorted(set(words))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Protect ion", "prot"),
        ("Pre vent", "prev"),
        ("Prevent x Protect x", "prev prot"),
        ("Prevent (primary)", "prev"),
        ("Prevent as well as Protect", "prev prot"),
        ("Prepair", "prep"),
        ("Preparedness", "prep"),
    ],
)
def test_broken_words_and_asides_are_no_unknown_values(text, expected):
    assert said(text) == expected
    assert fourp(text).issues == ()
