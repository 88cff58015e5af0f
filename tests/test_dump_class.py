"""Dumps of invented plans in many looks: rows, cells and words come out as they went in."""

from __future__ import annotations

import pytest
from dump_maker import Look, Made, make

from extract.dump.reader import DumpReader, looks_like_dump
from extract.lexicon import Lexicon
from extract.model import Grid, Line, PlanRow
from extract.plan.finder import PlanFinder
from normalise.words import load

STANDARD = Look().columns
OTHER = (
    ("urn", "Ref", 5),
    ("action", "Action", 44),
    ("owner", "Lead", 18),
    ("due", "Timescale", 12),
    ("status", "Status", 12),
    ("comments", "Progress update", 50),
)
RAG_FIRST = (
    ("urn", "No.", 5),
    ("rag", "BRAG", 7),
    ("action", "Action", 44),
    ("owner", "Responsible", 18),
    ("fourp", "4P", 12),
    ("comments", "Update", 50),
)
MIXED = (
    ("urn", "URN", 5),
    ("action", "Action", 44),
    ("fourp", "4P", 12),
    ("level", "Level", 14),
    ("owner", "Owner", 18),
    ("comments", "Comments", 44),
    ("rag", "RAG", 7),
)
FEED = "\f"
LOOKS = {
    "joined": Look(),
    "centred": Look(section_numbers=False, centred=True, urns="padded"),
    "feeds": Look(joins=False, blanks=1, page_mark=FEED, trailing=False),
    "footer": Look(footer="Created 20/06/2019 from 2018-2021 Wenmarsh plan"),
    "other": Look(OTHER, section_numbers=False),
    "other, no empty lines": Look(OTHER, False, 0, FEED, section_numbers=False, trailing=False),
    "rag first": Look(RAG_FIRST, section_numbers=False, urns="plain"),
    "mixed": Look(MIXED, section_numbers=False),
    "mixed, one empty line": Look(MIXED, False, 1, FEED, section_numbers=False, trailing=False),
    "header on each page": Look(MIXED, section_numbers=False, repeat_header=True, page_mark=FEED),
}


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load().lexicon()


def _rows(made: Made, lexicon: Lexicon) -> list[PlanRow]:
    finder = PlanFinder(lexicon)
    for view in DumpReader(made.text.encode(), lexicon).pages():
        finder.feed(view.layout())
    return [row for plan in finder.finish().plans for row in plan.rows]


def _right(made: Made, rows: list[PlanRow], look: Look) -> tuple[int, int]:
    """Cells that are as they went in, and all."""
    right = total = 0
    for row, got in zip(made.rows, rows, strict=True):
        for column, _, _ in look.columns:
            printed = got.cells[column].text if column in got.cells else ""
            right += printed == " ".join(row[column].split())
            total += 1
    return right, total


@pytest.mark.parametrize("name", LOOKS)
def test_rows_and_cells_come_out_as_they_went_in(name, lexicon):
    look = LOOKS[name]
    right = total = 0
    for seed in (0, 1):
        made = make(seed, look, sections=2, per_section=5)
        rows = _rows(made, lexicon)
        assert [r.cells["urn"].text for r in rows] == [r["urn"] for r in made.rows]
        got, of = _right(made, rows, look)
        right, total = right + got, total + of
    assert right >= total * 0.98


@pytest.mark.parametrize("name", ["joined", "other, no empty lines"])
def test_every_word_is_in_some_item(name, lexicon):
    made = make(5, LOOKS[name])
    pages = [view.layout() for view in DumpReader(made.text.encode(), lexicon).pages()]
    placed = 0
    for page in pages:
        for item in page.items:
            if isinstance(item, Line):
                placed += item.words
            else:
                placed += sum(cell.words for row in item.rows for cell in row.cells)
    assert sum(page.words for page in pages) == len(made.text.split()) == placed


def test_plans_one_after_another_are_told_apart(lexicon):
    looks = ("joined", "centred", "other")
    made = [make(seed, LOOKS[name]) for seed, name in enumerate(looks)]
    text = "".join(m.text for m in made)
    grids = [
        item
        for view in DumpReader(text.encode(), lexicon).pages()
        for item in view.layout().items
        if isinstance(item, Grid)
    ]
    rows = [sum(not row.header for row in grid.rows) for grid in grids]
    assert rows == [len(m.rows) for m in made]


def test_a_plan_looks_like_a_dump_and_prose_does_not(lexicon):
    assert looks_like_dump(make(0, LOOKS["joined"]).text, lexicon)
    prose = "The owner of each action reports its status and comments to the Board.\nNo action was taken.\n"
    assert not looks_like_dump(prose * 5, lexicon)


def test_same_bytes_same_rows(lexicon):
    made = make(1, LOOKS["mixed"])
    assert _rows(made, lexicon) == _rows(made, lexicon)
