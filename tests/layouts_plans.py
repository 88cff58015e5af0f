"""Layouts of invented plans, each with the rows that are expected of it."""

from __future__ import annotations

# ruff: noqa: E501, PERF401, PLC3002 - tables read better a row a line
from collections.abc import Callable

from make_plans import RAG_FILLS, Break, C, Doc, P, Quirks, Row, T, replace, rows

Expected = list[dict[str, str]]
LABELS = {
    "urn": ("URN", 36.0), "action": ("Action", 190.0), "owner": ("Owner", 95.0), "level": ("Level", 50.0),
    "fourp": ("4P", 58.0), "rag": ("RAG Status", 52.0), "comments": ("Comments", 230.0),
    "due": ("Deadline", 62.0), "status": ("Progress", 70.0),
}  # fmt: skip
STANDARD = ("urn", "action", "owner", "level", "fourp", "rag", "comments")
LOG = ("urn", "action", "owner", "due", "status", "comments")


def want(row: Row, columns, **more: str) -> dict[str, str]:
    out = {c: getattr(row, c) for c in columns}
    out["section"] = row.section
    return {k: v for k, v in {**out, **more}.items() if v}


def head(columns, labels=None, **style) -> list[C]:
    return [C((labels or {}).get(c, LABELS[c][0]), **style) for c in columns]


def widths(columns, scale: float = 1.0) -> list[float]:
    return [LABELS[c][1] * scale for c in columns]


def body(row: Row, columns, **style) -> list[C]:
    return [C(getattr(row, c), **style) for c in columns]


def flat(plan: list[Row], columns=STANDARD, labels=None, **table) -> tuple[T, Expected]:
    """A header, then the rows; sections are not printed."""
    scale = 770 / sum(widths(columns))
    made = [head(columns, labels), *(body(r, columns) for r in plan)]
    return T(made, widths(columns, scale), **table), [want(r, columns, section="") for r in plan]


def simple(plan: list[Row] | None = None, columns=STANDARD, labels=None, doc=None, **table):
    t, expected = flat(plan or rows(), columns, labels, **table)
    return Doc(
        [P("Wenmarsh Police: hate crime delivery plan", bold=True, size=14), t], **(doc or {})
    ), expected


def header_sections(plan=None, **table):
    """Each section opens with a header row of its own: `2.0 | Analytical | Owner | ...`."""
    made, expected, last = [], [], ""
    for r in plan or rows():
        if r.section != last:
            last = r.section
            made.append(
                [C(f"URN {r.section_urn}" if not expected else r.section_urn, bold=True, fill="D9D9D9"),
                 C(r.section, bold=True, fill="D9D9D9"),
                 *(C(LABELS[c][0], bold=True, fill="D9D9D9") for c in STANDARD[2:])]
            )  # fmt: skip
        made.append(body(r, STANDARD))
        expected.append(want(r, STANDARD))
    return Doc([T(made, widths(STANDARD, 770 / 711), header=1, repeat=False, **table)]), expected


def bands(plan=None, *, fill="BDD6EE", full=True, labels=None, columns=STANDARD, **table):
    made, expected, last = [head(columns, labels)], [], ""
    for r in plan or rows():
        if r.section != last:
            last = r.section
            name = f"{r.section_urn} {r.section}"
            if full:
                made.append([C(name, cs=len(columns), bold=True, fill=fill)])
            else:
                made.append(
                    [C(r.section_urn, bold=True), C(r.section, bold=True), *[C()] * (len(columns) - 2)]
                )
        made.append(body(r, columns))
        expected.append(want(r, columns))
    t = T(made, widths(columns, 770 / sum(widths(columns))), **table)
    return Doc([P("Burglary delivery plan 2019", bold=True, size=14), t]), expected


def tables_under_headings(plan=None, *, repeat_header=True, known=True, **table):
    items, expected = [P("Delivery plan: rural crime", bold=True, size=16)], []
    groups: dict[str, list[Row]] = {}
    for r in plan or rows(16, sections=4):
        name = (
            r.section
            if known
            else {
                "Governance": "Priority 1: Safer farms",
                "Analytical": "Priority 2: Heritage",
                "Partnerships": "Priority 3: Livestock",
                "Community Engagement": "Priority 4: Plant theft",
            }[r.section]
        )
        groups.setdefault(name, []).append(replace(r, section=name))
    for n, (name, group) in enumerate(groups.items()):
        items.append(P(name, bold=True, size=12))
        t, e = flat(group, **table)
        if not repeat_header and n:
            t = replace(t, rows=list(t.rows)[1:], header=0)
        items.append(t)
        expected += [{**x, "section": name} for x in e]
    return Doc(items), expected


def merged_theme():
    plan = rows(12, sections=3)
    columns = ("urn", "action", "owner", "due", "comments")
    made = [[C("Theme"), *head(columns)]]
    expected = []
    for i, r in enumerate(plan):
        first = i % 4 == 0
        made.append([C(r.section, rs=4, bold=True) if first else None, *body(r, columns)])
        expected.append(want(r, columns))
    return Doc([T(made, [80, *widths(columns, 680 / sum(widths(columns)))])]), expected


def merged_owner():
    plan = rows(12, sections=0)
    for i, r in enumerate(plan):
        r.owner = plan[i // 3 * 3].owner
        r.level = plan[i // 2 * 2].level or "Force"
    made, expected = [head(STANDARD)], []
    for i, r in enumerate(plan):
        cells = []
        for c in STANDARD:
            span = {"owner": 3, "level": 2}.get(c, 1)
            cells.append(None if i % span else C(getattr(r, c), rs=span))
        made.append(cells)
        expected.append(want(r, STANDARD))
    return Doc([T(made, widths(STANDARD, 770 / 711))]), expected


def urn_in_action(sep=" "):
    plan = rows(12, sections=2)
    columns = ("action", "owner", "due", "comments")
    made, expected = [head(columns)], []
    for r in plan:
        cells = body(r, columns)
        cells[0] = C(f"{r.urn}{sep}{r.action}")
        made.append(cells)
        expected.append(want(r, ("urn", *columns), section=""))
    return Doc([T(made, widths(columns, 770 / sum(widths(columns))))]), expected


def dates_for_urn():
    plan = rows(12, sections=0)
    for i, r in enumerate(plan):
        r.urn = f"{10 + i // 4:02d}/0{1 + i // 4}/2019"
    return simple(plan, LOG, {"urn": "Date", "owner": "Lead"})


def urn_date_minute():
    plan = rows(12, sections=0)
    for i, r in enumerate(plan):
        r.urn = f"0{3 + i // 4}.18.{i % 4 + 1:02d}"
    return simple(plan, LOG, {"urn": "Ref", "owner": "Lead", "comments": "Progress update"})


def rag_fill(*, text=False, blob=False, ink=False):
    plan = rows(12, sections=0)
    made, expected = [head(STANDARD)], []
    for r in plan:
        cells = body(r, STANDARD)
        rgb = RAG_FILLS[r.rag]
        word = r.rag if text else ""
        cells[5] = C(word, shape=rgb) if blob else C(word, ink=rgb) if ink else C(word, fill=rgb)
        if text and not ink and not blob:
            cells[5] = C(word, fill=rgb, ink="FFFFFF")
        made.append(cells)
        e = want(r, STANDARD, section="", rag=word)
        e["rag-colour"] = r.rag
        expected.append(e)
    return Doc([T(made, widths(STANDARD, 770 / 711))]), expected


def rag_letter():
    plan = rows(12, sections=0)
    for r in plan:
        r.rag = r.rag[0]
    return simple(plan, labels={"rag": "BRAG"})


def lead_and_support(top, low):
    """A log under a header of two rows, who leads and who supports under one label."""
    made, expected = [top, low], []
    for i, r in enumerate(rows(10, sections=0)):
        support = ("Sgt Bell", "Trading Standards", "")[i % 3]
        made.append([C(r.urn), C(r.action), C(r.owner), C(support), C(r.due), C(r.comments)])
        expected.append(want(r, ("urn", "action", "owner", "due", "comments")))
    return Doc([T(made, [40, 220, 100, 90, 80, 240], header=2)]), expected


def two_row_header():
    top = [
        C("Ref", rs=2),
        C("Action", rs=2),
        C("Responsibility", cs=2),
        C("Timescale", rs=2),
        C("Update", rs=2),
    ]
    low = [None, None, C("Lead"), C("Support"), None, None]
    return lead_and_support(top, low)


def plain_two_row_header():
    top = [C("Ref"), C("Action"), C("Responsibility", cs=2), C("Timescale"), C("Update")]
    low = [C(), C(), C("Lead"), C("Support"), C(), C()]
    return lead_and_support(top, low)


def several_updates():
    plan = rows(10, sections=0)
    made = [[C("Ref"), C("Action"), C("Lead"), C("Q1 update"), C("Q2 update"), C("RAG")]]
    expected = []
    for i, r in enumerate(plan):
        second = ("Second review held.", "", "All done by July.")[i % 3]
        made.append([C(r.urn), C(r.action), C(r.owner), C(r.comments), C(second), C(r.rag)])
        expected.append(want(r, ("urn", "action", "owner", "rag"), comments=f"{r.comments} {second}".strip()))
    return Doc([T(made, [40, 220, 100, 180, 150, 60])]), expected


def three_columns(labels=("Action", "Who", "When"), **table):
    plan = rows(10, sections=0)
    made = [[C(x) for x in labels]]
    expected = []
    for r in plan:
        made.append([C(r.action), C(r.owner), C(r.due)])
        expected.append(want(r, ("action", "owner", "due")))
    return Doc([P("Notes of the meeting", bold=True), P("Apologies came from two members of the group."),
                T(made, [300, 120, 80], **table)], landscape=False), expected  # fmt: skip


def two_columns(**table):
    plan = rows(8, sections=0)
    made = [[C("Action"), C("Lead")], *([C(r.action), C(r.owner)] for r in plan)]
    return Doc([T(made, [330, 150], **table)], landscape=False), [want(r, ("action", "owner")) for r in plan]


def recommendation_tracker(**table):
    plan = rows(9, sections=0)
    columns = ("urn", "action", "comments", "owner", "due", "status")
    labels = {"urn": "No.", "action": "Recommendation", "comments": "Management response", "owner": "Responsible officer",
              "due": "Target date", "status": "Status"}  # fmt: skip
    return simple(plan, columns, labels, **table)


def afi_log():
    plan = rows(9, sections=0)
    made = [[C("HMICFRS report"), C("AFI / Recommendation"), C("Lead"), C("Progress"), C("BRAG")]]
    expected = []
    for i, r in enumerate(plan):
        r.status = r.comments or "Not begun."
        made.append(
            [
                C(("PEEL 2018/19", "Both sides of the coin")[i % 2]),
                C(r.action),
                C(r.owner),
                C(r.status),
                C(r.rag),
            ]
        )
        expected.append(want(r, ("action", "owner", "status", "rag")))
    return Doc([T(made, [110, 270, 110, 200, 60])]), expected


def blank_rows():
    doc, expected = simple(rows(10, sections=0))
    t = doc.items[1]
    made = list(t.rows)
    for at in (9, 6, 3):
        made.insert(at, [C()] * 7)
    return Doc([doc.items[0], replace(t, rows=made)]), expected


def bullets():
    plan = rows(10, sections=0)
    for i, r in enumerate(plan):
        if i % 2:
            r.comments = (
                "• Held a first meeting with the town clerk\n• Drafted terms of reference\n• Next: sign them"
            )
    doc, expected = simple(plan)
    for e in expected:
        if "•" in e.get("comments", ""):
            e["comments"] = e["comments"].replace("\n", " ")
    return doc, expected


def long_cell(**table):
    plan = rows(6, sections=0, long=0)
    plan[2].comments = " ".join(
        f"{w}. Visited the estate and spoke to {w + 3} households about safety." for w in range(1, 160)
    )
    plan[4].action = " ".join(
        f"Step {w} is to agree the wording with each of the partners" for w in range(1, 70)
    )
    return simple(plan, **table)


def unnumbered(**table):
    plan = rows(16, sections=0, long=6)
    return simple(plan, ("action", "owner", "due", "status", "comments"), **table)


def two_plans():
    one, e1 = flat(rows(4, sections=0))
    two, e2 = flat(rows(4, sections=0, seed=5))
    return Doc(
        [
            P("Gangs delivery plan", bold=True, size=14),
            one,
            P("Knife crime delivery plan", bold=True, size=14),
            two,
        ]
    ), e1 + e2


def wide_split():
    """A table wider than its page: the first columns on one page, the rest on the next."""
    plan = rows(8, sections=0)
    left = ("urn", "action", "owner")
    right = ("rag", "comments")
    a, _ = flat(plan, left)
    b, _ = flat(plan, right)
    return Doc([a, Break(), b]), [want(r, left) for r in plan]


def spacer_columns():
    plan = rows(10, sections=0)
    made, expected = [], []
    for r in [None, *plan]:
        cells = []
        for c in STANDARD:
            cells.append(C(LABELS[c][0] if r is None else getattr(r, c)))
            cells.append(C())
        made.append(cells[:-1])
        if r:
            expected.append(want(r, STANDARD))
    w = []
    for x in widths(STANDARD, 1.03):
        w += [x, 4.0]
    return Doc([T(made, w[:-1])]), expected


def empty_columns():
    """Real empty columns, some cells merged over them."""
    plan = rows(10, sections=0)
    made = [[C("URN"), C("Action", cs=2), C("Owner"), C("RAG"), C("Comments")]]
    for i, r in enumerate(plan):
        if i % 3:
            made.append([C(r.urn), C(r.action, cs=2), C(r.owner), C(r.rag), C(r.comments)])
        else:
            made.append([C(r.urn), C(r.action), C(), C(r.owner), C(r.rag), C(r.comments)])
    return Doc([T(made, [40, 200, 60, 120, 60, 240])]), [
        want(r, ("urn", "action", "owner", "rag", "comments")) for r in plan
    ]


def title_row():
    doc, expected = simple(rows(10, sections=0))
    t = doc.items[1]
    made = [
        [C("Sexual offences delivery plan 2019/20", cs=7, bold=True, fill="1F3864", ink="FFFFFF")],
        *t.rows,
    ]
    return Doc([replace(t, rows=made, header=2)]), expected


def prose_around():
    doc, expected = simple(rows(8, sections=0), LOG)
    text = "4.{} The board noted that the plan had been refreshed and asked officers to bring it back in September, when the figures for the summer would be known."
    return Doc(
        [
            P("4. Delivery plan", bold=True, size=13),
            *(P(text.format(n)) for n in (1, 2)),
            doc.items[1],
            *(P(text.format(n)) for n in (3, 4)),
        ]
    ), expected


def furniture_doc():
    return simple(
        rows(24, sections=0, long=3),
        doc={
            "header": "OFFICIAL - SENSITIVE",
            "footer": "Created 20/06/2019 from plan.docx",
            "watermark": "DRAFT",
        },
    )


def odd_order():
    columns = ("rag", "owner", "due", "urn", "comments", "action")
    labels = {
        "rag": "BRAG",
        "owner": "Lead",
        "due": "Timescale",
        "urn": "Ref",
        "comments": "Progress update",
        "action": "Task",
    }
    return simple(rows(12, sections=0), columns, labels)


def council_log(**table):
    labels = {
        "urn": "Minute Ref",
        "action": "Action required",
        "owner": "Responsible Officer",
        "due": "By when",
        "status": "Status",
        "comments": "Officer comments",
    }
    return simple(rows(10, sections=0), LOG, labels, **table)


def nhs_log():
    plan = rows(9, sections=0)
    made = [
        [
            C("Date of meeting"),
            C("Minute ref"),
            C("Action"),
            C("Lead"),
            C("Due date"),
            C("Update"),
            C("Status"),
        ]
    ]
    expected = []
    for i, r in enumerate(plan):
        r.urn = f"19/{41 + i}"
        made.append(
            [C("04/06/2019"), C(r.urn), C(r.action), C(r.owner), C(r.due), C(r.comments), C(r.status)]
        )
        expected.append(want(r, ("urn", "action", "owner", "due", "comments", "status")))
    return Doc([T(made, [60, 50, 220, 100, 70, 190, 70])]), expected


def school_plan():
    plan = rows(9, sections=0)
    made = [
        [C("Objective"), C("Actions"), C("Lead"), C("Timescale"), C("Cost"), C("Success criteria"), C("RAG")]
    ]
    expected = []
    for i, r in enumerate(plan):
        first = i % 3 == 0
        objective = ("Raise attendance", "Better reading", "Safer playgrounds")[i // 3]
        made.append(
            [
                C(objective, rs=3) if first else None,
                C(r.action),
                C(r.owner),
                C(r.due),
                C("£500"),
                C("Fewer reports"),
                C(r.rag),
            ]
        )
        expected.append(want(r, ("action", "owner", "due", "rag"), section=objective))
    return Doc([T(made, [100, 220, 110, 70, 50, 110, 60])]), expected


def minutes_actions():
    """Minutes with an ACTION column beside the discussion are prose; the action table after them is the log."""
    doc, expected = three_columns(("Agreed action", "By whom", "By when"))
    return Doc(
        [
            *(
                P(f"{n}. The group discussed item {n} and heard from the officers who lead on it.")
                for n in range(1, 6)
            ),
            *doc.items[2:],
        ],
        landscape=False,
    ), expected


def multi_line_header():
    return simple(
        rows(12, sections=0),
        labels={
            "rag": "RAG\nStatus",
            "owner": "Action\nOwner",
            "comments": "Comments /\nUpdate",
            "urn": "Ref\nNo",
        },
    )


def turned_header():
    doc, expected = simple(rows(10, sections=0))
    t = doc.items[1]
    made = [[replace(c, turned=n in (3, 4, 5)) for n, c in enumerate(t.rows[0])], *list(t.rows)[1:]]
    return Doc([doc.items[0], replace(t, rows=made)]), expected


LAYOUTS: dict[str, Callable[[], tuple[Doc, Expected]]] = {
    "grid": simple,
    "no rules": lambda: simple(rules="none"),
    "across": lambda: simple(rules="across"),
    "rule under header": lambda: simple(rules="header"),
    "box": lambda: simple(rules="box"),
    "no rules, log": lambda: simple(rows(12, sections=0), LOG, rules="none"),
    "across, log": lambda: simple(rows(30, sections=0, long=2), LOG, rules="across"),
    "no rules, long": lambda: simple(rows(30, sections=0, long=4), rules="none"),
    "no rules, middle": lambda: simple(rows(12), rules="none", valign="middle", whole_rows=True),
    "across, middle": lambda: simple(rows(12), rules="across", valign="middle", whole_rows=True),
    "grid, middle, centred": lambda: simple(valign="middle", align="center"),
    "no rules, centred": lambda: simple(rules="none", align="center"),
    "small type": lambda: simple(rows(24), size=5.5),
    "small type, no rules": lambda: simple(rows(24), size=5.5, rules="none"),
    "long rows": lambda: simple(rows(30, long=8)),
    "header on first page only": lambda: simple(rows(30, long=6), repeat=False),
    "no rules, first header only": lambda: simple(rows(30, long=3), repeat=False, rules="none"),
    "across, first header only": lambda: simple(rows(30, long=3), repeat=False, rules="across"),
    "header sections": header_sections,
    "header sections, long": lambda: header_sections(rows(30, sections=4, long=5)),
    "header sections, no rules": lambda: header_sections(rules="none"),
    "header sections, across": lambda: header_sections(rules="across"),
    "bands": bands,
    "bands, long": lambda: bands(rows(30, sections=4, long=5)),
    "bands, no rules": lambda: bands(rules="none"),
    "bands, across": lambda: bands(rules="across"),
    "bands in first cells": lambda: bands(full=False),
    "bands in first cells, no rules": lambda: bands(full=False, rules="none"),
    "tables under headings": tables_under_headings,
    "tables under headings, later headerless": lambda: tables_under_headings(repeat_header=False),
    "tables under own headings": lambda: tables_under_headings(known=False),
    "tables under headings, no rules": lambda: tables_under_headings(rules="none"),
    "tables under headings, across": lambda: tables_under_headings(rules="across"),
    "merged theme": merged_theme,
    "merged owner": merged_owner,
    "urn in action": urn_in_action,
    "urn in action, own line": lambda: urn_in_action("\n"),
    "dates for urn": dates_for_urn,
    "dotted urn": urn_date_minute,
    "rag fill": rag_fill,
    "rag white on colour": lambda: rag_fill(text=True),
    "rag ink": lambda: rag_fill(text=True, ink=True),
    "rag blob": lambda: rag_fill(blob=True),
    "rag letter": rag_letter,
    "two-row header, merged": two_row_header,
    "two-row header": plain_two_row_header,
    "several updates": several_updates,
    "three columns": three_columns,
    "three columns, no rules": lambda: three_columns(rules="none"),
    "three columns, across": lambda: three_columns(rules="across"),
    "two columns": two_columns,
    "two columns, no rules": lambda: two_columns(rules="none"),
    "recommendations": recommendation_tracker,
    "recommendations, across": lambda: recommendation_tracker(rules="across"),
    "afi log": afi_log,
    "blank rows": blank_rows,
    "bullets": bullets,
    "bullets, no rules": lambda: (
        lambda d: (Doc([d[0].items[0], replace(d[0].items[1], rules="none")]), d[1])
    )(bullets()),
    "long cell": long_cell,
    "long cell, across": lambda: long_cell(rules="across"),
    "long cell, no rules": lambda: long_cell(rules="none"),
    "unnumbered": unnumbered,
    "unnumbered, whole rows": lambda: unnumbered(whole_rows=True),
    "unnumbered, across": lambda: unnumbered(rules="across"),
    "unnumbered, no rules": lambda: unnumbered(rules="none", whole_rows=True),
    "unnumbered, no repeat": lambda: unnumbered(repeat=False),
    "two plans": two_plans,
    "wide split": wide_split,
    "spacer columns": spacer_columns,
    "empty columns": empty_columns,
    "title row": title_row,
    "prose around": prose_around,
    "furniture": furniture_doc,
    "odd order": odd_order,
    "council log": council_log,
    "council log, no rules": lambda: council_log(rules="none"),
    "nhs log": nhs_log,
    "school plan": school_plan,
    "minutes": minutes_actions,
    "multi-line header": multi_line_header,
    "multi-line header, no rules": lambda: (
        lambda d: (Doc([d[0].items[0], replace(d[0].items[1], rules="none")]), d[1])
    )(multi_line_header()),
    "turned header": turned_header,
}


def trap(*made: list[str], widths=None, **table) -> Doc:
    n = len(made[0])
    return Doc([P("Paper for the board", bold=True, size=14),
                T([[C(x) if isinstance(x, str) else x for x in r] for r in made], widths or [720 / n] * n, **table)])  # fmt: skip


TRAPS: dict[str, Callable[[], Doc]] = {
    "risk register": lambda: trap(
        ["Ref", "Risk", "Likelihood", "Impact", "Score", "Mitigating actions", "Owner"],
        *[[f"R{n}", "Loss of data", "3", "4", "12", "Back up nightly", "Head of ICT"] for n in range(1, 9)],
    ),
    "risk register, rag": lambda: trap(
        ["Risk", "Cause", "Inherent score", "Controls", "Residual score", "RAG", "Action", "Owner"],
        *[["Flood", "Rain", "12", "Pumps", "6", "Amber", "Buy pumps", "Estates"] for _ in range(6)],
    ),
    "risk matrix": lambda: trap(
        ["Likelihood", "1", "2", "3", "4", "5"],
        *[[str(n), *[str(n * k) for k in range(1, 6)]] for n in range(5, 0, -1)],
    ),
    "rating key": lambda: trap(
        ["RAG", "Meaning"],
        ["Red", "Not on track"],
        ["Amber", "At risk"],
        ["Green", "On track"],
        ["Blue", "Complete"],
    ),
    "status key": lambda: trap(
        ["Status", "Description"],
        ["Red", "Action overdue"],
        ["Amber", "Action at risk"],
        ["Green", "Action on track"],
    ),
    "budget": lambda: trap(
        ["Heading", "Budget", "Actual", "Variance", "Comments"],
        *[["Pay", "100", "90", "10", "Vacancies"] for _ in range(6)],
    ),
    "payments": lambda: trap(
        ["Date", "Payee", "Description", "Net", "VAT", "Total"],
        *[["01/05/19", "Wenmarsh Signs", "Repairs", "100", "20", "120"] for _ in range(6)],
    ),
    "staff list": lambda: trap(
        ["Name", "Role", "Team", "Telephone"],
        *[["Sam Odell", "Manager", "Crime", "01632 960001"] for _ in range(5)],
    ),
    "staff roles": lambda: trap(
        ["Post", "Responsibility", "Lead"],
        *[["Chair", "Chairs the group", "Supt Arkwright"] for _ in range(5)],
    ),
    "attendance": lambda: trap(
        ["Name", "Organisation", "Present", "Apologies"],
        *[["Sam Odell", "Police", "Y", ""] for _ in range(5)],
    ),
    "attendance 2": lambda: trap(
        ["Name", "Role", "Initials"], *[["Sam Odell", "Head of Crime", "SO"] for _ in range(5)]
    ),
    "blank log": lambda: trap(
        ["No", "Action", "Owner", "Deadline", "Status"], *[[f"{n}", "", "", "", ""] for n in range(1, 12)]
    ),
    "contents": lambda: trap(
        ["Item", "Subject", "Lead", "Page"], *[[str(n), "Report", "Chair", str(9 * n)] for n in range(1, 9)]
    ),
    "agenda": lambda: trap(
        ["Item", "Subject", "Lead", "Time"],
        *[[str(n), "Report of the officers", "Chair", f"10.{n}0"] for n in range(1, 5)],
    ),
    "agenda with action": lambda: trap(
        ["No", "Item", "Lead", "Purpose", "Time"],
        *[[str(n), "Minutes and actions", "Chair", "To approve", f"10.{n}0"] for n in range(1, 5)],
    ),
    "kpi rag": lambda: trap(
        ["Ref", "Measure", "Target", "Actual", "RAG", "Comments"],
        *[[f"K{n}", "Calls answered", "90%", "88%", "Amber", "Near"] for n in range(1, 7)],
    ),
    "kpi 2": lambda: trap(
        ["KPI", "Owner", "Baseline", "Target", "Q1", "Q2", "RAG"],
        *[
            ["Calls answered in ten seconds", "Control room", "80", "90%", "88%", "89%", "Amber"]
            for n in range(1, 7)
        ],
    ),
    "forward plan": lambda: trap(
        ["Meeting", "Item", "Lead"],
        *[["4 June 2019", "Finance report", "Treasurer"], ["9 July 2019", "Estates update", "Estates lead"]]
        * 3,
    ),
    "work programme": lambda: trap(
        ["Date of meeting", "Topic", "Purpose", "Lead officer"],
        *[["4 June 2019", "Finance report", "To note", "Treasurer"]] * 5,
    ),
    "glossary": lambda: trap(
        ["Term", "Definition"], ["LPA", "Local policing area"], ["MARAC", "Case conference"]
    ),
    "distribution": lambda: trap(
        ["Name", "Title", "Organisation", "Date issued"], *[["Sam Odell", "Head", "Police", "01/05/19"]] * 4
    ),
    "version control": lambda: trap(
        ["Version", "Date", "Author", "Comments"], *[["0.1", "01/05/19", "S Odell", "First draft"]] * 4
    ),
    "decision log": lambda: trap(
        ["Ref", "Decision", "Date", "Decision maker"],
        *[[f"D{n}", "Agreed to fund vans", "01/05/19", "PCC"] for n in range(1, 6)],
    ),
    "decision log 2": lambda: trap(
        ["No", "Decision", "Owner", "Status"],
        *[[f"D{n}", "The board agreed the budget", "PCC", "Approved"] for n in range(1, 6)],
    ),
    "timetable": lambda: trap(["Month", "Activity", "Venue"], *[["May", "Open day", "Harrowby"]] * 5),
    "issue log": lambda: trap(
        ["ID", "Issue", "Date raised", "Severity", "Impact"],
        *[["1", "Printer broken", "01/05/19", "High", "Slow"]] * 5,
    ),
    "contacts": lambda: trap(
        ["Area", "Lead", "Email", "Phone"],
        *[["Harrowby", "Insp Reed", "r@wenmarsh.example", "01632 960002"]] * 5,
    ),
    "equality impact": lambda: trap(
        ["Protected characteristic", "Positive impact", "Negative impact", "Action"],
        *[["Age", "Yes", "No", "None"]] * 5,
    ),
    "training": lambda: trap(["Course", "Date", "Places", "Booked"], *[["First aid", "May", "12", "9"]] * 5),
    "crime figures": lambda: trap(
        ["Crime type", "2017/18", "2018/19", "Change", "% change"],
        *[["Burglary", "100", "90", "-10", "-10%"]] * 6,
    ),
    "planning": lambda: trap(
        ["Application", "Proposal", "Comments"], *[["19/0042", "Shed", "No objection"]] * 5
    ),
    "document list": lambda: trap(
        ["Ref", "Document", "Owner", "Review date"],
        *[[f"{n}", "Lone working policy", "HR", "May 2020"] for n in range(1, 6)],
    ),
}
QUIRKS = {
    "plain": Quirks(), "letters": Quirks(letters=True), "rects": Quirks(rects=True), "dashed": Quirks(dashed=True),
    "double": Quirks(double=True), "gaps": Quirks(gaps=True), "strips": Quirks(strips=True), "rotate": Quirks(turned=True),
    "turned": Quirks(upright_turned=True),
}  # fmt: skip


def unruled(doc: Doc, rules: str = "none") -> Doc:
    """The same paper without its rules."""
    return replace(doc, items=[replace(i, rules=rules) if isinstance(i, T) else i for i in doc.items])


def same_width_after(other: str = "budget"):
    """Another table, as wide and with as many columns as the plan's, right under it."""
    doc, expected = simple(rows(5, sections=0), ("action", "owner", "due", "comments"))
    tables = {
        "budget": [["Heading", "Budget", "Actual", "Variance"], *[["Pay", "100", "90", "10"]] * 4],
        "risks": [["Risk", "Likelihood", "Impact", "Owner"], *[["Flood", "3", "4", "Estates"]] * 4],
        "kpi": [["Measure", "Target", "Actual", "Trend"], *[["Calls answered", "90%", "88%", "Down"]] * 4],
        "people": [
            ["Name", "Role", "Organisation", "Email"],
            *[["Sam Odell", "Head", "Police", "s@x.example"]] * 4,
        ],
        "unknown": [["Vehicle", "Mileage", "Garage", "Colour"], *[["Van", "12000", "Harrowby", "White"]] * 4],
    }
    made = [[C(x, bold=n == 0) for x in r] for n, r in enumerate(tables[other])]
    return Doc([*doc.items, P("Another matter", bold=True), replace(doc.items[1], rows=made)]), expected


def update_rows():
    """Under each action a row across the table says how it goes."""
    plan = rows(8, sections=0)
    columns = ("urn", "action", "owner", "due", "status")
    made, expected = [head(columns)], []
    for r in plan:
        text = f"Update: {r.comments or 'none this quarter'}"
        made += [body(r, columns), [C(text, cs=5)]]
        expected.append(want(r, columns, section="", comments=text))
    return Doc([T(made, [40, 330, 150, 100, 110])]), expected


def merged_over_pages():
    """A theme and an owner merged down over many rows, so that the page breaks inside them."""
    plan = rows(30, sections=3, long=2)
    for i, r in enumerate(plan):
        r.owner = plan[i // 5 * 5].owner
    columns = ("urn", "action", "owner", "comments")
    made, expected = [[C("Theme"), *head(columns)]], []
    for i, r in enumerate(plan):
        cells = [C(r.section, rs=10) if i % 10 == 0 else None]
        for c in columns:
            cells.append(None if c == "owner" and i % 5 else C(getattr(r, c), rs=5 if c == "owner" else 1))
        made.append(cells)
        expected.append(want(r, columns))
    return Doc([T(made, [90, 40, 250, 110, 280])]), expected


def header_last_line():
    """A section's header row is the last line of a page."""
    plan = rows(24, sections=4)
    doc, expected = header_sections(plan)
    return Doc(
        [P(f"Line {n} of an introduction to the plan.", size=9) for n in range(6)] + list(doc.items)
    ), expected


def band_not_known(**table):
    plan = rows(12, sections=3)
    names = {
        "Governance": "Theme A: Safer streets at night",
        "Analytical": "Theme B: Stronger communities",
        "Partnerships": "Theme C: Volunteers",
    }
    for r in plan:
        r.section, r.section_urn = names[r.section], ""
    columns = ("urn", "action", "owner", "due", "comments")
    made, expected, last = [head(columns)], [], ""
    for r in plan:
        if r.section != last:
            last = r.section
            made.append([C(last, cs=5, bold=True, fill="DDDDDD")])
        made.append(body(r, columns))
        expected.append(want(r, columns))
    return Doc([T(made, [40, 260, 120, 80, 270], **table)]), expected


def numbers_beside():
    """Rows without a number, paragraphs numbered around them, and numbers at the head of comments."""
    plan = rows(8, sections=0)
    for i, r in enumerate(plan):
        r.comments = f"{i + 2}.1 refers. {r.comments}".strip()
    doc, expected = simple(plan, ("action", "owner", "status", "comments"))
    return Doc(
        [
            P("5.1 The group met on 4 June."),
            P("5.2 It agreed these actions:"),
            doc.items[1],
            P("6.1 The next meeting is in July."),
        ]
    ), expected


def blank_numbered():
    """A log with numbered empty rows at its end."""
    doc, expected = simple(rows(5, sections=0), LOG)
    t = doc.items[1]
    made = [*t.rows, *[[C(f"1.{n}"), *[C()] * 5] for n in range(6, 12)]]
    return Doc([doc.items[0], replace(t, rows=made)]), expected


def closed_and_open():
    """Open actions in one table, closed ones in another with a column more."""
    plan = rows(10, sections=0)
    one, e1 = flat(plan[:5], ("urn", "action", "owner", "due", "comments"))
    made = [[*head(("urn", "action", "owner", "due", "comments")), C("Date closed")]]
    for r in plan[5:]:
        made.append([*body(r, ("urn", "action", "owner", "due", "comments")), C("01/05/2019")])
    two = T(made, [40, 230, 120, 80, 220, 80])
    e2 = [want(r, ("urn", "action", "owner", "due", "comments"), section="") for r in plan[5:]]
    return Doc(
        [
            P("Action log", bold=True, size=14),
            P("Open actions", bold=True, size=12),
            one,
            P("Closed actions", bold=True, size=12),
            two,
        ]
    ), [{**e, "section": "Open actions"} for e in e1] + [{**e, "section": "Closed actions"} for e in e2]


def two_actions_columns():
    plan = rows(9, sections=0)
    made, expected = (
        [[C("Ref"), C("Recommendation"), C("Agreed action"), C("Owner"), C("Due"), C("Status")]],
        [],
    )
    for i, r in enumerate(plan):
        rec = ("Publish the policy", "Train all supervisors", "Audit the store")[i // 3]
        made.append(
            [C(r.urn), C(rec, rs=3) if i % 3 == 0 else None, C(r.action), C(r.owner), C(r.due), C(r.status)]
        )
        expected.append(want(r, ("urn", "action", "owner", "due", "status"), section=rec))
    return Doc([T(made, [40, 160, 260, 130, 80, 100])]), expected


MORE = {
    **{
        f"then {k}": (lambda k=k: same_width_after(k))
        for k in ("budget", "risks", "kpi", "people", "unknown")
    },
    "update rows": update_rows,
    "merged over pages": merged_over_pages,
    "header last": header_last_line,
    "bands not known": band_not_known,
    "bands not known, across": lambda: band_not_known(rules="across"),
    "bands not known, no rules": lambda: band_not_known(rules="none"),
    "numbers beside": numbers_beside,
    "numbers beside, no rules": lambda: (lambda d: (unruled(d[0]), d[1]))(numbers_beside()),
    "blank numbered": blank_numbered,
    "open and closed": closed_and_open,
    "recommendation and action": two_actions_columns,
    "furniture, across": lambda: (lambda d: (unruled(d[0], "across"), d[1]))(furniture_doc()),
}

LAYOUTS.update(MORE)
