"""What dumps do to plans, a trap each; the text is invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extract.dump.doubts import Oddities, odd_rows
from extract.dump.lines import Gap, decode, read_lines
from extract.dump.reader import DumpReader
from extract.dump.tokens import words_of
from extract.errors import Damaged
from extract.lexicon import Lexicon
from extract.model import Grid, Line, PlanRow
from extract.plan.finder import Found, PlanFinder
from normalise.words import load

SHARED = Path(__file__).parents[2] / "shared"
DUMP = SHARED / "papers" / "2019-06" / "board-paper-text-dump.txt"

HEADER = "URN Governance Owner Level 4P RAG Status Comments\n\n\n"
ROWS = """001 Review the licensing plan for the town
with partners

Insp Ann Vale Force

Prepare Green The plan was reviewed in May.

002 Deliver training on the new procedure to
all front line officers

Head of Training LPAs

Prevent and
Pursue

Amber Two of five sessions were held.

"""


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load().lexicon()


def _found(text: str | bytes, lexicon: Lexicon) -> Found:
    data = text if isinstance(text, bytes) else text.encode()
    finder = PlanFinder(lexicon)
    for view in DumpReader(data, lexicon).pages():
        finder.feed(view.layout())
    return finder.finish()


def _cells(row: PlanRow) -> dict[str, str]:
    return {column: printed.text for column, printed in row.cells.items()}


def _lines(text: str, lexicon: Lexicon) -> list[Line]:
    pages = [view.layout() for view in DumpReader(text.encode(), lexicon).pages()]
    return [item for page in pages for item in page.items if isinstance(item, Line)]


def test_cells_run_on_in_a_line_are_parted(lexicon):
    (plan,) = _found(HEADER + ROWS, lexicon).plans
    assert _cells(plan.rows[0]) == {
        "urn": "001",
        "action": "Review the licensing plan for the town with partners",
        "owner": "Insp Ann Vale",
        "level": "Force",
        "fourp": "Prepare",
        "rag": "Green",
        "comments": "The plan was reviewed in May.",
    }
    assert _cells(plan.rows[1])["fourp"] == "Prevent and Pursue"
    assert plan.rows[0].section == "Governance"


def test_a_number_in_a_comment_starts_no_row(lexicon):
    tail = "003 Survey victims of hate crime\n\nRita Moss Force\n\nProtect Red\n\n"
    comment = "121 meetings were held and\n8 courses are planned, see\n001 above.\n\n"
    (plan,) = _found(HEADER + ROWS + tail + comment, lexicon).plans
    assert [row.cells["urn"].text for row in plan.rows] == ["001", "002", "003"]
    assert (
        _cells(plan.rows[2])["comments"] == "121 meetings were held and 8 courses are planned, see 001 above."
    )


def test_a_post_that_names_a_p_is_no_4p(lexicon):
    tail = "003 Explore hardening\n\nDee Gill, SCD\nPrevent & Protect\nLead\n\nSCD Prevent Green Yes.\n"
    (plan,) = _found(HEADER + ROWS + tail, lexicon).plans
    cells = _cells(plan.rows[2])
    assert (cells["owner"], cells["level"], cells["fourp"]) == (
        "Dee Gill, SCD Prevent & Protect Lead",
        "SCD",
        "Prevent",
    )


def test_after_a_page_break_each_broken_cell_goes_on(lexicon):
    broken = """003 Agree the data sharing protocol to be

District

Force

Protect Amber The draft protocol has
 used by all partners.

Commanders

been sent to the council.

004 Hold a media campaign in schools

Insp Ann Vale Force

Protect Amber The first event was held.
"""
    more = ROWS.replace("Head of Training", "District Commanders")
    (plan,) = _found(HEADER + more + broken, lexicon).plans
    cells = _cells(plan.rows[2])
    assert cells["action"] == "Agree the data sharing protocol to be used by all partners."
    assert cells["owner"] == "District Commanders"
    assert cells["comments"] == "The draft protocol has been sent to the council."
    assert len(plan.rows) == 4


def test_a_dump_of_two_lines_that_are_the_same_is_not_all_furniture(lexicon):
    pages = [view.layout() for view in DumpReader(b"URN\tOwner\tLevel\n" * 2, lexicon).pages()]
    assert sum(page.words for page in pages) == 6
    assert "".join(page.text() for page in pages).split() == ["URN", "Owner", "Level"] * 2


def test_a_header_does_not_reach_into_a_sheet(lexicon):
    text = "Light Governance\n\nURN\tOwner\tLevel\n1.0\tLight\tLight"
    pages = [view.layout() for view in DumpReader(text.encode(), lexicon).pages()]
    assert sorted("".join(page.text() for page in pages).split()) == sorted(text.split())


def test_a_footer_inside_a_row_is_furniture(lexicon):
    row = "003 Hold a media campaign\n\nInsp Ann Vale Force\n\nProtect Amber The first event\n\n\n\n"
    text = HEADER + ROWS + row + "Created 20/06/2019 from the Wenmarsh plan\n\n\nwas held in Harrowby.\n"
    (plan,) = _found(text, lexicon).plans
    assert _cells(plan.rows[2])["comments"] == "The first event was held in Harrowby."
    assert [line.text for line in _lines(text, lexicon) if line.furniture] == [
        "Created 20/06/2019 from the Wenmarsh plan"
    ]


def test_a_section_number_broken_over_lines_is_one_cell(lexicon):
    rows = ROWS.replace("001", "1.1").replace("002", "1.2")
    later = ROWS.replace("001", "4.1").replace("002", "4.2")
    text = "1. Governance\n\nOwner Level 4P RAG Status Comments\n\n" + rows
    text += "4. 3\n.\n9\n\nInvestigation Owner Level 4P\n\n" + later
    (plan,) = _found(text, lexicon).plans
    assert [(r.section, r.section_urn) for r in plan.rows] == [("Governance", "1.")] * 2 + [
        ("Investigation", "4. 3 . 9")
    ] * 2
    assert _cells(plan.rows[3])["comments"] == "Two of five sessions were held."


def test_a_header_repeated_inside_a_row_does_not_cut_it(lexicon):
    row = "003 Hold a media campaign\n\nInsp Ann Vale Force\n\nProtect Amber The first event\n"
    text = (
        HEADER + ROWS + row + "\fURN Governance Owner Level 4P RAG Status Comments\n\nwas held in Harrowby.\n"
    )
    (plan,) = _found(text, lexicon).plans
    assert _cells(plan.rows[2])["comments"] == "The first event was held in Harrowby."


def test_columns_side_by_side_are_read_by_their_gutters(lexicon):
    text = """\
Ref   Action                          Owner           Status        Comments
1     Review the licensing plan       Insp Ann Vale   On track      The plan was
      with partners                                                 reviewed in May.
2     Deliver training                Head of         Complete      All sessions
                                      Training                      were held.
3     Survey victims                  Rita Moss       Not started
"""
    (plan,) = _found(text, lexicon).plans
    assert _cells(plan.rows[1]) == {
        "urn": "2",
        "action": "Deliver training",
        "owner": "Head of Training",
        "status": "Complete",
        "comments": "All sessions were held.",
    }
    assert "comments" not in plan.rows[2].cells


def test_rows_without_references_are_found_by_their_columns(lexicon):
    text = """Action Owner Due date

Review the licensing plan with partners

Insp Ann Vale

March 2020

Deliver training on the new procedure

Head of Training

Ongoing
"""
    (plan,) = _found(text, lexicon).plans
    assert [_cells(row) for row in plan.rows] == [
        {"action": "Review the licensing plan with partners", "owner": "Insp Ann Vale", "due": "March 2020"},
        {"action": "Deliver training on the new procedure", "owner": "Head of Training", "due": "Ongoing"},
    ]


def test_a_page_read_down_its_columns_is_in_doubt(lexicon):
    rows = "".join(f"{n}\n\nReview plan number {n} with partners\n\n" for n in range(1, 9))
    owners = "".join(f"Insp Ann Vale\n\nForce\n\nPrepare\n\n{k}0 calls were made.\n\n" for k in range(8))
    found = _found("Ref Action Owner Level 4P Comments\n\n" + rows + owners, lexicon)
    rows_found = [row for plan in found.plans for row in plan.rows]
    assert rows_found
    grids = [
        item
        for view in DumpReader(
            ("Ref Action Owner Level 4P Comments\n\n" + rows + owners).encode(), lexicon
        ).pages()
        for item in view.layout().items
        if isinstance(item, Grid)
    ]
    assert all("reading order in doubt" in row.flags for row in grids[0].rows if not row.header)


def test_prose_after_a_table_does_not_hide_its_layout(lexicon):
    row = "{}   Review the licensing plan       Insp Ann Vale   On track      Reviewed\n"
    more = "      with the partners" + " " * 45 + "in May.\n"
    text = "Ref   Action                          Owner           Status        Comments\n"
    text += "".join(row.format(n) + more for n in (1, 2, 3))
    prose = "\nItem 6: what the figures of the quarter show for each of the four towns of the county.\n"
    prose += "4 meetings were held in Harrowby and nothing was decided at any of them, as before.\n" * 30
    (plan,) = _found(text + prose, lexicon).plans
    assert [row.cells["urn"].text for row in plan.rows] == ["1", "2", "3"]
    assert _cells(plan.rows[2])["action"] == "Review the licensing plan with the partners"
    assert _cells(plan.rows[2])["comments"] == "Reviewed in May."


def test_a_title_between_two_plans_on_a_page_is_no_part_of_the_row_over_it(lexicon):
    text = "Ref   Action                          Owner           Status        Comments\n"
    for n in range(1, 9):
        text += f"{n}     Review the licensing plan       Insp Ann Vale   On track      Yes\n"
    text += "\n\nRural Crime Delivery Plan\n"
    text += "Ref   Action                          Lead            Level   4P        Due date\n"
    for n in range(1, 9):
        text += f"{n}     Survey victims                  Rita Moss       Force   Prevent   May 2020\n"
    first, second = _found(text, lexicon).plans
    assert (len(first.rows), len(second.rows)) == (8, 8)
    assert _cells(first.rows[7])["action"] == "Review the licensing plan"
    assert second.title == "Rural Crime Delivery Plan"


def test_a_references_column_is_taken_at_its_word(lexicon):
    text = """\
No        Action                          Owner           Update
Dec22.05  Review the licensing plan       Insp Ann Vale   Done
Jan23.01  Deliver training                Rita Moss       Asked
03.19(2)  Survey victims                  Rita Moss       Late
"""
    (plan,) = _found(text, lexicon).plans
    assert [row.cells["urn"].text for row in plan.rows] == ["Dec22.05", "Jan23.01", "03.19(2)"]
    assert not any(row.flags for row in plan.rows)


def test_two_references_in_one_cell_are_in_doubt(lexicon):
    text = """\
Ref     Action                          Owner           Update
1       Review the licensing plan       Insp Ann Vale   Done
A/b7c   Deliver training                Rita Moss       Asked
2       Survey victims                  Rita Moss       Late
"""
    (plan,) = _found(text, lexicon).plans
    assert [bool(row.flags) for row in plan.rows] == [True, False]


def test_text_that_no_gutter_parts_is_in_doubt(lexicon):
    text = """\
Ref   Action                          Owner           Update
1     Review the licensing plan       Insp Ann Vale   Done
2     Deliver the training of all the officers Rita   Asked
      on duty                         Moss            twice
3     Survey victims                  Rita Moss       Late

\f4     Deliver the training            Insp Ann Vale   Asked
"""
    (plan,) = _found(text, lexicon).plans
    assert [bool(row.flags) for row in plan.rows] == [False, True, False, False]


def test_the_end_of_an_action_that_names_a_section_is_no_band(lexicon):
    text = """\
Ref   Action                          Owner           Update
1     Share what is known with        Insp Ann Vale   Done
      partnerships
2     Deliver training                Rita Moss       Asked
"""
    (plan,) = _found(text, lexicon).plans
    assert _cells(plan.rows[0])["action"] == "Share what is known with partnerships"
    assert plan.rows[1].section is None


def test_the_end_of_a_row_under_a_header_printed_again_is_no_label(lexicon):
    header = "Ref   Action                          Owner           Update\n"
    text = header
    text += "1     Review the licensing plan       Insp Ann Vale   Sent to each of the\n\f"
    text += header
    text += "                                                      towns.\n"
    text += "2     Survey victims                  Rita Moss       Late\n"
    (plan,) = _found(text, lexicon).plans
    assert _cells(plan.rows[0])["comments"] == "Sent to each of the towns."


@pytest.mark.parametrize(
    ("header", "flagged"),
    [
        ("Ref   Action                          Lead  Support   Update\n", True),
        ("Ref   Action                          Owner           Update\n", False),
    ],
)
def test_two_labels_over_one_column_put_its_rows_in_doubt(lexicon, header, flagged):
    rows = "".join(f"{n}     Review the licensing plan       Insp Ann Vale   Done\n" for n in range(1, 6))
    (plan,) = _found(header + rows, lexicon).plans
    assert {bool(row.flags) for row in plan.rows} == {flagged}


def test_references_in_the_middle_of_their_rows_put_them_in_doubt(lexicon):
    row = "      Review the licensing plan\n{}                                     Insp Ann Vale   Done\n"
    row += "      with each of the partners\n"
    header = "Ref   Action                          Owner           Update\n"
    (plan,) = _found(header + "".join(row.format(n) for n in range(1, 6)), lexicon).plans
    assert all(row.flags for row in plan.rows)


def test_a_reference_that_its_column_broke_is_one(lexicon):
    text = "Ref     Action                          Owner           Update\n"
    for n in range(1, 6):
        text += "03.18.  Review the licensing plan       Insp Ann Vale   Done\n"
        text += f"0{n}      with partners\n"
    (plan,) = _found(text, lexicon).plans
    assert [row.cells["urn"].text for row in plan.rows] == [f"03.18.0{n}" for n in range(1, 6)]


@pytest.mark.parametrize(("due", "odd"), [("", [0, 1, 2, 3]), ("May 2020", [])])
def test_a_labelled_column_that_no_row_fills_makes_all_rows_odd(lexicon, due, odd):
    printed = {"urn": "1", "action": "Review the plan", "owner": "Rita Moss", "due": due}
    cells = {column: words_of(read_lines(text), lexicon) for column, text in printed.items() if text}
    known = Oddities(frozenset(), frozenset(), True, frozenset(printed), False)
    assert odd_rows([cells] * 4, known) == odd


ONE = "{}\n\nReview the plan with partners\n\nInsp Ann Vale\n\nForce\n\nPrepare\n\nGreen\n\n"


@pytest.mark.parametrize(
    ("last", "flagged"),
    [
        ("The plan was reviewed in May.\n\n", False),
        ("The plan was reviewed in May.\n\n1.0\n\n", True),
        ("The plan was reviewed in May.\n\nRAG\nStatus\n\nRAG Status\n\n", True),
        ("", True),
    ],
)
def test_rows_that_lack_or_hold_what_others_do_not_are_in_doubt(lexicon, last, flagged):
    said = "It was reviewed in Harrowby.\n\n"
    text = HEADER + "".join(ONE.format(n) + said for n in range(1, 7)) + ONE.format(7) + last
    rows = [row for plan in _found(text, lexicon).plans for row in plan.rows]
    assert bool({"two readings", "reading order in doubt"} & set(rows[-1].flags)) is flagged
    assert (rows[-1].confidence < 0.9) is flagged


def test_a_sheet_keeps_its_columns(lexicon):
    text = "\t\tAims\t\tMeasure\t\t3m Jun 18\n\n\t\tKeep victims safe\t\tRepeat calls\t\t45\n\n"
    text += "\t\t\t\tOffences\t\t12\n"
    (page,) = [view.layout() for view in DumpReader(text.encode(), lexicon).pages()]
    (grid,) = [item for item in page.items if isinstance(item, Grid)]
    assert [[(c.col, c.lines[0]) for c in row.cells] for row in grid.rows][2] == [(4, "Offences"), (6, "12")]


def test_prose_lines_broken_by_the_page_are_put_together(lexicon):
    (line,) = _lines("We work with partners to\n\n\nprevent crime.\n", lexicon)
    assert line.text == "We work with partners to prevent crime."
    assert line.words == 7


def test_a_space_at_a_lines_head_is_a_page_break_only_under_text():
    gaps = [line.gap for line in read_lines("one\n" * 10 + "six\n seven\n\n eight\n")]
    assert gaps[10:] == [Gap.LINE, Gap.PAGE, Gap.BLOCK]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding):
    assert decode("the Board’s plan\r\n– page".encode(encoding)) == "the Board’s plan\n– page"


def test_bytes_that_are_no_text():
    with pytest.raises(Damaged, match="no text"):
        decode(b"\x00\x01\x02" * 50)


@pytest.mark.skipif(not DUMP.exists(), reason="the real papers are not beside the project")
def test_the_real_dump(lexicon):
    found = _found(DUMP.read_bytes(), lexicon)
    golds = sorted(p for p in (SHARED / "gold").glob("[01]*.jsonl") if p.name[:2] not in ("12", "13"))
    assert len(found.plans) == len(golds)
    names = {"urn": "urn_raw", "rag": "rag_status"}
    right = total = 0
    for plan, path in zip(found.plans, golds, strict=True):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert [r.cells["urn"].text for r in plan.rows] == [g["urn_raw"] for g in rows]
        for row, gold in zip(plan.rows, rows, strict=True):
            for column in ("urn", "action", "owner", "level", "fourp", "rag", "comments"):
                printed = row.cells[column].text if column in row.cells else ""
                right += "".join(printed.split()) == "".join(gold[names.get(column, column)].split())
                total += 1
    assert right >= total * 0.99
