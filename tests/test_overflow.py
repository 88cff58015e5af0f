"""What is left of a row, or of a table, on the next page, where no borders or others show whose it is."""

from __future__ import annotations

import io

import pytest
from pages import LEXICON, grid, page
from reportlab.pdfgen.canvas import Canvas

from extract.model import Box, Cell, Line, Row
from extract.paper import read_tree
from extract.plan.finder import PlanFinder
from normalise.words import load

XS = (40.0, 80.0, 270.0, 370.0, 560.0)
HEAD = ("Ref", "Action", "Owner", "Update")


def placed(*texts: str, top: float, bottom: float) -> Row:
    boxes = [Box(XS[k], top, XS[k + 1], bottom) for k in range(len(texts))]
    cells = [Cell((text,), k, words=len(text.split()), box=boxes[k]) for k, text in enumerate(texts)]
    return Row(tuple(cells), box=Box(XS[0], top, XS[-1], bottom))


def first_page(bottom: float = 800.0, *below: Line):
    rows = (
        placed(*HEAD, top=100, bottom=120),
        placed("A1", "Review the fire cover", "Insp Penn", "Survey closed.", top=120, bottom=160),
        placed("A2", "Publish the profile", "Sgt Dunn", "Draft sent to the", top=160, bottom=bottom),
    )
    return page(grid(*rows, edges=XS), *below, number=1)


def at(text: str, x0: float, top: float, x1: float | None = None) -> Line:
    return Line(text, len(text.split()), box=Box(x0, top, x1 or x0 + 5 * len(text), top + 10))


def updates(*pages):
    finder = PlanFinder(LEXICON)
    for one in pages:
        finder.feed(one)
    (plan,) = finder.finish().plans
    return [row.cells["comments"].text for row in plan.rows], plan.rows[-1]


def test_lines_in_one_column_are_the_rest_of_the_last_row():
    rest = [at("harbour board and", 374, 90), at("agreed.", 374, 102)]
    after = at("The committee is asked to note the report.", 40, 160)
    texts, last = updates(first_page(), page(*rest, after, number=2))
    assert texts == ["Survey closed.", "Draft sent to the harbour board and agreed."]
    assert last.page_last == 2
    assert "continuation guessed" in last.flags


def test_lines_in_several_columns_are_each_their_own_cells():
    rest = [at("for the harbour", 84, 90), at("harbour board.", 374, 90), at("in May", 84, 102)]
    texts, last = updates(first_page(), page(*rest, number=2))
    assert last.cells["action"].text == "Publish the profile for the harbour in May"
    assert texts[-1] == "Draft sent to the harbour board."


def test_a_row_goes_on_over_a_whole_page():
    pages = [page(at("harbour", 374, 90), number=2), page(at("board.", 374, 90), number=3)]
    texts, last = updates(first_page(), *pages)
    assert texts[-1] == "Draft sent to the harbour board."
    assert last.page_last == 3


def test_a_head_printed_on_every_page_is_no_part_of_a_row():
    head = Line("Harbour plan, page 2", 4, box=Box(374, 90, 480, 100), furniture=True)
    texts, _ = updates(first_page(), page(head, at("harbour board.", 374, 110), number=2))
    assert texts[-1] == "Draft sent to the harbour board."


@pytest.mark.parametrize(
    "items",
    [
        [at("harbour board.", 40, 90)],  # the first column alone: prose begins there
        [at("harbour board.", 374, 90, 575)],  # sticks out of its column
        [at("harbour board.", 400, 90)],  # set in from where its column's text begins
        [at("harbour", 374, 90), at("board.", 380, 102)],  # not one under the other
        [at("harbour board.", 374, 90), at("The committee is asked to note it.", 40, 104)],
    ],
)
def test_other_text_at_the_top_of_a_page_is_no_part_of_a_row(items):
    texts, _ = updates(first_page(), page(*items, number=2))
    assert texts[-1] == "Draft sent to the"


def test_a_row_that_ends_before_the_page_has_no_rest():
    rest = page(at("harbour board.", 374, 90), number=2)
    assert updates(first_page(bottom=300), rest)[0][-1] == "Draft sent to the"
    below = at("The committee is asked to note the report.", 40, 700)
    assert updates(first_page(600, below), rest)[0][-1] == "Draft sent to the"


def test_a_page_of_verticals_alone_goes_on_with_the_row():
    """A row of a ruled table longer than a page: no ruling across stands on the pages in its middle."""
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    for number, (top, bottom) in enumerate(((700, 60), (780, 60), (780, 700)), 1):
        canvas.setFont("Helvetica", 9)
        for x in XS:
            canvas.line(x, top, x, bottom)
        if number == 1:
            canvas.grid(XS, [700, 680, 640])
            row = ("A1", "Review the fire cover", "Insp Penn", "Survey closed.")
            for y, texts in ((700, HEAD), (680, row)):
                for x, text in zip(XS, texts, strict=False):
                    canvas.drawString(x + 4, y - 12, text)
            for x, text in zip(XS, ("A2", "Publish the profile", "Sgt Dunn"), strict=False):
                canvas.drawString(x + 4, 628, text)
        for k, y in enumerate(range(628 if number == 1 else 768, bottom + 10, -12)):
            canvas.drawString(XS[3] + 4, y, f"step {number}.{k} done")
        if number == 3:
            canvas.line(XS[0], 700, XS[-1], 700)
        canvas.showPage()
    canvas.save()
    (paper,) = read_tree(stream.getvalue(), "plan.pdf", load().lexicon())
    assert [row.cells["urn"].text for plan in paper.plans for row in plan.rows] == ["A1", "A2"]
    text = paper.plans[0].rows[-1].cells["comments"].text
    assert text.count("done") == 47 + 59 + 5
    assert text.index("1.46") < text.index("2.0 ") < text.index("3.0 ")


def over_two_pages(xs: tuple[float, ...], urn: str):
    """A plan whose second page has no header, and its borders at `xs`; its rows' references."""
    own = [
        Cell((t,), k, words=len(t.split()))
        for k, t in enumerate((urn, "Sell the old van", "Supt Ash", "No."))
    ]
    finder = PlanFinder(LEXICON)
    finder.feed(first_page())
    finder.feed(page(grid(Row(tuple(own)), edges=xs), number=2))
    (plan,) = finder.finish().plans
    return [row.cells["urn"].text for row in plan.rows], plan.rows[-1].cells.get("owner")


@pytest.mark.parametrize("move", [lambda x: x + 28, lambda x: 20 + 1.5 * x, lambda x: x + 8 * (x == XS[2])])
def test_a_table_without_a_header_goes_on_with_its_borders_elsewhere(move):
    urns, owner = over_two_pages(tuple(map(move, XS)), "B7")
    assert urns == ["A1", "A2", "B7"]
    assert owner.text == "Supt Ash"


def test_so_it_does_with_other_widths_where_its_references_count_on():
    wide = (40.0, 120.0, 300.0, 560.0, 760.0)
    assert over_two_pages(wide, "A3")[0] == ["A1", "A2", "A3"]
    assert over_two_pages(wide, "B7")[0] == ["A1", "A2"]


def test_a_table_that_may_go_on_and_is_not_read_is_told_of():
    other = page(grid(["B7", "Sell the old van"], ["B8", "Buy one"], edges=(40.0, 300.0, 560.0)), number=2)
    alike = page(
        grid(["B7", "Sell the van", "Supt Ash"], ["B8", "Buy", "DI Birch"], edges=(40.0, 99.0, 300.0, 560.0)),
        number=2,
    )
    told = []
    for second in (other, alike):
        finder = PlanFinder(LEXICON)
        finder.feed(first_page())
        finder.feed(second)
        told.append([(n.code, n.value) for n in finder.finish().notes])
    assert told == [[], [("unplaced text", "B7 | Sell the van | Supt Ash")]]


def test_rows_of_another_table_drawn_as_one_with_the_first_are_read_one_cell_after_the_other():
    xs = (40.0, 60.0, 100.0, 240.0, 300.0, 380.0, 460.0, 520.0, 560.0)
    head = Row(
        tuple(
            Cell((t,), k, span)
            for t, k, span in (("Ref", 0, 1), ("Action", 1, 2), ("Owner", 3, 2), ("Update", 5, 3))
        )
    )
    own = Row(
        tuple(
            Cell((t,), k, s)
            for t, k, s in (("1", 0, 1), ("Buy a van", 1, 2), ("DI Birch", 3, 2), ("Two.", 5, 3))
        )
    )
    other = Row(
        tuple(
            Cell((t,), k, s)
            for t, k, s in (("2", 0, 2), ("Sell it", 2, 2), ("Supt Ash", 4, 2), ("No.", 6, 2))
        )
    )
    finder = PlanFinder(LEXICON)
    finder.feed(page(grid(head, own, other, edges=xs)))
    (plan,) = finder.finish().plans
    assert [row.cells["owner"].text for row in plan.rows] == ["DI Birch", "Supt Ash"]
    assert [row.cells["comments"].text for row in plan.rows] == ["Two.", "No."]
