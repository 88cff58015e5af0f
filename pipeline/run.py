"""A folder of papers to a folder of tables."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from normalise.words import load
from outputs.arrow import to_arrow
from outputs.schema import TABLES
from outputs.summary import Summary, Tally
from outputs.writer import PARTED, explained, prepare, write_tables
from pipeline.find import Source, Sources, find_papers, mark
from pipeline.options import Options
from pipeline.parcel import Gist, Parcel, tables_of
from pipeline.places import Place, open_address, written_to
from pipeline.progress import Progress, Quiet
from pipeline.settle import Settled, patched, settle
from pipeline.store import Gone, Known, Store, StoreBroken, key_of
from pipeline.version import programs, version

__all__ = ["Options", "Result", "extract_folder"]

CACHE = ".cache"
_AT_ONCE = 64
_AT_LAST = 2.0
"""Papers, and seconds, after which what has been read is kept, should the run be killed."""
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Result:
    """What a run gave beside the tables."""

    summary: Summary
    faults: tuple[tuple[str, str], ...] = ()
    """Path and traceback of each paper that a defect of ours kept from being read."""


def extract_folder(
    inputs: Sequence[Place], out: Place, options: Options | None = None, progress: Progress | None = None
) -> Result:
    """Read every paper under the inputs and write the tables to `out`, all or nothing.

    Raises `NothingToRead`, `NoSuchPlace`, `VocabularyError`, `ClusterFails` and `OutputError`, each with a
    sentence; a bad paper never stops the run. Nothing is kept where `out` is an address.
    """
    options, progress = options or Options(), progress or Quiet()
    sources = find_papers(inputs, out if isinstance(out, Path) else None)
    if isinstance(out, Path):
        return _extract(sources, out, options, progress)
    with written_to(out) as folder:
        result = _extract(sources, folder, replace(options, keep=False), progress)
    return replace(result, summary=replace(result.summary, out=out))


def _extract(sources: Sources, out: Path, options: Options, progress: Progress) -> Result:
    words = load(options.vocabulary).digest
    with explained(out):
        known = out / CACHE / "results.db"
        try:
            with _store(out, options) as store:
                return _Run(sources, out, options, progress, store, words).result()
        except StoreBroken:
            shutil.rmtree(known.parent)
            progress.say(f"What was kept in {known.parent} could not be read; all papers are read again.")
            with _store(out, options) as store:
                return _Run(sources, out, options, progress, store, words).result()


@contextmanager
def _store(out: Path, options: Options) -> Iterator[Store]:
    """Where results are kept: beside the tables, or for this run alone."""
    file = out / CACHE / "results.db" if options.keep else None
    if file is not None:
        if not file.exists():
            prepare(out)
        file.parent.mkdir(parents=True, exist_ok=True)
    store = Store(file)
    try:
        yield store
    finally:
        store.close()


class _Run:
    """One run over the files found."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a run needs
        self, sources: Sources, out: Path, options: Options, progress: Progress, store: Store, words: str
    ) -> None:
        self.sources, self.out, self.options = sources, out, options
        self.progress, self.store = progress, store
        self.version, self.programs = version(options, words), programs(options)
        self.keys: dict[str, bytes] = {}
        self.digests: dict[str, bytes] = {}
        self.files: dict[str, Known] = {}

    def result(self) -> Result:
        """Read what is new, write the tables where they change."""
        before = {} if self.options.fresh else self.store.files()
        todo = [source for source in self.sources.files if not self._as_before(source, before)]
        if self.store.run > 1 and not self.options.fresh:
            todo = [source for source in todo if not self._read_before(source)]
        unchanged = len(self.sources.files) - len(todo)
        done = None if todo else self._nothing_new()
        if done is None:
            prepare(self.out)
            self._read(todo)
            for _ in range(_TRIES):
                try:
                    done = self._write()
                    break
                except Gone:
                    self._read(self._gone())
            else:
                raise StoreBroken("other runs keep dropping what this one reads")
            self._note(done)
        elif self.files != before:
            self._note(done)
        summary = replace(
            done.summary, unchanged=unchanged, out=str(self.out), aside=tuple(self.sources.aside)
        )
        return replace(done, summary=summary)

    def _as_before(self, source: Source, before: dict[str, Known]) -> bool:
        """Whether a file is, by its size and times, the one that was read."""
        known = before.get(source.path)
        if known is None or known.mark != source.mark:
            return False
        if known.key not in self._possible_keys(source, known.sha.hex()):
            return False
        self._keep(source, known.sha, known.key, known.digest)
        return True

    def _read_before(self, source: Source) -> bool:
        """Whether a file's bytes have been read under its path before, whatever its times say."""
        try:
            sha = _sha256(source)
        except OSError:
            return False  # told when it is read
        for key, digest in self.store.digests(self._possible_keys(source, sha)).items():
            self._keep(source, bytes.fromhex(sha), key, digest)
            return True
        return False

    def _possible_keys(self, source: Source, sha: str) -> tuple[bytes, bytes]:
        """What the paper's result is kept under: without and with the programs it may have needed."""
        return (
            key_of(self.version, source.path, sha),
            key_of(self.version + self.programs, source.path, sha),
        )

    def _keep(self, source: Source, sha: bytes, key: bytes, digest: bytes) -> None:
        self.keys[source.path], self.digests[source.path] = key, digest
        self.files[source.path] = Known(source.mark, sha, key, digest)

    def _nothing_new(self) -> Result | None:
        """What the last run gave, where this one would write the same tables again."""
        noted = self.store.note("tables")
        if noted is None or self.options.fresh:
            return None
        told = json.loads(noted)
        if told["state"] != self._state() or told["marks"] != _table_marks(self.out):
            return None
        return Result(Summary.from_json(told["summary"]), tuple(map(tuple, told["faults"])))

    def _read(self, todo: Sequence[Source]) -> None:
        """Read papers and keep what they give, some at a time."""
        by_path = {source.path: source for source in todo}
        held: list[Parcel] = []
        since = float("-inf")
        with closing(read(todo, self.options)) as parcels:
            self.progress.begin(len(todo))
            for parcel in parcels:
                self.progress.paper(parcel.path, parcel.gist)
                held.append(parcel)
                if len(held) >= _AT_ONCE or time.monotonic() - since > _AT_LAST:
                    self._add(held, by_path)
                    held, since = [], time.monotonic()
        self._add(held, by_path)

    def _add(self, parcels: Iterable[Parcel], by_path: dict[str, Source]) -> None:
        keyed = [(self._key(parcel), parcel) for parcel in parcels]
        digests = self.store.add(keyed)
        for key, parcel in keyed:
            if parcel.keep and parcel.sha256 is not None:
                self._keep(by_path[parcel.path], bytes.fromhex(parcel.sha256), key, digests[key])
            else:
                self.keys[parcel.path], self.digests[parcel.path] = key, digests[key]

    def _key(self, parcel: Parcel) -> bytes:
        if not parcel.keep or parcel.sha256 is None:
            return key_of(self.version, parcel.path, "not kept")
        version_ = self.version + self.programs if parcel.by_program else self.version
        return key_of(version_, parcel.path, parcel.sha256)

    def _gone(self) -> list[Source]:
        """Papers whose results another run has dropped."""
        here = self.store.digests(self.keys.values())
        return [source for source in self.sources.files if self.keys[source.path] not in here]

    def _wanted(self) -> list[tuple[str, bytes]]:
        """Paths and keys in the order of the tables."""
        return [(source.path, self.keys[source.path]) for source in self.sources.files]

    def _write(self) -> Result:
        """Settle what lies between papers, and write the tables."""
        wanted, faults, tally, pages = self._wanted(), [], Tally(), 0
        self.store.lay_together(wanted)
        with self.store.view():

            def gists() -> Iterator[tuple[str, Gist]]:
                nonlocal pages
                for path, gist in self.store.gists(wanted):
                    pages += gist.pages_laid_out
                    if gist.fault:
                        faults.append((path, gist.fault))
                    yield path, gist

            settled = settle(gists())
            write_tables(self._batches(wanted, settled, tally), self.out, self.options.partition)
        summary = tally.summary(out=str(self.out), faults=[path for path, _ in faults], pages_laid_out=pages)
        return Result(summary, tuple(faults))

    def _batches(
        self, wanted: Sequence[tuple[str, bytes]], settled: Settled, tally: Tally
    ) -> Iterator[dict[str, pa.Table]]:
        for members, bodies in self.store.bodies(self.store.places(wanted)):
            sizes = [(kept.path, kept.papers, kept.actions) for kept in members]
            tables = patched(tables_of(bodies), sizes, settled)
            tally.add(tables)
            yield tables
        last = {table.name: to_arrow(table.name, []) for table in TABLES}
        last["findings"] = to_arrow("findings", settled.findings)
        tally.add(last)
        yield last

    def _state(self) -> str:
        """Digest of all that the tables are made of."""
        hasher = hashlib.sha256(f"{self.version} {self.options.partition}".encode())
        for source in self.sources.files:
            hasher.update(source.path.encode("utf-8", "surrogatepass") + b"\0" + self.digests[source.path])
        return hasher.hexdigest()

    def _note(self, result: Result) -> None:
        """Keep what the next run must know to do nothing."""
        told = {
            "state": self._state(),
            "marks": _table_marks(self.out),
            "summary": result.summary.to_json(),
            "faults": result.faults,
        }
        self.store.finish(self.files, self.keys.values(), {"tables": json.dumps(told)})


def read(sources: Sequence[Source], options: Options) -> Generator[Parcel, None, None]:
    """Have papers read, here, by workers or by a cluster; parcels come in any order."""
    if options.scheduler is not None:
        from pipeline.cluster import read_by_cluster

        return read_by_cluster(sources, options)
    if options.jobs > 0:
        from pipeline.workers import read_by_workers

        return read_by_workers(sources, options)
    return _read_here(sources, options)


def _read_here(sources: Sequence[Source], options: Options) -> Generator[Parcel, None, None]:
    from pipeline.one import extract_one, settings_of

    settings = settings_of(options)
    for source in sources:
        yield extract_one(source, settings)


def _sha256(source: Source) -> str:
    with source.file.open("rb") if isinstance(source.file, Path) else open_address(source.file) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _table_marks(out: Path) -> list[str | None]:
    """Size and times of each table, so that one that was changed or lost is written again."""
    files = [out / f"{table.name}.parquet" for table in TABLES]
    return [mark(file) for file in (*files, *sorted((out / PARTED).rglob("*.parquet")))]
