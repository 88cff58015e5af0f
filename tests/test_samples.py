"""The samples: made as they say, small, and extracted as expected."""

import csv
import io
import tomllib
import zipfile
from datetime import date
from pathlib import Path

import docx
import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outputs.csvsafe import safe, unsafe
from outputs.schema import BY_NAME
from pipeline.check import run_check
from samples import layouts
from samples.compound import acrobat_object, compound_file, package_object
from samples.content import QUARTERS, four_ps, load, plan_at, quarter_of
from samples.layouts import Layout, Rag, Sections, tables, word_plan

SAMPLES = Path(__file__).parents[1] / "samples"
PLANS = [
    file.stem
    for file in sorted((SAMPLES / "plans").glob("*.toml"))
    if "heads" in tomllib.loads(file.read_text(encoding="utf-8"))
]
EXPECTED = sorted((SAMPLES / "expected").rglob("*.csv"))


def rows(file):
    with file.open(newline="", encoding="utf-8") as stream:
        return [{k: unsafe(v) for k, v in row.items()} for row in csv.DictReader(stream)]


def expected(table):
    return [row for file in EXPECTED if file.stem == table for row in rows(file)]


def test_extraction_gives_what_is_expected():
    out = io.StringIO()
    assert run_check(SAMPLES, out=out) == 0, out.getvalue()


def test_every_owner_and_level_of_the_plans_has_a_meaning():
    actions = [a for name in PLANS for quarter in QUARTERS for a in plan_at(name, quarter).actions]
    assert len(PLANS) == 8
    assert {" ".join(a.owner.split()) for a in actions} <= set(load("people"))
    assert {" ".join(a.level.split()) for a in actions if a.level} <= set(load("levels"))


@pytest.mark.parametrize("name", PLANS)
def test_updates_pile_up_and_none_comes_from_a_later_quarter(name):
    for quarter in QUARTERS:
        for action in plan_at(name, quarter).actions:
            assert all(u.day is None or quarter_of(u.day) <= quarter for u in action.updates)


def test_an_action_is_carried_over_the_quarters():
    stories = [
        next(a for a in plan_at("domestic-abuse", quarter).actions if a.urn == "1.2") for quarter in QUARTERS
    ]
    assert [s.rag for s in stories] == ["RED", "AMBER", "GREEN"]
    assert [len(s.updates) for s in stories] == [1, 2, 3]
    assert stories[2].updates[0].day == date(2024, 3, 4)


def test_words_for_all_four_are_read():
    assert four_ps("All 4Ps") == {"Prepare", "Prevent", "Protect", "Pursue"}
    assert four_ps("Purse") == {"Pursue"}
    assert four_ps("") is None


def test_expected_rows_are_those_of_the_data():
    counts = {row["path"]: int(row["actions"]) for row in expected("papers")}
    found = dict.fromkeys(counts, 0)
    for row in expected("actions"):
        found[row["path"]] += 1
    assert found == counts
    assert sum(counts.values()) == 148


@pytest.mark.parametrize("file", EXPECTED, ids=lambda f: f"{f.parent.name}/{f.stem}")
def test_expected_columns_exist_and_no_cell_is_a_formula(file):
    known = {c.name for c in BY_NAME[file.stem].columns} | {"path", "row", "urn_raw"}
    with file.open(newline="", encoding="utf-8") as stream:
        header, *lines = csv.reader(stream)
    assert set(header) <= known
    assert lines
    assert [cell for line in lines for cell in line if safe(unsafe(cell)) != cell] == []


def test_papers_expected_are_the_papers_there():
    there = {f.relative_to(SAMPLES / "papers").as_posix() for f in (SAMPLES / "papers").rglob("*.*")}
    assert {row["path"].split("!/")[0] for row in expected("papers")} == there


def test_samples_stay_small():
    assert sum(f.stat().st_size for f in SAMPLES.rglob("*") if f.is_file()) < 3_000_000


@pytest.mark.parametrize("quarter", ["2023Q4", "2024Q1"])
def test_committed_word_plan_is_what_the_data_make(quarter):
    made = word_plan(plan_at("burglary", quarter), layouts.BURGLARY, "2000-01-01T00:00:00Z").to_bytes()
    kept = (SAMPLES / "papers" / quarter / "Burglary plan.docx").read_bytes()
    parts = [zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml") for data in (made, kept)]
    assert parts[0] == parts[1]


def test_merged_owner_stands_once_and_holds_below():
    table = tables(plan_at("burglary", "2023Q4"), layouts.BURGLARY)[0]
    owners = [line.cells[2] for line in table if line.kind == "action"]
    assert [o.merge for o in owners[:2]] == ["restart", "continue"]
    assert [o.text for o in owners[:2]] == ["D/Supt Lionel Marsh", ""]
    document = docx.Document(SAMPLES / "papers" / "2023Q4" / "Burglary plan.docx")
    assert document.tables[0].cell(2, 2).text == "D/Supt Lionel Marsh"


@pytest.mark.parametrize("sections", list(Sections))
def test_every_action_is_laid_out_however_sections_stand(sections):
    layout = Layout(layouts.KNIFE_CRIME.columns, sections, Rag.WORD)
    plan = plan_at("knife-crime", "2024Q1")
    lines = [line for table in tables(plan, layout) for line in table]
    assert [line.cells[0].text for line in lines if line.kind == "action"] == [a.urn for a in plan.actions]
    assert all(sum(c.span for c in line.cells) == len(layout.columns) for line in lines)


def test_board_paper_holds_its_plans_as_objects_and_its_figures_as_a_package():
    with zipfile.ZipFile(SAMPLES / "papers/2023Q3/Item 6 Crime Prevention Strategy.docx") as archive:
        parts = sorted(n for n in archive.namelist() if "/embeddings/" in n)
        assert [p.rsplit(".", 1)[1] for p in parts] == ["xlsx", "bin", "bin", "bin"]
        with olefile.OleFileIO(archive.read("word/embeddings/oleObject2.bin")) as ole:
            assert ole.openstream("CONTENTS").read(5) == b"%PDF-"


@given(st.lists(st.integers(0, 9000), max_size=7))
def test_compound_file_gives_back_its_streams(sizes):
    streams = {f"{'s' * n}{n}": bytes((i * 7 + n) % 256 for i in range(size)) for n, size in enumerate(sizes)}
    with olefile.OleFileIO(compound_file(streams), raise_defects=olefile.DEFECT_INCORRECT) as ole:
        assert ole.parsing_issues == []
        assert {"/".join(path): ole.openstream(path).read() for path in ole.listdir()} == streams


def test_objects_are_of_the_class_their_program_gives():
    with olefile.OleFileIO(acrobat_object(b"%PDF-1.7")) as ole:
        assert ole.root.clsid == "B801CA65-A1FC-11D0-85AD-444553540000"
    with olefile.OleFileIO(package_object("a.pdf", b"x" * 5000)) as ole:
        assert ole.root.clsid == "0003000C-0000-0000-C000-000000000046"
        assert b"a.pdf\0" in ole.openstream("\x01Ole10Native").read()
