"""The structure tree of a tagged PDF, page by page: its tables' rows and cells, its blocks of text.

PDFium shows on each page the whole tree, every element at its place, with the marked content ids of that
page alone (PDF 32000-1 §14.7, §14.8.4). An element without content on the page is a gap at its place. So
a row is known by its path from the root, on every page it has a part on.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any, NamedTuple

from extract.pdf.engine import Char128, OpenPage, Pointer, pdfium, pointer
from extract.quick import quick

_BLOCKS = frozenset(
    (
        "P",
        "H",
        "H1",
        "H2",
        "H3",
        "H4",
        "H5",
        "H6",
        "LI",
        "TOCI",
        "Caption",
        "BlockQuote",
        "Note",
        "Title",
        "Figure",
    )
)
_ROWS = frozenset(("THead", "TBody", "TFoot"))
_CELLS = frozenset(("TD", "TH"))
_PLAIN = frozenset(("NonStruct", "Div", "Span", "Sect", "Part", "Document", "Art", "Private"))
_FURNITURE = frozenset(("Artifact",))
_REPEATED = 3
"""Rows that a repeated header may have."""


Child = tuple[int, int, Pointer | None]
"""Place, content id or -1, element or None: neither where it has no content on the page."""


class TagCell(NamedTuple):
    """A cell's part on one page."""

    uid: int
    """Number of the cell on its page, what `Tags.owner` gives for its content."""
    mcids: tuple[int, ...]
    header: bool
    colspan: int
    rowspan: int
    """Both 1 where spans were not asked for."""
    nested: int
    """How many of its content ids stand in tables inside it."""


class TagRow(NamedTuple):
    """A row that has content on the page. `cells` are in printed order; None: no content here."""

    path: tuple[int, ...]
    table: tuple[int, ...]
    """Path of its table."""
    cells: tuple[TagCell | None, ...]
    header: bool
    size: int = 0
    """Children of its element, on this page or not: its cells, where it holds nothing else."""


class TagTable(NamedTuple):
    """A table's rows on one page."""

    path: tuple[int, ...]
    rows: tuple[TagRow, ...]


class Tags(NamedTuple):
    """What the tree says of one page."""

    tables: tuple[TagTable, ...]
    owner: dict[int, int]
    """Marked content id -> uid of its cell or block."""
    blocks: dict[int, str | None]
    """Uid of a block outside every table -> its tag, None for tags that mean nothing (Div, NonStruct)."""
    furniture: frozenset[int]
    """Content ids that the tree itself calls artifacts."""
    brief: bool = False
    """Of each row only the first cell with content is given: rulings show the others."""


NO_TAGS = Tags((), {}, {}, frozenset())


def read_tags(page: OpenPage, *, spans: bool = True, ruled: Sequence[int] = ()) -> Tags | None:
    """The page's part of the tree; None where there is no tree, or none that can be walked.

    `spans` also asks which cells are merged, a third of the time; where rulings say it nobody needs to know.
    `ruled` says how many cells each row of the page's one ruled grid has: where the tree's rows have as many,
    they are told in brief, at a third of the walk.
    """
    handle = pdfium().FPDF_StructTree_GetForPage(page.handle)
    if not handle:
        return None
    tree = pointer(handle)
    try:
        if ruled:
            found = _Walker(page.limits.tag_depth, page.limits.tags, spans=False, brief=True).tree(tree)
            if found is not None and _as_ruled(found, ruled):
                return found
        return _Walker(page.limits.tag_depth, page.limits.tags, spans=spans).tree(tree)
    finally:
        pdfium().FPDF_StructTree_Close(tree)


def _as_ruled(tags: Tags, ruled: Sequence[int]) -> bool:
    """Whether the tree has one table here, whose rows have as many cells as the last ruled ones; those above
    may be a header repeated, which the tree has once."""
    sizes = [row.size for table in tags.tables for row in table.rows]
    return (
        len(tags.tables) == 1
        and 0 <= len(ruled) - len(sizes) <= _REPEATED
        and sizes == list(ruled[-len(sizes) :])
    )


def table_rows(tags: Tags | None) -> frozenset[tuple[int, ...]]:
    """Paths of all tables and rows with content on the page: what tells a row that goes on from a new one."""
    if tags is None:
        return frozenset()
    rows = {row.path for table in tags.tables for row in table.rows}
    return frozenset(rows | {table.path for table in tags.tables})


class _Walker:
    """One walk over one page's tree, within limits."""

    def __init__(self, depth: int, elements: int, *, spans: bool, brief: bool = False) -> None:
        self.f: Any = pdfium()
        self.depth = depth
        self.left = elements
        self.spans = spans
        self.brief = brief
        self.uids = 0
        self.tables: list[TagTable] = []
        self.owner: dict[int, int] = {}
        self.blocks: dict[int, str | None] = {}
        self.furniture: set[int] = set()
        self._buffer = Char128()
        self._view = memoryview(self._buffer)
        self._room = ctypes.c_ulong(128)
        self._kinds: dict[bytes, str] = {}
        self._number = ctypes.c_float()

    def tree(self, tree: Pointer) -> Tags | None:
        for i in range(max(0, self.f.FPDF_StructTree_CountChildren(tree))):
            child = self.f.FPDF_StructTree_GetChildAtIndex(tree, i)
            if child:
                self._element(pointer(child), (i,), None)
        if self.left < 0:
            return None
        return Tags(tuple(self.tables), self.owner, self.blocks, frozenset(self.furniture), self.brief)

    def _uid(self) -> int:
        self.uids += 1
        return self.uids

    def _kind(self, element: Pointer) -> str:
        need = self.f.FPDF_StructElement_GetType(element, self._buffer, self._room)
        code = self._view[: need - 2].tobytes() if 2 < need <= 128 else b""
        kind = self._kinds.get(code)
        if kind is None:
            kind = self._kinds[code] = code.decode("utf-16-le", "replace")
        return kind

    def _children(self, element: Pointer) -> list[Child]:
        """Each child."""
        f = self.f
        mcid_of, child_of = f.FPDF_StructElement_GetChildMarkedContentID, f.FPDF_StructElement_GetChildAtIndex
        count = max(0, f.FPDF_StructElement_CountChildren(element))
        self.left -= count
        found: list[Child] = []
        for i in range(count if self.left >= 0 else 0):
            child = child_of(element, i)
            found.append((i, -1, pointer(child)) if child else (i, mcid_of(element, i), None))
        return found

    def _paragraph(self, element: Pointer) -> list[int] | None:
        """Content ids of an element that holds nothing else; None where it holds elements."""
        f = self.f
        mcid_of, child_of = f.FPDF_StructElement_GetChildMarkedContentID, f.FPDF_StructElement_GetChildAtIndex
        count = f.FPDF_StructElement_CountChildren(element)
        found: list[int] = []
        for i in range(min(count, self.left)):
            mcid = mcid_of(element, i)
            if mcid >= 0:
                found.append(mcid)
            elif child_of(element, i):
                return None
        self.left -= max(0, count)
        return found

    def _element(self, element: Pointer, path: tuple[int, ...], block: int | None) -> None:
        """Anything outside tables: content goes to its nearest block of text."""
        if len(path) > self.depth:
            return
        kind = self._kind(element)
        if kind == "Table":
            self._table(element, path)
            return
        own = block
        if block is None and kind in _BLOCKS:
            own = self._uid()
            self.blocks[own] = kind
        for i, mcid, child in self._children(element):
            if child is not None:
                self._element(child, (*path, i), own)
            elif mcid >= 0:
                if own is None:
                    own = self._uid()
                    self.blocks[own] = None if kind in _PLAIN else kind
                self.owner.setdefault(mcid, own)
                if kind in _FURNITURE:
                    self.furniture.add(mcid)

    def _table(self, table: Pointer, path: tuple[int, ...]) -> None:
        """A table: as cells, or, where it only lays the page out, as what stands in it."""
        rows: list[TagRow] = []
        inner = len(self.tables)
        self._rows(table, path, path, rows, header=False)
        nested = sum(cell.nested for row in rows for cell in row.cells if cell)
        total = sum(len(cell.mcids) for row in rows for cell in row.cells if cell)
        if nested * 2 > total:
            self._unwrap(rows)
            return
        del self.tables[inner:]
        for row in rows:
            for cell in row.cells:
                for mcid in cell.mcids if cell else ():
                    self.owner[mcid] = cell.uid if cell else 0
        if rows:
            self.tables.append(TagTable(path, tuple(rows)))

    def _unwrap(self, rows: list[TagRow]) -> None:
        """A table around tables: the content of its cells that stands in no inner one becomes blocks."""
        for row in rows:
            for cell in row.cells:
                for mcid in cell.mcids if cell else ():
                    if mcid not in self.owner and cell is not None:
                        self.owner[mcid] = cell.uid
                        self.blocks[cell.uid] = None

    def _rows(
        self,
        parent: Pointer,
        path: tuple[int, ...],
        table: tuple[int, ...],
        rows: list[TagRow],
        *,
        header: bool,
    ) -> None:
        child_of = self.f.FPDF_StructElement_GetChildAtIndex
        count = self.f.FPDF_StructElement_CountChildren(parent)
        self.left -= max(0, count)
        for i in range(count if self.left >= 0 else 0):
            handle = child_of(parent, i)
            if not handle:
                continue  # a row on another page, or borders: Word's stand right in the table
            child = pointer(handle)
            kind = self._kind(child)
            if kind == "TR":
                read = self._brief_row if self.brief else self._row
                row = read(child, (*path, i), table, header=header)
                if row is not None:
                    rows.append(row)
            elif kind in _ROWS:
                self._rows(child, (*path, i), table, rows, header=kind == "THead")
            else:
                self._element(child, (*path, i), None)

    def _stray(self, mcid: int) -> None:
        """Content of a row that is in no cell."""
        uid = self._uid()
        self.blocks[uid] = None
        self.owner.setdefault(mcid, uid)

    def _row(
        self, element: Pointer, path: tuple[int, ...], table: tuple[int, ...], *, header: bool
    ) -> TagRow | None:
        cells: list[TagCell | None] = []
        for i, mcid, child in self._children(element):
            if child is None:
                if mcid >= 0:
                    self._stray(mcid)
                else:
                    cells.append(None)
                continue
            kind = self._kind(child)
            if kind in _CELLS:
                cells.append(self._cell(child, (*path, i), header=kind == "TH"))
            else:
                self._element(child, (*path, i), None)
        if not any(cells):
            return None
        marked = header or all(cell[2] for cell in cells if cell)
        return TagRow(path, table, tuple(cells), marked, len(cells))

    def _brief_row(
        self, element: Pointer, path: tuple[int, ...], table: tuple[int, ...], *, header: bool
    ) -> TagRow | None:
        """A row by its first cell with content; of size 0 where it holds more than plain cells."""
        child_of = self.f.FPDF_StructElement_GetChildAtIndex
        count = max(0, self.f.FPDF_StructElement_CountChildren(element))
        self.left -= count
        first: TagCell | None = None
        heads = True
        for i in range(count if self.left >= 0 else 0):
            address = child_of(element, i)
            if not address:
                continue
            child = pointer(address)
            kind = self._kind(child)
            heads = heads and kind == "TH"
            if first is None:
                cell = self._cell(child, (*path, i), header=heads) if kind in _CELLS else None
                if cell is None or cell.nested:
                    return TagRow(path, table, (cell,), header=False)
                first = cell if cell.mcids else None
            if first is not None and not heads:
                break
        return TagRow(path, table, (first,), header or heads, count) if first is not None else None

    def _cell(self, element: Pointer, path: tuple[int, ...], *, header: bool) -> TagCell:
        uid = self._uid()
        mcids: list[int] = []
        nested = self._content(element, path, mcids, inside=False)
        spans = self._spans(element) if self.spans else {}
        across, down = (spans.get("ColSpan", 1), spans.get("RowSpan", 1)) if spans else (1, 1)
        return quick(TagCell, (uid, tuple(mcids), header, across, down, nested))

    def _content(self, element: Pointer, path: tuple[int, ...], mcids: list[int], *, inside: bool) -> int:
        """All content ids under a cell, in order; how many of them stand in inner tables."""
        if len(path) > self.depth:
            return 0
        f = self.f
        child_of = f.FPDF_StructElement_GetChildAtIndex
        count = max(0, f.FPDF_StructElement_CountChildren(element))
        self.left -= count
        nested = 0
        for i in range(count if self.left >= 0 else 0):
            address = child_of(element, i)
            if not address:
                mcid = f.FPDF_StructElement_GetChildMarkedContentID(element, i)
                if mcid >= 0:
                    mcids.append(mcid)
                continue
            child = pointer(address)
            own = self._paragraph(child)
            if own is not None:
                mcids += own
            elif not inside and self._kind(child) == "Table":
                before = len(mcids)
                self._content(child, (*path, i), mcids, inside=True)
                self._table(child, (*path, i))  # a table of its own, its content listed for the cell too
                nested += len(mcids) - before
            else:
                nested += self._content(child, (*path, i), mcids, inside=inside)
        return nested

    def _spans(self, element: Pointer) -> dict[str, int]:
        """`ColSpan` and `RowSpan` of a cell (PDF 32000-1 table 349), those that are above 1."""
        f = self.f
        spans: dict[str, int] = {}
        for i in range(min(8, max(0, f.FPDF_StructElement_GetAttributeCount(element)))):
            attribute = f.FPDF_StructElement_GetAttributeAtIndex(element, i)
            for name in (b"ColSpan", b"RowSpan") if attribute else ():
                value = f.FPDF_StructElement_Attr_GetValue(pointer(attribute), name)
                if value and f.FPDF_StructElement_Attr_GetNumberValue(
                    pointer(value), ctypes.byref(self._number)
                ):
                    number = int(self._number.value)
                    if 1 < number <= 200:
                        spans[name.decode()] = number
        return spans
