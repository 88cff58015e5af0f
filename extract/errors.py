"""Why a paper gives no rows: one exception per situation its owner can be in.

Each carries the `papers.status` it becomes and a sentence that says what to do. Anything else that is
raised is a defect of ours.
"""

from __future__ import annotations

import traceback
from pathlib import Path


class PaperError(Exception):
    """The paper's fault, never ours."""

    status = "damaged"


class Damaged(PaperError):
    """The bytes cannot be read as what they claim to be."""


class Encrypted(PaperError):
    """A password is needed, or the one given is wrong."""

    status = "encrypted"


class Unsupported(PaperError):
    """A format that is not read here, or not without a program that is missing."""

    status = "unsupported"


class TooLarge(PaperError):
    """Past a limit on size, depth, number, time or memory."""

    status = "too large"


class NeedsOcr(PaperError):
    """Pictures of pages, no text."""

    status = "needs ocr"


NO_MEMORY = "Reading it takes more memory than there is. Split it, or read it alone on a larger machine."


def fault_sentence(error: Exception) -> str:
    """Says that we are at fault, and where, in words that do not change from run to run."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = "/".join(Path(frame.filename).parts[-2:])
    return (
        f"A fault in boardpapers kept it from being read ({type(error).__name__} in {where}, line "
        f"{frame.lineno}). Please report it with the paper; --debug prints more."
    )
