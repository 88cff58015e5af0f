"""What is inside a workbook, sheet by sheet, and what is inside slides."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from lxml import etree

from extract.container.found import Found
from extract.container.ole import is_drawing
from extract.container.package import Package, Relationship, embedded, leftovers, link, relationship_ids
from extract.container.word import picture_text
from extract.formats import extension_of
from extract.limits import Budget


def inside_workbook(data: bytes, budget: Budget) -> Iterator[Found]:
    """Objects of an `.xlsx` in the order of its sheets, then parts that nothing points to."""
    package = Package(data, budget)
    seen: set[str] = set()
    for sheet, part in _sheets(package):
        if package.has(part):
            yield from _inside_sheet(package, sheet, part, seen, budget)
    yield from leftovers(package, seen, budget)


def inside_slides(data: bytes, budget: Budget) -> Iterator[Found]:
    """Embedded parts of a `.pptx`, by their numbers."""
    yield from leftovers(Package(data, budget), set(), budget)


def _sheets(package: Package) -> Iterator[tuple[str | None, str]]:
    """Sheet names and parts in the workbook's order; a binary workbook has no order to be read."""
    book = package.main("xl/workbook.xml")
    if not book.endswith(".xml") or not package.has(book):
        return
    rels = package.rels(book)
    for sheet in package.xml(book).iter("{*}sheet"):
        for anchor in relationship_ids(sheet):
            if anchor in rels and not rels[anchor].external:
                yield sheet.get("name"), rels[anchor].target


def _inside_sheet(
    package: Package, sheet: str | None, part: str, seen: set[str], budget: Budget
) -> Iterator[Found]:
    rels = package.rels(part)
    if not any(r.kind in ("oleObject", "package") for r in rels.values()):
        return
    pictures = _shape_pictures(package, rels)
    for element in package.xml(part).iter("{*}oleObject"):
        kind = element.get("progId")
        for anchor in relationship_ids(element):
            relation = rels.get(anchor)
            if relation is None or relation.kind not in ("oleObject", "package"):
                continue
            if relation.external:
                if relation.target not in seen:
                    seen.add(relation.target)
                    yield link(relation.target, kind)
            elif relation.target not in seen:
                seen.add(relation.target)
                if not is_drawing(kind):
                    yield Found(
                        load=partial(embedded, package, relation.target, budget, kind),
                        caption=_caption(package, element, rels, pictures),
                        near=sheet,
                    )


def _caption(
    package: Package, element: etree._Element, rels: dict[str, Relationship], pictures: dict[str, str]
) -> str | None:
    """The words under the icon, from the object's own picture (Excel 2010) or its VML shape's."""
    targets = [
        rels[anchor].target
        for inner in element.iter("{*}objectPr")
        for anchor in relationship_ids(inner)
        if anchor in rels and not rels[anchor].external
    ]
    targets += [pictures[shape] for shape in [element.get("shapeId", "")] if shape in pictures]
    icon = element.get("dvAspect", "").upper() == "DVASPECT_ICON"
    for target in targets:
        text = picture_text(package, target)
        if text and (icon or extension_of(text)):
            return text
    return next((p.get("altText") for p in element.iter("{*}objectPr") if p.get("altText")), None)


def _shape_pictures(package: Package, rels: dict[str, Relationship]) -> dict[str, str]:
    """Picture parts of a sheet's VML shapes, by the number at the end of the shape's id."""
    pictures = {}
    for relation in rels.values():
        if relation.kind != "vmlDrawing" or relation.external or not package.has(relation.target):
            continue
        images = package.rels(relation.target)
        for shape in package.xml(relation.target, lenient=True).iter("{*}shape"):
            number = shape.get("id", "").rpartition("_s")[2]
            for inner in shape.iter("{*}imagedata"):
                for anchor in relationship_ids(inner):
                    if anchor in images and not images[anchor].external:
                        pictures[number] = images[anchor].target
    return pictures
