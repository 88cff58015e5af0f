"""Records to Arrow tables of the fixed schemas."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from operator import attrgetter
from typing import Any

import pyarrow as pa

from normalise.records import Records
from outputs.schema import BY_NAME, TABLES, Column, Table

_TYPES = {
    "string": pa.string(),
    "int32": pa.int32(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "date32": pa.date32(),
    "list<string>": pa.list_(pa.field("item", pa.string(), nullable=False)),
}


class SchemaBreach(Exception):
    """A record that does not fit its table: a defect of ours, told with table, row and column."""


@cache
def schema(name: str) -> pa.Schema:
    """The Arrow schema of a table, each column's meaning in its field's metadata as `description`."""
    table = BY_NAME[name]
    return pa.schema(
        [
            pa.field(c.name, _TYPES[c.type], nullable=c.nullable, metadata={"description": c.meaning})
            for c in table.columns
        ],
        metadata={"description": table.about},
    )


def to_arrow(name: str, rows: Sequence[Any]) -> pa.Table:
    """Rows (records of `normalise.records`) as the table of that name.

    Raises `SchemaBreach` for a value of the wrong type or a null where none may be.
    """
    return pa.Table.from_arrays(columns_of(name, rows), schema=schema(name))


def columns_of(name: str, rows: Sequence[Any]) -> list[pa.Array]:
    """The columns of a table, as `to_arrow` has them."""
    table = BY_NAME[name]
    if not rows:
        return _no_rows(name)
    values = zip(*map(_values(name), rows), strict=True)
    return [_array(table, column, list(each)) for column, each in zip(table.columns, values, strict=True)]


@cache
def _values(name: str) -> attrgetter[tuple[Any, ...]]:
    return attrgetter(*(column.name for column in BY_NAME[name].columns))


@cache
def _no_rows(name: str) -> list[pa.Array]:
    return [pa.array([], type=_TYPES[column.type]) for column in BY_NAME[name].columns]


def validate(records: Records) -> None:
    """Raise `SchemaBreach` where a record does not fit its table.

    Asked paper by paper, so that a defect met in one of them never costs the others' rows.
    """
    for table in TABLES:
        to_arrow(table.name, getattr(records, table.name))


def _array(table: Table, column: Column, values: list[Any]) -> pa.Array:
    if column.type == "string" and "" in values:
        values = [None if value == "" else value for value in values]
    try:
        array = _as_array(column, values)
    except (pa.ArrowException, TypeError, OverflowError) as error:
        message = f"{table.name}.{column.name}: {error}"
        raise SchemaBreach(message) from error
    if array.null_count and not column.nullable:
        message = f"{table.name}.{column.name}, row {values.index(None) + 1}: must not be null"
        raise SchemaBreach(message)
    return array


def _as_array(column: Column, values: list[Any]) -> pa.Array:
    """Broken fonts and file names give lone surrogates, which no UTF-8 can carry; each becomes U+FFFD."""
    try:
        return pa.array(values, type=_TYPES[column.type])
    except UnicodeEncodeError:
        return pa.array([_whole(value) for value in values], type=_TYPES[column.type])


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return [_whole(part) for part in value] if isinstance(value, list) else value
