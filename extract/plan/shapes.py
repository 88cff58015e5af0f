"""Labels that nobody has to list: the words they are made of say which column they head."""

from __future__ import annotations

from dataclasses import replace

import regex

from extract.lexicon import squash
from extract.plan.header import Label

ASIDE = regex.compile(r"\([^)]*\)|\[[^\]]*\]")
_SHAPES = (
    (
        "urn",
        regex.compile(
            r"(?:[\w/]+ ){1,2}(?:refs?|reference|ref no|ref number|id)"
            r"|(?:action|activity|afi|finding|issue|item|milestone|recommendation|rec|task) (?:no|num|number)"
        ),
    ),
    (
        "action",
        regex.compile(
            r"(?!(?:date|days|last|legal|no|number|previous|progress|status|total|type)\b)"
            r"(?:\w+ ){1,2}actions?"
            r"|(?:actions?|activit(?:y|ies)|steps?|tasks?)"
            r" (?:agreed|for|needed|planned|required|that|to|we|which)\b(?: [\w/]+){1,7}"
            r"|(?:recommendations?|findings?)(?: (?:and|or|/))? (?:[\w/]+ )?(?:text|wording)"
        ),
    ),
    ("owner", regex.compile(r"(?!(?:asset|budget|policy|process|risk)\b)(?:[\w/]+ ){1,2}(?:leads?|owners?)")),
    (
        "due",
        regex.compile(
            r"(?:agreed|anticipated|estimated|expected|forecast|intended|planned|proposed|revised|scheduled"
            r"|target) (?:\w+ )?"
            r"(?:closure|completion|deadline|delivery|implementation|month|quarter|timescale)(?: date)?"
            r"|(?!(?:first|initial|last|old|original|previous|prior)\b)"
            r"(?:\w+ ){1,2}(?:deadline|due date|target date|completion date)"
            r"|(?:date|deadline) for (?:\w+ )?"
            r"(?:action|closure|completion|compliance|delivery|implementation)"
        ),
    ),
    (
        "rag",
        regex.compile(
            r"(?!(?:last|old|original|previous|prior|residual|risk)\b)(?:\w+ ){1,2}b?rag(?: rating| status)?"
        ),
    ),
    (
        "status",
        regex.compile(
            r"(?!(?:contract|employment|exempt|funding|last|legal|old|original|planning|policy|previous|prior|risk)\b)"
            r"(?:\w+ ){1,2}status"
        ),
    ),
    (
        "comments",
        regex.compile(
            r"(?!(?:date|last|next|previous)\b)(?:\w+ ){1,2}(?:commentary|narrative|position|updates?)"
            r"|(?:highlights|progress|updates?) (?:at|for|in|since|this) (?:\w+ ){0,2}\w+"
        ),
    ),
)
"""Labels of a header row that nobody has to list: `AFI ref`, `Carbon action`, `Action to close the gap`,
`Directorate lead`, `Expected closure`."""


def by_shape(label: Label, named: set[str | None]) -> Label:
    """A label that is not listed, by the words it is made of; none of a column that is `named` otherwise."""
    key = squash(ASIDE.sub(" ", label.text))
    column = next((column for column, shape in _SHAPES if column not in named and shape.fullmatch(key)), None)
    return replace(label, column=column)
