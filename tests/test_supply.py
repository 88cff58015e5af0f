"""What comes in and what goes out: locks, the audit, the limits as documented, and no formula in any file."""

import ast
import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import limits_table
import pytest

from extract.container import attachments
from extract.limits import Budget

ROOT = Path(__file__).parents[1]
ROOMS = ("extract", "normalise", "outputs", "pipeline", "samples", "bench", "fuzz")
SAFE = Path("outputs/csvsafe.py")
MAY = {
    Path(
        "fuzz/targets.py"
    ): "gives the loader a vocabulary that the fuzzer made, in a folder that goes at once",
    Path("samples/cover.py"): "makes a workbook to read, out of texts of ours; its cells are looked at below",
}

# Ways to write a table that a spreadsheet opens.
CALLS = frozenset(
    (
        "to_csv",
        "to_excel",
        "to_clipboard",
        "ExcelWriter",
        "DictWriter",
        "Workbook",
        "write_only",
        "export_csv",
    )
)
MODULES = frozenset(("pyarrow.csv", "xlsxwriter", "xlwt", "odf", "tablib", "polars"))
KINDS = (".csv", ".tsv", ".xlsx", ".xls", ".ods")
WRITES = frozenset(("write_text", "write_bytes", "write", "writelines", "writestr"))


def name_of(node):
    """`csv.writer` for an attribute, `open` for a name."""
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def writers(source):
    """What in a module writes CSV or a workbook by another way than ours."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            modules = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module]
            modules += (
                [f"{node.module}.{a.name}" for a in node.names] if isinstance(node, ast.ImportFrom) else []
            )
            found |= {m for m in modules if m in MODULES or m in {"csv.writer", "csv.DictWriter"}}
        elif isinstance(node, ast.Call):
            called = name_of(node.func)
            last = called.rpartition(".")[2]
            if last in CALLS or called in {"csv.writer", "pacsv.write_csv"}:
                found.add(called)
            if last in WRITES or (last == "open" and "w" in texts_of(node)):
                found |= {f"{last} to {text}" for text in texts_of(node) if text.lower().endswith(KINDS)}
        elif isinstance(node, ast.Constant) and re.search(r"\bCOPY\b.*\bTO\b", str(node.value), re.DOTALL):
            found.add("COPY … TO")
    return found if "outputs.csvsafe" not in source else found - {f for f in found if f.startswith("open ")}


def texts_of(node):
    """The strings in a call, its receiver's among them."""
    inner = (n.value for n in ast.walk(node) if isinstance(n, ast.Constant))
    return {text for text in inner if isinstance(text, str)}


def cells_of(notebook):
    """The code of a notebook."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) + "\n" for cell in cells if cell["cell_type"] == "code")
    return "\n".join(line for line in code.splitlines() if not line.lstrip().startswith(("%", "!")))


SOURCES = {
    path.relative_to(ROOT): path.read_text(encoding="utf-8")
    for room in ROOMS
    for path in sorted((ROOT / room).rglob("*.py"))
} | {path.relative_to(ROOT): cells_of(path) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))}


@pytest.mark.parametrize("path", [p for p in SOURCES if p not in {SAFE, *MAY}], ids=str)
def test_nothing_writes_a_spreadsheet_but_by_way_of_csvsafe(path):
    found = writers(SOURCES[path])
    assert not found, f"use outputs.csvsafe: {found}"


@pytest.mark.parametrize(
    "source",
    [
        "import csv\ncsv.writer(f).writerow(row)",
        "from csv import DictWriter",
        "frame.to_csv('out.csv')",
        "frame.to_excel(path)",
        "import pandas as pd\npd.ExcelWriter(path)",
        "import pyarrow.csv",
        "from pyarrow import csv as pacsv\npacsv.write_csv(table, path)",
        "import openpyxl\nopenpyxl.Workbook().save(path)",
        "duckdb.sql(\"COPY actions TO 'x.csv'\")",
        "(folder / 'rows.csv').write_text(','.join(row))",
    ],
)
def test_a_way_round_it_is_seen(source):
    assert writers(source)


def test_what_reads_csv_or_uses_ours_is_fine():
    assert not writers("import csv\nlist(csv.reader(file))")
    assert not writers(
        "from outputs.csvsafe import write_csv\nwith open('a.csv', 'w') as f:\n    write_csv(f, h, r)"
    )


def test_no_sample_holds_a_formula():
    budget, seen = Budget(), 0
    for file in sorted((ROOT / "samples" / "papers").rglob("*.docx")):
        for inner in attachments(file.read_bytes(), "docx", file.name, budget):
            if inner.format == "xlsx":
                seen += 1
                with zipfile.ZipFile(io.BytesIO(inner.data)) as archive:
                    parts = [archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/")]
                assert not any(re.search(rb"<f[ >]", part) for part in parts)
    assert seen


def test_the_limits_are_documented_as_they_are():
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert limits_table.renewed(text) == text, "run: make docs"
    assert limits_table.table().count("\n| `") == len(limits_table.documented()) > 20


def test_the_table_follows_the_limits(monkeypatch):
    before = limits_table.table()
    monkeypatch.setattr(limits_table, "shown", lambda _name, value: f"{value} and one")
    assert limits_table.table() != before


def test_the_fuzzers_lock_has_hashes():
    text = (ROOT / "requirements-fuzz.lock").read_text(encoding="utf-8")
    assert re.search(r"^atheris==[\d.]+ \\\n    --hash=sha256:", text, re.MULTILINE)
    assert "://" not in text


AUDITS = {
    "passed": ("No known vulnerabilities found", 0, 0),
    "failed": ("Found 1 known vulnerability\nlxml 5.0 GHSA-xxxx-yyyy-zzzz 6.0", 1, 1),
    "skipped": ("ConnectionError: pypi.org cannot be reached", 1, 0),
    "skipped without the tool": ("error: no such tool", 2, 0),
    "skipped in part": ("No known vulnerabilities found\nlxml: could not be audited", 0, 0),
    "skipped for silence": ("", 0, 0),
    "failed in part": ("pyarrow 1 CVE-2023-47248 14.0.1\nlxml: could not be audited", 1, 1),
}


@pytest.mark.skipif(shutil.which("make") is None or os.name != "posix", reason="make is not here")
@pytest.mark.parametrize("name", AUDITS)
def test_the_audit_tells_a_skip_from_a_pass(name, tmp_path):
    said, code, expected = AUDITS[name]
    stub = tmp_path / "audit"
    stub.write_text(f"#!/bin/sh\ncat <<'END'\n{said}\nEND\nexit {code}\n")
    stub.chmod(0o755)
    done = subprocess.run(
        ["make", "-s", "-o", ".venv/.ready", "-o", ".venv/.locked", "audit", f"AUDIT={stub}"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert f"audit {name.split()[0]}:" in done.stdout
    assert (done.returncode != 0) == bool(expected)
