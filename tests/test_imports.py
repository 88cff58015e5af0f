"""Arrows go one way: extract → normalise → outputs, pipeline above them."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("extract", "normalise", "outputs", "pipeline", "samples")

# What each room may import of the others. `normalise` takes what `extract` hands over and the words it asks
# for; it never opens a paper. `outputs` takes records.
MAY = {
    "extract": set(),
    "normalise": {"extract.model", "extract.lexicon"},
    "outputs": {"normalise.records", "normalise.findings"},
    "pipeline": {"extract", "normalise", "outputs", "samples"},
    "samples": {"outputs.csvsafe", "outputs.schema"},
}
NEVER = {"extract": {"pandas", "pyarrow", "duckdb"}, "normalise": {"pandas", "pyarrow", "duckdb"}}


def imported(source: str) -> set[str]:
    """Every module a source imports, `from a import b` as `a.b`."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def backwards(room: str, names: set[str]) -> set[str]:
    """The imports that a module of `room` must not have."""
    allowed = MAY[room] | {room}
    others = {n for n in names if n.split(".")[0] in (*ROOMS, "tests", "bench")}
    bad = {n for n in others if not any(n == a or n.startswith(f"{a}.") for a in allowed)}
    return bad | {n for n in names if n.split(".")[0] in NEVER.get(room, ())}


MODULES = [p.relative_to(ROOT) for room in ROOMS for p in sorted((ROOT / room).rglob("*.py"))]


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_nothing_imports_backwards(path):
    names = imported((ROOT / path).read_text(encoding="utf-8"))
    assert not backwards(path.parts[0], names)


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("extract", "from normalise.words import load"),
        ("extract", "import pandas as pd"),
        ("normalise", "from extract.paper import read_tree"),
        ("normalise", "def f():\n    import outputs.schema"),
        ("outputs", "from extract.model import Box"),
        ("outputs", "from pipeline import run"),
        ("pipeline", "from tests import tables"),
    ],
)
def test_a_backward_import_is_seen(room, source):
    assert backwards(room, imported(source))


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("normalise", "from extract.model import Box, Page"),
        ("outputs", "from normalise.records import Records"),
        ("pipeline", "from extract.paper import read_tree"),
        ("extract", "import lxml.etree"),
    ],
)
def test_a_forward_import_is_fine(room, source):
    assert not backwards(room, imported(source))


def test_every_room_is_a_package_all_the_way_down():
    # setuptools takes along only folders with an __init__.py
    bare = [p for p in MODULES if p.parts[0] != "samples" and not (ROOT / p.parent / "__init__.py").exists()]
    assert not bare
