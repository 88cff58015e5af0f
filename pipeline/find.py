"""Which files a run reads, and the path each has in the tables."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.places import Place, list_files

_LITTER = frozenset({"thumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "system volume information"})
"""What systems leave in folders without being asked."""


class NothingToRead(Exception):
    """An input that is not there, or holds no file. Says what to do."""


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """One file to read. Sorted by `path`, which is how the tables are ordered."""

    path: str
    """As in the tables: relative to the folder given, `/` between parts."""
    file: Place
    """Where it is."""
    mark: str = field(default="", compare=False)
    """What changes when the file does, without reading it: see `mark`."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of a run, and what was left aside, with the reason."""

    files: tuple[Source, ...]
    aside: tuple[str, ...] = ()


def find_papers(inputs: Sequence[Place], out: Path | None = None) -> Sources:
    """Every file under the inputs (files or folders), each once, sorted by its path in the tables.

    Hidden files, Office's lock files (`~$…`), what systems leave behind, and the tables' own folder are no
    papers. A link is followed where it is given, or leads to a file under the same folder; others, and
    what is no regular file, are left aside. Where two inputs would give the same path, all paths are taken
    from the folder that holds all inputs, so that they stay apart.
    """
    aside: list[str] = []
    found: dict[str, tuple[Path, Path]] = {}  # by real file: base folder, file
    afar: dict[str, Source] = {}
    for given in inputs:
        if not isinstance(given, Path):
            listed = [
                Source(*one) for one in list_files(given) if not any(map(_is_litter, one[0].split("/")))
            ]
            clash = next((one for one in listed if afar.get(one.path, one).file != one.file), None)
            if clash:
                raise NothingToRead(
                    f"Two papers would be called {clash.path}. Give the folder that holds both."
                )
            afar |= {one.path: one for one in listed}
            continue
        if not given.exists():
            raise NothingToRead(f"{given} is not there. Give a file, or a folder that holds papers.")
        base = _absolute(given)
        one = [(base, str(base.resolve()))]
        files: Iterable[tuple[Path, str]] = one if not base.is_dir() else _walk(base, out, aside)
        for file, real in files:
            found.setdefault(real, (base if base.is_dir() else base.parent, file))
    named = [(_relative(file, base), file) for base, file in found.values()]
    if len({path for path, _ in named}) < len(named):
        common = Path(os.path.commonpath([file.parent for _, file in named]))
        named = [(_relative(file, common), file) for _, file in named]
    if not named and not afar:
        where = ", ".join(str(given) for given in inputs)
        raise NothingToRead(f"There is no file to read in {where}.")
    here = [Source(path, file, _settled_mark(file)) for path, file in named]
    if any(one.path in afar for one in here):
        raise NothingToRead("Papers here and elsewhere have the same names. Give a folder that holds all.")
    return Sources(tuple(sorted([*here, *afar.values()])), tuple(sorted(aside)))


_SETTLED = 2_000_000_000
"""Nanoseconds since its last change after which a file's times tell of the next one, on any file system."""


def mark(file: Path) -> str | None:
    """Size, times and number of a file, which change when it does; None where it is not there."""
    try:
        told = file.stat()
    except OSError:
        return None
    return f"{told.st_size} {told.st_mtime_ns} {told.st_ctime_ns} {told.st_ino}"


def _settled_mark(file: Path) -> str:
    """A file's mark; one that fits nothing for a file changed in the last moments, since it may change again
    without its times showing it."""
    try:
        told = file.stat()
    except OSError:
        return "gone"
    now = time.time_ns()
    in_doubt = abs(now - max(told.st_mtime_ns, told.st_ctime_ns)) < _SETTLED
    return f"{mark(file)} {now}" if in_doubt else mark(file) or "gone"


def _walk(base: Path, out: Path | None, aside: list[str]) -> Iterator[tuple[Path, str]]:
    """The papers under a folder, each with its real path."""
    root, own = base.resolve(), out.resolve() if out else None

    def closed(error: OSError) -> None:
        aside.append(f"{_relative(Path(error.filename), base)}: the folder cannot be opened")

    for folder, folders, names in os.walk(base, onerror=closed):
        here, real = Path(folder), os.path.realpath(folder)
        links = [here / name for name in folders if (here / name).is_symlink()]
        aside += [f"{_relative(link, base)}: a link to a folder, not followed" for link in links]
        folders[:] = [n for n in folders if not _is_litter(n) and (here / n).resolve() != own]
        for name in names:
            file = here / name
            if _is_litter(name) or (file.suffix == ".parquet" and Path(real) == own):
                continue
            why = _no_paper(file, root)
            if why:
                aside.append(f"{_relative(file, base)}: {why}")
            else:
                yield file, str(file.resolve()) if file.is_symlink() else os.path.join(real, name)  # noqa: PTH118


def _no_paper(file: Path, root: Path) -> str | None:
    """Why a folder's entry is not to be opened, if so: opening a pipe would wait for ever."""
    try:
        if file.is_symlink() and not file.resolve().is_relative_to(root):
            return "a link that leads out of the folder, not followed"
        mode = file.stat().st_mode
    except (OSError, RuntimeError):
        return "a link that leads nowhere" if file.is_symlink() else None
    return None if stat.S_ISREG(mode) else "not a regular file"


def _is_litter(name: str) -> bool:
    return name.startswith((".", "~$")) or name.casefold() in _LITTER


def _absolute(path: Path) -> Path:
    """Absolute, without following links: a linked file keeps the name it has here."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute() keeps `..`


def _relative(file: Path, base: Path) -> str:
    """The path as text; bytes that are no UTF-8 are escaped, so that names stay apart."""
    return os.fsencode(file.relative_to(base).as_posix()).decode("utf-8", "backslashreplace")
