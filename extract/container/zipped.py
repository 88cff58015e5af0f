"""Zip archives: members read within limits, names in whatever code page they were written."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from functools import partial

from extract.container.found import Found, Payload
from extract.errors import Damaged, Encrypted, TooLarge, Unsupported
from extract.formats import MOST_MEMBERS
from extract.limits import Budget

_FLAG_ENCRYPTED = 0x1
_FLAG_UTF8 = 0x800
_SYSTEM_LITTER = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini", "._")
_CHUNK = 1 << 20


def open_zip(data: bytes) -> zipfile.ZipFile:
    """The archive; raises `Damaged` where its directory cannot be read, `TooLarge` where it lists more than
    any document or pack has."""
    if data.count(b"PK\x01\x02") > MOST_MEMBERS:
        raise TooLarge(
            f"The archive lists more than {MOST_MEMBERS:,} files. Unpack it and read what you need."
        )
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise Damaged(
            "The file is cut short or broken: the list of its parts cannot be read. Ask for it again."
        ) from error


def read_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget, passwords: Sequence[str] = ()
) -> bytes:
    """One member's bytes, never more than the budget has room for, whatever size it declares.

    Raises `TooLarge`, `Encrypted`, `Damaged`, or `Unsupported` for a packing method Python has not.
    """
    what = f"“{member.filename}”"
    budget.check(member.file_size, what)
    budget.check_ratio(member.compress_size, member.file_size, what)
    if not member.flag_bits & _FLAG_ENCRYPTED:
        return _unpack(archive, member, budget.room(), None)
    if member.compress_type == 99:
        raise Encrypted(
            f"{what} is locked with AES. Unpack the archive with its password and read the files."
        )
    for password in passwords:
        try:
            return _unpack(archive, member, budget.room(), password.encode())
        except (Damaged, Encrypted):
            # The check on a zip password is one byte: a wrong one may pass it and fail in the data.
            continue
    raise Encrypted(f"{what} is locked with a password. Give it with --password, or ask for an open copy.")


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int, password: bytes | None) -> bytes:
    """At most `room` bytes of a member, read piecewise so that a lying size costs one piece."""
    pieces: list[bytes] = []
    size = 0
    try:
        with archive.open(member, pwd=password) as stream:
            while piece := stream.read(_CHUNK):
                size += len(piece)
                if size > room:
                    raise TooLarge(
                        f"“{member.filename}” unpacks to more than is allowed. Check where it came from."
                    )
                pieces.append(piece)
    except NotImplementedError as error:
        raise Unsupported(
            f"“{member.filename}” is packed in a way that is not read here. Unpack the archive, pack it anew."
        ) from error
    except RuntimeError as error:
        raise Encrypted(f"“{member.filename}” is locked with a password.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise Damaged(f"“{member.filename}” is broken inside the archive. Ask for the file again.") from error
    return b"".join(pieces)


def members_of(data: bytes, budget: Budget, passwords: Sequence[str] = ()) -> Iterator[Found]:
    """The files of a zip archive in its own order; folders and what systems leave behind are no files."""
    archive = open_zip(data)
    for member in archive.infolist():
        name = printed_name(member)
        if not name or name.endswith(("/", "\\")) or _is_litter(name):
            continue
        folder = name.replace("\\", "/").rpartition("/")[0]
        yield Found(
            load=partial(_load, archive, member, budget, passwords),
            name=name,
            near=folder.rpartition("/")[2] or None,
        )


def _load(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget, passwords: Sequence[str]
) -> Payload:
    return Payload(read_member(archive, member, budget, passwords))


def _is_litter(name: str) -> bool:
    path = name.replace("\\", "/").lower()
    return path.startswith("__macosx/") or path.rpartition("/")[2].startswith(_SYSTEM_LITTER)


def printed_name(member: zipfile.ZipInfo) -> str:
    """The member's name; without the UTF-8 flag (APPNOTE 4.4.4) it is bytes in the packer's code page,
    which Python reads as cp437.

    Read as UTF-8, Shift-JIS or GBK only where all of it fits, and as cp437 or Windows-1252 otherwise.
    """
    if member.flag_bits & _FLAG_UTF8 or member.orig_filename.isascii():
        return member.filename
    raw = member.orig_filename.encode("cp437", "replace")
    for encoding in ("utf-8", "shift_jis", "gbk"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or _is_east_asian(text):
            return text
    return member.filename


def _is_east_asian(text: str) -> bool:
    """All that is not ASCII is kana or Han: Latin letters with accents decode as half of one by chance,
    a name of two or more does not."""
    wide = [c for c in text if c > "\x7f"]
    return len(wide) > 1 and all("\u3040" <= c <= "\u30ff" or "\u4e00" <= c <= "\u9fff" for c in wide)
