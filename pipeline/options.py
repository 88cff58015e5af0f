"""How a run is done: what its papers are read with, and by whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from extract.limits import Limits


class ClusterFails(Exception):
    """The cluster cannot be used. Says what to do."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is done. Only the first four change what is in the tables."""

    vocabulary: Path | None = None
    """A folder of the user's own vocabulary files, on top of ours."""
    passwords: tuple[str, ...] = ()
    """Tried in order on what is encrypted."""
    ocr: bool = False
    """Whether pages that are pictures are read."""
    limits: Limits = field(default_factory=Limits)
    jobs: int = 0
    """Worker processes; 0 reads in this process, where a paper that crashes a reader takes the run along."""
    helpers: int = 0
    """Processes that may help a worker with one huge pack: `read_by_workers` gives it those to spare."""
    scheduler: str | None = None
    """Address of a Dask scheduler whose workers do the reading, in place of our own."""
    keep: bool = False
    """Whether results are kept beside the tables, so that the next run reads only what is new or changed."""
    fresh: bool = False
    """Read everything again, whatever was kept."""
    partition: Literal["quarter"] | None = None
    """`quarter`: actions as a data set in parts instead of one table."""
