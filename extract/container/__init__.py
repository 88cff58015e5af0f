"""What is inside a file: attachments, one level at a time, within limits.

The caller goes deeper by asking again with an attachment's bytes and the same budget.
"""

# ruff: noqa: PLC0415 - each format's module is imported by the first file that needs it: a run over plain
# PDFs loads neither the mail parser nor lxml.

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract.container.found import CAPTION, FILE_NAME, PACKAGE_RECORD, POSITION, Attachment, Found, Payload
from extract.container.metafile import is_type_name
from extract.container.names import safe_name, tell_apart, unique
from extract.container.ole import is_drawing
from extract.errors import PaperError, TooLarge
from extract.formats import extension_of, paper_format, sniff
from extract.limits import Budget

_DOCUMENTS = ("docx", "xlsx", "xlsb", "pptx", "doc", "xls", "ppt", "rtf", "odt", "ods", "odf")
"""Formats whose objects may be drawings; in an archive or a mail every member is a file."""

__all__ = ["Attachment", "attachments", "body_text", "may_hold_pins", "safe_name", "unique"]


def attachments(
    data: bytes, fmt: str, name: str, budget: Budget, passwords: Sequence[str] = ()
) -> Iterator[Attachment]:
    """The files directly inside `data`, a file sniffed as `fmt`, in document order.

    A file that cannot be had is listed with its error. Past the budget's number of attachments one last
    entry says so. Raises `PaperError` where the container itself cannot be opened; take the next
    attachment only when done with the one before, for memory's sake.
    """
    taken: set[str] = set()
    position = 0
    for found in _sources(data, fmt, budget, passwords):
        try:
            budget.count_attachment(name)
        except TooLarge as error:
            yield Attachment("further files", POSITION, position + 1, None, error)
            return
        loaded = _loaded(found, budget)
        if fmt in _DOCUMENTS and is_drawing(loaded.kind):
            continue
        position += 1
        yield _named(found, loaded, position, taken)


def body_text(data: bytes, fmt: str) -> str | None:
    """What a mail message itself says; None where it says nothing or is no mail. Raises `PaperError`."""
    if fmt in ("eml", "mhtml"):
        from extract.container.mail import mail_text

        return mail_text(data)
    if fmt == "msg":
        from extract.container.outlook import outlook_text

        return outlook_text(data, Budget())
    return None


def _loaded(found: Found, budget: Budget) -> Payload:
    """The bytes, counted, or the error that stands in the way of them."""
    try:
        payload = found.load()
        if payload.data is not None:
            budget.take(len(payload.data), f"“{payload.name or found.name or 'an embedded file'}”")
    except PaperError as error:
        return Payload(None, error=error)
    return payload


def _named(found: Found, loaded: Payload, position: int, taken: set[str]) -> Attachment:
    """The attachment under its name: the wrapping's record, the container's own, the icon's caption, or
    its position, in that order."""
    data = loaded.data
    caption = found.caption or loaded.label
    if caption and is_type_name(caption):
        caption = None
    # A caption is cut and wrapped by whoever drew it: it names a file only by its first words.
    name, origin = next(
        (
            (text, how)
            for text, how in ((loaded.name, PACKAGE_RECORD), (found.name, FILE_NAME), (caption, CAPTION))
            if text and text.strip()
        ),
        (None, POSITION),
    )
    fmt = sniff(data, name or "") if data is not None else _named_format(name)
    return Attachment(
        name=tell_apart(safe_name(name, position, fmt, data or b""), taken),
        name_origin=origin,
        position=position,
        data=data,
        error=loaded.error,
        format=fmt,
        caption=caption,
        near=found.near,
        kind=loaded.kind,
    )


def _named_format(name: str | None) -> str:
    """What the name of a file that cannot be had says it is."""
    return paper_format(
        {"docm": "docx", "xlsm": "xlsx"}.get(extension := extension_of(name or ""), extension)
    )


def _sources(data: bytes, fmt: str, budget: Budget, passwords: Sequence[str]) -> Iterator[Found]:
    """What the format's own module finds."""
    if fmt == "pdf":
        from extract.container.pdf_files import inside_pdf

        return inside_pdf(data, budget, passwords)
    if fmt == "docx":
        from extract.container.word import inside_word

        return inside_word(data, budget)
    if fmt in ("xlsx", "xlsb", "pptx"):
        from extract.container.sheet import inside_slides, inside_workbook

        return inside_slides(data, budget) if fmt == "pptx" else inside_workbook(data, budget)
    if fmt == "zip":
        from extract.container.zipped import members_of

        return members_of(data, budget, passwords)
    if fmt in ("doc", "xls", "ppt", "ole"):
        from extract.container import legacy

        source = {
            "doc": legacy.inside_old_word,
            "xls": legacy.inside_old_excel,
            "ppt": legacy.inside_old_slides,
            "ole": legacy.inside_loose_object,
        }
        return source[fmt](data, budget)
    return _rarer_sources(data, fmt, budget)


def may_hold_pins(data: bytes, pages: int) -> bool:
    """Whether a PDF of that many pages can have files pinned to a page; its list of attachments is another
    matter."""
    from extract.container.pdf_files import has_pins

    return has_pins(data, pages)


def _rarer_sources(data: bytes, fmt: str, budget: Budget) -> Iterator[Found]:
    if fmt in ("eml", "mhtml"):
        from extract.container.mail import inside_mail

        return inside_mail(data)
    if fmt in ("msg", "tnef"):
        from extract.container.outlook import inside_outlook, inside_tnef

        return inside_outlook(data, budget) if fmt == "msg" else inside_tnef(data)
    if fmt == "rtf":
        from extract.container.rtf import inside_rich_text

        return inside_rich_text(data, budget)
    if fmt in ("odt", "ods", "odf"):
        from extract.container.opendocument import inside_opendocument

        return inside_opendocument(data, budget)
    return iter(())
