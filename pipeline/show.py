"""One row shown: what was read, where it stands, and the page with a box around it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from extract.container import attachments, unique
from extract.formats import sniff
from extract.limits import Budget
from outputs.schema import ACTIONS
from pipeline.find import NothingToRead, find_papers
from pipeline.places import Place, open_address

_PLACE = frozenset({"page_first", "page_last", "x0", "top", "x1", "bottom", "table_n", "row_n"})


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows found for what was asked; `whole` where one action was asked for."""

    rows: tuple[dict[str, Any], ...]
    whole: bool


def find(what: str, out: Path) -> Shown:
    """The action with that `action_id`, or the actions of the paper with that path or `paper_id`."""
    table = out / "actions.parquet"
    if not table.is_file():
        table = out / "actions"  # in parts
    if not table.exists():
        raise NothingToRead(f"There are no tables in {out}. Make them with: boardpapers extract")
    rows = pq.read_table(table).to_pylist()
    one = [row for row in rows if row["action_id"] == what]
    if one:
        return Shown(tuple(one), whole=True)
    many = [row for row in rows if what in (row["paper_id"], row["path"]) or row["path"].endswith(f"/{what}")]
    if not many:
        raise NothingToRead(f"No action and no paper with actions is called {what} in {out}.")
    return Shown(tuple(many), whole=False)


def lines(shown: Shown, width: int = 100) -> list[str]:
    """One action column by column, or a paper's actions a line each, cut to `width`."""
    if not shown.whole:
        return [
            _cut(f"{r['action_id']}  {r['urn'] or '-':<5} {r['rag'] or '-':<6} {r['action'] or ''}", width)
            for r in shown.rows
        ]
    out = []
    for row in shown.rows:
        out += [place(row), ""]
        wide = max(len(column.name) for column in ACTIONS.columns)
        out += [
            f"{c.name:<{wide}}  {_text(row[c.name])}"
            for c in ACTIONS.columns
            if c.name not in _PLACE and row[c.name] not in (None, [])
        ]
    return out


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"


def _text(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def place(row: dict[str, Any]) -> str:
    """Where a row stands, in words."""
    if row["page_first"] is not None:
        pages = f"page {row['page_first']}"
        if row["page_last"] != row["page_first"]:
            pages += f" to {row['page_last']}"
        if row["x0"] is None:
            return f"{row['path']}, {pages}"
        box = ", ".join(f"{row[side]:.1f}" for side in ("x0", "top", "x1", "bottom"))
        return f"{row['path']}, {pages}, box {box} pt from the top left"
    if row["table_n"] is not None:
        return f"{row['path']}, table {row['table_n']}, row {row['row_n']}"
    return str(row["path"])


def draw(shown: Shown, papers: Path, png: Path) -> str:
    """Draw the page of the first row, with the boxes of the rows that begin on it, to a PNG file.

    Attached papers are taken out of the file that holds them.
    """
    import pdfplumber

    first = shown.rows[0]
    if first["page_first"] is None or first["x0"] is None:
        raise NothingToRead(f"{first['path']} has no pages to draw on: {place(first)}.")
    with pdfplumber.open(io.BytesIO(_bytes_of(first["path"], papers))) as pdf:
        image = pdf.pages[first["page_first"] - 1].to_image(resolution=110)
        for row in shown.rows:
            if (row["path"], row["page_first"]) == (first["path"], first["page_first"]) and row[
                "x0"
            ] is not None:
                image.draw_rect((row["x0"], row["top"], row["x1"], row["bottom"]), stroke_width=2)
        image.save(png)
    return f"Page {first['page_first']} of {first['path']} is drawn in {png}."


def _bytes_of(path: str, papers: Path) -> bytes:
    """The bytes of a paper by its path in the tables."""
    for source in find_papers([papers]).files:
        if source.path == path:
            return _read(source.file)
        if path.startswith(f"{source.path}!/"):
            return _inside(_read(source.file), source.path, path)
    raise NothingToRead(f"{path} is not under {papers}. Give the folder that was extracted.")


def _read(file: Place) -> bytes:
    if isinstance(file, Path):
        return file.read_bytes()
    with open_address(file) as there:
        return there.read()


def _inside(data: bytes, outer: str, path: str) -> bytes:
    """The bytes of the attachment `path` of the file `outer`, through as many files as it takes."""
    budget = Budget()
    inner = list(attachments(data, sniff(data, outer), outer.rsplit("/", 1)[-1], budget))
    for attachment, name in zip(inner, unique([a.name for a in inner]), strict=True):
        here = f"{outer}!/{name}"
        if attachment.data is not None and here == path:
            return attachment.data
        if attachment.data is not None and path.startswith(f"{here}!/"):
            return _inside(attachment.data, here, path)
    raise NothingToRead(f"{path} is not in {outer} as it is now. Extract the papers again.")
