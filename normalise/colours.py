"""Which RAG colour a fill or an ink is: the nearest reference colour in OKLab, within its tolerance.

Every producer has its own green; distance in OKLab (B. Ottosson, 2020) is near to how different two
colours look, which distance in RGB is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from normalise.words import Vocabulary

RGB = tuple[int, int, int]
Lab = tuple[float, float, float]
_PALE = 0.06
"""OKLab chroma under which a colour is a grey or a header's tint, whatever its hue."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A colour of the vocabulary."""

    lab: Lab
    means: str | None
    """RED, AMBER, GREEN, BLUE; None: known to be no RAG."""
    tolerance: float


def oklab(colour: RGB) -> Lab:
    """sRGB, 0 to 255, to OKLab: lightness 0 to 1, and two axes of colour of about -0.4 to 0.4."""
    r, g, b = (_linear(min(255, max(0, part)) / 255) for part in colour)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def distance(a: Lab, b: Lab) -> float:
    """How different two colours look: 0 same, 1 black and white, 0.02 hardly seen."""
    return float(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2) ** 0.5)


@lru_cache(maxsize=8)
def references(vocab: Vocabulary) -> tuple[Reference, ...]:
    """The colours of the vocabulary, in the file's order."""
    out = []
    for entry in vocab.entries["colours"].values():
        digits = entry.form
        colour = (int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16))
        means = None if entry.means == "none" else entry.means
        out.append(Reference(oklab(colour), means, entry.tolerance))
    return tuple(out)


@lru_cache(maxsize=1024)
def rag_colour(colour: RGB | None, vocab: Vocabulary) -> str | None:
    """RED, AMBER, GREEN or BLUE; None for no colour, a grey, a header's tint or any other colour."""
    if colour is None:
        return None
    lab = oklab(colour)
    if (lab[1] ** 2 + lab[2] ** 2) ** 0.5 < _PALE:
        return None
    nearest = min(references(vocab), key=lambda reference: distance(lab, reference.lab))
    return nearest.means if distance(lab, nearest.lab) <= nearest.tolerance else None
