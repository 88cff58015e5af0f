"""Objective, aims and forums out of scattered boxes; lines clustered into blocks."""

from __future__ import annotations

import json
from pathlib import Path

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.blocks import blocks, join, wants_places
from extract.model import Block, Box, Line, Page, Paper
from normalise.aims import aims
from normalise.strands import Strands
from normalise.words import load

SHARED = Path(__file__).parents[2] / "shared"


def block(text, x0=None, top=None, **more):
    width, size = more.pop("width", 120.0), more.pop("size", 10.0)
    box = None if x0 is None else Box(x0, top, x0 + width, top + size)
    return Block(text, more.pop("page", 1), box, size if box else None, **more)


def read(*made):
    paper = Paper("s" * 12, "strategy.pdf", None, "strategy.pdf", "pdf", "no actions", blocks=made)
    return [(a.strand, a.kind, a.text) for a in aims(paper, Strands(load()))]


PURPOSE = "To work with all partners against hate crime"


def test_boxes_scattered_in_any_order_of_the_file():
    found = read(
        block("Partnership Forums:", 30, 600),
        block("• Harrowby Hub • Eastwold Watch", 30, 615),
        block("Encourage more people to report", 200, 200),
        block("• HATE CRIME •", 150, 40, size=18),
        block("STRATEGIC AIMS", 150, 120),
        block("Support victims on their way", 30, 200),
        block("Share what works with partners", 30, 300),
        block(PURPOSE, 100, 70, width=220),
    )
    assert found == [
        ("Hate Crime", "objective", PURPOSE),
        ("Hate Crime", "aim", "Support victims on their way"),
        ("Hate Crime", "aim", "Encourage more people to report"),
        ("Hate Crime", "aim", "Share what works with partners"),
        ("Hate Crime", "forum", "Harrowby Hub"),
        ("Hate Crime", "forum", "Eastwold Watch"),
    ]


def test_two_strands_side_by_side_on_a_page():
    found = read(
        block("HATE CRIME", 30, 40, size=18),
        block("DOMESTIC ABUSE", 330, 40, size=18),
        block("To stand up to hate crime together", 30, 70),
        block("To prevent abuse in every home", 330, 70),
        block("Encourage more people to report", 30, 200),
        block("Support victims on their way", 330, 200),
    )
    assert [(s, t) for s, k, t in found if k == "aim"] == [
        ("Hate Crime", "Encourage more people to report"),
        ("Domestic Abuse", "Support victims on their way"),
    ]


def test_a_word_strategy_has_only_its_order():
    found = read(
        block("Hate Crime", page=None, style="Heading 1"),
        block("Objective: To stand up to hate crime", page=None),
        block("Aims", page=None),
        block("• Encourage more people to report", page=None),
        block("Forums:", page=None),
        block("• Harrowby Hub", page=None),
        block("Domestic Abuse", page=None, style="Heading 1"),
        block("To prevent abuse in every home", page=None),
        block("• Support victims on their way", page=None),
    )
    assert found == [
        ("Hate Crime", "objective", "To stand up to hate crime"),
        ("Hate Crime", "aim", "Encourage more people to report"),
        ("Hate Crime", "forum", "Harrowby Hub"),
        ("Domestic Abuse", "objective", "To prevent abuse in every home"),
        ("Domestic Abuse", "aim", "Support victims on their way"),
    ]


def test_a_running_head_is_no_aim():
    pages = [
        made
        for page, name in enumerate(("HATE CRIME", "DOMESTIC ABUSE", "NIGHT TIME ECONOMY"), 1)
        for made in (
            block(name, 100, 40, size=18, page=page),
            block(f"To work on {name.lower()} together", 80, 70, page=page),
            block(f"Help those hurt by {name.lower()}", 30, 200, page=page),
            block("WENMARSH POLICE STRATEGY FOR ALL", 30, 780, page=page),
        )
    ]
    assert not any("WENMARSH" in text for _, _, text in read(*pages))


def test_a_page_that_names_no_strand_gives_nothing():
    assert (
        read(block("FOREWORD", 30, 40, size=18), block("I am pleased to write of hate crime.", 30, 70)) == []
    )


def line(text, x0, top, x1=None, **more):
    return Line(text, len(text.split()), Box(x0, top, x1 or x0 + 5 * len(text), top + 10), 10.0, **more)


def page(*lines):
    return Page(lines, sum(made.words for made in lines), 1, width=600, height=800)


def test_boxes_side_by_side_stay_apart_although_their_lines_share_a_height():
    made = page(
        line("To support all", 50, 100),
        line("To share what", 250, 100),
        line("victims of crime", 50, 114),
        line("works best here", 250, 114),
    )
    assert [b.text for b in blocks(made)] == [
        "To support all victims of crime",
        "To share what works best here",
    ]


def test_a_gap_a_bullet_and_a_change_of_weight_end_a_block():
    made = page(
        line("1.0 Purpose", 50, 100, bold=True),
        line("This paper is an update that runs on to a", 50, 114, 300, bold=False),
        line("second line.", 50, 128, bold=False),
        line("• A bullet", 50, 142, bold=False),
        line("Far below", 50, 190, bold=False),
    )
    assert [b.text for b in blocks(made)] == [
        "1.0 Purpose",
        "This paper is an update that runs on to a second line.",
        "• A bullet",
        "Far below",
    ]


def test_a_lone_bullet_or_number_joins_the_text_beside_it():
    made = page(
        line("•", 50, 100), line("Harrowby Hub", 70, 100), line("1.0", 50, 200), line("Purpose", 90, 200)
    )
    assert [b.text for b in blocks(made)] == ["• Harrowby Hub", "1.0 Purpose"]


def test_items_of_a_tagged_list_stay_apart_without_their_bullets():
    made = page(
        line("Harrowby Hub", 50, 100, style="LI"),
        line("Eastwold Watch", 50, 114, style="LI"),
        line("A heading that is as wide as the page and so shows its width", 50, 300, 500),
    )
    assert [b.text for b in blocks(made)][:2] == ["Harrowby Hub", "Eastwold Watch"]


def test_words_broken_at_a_line_end_keep_their_hyphen():
    assert join(["a multi-", "agency hub"]) == "a multi-agency hub"
    assert join(["pages 1 -", "Two"]) == "pages 1 - Two"


def test_word_paragraphs_are_blocks_and_furniture_says_so():
    made = Page((Line("One", 1), Line("Two", 1, furniture=True)), 2)
    assert [(b.text, b.style) for b in blocks(made)] == [("One", None), ("Two", "furniture")]


def test_short_pieces_want_their_places_and_prose_does_not():
    assert wants_places("\n".join(["To support all", "victims of crime"] * 6))
    assert not wants_places(
        "\n".join(["This is a line of prose that runs the whole width of its page, as it does."] * 12)
    )
    assert not wants_places("\n".join(["2019 12 14 15", "3.4 5.6 7.8"] * 6))


@pytest.mark.skipif(
    not (SHARED / "gold").exists(), reason="the papers read by hand are not beside the project"
)
def test_the_brochure_read_by_hand():
    import io  # noqa: PLC0415 - for this test alone
    import zipfile  # noqa: PLC0415 - as above

    from extract.pdf.reader import PdfReader  # noqa: PLC0415 - loads the engine only where it is needed

    with zipfile.ZipFile(SHARED / "papers/2019-06/board-paper.docx") as package:
        data = package.read("word/embeddings/oleObject7.bin")
    with olefile.OleFileIO(io.BytesIO(data)) as holder:
        reader = PdfReader(holder.openstream("CONTENTS").read())
    made = tuple(b for view in reader.pages() for b in blocks(view.layout()))
    reader.close()
    known = Strands(load())
    paper = Paper("s" * 12, "s.pdf", None, "s.pdf", "pdf", "no actions", blocks=made)
    got = [(a.strand, a.kind, a.text) for a in aims(paper, known)]
    want = []
    for text in (SHARED / "gold/13-strategy.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(text)
        strand = known.named(row["strand"])
        want.append((strand, "objective", row["objective"]))
        want += [(strand, kind, t) for kind, key in (("aim", "aims"), ("forum", "forums")) for t in row[key]]
    assert got == want


WORDS = st.sampled_from(
    ["HATE CRIME", "Partnership Forums:", "STRATEGIC AIMS", PURPOSE, "\u2022 Harrowby Hub"]
)
PLACE = st.integers(0, 500)


@given(st.lists(st.tuples(WORDS | st.text(max_size=30), PLACE, PLACE), max_size=8))
def test_any_boxes_give_aims_in_words_that_were_printed(boxes):
    printed = "".join("".join(c for c in text if c.isalnum()) for text, _, _ in boxes)
    for strand, kind, text in read(*(block(text, x, y) for text, x, y in boxes)):
        assert strand is not None
        assert kind in {"objective", "aim", "forum"}
        assert "".join(c for c in text if c.isalnum()) in printed
