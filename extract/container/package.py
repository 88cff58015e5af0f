"""Office packages (ECMA-376 part 2): parts, the relationships between them, their XML read without harm."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from urllib.parse import unquote, urlsplit

from lxml import etree

from extract.container.found import Found, Payload
from extract.container.ole import unwrap
from extract.container.zipped import open_zip, read_member
from extract.errors import Damaged, TooLarge, Unsupported
from extract.formats import COMPOUND, extension_of
from extract.limits import XML_BOMB, XML_LIMIT, Budget

_FILES = frozenset(
    (
        *("pdf", "doc", "docx", "docm", "dot", "dotx", "rtf", "odt", "txt", "html", "htm", "mht"),
        *("xls", "xlsx", "xlsm", "xlsb", "ods", "csv", "ppt", "pptx", "pptm", "pps", "ppsx", "odp"),
        *("msg", "eml", "zip"),
    )
)
_NOT_FILES = re.compile(
    r"(printersettings|vbaproject|vbadata|activex|attachedtoolbars)[^/]*\.bin$", re.IGNORECASE
)
_NUMBER = re.compile(r"(\d+)")


def parse_xml(data: bytes, what: str, *, lenient: bool = False) -> etree._Element:
    """The root of a part's XML: no entity is resolved, no DTD loaded, nothing fetched, depth and text
    bounded. Raises `Damaged`; `lenient` repairs what it can, for VML, which Excel writes unclosed."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=lenient,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if getattr(error, "code", None) == XML_LIMIT:
            raise TooLarge(XML_BOMB.format(what)) from error
        raise Damaged(f"{what} is not well-formed XML. Open the file in Office and save it again.") from error
    if root is None:
        raise Damaged(f"{what} is empty. Open the file in Office and save it again.")
    return root


@dataclass(frozen=True, slots=True)
class Relationship:
    """One arrow from a part to another part or to the outside."""

    kind: str
    """Last word of its type: `oleObject`, `package`, `image`, ...; the same in strict packages."""
    target: str
    """Part name without leading slash; as written where it points outside."""
    external: bool


class Package:
    """The parts of an Office package."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        """Opens the archive; raises `Damaged`."""
        self._archive = open_zip(data)
        self._budget = budget
        self._members = {_part_key(m.filename): m for m in self._archive.infolist() if m.filename}

    def parts(self) -> Iterator[str]:
        """Part names (lower case), numbered parts in the order of their numbers."""
        return iter(sorted(self._members, key=_natural))

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return _part_key(part) in self._members

    def size(self, part: str) -> int:
        """The size a part declares, in bytes."""
        return self._members[_part_key(part)].file_size

    def read(self, part: str) -> bytes:
        """A part's bytes, within the budget but not counted; raises `PaperError`."""
        member = self._members.get(_part_key(part))
        if member is None:
            raise Damaged(f"The part “{part}” is named in the file but not in it. Ask for the file again.")
        return read_member(self._archive, member, self._budget)

    def xml(self, part: str, *, lenient: bool = False) -> etree._Element:
        """A part's XML, its bytes counted; raises `PaperError`."""
        data = self.read(part)
        self._budget.take(len(data), f"“{part}”")
        return parse_xml(data, f"The part “{part}”", lenient=lenient)

    def rels(self, part: str) -> dict[str, Relationship]:
        """A part's relationships by id; none where the part has none (ECMA-376 part 2 §9.3)."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self.has(rels):
            return {}
        found = {}
        for element in self.xml(rels).iter("{*}Relationship"):
            target, kind = element.get("Target", ""), element.get("Type", "").rpartition("/")[2]
            external = element.get("TargetMode", "").lower() == "external"
            found[element.get("Id", "")] = Relationship(
                kind, target if external else _resolve(folder, target), external
            )
        return found

    def main(self, usual: str) -> str:
        """The part a reader starts at; `usual` where the package does not say."""
        return next((r.target for r in self.rels("").values() if r.kind == "officeDocument"), usual)


def embedded(package: Package, part: str, budget: Budget, kind: str | None = None) -> Payload:
    """The file in an embedded part: as it is, or out of its OLE wrapping."""
    data = package.read(part)
    if data.startswith(COMPOUND):
        return unwrap(data, budget)
    return Payload(data, kind=kind)


def link(target: str, kind: str | None = None) -> Found:
    """A linked file: named, never followed."""
    path = unquote(urlsplit(target).path or target)
    error = Unsupported(
        "The paper only links to this file; it is not inside. Ask for the file (the link was not followed)."
    )
    return Found(load=lambda: Payload(None, kind=kind, error=error), name=path)


def leftovers(package: Package, seen: set[str], budget: Budget) -> Iterator[Found]:
    """Embedded parts that nothing in the document's text points to, and documents among the parts
    wherever they lie."""
    for part in package.parts():
        folder, _, name = part.rpartition("/")
        embeddings = folder.endswith("embeddings") and not _NOT_FILES.search(name)
        if part not in seen and name and (embeddings or (extension_of(name) in _FILES and folder)):
            seen.add(part)
            yield Found(load=partial(embedded, package, part, budget))


def relationship_ids(element: etree._Element) -> Iterator[str]:
    """Values of an element's attributes that point to relationships: `r:id`, `r:embed`, `o:relid`, in
    transitional and strict files alike."""
    for key, value in element.attrib.items():
        namespace, _, name = str(key).rpartition("}")
        if namespace.endswith("/relationships") or name == "relid":
            yield str(value)


def _part_key(name: str) -> str:
    """Part names compare without case (ECMA-376 part 2 §9.1.1); some packers write backslashes."""
    return name.replace("\\", "/").lstrip("/").lower()


def _resolve(folder: str, target: str) -> str:
    path = unquote(target.replace("\\", "/"))
    joined = path if path.startswith("/") else posixpath.join("/", folder, path)
    return _part_key(posixpath.normpath(joined))


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(piece[:18]), "") if piece.isdigit() else (0, piece) for piece in _NUMBER.split(name)]
