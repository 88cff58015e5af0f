"""The command line, over readers that are stubs: what a run makes of good, bad and faulty papers."""

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from tables import records

import pipeline.one
from extract.errors import Encrypted
from normalise.records import Records
from outputs.schema import BY_NAME, TABLES
from pipeline import progress
from pipeline.cli import main
from pipeline.exits import Exit

ROOT = Path(__file__).parents[1]


def stub_tree(data, path, lexicon, options):
    """A paper whose bytes say what becomes of it."""
    del lexicon
    text = data.decode()
    if text == "locked" and "open sesame" not in options.passwords:
        raise Encrypted("A password is needed; give it with --password.")
    if text == "fault":
        raise KeyError("column")
    if text == "stop":
        raise KeyboardInterrupt
    if text == "memory":
        raise MemoryError
    return [(path, text)]


class _Page(tuple):
    __slots__ = ()
    pages_laid_out = 2
    fault = None


def stub_normalise(papers, vocabulary):
    del vocabulary
    out = Records()
    for path, text in papers:
        one = records(path.removesuffix(".pdf"), actions=int(text) if text.isdigit() else 2)
        one.papers[0].path = path
        if text == "breach":
            one.actions[0].method = None
        out.extend(one)
    return out


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline.one, "read_tree", lambda *a: [_Page(p) for p in stub_tree(*a)])
    monkeypatch.setattr(pipeline.one, "normalise_tree", stub_normalise)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()

    def call(*args, **papers):
        for name, text in papers.items():
            (tmp_path / "in" / f"{name}.pdf").write_text(text)
        return CliRunner().invoke(
            main, ["extract", "in", "--out", "out", "--jobs", "0", *args], catch_exceptions=False
        )

    return call


def papers_of(out: Path) -> dict[str, dict]:
    return {row["path"]: row for row in pq.read_table(out / "papers.parquet").to_pylist()}


def test_good_papers_give_tables_and_code_0(run, tmp_path):
    result = run(b="1", a="2")
    assert result.exit_code == Exit.DONE
    assert [r["action_id"] for r in pq.read_table(tmp_path / "out/actions.parquet").to_pylist()] == [
        "a-1",
        "a-2",
        "b-1",
    ]


def test_the_summary_says_what_was_found(run):
    out = run(a="4", b="locked").stdout
    assert re.search(r"Papers +2", out)
    assert "1 delivery plan, 1 other" in out
    assert "1 encrypted, 1 ok" in out
    assert re.search(r"Actions +4", out)
    assert re.search(r"RED +AMBER +GREEN +none", out)
    assert re.search(r"Hate Crime +1 +1 +1 +1", out)
    assert re.search(r"missing owner +1", out)
    assert re.search(r"Tables +out", out)
    assert "b.pdf\n    encrypted: A password is needed; give it with --password." in out


def test_progress_is_plain_lines_where_there_is_no_terminal(run):
    assert run(a="1", b="locked").stderr == "[1/2] a.pdf: 1 action\n[2/2] b.pdf: 0 actions, encrypted\n"


def test_a_bad_paper_never_stops_a_folder(run, tmp_path):
    result = run(a="2", b="locked", c="memory", d="3")
    assert result.exit_code == Exit.SOME_UNREAD
    papers = papers_of(tmp_path / "out")
    assert [(p["path"], p["status"]) for p in papers.values()] == [
        ("a.pdf", "ok"),
        ("b.pdf", "encrypted"),
        ("c.pdf", "too large"),
        ("d.pdf", "ok"),
    ]
    assert papers["b.pdf"]["error"] == "A password is needed; give it with --password."
    assert pq.read_table(tmp_path / "out/actions.parquet").num_rows == 5
    codes = pq.read_table(tmp_path / "out/findings.parquet").to_pylist()
    assert [f["path"] for f in codes if f["code"] == "paper not read"] == ["b.pdf", "c.pdf"]


@pytest.mark.parametrize("text", ["fault", "breach"])
def test_a_fault_of_ours_costs_one_paper_and_says_so(run, tmp_path, text):
    result = run(a="2", b=text, c="3")
    assert result.exit_code == Exit.FAULT
    assert pq.read_table(tmp_path / "out/actions.parquet").num_rows == 5
    error = papers_of(tmp_path / "out")["b.pdf"]["error"]
    assert re.search(r"fault in boardpapers.*(KeyError|SchemaBreach) in \w+/\w+\.py, line \d+.*report", error)
    assert "Traceback" not in result.stderr
    assert "Traceback" in run("--debug").stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_opened_gets_a_sentence(run, tmp_path):
    run(a="2", b="1")
    (tmp_path / "in/b.pdf").chmod(0)
    assert run().exit_code == Exit.SOME_UNREAD
    assert "may not be opened" in papers_of(tmp_path / "out")["b.pdf"]["error"]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (FileNotFoundError, "is gone"),
        (PermissionError, "may not be opened"),
        (OSError(5, "I/O error"), "I/O error"),
    ],
)
def test_a_file_that_will_not_be_read_gets_a_sentence(run, tmp_path, monkeypatch, error, sentence):
    run(a="2", b="1")
    real = Path.read_bytes

    def read(self):
        if self.name == "b.pdf":
            raise error
        return real(self)

    monkeypatch.setattr(Path, "read_bytes", read)
    assert run("--fresh").exit_code == Exit.SOME_UNREAD
    papers = papers_of(tmp_path / "out")
    assert papers["b.pdf"]["status"] == "damaged"
    assert sentence in papers["b.pdf"]["error"]
    assert papers["a.pdf"]["status"] == "ok"


def test_passwords_come_from_options_and_from_a_file(run, tmp_path):
    assert run("--password", "open sesame", a="locked").exit_code == Exit.DONE
    (tmp_path / "passwords").write_text("wrong\nopen sesame\n")
    assert run("--passwords-file", "passwords").exit_code == Exit.DONE
    (tmp_path / "passwords").write_bytes(b"\xff\xfe\xff")
    assert run("--passwords-file", "passwords").exit_code == Exit.USAGE
    assert run("--passwords-file", "gone").exit_code == Exit.USAGE


def test_json_is_the_summary_and_nothing_else_on_standard_output(run):
    result = run("--json", a="4", b="locked")
    summary = json.loads(result.stdout)
    assert summary["papers"] == 2
    assert summary["actions"] == 4
    assert summary["strands"] == {"Hate Crime": {"RED": 1, "AMBER": 1, "GREEN": 1, "BLUE": 0, "none": 1}}
    assert summary["unread"] == [
        {"path": "b.pdf", "status": "encrypted", "error": "A password is needed; give it with --password."}
    ]
    assert summary["rows"]["updates"] == 8
    assert summary["pages_laid_out"] == 2
    assert "[1/2]" in result.stderr


def test_quiet_says_nothing(run):
    result = run("--quiet", a="1")
    assert (result.stdout, result.stderr, result.exit_code) == ("", "", 0)


def test_what_is_left_aside_is_told(run, tmp_path):
    (tmp_path / "in/link.pdf").symlink_to("/etc/hostname")
    assert "link.pdf: a link that leads out of the folder" in run(a="1").stdout


def test_nothing_to_read(run):
    result = run()
    assert result.exit_code == Exit.NO_INPUT
    assert result.stderr == "boardpapers: There is no file to read in in.\n"


def test_an_output_that_cannot_be_is_met_before_anything_is_read(run, tmp_path):
    (tmp_path / "file").write_text("mine")
    result = run("--out", "file/under", a="1")
    assert result.exit_code == Exit.NO_OUTPUT
    assert "[1/1]" not in result.stderr
    assert "--out" in result.stderr


def test_a_vocabulary_that_is_wrong_is_told_with_its_line(run, tmp_path):
    (tmp_path / "words").mkdir()
    (tmp_path / "words/rag.csv").write_text("form,means,example\nVert,LEAF,Vert\n")
    result = run("--vocabulary", "words", a="1")
    assert result.exit_code == Exit.USAGE
    assert "rag.csv" in result.stderr
    assert not (tmp_path / "out/papers.parquet").exists()


def test_ctrl_c_leaves_the_last_tables(run, tmp_path):
    run(a="1")
    before = (tmp_path / "out/actions.parquet").read_bytes()
    result = run(b="stop")
    assert result.exit_code == Exit.STOPPED
    assert "stopped" in result.stderr
    assert (tmp_path / "out/actions.parquet").read_bytes() == before


def test_twice_the_same_bytes(run, tmp_path):
    run(a="3", b="locked", c="fault")
    before = {t.name: (tmp_path / f"out/{t.name}.parquet").read_bytes() for t in TABLES}
    run()
    assert before == {t.name: (tmp_path / f"out/{t.name}.parquet").read_bytes() for t in TABLES}


def test_a_terminal_gets_a_bar(monkeypatch):
    class Terminal:
        def isatty(self):
            return True

        def __getattr__(self, name):
            return getattr(sys.__stderr__, name)

    monkeypatch.setattr(progress.sys, "stderr", Terminal())
    with progress.showing(quiet=False) as shown:
        assert isinstance(shown, progress.Bar)
        shown.begin(1)
        shown.paper("a [b].pdf", records())


def test_schema_lists_tables_and_columns():
    listed = CliRunner().invoke(main, ["schema"])
    assert [line.split()[0] for line in listed.stdout.splitlines()] == [t.name for t in TABLES]
    one = CliRunner().invoke(main, ["schema", "owners"])
    assert [line.split()[0] for line in one.stdout.splitlines()[2:]] == [
        c.name for c in BY_NAME["owners"].columns
    ]
    assert CliRunner().invoke(main, ["schema", "nonsense"]).exit_code == Exit.USAGE


def test_show_prints_a_row_with_its_place(run):
    run(a="3", b="2")
    one = CliRunner().invoke(main, ["show", "a-2", "--out", "out"])
    assert one.stdout.startswith("a.pdf, page 1, box 40.0, 200.0, 700.0, 280.0 pt from the top left\n")
    assert re.search(r"^action +Visit Harrowby, a 2$", one.stdout, flags=re.MULTILINE)
    assert re.search(r"^flags +missing owner$", one.stdout, flags=re.MULTILINE)
    all_ = CliRunner().invoke(main, ["show", "b.pdf", "--out", "out"])
    assert [line.split()[0] for line in all_.stdout.splitlines()] == ["b-1", "b-2"]
    assert CliRunner().invoke(main, ["show", "c.pdf", "--out", "out"]).exit_code == Exit.NO_INPUT
    assert CliRunner().invoke(main, ["show", "a-2", "--out", "none"]).exit_code == Exit.NO_INPUT


def test_help_is_quick():
    def spent() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    before = spent()
    subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "--help"], cwd=ROOT, check=True, capture_output=True
    )
    assert spent() - before < 0.3


def test_help_imports_nothing_heavy():
    program = (
        "import sys, pipeline.cli\n"
        "heavy = {'pandas', 'numpy', 'pyarrow', 'rich', 'lxml', 'pypdfium2', 'pdfplumber'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout == "[]\n"
