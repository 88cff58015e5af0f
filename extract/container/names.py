"""Names for what is found in files: safe to show and to join to a path, and telling neighbours apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from extract.formats import extension_for, extension_of

LONGEST = 120
"""Characters of a name, extension included."""

_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*!]+')
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def safe_name(name: str | None, position: int, fmt: str, data: bytes = b"") -> str:
    """A base name that does no harm anywhere: no folders, no `..`, no control or direction characters,
    none that a file system or our own `!/` gives a meaning, no reserved Windows name; NFC, at most 120
    characters, with an extension where the format is known.

    A name of which nothing is left becomes `attachment 3`, by its 1-based position.
    """
    text = unicodedata.normalize("NFC", name or "")
    text = text.replace("\x00", "\n").strip().split("\n")[0]
    # Zip members, package records and mail headers carry whole paths, of either system.
    text = re.split(r"[\\/]", text)[-1]
    text = "".join(
        " " if c in "\t\u00a0" else c for c in text if c == "\t" or unicodedata.category(c) not in _INVISIBLE
    )
    text = _FORBIDDEN.sub("_", text)
    text = re.sub(r"\s+", " ", text).strip(" .")
    if not text.strip("_ ."):
        text = f"attachment {position}"
    if _RESERVED.fullmatch(text):
        text = f"_{text}"
    extension = extension_of(text)
    if not extension:
        text += extension_for(fmt, data)
    return _shortened(text)


def unique(names: Iterable[str]) -> list[str]:
    """The names with ` (2)`, ` (3)` … before the extension of those that repeat one before them,
    whatever their case."""
    taken: set[str] = set()
    return [tell_apart(name, taken) for name in names]


def tell_apart(name: str, taken: set[str]) -> str:
    """`name`, numbered if `taken` has it; the result is added to `taken` (case-folded)."""
    candidate, n = name, 1
    while candidate.casefold() in taken:
        n += 1
        candidate = _with_number(name, n)
    taken.add(candidate.casefold())
    return candidate


def _with_number(name: str, n: int) -> str:
    extension = extension_of(name)
    stem = name[: -len(extension) - 1] if extension else name
    tail = f" ({n})" + (f".{name[len(stem) + 1 :]}" if extension else "")
    return stem[: LONGEST - len(tail)].rstrip() + tail


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    extension = extension_of(name)
    tail = name[-len(extension) - 1 :] if extension else ""
    return name[: LONGEST - len(tail)].rstrip(" .") + tail
