"""Records to Arrow tables of the fixed schemas."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
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
    table = BY_NAME[name]
    columns = [_array(table, column, [getattr(row, column.name) for row in rows]) for column in table.columns]
    return pa.Table.from_arrays(columns, schema=schema(name))


def validate(records: Records) -> None:
    """Raise `SchemaBreach` where a record does not fit its table.

    Asked paper by paper, so that a defect met in one of them never costs the others' rows.
    """
    for table in TABLES:
        to_arrow(table.name, getattr(records, table.name))


def _array(table: Table, column: Column, values: list[Any]) -> pa.Array:
    if column.type == "string":
        values = [_clean(value) for value in values]
    try:
        array = pa.array(values, type=_TYPES[column.type])
    except (pa.ArrowException, TypeError, OverflowError) as error:
        message = f"{table.name}.{column.name}: {error}"
        raise SchemaBreach(message) from error
    if array.null_count and not column.nullable:
        message = f"{table.name}.{column.name}, row {values.index(None) + 1}: must not be null"
        raise SchemaBreach(message)
    return array


def _clean(value: Any) -> Any:
    """Text that Parquet can hold, and null for the empty string, which the tables do not have.

    Broken fonts and file names give lone surrogates, which no UTF-8 can carry; each becomes U+FFFD.
    """
    if value == "":
        return None
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return value
