"""The exit codes: what a script that runs boardpapers can tell from them."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Documented in the README and in `boardpapers extract --help`."""

    DONE = 0
    FAULT = 1
    USAGE = 2
    SOME_UNREAD = 3
    NO_INPUT = 4
    NO_OUTPUT = 5
    DIFFERS = 6
    STOPPED = 130


MEANING: dict[Exit, str] = {
    Exit.DONE: "done",
    Exit.FAULT: "a fault in boardpapers itself; the other papers are in the tables",
    Exit.USAGE: "the command line or a vocabulary file is not right",
    Exit.SOME_UNREAD: "done, but some papers could not be read; the summary names them",
    Exit.NO_INPUT: "there is nothing to read",
    Exit.NO_OUTPUT: "the tables could not be written; the last good ones stand",
    Exit.DIFFERS: "check: the papers do not give the rows expected of them",
    Exit.STOPPED: "stopped by ctrl-C; the last good tables stand",
}


def table() -> list[str]:
    """One line for each code."""
    return [f"{code:>3}  {meaning}" for code, meaning in MEANING.items()]
