"""Words that a narrow column without borders breaks within themselves; the text is invented."""

from __future__ import annotations

import pytest

from extract.pdf.runs import Run
from extract.pdf.spaced_heads import Tracks, Words
from extract.pdf.spaced_words import mender
from extract.pdf.words import Word

EDGES = (8.0, 68.0, 200.0)
"""Two columns: the first ends 68 points from the left, and its text (5 points a letter) begins at 10."""
FILLER = [["The licensing ", "plan of each ", "town is to be ", "reviewed with ", "partners soon"]] * 3


def words(line: str, x0: float, base: float) -> Words:
    """A printed line; one that ends on a space does in the file too."""
    out: Words = []
    parts = line.split(" ")
    for k, text in enumerate(parts):
        if text:
            bare = k == len(parts) - 1
            out.append(Word(text, x0, base - 8, x0 + 5 * len(text), base, Run(10.0, base), bare))
            x0 += 5 * (len(text) + 1)
    return out


def row(owner: list[str], action: list[str], top: float) -> list[Words]:
    out = []
    for k in range(max(len(owner), len(action))):
        base = top + 12 * k
        left = words(owner[k], 10, base) if k < len(owner) else []
        out.append(left + (words(action[k], 70, base) if k < len(action) else []))
    return out


def owner(lines: list[str], *others: list[str], filler: list[list[str]] = FILLER) -> list[str]:
    """What the first column's cell of these lines reads, the table's other owners and actions beside it."""
    made = [lines, *others]
    rows = [
        row(one, filler[k] if k < len(filler) else [], 100.0 * (k + 1))
        for k, one in enumerate(made + [[]] * (len(filler) - len(made)))
    ]
    cell = [[w for w in line if w.x0 < 68] for line in rows[0]]
    return mender(rows, Tracks(EDGES, None)).text([line for line in cell if line], 0)


def test_a_word_wider_than_its_column_is_put_together():
    assert owner(["Safeguardi", "ng Manager"]) == ["Safeguarding Manager"]
    assert owner(["Crime/Saf", "eguarding"], ["Supt Vale"]) == ["Crime/Safeguarding"]


@pytest.mark.parametrize(
    ("lines", "others", "why"),
    [
        (["Harrowby", "and town"], ["Insp A Vale"], "there was room for another letter"),
        (["Safeguardi ", "ng Manager"], [], "a space ends the line"),
        (["Safeguardi", "Ng Manager"], [], "a capital begins a word"),
        (["To Safegua", "rding all"], [], "two words stand in the upper line"),
        (["Safe", "ly"], [], "the whole word would have fitted"),
        (["Safeguards", "team"], ["The team"], "the lower line is a word of the table"),
        (["Protecting", "partners"], ["In Protecting"], "the upper line is a word of the table"),
    ],
)
def test_whole_words_stay_apart(lines, others, why):
    assert owner(lines, *([o] if isinstance(o, str) else o for o in [others] if o)) == [
        line.strip() for line in lines
    ], why


def test_where_no_line_ends_on_a_space_nothing_says_that_a_word_was_broken():
    bare = [[line.strip() for line in lines] for lines in FILLER]
    assert owner(["Safeguardi", "ng Manager"], filler=bare) == ["Safeguardi", "ng Manager"]
