"""The same person over the rows of a paper: rank and surname here, rank, forename and surname there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import regex

from normalise.words import PARTICLES

_ABOVE = regex.compile(r"^(?:temporary|acting|detective|special|retired)\s+")
_COURTESY = frozenset(
    ("mr", "mrs", "ms", "miss", "mx", "sir", "dame", "police staff", "police staff investigator")
)

_FORENAMES_TOO = frozenset(("ab", "al", "di", "la", "mac", "st", "o"))


class _Called(NamedTuple):
    """One way a person is printed."""

    surname: str
    forename: str
    """'' where only a surname is printed."""
    rank: str
    """The level of the rank, '' where none or a courtesy: temporary, acting and detective ranks are
    of one level with the plain one."""


def _level(rank: str | None) -> str:
    text = (rank or "").casefold()
    while (shorter := _ABOVE.sub("", text)) != text:
        text = shorter
    return "" if text in _COURTESY else text


@lru_cache(maxsize=4096)
def _called(rank: str | None, name: str) -> _Called:
    """A printed name taken apart; a particle belongs to the surname (`de la Mare`)."""
    if "," in name:  # `Carter, Jane`
        surname, _, given = name.partition(",")
        name = f"{given} {surname}"
    words = name.replace("\u2019", "'").replace(".", " ").casefold().split()
    if not words:
        return _Called("", "", _level(rank))
    at = len(words) - 1
    while at > 0 and words[at - 1] in PARTICLES and (at > 1 or words[at - 1] not in _FORENAMES_TOO):
        at -= 1
    return _Called(" ".join(words[at:]), " ".join(words[:at]), _level(rank))


def _ranks_fit(a: str, b: str) -> bool:
    return not a or not b or a == b


def _forenames_fit(a: str, b: str) -> bool:
    """`J` and `Jane`, `Al` and `Alan`; different whole forenames are different people."""
    return a.startswith(b) or b.startswith(a)


def same_person(a: tuple[str | None, str], b: tuple[str | None, str]) -> bool:
    """Whether two printed (rank, name) may be one person, nothing else considered."""
    first, second = _called(*a), _called(*b)
    return (
        first.surname == second.surname
        and _ranks_fit(first.rank, second.rank)
        and _forenames_fit(first.forename, second.forename)
    )


def persons(named: Sequence[tuple[str | None, str | None]]) -> list[str | None]:
    """A key for each (rank in full, name), the same for one person; None where there is no name.

    Two ways of printing are joined only where each fits no other person of that surname.
    """
    called = [_called(rank, name) if name and name.strip() else None for rank, name in named]
    by_surname: dict[str, dict[_Called, None]] = {}
    for one in called:
        if one is not None:
            by_surname.setdefault(one.surname, {})[one] = None
    keys: dict[_Called, str] = {}
    for family in by_surname.values():
        keys.update(_keys(list(family)))
    return [keys[one] if one is not None else None for one in called]


def _fits(a: _Called, b: _Called) -> bool:
    return _ranks_fit(a.rank, b.rank) and _forenames_fit(a.forename, b.forename)


def _keys(family: list[_Called]) -> dict[_Called, str]:
    """Keys for all ways one surname is printed.

    A way is joined to the others it fits when those fit each other too: `Supt Bell` beside `Supt Jane
    Bell` and `Supt Tom Bell` stays alone.
    """
    if len(family) == 1:
        (one,) = family
        return {one: f"{one.forename} {one.surname}".strip()}
    clear = {one for one in family if _clear(one, family)}
    groups: list[list[_Called]] = []
    for one in sorted(family, key=lambda c: (-len(c.forename), c.rank == "", c.rank, c.forename)):
        home = [group for group in groups if all(_fits(one, other) for other in group)]
        if one in clear and len(home) == 1 and clear.issuperset(home[0]):
            home[0].append(one)
        else:
            groups.append([one])
    out: dict[_Called, str] = {}
    called = [max([c.forename for c in group]) for group in groups]
    for group in groups:
        fullest = max(group, key=lambda c: (len(c.forename), c.forename))
        key = f"{fullest.forename} {fullest.surname}".strip()
        if len(groups) > 1 and (not fullest.forename or called.count(fullest.forename) > 1):
            rank = next((c.rank for c in group if c.rank), "")
            key = f"{key} ({rank or 'no rank'})"
        out.update(dict.fromkeys(group, key))
    return out


def _clear(one: _Called, family: list[_Called]) -> bool:
    """Whether all that this way of printing fits could be one person."""
    rivals = [other for other in family if other is not one and _fits(one, other)]
    return all(_fits(a, b) for a in rivals for b in rivals)
