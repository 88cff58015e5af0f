"""The figures of a performance table: one record for each measure and period.

Such tables print a strand once over the rows it holds for, an aim once beside the first of its measures, and
a column for each period (`3m Jun 18`, `12m to Mar 2019`, `Q1 18/19`, `Jun-18`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.model import Cell, Grid, Paper, Row
from normalise.periods import Period, period
from normalise.records import MeasureRecord
from normalise.strands import Strands


@dataclass(frozen=True, slots=True)
class _Columns:
    """What each column of a table holds, by grid column."""

    periods: dict[int, Period]
    strand: int | None
    aim: int | None
    measure: int | None
    source: int | None


def measures(paper: Paper, quarter: str | None, strands: Strands) -> list[MeasureRecord]:
    """Every figure of a paper's tables that are no plan and that have a column for each period."""
    out: list[MeasureRecord] = []
    for grid in paper.grids:
        out += _grid(grid, paper, quarter, strands)
    return out


def has_measures(paper: Paper, strands: Strands) -> bool:
    """Whether any of its tables is one of measures."""
    return any(_header(grid, strands) is not None for grid in paper.grids)


_LABELS = {
    "strand": re.compile(r"\b(?:strand|theme|priority|priorities|area|crime type|category)\b", re.IGNORECASE),
    "aim": re.compile(r"\b(?:aims?|objectives?|goals?|outcomes?)\b", re.IGNORECASE),
    "measure": re.compile(
        r"\b(?:measures?|indicators?|kpis?|pis?|metrics?|offences?|performance|description)\b", re.IGNORECASE
    ),
    "source": re.compile(r"\bsource\b", re.IGNORECASE),
}


def _text(cell: Cell) -> str:
    return " ".join(" ".join(cell.lines).split())


def _header(grid: Grid, strands: Strands) -> tuple[int, _Columns] | None:
    """(row, columns) of the row that names periods, among the first ten; None where there is none."""
    for index, row in enumerate(grid.rows[:10]):
        periods = {c.col: p for c in row.cells if (p := period(_text(c)))}
        if not periods:
            continue
        first = min(periods)
        labels = [(c.col, _text(c)) for c in row.cells if c.col < first]
        roles = _roles(labels, grid, index, first)
        labelled = any(pattern.search(text) for _, text in labels for pattern in _LABELS.values())
        if not labelled and not _has_bands(grid, index, first, strands):
            continue
        if _has_values(grid, index, periods):
            return index, _Columns(
                periods, roles.get("strand"), roles.get("aim"), roles.get("measure"), roles.get("source")
            )
    return None


def _roles(labels: Sequence[tuple[int, str]], grid: Grid, header: int, first: int) -> dict[str, int]:
    """Column of strand, aim, measure and source: by label, else by their place from the figures."""
    roles: dict[str, int] = {}
    for column, text in labels:
        for role in ("measure", "source", "aim", "strand"):
            if role not in roles and _LABELS[role].search(text):
                roles[role] = column
                break
    taken = set(roles.values())
    used = {c.col for row in grid.rows[header + 1 :] for c in row.cells if c.lines and c.col < first}
    free = sorted(used - taken, reverse=True)
    for role in ("measure", "aim", "strand"):
        if role not in roles and free and (role == "measure" or free[0] < roles.get("measure", 0)):
            roles[role] = free.pop(0)
    return roles


def _has_bands(grid: Grid, header: int, first: int, strands: Strands) -> bool:
    return any(
        c.col < first and strands.exactly(_text(c))
        for row in grid.rows[header + 1 :]
        for c in row.cells
        if c.lines
    )


def _has_values(grid: Grid, header: int, periods: dict[int, Period]) -> bool:
    return any(
        c.col in periods and c.lines and value(_text(c)) is not None
        for row in grid.rows[header + 1 :]
        for c in row.cells
    )


def _grid(grid: Grid, paper: Paper, quarter: str | None, strands: Strands) -> list[MeasureRecord]:
    head = _header(grid, strands)
    if head is None:
        return []
    index, columns = head
    out: list[MeasureRecord] = []
    strand: str | None = None
    aim: str | None = None
    measure: str | None = None
    for row in grid.rows[index + 1 :]:
        cells = {c.col: c for c in row.cells if c.lines}
        if not cells:
            continue
        band = _band(row, columns)
        if band is not None:
            if strands.exactly(band) or not _is_aim(band):
                strand, aim = band, None
            else:
                aim = band
            measure = None
            continue
        strand = _at(cells, columns.strand) or strand
        printed_aim = _at(cells, columns.aim)
        aim = printed_aim or aim
        measure = _at(cells, columns.measure) or (None if printed_aim else measure)
        source = _at(cells, columns.source) or _source(measure)
        for column, when in sorted(columns.periods.items()):
            raw = _covering(row, column)
            if raw is not None:
                out.append(
                    _record(paper, quarter, when, raw, strand=strand, aim=aim, measure=measure, source=source)
                )
    return out


def _at(cells: dict[int, Cell], column: int | None) -> str | None:
    cell = cells.get(column) if column is not None else None
    return _text(cell) or None if cell is not None else None


def _covering(row: Row, column: int) -> str | None:
    """The printed text over a column; one cell may be merged over several periods."""
    return next((_text(c) for c in row.cells if c.lines and c.col <= column < c.col + c.colspan), None)


def _band(row: Row, columns: _Columns) -> str | None:
    """The text of a row that holds one cell left of the figures and no figure."""
    full = [c for c in row.cells if c.lines]
    if len(full) != 1 or full[0].col >= min(columns.periods):
        return None
    text = _text(full[0])
    return (
        text
        if full[0].col != columns.measure or columns.measure in {columns.aim, columns.strand, 0}
        else None
    )


def _is_aim(text: str) -> bool:
    """A sentence rather than a name."""
    return len(text) > 60 or bool(re.match(r"(?:to|we will)\s", text, re.IGNORECASE)) or text.endswith(".")


def _record(paper: Paper, quarter: str | None, when: Period, raw: str, **texts: str | None) -> MeasureRecord:
    figure = value(raw)
    percent = "%" in raw or "%" in when.raw or bool(re.search(r"%|\bper ?cent", texts["measure"] or ""))
    unit = None
    if figure is not None:
        unit = "percent" if percent else "count" if figure == int(figure) and "£" not in raw else None
    available = figure is not None or not _ABSENT.search(raw)
    return MeasureRecord(
        paper_id=paper.paper_id,
        path=paper.path,
        quarter=quarter,
        strand=texts["strand"],
        aim=texts["aim"],
        measure=texts["measure"],
        source=texts["source"],
        period=when.raw,
        period_end=when.end,
        period_months=when.months,
        value=figure,
        value_raw=raw,
        unit=unit,
        available=available,
    )


_NUMBER = re.compile(
    r"^[<>~\u2264\u2265c. £]*(?P<n>[-\u2212+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-\u2212+]?\d+(?:\.\d+)?)\s?%?\s*"
    r"(?:[*\u2020^#].*|\(.*\))?$"
)
_ABSENT = re.compile(
    r"\b(?:not (?:currently |yet )?(?:available|known|recorded|collected|applicable|held)|unavailable|"
    r"no data|n/?a|tbc|tba|tbd|awaited|awaiting|pending|to be (?:developed|confirmed|agreed))\b"
    r"|^[-\u2013\u2014.\s]*$",
    re.IGNORECASE,
)


def value(raw: str) -> float | None:
    """The figure of a cell, None where it holds none: `45.30%` is 45.3, `1,965` is 1965."""
    match = _NUMBER.match(raw.strip())
    return float(match["n"].replace(",", "").replace("\u2212", "-")) if match else None


_SOURCE = re.compile(
    r"\b(?:data(?:set|base)?|sheet|table|spreadsheet|workbook|tab|objects|reports?|source|surveys?|returns?|"
    r"system|extract|records|census|analytics|power ?bi|iquanta|athena|niche|ons|csew)\b",
    re.IGNORECASE,
)


def _source(measure: str | None) -> str | None:
    """The source a measure names in a bracket at its end: `Volume of offences (3.1 sheet)`; a bracket that
    narrows the measure (`(personal)`) is none."""
    match = re.search(r"\(([^()]+)\)\s*$", measure or "")
    return match[1].strip() if match and _SOURCE.search(match[1]) else None
