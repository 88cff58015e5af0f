"""Word files written by hand: paragraphs, tables, merged and shaded cells, embedded objects (ECMA-376-1).

python-docx is not used so that the bytes are the same on every run and any shape of table can be made.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
NAMESPACES = (
    f'xmlns:w="{MAIN}" xmlns:r="{RELS}" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell to be printed; line breaks in `text` become paragraphs."""

    text: str = ""
    bold: bool = False
    fill: str | None = None
    """Hex colour."""
    span: int = 1
    merge: str | None = None
    """`restart` for the first of a vertical merge, `continue` for the ones below."""
    extra: str = ""
    """More paragraphs, as XML (an embedded object)."""


@dataclass(slots=True)
class WordFile:
    """A Word file in the making."""

    landscape: bool = False
    font_size: float = 10
    margin: int = 1000
    """Twips."""
    header: str = ""
    footer: str = ""
    title: str = ""
    created: str = "2023-09-01T09:00:00Z"
    body: list[str] = field(default_factory=list)
    parts: list[tuple[str, bytes, str, str]] = field(default_factory=list)
    """Path under word/, bytes, relationship id, relationship type."""

    def paragraph(self, text: str, *, bold: bool = False, size: float | None = None, style: str = "") -> None:
        """Append a paragraph; `style` is `Heading1`, `ListBullet` or none."""
        self.body.append(_paragraph(text, bold=bold, size=size, style=style))

    def table(self, rows: Sequence[Sequence[TableCell]], widths: Sequence[int], headers: int = 0) -> None:
        """Append a ruled table; `widths` in twips; the first `headers` rows repeat on each page."""
        grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
        out = [
            '<w:tbl><w:tblPr><w:tblW w:w="',
            str(sum(widths)),
            '" w:type="dxa"/><w:tblBorders>',
            *(
                f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
                for side in ("top", "left", "bottom", "right", "insideH", "insideV")
            ),
            '</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>',
            grid,
            "</w:tblGrid>",
        ]
        for n, row in enumerate(rows):
            out.append("<w:tr>" + ("<w:trPr><w:tblHeader/></w:trPr>" if n < headers else ""))
            at = 0
            for cell in row:
                out.append(_cell(cell, sum(widths[at : at + cell.span])))
                at += cell.span
            out.append("</w:tr>")
        out.append("</w:tbl>")
        self.body.append("".join(out))

    def embed(self, data: bytes, program: str, suffix: str, picture: bytes | None = None) -> str:
        """Keep `data` as an embedded object behind an icon, a grey square or the metafile `picture`;
        the XML of the paragraph that shows it."""
        n = sum(name.startswith("embeddings/") for name, *_ in self.parts) + 1
        package = suffix != "bin"
        name = f"embeddings/Microsoft_Excel_Sheet{n}.{suffix}" if package else f"embeddings/oleObject{n}.bin"
        self.parts.append((name, data, f"rIdOle{n}", "package" if package else "oleObject"))
        icon = "rIdIcon"
        if picture is not None:
            icon = f"rIdIcon{n}"
            self.parts.append((f"media/icon{n}.emf", picture, icon, "image"))
        return (
            f'<w:p><w:r><w:object><v:shape id="ole{n}" style="width:76pt;height:50pt">'
            f'<v:imagedata r:id="{icon}" o:title=""/></v:shape><o:OLEObject Type="Embed" ProgID="{program}" '
            f'ShapeID="ole{n}" DrawAspect="Icon" ObjectID="_{n}" r:id="rIdOle{n}"/></w:object></w:r></w:p>'
        )

    def to_bytes(self) -> bytes:
        """The package, with fixed dates so that the same content gives the same bytes."""
        width, height = (16838, 11906) if self.landscape else (11906, 16838)
        turned = ' w:orient="landscape"' if self.landscape else ""
        section = (
            '<w:sectPr><w:headerReference w:type="default" r:id="rIdHeader"/>'
            '<w:footerReference w:type="default" r:id="rIdFooter"/>'
            f'<w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
            f'<w:pgMar w:top="{self.margin}" w:right="{self.margin}" w:bottom="{self.margin}" '
            f'w:left="{self.margin}" w:header="500" w:footer="500" w:gutter="0"/></w:sectPr>'
        )
        body = "".join(self.body)
        document = f"<w:document {NAMESPACES}><w:body>{body}{section}</w:body></w:document>"
        files = {
            "word/document.xml": document,
            "word/styles.xml": _styles(self.font_size),
            "word/numbering.xml": _NUMBERING,
            "word/header1.xml": f"<w:hdr {NAMESPACES}>{_paragraph(self.header)}</w:hdr>",
            "word/footer1.xml": f"<w:ftr {NAMESPACES}>{_paragraph(self.footer)}</w:ftr>",
            "docProps/core.xml": _core(self.title, self.created),
            "_rels/.rels": _relationships(
                [
                    ("rId1", "officeDocument", "word/document.xml"),
                    ("rId2", "metadata/core-properties", "docProps/core.xml"),
                ]
            ),
            "word/_rels/document.xml.rels": _relationships(
                [
                    ("rIdStyles", "styles", "styles.xml"),
                    ("rIdNumbering", "numbering", "numbering.xml"),
                    ("rIdHeader", "header", "header1.xml"),
                    ("rIdFooter", "footer", "footer1.xml"),
                    *([("rIdIcon", "image", "media/icon.png")] if self.parts else []),
                    *((rid, kind, name) for name, _, rid, kind in self.parts),
                ]
            ),
        }
        data = {"[Content_Types].xml": (DECLARATION + _CONTENT_TYPES).encode()}
        data |= {name: (DECLARATION + text).encode() for name, text in files.items()}
        data |= {f"word/{name}": blob for name, blob, _, _ in self.parts}
        if self.parts:
            data["word/media/icon.png"] = _icon()
        return fixed_zip(data.items())


def fixed_zip(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip archive whose entries carry no clock and no machine."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            archive.writestr(entry, data)
    return out.getvalue()


def _paragraph(text: str, *, bold: bool = False, size: float | None = None, style: str = "") -> str:
    """One paragraph as XML."""
    look = ("<w:b/>" if bold else "") + (f'<w:sz w:val="{round(size * 2)}"/>' if size else "")
    props = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    run = f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f"<w:p>{props}{run}</w:p>"


def _cell(cell: TableCell, width: int) -> str:
    """One table cell as XML."""
    props = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if cell.span > 1:
        props += f'<w:gridSpan w:val="{cell.span}"/>'
    if cell.merge:
        props += '<w:vMerge w:val="restart"/>' if cell.merge == "restart" else "<w:vMerge/>"
    if cell.fill:
        props += f'<w:shd w:val="clear" w:color="auto" w:fill="{cell.fill}"/>'
    body = "".join(_paragraph(line, bold=cell.bold) for line in cell.text.split("\n")) + cell.extra
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{body}</w:tc>"


def _relationships(entries: Iterable[tuple[str, str, str]]) -> str:
    """A relationships part; core properties have a root of their own."""
    rows = (
        f'<Relationship Id="{rid}" Target="{target}" Type="'
        + (PACKAGE_RELS + "/" + kind if kind.startswith("metadata/") else RELS + "/" + kind)
        + '"/>'
        for rid, kind, target in entries
    )
    return f'<Relationships xmlns="{PACKAGE_RELS}">{"".join(rows)}</Relationships>'


def _core(title: str, created: str) -> str:
    """The core properties part."""
    stamp = "".join(
        f'<dcterms:{which} xsi:type="dcterms:W3CDTF">{created}</dcterms:{which}>'
        for which in ("created", "modified")
    )
    return (
        f'<cp:coreProperties xmlns:cp="{CORE}" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title>{stamp}</cp:coreProperties>"
    )


def _styles(size: float) -> str:
    """The styles part: a body, a heading, a bullet."""
    half = round(size * 2)
    return (
        f'<w:styles xmlns:w="{MAIN}"><w:docDefaults><w:rPrDefault><w:rPr>'
        '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial" w:eastAsia="Arial"/>'
        f'<w:sz w:val="{half}"/><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="40"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/>'
        '<w:basedOn w:val="Normal"/>'
        '<w:pPr><w:keepNext/><w:spacing w:before="160" w:after="80"/><w:outlineLvl w:val="0"/></w:pPr>'
        "<w:rPr><w:b/></w:rPr></w:style>"
        '<w:style w:type="paragraph" w:styleId="ListBullet"><w:name w:val="List Bullet"/>'
        '<w:basedOn w:val="Normal"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>'
    )


_NUMBERING = (
    f'<w:numbering xmlns:w="{MAIN}"><w:abstractNum w:abstractNumId="0">'
    '<w:multiLevelType w:val="hybridMultilevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/>'
    '<w:pPr><w:ind w:left="500" w:hanging="300"/></w:pPr></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)

_OFFICE = "application/vnd.openxmlformats-officedocument."
_CONTENT_TYPES = (
    f'<Types xmlns="{TYPES}">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="png" ContentType="image/png"/>'
    '<Default Extension="emf" ContentType="image/x-emf"/>'
    f'<Default Extension="bin" ContentType="{_OFFICE}oleObject"/>'
    f'<Default Extension="xlsx" ContentType="{_OFFICE}spreadsheetml.sheet"/>'
    + "".join(
        f'<Override PartName="/{part}" ContentType="{kind}"/>'
        for part, kind in (
            ("word/document.xml", f"{_OFFICE}wordprocessingml.document.main+xml"),
            ("word/styles.xml", f"{_OFFICE}wordprocessingml.styles+xml"),
            ("word/numbering.xml", f"{_OFFICE}wordprocessingml.numbering+xml"),
            ("word/header1.xml", f"{_OFFICE}wordprocessingml.header+xml"),
            ("word/footer1.xml", f"{_OFFICE}wordprocessingml.footer+xml"),
            ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        )
    )
    + "</Types>"
)


def _icon() -> bytes:
    """A grey square as PNG, standing for the icon of an embedded file."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = b"".join(b"\0" + b"\xc8" * 8 for _ in range(8))
    head = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(pixels))
        + chunk(b"IEND", b"")
    )
