"""Where a table without vertical rules ends, and what is no header of one; the text is invented."""

from __future__ import annotations

import pytest
from pages import LEXICON

from extract.model import Box
from extract.pdf.paths import Drawing
from extract.pdf.runs import Run
from extract.pdf.spacing import spaced_grids
from extract.pdf.words import Word
from extract.plan.labels import LabelReader
from extract.plan.text import join_lines

NOTHING = Drawing([], [], [], 0.0)
XS = (40, 200, 300, 380)
HEAD = "Action|Owner|Due|Update"
ROWS = (
    (
        "Review the fire cover|Head of|June 2024|Survey of staff closed with",
        "at the park|Estates||a good response.",
    ),
    ("Publish the profile|Insp Penn|May 2024|Draft circulated to members",),
    (
        "Visit each town centre|HR Business|April 2024|Meeting held in the spring",
        "by night|Partner||with all twelve.",
    ),
)
PAYMENTS = ("Payee|Net|VAT|Total", "Green Grounds Ltd|340.00|68.00|408.00", "Water Co|55.00|11.00|66.00")


class Sheet:
    """Words set line by line, each cell at its column's left."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self.base = 60.0

    def line(self, text: str, *, bold=False, down=12.0, xs=XS) -> Sheet:
        """One more line, cells parted by `|`, five points to a letter."""
        self.base += down
        for cell, left in zip(text.split("|"), xs, strict=False):
            x = left
            for word in cell.split():
                run = Run(10.0, self.base, bold=bold)
                self.words.append(Word(word, x, self.base - 7.5, x + 5 * len(word), self.base + 2.2, run))
                x += 5 * len(word) + 2.5
        return self

    def plan(self, *, bold=True) -> Sheet:
        self.line(HEAD, bold=bold)
        for row in ROWS:
            for k, text in enumerate(row):
                self.line(text, down=18.0 if k == 0 else 12.0)
        return self


def actions(*sheets: Sheet) -> list[str]:
    """The first cell of each row under a header, over all pages."""
    found, carried = [], None
    for sheet in sheets:
        grids, _, carried = spaced_grids(sheet.words, NOTHING, LabelReader(LEXICON), carried)
        found += [join_lines(row.cells[0].lines) for grid in grids for row in grid.rows]
    return [text for text in found if text != "Action"]


WANTED = ["Review the fire cover at the park", "Publish the profile", "Visit each town centre by night"]


@pytest.mark.parametrize("bold", [True, False])
def test_a_wrapped_cell_that_ends_in_a_label_is_no_header(bold):
    assert actions(Sheet().plan(bold=bold)) == WANTED


def test_another_table_under_it_is_none_of_it():
    sheet = Sheet().plan().line("Payments to approve", bold=True, down=30)
    for k, text in enumerate(PAYMENTS):
        sheet.line(text, bold=k == 0, down=16, xs=(40, 230, 310, 400))
    assert actions(sheet) == WANTED


@pytest.mark.parametrize(
    ("text", "down"),
    [
        ("Next review: December 2024", 28.0),
        ("Signed ..........|||Date ........", 30.0),
        ("Village Hall Committee||||Page 1", 200.0),
    ],
)
def test_a_line_apart_under_it_is_none_of_it(text, down):
    assert actions(Sheet().plan().line(text, down=down, xs=(40, 200, 300, 395, 500))) == WANTED


def test_a_row_apart_from_the_others_is_a_row():
    sheet = Sheet().plan().line("Paint the doors|Sgt Dunn|July 2024|Half of them done", down=40)
    assert actions(sheet) == [*WANTED, "Paint the doors"]


def test_another_table_on_the_next_page_does_not_go_on_from_it():
    other = Sheet().line("Payments to approve", bold=True)
    for text in PAYMENTS:
        other.line(text, down=16, xs=(46, 237, 317, 407))
    assert actions(Sheet().plan(), other) == WANTED


def test_the_table_itself_does():
    more = Sheet()
    for text in (
        "Paint the doors|Sgt Dunn|July 2024|Half of them done",
        "Oil the locks|Sgt Vale|May 2024|Oiled",
    ):
        more.line(text, down=18)
    assert actions(Sheet().plan(), more) == [*WANTED, "Paint the doors", "Oil the locks"]


def test_a_title_of_label_words_is_no_header():
    assert actions(Sheet().line("Action Owner Update", bold=True).plan()) == WANTED


def test_a_table_does_not_go_on_over_another_grid():
    sheet = Sheet().line(HEAD, bold=True).line("Wenmarsh Police", down=300).line("Page 2")
    taken = [Box(40, 90, 480, 320)]
    grids, rest, _ = spaced_grids(sheet.words, NOTHING, LabelReader(LEXICON), None, taken)
    assert [len(grid.rows) for grid in grids] == [1]
    assert [word.text for word in rest] == ["Wenmarsh", "Police", "Page", "2"]


def test_references_at_the_right_of_their_column_are_no_part_of_the_action():
    sheet = Sheet().line("Ref|Action|Owner|Due|Update", bold=True, xs=(40, 70, 220, 300, 380))
    for n, row in enumerate(ROWS, 1):
        for k, text in enumerate(row):
            sheet.line(
                f"{n if k == 0 else ''}|{text}", down=18.0 if k == 0 else 12.0, xs=(62, 70, 220, 300, 380)
            )
    grids, _, _ = spaced_grids(sheet.words, NOTHING, LabelReader(LEXICON), None)
    (found,) = grids
    rows = [[join_lines(cell.lines) for cell in row.cells] for row in found.rows[1:]]
    assert [row[0] for row in rows] == ["1", "2", "3"]
    assert rows[0][1] == "Review the fire cover at the park"
