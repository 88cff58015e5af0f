"""A worker process: reads papers it is told of on standard input, answers with parcels on its output.

Started by `pipeline.workers` as a program of its own, or as a copy of that process (`pipeline.forked`),
rather than by `multiprocessing`: a spawned child would import the caller's main module, and a pool cannot say
which paper killed it. Messages are a length and as many bytes.

A worker lives no longer than who started it: when its input ends it ends, in the middle of a paper too.
"""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import struct
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from importlib.abc import MetaPathFinder
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

from extract.limits import Limits
from pipeline.find import Source
from pipeline.options import Options

if TYPE_CHECKING:
    from pipeline.one import Settings

READY = b"ready"
_LENGTH = struct.Struct(">Q")
_LAST_WORDS = 1.0
"""Seconds in which a reader may put away what it has started (LibreOffice) when the worker must end."""

_SPARE = 5.0
"""Seconds past a paper's time after which a worker ends itself, if nobody has."""


def send(stream: BinaryIO, message: bytes) -> None:
    """Write one message."""
    stream.write(_LENGTH.pack(len(message)) + message)
    stream.flush()


def receive(stream: BinaryIO) -> bytes | None:
    """Read one message; None where the other side is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    message = stream.read(length)
    return message if len(message) == length else None


def told(options: Options) -> bytes:
    """What a worker must know of the options, as a message."""
    vocabulary = str(options.vocabulary) if options.vocabulary else None
    parts = [vocabulary, options.passwords, options.ocr, asdict(options.limits), options.helpers]
    return json.dumps(parts).encode()


def understood(message: bytes) -> Options:
    """The options of a message from `told`."""
    vocabulary, passwords, ocr, limits, helpers = json.loads(message)
    folder = Path(vocabulary) if vocabulary else None
    return Options(folder, tuple(passwords), ocr, Limits(**limits), helpers=helpers)


def source_message(source: Source) -> bytes:
    """A paper to be read, as a message."""
    return json.dumps([source.path, str(source.file), isinstance(source.file, Path)]).encode()


def source_of(message: bytes) -> Source:
    """The source of a message from `source_message`."""
    path, file, local = json.loads(message)
    return Source(path, Path(file) if local else file)


def main() -> None:
    """Serve until the input ends, as a program of its own."""
    answers, questions = _streams()
    signal.signal(signal.SIGTERM, _end)
    without_pandas()
    options = understood(receive(questions) or _end())
    from pipeline.one import settings_of  # noqa: PLC0415 - after the streams are safe

    settings = settings_of(options)
    send(answers, READY)
    _serve(settings, answers, questions)


def copied(settings: Settings) -> None:
    """Serve until the input ends, in a copy of the process that has the settings ready."""
    import pyarrow as pa  # noqa: PLC0415 - the copied process has it

    answers, questions = _streams()
    signal.signal(signal.SIGTERM, _end)
    os.environ.update(environment({}))
    pa.set_memory_pool(pa.system_memory_pool())  # too late for Arrow to ask the environment
    _serve(settings, answers, questions)


def _serve(settings: Settings, answers: BinaryIO, questions: BinaryIO) -> NoReturn:
    from pipeline.one import extract_one  # noqa: PLC0415 - after the streams are safe

    limits = settings.reading.limits
    _bound_memory(limits.memory_bytes)
    inbox: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=(questions, inbox), daemon=True).start()
    nowhere = open(os.devnull, "wb")  # noqa: PTH123, SIM115 - for as long as the process lives
    try:
        while True:
            source = source_of(inbox.get())
            # Nobody may be left to end it, and native code may hold the interpreter: this needs neither.
            faulthandler.dump_traceback_later(limits.seconds + _SPARE, exit=True, file=nowhere)
            parcel = extract_one(source, settings)
            faulthandler.cancel_dump_traceback_later()
            send(answers, replace(parcel, memory=_resident()).to_bytes())
    except (SystemExit, BrokenPipeError):
        os._exit(0)  # nobody listens any more; the listener would hold up an orderly exit


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """The way out and the way in, out of reach of a library that prints or reads of its own accord."""
    answers, questions = os.fdopen(os.dup(1), "wb"), os.fdopen(os.dup(0), "rb")
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return answers, questions


def _listen(questions: BinaryIO, inbox: SimpleQueue[bytes]) -> None:
    """Hand on what is asked; when nobody can ask any more, end whatever is being read."""
    while (message := receive(questions)) is not None:
        inbox.put(message)
    if os.name == "posix":
        os.kill(os.getpid(), signal.SIGTERM)
        threading.Event().wait(_LAST_WORDS)
    os._exit(0)


def _end(*_: Any) -> NoReturn:
    """End by way of every `finally`, so that a program started for a paper ends too."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit


def _bound_memory(growth: int) -> None:
    """Let the process grow by so many bytes and no more, where the system can see to it.

    The soft bound alone: LibreOffice, started from here, is given a larger one of its own.
    """
    try:
        import resource  # noqa: PLC0415 - not on Windows

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (ImportError, OSError):
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = pages * resource.getpagesize() + growth
    resource.setrlimit(resource.RLIMIT_AS, (most if hard < 0 else min(most, hard), hard))


def _resident() -> int:
    """Bytes of memory the process holds now; 0 where that cannot be told."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf(
            "SC_PAGESIZE"
        )
    except (OSError, ValueError, AttributeError):
        return 0


def without_pandas() -> None:
    """Keep pyarrow from importing pandas, half a second, only to ask whether a list is one of its own.

    For processes that are ours alone: pyarrow then holds pandas to be missing for as long as they live.
    """
    if "pandas" not in sys.modules:
        sys.meta_path.insert(0, _NoPandas())


class _NoPandas(MetaPathFinder):
    """Finds that there is no pandas."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: object = None) -> None:
        """Nothing for all names but one, so that other finders are asked."""
        del path, target
        if fullname == "pandas":
            raise ModuleNotFoundError("pandas is not used here", name=fullname)


def environment(ours: Mapping[str, str]) -> dict[str, str]:
    """A worker's environment: libraries keep to one thread, and take memory as it is needed, so that the
    bound on it means something."""
    return {
        **ours,
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "OMP_THREAD_LIMIT": "1",
    }
