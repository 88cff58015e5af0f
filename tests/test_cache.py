"""Results kept beside the tables: what is read again, what is not, and what becomes of the store itself."""

import os
import sqlite3
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from stub_readers import StubPaper, normalise_tree

import pipeline.find
import pipeline.one
import pipeline.run
from extract.ocr.tesseract import probe
from normalise.records import Records
from outputs.schema import TABLES
from pipeline import store
from pipeline.cli import main
from pipeline.options import Options
from pipeline.run import extract_folder
from pipeline.version import programs


class Folder:
    """Papers in a folder, extracted again and again; `read` is what the last run has read."""

    def __init__(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.papers, self.out = tmp_path / "in", tmp_path / "out"
        self.papers.mkdir()
        self.read: list[str] = []
        monkeypatch.setattr(pipeline.one, "read_tree", self._read_tree)
        monkeypatch.setattr(pipeline.one, "normalise_tree", self._normalise)

    def _read_tree(self, data: bytes, path: str, lexicon: object, options: object) -> list[StubPaper]:
        del lexicon, options
        self.read.append(path)
        text = data.decode()
        if text == "fault":
            raise KeyError(path)
        return [StubPaper((path, text))]

    def _normalise(self, papers: list[StubPaper], vocabulary: object) -> Records:
        """As many actions as the paper's text says; `same N` are those of every other `same N`."""
        ((path, text),) = papers
        out = normalise_tree([(path, text.split()[-1])], vocabulary)
        for n, action in enumerate(out.actions):
            whose = "all forces" if text.startswith("same") else path
            action.action = f"Hold the quarterly panel of {whose} in Harrowby town hall, for the {n}th time"
            action.urn_raw = None
        return out

    def write(self, **papers: str) -> None:
        for name, text in papers.items():
            (self.papers / f"{name}.pdf").write_text(text)

    def run(self, **options: object) -> pipeline.run.Result:
        self.read = []
        return extract_folder([self.papers], self.out, Options(keep=True, **options))

    def tables(self) -> dict[str, bytes]:
        return {t.name: (self.out / f"{t.name}.parquet").read_bytes() for t in TABLES}

    def anew(self) -> dict[str, bytes]:
        """The tables of a run that knows nothing of earlier ones."""
        elsewhere = self.out.with_name("anew")
        extract_folder([self.papers], elsewhere, Options())
        return {t.name: (elsewhere / f"{t.name}.parquet").read_bytes() for t in TABLES}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    return Folder(tmp_path, monkeypatch)


def everything(place: Path) -> dict[str, tuple[int, int]]:
    """Each file under a folder with its number and time of change."""
    return {str(p): (p.stat().st_ino, p.stat().st_mtime_ns) for p in sorted(place.rglob("*")) if p.is_file()}


def test_only_what_is_new_or_changed_is_read(folder):
    folder.write(a="1", b="2", c="3")
    folder.run()
    assert folder.read == ["a.pdf", "b.pdf", "c.pdf"]
    folder.write(b="4", d="1")
    assert folder.run().summary.unchanged == 2
    assert folder.read == ["b.pdf", "d.pdf"]
    assert folder.tables() == folder.anew()


def test_what_is_gone_leaves_the_tables(folder):
    folder.write(a="1", b="2")
    folder.run()
    (folder.papers / "a.pdf").unlink()
    folder.run()
    assert folder.read == []
    assert folder.tables() == folder.anew()
    assert pq.read_table(folder.out / "papers.parquet").column("path").to_pylist() == ["b.pdf"]


def test_nothing_new_opens_no_paper_and_writes_nothing(folder, monkeypatch):
    monkeypatch.setattr(pipeline.find, "_SETTLED", 0)
    folder.write(a="1", b="2")
    first = folder.run()
    before = everything(folder.out)
    monkeypatch.setattr(pipeline.run, "write_tables", None)
    monkeypatch.setattr(pipeline.run, "_sha256", None)
    monkeypatch.setattr(store.Store, "gists", None)
    again = folder.run()
    assert folder.read == []
    assert everything(folder.out) == before
    assert again.summary.rows == first.summary.rows
    assert again.summary.unchanged == 2


def test_a_file_changed_a_moment_ago_is_not_judged_by_its_times(folder):
    folder.write(a="1")
    folder.run()
    told = (folder.papers / "a.pdf").stat()
    folder.write(a="7")
    os.utime(folder.papers / "a.pdf", ns=(told.st_atime_ns, told.st_mtime_ns))
    folder.run()
    assert folder.read == ["a.pdf"]


def test_a_copy_of_the_folder_is_not_read_again(folder):
    folder.write(a="1")
    folder.run()
    (folder.papers / "a.pdf").unlink()
    folder.write(a="1")
    folder.run()
    assert folder.read == []


def test_a_name_is_part_of_what_was_read(folder):
    folder.write(a="1")
    folder.run()
    (folder.papers / "a.pdf").rename(folder.papers / "b.pdf")
    folder.run()
    assert folder.read == ["b.pdf"]


def test_copies_among_old_and_new_papers_are_seen(folder):
    folder.write(a="same 4", b="3")
    folder.run()
    folder.write(c="same 4")
    folder.run()
    assert folder.read == ["c.pdf"]
    assert folder.tables() == folder.anew()
    papers = pq.read_table(folder.out / "papers.parquet").to_pylist()
    assert papers[2]["same_as"] == "a.pdf"
    assert sum(pq.read_table(folder.out / "actions.parquet").column("primary").to_pylist()) == 7


def test_fresh_reads_everything(folder):
    folder.write(a="1", b="2")
    folder.run()
    folder.run(fresh=True)
    assert folder.read == ["a.pdf", "b.pdf"]


def test_other_words_other_passwords_and_other_code_read_everything(folder, tmp_path, monkeypatch):
    folder.write(a="1")
    folder.run()
    folder.run(passwords=("open sesame",))
    assert folder.read == ["a.pdf"]
    folder.run()
    assert folder.read == []  # what the last run but one has read is still there
    (tmp_path / "words").mkdir()
    (tmp_path / "words/rag.csv").write_text("form,means,kind,example\nVert,GREEN,word,Vert\n")
    folder.run(vocabulary=tmp_path / "words")
    assert folder.read == ["a.pdf"]
    monkeypatch.setattr("pipeline.version.code", lambda: "changed")
    folder.run()
    assert folder.read == ["a.pdf"]


def test_a_program_that_comes_or_goes_reads_again_what_needed_it(folder, monkeypatch):
    folder.write(a="1", b="2")
    monkeypatch.setattr(pipeline.one, "_by_program", lambda records: records.papers[0].path == "b.pdf")
    folder.run()
    monkeypatch.setattr(pipeline.run, "programs", lambda _: "LibreOffice is here")
    folder.run()
    assert folder.read == ["b.pdf"]


@pytest.mark.skipif(sys.platform == "win32", reason="a program that is a shell script")
def test_a_program_is_known_by_its_version(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    tesseract, office = tmp_path / "tesseract", tmp_path / "soffice"

    def now(*, ocr: bool = False) -> str:
        probe.cache_clear()
        return programs(Options(ocr=ocr))

    told = [now(), now(ocr=True)]
    for version in ("5.3.0", "5.3.1"):
        text = f"#!/bin/sh\n[ $1 = --version ] && echo tesseract {version} || echo eng\n"
        tesseract.write_text(text)
        tesseract.chmod(0o755)
        os.utime(tesseract, ns=(0, 0))  # the same file to look at, as where a library alone is new
        told += [now(ocr=True)]
    office.write_text("")
    office.chmod(0o755)
    for build in ("1", "12"):
        (tmp_path / "versionrc").write_text(build)
        told += [now()]
    probe.cache_clear()
    assert len(set(told)) == len(told)


def test_a_fault_of_ours_is_tried_again(folder):
    folder.write(a="1", b="fault")
    assert len(folder.run().faults) == 1
    assert len(folder.run().faults) == 1
    assert folder.read == ["b.pdf"]


def test_tables_that_were_lost_or_changed_are_written_again(folder):
    folder.write(a="1")
    folder.run()
    before = folder.tables()
    (folder.out / "actions.parquet").unlink()
    folder.run()
    assert (folder.read, folder.tables()) == ([], before)
    (folder.out / "papers.parquet").resolve().write_bytes(b"spoilt")
    folder.run()
    assert folder.tables() == before


@pytest.mark.parametrize("where", ["head", "bodies"])
def test_a_store_that_is_broken_is_thrown_away(folder, where):
    folder.write(a="1", b="2")
    folder.run()
    file = folder.out / ".cache" / "results.db"
    if where == "head":
        file.write_bytes(b"not a database" * 100)
    else:
        with sqlite3.connect(file) as db:
            db.execute("UPDATE packs SET body = X'00'")
        db.close()
        folder.write(c="3")
    before = folder.anew()
    folder.run()
    assert folder.read[-2:] == (["a.pdf", "b.pdf"] if where == "head" else ["b.pdf", "c.pdf"])
    assert folder.tables() == before


def test_many_single_results_are_laid_together(folder, monkeypatch):
    monkeypatch.setattr(store, "_LOOSE", 2)
    monkeypatch.setattr(store, "_PACK_PAPERS", 4)
    folder.write(**{f"p{n:02}": str(n % 3) for n in range(20)})
    folder.run()
    kept = store.Store(folder.out / ".cache" / "results.db")
    assert kept._db.execute("SELECT count(*) FROM packs").fetchone() == (5,)
    kept.close()
    (folder.papers / "p07.pdf").unlink()
    folder.write(p03="5", p03a="6")
    folder.run()
    assert folder.read == ["p03.pdf", "p03a.pdf"]
    assert folder.tables() == folder.anew()


def test_a_result_that_another_run_has_dropped_is_read_again(folder, monkeypatch):
    folder.write(a="1", b="2")
    folder.run()
    folder.write(c="3")
    real = store.Store.add

    def add(self, parcels):
        out = real(self, parcels)
        monkeypatch.setattr(store.Store, "add", real)
        with self._writing():
            self._db.execute("DELETE FROM results WHERE head LIKE '%b.pdf%'")
        return out

    monkeypatch.setattr(store.Store, "add", add)
    folder.run()
    assert folder.read == ["c.pdf", "b.pdf"]
    assert folder.tables() == folder.anew()


def test_results_of_papers_long_gone_are_dropped(folder):
    folder.write(a="1", b="2")
    folder.run()
    (folder.papers / "a.pdf").unlink()
    for text in ("3", "4", "5"):
        folder.write(b=text)
        folder.run()
    kept = store.Store(folder.out / ".cache" / "results.db")
    (left,) = kept._db.execute("SELECT count(*) FROM results").fetchone()
    kept.close()
    assert left <= 2


def test_the_summary_says_how_many_were_not_read(folder):
    folder.write(a="1")
    call = ["extract", str(folder.papers), "--out", str(folder.out), "--jobs", "0"]
    CliRunner().invoke(main, call, catch_exceptions=False)
    again = CliRunner().invoke(main, call, catch_exceptions=False)
    assert again.stdout.startswith("Papers    1, 1 of them read before and unchanged\n")
