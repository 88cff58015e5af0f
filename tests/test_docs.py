"""The documents say what is so."""

import re
import tomllib
from pathlib import Path

import docs
import pytest

from pipeline.exits import MEANING, Exit

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), ROOT / "outputs" / "README.md"])
README = docs.README.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def now():
    """What the README's commands print now, by command."""
    given = docs.commands(README)
    return dict(zip(given, docs.in_a_folder(given), strict=True))


SHOWN = dict(zip(docs.commands(README), docs.printed(README), strict=True))


@pytest.mark.parametrize("command", SHOWN)
def test_the_readme_shows_what_the_command_line_prints(command, now):
    assert SHOWN[command] == now[command], "run: make docs"


def test_the_readme_shows_every_command():
    shown = " ".join(docs.commands(README))
    for command in ("extract", "check", "schema", "show"):
        assert f"boardpapers {command}" in shown


def test_every_exit_code_is_documented():
    assert set(MEANING) == set(Exit)
    help_text = SHOWN["boardpapers extract --help"]
    for code in Exit:
        assert re.search(rf"^ +{int(code)}  {re.escape(MEANING[code])}$", help_text, flags=re.MULTILINE)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(document):
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8")):
        path, _, heading = target.partition("#")
        if path.startswith(("http://", "https://")):
            continue
        file = document.parent / path if path else document
        assert file.exists(), target
        if heading:
            heads = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
            assert heading in {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in heads}, target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_paths_in_backticks_are_there(document):
    text = document.read_text(encoding="utf-8")
    for path in re.findall(r"`((?:extract|normalise|outputs|pipeline|samples|tests|bench)/[\w./-]*)`", text):
        if not path.startswith("outputs/tables"):
            assert (ROOT / path).exists(), path


def test_the_architecture_says_why_each_library_is_here():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").split("## What we build on")[1]
    for requirement in declared:
        name = re.match(r"[\w.-]+", requirement)[0]
        assert f"**{name}**" in text, name


def test_make_help_lists_every_verb():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, flags=re.MULTILINE)[1].split()
    helped = re.findall(r"^([a-z]+):.*## ", makefile, flags=re.MULTILINE)
    assert sorted(phony) == sorted(helped)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_the_locks_pin_everything_with_hashes_and_name_no_host(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(pins) > 20
    for pin in pins:
        assert re.match(r"[\w.-]+==[\w.]+", pin)
        assert "--hash=sha256:" in pin
    assert "://" not in text
    assert "index-url" not in text


def test_the_runtime_lock_is_part_of_the_other():
    def pins(name):
        return set(re.findall(r"^([\w.-]+==[\w.]+)", (ROOT / name).read_text(), flags=re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")
