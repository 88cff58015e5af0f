"""One invented plan in every format it could arrive in: the rows must be the same, cell by cell."""

import json
import shutil
import subprocess

import pypdfium2
import pytest
from layouts_plans import header_sections
from make_plans import to_docx
from PIL import Image

from extract.ocr.tesseract import missing
from extract.paper import read_tree
from extract.readers import ReadOptions
from normalise.paper import normalise_tree
from normalise.words import load

NAME = "Hate Crime plan"
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
COLUMNS = (
    "section", "urn_raw", "urn", "action", "owner_raw", "level_raw", "fourp_raw", "rag_raw", "comments",
    "prepare", "prevent", "protect", "pursue", "rag", "strand",
)  # fmt: skip

needs_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
needs_tesseract = pytest.mark.skipif(missing() is not None, reason="Tesseract is not installed")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("same")
    (made / f"{NAME}.docx").write_bytes(to_docx(header_sections()[0]))
    return made


def converted(folder, kind, *, name=None):
    """The plan as LibreOffice saves it, in a file named by what it is."""
    out = folder / (name or kind.split(":")[0])
    out.mkdir(exist_ok=True)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, "--headless", profile, "--convert-to", kind, "--outdir", str(out)]
    subprocess.run([*command, str(folder / f"{NAME}.docx")], check=True, capture_output=True, timeout=120)
    (made,) = out.iterdir()
    return made


def pdf(folder, *, tagged):
    switch = json.dumps({"UseTaggedPDF": {"type": "boolean", "value": str(tagged).lower()}})
    return converted(folder, f"pdf:writer_pdf_Export:{switch}", name="tagged" if tagged else "untagged")


def scan(folder):
    """Each page of the print as a picture at 300 dots an inch, and nothing else, in a PDF."""
    document = pypdfium2.PdfDocument(pdf(folder, tagged=False))
    pages = [page.render(scale=300 / 72).to_pil().convert("L") for page in document]
    document.close()
    first, *rest = [Image.frombytes("L", p.size, p.tobytes()) for p in pages]
    out = folder / f"{NAME}.pdf"
    first.save(out, resolution=300, save_all=True, append_images=rest)
    return out


def dump(folder):
    """The print's text in reading order, as an extractor leaves it."""
    document = pypdfium2.PdfDocument(pdf(folder, tagged=False))
    text = "\n ".join(page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document)
    document.close()
    out = folder / f"{NAME}.txt"
    out.write_text(text)
    return out


def rows(path, *, ocr=False):
    vocabulary = load()
    papers = read_tree(path.read_bytes(), NAME + path.suffix, vocabulary.lexicon(), ReadOptions(ocr=ocr))
    records = normalise_tree(papers, vocabulary)
    return [{c: getattr(a, c) for c in COLUMNS} for a in records.actions]


@pytest.fixture(scope="module")
def word(folder):
    found = rows(folder / f"{NAME}.docx")
    assert [r["urn_raw"] for r in found] == [r["urn"] for r in header_sections()[1]]
    return found


@needs_office
@pytest.mark.parametrize("kind", ["doc", "odt", "rtf"])
def test_old_and_open_formats(folder, word, kind):
    assert rows(converted(folder, kind)) == word


@needs_office
@pytest.mark.parametrize("tagged", [True, False])
def test_prints(folder, word, tagged):
    assert rows(pdf(folder, tagged=tagged)) == word


@needs_office
def test_text_dump(folder, word):
    assert rows(dump(folder)) == word


@needs_office
@needs_tesseract
def test_scan(folder, word):
    found = rows(scan(folder), ocr=True)
    assert [r["urn_raw"] for r in found] == [r["urn_raw"] for r in word]
    pairs = [(a[c], b[c]) for a, b in zip(found, word, strict=True) for c in COLUMNS]
    differing = [pair for pair in pairs if pair[0] != pair[1]]
    assert len(differing) <= len(pairs) // 20, differing
