"""What is known of a paper's time when its rows are read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dated:
    """The days that a row's own dates are read and judged by."""

    near: dt.date | None = None
    """The paper's own date, from which years left out are read."""
    last_day: dt.date | None = None
    """The last day the paper can be of; an update dated later is a slip."""
    begins: dt.date | None = None
    """The first day of the strategy it reports on; an update dated earlier is a slip."""
