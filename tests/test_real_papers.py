"""Real papers, where they are beside the project: every row read by hand must be found, cell by cell."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.run import Options, extract_folder

SHARED = Path(__file__).parents[2] / "shared"

pytestmark = pytest.mark.skipif(
    not (SHARED / "papers").is_dir(), reason="the real papers are not beside the project"
)


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    out = tmp_path_factory.mktemp("tables")
    extract_folder([SHARED / "papers"], out, Options())
    return out


def score(tables, only):
    command = [
        sys.executable, str(SHARED / "score.py"), str(tables), "--gold", str(SHARED / "gold"), "--only", only,
    ]  # fmt: skip
    printed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    return json.loads(printed.splitlines()[-1])


MEANING = {"section": 100, "rag": 100, "fourp": 100, "updates_f1": 99.5, "owners_f1": 98, "levels_f1": 99}


@pytest.mark.parametrize(
    ("only", "least"),
    [
        ("board-paper.docx", {"cells": 99.9} | MEANING),
        ("text-dump", {"cells": 98, "words": 99.5} | MEANING),
        ("layouts/split", {"cells": 99.9} | MEANING),
        ("layouts/word-merged", {"cells": 99.9} | MEANING),
        ("layouts/borderless", {"cells": 99.5} | MEANING),
        ("layouts/shaded", {"cell_action": 99.9, "cell_comments": 99.9} | MEANING),
    ],
)
def test_delivery_plans(tables, only, least):
    found = score(tables, only)
    floor = {"gold_rows": 144, "row_recall": 100, "row_precision": 100} | least
    assert {k: found[k] for k in floor if found[k] < floor[k]} == {}


def test_action_logs(tables):
    command = [
        sys.executable, str(SHARED / "score_real.py"), str(tables), "--gold", str(SHARED / "gold" / "real"),
    ]  # fmt: skip
    printed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    last = printed.splitlines()[-1].split()
    assert last[:5] == ["all:", "rows", "100.0", "precision", "100.0"]
    assert float(last[6]) >= 99.5


@pytest.mark.skipif(not shutil.which("soffice"), reason="one of the logs is an old Word file")
def test_action_logs_take_their_rag_from_the_cells_colours(tables):
    actions = pq.read_table(tables / "actions.parquet").to_pylist()
    logs = [a for a in actions if "transparency-board" in a["path"]]
    assert {a["rag_origin"] for a in logs if a["rag"]} == {"colour"}
    assert [a["status_raw"] for a in logs if not a["rag"]] == ["Action on hold"]


def test_minutes_give_their_action_rows_and_no_attendance(tables):
    actions = pq.read_table(tables / "actions.parquet").to_pylist()
    counts: dict[str, int] = {}
    for a in actions:
        if "parish-council" in a["path"]:
            counts[a["path"].rsplit("/", 1)[-1][:10]] = counts.get(a["path"].rsplit("/", 1)[-1][:10], 0) + 1
    assert counts == {"2018-03-22": 5, "2019-05-23": 16, "2022-03-31": 16, "2023-02-23": 14}


def test_measures_equal_those_read_by_hand(tables):
    lines = (SHARED / "gold" / "12-performance-data.jsonl").read_text(encoding="utf-8").splitlines()
    gold = [json.loads(line) for line in lines]
    found = pq.read_table(tables / "measures.parquet").to_pylist()
    keys = (
        "strand",
        "aim",
        "measure",
        "source",
        "period",
        "period_months",
        "value",
        "value_raw",
        "unit",
        "available",
    )
    for path in ("board-paper.docx!/", "board-paper-text-dump.txt"):
        mine = [{k: m[k] for k in keys} for m in found if path in m["path"]]
        wanted = [{k: None if g[k] == "" else g[k] for k in keys} for g in gold]
        assert mine == wanted, path
