"""The nine tables: every column with its type, its meaning and an example.

This is the one place where the tables are described; the Arrow schemas (`outputs.arrow`), `boardpapers
schema` and the data dictionary (`outputs/README.md`) are made from it. Names and order are those of
`normalise.records`. Nothing is imported here that takes time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["string", "int32", "float64", "bool", "date32", "list<string>"]

PAPER_STATUSES = {
    "ok": "read, with action rows",
    "no actions": "read; there is no plan in it",
    "duplicate": "the same bytes stand under another path, where its rows are",
    "needs ocr": "pictures of pages, no text",
    "encrypted": "a password is needed",
    "damaged": "cannot be read as what it claims to be",
    "unsupported": "a format that is not read, or not without a program that is missing",
    "too large": "past a limit on size, depth, number, time or memory",
}
"""What `papers.status` can be."""

UNREAD = frozenset({"needs ocr", "encrypted", "damaged", "unsupported", "too large"})
"""The statuses that want a person."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. A column that may be null says so in `nullable`; null means "not printed"."""

    name: str
    type: Type
    meaning: str
    example: str = ""
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """One table; `key` names the columns that together tell its rows apart."""

    name: str
    about: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


def _must(name: str, type_: Type, meaning: str, example: str = "") -> Column:
    return Column(name, type_, meaning, example, nullable=False)


_PAPER_ID = _must(
    "paper_id", "string", "The paper: first 12 hex digits of the SHA-256 of its bytes.", "9f86d081884c"
)
_PATH = _must(
    "path",
    "string",
    "Where the paper is, relative to the folder given; an attachment is `outer.docx!/inner name.pdf`.",
    "2019-06/board paper.docx!/Hate Crime.pdf",
)
_ACTION_ID = _must(
    "action_id", "string", "The action; the same for the same bytes in every run.", "5f2b9c01d4e7a830"
)
_STRAND = Column("strand", "string", "Crime-prevention strand, in its canonical name.", "Hate Crime")
_QUARTER = Column("quarter", "string", "Quarter of the meeting, as `pandas.Period` reads it.", "2019Q2")

PAPERS = Table(
    "papers",
    "One row for each file or attachment met, read or not.",
    ("path",),
    (
        _PAPER_ID,
        _PATH,
        Column(
            "parent_path",
            "string",
            "`path` of the file this one is attached to; null for a file of the folder.",
            "2019-06/board paper.docx",
        ),
        Column(
            "name",
            "string",
            "The file's own name; an attachment's from its package record, its caption or its position.",
            "Hate Crime.pdf",
        ),
        Column(
            "format",
            "string",
            "What the bytes are, whatever the name says: pdf, docx, doc, xlsx, xls, txt, zip, msg, eml, ….",
            "pdf",
        ),
        Column(
            "kind",
            "string",
            "What it is: board paper, delivery plan, performance data, strategy, other.",
            "delivery plan",
        ),
        Column("title", "string", "Title as printed.", "Hate Crime Delivery Plan 2019/20"),
        Column("plan", "string", "Name of the delivery plan in it.", "Hate Crime"),
        _STRAND,
        Column(
            "strand_origin",
            "string",
            "Where the strand was read: title, attachment name, contents list, content.",
            "attachment name",
        ),
        _QUARTER,
        Column("meeting_date", "date32", "Date of the meeting, as printed in the paper.", "2019-06-27"),
        Column("created_date", "date32", "Date the file says it was made.", "2019-06-20"),
        Column(
            "pages", "int32", "Pages (sheets of a workbook); null for Word, which has none of its own.", "14"
        ),
        _must("actions", "int32", "Action rows found in it.", "31"),
        Column(
            "same_as",
            "string",
            "`path` of the better copy of the same plan and quarter; its rows are the primary ones.",
            "2019-06/board paper.docx!/Hate Crime.pdf",
        ),
        _must("status", "string", "; ".join(f"{k} ({v})" for k, v in PAPER_STATUSES.items()) + ".", "ok"),
        Column(
            "error",
            "string",
            "Why it could not be read, and what to do about it.",
            "A password is needed to open this file; give it with --password.",
        ),
        _must(
            "words", "int32", "Words on the pages that hold plan rows; the next four add up to it.", "5210"
        ),
        _must("words_in_rows", "int32", "Of these, words in the cells of action rows.", "4988"),
        _must("words_in_headings", "int32", "Of these, words in headings, bands and header rows.", "120"),
        _must(
            "words_furniture", "int32", "Of these, words in page headers, footers, numbers, markings.", "98"
        ),
        _must("words_unplaced", "int32", "Of these, words that fitted nowhere; a finding shows them.", "4"),
    ),
)

ACTIONS = Table(
    "actions",
    "One row for each action row of each delivery plan.",
    ("action_id",),
    (
        _ACTION_ID,
        _PAPER_ID,
        _PATH,
        Column("plan", "string", "Name of the delivery plan.", "Hate Crime"),
        _STRAND,
        _QUARTER,
        _must("row", "int32", "Place of the row in its plan, from 1.", "7"),
        Column("section", "string", "Section, in its canonical name.", "Analytical"),
        Column("section_raw", "string", "Section as printed.", "Analysis"),
        Column("section_urn_raw", "string", "Number in the section's header, as printed.", "2.0"),
        Column("urn", "string", "Action number, canonical: `1.1`; `001` reads `1`.", "2.3"),
        Column("urn_raw", "string", "Action number as printed.", "2.3."),
        Column("action", "string", "What is to be done, as printed.", "Publish the quarterly profile."),
        Column(
            "owner_raw",
            "string",
            "Owner cell as printed, two side by side joined by `; `; `owners` has it in parts.",
            "D/Supt Ash and Insp Birch",
        ),
        Column("level_raw", "string", "Level cell as printed; `levels` has it in parts.", "Force / LPAs"),
        Column("fourp_raw", "string", "4P cell as printed.", "Prepare & Purse"),
        Column("rag_raw", "string", "What the RAG column prints.", "Amber"),
        Column(
            "comments",
            "string",
            "Comments cell as printed; `updates` has it in dated parts.",
            "30/05/19 GREEN Profile out.",
        ),
        Column("prepare", "bool", "The 4P cell says Prepare; null where there is no 4P value.", "true"),
        Column("prevent", "bool", "The 4P cell says Prevent; null where there is no 4P value.", "false"),
        Column("protect", "bool", "The 4P cell says Protect; null where there is no 4P value.", "false"),
        Column("pursue", "bool", "The 4P cell says Pursue; null where there is no 4P value.", "true"),
        Column("rag", "string", "RED, AMBER, GREEN or BLUE.", "AMBER"),
        Column(
            "rag_origin",
            "string",
            "Where it was read: column (word or letter), colour (fill), comment.",
            "column",
        ),
        Column("rag_date", "date32", "Date of the update whose RAG word it is.", "2019-05-30"),
        _must(
            "primary",
            "bool",
            "False when a better copy of the same plan and quarter is among the papers: count only true.",
            "true",
        ),
        Column(
            "status_raw",
            "string",
            "What a Progress or Status column prints; one of sentences is in comments.",
            "On-going",
        ),
        Column(
            "status",
            "string",
            "complete, on track, in progress, planned, not started, on hold, no longer needed; where no such "
            "column is printed, what a RAG column's word says that names no colour.",
            "in progress",
        ),
        Column("due_raw", "string", "Deadline or timescale as printed.", "By April 2020"),
        Column("due_date", "date32", "The last day it allows.", "2020-04-30"),
        Column("updated", "date32", "Date of the newest update.", "2019-05-30"),
        Column("page_first", "int32", "Page it begins on, from 1; null in Word and sheets.", "4"),
        Column("page_last", "int32", "Page it ends on.", "5"),
        Column("x0", "float64", "Left edge on `page_first`, points from the page's left.", "42.5"),
        Column("top", "float64", "Top edge on `page_first`, points from the page's top.", "310.2"),
        Column("x1", "float64", "Right edge on `page_first`, points.", "799.4"),
        Column("bottom", "float64", "Bottom edge on `page_first`, points.", "352.9"),
        Column("table_n", "int32", "Table in the Word file, or sheet of the workbook, from 1.", "2"),
        Column("row_n", "int32", "Row in that table or sheet, from 1.", "9"),
        _must(
            "method",
            "string",
            "How the row was read: tags, rulings, spacing, word table, sheet, dump, ocr.",
            "tags",
        ),
        _must("confidence", "float64", "How sure the reading is, 0 to 1; `flags` says why.", "1.0"),
        _must("flags", "list<string>", "Codes of the findings on the row.", '["missing rag"]'),
    ),
)

OWNERS = Table(
    "owners",
    "One row for each owner of each action, in printed order.",
    ("action_id", "n"),
    (
        _ACTION_ID,
        _must("n", "int32", "Place in the cell, from 1.", "1"),
        _must("owner_raw", "string", "The owner as printed.", "D/Supt Ash"),
        Column("rank_raw", "string", "Rank as printed.", "D/Supt"),
        Column("rank", "string", "Rank in full.", "Detective Superintendent"),
        Column("name", "string", "Name as printed, without the rank.", "Ash"),
        Column("post", "string", "Post.", "Head of Crime"),
        Column("unit", "string", "Unit or department.", "Crime Command"),
        Column(
            "person",
            "string",
            "The same for the same person over rows and plans, where nothing else fits.",
            "ash",
        ),
    ),
)

LEVELS = Table(
    "levels",
    "One row for each part of each action's level cell, in printed order.",
    ("action_id", "n"),
    (
        _ACTION_ID,
        _must("n", "int32", "Place in the cell, from 1.", "2"),
        _must("level_raw", "string", "The part as printed.", "LPAs"),
        Column("level", "string", "Canonical level.", "LPA"),
    ),
)

UPDATES = Table(
    "updates",
    "One row for each dated update in each action's comments, in printed order.",
    ("action_id", "n"),
    (
        _ACTION_ID,
        _must("n", "int32", "Place in the comments, from 1.", "1"),
        Column("date_raw", "string", "Date that heads it, as printed.", "30/05/19"),
        Column("date", "date32", "That date; null where none is printed or it cannot be one.", "2019-05-30"),
        Column("rag", "string", "RAG word at the update's own head.", "GREEN"),
        Column("text", "string", "The update, as printed.", "Profile out."),
    ),
)

MEASURES = Table(
    "measures",
    "One row for each figure of the performance workbooks.",
    ("path", "strand", "aim", "measure", "period"),
    (
        _PAPER_ID,
        _PATH,
        _QUARTER,
        _STRAND,
        Column("aim", "string", "The aim it measures, as printed.", "Increase reporting"),
        Column("measure", "string", "What is counted.", "Hate crimes recorded"),
        Column("source", "string", "Where the figure comes from.", "Crime recording system"),
        Column("period", "string", "Period as printed.", "3m Jun 18"),
        Column("period_end", "date32", "Last day of the period.", "2018-06-30"),
        Column("period_months", "int32", "Length of the period in months.", "3"),
        Column("value", "float64", "The figure; a percentage as printed, 45.2 for 45.2%.", "312"),
        Column("value_raw", "string", "The figure as printed.", "312"),
        Column("unit", "string", "count or percent.", "count"),
        Column("available", "bool", "False where the workbook says there is no figure yet.", "true"),
    ),
)

AIMS = Table(
    "aims",
    "One row for each objective, aim and forum of a strategy.",
    ("paper_id", "strand", "kind", "n"),
    (
        _PAPER_ID,
        _STRAND,
        _must("kind", "string", "objective, aim or forum.", "aim"),
        _must("n", "int32", "Place among its kind and strand, from 1.", "1"),
        _must("text", "string", "The text as printed.", "Fewer repeat victims."),
    ),
)

NARRATIVE = Table(
    "narrative",
    "One row for each numbered section, development bullet and line of a RAG key of a covering paper.",
    ("paper_id", "n"),
    (
        _PAPER_ID,
        _must("n", "int32", "Place in the paper, from 1.", "3"),
        Column("number", "string", "The section's printed number.", "2.1"),
        Column("heading", "string", "The heading it stands under.", "Key developments"),
        Column("strand", "string", "The strand a development bullet is about.", "Hate Crime"),
        _must("text", "string", "The text as printed.", "Third-party reporting centres opened."),
    ),
)

FINDINGS = Table(
    "findings",
    "One row for each thing a careful reader would query.",
    (),
    (
        _PAPER_ID,
        _PATH,
        Column(
            "action_id",
            "string",
            "The action it is about; null where it is about the paper.",
            "5f2b9c01d4e7a830",
        ),
        Column("page", "int32", "Page, from 1, where there is one.", "4"),
        _must("code", "string", "What kind of thing it is.", "duplicate urn"),
        _must("severity", "string", "info, warning or error.", "warning"),
        Column("column", "string", "The column of `actions` it is about.", "urn"),
        Column("value", "string", "The value as printed.", "2.3"),
        _must(
            "message", "string", "What to look at and ask.", "Number 2.3 stands on two actions of this plan."
        ),
    ),
)

TABLES: tuple[Table, ...] = (
    PAPERS,
    ACTIONS,
    OWNERS,
    LEVELS,
    UPDATES,
    MEASURES,
    AIMS,
    NARRATIVE,
    FINDINGS,
)
"""In the order they are written and described."""

BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}
