"""Automatic numbers: counted as Word counts them, and printed at the head of their paragraph."""

from __future__ import annotations

import pytest
from office_files import (
    docx,
    grid_of,
    lines_of,
    num,
    p,
    page_of,
    r,
    refer,
    style,
    table_of,
    tbl,
    tc,
    texts,
    tr,
)

from extract.word.numbering import spell


def level(at: int, text: str, *, form: str = "decimal", more: str = "") -> str:
    about = f'<w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{at}">{about}</w:lvl>'


def lists(*levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>') -> str:
    return f'<w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>{nums}'


def item(text: str, at: int = 0, num: int = 1) -> str:
    return p(text, props=f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{num}"/></w:numPr>')


PLAN = lists(level(0, "%1."), level(1, "%1.%2"), level(2, "%1.%2.%3"))


def numbers(body: str, numbering: str, **parts: str) -> list[str]:
    return lines_of(page_of(docx(body, numbering=numbering, **parts)))


def test_levels_count_and_restart_under_a_new_number_above():
    body = item("a") + item("b", 1) + item("c", 1) + item("d") + item("e", 1) + item("f", 2)
    assert numbers(body, PLAN) == ["1. a", "1.1 b", "1.2 c", "2. d", "2.1 e", "2.1.1 f"]


def test_an_empty_numbered_cell_of_the_urn_column_holds_its_number():
    rows = [tr(tc(item("", at)), text) for at, text in [(0, "Governance"), (1, "Review"), (1, "Train")]]
    assert table_of(docx(tbl(*rows), numbering=PLAN)) == [
        ["1.", "Governance"],
        ["1.1", "Review"],
        ["1.2", "Train"],
    ]


def test_a_cell_hidden_under_a_merge_takes_no_number():
    rows = [
        tr(tc(item(""), props='<w:vMerge w:val="restart"/>'), "Review"),
        tr(tc(item(""), props="<w:vMerge/>"), "Report"),
        tr(tc(item("")), "Train"),
    ]
    assert table_of(docx(tbl(*rows), numbering=PLAN)) == [["1.", "Review"], ["Report"], ["2.", "Train"]]


def test_a_deleted_paragraph_takes_no_number():
    gone = p(
        "<w:del><w:r><w:delText>x</w:delText></w:r></w:del>",
        props='<w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr>',
    )
    assert numbers(item("a") + gone + item("b"), PLAN) == ["1. a", "2. b"]


def test_two_lists_over_one_definition_count_on_and_an_override_starts_again():
    nums = "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="7"/>{more}</w:num>'
        for n, more in [
            (1, ""),
            (2, ""),
            (3, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'),
        ]
    )
    body = item("a") + item("b", num=2) + item("c", num=3) + item("d", num=3)
    assert numbers(body, lists(level(0, "%1"), nums=nums)) == ["1 a", "2 b", "5 c", "6 d"]


def test_an_override_may_bring_its_own_level():
    nums = num(1, 7, f'<w:lvlOverride w:ilvl="0">{level(0, "HC%1")}</w:lvlOverride>')
    assert numbers(item("a"), lists(level(0, "%1"), nums=nums)) == ["HC1 a"]


def test_numbering_comes_by_style_at_the_level_linked_to_it():
    own = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = (
        style("Sec", "Section", own)
        + style("Act", "Action", own)
        + style("Sub", "Sub", '<w:basedOn w:val="Act"/>')
    )
    numbering = lists(
        level(0, "%1.0", more='<w:pStyle w:val="Sec"/>'), level(1, "%1.%2", more='<w:pStyle w:val="Act"/>')
    )
    body = "".join(
        p(text, props=f'<w:pStyle w:val="{key}"/>')
        for text, key in [("a", "Sec"), ("b", "Act"), ("c", "Sub")]
    )
    body += p("d", props='<w:pStyle w:val="Act"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert numbers(body, numbering, styles=styles) == ["1.0 a", "1.1 b", "1.2 c", "d"]


def test_a_list_linked_to_a_numbering_style_uses_that_styles_levels():
    linked = (
        f'<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="Plan"/>{level(0, "P%1")}</w:abstractNum>'
        '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="Plan"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="2"/></w:num>'
    )
    assert numbers(item("a"), linked) == ["P1 a"]


def test_a_list_that_begins_deeper_counts_the_levels_above_as_begun():
    assert numbers(item("a", 1) + item("b", 1) + item("c"), PLAN) == ["1.1 a", "1.2 b", "2. c"]


def test_headers_notes_and_text_boxes_number_apart_from_the_body():
    box = f"<w:r><w:pict><v:rect><w:txbxContent>{item('box')}</w:txbxContent></v:rect></w:pict></w:r>"
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    body = item("a") + p("b", box, props=numbered) + tbl(tr(tc(p("c", box, props=numbered)))) + item("d")
    body += f"<w:sectPr>{refer('header', 'header1')}{refer('footer', 'footer1')}</w:sectPr>"
    page = page_of(docx(body, numbering=PLAN, header1=item("head"), footer1=item("foot")))
    assert lines_of(page) == ["1. head", "1. a", "2. b", "1. box", "4. d", "2. foot"]
    assert texts(grid_of(page)) == [["3. c / 2. box"]]


def test_a_level_that_never_restarts_counts_on():
    numbering = lists(level(0, "%1."), level(1, "%2", more='<w:lvlRestart w:val="0"/>'))
    body = item("a") + item("b", 1) + item("c") + item("d", 1)
    assert numbers(body, numbering) == ["1. a", "1 b", "2. c", "2 d"]


def test_legal_numbers_take_over_those_above_as_decimals():
    numbering = lists(level(0, "%1", form="upperRoman"), level(1, "%1.%2", more="<w:isLgl/>"))
    assert numbers(item("a") + item("b", 1), numbering) == ["I a", "1.1 b"]
    section = level(1, "%1.%2", form="decimalZero", more="<w:isLgl/>")
    article = lists(level(0, "Article %1.", form="upperRoman"), section)
    assert numbers(item("a") + item("b", 1), article) == ["Article I. a", "1.01 b"]


def test_a_custom_format_pads_with_noughts():
    form = '<w:numFmt w:val="custom" w:format="001, 002, 003, ..."/>'
    plain = '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback>'
    both = f'<mc:AlternateContent><mc:Choice Requires="w14">{form}</mc:Choice>{plain}</mc:AlternateContent>'
    own = f'<w:lvl w:ilvl="0">{both}<w:lvlText w:val="%1"/></w:lvl>'
    assert numbers(item("a"), lists(own)) == ["001 a"]


@pytest.mark.parametrize(
    ("text", "font", "printed"),
    [
        ("\uf0b7", "Symbol", "• x"),
        ("o", "Courier New", "• x"),
        ("-", "Calibri", "- x"),
        ("\uf0fc", "Wingdings", "✓ x"),
        ("\uf0a7", "Wingdings", "• x"),
    ],
)
def test_a_bullet_prints_as_a_sign(text, font, printed):
    numbering = lists(
        level(0, text, form="bullet").replace(
            "</w:lvl>", f'<w:rPr><w:rFonts w:ascii="{font}"/></w:rPr></w:lvl>'
        )
    )
    assert numbers(item("x"), numbering) == [printed]
    assert numbers(item(""), numbering) == []


def test_no_gap_after_a_number_that_has_none():
    assert numbers(item("a"), lists(level(0, "%1)", more='<w:suff w:val="nothing"/>'))) == ["1)a"]


def test_a_list_that_is_not_there_numbers_nothing():
    assert numbers(item("a", num=9) + item("b", at=8), PLAN) == ["a", "b"]


def test_a_number_has_the_paragraphs_words_counted_with_it():
    page = page_of(docx(item("a b"), numbering=PLAN))
    assert page.words == 3


def test_a_text_typed_with_its_number_stays_as_it_is():
    assert numbers(p(r("1.1 a")), PLAN) == ["1.1 a"]


@pytest.mark.parametrize(
    ("count", "style", "printed"),
    [(4, "lowerRoman", "iv"), (1999, "upperRoman", "MCMXCIX"), (28, "lowerLetter", "bb"),
     (3, "upperLetter", "C"), (7, "decimalZero", "07"), (22, "ordinal", "22nd"), (12, "ordinal", "12th"),
     (21, "cardinalText", "Twenty-one"), (5, "none", ""), (5, "chicago", "5"), (0, "upperRoman", "0")],
)  # fmt: skip
def test_counters_are_spelt(count, style, printed):
    assert spell(count, style) == printed
