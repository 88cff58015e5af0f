"""Worker processes: what a paper that hangs, grows or crashes its reader costs, and who outlives it."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pyarrow.parquet as pq
import pytest
import stub_readers

import pipeline.one
from extract.limits import MIB, Limits
from outputs.schema import TABLES
from pipeline import forked, workers
from pipeline.options import Options
from pipeline.progress import Quiet
from pipeline.run import extract_folder
from pipeline.workers import WorkersFail

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples" / "papers" / "2023Q3"


@pytest.fixture(autouse=True)
def _stubs(tmp_path, monkeypatch):
    folder = tmp_path / "site"
    folder.mkdir()
    for name, value in stub_readers.in_workers(folder).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(workers, "may_fork", lambda: False)


@pytest.fixture(params=["programs", "copies"])
def _both(request, monkeypatch):
    """Workers as programs of their own, and as copies of this process."""
    if request.param == "copies":
        if sys.platform != "linux":
            pytest.skip("copies are made on Linux alone")
        monkeypatch.setattr(workers, "may_fork", lambda: True)
        monkeypatch.setattr(pipeline.one, "read_tree", stub_readers.read_tree)
        monkeypatch.setattr(pipeline.one, "normalise_tree", stub_readers.normalise_tree)


both = pytest.mark.usefixtures("_both")


def folder(tmp_path: Path, **papers: str) -> Path:
    place = tmp_path / "in"
    place.mkdir(exist_ok=True)
    for name, text in papers.items():
        (place / f"{name}.pdf").write_text(text)
    return place


def extracted(tmp_path: Path, options: Options, **papers: str) -> dict[str, dict]:
    extract_folder([folder(tmp_path, **papers)], tmp_path / "out", options)
    return {row["path"]: row for row in pq.read_table(tmp_path / "out/papers.parquet").to_pylist()}


def tables(out: Path) -> dict[str, bytes]:
    return {t.name: (out / f"{t.name}.parquet").read_bytes() for t in TABLES}


@both
def test_any_number_of_workers_gives_the_same_bytes(tmp_path):
    place = folder(tmp_path, **{f"p{n}": str(n % 4) for n in range(12)}, bad="locked", crash="exit")
    got = []
    for jobs in (1, 2, 3):
        extract_folder([place], tmp_path / str(jobs), Options(jobs=jobs))
        got.append(tables(tmp_path / str(jobs)))
    assert got[0] == got[1] == got[2]
    assert pq.read_table(tmp_path / "1/actions.parquet").num_rows == 18


def test_workers_and_this_process_give_the_same_bytes(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))  # the real readers
    for jobs in (0, 2):
        extract_folder([SAMPLES], tmp_path / str(jobs), Options(jobs=jobs))
    assert tables(tmp_path / "0") == tables(tmp_path / "2")


@both
@pytest.mark.parametrize(
    ("word", "cause"), [("segfault", "SIGSEGV"), ("abort", "SIGABRT"), ("exit", "exit code 7")]
)
def test_a_paper_that_ends_its_reader_costs_itself(tmp_path, word, cause):
    papers = extracted(tmp_path, Options(jobs=1), a="2", b=word, c="3")
    assert [p["status"] for p in papers.values()] == ["ok", "damaged", "ok"]
    assert cause in papers["b.pdf"]["error"]
    assert "ask for a fresh copy" in papers["b.pdf"]["error"]
    assert pq.read_table(tmp_path / "out/actions.parquet").num_rows == 5


@both
def test_a_worker_that_was_killed_once_is_no_fault_of_the_paper(tmp_path):
    papers = extracted(tmp_path, Options(jobs=2), a="2", b=f"once {tmp_path / 'marker'}", c="3")
    assert [p["status"] for p in papers.values()] == ["ok", "ok", "ok"]


@both
@pytest.mark.parametrize("word", ["hang", "hold"])
def test_a_paper_that_takes_for_ever_is_given_up(tmp_path, word):
    began = time.monotonic()
    papers = extracted(tmp_path, Options(jobs=1, limits=Limits(seconds=1)), a="2", b=word, c="3")
    assert papers["b.pdf"]["status"] == "too large"
    assert "1 seconds" in papers["b.pdf"]["error"]
    assert papers["c.pdf"]["status"] == "ok"
    assert time.monotonic() - began < 30


@both
@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded where the system can see to it")
def test_a_paper_that_wants_all_memory_gets_none(tmp_path):
    options = Options(jobs=1, limits=Limits(memory_bytes=256 * MIB))
    papers = extracted(tmp_path, options, a="2", b="grab", c="3")
    assert [p["status"] for p in papers.values()] == ["ok", "too large", "ok"]
    assert "memory" in papers["b.pdf"]["error"]


@both
def test_a_library_that_prints_spoils_nothing(tmp_path):
    assert extracted(tmp_path, Options(jobs=1), a="chatter", b="2")["a.pdf"]["status"] == "ok"


def test_workers_are_replaced_now_and_then(tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "PAPERS_EACH", 2)
    extracted(tmp_path, Options(jobs=1), a="pid", b="pid", c="pid")
    pids = pq.read_table(tmp_path / "out/actions.parquet").column("action").to_pylist()
    assert pids[0] == pids[1] != pids[2]


def test_workers_that_do_not_start_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(workers.sys, "executable", "/bin/false")
    with pytest.raises(WorkersFail, match="does not start"):
        extracted(tmp_path, Options(jobs=2), a="1")


@both
def test_no_worker_outlives_its_run(tmp_path):
    before = set(psutil.Process().children(recursive=True))
    extracted(tmp_path, Options(jobs=2), a="1", b="exit", c="2")
    assert set(psutil.Process().children(recursive=True)) <= before


def started(tmp_path: Path, *args: str) -> subprocess.Popen:
    """The command line, running in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "extract", "in", "--out", "out", "--quiet", *args],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    )


def awaited(what, seconds: float = 30):
    """What `what()` gives, as soon as that is anything."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.02)
    raise AssertionError("waited in vain")


def child_of(marker: Path) -> psutil.Process | None:
    """The program that a reader has started, once it has."""
    return psutil.Process(int(marker.read_text())) if marker.exists() and marker.read_text() else None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=lambda s: s.name)
def test_when_a_run_ends_all_it_has_started_ends(tmp_path, number):
    marker = tmp_path / "marker"
    folder(tmp_path, a=f"start {marker}", b="hang", c="1")
    run = started(tmp_path, "--jobs", "2")
    theirs = awaited(lambda: child_of(marker))
    others = psutil.Process(run.pid).children()
    assert len(others) == 2
    began = time.monotonic()
    run.send_signal(number)
    _, said = run.communicate(timeout=30)
    _, alive = psutil.wait_procs([*others, theirs], timeout=10)
    assert not alive
    assert time.monotonic() - began < 10
    if number == signal.SIGINT:
        assert run.returncode == 130
        assert said == "boardpapers: stopped. The tables that were there stand as they were.\n"
    else:
        assert run.returncode == -signal.SIGKILL


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=lambda s: s.name)
def test_a_worker_that_is_held_by_native_code_ends_too(tmp_path, number):
    folder(tmp_path, a="hold")
    run = started(tmp_path, "--jobs", "1", "--seconds", "2")
    (worker,) = awaited(lambda: psutil.Process(run.pid).children())
    awaited(lambda: worker.cpu_times().user > 1)  # it is held
    run.send_signal(number)
    run.communicate(timeout=30)
    _, alive = psutil.wait_procs([worker], timeout=20)
    assert not alive


@pytest.mark.skipif(sys.platform != "linux", reason="copies are made on Linux alone")
def test_a_copy_holds_nothing_of_ours_open():
    """Another worker would not see its input end while a copy holds the other side."""
    reads, writes = os.pipe()

    def tell():
        held = {int(file.name) for file in Path("/proc/self/fd").iterdir()}
        os.write(1, b"free" if {reads, writes}.isdisjoint(held) else b"held")

    copy = forked.Forked(tell)
    assert (copy.stdout.read(), copy.wait(10)) == (b"free", 0)
    for end in (reads, writes):
        os.close(end)
    for stream in (copy.stdin, copy.stdout):
        stream.close()


@pytest.mark.skipif(sys.platform != "linux", reason="copies are made on Linux alone")
def test_a_copy_that_fails_goes_no_further_than_its_work(capfd):
    copy = forked.Forked(lambda: 1 / 0)
    assert copy.wait(10) == 1
    assert "ZeroDivisionError" in capfd.readouterr().err
    for stream in (copy.stdin, copy.stdout):
        stream.close()


def test_a_process_with_threads_is_not_copied(monkeypatch):
    monkeypatch.undo()
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    assert not forked.may_fork()
    stop.set()
    thread.join()


def test_copies_are_made_before_a_progress_bar_starts_its_thread(tmp_path, monkeypatch):
    order = []

    class Bar(Quiet):
        def begin(self, total):
            order.append(f"bar of {total}")

    monkeypatch.setattr(workers, "may_fork", lambda: order.append("may I?"))
    extract_folder([folder(tmp_path, a="1", b="2")], tmp_path / "out", Options(jobs=1), Bar())
    assert order == ["may I?", "bar of 2"]


@both
def test_where_no_copy_can_be_made_a_program_is_started(tmp_path, monkeypatch):
    def full():
        raise BlockingIOError(11, "too many processes")

    monkeypatch.setattr(forked.os, "fork", full, raising=False)
    assert extracted(tmp_path, Options(jobs=2), a="1", b="2")["b.pdf"]["status"] == "ok"


def test_what_a_worker_says_of_itself_is_no_pickle():
    for name in ("forked", "worker", "workers", "parcel", "store"):
        assert "pickle" not in (ROOT / "pipeline" / f"{name}.py").read_text().replace(
            "Neither is a pickle", ""
        )


def test_a_worker_ends_when_its_input_does():
    env = workers.environment(os.environ)
    worker = subprocess.run(
        [sys.executable, "-c", "from pipeline.worker import main; main()"],
        cwd=ROOT, env=env, input=b"", capture_output=True, timeout=30, check=False,
    )  # fmt: skip
    assert (worker.returncode, worker.stderr) == (0, b"")
