"""PDFium through its C interface: open a file, walk a page's objects, close everything.

Functions are bound a second time without argument types: pypdfium2's typed bindings cost 2 µs a call,
these 0.2 µs, and a page needs thousands. An address is therefore made an argument by `pointer`, once for all
the calls it is handed to; a plain number would lose its upper half.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from itertools import repeat
from typing import Any, NamedTuple

from extract.errors import Damaged, Encrypted, TooLarge, Unsupported
from extract.limits import Limits
from extract.quick import quick

TEXT, PATH, IMAGE, SHADING, FORM = 1, 2, 3, 4, 5
"""`FPDF_PAGEOBJ_*`."""

_ERROR_PASSWORD, _ERROR_SECURITY = 4, 5
_TYPED, _ANNOTATIONS = (3, 20), 500
"""`FPDF_ANNOT_FREETEXT`, `FPDF_ANNOT_WIDGET`; annotations of a page that are looked at."""
_SAMPLE = 64
"""Letters of a page that are asked for a meaning."""
_HANDLES = frozenset(
    (
        "FPDF_LoadMemDocument64",
        "FPDF_LoadPage",
        "FPDFText_LoadPage",
        "FPDFPage_GetObject",
        "FPDFFormObj_GetObject",
        "FPDFText_GetTextObject",
        "FPDFTextObj_GetFont",
        "FPDFPath_GetPathSegment",
        "FPDF_StructTree_GetForPage",
        "FPDF_StructTree_GetChildAtIndex",
        "FPDF_StructElement_GetChildAtIndex",
        "FPDFPageObj_GetMark",
        "FPDFPageObj_GetClipPath",
        "FPDFClipPath_GetPathSegment",
        "FPDF_StructElement_GetAttributeAtIndex",
        "FPDF_StructElement_Attr_GetValue",
        "FPDFPage_GetAnnot",
    )
)
"""Functions that give a pointer; all others used here give a number."""
_LONG = frozenset(
    (
        "FPDF_LoadMemDocument64",
        "FPDF_LoadPage",
        "FPDFText_LoadPage",
        "FPDF_StructTree_GetForPage",
        "FPDF_CloseDocument",
        "FPDF_ClosePage",
    )
)
"""Functions that may take long, so that other threads go on meanwhile; the short ones keep the interpreter,
as giving it up and taking it back is a sixth of what such a call costs."""
Pointer = Any
"""An address as an argument; what `pointer` makes."""
pointer: Callable[[int], Pointer] = ctypes.c_void_p.from_param


class _Functions:
    """PDFium's exported functions by name, bound on first use."""

    def __init__(self) -> None:
        import pypdfium2  # noqa: F401, PLC0415 (starts the library, and is slow to import: only when a PDF is met)
        from pypdfium2_raw.bindings import _libs  # type: ignore[import-untyped]  # noqa: PLC0415 (as above)

        self._library = library = _libs["pdfium"]
        self._short = ctypes.PyDLL(library._name, handle=library._handle)  # noqa: SLF001 (documented names)

    def __getattr__(self, name: str) -> Any:
        function = (self._library if name in _LONG else self._short)[name]
        function.restype = ctypes.c_void_p if name in _HANDLES else ctypes.c_int
        setattr(self, name, function)
        return function


_bound: list[_Functions] = []


def pdfium() -> Any:
    """The bound functions; one set for the process."""
    if not _bound:
        _bound.append(_Functions())
    return _bound[0]


class Matrix(NamedTuple):
    """`x' = a x + c y + e`, `y' = b x + d y + f` (PDF 32000-1 §8.3.3)."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def then(self, other: Matrix) -> Matrix:
        """First this matrix, then `other`."""
        return Matrix(
            self.a * other.a + self.b * other.c,
            self.a * other.b + self.b * other.d,
            self.c * other.a + self.d * other.c,
            self.c * other.b + self.d * other.d,
            self.e * other.a + self.f * other.c + other.e,
            self.e * other.b + self.f * other.d + other.f,
        )

    def rect(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """The box around a mapped box: left, top, right, bottom, smaller first."""
        xs = (
            self.a * x0 + self.c * y0,
            self.a * x1 + self.c * y0,
            self.a * x0 + self.c * y1,
            self.a * x1 + self.c * y1,
        )
        ys = (
            self.b * x0 + self.d * y0,
            self.b * x1 + self.d * y0,
            self.b * x0 + self.d * y1,
            self.b * x1 + self.d * y1,
        )
        return min(xs) + self.e, min(ys) + self.f, max(xs) + self.e, max(ys) + self.f


IDENTITY = Matrix(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Thing(NamedTuple):
    """One page object: its handle and where it stands in forms and marked content."""

    handle: Pointer
    kind: int
    matrix: Matrix
    """From the space its bounds are given in to the page as shown."""
    mcid: int
    """Marked content id that holds for it, -1 where none does; of text alone."""
    address: int


class Document:
    """An open PDF. Not thread-safe, as PDFium is not."""

    def __init__(self, data: bytes, password: str | None = None) -> None:
        self._f = pdfium()
        self._data = data  # PDFium reads from these bytes as long as it is open
        secret = password.encode() if password else None
        handle = self._f.FPDF_LoadMemDocument64(data, ctypes.c_size_t(len(data)), secret)
        if not handle:
            raise _refusal(self._f.FPDF_GetLastError(), password)
        self.handle: ctypes.c_void_p | None = ctypes.c_void_p(handle)
        self.pages: int = self._f.FPDF_GetPageCount(self.handle)
        if self.pages <= 0:
            self.close()
            raise Damaged("The PDF holds no page that can be read; ask for it again or print it anew.")

    @property
    def tagged(self) -> bool:
        """Whether the file says that it has a tag tree."""
        return bool(self._f.FPDFCatalog_IsTagged(self.handle))

    @property
    def listed(self) -> int:
        """Files in its list of attachments."""
        return int(self._f.FPDFDoc_GetAttachmentCount(self.handle))

    def meta(self, tag: str) -> str | None:
        """An entry of the document information dictionary, None where it is missing or empty."""
        return _utf16(self._f.FPDF_GetMetaText, self.handle, tag.encode())

    def page(self, index: int, limits: Limits) -> OpenPage | None:
        """Page `index` (0-based), None where PDFium cannot load it."""
        page = ctypes.c_void_p(self._f.FPDF_LoadPage(self.handle, index))
        if page and self._has_typed(page):
            # 0: as it is shown on a screen. What is put on the page is there when it is loaded again.
            self._f.FPDFPage_Flatten(page, 0)
            self._f.FPDF_ClosePage(page)
            page = ctypes.c_void_p(self._f.FPDF_LoadPage(self.handle, index))
        return OpenPage(page, limits) if page else None

    def _has_typed(self, page: ctypes.c_void_p) -> bool:
        """Whether text was typed on a page: into a form's fields, or as a note that stands on it."""
        f = self._f
        for i in range(min(_ANNOTATIONS, f.FPDFPage_GetAnnotCount(page))):
            note = f.FPDFPage_GetAnnot(page, i)
            if note:
                kind = f.FPDFAnnot_GetSubtype(pointer(note))
                f.FPDFPage_CloseAnnot(pointer(note))
                if kind in _TYPED:
                    return True
        return False

    def close(self) -> None:
        """Give the memory back."""
        if self.handle is not None:
            self._f.FPDF_CloseDocument(self.handle)
            self.handle = None


def _refusal(error: int, password: str | None) -> Exception:
    """Why PDFium did not open a file, as a sentence for the paper's owner."""
    if error == _ERROR_PASSWORD and password:
        return Encrypted(
            "The PDF is locked and the password given does not open it; give the right one with --password."
        )
    if error == _ERROR_PASSWORD:
        return Encrypted(
            "The PDF is locked with a password; give it with --password, or save an unlocked copy."
        )
    if error == _ERROR_SECURITY:
        return Unsupported("The PDF is encrypted in a way that cannot be opened here; save an unlocked copy.")
    return Damaged("The file is not a PDF that can be read: it may be cut short; ask for it again.")


Float4, Float6, Float8 = ctypes.c_float * 4, ctypes.c_float * 6, ctypes.c_float * 8
Int2, UInt4, Char128 = ctypes.c_int * 2, ctypes.c_uint * 4, ctypes.c_char * 128
"""Buffers PDFium writes to. Kept by name: where none of a kind is left, ctypes makes the type anew, which
takes longer than fifty calls."""
_pages: dict[int, type[ctypes.Array[ctypes.c_char]]] = {}
"""Buffers for the text of a page by size, a power of two."""


def _utf16(function: Any, *args: Any) -> str | None:
    """Text from a function that takes a buffer and its length in bytes and gives the length needed."""
    need = function(*args, None, ctypes.c_ulong(0))
    if need <= 2 or need > 1_000_000:
        return None
    buffer = ctypes.create_string_buffer(need)
    function(*args, buffer, ctypes.c_ulong(need))
    return buffer.raw[: need - 2].decode("utf-16-le", "replace").strip() or None


class OpenPage:
    """One loaded page; close it before the next is opened.

    `shown` maps PDF user space to the page as shown: points, top-left origin, after `/Rotate` and within
    the crop box.
    """

    def __init__(self, handle: ctypes.c_void_p, limits: Limits) -> None:
        self._f = f = pdfium()
        self.handle = handle
        self.limits = limits
        self.overfull = False
        """It holds more objects than allowed: those past the limit were not walked."""
        self.texts: list[int] = []
        """Its text objects that stand in no form, in drawing order, once `things` has walked over them."""
        self._text: Pointer | None = None
        self._count: int | None = None
        self._string: str | None = None
        box = Float4()
        f.FPDF_GetPageBoundingBox(handle, box)
        left, top, right, bottom = box
        turned = f.FPDFPage_GetRotation(handle) % 4
        self.width, self.height = right - left, top - bottom
        if turned % 2:
            self.width, self.height = self.height, self.width
        self.shown = (
            Matrix(1, 0, 0, -1, -left, top),
            Matrix(0, 1, 1, 0, -bottom, -left),
            Matrix(-1, 0, 0, 1, right, -bottom),
            Matrix(0, -1, -1, 0, top, right),
        )[turned]

    def turn(self, matrix: Matrix) -> None:
        """Show the page turned by right angles from now on."""
        self.shown = self.shown.then(matrix)
        if matrix.a == 0:
            self.width, self.height = self.height, self.width

    @property
    def text(self) -> Pointer | None:
        """The handle of the page's characters, None where PDFium cannot read them."""
        if self._text is None:
            handle = self._f.FPDFText_LoadPage(self.handle)
            self._text = pointer(handle) if handle else None
        return self._text

    def count(self) -> int:
        """Characters on the page."""
        if self._count is None:
            self._count = max(0, self._f.FPDFText_CountChars(self.text)) if self.text else 0
        if self._count > self.limits.page_characters:
            raise TooLarge(f"A page holds {self._count} characters; split the PDF or print the page anew.")
        return self._count

    def unreadable(self) -> bool:
        """Most letters, of a sample over the page, are of fonts that do not say which letters they draw."""
        count = self.count()
        step = max(1, count // _SAMPLE)
        sample = range(0, count, step)
        answers = list(map(self._f.FPDFText_HasUnicodeMapError, repeat(self.text), sample))
        return answers.count(1) * 2 > len(sample)

    def string(self) -> str:
        """All characters in stream order, with the spaces and line ends PDFium works out."""
        if self._string is None:
            count = self.count()
            room = 1 << (2 * count + 2).bit_length()
            buffer = _pages.setdefault(room, ctypes.c_char * room)()
            got = self._f.FPDFText_GetText(self.text, 0, count, buffer) if count else 0
            self._string = buffer.raw[: 2 * max(0, got - 1)].decode("utf-16-le", "surrogatepass")
        return self._string

    def things(self) -> list[Thing]:
        """The page's objects and those of its forms, in drawing order. Forms themselves are left out, and so
        is text that stands in no form: characters lead to it, and there may be one object for each."""
        f, page, shown = self._f, pointer(self.handle.value or 0), self.shown
        get, kind_of = f.FPDFPage_GetObject, f.FPDFPageObj_GetType
        budget = [self.limits.page_objects]
        found: list[Thing] = []
        self.texts = []
        for i in range(max(0, f.FPDFPage_CountObjects(page))):
            address = get(page, i)
            handle = pointer(address)
            kind = kind_of(handle)
            if kind == TEXT:
                self.texts.append(address)
                continue
            if kind == FORM:
                found.extend(self._inside(handle, shown, -1, 1, budget))
                continue
            budget[0] -= 1
            if budget[0] < 0:
                break
            found.append(quick(Thing, (handle, kind, shown, -1, address)))
        self.overfull = budget[0] < 0
        return found

    def _inside(
        self, form: Pointer, matrix: Matrix, mcid: int, depth: int, budget: list[int]
    ) -> Iterator[Thing]:
        """The objects of a form, and of the forms in it; a form's marked content id holds for all of them."""
        if depth > self.limits.forms:
            return
        f = self._f
        own = f.FPDFPageObj_GetMarkedContentID(form)
        mcid = own if own >= 0 else mcid
        inner = object_matrix(form).then(matrix)
        for i in range(max(0, f.FPDFFormObj_CountObjects(form))):
            budget[0] -= 1
            address = f.FPDFFormObj_GetObject(form, ctypes.c_ulong(i))
            if not address or budget[0] < 0:
                return
            child = pointer(address)
            kind = f.FPDFPageObj_GetType(child)
            if kind == FORM:
                yield from self._inside(child, inner, mcid, depth + 1, budget)
            else:
                own = f.FPDFPageObj_GetMarkedContentID(child) if kind == TEXT else -1
                yield Thing(child, kind, inner, own if own >= 0 else mcid, address)

    def close(self) -> None:
        """Give the page's objects back."""
        if self._text is not None:
            self._f.FPDFText_ClosePage(self._text)
            self._text = None
        self._f.FPDF_ClosePage(self.handle)


_six = Float6()
_six_at = ctypes.byref(_six)


def object_matrix(handle: Pointer) -> Matrix:
    """The object's own matrix."""
    pdfium().FPDFPageObj_GetMatrix(handle, _six_at)
    return Matrix(*_six)
