"""Which files are read, and under which path."""

import os
from pathlib import Path

import pytest

from pipeline.find import NothingToRead, find_papers


def put(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(name.encode())


def paths(*inputs: Path, out: Path | None = None) -> list[str]:
    return [source.path for source in find_papers(inputs, out).files]


def test_files_come_sorted_by_path_below_the_folder(tmp_path):
    put(tmp_path, "b.pdf", "a/z.pdf", "a/b/c.docx", "B.pdf")
    assert paths(tmp_path) == ["B.pdf", "a/b/c.docx", "a/z.pdf", "b.pdf"]


def test_hidden_files_locks_and_litter_are_no_papers(tmp_path):
    put(tmp_path, "plan.docx", "~$plan.docx", ".hidden.pdf", ".git/x.pdf", "Thumbs.db", "desktop.ini")
    put(tmp_path, "__MACOSX/plan.docx", "notes.md")
    assert paths(tmp_path) == ["notes.md", "plan.docx"]


def test_a_hidden_file_that_is_given_is_read(tmp_path):
    put(tmp_path, ".plan.pdf")
    assert paths(tmp_path / ".plan.pdf") == [".plan.pdf"]


def test_a_file_alone_goes_by_its_name(tmp_path):
    put(tmp_path, "deep/plan.pdf")
    assert paths(tmp_path / "deep" / "plan.pdf") == ["plan.pdf"]


def test_the_same_path_under_two_folders_stays_apart(tmp_path):
    put(tmp_path, "q1/plan.pdf", "q2/plan.pdf", "q2/other.pdf")
    assert paths(tmp_path / "q1", tmp_path / "q2") == ["q1/plan.pdf", "q2/other.pdf", "q2/plan.pdf"]
    assert paths(tmp_path / "q1" / "plan.pdf", tmp_path / "q2" / "plan.pdf") == ["q1/plan.pdf", "q2/plan.pdf"]


def test_a_file_given_twice_is_read_once(tmp_path):
    put(tmp_path, "q1/plan.pdf")
    assert paths(tmp_path / "q1", tmp_path / "q1" / "plan.pdf", tmp_path / "q1" / ".." / "q1") == ["plan.pdf"]


def test_links_out_of_the_folder_are_left_aside_and_told(tmp_path):
    put(tmp_path, "in/plan.pdf", "secret/passwd", "secret/folder/x.pdf")
    folder = tmp_path / "in"
    (folder / "out.pdf").symlink_to(tmp_path / "secret" / "passwd")
    (folder / "nowhere.pdf").symlink_to(tmp_path / "gone")
    (folder / "linked").symlink_to(tmp_path / "secret" / "folder")
    (folder / "round").symlink_to(folder)
    found = find_papers([folder])
    assert [s.path for s in found.files] == ["plan.pdf"]
    assert [line.split(":")[0] for line in found.aside] == ["linked", "nowhere.pdf", "out.pdf", "round"]


def test_a_link_that_is_given_is_followed(tmp_path):
    put(tmp_path, "real/plan.pdf")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert paths(tmp_path / "link") == ["plan.pdf"]


def test_a_pipe_is_not_opened(tmp_path):
    put(tmp_path, "plan.pdf")
    os.mkfifo(tmp_path / "pipe.pdf")
    found = find_papers([tmp_path])
    assert [s.path for s in found.files] == ["plan.pdf"]
    assert found.aside == ("pipe.pdf: not a regular file",)


def test_the_tables_of_the_last_run_are_no_papers(tmp_path):
    put(tmp_path, "plan.pdf", "tables/actions.parquet", "tables/.tables/a/actions.parquet", "tables/x.txt")
    assert paths(tmp_path, out=tmp_path / "tables") == ["plan.pdf"]
    put(tmp_path, "actions.parquet")
    assert paths(tmp_path, out=tmp_path) == ["plan.pdf", "tables/actions.parquet", "tables/x.txt"]


@pytest.mark.skipif(os.name == "nt" or os.uname().sysname == "Darwin", reason="names there are Unicode")
def test_names_that_are_no_unicode_stay_apart(tmp_path):
    for byte in (b"\xfe", b"\xff"):
        (tmp_path / os.fsdecode(b"a" + byte + b".pdf")).write_bytes(byte)
    assert paths(tmp_path) == ["a\\xfe.pdf", "a\\xff.pdf"]


def test_what_is_not_there_is_told(tmp_path):
    with pytest.raises(NothingToRead, match="is not there"):
        find_papers([tmp_path / "gone"])
    with pytest.raises(NothingToRead, match="no file to read"):
        find_papers([tmp_path])
