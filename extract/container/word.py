"""What is inside a Word file, in the order in which a reader meets it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from lxml import etree

from extract.container.found import Found
from extract.container.metafile import caption
from extract.container.ole import is_drawing
from extract.container.package import (
    Package,
    Relationship,
    embedded,
    leftovers,
    link,
    relationship_ids,
)
from extract.errors import PaperError
from extract.formats import extension_of
from extract.limits import Budget

_HOLDS = frozenset(("oleObject", "package", "aFChunk", "chart", "subDocument"))
_STORIES = ("header", "footer", "footnotes", "endnotes", "comments")
_ANCHORS = ("{*}OLEObject", "{*}objectEmbed", "{*}objectLink", "{*}altChunk", "{*}chart", "{*}subDoc")
_PICTURE_BYTES = 8 << 20


def inside_word(data: bytes, budget: Budget) -> Iterator[Found]:
    """Objects, package parts, chunks and chart workbooks of a `.docx`: the text's in document order, then
    those of headers, footers, notes and comments, then parts that nothing points to."""
    package = Package(data, budget)
    seen: set[str] = set()
    main = package.main("word/document.xml")
    stories = [main]
    if package.has(main):
        rels = package.rels(main).values()
        stories += [r.target for kind in _STORIES for r in rels if r.kind == kind and not r.external]
    for part in stories:
        if package.has(part):
            yield from _inside_story(_Story(package, package.rels(part), seen, budget), part)
    yield from leftovers(package, seen, budget)


@dataclass(frozen=True, slots=True)
class _Story:
    """One of the texts of a Word file: the body, a header, the footnotes, …"""

    package: Package
    rels: dict[str, Relationship]
    seen: set[str]
    """Parts already listed, of all stories."""
    budget: Budget


def _inside_story(story: _Story, part: str) -> Iterator[Found]:
    if not any(r.kind in _HOLDS for r in story.rels.values()):
        return
    before: str | None = None
    for element in story.package.xml(part).iter("{*}p", *_ANCHORS):
        if _name(element) == "p":
            # Inside a text box a paragraph lies in a paragraph: the outer one's own words come first.
            before = _words(element) or before
            continue
        for anchor in relationship_ids(element):
            relation = story.rels.get(anchor)
            if relation is None or relation.kind not in _HOLDS:
                continue
            found = _found(story, element, relation, _near(element) or before)
            if found is not None:
                yield found
                # What stands before several objects is not beside the later ones.
                before = None


def _found(story: _Story, element: etree._Element, relation: Relationship, near: str | None) -> Found | None:
    """The file an anchor points to, None where it is none or was listed already (a drawing and its
    fallback for old Word point to the same part)."""
    kind, part = element.get("ProgID"), relation.target
    if relation.kind == "chart" and not relation.external:
        chart = story.package.rels(part).values()
        part = next((r.target for r in chart if r.kind in ("package", "oleObject") and not r.external), "")
        kind = "chart data"
    if not part or part in story.seen or (relation.kind == "chart" and relation.external):
        return None
    story.seen.add(part)
    if is_drawing(kind):
        return None
    if relation.external:
        return link(part, kind)
    return Found(
        load=partial(embedded, story.package, part, story.budget, kind),
        caption=_icon_caption(story, element),
        near=near,
    )


def _icon_caption(story: _Story, element: etree._Element) -> str | None:
    """The words under the icon: in its picture, else its title or alternative text.

    Where Word shows the object's content instead of an icon, the words of its picture are not its name.
    """
    holder = next((a for a in element.iterancestors() if _name(a) in ("object", "drawing", "pict")), None)
    if holder is None:
        return None
    icon = element.get("DrawAspect", "").lower() == "icon"
    written: str | None = None
    for inner in holder.iter("*"):
        for anchor in relationship_ids(inner):
            relation = story.rels.get(anchor)
            if relation and relation.kind == "image" and not relation.external:
                text = picture_text(story.package, relation.target)
                if text and (icon or extension_of(text)):
                    return text
        for key in ("title", "alt", "descr"):
            value = next((v for k, v in inner.attrib.items() if str(k).rpartition("}")[2] == key), "")
            written = written or " ".join(str(value).split()) or None
    return written


def picture_text(package: Package, part: str) -> str | None:
    """The caption drawn in a metafile part; None for other pictures and for one that cannot be read."""
    if posixpath.splitext(part)[1] not in (".emf", ".wmf") or not package.has(part):
        return None
    if package.size(part) > _PICTURE_BYTES:
        return None
    try:
        return caption(package.read(part))
    except PaperError:
        # A broken picture costs the caption; the object beside it is read and named by its position.
        return None


def _near(element: etree._Element) -> str | None:
    """The words of the object's own paragraph, else of its table row."""
    for ancestor in element.iterancestors():
        if _name(ancestor) in ("p", "tr"):
            text = _words(ancestor)
            if text:
                return text
        if _name(ancestor) == "tr":
            break
    return None


def _words(element: etree._Element) -> str:
    """The text of an element's runs, white space collapsed, its first 300 characters."""
    pieces: list[str] = []
    size = 0
    for inner in element.iter("{*}t", "{*}tab", "{*}br", "{*}tc", "{*}p"):
        pieces.append((inner.text or "") if _name(inner) == "t" else " ")
        size += len(pieces[-1])
        if size > 1000:
            break
    return " ".join("".join(pieces).split())[:300]


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
