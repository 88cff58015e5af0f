"""What a result depends on beside the paper: told in one digest, so that nothing stale is ever used."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from importlib import metadata
from pathlib import Path

from pipeline.options import Options

_ROOT = Path(__file__).parents[1]
_CODE = (
    "extract/**/*.py",
    "normalise/**/*.py",
    "outputs/*.py",
    "pipeline/one.py",
    "pipeline/parcel.py",
    "pipeline/settle.py",
)
_LIBRARIES = (
    "lxml", "msoffcrypto-tool", "olefile", "openpyxl", "pdfminer.six", "pdfplumber", "pyarrow",
    "pypdfium2", "python-docx", "rapidfuzz", "regex",
)  # fmt: skip
_PROGRAMS = ("soffice", "libreoffice", "tesseract")


def version(options: Options, vocabulary: str) -> str:
    """Digest of our code, the libraries, the vocabulary (by its own digest), passwords and limits."""
    parts = [
        code(),
        vocabulary,
        json.dumps([options.ocr, asdict(options.limits)]),
        _of_passwords(options.passwords),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def programs(options: Options) -> str:
    """Which of the programs that some papers need are here, and which build and version of them.

    A program's file tells its build without being run; LibreOffice's is a script that hardly changes, its
    version lies beside it. Tesseract is asked where scans are to be read: its work is done by libraries.
    """
    parts = []
    for name in _PROGRAMS:
        found = shutil.which(name)
        here = Path(found).resolve() if found else None
        parts.append(f"{name} {_stamp(here)} {_stamp(here.with_name('versionrc'))}" if here else name)
    if options.ocr:
        parts.append(_tesseract())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _tesseract() -> str:
    from extract.errors import NeedsOcr  # noqa: PLC0415 - most runs read no scans
    from extract.ocr.tesseract import probe  # noqa: PLC0415

    try:
        return probe().version
    except NeedsOcr:
        return "no tesseract"


def _stamp(file: Path) -> str:
    """What changes with a file of a program; nothing for one that is not there."""
    try:
        stat = file.stat()
    except OSError:
        return "-"
    return f"{stat.st_size} {stat.st_mtime_ns}"


@cache
def code() -> str:
    """Digest of every source file that has a part in a result, of Python and of the libraries."""
    hasher = hashlib.sha256(platform.python_version().encode())
    for name in _LIBRARIES:
        hasher.update(f"{name} {metadata.version(name)}\0".encode())
    for file in _sources():
        hasher.update(f"{file.relative_to(_ROOT).as_posix()}\0".encode())
        hasher.update(hashlib.sha256(file.read_bytes()).digest())
    return hasher.hexdigest()


def _sources() -> Iterator[Path]:
    for pattern in _CODE:
        yield from sorted(_ROOT.glob(pattern))


def _of_passwords(passwords: tuple[str, ...]) -> str:
    """Slow to make, so that nobody who finds it tries out passwords on it."""
    if not passwords:
        return ""
    given = json.dumps(passwords).encode()
    return hashlib.scrypt(given, salt=b"boardpapers", n=2**14, r=8, p=1).hex()
