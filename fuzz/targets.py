"""What is fuzzed: a function of bytes for each way into the project, and what must hold for any of them.

Nothing may be raised but what the user is told of (a status, `VocabularyError`), and the words
of the plans' pages must add up. Anything else is a find.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from lxml import etree

from extract.limits import Limits
from extract.model import Cell, Grid, Line, Method, Page, Paper, Row
from extract.paper import read_tree
from extract.plan.finder import PlanFinder
from extract.readers import ReadOptions
from normalise import dates, urn
from normalise.due import due
from normalise.fourp import fourp
from normalise.levels import levels
from normalise.owners import owners
from normalise.paper import normalise_tree
from normalise.periods import period
from normalise.rag import rag_of_cell
from normalise.sections import section, section_number
from normalise.status import status
from normalise.updates import updates
from normalise.words import SPECS, Vocabulary, VocabularyError, load
from outputs.arrow import validate

_LIMITS = Limits(
    file_bytes=8 << 20, unpacked_bytes=16 << 20, pages=40, page_objects=20_000, rulings=5_000,
    rows=2_000, cells=20_000, characters=1 << 20, part_bytes=4 << 20, attachments=40,
)  # fmt: skip
"""Smaller than a paper's, so that a run sees many inputs a second."""
_PART = b"\n%%part "
"""Before each part's name in the input of `docx` and `xlsx`."""


class Find(AssertionError):
    """A promise that does not hold."""


@cache
def vocabulary() -> Vocabulary:
    """Ours, loaded once."""
    return load()


def check(papers: list[Paper]) -> None:
    """What must hold of everything that is read."""
    for paper in papers:
        if paper.fault:
            raise Find(f"{paper.path}\n{paper.fault}")
        for note in paper.notes:
            if note.code == "words do not add up":
                raise Find(note.message)
    validate(normalise_tree(papers, vocabulary()))


def _file(name: str, data: bytes) -> None:
    options = ReadOptions(_LIMITS, ("open sesame",))
    check(read_tree(data, name, vocabulary().lexicon(), options))


def pdf(data: bytes) -> None:
    """A whole PDF."""
    _file("paper.pdf", data)


def page(data: bytes) -> None:
    """The content stream of a PDF's one page, with a font, in a file that is whole."""
    _file("paper.pdf", pdf_of(data))


def pdf_of(content: bytes) -> bytes:
    """A PDF with one page that draws this content."""
    packed = zlib.compress(content)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R/MarkInfo<</Marked true>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 842 595]/Contents 4 0 R/Resources 7 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>",
        b"<</Font<</F1 5 0 R/F2 6 0 R>>>>",
    )
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (n, body)
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, at))


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts that the input of `docx` and `xlsx` lists, mended to XML that can be read at all: else
    nearly every change would only break the XML."""
    found: dict[str, bytes] = {}
    for piece in data.split(_PART)[1:]:
        name, _, body = piece.partition(b"\n")
        parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
        try:
            root = etree.fromstring(body, parser)
        except (etree.XMLSyntaxError, ValueError):
            root = None
        found[name.decode("latin-1")[:80]] = etree.tostring(root) if root is not None else body
    return found


def listed(parts: Mapping[str, bytes]) -> bytes:
    """Parts as an input for `docx` and `xlsx`."""
    return b"".join(_PART + name.encode("latin-1", "replace") + b"\n" + body for name, body in parts.items())


def package(parts: Mapping[str, bytes]) -> bytes:
    """A package of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in parts.items():
            archive.writestr(zipfile.ZipInfo(name or "x"), body)
    return out.getvalue()


def docx(data: bytes) -> None:
    """The parts of a Word file."""
    _file("paper.docx", package(parts_of(data)))


def xlsx(data: bytes) -> None:
    """The parts of a workbook."""
    _file("paper.xlsx", package(parts_of(data)))


def container(data: bytes) -> None:
    """Any file, told by its bytes: zip, mail, compound files, RTF."""
    _file("paper", data)


def dump(data: bytes) -> None:
    """A text dump."""
    _file("paper.txt", data)


def plan(data: bytes) -> None:
    """Tables: pages parted by form feeds, rows by newlines, cells by tabs; `>2v3` at a cell's start makes
    it two columns wide and three rows high. A row without a tab is a line of text."""
    finder = PlanFinder(vocabulary().lexicon())
    words = 0
    for number, text in enumerate(data.decode("utf-8", "replace").split("\f")[:20], 1):
        laid_out = _page(text, number)
        words += laid_out.words if finder.feed(laid_out) else 0
    found = finder.finish()
    paper = Paper("0" * 12, "a.pdf", None, "a.pdf", "pdf", "ok", plans=found.plans, counts=found.counts,
                  blocks=found.blocks, grids=found.grids, notes=found.notes)  # fmt: skip
    check([paper])


def _page(text: str, number: int) -> Page:
    items: list[Line | Grid] = []
    rows: list[Row] = []
    widest = 1
    for line in [*text.split("\n")[:200], ""]:
        if "\t" in line:
            row, width = _row(line.split("\t")[:12])
            widest = max(widest, width)
            rows.append(row)
            continue
        if rows:
            items.append(Grid(Method.RULINGS, tuple(rows), widest))
            rows, widest = [], 1
        printed = " ".join(line.split())
        if printed:
            items.append(Line(printed, len(printed.split())))
    words = sum(_words(item) for item in items)
    return Page(tuple(items), words, number, width=842.0, height=595.0)


def _words(item: Line | Grid) -> int:
    if isinstance(item, Line):
        return item.words
    return sum(cell.words for row in item.rows for cell in row.cells)


def _row(texts: Iterable[str]) -> tuple[Row, int]:
    cells, col = [], 0
    for text in texts:
        wide, high, body = _span(text)
        lines = tuple(" ".join(line.split()) for line in body.split("\v") if line.split())
        words = sum(len(line.split()) for line in lines)
        cells.append(Cell(lines, col, wide, high, words))
        col += wide
    return Row(tuple(cells)), col


def _span(text: str) -> tuple[int, int, str]:
    if text[:1] == ">" and text[2:3] == "v" and text[1:2].isascii() and text[3:4].isascii():
        head = text[1:2] + text[3:4]
        if len(head) == 2 and head.isdigit():
            return max(1, int(head[0])), max(1, int(head[1])), text[4:]
    return 1, 1, text


def cells(data: bytes) -> None:
    """The text of one cell, given to every normaliser; lines parted by newlines."""
    text = data.decode("utf-8", "replace")
    lines = tuple(line for line in (" ".join(part.split()) for part in text.split("\n")) if line)
    joined, words = " ".join(lines), vocabulary()
    for update in updates(joined, lines):
        if update.text and "".join(update.text.split()) not in "".join(joined.split()):
            raise Find(f"the update {update.text!r} is not printed in {joined!r}")
    for owner in owners(joined, lines, words):
        if "".join(owner.owner_raw.split()) not in "".join(joined.split()):
            raise Find(f"the owner {owner.owner_raw!r} is not printed in {joined!r}")
    levels(joined, lines, words)
    fourp(joined, words)
    rag_of_cell(joined, None, None, words)
    due(joined)
    status(joined, words)
    section(joined, words)
    section_number(joined)
    period(joined)
    list(dates.find(joined))
    urn.sort_key(urn.canonical(joined).value)


def words(data: bytes) -> None:
    """A vocabulary file: its name on the first line, then its CSV."""
    name, _, body = data.partition(b"\n")
    stem = name.decode("latin-1").strip()
    if stem not in SPECS:
        stem = sorted(SPECS)[len(data) % len(SPECS)]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"{stem}.csv").write_bytes(body)
        try:
            loaded = load(Path(folder))
        except VocabularyError:
            return
    loaded.lexicon()
    owners("Supt Gwen Sallow, Head of Prevention", (), loaded)
    fourp("Prepare and Protect", loaded)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "pdf": pdf,
    "page": page,
    "docx": docx,
    "xlsx": xlsx,
    "container": container,
    "dump": dump,
    "plan": plan,
    "cells": cells,
    "words": words,
}
