"""LibreOffice, where it is there: old and open formats turned into `.docx` or `.xlsx` to be read as those.

The paper is opened by a program of a million lines that we did not write, so it is shut in: a profile and a
folder of its own, macros and links off, no way to the network, limits on time, memory and what it writes.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import olefile
import regex

from extract.errors import Damaged, Encrypted, TooLarge, Unsupported
from extract.limits import MIB, Limits
from extract.ooxml import OLE_MAGIC
from extract.sheet import SheetReader
from extract.word import WordReader

TARGETS = {
    ".doc": "docx", ".dot": "docx", ".odt": "docx", ".ott": "docx", ".rtf": "docx", ".fodt": "docx",
    ".xls": "xlsx", ".xlt": "xlsx", ".ods": "xlsx", ".ots": "xlsx", ".fods": "xlsx", ".xlsb": "xlsx",
}  # fmt: skip
"""What each suffix becomes."""
_FILTERS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
_NAMES = ("soffice", "libreoffice")
_SWITCHES = ("--headless", "--norestore", "--nolockcheck", "--nodefault")
_VERSION = regex.compile(r"(\d+(?:\.\d+)+)")
_UNREACHABLE = "http://127.0.0.1:9"
_SETTINGS = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Save/Document", "WarnAlienFormat", "false"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
"""Of the throw-away profile: no macros, no links brought up to date, every address behind a shut door."""


@dataclass(frozen=True, slots=True)
class Program:
    """LibreOffice as found on this machine."""

    path: str
    version: str | None
    apart: tuple[str, ...]
    """What to put before the command so that it runs without a network; () where that cannot be had."""


@cache
def probe() -> Program | None:
    """LibreOffice on PATH with its version, None where it is not there."""
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        return None
    said = _output([path, "--headless", "--version"])
    found = _VERSION.search(said or "")
    unshare = shutil.which("unshare")
    apart = (unshare, "--map-root-user", "--net") if unshare else ()
    if apart and _output([*apart, "true"]) is None:
        apart = ()
    return Program(path, found.group(1) if found else None, apart)


def open_office(data: bytes, suffix: str, limits: Limits | None = None) -> WordReader | SheetReader:
    """A reader of a paper in an old or open format; `suffix` as in `TARGETS`.

    Raises what `convert` raises and what the Word or workbook reader raises.
    """
    converted = convert(data, suffix, limits)
    reader = WordReader if TARGETS[suffix.lower()] == "docx" else SheetReader
    return reader(converted, limits)


def convert(data: bytes, suffix: str, limits: Limits | None = None) -> bytes:
    """The bytes of the `.docx` or `.xlsx` that LibreOffice makes of a paper.

    Raises `Unsupported` for other suffixes and without LibreOffice, `Encrypted`, `Damaged`, or `TooLarge`
    past a limit.
    """
    limits = limits or Limits()
    suffix = suffix.lower()
    target = TARGETS.get(suffix)
    if target is None:
        raise Unsupported(f"A {suffix or 'nameless'} file is not read here: save it as .docx, .xlsx or .pdf.")
    if len(data) > limits.office_bytes_in:
        raise TooLarge(
            f"It has more than {limits.office_bytes_in // MIB} MB: split the file, or save it as .{target}."
        )
    if is_locked(data):
        raise Encrypted(f"It is locked with a password: open it and save it as .{target} without one.")
    program = probe()
    if program is None:
        raise Unsupported(
            f"To read a {suffix} file, install LibreOffice (Debian: apt install libreoffice-writer "
            f"libreoffice-calc), or save the file as .{target}."
        )
    with tempfile.TemporaryDirectory(prefix="boardpapers-", ignore_cleanup_errors=True) as folder:
        source = Path(folder) / f"paper{suffix}"
        source.write_bytes(data)
        return _convert_file(source, target, program, limits)


def is_locked(data: bytes) -> bool:
    """Whether a password is needed.

    FibBase.fEncrypted (MS-DOC §2.5.2), a FilePass record (MS-XLS §2.4.117), an encrypted package
    (MS-OFFCRYPTO §2.3.2) or an encrypted entry in the manifest (ODF 1.2 part 3 §4.8).
    """
    if data.startswith(OLE_MAGIC):
        return _locked_compound(data)
    if not data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("META-INF/manifest.xml") as stream:
            return b"encryption-data" in stream.read(2**20)
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, OSError, RuntimeError, EOFError):
        return False  # no manifest that can be read: LibreOffice will say what it makes of it


def _locked_compound(data: bytes) -> bool:
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as compound:
            if compound.exists("EncryptedPackage"):
                return True
            if compound.exists("WordDocument"):
                head = compound.openstream("WordDocument").read(12)
                return len(head) == 12 and bool(struct.unpack_from("<H", head, 10)[0] & 0x0100)
            book = next((name for name in ("Workbook", "Book") if compound.exists(name)), None)
            return book is not None and _has_file_pass(compound.openstream(book).read(4096))
    except (OSError, ValueError, IndexError, struct.error, TypeError):
        # olefile's several ways to say that the compound file is broken: LibreOffice may still read it.
        return False


def _has_file_pass(records: bytes) -> bool:
    """Records are type, length, data; FilePass stands near the start or nowhere."""
    at = 0
    while at + 4 <= len(records):
        kind, length = struct.unpack_from("<HH", records, at)
        if kind == 0x002F:
            return True
        at += 4 + length
    return False


def _convert_file(source: Path, target: str, program: Program, limits: Limits) -> bytes:
    """Run the conversion in the file's folder, made for it; nothing there is named by the paper."""
    folder = source.parent
    profile, out = folder / "profile", folder / "out"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_settings(), encoding="utf-8")
    out.mkdir()
    command = [program.path, f"-env:UserInstallation={profile.as_uri()}", *_SWITCHES]
    command += ["--convert-to", _FILTERS[target], "--outdir", str(out), str(source)]
    _run([*program.apart, *command], folder, limits)
    made = out / f"paper.{target}"
    if not made.is_file():
        raise Damaged(f"LibreOffice cannot read it either: ask for a fresh copy, or save it as .{target}.")
    if made.stat().st_size >= limits.office_bytes_out:  # as far as it was let write
        raise TooLarge(
            f"It becomes more than {limits.office_bytes_out // MIB} MB as .{target}: split the file."
        )
    return made.read_bytes()


def _run(command: list[str], folder: Path, limits: Limits) -> None:
    """Run to its end or its limit; its whole process group goes with it."""
    if os.name == "posix":
        # ulimit counts memory in KiB and files in blocks of 512 bytes, and holds for all it starts.
        memory, most = limits.office_memory_bytes >> 10, limits.office_bytes_out >> 9
        bounds = f'ulimit -v {memory}; ulimit -f {most}; ulimit -c 0; exec "$@"'
        command = ["/bin/sh", "-c", bounds, "sh", *command]
    process = subprocess.Popen(  # noqa: S603 - our own command; the paper names nothing in it
        command,
        cwd=folder,
        env=_environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(limits.office_seconds)
    except subprocess.TimeoutExpired as error:
        raise TooLarge(
            f"LibreOffice took more than {limits.office_seconds:g} s: save it in a newer format, or split it."
        ) from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Nothing it started outlives it."""
    if sys.platform == "win32":
        process.kill()
    else:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass  # gone by itself
        except PermissionError:
            process.kill()  # its group is mapped away by unshare
    process.wait()


def _environment(folder: Path) -> dict[str, str]:
    """Only what LibreOffice needs; every proxy points nowhere."""
    kept = {
        name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ
    }
    doors = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), _UNREACHABLE)
    return {
        **kept,
        **doors,
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LC_ALL": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
    }


def _settings() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}">'
        f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>"
    )


def _output(command: list[str]) -> str | None:
    """What a command prints, None where it fails or hangs."""
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command
            command, capture_output=True, text=True, timeout=30, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
