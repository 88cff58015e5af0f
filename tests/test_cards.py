"""One small table for each action, its labels beside their values or above them."""

from __future__ import annotations

import io

import pytest
from pages import cell, grid, line, page
from reportlab.pdfgen.canvas import Canvas

from extract.model import Method, Row
from extract.paper import read_tree
from extract.plan.finder import PlanFinder
from normalise.words import load

LEXICON = load().lexicon()
DEEDS = ("Review the licensing plan", "Train the call handlers", "Agree the data protocol")


def found(*grids, between=()):
    finder = PlanFinder(LEXICON)
    finder.feed(page(*[item for g in grids for item in (*between, g)]))
    return finder.finish()


def printed(out, *columns):
    return [tuple(r.cells[c].text if c in r.cells else None for c in columns) for r in out.plans[0].rows]


def beside(n: int, colon: str = ""):
    """Label and value, a row each."""
    values = (f"R{n + 1}", DEEDS[n], "Supt Hale", "May 2025", "Red", f"Note {n}")
    labels = ("Ref", "Action", "Owner", "Due date", "RAG", "Progress update")
    return [[label + colon, value] for label, value in zip(labels, values, strict=True)]


def paired(n: int, colon: str = ":"):
    """Two labels and values in a row, or one value across."""
    wide = [
        Row((cell(label + colon, 0), cell(value, 1, colspan=3)))
        for label, value in (("Action", DEEDS[n]), ("Progress update", f"Note {n}"))
    ]
    return [
        [f"Ref{colon}", f"R{n + 1}", f"RAG{colon}", "Red"],
        wide[0],
        [f"Owner{colon}", "Supt Hale", f"Due date{colon}", "May 2025"],
        wide[1],
    ]


def above(n: int):
    """Labels over their values."""
    return [
        ["Ref", "Owner", "Due date", "RAG"],
        [f"R{n + 1}", "Supt Hale", "May 2025", "Red"],
        Row((cell("Action", 0, colspan=4),)),
        Row((cell(DEEDS[n], 0, colspan=4),)),
        Row((cell("Progress update", 0, colspan=4),)),
        Row((cell(f"Note {n}", 0, colspan=4),)),
    ]


@pytest.mark.parametrize("card", [beside, paired, above, lambda n: beside(n, ":"), lambda n: paired(n, "")])
def test_each_card_is_a_row(card):
    out = found(*[grid(*card(n)) for n in range(3)])
    columns = ("urn", "action", "owner", "due", "rag", "comments")
    assert printed(out, *columns) == [
        (f"R{n + 1}", DEEDS[n], "Supt Hale", "May 2025", "Red", f"Note {n}") for n in range(3)
    ]
    counts = out.counts
    assert (counts.in_rows + counts.in_headings, counts.unplaced) == (counts.words, 0)


def test_cards_in_one_table():
    out = found(grid(*beside(0), *beside(1), *beside(2)))
    assert printed(out, "urn", "action") == [(f"R{n + 1}", DEEDS[n]) for n in range(3)]


def test_a_card_knows_its_place():
    first, second = (
        grid(*[Row(grid(r).rows[0].cells, row_n=k) for k, r in enumerate(beside(n), 1)],
             method=Method.WORD_TABLE, table_n=n + 1)
        for n in range(2)
    )  # fmt: skip
    assert [(row.table_n, row.row_n) for row in found(first, second).plans[0].rows] == [(1, 1), (2, 1)]


def test_headings_over_cards_are_their_sections():
    heads = [line(f"Recommendation {n}", size=14.0, bold=True, style="Heading 2") for n in (1, 2)]
    finder = PlanFinder(LEXICON)
    finder.feed(page(heads[0], grid(*beside(0)), heads[1], grid(*beside(1))))
    assert [row.section for row in finder.finish().plans[0].rows] == ["Recommendation 1", "Recommendation 2"]


def test_what_a_card_has_no_label_for_is_told():
    out = found(grid(*beside(0), ["Cost to us", "None"]), grid(*beside(1), ["Cost to us", "£4,000"]))
    assert [(n.code, n.column, n.value) for n in out.notes] == [
        ("unplaced text", "Cost to us", "None"),
        ("unplaced text", "Cost to us", "£4,000"),
    ]


def test_an_empty_value_is_none():
    card = [[label, "" if label == "RAG" else value] for label, value in beside(0)]
    assert printed(found(grid(*card), grid(*beside(1))), "urn", "rag") == [("R1", None), ("R2", "Red")]


@pytest.mark.parametrize(
    "rows",
    [
        [("Owner", "Ann Reed"), ("Actions", "To note"), ("Due date", "May"), ("Comments", "None")],
        beside(0),
    ],
)
def test_one_card_alone_may_be_the_table_over_a_report_and_is_told_of(rows):
    out = found(grid(*map(list, rows)))
    assert not out.plans
    assert [n.code for n in out.notes] == ["table not read"]


@pytest.mark.parametrize(
    "label", ["Report title", "Agenda item", "Date of meeting", "Author", "Purpose", "Likelihood"]
)
def test_tables_over_reports_and_risks_are_no_cards(label):
    card = [
        [label, "Something"],
        ["Owner", "Ann Reed"],
        ["Actions", "To note"],
        ["Due date", "May"],
        ["RAG", ""],
    ]
    assert not found(grid(*card), grid(*card)).plans


def paged(*blocks: list[tuple[str, str]]) -> bytes:
    """A PDF with a ruled box of two columns for each action; a pair without a label is a title across it."""
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    canvas.setFont("Helvetica", 9)
    canvas.drawString(40, 800, "Improvement plan")
    y = 780
    for block in blocks:
        for label, text in block:
            canvas.rect(40, y - 16, 500, 16)
            if label:
                canvas.line(140, y, 140, y - 16)
            canvas.drawString(44, y - 12, label or text)
            if label:
                canvas.drawString(144, y - 12, text)
            y -= 16
        y -= 20
    canvas.save()
    return stream.getvalue()


def card(n: int, *, title: str = "", date: str = "Due date") -> list[tuple[str, str]]:
    own = [
        ("Action", f"Buy van number {n} for the station"),
        ("Update", "Two were seen."),
        ("Owner", "DI Birch"),
        (date, f"{n} May 2025"),
    ]
    return [("", title.format(n)), *own] if title else own


@pytest.mark.parametrize("title", ["", "Action {} - medium priority", "Action {}"])
@pytest.mark.parametrize("date", ["Due date", "Date"])
def test_cards_in_a_pdf_need_neither_reference_nor_rag(title, date):
    data = paged(*(card(n, title=title, date=date) for n in (1, 2, 3)))
    (paper,) = read_tree(data, "a.pdf", LEXICON)
    (plan,) = paper.plans
    assert [row.cells["action"].text for row in plan.rows] == [
        f"Buy van number {n} for the station" for n in (1, 2, 3)
    ]
    assert [row.cells["due"].text for row in plan.rows] == ["1 May 2025", "2 May 2025", "3 May 2025"]


def test_cards_whose_first_is_the_rest_of_another_are_not_read():
    assert not found(grid(*beside(0)[2:], *beside(1), *beside(2))).plans


def test_cards_without_their_first_label_are_not_shifted():
    assert not found(grid(*beside(0), *beside(1)[1:], *beside(2))).plans


@pytest.mark.parametrize("label", ["Ref", "Reference"])
def test_a_number_in_the_actions_label_is_the_reference_where_there_is_no_other(label):
    cards = [
        [["Action " + str(n + 1), DEEDS[n]], ["Owner", "Supt Hale"], ["Due date", "May 2025"], ["RAG", "Red"]]
        for n in range(3)
    ]
    assert printed(found(grid(*cards[0], *cards[1], *cards[2])), "urn", "action") == [
        (str(n + 1), DEEDS[n]) for n in range(3)
    ]
    own = [[[label, f"R{n}"], *card] for n, card in enumerate(cards)]
    out = found(grid(*own[0], *own[1], *own[2]))
    assert printed(out, "urn", "action") == [(f"R{n}", DEEDS[n]) for n in range(3)]
