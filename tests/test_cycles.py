"""The collector is left as it was found, whatever happens meanwhile."""

from __future__ import annotations

import gc
import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from extract.cycles import no_collecting
from extract.paper import read_tree
from extract.pdf.reader import PdfReader
from extract.plan.finder import PlanFinder
from normalise.words import load


@pytest.fixture
def sheet() -> bytes:
    """A PDF of a line."""
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    canvas.drawString(40, 800, "Improvement plan")
    canvas.save()
    return stream.getvalue()


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


def test_a_paper_that_was_read_is_given_back_without_the_collector(sheet):
    gc.collect()
    gc.disable()
    try:
        read_tree(sheet, "a.pdf", load().lexicon())
        assert not [each for each in gc.get_objects() if isinstance(each, PdfReader | PlanFinder)]
    finally:
        gc.enable()
