"""The records that become table rows: field for field the contract's columns.

`None` means "not printed" (or, beside a finding, "printed and not readable"); no empty strings.
Field names and order are those of the tables; a test holds `outputs.schema` to them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(slots=True)
class PaperRecord:
    """One file or attachment."""

    paper_id: str
    path: str
    parent_path: str | None = None
    name: str | None = None
    format: str | None = None
    kind: str | None = None
    title: str | None = None
    plan: str | None = None
    strand: str | None = None
    strand_origin: str | None = None
    quarter: str | None = None
    meeting_date: date | None = None
    created_date: date | None = None
    pages: int | None = None
    actions: int = 0
    same_as: str | None = None
    status: str = "ok"
    error: str | None = None
    words: int = 0
    words_in_rows: int = 0
    words_in_headings: int = 0
    words_furniture: int = 0
    words_unplaced: int = 0


@dataclass(slots=True)
class ActionRecord:
    """One action row of one plan."""

    action_id: str
    paper_id: str
    path: str
    plan: str | None
    strand: str | None
    quarter: str | None
    row: int
    section: str | None = None
    section_raw: str | None = None
    section_urn_raw: str | None = None
    urn: str | None = None
    urn_raw: str | None = None
    action: str | None = None
    owner_raw: str | None = None
    level_raw: str | None = None
    fourp_raw: str | None = None
    rag_raw: str | None = None
    comments: str | None = None
    prepare: bool | None = None
    prevent: bool | None = None
    protect: bool | None = None
    pursue: bool | None = None
    rag: str | None = None
    rag_origin: str | None = None
    rag_date: date | None = None
    primary: bool = True
    status_raw: str | None = None
    status: str | None = None
    due_raw: str | None = None
    due_date: date | None = None
    updated: date | None = None
    page_first: int | None = None
    page_last: int | None = None
    x0: float | None = None
    top: float | None = None
    x1: float | None = None
    bottom: float | None = None
    table_n: int | None = None
    row_n: int | None = None
    method: str = ""
    confidence: float = 1.0
    flags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class OwnerRecord:
    """One owner of one action."""

    action_id: str
    n: int
    owner_raw: str
    rank_raw: str | None = None
    rank: str | None = None
    name: str | None = None
    post: str | None = None
    unit: str | None = None
    person: str | None = None


@dataclass(slots=True)
class LevelRecord:
    """One part of one action's level cell."""

    action_id: str
    n: int
    level_raw: str
    level: str | None = None


@dataclass(slots=True)
class UpdateRecord:
    """One dated update of one action's comments."""

    action_id: str
    n: int
    date_raw: str | None = None
    date: date | None = None
    rag: str | None = None
    text: str | None = None


@dataclass(slots=True)
class MeasureRecord:
    """One figure of a performance workbook."""

    paper_id: str
    path: str
    quarter: str | None
    strand: str | None = None
    aim: str | None = None
    measure: str | None = None
    source: str | None = None
    period: str | None = None
    period_end: date | None = None
    period_months: int | None = None
    value: float | None = None
    value_raw: str | None = None
    unit: str | None = None
    available: bool | None = None


@dataclass(slots=True)
class AimRecord:
    """One objective, aim or forum of a strategy."""

    paper_id: str
    strand: str | None
    kind: str
    n: int
    text: str


@dataclass(slots=True)
class NarrativeRecord:
    """One numbered section, development bullet or key line of a covering paper."""

    paper_id: str
    n: int
    number: str | None
    heading: str | None
    strand: str | None
    text: str


@dataclass(slots=True)
class FindingRecord:
    """Something a careful reader would query."""

    paper_id: str
    path: str
    action_id: str | None
    page: int | None
    code: str
    severity: str
    column: str | None
    value: str | None
    message: str


@dataclass(slots=True)
class Records:
    """Everything one file and its attachments give, in table order."""

    papers: list[PaperRecord] = field(default_factory=list)
    actions: list[ActionRecord] = field(default_factory=list)
    owners: list[OwnerRecord] = field(default_factory=list)
    levels: list[LevelRecord] = field(default_factory=list)
    updates: list[UpdateRecord] = field(default_factory=list)
    measures: list[MeasureRecord] = field(default_factory=list)
    aims: list[AimRecord] = field(default_factory=list)
    narrative: list[NarrativeRecord] = field(default_factory=list)
    findings: list[FindingRecord] = field(default_factory=list)

    def extend(self, other: Records) -> None:
        """Append every record of `other`, table by table."""
        for name in self.__slots__:
            getattr(self, name).extend(getattr(other, name))
