"""Pages whose tag tree is not asked: those that say themselves how their rows go on."""

from __future__ import annotations

import pytest
from pdf_sheets import Sheet, pdf
from test_pdf_rulings import XS, YS
from test_pdf_tags import rows

from extract.model import Method, PlanRow
from extract.paper import read_tree
from extract.pdf import reader
from normalise.words import load

LEXICON = load().lexicon()
HEAD = ("URN", "Action", "Owner", "RAG")
FIRST = [
    HEAD,
    ("1.1", "Patrol the harbour.", "DI Dale", "Red"),
    ("1.2", "Visit the market", "Sgt Vale", "Red"),
]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often the tree was asked, one entry each time."""
    times: list[int] = []

    def counting(*args, **kinds):
        times.append(1)
        return read_tags(*args, **kinds)

    read_tags = reader.read_tags
    monkeypatch.setattr(reader, "read_tags", counting)
    return times


def plan(*more: list[tuple[str, ...]], goes_on: bool = False, xs: list[int] = XS) -> bytes:
    """A tagged plan of several pages. With `goes_on` the tree has the first row of the second page as the
    rest of the row before; else as one of its own."""
    sheets = [Sheet().grid(XS, YS), *[Sheet().grid(xs, YS) for _ in more]]
    table = rows(sheets[0], FIRST)
    for page, texts in enumerate(more, 1):
        made = rows(sheets[page], texts, page=page)
        if goes_on and page == 1:
            rest = made.pop(0)
            for cell, further in zip(table[-1][1], rest[1], strict=True):
                cell[1].extend(further[1])
        table += made
    return pdf(*sheets, tree=[("Table", table)])


def found(data: bytes) -> list[PlanRow]:
    (paper,) = read_tree(data, "plan.pdf", LEXICON)
    return [row for plan in paper.plans for row in plan.rows]


def urns(data: bytes) -> list[str]:
    return [row.cells["urn"].text if "urn" in row.cells else "" for row in found(data)]


def test_a_plan_that_numbers_its_rows_asks_its_tree_once(asked):
    pages = [[(f"1.{n}", "Advise the shops.", "PC Frost", "Red") for n in (k, k + 1, k + 2)] for k in (3, 6)]
    data = plan(*pages)
    assert urns(data) == [f"1.{n}" for n in range(1, 9)]
    assert len(asked) == 1
    assert {row.method for row in found(data)} == {Method.TAGS, Method.RULINGS}


def test_the_clear_rest_of_a_row_needs_no_tree(asked):
    page = [
        ("", "and the quay.", "", ""),
        ("1.3", "Advise.", "PC Frost", "Red"),
        ("1.4", "Check.", "TBA", "Red"),
    ]
    data = plan(page, goes_on=True)
    assert urns(data) == ["1.1", "1.2", "1.3", "1.4"]
    assert found(data)[1].cells["action"].text == "Visit the market and the quay."
    assert len(asked) == 2  # once for each time it was read


@pytest.mark.parametrize("goes_on", [True, False])
def test_of_a_row_that_may_be_one_of_its_own_the_tree_is_asked(asked, goes_on):
    page = [
        ("", "Meet the traders.", "PC Holt", "Red"),
        ("1.3", "Advise.", "TBA", "Red"),
        ("1.4", "Go.", "TBA", "Red"),
    ]
    expected = ["1.1", "1.2", "1.3", "1.4"] if goes_on else ["1.1", "1.2", "", "1.3", "1.4"]
    assert urns(plan(page, goes_on=goes_on)) == expected
    assert len(asked) == 2


def test_a_reference_printed_again_may_be_the_rest_of_its_row(asked):
    page = [("1.2", "and the quay.", "", ""), ("1.3", "Advise.", "TBA", "Red"), ("1.4", "Go.", "TBA", "Red")]
    assert len(found(plan(page, goes_on=True))) == 4
    assert len(asked) == 2


def test_other_borders_and_rows_without_a_reference_ask_the_tree(asked):
    page = [(f"1.{n}", "Advise the shops.", "PC Frost", "Red") for n in (3, 4, 5)]
    urns(plan(page, xs=[38, 92, 250, 330, 400]))
    assert len(asked) == 2
    urns(plan([page[0], ("", "Meet the traders.", "PC Holt", "Red"), page[1]]))
    assert len(asked) == 4


def test_a_tree_that_did_not_bear_out_the_rulings_is_asked_again(asked):
    first, second = Sheet().grid(XS, YS), Sheet().grid(XS, YS)
    table = rows(first, FIRST)
    table[1] = ("TR", table[1][1] + table.pop(2)[1])  # two ruled rows are one in the tree
    table += rows(second, [(f"1.{n}", "Advise the shops.", "TBA", "Red") for n in (3, 4, 5)], page=1)
    assert urns(pdf(first, second, tree=[("Table", table)])) == ["1.1", "1.2", "1.3", "1.4", "1.5"]
    assert len(asked) == 2
