"""Make the sample papers and the rows expected of them: `python -m samples.make` (or `make samples`).

Needs LibreOffice, Chromium, reportlab and poppler's pdftotext; using the committed papers needs none of them.
"""

from __future__ import annotations

import io
import shutil
from pathlib import Path

from reportlab.platypus import SimpleDocTemplate

from samples import layouts
from samples.content import PlanAt, plan_at
from samples.cover import STRATEGY_NAME, attachment_name, brochure, covering_paper
from samples.expected import Printed, write_expected
from samples.layouts import Layout, word_plan
from samples.pack import agenda_pack
from samples.producers import chromium, html_plan, libreoffice, page_size, reportlab_plan, settle

HERE = Path(__file__).parent
CREATED = {
    "2023Q3": "2023-09-18T09:30:00Z",
    "2023Q4": "2023-12-11T10:15:00Z",
    "2024Q1": "2024-03-18T08:45:00Z",
}
TAGGED = {
    ("2023Q3", "domestic-abuse"): layouts.DOMESTIC_ABUSE,
    ("2023Q3", "hate-crime"): layouts.HATE_CRIME,
    ("2023Q4", "domestic-abuse"): layouts.DOMESTIC_ABUSE,
    ("2023Q4", "hate-crime"): layouts.HATE_CRIME,
    ("2023Q4", "action-log"): layouts.ACTION_LOG,
    ("2024Q1", "domestic-abuse"): layouts.DOMESTIC_ABUSE_LOOSE,
    ("2024Q1", "action-log"): layouts.ACTION_LOG,
}
UNTAGGED = {(quarter, "knife-crime"): layouts.KNIFE_CRIME for quarter in CREATED}
FILE_NAMES = {
    "hate-crime": "Hate Crime delivery plan.pdf",
    "night-time-economy": "NTE plan.pdf",
    "burglary": "Burglary plan.docx",
    "action-log": "HCSB action log.pdf",
    "domestic-abuse": "Domestic Abuse plan.pdf",
    "knife-crime": "Knife Crime plan.pdf",
}
BOARD_PAPERS = {
    "2023Q3": "Item 6 Crime Prevention Strategy.docx",
    "2023Q4": "Item 7 Crime Prevention Strategy.docx",
}
PACK = "Agenda pack 20 March 2024.pdf"


def printed_by_libreoffice() -> dict[tuple[str, str], bytes]:
    """Every plan that LibreOffice prints, by quarter and name."""
    out: dict[tuple[str, str], bytes] = {}
    for wanted, tagged in ((TAGGED, True), (UNTAGGED, False)):
        files = {
            f"{quarter} {name}": word_plan(plan_at(name, quarter), layout, CREATED[quarter]).to_bytes()
            for (quarter, name), layout in wanted.items()
        }
        pdfs = libreoffice(files, tagged=tagged)
        for quarter, name in wanted:
            out[quarter, name] = settle(pdfs[f"{quarter} {name}"], CREATED[quarter])
    return out


def printed_by_reportlab(plan: PlanAt, layout: Layout, created: str) -> bytes:
    """A loose plan made by a reporting library: untagged."""
    stream = io.BytesIO()
    document = SimpleDocTemplate(
        stream,
        pagesize=page_size(layout),
        margins=36,
        leftMargin=35,
        rightMargin=35,
        invariant=1,
        title=plan.title,
    )
    document.build(reportlab_plan(plan, layout))
    return settle(stream.getvalue(), created)


class Shelf:
    """The folder of papers as it fills, and what was put in it."""

    def __init__(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self.folder = folder
        self.printed: list[Printed] = []

    def put(self, quarter: str, name: str, data: bytes) -> str:
        """Write a paper; its path as the tables have it."""
        path = self.folder / quarter / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return f"{quarter}/{name}"

    def put_plan(self, plan: PlanAt, layout: Layout, data: bytes) -> None:
        """Write a loose plan."""
        name = FILE_NAMES[plan.name]
        path, form = self.put(plan.quarter, name, data), name.rsplit(".", 1)[1]
        pages = data if form == "pdf" else None
        self.printed.append(Printed(path, form, plan.quarter, plans=((plan, layout),), data=pages))

    def put_board_paper(self, quarter: str, inside: dict[str, bytes], strategy: bytes | None) -> None:
        """Write a covering paper with two plans in it (PDFs by plan), the figures, and perhaps the strategy.

        With the strategy the plans come second and third among its attachments and have no names.
        """
        by_strand = {plan_at(name, quarter).strand: pdf for name, pdf in inside.items()}
        data = covering_paper(quarter, by_strand, strategy, CREATED[quarter])
        path = self.put(quarter, BOARD_PAPERS[quarter], data)
        self.printed.append(Printed(path, "docx", quarter, kind="board paper"))
        if strategy is not None:
            inner = f"{path}!/{STRATEGY_NAME}"
            self.printed.append(Printed(inner, "pdf", quarter, kind="strategy", data=strategy))
        for n, (name, pdf) in enumerate(inside.items(), 2):
            plan, layout = plan_at(name, quarter), (TAGGED | UNTAGGED)[quarter, name]
            inner = f"attachment {n}.pdf" if strategy is not None else attachment_name(plan.strand)
            self.printed.append(
                Printed(f"{path}!/{inner}", "pdf", quarter, plans=((plan, layout),), data=pdf)
            )
        inner = f"attachment {len(inside) + (1 if strategy is None else 2)}.xlsx"
        self.printed.append(Printed(f"{path}!/{inner}", "xlsx", quarter, kind="performance data"))


def main() -> None:
    """Write `papers/` and `expected/` anew."""
    pdfs = printed_by_libreoffice()
    shelf = Shelf(HERE / "papers")
    for quarter in BOARD_PAPERS:
        inside = {name: pdfs.pop((quarter, name)) for name in ("domestic-abuse", "knife-crime")}
        shelf.put_board_paper(quarter, inside, brochure() if quarter == "2023Q3" else None)
    for (quarter, name), data in sorted(pdfs.items()):
        shelf.put_plan(plan_at(name, quarter), (TAGGED | UNTAGGED)[quarter, name], data)
    for quarter, created in CREATED.items():
        plan, layout = plan_at("night-time-economy", quarter), layouts.NIGHT_TIME_ECONOMY
        shelf.put_plan(plan, layout, settle(chromium(html_plan(plan, layout)), created))
    for quarter in ("2023Q4", "2024Q1"):
        plan, layout = plan_at("burglary", quarter), layouts.BURGLARY
        shelf.put_plan(plan, layout, word_plan(plan, layout, CREATED[quarter]).to_bytes())
    hate, across = plan_at("hate-crime", "2024Q1"), layouts.HATE_CRIME_RULED_ACROSS
    shelf.put_plan(hate, across, printed_by_reportlab(hate, across, CREATED["2024Q1"]))

    rural, digital = plan_at("rural-crime", "2024Q1"), plan_at("digital-crime", "2024Q1")
    pack = settle(agenda_pack(rural, digital), CREATED["2024Q1"])
    bound = ((rural, layouts.RURAL_CRIME), (digital, layouts.DIGITAL_CRIME))
    path = shelf.put("2024Q1", PACK, pack)
    shelf.printed.append(Printed(path, "pdf", "2024Q1", kind="board paper", plans=bound, data=pack))

    rows = write_expected(HERE / "expected", shelf.printed)
    print(f"{len(shelf.printed)} papers and attachments, {rows} actions")
    for file in sorted(shelf.folder.rglob("*.*")):
        print(f"  {file.stat().st_size / 1024:7.1f} KB  {file.relative_to(HERE)}")


if __name__ == "__main__":
    main()
