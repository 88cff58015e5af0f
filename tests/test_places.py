"""Papers and tables elsewhere, and actions in parts."""

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from stub_readers import normalise_tree, read_tree

import pipeline.one
from extract.limits import Limits
from outputs import writer
from outputs.schema import TABLES
from outputs.writer import OutputError
from pipeline.cli import main
from pipeline.exits import Exit
from pipeline.find import NothingToRead, find_papers
from pipeline.options import Options
from pipeline.places import place
from pipeline.run import extract_folder

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: boardpapers[cluster]")


@pytest.fixture(autouse=True)
def _stubs(monkeypatch):
    monkeypatch.setattr(pipeline.one, "read_tree", read_tree)
    monkeypatch.setattr(pipeline.one, "normalise_tree", quarterly)


def quarterly(papers, vocabulary):
    """Papers of as many quarters as they have letters; `x` has none."""
    out = normalise_tree(papers, vocabulary)
    for action in out.actions:
        action.quarter = None if action.path.startswith("x") else f"2024Q{'abcd'.index(action.path[0]) + 1}"
    return out


@pytest.fixture
def papers(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in {"a": "2", "b": "3", "c": "1", "x": "2"}.items():
        (folder / f"{name}.pdf").write_text(text)
    return folder


@pytest.fixture
def memory(papers):
    """An address, and the same papers there."""
    system = fsspec.filesystem("memory")
    system.put(str(papers), "/board/papers", recursive=True)
    yield system
    system.rm("/board", recursive=True)


def tables(out: Path) -> dict[str, bytes]:
    return {t.name: (out / f"{t.name}.parquet").read_bytes() for t in TABLES}


def test_papers_and_tables_at_an_address_are_those_of_a_folder(papers, memory, tmp_path):
    extract_folder([papers], tmp_path / "out")
    result = extract_folder(["memory://board/papers"], "memory://board/tables", Options(keep=True))
    assert result.summary.out == "memory://board/tables"
    there = {name: memory.cat(f"/board/tables/{name}.parquet") for name in tables(tmp_path / "out")}
    assert there == tables(tmp_path / "out")
    assert {path.rsplit("/", 1)[-1] for path in memory.find("/board/tables")} == {
        f"{t.name}.parquet" for t in TABLES
    }


def test_papers_at_an_address_that_are_unchanged_are_not_read_again(memory, tmp_path):
    options = Options(keep=True)
    extract_folder(["memory://board/papers"], tmp_path / "out", options)
    memory.pipe("/board/papers/b.pdf", b"5")
    result = extract_folder(["memory://board/papers"], tmp_path / "out", options)
    assert (result.summary.unchanged, result.summary.actions) == (3, 10)


def test_a_paper_at_an_address_that_is_too_large_is_told(memory, tmp_path):
    del memory
    limits = Limits(file_bytes=0)
    extract_folder(["memory://board/papers/a.pdf"], tmp_path / "out", Options(limits=limits))
    (row,) = pq.read_table(tmp_path / "out/papers.parquet").to_pylist()
    assert (row["path"], row["status"]) == ("a.pdf", "too large")


def test_an_address_of_nothing_is_told(memory):
    del memory
    with pytest.raises(NothingToRead, match="no file"):
        find_papers(["memory://nowhere"])


def test_an_address_of_no_known_kind_is_told(tmp_path):
    said = CliRunner().invoke(main, ["extract", "nonsense://x", "--out", str(tmp_path / "out")])
    assert said.exit_code == Exit.USAGE
    assert "nonsense://x cannot be used" in said.stderr


def test_a_file_address_is_a_path():
    assert place("file:///srv/papers") == Path("/srv/papers")
    assert place("papers/2024") == Path("papers/2024")
    assert place("s3://board/papers") == "s3://board/papers"


def test_actions_in_parts_are_the_same_rows(papers, tmp_path):
    extract_folder([papers], tmp_path / "whole")
    extract_folder([papers], tmp_path / "parts", Options(partition="quarter"))
    folder = tmp_path / "parts" / "actions"
    assert sorted(p.name for p in folder.iterdir()) == [
        "2024Q1.parquet",
        "2024Q2.parquet",
        "2024Q3.parquet",
        "undated.parquet",
    ]
    whole = pd.read_parquet(tmp_path / "whole" / "actions.parquet")
    assert whole.equals(pd.read_parquet(folder))
    assert set(pd.read_parquet(folder / "2024Q2.parquet")["path"]) == {"b.pdf"}
    assert not (tmp_path / "parts" / "actions.parquet").exists()


def test_parts_come_and_go_with_the_option(papers, tmp_path):
    options = Options(keep=True)
    extract_folder([papers], tmp_path / "out", options)
    before = tables(tmp_path / "out")
    extract_folder([papers], tmp_path / "out", Options(keep=True, partition="quarter"))
    assert sorted(p.name for p in tmp_path.glob("out/actions*")) == ["actions"]
    extract_folder([papers], tmp_path / "out", options)
    assert sorted(p.name for p in tmp_path.glob("out/actions*")) == ["actions.parquet"]
    assert tables(tmp_path / "out") == before


def test_a_row_is_shown_from_parts_too(papers, tmp_path):
    extract_folder([papers], tmp_path / "out", Options(partition="quarter"))
    shown = CliRunner().invoke(main, ["show", "b-2", "--out", str(tmp_path / "out")])
    assert shown.exit_code == 0
    assert "2024Q2" in shown.stdout


def test_parts_want_links(papers, tmp_path, monkeypatch):
    def refuse(*_):
        raise NotImplementedError

    monkeypatch.setattr(writer, "_link", refuse)
    with pytest.raises(OutputError, match="without --partition"):
        extract_folder([papers], tmp_path / "out", Options(partition="quarter"))
