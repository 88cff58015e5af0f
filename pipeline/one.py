"""One paper, from its bytes to its records: the unit of work that workers share out."""

from __future__ import annotations

import hashlib
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from extract.cycles import no_collecting
from extract.errors import NO_MEMORY, Damaged, PaperError, TooLarge, fault_sentence
from extract.lexicon import Lexicon
from extract.limits import MIB
from extract.paper import read_tree
from extract.readers import ReadOptions
from normalise.paper import normalise_tree
from normalise.records import Records
from normalise.words import Vocabulary, load
from pipeline.find import Source
from pipeline.options import Options
from pipeline.parcel import Parcel, gist_of, pack, unread
from pipeline.places import Place, open_address


@dataclass(frozen=True, slots=True)
class Settings:
    """What every paper of a run is read with; the same on every worker."""

    vocabulary: Vocabulary
    lexicon: Lexicon
    """The part of the vocabulary that the recogniser looks for."""
    reading: ReadOptions = field(default_factory=ReadOptions)


def settings_of(options: Options) -> Settings:
    """The vocabulary loaded, the options as the readers want them; raises `VocabularyError`."""
    vocabulary = load(options.vocabulary)
    reading = ReadOptions(options.limits, options.passwords, options.ocr, options.helpers)
    return Settings(vocabulary, vocabulary.lexicon(), reading)


def extract_one(source: Source, settings: Settings) -> Parcel:
    """Read one file. Never raises for the paper's sake: what is wrong with it stands in its records.

    A defect of ours costs this paper alone; its `papers` row says so, and its gist has the traceback.
    """
    data, sha, keep, laid_out, fault = b"", None, True, 0, None
    try:
        data = _bytes(source.file, settings.reading.limits.file_bytes)
        sha = hashlib.sha256(data).hexdigest()
        papers = read_tree(data, source.path, settings.lexicon, settings.reading)
        with no_collecting():
            records = normalise_tree(papers, settings.vocabulary)
            body = pack(records)
        laid_out = sum(p.pages_laid_out for p in papers)
        fault = "\n".join(f"{p.path}\n{p.fault}" for p in papers if p.fault) or None
    except PaperError as error:
        records = unread(source.path, sha, error.status, str(error))
    except MemoryError:
        records, keep = unread(source.path, sha, TooLarge.status, NO_MEMORY), False
    except Exception as error:  # noqa: BLE001 - the other papers' rows are worth more than a clean crash
        records, fault = (
            unread(source.path, sha, Damaged.status, fault_sentence(error)),
            traceback.format_exc(),
        )
    else:
        return _parcel(source, records, body, sha, laid_out, fault, keep=fault is None)
    return _parcel(source, records, pack(records), sha, 0, fault, keep=keep and not fault)


def _parcel(  # noqa: PLR0913, PLR0917 - what became of one paper
    source: Source,
    records: Records,
    body: bytes,
    sha: str | None,
    laid_out: int,
    fault: str | None,
    *,
    keep: bool,
) -> Parcel:
    """A paper packed; a defect of ours is not kept, since its cause may be mended by the next run."""
    gist = gist_of(records, laid_out, fault)
    return Parcel(source.path, gist, body, sha, keep and sha is not None, _by_program(records))


def _by_program(records: Records) -> bool:
    """Whether what was read would be otherwise with, or without, LibreOffice or Tesseract."""
    return (
        any(p.status in {"unsupported", "needs ocr"} or p.format in _BY_OFFICE for p in records.papers)
        or any(f.code in {"scanned page", "attachment not read"} for f in records.findings)
        or any(a.method == "ocr" for a in records.actions)
    )


_BY_OFFICE = frozenset({"doc", "odt", "rtf", "xls", "ods", "xlsb"})


def _bytes(file: Place, most: int) -> bytes:
    """The file's bytes; `PaperError` where it cannot be opened or is larger than `most` bytes."""
    try:
        if not isinstance(file, Path):
            with open_address(file) as there:
                data = there.read(most + 1)
            if len(data) > most:
                raise TooLarge(f"It has more than the {most // MIB:,} MB allowed. Split it.")
            return data
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
