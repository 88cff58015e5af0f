"""What a person sees while papers are read; always on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TextIO

from outputs.schema import UNREAD

if TYPE_CHECKING:
    from pipeline.parcel import Gist


class Progress(Protocol):
    """Told of each paper in turn."""

    def begin(self, total: int) -> None:
        """`total` files are about to be read."""
        ...

    def paper(self, path: str, gist: Gist) -> None:
        """One file, and what is inside it, has been read."""
        ...

    def say(self, sentence: str) -> None:
        """Something a person should know of."""
        ...


class Quiet:
    """Says nothing."""

    def begin(self, total: int) -> None:
        """Nothing."""

    def paper(self, path: str, gist: Gist) -> None:
        """Nothing."""

    def say(self, sentence: str) -> None:
        """Nothing."""


class Lines:
    """One plain line for each file: for logs, and wherever nobody looks on."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._total, self._n = stream, 0, 0

    def begin(self, total: int) -> None:
        """Remember how many there are."""
        self._total = total

    def paper(self, path: str, gist: Gist) -> None:
        """`[3/12] path: 31 actions`, and the status of what could not be read."""
        self._n += 1
        self.say(f"[{self._n}/{self._total}] {path}: {told(gist)}")

    def say(self, sentence: str) -> None:
        """One line."""
        print(sentence, file=self._stream, flush=True)


class Bar:
    """A bar on a terminal, with the paper that was read last."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        self._bar = RichProgress(
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.description}", markup=False),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("", total=None)

    def begin(self, total: int) -> None:
        """Show the bar."""
        self._bar.update(self._task, total=total)
        self._bar.start()

    def paper(self, path: str, gist: Gist) -> None:
        """One further."""
        del gist
        self._bar.update(self._task, advance=1, description=path)

    def say(self, sentence: str) -> None:
        """One line over the bar."""
        self._bar.console.print(sentence, markup=False)

    def end(self) -> None:
        """Take the bar away."""
        self._bar.stop()


@contextmanager
def showing(*, quiet: bool) -> Iterator[Progress]:
    """The progress that fits: none, a bar on a terminal, or lines."""
    if quiet:
        yield Quiet()
    elif sys.stderr.isatty():
        bar = Bar()
        try:
            yield bar
        finally:
            bar.end()
    else:
        yield Lines(sys.stderr)


def told(gist: Gist) -> str:
    """What one file gave, in a few words."""
    actions = len(gist.actions)
    words = [f"{actions} action{'' if actions == 1 else 's'}"]
    inside = len(gist.papers) - 1
    if inside > 0:
        words.append(f"{inside} file{'' if inside == 1 else 's'} inside")
    statuses = gist.statuses
    for status in sorted(set(statuses) & UNREAD):
        n = statuses.count(status)
        words.append(status if n == 1 and inside <= 0 else f"{n} {status}")
    return ", ".join(words)
