"""Repairs on a finished plan's rows; each leaves a flag on the row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import regex

from extract.lexicon import squash
from extract.model import RGB
from extract.plan.furniture import is_about
from extract.plan.header import split_urn
from extract.plan.roles import is_colour
from extract.plan.rows import Gathered, OpenRow, looks_like_urn
from extract.plan.text import join_lines

_HEADED = regex.compile(
    r"((?:URN\s*)?(?:\p{Lu}{1,4}[-./ ]?)?\d{1,3}(?:\.\d{1,3}){0,3}[.):]?|\p{Lu}{1,4}\d{1,3})\s+(?=\S)"
)
_TOTAL = regex.compile(r"(?:(?:sub|grand|overall)[ -]?)?totals?\b(?:[ :]+[\w%/]+){0,3}", regex.I)
_OVERALL = regex.compile(
    r"overall (?:(?:plan|programme|project|delivery) )?(?:b?rag|position|progress|rating|status)\b.{0,20}",
    regex.I,
)
_ENOUGH = 0.6


def urn_from_unlabelled(rows: list[OpenRow], columns: frozenset[str]) -> None:
    """Read references out of a first column that prints no label (` | Action | Owner | Update`)."""
    if "urn" in columns or not rows:
        return
    got = [row for row in rows if row.extra and row.extra[0][0] == "" and looks_like_urn(row.extra[0][1])]
    if len(got) < len(rows) * _ENOUGH:
        return
    for row in got:
        _, text = row.extra.pop(0)
        row.cells["urn"] = Gathered([text])
        moved = len(text.split())
        row.words += moved
        row.extra_words -= moved
        row.flag("urn column unlabelled")


def urn_from_action(rows: list[OpenRow], columns: frozenset[str]) -> None:
    """Split the reference off the head of the action, where a plan prints it in the action's own cell.

    Only where most rows have one and they rise, so that `8 courses` or `4P Plans` never become references.
    """
    if "urn" in columns or not rows:
        return
    heads = [_HEADED.match(row.text("action")) for row in rows]
    numbers = [_number(m[1]) for m in heads if m]
    rising = sum(a < b for a, b in pairwise(numbers))
    if len(numbers) < max(2, len(rows) * _ENOUGH) or rising < (len(numbers) - 1) * _ENOUGH:
        return
    for row, head in zip(rows, heads, strict=True):
        if head is None:
            continue
        action = row.cells["action"]
        text = join_lines(action.lines)[head.end() :]
        row.cells["urn"] = Gathered([head[1]])
        row.cells["action"] = Gathered([text], action.fill, action.ink, action.held)
        row.flag("urn from action")


def sections_from_bare_rows(rows: list[OpenRow], columns: frozenset[str]) -> list[OpenRow]:
    """Read sections out of rows that print one short text and nothing else, in the action's column or the
    reference's, without borders or cells that would tell them; the rows taken for sections.

    Only where every such row has full rows under it, and the first row is one; and where there are several,
    or all others have references: an action that nobody has taken on yet stands anywhere.
    """
    bare = {k: row for k, row in enumerate(rows) if is_bare(row)}
    bare |= _numbered_otherwise(rows, bare)
    kept = [row for k, row in enumerate(rows) if k not in bare]
    full = [row for row in kept if not is_total(row)]
    if not bare or "section" in columns or any(k + 1 in bare or k + 1 == len(rows) for k in bare):
        return []
    own = next((k for k, row in enumerate(rows) if row.section), len(rows))
    if max(bare) > own or any(len(_filled(row)) < _FULL for row in full):
        return []
    references = [urn for row in full if (urn := row.own_text("urn"))]
    if not all(map(looks_like_urn, references)):
        return []
    numbered = len(references) == len(full)
    several = len(bare) > 1 or own < len(rows)
    if not (0 in bare or (numbered and several)) or not (numbered or several):
        return []
    section: tuple[str | None, str | None] = (None, None)
    for k, row in enumerate(rows):
        if k in bare:
            section = _section_of(row)
        elif k < own:
            row.section_urn, row.section = section
    rows[:] = kept
    return list(bare.values())


def _section_of(row: OpenRow) -> tuple[str | None, str]:
    """The section (number, name) that a row prints, in one of its cells or in both."""
    number, name = row.text("urn"), row.text("action")
    if not (number and name):
        return split_urn(name or number)
    spilled = _WORD.search(number) is not None  # `Theme` | `1: Our people`
    return (None, f"{number} {name}") if spilled else (number, name)


def _numbered_otherwise(rows: Sequence[OpenRow], bare: Mapping[int, OpenRow]) -> dict[int, OpenRow]:
    """Rows that print a reference and a short text alone, their references of another kind than all others'
    (`A | Streets and parks` over 1, 2 and 3; `1 | Streets` over 1.1); none where the first row is none."""
    found = {
        k: row for k, row in enumerate(rows) if _filled(row) == {"urn", "action"} and _is_name(row, "action")
    }
    others = {_kind(row.own_text("urn")) for k, row in enumerate(rows) if k not in found and k not in bare}
    heads = {_kind(row.own_text("urn")) for row in found.values()}
    return found if 0 in found and len(found) > 1 and len(heads) == 1 and not heads & others else {}


def _kind(reference: str) -> str:
    """How a reference is built: `9.9`, `A`, `A9`."""
    return str(regex.sub(r"\p{L}+", "A", regex.sub(r"\d+", "9", reference.strip(" .)("))))


_FULL = 2
"""Columns that a row of an action fills at least."""
_NAME = 80
"""Characters of a section's name."""
_WORD = regex.compile(r"\p{L}{3}")


def _filled(row: OpenRow) -> set[str]:
    return {name for name in row.cells if row.prints(name)}


def is_bare(row: OpenRow) -> bool:
    """A row of one short text in the action's column or the reference's, that is none."""
    if row.extra or (row.prints("urn") and row.prints("action")):
        return False
    filled = _filled(row)
    if filled not in ({"action"}, {"urn"}) or any(c.held for c in row.cells.values()):
        return False
    named = filled == {"action"} or not looks_like_urn(row.text(*filled))
    return named and _is_name(row, *filled)


def _is_name(row: OpenRow, column: str) -> bool:
    """Whether a cell's text may be a section's name."""
    text = row.text(column)
    return len(text) <= _NAME and text[-1:] not in ".;:," and bool(_WORD.search(text))


def _number(urn: str) -> tuple[int, ...]:
    return tuple(int(n) for n in regex.findall(r"\d+", urn)[:6])


def is_total(row: OpenRow) -> bool:
    """True for a line of a table that counts its rows, or tells of all of them at once: `Total | 12 actions |
    3 red`, `Red | 3`, `Overall status | Amber`; and for a line of its key (`Red | Off track`)."""
    first = "urn" if (urn := row.cells.get("urn")) is not None and urn.lines else "action"
    if first == "urn" and row.prints("action") and not row.cells["action"].lines[0][:1].isdigit():
        return False  # an action with its reference, as most rows are; `12 actions` is none
    head = row.text(first).strip()
    overall = _OVERALL.fullmatch(head) is not None
    if overall or _TOTAL.fullmatch(head):
        told = () if overall else (row.own_text("due"),)
        return not any(map(_WORD.search, (row.own_text("owner"), *told)))
    return len(head) > 1 and is_colour(head)


def is_signature(row: OpenRow) -> bool:
    """True for a line under a table that says whose it is (`Plan approved by: ...`), in place of a
    reference."""
    if row.prints("action"):
        return False
    urn = row.own_text("urn")
    return not looks_like_urn(urn) and is_about(urn)


def drop_banding(rows: list[OpenRow]) -> None:
    """Take the colour out of cells of rows that are one pale colour all over, or none, by turns: it bands the
    table, and says nothing of a row."""
    fills = [_fill_of(row) for row in rows]
    pale = all(max(fill) - min(fill) <= _PALE for fill in fills if fill is not None)
    by_turns = len(rows) >= _BANDS and fills[0] != fills[1] and fills[2:] == fills[:-2]
    if not (pale and by_turns):
        return
    for row, fill in zip(rows, fills, strict=True):
        for got in row.cells.values() if fill is not None else ():
            got.fill = None


_PALE = 100
"""Between the channels of a colour that lets text be read."""
_BANDS = 4
"""Rows from which colours by turns are bands."""


def _fill_of(row: OpenRow) -> RGB | None:
    """The colour of all the row's cells, its reference apart, which many styles set off; None where they have
    none or several."""
    fills = [got.fill for name, got in row.cells.items() if name != "urn"]
    return fills[0] if len(fills) > 1 and len(set(fills)) == 1 else None


_ASKED = frozenset(
    before + word
    for before in ("", "to ", "for ")
    for word in (
        "agree approval approve assurance decide decision discuss discussion information note noting receive"
    ).split()
)
"""What a meeting is asked to do with an item."""


def is_agenda(rows: list[OpenRow]) -> bool:
    """True where every action is what a meeting is asked: `Note`, `Approve`, `For decision`."""
    actions = 0
    for row in rows:
        text = squash(row.text("action"))
        if text and text not in _ASKED:
            return False
        actions += bool(text)
    return actions > 1


def is_empty(row: OpenRow) -> bool:
    """True for a row that prints a reference and nothing else: a blank log's numbered empty rows."""
    return not row.prints("action") and _filled(row) <= {"urn"} and not row.extra
