"""What one paper gave, packed: for the way between processes, and for keeping.

A parcel has two parts. Its *body* is one Arrow record batch of a single row, with one list of rows for each
table, so that bodies laid end to end are the tables. Its *gist* is what must be known of the paper before
the tables can be written: what tells copies apart, and what the summary says. Neither is a pickle: what comes
from a process that read a stranger's file, or from a disk, is never run.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa

from extract.lexicon import letters
from normalise.records import ActionRecord, FindingRecord, PaperRecord, Records
from outputs.arrow import columns_of, schema
from outputs.schema import TABLES

_HEAD = struct.Struct(">II")
_AS_IT_IS = 40
"""Letters up to which a text stands for itself in a gist; longer ones are told apart by as many hex digits,
so that a text is never shorter for having been packed."""
_LABEL_WORDS = 8


@dataclass(frozen=True, slots=True)
class Gist:
    """A paper without its rows."""

    papers: list[list[Any]]
    """For the file and each attachment: paper_id, path, parent_path, quarter, meeting_date, status,
    actions."""
    actions: list[list[Any]]
    """For each action row: place of its paper in `papers`, action_id, plan, quarter, row, urn_raw,
    page_first, method, and stand-ins for its action, its comments and its first words."""
    pages_laid_out: int = 0
    fault: str | None = None
    """Traceback of a defect of ours."""

    @property
    def statuses(self) -> list[str]:
        """Of the file and each attachment."""
        return [paper[5] for paper in self.papers]

    def to_json(self) -> str:
        """As text for keeping."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Gist:
        """The gist that `to_json` wrote."""
        return cls(**json.loads(text))

    def words(self) -> bytes:
        """Eight bytes for each action, the same for actions that are the same word for word."""
        stand_ins = (row[8] for row in self.actions)
        return b"".join(hashlib.blake2b(s.encode(), digest_size=8).digest() for s in stand_ins if s)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One top-level paper, read."""

    path: str
    gist: Gist
    body: bytes
    sha256: str | None = None
    """Of the file's bytes; None where they could not be had."""
    keep: bool = True
    """False where another try may end otherwise: a file that was gone, a worker that was killed."""
    by_program: bool = False
    """True where LibreOffice or Tesseract, there or not, made a difference."""
    memory: int = 0
    """Bytes that the process which read it then held; 0 where that cannot be told."""

    def to_bytes(self) -> bytes:
        """As one message."""
        head = {name: getattr(self, name) for name in ("path", "sha256", "keep", "by_program", "memory")}
        parts = [json.dumps(head).encode(), self.gist.to_json().encode()]
        return b"".join([_HEAD.pack(len(parts[0]), len(parts[1])), *parts, self.body])

    @classmethod
    def from_bytes(cls, message: bytes) -> Parcel:
        """The parcel that `to_bytes` wrote."""
        head, gist = _HEAD.unpack_from(message)
        at = _HEAD.size + head
        told = json.loads(message[_HEAD.size : at])
        return cls(gist=Gist.from_json(message[at : at + gist].decode()), body=message[at + gist :], **told)


def gist_of(records: Records, pages_laid_out: int = 0, fault: str | None = None) -> Gist:
    """What must be known of a paper beside its rows."""
    place = {paper.path: n for n, paper in enumerate(records.papers)}
    return Gist(
        [
            [
                p.paper_id, p.path, p.parent_path, p.quarter,
                p.meeting_date.isoformat() if p.meeting_date else None, p.status, p.actions,
            ]
            for p in records.papers
        ],
        [
            [
                place[a.path], a.action_id, a.plan, a.quarter, a.row, a.urn_raw, a.page_first, a.method,
                stand_in(a.action), stand_in(a.comments), _first_words(a),
            ]
            for a in records.actions
        ],
        pages_laid_out,
        fault,
    )  # fmt: skip


def stand_in(text: str | None) -> str | None:
    """A short text that is the same for two texts just where they are the same letter by letter, white
    space and punctuation apart."""
    if not text:
        return None
    bare = letters(text)
    if len(bare) < _AS_IT_IS:
        return bare or "-"
    return hashlib.blake2b(bare.encode("utf-8", "surrogatepass"), digest_size=_AS_IT_IS // 2).hexdigest()


def _first_words(action: ActionRecord) -> str | None:
    """What names an action that has no number."""
    return None if action.urn_raw else " ".join((action.action or "").split()[:_LABEL_WORDS])


def outline(gist: Gist) -> Records:
    """Records with what a gist holds and nothing else, stand-ins for the texts."""
    out = Records()
    for paper_id, path, parent_path, quarter, met, status, actions in gist.papers:
        out.papers.append(
            PaperRecord(
                paper_id,
                path,
                parent_path,
                quarter=quarter,
                meeting_date=date.fromisoformat(met) if met else None,
                status=status,
                actions=actions,
            )
        )
    for at, action_id, plan, quarter, row, urn_raw, page_first, method, action, comments, _ in gist.actions:
        paper = out.papers[at]
        out.actions.append(
            ActionRecord(
                action_id,
                paper.paper_id,
                paper.path,
                plan,
                None,
                quarter,
                row,
                urn_raw=urn_raw,
                action=action,
                comments=comments,
                page_first=page_first,
                method=method,
            )
        )
    return out


def unread(path: str, sha256: str | None, status: str, sentence: str) -> Records:
    """The records of a paper that gave none: its row and a finding, both with the reason."""
    paper_id = (sha256 or hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest())[:12]
    name = path.rsplit("/", 1)[-1]
    paper = PaperRecord(paper_id=paper_id, path=path, name=name, status=status, error=sentence)
    found = FindingRecord(
        paper_id=paper_id,
        path=path,
        action_id=None,
        page=None,
        code="paper not read",
        severity="error",
        column=None,
        value=None,
        message=sentence,
    )
    return Records(papers=[paper], findings=[found])


@cache
def body_schema() -> pa.Schema:
    """One column for each table, a list of its rows."""
    return pa.schema(
        [
            pa.field(t.name, pa.list_(pa.struct([field.remove_metadata() for field in schema(t.name)])))
            for t in TABLES
        ]
    )


def pack(records: Records) -> bytes:
    """The body of one paper's parcel.

    Raises `SchemaBreach` where a record does not fit its table: asked paper by paper, a defect met in one
    of them never costs the others' rows.
    """
    columns = []
    for table in TABLES:
        rows = getattr(records, table.name)
        columns.append(_list(table.name, columns_of(table.name, rows)) if rows else _no_rows(table.name))
    return write_bodies(pa.RecordBatch.from_arrays(columns, schema=body_schema()))


def _list(name: str, columns: list[pa.Array]) -> pa.ListArray:
    """The rows of one table as one value."""
    whole = body_schema().field(name).type
    rows = pa.StructArray.from_arrays(columns, fields=_fields(name))
    return pa.ListArray.from_arrays(pa.array([0, len(rows)], pa.int32()), rows, type=whole)


@cache
def _fields(name: str) -> list[pa.Field]:
    return list(body_schema().field(name).type.value_type)


@cache
def _no_rows(name: str) -> pa.ListArray:
    return _list(name, columns_of(name, []))


def write_bodies(batch: pa.RecordBatch) -> bytes:
    """A batch of one or many papers, as bytes."""
    raw = batch.serialize()
    return struct.pack(">Q", raw.size) + pa.compress(raw, "zstd", asbytes=True)  # type: ignore[no-any-return]


def read_bodies(body: bytes) -> pa.RecordBatch:
    """The batch that `write_bodies` wrote; raises `pa.ArrowException` or `struct.error`
    where it is broken."""
    (size,) = struct.unpack_from(">Q", body)
    raw = pa.decompress(memoryview(body)[8:], size, "zstd")
    return pa.ipc.read_record_batch(raw, body_schema())


def tables_of(batches: Sequence[pa.RecordBatch]) -> dict[str, pa.Table]:
    """The rows of many papers, table by table, papers in the order given."""
    whole = pa.Table.from_batches(batches, body_schema())
    out = {}
    for table in TABLES:
        rows = [chunk.flatten() for chunk in whole.column(table.name).chunks]
        columns = (rows[0] if len(rows) == 1 else pa.concat_arrays(rows)).flatten() if rows else []
        out[table.name] = (
            pa.Table.from_arrays(columns, schema=schema(table.name))
            if rows
            else schema(table.name).empty_table()
        )
    return out
