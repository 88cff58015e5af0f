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


def programs() -> str:
    """Which of the programs that some papers need are here, and which build of them."""
    parts = []
    for name in _PROGRAMS:
        found = shutil.which(name)
        stat = Path(found).resolve().stat() if found else None
        parts.append(f"{name} {stat.st_size} {stat.st_mtime_ns}" if stat else name)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


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
