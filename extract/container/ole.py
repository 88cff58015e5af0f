"""OLE objects: the file inside the wrapping that Office puts round what it embeds."""

from __future__ import annotations

import io
import ntpath
import struct
from dataclasses import dataclass

import olefile

from extract.container.compound import Entry, write_compound
from extract.container.found import Payload
from extract.container.metafile import caption, is_type_name
from extract.errors import Damaged, TooLarge, Unsupported
from extract.formats import COMPOUND
from extract.limits import Budget

BROKEN = (
    *(OSError, ValueError, IndexError, TypeError, AttributeError, struct.error),
    *(OverflowError, RecursionError),
)
"""What olefile raises, by chance of where it notices, on a broken directory or chain."""

_DOCUMENTS = (
    "encryptedpackage",
    "worddocument",
    "workbook",
    "book",
    "powerpoint document",
    "__properties_version1.0",
)
"""Streams that make the whole storage a document of its own."""
_WRAPPED = ("package", "embeddedodf", "package_stream", "contents")
"""Streams that are the file itself; `CONTENTS` is Acrobat's."""
_NATIVE = "\x01ole10native"
_DRAWN = (
    *("equation", "microsoft equation", "mathtype", "microsoft graph", "msgraph", "bitmap image"),
    *("paintbrush", "pbrush", "paint picture", "wordart", "mswordart", "staticmetafile", "staticdib"),
)
_LINKED = 1
_ENTRIES = 20_000
"""Storages and streams of one compound file; a Word file with 500 objects has some 4,000."""


@dataclass(frozen=True, slots=True)
class Storage:
    """A folder in a compound file."""

    ole: olefile.OleFileIO
    path: tuple[str, ...]
    streams: dict[str, str]
    """Lower-case name -> name, of the streams directly in it."""

    def read(self, name: str, budget: Budget) -> bytes:
        """A stream's bytes (lower-case name); raises `Damaged` or `TooLarge`."""
        path = [*self.path, self.streams[name]]
        try:
            budget.check(self.ole.get_size(path), f"The object “{self.streams[name]}”")
            with self.ole.openstream(path) as stream:
                return bytes(stream.read())
        except BROKEN as error:
            raise Damaged(
                "An embedded object is broken and cannot be read. Ask for the file itself."
            ) from error


def open_compound(data: bytes) -> olefile.OleFileIO:
    """A compound file; raises `Damaged` where its directory cannot be read."""
    try:
        return olefile.OleFileIO(io.BytesIO(data))
    except BROKEN as error:
        raise Damaged(
            "The file is cut short or broken: its directory cannot be read. Ask for it again."
        ) from error


def storages(ole: olefile.OleFileIO) -> dict[tuple[str, ...], Storage]:
    """Every storage by its path, the root under `()`; raises `Damaged`, or `TooLarge` for a directory that
    no document has (finding one stream costs olefile time in proportion to it)."""
    found: dict[tuple[str, ...], Storage] = {(): Storage(ole, (), {})}
    try:
        folders = ole.listdir(streams=False, storages=True)
        streams = ole.listdir(streams=True, storages=False)
    except BROKEN as error:
        raise Damaged("The directory of the file is broken. Ask for it again.") from error
    if len(folders) + len(streams) > _ENTRIES:
        raise TooLarge(f"The file holds more than {_ENTRIES:,} parts. Open it in Office and save it again.")
    for path in folders:
        found.setdefault(tuple(path), Storage(ole, tuple(path), {}))
    for path in streams:
        parent = tuple(path[:-1])
        found.setdefault(parent, Storage(ole, parent, {})).streams[path[-1].lower()] = path[-1]
    return found


def unwrap(data: bytes, budget: Budget) -> Payload:
    """The file in an OLE object that is a compound file of its own (a `.bin` part, OLE 1 native data)."""
    with open_compound(data) as ole:
        return payload(storages(ole), (), budget, whole=data)


def payload(
    every: dict[tuple[str, ...], Storage], path: tuple[str, ...], budget: Budget, whole: bytes | None = None
) -> Payload:
    """The file that the storage at `path` holds, in the order in which Office itself would open it.

    `whole` is the compound file where the storage is its root; a storage deeper down that is a document
    by itself is written out as a compound file of its own.
    """
    storage = every.get(path) or Storage(next(iter(every.values())).ole, path, {})
    names = storage.streams
    kind = _user_type(storage, budget)
    label = _icon_text(storage, budget)
    if any(name in names for name in _DOCUMENTS):
        return Payload(whole or _standalone(every, path, budget), label=label, kind=kind)
    if _NATIVE in names:
        return _from_native(storage.read(_NATIVE, budget), label, kind)
    for name in _WRAPPED:
        if name in names:
            return Payload(storage.read(name, budget), label=label, kind=kind)
    if any("linkinfo" in name for name in names):
        raise Unsupported("The paper only links to this file; it is not inside. Ask for the file itself.")
    return Payload(whole or _standalone(every, path, budget), label=label, kind=kind)


def _standalone(every: dict[tuple[str, ...], Storage], path: tuple[str, ...], budget: Budget) -> bytes:
    """The storage at `path` with all below it as a compound file of its own."""
    depth = len(path)
    entries: list[Entry] = []
    total = 0
    for below, storage in sorted(every.items()):
        if below[:depth] != path:
            continue
        if len(below) > depth:
            entries.append(Entry(below[depth:], None))
        for name in sorted(storage.streams):
            content = storage.read(name, budget)
            total += len(content)
            budget.check(total, "An embedded object")
            entries.append(Entry((*below[depth:], storage.streams[name]), content))
    return write_compound(entries)


def _user_type(storage: Storage, budget: Budget) -> str | None:
    """What its program calls the object: the user type of `CompObj`, MS-OLEDS §2.3.8."""
    if "\x01compobj" not in storage.streams:
        return None
    data = storage.read("\x01compobj", budget)
    if len(data) < 32:
        return None
    (length,) = struct.unpack_from("<I", data, 28)
    text = data[32 : 32 + min(length, 200)].split(b"\x00")[0].decode("cp1252", "replace").strip()
    return text if text.isprintable() and text else None


def _icon_text(storage: Storage, budget: Budget) -> str | None:
    """The caption in the picture that Word 97 keeps beside the object, an EMF in the `EPRINT` stream."""
    if "\x03eprint" not in storage.streams:
        return None
    return caption(storage.read("\x03eprint", budget))


def _from_native(stream: bytes, label: str | None, kind: str | None) -> Payload:
    """The file in an `Ole10Native` stream, MS-OLEDS §2.3.6: a size, then the packager's record or, from
    other programs, the bare data."""
    native = stream[4:]
    packaged = package_record(native)
    if packaged is None:
        return Payload(native, label=label, kind=kind)
    return Payload(packaged.data, packaged.name, packaged.label or label, kind, packaged.error)


def package_record(native: bytes) -> Payload | None:
    """The packager's record: label, path, temporary path, the file, and since Windows 2000 the three
    names again in Unicode. None where it is no such record.

    The file's declared size is only taken as far as there are bytes.
    """
    if native[:2] != b"\x02\x00":
        return None
    label, at = _ansi(native, 2)
    path, at = _ansi(native, at)
    if at + 8 > len(native):
        return None
    _, role = struct.unpack_from("<HH", native, at)
    at += 4
    if role == _LINKED:
        error = Unsupported("The paper only links to this file; it is not inside. Ask for the file itself.")
        return Payload(None, _base(path) or label or None, label or None, error=error)
    (length,) = struct.unpack_from("<I", native, at)
    at += 4 + length
    if at + 4 > len(native):
        return None
    (size,) = struct.unpack_from("<I", native, at)
    at += 4
    data = native[at : at + size]
    wide = _unicode_names(native, at + size)
    if len(wide) == 3:
        label, path = wide[1] or label, wide[2] or path
    named = _base(path) or label
    # "Change icon" rewrites the label; it is the file's name only where it still ends like one.
    if label and ntpath.splitext(label)[1].lower() == ntpath.splitext(named)[1].lower():
        named = label
    if not data and size:
        return Payload(None, named or None, label or None, error=Damaged("The embedded file is cut off."))
    return Payload(data, named or None, None if not label or is_type_name(label) else label)


def _ansi(data: bytes, at: int) -> tuple[str, int]:
    """A null-ended string in the writer's code page, and where it ends; at most 1,024 bytes."""
    end = data.find(b"\x00", at, at + 1024)
    if end < 0:
        return "", len(data)
    raw = data[at:end]
    try:
        return raw.decode("utf-8"), end + 1
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace"), end + 1


def _unicode_names(data: bytes, at: int) -> list[str]:
    """The temporary path, label and path in UTF-16, each after its length in characters."""
    names: list[str] = []
    while len(names) < 3 and at + 4 <= len(data):
        (length,) = struct.unpack_from("<I", data, at)
        at += 4
        if length > 32_768 or at + 2 * length > len(data):
            break
        names.append(data[at : at + 2 * length].decode("utf-16-le", "replace").rstrip("\x00"))
        at += 2 * length
    return names


def _base(path: str) -> str:
    return ntpath.basename(path.replace("/", "\\")).strip()


def ole1_object(data: bytes, budget: Budget) -> Payload:
    """The file in an OLE 1 object, MS-OLEDS §2.2: class, topic and item names, then native data."""
    if len(data) < 12:
        raise Damaged("An embedded object is cut off. Ask for the file itself.")
    (form,) = struct.unpack_from("<I", data, 4)
    names: list[str] = []
    at = 8
    for _ in range(3):
        if at + 4 > len(data):
            break
        (length,) = struct.unpack_from("<I", data, at)
        names.append(data[at + 4 : at + 4 + length].split(b"\x00")[0].decode("cp1252", "replace"))
        at += 4 + length
    kind = names[0] if names and names[0] else None
    if form == _LINKED:
        error = Unsupported("The paper only links to this file; it is not inside. Ask for the file itself.")
        return Payload(None, _base(names[1]) or None if len(names) > 1 else None, kind=kind, error=error)
    if at + 4 > len(data):
        raise Damaged("An embedded object is cut off. Ask for the file itself.")
    (size,) = struct.unpack_from("<I", data, at)
    native = data[at + 4 : at + 4 + size]
    if native.startswith(COMPOUND):
        inner = unwrap(native, budget)
        return Payload(inner.data, inner.name, inner.label, inner.kind or kind, inner.error)
    packaged = package_record(native)
    if packaged is not None:
        return Payload(packaged.data, packaged.name, packaged.label, kind, packaged.error)
    return Payload(native, kind=kind)


def is_drawing(kind: str | None) -> bool:
    """Whether an object, by its class or user type, is part of the printed page and no file: equations,
    Microsoft Graph charts, pasted bitmaps. Pictures are not listed as files inside a paper either."""
    word = (kind or "").casefold().replace(".", " ")
    return word.startswith(_DRAWN)
