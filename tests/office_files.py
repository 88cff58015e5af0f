"""Tiny Word files and workbooks, written part by part, so that a test can hold one trap each."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from extract.model import Grid, Line, Page
from extract.sheet import SheetReader
from extract.word import WordReader

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{OFFICE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of parts by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def rels(targets: Mapping[str, tuple[str, str]]) -> str:
    """A relationships part: id -> (kind, target)."""
    inner = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def docx(body: str, extra: Mapping[str, str | bytes] | None = None, **parts: str) -> bytes:
    """A Word file with this body; `styles`, `numbering`, `theme`, `footnotes`, `header1` ... as inner XML."""
    roots = {
        "styles": "styles", "numbering": "numbering", "footnotes": "footnotes", "endnotes": "endnotes",
        "header": "hdr", "footer": "ftr",
    }  # fmt: skip
    content: dict[str, str | bytes] = {
        "_rels/.rels": rels({"rId1": ("officeDocument", "word/document.xml")}),
        "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
    }
    targets = {}
    for name, inner in parts.items():
        kind = name.rstrip("0123456789")
        targets[name] = (kind, f"{name}.xml")
        root = roots.get(kind)
        content[f"word/{name}.xml"] = f"<w:{root} {NAMES}>{inner}</w:{root}>" if root else inner
    content["word/_rels/document.xml.rels"] = rels(targets)
    return zipped({**content, **(extra or {})})


def page_of(data: bytes) -> Page:
    """The one page of a Word file, its words checked against its items."""
    reader = WordReader(data)
    page = next(iter(reader.pages())).layout()
    reader.close()
    assert page.words == words_in(page)
    return page


def words_in(page: Page) -> int:
    """Words of all items of a page."""
    return sum(
        item.words
        if isinstance(item, Line)
        else sum(len(line.split()) for row in item.rows for cell in row.cells for line in cell.lines)
        for item in page.items
    )


def lines_of(page: Page) -> list[str]:
    """The lines outside tables."""
    return [item.text for item in page.items if isinstance(item, Line)]


def grid_of(page: Page) -> Grid:
    """The one table of a page."""
    (grid,) = [item for item in page.items if isinstance(item, Grid)]
    return grid


def table_of(data: bytes) -> list[list[str]]:
    """The one table of a Word file as text, lines joined by ` / `."""
    return texts(grid_of(page_of(data)))


def texts(grid: Grid) -> list[list[str]]:
    """Cells of a grid as text."""
    return [[" / ".join(cell.lines) for cell in row.cells] for row in grid.rows]


def p(*runs: str, props: str = "") -> str:
    """A paragraph of plain texts, or of XML where they begin with `<`."""
    inner = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p><w:pPr>{props}</w:pPr>{inner}</w:p>"


def r(text: str, props: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{props}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(*content: str, props: str = "") -> str:
    """A cell of paragraphs; texts become one each."""
    inner = "".join(one if one.startswith("<") else p(one) for one in content) or p()
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{inner}</w:tc>"


def tr(*cells: str, props: str = "") -> str:
    """A row of cells; texts become one each."""
    return f"<w:tr><w:trPr>{props}</w:trPr>{''.join(c if c.startswith('<') else tc(c) for c in cells)}</w:tr>"


def tbl(*rows: str, grid: tuple[int, ...] = (), props: str = "") -> str:
    """A table; `grid` in twips."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    return f"<w:tbl><w:tblPr>{props}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def style(key: str, name: str, more: str = "", *, kind: str = "paragraph", default: int = 0) -> str:
    """A style of styles.xml."""
    attributes = f'w:type="{kind}" w:default="{default}" w:styleId="{key}"'
    return f'<w:style {attributes}><w:name w:val="{name}"/>{more}</w:style>'


def num(key: int, abstract: int, more: str = "") -> str:
    """A list of numbering.xml over its definition."""
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{abstract}"/>{more}</w:num>'


def refer(kind: str, key: str, when: str = "default") -> str:
    """A section's reference to a header or footer."""
    return f'<w:{kind}Reference w:type="{when}" r:id="{key}"/>'


def theme(slots: str) -> str:
    """A theme part with these colours."""
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    scheme = f'<a:clrScheme name="x">{slots}</a:clrScheme>'
    return f'<a:theme xmlns:a="{drawing}"><a:themeElements>{scheme}</a:themeElements></a:theme>'


def xlsx(*sheets: str, extra: Mapping[str, str | bytes] | None = None, **parts: str) -> bytes:
    """A workbook of sheets given as inner XML; `styles`, `sharedStrings`, `workbook` and others by name."""
    listed = "".join(
        f'<sheet name="Sheet{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, len(sheets) + 1)
    )
    targets = {f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)}
    content: dict[str, str | bytes] = {"_rels/.rels": rels({"rId1": ("officeDocument", "xl/workbook.xml")})}
    workbook = parts.pop("workbook", f"<sheets>{listed}</sheets>")
    content["xl/workbook.xml"] = f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}">{workbook}</workbook>'
    for n, inner in enumerate(sheets, start=1):
        content[f"xl/worksheets/sheet{n}.xml"] = f'<worksheet xmlns="{SHEET}">{inner}</worksheet>'
    for name, inner in parts.items():
        targets[name] = (name, f"{name}.xml")
        root = {"styles": "styleSheet", "sharedStrings": "sst"}.get(name)
        content[f"xl/{name}.xml"] = f'<{root} xmlns="{SHEET}">{inner}</{root}>' if root else inner
    content["xl/_rels/workbook.xml.rels"] = rels(targets)
    return zipped({**content, **(extra or {})})


def sheets_of(data: bytes) -> list[Page]:
    """Every sheet of a workbook, its words checked against its items."""
    reader = SheetReader(data)
    pages = [view.layout() for view in reader.pages()]
    reader.close()
    for page in pages:
        assert page.words == words_in(page)
    return pages
