"""A compound file with a few streams in its root, as Word keeps embedded objects in (MS-CFB, version 3)."""

from __future__ import annotations

import struct

SECTOR = 512
MINI_SECTOR = 64
MINI_CUTOFF = 4096
FREE, END, FAT_SECTOR, NO_STREAM = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
ACROBAT = bytes.fromhex("65ca01b8fca1d01185ad444553540000")
OLE_STREAM = struct.pack("<5I", 0x02000001, 0, 0, 0, 0)
PACKAGE = struct.pack("<IHH8B", 0x0003000C, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46)


def compound_file(streams: dict[str, bytes], clsid: bytes = bytes(16)) -> bytes:
    """The bytes of a compound file whose root holds `streams`, by name.

    Small streams stand in the mini stream, as the format demands (MS-CFB §2.4); with under 109 FAT
    sectors no DIFAT sector is needed, which allows 7 MB.
    """
    names = sorted(streams, key=lambda name: (len(name), name.upper()))
    sectors: list[bytes] = []
    fat: list[int] = []

    def put(data: bytes) -> int:
        """Append `data` as a chain of sectors; the first one's number."""
        count = -(-len(data) // SECTOR)
        if not count:
            return END
        first = len(sectors)
        sectors.extend(data[i : i + SECTOR].ljust(SECTOR, b"\0") for i in range(0, len(data), SECTOR))
        fat.extend([*range(first + 1, first + count), END])
        return first

    mini, mini_fat = bytearray(), []
    start: dict[str, int] = {}
    for name in names:
        data = streams[name]
        if len(data) >= MINI_CUTOFF:
            start[name] = put(data)
            continue
        first, count = len(mini) // MINI_SECTOR, -(-len(data) // MINI_SECTOR)
        mini += data.ljust(count * MINI_SECTOR, b"\0")
        mini_fat += [*range(first + 1, first + count), END] if count else []
        start[name] = first if count else END
    mini_start = put(bytes(mini))
    mini_table = put(struct.pack(f"<{len(mini_fat)}I", *mini_fat).ljust(SECTOR, b"\xff")) if mini_fat else END

    root = _entry(
        "Root Entry", 5, mini_start, len(mini), clsid=clsid, child=len(names) // 2 + 1 if names else NO_STREAM
    )
    entries = [root] + [
        _entry(name, 2, start[name], len(streams[name]), siblings=_siblings(i, len(names)))
        for i, name in enumerate(names)
    ]
    while len(entries) % 4:
        entries.append(_entry("", 0, 0, 0))
    directory = put(b"".join(entries))

    fat_sectors = 1
    while fat_sectors * (SECTOR // 4) < len(sectors) + fat_sectors:
        fat_sectors += 1
    fat_at = list(range(len(sectors), len(sectors) + fat_sectors))
    fat += [FAT_SECTOR] * fat_sectors
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(fat_sectors * SECTOR, b"\xff")
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII",
        bytes.fromhex("d0cf11e0a1b11ae1"),
        bytes(16),
        0x003E,
        3,
        0xFFFE,
        9,
        6,
        bytes(6),
        0,
        fat_sectors,
        directory,
        0,
        MINI_CUTOFF,
        mini_table,
        -(-len(mini_fat) * 4 // SECTOR),
        END,
        0,
        0,
    )[:76]
    difat = struct.pack("<109I", *fat_at, *[FREE] * (109 - fat_sectors))
    return header + difat + b"".join(sectors) + table


def _siblings(i: int, count: int) -> tuple[int, int]:
    """Left and right of stream `i` in a directory tree: two chains from the middle stream."""
    middle = count // 2
    left = i if 0 < i <= middle else NO_STREAM
    right = i + 2 if middle <= i < count - 1 else NO_STREAM
    return left, right


def _entry(  # noqa: PLR0913 - the fields of MS-CFB §2.6.1
    name: str,
    kind: int,
    start: int,
    size: int,
    *,
    clsid: bytes = bytes(16),
    child: int = NO_STREAM,
    siblings: tuple[int, int] = (NO_STREAM, NO_STREAM),
) -> bytes:
    """One directory entry of 128 bytes."""
    coded = name.encode("utf-16-le")
    length = len(coded) + 2 if name else 0
    return struct.pack(
        "<64sHBBIII16sIQQIII",
        coded,
        length,
        kind,
        1,
        *siblings,
        child,
        clsid,
        0,
        0,
        0,
        start,
        size,
        0,
    )


def acrobat_object(pdf: bytes) -> bytes:
    """A PDF as Acrobat embeds it: the file is the stream `CONTENTS`, nameless."""
    return compound_file(
        {"\x01Ole": OLE_STREAM, "\x03ObjInfo": bytes(6), "CONTENTS": pdf},
        ACROBAT,
    )


def package_object(name: str, data: bytes) -> bytes:
    """A file as the Packager embeds it, its name in the record (`Ole10Native`, MS-OLEDS §2.3.6)."""
    label = name.encode("cp1252") + b"\0"
    path = b"C:\\Papers\\" + label
    record = (
        struct.pack("<H", 2)
        + label
        + path
        + struct.pack("<HHI", 0, 3, len(path))
        + path
        + struct.pack("<I", len(data))
        + data
    )
    native = struct.pack("<I", len(record)) + record
    return compound_file({"\x01Ole": OLE_STREAM, "\x01Ole10Native": native}, PACKAGE)
