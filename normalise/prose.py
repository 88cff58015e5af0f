"""A Progress column of sentences: comments under another name.

Boards head two kinds of column `Progress`: a word (`On track`) and the story so far (`12/05/25 Board met.`).
Only what stands under the label tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from extract.model import Paper, Plan, Printed
from normalise import dates, rag
from normalise.status import status
from normalise.words import Vocabulary

_LONG = 60
"""Characters past which a cell is a comment, whatever it begins with."""
_FEW = 4
"""Words up to which a cell that is no sentence is a status, known or not."""
_ANSWER = re.compile(r"\bresponse\b", re.IGNORECASE)
_SENTENCE = re.compile(r"\w[\w)]*[.!?](?:\s|$)")


def prose_as_comments(paper: Paper, vocabulary: Vocabulary) -> Paper:
    """The paper with the progress and RAG columns of sentences as comments of plans that have none; and with
    the progress behind what was answered to a recommendation (`Management response | Progress`)."""
    plans = tuple(_told(plan, vocabulary) for plan in paper.plans)
    return paper if plans == paper.plans else replace(paper, plans=plans)


def _told(plan: Plan, vocabulary: Vocabulary) -> Plan:
    columns: tuple[tuple[str, Callable[[str, Vocabulary], bool]], ...]
    columns = ("status", _says_status), ("rag", _says_rag)
    if any(cell.text for row in plan.rows if (cell := row.cells.get("comments"))):
        if not any(map(_ANSWER.search, plan.headings)):
            return plan
        columns = columns[:1]
    for column, says in columns:
        texts = [cell.text for row in plan.rows if (cell := row.cells.get(column)) and cell.text]
        if texts and 2 * sum(_is_prose(text, says, vocabulary) for text in texts) > len(texts):
            return _moved(plan, column)
    return plan


def _is_prose(text: str, says: Callable[[str, Vocabulary], bool], vocabulary: Vocabulary) -> bool:
    """Sentences, or what happened on a day; and not a long way of putting a status."""
    if len(text) > _LONG:
        return True
    dated = next((text[d.end :] for d in dates.find(text) if not text[: d.start].strip()), "")
    if len(dated.split()) > _FEW:
        return True
    if says(text, vocabulary):
        return False
    happened = re.search(r"[^\W\d]", dated) and not says(dated.strip(" :\u2013\u2014-"), vocabulary)
    words = dated or text
    return bool(happened) or _SENTENCE.search(words) is not None or len(words.split()) > _FEW


def _says_status(text: str, vocabulary: Vocabulary) -> bool:
    read = status(text, vocabulary)
    return read.status is not None and read.exact


def _says_rag(text: str, vocabulary: Vocabulary) -> bool:
    return rag.rag_of_cell(text, None, None, vocabulary).value is not None


def _moved(plan: Plan, column: str) -> Plan:
    """The column's text under comments. Its colours stay: a cell of sentences may be red."""
    rows = []
    for row in plan.rows:
        cell = row.cells.get(column)
        if cell is None:
            rows.append(row)
            continue
        rest = {name: one for name, one in row.cells.items() if name != column}
        if cell.text:
            rest["comments"] = _after(row.cells.get("comments"), cell._replace(fill=None, ink=None))
        if cell.fill or cell.ink:
            rest[column] = Printed("", fill=cell.fill, ink=cell.ink)
        rows.append(replace(row, cells=rest))
    if "comments" in plan.columns:
        return replace(plan, rows=tuple(rows))
    coloured = any(column in row.cells for row in rows)
    columns = [c for name in plan.columns for c in ((name, "comments") if name == column else (name,))]
    kept = dict.fromkeys(c for c in columns if c != column or coloured)
    return replace(plan, rows=tuple(rows), columns=tuple(kept))


def _after(first: Printed | None, cell: Printed) -> Printed:
    """A cell's text behind what stands in the other."""
    if first is None or not first.text:
        return cell
    return first._replace(text=f"{first.text} {cell.text}", lines=(*first.lines, *cell.lines))
