"""Text struck through in a table's cell, beside text that is not: what a clerk put in its place counts."""

from __future__ import annotations

from extract.ooxml import Element, W
from extract.word.styles import is_on, value


def drop_struck(root: Element) -> list[str]:
    """Take struck runs (`w:strike`, `w:dstrike`: ECMA-376 part 1 §17.3.2.37, .9) out of the cells that print
    other text; gives what they print. A cell struck as a whole is left as it is: so are actions that are
    done."""
    cells: dict[Element, list[Element]] = {}
    for mark in root.iter(W + "strike", W + "dstrike"):
        run = _run_of(mark)
        cell = next(run.iterancestors(W + "tc"), None) if run is not None else None
        if run is not None and cell is not None and _text(run).strip():
            cells.setdefault(cell, []).append(run)
    found: list[str] = []
    for cell, runs in cells.items():
        if not any(_text(run).strip() for run in cell.iter(W + "r") if run not in runs):
            continue
        for run in runs:
            found.append(" ".join(_text(run).split()))
            for child in [*run.iterchildren(W + "t", W + "tab", W + "noBreakHyphen", W + "sym")]:
                run.remove(child)
    return list(dict.fromkeys(found))


def _run_of(mark: Element) -> Element | None:
    """The run that a mark strikes, None where it strikes none."""
    properties = mark.getparent()
    run = properties.getparent() if properties is not None and properties.tag == W + "rPr" else None
    struck = run is not None and run.tag == W + "r" and is_on(value(mark), absent=True)
    return run if struck else None


def _text(run: Element) -> str:
    return "".join(text.text or "" for text in run.iterchildren(W + "t"))
