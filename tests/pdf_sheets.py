"""Tiny PDFs written by hand: text, lines and areas where a test wants them, and a tag tree over them."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

PORTRAIT = (595, 842)


@dataclass
class Sheet:
    """One page. Coordinates are points from the top-left corner, as the reader gives them."""

    size: tuple[float, float] = PORTRAIT
    rotate: int = 0
    crop: tuple[float, float, float, float] | None = None
    parts: list[str] = field(default_factory=list)
    marks: int = 0

    def raw(self, code: str) -> Sheet:
        self.parts.append(code)
        return self

    def text(  # noqa: PLR0913 (every test wants another of them)
        self,
        x: float,
        base: float,
        text: str,
        *,
        size=10,
        font="F1",
        rgb=None,
        matrix=None,
        mode=0,
        mark=None,
    ) -> int:
        """Text at a baseline. `mark`: None (unmarked), "Artifact" or a tag; returns its content id or -1."""
        a, b, c, d = matrix or (1, 0, 0, 1)
        if text.startswith("["):
            show = f"{text} TJ"
        else:
            code = text.encode("cp1252").hex()
            show = f"<{code}> Tj"
        colour = "0 0 0 rg" if rgb is None else " ".join(f"{v / 255:.4f}" for v in rgb) + " rg"
        body = (
            f"BT {colour} {mode} Tr /{font} {size} Tf {a} {b} {c} {d} {x} {self.size[1] - base} Tm {show} ET"
        )
        mcid = -1
        if mark == "Artifact":
            body = f"/Artifact BMC {body} EMC"
        elif mark is not None:
            mcid, self.marks = self.marks, self.marks + 1
            body = f"/{mark} <</MCID {mcid}>> BDC {body} EMC"
        self.parts.append(body)
        return mcid

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> Sheet:
        h = self.size[1]
        return self.raw(f"{width} w {x0} {h - y0} m {x1} {h - y1} l S")

    def fill(self, x0: float, top: float, x1: float, bottom: float, rgb: tuple[int, int, int]) -> Sheet:
        r, g, b = (v / 255 for v in rgb)
        return self.raw(
            f"{r:.4f} {g:.4f} {b:.4f} rg {x0} {self.size[1] - bottom} {x1 - x0} {bottom - top} re f"
        )

    def grid(self, xs: list[float], ys: list[float], width: float = 0.5) -> Sheet:
        for y in ys:
            self.line(xs[0], y, xs[-1], y, width)
        for x in xs:
            self.line(x, ys[0], x, ys[-1], width)
        return self


def pdf(*sheets: Sheet, tree: list | None = None) -> bytes:
    """The file. `tree`: elements as (tag, children) or (tag, children, attributes); a child is another
    element or (page index, content id)."""
    objects: list[bytes] = []

    def add(body: str | bytes) -> int:
        objects.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(objects)

    catalog, pages = add(""), add("")
    fonts = [
        add(f"<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>")
        for name in ("Helvetica", "Helvetica-Bold")
    ]
    ids = []
    for n, sheet in enumerate(sheets):
        data = zlib.compress("\n".join(sheet.parts).encode("latin-1"))
        content = add(b"<</Length %d/Filter/FlateDecode>>stream\n" % len(data) + data + b"\nendstream")
        crop = f"/CropBox[{' '.join(map(str, sheet.crop))}]" if sheet.crop else ""
        ids.append(
            add(
                f"<</Type/Page/Parent {pages} 0 R/MediaBox[0 0 {sheet.size[0]} {sheet.size[1]}]{crop}"
                f"/Rotate {sheet.rotate}/StructParents {n}/Contents {content} 0 R"
                f"/Resources<</Font<</F1 {fonts[0]} 0 R/F2 {fonts[1]} 0 R>>>>>>"
            )
        )
    objects[pages - 1] = (
        f"<</Type/Pages/Count {len(ids)}/Kids[{' '.join(f'{i} 0 R' for i in ids)}]>>".encode()
    )
    extra = ""
    if tree is not None:
        extra = f"/MarkInfo<</Marked true>>/StructTreeRoot {_tree(tree, ids, add, objects)} 0 R"
    objects[catalog - 1] = f"<</Type/Catalog/Pages {pages} 0 R{extra}>>".encode()
    return _file(objects, catalog)


def _tree(tree: list, pages: list[int], add, objects: list[bytes]) -> int:
    root = add("")
    parents: dict[int, dict[int, int]] = {}

    def element(spec: tuple, parent: int) -> int:
        tag, children, *rest = spec
        me = add("")
        kids = []
        for child in children:
            if isinstance(child[0], int):
                page, mcid = child
                parents.setdefault(page, {})[mcid] = me
                kids.append(f"<</Type/MCR/Pg {pages[page]} 0 R/MCID {mcid}>>")
            else:
                kids.append(f"{element(child, me)} 0 R")
        spans = "".join(f"/{k} {v}" for k, v in (rest[0] if rest else {}).items())
        attributes = f"/A<</O/Table{spans}>>" if spans else ""
        objects[me - 1] = (
            f"<</Type/StructElem/S/{tag}/P {parent} 0 R/K[{' '.join(kids)}]{attributes}>>".encode()
        )
        return me

    top = [element(spec, root) for spec in tree]
    nums = []
    for page, owned in sorted(parents.items()):
        refs = " ".join(f"{owned[m]} 0 R" if m in owned else "null" for m in range(max(owned) + 1))
        nums.append(f"{page} [{refs}]")
    number_tree = add(f"<</Nums[{' '.join(nums)}]>>")
    kids = " ".join(f"{i} 0 R" for i in top)
    objects[root - 1] = f"<</Type/StructTreeRoot/K[{kids}]/ParentTree {number_tree} 0 R>>".encode()
    return root


def _file(objects: list[bytes], catalog: int) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % n + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, catalog, start)
    return bytes(out)
