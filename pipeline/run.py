"""A folder of papers to a folder of tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.readers import ReadOptions
from normalise.folder import resolve
from normalise.records import Records
from normalise.words import load
from outputs.summary import Summary, summarise
from outputs.writer import prepare, write_tables
from pipeline.find import Source, find_papers
from pipeline.one import Outcome, Settings, extract_one
from pipeline.progress import Progress, Quiet


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is done."""

    vocabulary: Path | None = None
    """A folder of the user's own vocabulary files, on top of ours."""
    passwords: tuple[str, ...] = ()
    """Tried in order on what is encrypted."""
    ocr: bool = False
    """Whether pages that are pictures are read."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a run gave beside the tables."""

    summary: Summary
    faults: tuple[tuple[str, str], ...] = ()
    """Path and traceback of each paper that a defect of ours kept from being read."""


def extract_folder(
    inputs: Sequence[Path], out: Path, options: Options | None = None, progress: Progress | None = None
) -> Result:
    """Read every paper under the inputs and write the tables to `out`, all or nothing.

    Raises `NothingToRead`, `VocabularyError` and `OutputError`, each with a sentence; a bad paper never
    stops the run.
    """
    sources = find_papers(inputs, out)
    settings = settings_of(options or Options())
    prepare(out)
    records, outcomes = read_all(sources.files, settings, progress or Quiet())
    write_tables(records, out)
    summary = summarise(
        records,
        out=str(out),
        aside=sources.aside,
        faults=[o.path for o in outcomes if o.fault],
        pages_laid_out=sum(o.pages_laid_out for o in outcomes),
    )
    return Result(summary, tuple((o.path, o.fault) for o in outcomes if o.fault))


def settings_of(options: Options) -> Settings:
    """The vocabulary loaded, the options as the readers want them."""
    vocabulary = load(options.vocabulary)
    reading = ReadOptions(passwords=options.passwords, ocr=options.ocr)
    return Settings(vocabulary, vocabulary.lexicon(), reading)


def read_all(
    sources: Sequence[Source], settings: Settings, progress: Progress
) -> tuple[Records, list[Outcome]]:
    """The records of all sources in order, settled between them (copies, duplicates).

    The outcomes come without their records, which are in the sum.
    """
    progress.begin(len(sources))
    records, outcomes = Records(), []
    for outcome in _in_order(extract_one, sources, settings):
        progress.paper(outcome.path, outcome.records)
        records.extend(outcome.records)
        outcomes.append(Outcome(outcome.path, Records(), outcome.pages_laid_out, outcome.fault))
    return resolve(records), outcomes


def _in_order(
    work: Callable[[Source, Settings], Outcome], sources: Sequence[Source], settings: Settings
) -> Iterator[Outcome]:
    """Do the work one by one; outcomes come in the order of the sources."""
    for source in sources:
        yield work(source, settings)
