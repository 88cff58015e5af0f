"""The lines of ruled cells as pieces: whole where they are set as one, words where they are not."""

from __future__ import annotations

import pytest
from pdf_sheets import Sheet, pdf
from reportlab.pdfbase.pdfmetrics import stringWidth

from extract.model import Grid
from extract.pdf.reader import PdfReader


def one_row() -> Sheet:
    """Two ruled cells side by side, from 40 to 300 and on to 560."""
    return Sheet(size=(842, 595)).grid([40, 300, 560], [80, 120])


def in_turn(sheet: Sheet, x: float, *parts: str, **last) -> None:
    """Text objects one after another on one line, the last one set as `last` says."""
    for k, part in enumerate(parts, 1):
        sheet.text(x, 100, part, **(last if k == len(parts) else {}))
        x += stringWidth(part, "Helvetica", 10)


def pieces(data: bytes) -> list[str]:
    reader = PdfReader(data)
    found = [word.text for word in next(reader.pages()).pieces().words]
    reader.close()
    return found


def cells(sheet: Sheet) -> list[str]:
    reader = PdfReader(pdf(sheet))
    (grid,) = [item for item in next(reader.pages()).layout().items if isinstance(item, Grid)]
    reader.close()
    return [" ".join(cell.lines) for row in grid.rows for cell in row.cells]


def test_the_line_of_a_cell_is_one_piece_also_where_it_is_of_several_objects():
    """A browser makes every ligature and kerned letter an object of its own."""
    sheet = one_row()
    in_turn(sheet, 50, "Review the brie", "fi", "ng pl", "an and r", "eport")
    in_turn(sheet, 310, "Insp R", "eed")
    assert pieces(pdf(sheet)) == ["Review the briefing plan and report", "Insp Reed"]


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_landscape_kept_as_portrait_has_the_same_pieces(rotate):
    sheet = one_row()
    in_turn(sheet, 50, "Review the brie", "fi", "ng plan")
    in_turn(sheet, 310, "Insp Reed")
    turn = {90: "0 1 -1 0 595 0 cm", 180: "-1 0 0 -1 842 595 cm", 270: "0 -1 1 0 0 842 cm"}[rotate]
    size = (842, 595) if rotate == 180 else (595, 842)
    kept = Sheet(size=size, rotate=rotate, parts=[turn, *sheet.parts])
    assert pieces(pdf(kept)) == ["Review the briefing plan", "Insp Reed"]


@pytest.mark.parametrize("other", [{"rgb": (200, 0, 0)}, {"font": "F2"}, {"size": 8}, {"mark": "Artifact"}])
def test_a_word_set_differently_makes_words_of_a_line(other):
    sheet = one_row()
    in_turn(sheet, 50, "Agreed in ", "May", **other)
    assert pieces(pdf(sheet)) == ["Agreed", "in", "May"]
    assert cells(sheet) == ["Agreed in May", ""]


def test_an_object_that_draws_nothing_is_no_part_of_a_line():
    sheet = one_row()
    in_turn(sheet, 50, "Agreed in ", "May", mode=3)
    assert cells(sheet) == ["Agreed in", ""]


def test_a_gap_between_objects_parts_words():
    sheet = one_row()
    sheet.text(50, 100, "Agreed in")
    sheet.text(50 + stringWidth("Agreed in", "Helvetica", 10) + 1.4, 100, "May")
    assert cells(sheet) == ["Agreed in May", ""]


def test_one_object_over_two_cells_is_words():
    sheet = one_row()
    sheet.text(50, 100, "[(Dogs in) -24000 (Insp) -278 (Reed)]")
    assert pieces(pdf(sheet)) == ["Dogs", "in", "Insp", "Reed"]
    assert cells(sheet) == ["Dogs in", "Insp Reed"]


def test_an_object_without_space_characters_is_a_piece_with_spaces():
    sheet = one_row()
    sheet.text(50, 100, "[(Dogs) -278 (in) -278 (the) -278 (Pond)]")
    assert pieces(pdf(sheet)) == ["Dogs in the Pond"]


def test_objects_drawn_out_of_order_are_read_in_the_order_printed():
    sheet = one_row()
    sheet.text(50 + stringWidth("Agreed in ", "Helvetica", 10), 100, "May")
    sheet.text(310, 100, "Insp Reed")
    sheet.text(50, 100, "Agreed in ")
    assert cells(sheet) == ["Agreed in May", "Insp Reed"]


def test_cells_so_near_that_no_space_is_between_stay_apart():
    sheet = Sheet().grid([40, 92.5, 300], [80, 120])
    sheet.text(92 - stringWidth("Prevent", "Helvetica", 10), 100, "Prevent")
    sheet.text(93, 100, "Green")
    assert cells(sheet) == ["Prevent", "Green"]


def test_tagged_cells_without_a_border_between_are_no_piece():
    sheet = Sheet(size=(842, 595)).grid([40, 560], [80, 100, 120])
    rows = []
    for base in (95, 115):
        x = 50.0
        ids = []
        for text in ("Prevent", "Green"):
            ids.append(sheet.text(x, base, text, mark="TD"))
            x += stringWidth(text, "Helvetica", 10)
        rows.append(("TR", [("TD", [(0, ids[0])]), ("TD", [(0, ids[1])])]))
    found = pieces(pdf(sheet, tree=[("Table", rows)]))
    assert found == ["Prevent", "Green"] * 2


def test_letters_placed_one_by_one_stay_one_word_where_it_is_too_long_for_its_cell():
    sheet = Sheet().grid([40, 80, 300], [80, 120])
    in_turn(sheet, 44, *"Licensing")
    sheet.text(120, 100, "Green")
    assert cells(sheet) == ["Licensing", "Green"]


def test_signs_that_are_white_space_alone_are_no_words():
    sheet = one_row()
    for x, text in ((50, "Review the plan"), (310, "\x0b\x0c"), (400, "Insp Reed")):
        sheet.text(x, 100, text)
    assert pieces(pdf(sheet)) == ["Review the plan", "Insp Reed"]
