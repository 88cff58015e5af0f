"""Words out of a page: whole, once each, with boxes."""

from __future__ import annotations

import io

import pdfplumber
import pytest
from pdf_sheets import Sheet, pdf

from extract.pdf.reader import PdfReader


def words(data: bytes) -> list[str]:
    reader = PdfReader(data)
    found = [word.text for word in next(reader.pages()).word_list()]
    reader.close()
    return found


def page_words(sheet: Sheet) -> list[str]:
    return words(pdf(sheet))


def test_words_of_a_line_with_its_spaces():
    sheet = Sheet()
    sheet.text(50, 100, "Harrowby patrol plan agreed")
    assert page_words(sheet) == ["Harrowby", "patrol", "plan", "agreed"]


def test_letters_placed_one_by_one_are_words():
    sheet = Sheet()
    widths = {"D": 7.22, "o": 5.56, "g": 5.56, "s": 5.0, "i": 2.22, "n": 5.56}
    x = 50.0
    for letter in "Dogs in":
        if letter != " ":
            sheet.text(x, 100, letter)
        x += widths.get(letter, 2.78)
    assert page_words(sheet) == ["Dogs", "in"]


def test_words_without_space_characters_are_parted_by_their_gap():
    sheet = Sheet()
    sheet.text(50, 100, "[(Dogs) -278 (in) -278 (the) -278 (Pond)]")
    assert page_words(sheet) == ["Dogs", "in", "the", "Pond"]


def test_a_word_in_two_pieces_is_one():
    sheet = Sheet()
    sheet.text(50, 100, "commis")
    sheet.text(50 + 34.99, 100, "sioned")
    assert page_words(sheet) == ["commissioned"]


def test_a_word_partly_bold_is_one():
    sheet = Sheet()
    sheet.text(50, 100, "Pre", font="F2")
    sheet.text(50 + 16.12, 100, "vent")
    assert page_words(sheet) == ["Prevent"]


def test_letterspaced_text_is_closed_up():
    sheet = Sheet()
    sheet.raw("3 Tc")
    sheet.text(50, 100, "Page")
    assert page_words(sheet) == ["Page"]


def test_single_letters_with_spaces_stay_apart():
    sheet = Sheet()
    sheet.text(50, 100, "A B C D E")
    assert page_words(sheet) == ["A", "B", "C", "D", "E"]


def test_text_drawn_twice_for_bold_counts_once():
    sheet = Sheet()
    sheet.text(50, 100, "Amber alert")
    sheet.text(50.3, 100, "Amber alert")
    assert page_words(sheet) == ["Amber", "alert"]


def test_the_same_word_side_by_side_counts_twice():
    sheet = Sheet()
    sheet.text(50, 100, "no no")
    sheet.text(50, 112, "no no")
    assert page_words(sheet) == ["no"] * 4


def test_invisible_text_and_text_off_the_page_are_not_printed():
    sheet = Sheet()
    sheet.text(50, 100, "seen")
    sheet.text(50, 120, "hidden", mode=3)
    sheet.text(50, -30, "above")
    sheet.text(700, 100, "beside")
    assert page_words(sheet) == ["seen"]


def test_a_soft_hyphen_is_printed_and_a_hard_space_is_a_space():
    sheet = Sheet()
    sheet.text(50, 100, "multi\xadagency\xa0work")
    assert page_words(sheet) == ["multi-agency", "work"]


def test_a_hyphen_at_a_line_end_stays():
    sheet = Sheet()
    sheet.text(50, 100, "a multi-")
    sheet.text(50, 112, "agency group")
    reader = PdfReader(pdf(sheet))
    lines = [item.text for item in next(reader.pages()).layout().items]
    assert lines == ["a multi-", "agency group"]


def test_one_line_above_another_without_a_break_between_is_two_words():
    sheet = Sheet()
    sheet.text(78, 100, ".")
    sheet.text(78, 123, "JH agreed")
    assert page_words(sheet) == [".", "JH", "agreed"]


def test_a_line_of_words_has_size_weight_and_box():
    sheet = Sheet()
    sheet.text(50, 100, "Delivery Plan", size=14, font="F2")
    reader = PdfReader(pdf(sheet))
    (line,) = next(reader.pages()).layout().items
    assert (line.size, line.bold, line.words) == (14, True, 2)
    assert line.box.x0 == pytest.approx(50, abs=0.5)
    assert line.box.top < 100 < line.box.bottom


def test_raised_letters_stay_on_their_line():
    sheet = Sheet()
    sheet.text(50, 100, "Due 30")
    sheet.text(50 + 31.2, 96, "th", size=6)
    sheet.text(92, 100, "June")
    reader = PdfReader(pdf(sheet))
    (line,) = next(reader.pages()).layout().items
    assert line.text in ("Due 30th June", "Due 30 th June")


def test_a_watermark_is_furniture():
    sheet = Sheet()
    sheet.text(50, 100, "Body")
    sheet.text(150, 500, "DRAFT", size=80, matrix=(0.7, 0.7, -0.7, 0.7))
    reader = PdfReader(pdf(sheet))
    lines = {item.text: item.furniture for item in next(reader.pages()).layout().items}
    assert lines == {"Body": None, "DRAFT": True}


@pytest.mark.parametrize("way", [1, -1])
def test_letters_set_sideways_one_by_one_are_a_word(way):
    sheet = Sheet()
    for n, letter in enumerate("Owner"):
        sheet.text(50, 300 + way * 6 * n, letter, matrix=(0, -way, way, 0))
    sheet.text(50, 100, "upright text")
    assert page_words(sheet) == ["Owner", "upright", "text"]


def test_plain_text_is_cheap_and_complete():
    sheet = Sheet()
    sheet.text(50, 100, "Brinmouth")
    sheet.text(50, 112, "Eastwold")
    reader = PdfReader(pdf(sheet))
    assert next(reader.pages()).text().split("\n") == ["Brinmouth", "Eastwold"]


def test_words_are_those_of_pdfplumber():
    sheet = Sheet()
    for n in range(30):
        sheet.text(
            50,
            60 + 14 * n,
            f"{n}.1 Stoke Tallow officers visit premises weekly; Inspector Dale, ref {n * 37}",
        )
    data = pdf(sheet)
    with pdfplumber.open(io.BytesIO(data)) as oracle:
        theirs = oracle.pages[0].extract_words()
    reader = PdfReader(data)
    ours = next(reader.pages()).word_list()
    assert [w.text for w in ours] == [w["text"] for w in theirs]
    for mine, their in zip(ours, theirs, strict=True):
        assert mine.x0 == pytest.approx(their["x0"], abs=0.6)
        assert mine.x1 == pytest.approx(their["x1"], abs=0.6)
        assert mine.top < (their["top"] + their["bottom"]) / 2 < mine.bottom
