"""Scans without their words: what is said of them, how they are straightened, where their rulings are."""

from __future__ import annotations

import io
import struct
import time
import zlib

import numpy as np
import pytest
import scans
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from extract.errors import NeedsOcr, TooLarge
from extract.model import Box
from extract.ocr import tesseract
from extract.ocr.cells import cell_picture, is_dirt
from extract.ocr.deskew import skew
from extract.ocr.lines import find_rulings
from extract.ocr.picture import DPI, MOST_PIXELS, Picture, dots, from_file, grey_of, quarter_turned, zoom_of
from extract.ocr.scans import same_columns
from extract.ocr.tesseract import ReadWord, parse_tsv, read_pictures
from extract.ocr.told import needs_ocr, page_list
from extract.paper import read_tree
from extract.pdf.rulings import lattices
from extract.readers import ReadOptions
from normalise.words import load

SCALE = 200 / 72


@pytest.fixture(scope="module")
def lexicon():
    return load().lexicon()


@pytest.fixture
def without_tesseract(monkeypatch):
    monkeypatch.setattr(tesseract.shutil, "which", lambda _name: None)
    tesseract.probe.cache_clear()
    yield
    tesseract.probe.cache_clear()


def fake_tesseract(folder, monkeypatch, script):
    """A program of that name that does what `script` says once it has told its version and languages."""
    program = folder / "tesseract"
    told = 'case "$1" in --version) echo "tesseract 5.0.0"; exit;; --list-langs) echo eng; exit;; esac\n'
    program.write_text(f"#!/bin/sh\n{told}{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(tesseract.shutil, "which", lambda _name: str(program))
    tesseract.probe.cache_clear()


def ruled(angle=0.0, grain=0.0, paper=255):
    return scans.photographed(scans.drawn_plan(), angle=angle, grain=grain, paper=paper)


# What a person is told


def test_pages_of_pictures_are_named_with_their_numbers(lexicon):
    data = scans.bound(
        scans.text_page("The board met in Harrowby on Monday and agreed the minutes of its last meeting."),
        scans.scan(ruled(), ruled()),
    )
    (paper,) = read_tree(data, "minutes.pdf", lexicon)
    assert paper.status == "needs ocr"
    assert paper.error is not None
    assert paper.error.startswith("Pages 2-3 of 3 are pictures")
    assert "--ocr" in paper.error
    assert [n.page for n in paper.notes if n.code == "scanned page"] == [2, 3]
    assert any("Harrowby" in block.text for block in paper.blocks)  # the text that there is is kept


def test_a_picture_file_is_a_page_that_needs_ocr_and_a_logo_is_none(lexicon):
    (paper,) = read_tree(scans.as_file(ruled()), "plan.png", lexicon)
    assert (paper.status, paper.info.pages) == ("needs ocr", 1)
    (logo,) = read_tree(scans.as_file(Image.new("RGB", (200, 90))), "crest.png", lexicon)
    assert logo.status == "unsupported"


def test_each_picture_of_a_fax_is_a_page(lexicon):
    out = io.BytesIO()
    page = ruled().convert("1")
    page.save(out, "TIFF", save_all=True, append_images=[page, page])
    (paper,) = read_tree(out.getvalue(), "fax.tif", lexicon)
    assert paper.info.pages == 3
    assert paper.error is not None
    assert "All its 3 pages" in paper.error


@pytest.mark.usefixtures("without_tesseract")
def test_without_tesseract_a_scan_says_what_to_install(lexicon):
    (paper,) = read_tree(scans.scan(ruled()), "plan.pdf", lexicon, ReadOptions(ocr=True))
    assert paper.status == "needs ocr"
    assert "apt install tesseract-ocr" in (paper.error or "")
    assert all("apt install" in n.message for n in paper.notes if n.code == "scanned page")


@pytest.mark.usefixtures("without_tesseract")
def test_without_tesseract_text_is_read_all_the_same(lexicon):
    data = scans.bound(scans.drawn_plan(), scans.scan(ruled()))
    (paper,) = read_tree(data, "plan.pdf", lexicon, ReadOptions(ocr=True))
    assert paper.status == "ok"
    assert len(paper.plans[0].rows) == len(scans.ROWS)
    assert [n.page for n in paper.notes if n.code == "scanned page"] == [2]


@pytest.mark.parametrize(
    ("pages", "named"),
    [
        ([3], "Page 3"),
        ([2, 3, 4], "Pages 2-4"),
        ([1, 5, 6, 9], "Pages 1, 5-6 and 9"),
        ([4, 2], "Pages 2 and 4"),
    ],
)
def test_pages_are_listed_as_people_write_them(pages, named):
    assert page_list(pages) == named
    assert needs_ocr(pages, 12, [None] * len(pages)).startswith(named + " of 12 ")


# The program


def test_a_program_without_english_is_not_enough(tmp_path, monkeypatch):
    program = tmp_path / "tesseract"
    program.write_text('#!/bin/sh\ncase "$1" in --version) echo "tesseract 5.1";; *) echo osd;; esac\n')
    program.chmod(0o755)
    monkeypatch.setattr(tesseract.shutil, "which", lambda _name: str(program))
    tesseract.probe.cache_clear()
    with pytest.raises(NeedsOcr, match="tesseract-ocr-eng"):
        tesseract.probe()
    tesseract.probe.cache_clear()


def test_a_program_that_hangs_is_ended(tmp_path, monkeypatch):
    fake_tesseract(tmp_path, monkeypatch, f"echo $$ > {tmp_path}/pid\nexec sleep 60")
    began = time.monotonic()
    with pytest.raises(TooLarge, match="took more than"):
        read_pictures([np.full((50, 50), 255, dtype=np.uint8)], 300, 6, 0.5)
    tesseract.probe.cache_clear()
    assert time.monotonic() - began < 20
    pid = int((tmp_path / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        tesseract.os.kill(pid, 0)


def test_a_program_that_fails_says_why(tmp_path, monkeypatch):
    fake_tesseract(tmp_path, monkeypatch, "echo 'Error opening data file' >&2; exit 3")
    with pytest.raises(NeedsOcr, match="Error opening data file"):
        read_pictures([np.full((50, 50), 255, dtype=np.uint8)], 300, 6, 10)
    tesseract.probe.cache_clear()


def test_words_are_read_from_the_table_and_nothing_else_is():
    table = (
        "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
        "1\t1\t0\t0\t0\t0\t0\t0\t100\t50\t-1\t\n"
        "5\t2\t1\t1\t3\t1\t10\t20\t30\t8\t91.5\tl.1\n"
        "5\t2\t1\t1\t3\t2\t44\t20\t5\t8\t95\t \n"
    )
    assert parse_tsv(table) == [ReadWord(1, (1, 1, 3), 10, 20, 40, 28, 0.915, "l.1")]


def test_only_marks_without_letters_are_dirt():
    def word(text, sure):
        return ReadWord(0, (1, 1, 1), 0, 0, 9, 9, sure, text)

    assert is_dirt(word("|", 0.2))
    assert not is_dirt(word("|", 0.9))
    assert not is_dirt(word("AM8ER", 0.1))


# Pictures


def test_a_poster_is_drawn_smaller():
    scale = dots(8504, 8504)  # 3 m by 3 m
    assert (8504 * scale) ** 2 <= MOST_PIXELS * 1.01
    assert dots(842, 595) == DPI / 72


def test_a_page_as_large_as_its_scan_has_dots_is_taken_for_paper():
    assert zoom_of(842, 595) == zoom_of(1191, 842) == 1
    assert 2480 / zoom_of(2480, 3508) == pytest.approx(595, abs=1)


def test_a_picture_that_unpacks_to_gigabytes_is_refused():
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )
    with pytest.raises(TooLarge):
        from_file(bomb)


def test_a_picture_says_its_size_in_points_by_its_dots_per_inch():
    picture = from_file(scans.as_file(Image.new("RGB", (1654, 2339), "white"), dpi=200))
    assert picture.size == pytest.approx((595.4, 842.0), abs=0.5)
    assert picture.scale == pytest.approx(DPI / 72)


def test_grain_on_a_plain_fill_is_no_ink():
    grain = np.random.default_rng(1).normal(150, 12, (120, 240)).clip(0, 255).astype(np.uint8)
    assert cell_picture(grain, 300 / 72) is None


def test_letters_lighter_than_their_cell_become_dark():
    cell = np.full((120, 240), 140, dtype=np.uint8)
    cell[40:80, 60:180:12] = 255
    picture = cell_picture(cell, 300 / 72)
    assert picture is not None
    assert picture[60, 70] < 80
    assert picture[5, 5] == 255


# Straightening


@given(angle=st.floats(-4, 4))
@example(angle=0.125)
@example(angle=-0.125)
@settings(max_examples=6, deadline=None)
def test_the_angle_of_a_page_is_found(angle):
    page = scans.photographed(scans.drawn_plan(), dpi=150, angle=-angle)
    assert skew(grey_of(np.asarray(page))) == pytest.approx(angle, abs=0.06)


def test_a_blank_page_is_straight():
    assert skew(np.full((1000, 700), 255, dtype=np.uint8)) == 0


@given(
    quarters=st.integers(0, 3),
    x=st.floats(0, 590),
    top=st.floats(0, 830),
    angle=st.floats(-3, 3),
)
@settings(max_examples=40, deadline=None)
def test_a_box_goes_back_to_where_it_stood(quarters, x, top, angle):
    page = Picture(np.zeros((842, 595, 3), dtype=np.uint8), 1.0)
    turned = quarter_turned(page, quarters)
    if quarters % 2:
        assert turned.size == (842.0, 595.0)
    # a point on the page, followed through the quarter turns and the straightening
    u, v = x - 595 / 2, top - 842 / 2
    for _ in range(quarters):
        u, v = -v, u
    a = np.radians(angle)
    u, v = u * np.cos(a) - v * np.sin(a), u * np.sin(a) + v * np.cos(a)
    wide, high = turned.size
    straight = Picture(turned.rgb, 1.0, angle, quarters)
    at = Box(u + wide / 2 - 1, v + high / 2 - 1, u + wide / 2 + 1, v + high / 2 + 1)
    back = straight.on_page(at)
    assert ((back.x0 + back.x1) / 2, (back.top + back.bottom) / 2) == pytest.approx((x, top), abs=0.02)


# Rulings


@pytest.mark.parametrize("page", [{}, {"grain": 12.0, "paper": 225}])
def test_the_rulings_of_a_scan_are_those_of_the_page(page):
    grey = grey_of(np.asarray(ruled(**page)))
    rulings = find_rulings(grey, SCALE)
    (table,) = lattices(rulings.across, rulings.down)
    assert (len(table.xs) - 1, len(table.ys) - 1) == (len(scans.HEADS), len(scans.ROWS) + 1)
    assert len(table.regions) == len(scans.HEADS) * (len(scans.ROWS) + 1)
    widths = [b - a for a, b in zip(table.xs, table.xs[1:], strict=False)]
    assert widths == pytest.approx([40, 190, 110, 60, 60, 50, 180], abs=0.6)


def test_text_alone_has_no_rulings():
    words = "The board met in Harrowby on Monday and agreed the minutes of its last meeting. "
    grey = grey_of(np.asarray(scans.photographed(scans.text_page(*[words * 6] * 6), grain=8)))
    rulings = find_rulings(grey, SCALE)
    assert lattices(rulings.across, rulings.down) == []


def test_a_ruling_with_gaps_is_one():
    page = Image.new("L", (1600, 800), 255)
    pen = ImageDraw.Draw(page)
    for x in range(100, 1500, 140):
        pen.line([x, 300, x + 134, 300], fill=60, width=2)
    rulings = find_rulings(np.asarray(page), SCALE)
    assert len(rulings.across) == 1
    assert rulings.across[0].at == pytest.approx(300.5 / SCALE, abs=0.4)


def test_columns_are_the_same_wherever_the_paper_lay():
    assert same_columns((40.0, 90.0, 250.0), (31.0, 81.5, 240.0))
    assert not same_columns((40.0, 90.0, 250.0), (40.0, 120.0, 250.0))
    assert not same_columns((40.0, 90.0), (40.0, 90.0, 250.0))
