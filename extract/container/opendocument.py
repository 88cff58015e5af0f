"""What is inside an OpenDocument file: documents as folders of the package, OLE objects as members."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from lxml import etree

from extract.container.found import Found, Payload
from extract.container.ole import unwrap
from extract.container.package import parse_xml
from extract.container.zipped import open_zip, read_member
from extract.errors import Encrypted
from extract.formats import COMPOUND
from extract.limits import Budget

_HREF = "{http://www.w3.org/1999/xlink}href"
_DRAWN = ("chart", "formula", "image", "graphics")
"""OpenDocument kinds that are part of the printed page: charts, equations, drawings."""
_PREFIX = "application/vnd.oasis.opendocument."
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_SAME_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Document:
    """An OpenDocument package."""

    archive: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]
    kinds: dict[str, str]
    """Media types of members and folders, by full path."""
    budget: Budget

    def read(self, name: str) -> bytes:
        return read_member(self.archive, self.members[name], self.budget)


def inside_opendocument(data: bytes, budget: Budget) -> Iterator[Found]:
    """Objects of an `.odt`, `.ods` or their kin in document order (ODF 1.3 part 3 §10.4.6)."""
    archive = open_zip(data)
    members = {m.filename: m for m in archive.infolist() if m.filename}
    document = _Document(archive, members, _media_types(archive, members, budget), budget)
    seen: set[str] = set()
    for element in _content(document).iter("{*}object", "{*}object-ole"):
        target = element.get(_HREF, "").removeprefix("./").strip("/")
        if not target or target in seen:
            continue
        seen.add(target)
        frame = element.getparent()
        caption, near = _titles(frame), _near(frame)
        if target in members:
            yield Found(load=partial(_member, document, target), caption=caption, near=near)
        elif not document.kinds.get(f"{target}/", "").removeprefix(_PREFIX).startswith(_DRAWN) and any(
            name.startswith(f"{target}/") for name in members
        ):
            yield Found(load=partial(_folder, document, target), caption=caption, near=near)


def check_unlocked(data: bytes, budget: Budget) -> None:
    """Raise `Encrypted` for a file whose content is encrypted (ODF 1.3 part 2 §3.4)."""
    archive = open_zip(data)
    members = {m.filename: m for m in archive.infolist()}
    if "META-INF/manifest.xml" not in members:
        return
    manifest = read_member(archive, members["META-INF/manifest.xml"], budget)
    if b"encryption-data" in manifest:
        raise Encrypted(
            "The document is locked with a password. Open it, save it without one, and read that copy."
        )


def _content(document: _Document) -> etree._Element:
    if "content.xml" not in document.members:
        return etree.Element("none")
    data = document.read("content.xml")
    document.budget.take(len(data), "“content.xml”")
    return parse_xml(data, "The part “content.xml”")


def _media_types(
    archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], budget: Budget
) -> dict[str, str]:
    """Media types of the package's members and folders; raises `Encrypted` where they are locked."""
    manifest = members.get("META-INF/manifest.xml")
    if manifest is None:
        return {}
    data = read_member(archive, manifest, budget)
    if b"encryption-data" in data:
        raise Encrypted(
            "The document is locked with a password. Open it, save it without one, and read that copy."
        )
    kinds = {}
    for entry in parse_xml(data, "The manifest").iter("{*}file-entry"):
        values = {str(k).rpartition("}")[2]: str(v) for k, v in entry.attrib.items()}
        kinds[values.get("full-path", "")] = values.get("media-type", "")
    return kinds


def _member(document: _Document, name: str) -> Payload:
    data = document.read(name)
    return unwrap(data, document.budget) if data.startswith(COMPOUND) else Payload(data)


def _folder(document: _Document, folder: str) -> Payload:
    """A folder of the package as an OpenDocument file of its own, with `mimetype` and manifest."""
    kind = document.kinds.get(f"{folder}/") or f"{_PREFIX}text"
    manifest = etree.Element(f"{{{_MANIFEST}}}manifest", nsmap={"manifest": _MANIFEST})
    out = io.BytesIO()
    total = 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        copy.writestr(zipfile.ZipInfo("mimetype", _SAME_TIME), kind)
        _listed(manifest, "/", kind)
        for name in sorted(n for n in document.members if n.startswith(f"{folder}/")):
            inner = name.removeprefix(f"{folder}/")
            if inner in ("", "mimetype", "META-INF/manifest.xml") or inner.endswith("/"):
                continue
            content = document.read(name)
            total += len(content)
            document.budget.check(total, f"“{folder}”")
            _listed(manifest, inner, document.kinds.get(name, "text/xml"))
            copy.writestr(zipfile.ZipInfo(inner, _SAME_TIME), content)
        copy.writestr(zipfile.ZipInfo("META-INF/manifest.xml", _SAME_TIME), etree.tostring(manifest))
    return Payload(out.getvalue(), kind=kind.removeprefix(_PREFIX))


def _listed(manifest: etree._Element, path: str, kind: str) -> None:
    entry = etree.SubElement(manifest, f"{{{_MANIFEST}}}file-entry")
    entry.set(f"{{{_MANIFEST}}}full-path", path)
    entry.set(f"{{{_MANIFEST}}}media-type", kind)


def _titles(frame: etree._Element | None) -> str | None:
    """The frame's title or description, which LibreOffice offers as its alternative text."""
    if frame is None:
        return None
    for element in frame.iter("{*}title", "{*}desc"):
        text = " ".join("".join(str(t) for t in element.itertext()).split())
        if text:
            return text
    return None


def _near(frame: etree._Element | None) -> str | None:
    """The words of the paragraph the frame stands in."""
    for ancestor in frame.iterancestors() if frame is not None else ():
        if str(ancestor.tag).rpartition("}")[2] == "p":
            return " ".join("".join(str(t) for t in ancestor.itertext()).split())[:300] or None
    return None
