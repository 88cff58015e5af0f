"""The words in an icon's picture: Office draws an embedded file's name into a metafile."""

from __future__ import annotations

import re
import struct

_LONGEST = 260
"""Characters; the picture of a page shown as content has more, and is no caption."""
_SCANNED = 4 << 20
"""Bytes read of one picture."""
_EMR_TEXT_A, _EMR_TEXT_W, _EMR_SMALL_TEXT, _EMR_END = 83, 84, 108, 14
_META_TEXT, _META_EXT_TEXT = 0x0521, 0x0A32
_GLYPH_INDEX = 0x10
_SMALL_NO_RECT, _SMALL_CHARS = 0x100, 0x200
_TYPE_NAME = re.compile(
    r"(adobe|acrobat|microsoft|ms|open ?document|packager|bitmap|wps|foxit|nitro)\b.*\b"
    r"(document|worksheet|workbook|sheet|chart|presentation|slide|show|object|image|picture|message|item|file)"
    r"( \(.*\))?",
    re.IGNORECASE,
)

Line = tuple[int, int, str]
"""y, x and text of one run."""


def caption(picture: bytes) -> str | None:
    """The text drawn in an EMF or WMF picture, lines joined; None where there is none, where it is too
    long for a caption, or where it only names a kind of file (`Adobe Acrobat Document`)."""
    picture = picture[:_SCANNED]
    runs = _emf_runs(picture) if picture[40:44] == b" EMF" else _wmf_runs(picture)
    if not runs or sum(len(text) for _, _, text in runs) > _LONGEST:
        return None
    text = _joined(runs)
    return None if not text or is_type_name(text) else text


def is_type_name(text: str) -> bool:
    """Whether a caption says what kind of file it is and not which."""
    return text.casefold() in ("package", "packager", "pdf", "document") or bool(_TYPE_NAME.fullmatch(text))


def _joined(runs: list[Line]) -> str:
    """Runs of one line end to end, lines by a space.

    A caption is wrapped at its spaces and after the strokes and hyphens of a path; a name without
    spaces, wider than the icon's box, is broken anywhere, so a full line is joined without a space
    where there is none in the text so far.
    """
    lines: list[str] = []
    last: int | None = None
    for y, _, text in runs:
        if last is not None and y == last:
            lines[-1] += text
        else:
            lines.append(text)
        last = y
    # The shadow or the selected state of an icon draws the same text again.
    half = len(lines) // 2
    if half and len(lines) % 2 == 0 and lines[:half] == lines[half:]:
        lines = lines[:half]
    widest = max(len(line) for line in lines)
    text = previous = ""
    for line in lines:
        split_path = re.search(r"[\\/]$|\w[-_]$", previous)
        broken = len(previous) >= widest - 1 and " " not in text + line.strip()
        text += line if split_path or broken or not text else f" {line}"
        previous = line
    return re.sub(r"\s+", " ", re.sub(r"[\x00-\x1f]", " ", text)).strip()


def _emf_runs(data: bytes) -> list[Line]:
    """Text records of an enhanced metafile, MS-EMF §2.3.5."""
    runs: list[Line] = []
    at = 0
    while at + 8 <= len(data):
        kind, size = struct.unpack_from("<II", data, at)
        if size < 8 or kind == _EMR_END or at + size > len(data):
            break
        record = data[at : at + size]
        if kind in (_EMR_TEXT_A, _EMR_TEXT_W) and len(record) >= 56:
            x, y, count, offset, options = struct.unpack_from("<iiIII", record, 36)
            width = 2 if kind == _EMR_TEXT_W else 1
            if not options & _GLYPH_INDEX:
                runs.append((y, x, _decoded(record[offset : offset + count * width], width)))
        elif kind == _EMR_SMALL_TEXT and len(record) >= 36:
            x, y, count, options = struct.unpack_from("<iiII", record, 8)
            width = 1 if options & _SMALL_CHARS else 2
            offset = 36 if options & _SMALL_NO_RECT else 52
            runs.append((y, x, _decoded(record[offset : offset + count * width], width)))
        at += size
    return [run for run in runs if run[2].strip()]


def _wmf_runs(data: bytes) -> list[Line]:
    """Text records of a Windows metafile, MS-WMF §2.3.3; with or without a placeable header."""
    at = 22 if data.startswith(b"\xd7\xcd\xc6\x9a") else 0
    if data[at + 2 : at + 4] != b"\x09\x00":
        return []
    at += 18
    runs: list[Line] = []
    while at + 6 <= len(data):
        words, kind = struct.unpack_from("<IH", data, at)
        if words < 3 or kind == 0 or at + words * 2 > len(data):
            break
        record = data[at : at + words * 2]
        if kind == _META_TEXT and len(record) >= 8:
            (count,) = struct.unpack_from("<H", record, 6)
            end = 8 + count + count % 2
            y, x = struct.unpack_from("<hh", record, end) if len(record) >= end + 4 else (0, 0)
            runs.append((y, x, _decoded(record[8 : 8 + count], 1)))
        elif kind == _META_EXT_TEXT and len(record) >= 14:
            y, x, count, options = struct.unpack_from("<hhHH", record, 6)
            start = 22 if options & 0x6 else 14
            if not options & _GLYPH_INDEX:
                runs.append((y, x, _decoded(record[start : start + count], 1)))
        at += words * 2
    return [run for run in runs if run[2].strip()]


def _decoded(raw: bytes, width: int) -> str:
    return raw[: _LONGEST * 4].decode("utf-16-le" if width == 2 else "cp1252", "replace").rstrip("\x00")
