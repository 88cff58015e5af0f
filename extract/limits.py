"""How much one paper may cost, and the count of what it has cost so far.

Papers come from outside: a zip of 40 kB can hold petabytes and a Word file can hold itself. Every limit
is far above what real board packs need (a 600-page pack is some 60 MB with 30 attachments) and low enough
for a laptop.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from extract.errors import TooLarge

MIB = 1024 * 1024


XML_LIMIT = 114
"""libxml2's code for text too long, elements too deep, entities that multiply (`XML_ERR_RESOURCE_LIMIT`)."""
XML_BOMB = (
    "{} holds text, depth or entities past all bounds, as no document does and an XML bomb does. "
    "Check where the paper came from."
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one top-level paper may take, whatever its format; every reader is given these.

    Past any of them the status is `too large`, unless its line says that something is left out instead.
    """

    # A paper and the files inside it.
    depth: int = 6
    """Files within files: 1 is an attachment of the paper itself."""
    attachments: int = 1_000
    """Attachments in one paper, at all depths together."""
    file_bytes: int = 256 * MIB
    """Bytes of one file, unpacked."""
    unpacked_bytes: int = 768 * MIB
    """Bytes unpacked from one top-level paper, at all depths together."""
    ratio: int = 250
    """Unpacked bytes per packed byte of one zip member; Office XML stays under 100."""
    ratio_from_bytes: int = 16 * MIB
    """Bytes up to which a zip member may pack as tightly as it likes: a blank sheet or bitmap does."""

    # The pages of a PDF.
    pages: int = 5_000
    """Pages of one file."""
    page_characters: int = 1_000_000
    """Characters on one page."""
    page_objects: int = 300_000
    """Paths, pictures and what stands in forms on one page. Past it the drawing is left out, the words are
    kept."""
    rulings: int = 50_000
    """Lines, thin rectangles and fills on one page; a ruled page has some hundreds, a map tens of thousands.
    Past it the drawing is left out, the words are kept."""
    forms: int = 12
    """Forms within forms; what lies deeper is left out."""
    tags: int = 200_000
    """Elements of the tag tree on one page; past it the tree is not used."""
    tag_depth: int = 48
    """Elements of the tag tree within each other; what lies deeper is no tag."""

    # Word files, workbooks and text.
    parts: int = 20_000
    """Parts of one Office file."""
    part_bytes: int = 64 * MIB
    """Bytes of one part of an Office file, unpacked."""
    rows: int = 50_000
    """Rows in all tables of a Word file, or in one sheet."""
    cells: int = 1_000_000
    """Cells in all tables of a Word file, or in all sheets of a workbook, merged ones counted in full."""
    nesting: int = 12
    """Tables and text boxes within each other."""
    characters: int = 64 * MIB
    """Characters printed in one file: a few bytes can name one long text a million times."""

    # Files that LibreOffice converts first.
    office_seconds: float = 120.0
    """Seconds for one conversion."""
    office_bytes_in: int = 128 * MIB
    """Bytes of a file that is given to it."""
    office_bytes_out: int = 512 * MIB
    """Bytes that it may write."""
    office_memory_bytes: int = 4_096 * MIB
    """Address space it may have, where the system can bound it."""

    # The whole paper.
    seconds: float = 300.0
    """Wall-clock seconds for one top-level paper."""
    memory_bytes: int = 1_024 * MIB
    """Address space a worker may grow by."""


@dataclass(slots=True)
class Budget:
    """What one top-level paper has used of its limits; shared by everything found inside it."""

    limits: Limits = field(default_factory=Limits)
    unpacked: int = 0
    attachments: int = 0

    def room(self) -> int:
        """Bytes that the next file may still have."""
        return max(0, min(self.limits.file_bytes, self.limits.unpacked_bytes - self.unpacked))

    def check(self, size: int, what: str) -> None:
        """Raise `TooLarge` if a file of `size` bytes is past the limits; counts nothing."""
        if size > self.limits.file_bytes:
            raise TooLarge(
                f"{what} has {size // MIB:,} MB unpacked, more than the {self.limits.file_bytes // MIB:,} MB "
                "allowed for one file. Split it, or read it on its own with a higher limit."
            )
        if size > self.room():
            raise TooLarge(
                f"With {what} this paper unpacks to more than the {self.limits.unpacked_bytes // MIB:,} MB "
                "allowed. Save the file out of the paper and read it on its own."
            )

    def take(self, size: int, what: str) -> None:
        """Count `size` unpacked bytes; raises `TooLarge` and counts nothing if they are past the limits."""
        self.check(size, what)
        self.unpacked += size

    def check_ratio(self, packed: int, unpacked: int, what: str) -> None:
        """Raise `TooLarge` if a member unpacks to more than any real document does."""
        if unpacked > self.limits.ratio_from_bytes and unpacked > packed * self.limits.ratio:
            raise TooLarge(
                f"{what} unpacks to {unpacked // max(packed, 1):,} times its size, as a zip bomb does and no "
                "document. It was left packed; check where the paper came from."
            )

    def count_attachment(self, what: str) -> None:
        """Count one attachment of the file called `what`; raises `TooLarge` when there are too many."""
        if self.attachments >= self.limits.attachments:
            raise TooLarge(
                f"With what is in “{what}” there are more than {self.limits.attachments:,} files inside this "
                "paper. The rest are not read; take them out and read them on their own."
            )
        self.attachments += 1

    def check_depth(self, depth: int) -> None:
        """Raise `TooLarge` for a file nested deeper than allowed; 1 is the paper's own attachment."""
        if depth > self.limits.depth:
            raise TooLarge(
                f"It lies {depth} files deep (at most {self.limits.depth} are opened). "
                "Take it out and read it on its own."
            )
