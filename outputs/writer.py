"""The tables on disk: all nine of one run, or all nine of the last.

A folder of tables looks like this:

    OUT/papers.parquet        → .tables/now/papers.parquet    (and so for each table)
    OUT/.tables/now           → a
    OUT/.tables/a/            the tables
    OUT/.tables/lock          held while a run writes

A run writes into whichever of `a` and `b` is not in use, sees it on the disk, and then swings the one
link `now`. That swing is a single rename, which the file system does wholly or not at all, so a run
killed at any moment leaves the old tables or the new ones, never some of each. The other folder is taken
away after the swing, or by the next run.

Where links cannot be made (Windows without the right to, some network shares) the tables are plain files
and a journal takes the link's place: see `_install_by_journal`.

Nothing in a file depends on the clock or the machine: rows keep the order they are given in, and row
groups have a fixed number of rows.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from normalise.records import Records
from outputs.arrow import schema, to_arrow
from outputs.lock import locked
from outputs.schema import TABLES

ROWS_PER_GROUP = 2_000
"""Fixed, so that the same rows give the same bytes however they came; few, since so many are held in memory
for each table."""

PARTED = "actions"
"""The table that may be written in parts."""
NO_VALUE = "undated"
"""Name of the part whose rows have no quarter."""
_STORE = ".tables"
_NOW = "now"
_SLOTS = ("a", "b")
_JOURNAL = "journal"


class OutputError(Exception):
    """The tables could not be written; the last good ones stand as they were. Says what to do."""


Batch = Records | Mapping[str, pa.Table]
"""Some rows of all tables: as records, or as Arrow tables of the fixed schemas by name."""


def write_tables(
    batches: Records | Iterable[Batch], out: Path, partition: Literal["quarter"] | None = None
) -> None:
    """Write all tables to `out/NAME.parquet`, all or nothing; rows in the order given.

    With a `partition`, actions are a folder of parts in place of one file: `out/actions/2019Q2.parquet`.
    Raises `OutputError` where the disk, not we, is at fault.
    """
    if isinstance(batches, Records):
        batches = [batches]
    with explained(out):
        store = out / _STORE
        store.mkdir(parents=True, exist_ok=True)
        with locked(store / "lock"):
            recover(out)
            slot = store / _free_slot(store)
            try:
                _write_slot(batches, slot, partition)
            except BaseException:
                shutil.rmtree(slot, ignore_errors=True)  # a full disk wants its room back
                raise
            _install(out, slot)
            _sweep(store)


def prepare(out: Path) -> None:
    """See that `out` can be written to, before hours are spent on reading. Raises `OutputError`."""
    with explained(out):
        store = out / _STORE
        store.mkdir(parents=True, exist_ok=True)
        with locked(store / "lock"):
            recover(out)
            probe = store / "probe"
            probe.write_bytes(b"")
            probe.unlink()


def recover(out: Path) -> None:
    """Finish what a killed run had begun to put in place, and take away what it left. Needs the lock."""
    store = out / _STORE
    if (store / _JOURNAL).is_file():
        _finish_journal(out)
    _sweep(store)


def _write_slot(batches: Iterable[Batch], slot: Path, partition: str | None) -> None:
    if slot.exists():
        shutil.rmtree(slot)
    slot.mkdir()
    with ExitStack() as stack:
        writers: dict[str, _TableWriter | _PartsWriter] = {
            t.name: _TableWriter(slot / f"{t.name}.parquet", schema(t.name), stack)
            for t in TABLES
            if t.name != PARTED or partition is None
        }
        if partition is not None:
            writers[PARTED] = _PartsWriter(slot / PARTED, partition, stack)
        for batch in batches:
            for name, writer in writers.items():
                writer.add(
                    to_arrow(name, getattr(batch, name)) if isinstance(batch, Records) else batch[name]
                )
        for writer in writers.values():
            writer.finish()
    for path in slot.rglob("*"):
        _sync(path)
    _sync(slot)


class _TableWriter:
    """One Parquet file, written in row groups of `ROWS_PER_GROUP`."""

    def __init__(self, path: Path, columns: pa.Schema, stack: ExitStack) -> None:
        self._held: list[pa.Table] = []
        self._rows = 0
        # A file of our own: on a full disk Arrow's would stay open.
        file = stack.enter_context(pa.OSFile(str(path), "wb"))
        self._parquet = stack.enter_context(
            pq.ParquetWriter(file, columns, version="2.6", compression="zstd")
        )

    def add(self, rows: pa.Table) -> None:
        while self._rows + rows.num_rows >= ROWS_PER_GROUP:
            room = ROWS_PER_GROUP - self._rows
            self._held.append(rows.slice(0, room))
            self._write()
            rows = rows.slice(room)
        if rows.num_rows:
            # A copy: some rows of `papers` would hold in memory all tables that they were read with.
            self._held.append(rows.take(pa.array(range(rows.num_rows), pa.int32())))
            self._rows += rows.num_rows

    def finish(self) -> None:
        if self._rows:
            self._write()

    def _write(self) -> None:
        # In one piece: how the rows came must not show in the pages of the file.
        self._parquet.write_table(pa.concat_tables(self._held).combine_chunks(), ROWS_PER_GROUP)
        self._held, self._rows = [], 0


class _PartsWriter:
    """A folder of Parquet files, one for each value of a column and all with that column.

    Hive's `quarter=2024Q1/` would keep the column out of the files, and pandas cannot read a folder of those
    where one has no value. All files are open at once, each with less than a row group in memory: a year has
    four quarters.
    """

    def __init__(self, folder: Path, column: str, stack: ExitStack) -> None:
        self._folder, self._column, self._stack = folder, column, stack
        self._writers: dict[str, _TableWriter] = {}
        folder.mkdir()

    def add(self, rows: pa.Table) -> None:
        values = pc.fill_null(rows.column(self._column), NO_VALUE)
        for part in sorted(values.unique().to_pylist()):
            if part not in self._writers:
                path = self._folder / f"{part}.parquet"
                self._writers[part] = _TableWriter(path, schema(PARTED), self._stack)
            self._writers[part].add(rows.filter(pc.equal(values, part)))

    def finish(self) -> None:
        for writer in self._writers.values():
            writer.finish()


def _install(out: Path, slot: Path) -> None:
    """Make `slot` the tables that `out` shows."""
    try:
        _link(slot.parent / "probe-link", slot.name)
    except (OSError, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            raise
        if (slot / PARTED).is_dir():
            raise OutputError(
                f"Parts need links, which cannot be made in {out}. Choose another folder with --out, or do "
                "without --partition."
            ) from error
        _install_by_journal(out, slot)
        return
    (slot.parent / "probe-link").unlink()
    _adopt_plain_files(out, slot)
    for name in sorted(path.name for path in slot.iterdir()):
        shown, target = out / name, f"{_STORE}/{_NOW}/{name}"
        if not (shown.is_symlink() and shown.readlink() == Path(target)):
            _link(shown, target)
    _sync(out)
    _link(slot.parent / _NOW, slot.name)
    _sync(slot.parent)


def _adopt_plain_files(out: Path, slot: Path) -> None:
    """Where `out` holds plain tables (copied there, or written without links), show the same bytes
    through links first, so that the swing changes all of them at once."""
    plain = [p for t in TABLES if (p := out / f"{t.name}.parquet").is_file() and not p.is_symlink()]
    if not plain:
        return
    old = slot.parent / next(s for s in _SLOTS if s != slot.name)
    current = slot.parent / _NOW
    held = old.is_dir() and current.is_symlink()
    if not held:
        if old.exists():
            shutil.rmtree(old)
        old.mkdir()
    for path in plain:
        copy = old / f"{path.name}.copy"
        shutil.copyfile(path, copy)
        _sync(copy)
        copy.replace(old / path.name)
    _sync(old)
    _link(current, old.name)


def _link(at: Path, target: str) -> None:
    """Point the link `at` at `target` in one step, whatever stood there."""
    fresh = at.with_name(f"{at.name}.link")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(at)


def _install_by_journal(out: Path, slot: Path) -> None:
    """Without links: note that `slot` is whole, then move its files out one by one.

    A run killed between two of them is finished by the next one (`recover`): the note says that every
    file still in `slot` is good.
    """
    note = slot.parent / f"{_JOURNAL}.new"
    note.write_text(slot.name, encoding="ascii")
    _sync(note)
    note.replace(slot.parent / _JOURNAL)
    _sync(slot.parent)
    _finish_journal(out)


def _finish_journal(out: Path) -> None:
    journal = out / _STORE / _JOURNAL
    slot = out / _STORE / journal.read_text(encoding="ascii")
    for table in TABLES:
        made = slot / f"{table.name}.parquet"
        if made.is_file():
            made.replace(out / made.name)
    _sync(out)
    journal.unlink()


def _free_slot(store: Path) -> str:
    now = store / _NOW
    used = now.readlink().name if now.is_symlink() else None
    return next(slot for slot in _SLOTS if slot != used)


def _sweep(store: Path) -> None:
    """Take away what is not in use: the other slot, and links and notes that a killed run left."""
    now = store / _NOW
    keep = {_NOW, "lock"} | ({now.readlink().name} if now.is_symlink() else set())
    for path in sorted(store.iterdir()):
        if path.name in keep:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    for name in (PARTED, *(f"{table.name}.parquet" for table in TABLES)):
        shown = store.parent / name
        shown.with_name(f"{name}.link").unlink(missing_ok=True)
        if shown.is_symlink() and shown.readlink() == Path(_STORE, _NOW, name) and not shown.exists():
            shown.unlink()  # the table was there in its other form, or a run was killed as it put it there


def _sync(path: Path) -> None:
    """See a file's bytes, or a folder's entries, on the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows has no handle on a folder to flush
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def explained(out: Path) -> Iterator[None]:
    """Turn the disk's errors into a sentence that says what to do."""
    try:
        yield
    except OSError as error:
        raise OutputError(_sentence(out, error.errno, str(error))) from error


def _sentence(out: Path, number: int | None, text: str) -> str:
    kept = "The tables that were there stand as they were."
    if number in (errno.ENOSPC, errno.EDQUOT) or "No space left" in text:
        return f"The disk that holds {out} is full. {kept} Make room, or choose another folder with --out."
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{out} cannot be written to. {kept} Choose another folder with --out."
    if number in (errno.ENOTDIR, errno.EEXIST):
        return f"{out} is a file, not a folder. Choose a folder with --out."
    return f"The tables could not be written to {out} ({text}). {kept}"
