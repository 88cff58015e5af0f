"""The command line: `boardpapers extract | check | schema | show`.

Nothing that takes time is imported before a command runs, so that help is instant.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import click

from outputs.schema import BY_NAME, TABLES, Table
from pipeline import exits
from pipeline.exits import Exit
from pipeline.places import Place, place

_PATH = click.Path(path_type=Path)
_FOLDER = click.Path(path_type=Path, file_okay=False)
_EXITS = "\b\nExit codes:\n" + "\n".join(exits.table())


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="boardpapers", message="%(prog)s %(version)s")
def main() -> None:
    """Board papers to tidy tables: the action rows of delivery plans, out of PDF, Word and Excel files
    and what is attached to them, into Parquet tables."""


@main.command(epilog=_EXITS)
@click.argument("papers", nargs=-1, required=True, type=place)
@click.option(
    "--out", type=place, default=Path("outputs/tables"), show_default=True, help="Folder for the tables."
)
@click.option("--quiet", "-q", is_flag=True, help="No progress and no summary.")
@click.option("--json", "as_json", is_flag=True, help="The summary as JSON on standard output.")
@click.option("--vocabulary", type=_FOLDER, help="Folder with vocabulary files of your own, added to ours.")
@click.option(
    "--password", "passwords", multiple=True, help="Password for encrypted papers; may be repeated."
)
@click.option("--passwords-file", type=_PATH, help="File with one password a line, each tried.")
@click.option("--ocr", is_flag=True, help="Read pages that are pictures too, with Tesseract: seconds a page.")
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=0),
    help="Worker processes; as many as there are cores, if not given. 0: none, for looking for faults.",
)
@click.option("--fresh", is_flag=True, help="Read every paper again, also those read before.")
@click.option(
    "--seconds", type=click.FloatRange(min=1), help="The most time one paper may take.  [default: 300]"
)
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"]),
    default="local",
    show_default=True,
    help="Who reads: workers of our own, or those of a Dask cluster (needs boardpapers[cluster]).",
)
@click.option("--scheduler", metavar="ADDRESS", help="The Dask scheduler, such as tcp://10.0.0.5:8786.")
@click.option(
    "--partition",
    type=click.Choice(["quarter"]),
    help="Write the actions in parts: actions/2024Q1.parquet and so on, in place of one table.",
)
@click.option("--debug", is_flag=True, help="Print the traceback of every fault of ours.")
def extract(  # noqa: PLR0913, PLR0917 - one parameter for each option of the command
    papers: tuple[Place, ...],
    out: Place,
    quiet: bool,
    as_json: bool,
    vocabulary: Path | None,
    passwords: tuple[str, ...],
    passwords_file: Path | None,
    ocr: bool,
    jobs: int | None,
    fresh: bool,
    seconds: float | None,
    engine: str,
    scheduler: str | None,
    partition: Literal["quarter"] | None,
    debug: bool,
) -> None:
    """Read PAPERS, files or folders, and write the tables.

    What was read before and has not changed is not read again. PAPERS and the tables' folder may be
    addresses that fsspec knows, such as s3://bucket/papers (needs boardpapers[cluster]).
    """
    from extract.limits import Limits
    from outputs.summary import as_lines
    from pipeline.progress import showing
    from pipeline.run import Options, extract_folder

    with _told():
        options = Options(
            vocabulary,
            (*passwords, *_passwords(passwords_file)),
            _checked(ocr),
            Limits() if seconds is None else Limits(seconds=seconds),
            jobs=_cores() if jobs is None else jobs,
            scheduler=_scheduler(engine, scheduler),
            keep=True,
            fresh=fresh,
            partition=partition,
        )
        with showing(quiet=quiet) as progress:
            result = extract_folder(papers, out, options, progress)
    summary = result.summary
    for path, fault in result.faults:
        click.echo(
            f"Fault of ours at {path}" + (f":\n{fault}" if debug else "; --debug prints more"), err=True
        )
    if as_json:
        click.echo(json.dumps(summary.to_json(), ensure_ascii=False, indent=2))
    elif not quiet:
        click.echo("\n".join(as_lines(summary, shutil.get_terminal_size((100, 24)).columns)))
    if result.faults:
        sys.exit(Exit.FAULT)
    if summary.unread:
        sys.exit(Exit.SOME_UNREAD)


@main.command(epilog=_EXITS, short_help="Compare what is extracted with what is expected.")
@click.argument("folder", type=_FOLDER, default=Path("samples"))
@click.option("--bless", is_flag=True, help="Take what is extracted now as what is expected.")
def check(folder: Path, bless: bool) -> None:
    """Extract the papers of FOLDER again and print every cell that differs from what is expected."""
    from pipeline.check import run_check

    with _told():
        code = run_check(folder, bless)
    if code:
        sys.exit(Exit.DIFFERS if code == 1 else code)


@main.command(short_help="Print the tables and columns, with what they mean.")
@click.argument("table", required=False, metavar="[TABLE]", type=click.Choice(list(BY_NAME)))
def schema(table: str | None) -> None:
    """Print the tables, or the columns of TABLE, with what they mean."""
    if table is None:
        wide = max(len(t.name) for t in TABLES)
        for each in TABLES:
            click.echo(f"{each.name:<{wide}}  {len(each.columns):>2} columns  {each.about}")
        return
    click.echo("\n".join(_columns(BY_NAME[table])))


@main.command(short_help="Print a row, and draw it on its page.")
@click.argument("what")
@click.option(
    "--out", type=_FOLDER, default=Path("outputs/tables"), show_default=True, help="Folder of the tables."
)
@click.option("--papers", type=_PATH, help="The folder that was extracted, to draw the row on its page.")
@click.option("--png", type=_PATH, help="Where to draw the page, with the row's box.")
def show(what: str, out: Path, papers: Path | None, png: Path | None) -> None:
    """Print one action, by its action_id, or a paper's actions, by its path or paper_id."""
    from pipeline.show import draw, find, lines

    if (png is None) != (papers is None):
        raise click.UsageError("--png and --papers go together: a page is drawn from the paper itself.")
    with _told():
        found = find(what, out)
        click.echo("\n".join(lines(found, shutil.get_terminal_size((100, 24)).columns)))
        if png is not None and papers is not None:
            click.echo(draw(found, papers, png))


def _columns(table: Table) -> list[str]:
    name = max(len(column.name) for column in table.columns)
    kind = max(len(column.type) for column in table.columns)
    return [table.about, ""] + [f"{c.name:<{name}}  {c.type:<{kind}}  {c.meaning}" for c in table.columns]


def _checked(ocr: bool) -> bool:
    """Whether scans are to be read; a run that asks for it says at once what it lacks."""
    if ocr:
        from extract.ocr.tesseract import missing

        why = missing()
        if why:
            raise click.UsageError(why)
    return ocr


def _scheduler(engine: str, address: str | None) -> str | None:
    """The scheduler's address where a cluster is to be used."""
    if (engine == "dask") != (address is not None):
        raise click.UsageError("--engine dask and --scheduler ADDRESS go together.")
    if address is not None and find_spec("distributed") is None:
        raise click.UsageError("Dask is not here. Install it with: pip install 'boardpapers[cluster]'")
    return address


def _cores() -> int:
    """Cores that this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _passwords(file: Path | None) -> tuple[str, ...]:
    if file is None:
        return ()
    try:
        return tuple(line for line in file.read_text(encoding="utf-8-sig").splitlines() if line)
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{file} cannot be read as a list of passwords: {error}.") from error


@contextmanager
def _told() -> Iterator[None]:
    """Turn what a person can mend into a sentence and an exit code; anything else is ours and crashes."""
    from normalise.words import VocabularyError
    from outputs.writer import OutputError
    from pipeline.find import NothingToRead
    from pipeline.options import ClusterFails
    from pipeline.places import NoSuchPlace

    codes = {
        VocabularyError: Exit.USAGE,
        NothingToRead: Exit.NO_INPUT,
        OutputError: Exit.NO_OUTPUT,
        ClusterFails: Exit.USAGE,
        NoSuchPlace: Exit.USAGE,
    }
    try:
        yield
    except tuple(codes) as error:
        click.echo(f"boardpapers: {error}", err=True)
        sys.exit(codes[type(error)])
    except KeyboardInterrupt:
        click.echo("boardpapers: stopped. The tables that were there stand as they were.", err=True)
        sys.exit(Exit.STOPPED)


def program() -> None:
    """The command line in a process of its own."""
    from pipeline.worker import without_pandas

    without_pandas()
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # gives back what it does not need
    main()


if __name__ == "__main__":
    program()
