"""A story's XML as it would print: tracked changes settled, alternatives chosen, wrappers taken away.

After `settle` paragraphs and tables are children of their container, rows of their table, cells of their
row and runs of their paragraph, whatever stood around them.
"""

from __future__ import annotations

from extract.model import STRUCK
from extract.ooxml import MC, Element, W
from extract.word.struck import drop_struck

_GONE = (
    "del", "moveFrom", "delText", "delInstrText", "instrText", "cellDel", "sdtEndPr", "permStart", "permEnd",
    "proofErr", "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "commentReference",
    "annotationRef", "lastRenderedPageBreak",
)  # fmt: skip
"""What prints nothing. `del` and `cellDel` as marks of a row, cell or paragraph are seen to first."""

_WRAPPERS = (
    "sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "hyperlink", "fldSimple", "dir", "bdo",
)  # fmt: skip
"""What prints as its children do (ECMA-376 part 1 §17.5, §17.13.5, §17.16.19, §17.16.22)."""

_MARKED = frozenset(W + name for name in ("rPr", "trPr", "tcPr", "numPr", "pPr"))
"""Where `ins` and `del` are marks about the parent, not runs put in or taken out."""

_UNDERSTOOD = frozenset(
    {
        "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing",
        "http://schemas.microsoft.com/office/word/2010/wordml",
        "http://schemas.microsoft.com/office/word/2012/wordml",
        "http://schemas.microsoft.com/office/drawing/2010/main",
    }
)


def settle(root: Element) -> tuple[str, ...]:
    """Rewrite a story in place; gives flags on what was left out."""
    flags: list[str] = []
    choose_alternatives(root)
    _drop_deleted(root)
    flags += [STRUCK + text for text in drop_struck(root)]
    if _empty_placeholders(root):
        flags.append("placeholder text dropped")
    for sdt in list(root.iter(W + "sdt")):
        _show_choice(sdt)
    if next(root.iter(W + "altChunk"), None) is not None:
        flags.append("altChunk not read")
    if next(root.iter(W + "subDoc"), None) is not None:
        flags.append("subdocument not read")
    for element in list(root.iter(*(W + name for name in _WRAPPERS))):
        parent = element.getparent()
        if parent is not None and parent.tag not in _MARKED:
            _unwrap(element)
    return tuple(flags)


def choose_alternatives(root: Element) -> None:
    """Keep one branch of each AlternateContent (part 3 §7.5): a text box is in both, and prints once."""
    for element in list(root.iter(MC + "AlternateContent")):
        branches = [*element.iterchildren(MC + "Choice"), *element.iterchildren(MC + "Fallback")]
        chosen = next(
            (branch for branch in branches if _understood(branch)), branches[0] if branches else None
        )
        for branch in branches:
            if branch is not chosen:
                element.remove(branch)
        if chosen is not None:
            _unwrap(chosen)
        _unwrap(element)


def _understood(branch: Element) -> bool:
    prefixes = branch.get("Requires", "").split()
    return all(branch.nsmap.get(prefix) in _UNDERSTOOD for prefix in prefixes)


def _drop_deleted(root: Element) -> None:
    """Rows, cells and runs whose deletion is tracked are not part of the paper; moved ones count where
    they went (§17.13.5)."""
    for mark in list(root.iter(W + "del", W + "cellDel")):
        parent = mark.getparent()
        if parent is not None and parent.tag in (W + "trPr", W + "tcPr"):
            _remove(parent.getparent())
    for element in list(root.iter(*(W + name for name in _GONE))):
        parent = element.getparent()
        if parent is not None and parent.tag not in _MARKED:
            parent.remove(element)


def _empty_placeholders(root: Element) -> bool:
    """An unfilled control's "Choose an item." is an invitation, not a value (§17.5.2.39)."""
    dropped = False
    for mark in list(root.iter(W + "showingPlcHdr")):
        if mark.get(W + "val", "1") in ("0", "false", "off"):
            continue
        properties = mark.getparent()
        sdt = properties.getparent() if properties is not None else None
        for text in list(sdt.iter(W + "t")) if sdt is not None else ():
            dropped = dropped or bool((text.text or "").strip())
            _remove(text)
    return dropped


def _show_choice(sdt: Element) -> None:
    """A dropdown whose content is empty prints the entry its `lastValue` names (§17.5.2.15)."""
    properties, content = sdt.find(W + "sdtPr"), sdt.find(W + "sdtContent")
    if properties is None or content is None:
        return
    chooser = properties.find(W + "dropDownList")
    chooser = properties.find(W + "comboBox") if chooser is None else chooser
    value = chooser.get(W + "lastValue") if chooser is not None else None
    sdt.remove(properties)
    if chooser is None or not value or any((text.text or "").strip() for text in content.iter(W + "t")):
        return
    shown = next(
        (entry.get(W + "displayText") or value for entry in chooser if entry.get(W + "value") == value), value
    )
    run = next(content.iter(W + "r"), None)
    if run is None:
        place = next(content.iter(W + "p"), content)
        run = place.makeelement(W + "r")
        place.append(run)
    text = run.makeelement(W + "t")
    text.text = shown
    run.append(text)


def _unwrap(element: Element) -> None:
    """Put an element's children in its place."""
    for child in list(element):
        element.addprevious(child)
    _remove(element)


def _remove(element: Element | None) -> None:
    parent = element.getparent() if element is not None else None
    if parent is not None and element is not None:
        parent.remove(element)
