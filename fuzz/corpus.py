"""The seeds: small inputs for every target, made from the samples, the same each time."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from extract.container import attachments
from extract.formats import sniff
from extract.limits import Budget
from extract.pdf.reader import PdfReader
from fuzz.targets import listed
from normalise.words import FOLDER

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples" / "papers"
_SMALL = 96 << 10
"""Bytes of a seed: a run changes small inputs faster, and each change matters more."""
_XML = (".xml", ".rels")
_CELLS = (
    "D/Supt Gwen Sallow, Head of Prevention & Insp Tom Marrable",
    "30/05/19 GREEN Signs are up. 1806/19 Lights ordered.\n15/01/19. AMBER. Waiting for the council",
    "Prepare, Protect and Purse\nAll 4Ps",
    "Strategic / Tactical & Force\nQ3 2019/20, by end of March 2020",
    "URN 4. 3 . 9 Partnerships (001)",
    "RAG: Amber, Head of Strategic Centre - Dr Ida Quill; TBA",
)
WORDS = (
    "D/Supt Insp Gwen Sallow Head of & / , and - TBA N/A GREEN amber RAG: 30/05/19 1806/19 15/01/19. Q3 "
    "31st Mar-25 March 2020 Prepare, Protect Purse All 4Ps Strategic Tactical 1.1 4. 3 . 9 013 (001) Update:"
).split()
"""Words whose orders say most, for generated cells."""
_CONTENT = (
    b"0.5 w 40 500 m 800 500 l S 40 400 m 800 400 l S 40 300 m 800 300 l S "
    b"40 300 m 40 500 l S 140 300 m 140 500 l S 500 300 m 500 500 l S 800 300 m 800 500 l S\n"
    b"0 0.6 0 rg 500 300 300 100 re f 0 g\n"
    b"BT /F2 11 Tf 50 450 Td (URN) Tj 100 0 Td (Action) Tj 360 0 Td (RAG Status) Tj ET\n"
    b"BT /F1 9 Tf 50 350 Td (1.1) Tj 100 0 Td [(Light the)-250(path at Har-)] TJ 0 -11 Td (rowby) Tj "
    b"360 11 Td (GREEN) Tj ET\n"
    b"/P <</MCID 0>> BDC BT /F1 9 Tf 1 0 0 1 50 200 Tm (Owner: Insp Ada Fenn) Tj ET EMC\n"
    b"q 0 1 -1 0 400 100 cm BT /F1 9 Tf 10 10 Td (Sideways) Tj ET Q"
)
_PLAN = (
    "Night Time Economy Delivery Plan\n"
    "URN\tGovernance\tOwner\tLevel\t4P\tRAG Status\tComments\n"
    "1.1\tLight the path\tInsp Ada Fenn\tForce\tProtect\tGREEN\t30/05/19 GREEN Signs are up\n"
    "1.2\tWalk the route\t>1v2Supt Gwen Sallow\tLocal\tPrepare\tAMBER\t\n"
    "Created 20/06/2019 from the master copy\f"
    "1.3\tAsk the landlords\tTBA\tLocal\tPursue\tRED\tdue\v1806/19\n"
    "2.0\tAnalytical\tOwner\tLevel\t4P\t\t\n"
    "2.1\tCount what is lost\t\tForce\tPrevent\t\t\n"
)


def seeds(target: str) -> Iterator[bytes]:
    """Seeds of one target."""
    if target == "cells":
        yield from (text.encode() for text in _CELLS)
    elif target == "plan":
        yield _PLAN.encode()
        yield _PLAN.replace("\t", "\t>2v1", 3).encode()
    elif target == "page":
        yield _CONTENT
    elif target == "words":
        for file in sorted(FOLDER.glob("*.csv")):
            lines = file.read_bytes().splitlines(keepends=True)
            yield file.stem.encode() + b"\n" + b"".join(lines[:12])
    elif target == "dump":
        yield from _dumps()
    else:
        yield from _files(target)


def _files(target: str) -> Iterator[bytes]:
    """The samples and what is inside them."""
    budget = Budget()
    for file in sorted(path for path in SAMPLES.rglob("*") if path.is_file()):
        data = file.read_bytes()
        fmt = sniff(data, file.name)
        found = [(fmt, data)]
        found += [(a.format, a.data) for a in attachments(data, fmt, file.name, budget) if a.data]
        for fmt, data in found:
            if target in {"docx", "xlsx"} and fmt == target:
                yield from _parts(data)
            elif target == "container" or (fmt, target) == ("pdf", "pdf"):
                yield data


def _parts(data: bytes) -> Iterator[bytes]:
    """The XML parts of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name.endswith(_XML)}
    yield listed({name: body for name, body in parts.items() if "theme" not in name})


def _dumps() -> Iterator[bytes]:
    """The text of the samples' PDFs as an archive's extractor gives it, its pages parted by form feeds."""
    for file in sorted(SAMPLES.rglob("*.pdf")):
        reader = PdfReader(file.read_bytes())
        texts = [view.text() for _, view in zip(range(6), reader.pages(), strict=False)]
        reader.close()
        yield "\f".join(texts).encode()


def write(target: str, folder: Path) -> int:
    """Write the seeds to a folder, the largest left out; how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for data in seeds(target):
        if len(data) <= _SMALL:
            (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
            count += 1
    return count
