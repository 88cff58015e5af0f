"""Words that a cell was too narrow for, broken within themselves: `Intelligence/Licensi` above `ng`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import regex

from extract.pdf.words import Word, counted, line_text

NO_ROOM = 0.6
"""Of the type size: less room than this holds no further letter."""
_SPACE = 0.28
"""Of the type size: a space's width. Where less is left at a line's end some producers leave it out."""
_ENDINGS = frozenset(
    "able age ages al ally ance ances ant ants ate ated ates ating ation ations ce ces cy dent dents ed "
    "ence ences ent ents er ers es ful ge ges gy hood ial ian ible ic ical ics ied ies ing ings ion ions "
    "ism ist ists ities ity ive ives ly ment ments ness or ors ous ry se ses ship sion sions sor sors ted "
    "ting tion tional tions tor tors ture tures ty ure ures ve ved ves".split()
)
"""What words end on, and none is."""
_ONSET = regex.compile(
    r"(?:[aeiou]|y[aeiou]|(?:[bcdfghjklmnpqrstvwxz]|[bcfgps]l|[bcdfgptw]r|[cgpstw]h|s[ckmnpqtw]|[dtw]w|gn|kn|ps|qu"
    r"|sc[hr]|shr|sp[hlr]|str|thr)[aeiouy])"
)
"""How a word of English may begin, as far as its first vowel."""
_CODA = regex.compile(r"(?:[iujqv]|[bcdfgptk][lr]|str|thr|shr)$")
"""How hardly any ends."""


def spaces_end_lines(cells: Sequence[Sequence[Sequence[Word]]]) -> bool:
    """Whether the producer leaves the space at the end of a wrapped line in the file, as Word and LibreOffice
    do: only then does its absence say that a line was broken within a word."""
    ends = [line[-1].bare for lines in cells for line in lines[:-1]]
    return len(ends) >= 8 and sum(ends) < 0.5 * len(ends)


class Mender:
    """Puts broken words of one ruled table together; `cells` are its cells' lines.

    The line above is one word, has no space at its end, and leaves no room for the next letter. Where it
    left no room for a space either it may be a word by itself: then neither half may be a word of the table,
    and one of them must look like no word.
    """

    def __init__(self, cells: Sequence[Sequence[Sequence[Word]]]) -> None:
        self._cells = cells

    @cached_property
    def _whole(self) -> frozenset[str]:
        return frozenset().union(*[words_among_others(lines) for lines in self._cells if lines])

    def text(self, lines: Sequence[Sequence[Word]], left: float, right: float) -> list[str]:
        """The text of the lines of a cell with borders at `left` and `right`."""

        def broken(above: Sequence[Word], below: Sequence[Word]) -> bool:
            inside = max(0.0, min(word.x0 for words in lines for word in words) - left)
            rest = line_text(below).split(" ", 1)[0]
            return self._is_broken(above[0], rest, right - inside - above[0].x1)

        return put_together(lines, broken)

    def _is_broken(self, word: Word, rest: str, room: float) -> bool:
        if room >= NO_ROOM * word.run.size:
            return False
        if room >= _SPACE * word.run.size:
            return True
        first, second = word_key(word.text), word_key(rest)
        if {first, second} & self._whole:
            return False
        fragment = second in _ENDINGS or _ONSET.match(second) is None or (len(second) == 1 and second != "a")
        return fragment or _CODA.search(first) is not None


def put_together(
    lines: Sequence[Sequence[Word]], broken: Callable[[Sequence[Word], Sequence[Word]], bool]
) -> list[str]:
    """The text of a cell's lines, each that goes on with a word `broken` at the end of the one above joined
    to it; asked only where a word may break."""
    out: list[str] = []
    above: Sequence[Word] = ()
    for line in lines:
        if above and may_break(above, line) and broken(above, line):
            out[-1] += line_text(line)
        else:
            out.append(line_text(line))
        above = line
    return out


def words_among_others(lines: Sequence[Sequence[Word]]) -> set[str]:
    """The words of a cell, but for those that could be halves of one."""
    found: list[str] = []
    before: Sequence[Word] = ()
    for line in lines:
        keys = [word_key(part) for word in line for part in word.text.split(" ")]
        if before and may_break(before, line):
            found = found[:-1] if counted(before) == 1 else found
            keys = keys[1:]
        found += keys
        before = line
    return set(found)


def may_break(above: Sequence[Word], below: Sequence[Word]) -> bool:
    """The upper line is one word without a space at its end, and the lower one begins in lower case."""
    one = counted(above) == 1 and above[0].bare and above[0].text[-1:].isalpha()
    return one and below[0].text[:1].islower()


def word_key(text: str) -> str:
    """The last part of a word as it is compared: `Licensi` of `Intelligence/Licensi`."""
    return text.rpartition("/")[2].strip(".,;:()").casefold()
