"""A page as a picture: drawn by PDFium or taken from a picture file, at one resolution, turned straight.

Sizes are bounded: a poster of three metres is drawn smaller, a picture file is refused before it is unpacked
when it has more pixels than a page has.
"""

from __future__ import annotations

import ctypes
import warnings
from dataclasses import dataclass, replace
from io import BytesIO
from math import cos, radians, sin, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from extract.errors import Damaged, TooLarge
from extract.model import Box

if TYPE_CHECKING:
    from PIL.Image import Image

Grey = NDArray[np.uint8]
"""Height × width, 0 black to 255 white."""
Colour = NDArray[np.uint8]
"""Height × width × 3, sRGB."""

DPI = 300
"""Dots per inch that Tesseract is at its best with: capitals of 10 pt text are some 30 pixels high."""
_POINT = 72.0
MOST_PIXELS = 20_000_000
"""A3 at 300 dpi has 17 million; larger pages are drawn at fewer dots per inch."""
_MOST_UNPACKED = 180_000_000
"""Pixels of a picture in a file past which it is not unpacked: A0 at 400 dpi and more."""
_LONG_SIDE = 842.0
"""Points, A4's: what a picture that does not say its resolution is taken to be long."""
_SHORTEST, _LONGEST = 400.0, 1300.0
"""Points of the long side: from somewhat under A5 to somewhat over A3."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page, or a part of one, as pixels."""

    rgb: Colour
    scale: float
    """Pixels per point of the paper it was taken of."""
    angle: float = 0.0
    """Degrees by which it was turned clockwise (as seen) to make it straight."""
    quarters: int = 0
    """Right angles by which it was turned clockwise before that."""
    left: float = 0.0
    """Points of the page from its left border to the picture's."""
    top: float = 0.0
    zoom: float = 1.0
    """Points of the page per point of the paper: a scan may be put on a page as large as it has dots."""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points of the paper."""
        return self.rgb.shape[1] / self.scale, self.rgb.shape[0] / self.scale

    def on_page(self, box: Box) -> Box:
        """A box on the straightened picture (points of the paper from its own corner) on the page as shown:
        turned back about the picture's middle, and the upright box of the same size there."""
        wide, high = self.size
        x, y = (box.x0 + box.x1 - wide) / 2, (box.top + box.bottom - high) / 2
        half_w, half_h = (box.x1 - box.x0) / 2, (box.bottom - box.top) / 2
        a = radians(-self.angle)
        x, y = x * cos(a) - y * sin(a), x * sin(a) + y * cos(a)
        for _ in range(self.quarters % 4):
            x, y, wide, high, half_w, half_h = y, -x, high, wide, half_h, half_w
        x, y, zoom = x + wide / 2, y + high / 2, self.zoom
        return Box(
            round((x - half_w) * zoom + self.left, 2),
            round((y - half_h) * zoom + self.top, 2),
            round((x + half_w) * zoom + self.left, 2),
            round((y + half_h) * zoom + self.top, 2),
        )


def quarter_turned(picture: Picture, quarters: int) -> Picture:
    """The picture turned clockwise by right angles."""
    turned = np.ascontiguousarray(np.rot90(picture.rgb, -quarters))
    return replace(picture, rgb=turned, quarters=(picture.quarters + quarters) % 4)


def cut(picture: Picture, box: Box) -> Picture:
    """The part of a page's picture in a box, in points of the page."""
    high, wide = picture.rgb.shape[:2]
    scale = picture.scale / picture.zoom
    x0, x1 = (min(wide, max(0, round(x * scale))) for x in (box.x0, box.x1))
    top, bottom = (min(high, max(0, round(y * scale))) for y in (box.top, box.bottom))
    part = np.ascontiguousarray(picture.rgb[top:bottom, x0:x1])
    return replace(picture, rgb=part, left=x0 / scale, top=top / scale)


def zoom_of(width: float, height: float) -> float:
    """How many points of a page are one of the paper it shows: 1 unless no paper of an office is that large
    or small; then its long side is taken to be A4's. Programs put a scan of 2,480 dots on a page of 2,480
    points."""
    long = max(width, height)
    return 1.0 if _SHORTEST <= long <= _LONGEST else long / _LONG_SIDE


def dots(width: float, height: float, dpi: int = DPI) -> float:
    """Pixels per point for a page of that size in points, bounded by `MOST_PIXELS`."""
    scale = dpi / _POINT
    area = max(1.0, width) * max(1.0, height)
    return min(scale, sqrt(MOST_PIXELS / area))


def drawn(handle: ctypes.c_void_p, width: float, height: float) -> Picture:
    """A page of PDFium as shown (after `/Rotate`, annotations included), of that size in points."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - slow to import: only where a page is drawn

    _refuse_bombs(handle, pdfium)
    zoom = zoom_of(width, height)
    scale = dots(width / zoom, height / zoom)
    wide, high = max(1, round(width / zoom * scale)), max(1, round(height / zoom * scale))
    if wide * high > 1.1 * MOST_PIXELS:
        raise TooLarge("A page is far longer than it is wide; split it.")
    bgr = np.full((high, wide, 3), 255, dtype=np.uint8)
    bitmap = pdfium.FPDFBitmap_CreateEx(
        wide, high, pdfium.FPDFBitmap_BGR, bgr.ctypes.data_as(ctypes.c_void_p), 3 * wide
    )
    if not bitmap:
        raise Damaged("A page cannot be drawn; print the paper anew.")
    page = ctypes.cast(handle, pdfium.FPDF_PAGE)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, wide, high, 0, pdfium.FPDF_ANNOT)
    pdfium.FPDFBitmap_Destroy(bitmap)
    return Picture(np.ascontiguousarray(bgr[:, :, ::-1]), scale, zoom=zoom)


def _refuse_bombs(handle: ctypes.c_void_p, pdfium: Any) -> None:
    """Raise `TooLarge` for a page with a picture that cannot be unpacked in reasonable memory."""
    page = ctypes.cast(handle, pdfium.FPDF_PAGE)
    wide, high = ctypes.c_uint(), ctypes.c_uint()
    for i in range(max(0, pdfium.FPDFPage_CountObjects(page))):
        thing = pdfium.FPDFPage_GetObject(page, i)
        if pdfium.FPDFPageObj_GetType(thing) != pdfium.FPDF_PAGEOBJ_IMAGE:
            continue
        if (
            pdfium.FPDFImageObj_GetImagePixelSize(thing, wide, high)
            and wide.value * high.value > _MOST_UNPACKED
        ):
            raise TooLarge(
                f"A page holds a picture of {wide.value:,} × {high.value:,} dots; ask for a scan at 300 dpi."
            )


def frames(data: bytes) -> int:
    """Pictures in a picture file; raises `Damaged` or `TooLarge`."""
    return int(getattr(_opened(data), "n_frames", 1))


def pixels(data: bytes) -> tuple[int, int]:
    """Width and height of a picture file's first picture, in dots; raises `Damaged` or `TooLarge`."""
    wide, high = _opened(data).size
    return wide, high


def from_file(data: bytes, frame: int = 0) -> Picture:
    """One picture of a picture file, turned as its camera says, at the resolution that pages are drawn at.

    Points come from the dots per inch it claims, where they are those of a scanner; else its long side is
    taken to be A4's. Raises `Damaged` or `TooLarge`.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - only where a picture is met

    image = _opened(data)
    try:
        image.seek(frame)
        image = ImageOps.exif_transpose(_flat(image))
    except (OSError, ValueError, EOFError, SyntaxError) as error:  # Pillow's ways to say it is broken
        raise Damaged("The picture is damaged or cut short; ask for it again.") from error
    wide, high = image.size
    claimed = image.info.get("dpi", (0, 0))
    dpi = float(claimed[0]) if claimed and 100 <= float(claimed[0]) <= 1200 else 0.0
    points = _POINT / dpi if dpi else _LONG_SIDE / max(wide, high)
    points /= zoom_of(wide * points, high * points)
    scale = dots(wide * points, high * points)
    size = max(1, round(wide * points * scale)), max(1, round(high * points * scale))
    if size != image.size:
        image = image.resize(size, Image.Resampling.BICUBIC)
    return Picture(np.asarray(image, dtype=np.uint8), scale)


def _opened(data: bytes) -> Image:
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - as above

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large pictures; the bound below is ours
            image = Image.open(BytesIO(data), formats=("PNG", "JPEG", "TIFF", "GIF", "JPEG2000"))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Damaged("The picture is damaged, or of a kind that is not read; save it as PNG.") from error
    except Image.DecompressionBombError as error:
        raise TooLarge("The picture has more dots than any scanned page; save it at 300 dpi.") from error
    if image.size[0] * image.size[1] > _MOST_UNPACKED:
        raise TooLarge("The picture has more dots than any scanned page; save it at 300 dpi.")
    return image


def _flat(image: Image) -> Image:
    """As RGB, on white paper where it lets something through."""
    from PIL import Image as Pictures  # noqa: PLC0415 - as above

    image.load()
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        over = image.convert("RGBA")
        paper = Pictures.new("RGBA", over.size, "white")
        paper.alpha_composite(over)
        flat = paper.convert("RGB")
        flat.info = dict(image.info)
        return flat
    if image.mode.startswith("I;16"):
        return Pictures.fromarray((np.asarray(image) >> 8).astype(np.uint8)).convert("RGB")
    flat = image.convert("RGB")
    flat.info = dict(image.info)
    return flat


def grey_of(rgb: Colour) -> Grey:
    """Luminance (ITU-R BT.601), in whole numbers."""
    wide = rgb.astype(np.uint16)
    return ((wide[:, :, 0] * 77 + wide[:, :, 1] * 150 + wide[:, :, 2] * 29) >> 8).astype(np.uint8)
