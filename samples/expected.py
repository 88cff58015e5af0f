"""The rows expected of the papers, by construction: from data and layout, never from an extraction."""

from __future__ import annotations

import calendar
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from outputs.csvsafe import write_csv
from samples.content import FOUR_PS, Action, PlanAt, four_ps, load
from samples.cover import appendices, front, paper_data, periods
from samples.layouts import Layout, Rag, Sections, rag_text

Row = dict[str, Any]
ANY = "*"
"""A cell that the check does not compare."""

COLUMNS = {
    "papers": ("path", "format", "kind", "strand", "quarter", "meeting_date", "status", "actions"),
    "actions": (
        "path",
        "plan",
        "strand",
        "quarter",
        "row",
        "section",
        "urn_raw",
        "urn",
        "action",
        "owner_raw",
        "level_raw",
        "fourp_raw",
        "prepare",
        "prevent",
        "protect",
        "pursue",
        "rag_raw",
        "rag",
        "rag_origin",
        "comments",
        "status_raw",
        "status",
        "due_raw",
        "due_date",
        "page_first",
    ),
    "owners": ("path", "row", "urn_raw", "n", "rank_raw", "rank", "name", "post"),
    "levels": ("path", "row", "urn_raw", "n", "level_raw", "level"),
    "updates": ("path", "row", "urn_raw", "n", "date_raw", "date", "rag", "text"),
    "findings": ("path", "row", "urn_raw", "code", "column", "value"),
    "measures": (
        "path",
        "quarter",
        "strand",
        "aim",
        "measure",
        "source",
        "period",
        "period_end",
        "period_months",
        "value",
        "value_raw",
        "unit",
        "available",
    ),
    "aims": ("path", "strand", "kind", "n", "text"),
    "narrative": ("path", "number", "heading", "strand", "text"),
}


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper as it was made."""

    path: str
    format: str
    quarter: str
    kind: str = "delivery plan"
    plans: tuple[tuple[PlanAt, Layout], ...] = ()
    data: bytes | None = None
    """The PDF, where it is one, to look up pages in."""


def write_expected(folder: Path, papers: Sequence[Printed]) -> int:
    """Write `folder`/QUARTER/TABLE.csv for all papers; the number of actions."""
    shutil.rmtree(folder, ignore_errors=True)
    total = 0
    for quarter in sorted({p.quarter for p in papers}):
        tables: dict[str, list[Row]] = {name: [] for name in COLUMNS}
        for paper in sorted((p for p in papers if p.quarter == quarter), key=lambda p: p.path):
            _add_paper(tables, paper)
        total += len(tables["actions"])
        for name, rows in tables.items():
            if rows:
                _write(folder / quarter / f"{name}.csv", COLUMNS[name], rows)
    return total


def _add_paper(tables: dict[str, list[Row]], paper: Printed) -> None:
    """Everything expected of one paper."""
    count = sum(len(plan.actions) for plan, _ in paper.plans)
    board = paper.kind == "board paper"
    tables["papers"].append(
        {
            "path": paper.path,
            "format": paper.format,
            "kind": paper.kind,
            "strand": paper.plans[0][0].strand if len(paper.plans) == 1 else "",
            "quarter": paper.quarter,
            "meeting_date": load("cover")["meetings"][paper.quarter] if board else ANY,
            "status": "ok" if count else "no actions",
            "actions": count,
        }
    )
    for plan, layout in paper.plans:
        pages = _pages(paper.data, plan) if paper.data else [None] * len(plan.actions)
        for row, (action, page) in enumerate(zip(plan.actions, pages, strict=True), 1):
            _add_action(tables, paper, plan, layout, action, row, page)
    if paper.kind == "performance data":
        tables["measures"] += _measures(paper)
    if paper.kind == "strategy":
        tables["aims"] += _aims(paper)
    if board and paper.format == "docx":
        tables["narrative"] += _narrative(paper)
    elif board:  # a pack's prose is filler and not worth expecting
        tables["narrative"].append(dict.fromkeys(COLUMNS["narrative"], ANY) | {"path": paper.path})
    for plan, _ in paper.plans:
        tables["narrative"] += [{"path": paper.path, "heading": "Key", "text": line} for line in plan.key]


def _flat(text: str) -> str:
    """Printed text as the tables keep it: white space collapsed."""
    return " ".join(text.split())


def _add_action(  # noqa: PLR0913, PLR0917 - an action, where it is printed and how
    tables: dict[str, list[Row]],
    paper: Printed,
    plan: PlanAt,
    layout: Layout,
    action: Action,
    row: int,
    page: int | None,
) -> None:
    """An action and the long tables' rows of it."""
    has = set(layout.keys)
    owner, level = _flat(action.owner), _flat(action.level)
    where = {"path": paper.path, "row": row, "urn_raw": action.urn}
    rag, origin = _rag(action, layout)
    meant = four_ps(action.fourp)
    tables["actions"].append(
        where
        | {
            "plan": plan.plan,
            "strand": plan.strand,
            "quarter": plan.quarter,
            "section": action.section if layout.sections is not Sections.NONE else "",
            "urn": re.sub(r"^0+(?=\d)", "", action.urn),
            "action": _flat(action.action),
            "owner_raw": owner,
            "level_raw": level if "level" in has else "",
            "fourp_raw": _flat(action.fourp) if "fourp" in has else "",
            **{p.lower(): "" if meant is None else p in meant for p in FOUR_PS},
            "rag_raw": rag_text(action, layout),
            "rag": rag,
            "rag_origin": origin,
            "comments": _flat(action.comments) if "comments" in has else "",
            "status_raw": action.progress,
            "status": action.status,
            "due_raw": action.due,
            "due_date": action.due_day,
            "page_first": page,
        }
    )
    for n, person in enumerate(load("people")[owner], 1):
        tables["owners"].append(where | {"n": n} | person)
    for n, (raw, canonical) in enumerate(load("levels")[level] if level else (), 1):
        tables["levels"].append(where | {"n": n, "level_raw": raw, "level": canonical})
    for n, update in enumerate(action.updates if "comments" in has else (), 1):
        tables["updates"].append(
            where
            | {
                "n": n,
                "date_raw": update.date_raw,
                "date": update.day,
                "rag": update.rag if update.rag_printed else "",
                "text": update.text,
            }
        )
    tables["findings"] += [where | found for found in _findings(action, layout, rag)]


def _rag(action: Action, layout: Layout) -> tuple[str, str]:
    """RAG and what it is read from."""
    if not action.rag:
        return "", ""
    origins = {Rag.COMMENT: "comment", Rag.FILL: "colour", Rag.PROGRESS: "colour"}
    return action.rag, origins.get(layout.rag, "column")


def _findings(action: Action, layout: Layout, rag: str) -> Iterable[Row]:
    """What a careful reader would query, at the places where the data has a slip."""
    if not action.owner and layout.rag is not Rag.PROGRESS:
        yield {"code": "missing owner", "column": "owner", "value": ""}
    if "fourp" in layout.keys and not action.fourp:
        yield {"code": "missing 4p", "column": "fourp", "value": ""}
    if action.fourp == "Purse":
        yield {"code": "value read by likeness", "column": "fourp", "value": "Purse"}
    if not rag:
        yield {"code": "missing rag", "column": "rag", "value": ""}
    if "TBA" in action.owner:
        yield {"code": "owner vacant", "column": "owner", "value": action.owner}
    for code, column, *value in action.slips:
        if column != "section" or layout.sections is Sections.HEADER_ONCE:
            yield {"code": code, "column": column, "value": value[0] if value else ANY}
    for update in action.updates:
        if update.slip == "date mistyped":
            yield {"code": update.slip, "column": "comments", "value": update.date_raw}
        if update.slip == "rag disagrees" and update is action.updates[-1]:
            yield {"code": update.slip, "column": "rag", "value": ANY}


def _pages(pdf: bytes, plan: PlanAt) -> list[int]:
    """The page that each action begins on, looked up with poppler: an action is found by its number and
    the first words beside it, after the one before it."""
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"],  # noqa: S607 - poppler's, wherever it is installed
        input=pdf,
        capture_output=True,
        check=True,
        timeout=60,
    ).stdout.decode()
    pages = [" ".join(page.split()) for page in text.split("\f")]
    out: list[int] = []
    page = at = 0
    for action in plan.actions:
        sought = " ".join([action.urn, *action.action.split()[:2]])
        while (found := pages[page].find(sought, at)) < 0:
            page, at = page + 1, 0
            if page == len(pages):
                raise LookupError(f"{plan.name} {plan.quarter}: “{sought}” stands on no page")
        out.append(page + 1)
        at = found + len(sought)
    return out


def _measures(paper: Printed) -> list[Row]:
    """The figures of a workbook."""
    out = []
    for m in load("cover")["measures"]:
        for period in periods(paper.quarter):
            value = m["values"][period]
            known = not isinstance(value, str)
            percent = m["unit"] == "percent"
            month, year = period.split()[1:]
            number, full = list(calendar.month_abbr).index(month), 2000 + int(year)
            out.append(
                {
                    "path": paper.path,
                    "quarter": paper.quarter,
                    "strand": m["strand"],
                    "aim": m["aim"],
                    "measure": m["measure"],
                    "source": m["source"],
                    "period": period,
                    "period_end": date(full, number, calendar.monthrange(full, number)[1]),
                    "period_months": 3,
                    "value": float(value) if known else "",
                    "value_raw": f"{value:.2f}%" if percent else str(value),
                    "unit": ("percent" if percent else "count") if known else "",
                    "available": known,
                }
            )
    return out


def _aims(paper: Printed) -> list[Row]:
    """The brochure's objectives, aims and forums."""
    return [
        {"path": paper.path, "strand": s["strand"], "kind": kind, "n": n, "text": text}
        for s in load("cover")["strategy"]
        for kind, texts in (("objective", [s["objective"]]), ("aim", s["aims"]), ("forum", s["forums"]))
        for n, text in enumerate(texts, 1)
    ]


def _narrative(paper: Printed) -> list[Row]:
    """The covering paper: its front table, each section whole, then the bullets under its strands one by
    one, its appendices and their list."""
    data = paper_data(paper.quarter)
    out = [{"heading": label.rstrip(":"), "text": text} for label, text in front(paper.quarter)]
    for number, heading, paragraphs in data["sections"]:
        told = data["developments"] if number == data["developments_after"] else []
        lines = [*paragraphs]
        for strand, bullets in told:
            lines += [f"{strand}:", *(f"• {bullet}" for bullet in bullets)]
        out.append({"number": number, "heading": heading, "text": "\n".join(lines)})
        out += [
            {"number": number, "heading": heading, "strand": strand, "text": bullet}
            for strand, bullets in told
            for bullet in bullets
        ]
    for number, heading in appendices(paper.quarter):
        out.append({"number": number, "heading": heading, "text": heading})
    out += [{"number": n, "strand": strand, "text": strand} for n, strand in load("cover")["strands"].items()]
    return [{"path": paper.path} | row for row in out]


def _write(path: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """A CSV to be read and diffed: one line a row, empty for "not printed", no formulas."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as stream:
        write_csv(stream, columns, ([_cell(row.get(column, "")) for column in columns] for row in rows))


def _cell(value: Any) -> str:
    """A value as the check prints it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
