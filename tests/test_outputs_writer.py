"""The tables on disk: same rows same bytes, and all of them or none."""

import contextlib
import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from tables import records

from normalise.records import Records
from outputs import lock, writer
from outputs.arrow import SchemaBreach
from outputs.schema import TABLES
from outputs.writer import OutputError, prepare, write_tables

NAMES = [f"{t.name}.parquet" for t in TABLES]


def shown(out: Path) -> dict[str, bytes]:
    """What a reader of the folder gets, by file name."""
    return {name: (out / name).read_bytes() for name in NAMES if (out / name).exists()}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch):
    """A kill, unlike a power cut, loses nothing that was written; the order is tested on its own."""
    monkeypatch.setattr(os, "fsync", lambda _handle: None)


def made(tmp_path: Path, *given: Records) -> dict[str, bytes]:
    write_tables(list(given), tmp_path)
    return shown(tmp_path)


def plain(out: Path) -> None:
    """Turn the folder's links into files, as copying it elsewhere does."""
    for name, data in shown(out).items():
        (out / name).unlink()
        (out / name).write_bytes(data)
    shutil.rmtree(out / ".tables")


def test_all_tables_are_there_also_where_they_have_no_rows(tmp_path):
    write_tables(Records(), tmp_path)
    assert sorted(shown(tmp_path)) == sorted(NAMES)
    assert len(pd.read_parquet(tmp_path / "measures.parquet")) == 0


def test_rows_keep_their_order_and_values(tmp_path):
    write_tables([records("b"), records("a")], tmp_path)
    actions = pq.read_table(tmp_path / "actions.parquet").to_pylist()
    assert [a["action_id"] for a in actions] == ["b-1", "b-2", "b-3", "a-1", "a-2", "a-3"]
    assert actions[1]["flags"] == ["missing owner"]
    assert actions[2]["rag"] is None


def test_same_rows_same_bytes_however_they_come(tmp_path, monkeypatch):
    monkeypatch.setattr(writer, "ROWS_PER_GROUP", 4)
    both = records("a")
    both.extend(records("b"))
    one = made(tmp_path / "one", both)
    two = made(tmp_path / "two", records("a"), Records(), records("b"))
    assert one == two
    assert pq.ParquetFile(tmp_path / "one" / "actions.parquet").num_row_groups == 2


def test_the_second_run_takes_the_place_of_the_first_and_leaves_nothing(tmp_path):
    write_tables(records("a"), tmp_path)
    write_tables(records("b"), tmp_path)
    assert shown(tmp_path) == made(tmp_path / "fresh", records("b"))
    assert names(tmp_path) == sorted([".tables", "fresh", *NAMES])
    assert len(names(tmp_path / ".tables")) == 3  # the lock, the link and one folder


def test_other_files_in_the_folder_are_left_alone(tmp_path):
    (tmp_path / "mine.parquet").write_bytes(b"mine")
    write_tables(records("a"), tmp_path)
    write_tables(records("b"), tmp_path)
    assert (tmp_path / "mine.parquet").read_bytes() == b"mine"


class Killed(BaseException):
    pass


STEPS = [
    (os, "fsync"),
    (os, "mkdir"),
    (Path, "mkdir"),
    (Path, "unlink"),
    (Path, "replace"),
    (Path, "symlink_to"),
    (shutil, "rmtree"),
    (shutil, "copyfile"),
    (Path, "write_text"),
]


def killed_at(step: int, monkeypatch, work) -> bool:
    """Run `work` and die just before the step-th change to the disk; False if it ended before that."""
    left, dead = step, False

    def wrapped(real):
        def call(*args, **kwargs):
            nonlocal left, dead
            left -= 1
            if dead or left == 0:
                dead = True
                raise Killed
            return real(*args, **kwargs)

        return call

    with monkeypatch.context() as patch:
        for owner, name in STEPS:
            patch.setattr(owner, name, wrapped(getattr(owner, name)))
        with contextlib.suppress(Killed):
            work()
    return dead


def no_links(*_args, **_kwargs):
    raise OSError(errno.EPERM, "no links here")


@pytest.mark.parametrize("start", ["empty", "links", "plain files"])
def test_killed_before_any_step_the_tables_are_the_old_or_the_new(start, tmp_path, monkeypatch):
    new = made(tmp_path / "new", records("b"))
    outcomes = []
    for step in range(1, 200):
        out = tmp_path / f"{start}-{step}"
        if start != "empty":
            write_tables(records("a"), out)
        if start == "plain files":
            plain(out)
        out.mkdir(exist_ok=True)
        old = shown(out)
        died = killed_at(step, monkeypatch, lambda out=out: write_tables(records("b"), out))
        assert shown(out) in (old, new), f"step {step}"
        outcomes.append(shown(out) == new)
        write_tables(records("b"), out)  # the next run goes on, and leaves nothing of the dead one
        assert shown(out) == new
        assert names(out) == sorted([".tables", *NAMES])
        assert len(names(out / ".tables")) == 3
        if not died:
            break
    else:
        pytest.fail("never ended")
    assert outcomes == sorted(outcomes)  # once new, always new
    assert step > 15


def test_without_links_a_killed_run_is_finished_by_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "symlink_to", no_links)
    new = made(tmp_path / "new", records("b"))
    assert not any((tmp_path / "new" / name).is_symlink() for name in NAMES)
    finished = 0
    for step in range(1, 200):
        out = tmp_path / f"journal-{step}"
        write_tables(records("a"), out)
        old = shown(out)
        if not killed_at(step, monkeypatch, lambda out=out: write_tables(records("b"), out)):
            break
        prepare(out)  # what any next run begins with
        assert shown(out) in (old, new), f"step {step}"
        finished += shown(out) == new
    else:
        pytest.fail("never ended")
    assert finished > len(NAMES)


def test_the_tables_are_on_the_disk_before_the_link_is_swung(tmp_path, monkeypatch):
    write_tables(records("a"), tmp_path)
    seen, real = [], Path.replace
    monkeypatch.setattr(os, "fsync", lambda h: seen.append(Path(f"/proc/self/fd/{h}").readlink().name))
    monkeypatch.setattr(Path, "replace", lambda self, to: seen.append(f"to {to.name}") or real(self, to))
    if not Path("/proc/self/fd").exists():
        pytest.skip("what a handle is open on can only be asked on Linux")
    write_tables(records("b"), tmp_path)
    swing = seen.index("to now")
    assert set(NAMES) <= set(seen[:swing])


def test_killed_for_real_at_any_moment(tmp_path):
    """SIGKILL, which no handler sees; the moments are spread over the writing of large tables."""
    program = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from pathlib import Path; from tables import records; from outputs.writer import write_tables\n"
        "b = records('b', 3000); out = Path(sys.argv[1])\n"
        "print('ready', flush=True)\n"
        "while True: write_tables(b, out)\n"
    )
    root = Path(__file__).parents[1]
    out = tmp_path / "out"
    write_tables(records("a"), out)
    old, new = shown(out), made(tmp_path / "new", records("b", 3000))
    for moment in range(8):
        with subprocess.Popen(
            [sys.executable, "-c", program, str(out)], cwd=root, stdout=subprocess.PIPE
        ) as run:
            run.stdout.readline()
            time.sleep(0.013 * moment)
            run.send_signal(signal.SIGKILL)
        assert shown(out) in (old, new)
    write_tables(records("a"), out)
    assert shown(out) == old


def test_a_full_disk_leaves_the_old_tables_and_says_what_to_do(tmp_path, monkeypatch):
    write_tables(records("a"), tmp_path)
    old = shown(tmp_path)

    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    with pytest.raises(OutputError, match=r"full.*stand as they were.*--out"):
        write_tables(records("b"), tmp_path)
    assert shown(tmp_path) == old
    assert len(names(tmp_path / ".tables")) == 3


@pytest.fixture
def small_disk(tmp_path):
    where = tmp_path / "disk"
    where.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("a small disk can only be mounted by root")
    tried = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=256k", "none", where], capture_output=True, check=False
    )
    if tried.returncode:
        pytest.skip(f"no small disk can be mounted here: {tried.stderr.decode().strip()}")
    yield where
    subprocess.run(["umount", where], check=True)


def test_a_disk_that_is_really_full(small_disk):
    write_tables(records("a"), small_disk)
    old = shown(small_disk)
    with pytest.raises(OutputError, match="full"):
        write_tables(records("b", 20_000), small_disk)
    assert shown(small_disk) == old


def test_an_output_that_is_a_file_is_refused_in_words(tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(OutputError, match="is a file"):
        prepare(tmp_path / "out")
    assert (tmp_path / "out").read_text() == "mine"


def test_an_output_that_cannot_be_written_is_refused_in_words(tmp_path, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(OutputError, match=r"cannot be written to.*--out"):
        prepare(tmp_path / "out")


def test_a_second_writer_waits_for_the_first(tmp_path):
    write_tables(records("a"), tmp_path)
    order = []
    with lock.locked(tmp_path / ".tables" / "lock"):
        other = threading.Thread(target=lambda: (write_tables(records("b"), tmp_path), order.append("other")))
        other.start()
        time.sleep(0.2)
        order.append("first")
        assert shown(tmp_path)["actions.parquet"] == made(tmp_path / "x", records("a"))["actions.parquet"]
    other.join()
    assert order == ["first", "other"]
    assert shown(tmp_path) == made(tmp_path / "y", records("b"))


def test_a_writer_that_never_lets_go_is_told_of(tmp_path, monkeypatch):
    write_tables(records("a"), tmp_path)
    monkeypatch.setattr(lock, "WAIT", 0.1)
    with lock.locked(tmp_path / ".tables" / "lock"), pytest.raises(OutputError, match="another run"):
        prepare(tmp_path)


def test_a_defect_in_a_record_leaves_the_old_tables(tmp_path):
    write_tables(records("a"), tmp_path)
    old = shown(tmp_path)
    bad = records("b")
    bad.actions[0].row = None
    with pytest.raises(SchemaBreach):
        write_tables(bad, tmp_path)
    assert shown(tmp_path) == old
