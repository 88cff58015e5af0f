"""The notebook an analyst starts from runs on the samples, and shows what it says."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from pipeline.run import extract_folder

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "notebooks" / "start-here.ipynb"
PAPERS = ROOT / "samples" / "papers"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    tables = tmp_path_factory.mktemp("tables")
    extract_folder([PAPERS], tables)
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(NOTEBOOK.parent)}})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOARDPAPERS_TABLES", str(tables))
        patch.setenv("BOARDPAPERS_PAPERS", str(PAPERS))
        patch.setenv("PYTHONWARNINGS", "ignore")
        client.execute()
    return notebook


def shown(notebook, source):
    """What the cell whose code holds `source` gave, by kind, as one text each."""
    (cell,) = [c for c in notebook.cells if c.cell_type == "code" and source in c.source]
    out = {}
    for output in cell.outputs:
        for kind, data in output.get("data", {"text/plain": output.get("text", "")}).items():
            out[kind] = out.get(kind, "") + data
    return out


def test_chart_is_drawn_with_every_strand(run):
    out = shown(run, "plot.barh")
    assert "image/png" in out
    assert "Domestic Abuse" in out["text/plain"]
    assert "GREEN" in out["text/plain"]


def test_the_action_without_an_owner_is_listed(run):
    assert "Commission a programme for perpetrators" in shown(run, "no_owner =")["text/plain"]


def test_one_action_is_told_over_three_quarters(run):
    text = shown(run, "STRAND, URN =")["text/plain"]
    assert all(quarter in text for quarter in ("2023Q3", "2023Q4", "2024Q1"))
    assert "All four contacts are in post" in text


def test_the_page_is_drawn(run):
    out = shown(run, "to_image")
    assert "image/png" in out
    assert "page 1" in out["text/plain"]


def test_findings_name_what_to_query(run):
    assert "missing owner" in shown(run, "findings.groupby")["text/plain"]


def test_committed_without_outputs():
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert not [
        c.source for c in notebook.cells if c.cell_type == "code" and (c.outputs or c.execution_count)
    ]
