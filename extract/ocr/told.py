"""What a person is told of pages that are pictures."""

from __future__ import annotations

from collections.abc import Sequence

from extract.model import Note, Page

FAILED = "ocr failed: "
"""How a page's flag begins that says why it could not be read; a sentence follows."""
_ADVICE = "Ask for the file it was made from, or read it with --ocr."


def why_not(page: Page) -> str | None:
    """Why a scanned page was not read though that was asked for; None where it was not asked for."""
    return next((flag.removeprefix(FAILED) for flag in page.flags if flag.startswith(FAILED)), None)


def needs_ocr(pages: Sequence[int], count: int, why: Sequence[str | None]) -> str:
    """The sentence of a paper whose pages are pictures: which, and what to do."""
    reasons = [reason for reason in why if reason]
    what = "is a picture" if len(pages) == 1 else "are pictures"
    if count == 1:
        told = "It is a picture of a page, without text."
    elif len(pages) == count:
        told = f"All its {count} pages are pictures, without text that can be read."
    else:
        told = f"{page_list(pages)} of {count} {what}, without text that can be read."
    return f"{told} {reasons[0] if reasons else _ADVICE}"


def page_list(pages: Sequence[int]) -> str:
    """`Page 3`, `Pages 2, 5-9 and 12`."""
    runs: list[list[int]] = []
    for page in sorted(pages):
        if runs and page == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], page]
        else:
            runs.append([page])
    named = [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
    if len(pages) == 1:
        return f"Page {named[0]}"
    return "Pages " + (f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else named[0])


def scanned_notes(pages: Sequence[int], why: Sequence[str | None]) -> list[Note]:
    """A note for each page that is a picture and was not read."""
    said = "a page without text that can be read: nothing was taken from it"
    return [
        Note("scanned page", f"{said}. {reason}" if reason else said, page=page)
        for page, reason in zip(pages, why, strict=True)
    ]
