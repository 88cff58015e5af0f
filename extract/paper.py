"""One file and everything inside it, read: the way through this room."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from extract.blocks import blocks
from extract.container import Attachment, attachments
from extract.errors import NeedsOcr, PaperError, TooLarge, Unsupported
from extract.formats import extension_of, paper_format, sniff
from extract.lexicon import Lexicon
from extract.limits import Budget
from extract.model import Block, Info, Note, Paper, Reader
from extract.plan.finder import PlanFinder
from extract.plan.state import Found
from extract.plan.triage import Triage
from extract.readers import ReadOptions, open_reader, unlocked

_PAGED = frozenset({"pdf"})
"""Formats whose pages are dismissed on their plain text where they can hold no plan."""


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
        fmt, body, error = sniff(data, name), _Body(), None
        paper_id = hashlib.sha256(data).hexdigest()[:12]
        try:
            data, fmt = unlocked(data, fmt, name, self.options, self.budget)
            body = self._body(data, fmt, name)
        except PaperError as caught:
            error = caught
        inside, inner_error = self._inside(data, fmt, path, depth + 1)
        error = error or inner_error
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
            notes=body.notes,
            pages_laid_out=body.laid_out,
            attachments=tuple(p.path for p in inside if p.parent_path == path),
        )
        return [paper, *inside]

    def _inside(self, data: bytes, fmt: str, path: str, depth: int) -> tuple[list[Paper], PaperError | None]:
        """The files inside, read one at a time; and what kept the container from giving them all."""
        out: list[Paper] = []
        try:
            for attachment in attachments(data, fmt, path, self.budget, self.options.passwords):
                out += self._attachment(attachment, f"{path}!/{attachment.name}", path, depth)
        except PaperError as error:
            return out, error
        return out, None

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
        reader = open_reader(data, fmt, name, self.lexicon, self.options)
        if reader is None:
            return _Body(readable=False)
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
                known = finder.references()
                if text.strip() and not (
                    triage.may_hold_header(text) or triage.repeats_references(text, known)
                ):
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


def _status(body: _Body, error: PaperError | None, *, has_inner: bool) -> str:
    if error is not None:
        return error.status
    return "ok" if body.found.plans or (not body.readable and has_inner) else "no actions"


def _scanned_notes(pages: list[int]) -> list[Note]:
    return [
        Note("scanned page", "a picture of a page, without text: nothing was read from it", page=page)
        for page in pages
    ]
