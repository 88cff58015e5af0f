"""Worker processes, minded: a paper that hangs, grows past all bounds or crashes its reader costs itself.

One thread of ours sits by each worker, hands it a paper, and waits for the parcel or for its death. So it
is always known which paper a worker died of. Such a paper is tried once more when all others are done, with
nothing beside it that could have taken its memory.
"""

from __future__ import annotations

import importlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, cast

from extract.errors import Damaged, TooLarge
from extract.program import command
from pipeline.find import Source
from pipeline.forked import Forked, may_fork
from pipeline.options import Options
from pipeline.parcel import Parcel, gist_of, pack, unread
from pipeline.worker import READY, copied, environment, receive, send, source_message, told

if TYPE_CHECKING:
    from pipeline.one import Settings

_Process = subprocess.Popen[bytes] | Forked

PAPERS_EACH = 500
"""Papers after which a worker is replaced, since native libraries leak."""
_MEMORY_EACH = 512 * 2**20
"""Bytes held after a paper, past which it is replaced at once."""
_START = 120.0
"""Seconds a worker may take to start on a busy machine."""
_GRACE = 1.5
"""Seconds between asking a worker to end and ending it."""


class WorkersFail(RuntimeError):
    """Workers cannot be started at all: our fault, or the system's."""


@dataclass(frozen=True, slots=True)
class Death:
    """A worker ended in the middle of a paper."""

    code: int | None
    """As `subprocess` tells it: the negative number of a signal, else the exit code."""
    late: bool
    """True where we ended it, since the paper's time was up."""


class Worker:
    """One worker process, started when it is first needed and after every death."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._process: _Process | None = None
        self._read = 0
        self._stopped = False
        self._lock = threading.Lock()

    def read(self, source: Source) -> Parcel | Death:
        """Have one paper read, within its time."""
        process = self._process or self._start()
        late = threading.Event()
        message: bytes | None = None
        with _Alarm(self._options.limits.seconds, process, late), suppress(OSError, ValueError):
            send(_stream(process.stdin), source_message(source))
            message = receive(_stream(process.stdout))
        if message is None:
            self._put_away()
            return Death(process.returncode, late.is_set())
        parcel = Parcel.from_bytes(message)
        self._read += 1
        if self._read >= PAPERS_EACH or parcel.memory > _MEMORY_EACH:
            self._put_away()
        return parcel

    def read_or_lose(self, source: Source) -> Parcel:
        """Have one paper read; where its worker dies twice, the parcel says so."""
        answer = self.read(source)
        if isinstance(answer, Death) and not answer.late:
            self._put_away()
            answer = self.read(source)
        return lost(source, answer, self._options) if isinstance(answer, Death) else answer

    def copy_this(self, settings: Settings) -> None:
        """Have the first process be a copy of ours; only where `may_fork` says so."""
        self._process = Forked(partial(copied, settings))

    def _start(self) -> _Process:
        self._read = 0
        for _ in range(3):
            with self._lock:
                if self._stopped:
                    raise WorkersFail("the run is being stopped")
                process = self._process = _spawn()
            with _Alarm(_START, process, threading.Event()), suppress(OSError, ValueError):
                send(_stream(process.stdin), told(self._options))
                if receive(_stream(process.stdout)) == READY:
                    return process
            self._put_away()
        raise WorkersFail(f"a worker process does not start (exit code {process.returncode})")

    def _put_away(self) -> None:
        if self._process is not None:
            _finish(self._process)
            self._process = None

    def stop(self) -> None:
        """End the process, if there is one, and start none again; may be called from any thread."""
        with self._lock:
            self._stopped = True
            process = self._process
        if process is not None:
            _finish(process)


def read_by_workers(sources: Sequence[Source], options: Options) -> Generator[Parcel, None, None]:
    """Read papers with `options.jobs` workers; parcels come as they are done. Closing it ends the workers.
    Where there are fewer papers than workers, those to spare help with the pages of a huge pack.

    They may be made at once, before anybody starts a thread, a progress bar's say.
    """
    count = min(options.jobs, len(sources))
    if count:
        options = replace(options, helpers=options.jobs // count - 1)
    workers = [Worker(options) for _ in range(count)]
    if workers and may_fork():
        _copy_this(workers, sources, options)
    return _read_by(workers, sources, options)


def _read_by(
    workers: list[Worker], sources: Sequence[Source], options: Options
) -> Generator[Parcel, None, None]:
    todo: queue.SimpleQueue[Source] = queue.SimpleQueue()
    for source in sources:
        todo.put(source)
    done: queue.Queue[tuple[Source, Parcel | Death] | Exception] = queue.Queue(maxsize=4 * options.jobs)
    try:
        for worker in workers:
            threading.Thread(target=_mind, args=(worker, todo, done), daemon=True).start()
        died = []
        for _ in sources:
            source, answer = _next(done)
            if isinstance(answer, Parcel):
                yield answer
            elif answer.late:
                yield lost(source, answer, options)
            else:
                died.append(source)
        for source in died:
            workers.append(Worker(options))
            again = workers[-1].read(source)
            workers.pop().stop()
            yield lost(source, again, options) if isinstance(again, Death) else again
    finally:
        _stop_all(workers)


def _copy_this(workers: Sequence[Worker], sources: Sequence[Source], options: Options) -> None:
    """Load our code and the vocabulary once for all workers, the reader of PDFs where some are to be read."""
    from pipeline.one import settings_of  # noqa: PLC0415 - half a second

    settings = settings_of(options)
    if any(source.path.casefold().endswith(".pdf") for source in sources):
        importlib.import_module("extract.pdf.reader")
    with suppress(OSError):  # no room for another: programs are started in their place
        for worker in workers:
            worker.copy_this(settings)


def _mind(
    worker: Worker,
    todo: queue.SimpleQueue[Source],
    done: queue.Queue[tuple[Source, Parcel | Death] | Exception],
) -> None:
    """Hand one worker paper after paper until none is left."""
    try:
        with suppress(queue.Empty):
            while True:
                source = todo.get_nowait()
                done.put((source, worker.read(source)))
    except Exception as error:  # noqa: BLE001 - raised again where the run can see it
        done.put(error)
    worker.stop()


def _next(
    done: queue.Queue[tuple[Source, Parcel | Death] | Exception],
) -> tuple[Source, Parcel | Death]:
    while True:
        with suppress(queue.Empty):
            item = done.get(timeout=1.0)  # without a time, ctrl-C would not get through on Windows
            if isinstance(item, Exception):
                raise item
            return item


def _stop_all(workers: Sequence[Worker]) -> None:
    """All at once: each may take a moment to put away what it has started."""
    threads = [threading.Thread(target=worker.stop) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def lost(source: Source, death: Death, options: Options) -> Parcel:
    """What stands in the tables for a paper that no worker came back from."""
    if death.late:
        status, sentence = TooLarge.status, (
            f"It was not read after {options.limits.seconds:g} seconds. Split it, or read it on its own "
            "with a higher limit (--seconds)."
        )  # fmt: skip
    else:
        status, sentence = Damaged.status, (
            f"Reading it ended the program that read it, twice ({_cause(death.code)}). It is broken in a "
            "way that programs do not survive: ask for a fresh copy, or save it anew."
        )  # fmt: skip
    records = unread(source.path, None, status, sentence)
    return Parcel(source.path, gist_of(records), pack(records), keep=False)


def _cause(code: int | None) -> str:
    """How a process ended, in words."""
    if code is not None and code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"


def _spawn() -> subprocess.Popen[bytes]:
    # A session of its own, so that ctrl-C on the terminal reaches us alone, and we end the workers.
    return subprocess.Popen(  # noqa: S603 - our own interpreter and program
        command("pipeline.worker"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(os.environ),
        start_new_session=True,
    )


class _Alarm:
    """Ends a process that is not done in time, and notes that it did."""

    def __init__(self, seconds: float, process: _Process, late: threading.Event) -> None:
        self._process, self._late = process, late
        self._timer = threading.Timer(seconds, self._ring)
        self._timer.daemon = True

    def _ring(self) -> None:
        self._late.set()
        _end(self._process)

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _stream(stream: object) -> BinaryIO:
    return cast("BinaryIO", stream)


def _finish(process: _Process) -> None:
    """See a process ended, and give back its pipes."""
    _end(process)
    process.wait()
    for stream in (process.stdin, process.stdout):
        with suppress(OSError):  # a message that nobody will read
            _stream(stream).close()


def _end(process: _Process) -> None:
    """Ask a process to end, so that it ends what it has started; then end it and its group."""
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):  # gone
            os.killpg(process.pid, signal.SIGKILL)
