"""From the papers of one file to its records: every cell's meaning beside what was printed."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.model import Note, Paper, Plan, PlanRow
from normalise import dates, findings, kind, strands, updates
from normalise.records import ActionRecord, FindingRecord, PaperRecord, Records, UpdateRecord
from normalise.words import Vocabulary


@dataclass(frozen=True, slots=True)
class Frame:
    """What is known of a paper before its rows are read."""

    record: PaperRecord
    when: kind.PaperDate
    created: dt.date | None
    begins: dt.date | None
    """First day of the strategy it reports on."""

    @property
    def near(self) -> dt.date | None:
        """The day that years left out are read from."""
        return self.when.last or self.created

    @property
    def last_day(self) -> dt.date | None:
        """The last day the paper can be of; an update after it is a slip."""
        return self.when.last


def normalise_tree(papers: Sequence[Paper], vocabulary: Vocabulary) -> Records:
    """The records of a file and everything inside it; the outer file comes first."""
    known = strands.Strands(vocabulary)
    out = Records()
    frames: dict[str, Frame] = {}
    placed = _placed(papers, known)
    for paper in papers:
        frame = _frame(paper, frames.get(paper.parent_path or ""))
        frames[paper.path] = frame
        mine = placed.get(paper.path, [])
        _name(frame.record, mine, paper)
        rows = Records()
        for index, plan in enumerate(paper.plans):
            _plan(paper, frame, index, plan, mine[index], rows)
        _date_by_rows(frame.record, rows, frames.get(paper.parent_path or ""))
        for action in rows.actions:
            action.quarter = frame.record.quarter
        frame.record.actions = len(rows.actions)
        out.papers.append(frame.record)
        _notes(paper, rows)
        out.extend(rows)
    return out


def _frame(paper: Paper, parent: Frame | None) -> Frame:
    title = kind.title(paper)
    when = kind.paper_date(paper, title)
    if parent is not None and parent.when.last is not None:
        when = parent.when
    begins = kind.strategy_begins(b.text for b in paper.blocks) or (parent.begins if parent else None)
    record = PaperRecord(
        paper_id=paper.paper_id,
        path=paper.path,
        parent_path=paper.parent_path,
        name=paper.name,
        format=paper.format,
        kind=kind.kind(paper, title),
        title=title,
        quarter=dates.quarter_of(when.last),
        meeting_date=when.date,
        created_date=kind.created(paper),
        pages=paper.info.pages,
        status=paper.status,
        error=paper.error,
        words=paper.counts.words,
        words_in_rows=paper.counts.in_rows,
        words_in_headings=paper.counts.in_headings,
        words_furniture=paper.counts.furniture,
        words_unplaced=paper.counts.unplaced,
    )
    return Frame(record, when, record.created_date, begins)


def _placed(papers: Sequence[Paper], known: strands.Strands) -> dict[str, list[strands.Placed]]:
    """Path -> strand and plan of each of its plans; attachments are placed together, by their parent's
    list."""
    out: dict[str, list[strands.Placed]] = {}
    families: dict[str, list[Paper]] = {}
    for paper in papers:
        families.setdefault(paper.parent_path or paper.path, []).append(paper)
    by_path = {paper.path: paper for paper in papers}
    for parent_path, family in families.items():
        parent = by_path.get(parent_path)
        contents = strands.contents_list(parent, known) if parent is not None else []
        members = [(paper, plan) for paper in family for plan in paper.plans]
        sources = [(_source(paper, plan, known), len(plan.rows)) for paper, plan in members]
        answers = strands.place(sources, contents, known)
        for (paper, _), answer in zip(members, answers, strict=True):
            out.setdefault(paper.path, []).append(answer)
    return out


def _source(paper: Paper, plan: Plan, known: strands.Strands) -> strands.Source:
    name = paper.name if len(paper.plans) == 1 else None
    return strands.Source(plan.title, name, strands.own_words(plan, known))


def _name(record: PaperRecord, placed: Sequence[strands.Placed], paper: Paper) -> None:
    """A file of one plan carries its plan and strand; one of several carries none."""
    if len(placed) == 1 and paper.plans:
        record.plan, record.strand, record.strand_origin = placed[0].plan, placed[0].strand, placed[0].origin


def _plan(paper: Paper, frame: Frame, index: int, plan: Plan, placed: strands.Placed, out: Records) -> None:
    """One plan's rows."""
    comments = [row.cells["comments"].text for row in plan.rows if "comments" in row.cells]
    context = updates.Context(
        near=frame.near,
        shapes=updates.learn(comments, frame.near),
        paragraphs=any(row.table_n is not None for row in plan.rows),
    )
    for number, row in enumerate(plan.rows, 1):
        action = _action(paper, index, number, row, placed)
        out.actions.append(action)
        _updates(action, row, context, frame, out)


def action_id(paper_id: str, plan: int, row: int) -> str:
    """The same for the same bytes: 16 hex digits of paper, plan (0-based) and row (1-based)."""
    return hashlib.sha256(f"{paper_id}/{plan}/{row}".encode()).hexdigest()[:16]


def _printed(row: PlanRow, column: str) -> str | None:
    cell = row.cells.get(column)
    return cell.text.strip() or None if cell is not None else None


def _action(paper: Paper, index: int, number: int, row: PlanRow, placed: strands.Placed) -> ActionRecord:
    box = row.box
    return ActionRecord(
        action_id=action_id(paper.paper_id, index, number),
        paper_id=paper.paper_id,
        path=paper.path,
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


def _updates(
    action: ActionRecord, row: PlanRow, context: updates.Context, frame: Frame, out: Records
) -> list[updates.Update]:
    cell = row.cells.get("comments")
    if cell is None:
        return []
    has_column = bool(action.rag_raw)
    cut = updates.updates(cell.text, cell.lines, replace(context, has_rag_column=has_column))
    for u in cut:
        rag = None if has_column else u.rag
        out.updates.append(UpdateRecord(action.action_id, u.n, u.date_raw, u.date, rag, u.text))
        _add(out, action, findings.date_issues(action, u.issues, u.date_raw, u.date, "comments"))
        _add(out, action, findings.misdated(action, u.date, u.date_raw, frame.last_day, frame.begins))
    days = [u.date for u in cut if u.date is not None]
    action.updated = max(days, default=None)
    return cut


def _add(out: Records, action: ActionRecord, found: Sequence[FindingRecord]) -> None:
    """Findings on a row, their codes among its flags."""
    out.findings.extend(found)
    action.flags.extend(f.code for f in found if f.code not in action.flags)


def _date_by_rows(record: PaperRecord, rows: Records, parent: Frame | None) -> None:
    """The quarter of a paper that says no date: its parent's, else its newest update's, else its making's."""
    if record.quarter is None and parent is not None:
        record.quarter = parent.record.quarter
    if record.quarter is None:
        newest = max((a.updated for a in rows.actions if a.updated), default=None)
        record.quarter = dates.quarter_of(newest or record.created_date)


def _notes(paper: Paper, out: Records) -> None:
    """What the reader met, as findings; on its row where it is about one."""
    by_place = {(a.action_id): a for a in out.actions}
    for note in paper.notes:
        place: ActionRecord | tuple[str, str] = (paper.paper_id, paper.path)
        if note.row is not None and note.plan is not None:
            place = by_place.get(action_id(paper.paper_id, note.plan, note.row), place)
        made = _from_note(place, note)
        out.findings.append(made)
        if isinstance(place, ActionRecord) and note.code not in place.flags:
            place.flags.append(note.code)


def _from_note(place: ActionRecord | tuple[str, str], note: Note) -> FindingRecord:
    return findings.finding(
        place,
        note.code,
        note.message,
        page=note.page,
        column=note.column,
        value=note.value,
        severity=note.severity,
    )
