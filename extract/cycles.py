"""The look for objects that hold each other in a circle, kept out of the way of work that makes none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collecting() -> Iterator[None]:
    """Without a look for cycles among all there is, time and again, while thousands of words are made a page:
    they hold none, and go when the page does. What a paper leaves in cycles is some dozen objects."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
