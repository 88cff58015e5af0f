"""The schema says what the records say, and the dictionary says what the schema says."""

import dataclasses
import re
import typing

import duckdb
import pandas as pd
import pytest
from tables import records

from normalise.records import Records
from outputs import arrow
from outputs.arrow import SchemaBreach, schema, to_arrow, validate
from outputs.dictionary import FILE, QUERIES, markdown
from outputs.schema import PAPER_STATUSES, TABLES, UNREAD
from outputs.writer import write_tables

_RECORDS = typing.get_type_hints(Records)


def _record(table: str) -> type:
    return typing.get_args(_RECORDS[table])[0]


def test_there_is_a_table_for_each_kind_of_record_in_order():
    assert [t.name for t in TABLES] == [f.name for f in dataclasses.fields(Records)]


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_columns_are_the_records_fields_in_order(table):
    assert [c.name for c in table.columns] == [f.name for f in dataclasses.fields(_record(table.name))]


_TYPES = {"str": "string", "int": "int32", "float": "float64", "bool": "bool", "list": "list<string>"}


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_types_and_nullability_are_the_records(table):
    # UpdateRecord has a field called `date`, which hides the class of that name from get_type_hints
    hints = {f.name: str(f.type) for f in dataclasses.fields(_record(table.name))}
    for column in table.columns:
        hint = hints[column.name]
        base = hint.removesuffix(" | None")
        expected = "date32" if base == "date" else _TYPES[base.split("[")[0]]
        assert (column.name, column.type, column.nullable) == (column.name, expected, hint != base)


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_every_column_carries_its_meaning(table):
    for field in schema(table.name):
        assert field.metadata[b"description"].decode().endswith(".")
    assert set(table.key) <= {c.name for c in table.columns}


def test_unread_statuses_are_statuses():
    assert set(PAPER_STATUSES) >= UNREAD
    assert "ok" not in UNREAD


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_few_rows_made_together_are_as_many_made_column_by_column(table, monkeypatch):
    rows = getattr(records(), table.name)
    together = to_arrow(table.name, rows)
    monkeypatch.setattr(arrow, "_FEW", 0)
    assert to_arrow(table.name, rows).equals(together, check_metadata=True)


def test_a_null_where_none_may_be_is_a_breach_that_names_its_place():
    given = records()
    given.actions[1].method = None
    with pytest.raises(SchemaBreach, match=r"actions\.method, row 2"):
        validate(given)


def test_an_empty_string_is_no_value():
    given = records()
    given.papers[0].title = ""
    assert to_arrow("papers", given.papers)["title"].to_pylist() == [None]
    given.papers[0].status = ""
    with pytest.raises(SchemaBreach, match=r"papers\.status"):
        validate(given)


def test_a_wrong_type_is_a_breach():
    given = records()
    given.actions[0].page_first = "four"
    with pytest.raises(SchemaBreach, match=r"actions\.page_first"):
        validate(given)
    given = records()
    given.papers[0].pages = 2**40
    with pytest.raises(SchemaBreach, match=r"papers\.pages"):
        validate(given)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("\ud800x", "\ufffdx"),
        ("caf\u00e9 \U0001f600", "caf\u00e9 \U0001f600"),
        ("\ud83d\ude00", "\U0001f600"),
    ],
)
def test_lone_surrogates_of_broken_fonts_do_not_stop_a_run(given, kept):
    made = records(title=given)
    assert to_arrow("papers", made.papers)["title"].to_pylist() == [kept]


def test_the_dictionary_is_current():
    assert FILE.read_text(encoding="utf-8") == markdown(), "run: python -m outputs.dictionary"


def test_the_dictionary_describes_every_column():
    text = markdown()
    for table in TABLES:
        section = text.split(f"\n## {table.name}\n")[1].split("\n## ")[0]
        assert re.findall(r"^\| `(\w+)` \|", section, flags=re.MULTILINE) == [c.name for c in table.columns]


@pytest.fixture
def two_quarters(tmp_path):
    before, after = records("a", 4), records("b", 4)
    for action in after.actions:
        action.quarter = "2024Q1"
    after.actions[0].rag = "GREEN"  # 1.1 was AMBER
    after.actions[1].rag = "RED"  # 1.2 was GREEN
    after.owners = [o for o in after.owners if o.action_id != "b-3"]
    copy = records("c", 4)
    for action in copy.actions:
        action.primary, action.rag = False, "RED"
    write_tables([before, after, copy], tmp_path)
    return tmp_path


@pytest.mark.parametrize("query", QUERIES, ids=lambda q: q.question)
def test_the_worked_queries_run_and_agree(query, two_quarters, monkeypatch):
    names = {"pd": pd, "tables": two_quarters}
    exec(query.pandas, names)  # noqa: S102 - the text of our own dictionary
    monkeypatch.chdir(two_quarters)
    with duckdb.connect() as db:
        asked = db.execute(query.duckdb)
        columns, rows = [c[0] for c in asked.description], asked.fetchall()
    answer = names["answer"][columns]
    ours = [tuple(None if pd.isna(v) else v for v in row) for row in answer.itertuples(index=False)]
    assert ours == rows
    assert ours


def test_the_worked_queries_answer_their_questions(two_quarters):
    answers = []
    for query in QUERIES:
        names = {"pd": pd, "tables": two_quarters}
        exec(query.pandas, names)  # noqa: S102 - as above
        answers.append(names["answer"])
    stand, owners, story = answers
    assert stand["actions"].sum() == 8  # the copy's four are not counted
    assert set(owners["action_id"]) == {"a-1", "a-4", "b-2", "b-4"}
    assert list(owners["date"].astype(str)) == ["2023-11-02", "2023-11-05", "2023-11-03", "2023-11-05"]
    assert sorted(zip(story["urn"], story["rag_before"], story["rag"], strict=True)) == [
        ("1.1", "AMBER", "GREEN"),
        ("1.2", "GREEN", "RED"),
    ]
