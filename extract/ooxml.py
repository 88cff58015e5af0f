"""The package under Word and workbook files: parts of a zip, relationships, hardened XML, properties.

ECMA-376 part 2. Opened by hand, not through python-docx: a part that a relationship names and the zip does
not hold (`Target="NULL"`) stops python-docx and does not stop Word.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote

from lxml import etree

from extract.colour import OFFICE_THEME, from_hex
from extract.errors import Damaged, Encrypted, TooLarge, Unsupported
from extract.limits import XML_BOMB, XML_LIMIT, Limits
from extract.model import RGB, Info

Element = etree._Element  # noqa: SLF001 - lxml has no other name for it

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_STRICT = "{http://purl.oclc.org/ooxml/"
_TRANSITIONAL = {
    "wordprocessingml/main": W,
    "drawingml/main": A,
    "officeDocument/relationships": R,
    "officeDocument/math": "{http://schemas.openxmlformats.org/officeDocument/2006/math}",
    "drawingml/wordprocessingDrawing": (
        "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
    ),
}


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship of a part (ECMA-376 part 2 §9.3)."""

    kind: str
    """Last part of the relationship's type: `officeDocument`, `header`, `styles`, the same in both
    namespaces."""
    target: str
    """Part name without leading slash; for an external one, its address, never followed."""
    external: bool


def parse_xml(data: bytes, name: str) -> Element:
    """XML without entities, DTDs or network; strict OOXML names folded to the transitional ones."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", None) == XML_LIMIT:
            raise TooLarge(XML_BOMB.format(f"Its part {name}")) from error
        raise Damaged(
            f"Its part {name} is not readable XML ({error.msg}): open and save the file in Office again."
        ) from error
    if root.tag.startswith(_STRICT):
        _fold_strict(root)
    return root


def _fold_strict(root: Element) -> None:
    """Rename strict names (ISO/IEC 29500-1) to transitional ones, so that one walker reads both."""

    def folded(name: str) -> str:
        space, _, local = name[len(_STRICT) :].partition("}")
        known = _TRANSITIONAL.get(space)
        return known + local if known else name

    for element in root.iter("{*}*"):
        if element.tag.startswith(_STRICT):
            element.tag = folded(element.tag)
        for key, value in element.attrib.items():
            name = str(key)
            if name.startswith(_STRICT):
                del element.attrib[name]
                element.set(folded(name), value)


class Package:
    """The parts of one Office file.

    Raises `Damaged`, `Encrypted`, `TooLarge` or `Unsupported`, from the start or while a part is read.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._limits = limits
        self._zip = _open_zip(data)
        entries = self._zip.infolist()
        if len(entries) > limits.parts:
            raise TooLarge(f"It holds {len(entries)} parts, more than {limits.parts}: no Office file does.")
        if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
            raise TooLarge(
                f"It unpacks to more than {limits.unpacked_bytes >> 20} MB: raise the limit to read it."
            )
        self._entries = {_part_name(entry.filename): entry for entry in entries}

    def close(self) -> None:
        """Give back the bytes."""
        self._zip.close()

    def has(self, name: str) -> bool:
        """Whether the part is there."""
        return _part_name(name) in self._entries

    def read(self, name: str) -> bytes | None:
        """A part's bytes, None where the file has no such part."""
        entry = self._entries.get(_part_name(name))
        if entry is None:
            return None
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Damaged(f"Its part {name} is packed as no Office file is: ask for a fresh copy.")
        limit = self._limits.part_bytes
        try:
            with self._zip.open(entry) as stream:
                data = stream.read(limit + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise Damaged(f"Its part {name} cannot be unpacked ({error}): ask for a fresh copy.") from error
        except RuntimeError as error:  # zipfile's word for a password on an entry
            raise Encrypted(f"Its part {name} is locked with a password: ask for an open copy.") from error
        if len(data) > limit:
            raise TooLarge(
                f"Its part {name} unpacks to more than {limit >> 20} MB: raise the limit to read it."
            )
        return data

    def xml(self, name: str) -> Element | None:
        """A part parsed, None where the file has no such part."""
        data = self.read(name)
        return None if data is None else parse_xml(data, name)

    def relations(self, name: str = "") -> dict[str, Relation]:
        """Relationships of a part by id; of the package itself for ''."""
        folder, base = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", base + ".rels"))
        found: dict[str, Relation] = {}
        for element in root if root is not None else ():
            target = element.get("Target", "")
            external = element.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, unquote(target).replace("\\", "/")))[
                    1:
                ]
            kind = element.get("Type", "").rpartition("/")[2]
            found[element.get("Id", "")] = Relation(kind, target, external)
        return found

    def main_part(self) -> str:
        """Name of the part the file is about."""
        for relation in self.relations().values():
            if relation.kind == "officeDocument" and self.has(relation.target):
                return relation.target
        raise Damaged("No document is in it, though it is a package of the right kind: ask for a fresh copy.")

    def info(self, pages: int | None = None) -> Info:
        """What the file says of itself: docProps/core.xml and app.xml, where it has them."""
        by_kind = {relation.kind: relation.target for relation in self.relations().values()}
        core = self.xml(by_kind.get("core-properties", "docProps/core.xml"))
        app = self.xml(by_kind.get("extended-properties", "docProps/app.xml"))
        said = {local_name(element): element.text for element in core} if core is not None else {}
        made = {local_name(element): element.text for element in app} if app is not None else {}
        return Info(
            title=_tidy(said.get("title")),
            created=_day(said.get("created")),
            modified=_day(said.get("modified")),
            producer=_tidy(made.get("Application")),
            pages=pages,
        )

    def theme(self, name: str | None) -> Mapping[str, RGB]:
        """Colour scheme of a theme part by slot (`dk1`, `accent6`); Office's own where it has none."""
        root = self.xml(name) if name else None
        scheme = root.find(f"{A}themeElements/{A}clrScheme") if root is not None else None
        if scheme is None:
            return OFFICE_THEME
        colours = dict(OFFICE_THEME)
        for slot in scheme:
            for value in slot:
                colour = from_hex(value.get("lastClr") or value.get("val"))
                if colour is not None:
                    colours[local_name(slot)] = colour
        return colours


def _open_zip(data: bytes) -> zipfile.ZipFile:
    if data.startswith(OLE_MAGIC):
        if ENCRYPTED_STREAM in data:
            raise Encrypted("It is locked with a password: open it in Office and save it without one.")
        raise Unsupported(
            "It is an Office file from before 2007 under a newer name: save it as .docx or .xlsx."
        )
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, OSError) as error:
        raise Damaged(f"It is no whole Office file ({error}): ask for a fresh copy.") from error


def _part_name(name: str) -> str:
    """Part names compare without case, and some writers use backslashes (ECMA-376 part 2 §9.1.1)."""
    return name.replace("\\", "/").lstrip("/").casefold()


def local_name(element: Element) -> str:
    """The name of an element without its namespace, whatever that is; none of a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _tidy(text: str | None) -> str | None:
    return " ".join((text or "").split()) or None


def _day(text: str | None) -> date | None:
    """The day of a W3CDTF time stamp, None where it is no date."""
    try:
        return date.fromisoformat((text or "").strip()[:10])
    except ValueError:
        return None
