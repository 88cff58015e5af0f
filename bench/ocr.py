"""Words right on scanned plans, by engine: `python -m bench.ocr [PDF ...]` (the samples without any).

The first page of each paper is drawn, spoilt as scanners do, and read: by Tesseract as a whole page and cell
by cell, borders wiped out or not, and by RapidOCR where it is installed (`pip install rapidocr-onnxruntime`;
it is no dependency). Right is the share of the page's words found, as a multiset; wrong the share of the
words given that are not on it. Typographic quotes and dashes count as plain ones.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image

from extract.ocr.cells import Sight, read_words, without
from extract.ocr.deskew import straight
from extract.ocr.lines import find_rulings
from extract.ocr.picture import DPI, Picture, grey_of
from extract.ocr.tesseract import AUTO, BLOCK, SPARSE, probe, read_pictures
from extract.pdf.rulings import lattices

SCANS = {
    "300 dpi, straight, clean": (300, 0.0, 0.0, 255),
    "200 dpi, 0.7° askew, some grain": (200, 0.7, 6.0, 245),
    "150 dpi, 1° askew, grainy, grey paper": (150, -1.0, 12.0, 225),
}
SECONDS = 300.0
_PLAIN = str.maketrans("’‘“”–—", "''\"\"--")


def words_of(text: str) -> Counter[str]:
    return Counter(text.translate(_PLAIN).split())


def scanned(page: pypdfium2.PdfPage, dpi: int, angle: float, grain: float, paper: int) -> Picture:
    """The page as it comes back from a scanner, drawn up to the dots per inch that is read at."""
    image = page.render(scale=dpi / 72).to_pil().convert("RGB")
    image = image.rotate(angle, Image.Resampling.BICUBIC, fillcolor="white") if angle else image
    dots = np.asarray(image).astype(np.float32) * (paper / 255)
    dots += np.random.default_rng(7).normal(0, grain, dots.shape[:2])[:, :, None]
    image = Image.fromarray(dots.clip(0, 255).astype(np.uint8))
    size = round(image.width * DPI / dpi), round(image.height * DPI / dpi)
    return Picture(np.asarray(image.resize(size, Image.Resampling.BICUBIC)), DPI / 72)


def engines() -> dict[str, Callable[[Picture], str]]:
    """Each way of reading, from a picture to its words."""

    def whole(mode: int, *, wiped: bool) -> Callable[[Picture], str]:
        def read(picture: Picture) -> str:
            picture = straight(picture)
            grey = grey_of(picture.rgb)
            if wiped:
                rulings = find_rulings(grey, picture.scale)
                grey = without(grey, rulings.dots, lattices(rulings.across, rulings.down), picture.scale)
            return " ".join(word.text for word in read_pictures([grey], DPI, mode, SECONDS))

        return read

    def cells(picture: Picture) -> str:
        picture = straight(picture)
        grey = grey_of(picture.rgb)
        rulings = find_rulings(grey, picture.scale)
        tables = [t for t in lattices(rulings.across, rulings.down) if len(t.xs) > 2]
        wiped = without(grey, rulings.dots, tables, picture.scale)
        found = read_words(Sight(picture.rgb, grey, picture.scale), wiped, tables, SECONDS)
        return " ".join(one.word.text for one in found)

    ways: dict[str, Callable[[Picture], str]] = {
        "Tesseract, cell by cell": cells,
        "Tesseract, page, borders wiped": whole(AUTO, wiped=True),
        "Tesseract, page, one block": whole(BLOCK, wiped=True),
        "Tesseract, page, sparse": whole(SPARSE, wiped=True),
        "Tesseract, page as it is": whole(AUTO, wiped=False),
    }
    try:
        from rapidocr_onnxruntime import RapidOCR  # noqa: PLC0415 - measured where it is there
    except ImportError:
        return ways
    rapid = RapidOCR()

    def by_rapid(picture: Picture) -> str:
        found, _ = rapid(np.ascontiguousarray(straight(picture).rgb[:, :, ::-1]))
        return " ".join(text for _, text, _ in found or [])

    return {**ways, "RapidOCR, page as it is": by_rapid}


def main(papers: list[Path]) -> None:
    ways = engines()
    print(f"Tesseract {probe().version}; {len(papers)} papers, first pages")
    for name, spoilt in SCANS.items():
        right: Counter[str] = Counter()
        given: Counter[str] = Counter()
        spent: defaultdict[str, float] = defaultdict(float)
        total = 0
        for paper in papers:
            page = pypdfium2.PdfDocument(paper)[0]
            truth = words_of(page.get_textpage().get_text_range())
            total += truth.total()
            picture = scanned(page, *spoilt)
            for way, read in ways.items():
                began = time.perf_counter()
                got = words_of(read(picture))
                spent[way] += time.perf_counter() - began
                right[way] += (got & truth).total()
                given[way] += got.total()
        print(f"\n{name}: {total} words")
        for way in ways:
            wrong = 100 * (1 - right[way] / max(1, given[way]))
            share, each = 100 * right[way] / total, spent[way] / len(papers)
            print(f"  {way:<32} right {share:5.1f}%  wrong {wrong:4.1f}%  {each:5.1f} s a page")


if __name__ == "__main__":
    given_papers = [Path(name) for name in sys.argv[1:]]
    main(given_papers or sorted((Path(__file__).parents[1] / "samples/papers/2024Q1").glob("[!A]*.pdf")))
