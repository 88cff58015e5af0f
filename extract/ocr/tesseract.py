"""Tesseract, where it is there: the words on a picture, with their boxes and how sure it is of each.

It is run through its command line, one thread, with limits on time and on what it prints; pictures reach it
as files of our own making, never as the paper's bytes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import regex

from extract.errors import NeedsOcr, TooLarge
from extract.ocr.picture import Grey

LANGUAGE = "eng"
_OLDEST = 4
"""Major version from which Tesseract reads lines with its neural net; before it, it is of little use."""
_VERSION = regex.compile(r"tesseract v?(\d+)(\S*)")
_TURN = regex.compile(r"^Rotate: (\d+)", regex.MULTILINE)
_INSTALL = (
    "Debian, Ubuntu: apt install tesseract-ocr tesseract-ocr-eng; Fedora: dnf install tesseract; "
    "macOS: brew install tesseract; Windows: winget install UB-Mannheim.TesseractOCR, and its folder on PATH"
)
_KEPT = ("PATH", "SYSTEMROOT", "TESSDATA_PREFIX", "LD_LIBRARY_PATH", "TMPDIR", "TEMP", "TMP")
_MOST_PRINTED = 64 * 2**20
"""Bytes of words for one page past which it is no page."""

AUTO, BLOCK, SPARSE = 3, 6, 11
"""Page segmentation modes: a page, whatever its layout; one block of text; text here and there."""


class ReadWord(NamedTuple):
    """One word on a picture, in pixels of it."""

    picture: int
    """0-based, of the pictures handed over together."""
    line: tuple[int, int, int]
    """Block, paragraph and line: words of one line share it."""
    x0: int
    top: int
    x1: int
    bottom: int
    sure: float
    """0 to 1."""
    text: str


@dataclass(frozen=True, slots=True)
class Program:
    """Tesseract as found on this machine."""

    path: str
    version: str


@cache
def probe() -> Program:
    """Tesseract on PATH; `NeedsOcr` with what to install where it, or its English, is missing or too old."""
    path = shutil.which("tesseract")
    if path is None:
        raise NeedsOcr(f"To read scans, install Tesseract ({_INSTALL}), or ask for the paper as text.")
    said = _VERSION.search(_said([path, "--version"]))
    if said is None or int(said[1]) < _OLDEST:
        have = f"version {said[1]}{said[2]}" if said else "one that does not start"
        raise NeedsOcr(f"To read scans, install Tesseract {_OLDEST} or newer; here is {have} ({_INSTALL}).")
    if LANGUAGE not in _said([path, "--list-langs"]).split():
        raise NeedsOcr(
            f"Tesseract is there without its English ({LANGUAGE}.traineddata): Debian, Ubuntu: apt install "
            "tesseract-ocr-eng; elsewhere put the file into the folder that `tesseract --list-langs` names."
        )
    return Program(path, said[1] + said[2])


def missing() -> str | None:
    """What to install before scans can be read; None where all is there."""
    try:
        probe()
    except NeedsOcr as error:
        return str(error)
    return None


def _said(command: Sequence[str]) -> str:
    """What a command prints, on either stream; empty where it fails or hangs."""
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            command,
            capture_output=True,
            timeout=30,
            check=False,
            stdin=subprocess.DEVNULL,
            env=_environment(),
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (done.stdout + b"\n" + done.stderr).decode("utf-8", "replace")


def read_pictures(pictures: Sequence[Grey], dpi: int, mode: int, seconds: float) -> list[ReadWord]:
    """The words on each of several grey pictures, in one run of Tesseract.

    Raises `NeedsOcr` where Tesseract is missing or fails, `TooLarge` past the time limit.
    """
    program = probe()
    if not pictures:
        return []
    with tempfile.TemporaryDirectory(prefix="boardpapers-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        names = []
        for n, picture in enumerate(pictures):
            file = folder / f"{n}.pgm"
            file.write_bytes(as_pgm(picture))
            names.append(str(file))
        listed = folder / "pictures.txt"
        listed.write_text("\n".join(names) + "\n", encoding="utf-8")
        command = [program.path, str(listed), "-", "-l", LANGUAGE, "--dpi", str(dpi), "--psm", str(mode)]
        command += ["-c", "tessedit_create_tsv=1"]
        printed = folder / "words.tsv"
        _run(command, folder, printed, seconds)
        if printed.stat().st_size > _MOST_PRINTED:
            raise TooLarge(
                "Tesseract finds more words on a page than a page can hold; ask for a better scan."
            )
        return parse_tsv(printed.read_text(encoding="utf-8", errors="replace"))


def turn_needed(picture: Grey, dpi: int, seconds: float) -> int:
    """Right angles by which a picture must be turned clockwise to read upright; 0 where Tesseract cannot
    tell, or is there without the data it tells that by (`osd`)."""
    program = probe()
    if "osd" not in _said([program.path, "--list-langs"]).split():
        return 0
    with tempfile.TemporaryDirectory(prefix="boardpapers-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        file, printed = folder / "0.pgm", folder / "turn.txt"
        file.write_bytes(as_pgm(picture))
        command = [program.path, str(file), "-", "-l", "osd", "--dpi", str(dpi), "--psm", "0"]
        try:
            _run(command, folder, printed, seconds)
        except NeedsOcr:  # it ends so where it sees too few letters to tell
            return 0
        said = _TURN.search(printed.read_text(encoding="utf-8", errors="replace"))
        return int(said[1]) // 90 % 4 if said else 0


def as_pgm(picture: Grey) -> bytes:
    """A grey picture as a portable greymap, which every Tesseract reads and nothing has to pack."""
    high, wide = picture.shape
    return b"P5\n%d %d\n255\n" % (wide, high) + np.ascontiguousarray(picture).tobytes()


def _run(command: Sequence[str], folder: Path, printed: Path, seconds: float) -> None:
    with printed.open("wb") as out, (folder / "said.txt").open("wb") as said:
        process = subprocess.Popen(  # noqa: S603 - our own command; the paper names nothing in it
            command, cwd=folder, env=_environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=said
        )
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise TooLarge(
                f"Tesseract took more than {seconds:g} s over one page; ask for the paper as text."
            ) from error
        finally:
            process.kill()
            process.wait()
    if code != 0:
        last = (folder / "said.txt").read_bytes()[-400:].decode("utf-8", "replace").strip().splitlines()
        raise NeedsOcr(f"Tesseract failed ({code}): {last[-1] if last else 'it does not say why'}")


def _environment() -> dict[str, str]:
    """One thread: it is as fast on a line of text, and papers are read side by side."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C"}


def parse_tsv(text: str) -> list[ReadWord]:
    """The words of Tesseract's table: level, page, block, paragraph, line, word, left, top, width, height,
    confidence (0 to 100, -1 where it has none), text. Only words (level 5) with text."""
    out: list[ReadWord] = []
    for row in text.split("\n"):
        cells = row.rstrip("\r").split("\t")
        if len(cells) != 12 or cells[0] != "5" or not cells[11].strip():
            continue
        page, block, par, line, _, left, top, wide, high = map(int, cells[1:10])
        sure = max(0.0, float(cells[10])) / 100
        # a word with a space inside is two, with one box between them
        out.append(
            ReadWord(
                page - 1, (block, par, line), left, top, left + wide, top + high, sure, cells[11].strip()
            )
        )
    return out
