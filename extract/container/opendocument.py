"""What is inside an OpenDocument file: documents as folders of the package, OLE objects as members."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
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
_SAME_TIME = (1980, 1, 1, 0, 0, 0)


def inside_opendocument(data: bytes, budget: Budget) -> Iterator[Found]:
    """Objects of an `.odt`, `.ods` or their kin in document order (ODF 1.3 part 3 §10.4.6)."""
    archive = open_zip(data)
    members = {m.filename: m for m in archive.infolist() if not m.is_dir()}
    kinds = _media_types(archive, members, budget)
    seen: set[str] = set()
    for element in _content(archive, members, budget).iter("{*}object", "{*}object-ole"):
        target = element.get(_HREF, "").removeprefix("./").strip("/")
        if not target or target in seen:
            continue
        seen.add(target)
        frame = element.getparent()
        caption, near = _titles(frame), _near(frame)
        if target in members:
            yield Found(load=partial(_member, archive, members[target], budget), caption=caption, near=near)
            continue
        kind = kinds.get(f"{target}/", "")
        if kind.removeprefix(_PREFIX).startswith(_DRAWN):
            continue
        inside = {n: m for n, m in members.items() if n.startswith(f"{target}/")}
        if inside:
            load = partial(_document, archive, inside, target, kind, kinds, budget)
            yield Found(load=load, caption=caption, near=near)


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


def _content(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], budget: Budget) -> etree._Element:
    check = members.get("content.xml")
    if check is None:
        return etree.Element("none")
    data = read_member(archive, check, budget)
    budget.take(len(data), "“content.xml”")
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


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget) -> Payload:
    data = read_member(archive, member, budget)
    if data.startswith(COMPOUND):
        return unwrap(data, budget)
    return Payload(data)


def _document(
    archive: zipfile.ZipFile,
    inside: dict[str, zipfile.ZipInfo],
    folder: str,
    kind: str,
    kinds: dict[str, str],
    budget: Budget,
) -> Payload:
    """A folder of the package as an OpenDocument file of its own, with `mimetype` and manifest."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as document:
        document.writestr(zipfile.ZipInfo("mimetype", _SAME_TIME), kind or f"{_PREFIX}text")
        manifest = etree.Element(
            "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}manifest",
            nsmap={"manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"},
        )
        total = 0
        names = [
            n
            for n in sorted(inside)
            if n.removeprefix(f"{folder}/") not in ("mimetype", "META-INF/manifest.xml")
        ]
        for full, media in [
            ("/", kind),
            *((n.removeprefix(f"{folder}/"), kinds.get(n, "text/xml")) for n in names),
        ]:
            entry = etree.SubElement(manifest, f"{{{manifest.nsmap['manifest']}}}file-entry")
            entry.set(f"{{{manifest.nsmap['manifest']}}}full-path", full)
            entry.set(f"{{{manifest.nsmap['manifest']}}}media-type", media)
        for name in names:
            content = read_member(archive, inside[name], budget)
            total += len(content)
            budget.check(total, f"“{folder}”")
            document.writestr(zipfile.ZipInfo(name.removeprefix(f"{folder}/"), _SAME_TIME), content)
        document.writestr(zipfile.ZipInfo("META-INF/manifest.xml", _SAME_TIME), etree.tostring(manifest))
    return Payload(out.getvalue(), kind=kind.removeprefix(_PREFIX) or None)


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
