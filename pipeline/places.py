"""Papers and tables that lie elsewhere, at any address that fsspec knows: `s3://…`, `abfs://…`, `sftp://…`.

Plain paths need none of this, nor fsspec (`boardpapers[cluster]`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase
from pathlib import Path
from typing import Any, cast

Place = Path | str
"""A path, or an address as text."""


class NoSuchPlace(Exception):
    """An address that cannot be used. Says what to do."""


def place(text: str) -> Place:
    """A path, or an address that is no path; `file://` addresses are paths."""
    if text.startswith("file://"):
        return Path(text.removeprefix("file://"))
    return text if "://" in text else Path(text)


def list_files(address: str) -> Iterator[tuple[str, str, str]]:
    """Every file at an address or under it: its path from there, its address, and what changes with it."""
    system, root = _system(address)
    with _told(address):
        if system.isfile(root):
            yield root.rsplit("/", 1)[-1], address, str(system.ukey(root))
            return
        for path in sorted(system.find(root)):
            relative = path.removeprefix(root).lstrip("/")
            yield relative, system.unstrip_protocol(path), str(system.ukey(path))


def open_address(address: str) -> BufferedIOBase:
    """A file, open to be read; raises what its file system raises."""
    system, path = _system(address)
    return cast("BufferedIOBase", system.open(path, "rb"))


@contextmanager
def written_to(out: Place) -> Iterator[Path]:
    """A folder for the tables: `out` itself, or one whose files are then put at the address.

    Each file arrives there whole or not at all; all of them together only where nothing kills us meanwhile.
    """
    if isinstance(out, Path):
        yield out
        return
    system, root = _system(out)
    with tempfile.TemporaryDirectory(prefix="boardpapers-") as folder:
        yield Path(folder)
        with _told(out):
            for file in sorted(Path(folder).rglob("*.parquet")):
                relative = file.relative_to(folder).as_posix()
                if not relative.startswith("."):
                    system.makedirs(f"{root}/{relative}".rsplit("/", 1)[0], exist_ok=True)
                    system.put_file(str(file.resolve()), f"{root}/{relative}")


def _system(address: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise NoSuchPlace(f"To use {address}, install: pip install 'boardpapers[cluster]'") from error
    with _told(address):
        system, root = url_to_fs(address)
        return system, root.rstrip("/")


@contextmanager
def _told(address: str) -> Iterator[None]:
    """What a file system raises, as a sentence."""
    try:
        yield
    except (ValueError, ImportError, OSError) as error:
        raise NoSuchPlace(f"{address} cannot be used: {error}") from error
