"""One file and everything inside it, read: the way through this room."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from extract.blocks import blocks, wants_places
from extract.container import Attachment, attachments, may_hold_pins
from extract.cycles import no_collecting
from extract.errors import NO_MEMORY, Damaged, NeedsOcr, PaperError, TooLarge, Unsupported, fault_sentence
from extract.formats import extension_of, paper_format, sniff
from extract.lexicon import Lexicon
from extract.limits import Budget
from extract.model import STRUCK, Block, Grid, Info, Note, Page, Paper, Reader
from extract.ocr.told import needs_ocr, scanned_notes, why_not
from extract.plan.finder import PlanFinder
from extract.plan.labelled import in_text
from extract.plan.state import Found
from extract.plan.triage import Triage
from extract.readers import ReadOptions, open_reader, unlocked

_PAGED = frozenset({"pdf"})
"""Formats whose pages are dismissed on their plain text where they can hold no plan."""
_FEW = 8
"""Words with which a page is laid out whatever they are: a stamp over a scan says nothing of its table."""

_SHORT = 12
"""Pages up to which every page is laid out: what triage misses is lost without a word, and there is little to
gain."""
_BROCHURE = 60
"""Pages of the longest file whose pages without a plan are laid out where only the places of their short
pieces tell what belongs together, as in a strategy's brochure."""


def read_tree(data: bytes, path: str, lexicon: Lexicon, options: ReadOptions | None = None) -> list[Paper]:
    """The file and, after it, every attachment inside it in printed order, recursively.

    `path` is the file's path as it shall stand in the tables; an attachment's is
    `outer.docx!/inner name.pdf`. A file that cannot be read is a `Paper` with its status and a sentence,
    also where a defect of ours is the cause (`Paper.fault`): what lies inside one pack costs no other file.
    """
    options = options or ReadOptions()
    tree = _Tree(lexicon, options, Budget(options.limits))
    return tree.read(data, path, parent=None, position=None, depth=0)


class _Tree:
    """Reads one top-level file; the budget is for all of it."""

    def __init__(self, lexicon: Lexicon, options: ReadOptions, budget: Budget) -> None:
        self.lexicon, self.options, self.budget = lexicon, options, budget

    def read(
        self, data: bytes, path: str, *, parent: str | None, position: int | None, depth: int
    ) -> list[Paper]:
        name = path.rsplit("/", 1)[-1]
        fmt, body, fault = sniff(data, name), _Body(), _Fault()
        paper_id = hashlib.sha256(data).hexdigest()[:12]
        with fault.kept():
            data, fmt = unlocked(data, fmt, name, self.options, self.budget)
            body = self._body(data, fmt, name)
        inside, inner = self._inside(data, fmt, path, depth + 1, body.info)
        if fault.error is None and not body.found.plans:
            fault.error = body.error or inner.error
        error = fault.error
        notes = body.notes
        if inner.error is not None and error is None:
            notes = (*notes, Note("attachment not read", str(inner.error), severity="error"))
        paper = Paper(
            paper_id=paper_id,
            path=path,
            parent_path=parent,
            name=name,
            format=paper_format(fmt, name),
            status=_status(body, error, has_inner=bool(inside)),
            error=str(error) if error else None,
            position=position,
            info=body.info,
            plans=body.found.plans,
            counts=body.found.counts,
            blocks=body.blocks,
            grids=body.found.grids,
            notes=notes,
            pages_laid_out=body.laid_out,
            attachments=tuple(p.path for p in inside if p.parent_path == path),
            fault=fault.traceback or inner.traceback,
        )
        return [paper, *inside]

    def _inside(self, data: bytes, fmt: str, path: str, depth: int, info: Info) -> tuple[list[Paper], _Fault]:
        """The files inside, read one at a time; and what kept the container from giving them all."""
        out: list[Paper] = []
        fault = _Fault()
        if fmt == "pdf" and info.listed == 0 and not may_hold_pins(data, info.pages or 0):
            return out, fault  # as most are: no need to open it again
        with fault.kept():
            for attachment in attachments(data, fmt, path, self.budget, self.options.passwords):
                out += self._attachment(attachment, f"{path}!/{attachment.name}", path, depth)
        return out, fault

    def _attachment(self, attachment: Attachment, path: str, parent: str, depth: int) -> list[Paper]:
        error = attachment.error
        if attachment.data is not None and error is None:
            try:
                self.budget.check_depth(depth)
                return self.read(
                    attachment.data, path, parent=parent, position=attachment.position, depth=depth
                )
            except TooLarge as caught:
                error = caught
        error = error or Unsupported("The file inside holds no data of its own; ask for the file itself.")
        return [
            Paper(
                paper_id=hashlib.sha256(attachment.data or path.encode()).hexdigest()[:12],
                path=path,
                parent_path=parent,
                name=attachment.name,
                format=paper_format(attachment.format or extension_of(attachment.name), attachment.name),
                status=error.status,
                error=str(error),
                position=attachment.position,
            )
        ]

    def _body(self, data: bytes, fmt: str, name: str) -> _Body:
        finder = PlanFinder(self.lexicon)
        reader = open_reader(data, fmt, name, finder, self.options)
        if reader is None:
            return _Body(readable=False)
        try:
            with no_collecting():
                return self._read_pages(reader, fmt, finder)
        finally:
            reader.close()
            finder.page_of = None  # each holds the other: nothing would give either back

    def _read_pages(self, reader: Reader, fmt: str, finder: PlanFinder) -> _Body:
        triage = Triage(self.lexicon)
        body = _Body(info=reader.info)
        texts: list[Block] = []
        scanned: list[int] = []
        why: list[str | None] = []
        doubts: list[Note] = []
        blank = broken = 0
        for view in reader.pages():
            text = view.text() if fmt in _PAGED and not finder.expects(view.number) else ""
            plain = len(text.split()) > _FEW and not _needs_layout(text, reader, finder, triage)
            if plain and (reader.info.pages or 0) > _SHORT:
                texts += self._plain(view.number, text)
                continue
            page = view.layout()
            body.laid_out += 1
            broken += "page damaged" in page.flags
            blank += page.words == 0 and not page.scanned
            doubts += _page_notes(page)
            if page.scanned and page.number is not None:
                scanned.append(page.number)
                why.append(why_not(page))
            if finder.feed(page):
                doubts += _hidden_notes(page)
            else:
                texts += self._plain(view.number, text) if plain else blocks(page)
        body.found = finder.finish()
        body.blocks = (*texts, *body.found.blocks)
        told = in_text(body.blocks, finder.labels)
        body.notes = (*body.found.notes, *scanned_notes(scanned, why), *doubts, *told)
        count = reader.info.pages or 0
        if broken and broken == count:
            raise Damaged("None of its pages can be opened: ask for it again, or print it anew.")
        if scanned and not body.found.plans and len(scanned) * 2 > count - blank:
            body.error = NeedsOcr(needs_ocr(scanned, count, why))
        return body

    def _plain(self, number: int | None, text: str) -> Iterator[Block]:
        for line in text.split("\n"):
            if line.strip():
                yield Block(" ".join(line.split()), number)


@dataclass(slots=True)
class _Fault:
    """What kept a file, or what lies inside it, from being read."""

    error: PaperError | None = None
    traceback: str | None = None
    """Where the defect is ours."""

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep what is raised meanwhile: one file's fault is not its neighbours'."""
        try:
            yield
        except PaperError as error:
            self.error = error
        except MemoryError:
            self.error = TooLarge(NO_MEMORY)
        except Exception as error:  # noqa: BLE001 - the other files' rows are worth more than a clean crash
            self.error, self.traceback = Damaged(fault_sentence(error)), traceback.format_exc()


def _needs_layout(text: str, reader: Reader, finder: PlanFinder, triage: Triage) -> bool:
    """Whether a page's plain text says that it can hold plan rows, or boxes whose places matter."""
    if triage.may_hold_header(text) or triage.repeats_references(text, finder.references()):
        return True
    return (reader.info.pages or 0) <= _BROCHURE and wants_places(text)


@dataclass(slots=True)
class _Body:
    """What a file's own pages gave."""

    info: Info = field(default_factory=Info)
    found: Found = field(default_factory=Found)
    blocks: tuple[Block, ...] = ()
    notes: tuple[Note, ...] = ()
    laid_out: int = 0
    readable: bool = True
    error: PaperError | None = None
    """What kept the most of it from being read, where something was read all the same."""


def _status(body: _Body, error: PaperError | None, *, has_inner: bool) -> str:
    if error is not None:
        return error.status
    return "ok" if body.found.plans or (not body.readable and has_inner) else "no actions"


_DOUBTS = {
    "page damaged": ("page not read", "the page is broken and could not be opened: nothing was read from it"),
    "drawing left out": (
        "drawing left out",
        "more is drawn on the page than any table needs; its lines and colours were not looked at",
    ),
}


def _page_notes(page: Page) -> list[Note]:
    """What the reader could not read of a page, for those who rely on it."""
    return [Note(*_DOUBTS[flag], page=page.number) for flag in page.flags if flag in _DOUBTS]


def _hidden_notes(page: Page) -> list[Note]:
    """What a workbook hides on a sheet whose rows were read (an old plan, columns kept for the author), what
    is struck out on it, and that its formulas give nothing."""
    flags = {*page.flags, *(flag for item in page.items if isinstance(item, Grid) for flag in item.flags)}
    message = "struck through in the file beside other text of its cell, and left out"
    notes = [
        Note("unplaced text", message, severity="info", page=page.number, value=flag.removeprefix(STRUCK))
        for flag in page.flags
        if flag.startswith(STRUCK)
    ]
    if {"formula without value", "error value"} & flags:
        message = "formulas whose values the file does not keep, or errors: save it in a spreadsheet program"
        notes.append(Note("formula without value", message, severity="warning", value=page.name))
    hidden = [what for what in ("sheet", "row", "column") if f"hidden {what}" in flags]
    if not hidden:
        return notes
    words = "the sheet itself" if hidden[0] == "sheet" else " and ".join(f"{what}s" for what in hidden)
    message = f"hidden in the workbook, and read all the same: {words}"
    return [*notes, Note("hidden in the sheet", message, severity="warning", value=page.name)]
