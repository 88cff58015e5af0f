"""What a source of attachments hands over before it is named and counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from extract.errors import PaperError

PACKAGE_RECORD = "package record"
CAPTION = "caption"
POSITION = "position"
FILE_NAME = "file name"


@dataclass(frozen=True, slots=True)
class Payload:
    """The bytes of one embedded file, and what its wrapping says of it."""

    data: bytes | None
    """None where the wrapping holds a link and no file, with `error` saying so."""
    name: str | None = None
    """File name from the wrapping's own record, as written there."""
    label: str | None = None
    """Words under the icon, where the wrapping keeps them."""
    kind: str | None = None
    """What the program that made it calls it: `Acrobat Document`."""
    error: PaperError | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One place in a file where another file is held."""

    load: Callable[[], Payload]
    """Unpacks it; raises `PaperError`."""
    name: str | None = None
    """Name the container gives it (zip member, mail attachment), as written there."""
    caption: str | None = None
    """Text of its icon or its alternative text."""
    near: str | None = None
    """Text printed beside it: its own paragraph or table row, else the paragraph before; folder, sheet."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file found inside another."""

    name: str
    """Safe base name with an extension, unique among its neighbours."""
    name_origin: str
    """`package record`, `caption`, `position` or `file name`."""
    position: int
    """1-based place in its container, in document order."""
    data: bytes | None
    """None where it cannot be had; `error` says why."""
    error: PaperError | None = None
    format: str = "other"
    """As `extract.formats.sniff` tells it; guessed from the name where there is no data."""
    caption: str | None = None
    """Text of its icon or its alternative text."""
    near: str | None = None
    """Text printed beside it: its own paragraph or table row, else the paragraph before; folder, sheet."""
    kind: str | None = None
    """What the program that made it calls it: `Acrobat Document`, `chart data`."""
