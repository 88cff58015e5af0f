"""Strand and plan of every plan in whole papers: by each of the ways alone, the others taken away."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from extract.model import Block, Paper, Printed
from extract.paper import read_tree
from normalise.paper import normalise_tree
from normalise.words import load

ROOT = Path(__file__).parents[1]
REAL = ROOT.parent / "shared" / "papers" / "2019-06" / "board-paper.docx"
SAMPLE = ROOT / "samples" / "papers" / "2023Q3" / "Item 6 Crime Prevention Strategy.docx"
WANT = {
    REAL: [
        "Domestic Abuse",
        "Gangs & Knife Crime",
        "Night Time Economy",
        "Digital Crime & Fraud",
        "Hate Crime",
    ],
    SAMPLE: ["Domestic Abuse", "Gangs & Knife Crime"],
}
PAPERS = [
    pytest.param(REAL, marks=pytest.mark.skipif(not REAL.exists(), reason="the real paper is not beside us")),
    pytest.param(SAMPLE, marks=pytest.mark.skipif(not SAMPLE.exists(), reason="the samples are not made")),
]


@cache
def papers(path):
    return tuple(read_tree(path.read_bytes(), path.name, load().lexicon()))


def listed_away(paper):
    """The covering paper without its own text: no contents list."""
    return replace(paper, blocks=(), grids=())


def named_away(paper, name="attachment.pdf"):
    return replace(paper, name=name) if paper.plans else paper


def titled_away(paper, title=None):
    """With this title over its plan, and none of the file's own."""
    paper = replace(paper, info=replace(paper.info, title=None))
    return replace(paper, plans=tuple(replace(plan, title=title, headings=()) for plan in paper.plans))


def words_away(paper):
    """The same rows with nothing in them that speaks for a strand."""
    plans = []
    for plan in paper.plans:
        rows = tuple(
            replace(row, cells={"action": Printed(f"Do item {i}")}) for i, row in enumerate(plan.rows)
        )
        plans.append(replace(plan, rows=rows, headings=()))
    return replace(paper, plans=tuple(plans), blocks=())


def told(tree):
    """(strand, origin) of each plan's paper, in order."""
    records = normalise_tree(tree, load()).papers
    return [(r.strand, r.strand_origin) for r in records if r.actions]


def bare(path, *, words=False):
    """The paper with every way taken away but, if asked, the plans' own words."""
    tree = [named_away(titled_away(p if words else words_away(p))) for p in papers(path)]
    return [listed_away(p) if p.parent_path is None else replace(p, blocks=()) for p in tree]


def by_plan(tree, change):
    """Each paper with plans changed by its place among them."""
    out: list[Paper] = []
    n = 0
    for paper in tree:
        out.append(change(paper, n) if paper.plans else paper)
        n += bool(paper.plans)
    return out


@pytest.mark.parametrize("path", PAPERS)
def test_as_it_comes(path):
    assert [strand for strand, _ in told(papers(path))] == WANT[path]


@pytest.mark.parametrize("path", PAPERS)
def test_by_nothing_nothing_is_known(path):
    assert told(bare(path)) == [(None, None)] * len(WANT[path])


@pytest.mark.parametrize("path", PAPERS)
def test_by_title_alone(path):
    tree = by_plan(bare(path), lambda p, n: titled_away(p, f"{WANT[path][n]} 4P Delivery Plan"))
    assert told(tree) == [(strand, "title") for strand in WANT[path]]
    assert [r.plan for r in normalise_tree(tree, load()).papers if r.actions] == WANT[path]


@pytest.mark.parametrize("path", PAPERS)
def test_by_the_attachments_name_alone(path):
    tree = by_plan(bare(path), lambda p, n: named_away(p, f"Appendix {n + 1} - {WANT[path][n]} plan.pdf"))
    assert told(tree) == [(strand, "attachment name") for strand in WANT[path]]


@pytest.mark.parametrize("path", PAPERS)
def test_by_the_contents_list_alone(path):
    cover, *attached = bare(path)
    blocks = tuple(Block(f"{n} {strand}") for n, strand in enumerate(WANT[path], 1))
    tree = [
        replace(cover, blocks=(Block("Delivery plans attached"), *blocks, Block("Background"))),
        *attached,
    ]
    assert told(tree) == [(strand, "contents list") for strand in WANT[path]]


@pytest.mark.parametrize("path", PAPERS)
def test_by_its_own_words_alone(path):
    assert told(bare(path, words=True)) == [(strand, "content") for strand in WANT[path]]
