"""From the papers of one file to its records: every cell's meaning beside what was printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from extract.model import Note, Paper, Plan
from normalise import aims, dates, findings, key, kind, measures, narrative, strands
from normalise.joint import parted
from normalise.prose import prose_as_comments
from normalise.records import ActionRecord, FindingRecord, PaperRecord, Records
from normalise.rows import PlanReader, action_id
from normalise.when import Dated
from normalise.words import Vocabulary


@dataclass(frozen=True, slots=True)
class _Frame:
    """A paper before its rows are read."""

    record: PaperRecord
    dated: Dated
    printed_creation: dt.date | None
    """The day its furniture says it was made; a file's own properties are not trusted with a quarter."""


def normalise_tree(papers: Sequence[Paper], vocabulary: Vocabulary) -> Records:
    """The records of a file and everything inside it; the outer file comes first, attachments in order."""
    known = strands.known_strands(vocabulary)
    placed = _placed(papers, known)
    frames: dict[str, _Frame] = {}
    keys: dict[str, key.Key] = {}
    out = Records()
    for paper in (_in_page_order(prose_as_comments(paper, vocabulary)) for paper in papers):
        parent = frames.get(paper.parent_path or "")
        frame = _frame(paper, parent, known)
        frames[paper.path] = frame
        mine = placed.get(paper.path, [])
        _name(frame.record, mine)
        found = Records()
        lines = key.lines_of(paper)
        keys[paper.path] = (
            key.read(lines, vocabulary) if lines else keys.get(paper.parent_path or "", key.Key())
        )
        reader = PlanReader(paper, frame.dated, vocabulary, found, keys[paper.path])
        for index, plan in enumerate(paper.plans):
            reader.read(index, parted(plan, vocabulary, frame.dated.near), mine[index])
        _date_by_rows(frame, found, parent)
        _beside(paper, frame.record, known, found)
        family = placed.values()
        stranded = any(one.strand is not None for answers in family for one in answers)
        _queries(paper, frame.record, found, siblings_have_strands=stranded)
        found.papers.append(frame.record)
        out.extend(found)
    return out


def _in_page_order(paper: Paper) -> Paper:
    """The paper with its blocks page by page; readers hand over those of plan pages last."""
    if all(block.page is not None for block in paper.blocks):
        return replace(paper, blocks=tuple(sorted(paper.blocks, key=lambda block: block.page or 0)))
    return paper


_AHEAD = 3 * 365
"""Days before an action is due in which a plan is written."""


def _near(paper: Paper, last_day: dt.date | None, made: dt.date | None) -> dt.date | None:
    """The day to read years from: the meeting's, else the newest full date in the rows, due dates apart,
    that is not after the file's making, else its making; but the first due date, where that was years before
    it, as of a template."""
    if last_day is not None:
        return last_day
    told: list[dt.date] = []
    ahead: list[dt.date] = []
    for plan in paper.plans:
        for row in plan.rows:
            for name, cell in row.cells.items():
                days = [f.date for f in dates.find(cell.text) if f.date is not None and f.precision == "day"]
                (ahead if name == "due" else told).extend(days)
    if told or not ahead:
        before = [day for day in told if made is None or day <= made]
        return max(before or told, default=made)
    first = min(ahead)
    return made if made is not None and (first - made).days <= _AHEAD else first


def _frame(paper: Paper, parent: _Frame | None, known: strands.Strands) -> _Frame:
    title = kind.title(paper)
    when = kind.paper_date(paper, title)
    printed = kind.printed_creation(paper)
    made = printed or paper.info.created
    headings = [text for plan in paper.plans for text in (plan.title or "", *plan.headings)]
    begins = kind.strategy_begins([title or "", *headings, *(b.text for b in paper.blocks)])
    last_day = when.last
    if parent is not None:
        begins = begins or parent.dated.begins
        last_day = parent.dated.last_day or last_day
    record = PaperRecord(
        paper_id=paper.paper_id,
        path=paper.path,
        parent_path=paper.parent_path,
        name=paper.name,
        format=paper.format,
        kind=kind.kind(paper, title, has_measures=measures.has_measures(paper, known)),
        title=title,
        quarter=parent.record.quarter if parent is not None else None,
        meeting_date=parent.record.meeting_date if parent is not None else None,
        created_date=made,
        pages=paper.info.pages,
        status=paper.status,
        error=paper.error,
        words=paper.counts.words,
        words_in_rows=paper.counts.in_rows,
        words_in_headings=paper.counts.in_headings,
        words_furniture=paper.counts.furniture,
        words_unplaced=paper.counts.unplaced,
    )
    record.meeting_date = record.meeting_date or when.date
    record.quarter = record.quarter or dates.quarter_of(when.last)
    return _Frame(record, Dated(_near(paper, last_day, made), last_day, begins), printed)


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
    """What is known of a plan; the title of a file of one plan is the plan's where it calls itself one."""
    single = len(paper.plans) == 1
    title = plan.title
    if title is None and single:
        whole = kind.title(paper)
        title = whole if known.named(whole) or strands.printed_strand(whole) else None
    name = paper.name if single else None
    return strands.Source(title, name, plan.sheet, partial(strands.own_words, plan, known))


def _name(record: PaperRecord, placed: Sequence[strands.Placed]) -> None:
    """A file of one plan carries its plan and strand; one of several carries what they share."""
    if not placed:
        return
    plans = {p.plan for p in placed}
    shared = {(p.strand, p.origin) for p in placed}
    record.plan = plans.pop() if len(plans) == 1 else None
    if len(shared) == 1:
        record.strand, record.strand_origin = shared.pop()


def _date_by_rows(frame: _Frame, found: Records, parent: _Frame | None) -> None:
    """The quarter of a paper that says no date: its parent's, else its newest update's, else of the day
    its furniture says it was made."""
    record = frame.record
    if record.quarter is None and parent is None:
        newest = max((a.updated for a in found.actions if a.updated), default=None)
        record.quarter = dates.quarter_of(newest or frame.printed_creation)
    record.actions = len(found.actions)
    for action in found.actions:
        action.quarter = record.quarter


def _beside(paper: Paper, record: PaperRecord, known: strands.Strands, found: Records) -> None:
    """What stands beside the plans: figures, a strategy's aims, the covering paper's words."""
    found.measures += measures.measures(paper, record.quarter, known)
    if record.kind == kind.STRATEGY:
        found.aims += aims.aims(paper, known)
    covering = record.kind == kind.BOARD_PAPER
    names = strands.contents_list(paper, known) if covering else []
    found.narrative += narrative.narrative(paper, known, covering=covering, names=names)


def _queries(paper: Paper, record: PaperRecord, found: Records, *, siblings_have_strands: bool) -> None:
    """What the reader met, and what is odd about the paper as a whole."""
    by_id = {action.action_id: action for action in found.actions}
    for note in paper.notes:
        place: ActionRecord | tuple[str, str] = (paper.paper_id, paper.path)
        if note.row is not None and note.plan is not None:
            place = by_id.get(action_id(paper.paper_id, note.plan, note.row), place)
        found.findings.append(_from_note(place, note))
        if isinstance(place, ActionRecord) and note.code not in place.flags:
            place.flags.append(note.code)
    expected = any("fourp" in plan.columns for plan in paper.plans) or siblings_have_strands
    found.findings += findings.of_paper(record, found.actions, strand_expected=expected)


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
