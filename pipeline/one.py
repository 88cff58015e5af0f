"""One paper, from its bytes to its records: the unit of work that workers share out."""

from __future__ import annotations

import hashlib
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from extract.errors import NO_MEMORY, Damaged, PaperError, TooLarge, fault_sentence
from extract.lexicon import Lexicon
from extract.limits import MIB
from extract.paper import read_tree
from extract.readers import ReadOptions
from normalise.paper import normalise_tree
from normalise.records import FindingRecord, PaperRecord, Records
from normalise.words import Vocabulary
from outputs.arrow import validate
from pipeline.find import Source


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one file and its attachments gave."""

    path: str
    records: Records
    pages_laid_out: int = 0
    fault: str | None = None
    """Traceback of a defect of ours; None where there was none."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What every paper of a run is read with; the same on every worker."""

    vocabulary: Vocabulary
    lexicon: Lexicon
    """The part of the vocabulary that the recogniser looks for."""
    reading: ReadOptions = field(default_factory=ReadOptions)


def extract_one(source: Source, settings: Settings) -> Outcome:
    """Read one file. Never raises for the paper's sake: what is wrong with it stands in its records.

    A defect of ours costs this paper alone; its `papers` row says so, and `fault` has the traceback.
    """
    data = b""
    try:
        data = _bytes(source.file, settings.reading.limits.file_bytes)
        papers = read_tree(data, source.path, settings.lexicon, settings.reading)
        records = normalise_tree(papers, settings.vocabulary)
        validate(records)
    except PaperError as error:
        return Outcome(source.path, _unread(source, data, error.status, str(error)))
    except MemoryError:
        return Outcome(source.path, _unread(source, data, TooLarge.status, NO_MEMORY))
    except Exception as error:  # noqa: BLE001 - the other papers' rows are worth more than a clean crash
        return Outcome(
            source.path,
            _unread(source, data, Damaged.status, fault_sentence(error)),
            fault=traceback.format_exc(),
        )
    return Outcome(
        source.path,
        records,
        pages_laid_out=sum(p.pages_laid_out for p in papers),
        fault="\n".join(f"{p.path}\n{p.fault}" for p in papers if p.fault) or None,
    )


def _bytes(file: Path, most: int) -> bytes:
    """The file's bytes; `PaperError` where it cannot be opened or is larger than `most` bytes."""
    try:
        size = file.stat().st_size
        if size > most:
            raise TooLarge(f"It has {size // MIB:,} MB, more than the {most // MIB:,} MB allowed. Split it.")
        return file.read_bytes()
    except FileNotFoundError as error:
        raise Damaged("It was there and is gone. Run again when nobody is moving the papers.") from error
    except PermissionError as error:
        raise Damaged("It may not be opened. Ask its owner for the right to read it.") from error
    except OSError as error:
        raise Damaged(
            f"The disk would not give it ({error.strerror}). Copy it anew, then run again."
        ) from error


def _unread(source: Source, data: bytes, status: str, sentence: str) -> Records:
    paper_id = hashlib.sha256(data or source.path.encode()).hexdigest()[:12]
    name = source.path.rsplit("/", 1)[-1]
    paper = PaperRecord(paper_id=paper_id, path=source.path, name=name, status=status, error=sentence)
    found = FindingRecord(
        paper_id=paper_id,
        path=source.path,
        action_id=None,
        page=None,
        code="paper not read",
        severity="error",
        column=None,
        value=None,
        message=sentence,
    )
    return Records(papers=[paper], findings=[found])
