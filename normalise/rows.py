"""One plan's rows read: each cell's meaning beside what it prints, and what a careful reader would query."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from extract.model import Paper, Plan, PlanRow
from normalise import (
    dates,
    due,
    findings,
    fourp,
    levels,
    owners,
    persons,
    rag,
    sections,
    status,
    updates,
    urn,
)
from normalise.colours import rag_colour
from normalise.key import Key
from normalise.marks import unmarked, unmarked_lines
from normalise.records import (
    ActionRecord,
    FindingRecord,
    LevelRecord,
    OwnerRecord,
    Records,
    UpdateRecord,
)
from normalise.strands import Placed
from normalise.when import Dated
from normalise.words import Issue, Vocabulary


def action_id(paper_id: str, plan: int, row: int) -> str:
    """The same for the same bytes: 16 hex digits of paper, plan (0-based) and row (1-based)."""
    return hashlib.sha256(f"{paper_id}/{plan}/{row}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class _Setting:
    """What the plan as a whole says about each of its cells."""

    updates: tuple[updates.Context, updates.Context]
    """For rows without and with a word in the RAG column."""
    owners: owners.OwnerContext
    paragraphs: bool


class PlanReader:
    """Reads one plan of a paper into `records`."""

    def __init__(
        self, paper: Paper, dated: Dated, vocabulary: Vocabulary, records: Records, key: Key | None = None
    ) -> None:
        self.paper, self.dated, self.vocabulary, self.records = paper, dated, vocabulary, records
        self.key = key or Key()
        self.undated: set[str] = set()
        """Dates without a year that a finding has told of already."""

    def read(self, index: int, plan: Plan, placed: Placed) -> list[ActionRecord]:
        """The records of the plan at `index` (0-based) of the paper; returns its actions."""
        setting = self._setting(plan)
        yes_no = _is_yes_no(plan)
        rows: list[ActionRecord] = []
        owned = len(self.records.owners)
        for number, row in enumerate(plan.rows, 1):
            action = self._action(index, number, row, placed)
            self.records.actions.append(action)
            self._numbers(action, row, rows[-1] if rows else None)
            self._fourp(action, row)
            self._owners(action, row, setting)
            self._levels(action, row, setting)
            ticked = status.ticked(action.status_raw and unmarked(action.status_raw), plan.headings)
            self._status(action, row, ticked)
            cut = self._updates(action, row, setting)
            self._rag(action, row, cut, ticked=yes_no or ticked is not None)
            self._due(action)
            rows.append(action)
        self._persons(owned)
        self._query(plan, rows)
        return rows

    def _persons(self, first: int) -> None:
        """The same person over the plan's rows; `first` is the plan's first owner record."""
        mine = self.records.owners[first:]
        for owner, key in zip(mine, persons.persons([(o.rank, o.name) for o in mine]), strict=True):
            owner.person = key

    def _numbers(self, action: ActionRecord, row: PlanRow, above: ActionRecord | None) -> None:
        """Number and section; what is odd about a section's header is said once, on its first row."""
        number = urn.canonical(unmarked(action.urn_raw or ""))
        action.urn = number.value
        cell = row.cells.get("urn")
        if number.issue is not None and not (cell and cell.held):
            self._issues(action, (number.issue,), "urn")
        named = sections.section(row.section, self.vocabulary)
        action.section = named.value
        if above is None or (above.section_raw, above.section_urn_raw) != (row.section, row.section_urn):
            found = (named.issue, sections.section_number(row.section_urn).issue)
            self._issues(action, [issue for issue in found if issue is not None], "section")

    def _setting(self, plan: Plan) -> _Setting:
        paragraphs = any(row.table_n is not None for row in plan.rows)
        comments = [row.cells["comments"].text for row in plan.rows if "comments" in row.cells]
        named = [row.cells["owner"] for row in plan.rows if "owner" in row.cells]
        where = [row.cells["level"].text for row in plan.rows if "level" in row.cells]
        near = self.dated.near
        context = updates.Context(
            near=near,
            paragraphs=paragraphs,
            shapes=updates.learn(comments, near),
            rag_of_head=self._head,
            rag_after_date=self._head_after_date,
        )
        owned = owners.context_of(
            [unmarked(cell.text) for cell in named],
            self.vocabulary,
            paragraphs=paragraphs,
            lines=[unmarked_lines(cell.lines) for cell in named],
            beside=where,
        )
        return _Setting((context, replace(context, has_rag_column=True)), owned, paragraphs)

    def _head(self, text: str) -> tuple[str | None, int]:
        head = rag.rag_of_head(text, self.vocabulary)
        return head.value, head.length

    def _head_after_date(self, text: str) -> tuple[str | None, int]:
        head = rag.rag_of_head(text, self.vocabulary, dated=True)
        return head.value, head.length

    def _action(self, index: int, number: int, row: PlanRow, placed: Placed) -> ActionRecord:
        box = row.box
        return ActionRecord(
            action_id=action_id(self.paper.paper_id, index, number),
            paper_id=self.paper.paper_id,
            path=self.paper.path,
            plan=placed.plan,
            strand=placed.strand,
            quarter=None,
            row=number,
            section_raw=row.section,
            section_urn_raw=row.section_urn,
            urn_raw=_printed(row, "urn"),
            action=_printed(row, "action"),
            owner_raw=_printed(row, "owner"),
            level_raw=_printed(row, "level"),
            fourp_raw=_printed(row, "fourp"),
            rag_raw=_printed(row, "rag"),
            comments=_printed(row, "comments"),
            status_raw=_printed(row, "status"),
            due_raw=_printed(row, "due"),
            page_first=row.page_first,
            page_last=row.page_last,
            x0=box.x0 if box else None,
            top=box.top if box else None,
            x1=box.x1 if box else None,
            bottom=box.bottom if box else None,
            table_n=row.table_n,
            row_n=row.row_n,
            method=str(row.method),
            confidence=row.confidence,
            flags=list(row.flags),
        )

    def _fourp(self, action: ActionRecord, row: PlanRow) -> None:
        read = fourp.fourp(action.fourp_raw, self.vocabulary)
        action.prepare, action.prevent = read.prepare, read.prevent
        action.protect, action.pursue = read.protect, read.pursue
        self._issues(action, read.issues, "fourp", row)

    def _owners(self, action: ActionRecord, row: PlanRow, setting: _Setting) -> None:
        cell = row.cells.get("owner")
        if cell is None or not cell.text:
            return
        text, lines = unmarked(cell.text), unmarked_lines(cell.lines)
        for n, owner in enumerate(owners.owners(text, lines, self.vocabulary, setting.owners), 1):
            self.records.owners.append(
                OwnerRecord(
                    action.action_id,
                    n,
                    owner.owner_raw,
                    owner.rank_raw,
                    owner.rank,
                    owner.name,
                    owner.post,
                    owner.unit,
                )
            )
            self._issues(action, owner.issues, "owner", row)

    def _levels(self, action: ActionRecord, row: PlanRow, setting: _Setting) -> None:
        cell = row.cells.get("level")
        if cell is None or not cell.text:
            return
        parts = levels.levels(cell.text, cell.lines, self.vocabulary, paragraphs=setting.paragraphs)
        for n, part in enumerate(parts, 1):
            self.records.levels.append(LevelRecord(action.action_id, n, part.level_raw, part.level))
            self._issues(action, (part.issue,) if part.issue else (), "level", row)

    def _status(self, action: ActionRecord, row: PlanRow, ticked: status.Status | None) -> None:
        """What a tick, a yes or a no says, where it is `ticked`, else the words."""
        printed = action.status_raw and unmarked(action.status_raw)
        read = ticked or status.status(printed, self.vocabulary)
        action.status = read.status
        if action.status_raw is None or read.exact or self._rag_word(row, "status") is not None:
            return
        if read.status is not None:
            message = f"the status '{action.status_raw}' was read as {read.status}."
            self._issues(action, (Issue("value read by likeness", action.status_raw, message),), "status")
        elif read.nearest is not None:
            message = f"the status '{action.status_raw}' is not a known one; the nearest is {read.nearest}."
            self._issues(action, (Issue("unknown value", action.status_raw, message),), "status")

    def _rag_word(self, row: PlanRow, column: str) -> rag.Rag | None:
        """What a column's word or letter says, its colours apart; None where it says no RAG."""
        cell = row.cells.get(column)
        if cell is None or not cell.text:
            return None
        said = rag.rag_of_cell(unmarked(cell.text), None, None, self.vocabulary)
        return said if said.value is not None else None

    def _colour(self, row: PlanRow) -> str | None:
        """The RAG colour of the RAG column's cell, else of the status column's."""
        for column in ("rag", "status"):
            cell = row.cells.get(column)
            if cell is None:
                continue
            colour = rag_colour(cell.fill, self.vocabulary) or rag_colour(cell.ink, self.vocabulary)
            if colour is not None:
                return colour
        return None

    def _rag(
        self, action: ActionRecord, row: PlanRow, cut: Sequence[updates.Update], *, ticked: bool
    ) -> None:
        """Column before colour before the newest dated word of the comments; a yes (`Y`) is no yellow."""
        printed = action.rag_raw and unmarked(action.rag_raw)
        column = self.key.says(printed) or rag.rag_of_cell(printed, None, None, self.vocabulary)
        if action.status_raw is None and printed and column.value is None:
            told = status.status(printed, self.vocabulary)  # `Complete`, `Not started`
            action.status = told.status if told.exact else None
        colour = self._colour(row)
        drawn = colour is not None and not any(ch.isalnum() for ch in action.rag_raw or "")  # a coloured dot
        if column.issue is not None and not drawn:
            self._issues(action, (column.issue,), "rag")
        if column.value is None and not ticked and (word := self._rag_word(row, "status")):
            column = word
        newest = newest_rag(cut)
        # An older update's word is what held then: it stands in for a column, and says nothing against one.
        old = newest is None or newest.date != action.updated
        said = None if newest is None or (old and (column.value or colour)) else newest.rag
        if column.value is None and colour is None and (meant := self.key.says(action.status_raw)):
            column = meant
        settled = rag.combine(column, colour, said)
        action.rag, action.rag_origin = settled.value, settled.origin
        if settled.origin == "comment" and newest is not None:
            action.rag_date = newest.date
        self._add(action, findings.disagreeing(action, settled.disagreements))

    def _updates(self, action: ActionRecord, row: PlanRow, setting: _Setting) -> list[updates.Update]:
        cell = row.cells.get("comments")
        if cell is None or not cell.text:
            return []
        has_column = bool(action.rag_raw)
        cut = updates.updates(cell.text, cell.lines, setting.updates[has_column])
        for u in cut:
            told = None if has_column else u.rag
            self.records.updates.append(UpdateRecord(action.action_id, u.n, u.date_raw, u.date, told, u.text))
            issues = [i for i in u.issues if i != dates.NO_YEAR or u.date_raw not in self.undated]
            if dates.NO_YEAR in u.issues and u.date_raw is not None:
                self.undated.add(u.date_raw)  # `Q2` heads many rows: asked once
            self._add(action, findings.date_issues(action, issues, u.date_raw, u.date, "comments"))
            last, begins = self.dated.last_day, self.dated.begins
            self._add(action, findings.misdated(action, u.date, u.date_raw, last, begins))
        action.updated = max((u.date for u in cut if u.date is not None), default=None)
        return cut

    def _due(self, action: ActionRecord) -> None:
        read = due.due(action.due_raw and unmarked(action.due_raw), self.dated.near)
        action.due_date = read.date
        if read.issue is not None:
            self._add(action, findings.due_issue(action, read))

    def _query(self, plan: Plan, rows: Sequence[ActionRecord]) -> None:
        """What is only seen over the whole plan, and what each row lacks."""
        held = {row.action_id for row, printed in zip(rows, plan.rows, strict=True) if _is_held(printed)}
        for row in rows:
            self._add(row, findings.truncated(row))
        by_id = {row.action_id: row for row in rows}
        whole = [
            *findings.missing(rows, plan.columns),
            *findings.duplicates(rows, frozenset(held)),
            *findings.gaps(rows),
            *findings.repeated(rows, frozenset(held)),
        ]
        for found in whole:
            if found.action_id is None:
                self.records.findings.append(found)
            else:
                self._add(by_id[found.action_id], [found])

    def _issues(
        self, action: ActionRecord, issues: Iterable[Issue], column: str, row: PlanRow | None = None
    ) -> None:
        """Doubts about one cell; of a cell merged down over rows they stand on the first row alone."""
        issues = list(issues)
        cell = row.cells.get(column) if row is not None and issues else None
        if not issues or (cell is not None and cell.held):
            return
        name = findings.label(action)
        made = [
            findings.finding(action, i.code, f"{name}: {i.message}", column=column, value=i.value)
            for i in issues
        ]
        self._add(action, made)

    def _add(self, action: ActionRecord, found: Sequence[FindingRecord]) -> None:
        """Findings on a row, their codes among its flags."""
        self.records.findings.extend(found)
        for one in found:
            if one.code not in action.flags:
                action.flags.append(one.code)


def _is_yes_no(plan: Plan) -> bool:
    """Whether the status column says nothing but yes and no."""
    cells = [row.cells["status"].text for row in plan.rows if "status" in row.cells]
    said = {unmarked(text).strip(" .").casefold() for text in cells} - {""}
    return bool(said) and said <= {"y", "n", "yes", "no"}


def newest_rag(cut: Sequence[updates.Update]) -> updates.Update | None:
    """The newest dated update with a RAG word at its head; of one day the last; without any date the last."""
    told = [u for u in cut if u.rag is not None]
    dated = [u for u in told if u.date is not None]
    if dated:
        return max(dated, key=lambda u: (u.date, u.n))
    return told[-1] if told else None


def _printed(row: PlanRow, column: str) -> str | None:
    cell = row.cells.get(column)
    return cell.text.strip() or None if cell is not None else None


def _is_held(row: PlanRow) -> bool:
    cell = row.cells.get("urn")
    return cell is not None and cell.held
