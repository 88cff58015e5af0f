"""The plain text of a huge pack, read by several processes at once: most of its pages are dismissed on it.

Pages go round in blocks: one to this process, one to each helper, and round again. A helper waits while its
pipe is full, so that nothing piles up; what it does not give is read here. It is a program of its own that is
handed the file's bytes and gives text, nothing else.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from typing import BinaryIO, cast

from extract.errors import PaperError
from extract.limits import Limits
from extract.program import command

WORTH = 500
"""Pages from which a helper is worth its start, a fifth of a second."""
_BLOCK = 4
"""Pages in a block: the text of several blocks fits a pipe, so that a helper can be ahead."""
_HEAD = struct.Struct(">II")
"""Page, and bytes of its text."""
_NONE = 0xFFFFFFFF
"""In place of a length: the page is to be read where its text is wanted, for what is wrong with it."""


class Ahead:
    """Helpers that read blocks of one file's pages, started when the first page is asked for."""

    def __init__(self, data: bytes, password: str | None, limits: Limits, helpers: int) -> None:
        self._data, self._helpers = data, helpers
        self._task = {"password": password, "limits": asdict(limits), "of": helpers + 1}
        self._running: list[subprocess.Popen[bytes] | None] = []

    def text(self, number: int) -> str | None:
        """The text of page `number`, 1-based; None where it is this process's to read, or a helper failed."""
        if not self._running:
            self._running = [
                _started(self._data, {**self._task, "turn": k + 1}) for k in range(self._helpers)
            ]
        turn = (number - 1) // _BLOCK % (self._helpers + 1)
        process = self._running[turn - 1] if turn else None
        if process is None:
            return None
        page, length, text = 0, _NONE, b""
        while page < number:  # pages that were laid out without their text being asked for
            head = _got(process, _HEAD.size)
            page, length = _HEAD.unpack(head) if len(head) == _HEAD.size else (0, _NONE)
            text = _got(process, length) if length != _NONE else b""
            if page == 0 or page > number or (length != _NONE and len(text) < length):
                _end(process)
                self._running[turn - 1] = None
                return None
        return text.decode("utf-8", "surrogatepass") if length != _NONE else None

    def close(self) -> None:
        """End the helpers."""
        for process in self._running:
            if process is not None:
                _end(process)
        self._running = []


def _started(data: bytes, task: dict[str, object]) -> subprocess.Popen[bytes] | None:
    """A helper; None where the system has no room for one."""
    try:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and program
            command("extract.pdf.ahead"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return None
    message = json.dumps(task).encode()
    parts = (len(message).to_bytes(4), message, data)
    threading.Thread(target=_feed, args=(cast("BinaryIO", process.stdin), parts), daemon=True).start()
    return process


def _feed(stream: BinaryIO, parts: tuple[bytes, ...]) -> None:
    """Hand over the file while this process goes on."""
    with suppress(OSError, ValueError), stream:
        stream.writelines(parts)


def _got(process: subprocess.Popen[bytes], length: int) -> bytes:
    return cast("BinaryIO", process.stdout).read(length)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    cast("BinaryIO", process.stdout).close()


def main() -> None:
    """Give the text of every page whose turn it is, until all are given or nobody listens."""
    from extract.pdf.reader import PdfReader  # noqa: PLC0415 - it knows us

    answers, questions = os.fdopen(os.dup(1), "wb"), sys.stdin.buffer
    os.dup2(2, 1)  # out of reach of a library that prints
    task = json.loads(questions.read(int.from_bytes(questions.read(4))))
    reader = PdfReader(questions.read(), task["password"], Limits(**task["limits"]))
    with suppress(BrokenPipeError):
        for page in range(1, (reader.info.pages or 0) + 1):
            if (page - 1) // _BLOCK % task["of"] == task["turn"]:
                try:
                    text = reader.page(page).text().encode("utf-8", "surrogatepass")
                except PaperError:
                    answers.write(_HEAD.pack(page, _NONE))
                else:
                    answers.write(_HEAD.pack(page, len(text)) + text)
                answers.flush()
    os._exit(0)
