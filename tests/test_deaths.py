"""Runs that die, and what they leave: the old tables or the new, byte for byte, and nothing else."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pyarrow.parquet as pq
import pytest
import stub_readers

from outputs.schema import TABLES
from outputs.writer import OutputError
from pipeline.options import Options
from pipeline.progress import Quiet
from pipeline.run import extract_folder

KILLS = 50


@pytest.fixture(autouse=True)
def _stubs(tmp_path, monkeypatch):
    (tmp_path / "site").mkdir()
    for name, value in stub_readers.in_workers(tmp_path / "site").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("pipeline.workers.may_fork", lambda: False)  # no stubs in this process


def tables(out: Path) -> dict[str, bytes]:
    return {t.name: (out / f"{t.name}.parquet").read_bytes() for t in TABLES}


def names(out: Path) -> set[str]:
    """Every name under a folder of tables, the two slots that take turns being one."""
    found = {p.relative_to(out).as_posix() for p in out.rglob("*")}
    return {name.replace(".tables/b", ".tables/a") for name in found}


def run(papers: Path, out: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "extract", papers, "--out", out, "--jobs", "1", "--quiet"],
        stderr=subprocess.DEVNULL,
    )


def whole_run(papers: Path, out: Path) -> None:
    assert run(papers, out).wait(60) == 0


@pytest.fixture
def two_states(tmp_path):
    """A folder of papers as it was and as it is, and the tables of each."""
    papers = []
    for state in ("old", "new"):
        folder = tmp_path / state / "in"
        folder.mkdir(parents=True)
        for n in range(3):
            (folder / f"p{n}.pdf").write_text(str(n + 1))
        papers.append(folder)
    (papers[1] / "p1.pdf").write_text("7")
    (papers[1] / "p3.pdf").write_text("wait 0.1")
    for folder in papers:
        whole_run(folder, folder.parent / "out")
    return tmp_path / "old", tmp_path / "new"


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_killed_at_random_moments_the_tables_are_the_old_or_the_new(two_states, tmp_path):
    old, new = two_states
    before, after = tables(old / "out"), tables(new / "out")
    assert before != after
    began = time.monotonic()
    shutil.copytree(old / "out", tmp_path / "timed", symlinks=True)
    whole_run(new / "in", tmp_path / "timed")
    lasts = time.monotonic() - began

    def kill(n: int) -> tuple[str, bool]:
        chance = random.Random(n)  # noqa: S311 - the same moments each time
        out = tmp_path / f"killed{n}"
        shutil.copytree(old / "out", out, symlinks=True)
        running = run(new / "in", out)
        if n % 10 == 9:
            _until_new_tables_are_shown(out, running)
        else:
            time.sleep(chance.random() * lasts)
        whom = "worker" if n % 5 == 0 else "main"
        children = psutil.Process(running.pid).children() if running.poll() is None else []
        for victim in children if whom == "worker" else [running]:
            victim.kill()
        code = running.wait(60)
        assert code in ((0,) if whom == "worker" else (0, -signal.SIGKILL))
        left = tables(out)
        assert left in (before, after)
        if n % 10 < 2:  # the next run goes on, and leaves nothing of the dead one
            whole_run(new / "in", out)
            assert tables(out) == after
            assert names(out) == names(new / "out")
        shutil.rmtree(out)
        return whom, left == after

    with ThreadPoolExecutor(3) as pool:
        seen = list(pool.map(kill, range(KILLS)))
    assert {("main", False), ("main", True), ("worker", True)} <= set(seen)


def _until_new_tables_are_shown(out: Path, running: subprocess.Popen) -> None:
    """Wait for the moment at which the folder turns to the other slot."""
    now = out / ".tables" / "now"
    before = now.readlink()
    while now.readlink() == before and running.poll() is None:
        time.sleep(0.001)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_what_a_killed_run_had_read_is_not_read_again(tmp_path):
    papers, out = tmp_path / "in", tmp_path / "out"
    papers.mkdir()
    (papers / "a.pdf").write_text("pid")
    (papers / "b.pdf").write_text("wait 30")
    running = run(papers, out)
    store = out / ".cache" / "results.db"
    end = time.monotonic() + 30
    while time.monotonic() < end and not (store.exists() and _kept(store)):
        time.sleep(0.1)
    running.kill()
    running.wait()
    (papers / "b.pdf").write_text("1")
    summary = extract_folder([papers], out, Options(jobs=1, keep=True)).summary
    assert (summary.papers, summary.unchanged) == (2, 1)


def _kept(file: Path) -> int:
    import sqlite3  # noqa: PLC0415 - for this alone

    db = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        return db.execute("SELECT count(*) FROM results").fetchone()[0]
    except sqlite3.OperationalError:
        return 0  # not yet made
    finally:
        db.close()


def test_two_runs_at_once_leave_the_tables_of_one(two_states, tmp_path):
    old, new = two_states
    out = tmp_path / "both"
    for _ in range(3):
        both = [run(state / "in", out) for state in (old, new)]
        assert [one.wait(60) for one in both] == [0, 0]
        assert tables(out) in (tables(old / "out"), tables(new / "out"))
    whole_run(new / "in", out)
    assert tables(out) == tables(new / "out")
    assert names(out) == names(new / "out")


def test_a_paper_that_goes_while_the_run_is_on_is_told(tmp_path):
    papers, out = tmp_path / "in", tmp_path / "out"
    papers.mkdir()
    for name in "ab":
        (papers / f"{name}.pdf").write_text("1")

    class Takes(Quiet):
        def begin(self, total):
            del total
            (papers / "b.pdf").unlink()

    extract_folder([papers], out, Options(jobs=1, keep=True), Takes())
    rows = pq.read_table(out / "papers.parquet").to_pylist()
    assert [row["status"] for row in rows] == ["ok", "damaged"]
    assert "is gone" in rows[1]["error"]
    (papers / "b.pdf").write_text("2")
    assert extract_folder([papers], out, Options(jobs=1, keep=True)).summary.statuses == {"ok": 2}


@pytest.fixture
def small_disk(tmp_path):
    """A file system of a megabyte and a half."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1536k", "tmpfs", disk], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("a small tmpfs cannot be mounted here")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_loses_nothing(two_states, small_disk):
    old, new = two_states
    out = small_disk / "out"
    options = Options(jobs=1, keep=True)
    extract_folder([old / "in"], out, options)
    filler = small_disk / "filler"
    state = new
    for left in range(600, 0, -60):  # wherever it is met: the store, a table, a link
        free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
        with filler.open("ab") as file:
            file.write(b"x" * max(0, free - left * 1024))
        try:
            extract_folder([state / "in"], out, Options(jobs=1, keep=True, fresh=True))
        except OutputError as error:
            said = str(error)
            break
        state = old if state == new else new
    else:
        pytest.fail("the disk was never full")
    assert "is full" in said
    assert tables(out) in (tables(old / "out"), tables(new / "out"))
    filler.unlink()
    extract_folder([new / "in"], out, options)
    assert tables(out) == tables(new / "out")
    assert names(out) == names(new / "out")
