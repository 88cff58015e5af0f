"""The covering paper's own words, and what a file says of itself."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.blocks import blocks
from extract.model import Block, Cell, Grid, Info, Method, Paper, Plan, PlanRow, Printed, Row, WordCounts
from normalise import kind
from normalise.narrative import narrative
from normalise.strands import Strands, contents_list
from normalise.words import load

SHARED = Path(__file__).parents[2] / "shared"


def paper(*texts, name="paper.docx", path=None, **more):
    made = tuple(t if isinstance(t, Block) else Block(t) for t in texts)
    more.setdefault("format", "docx")
    return Paper("c" * 12, path or name, None, name, status="ok", blocks=made, **more)


def read(*texts, covering=True, **more):
    found = narrative(paper(*texts, **more), Strands(load()), covering=covering)
    return [(n.number, n.heading, n.strand, n.text) for n in found]


def table(*rows):
    made = tuple(Row(tuple(Cell((t,), i) for i, t in enumerate(row) if t)) for row in rows)
    return Grid(Method.WORD_TABLE, made, 2, table_n=1)


def test_numbered_sections_hold_their_text():
    assert read("1.0 Purpose of Report", "An update.", "It is short.", "6.1 Demand", "N/A") == [
        ("1.0", "Purpose of Report", None, "An update.\nIt is short."),
        ("6.1", "Demand", None, "N/A"),
    ]


def test_entries_of_a_list_are_no_sections():
    found = read(
        "4.0 Background", "There are two areas:", "1. Hate Crime", "2. Domestic Abuse", "5.0 Work", "None"
    )
    assert [n[0] for n in found] == ["4.0", "5.0"]
    assert "1. Hate Crime\n2. Domestic Abuse" in found[0][3]


def test_whole_numbers_head_sections_where_they_stand_out():
    bold = [
        Block("1. Purpose", bold=True),
        Block("An update.", bold=False),
        Block("2. Background", bold=True),
    ]
    assert [n[:2] for n in read(*bold, Block("None", bold=False))] == [("1", "Purpose"), ("2", "Background")]


def test_a_numbered_paragraph_is_told_under_the_heading_above_it():
    text = "The board is asked to note the report and to comment upon the content of the plans."
    assert read("1.0 Purpose", "Text", f"1.1 {text}") == [
        ("1.0", "Purpose", None, "Text"),
        ("1.1", "Purpose", None, text),
    ]


def test_developments_carry_the_strand_they_stand_under():
    found = read(
        "5.0 Current Work",
        "Developments include;",
        "Hate Crime:",
        "• A form was made.",
        "• Training is under way.",
        "Governance;",
        "• A board meets.",
    )
    assert found[1:] == [
        ("5.0", "Current Work", "Hate Crime", "A form was made."),
        ("5.0", "Current Work", "Hate Crime", "Training is under way."),
    ]
    assert "• A board meets." in found[0][3], "what belongs to no strand stays in its section"


def test_the_front_table_and_the_list_of_strands_are_told():
    front = table(("Title of report:", "Crime Prevention"), ("Date of meeting:", "12 March 2024"))
    listed = table(("1", "Hate Crime"), ("2", "Domestic Abuse"))
    found = read("1.0 Purpose", "An update.", grids=(front, listed))
    assert found[0] == (None, "Title of report", None, "Crime Prevention")
    assert found[-1] == ("2", None, "Domestic Abuse", "Domestic Abuse")


def test_the_key_printed_in_a_plan_is_kept():
    plan = Plan((), ("urn",), key=("Blue = complete", "Green = on track"))
    found = read("Some text", "1.0 not told", covering=False, plans=(plan,))
    assert found == [(None, "Key", None, "Blue = complete"), (None, "Key", None, "Green = on track")]


ROW = PlanRow({"action": Printed("Visit the hub", ("Visit the hub",))}, Method.TAGS, 3)
PLAN = Plan((ROW,), ("action",))


def test_kinds():
    assert kind.kind(paper("1.0 Purpose", "2.0 Recommendations", "3.0 Background"), None) == "board paper"
    assert kind.kind(paper(plans=(PLAN,)), None) == "delivery plan"
    assert kind.kind(paper(format="xlsx"), None, has_measures=True) == "performance data"
    assert kind.kind(paper(format="xlsx"), None) == "other"
    assert kind.kind(paper("STRATEGIC AIMS", "Partnership Forums:"), None) == "strategy"
    assert kind.kind(paper("A letter."), None) == "other"
    assert kind.kind(paper(format="zip"), None) == "other"


def test_minutes_with_an_action_table_are_a_board_paper():
    texts = ("MINUTES OF THE MEETING", "held in the hall and much else was said there by many people")
    assert kind.kind(paper(*texts, plans=(PLAN,), counts=WordCounts(in_rows=3)), None) == "board paper"


def test_titles():
    assert kind.title(paper("Title of report: Crime Plans", "Text")) == "Crime Plans"
    assert kind.title(paper(grids=(table(("Report title:", "Crime Plans")),))) == "Crime Plans"
    large = [
        Block("Wenmarsh Delivery Plan", 1, size=20.0),
        *(Block(f"Text {n}.", 1, size=10.0) for n in range(4)),
    ]
    assert kind.title(paper(*large)) == "Wenmarsh Delivery Plan"
    assert kind.title(paper("Some text.", info=Info(title="Microsoft Word - plan v2.doc"))) is None
    assert kind.title(paper("Some text.", info=Info(title="Delivery Plan"))) == "Delivery Plan"


@pytest.mark.parametrize(
    ("made", "day", "last"),
    [
        (paper("Date of meeting: 12 March 2024"), "2024-03-12", "2024-03-12"),
        (paper(grids=(table(("Date of meeting:", "12/03/2024")),)), "2024-03-12", "2024-03-12"),
        (
            paper("MINUTES OF THE MEETING", "HELD IN THE HALL", "ON", "12th March 2024"),
            "2024-03-12",
            "2024-03-12",
        ),
        (paper("Village plan", "Report to the Parish Council, 12 March 2024"), "2024-03-12", "2024-03-12"),
        (paper("Text", name="Plan 12.03.24.pdf"), "2024-03-12", "2024-03-12"),
        (paper("Text", name="plan.pdf", path="2024-03/plan.pdf"), None, "2024-03-31"),
        (paper("Text", name="plan.pdf", path="papers/March 2024/plan.pdf"), None, "2024-03-31"),
        (paper("Text", name="plan.pdf", path="2024Q1/plan.pdf"), None, "2024-03-31"),
        (paper("Text"), None, None),
    ],
)
def test_the_day_of_the_meeting(made, day, last):
    found = kind.paper_date(made)
    assert (str(found.date) if found.date else None, str(found.last) if found.last else None) == (day, last)


def test_the_meeting_before_is_not_this_one():
    made = paper(
        "The minutes of the last meeting held on 12 January 2024", "A hub opened on 1 February 2024."
    )
    assert kind.paper_date(made).date is None


def test_of_two_printed_days_the_file_name_picks_one():
    texts = ("MEETING HELD ON 24th May 2023", "MEETING HELD ON 23rd May 2024")
    assert kind.paper_date(paper(*texts, name="2024-05-23 minutes.pdf")).date == dt.date(2024, 5, 23)
    assert kind.paper_date(paper(*texts)).date == dt.date(2023, 5, 24)


def test_the_span_of_the_strategy():
    assert kind.strategy_begins(["The Crime Prevention Strategy (2022-2025)."]) == dt.date(2022, 1, 1)
    assert kind.strategy_begins(["from the 2022-25 Crime Prevention Strategy"]) == dt.date(2022, 1, 1)
    assert kind.strategy_begins(["The strategy for 2023/24", "Budget 2022-2025"]) is None


@pytest.mark.skipif(
    not (SHARED / "gold").exists(), reason="the papers read by hand are not beside the project"
)
def test_the_board_paper_read_by_hand():
    from extract.word.reader import WordReader  # noqa: PLC0415 - loads lxml only where it is needed

    reader = WordReader((SHARED / "papers/2019-06/board-paper.docx").read_bytes())
    pages = [view.layout() for view in reader.pages()]
    reader.close()
    grids = tuple(item for page in pages for item in page.items if isinstance(item, Grid))
    made = paper(*(b for page in pages for b in blocks(page)), grids=grids)
    known = Strands(load())
    found = narrative(made, known, covering=True, names=contents_list(made, known))
    gold = json.loads((SHARED / "gold/00-board-paper.json").read_text(encoding="utf-8"))

    def flat(text):
        return " ".join(re.sub("[·•]", "•", text).split())

    told = {(n.number, n.heading): flat(n.text) for n in found if n.strand is None}
    for section in gold["sections"]:
        assert told[section["number"], section["heading"]] == flat(section["text"])
    for development in gold["developments"]:
        mine = [flat(n.text) for n in found if n.strand == development["strand"] and n.heading]
        assert mine == [flat(bullet) for bullet in development["bullets"]]
    assert [n.text for n in found if n.strand and not n.heading] == [e["strand"] for e in gold["plan_table"]]


@pytest.mark.parametrize(
    ("name", "last", "day"),
    [
        ("2021-07 action log.docx", "2021-07-31", None),
        ("action log 2021_07.docx", "2021-07-31", None),
        ("log 20210724.pdf", "2021-07-24", "2021-07-24"),
        ("log 24072021.pdf", "2021-07-24", "2021-07-24"),
        ("Jul21 log.pdf", "2021-07-31", None),
        ("2011-12 plan.pdf", None, None),
        ("Item 12345678.pdf", None, None),
        ("plan 2021-22.pdf", None, None),
    ],
)
def test_a_file_is_dated_by_its_name(name, last, day):
    found = kind.paper_date(paper("Some words of the plan.", name=name))
    assert (str(found.last) if found.last else None, str(found.date) if found.date else None) == (last, day)
    assert kind.dated_by_name(name) == (last is not None)


HEADS = st.sampled_from(
    ["1.0 Purpose", "2. Update", "Hate Crime:", "\u2022 A hub opened", "Key", "Blue = complete"]
)


@given(st.lists(HEADS | st.text(max_size=30).map(lambda t: " ".join(t.split())), max_size=9))
def test_no_word_of_a_covering_paper_is_lost(texts):
    found = narrative(paper(*texts), Strands(load()), covering=True)
    told = " ".join(part for n in found for part in (n.number or "", n.heading or "", n.text))
    for text in texts:
        for word in re.findall(r"\w+", text):
            assert word in told
