"""No formula leaves a paper for a spreadsheet."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outputs.csvsafe import safe, unsafe, write_csv


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+44 1632",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u00a0=1",
        "\uff1d1",
        "'=1",
        "=cmd|' /C calc'!A0",
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1.1", "1.1"),
        ("D/Supt Ash", "D/Supt Ash"),
        (-2, "-2"),
        (-0.5, "-0.5"),
        (True, "True"),
        (None, ""),
        ("", ""),
    ],
)
def test_what_is_harmless_stays(value, text):
    assert safe(value) == text


@given(st.text())
def test_nothing_is_lost_and_nothing_runs(text):
    assert unsafe(safe(text)) == text
    stripped = safe(text).lstrip()
    assert not stripped.startswith(("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"))


def test_a_file_reads_back():
    file = io.StringIO(newline="")
    write_csv(file, ["urn", "=head"], [["1.1", "=1+1"], [None, 'two\nlines, "quoted"']])
    file.seek(0)
    rows = [[unsafe(cell) for cell in row] for row in csv.reader(file)]
    assert rows == [["urn", "=head"], ["1.1", "=1+1"], ["", 'two\nlines, "quoted"']]
