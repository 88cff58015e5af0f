"""Writing a compound file: a document embedded as a storage inside another becomes a file of its own.

olefile reads these files and does not write them; Word 97 keeps an embedded workbook, and Outlook an
attached message, as a storage that no reader opens unless it stands alone.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT, _DIFAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_IN_HEADER = 109


@dataclass(frozen=True, slots=True)
class Entry:
    """One storage (`content` None) or stream, by its path from the root."""

    path: tuple[str, ...]
    content: bytes | None


@dataclass(slots=True)
class _Node:
    name: str
    kind: int
    content: bytes = b""
    children: list[int] = field(default_factory=list)
    start: int = _END
    size: int = 0
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE


def write_compound(entries: Sequence[Entry]) -> bytes:
    """The bytes of a version 3 compound file (MS-CFB) with these storages and streams, the same for the
    same entries. Times and class ids are left at zero."""
    nodes = _nodes(entries)
    for node in nodes:
        if node.children:
            node.child = _balanced(nodes, sorted(node.children, key=lambda i: _order(nodes[i].name)))
    mini, sectors = bytearray(), bytearray()
    mini_fat: list[int] = []
    fat: list[int] = []
    for node in nodes:
        if node.kind == _STREAM and node.content:
            node.size = len(node.content)
            if node.size < _CUTOFF:
                node.start = _append(mini, mini_fat, node.content, _MINI)
            else:
                node.start = _append(sectors, fat, node.content, _SECTOR)
    if mini:
        nodes[0].size = len(mini)
        nodes[0].start = _append(sectors, fat, bytes(mini), _SECTOR)
    mini_start, mini_count = _END, 0
    if mini_fat:
        before = len(fat)
        table = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
        mini_start = _append(sectors, fat, table.ljust(-(-len(table) // _SECTOR) * _SECTOR, b"\xff"), _SECTOR)
        mini_count = len(fat) - before
    directory = _append(sectors, fat, b"".join(_packed(node) for node in nodes), _SECTOR)
    return _finished(sectors, fat, directory, mini_start, mini_count)


def _nodes(entries: Sequence[Entry]) -> list[_Node]:
    nodes = [_Node("Root Entry", _ROOT)]
    index: dict[tuple[str, ...], int] = {(): 0}

    def storage(path: tuple[str, ...]) -> int:
        if path not in index:
            parent = storage(path[:-1])
            index[path] = len(nodes)
            nodes.append(_Node(path[-1], _STORAGE))
            nodes[parent].children.append(index[path])
        return index[path]

    for entry in entries:
        if entry.content is None:
            storage(entry.path)
        else:
            parent = nodes[storage(entry.path[:-1])]
            parent.children.append(len(nodes))
            nodes.append(_Node(entry.path[-1], _STREAM, entry.content))
    return nodes


def _order(name: str) -> tuple[int, str]:
    """Siblings are ordered by length, then by upper-case letters, MS-CFB §2.6.4."""
    return len(name.encode("utf-16-le")), name.upper()


def _balanced(nodes: list[_Node], order: list[int]) -> int:
    """The siblings as a balanced tree; all its nodes black, which the format allows."""
    if not order:
        return _NONE
    middle = len(order) // 2
    node = nodes[order[middle]]
    node.left = _balanced(nodes, order[:middle])
    node.right = _balanced(nodes, order[middle + 1 :])
    return order[middle]


def _append(sectors: bytearray, table: list[int], content: bytes, unit: int) -> int:
    """Content at the end of `sectors`, padded, its chain in `table`; gives the first sector."""
    start = len(table)
    count = -(-len(content) // unit)
    sectors += content.ljust(count * unit, b"\x00")
    table.extend(range(start + 1, start + count))
    table.append(_END)
    return start


def _packed(node: _Node) -> bytes:
    """One directory entry of 128 bytes, MS-CFB §2.6.1."""
    name = node.name.encode("utf-16-le")[:62]
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        name,
        len(name) + 2,
        node.kind,
        1,
        node.left,
        node.right,
        node.child,
        b"",
        0,
        0,
        0,
        node.start if node.size else (_END if node.kind != _STORAGE else 0),
        node.size,
    )


def _finished(sectors: bytearray, fat: list[int], directory: int, mini_start: int, mini_count: int) -> bytes:
    """Header, sectors, FAT and, past 109 FAT sectors, the DIFAT (MS-CFB §2.2, §2.3, §2.5)."""
    content = len(fat)
    fat_count = difat_count = 0
    while True:
        needed = -(-(content + fat_count + difat_count) // 128)
        more = -(-max(0, needed - _IN_HEADER) // 127)
        if (needed, more) == (fat_count, difat_count):
            break
        fat_count, difat_count = needed, more
    places = list(range(content, content + fat_count))
    table = fat + [_FAT] * fat_count + [_DIFAT] * difat_count
    table += [_FREE] * (fat_count * 128 - len(table))
    difat = b""
    for n in range(difat_count):
        part = places[_IN_HEADER + n * 127 : _IN_HEADER + (n + 1) * 127]
        after = content + fat_count + n + 1 if n + 1 < difat_count else _END
        difat += struct.pack("<128I", *part, *[_FREE] * (127 - len(part)), after)
    first = places[:_IN_HEADER] + [_FREE] * (_IN_HEADER - len(places[:_IN_HEADER]))
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII109I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        b"",
        0,
        fat_count,
        directory,
        0,
        _CUTOFF,
        mini_start,
        mini_count,
        content + fat_count if difat_count else _END,
        difat_count,
        *first,
    )
    # A directory sector is full of entries: the rest of the last one are unused (type 0), as padded.
    return header + bytes(sectors) + struct.pack(f"<{len(table)}I", *table) + difat
