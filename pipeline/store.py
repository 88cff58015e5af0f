"""Results, kept: one SQLite file, in the output folder's `.cache` or, for a single run, nowhere.

A result is kept under the SHA-256 of the paper's bytes, its path (names and folders tell strands and dates)
and the *version* of everything that made it. Bodies of many papers lie together in *packs*, in the order
of their paths, since ten thousand small reads would cost more than the papers are worth. A new result is a
pack by itself until there are so many that the next run lays them together.

Two runs may use one store. Each takes its own view when it writes tables; a run that finds results gone
reads those papers again. What no run has asked for, this one and the last, is dropped.
"""

from __future__ import annotations

import errno
import hashlib
import json
import sqlite3
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.parcel import Gist, Parcel, read_bodies, write_bodies

_PACK_PAPERS = 64
_PACK_ACTIONS = 1_000
"""Papers, and action rows, that lie in one pack, and that are in memory at one time."""
_LOOSE = 64
"""Runs of papers that lie together, past what full packs give, before packs are laid anew."""
_FORMAT = 2
_TABLES = """
CREATE TABLE IF NOT EXISTS packs (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS results (
    key BLOB PRIMARY KEY, digest BLOB NOT NULL, words BLOB NOT NULL, head TEXT NOT NULL, rows TEXT NOT NULL,
    pack INTEGER NOT NULL, row INTEGER NOT NULL, papers INTEGER NOT NULL, actions INTEGER NOT NULL,
    seen INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS files (
    path TEXT PRIMARY KEY, mark TEXT NOT NULL, sha BLOB NOT NULL, key BLOB NOT NULL, digest BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS by_pack ON results (pack);
"""


class StoreBroken(Exception):
    """What was kept cannot be read; it is only a copy, and may be thrown away."""


class Gone(Exception):
    """Another run has dropped a result in the meantime."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a file that was read before."""

    mark: str
    """Size, times and number of the file then."""
    sha: bytes
    key: bytes
    digest: bytes
    """Of its result."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where one paper's result lies."""

    path: str
    pack: int
    row: int
    papers: int
    actions: int


def key_of(version: str, path: str, sha256: str) -> bytes:
    """What a result is kept under."""
    return hashlib.sha256(f"{version}\0{sha256}\0{path}".encode("utf-8", "surrogatepass")).digest()


class Store:
    """The results of one output folder; `StoreBroken` from any method where the file is no good."""

    def __init__(self, file: Path | None) -> None:
        """Open, or make; without a file, a nameless one that goes when the run ends, however it ends."""
        self._lasts = file is not None
        with _broken():
            self._db = sqlite3.connect(file or "", timeout=60, isolation_level=None)
            self._db.execute("PRAGMA synchronous = OFF" if file is None else "PRAGMA synchronous = NORMAL")
            self._db.execute("PRAGMA journal_mode = WAL" if file else "PRAGMA journal_mode = OFF")
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if version not in (0, _FORMAT):
                raise StoreBroken("kept by another version")
            if version == 0:  # new: what is there already is not written to
                self._db.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {_FORMAT}; COMMIT;")
            (last,) = self._db.execute("SELECT coalesce(max(seen), 0) FROM results").fetchone()
            self.run = last + 1

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    def files(self) -> dict[str, Known]:
        """By path, all files whose results were kept."""
        with _broken():
            rows = self._db.execute("SELECT path, mark, sha, key, digest FROM files")
            return {path: Known(*known) for path, *known in rows}

    def note(self, name: str) -> str | None:
        """A note of an earlier run."""
        with _broken():
            row = self._db.execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def digests(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """Those of the keys that have a result, with its digest."""
        with _broken():
            find = "SELECT digest FROM results WHERE key = ?"
            found = ((key, self._db.execute(find, (key,)).fetchone()) for key in keys)
            return {key: row[0] for key, row in found if row}

    def add(self, parcels: Sequence[tuple[bytes, Parcel]]) -> dict[bytes, bytes]:
        """Keep results under their keys; their digests."""
        out = {}
        with _broken(), self._writing():
            for key, parcel in parcels:
                gist, words = parcel.gist, parcel.gist.words()
                head, rows = replace(gist, actions=[]).to_json(), json.dumps(gist.actions)
                digest = hashlib.sha256(f"{head}\n{rows}".encode() + parcel.body).digest()
                pack = self._db.execute("INSERT INTO packs (body) VALUES (?)", (parcel.body,)).lastrowid
                sizes = (len(gist.papers), len(gist.actions))
                self._db.execute(
                    "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?)",
                    (key, digest, words, head, rows, pack, *sizes, self.run),
                )
                out[key] = digest
        return out

    @contextmanager
    def view(self) -> Iterator[None]:
        """All reading within it is of one moment, whatever other runs do."""
        with _broken():
            self._db.execute("BEGIN")
        try:
            yield
        finally:
            with suppress(sqlite3.Error):
                self._db.execute("COMMIT")

    def gists(self, wanted: Sequence[tuple[str, bytes]]) -> Iterator[tuple[str, Gist]]:
        """The gists of results, in the order asked for; raises `Gone` where one is not there.

        Actions are in them only where one of the paper's stands a second time, there or elsewhere: no other
        paper can hold a copy or be one, and ten thousand plans need not be in memory to be told so.
        """
        sharing = self._sharing(wanted)
        with _broken():
            for n, (path, key) in enumerate(wanted):
                head, rows = self._of(key, "head, rows" if sharing[n] else "head, '[]'")
                yield path, replace(Gist.from_json(head), actions=json.loads(rows))

    def _sharing(self, wanted: Sequence[tuple[str, bytes]]) -> list[bool]:
        """Whether a result holds an action that stands twice in all of them."""
        with _broken():
            words = [np.frombuffer(self._of(key, "words")[0], np.uint64) for _, key in wanted]
            values, counts = np.unique(np.concatenate([np.zeros(0, np.uint64), *words]), return_counts=True)
            twice = values[counts > 1]
            return [bool(np.isin(each, twice, kind="sort").any()) for each in words]

    def _of(self, key: bytes, columns: str) -> tuple[Any, ...]:
        """Columns of one result; raises `Gone`."""
        row = self._db.execute(f"SELECT {columns} FROM results WHERE key = ?", (key,)).fetchone()  # noqa: S608
        if row is None:
            raise Gone
        return tuple(row)

    def places(self, wanted: Sequence[tuple[str, bytes]]) -> list[Kept]:
        """Where the results lie, in the order asked for; raises `Gone` where one is not there."""
        with _broken():
            return [Kept(path, *self._of(key, "pack, row, papers, actions")) for path, key in wanted]

    def bodies(self, kept: Sequence[Kept]) -> Iterator[tuple[list[Kept], list[pa.RecordBatch]]]:
        """The rows of results in the order given, some hundred papers at a time."""
        last: tuple[int, pa.RecordBatch] = (-1, None)
        for group in _groups(kept):
            batches = []
            for run in runs_of(group):
                if run[0].pack != last[0]:
                    last = run[0].pack, self._pack(run[0].pack)
                batches.append(last[1].slice(run[0].row, len(run)))
            yield group, batches

    def _pack(self, number: int) -> pa.RecordBatch:
        with _broken():
            row = self._db.execute("SELECT body FROM packs WHERE id = ?", (number,)).fetchone()
            if row is None:
                raise Gone
            return read_bodies(row[0])

    def lay_together(self, wanted: Sequence[tuple[str, bytes]]) -> None:
        """Lay results that lie scattered into full packs, in the order given, for runs to come."""
        if not self._lasts:
            return
        kept = self.places(wanted)
        if len(runs_of(kept)) <= _LOOSE + 2 * len(list(_groups(kept))):
            return
        keys = iter([key for _, key in wanted])
        with _broken(), self._writing():
            for members, batches in self.bodies(kept):
                whole = pa.Table.from_batches(batches).combine_chunks().to_batches()[0]
                put = "INSERT INTO packs (body) VALUES (?)"
                pack = self._db.execute(put, (write_bodies(whole),)).lastrowid
                for row in range(len(members)):
                    self._db.execute(
                        "UPDATE results SET pack = ?, row = ? WHERE key = ?", (pack, row, next(keys))
                    )
            self._drop_empty_packs()

    def finish(self, files: Mapping[str, Known], keys: Iterable[bytes], notes: Mapping[str, str]) -> None:
        """Note what a run has ended with, and drop what neither it nor the one before has asked for."""
        with _broken(), self._writing():
            self._db.execute("DELETE FROM files")
            self._db.executemany(
                "INSERT INTO files VALUES (?, ?, ?, ?, ?)",
                [(path, k.mark, k.sha, k.key, k.digest) for path, k in files.items()],
            )
            self._db.executemany(
                "UPDATE results SET seen = ? WHERE key = ?", [(self.run, key) for key in keys]
            )
            self._db.execute("DELETE FROM results WHERE seen < ?", (self.run - 1,))
            self._drop_empty_packs()
            self._db.executemany("INSERT OR REPLACE INTO notes VALUES (?, ?)", notes.items())

    def _drop_empty_packs(self) -> None:
        self._db.execute("DELETE FROM packs WHERE id NOT IN (SELECT pack FROM results)")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            with suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")


def runs_of(kept: Sequence[Kept]) -> list[list[Kept]]:
    """Results that lie one after the other in one pack, together."""
    numbered = groupby(enumerate(kept), key=lambda pair: (pair[1].pack, pair[1].row - pair[0]))
    return [[each for _, each in run] for _, run in numbered]


def _groups(kept: Sequence[Kept]) -> Iterator[list[Kept]]:
    """As many papers as are held in memory at a time."""
    group: list[Kept] = []
    actions = 0
    for each in kept:
        if group and (len(group) >= _PACK_PAPERS or actions + each.actions > _PACK_ACTIONS):
            yield group
            group, actions = [], 0
        group.append(each)
        actions += each.actions
    if group:
        yield group


_AS_OS = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_BUSY: errno.EBUSY,
}
"""What is the disk's fault, or another run's, and not the file's."""


@contextmanager
def _broken() -> Iterator[None]:
    """A file that is no good, whatever that raises, as `StoreBroken`; a disk that is not, as `OSError`."""
    try:
        yield
    except sqlite3.Error as error:
        number = _AS_OS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if number is not None:
            raise OSError(number, str(error)) from error
        raise StoreBroken(str(error)) from error
    except (pa.ArrowException, struct.error, TypeError, ValueError) as error:
        raise StoreBroken(str(error)) from error
