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
CREATED = {"2023Q3": "2023-09-18T09:30:00Z", "2023Q4": "2023-12-11T10:15:00Z", "2024Q1": "2024-03-18T08:45:00Z"}
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
BOARD_PAPERS = {"2023Q3": "Item 6 Crime Prevention Strategy.docx", "2023Q4": "Item 7 Crime Prevention Strategy.docx"}
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
        stream, pagesize=page_size(layout), margins=36, leftMargin=35, rightMargin=35, invariant=1, title=plan.title
    )
    document.build(reportlab_plan(plan, layout))
    return settle(stream.getvalue(), created)


def main() -> None:
    """Write `papers/` and `expected/` anew."""
    pdfs = printed_by_libreoffice()
    strategy = brochure()
    printed: list[Printed] = []
    papers = HERE / "papers"
    shutil.rmtree(papers, ignore_errors=True)

    def put(quarter: str, name: str, data: bytes) -> str:
        path = papers / quarter / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return f"{quarter}/{name}"

    for quarter, name in BOARD_PAPERS.items():
        inside = {
            "Domestic Abuse": pdfs.pop((quarter, "domestic-abuse")),
            "Gangs & Knife Crime": pdfs.pop((quarter, "knife-crime")),
        }
        first = quarter == "2023Q3"
        data = covering_paper(quarter, inside, strategy if first else None, CREATED[quarter])
        path = put(quarter, name, data)
        printed.append(Printed(path, "docx", quarter, kind="board paper"))
        if first:
            printed.append(Printed(f"{path}!/{STRATEGY_NAME}", "pdf", quarter, kind="strategy", data=strategy))
        for n, (strand, plan) in enumerate((("Domestic Abuse", "domestic-abuse"), ("Gangs & Knife Crime", "knife-crime")), 2):
            inner = f"attachment {n}.pdf" if first else attachment_name(strand)
            layout = layouts.DOMESTIC_ABUSE if plan == "domestic-abuse" else layouts.KNIFE_CRIME
            printed.append(
                Printed(f"{path}!/{inner}", "pdf", quarter, plans=((plan_at(plan, quarter), layout),), data=inside[strand])
            )
        inner = f"attachment {4 if first else 3}.xlsx"
        printed.append(Printed(f"{path}!/{inner}", "xlsx", quarter, kind="performance data"))

    for (quarter, name), data in sorted(pdfs.items()):
        layout = (TAGGED | UNTAGGED)[quarter, name]
        path = put(quarter, FILE_NAMES[name], data)
        printed.append(Printed(path, "pdf", quarter, plans=((plan_at(name, quarter), layout),), data=data))

    for quarter, created in CREATED.items():
        plan = plan_at("night-time-economy", quarter)
        data = settle(chromium(html_plan(plan, layouts.NIGHT_TIME_ECONOMY)), created)
        path = put(quarter, FILE_NAMES["night-time-economy"], data)
        printed.append(Printed(path, "pdf", quarter, plans=((plan, layouts.NIGHT_TIME_ECONOMY),), data=data))

    for quarter in ("2023Q4", "2024Q1"):
        plan = plan_at("burglary", quarter)
        data = word_plan(plan, layouts.BURGLARY, CREATED[quarter]).to_bytes()
        path = put(quarter, FILE_NAMES["burglary"], data)
        printed.append(Printed(path, "docx", quarter, plans=((plan, layouts.BURGLARY),)))

    hate = plan_at("hate-crime", "2024Q1")
    data = printed_by_reportlab(hate, layouts.HATE_CRIME_RULED_ACROSS, CREATED["2024Q1"])
    path = put("2024Q1", FILE_NAMES["hate-crime"], data)
    printed.append(Printed(path, "pdf", "2024Q1", plans=((hate, layouts.HATE_CRIME_RULED_ACROSS),), data=data))

    rural, digital = plan_at("rural-crime", "2024Q1"), plan_at("digital-crime", "2024Q1")
    data = settle(agenda_pack(rural, digital), CREATED["2024Q1"])
    path = put("2024Q1", PACK, data)
    bound = ((rural, layouts.RURAL_CRIME), (digital, layouts.DIGITAL_CRIME))
    printed.append(Printed(path, "pdf", "2024Q1", kind="board paper", plans=bound, data=data))

    rows = write_expected(HERE / "expected", printed)
    print(f"{len(printed)} papers, {rows} actions")
    for path in sorted(papers.rglob("*.*")):
        print(f"  {path.stat().st_size / 1024:7.1f} KB  {path.relative_to(HERE)}")


if __name__ == "__main__":
    main()
