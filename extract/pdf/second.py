"""A second opinion: pdfplumber on a page that PDFium cannot open."""

from __future__ import annotations

import io
import logging
import struct
from typing import Any

import pdfplumber
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from extract.model import Box, Cell, Grid, Item, Line, Method, Page, Row

_BROKEN = (
    MalformedPDFException, PdfminerException, PDFException, PSException, ValueError, KeyError, TypeError,
    IndexError, AttributeError, AssertionError, OverflowError, RecursionError, struct.error,
)  # fmt: skip
"""What pdfminer raises on broken objects: it checks few of the types it reads."""
FLAG = "second opinion"
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it talks of every broken object


def second_opinion(data: bytes, number: int, password: str | None) -> Page | None:
    """Page `number`, 1-based, as pdfplumber reads it; None where it cannot open it either or finds no text.

    Slower by far than PDFium, and patient with broken files. Tables by rulings; words keep their place.
    """
    try:
        with pdfplumber.open(io.BytesIO(data), pages=[number], password=password or "") as document:
            (page,) = document.pages
            words = page.extract_words()
            tables = page.find_tables()
            size = (float(page.width), float(page.height))
            page.close()
    except _BROKEN:
        return None
    if not words:
        return None
    grids, rest = _grids(tables, words)
    items: list[Item] = [*grids, *_lines(rest)]
    items.sort(key=lambda item: item.box.top if item.box else 0.0)
    return Page(tuple(items), len(words), number=number, width=size[0], height=size[1], flags=(FLAG,))


def _grids(tables: list[Any], words: list[dict[str, Any]]) -> tuple[list[Grid], list[dict[str, Any]]]:
    rest = list(words)
    grids = []
    for table in tables:
        edges = tuple(sorted({round(x, 1) for cell in table.cells for x in (cell[0], cell[2])}))
        rows = []
        for found in table.rows:
            cells = []
            for part in filter(None, found.cells):
                inside = [w for w in rest if _within(w, part)]
                rest = [w for w in rest if not _within(w, part)]
                col, end = edges.index(round(part[0], 1)), edges.index(round(part[2], 1))
                lines = tuple(line.text for line in _lines(inside))
                cells.append(Cell(lines, col, end - col, words=len(inside), box=Box(*part)))
            rows.append(Row(tuple(cells), Box(*found.bbox)))
        if len(edges) > 2:
            box = Box(*table.bbox)
            grids.append(
                Grid(Method.RULINGS, tuple(rows), len(edges) - 1, edges=edges, box=box, flags=(FLAG,))
            )
        else:  # a frame around text is no table
            rest += [w for w in words if _within(w, table.bbox) and w not in rest]
    return grids, rest


def _within(word: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= x < box[2] and box[1] <= y < box[3])


def _lines(words: list[dict[str, Any]]) -> list[Line]:
    lines: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda w: (w["bottom"], w["x0"])):
        height = word["bottom"] - word["top"]
        if lines and abs(lines[-1][0]["bottom"] - word["bottom"]) < 0.5 * height:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [_line(sorted(line, key=lambda w: w["x0"])) for line in lines]


def _line(words: list[dict[str, Any]]) -> Line:
    box = Box(
        min(w["x0"] for w in words), min(w["top"] for w in words),
        max(w["x1"] for w in words), max(w["bottom"] for w in words),
    )  # fmt: skip
    return Line(" ".join(w["text"] for w in words), len(words), box, size=box.bottom - box.top)
