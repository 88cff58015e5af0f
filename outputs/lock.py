"""One writer at a time: a lock that the system takes back when its holder dies."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

WAIT = 60.0
"""Seconds to wait for another run to finish writing, which takes far less."""


class Busy(OSError):
    """Another run holds the lock and does not let go."""


@contextmanager
def locked(path: Path, wait: float | None = None) -> Iterator[None]:
    """Hold the lock file `path` (made where missing, never taken away). Raises `Busy` after `wait` s
    (`WAIT`)."""
    with path.open("ab") as file:
        give_up = time.monotonic() + (WAIT if wait is None else wait)
        while not _take(file):
            if time.monotonic() >= give_up:
                raise Busy(f"another run is writing there; {path} is held")
            time.sleep(0.05)
        yield


if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes]) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
