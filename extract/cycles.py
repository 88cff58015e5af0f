"""The look for objects that hold each other in a circle, kept out of the way of work that makes none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collecting() -> Iterator[None]:
    """Without a look for cycles among all there is, time and again, while thousands of words are made a page:
    they hold none, and go when the page does. What a paper leaves in cycles is some dozen objects.

    What is alive at the end is put with what is old, as if it had been looked at; not after an error, whose
    frames may hold much, and not where something is frozen, which would be undone.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
        if before and not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()
    finally:
        if before:
            gc.enable()
