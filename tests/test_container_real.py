"""Real files that hold files: all listed, none crashes."""

from pathlib import Path

import pytest

from extract.container import attachments
from extract.errors import PaperError
from extract.formats import sniff
from extract.limits import Budget

SHARED = Path(__file__).parents[2] / "shared"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the real papers are not beside this checkout")


def tree(path):
    """Every file inside, as `outer!/inner` and format, with a status where it has no data."""
    budget = Budget()

    def inside(data, fmt, name, prefix, depth):
        budget.check_depth(depth)
        for a in attachments(data, fmt, name, budget):
            yield f"{prefix}{a.name}", a.format if a.data is not None else a.error.status
            if a.data is not None:
                yield from inside(a.data, a.format, a.name, f"{prefix}{a.name}!/", depth + 1)

    data = path.read_bytes()
    return list(inside(data, sniff(data, path.name), path.name, "", 1))


def test_the_board_paper_holds_seven_files_in_order():
    formats = [fmt for _, fmt in tree(SHARED / "papers/2019-06/board-paper.docx")]
    assert formats == ["pdf"] * 5 + ["xlsx", "pdf"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Doc1_ole.doc", {"other": 2}),
        ("EmbeddedOutlook.docx", {"msg": 1, "pdf": 1}),
        ("testAltChunkHTML.docx", {"html": 1}),
        ("testEXCEL_embeddedPDF_windows.xlsx", {"pdf": 1}),
        ("testEXCEL_embeded.xlsx", {"pptx": 1, "xlsx": 1, "doc": 2, "docx": 2}),
        ("testExcel_embeddedPDF.xls", {"pdf": 1}),
        ("testPDFEmbeddingAndEmbedded.docx", {"pdf": 1, "docx": 1}),
        ("testPDFFileEmbInAnnotation_noContents.pdf", {"xlsx": 1}),
        ("testRFC822_multipart_attachments.eml", {"txt": 2}),
        ("testRTFEmbeddedLink.rtf", {"unsupported": 1}),
        ("testWORD_EMFAndAttachments.docx", {"txt": 1, "pdf": 1, "docx": 1}),
        ("testWORD_embedded_pdf.docx", {"pdf": 2}),
        ("testWORD_embedded_rtf.doc", {"rtf": 1}),
        ("testWORD_embeded.docx", {"xlsx": 1, "pptx": 1, "doc": 1}),
        (
            "testWPSAttachment.docx",
            {"txt": 1, "pdf": 1, "xml": 1, "doc": 1, "docx": 1, "xls": 1, "xlsx": 1, "ppt": 1, "pptx": 1},
        ),
        ("test_recursive_embedded.docx", {"zip": 4, "txt": 6}),
    ],
)
def test_everything_inside_is_listed(name, expected):
    counts: dict[str, int] = {}
    for _, fmt in tree(SHARED / "attachments" / name):
        counts[fmt] = counts.get(fmt, 0) + 1
    assert counts == expected


def test_nothing_hostile_crashes():
    faults = 0
    for path in sorted(p for p in (SHARED / "hostile").rglob("*") if p.is_file()):
        try:
            tree(path)
        except PaperError as error:
            faults += str(error).endswith(".")
    assert faults > 5
