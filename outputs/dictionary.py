"""The data dictionary, `outputs/README.md`, made from the schema: `python -m outputs.dictionary`.

A test holds the file to what this makes, and runs its queries.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from normalise.findings import CODES
from outputs.schema import TABLES, Column, Table

FILE = Path(__file__).with_name("README.md")


@dataclass(frozen=True, slots=True)
class Query:
    """A question, and how to ask it; both ways give the same rows."""

    question: str
    pandas: str
    """Leaves its answer in `answer`; `tables` is the folder."""
    duckdb: str
    """Run in the folder of the tables."""


QUERIES = (
    Query(
        "How do the actions of each strand stand?",
        """\
actions = pd.read_parquet(tables / "actions.parquet")
actions = actions[actions["primary"]]
answer = (
    actions.assign(rag=actions["rag"].fillna("none"))
    .groupby(["quarter", "strand", "rag"], dropna=False)
    .size()
    .reset_index(name="actions")
)""",
        """\
SELECT quarter, strand, coalesce(rag, 'none') AS rag, count(*) AS actions
FROM 'actions.parquet'
WHERE "primary"
GROUP BY ALL
ORDER BY ALL""",
    ),
    Query(
        "Who owns actions that are red or amber, and what was said of them last?",
        """\
actions = pd.read_parquet(tables / "actions.parquet")
owners = pd.read_parquet(tables / "owners.parquet")
updates = pd.read_parquet(tables / "updates.parquet")
open_ = actions[actions["primary"] & actions["rag"].isin(["RED", "AMBER"])]
last = updates.dropna(subset=["date"]).sort_values(["action_id", "date", "n"]).groupby("action_id").tail(1)
answer = (
    open_[["action_id", "strand", "urn", "action", "rag"]]
    .merge(owners[["action_id", "owner_raw"]], on="action_id")
    .merge(last[["action_id", "date", "text"]], on="action_id", how="left")
    .sort_values(["action_id", "owner_raw"])
)""",
        """\
SELECT a.action_id, a.strand, a.urn, a.action, a.rag, o.owner_raw, u.date, u.text
FROM 'actions.parquet' a
JOIN 'owners.parquet' o USING (action_id)
LEFT JOIN (
    SELECT * FROM 'updates.parquet' WHERE date IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY action_id ORDER BY date DESC, n DESC) = 1
) u USING (action_id)
WHERE a."primary" AND a.rag IN ('RED', 'AMBER')
ORDER BY a.action_id, o.owner_raw""",
    ),
    Query(
        "What became of an action from one quarter to the next?",
        """\
actions = pd.read_parquet(tables / "actions.parquet")
actions = actions[actions["primary"] & actions["urn"].notna() & actions["quarter"].notna()]
actions = actions.sort_values(["strand", "plan", "section", "urn", "quarter"])
same = actions.groupby(["strand", "plan", "section", "urn"], dropna=False)
answer = actions.assign(rag_before=same["rag"].shift(), quarter_before=same["quarter"].shift())
answer = answer[answer["quarter_before"].notna() & (answer["rag"] != answer["rag_before"])]
answer = answer[["strand", "plan", "section", "urn", "quarter_before", "rag_before", "quarter", "rag"]]
answer = answer.dropna(subset=["rag", "rag_before"])""",
        """\
SELECT * FROM (
    SELECT strand, plan, section, urn,
           lag(quarter) OVER story AS quarter_before, lag(rag) OVER story AS rag_before, quarter, rag
    FROM 'actions.parquet'
    WHERE "primary" AND urn IS NOT NULL AND quarter IS NOT NULL
    WINDOW story AS (PARTITION BY strand, plan, section, urn ORDER BY quarter)
)
WHERE rag <> rag_before
ORDER BY strand, plan, section, urn, quarter""",
    ),
)

_HEAD = """\
# The tables

<!-- Made by `python -m outputs.dictionary` from outputs/schema.py; edit that. -->

`boardpapers extract` writes nine Parquet files, one for each table. An empty cell (null) means "not
printed"; there are no empty strings. A column whose name ends in `_raw` holds what is printed, letter for
letter but for white space and hyphens at line ends; the column beside it, without `_raw`, holds what it
means, or null where that is not known. A normalised value never replaces a printed one.

"""

_JOINS = """
## How they join

| from | to | on |
|---|---|---|
| `actions`, `measures`, `findings` | `papers` | `path` |
| `aims`, `narrative` | `papers` | `paper_id` |
| `owners`, `levels`, `updates` | `actions` | `action_id` |
| `findings` about an action | `actions` | `action_id` |
| `papers` (an attachment) | `papers` (what it is attached to) | `parent_path` = `path` |
| `papers` (a copy) | `papers` (the better copy) | `same_as` = `path` |

The same plan often comes twice: attached to the board paper and as a file of its own, in Word and as PDF. All
copies are kept. To count each action once, count the rows where `primary` is true.

The number of an action (`urn`) tells it from others within its plan only, and plans do print a number twice;
`action_id` is the key.
"""

_KEPT = """
## How they are kept

`NAME.parquet` is a link into a hidden folder, `.tables`, beside it. A run writes its tables there and then
swings one link, so that all nine change at once: a run that is killed, or meets a full disk, leaves the
tables of the run before. To copy tables elsewhere, copy what the links show:
`cp -L outputs/tables/*.parquet elsewhere/`. Where links cannot be made, the tables are plain files, and a
run that was killed while putting them in place is finished by the next.
"""

_QUERY_HEAD = """
In pandas, with

```python
from pathlib import Path

import pandas as pd

tables = Path("outputs/tables")
```

and in DuckDB, started in the folder of the tables.
"""


def markdown() -> str:
    """The whole dictionary."""
    parts = [_HEAD, _contents(), _JOINS, *map(_section, TABLES), _codes()]
    parts += ["\n## Three questions\n", _QUERY_HEAD, *map(_worked, QUERIES), _KEPT]
    return "".join(parts)


def _contents() -> str:
    rows = "".join(f"| [`{t.name}`](#{t.name}) | {t.about} |\n" for t in TABLES)
    return f"| table | rows |\n|---|---|\n{rows}"


def _section(table: Table) -> str:
    key = ", ".join(f"`{name}`" for name in table.key)
    keyed = f"Key: {key}." if key else "It has no key: a thing may be found twice in one row."
    return (
        f"\n## {table.name}\n\n{table.about} {keyed}\n\n"
        f"| column | type | null | meaning | example |\n|---|---|---|---|---|\n"
        f"{''.join(_row(column) for column in table.columns)}"
    )


def _row(column: Column) -> str:
    null = "yes" if column.nullable else "never"
    example = f"`{column.example}`" if column.example else ""
    return f"| `{column.name}` | {column.type} | {null} | {_cell(column.meaning)} | {example} |\n"


def _codes() -> str:
    rows = "".join(f"| {name} | {code.severity} | {_cell(code.meaning)} |\n" for name, code in CODES.items())
    return f"\nThe codes:\n\n| code | severity | meaning |\n|---|---|---|\n{rows}"


def _worked(query: Query) -> str:
    return f"\n### {query.question}\n\n```python\n{query.pandas}\n```\n\n```sql\n{query.duckdb}\n```\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    FILE.write_text(markdown(), encoding="utf-8")
