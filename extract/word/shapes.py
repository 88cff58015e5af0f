"""Drawn things in a run: the text boxes in them, and the colour of shapes that stand for a light.

VML (ECMA-376 part 4 §19.1) and DrawingML (part 1 §20.1); both only as far as text and fill go.
"""

from __future__ import annotations

from extract.colour import NAMED, from_hex, is_white, relight
from extract.model import RGB
from extract.ooxml import A, Element, W
from extract.word.styles import Styles, number

_V = "{urn:schemas-microsoft-com:vml}"
_WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_VML_SHAPES = tuple(_V + name for name in ("shape", "oval", "rect", "roundrect", "polyline", "arc"))
_COLOURS = frozenset(A + name for name in ("srgbClr", "schemeClr", "sysClr", "prstClr", "scrgbClr", "hslClr"))


def boxes_of(element: Element) -> list[Element]:
    """The text boxes of a drawing, outermost only, in the order they are drawn; also DrawingML text bodies
    that Word keeps from other programs."""
    found: list[Element] = []
    for box in element.iter(W + "txbxContent", A + "txBody"):
        if not any(up in found for up in box.iterancestors()):
            found.append(box)
    return found


def fills_of(element: Element, styles: Styles) -> list[RGB]:
    """Colours of the shapes of a drawing that are filled with more than white."""
    found = [_vml_fill(shape) for shape in element.iter(*_VML_SHAPES)]
    found += [_drawing_fill(shape, styles) for shape in element.iter(_WPS + "wsp")]
    return [colour for colour in found if colour is not None and not is_white(colour)]


def _vml_fill(shape: Element) -> RGB | None:
    if shape.get("filled") in ("f", "false", "0") or shape.find(_V + "imagedata") is not None:
        return None
    inner = shape.find(_V + "fill")
    if inner is not None and inner.get("on") in ("f", "false", "0"):
        return None
    # Word writes theme colours as `#c00000 [3205]`: the first word is the colour itself.
    words = (shape.get("fillcolor") or "").split()
    return from_hex(words[0]) or NAMED.get(words[0].lower()) if words else None


def _drawing_fill(shape: Element, styles: Styles) -> RGB | None:
    """Fill of a `wps:wsp`: its own, else the one its style takes from the theme."""
    properties = shape.find(_WPS + "spPr")
    if properties is not None:
        if properties.find(A + "noFill") is not None:
            return None
        fill = properties.find(A + "solidFill")
        if fill is None:
            fill = properties.find(f"{A}gradFill/{A}gsLst/{A}gs")
        if fill is not None:
            return _colour(fill, styles)
    reference = shape.find(f"{_WPS}style/{A}fillRef")
    if reference is None or reference.get("idx") in ("0", "1000"):
        return None
    return _colour(reference, styles)


def _colour(holder: Element, styles: Styles) -> RGB | None:
    """The colour in a DrawingML holder (§20.1.2.3), lightened or darkened as it says."""
    element = next((child for child in holder if child.tag in _COLOURS), None)
    if element is None:
        return None
    said = element.get("val")
    if element.tag == A + "schemeClr":
        colour = styles.scheme(said)
    elif element.tag == A + "prstClr":
        colour = NAMED.get((said or "").lower())
    else:
        colour = from_hex(element.get("lastClr") or said)
    if colour is None:
        return None
    shares = {
        child.tag[len(A) :]: (number(child.get("val")) or 0) / 100_000
        for child in element
        if child.get("val")
    }
    colour = relight(colour, shares.get("lumMod", 1.0), shares.get("lumOff", 0.0))
    if "tint" in shares:
        colour = relight(colour, shares["tint"], 1 - shares["tint"])
    return relight(colour, shares["shade"]) if "shade" in shares else colour
