"""Paragraphs, runs and fields of Word files: what is printed, once, and nothing else."""

from __future__ import annotations

import contextlib
import itertools
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office_files import (
    NAMES,
    OFFICE,
    docx,
    grid_of,
    lines_of,
    num,
    p,
    page_of,
    r,
    refer,
    rels,
    style,
    table_of,
    tbl,
    tc,
    tr,
    zipped,
)

from extract.errors import Damaged, Encrypted, PaperError, TooLarge, Unsupported
from extract.limits import Limits
from extract.model import Grid, Line
from extract.word import WordReader

SHARED = Path(__file__).parents[2] / "shared"


def text_of(*runs: str) -> str:
    return " | ".join(lines_of(page_of(docx(p(*runs)))))


def test_a_page_has_no_number_and_its_items_stand_in_document_order():
    page = page_of(docx(p("Wenmarsh Police") + tbl(tr("1.1", "Patrol Harrowby")) + p("End of plan")))
    assert page.number is None
    assert [type(item) for item in page.items] == [Line, Grid, Line]
    assert grid_of(page).table_n == 1


def test_tabs_and_breaks_part_words_and_soft_hyphens_do_not():
    assert text_of(
        "<w:r><w:t>Stoke</w:t><w:tab/><w:t>Tallow</w:t><w:br/><w:t>re</w:t><w:softHyphen/><w:t>view</w:t></w:r>"
    ) == ("Stoke Tallow review")
    assert text_of("<w:r><w:t>multi</w:t><w:noBreakHyphen/><w:t>agency</w:t></w:r>") == "multi-agency"


def test_a_line_break_in_a_cell_ends_a_printed_line():
    cell = tc("<w:p><w:r><w:t>Ch Insp</w:t><w:br/><w:t>A. Reed</w:t></w:r></w:p>", "Harrowby")
    assert table_of(docx(tbl(tr(cell)))) == [["Ch Insp / A. Reed / Harrowby"]]


def test_tracked_insertions_print_and_deletions_and_moves_from_do_not():
    assert text_of(
        "Review ", f"<w:ins>{r('every ')}</w:ins>", "<w:del><w:r><w:delText>each </w:delText></w:r></w:del>",
        f"<w:moveFrom>{r('old place')}</w:moveFrom>", f"<w:moveTo>{r('quarter')}</w:moveTo>",
    ) == "Review every quarter"  # fmt: skip


def test_a_deleted_paragraph_mark_joins_two_paragraphs():
    body = p("Work with ", props="<w:rPr><w:del/></w:rPr>") + p("partners")
    assert lines_of(page_of(docx(body))) == ["Work with partners"]


def test_a_deleted_paragraph_mark_before_a_table_loses_no_words():
    body = p("Plan", props="<w:rPr><w:del/></w:rPr>") + tbl(tr("1.1"))
    assert page_of(docx(body)).words == 2


def test_hidden_text_is_not_printed_also_by_its_style():
    styles = (
        '<w:style w:type="character" w:styleId="H"><w:name w:val="Note"/><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    body = p(
        "Seen ",
        r("unseen ", "<w:vanish/>"),
        r("nor this", '<w:rStyle w:val="H"/>'),
        r("too", '<w:vanish w:val="0"/>'),
    )
    assert lines_of(page_of(docx(body, styles=styles))) == ["Seen too"]


def test_capitals_are_printed_as_capitals():
    assert text_of(r("governance", "<w:caps/>")) == "GOVERNANCE"


def test_a_field_prints_its_result_and_not_its_code():
    begin, separate, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    code = "<w:r><w:instrText>DATE</w:instrText></w:r>"
    nested = (
        begin
        + "<w:r><w:instrText>IF </w:instrText></w:r>"
        + begin
        + code
        + separate
        + r("inner")
        + end
        + separate
    )
    assert text_of("As at ", begin, code, separate, "26 June 2019", end) == "As at 26 June 2019"
    assert text_of("As at ", nested, "yes", end) == "As at yes"


def test_a_field_left_open_swallows_no_later_paragraph():
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    assert lines_of(page_of(docx(p("One ", begin) + p("Two")))) == ["One", "Two"]


def test_simple_fields_and_hyperlinks_print_their_text():
    assert (
        text_of(
            f"<w:fldSimple w:instr='PAGE'>{r('4 ')}</w:fldSimple>",
            f"<w:hyperlink>{r('the plan')}</w:hyperlink>",
        )
        == "4 the plan"
    )


@pytest.mark.parametrize(
    ("data", "printed"),
    [
        (
            '<w:ddList><w:result w:val="1"/><w:listEntry w:val="R"/><w:listEntry w:val="G"/></w:ddList>',
            "G",
        ),
        ('<w:ddList><w:listEntry w:val="Red"/><w:listEntry w:val="Green"/></w:ddList>', "Red"),
        ("<w:checkBox><w:checked/></w:checkBox>", "☒"),
        ('<w:checkBox><w:default w:val="0"/></w:checkBox>', "☐"),
    ],
)
def test_a_form_field_prints_what_was_chosen(data, printed):
    field = (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
        '<w:r><w:instrText>FORM</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert text_of("RAG: ", field) == f"RAG: {printed}"


def dropdown(content: str, props: str = "") -> str:
    entries = (
        '<w:listItem w:displayText="On track" w:value="2"/><w:listItem w:displayText="Late" w:value="3"/>'
    )
    return (
        f'<w:sdt><w:sdtPr>{props}<w:dropDownList w:lastValue="2">{entries}</w:dropDownList></w:sdtPr>'
        f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
    )


def test_a_dropdown_prints_its_choice_and_an_unfilled_one_nothing():
    assert text_of(dropdown(r("Late"))) == "Late"
    assert text_of(dropdown("")) == "On track"
    page = page_of(
        docx(
            p(
                "Status: ",
                dropdown(r("Choose an item."), "<w:showingPlcHdr/>").replace(' w:lastValue="2"', ""),
            )
        )
    )
    assert lines_of(page) == ["Status:"]
    assert page.flags == ("placeholder text dropped",)


def test_content_controls_around_rows_cells_paragraphs_and_runs_lose_nothing():
    wrap = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>".format
    rows = tr("1.1", wrap(tc("Review"))) + wrap(tr("1.2", tc(wrap(p("Train"))), tc(p(wrap(r("Green"))))))
    assert table_of(docx(wrap(tbl(rows)))) == [["1.1", "Review"], ["1.2", "Train", "Green"]]


@pytest.mark.parametrize(
    ("char", "font", "printed"),
    [("F0FC", "Wingdings", "✓"), ("F06C", "Wingdings", "●"), ("F050", "Wingdings 2", "✓"),
     ("0041", "Arial", "A"), ("F0B7", "Symbol", "•"), ("D800", "Arial", ""), ("zz", "Arial", "")],
)  # fmt: skip
def test_a_symbol_prints_as_the_sign_it_shows(char, font, printed):
    assert text_of("x", f'<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>') == f"x{printed}"


def test_letters_typed_in_a_symbol_font_are_signs_and_other_fonts_are_left_alone():
    assert text_of(r("ü", '<w:rFonts w:ascii="Wingdings"/>')) == "✓"
    assert text_of(r("ü", '<w:rFonts w:ascii="Arial"/>')) == "ü"


BOX = "<w:txbxContent><w:p><w:r><w:t>Boxed words</w:t></w:r></w:p></w:txbxContent>"


def test_a_text_box_prints_once_though_it_is_in_both_alternatives():
    both = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>'
        f"{BOX}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:rect><v:textbox>{BOX}"
        "</v:textbox></v:rect></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert lines_of(page_of(docx(p("Anchor", both)))) == ["Anchor", "Boxed words"]
    assert table_of(docx(tbl(tr(tc(p("Cell", both)))))) == [["Cell / Boxed words"]]


def test_an_alternative_that_needs_what_is_not_understood_gives_way_to_its_fallback():
    unknown = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="w99" xmlns:w99="urn:later"><w:t>new</w:t></mc:Choice>'
        "<mc:Fallback><w:t>old</w:t></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert text_of(unknown) == "old"


def test_headers_and_footers_are_furniture_once_and_notes_print_after_the_body():
    named = refer("header", "header1") + refer("header", "header2", "even") + refer("footer", "footer1")
    sections = f"<w:sectPr>{named}</w:sectPr>"
    body = p("Body", '<w:r><w:footnoteReference w:id="2"/></w:r>') + sections
    notes = '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>no</w:t></w:r></w:p></w:footnote>'
    notes += (
        f'<w:footnote w:id="2">{p("Note text")}</w:footnote><w:footnote w:id="3">{p("Unused")}</w:footnote>'
    )
    page = page_of(
        docx(
            body, header1=p("OFFICIAL"), header2=p("OFFICIAL"), footer1=tbl(tr("Page", "2")), footnotes=notes
        )
    )
    assert [(item.text, item.furniture) for item in page.items] == [
        ("OFFICIAL", True), ("Body", None), ("Note text", None), ("Page", True), ("2", True),
    ]  # fmt: skip


def test_a_line_knows_its_style_size_and_weight_through_the_chain_of_styles():
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>'
        + style("N", "Normal", default=1)
        + style("T1", "heading 1", '<w:basedOn w:val="N"/><w:rPr><w:b/><w:sz w:val="32"/></w:rPr>')
        + style("T2", "Plan title", '<w:basedOn w:val="T1"/>')
    )
    page = page_of(docx(p("Hate Crime", props='<w:pStyle w:val="T2"/>') + p("plain"), styles=styles))
    assert [(item.style, item.size, item.bold) for item in page.items] == [
        ("Plan title", 16.0, True),
        ("Normal", 11.0, False),
    ]


def test_styles_based_on_each_other_end():
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{a}"><w:name w:val="{a}"/><w:basedOn w:val="{b}"/></w:style>'
        for a, b in ("AB", "BA")
    )
    assert lines_of(page_of(docx(p("x", props='<w:pStyle w:val="A"/>'), styles=styles))) == ["x"]


def test_strict_files_read_like_transitional_ones():
    body = p("Plan") + tbl(tr("1.1", tc("Act", props='<w:shd w:fill="00B050"/>')))
    data = docx(body)
    strict = zipped(
        {
            "_rels/.rels": rels({"a": ("officeDocument", "word/document.xml")}).replace(
                OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships"
            ),
            "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>".replace(
                "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                "http://purl.oclc.org/ooxml/wordprocessingml/main",
            ),
        }
    )
    assert b"purl.oclc.org" in WordReader(strict)._package.read("word/document.xml")
    assert page_of(strict).items == page_of(data).items


def test_properties_are_read_and_a_bad_date_is_none():
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        "<dc:title> Delivery  plan </dc:title><dcterms:created>2019-06-20T09:00:00Z</dcterms:created>"
        "<dcterms:modified>soon</dcterms:modified></cp:coreProperties>"
    )
    made = "<Application>Wenmarsh Office</Application>"
    app = f'<Properties xmlns="{OFFICE.replace("relationships", "extended-properties")}">{made}</Properties>'
    info = WordReader(docx(p("x"), {"docProps/core.xml": core, "docProps/app.xml": app})).info
    assert (info.title, info.created, info.modified, info.producer, info.pages) == (
        "Delivery plan", date(2019, 6, 20), None, "Wenmarsh Office", None,
    )  # fmt: skip


def test_an_embedded_chunk_is_flagged():
    assert page_of(docx('<w:altChunk r:id="x"/>' + p("x"))).flags == ("altChunk not read",)


def test_a_relationship_to_nowhere_stops_nothing():
    body = p("Body") + f"<w:sectPr>{refer('header', 'gone')}{refer('footer', 'h')}</w:sectPr>"
    extra = {"word/_rels/document.xml.rels": rels({"h": ("footer", "NULL")})}
    assert lines_of(page_of(docx(body, extra))) == ["Body"]


def test_a_text_of_the_view_holds_every_line():
    view = next(iter(WordReader(docx(p("Title") + tbl(tr("1.1", "Act")))).pages()))
    assert view.text() == "Title\n1.1\nAct\n"


ENTITIES = '<!DOCTYPE w [<!ENTITY a "boom"><!ENTITY b SYSTEM "file:///etc/passwd">]>'


def test_entities_are_never_expanded():
    body = "<w:p><w:r><w:t>x&a;&b;</w:t></w:r></w:p>"
    xml = f"{ENTITIES}<w:document {NAMES}><w:body>{body}</w:body></w:document>"
    page = page_of(docx("", {"word/document.xml": xml}))
    assert lines_of(page) == ["x"]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"no zip", Damaged),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), Unsupported),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), Encrypted),
        (zipped({"a.txt": "x"}), Damaged),
        (docx(p("x"))[:-300], Damaged),
        (docx("", {"word/document.xml": "<w:document"}), Damaged),
        (docx("", {"word/document.xml": "<other/>"}), Unsupported),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(data, error):
    with pytest.raises(error, match=r"ask|save|open|check"):
        WordReader(data)


def test_a_bomb_is_too_large_before_it_is_unpacked():
    bomb = docx(p("x"), {"word/media/a.bin": bytes(3_000_000)})
    with pytest.raises(TooLarge):
        WordReader(bomb, Limits(unpacked_bytes=2_000_000))
    with pytest.raises(TooLarge):
        WordReader(docx(p("x" * 200_000)), Limits(part_bytes=100_000))


def test_too_many_rows_or_too_deep_tables_are_refused():
    page = next(iter(WordReader(docx(tbl(*[tr("1")] * 30)), Limits(rows=20)).pages()))
    with pytest.raises(TooLarge):
        page.layout()
    deep = "x"
    for _ in range(15):
        deep = tbl(tr(tc(deep, p()), "y"), tr("1", "2"))
    with pytest.raises(TooLarge):
        page_of(docx(deep))


def test_one_long_number_named_a_thousand_times_is_refused():
    level = f'<w:lvl w:ilvl="0"><w:lvlText w:val="{"x" * 5000}"/></w:lvl>'
    numbering = f'<w:abstractNum w:abstractNumId="1">{level}</w:abstractNum>{num(1, 1)}'
    body = p("a", props='<w:numPr><w:numId w:val="1"/></w:numPr>') * 1000
    page = next(iter(WordReader(docx(body, numbering=numbering), Limits(characters=1_000_000)).pages()))
    with pytest.raises(TooLarge):
        page.layout()


WORDS = st.lists(st.sampled_from(["alpha", "beta", "gamma", " ", "1.1", "£5"]), max_size=4).map(" ".join)
CELLS = st.builds(
    lambda text, merge, span: tc(*text, props=merge + span),
    st.lists(WORDS, max_size=3),
    st.sampled_from(["", "", '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:hMerge w:val="continue"/>']),
    st.sampled_from(
        ["", "", '<w:gridSpan w:val="2"/>', '<w:gridSpan w:val="3"/>', '<w:tcW w:w="90" w:type="dxa"/>']
    ),
)
ROWS = st.builds(
    lambda cells, props: tr(*cells, props=props),
    st.lists(CELLS, min_size=1, max_size=4),
    st.sampled_from(["", '<w:gridBefore w:val="1"/>']),
)
TABLES = st.builds(
    lambda rows, grid: tbl(*rows, grid=grid),
    st.lists(ROWS, min_size=1, max_size=4),
    st.sampled_from([(), (800, 20, 3000, 1), (10, 10, 10), (500,) * 6]),
)
BODIES = st.lists(
    st.one_of(WORDS.map(p), TABLES, TABLES.map(lambda inner: tbl(tr(tc(inner, p()))))),
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(BODIES)
def test_no_word_is_lost_and_every_cell_stands_within_its_grid(blocks):
    count = itertools.count()
    body = re.sub(r"(alpha|beta|gamma)", lambda found: f"{found[0]}{next(count)}", "".join(blocks))
    page = page_of(docx(body))
    printed = " ".join(re.findall(r'<w:t xml:space="preserve">([^<]*)</w:t>', body)).split()
    placed = " ".join(next(iter(WordReader(docx(body)).pages())).text().split("\n")).split()
    unique = {word for word in printed if word[0] in "abg"}
    assert unique <= set(placed)
    assert len([word for word in placed if word[0] in "abg"]) == len(unique)
    for item in page.items:
        if isinstance(item, Grid):
            check_grid(item)


def check_grid(grid: Grid) -> None:
    taken: set[tuple[int, int]] = set()
    assert grid.edges is None or len(grid.edges) == grid.columns + 1
    for at, row in enumerate(grid.rows):
        for cell in row.cells:
            places = {
                (at + down, col)
                for down in range(cell.rowspan)
                for col in range(cell.col, cell.col + cell.colspan)
            }
            assert not places & taken
            assert 0 <= cell.col < cell.col + cell.colspan <= grid.columns
            assert at + cell.rowspan <= len(grid.rows)
            taken |= places


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_file_with_bytes_changed_reads_or_is_the_papers_fault(data):
    whole = docx(p("Plan") + tbl(tr("1.1", "Act", "Owner")))
    at = data.draw(st.integers(0, len(whole) - 1))
    broken = whole[:at] + data.draw(st.binary(max_size=8)) + whole[at + 4 :]
    with contextlib.suppress(PaperError):
        next(iter(WordReader(broken).pages())).layout()


ODD = st.sampled_from(
    ["", "-1", "0", "1e9", "nan", "9" * 5000, "F" * 400, "²", "pct999999", "99", "true", "rId1"]
)
RICH = p("a", props='<w:pStyle w:val="S"/><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>') + tbl(
    tr(tc("b", props='<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/><w:tcW w:w="900" w:type="dxa"/>')),
    tr(
        tc("c", props='<w:shd w:val="pct20" w:fill="00B050" w:themeFill="accent1" w:themeFillTint="80"/>'),
        "d",
    ),
    tr(
        "e", tc(p(r("f", '<w:sz w:val="20"/><w:color w:val="FF0000"/>'), '<w:r><w:sym w:char="F0FC"/></w:r>'))
    ),
    grid=(900, 800),
)
LEVELS = "".join(
    f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlRestart w:val="1"/>'
    f'<w:lvlText w:val="%{n + 1}."/></w:lvl>'
    for n in range(2)
)
LISTS = f'<w:abstractNum w:abstractNumId="1">{LEVELS}</w:abstractNum>{num(1, 1)}'


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_an_odd_value_anywhere_loses_no_table_and_crashes_nothing(data):
    parts = {"body": RICH, "numbering": LISTS, "styles": style("S", "Plan", '<w:basedOn w:val="S"/>')}
    name = data.draw(st.sampled_from(sorted(parts)))
    values = list(re.finditer(r'w:\w+="([^"]*)"', parts[name]))
    found = data.draw(st.sampled_from(values))
    parts[name] = parts[name][: found.start(1)] + data.draw(ODD) + parts[name][found.end(1) :]
    page = page_of(docx(parts.pop("body"), **parts))
    for item in page.items:
        if isinstance(item, Grid):
            check_grid(item)
            colours = [cell.fill for row in item.rows for cell in row.cells if cell.fill]
            assert all(0 <= part <= 255 for colour in colours for part in colour)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared papers are not beside this checkout")
@pytest.mark.parametrize(
    "path",
    sorted(
        [
            *SHARED.glob("attachments/*.docx"),
            *SHARED.glob("hostile/*/*.docx"),
            *SHARED.glob("papers/**/*.docx"),
        ]
    ),
    ids=lambda path: path.name,
)
def test_every_word_file_at_hand_reads_or_says_why_not(path):
    with contextlib.suppress(PaperError):
        for item in page_of(path.read_bytes()).items:
            if isinstance(item, Grid):
                check_grid(item)
