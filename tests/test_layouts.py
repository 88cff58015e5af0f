"""Invented plans in every layout: drawn onto pages, in Word, and printed by LibreOffice and Chromium.

`bench/layouts.py` runs all layouts through all producers; here are all in two, and a few in the others.
"""

from __future__ import annotations

import functools

import make_plans
import pytest
from layouts_plans import LAYOUTS, QUIRKS, TRAPS

from extract.paper import read_tree
from normalise.words import load

CELLS = ("urn", "action", "owner", "level", "fourp", "rag", "comments", "status", "due")
STRANGE = ("grid", "no rules", "across, log", "bands", "merged theme", "rag fill")
PRINTED = (
    "no rules",
    "no rules, middle",
    "across, log",
    "bands, across",
    "merged owner",
    "long cell, no rules",
    "tables under own headings",
    "two columns, no rules",
    "nhs log",
)
LEXICON = load().lexicon()


def read(data: bytes, name: str):
    (paper, *_) = read_tree(data, name, LEXICON)
    assert "words do not add up" not in {note.code for note in paper.notes}
    return paper


def found(paper) -> list[dict[str, str]]:
    out = []
    for plan in paper.plans:
        for row in plan.rows:
            cells = {c: row.cells[c].text for c in CELLS if c in row.cells and row.cells[c].text}
            out.append({**cells, **({"section": row.section} if row.section else {})})
    return out


def wanted(name: str) -> list[dict[str, str]]:
    _, rows = LAYOUTS[name]()
    return [{c: " ".join(t.split()) for c, t in row.items() if c != "rag-colour"} for row in rows]


@pytest.mark.parametrize("name", LAYOUTS)
def test_drawn(name):
    doc, _ = LAYOUTS[name]()
    assert found(read(make_plans.to_pdf(doc), "plan.pdf")) == wanted(name)


@pytest.mark.parametrize("name", [n for n in LAYOUTS if n != "rag blob"])
def test_word(name):
    doc, _ = LAYOUTS[name]()
    assert found(read(make_plans.to_docx(doc), "plan.docx")) == wanted(name)


@pytest.mark.parametrize("name", [name for name in LAYOUTS if name != "rag blob"])  # no cell's shape is drawn
def test_workbook(name):
    doc, _ = LAYOUTS[name]()
    assert found(read(make_plans.to_xlsx(doc), "log.xlsx")) == wanted(name)


@pytest.mark.parametrize("quirk", [q for q in QUIRKS if q != "plain"])
@pytest.mark.parametrize("name", STRANGE)
def test_drawn_strangely(name, quirk):
    doc, _ = LAYOUTS[name]()
    assert found(read(make_plans.to_pdf(doc, QUIRKS[quirk]), "plan.pdf")) == wanted(name)


@pytest.mark.parametrize("name", TRAPS)
def test_traps_give_no_rows(name):
    doc = TRAPS[name]()
    assert found(read(make_plans.to_pdf(doc), "trap.pdf")) == []
    assert found(read(make_plans.to_docx(doc), "trap.docx")) == []
    assert found(read(make_plans.to_xlsx(doc), "trap.xlsx")) == []


@pytest.fixture(scope="module")
def printers(tmp_path_factory):
    """Each producer's prints of the layouts, made once where the producer is there."""

    @functools.cache
    def prints(producer: str) -> dict[str, bytes]:
        folder = tmp_path_factory.mktemp("prints")
        docs = {f"d{i}": LAYOUTS[name]()[0] for i, name in enumerate(PRINTED)}
        if producer == "chromium":
            return make_plans.chromium({k: make_plans.to_html(d) for k, d in docs.items()}, folder)
        files = {k: make_plans.to_docx(d) for k, d in docs.items()}
        return make_plans.libreoffice(files, folder, tagged=producer == "libreoffice, tagged")

    return prints


@pytest.mark.parametrize("name", PRINTED)
@pytest.mark.parametrize("producer", ["chromium", "libreoffice, tagged", "libreoffice, untagged"])
def test_printed(name, producer, printers):
    program = "chromium" if producer == "chromium" else "soffice"
    if not make_plans.have(program):
        pytest.skip(f"{program} is not installed")
    data = printers(producer)[f"d{PRINTED.index(name)}"]
    assert found(read(data, "plan.pdf")) == wanted(name)
