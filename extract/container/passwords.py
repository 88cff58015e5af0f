"""Office files locked with a password: told, and opened with a password that the user gave."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from xml.parsers.expat import ExpatError

import msoffcrypto
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError
from msoffcrypto.format.base import BaseOfficeFile

from extract.errors import Damaged, Encrypted, TooLarge
from extract.formats import COMPOUND
from extract.limits import Budget

EXCEL_DEFAULT = "VelvetSweatshop"
"""What Excel itself locks a write-protected workbook with; it opens for everyone (MS-OFFCRYPTO §2.4.2.3)."""

_SPINS = 1_000_000
"""Rounds that a password is hashed for; Office's own files say 100,000 (MS-OFFCRYPTO §2.3.4.10)."""

LOCKABLE = frozenset(("encrypted", "doc", "xls", "ppt"))
"""Formats that `decrypt_office` is for. `.odt` and `.ods` say for themselves when they are locked
(`opendocument.check_unlocked`), PDFs are opened with their password by PDFium."""

_BROKEN = (
    *(FileFormatError, ParseError, OSError, ValueError, IndexError, KeyError, TypeError),
    *(AttributeError, AssertionError, OverflowError, RecursionError, NotImplementedError, struct.error),
    *(ExpatError, zipfile.BadZipFile, zlib.error, DecryptionError, InvalidKeyError),
)
"""What msoffcrypto and olefile raise on broken files, beside their own errors."""


def is_locked(data: bytes, fmt: str) -> bool:
    """Whether an Office file's text is encrypted. A protected sheet or a read-only mark is not: the text
    is there for all to read."""
    if fmt not in LOCKABLE:
        return False
    if fmt == "encrypted":
        return True
    try:
        return bool(msoffcrypto.OfficeFile(io.BytesIO(data)).is_encrypted())
    except _BROKEN:
        # A file too broken to say is for its reader to judge.
        return False


def decrypt_office(data: bytes, passwords: Sequence[str], budget: Budget | None = None) -> bytes:
    """The file unlocked by the first password that fits, Excel's own among them.

    Raises `Encrypted` where none fits, `Damaged` where the lock itself is broken, `TooLarge`.
    """
    if budget is not None:
        budget.check(len(data), "The locked file")
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(data))
    except _BROKEN as error:
        raise Damaged("The file is locked with a password, and broken. Ask for an open copy.") from error
    info = getattr(office, "info", None)  # a dict of the agile lock; the old locks of .doc keep a record
    if isinstance(info, dict) and info.get("spinValue", 0) > _SPINS:
        raise TooLarge("Its lock is made to take hours to open. Check where the paper came from.")
    for password in (EXCEL_DEFAULT, *passwords):
        opened = _opened(office, password)
        if opened is not None:
            return opened
    tried = "none of the passwords given fits" if passwords else "none was given"
    raise Encrypted(
        f"The file is locked with a password, and {tried}. Give it with --password, or ask for an open copy."
    )


def _opened(office: BaseOfficeFile, password: str) -> bytes | None:
    """The file under this password, None where it is not the one."""
    out = io.BytesIO()
    try:
        office.load_key(password=password)
        office.decrypt(out)
    except (InvalidKeyError, DecryptionError):
        return None
    except _BROKEN as error:
        raise Damaged("The file is locked in a way that is not read here. Ask for an open copy.") from error
    content = out.getvalue()
    # The oldest schemes do not check the password: a wrong one gives noise.
    return content if content.startswith((b"PK", COMPOUND)) else None
