"""One set of limits for every reader; each is passed on, and each can be hit."""

import dataclasses
import io
import zipfile
from pathlib import Path

import pytest
from office_files import docx, p, tbl, tc, tr, xlsx
from pdf_sheets import Sheet, pdf

from extract.errors import TooLarge
from extract.limits import MIB, Limits
from extract.paper import read_tree
from extract.readers import ReadOptions
from normalise.words import load

ROOT = Path(__file__).parents[1]
LEXICON = load().lexicon()


def read(data, name, **limits):
    return read_tree(data, name, LEXICON, ReadOptions(Limits(**limits)))[0]


def pages(count):
    sheets = []
    for n in range(count):
        sheet = Sheet()
        sheet.text(50, 50, f"page {n} of the minutes")
        sheets.append(sheet)
    return pdf(*sheets)


def nested(deep):
    inner = tbl(tr(tc(p("inmost"))))
    for _ in range(deep):
        inner = tbl(tr(tc(inner + p("beside")), tc(p("b"))), tr(tc(p("c")), tc(p("d"))))
    return docx(inner)


HIT = {
    "pages": (pages(3), "a.pdf", 2),
    "page_characters": (pages(1), "a.pdf", 5),
    "rows": (docx(tbl(*[tr("1")] * 30)), "a.docx", 20),
    "cells": (docx(tbl(*[tr("1", "2")] * 30)), "a.docx", 40),
    "nesting": (nested(6), "a.docx", 3),
    "characters": (docx(p("letters " * 40)), "a.docx", 100),
    "parts": (docx(p("x")), "a.docx", 1),
    "part_bytes": (docx(p("x" * 5000)), "a.docx", 1000),
    "unpacked_bytes": (docx(p("x" * 5000)), "a.docx", 1000),
}


@pytest.mark.parametrize("name", HIT)
def test_a_reader_is_given_the_limit(name):
    data, path, least = HIT[name]
    assert read(data, path).status == "no actions"
    paper = read(data, path, **{name: least})
    assert paper.status == "too large"
    assert paper.error.endswith(".")
    assert paper.fault is None


def test_a_workbook_and_a_text_are_given_the_limits_too():
    assert (
        read(
            xlsx("<sheetData><row>" + "<c><v>1</v></c>" * 60 + "</row></sheetData>"), "a.xlsx", cells=50
        ).status
        == "too large"
    )
    assert read(b"words and words\n" * 100, "a.txt", characters=500).status == "too large"


def test_a_page_with_too_much_drawn_keeps_its_words_and_says_so():
    sheet = Sheet()
    sheet.text(50, 50, "RAG rating of each action and its owner, by URN")  # or the page is not laid out
    for n in range(80):
        sheet.line(10, 10 * n, 500, 10 * n)
    for limits in ({"rulings": 50}, {"page_objects": 50}):
        paper = read(pdf(sheet), "a.pdf", **limits)
        assert [b.text for b in paper.blocks] == ["RAG rating of each action and its owner, by URN"]
        assert [n.code for n in paper.notes] == ["drawing left out"]
    assert not read(pdf(sheet), "a.pdf").notes


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("limits", "members"),
    [
        ({"attachments": 2}, {f"{n}.txt": f"text {n}" for n in range(4)}),
        ({"file_bytes": MIB // 2}, {"a.txt": "x" * MIB}),
        ({"unpacked_bytes": MIB}, {"a.txt": "x" * (MIB - 10), "b.txt": "y" * 200}),
        ({"ratio_from_bytes": MIB // 2}, {"a.txt": "x" * MIB}),
        ({"depth": 0}, {"a.txt": "some text"}),
    ],
)
def test_what_lies_inside_is_counted(limits, members):
    data = zipped(members)
    inside = read_tree(data, "a.zip", LEXICON, ReadOptions(Limits(**limits)))
    assert "too large" in [paper.status for paper in inside[1:]]
    assert "too large" not in [paper.status for paper in read_tree(data, "a.zip", LEXICON)]


def test_every_limit_is_documented_and_used():
    names = [f.name for f in dataclasses.fields(Limits)]
    source = (ROOT / "extract" / "limits.py").read_text()
    others = [path.read_text() for room in ("extract", "pipeline") for path in (ROOT / room).rglob("*.py")]
    for name in names:
        declared = next(line for line in source.splitlines() if line.startswith(f"    {name}: "))
        after = source[source.index(declared) + len(declared) :].lstrip("\n")
        assert after.startswith('    """'), f"{name} says nothing of itself"
        assert any(f"imits.{name}" in text for text in others), f"{name} bounds nothing"


class Broken(RuntimeError):
    """A defect of ours."""


def test_a_defect_of_ours_in_one_attachment_costs_that_attachment(monkeypatch):
    plan = docx(
        tbl(tr("URN", "Action", "Owner", "RAG"), tr("1.1", "Light the path", "Insp Ada Fenn", "GREEN"))
    )
    data = zipped({"good.docx": plan, "odd.pdf": pages(1), "last.docx": plan.replace(b"zzz", b"zzz")})

    class Stub:
        def __init__(self, *_):
            raise Broken("unforeseen")

    monkeypatch.setattr("extract.pdf.reader.PdfReader", Stub)
    outer, good, odd, last = read_tree(data, "pack.zip", LEXICON)
    assert (outer.status, outer.fault) == ("ok", None)
    assert [len(paper.plans) for paper in (good, odd, last)] == [1, 0, 1]
    assert odd.status == "damaged"
    assert "report" in odd.error
    assert "Broken: unforeseen" in odd.fault


def test_a_defect_met_while_looking_inside_leaves_the_papers_own_rows(monkeypatch):
    plan = docx(
        tbl(tr("URN", "Action", "Owner", "RAG"), tr("1.1", "Light the path", "Insp Ada Fenn", "GREEN"))
    )

    def broken(*_):
        raise Broken("unforeseen")
        yield

    monkeypatch.setattr("extract.paper.attachments", broken)
    (paper,) = read_tree(plan, "plan.docx", LEXICON)
    assert (paper.status, len(paper.plans)) == ("ok", 1)
    assert [n.code for n in paper.notes] == ["attachment not read"]
    assert "Broken" in paper.fault


def test_no_memory_for_one_file_is_a_file_too_large(monkeypatch):
    def hungry(*_):
        raise MemoryError

    monkeypatch.setattr("extract.paper.open_reader", hungry)
    (paper,) = read_tree(pages(1), "a.pdf", LEXICON)
    assert (paper.status, paper.fault) == ("too large", None)


def test_too_large_is_the_error_of_every_limit():
    assert TooLarge.status == "too large"
