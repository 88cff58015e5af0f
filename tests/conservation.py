"""Letters counted independently of the readers: what stands on a page, and what became of it."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import openpyxl
import pypdfium2
from lxml import etree

from extract.container import attachments
from extract.formats import sniff
from extract.limits import Budget
from extract.model import Item, Line, Page, Paper
from extract.plan.finder import PlanFinder
from extract.readers import ReadOptions, open_reader
from normalise.words import load

ROOT = Path(__file__).parents[1]
LEXICON = load().lexicon()
POPPLER = shutil.which("pdftotext")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


@dataclass(frozen=True)
class File:
    """One paper, or a file inside one."""

    path: str
    fmt: str
    data: bytes

    def pages(self) -> Iterator[Page]:
        """Every page laid out by its reader, whatever the triage would say of it."""
        reader = open_reader(self.data, self.fmt, self.path, PlanFinder(LEXICON), ReadOptions())
        if reader is None:
            return
        try:
            for view in reader.pages():
                yield view.layout()
        finally:
            reader.close()


def files(*folders: Path) -> list[File]:
    """The papers under the folders and what is inside them, each different one once."""
    found: dict[bytes, File] = {}
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md"):
            data = path.read_bytes()
            fmt = sniff(data, path.name)
            found.setdefault(data, File(path.relative_to(folder.parents[0]).as_posix(), fmt, data))
            for inner in attachments(data, fmt, path.name, Budget()):
                if inner.data:
                    found.setdefault(inner.data, File(f"{path.name}!/{inner.name}", inner.format, inner.data))
    return list(found.values())


def letters(*texts: str) -> Counter[str]:
    """Letters and digits, compatibility forms (ligatures, wide forms) spelt out: what no rule on
    hyphens, spaces or line ends may change."""
    return Counter(c for text in texts for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def squashed(text: str) -> str:
    """The letters and digits of a text, in order."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def lines_of(items: Iterable[Item]) -> Iterator[str]:
    """Every line of text of a page."""
    for item in items:
        if isinstance(item, Line):
            yield item.text
        else:
            yield from (line for row in item.rows for cell in row.cells for line in cell.lines)


def by_pdfium(data: bytes) -> list[Counter[str]]:
    """Letters of each page in PDFium's own text of it."""
    document = pypdfium2.PdfDocument(data)
    found = []
    for page in document:
        text = page.get_textpage()
        found.append(letters(text.get_text_range()))
        text.close()
        page.close()
    document.close()
    return found


def by_poppler(file: Path, pages: int) -> list[Counter[str]]:
    """Letters of each page as poppler reads them, an engine we have nothing in common with."""
    done = subprocess.run(
        [str(POPPLER), "-enc", "UTF-8", str(file), "-"], capture_output=True, check=True, timeout=120
    )
    texts = done.stdout.decode("utf-8", "replace").split("\f")
    return [letters(text) for text in texts[:pages]]


def by_xml(data: bytes) -> Counter[str]:
    """Letters of every text run of a Word file's body that is printed: not deleted, not hidden, and of a text
    box only one of its two forms."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    out: Counter[str] = Counter()
    for run in root.iter(f"{W}t"):
        above = {element.tag for element in run.iterancestors()}
        hidden = next(run.iterancestors(f"{W}r")).find(f"{W}rPr/{W}vanish") is not None
        if not hidden and not above & {FALLBACK, f"{W}del", f"{W}moveFrom"}:
            out += letters(run.text or "")
    return out


def by_xml_numbered(data: bytes) -> int:
    """Paragraphs of a Word file that may have a number, by themselves or by their style."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return sum(
        p.find(f"{W}pPr/{W}numPr") is not None or p.find(f"{W}pPr/{W}pStyle") is not None
        for p in root.iter(f"{W}p")
    )


def by_openpyxl(data: bytes) -> list[Counter[str]]:
    """Letters of every sheet's cells that hold text; how numbers are shown is the format's business."""
    book = openpyxl.load_workbook(BytesIO(data), data_only=True)
    return [
        letters(
            *(value for row in sheet.iter_rows(values_only=True) for value in row if isinstance(value, str))
        )
        for sheet in book.worksheets
    ]


def by_bytes(data: bytes) -> Counter[str]:
    """Letters of a text."""
    return letters(data.decode("utf-8-sig"))


def kept(paper: Paper) -> Iterator[str]:
    """Every text that came out of a paper: rows, headings, findings, other tables, text around them."""
    for plan in paper.plans:
        yield from (plan.title or "", *plan.headings, *plan.key)
        for row in plan.rows:
            yield from (row.section or "", row.section_urn or "")
            for cell in row.cells.values():
                yield from (cell.text, *cell.lines)
    yield from (note.value or "" for note in paper.notes)
    yield from (block.text for block in paper.blocks)
    yield from (
        line for grid in paper.grids for row in grid.rows for cell in row.cells for line in cell.lines
    )


def lost(paper: Paper, pages: Iterable[Page]) -> tuple[list[str], list[str]]:
    """Words of the pages that are in nothing that came out: those that stood in tables, those in lines."""
    out = squashed(" ".join(kept(paper)))
    in_tables: list[str] = []
    in_lines: list[str] = []
    for page in pages:
        for item in page.items:
            missing = in_lines if isinstance(item, Line) else in_tables
            for line in lines_of([item]):
                missing += [word for word in line.split() if squashed(word) not in out]
    return in_tables, in_lines
