"""The plain text of a huge pack read by several processes: the same rows, whatever becomes of the helpers."""

import sys

import psutil
import pytest
from pages import HEADER, LEXICON
from pdf_sheets import Sheet, pdf

from extract.limits import Limits
from extract.paper import read_tree
from extract.pdf import ahead, reader
from extract.pdf.reader import PdfReader
from extract.readers import ReadOptions
from pipeline import workers
from pipeline.options import Options

XS = [40, 80, 200, 280, 330, 380, 420, 560]


def prose(number: int) -> Sheet:
    sheet = Sheet()
    sheet.text(
        60, 100, f"Report {number} of the board, which says nothing of any plan and goes on for a while"
    )
    return sheet


def plan(number: int) -> Sheet:
    sheet = Sheet().grid(XS, [100, 130, 160])
    cells = [f"{number}.1", "Walk the quay", "Sgt Vale", "Local", "Prevent", "GREEN", "Walked"]
    for k, (label, cell) in enumerate(zip(HEADER, cells, strict=True)):
        sheet.text(XS[k] + 3, 120, label, size=8)
        sheet.text(XS[k] + 3, 150, cell, size=8)
    return sheet


PACK = pdf(*[plan(n) if n in (6, 22, 37) else prose(n) for n in range(1, 41)])


@pytest.fixture(autouse=True)
def _small_packs_count(monkeypatch):
    monkeypatch.setattr(reader, "WORTH", 30)


def rows(helpers: int, limits: Limits | None = None):
    (paper,) = read_tree(PACK, "pack.pdf", LEXICON, ReadOptions(limits or Limits(), helpers=helpers))
    return paper


def test_helpers_change_nothing():
    alone = rows(0)
    assert [row.page_first for found in alone.plans for row in found.rows] == [6, 22, 37]
    assert rows(1) == rows(3) == alone


def test_a_helpers_text_is_the_pages_own():
    own, helped = PdfReader(PACK), PdfReader(PACK, helpers=2)
    try:
        told = [helped.text_ahead(n) for n in range(1, 41)]
        assert told.count(None) == 16  # blocks of four, one of three of them ours
        assert all(text in (None, own.page(n).text()) for n, text in enumerate(told, 1))
    finally:
        own.close()
        helped.close()


def test_pages_may_be_passed_over():
    helped = PdfReader(PACK, helpers=1)
    try:
        assert "Report 8 " in helped.text_ahead(8)
        assert "Report 31 " in helped.text_ahead(31)
        assert helped.text_ahead(30) is None  # gone by: it is read here
    finally:
        helped.close()


@pytest.mark.parametrize("after", [1, 6, 30])
def test_a_helper_that_dies_costs_nothing(after, monkeypatch):
    alone, asked = rows(0), reader.PdfReader.text_ahead

    def dying(self, number):
        if number == after:
            for child in psutil.Process().children():
                child.kill()
        return asked(self, number)

    monkeypatch.setattr(reader.PdfReader, "text_ahead", dying)
    assert rows(2) == alone


@pytest.mark.parametrize("program", ["/bin/false", "/no/such/program"])
def test_a_helper_that_does_not_start_costs_nothing(program, monkeypatch):
    monkeypatch.setattr(ahead.sys, "executable", program)
    assert rows(2) == rows(0)


def test_what_is_wrong_with_a_page_is_said_here():
    limits = Limits(page_characters=20)
    assert rows(2, limits) == rows(0, limits)
    assert rows(2, limits).status == "too large"


def test_no_helper_outlives_its_file():
    helped = PdfReader(PACK, helpers=2)
    before = set(psutil.Process().children())
    helped.text_ahead(1)
    helpers = set(psutil.Process().children()) - before
    assert len(helpers) == 2
    helped.close()
    assert not any(helper.is_running() for helper in helpers)


@pytest.mark.parametrize(("jobs", "papers", "helpers"), [(4, 1, 3), (4, 3, 0), (8, 3, 1), (1, 5, 0)])
def test_workers_to_spare_help(jobs, papers, helpers, monkeypatch):
    given = []
    monkeypatch.setattr(workers, "may_fork", lambda: False)
    monkeypatch.setattr(workers, "_read_by", lambda *args: given.append(args[-1].helpers) or iter(()))
    workers.read_by_workers([None] * papers, Options(jobs=jobs))
    assert given == [helpers]


@pytest.mark.skipif(sys.platform == "win32", reason="the shell's way to end a pipe early")
def test_a_helper_whose_reader_is_gone_ends():
    helper = ahead._started(PACK, {"password": None, "limits": {}, "of": 2, "turn": 1})
    assert helper is not None
    helper.stdout.close()
    assert helper.wait(30) == 0
