"""Records to Arrow tables of the fixed schemas."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import chain
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


_FEW = 500
"""Rows up to which a table's columns of one type are made together."""


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
    values = list(zip(*map(_values(name), rows), strict=True))
    if len(rows) <= _FEW and (made := _by_types(table, values)):
        return made
    return [_array(table, column, each) for column, each in zip(table.columns, values, strict=True)]


def _by_types(table: Table, values: Sequence[tuple[Any, ...]]) -> list[pa.Array] | None:
    """The columns of a table of few rows, cut out of one array for each type: an array costs Arrow what some
    hundred values do. None where a value wants mending, or does not fit: asked column by column, it is told
    which."""
    rows = len(values[0])
    columns = [_nulls(column.type, rows) for column in table.columns]
    for type_name, places in _places(table.name):
        told = [at for at in places if values[at].count(None) < rows]
        flat = list(chain.from_iterable([values[at] for at in told]))
        if type_name == "string" and "" in flat:
            return None
        try:
            whole = pa.array(flat, type=_TYPES[type_name])
        except (pa.ArrowException, TypeError, OverflowError, UnicodeEncodeError):
            return None
        for n, at in enumerate(told):
            columns[at] = whole.slice(n * rows, rows)
    fits = all(c.nullable or not made.null_count for c, made in zip(table.columns, columns, strict=True))
    return columns if fits else None


@cache
def _places(name: str) -> list[tuple[str, list[int]]]:
    """Type -> the places of its columns in the table."""
    out: dict[str, list[int]] = {}
    for at, column in enumerate(BY_NAME[name].columns):
        out.setdefault(column.type, []).append(at)
    return list(out.items())


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


@lru_cache(maxsize=1024)
def _nulls(type_name: str, rows: int) -> pa.Array:
    return pa.nulls(rows, _TYPES[type_name])


def _array(table: Table, column: Column, values: tuple[Any, ...]) -> pa.Array:
    if column.nullable and values.count(None) == len(values):
        return _nulls(column.type, len(values))
    if column.type == "string" and "" in values:
        values = tuple(None if value == "" else value for value in values)
    try:
        array = _as_array(column, values)
    except (pa.ArrowException, TypeError, OverflowError) as error:
        message = f"{table.name}.{column.name}: {error}"
        raise SchemaBreach(message) from error
    if array.null_count and not column.nullable:
        message = f"{table.name}.{column.name}, row {values.index(None) + 1}: must not be null"
        raise SchemaBreach(message)
    return array


def _as_array(column: Column, values: tuple[Any, ...]) -> pa.Array:
    """Broken fonts and file names give lone surrogates, which no UTF-8 can carry; each becomes U+FFFD."""
    try:
        return pa.array(values, type=_TYPES[column.type])
    except UnicodeEncodeError:
        return pa.array([_whole(value) for value in values], type=_TYPES[column.type])


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return [_whole(part) for part in value] if isinstance(value, list) else value
