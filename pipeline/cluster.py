"""The same work on the workers of a Dask cluster: `--engine dask --scheduler ADDRESS`.

Each Dask worker has its papers read by a worker process of its own (`pipeline.workers`), so that time, memory
and crashes are bounded there as they are here, and end in the same words. Dask is needed for this alone.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Generator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from distributed import Client, Future, as_completed
from distributed.scheduler import KilledWorker

from pipeline.find import Source
from pipeline.options import ClusterFails, Options
from pipeline.parcel import Parcel
from pipeline.worker import source_message, source_of, told, understood
from pipeline.workers import Death, Worker, lost

_IN_HAND = 2_000
"""Papers handed to the scheduler at a time, so that results do not pile up on the cluster."""

_PATIENCE = "20s"
"""For the scheduler to answer."""

Vocabulary = tuple[tuple[str, bytes], ...]
"""Name and content of the user's own vocabulary files, which other machines do not have."""


def read_by_cluster(sources: Sequence[Source], options: Options) -> Generator[Parcel, None, None]:
    """Have papers read by a cluster; parcels come as they are done.

    The cluster must see the papers under the paths they have here. Raises `ClusterFails`.
    """
    if not sources:
        return
    try:
        client = Client(options.scheduler, set_as_default=False, timeout=_PATIENCE)
    except (OSError, ValueError, TimeoutError) as error:
        raise ClusterFails(f"No Dask scheduler answers at {options.scheduler} ({error}).") from error
    with client:
        how, words = told(options), _files(options.vocabulary)
        rest = iter(sources)
        waiting: dict[str, Source] = {}

        def submit(number: int) -> list[Future]:
            some = list(islice(rest, number))
            messages = [source_message(source) for source in some]
            futures = client.map(read_there, messages, how=how, words=words, pure=False, retries=2)
            waiting.update((future.key, source) for future, source in zip(futures, some, strict=True))
            return list(futures)

        done = as_completed(submit(_IN_HAND), loop=client.loop)
        for future in done:
            yield _parcel(future, waiting.pop(future.key), options)
            future.release()
            for more in submit(1):
                done.add(more)


def _parcel(future: Future, source: Source, options: Options) -> Parcel:
    """What came of one paper; raises what is no fault of the paper's."""
    error = future.exception()
    if isinstance(error, KilledWorker):
        return lost(source, Death(None, late=False), options)
    if error is not None:
        raise error
    return Parcel.from_bytes(future.result())


_here = threading.local()
"""The worker process of each of a Dask worker's threads."""


def read_there(message: bytes, how: bytes, words: Vocabulary) -> bytes:
    """Have one paper read on the machine where this runs; the parcel as bytes."""
    if getattr(_here, "told", None) != (how, words):
        options = understood(how)
        if words:
            options = replace(options, vocabulary=_written(words))
        _here.told, _here.worker = (how, words), Worker(options)
    worker: Worker = _here.worker
    return worker.read_or_lose(source_of(message)).to_bytes()


def _files(vocabulary: Path | None) -> Vocabulary:
    files = sorted(vocabulary.glob("*.csv")) if vocabulary else []
    return tuple((file.name, file.read_bytes()) for file in files)


def _written(words: Vocabulary) -> Path:
    """Vocabulary files as a folder; it goes with the machine's other temporary files."""
    folder = Path(tempfile.mkdtemp(prefix="boardpapers-words-"))
    for name, content in words:
        (folder / name).write_bytes(content)
    return folder
