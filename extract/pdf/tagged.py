"""Grids with the tag tree's knowledge: ruled ones where tree and rulings agree, and unruled ones."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from extract.model import RGB, Box, Cell, Grid, Method, Row
from extract.pdf.grids import chosen, paint
from extract.pdf.paths import Fill
from extract.pdf.tag_columns import columns_by_place
from extract.pdf.tags import TagRow, TagTable
from extract.pdf.words import Word, box_of, counted, ink_of, line_text, printed_lines

Path = tuple[int, ...]


def with_tags(grid: Grid, rows: dict[int, TagRow], parts: Sequence[bool], before: frozenset[Path]) -> Grid:
    """A ruled grid whose rows the tree knows. `parts[i]`: row i holds artifacts alone, a header repeated;
    `before` are the rows with content on the page before."""
    made = []
    earlier: TagRow | None = None
    for i, row in enumerate(grid.rows):
        tag = rows.get(i)
        if tag is None:
            made.append(row._replace(header=True) if parts[i] else row)
            continue
        made.append(row._replace(header=tag.header, continues=goes_on(tag, earlier, before)))
        earlier = tag
    return replace(grid, method=Method.TAGS, rows=tuple(made), continues=same_table(rows[min(rows)], before))


def goes_on(row: TagRow, earlier: TagRow | None, before: frozenset[Path]) -> bool | None:
    """Whether a row goes on from the page before: the tree has it on both. The first row of a table that is
    not on the page before cannot be told: some producers begin a new table on every page."""
    if row.header:
        return False  # a header in the tree of two pages is printed on both
    if row.path in before:
        return True
    return False if earlier is not None or same_table(row, before) else None


def same_table(row: TagRow, before: frozenset[Path]) -> bool | None:
    """Whether a row's table is on the page before too; None where it is not, as that may be the producer's
    cutting."""
    return True if row.table in before else None


def grown_grid(
    grid: Grid, table: TagTable, rows: Sequence[Sequence[Sequence[Word]]], before: frozenset[Path]
) -> Grid | None:
    """A ruled grid with the rows of its tagged table that are not ruled: a title or header row set without
    borders. None where such a row is not above or below it, or does not fit its columns."""
    if grid.edges is None or grid.box is None:
        return None
    made = list(grid.rows)
    box = grid.box
    for tag, cells in zip(table.rows, rows, strict=True):
        found: dict[int, Cell] = {}
        for words in cells:
            if words:
                col = min(max(0, bisect_right(grid.edges, box_of(words).x0 + 1) - 1), grid.columns - 1)
                if col in found:
                    return None
                found[col] = _cell(words, box_of(words), (), Cell(col=col))
        where = box_of([word for words in cells for word in words])
        if where.bottom > box.top + 2 and where.top < box.bottom - 2:
            return None
        box = box.union(where)
        row = Row(tuple(found[col] for col in sorted(found)), where, tag.header, goes_on(tag, None, before))
        made.append(row)
    made.sort(key=_top)
    return replace(grid, rows=tuple(made), box=box)


def _top(row: Row) -> float:
    return row.box.top if row.box else 0.0


def unruled_grid(
    table: TagTable, rows: Sequence[Sequence[Sequence[Word]]], fills: Sequence[Fill], before: frozenset[Path]
) -> Grid:
    """A grid by the tree alone; boxes are those of its columns and rows of text."""
    columns_of, _ = columns_by_place(table, rows, None)
    columns = max(col + span for row in columns_of for col, span in row)
    edges = _edges(rows, columns_of, columns)
    tops = _tops(rows)
    made = []
    earlier: TagRow | None = None
    for r, (tag, cells) in enumerate(zip(table.rows, rows, strict=True)):
        row = []
        for words, known, (col, span) in zip(cells, tag.cells, columns_of[r], strict=True):
            box = Box(edges[col], tops[r], edges[col + span], tops[r + 1])
            row.append(
                _cell(
                    words,
                    box,
                    fills,
                    Cell(col=col, colspan=span, rowspan=min(known.rowspan, len(rows) - r) if known else 1),
                )
            )
        box = Box(edges[0], tops[r], edges[-1], tops[r + 1])
        made.append(Row(tuple(row), box, tag.header, goes_on(tag, earlier, before)))
        earlier = tag
    return Grid(
        method=Method.TAGS,
        rows=tuple(made),
        columns=columns,
        edges=tuple(edges),
        box=Box(edges[0], tops[0], edges[-1], tops[-1]),
        continues=same_table(table.rows[0], before),
    )


def _cell(words: Sequence[Word], box: Box, fills: Sequence[Fill], spans: Cell) -> Cell:
    """A cell with the text of `words` and the place of `spans`."""
    return spans._replace(
        lines=tuple([line_text(line) for line in printed_lines(words)]),
        words=counted(words),
        box=box.union(box_of(words)) if words else box,
        fill=_fill(box_of(words) if words else box, fills),
        ink=ink_of(words),
    )


def _fill(box: Box, fills: Sequence[Fill]) -> RGB | None:
    painted: dict[RGB, float] = {}
    for fill in fills:
        paint(painted, box, fill)
    return chosen(painted, (box.x1 - box.x0) * (box.bottom - box.top))


def _edges(
    rows: Sequence[Sequence[Sequence[Word]]], columns_of: Sequence[Sequence[tuple[int, int]]], columns: int
) -> list[float]:
    """The column borders: where each column's text begins; a column without text shares its
    neighbour's width."""
    begin: list[float | None] = [None] * columns
    right = 0.0
    for cells, places in zip(rows, columns_of, strict=True):
        for words, (col, _span) in zip(cells, places, strict=True):
            if words:
                box = box_of(words)
                known = begin[col]
                begin[col] = box.x0 if known is None else min(known, box.x0)
                right = max(right, box.x1)
    edges: list[float] = []
    for col in range(columns):
        known = begin[col]
        after = next((b for b in begin[col:] if b is not None), right)
        value = known if known is not None else ((edges[-1] + after) / 2 if edges else after)
        edges.append(max(value, edges[-1]) if edges else value)
    return [*edges, max(right, edges[-1])]


def _tops(rows: Sequence[Sequence[Sequence[Word]]]) -> list[float]:
    """Top of each row and the last one's bottom."""
    tops: list[float] = []
    bottom = 0.0
    for cells in rows:
        boxes = [box_of(words) for words in cells if words]
        tops.append(max(min((b.top for b in boxes), default=bottom), tops[-1] if tops else 0.0))
        bottom = max([bottom, *(b.bottom for b in boxes)])
    return [*tops, max(bottom, tops[-1])]
