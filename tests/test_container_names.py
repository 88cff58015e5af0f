"""Names out of files do no harm, limits hold."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.container import safe_name, unique
from extract.errors import TooLarge
from extract.limits import MIB, Budget, Limits


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\x\\Hate Crime Plan.pdf", "Hate Crime Plan.pdf"),
        ("..", "attachment 3.pdf"),
        ("", "attachment 3.pdf"),
        (None, "attachment 3.pdf"),
        ("CON", "_CON.pdf"),
        ("lpt1.pdf", "_lpt1.pdf"),
        ("Plan\u202efdp.exe", "Planfdp.exe"),
        ("Plan\x00.exe\nsecond line.pdf", "Plan.pdf"),
        ("a!/b.pdf", "b.pdf"),
        ("Gangs!.pdf", "Gangs_.pdf"),
        ('Who? "What": a|b*.pdf', "Who_ _What_ a_b_.pdf"),
        ("plan.pdf. . ", "plan.pdf"),
        ("Cafe\u0301 plan", "Café plan.pdf"),
        ("Q1\u00a0\t plan.pdf", "Q1 plan.pdf"),
        ("Minutes of 12.06.2019", "Minutes of 12.06.2019.pdf"),
        ("plan.docx", "plan.docx"),
    ],
)
def test_a_name_is_made_harmless(name, safe):
    assert safe_name(name, 3, "pdf") == safe


def test_a_long_name_keeps_its_extension():
    name = safe_name("x" * 500 + ".docx", 1, "docx")
    assert len(name) == 120
    assert name.endswith("x.docx")


def test_an_unknown_format_gets_no_extension():
    assert safe_name(None, 2, "other") == "attachment 2"
    assert safe_name("scan", 2, "image", b"\xff\xd8\xff") == "scan.jpg"


@given(st.text(max_size=300), st.integers(1, 999), st.sampled_from(["pdf", "docx", "other", "image"]))
def test_every_name_is_safe(name, position, fmt):
    safe = safe_name(name, position, fmt)
    assert 0 < len(safe) <= 120
    assert not set(safe) & set('/\\<>:"|?*!\x00')
    assert safe not in (".", "..")
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in safe)
    assert safe == safe.strip(" .")
    assert safe == unicodedata.normalize("NFC", safe)


def test_a_repeated_name_is_numbered_whatever_its_case():
    assert unique(["plan.pdf", "Plan.PDF", "plan (2).pdf", "plan.pdf", "x", "X"]) == [
        "plan.pdf",
        "Plan (2).PDF",
        "plan (2) (2).pdf",
        "plan (3).pdf",
        "x",
        "X (2)",
    ]


@given(st.lists(st.sampled_from(["a.pdf", "A.pdf", "a (2).pdf", "b", "y" * 120]), max_size=12))
def test_unique_names_are_unique(names):
    result = unique(names)
    assert len({n.casefold() for n in result}) == len(names)
    assert all(len(n) <= 120 for n in result)


def test_the_budget_counts_over_all_files():
    budget = Budget(Limits(file_bytes=10 * MIB, unpacked_bytes=15 * MIB))
    budget.take(9 * MIB, "one")
    assert budget.room() == 6 * MIB
    with pytest.raises(TooLarge, match="two"):
        budget.take(9 * MIB, "two")
    budget.take(6 * MIB, "three")
    assert budget.room() == 0
    with pytest.raises(TooLarge, match="allowed for one file"):
        budget.check(11 * MIB, "four")


def test_depth_ratio_and_number_are_limited():
    budget = Budget(Limits(depth=2, attachments=1))
    budget.check_depth(2)
    with pytest.raises(TooLarge, match="3 files deep"):
        budget.check_depth(3)
    budget.check_ratio(1, MIB, "a blank bitmap")
    with pytest.raises(TooLarge, match="zip bomb"):
        budget.check_ratio(MIB // 10, 100 * MIB, "a bomb")
    budget.count_attachment("a.zip")
    with pytest.raises(TooLarge, match=r"a\.zip"):
        budget.count_attachment("a.zip")
