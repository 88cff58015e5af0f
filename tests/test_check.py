"""The check: what it prints, what it leaves alone, and what it refuses."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.records import ActionRecord, FindingRecord, NarrativeRecord, OwnerRecord, PaperRecord, Records
from outputs.writer import write_tables
from pipeline import check
from pipeline.check import run_check
from pipeline.pairing import pair_rows
from pipeline.run import Result

HEADER = "path,row,urn_raw,action,owner_raw\n"


def action(n, path="a.pdf", text=None, **more):
    words = ["lighting", "schools", "burglary", "training", "volunteers", "patrols"][n % 6]
    return ActionRecord(
        f"{path}-{n}",
        "p" + path,
        path,
        "Plan",
        "Strand",
        "2024Q1",
        n,
        urn=f"1.{n}",
        urn_raw=f"1.{n}",
        action=text or f"Report on {words} to the board in month {n}",
        owner_raw="Supt Gwen Sallow",
        method="tags",
        **more,
    )


def line(n, path="a.pdf", text=None, owner="Supt Gwen Sallow"):
    row = action(n, path, text)
    return f"{path},{n},{row.urn_raw},{row.action},{owner}\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A check folder whose extraction gives what the test puts in `folder.records`."""
    monkeypatch.delenv("CI", raising=False)
    (tmp_path / "papers").mkdir()
    (tmp_path / "expected").mkdir()

    class Folder:
        records = Records(papers=[PaperRecord("pa.pdf", "a.pdf", status="ok")])
        path = tmp_path

        def expect(self, text, name="actions.csv"):
            file = tmp_path / "expected" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            return file

        def check(self, *, bless=False):
            out = io.StringIO()
            return run_check([tmp_path], bless, out), out.getvalue()

    made = Folder()

    def extracted(inputs, out, *_):
        assert inputs == [tmp_path / "papers"]
        write_tables(made.records, out)
        return Result(summary=None)

    monkeypatch.setattr(check, "extract_folder", extracted)
    return made


def test_says_nothing_differs(folder):
    folder.records.actions = [action(1), action(2)]
    folder.expect(HEADER + line(1) + line(2))
    assert folder.check() == (0, "All 2 rows are as expected.\n")


def test_differing_cell_is_named_by_table_paper_row_and_column(folder):
    folder.records.actions = [action(1), replace(action(2), owner_raw="Supt Gwen Sal low")]
    folder.expect(HEADER + line(1) + line(2))
    code, said = folder.check()
    assert code == 1
    assert "actions · a.pdf · row 2 (1.2) · owner_raw\n" in said
    assert "expected  “Supt Gwen Sallow”" in said
    assert "found     “Supt Gwen Sal low”" in said
    assert "1 cell differs, 0 rows are missing and 0 too many, of 2." in said


def test_long_cells_are_shown_where_they_begin_to_differ(folder):
    folder.records.actions = [action(1, text="same words " * 40 + "then this")]
    folder.expect(HEADER + line(1, text="same words " * 40 + "then that"))
    _, said = folder.check()
    assert "then this”" in said
    assert "then that”" in said
    assert len(max(said.splitlines(), key=len)) < 140


def test_missing_row_shifts_nothing(folder):
    folder.records.actions = [replace(action(n), row=n - (n > 2)) for n in (1, 3, 4, 5)]
    folder.expect(HEADER + "".join(line(n) for n in range(1, 6)))
    code, said = folder.check()
    assert code == 1
    assert "actions · a.pdf · row 2 (1.2) · missing" in said
    assert "0 cells differ, 1 row is missing and 0 too many" in said


def test_row_too_many_is_named(folder):
    folder.records.actions = [action(1), action(2)]
    folder.expect(HEADER + line(2))
    code, said = folder.check()
    assert code == 1
    assert "row 1 (1.1) · not expected: “Report on schools" in said


def test_rows_of_a_paper_nobody_expects_rows_of_are_too_many(folder):
    folder.records.actions = [action(1), action(1, "trap.pdf")]
    folder.expect(HEADER + line(1))
    code, said = folder.check()
    assert code == 1
    assert "trap.pdf" in said


def test_paper_without_any_row_is_told_in_one_line(folder):
    folder.expect(HEADER + "".join(line(n) for n in range(1, 5)))
    code, said = folder.check()
    assert code == 1
    assert said.splitlines()[0] == "actions · a.pdf · all 4 rows missing"


def test_only_the_columns_given_are_compared(folder):
    folder.records.actions = [action(1, rag="GREEN")]
    folder.expect("urn_raw,rag\n1.1,GREEN\n")
    assert folder.check()[0] == 0
    folder.expect("urn_raw,rag\n1.1,RED\n")
    assert folder.check()[0] == 1


def test_empty_cell_means_not_printed(folder):
    folder.records.actions = [action(1)]
    folder.expect("urn_raw,owner_raw\n1.1,\n")
    code, said = folder.check()
    assert code == 1
    assert "expected  (nothing)" in said


def test_star_is_not_compared(folder):
    folder.records.actions = [action(1)]
    folder.expect(HEADER + line(1, owner="*"))
    assert folder.check()[0] == 0


def test_row_of_stars_leaves_its_paper_out(folder):
    folder.records.actions = [action(1), action(1, "b.pdf"), action(2, "b.pdf")]
    folder.expect(HEADER + line(1) + "b.pdf,*,*,*,*\n")
    assert folder.check()[0] == 0


def test_findings_have_no_order(folder):
    folder.records.actions = [action(1), action(2)]
    folder.records.findings = [
        FindingRecord("pa.pdf", "a.pdf", f"a.pdf-{n}", 1, code, "info", None, None, "Why?")
        for n, code in ((2, "missing owner"), (1, "missing rag"), (2, "missing 4p"))
    ]
    folder.expect("urn_raw,code\n1.1,missing rag\n1.2,missing owner\n1.2,missing 4p\n", "findings.csv")
    assert folder.check() == (0, "All 3 rows are as expected.\n")


def test_a_paper_is_itself_however_changed(folder):
    folder.records.papers = [PaperRecord("pa.pdf", "a.pdf", status="damaged", kind="other", error="No.")]
    folder.expect("path,kind,status\na.pdf,delivery plan,ok\n", "papers.csv")
    _, said = folder.check()
    assert "papers · a.pdf · row 1 · status" in said
    assert "2 cells differ, 0 rows are missing and 0 too many" in said


def test_fault_of_ours_is_said_in_a_line(folder, monkeypatch):
    def faulty(_, out, *__):
        write_tables(folder.records, out)
        return Result(None, (("a.pdf", "Traceback\n  line\nKeyError: 'x'\n"),))

    monkeypatch.setattr(check, "extract_folder", faulty)
    folder.expect(HEADER)
    assert "Fault of ours at a.pdf: KeyError: 'x'\n" in folder.check()[1]


def test_file_in_a_folder_speaks_for_that_folder_only(folder):
    folder.records.actions = [action(1, "mine/a.pdf"), action(1, "other/b.pdf")]
    folder.expect("urn_raw\n1.1\n", "mine/actions.csv")
    assert folder.check()[0] == 0
    folder.expect(HEADER, "actions.csv")
    code, said = folder.check()
    assert code == 1
    assert "other/b.pdf" in said
    assert "mine/a.pdf" not in said


def test_rows_of_other_tables_know_their_action_and_paper(folder):
    folder.records.actions = [action(1)]
    folder.records.owners = [OwnerRecord("a.pdf-1", 1, "Supt Gwen Sallow", name="Gwen Sallow")]
    folder.records.narrative = [NarrativeRecord("pa.pdf", 1, "1.0", "Purpose", None, "To report.")]
    folder.expect("path,urn_raw,n,name\na.pdf,1.1,1,Gwen Sallow\n", "owners.csv")
    folder.expect("path,number,text\na.pdf,1.0,To report.\n", "narrative.csv")
    assert folder.check()[0] == 0


def test_bless_writes_what_was_extracted(folder):
    folder.records.actions = [action(1), replace(action(2), owner_raw="=HYPERLINK(1)")]
    file = folder.expect(HEADER + line(1, owner="*") + line(3))
    code, said = folder.check(bless=True)
    assert code == 0
    assert "Blessed" in said
    assert f"wrote {file}" in said
    rows = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
    assert rows[0] == HEADER.strip().split(",")
    assert [row[4] for row in rows[1:]] == ["*", "'=HYPERLINK(1)"]
    assert folder.check()[0] == 0


def test_bless_fills_a_header(folder):
    folder.records.actions = [action(1), action(2)]
    file = folder.expect("urn_raw,action\n")
    assert folder.check(bless=True)[0] == 0
    assert file.read_text(encoding="utf-8").count("\n") == 3


def test_bless_leaves_what_is_as_expected_alone(folder):
    folder.records.actions = [action(1)]
    file = folder.expect(HEADER.replace("\n", "\r\n") + line(1))
    before = file.read_bytes()
    assert folder.check(bless=True)[0] == 0
    assert file.read_bytes() == before


def test_nothing_is_blessed_in_ci(folder, monkeypatch):
    monkeypatch.setenv("CI", "true")
    folder.records.actions = [action(1)]
    file = folder.expect(HEADER)
    code, said = folder.check(bless=True)
    assert code == 2
    assert "Nothing is blessed in CI" in said
    assert file.read_text(encoding="utf-8") == HEADER
    assert folder.check()[0] == 1


@pytest.mark.parametrize(
    ("text", "name", "sentence"),
    [
        ("urn_raw,colour\n", "actions.csv", "“colour” is no column of actions"),
        ("urn_raw,urn_raw\n", "actions.csv", "stands there twice"),
        ("urn_raw\n", "acts.csv", "there is no table “acts”"),
        ("urn_raw,action\n1.1\n", "actions.csv", "line 2: 1 cells under 2 column names"),
        ("", "actions.csv", "is empty"),
    ],
)
def test_what_cannot_be_checked_is_said(folder, text, name, sentence):
    folder.expect(text, name)
    code, said = folder.check()
    assert code == 2
    assert sentence in said


def test_folder_without_papers_or_expected_is_no_check_folder(tmp_path):
    out = io.StringIO()
    assert run_check(tmp_path, out=out) == 2
    assert "needs papers/ and expected/" in out.getvalue()


texts = st.sampled_from(["", "a", "alpha beta", "alpha gamma", "delta epsilon zeta", "*"])
rows = st.lists(st.tuples(texts, texts), max_size=8)


@given(rows, rows)
def test_pairing_keeps_order_and_loses_no_row(wanted, found):
    pairs = pair_rows(wanted, found)
    assert [i for i, _ in pairs if i is not None] == list(range(len(wanted)))
    assert [j for _, j in pairs if j is not None] == list(range(len(found)))


@given(st.integers(1, 8), st.data())
def test_pairing_finds_the_row_taken_out(count, data):
    words = ("north", "south", "east", "west", "river", "bridge", "market", "harbour")
    wanted = [(str(n) * 3, words[n]) for n in range(count)]
    gone = data.draw(st.integers(0, count - 1))
    pairs = pair_rows(wanted, wanted[:gone] + wanted[gone + 1 :])
    assert [i for i, j in pairs if j is None] == [gone]
