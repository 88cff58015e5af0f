"""Whether a row of a grid is one of its own or more of the one above: over a page's end, under a border that
was dragged, beside an action that is merged down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import regex

from extract.lexicon import squash
from extract.model import Grid, Method, Page, Row
from extract.plan.columns import Columns
from extract.plan.rows import Gathered, OpenRow, gather, looks_like_urn, reference
from extract.plan.state import OpenPlan
from extract.plan.text import join_lines

_ENDED = regex.compile(r"[.!?:;][\"'’”)\]]*$")
_CONTINUED = regex.compile(
    r"(?P<urn>.*[\w)])[\s\u2013-]*(?<!\w)[(\[]?\s*cont(?:inued|['\u2019]?d)?\.?\s*[)\]]?", regex.IGNORECASE
)
_ITS_OWN = ("owner", "due", "rag", "status")
_SEVERAL = 2
"""Of these, so many of its own make a row one."""
_SAME = 1.0
"""Points between two borders up to which they are one: the same table, printed by one program."""


def joins(row: Row, piece: OpenRow, plan: OpenPlan, *, at_break: bool) -> bool:
    """True where the piece, read of the row, is more of the plan's last row; a guess is flagged there.
    `at_break`: it is the first of its page."""
    prev = plan.rows[-1] if plan.rows else None
    if prev is None or row.continues or _goes_on_by_word(prev, piece):
        return prev is not None
    _hold_over_step(prev, piece)
    part = _part_of_action(prev, piece)
    if part is None and row.continues is False:
        return False
    numbered = plan.numbered()
    if part is not None or not at_break:
        rest = is_rest_of_row(prev, piece, numbered=numbered) if part is None else part
        if rest:
            prev.flag("rows joined")
        return rest
    own_action = "action" in plan.columns.names
    goes_on = continues_row(
        prev, piece, numbered=numbered, own_action=own_action, capitalised=plan.capitalised
    )
    if goes_on and not numbered:
        prev.flag("continuation guessed")
    return goes_on


def _goes_on_by_word(prev: OpenRow, piece: OpenRow) -> bool:
    """Whether a row says that it goes on with the one above (`2 (cont'd)`); then without what it repeats."""
    match = _CONTINUED.fullmatch(piece.own_text("urn"))
    if match is None or squash(match["urn"]) != squash(prev.own_text("urn")):
        return False
    again = [name for name in piece.cells if name == "urn" or piece.text(name) == prev.text(name)]
    for name in again:
        del piece.cells[name]
    return True


def _hold_over_step(prev: OpenRow, piece: OpenRow) -> None:
    """Let an action printed once hold over the rows of a sheet under it that have two of their own owner, day
    and state: steps of one action."""
    if piece.method is not Method.SHEET or any(piece.prints(c) for c in ("urn", "action")):
        return
    if _has_its_own(prev, piece):
        for name in ("urn", "action"):
            above = prev.cells.get(name)
            if above is not None:
                piece.cells[name] = Gathered(list(above.lines), above.fill, above.ink, held=True)


def _part_of_action(prev: OpenRow, piece: OpenRow) -> bool | None:
    """Of a row under an action that is merged down over it: True where it says more of that action (the log
    of its updates), False where it is one of its own, with two of its own owner, day and state as the row
    above has; None where no merged action holds."""
    action = piece.cells.get("action")
    if action is None or not action.held or not prev.cells.get("action") or piece.own_text("urn"):
        return None
    return not _has_its_own(prev, piece)


def _has_its_own(prev: OpenRow, piece: OpenRow) -> bool:
    """Whether a piece has two of its own owner, day and state, as the row above has."""
    return sum(piece.prints(c) and bool(prev.text(c)) for c in _ITS_OWN) >= _SEVERAL


def continues_row(
    prev: OpenRow, piece: OpenRow, *, numbered: bool, own_action: bool, capitalised: Callable[[], bool]
) -> bool:
    """True where the first row of a page is the rest of the page before's last row.

    Rows break across pages in any of their cells at once, and the second half prints no reference. Where
    a plan numbers its rows (`numbered`), a reference starts a row and its absence goes on with the last
    one. Where it does not, the row goes on when its action is empty or takes up the sentence before it
    and no other cell starts afresh. Where all actions begin with a capital (`capitalised`), one that takes
    up an open sentence in lower case is the rest of it, whatever other cells broke with it (`Supt Marsh &` /
    `DI Kaur`). `own_action` is whether the table has an action column at all.
    """
    if piece.own_text("urn"):
        return False
    if numbered:
        return True
    action = piece.own_text("action")
    if own_action and not action:
        return True
    before = prev.text("action")
    others = [c for c in ("owner", "due", "status", "rag", "comments") if piece.own_text(c)]
    if set(prev.cells) == {"action"} and len(others) > 1 and action[:1].isupper():
        return False  # a section at the page's foot: the other cells of a row would begin beside its action
    afresh = sum(bool(piece.own_text(c)) and bool(prev.text(c)) for c in ("owner", "due", "status", "rag"))
    lower, unfinished = action[:1].islower(), bool(before) and not _ENDED.search(before)
    return ((lower or unfinished) and afresh == 0) or (lower and unfinished and capitalised())


def is_rest_of_row(prev: OpenRow, piece: OpenRow, *, numbered: bool) -> bool:
    """True where a row inside the table is a part of the row above it, cut off by a dragged border: it
    prints neither a reference nor an action of its own, or only the tail of the action's sentence and of what
    is said of it."""
    if piece.own_text("urn"):
        return False
    action = piece.own_text("action")
    if not action:
        return bool(prev.cells)
    beside = {c for c in piece.cells if c != "action" and piece.own_text(c)}
    tail = not beside or (beside == {"comments"} and not _ENDED.search(prev.text("action")))
    return numbered and tail and action[:1].islower()


def tells_itself(plan: OpenPlan, grid: Grid, page: int) -> bool:
    """Whether a grid of the next page is clearly more of a plan that numbers its rows, and each row clearly
    one of its own, but for a first one that is clearly the rest of the plan's last.

    Its borders are those of the plan's first table, and every row prints a reference. Where its first row
    does not repeat the plan's header word for word, it may still be another table.
    """
    edges, rows = plan.columns.edges, plan.rows
    if not rows or plan.ended_in_header or edges is None or grid.edges is None or not plan.numbered():
        return False
    if len(edges) != len(grid.edges) or any(
        abs(a - b) > _SAME for a, b in zip(edges, grid.edges, strict=True)
    ):
        return False
    body = int(is_header_again(plan, grid))
    urns = [reference(row, grid, plan.columns) for row in grid.rows[body:]]
    if not urns or not all(urns[1:]):
        return False
    last, first = rows[-1].own_text("urn"), squash(urns[0])
    if first:
        return looks_like_urn(last) and first not in (squash(last), _first_urn(plan))
    return _is_clear_rest(plan, gather(grid.rows[body], (), grid, plan.columns, page))


def is_header_again(plan: OpenPlan, grid: Grid) -> bool:
    """Whether a grid begins with the plan's header, word for word."""
    return tuple([join_lines(cell.lines) for cell in grid.rows[0].cells if cell.lines]) == plan.labels


def with_header_apart(plan: OpenPlan, page: Page, grid: Grid) -> Grid:
    """A grid whose first row is the plan's header, word for word, run together with the rest of the row that
    the page before cut (no border parts them), as two rows; any other grid as it is."""
    if page.number is None or plan.last_page != page.number - 1 or not grid.rows:
        return grid
    row = grid.rows[0]
    filled = [cell for cell in row.cells if cell.lines]
    if len(filled) != len(plan.labels):
        return grid
    ends = [_end_of_label(cell.lines, label) for cell, label in zip(filled, plan.labels, strict=True)]
    if 0 in ends or all(end == len(cell.lines) for cell, end in zip(filled, ends, strict=True)):
        return grid
    heads, rest = [], []
    for cell, end in zip(filled, ends, strict=True):
        words = sum(len(line.split()) for line in cell.lines[:end])
        heads.append(cell._replace(lines=cell.lines[:end], words=words))
        rest.append(cell._replace(lines=cell.lines[end:], words=cell.words - words))
    parted = (row._replace(cells=tuple(heads)), row._replace(cells=tuple(rest), header=None))
    return replace(grid, rows=(*parted, *grid.rows[1:]))


def _end_of_label(lines: tuple[str, ...], label: str) -> int:
    """The line behind a label that a cell begins with; 0 where it begins with another text."""
    return next((k for k in range(1, len(lines) + 1) if join_lines(lines[:k]) == label), 0)


def goes_on_under_header(plan: OpenPlan, page: Page, grid: Grid) -> bool:
    """Whether a grid on the plan's last page or the one after it has its borders, begins with its header,
    word for word, and its references do not start over."""
    if page.number is None or not plan.rows or page.name != plan.sheet or not plan.is_near(page):
        return False
    if grid.edges is None or grid.edges != plan.columns.edges or not is_header_again(plan, grid):
        return False
    return squash(first_reference(grid, 0, plan.columns)) != _first_urn(plan)


def first_reference(grid: Grid, start: int, columns: Columns) -> str:
    """The first reference printed under a header row; '' where none is."""
    return next((urn for row in grid.rows[start + 1 :] if (urn := reference(row, grid, columns))), "")


def _first_urn(plan: OpenPlan) -> str:
    """The first reference of a plan, as references are compared; '' where it has none."""
    return next((urn for row in plan.rows if (urn := squash(row.own_text("urn")))), "")


def _is_clear_rest(plan: OpenPlan, piece: OpenRow) -> bool:
    """Whether what a page begins with can only be the rest of a numbered plan's last row: it prints no
    reference, and takes up its action's sentence, or nothing of its action and nothing new of owner, day and
    state."""
    prev, action = plan.rows[-1], piece.own_text("action")
    if piece.prints("urn") or (action and not action[:1].islower()):
        return False
    if action and not _ENDED.search(prev.text("action")) and plan.capitalised():
        return True
    return not any(piece.prints(c) and prev.prints(c) for c in _ITS_OWN)
