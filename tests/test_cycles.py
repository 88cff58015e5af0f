"""The collector is left as it was found, whatever happens meanwhile."""

from __future__ import annotations

import gc

import pytest

from extract.cycles import no_collecting


def test_nothing_is_collected_meanwhile_and_all_is_kept_as_old():
    with no_collecting():
        assert not gc.isenabled()
        made = [[k] for k in range(2000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    assert any(kept is made[0] for kept in gc.get_objects(generation=2))


def test_an_error_leaves_the_collector_on_and_nothing_frozen():
    with pytest.raises(ValueError, match="a broken paper"), no_collecting():
        raise ValueError("a broken paper")
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_what_another_froze_stays_frozen():
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        with no_collecting():
            pass
        assert gc.get_freeze_count() == frozen
    finally:
        gc.unfreeze()


def test_where_it_was_off_it_stays_off():
    gc.disable()
    try:
        with no_collecting():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
