"""What fuzzing found, each fault by name; and the fuzzer's targets on changed seeds, under Hypothesis."""

import io
import struct
import zipfile

import hostile_files as hostile
import olefile
import pytest
from container_files import compound
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.container import attachments
from extract.container.compound import Entry, write_compound
from extract.container.passwords import decrypt_office
from extract.errors import Damaged, PaperError, TooLarge
from extract.formats import sniff
from extract.limits import Budget
from extract.paper import read_tree
from fuzz import corpus
from fuzz.targets import TARGETS, Find, check, listed, package, parts_of, vocabulary
from normalise.words import Vocabulary

LEXICON = vocabulary().lexicon()


def opened(data):
    """Everything inside, as far as it can be had."""
    try:
        return list(attachments(data, sniff(data, "a"), "a", Budget()))
    except PaperError as error:
        return error


@pytest.mark.parametrize("at", [24, 28, 30, 32, 44, 48, 56, 60, 68, 72, 76])
@pytest.mark.parametrize("value", [0x7FFFFFFF, 0xFFFFFFFF, 0xFFFF, 0])
def test_ole_overflow_in_the_header(at, value):
    data = bytearray(compound(CONTENTS=b"%PDF-1.4 " + bytes(5000)))
    data[at : at + 4] = struct.pack("<I", value)
    opened(bytes(data))


@pytest.mark.parametrize("value", [2**31 - 1, 2**32 - 1, 2**63 - 1, 2**64 - 1])
def test_ole_overflow_in_a_size(value):
    data = bytearray(compound(CONTENTS=b"%PDF-1.4 " + bytes(5000)))
    name = "CONTENTS".encode("utf-16-le")
    entry = data.index(name)
    data[entry + 120 : entry + 128] = struct.pack("<Q", value)
    opened(bytes(data))
    data[entry + 116 : entry + 120] = struct.pack("<I", value % 2**32)
    opened(bytes(data))


def test_zip_members_without_a_name():
    for data in (
        hostile.zipped(("", b"x"), ("/", b"x"), ("plan.docx", hostile.plan())),
        hostile.zipped(("plan.docx", hostile.plan()), ("", b"")),
    ):
        papers = read_tree(data, "a.zip", LEXICON)
        assert [p.fault for p in papers] == [None] * len(papers)
        assert "ok" in [p.status for p in papers[1:]]
    with zipfile.ZipFile(io.BytesIO(hostile.plan())) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    (paper,) = read_tree(hostile.zipped(*parts, ("", b"x")), "a.docx", LEXICON)
    assert (paper.status, paper.fault) == ("ok", None)


@given(
    st.text(st.characters(exclude_characters="/\\:!\0", exclude_categories=["Cs"]), min_size=1, max_size=60)
)
@settings(deadline=None)
def test_the_compound_writers_header_of_a_long_name(name):
    data = write_compound([Entry((name,), b"x" * 10)])
    with olefile.OleFileIO(io.BytesIO(data)) as found:
        (path,) = found.listdir()
        assert name.encode("utf-16-le")[:62].startswith(path[0].encode("utf-16-le")[:60])


def test_a_lock_cut_in_its_xml():
    data = hostile.locked_word("open sesame")
    xml = data.index(b"<?xml")
    for cut in (xml, xml + 30, xml + 300, len(data) - 600):
        for short in (data[:cut], data[:cut] + bytes(len(data) - cut)):
            with pytest.raises(PaperError):
                decrypt_office(short, ())


@pytest.mark.parametrize(
    ("rounds", "error"), [("  9999999", TooLarge), ("999999999", Damaged), ("-99999999", Damaged)]
)
def test_a_lock_of_ten_million_rounds(rounds, error):
    data = hostile.locked_word("open sesame")
    quick = b'   <p:encryptedKey spinCount="100000"'
    slow = f'{" " * rounds.count(" ")}<p:encryptedKey spinCount="{rounds.strip()}"'.encode()
    assert data.count(quick) == 1
    assert len(slow) == len(quick)
    with pytest.raises(error):
        decrypt_office(data.replace(quick, slow), ("open sesame",))


def test_a_separator_of_records_in_a_dump_is_a_space():
    text = "Ref Action Lead Level 4P Progress update BRAG\n1.1 Prot\x1eThe form\x1cis\x1fagreed"
    (paper,) = read_tree(text.encode(), "a.txt", LEXICON)
    check([paper])


def test_an_element_whose_namespace_holds_a_brace():
    """lxml gives it a tag that its own `QName` refuses."""
    broken = '<col xmlns="http://example}.org/main"/>' + "<row/>" * 10_000 + "<"
    (paper,) = read_tree(hostile.sheet(head=broken), "a.xlsx", LEXICON)
    assert (paper.status, paper.fault) == ("damaged", None)


@pytest.mark.parametrize(
    "box", ["0 0 595 /x", "/a /b /c /d", "(0) 0 1 1", "[0] 0 595 842", "0 0 595", "<<>> 1 1 1"]
)
def test_a_box_of_no_numbers_on_a_page_pdfium_cannot_open(box):
    pages = hostile.page_tree(b"9 0 R 3 0 R", 2).replace(b"[0 0 595 842]", f"[{box}]".encode())
    for paper in read_tree(pages, "a.pdf", LEXICON):
        assert paper.fault is None


SEEDS = {name: sorted(seed for seed in corpus.seeds(name) if len(seed) < 30_000)[:4] for name in TARGETS}


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_has_seeds_that_hold(target):
    assert SEEDS[target]
    TARGETS[target](min(SEEDS[target], key=len))


def changed(seed, changes):
    """The seed with some of its bytes taken out, put in or written over."""
    data = bytearray(seed)
    for at, cut, piece in changes:
        place = at % (len(data) + 1)
        data[place : place + cut] = piece
    return bytes(data)


CHANGES = st.lists(
    st.tuples(
        st.integers(0, 1 << 20),
        st.integers(0, 40),
        st.one_of(
            st.binary(max_size=8),
            st.sampled_from(
                [b"\n", b"\t", b"\f", b"999999999", b"-1", b"<w:tr>", b"</w:tc>", b"1.1 ", b"30/05/19 "]
            ),
        ),
    ),
    min_size=1,
    max_size=6,
)
BRIEF = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("target", TARGETS)
@BRIEF
@given(data=st.data())
def test_no_change_of_a_seed_breaks_a_target(target, data):
    seed = data.draw(st.sampled_from(SEEDS[target]), label="seed")
    TARGETS[target](changed(seed, data.draw(CHANGES)))


TEXT = st.text(max_size=120)


@settings(max_examples=150, deadline=None)
@given(TEXT | st.lists(st.sampled_from(corpus.WORDS), max_size=25).map(" ".join))
def test_no_text_of_a_cell_breaks_a_normaliser(text):
    TARGETS["cells"](text.encode("utf-8", "replace"))


def test_a_find_is_raised(monkeypatch):
    (paper,) = read_tree(hostile.plan(), "a.docx", LEXICON)
    check([paper])

    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("extract.paper.open_reader", broken)
    with pytest.raises(Find, match="ZeroDivisionError"):
        TARGETS["docx"](b"")


def test_parts_come_back_as_listed():
    parts = {"word/document.xml": b"<a><b/></a>", "x.bin": b"\x00"}
    assert parts_of(listed(parts)) == parts
    with zipfile.ZipFile(io.BytesIO(package(parts))) as archive:
        assert archive.namelist() == list(parts)
    assert parts_of(listed({"a.xml": b"<a><b></a>"})) == {"a.xml": b"<a><b/></a>"}


def test_the_vocabulary_is_loaded_once():
    assert isinstance(vocabulary(), Vocabulary)
    assert vocabulary() is vocabulary()
