"""Page furniture in a dump: lines that stand inside rows and belong to the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import regex

from extract.dump.lines import Gap, TextLine
from extract.lexicon import squash

_MARKING = (
    r"(?:not protectively marked|unclassified|restricted|official(?:\s*[-–:]?\s*sensitive)?|confidential)"
)
_ALWAYS = regex.compile(
    rf"""(?:
      page\s+\d{{1,4}}(?:\s*(?:of|/)\s*\d{{1,4}})?
    | [-–—|]\s*\d{{1,4}}\s*[-–—|]
    | \d{{1,4}}\s*\|\s*page
    | -+\s*\d{{1,4}}\s+of\s+\d{{1,4}}\s*-+
    | (?:gsc[:\s]*)?{_MARKING}(?:\s*[-–:|]\s*\w+)?
    | (?:created|printed|produced|generated|saved|last\s+(?:updated|saved|printed)|document\s+date)
      \b[\s:,]*(?:(?:on|at|by)\s+)?\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b.*
    | \S.*\.(?:docx?|xlsx?|pdf|pptx?|indd)\b(?:\s+\d.*)?
    )""",
    regex.IGNORECASE | regex.VERBOSE,
)
_DIGITS = regex.compile(r"\d+")
_LONGEST = 150


def find_furniture(lines: Sequence[TextLine]) -> set[int]:
    """Places of the lines that are page furniture.

    A footer that names the file and its date, a page number and a marking are known by their words and
    stand alone in a block; anything else must stand at the edge of pages each time it is printed, with
    only its digits changed, and in three words at least: `Force` ends many pages and is a cell.
    """
    alone = [_stands_alone(lines, i) for i in range(len(lines))]
    out = {i for i, line in enumerate(lines) if alone[i] and _ALWAYS.fullmatch(line.text)}
    places: defaultdict[str, list[int]] = defaultdict(list)
    for i, line in enumerate(lines):
        if len(line.text) <= _LONGEST and line.words >= 3:
            places[_DIGITS.sub("#", squash(line.text))].append(i)
    for at in places.values():
        edged = len(at) >= 2 and all(_at_edge(lines, i, out) for i in at)
        if edged or (len(at) >= 3 and all(alone[i] for i in at) and _counts_up([lines[i].text for i in at])):
            out.update(at)
    return out | _lone_numbers(lines, out)


def _stands_alone(lines: Sequence[TextLine], i: int) -> bool:
    after = lines[i + 1].gap if i + 1 < len(lines) else Gap.PAGE
    return lines[i].gap >= Gap.SOFT and after >= Gap.SOFT


def _at_edge(lines: Sequence[TextLine], i: int, known: set[int]) -> bool:
    """First or last on its page, other furniture aside."""
    first = i
    while lines[first].gap != Gap.PAGE and first - 1 in known:
        first -= 1
    last = i + 1
    while last < len(lines) and last in known and lines[last].gap != Gap.PAGE:
        last += 1
    return lines[first].gap == Gap.PAGE or last >= len(lines) or lines[last].gap == Gap.PAGE


def _counts_up(texts: list[str]) -> bool:
    """One number in the line rises by one from page to page: `3 ... Plan Template`, `4 ... Plan Template`."""
    numbers = [[int(n) for n in _DIGITS.findall(text)] for text in texts]
    width = len(numbers[0])
    if not width or any(len(n) != width for n in numbers):
        return False
    return any(all(b[k] == a[k] + 1 for a, b in pairwise(numbers)) for k in range(width))


def _lone_numbers(lines: Sequence[TextLine], known: set[int]) -> set[int]:
    """Page numbers: a number alone on the last or first line of a page, one more than on the page before."""
    found = [
        (i, int(line.text))
        for i, line in enumerate(lines)
        if line.text.isdigit() and len(line.text) < 5 and _at_edge(lines, i, known)
    ]
    good: set[int] = set()
    for (i, a), (j, b) in pairwise(found):
        if b - a == 1 and not lines[i].text.startswith("0"):
            good |= {i, j}
    return good if len(good) >= 3 else set()
