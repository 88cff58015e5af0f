"""A worker as a copy of this process, which has read all our code: a hundredth of a second in place of half.

Only where nothing is lost by it: on Linux, while no thread of ours runs that could hold a lock for ever in
the copy. Elsewhere, and in place of a worker that died, `pipeline.workers` starts a program.
"""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable
from typing import BinaryIO

_LOOK = 0.005
"""Seconds between two looks at whether a copy has ended."""


def may_fork() -> bool:
    """Whether this process can be copied safely."""
    return sys.platform == "linux" and threading.active_count() == 1


class Forked:
    """A copy of this process that does one thing and ends; minded as `subprocess.Popen` minds a program."""

    def __init__(self, serve: Callable[[], None]) -> None:
        """Have `serve` run in the copy, with our `stdin` as its input and our `stdout` as its output."""
        questions, ours_in = os.pipe()
        ours_out, answers = os.pipe()
        self._lock = threading.Lock()
        self.returncode: int | None = None
        with warnings.catch_warnings():
            # Python ≥ 3.12 counts threads of libraries too. Arrow's, and BLAS's, provide for a fork.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.pid = os.fork()
        if self.pid == 0:
            _serve(serve, questions, answers)
        os.close(questions)
        os.close(answers)
        self.stdin: BinaryIO = os.fdopen(ours_in, "wb")
        self.stdout: BinaryIO = os.fdopen(ours_out, "rb")

    def poll(self) -> int | None:
        """How it ended, as `subprocess` tells it; None while it runs."""
        with self._lock:
            if self.returncode is None:
                try:
                    pid, status = os.waitpid(self.pid, os.WNOHANG)
                except ChildProcessError:  # somebody else has asked; how it ended is not known
                    self.returncode = 0
                else:
                    self.returncode = os.waitstatus_to_exitcode(status) if pid else None
            return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; raises `subprocess.TimeoutExpired`."""
        end = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired("worker", timeout or 0.0)
            time.sleep(_LOOK)
        return code

    def terminate(self) -> None:
        """Ask it to end."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self._send(signal.SIGKILL)

    def _send(self, number: int) -> None:
        with self._lock:
            if self.returncode is None:
                os.kill(self.pid, number)


def _serve(serve: Callable[[], None], questions: int, answers: int) -> None:
    """The life of a copy. It never returns: what the caller has still to do is the original's to do."""
    try:
        # A session of its own, so that ctrl-C on the terminal reaches the original alone.
        os.setsid()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.dup2(questions, 0)
        os.dup2(answers, 1)
        # Among them other workers' pipes, whose ends they would not see while we hold them.
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        # Python's own streams may stand on what is closed now, and hold what the original has yet to say.
        sys.stdout = sys.stderr = os.fdopen(2, "w", errors="backslashreplace", closefd=False)
        gc.freeze()  # what came along is the original's to put away
        serve()
    except BaseException:  # noqa: BLE001 - told, and no further up: those frames are not ours
        os.write(2, traceback.format_exc().encode(errors="replace"))
        os._exit(1)
    os._exit(0)
