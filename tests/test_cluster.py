"""The Dask engine on a cluster of two worker processes: the same tables, also when one of them is lost."""

import os
import signal
import threading
from pathlib import Path

import psutil
import pyarrow.parquet as pq
import pytest
import stub_readers

from outputs.schema import TABLES
from pipeline.options import ClusterFails, Options
from pipeline.run import extract_folder

distributed = pytest.importorskip("distributed", reason="Dask is not installed: boardpapers[cluster]")

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


def tables(out: Path) -> dict[str, bytes]:
    return {t.name: (out / f"{t.name}.parquet").read_bytes() for t in TABLES}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Two worker processes on loopback, each with stub readers in its own workers."""
    folder = tmp_path_factory.mktemp("site")
    before = os.environ.get("PYTHONPATH")
    os.environ.update(stub_readers.in_workers(folder))
    try:
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
        ) as made:
            yield made
    finally:
        os.environ.pop("PYTHONPATH")
        if before is not None:
            os.environ["PYTHONPATH"] = before


@pytest.fixture
def papers(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(24):
        (folder / f"p{n:02}.pdf").write_text("wait 0.2" if n % 2 else str(n % 5))
    (folder / "locked.pdf").write_text("locked")
    (folder / "crash.pdf").write_text("exit")
    return folder


def test_tables_are_those_of_the_local_engine_also_when_a_worker_is_lost(cluster, papers, tmp_path):
    extract_folder([papers], tmp_path / "local", Options(jobs=2))
    extract_folder([papers], tmp_path / "dask", Options(scheduler=cluster.scheduler_address))
    assert tables(tmp_path / "dask") == tables(tmp_path / "local")

    pids = [nanny.pid for nanny in cluster.workers.values()]
    assert len(pids) == 2
    killer = threading.Timer(1.0, os.kill, (pids[0], signal.SIGKILL))
    killer.start()
    extract_folder([papers], tmp_path / "lost", Options(scheduler=cluster.scheduler_address))
    killer.join()
    assert not psutil.pid_exists(pids[0]) or psutil.Process(pids[0]).status() == psutil.STATUS_ZOMBIE
    assert tables(tmp_path / "lost") == tables(tmp_path / "local")


def test_a_vocabulary_of_the_users_own_goes_along(cluster, papers, tmp_path):
    words = tmp_path / "words"
    words.mkdir()
    (words / "rag.csv").write_text("form,means,kind,example\nVert,GREEN,word,Vert\n")
    options = Options(words, scheduler=cluster.scheduler_address)
    extract_folder([papers], tmp_path / "out", options)
    assert pq.read_table(tmp_path / "out/papers.parquet").num_rows == 26


def test_a_scheduler_that_does_not_answer_is_told(papers, tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.cluster._PATIENCE", "1s")
    with pytest.raises(ClusterFails, match=r"No Dask scheduler answers at tcp://127.0.0.1:9"):
        extract_folder([papers], tmp_path / "out", Options(scheduler="tcp://127.0.0.1:9"))
