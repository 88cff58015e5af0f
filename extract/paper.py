"""One file and everything inside it, read: the way through this room."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extract.blocks import blocks
from extract.container import Attachment, attachments
from extract.errors import Damaged, Encrypted, NeedsOcr, PaperError, Unsupported
from extract.formats import extension_of, human_name, paper_format, sniff
from extract.lexicon import Lexicon
from extract.limits import Budget, Limits
from extract.model import Block, Info, Note, Paper, Reader
from extract.plan.finder import PlanFinder
from extract.plan.state import Found
from extract.plan.triage import Triage

if TYPE_CHECKING:
    from extract.pdf.reader import PdfReader

_PAGED = frozenset({"pdf"})
"""Formats whose pages are dismissed on their plain text where they can hold no plan."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How papers are read."""

    limits: Limits = field(default_factory=Limits)
    passwords: tuple[str, ...] = ()


def read_tree(data: bytes, path: str, lexicon: Lexicon, options: ReadOptions | None = None) -> list[Paper]:
    """The file and, after it, every attachment inside it in printed order, recursively.

    `path` is the file's path as it shall stand in the tables; an attachment's is
    `outer.docx!/inner name.pdf`. A file that cannot be read is a `Paper` with its status and a sentence;
    nothing but a defect of ours raises.
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
        fmt = sniff(data, name)
        paper_id = hashlib.sha256(data).hexdigest()[:12]
        inner: list[Attachment] = []
        error: PaperError | None = None
        body = _Body()
        try:
            body = self._body(data, fmt, name)
        except PaperError as caught:
            error = caught
        if depth < self.options.limits.depth:
            error = self._gather(data, fmt, name, inner) or error
        paths = tuple(f"{path}!/{a.name}" for a in inner)
        paper = Paper(
            paper_id=paper_id,
            path=path,
            parent_path=parent,
            name=name,
            format=paper_format(fmt, name),
            status=_status(body, error, has_inner=bool(inner)),
            error=str(error) if error else body.error,
            position=position,
            info=body.info,
            plans=body.found.plans,
            counts=body.found.counts,
            blocks=body.blocks,
            grids=body.found.grids,
            notes=body.notes,
            pages_laid_out=body.laid_out,
            attachments=paths,
        )
        out = [paper]
        for attachment, inner_path in zip(inner, paths, strict=True):
            out += self._attachment(attachment, inner_path, path, depth + 1)
        return out

    def _attachment(self, attachment: Attachment, path: str, parent: str, depth: int) -> list[Paper]:
        name = attachment.name
        if attachment.data is not None:
            return self.read(attachment.data, path, parent=parent, position=attachment.position, depth=depth)
        error = attachment.error or Unsupported("the file inside holds no data of its own")
        return [
            Paper(
                paper_id=hashlib.sha256(path.encode()).hexdigest()[:12],
                path=path,
                parent_path=parent,
                name=name,
                format=paper_format(extension_of(name), name),
                status=error.status,
                error=str(error),
                position=attachment.position,
            )
        ]

    def _gather(self, data: bytes, fmt: str, name: str, inner: list[Attachment]) -> PaperError | None:
        """Append the files inside; what stopped it, so that those found before are kept."""
        try:
            inner.extend(attachments(data, fmt, name, self.budget, self.options.passwords))
        except PaperError as error:
            return error
        return None

    def _body(self, data: bytes, fmt: str, name: str) -> _Body:
        reader = open_reader(data, fmt, self.lexicon, self.options)
        if reader is None:
            return _Body(readable=False, error=_no_reader(fmt, name))
        try:
            return self._read_pages(reader, fmt)
        finally:
            reader.close()

    def _read_pages(self, reader: Reader, fmt: str) -> _Body:
        finder, triage = PlanFinder(self.lexicon), Triage(self.lexicon)
        body = _Body(info=reader.info)
        texts: list[Block] = []
        scanned: list[int] = []
        for view in reader.pages():
            if fmt in _PAGED and not finder.expects(view.number):
                text = view.text()
                if text.strip() and not triage.may_hold_header(text):
                    texts += self._plain(view.number, text)
                    continue
            page = view.layout()
            body.laid_out += 1
            if page.scanned and page.number is not None:
                scanned.append(page.number)
            if not finder.feed(page):
                texts += blocks(page)
        body.found = finder.finish()
        body.blocks = (*texts, *body.found.blocks)
        body.notes = (*body.found.notes, *_scanned_notes(scanned))
        if scanned and not body.found.plans and len(scanned) * 2 > (reader.info.pages or 0):
            raise NeedsOcr(f"{len(scanned)} of {reader.info.pages} pages are pictures without text")
        return body

    def _plain(self, number: int | None, text: str) -> Iterator[Block]:
        for line in text.split("\n"):
            if line.strip():
                yield Block(" ".join(line.split()), number)


@dataclass(slots=True)
class _Body:
    """What a file's own pages gave."""

    info: Info = field(default_factory=Info)
    found: Found = field(default_factory=Found)
    blocks: tuple[Block, ...] = ()
    notes: tuple[Note, ...] = ()
    laid_out: int = 0
    readable: bool = True
    error: str | None = None


def open_reader(data: bytes, fmt: str, lexicon: Lexicon, options: ReadOptions) -> Reader | None:
    """The reader for a format, or None where the format holds no pages of its own (zip, mail)."""
    if fmt == "pdf":
        from extract.pdf.reader import PdfReader  # noqa: PLC0415 - loads the engine only when needed

        return _open_pdf(PdfReader, data, options)
    if fmt == "docx":
        from extract.word.reader import WordReader  # noqa: PLC0415 - as above

        return WordReader(data)
    if fmt == "xlsx":
        from extract.sheet import SheetReader  # noqa: PLC0415 - as above

        return SheetReader(data)
    if fmt == "txt":
        from extract.dump.reader import DumpReader  # noqa: PLC0415 - as above

        return DumpReader(data, lexicon)
    return None


def _open_pdf(kind: type[PdfReader], data: bytes, options: ReadOptions) -> Reader:
    """Open with no password first, then with each one given; the last refusal where none fits."""
    for password in (None, *options.passwords[:-1]):
        try:
            return kind(data, password)
        except Encrypted:
            if not options.passwords:
                raise
    return kind(data, options.passwords[-1])


_HOLDERS = frozenset({"zip", "eml", "msg", "mhtml", "tnef"})
"""Formats that hold files and no plan of their own."""


def _no_reader(fmt: str, name: str) -> str | None:
    if fmt in _HOLDERS:
        return None
    if fmt == "empty":
        raise Damaged("The file is empty; ask for it again.")
    if fmt == "encrypted":
        raise Encrypted(
            "The file is locked with a password; give it with --password, or save an unlocked copy."
        )
    return f"A {human_name(fmt, name)} is not read; save it as PDF or Word and put that beside it."


def _status(body: _Body, error: PaperError | None, *, has_inner: bool) -> str:
    if error is not None:
        return error.status
    if not body.readable and body.error is not None:
        return Unsupported.status
    return "ok" if body.found.plans or (not body.readable and has_inner) else "no actions"


def _scanned_notes(pages: list[int]) -> list[Note]:
    return [
        Note("scanned page", "a picture of a page, without text: nothing was read from it", page=page)
        for page in pages
    ]
