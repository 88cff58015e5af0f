"""Lines of a dump, each with what stood between it and the line before it."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from enum import IntEnum

import regex

from extract.errors import Damaged

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = regex.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_NEWLINE = regex.compile(r"\r\n?|[\x0b\x85\u2028\u2029]")


class Gap(IntEnum):
    """What stands before a word; the greater, the likelier a cell ends there."""

    SPACE = 0
    WIDE = 1
    """Two or more spaces, or a tab, inside a line."""
    LINE = 2
    SOFT = 3
    """A line of white space alone: an empty paragraph inside a cell, or an empty cell."""
    BLOCK = 4
    """Empty lines."""
    PAGE = 5


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line that prints something."""

    n: int
    """0-based place among the lines that print something."""
    text: str
    """As in the dump, without the white space at its ends."""
    gap: Gap
    """Before it; `SPACE` never."""
    blanks: int = 0
    """Lines without text right before it."""
    indent: int = 0
    """Spaces before its first word, the mark of a page break not among them."""
    raw: str = ""
    """With its white space: tabs part the cells of sheets."""

    @property
    def words(self) -> int:
        """Runs without white space."""
        return len(self.text.split())


def decode(data: bytes) -> str:
    """The dump's text: by its byte order mark, else UTF-8, else Windows-1252; every kind of newline made one.

    Raises Damaged where the bytes are no text.
    """
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), None)
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if text.count("\x00") * 50 > len(text):
        raise Damaged("the file is no text, whatever its name says; give the paper it was made from")
    return str(_NEWLINE.sub("\n", _CONTROL.sub(" ", text)))


def read_lines(text: str) -> list[TextLine]:
    """The lines that print something, with page breaks found."""
    raw = text.split("\n")
    leading = _leading_space_marks(raw)
    empty = any(not line for line in raw[1:-1])
    out: list[TextLine] = []
    gap, blanks = Gap.PAGE, 0
    for i, line in enumerate(raw):
        feed = line.rpartition("\f")
        if feed[1]:
            # What stands before a form feed on its line belongs to the page before it.
            if feed[0].strip():
                out.append(TextLine(len(out), feed[0].strip("\f "), gap, blanks, 0, feed[0]))
            gap, blanks = Gap.PAGE, 0
        body = feed[2]
        if not body.strip():
            kind = Gap.BLOCK if not body or not empty else Gap.SOFT
            if not feed[1]:
                gap = max(gap, kind)
                blanks += 1
            continue
        if i in leading:
            gap = Gap.PAGE
        indent = len(body) - len(body.lstrip(" "))
        out.append(TextLine(len(out), body.strip(), gap, blanks, indent - (i in leading), body.rstrip(" ")))
        gap, blanks = Gap.LINE, 0
    return out


def _leading_space_marks(raw: list[str]) -> set[int]:
    """Lines that a page break put a space before.

    Extractors that end a page with a newline and begin the next one's text with a space leave
    a line ` 1.6 Strategic ...`: one space, right under a line of text. Where many lines are indented it is
    layout.
    """
    texts = [i for i, line in enumerate(raw) if line.strip()]
    spaced = [i for i in texts if raw[i].startswith(" ")]
    marks = {i for i in spaced if _one_space(raw[i]) and (i == 0 or raw[i - 1].strip())}
    deep = sum(raw[i].startswith("  ") for i in spaced)
    if len(spaced) * 5 > len(texts) or deep * 4 > len(spaced) + 4:
        return set()
    return marks


def _one_space(line: str) -> bool:
    return line[1:2] not in ("", " ")
