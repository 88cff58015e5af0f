"""Every finding code: one paper that raises it, one like it that does not."""

from __future__ import annotations

import pytest

from extract.model import Method, Note, Paper, Plan, PlanRow, Printed
from normalise import findings
from normalise.folder import resolve
from normalise.paper import normalise_tree
from normalise.records import ActionRecord
from normalise.words import load

COLUMNS = ("urn", "action", "owner", "level", "fourp", "rag", "comments", "status", "due")
ACTIONS = (
    "Visit every hub in Harrowby each month",
    "Train the front desk staff of Eastwold",
    "Write to licensed premises in Brinmouth",
    "Publish the survey of Stoke Tallow",
    "Review the patrol plan with partners",
    "Brief the neighbourhood teams weekly",
)


def row(urn="1.1", action=ACTIONS[0], *, held=(), **cells):
    base = {
        "owner": "Insp Jo Bell",
        "level": "Force",
        "fourp": "Prevent",
        "rag": "Green",
        "comments": "Done.",
    }
    texts = {"urn": urn, "action": action, **base, **cells}
    made = {c: Printed(t, (t,), held=c in held) for c, t in texts.items() if t}
    return PlanRow(made, Method.TAGS, 9, 1, 1, section="Governance", section_urn="1.0")


def paper(*rows, columns=COLUMNS[:7], path="2024-03/Hate Crime plan.pdf", **more):
    plan = Plan(rows, columns, more.pop("title", None))
    more.setdefault("status", "ok")
    return Paper(
        more.pop("paper_id", "a" * 12), path, None, path.rsplit("/", 1)[-1], "pdf", plans=(plan,), **more
    )


def found(*papers):
    return resolve(normalise_tree(papers, load()))


def codes(*papers):
    return [f.code for f in found(*papers).findings]


FINE = row()


def six(**changed):
    rows = [row(f"1.{n}", text) for n, text in enumerate(ACTIONS, 1)]
    for n, cells in changed.items():
        rows[int(n[1:]) - 1] = row(f"1.{n[1:]}", ACTIONS[int(n[1:]) - 1], **cells)
    return rows


RAISED = {
    "duplicate urn": (
        paper(row(), row("1.1", ACTIONS[1])),
        paper(row(), row("1.1", ACTIONS[1], held=("urn",))),
    ),
    "gap in urns": (paper(*six()[:3], *six()[4:]), paper(*six())),
    "urn mistyped": (paper(row("1,1")), paper(row("1.1"))),
    "missing owner": (
        paper(row(owner="")),
        paper(row(owner=""), columns=("urn", "action", "rag", "comments")),
    ),
    "missing 4p": (paper(row(fourp="")), paper(row(fourp=""), columns=("urn", "action", "rag", "comments"))),
    "missing rag": (
        paper(row(rag="")),
        paper(row(rag="", comments="Some words."), columns=("urn", "action", "owner", "comments")),
    ),
    "rag disagrees": (
        paper(row(rag="Green", comments="12/02/24 RED Delayed.")),
        paper(row(rag="Green", comments="12/02/24 GREEN Done.")),
    ),
    "unknown value": (paper(row(fourp="Provide")), paper(row(fourp="Prepare & Pursue"))),
    "value read by likeness": (paper(row(fourp="Prevnt")), paper(row(fourp="Prevent"))),
    "date mistyped": (paper(row(comments="1202/24 Done.")), paper(row(comments="12/02/24 Done."))),
    "impossible date": (paper(row(comments="31/02/24 Done.")), paper(row(comments="Ref 31/02/24 is done."))),
    "date without year": (
        paper(row(comments="12 Feb: done."), path="Hate Crime plan.pdf"),
        paper(row(comments="12 Feb: done.")),
    ),
    "date after paper": (paper(row(comments="12/04/24 Done.")), paper(row(comments="31/03/24 Done."))),
    "date before strategy": (
        paper(row(comments="12/02/14 Done."), title="Hate Crime Strategy (2022-2025)"),
        paper(row(comments="12/02/22 Done."), title="Hate Crime Strategy (2022-2025)"),
    ),
    "due date unread": (
        paper(row(due="Q2"), columns=COLUMNS),
        paper(row(due="Ongoing"), columns=COLUMNS),
    ),
    "truncated comment": (paper(row(comments="Work goes on with the")), paper(row(comments="Work goes on"))),
    "repeated action": (paper(row(), row("1.2")), paper(row(), row("1.2", ACTIONS[1]))),
    "owner vacant": (paper(row(owner="Hub Manager (vacant)")), paper(row(owner="Hub Manager"))),
    "owner not read": (paper(row(owner="one two, " * 80)), paper(row(owner="Insp Jo Bell"))),
    "strand not known": (paper(FINE, path="2024-03/plan.pdf"), paper(FINE)),
    "paper not read": (
        Paper("b" * 12, "x.pdf", None, "x.pdf", "pdf", "encrypted", "A password is needed."),
        Paper("b" * 12, "x.pdf", None, "x.pdf", "pdf", "no actions"),
    ),
    **{
        code: (paper(FINE, notes=(Note(code, "Look at the page.", page=1),)), paper(FINE))
        for code in (
            *("unplaced text", "words do not add up", "scanned page", "empty rows", "page not read"),
            *("drawing left out", "attachment not read", "table not read", "hidden in the sheet"),
            *("actions in text", "formula without value"),
        )
    },
}


@pytest.mark.parametrize("code", RAISED)
def test_a_code_is_raised_where_it_should_be_and_nowhere_else(code):
    wrong, fine = RAISED[code]
    assert code in codes(wrong)
    assert code not in codes(fine)


def test_codes_over_several_papers():
    twice = codes(paper(*six()), paper(*six(), path="2024-03/Hate Crime copy.pdf", paper_id="b" * 12))
    apart = codes(
        paper(*six()),
        paper(row("9", "Another action altogether in Eastwold"), path="2024-03/b.pdf", paper_id="b" * 12),
    )
    assert "same plan twice" in twice
    assert "same plan twice" not in apart
    one = row("7", "The same long action is printed in two plans of one quarter here")
    other = Plan((one,), COLUMNS[:7], "Gangs Delivery Plan")
    both = Paper(
        "c" * 12,
        "2024-03/pack.pdf",
        None,
        "pack.pdf",
        "pdf",
        "ok",
        plans=(Plan((*six(), one), COLUMNS[:7], "Hate Crime Delivery Plan"), other),
    )
    assert "repeated in another plan" in codes(both)
    assert "repeated in another plan" not in apart


def test_every_code_has_both_its_tests():
    assert set(findings.CODES) == {*RAISED, "same plan twice", "repeated in another plan"}


def test_a_plan_that_is_fine_has_no_finding():
    assert codes(paper(*six())) == []


def test_a_finding_names_its_place_and_stands_among_the_rows_flags():
    records = found(paper(row(owner="")))
    (one,) = records.findings
    (action,) = records.actions
    assert (one.action_id, one.page, one.column, one.severity) == (action.action_id, 1, "owner", "warning")
    assert "1.1" in one.message
    assert action.flags == ["missing owner"]


def test_a_note_on_a_row_stands_on_that_row():
    note = Note("unplaced text", "A column has no place.", severity="info", row=2, plan=0, value="Budget")
    records = found(paper(row(), row("1.2", ACTIONS[1]), notes=(note,)))
    assert records.findings[0].action_id == records.actions[1].action_id
    assert records.actions[1].flags == ["unplaced text"]


def test_a_finished_action_wants_no_rag():
    records = found(paper(row(rag="", status="Complete"), columns=COLUMNS))
    assert [f.code for f in records.findings] == []


@pytest.mark.parametrize(
    ("column", "code"), [("owner", "missing owner"), ("fourp", "missing 4p"), ("rag", "missing rag")]
)
def test_a_column_left_empty_is_one_finding_of_the_plan(column, code):
    rows = [row(f"1.{n}", text, **{column: ""}) for n, text in enumerate(ACTIONS, 1)]
    (one,) = found(paper(*rows)).findings
    assert (one.code, one.action_id, one.page, one.column) == (code, None, 1, column)
    assert "None of the 6 actions" in one.message
    slip = found(paper(*rows[:1], *six()[1:]))
    assert [(f.code, f.action_id) for f in slip.findings] == [(code, slip.actions[0].action_id)]


def test_a_rag_column_that_few_rows_fill_is_one_finding_of_the_plan():
    rows = six(n1={"rag": ""}, n2={"rag": ""}, n3={"rag": ""}, n5={"rag": ""})
    (one,) = found(paper(*rows)).findings
    assert (one.code, one.action_id) == ("missing rag", None)
    assert one.message.startswith("Only 2 of the 6 actions of Hate Crime have a RAG status")
    assert "action 1.1" in one.message


def test_a_date_without_year_that_heads_many_rows_is_asked_once():
    rows = six(n1={"comments": "Q2 update: done."}, n2={"comments": "Q2 update: begun. Q1: Planned."})
    asked = [f.value for f in found(paper(*rows)).findings if f.code == "date without year"]
    assert asked == ["Q2", "Q1"]


def test_an_action_without_a_number_is_named_by_its_words():
    action = ActionRecord("i", "p", "p", None, None, None, 4, action="Visit every hub in Harrowby")
    assert findings.label(action) == 'Row 4 ("Visit every hub in Harrowby")'
