"""The recogniser: one trap of real papers per test, on pages built by hand."""

from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st
from pages import HEADER, LEXICON, cell, grid, line, page, row

from extract.model import Method, Row
from extract.plan.finder import PlanFinder
from extract.plan.text import join_lines


def find(*pages):
    finder = PlanFinder(LEXICON)
    for p in pages:
        finder.feed(p)
    return finder.finish()


def texts(plan, *columns):
    return [tuple(r.cells[c].text if c in r.cells else None for c in columns) for r in plan.rows]


def placed(found):
    c = found.counts
    return c.in_rows + c.in_headings + c.furniture + c.unplaced


def test_section_stands_over_the_action_column():
    found = find(
        page(
            grid(
                ["URN 1.0", "Governance", "Owner", "Level", "4P", "RAG Status", "Comments"],
                ["1.1", "Meet the board", "Supt A", "Force", "Prepare", "", "Held"],
                ["2.0", "Analytical", "Owner", "Level", "4P", "", ""],
                ["2.1", "Map the harm", "DI B", "LPA", "Pursue", "GREEN", "Done"],
            )
        )
    )
    (plan,) = found.plans
    assert texts(plan, "urn", "action", "rag", "comments") == [
        ("1.1", "Meet the board", None, "Held"),
        ("2.1", "Map the harm", "GREEN", "Done"),
    ]
    assert [(r.section_urn, r.section) for r in plan.rows] == [("1.0", "Governance"), ("2.0", "Analytical")]
    assert placed(found) == found.counts.words


def test_columns_in_another_order_with_other_labels():
    found = find(page(grid(["Lead", "Deadline", "Ref", "Task"], ["DI B", "May", "7", "Buy a van"])))
    assert texts(found.plans[0], "urn", "action", "owner", "due") == [("7", "Buy a van", "DI B", "May")]


UNNUMBERED = ["Action", "Owner", "Due", "Comments"]


def over_pages(*actions: str):
    """A plan without references; its last action is the first row of the second page, with an owner."""
    rows = [[action, "Supt Marsh &", "May", ""] for action in actions[:-1]]
    first = page(grid(UNNUMBERED, *rows), number=1)
    second = page(grid(UNNUMBERED, [actions[-1], "DI Kaur", "", ""]), number=2)
    return find(first, second).plans[0]


def test_an_open_sentence_that_goes_on_in_lower_case_is_one_action_where_actions_begin_with_capitals():
    plan = over_pages("Visit each venue", "Write to the licensees", "Train officers so that", "they know how")
    assert texts(plan, "action", "owner")[-1] == (
        "Train officers so that they know how",
        "Supt Marsh & DI Kaur",
    )
    assert plan.rows[-1].flags == ("continuation guessed",)


def test_actions_that_begin_in_lower_case_are_actions_of_their_own():
    plan = over_pages("visit each venue", "write to the licensees", "train officers", "test the radios")
    assert texts(plan, "action")[-2:] == [("train officers",), ("test the radios",)]


def test_an_action_in_lower_case_after_a_full_stop_is_one_of_its_own():
    plan = over_pages("Visit each venue.", "Write to the licensees.", "Train officers.", "eLearning for all.")
    assert len(plan.rows) == 4


def test_row_broken_over_pages_is_one_row_in_all_its_cells():
    first = page(grid(HEADER, ["1.1", "Meet the", "Supt", "Force", "Prepare", "", "Held in"]), number=1)
    second = page(grid(HEADER, ["", "board", "Jones", "", "Protect", "", "May"]), number=2)
    (plan,) = find(first, second).plans
    assert texts(plan, "action", "owner", "fourp", "comments") == [
        ("Meet the board", "Supt Jones", "Prepare Protect", "Held in May")
    ]
    assert (plan.rows[0].page_first, plan.rows[0].page_last) == (1, 2)


def test_header_as_last_line_of_a_page_holds_on_the_next():
    first = page(
        grid(HEADER, ["1.1", "A", "B", "", "", "", ""], ["2.0", "Analytical", *HEADER[2:]]), number=1
    )
    second = page(grid(["2.1", "C", "D", "", "", "", ""]), number=2)
    (plan,) = find(first, second).plans
    assert [(r.cells["urn"].text, r.section) for r in plan.rows] == [("1.1", None), ("2.1", "Analytical")]


def test_header_broken_over_pages_is_no_row():
    head = [
        ["1.1", "A", "B", "", "", "Red", ""],
        ["4. 3", "Analytical", "Owner", "Level", "4P", "RAG", "Comments"],
    ]
    first = page(grid(HEADER, *head), number=1)
    second = page(
        grid([". 9", "", "", "", "", "Status", ""], ["4.1", "C", "D", "", "", "Green", ""]), number=2
    )
    found = find(first, second)
    assert texts(found.plans[0], "urn", "rag") == [("1.1", "Red"), ("4.1", "Green")]
    assert found.plans[0].rows[1].section_urn == "4. 3 . 9"
    assert placed(found) == found.counts.words


def test_unnumbered_row_on_top_of_a_page_is_told_from_a_continuation():
    header = ["Action", "Owner", "Status"]
    first = page(grid(header, ["Call the council about the", "AB", "Open"]), number=1)
    new = page(grid(header, ["Paint the hall.", "CD", "Open"]), number=2)
    rest = page(grid(header, ["broken lamp.", "", ""]), number=2)
    assert len(find(first, new).plans[0].rows) == 2
    assert texts(find(first, rest).plans[0], "action") == [("Call the council about the broken lamp.",)]


def test_tag_tree_says_what_continues():
    first = page(grid(["Action", "Owner"], ["First part.", "AB"], method=Method.TAGS), number=1)
    rest = grid(
        Row((cell("Second part.", 0), cell("", 1)), continues=True), method=Method.TAGS, continues=True
    )
    assert texts(find(first, page(rest, number=2)).plans[0], "action") == [("First part. Second part.",)]
    fresh = grid(Row((cell("Other.", 0), cell("", 1)), continues=False), method=Method.TAGS, continues=True)
    assert len(find(first, page(fresh, number=2)).plans[0].rows) == 2


def test_merged_value_holds_for_each_row_it_covers_and_counts_once():
    merged = Row((cell("1", 0), cell("One", 1), cell("Supt A", 2, rowspan=2), cell("x", 3)))
    found = find(page(grid(["Ref", "Action", "Owner", "Update"], merged, row("2", "Two", None, "y"))))
    (plan,) = found.plans
    assert texts(plan, "urn", "owner") == [("1", "Supt A"), ("2", "Supt A")]
    assert [r.cells["owner"].held for r in plan.rows] == [False, True]
    assert placed(found) == found.counts.words


def test_action_merged_down_over_several_updates_is_one_row():
    merged = Row((cell("1", 0, rowspan=2), cell("One", 1, rowspan=2), cell("A", 2), cell("x", 3)))
    (plan,) = find(page(grid(["Ref", "Action", "Owner", "Update"], merged, row(None, None, "B", "y")))).plans
    assert texts(plan, "urn", "action", "owner", "comments") == [("1", "One", "A B", "x y")]


def test_full_width_band_names_the_section():
    band = Row((cell("Priority 2: Safer streets", 0, colspan=4),))
    (plan,) = find(page(grid(["Ref", "Action", "Owner", "Update"], band, ["1", "One", "A", "x"]))).plans
    assert [r.section for r in plan.rows] == ["Priority 2: Safer streets"]


def test_section_row_with_its_other_cells_empty():
    (plan,) = find(
        page(
            grid(
                ["Ref", "Action", "Owner", "RAG"], ["2.0", "Novel theme", "", ""], ["2.1", "One", "A", "Red"]
            )
        )
    ).plans
    assert [(r.cells["urn"].text, r.section, r.section_urn) for r in plan.rows] == [
        ("2.1", "Novel theme", "2.0")
    ]


def test_theme_column_is_the_section_and_holds():
    first = Row((cell("Youth", 0, rowspan=2), cell("One", 1), cell("A", 2)))
    (plan,) = find(page(grid(["Theme", "Action", "Owner"], first, row(None, "Two", "B")))).plans
    assert [(r.section, r.cells["action"].text) for r in plan.rows] == [("Youth", "One"), ("Youth", "Two")]


def test_objective_stands_in_for_the_action():
    (plan,) = find(page(grid(["Objective", "Lead", "RAG"], ["Fewer fires", "AB", "Green"]))).plans
    assert texts(plan, "action", "owner") == [("Fewer fires", "AB")]


def test_bare_date_is_a_reference_left_of_the_action_and_a_deadline_right_of_it():
    (left,) = find(page(grid(["Date", "Action", "Owner"], ["1/2/23", "One", "A"]))).plans
    (right,) = find(page(grid(["Action", "Owner", "Date"], ["One", "A", "1/2/23"]))).plans
    assert (texts(left, "urn"), texts(right, "due")) == ([("1/2/23",)], [("1/2/23",)])


def test_fill_alone_fills_the_cell():
    coloured = Row((cell("1", 0), cell("One", 1), cell("A", 2), cell("", 3, fill=(0, 176, 80))))
    (plan,) = find(page(grid(["Ref", "Action", "Owner", "RAG"], coloured))).plans
    assert plan.rows[0].cells["rag"].fill == (0, 176, 80)
    assert plan.rows[0].cells["rag"].text == ""


def test_traps_give_no_rows():
    risk = grid(["Risk", "Likelihood", "Impact", "Action", "Owner"], ["Fire", "3", "4", "Buy hoses", "AB"])
    budget = grid(["Item", "Budget", "Spent"], ["Vans", "10", "9"])
    attendance = grid(["Name", "Post"], ["A Jones", "Chair"])
    assert find(page(risk, budget, attendance)).plans == ()


def test_numbered_empty_rows_of_a_blank_log_are_no_rows():
    found = find(page(grid(["Ref", "Action", "Owner"], ["1", "One", "A"], ["2", "", ""], ["3", "", ""])))
    assert texts(found.plans[0], "urn") == [("1",)]
    assert [n.code for n in found.notes] == ["empty rows"]
    assert placed(found) == found.counts.words


def test_text_under_a_column_without_a_place_becomes_a_note():
    found = find(page(grid(["Ref", "Action", "Owner", "Outcome"], ["1", "One", "A", "Less harm"])))
    (note,) = found.notes
    assert (note.code, note.column, note.value, note.row) == ("unplaced text", "Outcome", "Less harm", 1)
    assert found.counts.unplaced == 2


def test_reference_at_the_head_of_the_action():
    (plan,) = find(
        page(
            grid(
                ["Action", "Owner"],
                ["1.1 Meet the board", "A"],
                ["1.2 8 courses held", "B"],
                ["1.3 Ask", "C"],
            )
        )
    ).plans
    assert texts(plan, "urn", "action") == [
        ("1.1", "Meet the board"),
        ("1.2", "8 courses held"),
        ("1.3", "Ask"),
    ]
    assert "urn from action" in plan.rows[0].flags


def test_first_column_without_a_label_holds_references():
    (plan,) = find(
        page(grid(["", "Action", "Owner"], ["Nov21.01", "One", "A"], ["Nov21.02", "Two", "B"]))
    ).plans
    assert texts(plan, "urn", "action") == [("Nov21.01", "One"), ("Nov21.02", "Two")]


def test_row_cut_by_a_dragged_border_is_joined():
    (plan,) = find(
        page(grid(["Ref", "Action", "Owner", "Update"], ["1", "One", "A", "x"], ["", "", "", "y"]))
    ).plans
    assert texts(plan, "comments") == [("x y",)]
    assert plan.rows[0].flags == ("rows joined",)


def test_several_plans_in_one_paper_are_told_apart():
    one = page(line("Gangs plan", bold=True), grid(HEADER, ["1.1", "A", "B", "", "", "", "x"]), number=1)
    two = page(line("Burglary plan", bold=True), grid(HEADER, ["1.1", "C", "D", "", "", "", "y"]), number=2)
    assert [p.title for p in find(one, two).plans] == ["Gangs plan", "Burglary plan"]


def test_reference_printed_twice_at_a_page_break_is_one_plan():
    first = page(grid(HEADER, *[[f"00{n}", "A", "B", "", "", "", "x"] for n in (1, 2)]), number=1)
    second = page(grid(HEADER, ["002", "C", "D", "", "", "", "y"]), number=2)
    assert len(find(first, second).plans) == 1


def test_title_that_recurs_over_each_page_is_one_plan():
    pages = [
        page(
            line("Fraud delivery plan", bold=True),
            grid(HEADER, [f"{n}", "A", "B", "", "", "", "x"]),
            number=n,
        )
        for n in (1, 2)
    ]
    assert len(find(*pages).plans) == 1


def test_another_title_on_the_same_page_is_another_plan():
    one = grid(HEADER, ["R1", "A", "B", "", "", "", "x"])
    two = grid(HEADER, ["1.1", "C", "D", "", "", "", "y"])
    plans = find(page(line("Rural plan", bold=True), one, line("Fraud plan", bold=True), two)).plans
    assert [p.title for p in plans] == ["Rural plan", "Fraud plan"]


def test_works_programme_with_dates_and_costs_is_no_plan():
    assert find(page(grid(["Site", "Task", "Budget", "Due"], ["Hall", "Roof", "9", "May"]))).plans == ()


def test_table_under_the_same_borders_without_a_readable_header():
    edges = (50.0, 100.0, 300.0, 400.0)
    first = page(grid(["No", "Action", "Owner"], ["1", "One", "A"], edges=edges), number=1)
    second = page(
        line("Summary", bold=True), grid(["7", "Two", "B"], ["8", "Three", "C"], edges=edges), number=5
    )
    other = page(grid(["Vans", "sold", "9"], ["Cars", "kept", "8"], edges=edges), number=5)
    plans = find(first, second).plans
    assert [p.title for p in plans] == [None, "Summary"]
    assert plans[1].rows[0].flags == ("columns inherited",)
    assert len(find(first, other).plans) == 1


def test_table_per_section_is_one_plan():
    (plan,) = find(
        page(
            grid(["1.0", "Governance", "Owner", "RAG"], ["1.1", "A", "B", ""]),
            grid(["2.0", "Analytical", "Owner", "RAG"], ["2.1", "C", "D", ""]),
        )
    ).plans
    assert [r.section for r in plan.rows] == ["Governance", "Analytical"]


def test_furniture_repeats_with_other_digits():
    pages = [
        page(
            line("OFFICIAL", 30),
            grid(HEADER, [f"1.{n}", "A", "B", "", "", "", "x"]),
            line(f"Printed {n}", 700),
            number=n,
        )
        for n in (1, 2)
    ]
    found = find(*pages)
    assert found.counts.furniture == 6
    assert found.notes == ()


def test_text_beside_a_plan_becomes_a_note():
    prose = line("The board thanked the officers for a full and frank account of the year.", 400)
    found = find(page(grid(HEADER, ["1.1", "A", "B", "", "", "", "x"]), prose))
    assert [n.value for n in found.notes] == [prose.text]
    assert placed(found) == found.counts.words


def test_lost_word_is_an_error():
    whole = page(grid(HEADER, ["1.1", "A", "B", "", "", "", "x"]))
    short = type(whole)(whole.items, whole.words + 1, number=1)
    assert [(n.code, n.severity) for n in find(short).notes] == [("words do not add up", "error")]


def test_a_header_by_itself_is_text_and_no_plan():
    found = find(page(line("Blank template", bold=True), grid(HEADER, ["1.0", "", "", "", "", "", ""])))
    assert found.plans == ()
    texts = [block.text for block in found.blocks]
    assert texts[0] == "Blank template"
    assert set(HEADER) | {"1.0"} <= set(texts)


def test_a_header_by_itself_beside_a_plan_is_counted():
    rows = grid(HEADER, ["1.1", "A", "B", "", "", "", "x"])
    empty = grid(["Ref", "Task", "Lead", "Deadline"], ["7", "", "", ""])
    found = find(page(line("Rural plan", bold=True), rows, line("Fraud plan", bold=True), empty))
    assert len(found.plans) == 1
    assert placed(found) == found.counts.words
    assert "words do not add up" not in {note.code for note in found.notes}


def test_line_end_hyphen():
    assert join_lines(["multi-", "agency work -", "Sarah"]) == "multi-agency work - Sarah"
    assert join_lines(["Licen\u00ad", "sing"]) == "Licensing"
    assert join_lines(["A-", "B", " c "]) == "A- B c"


@given(st.lists(st.text("ab B1-\t", max_size=5), min_size=2, max_size=5))
@example(["1-\t", "1"])
@example(["a- ", "b"])
def test_lines_join_alike_whatever_else_the_cell_prints(lines):
    joined = join_lines(lines)
    assert join_lines([*lines, "\u00dc"]) == f"{joined} \u00dc".lstrip()


CELLS = st.sampled_from(
    ["", "1.1", "2.0", "Owner", "Action", "RAG", "Governance", "Meet the board", "x y", "GREEN"]
)


@given(st.lists(st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=5), max_size=4))
def test_every_word_is_placed_whatever_the_table(tables):
    pages = [page(line("Title", bold=True), grid(*rows), number=n) for n, rows in enumerate(tables, 1)]
    found = find(*pages)
    assert placed(found) == found.counts.words
    assert "words do not add up" not in {n.code for n in found.notes}


THEMES = (
    [cell("Objective 1: Safer streets", 0, colspan=7)],
    HEADER,
    ["1", "Light the park", "Insp Penn", "", "", "", "Lit"],
    [cell("Objective 2: Fewer thefts", 0, colspan=7)],
    HEADER,
    ["2", "Mark the bikes", "Sgt Dunn", "", "", "", "Marked"],
)


def test_a_row_over_the_first_header_is_its_rows_section_where_a_later_one_is():
    top, header, one, later, again, two = THEMES
    rows = (Row(tuple(top)), header, one, Row(tuple(later)), again, two)
    (plan,) = find(page(line("Community delivery plan", bold=True), grid(*rows))).plans
    assert plan.title == "Community delivery plan"
    assert [r.section for r in plan.rows] == ["Objective 1: Safer streets", "Objective 2: Fewer thefts"]


def test_so_it_is_where_each_has_a_table_of_its_own():
    top, header, one, later, again, two = THEMES
    first, second = grid(Row(tuple(top)), header, one), grid(Row(tuple(later)), again, two)
    (plan,) = find(page(line("Community delivery plan", bold=True), first, second)).plans
    assert plan.title == "Community delivery plan"
    assert [r.section for r in plan.rows] == ["Objective 1: Safer streets", "Objective 2: Fewer thefts"]


def test_a_title_over_the_first_header_stays_the_title_over_sections():
    _, header, one, _, _, two = THEMES
    title, band = [cell("Hate crime", 0, colspan=7)], [cell("Governance", 0, colspan=7)]
    (plan,) = find(page(grid(Row(tuple(title)), header, one, Row(tuple(band)), two))).plans
    assert (plan.title, [r.section for r in plan.rows]) == ("Hate crime", [None, "Governance"])


def test_a_line_about_the_plan_is_not_its_name():
    told = ("Updated: 12 November 2025", "Owner: Head of Estates", "Version 3.1", "As at 1 May 2025")
    for text in told:
        above = [line("Estates plan", bold=True), line(text, top=120, bold=True)]
        (plan,) = find(page(*above, grid(HEADER, THEMES[2]))).plans
        assert plan.title == "Estates plan", text
    for text in ("Review of custody", "Leadership", "Date rape", "Status offences", "Owner engagement"):
        (plan,) = find(page(line(text, bold=True), grid(HEADER, THEMES[2]))).plans
        assert plan.title == text


def test_a_tables_totals_are_no_action():
    total = ["Total", "2 actions", "", "", "", "1 R", ""]
    found = find(page(grid(HEADER, THEMES[2], THEMES[5], total)))
    (plan,) = found.plans
    assert [r.cells["urn"].text for r in plan.rows] == ["1", "2"]
    assert ("unplaced text", "Total | 2 actions | 1 R") in {(n.code, n.value) for n in found.notes}
    assert placed(found) == found.counts.words


def test_tables_of_other_things_that_have_an_owner_are_no_plan():
    for header in (
        ["Code", "Heading", "Budget", "Actual", "Owner", "RAG"],
        ["Policy", "Owner", "Reviewed", "Status"],
        ["Complaint", "Received", "Owner", "Status", "Outcome"],
        ["Ref", "Subject of it", "Owner", "Status"],
    ):
        rows = [[f"{name} {n}" for name in header] for n in range(3)]
        assert not find(page(grid(header, *rows))).plans, header


def test_a_table_like_a_plan_that_is_not_read_is_told_of():
    header = ["Initiative", "Owner", "Due", "Update"]
    found = find(
        page(grid(header, ["Cut the grass", "Insp A", "May", "Cut"], ["Fix it", "Insp B", "June", ""]))
    )
    assert not found.plans
    assert [(n.code, n.value) for n in found.notes] == [("table not read", " | ".join(header))]


def test_so_are_minutes_that_say_who_acts():
    rows = [[str(n), "It was agreed to cut the grass.", "Insp A"] for n in range(1, 4)]
    assert [n.code for n in find(page(grid(["No", "Minute", "Action by"], *rows))).notes] == [
        "table not read"
    ]
    assert not find(page(grid(["No", "Minute", "Lead"], *rows))).notes


def test_so_is_a_register_of_risks_with_what_is_done_about_each():
    header = ["Risk ref", "Risk", "Likelihood", "Impact", "Action", "Owner", "Due"]
    rows = [[f"R{n}", "Fire", "3", "4", "Buy alarms", "Insp A", "May"] for n in range(3)]
    found = find(page(grid(header, *rows)))
    assert not found.plans
    assert [n.code for n in found.notes] == ["table not read"]


def test_so_is_a_table_for_each_action():
    cards = [["Action", "Cut the grass"], ["Owner", "Insp A"], ["Due", "May 2024"], ["Update", "Cut"]]
    assert [n.code for n in find(page(grid(*cards))).notes] == ["table not read"]


def test_a_table_of_other_things_is_not():
    for header in (["Name", "Role", "E-mail", "Seat"], ["Risk", "Likelihood", "Owner", "Status"]):
        assert not find(page(grid(header, ["x", "y", "z", "w"], ["x", "y", "z", "w"]))).notes


def test_a_label_of_two_parts_is_the_one_that_has_a_place():
    header = ["Outcome/Action", "Owner", "Due", "Update"]
    (plan,) = find(page(grid(header, ["Cut the grass", "Insp A", "May", "Cut"]))).plans
    assert plan.rows[0].cells["action"].text == "Cut the grass"


def test_what_the_tree_says_goes_on_is_no_rest_of_a_header_repeated_over_it():
    whole = grid(HEADER, ["1", "Light the park", "Insp Penn", "", "", "", "Lit and then"], method=Method.TAGS)
    rest = row("", "", "", "", "", "", "painted green", continues=True)
    again, more = grid(HEADER, method=Method.SPACING), grid(rest, method=Method.TAGS, continues=True)
    (plan,) = find(page(whole), page(again, more, number=2)).plans
    assert texts(plan, "comments") == [("Lit and then painted green",)]


def test_a_month_broken_in_a_narrow_cell_is_one():
    head = ["Ref", "Task", "Lead", "Deadline"]
    out = find(
        page(
            grid(head, ["1", "Buy a van", "DI B", "30 Septe/ mber 2024"], ["2", "Go", "DI B", "March/ 2024"])
        )
    )
    assert texts(out.plans[0], "due") == [("30 September 2024",), ("March 2024",)]


def test_the_rest_of_a_date_under_a_repeated_header_is_no_header():
    head = ["Ref", "Task", "Lead", "Due"]
    first = page(
        grid(head, ["1", "Buy a van", "DI B", "May 2024"], ["2", "Go", "DI B", "December"]), number=1
    )
    second = page(grid(head, ["", "", "", "2024"], ["3", "Stay", "DI B", "May 2024"]), number=2)
    assert texts(find(first, second).plans[0], "due") == [("May 2024",), ("December 2024",), ("May 2024",)]


def test_a_reference_broken_at_its_stroke_has_no_space():
    out = find(
        page(grid(["Ref", "Task", "Lead"], ["2023-/ 24/07", "Buy a van", "DI B"], ["1.1(a)", "Go", "DI C"]))
    )
    assert texts(out.plans[0], "urn") == [("2023-24/07",), ("1.1(a)",)]


def test_the_letters_of_a_sheets_columns_are_no_row():
    letters = ["A", "B", "C", "D"]
    out = find(
        page(grid(letters, ["Ref", "Task", "Lead", "Due"], ["1", "Buy a van", "DI B", "May"], letters))
    )
    assert texts(out.plans[0], "action") == [("Buy a van",)]


def test_what_a_meeting_is_asked_is_no_action():
    rows = [["1", "Note", "Chair", ""], ["2", "To approve", "Clerk", ""], ["3", "For decision", "Clerk", ""]]
    assert not find(page(grid(["No", "Task", "Lead", "Due"], *rows))).plans


def banded(*fills):
    """A plan whose rows have one fill each."""
    rows = [
        Row(tuple(cell(text, k, fill=fill) for k, text in enumerate((str(n), "Buy a van", "DI B", "Open"))))
        for n, fill in enumerate(fills, 1)
    ]
    (plan,) = find(page(grid(["Ref", "Task", "Lead", "Status"], *rows))).plans
    return [row.cells["status"].fill for row in plan.rows]


def test_pale_bands_by_turns_say_nothing_and_other_colours_do():
    pale, green, red = (197, 224, 179), (0, 176, 80), (255, 0, 0)
    assert banded(pale, None, pale, None) == [None] * 4
    assert banded(pale, (226, 239, 217), pale, (226, 239, 217)) == [None] * 4
    assert banded(green, red, green, red) == [green, red, green, red]
    assert banded(pale, None, None, pale) == [pale, None, None, pale]


def test_a_title_printed_over_each_pages_header_breaks_no_row():
    head = [Row((cell("Recovery actions", 0, colspan=4),)), ["Ref", "Task", "Lead", "Due"]]
    first = page(
        grid(*head, ["1", "Buy a van", "DI B", "May"], ["2", "Replace the", "DI B", "May"]), number=1
    )
    second = page(grid(*head, ["", "old radios", "", ""], ["3", "Go", "DI B", "May"]), number=2)
    assert texts(find(first, second).plans[0], "action") == [
        ("Buy a van",),
        ("Replace the old radios",),
        ("Go",),
    ]


def test_the_line_that_groups_a_repeated_headers_labels_is_no_rest_of_a_row():
    head = [["", "", "Who and when", ""], ["Ref", "Task", "Lead", "Due"]]
    first = page(grid(*head, ["1", "Buy a van", "DI B", "May"]), number=1)
    second = page(grid(*head, ["2", "Go", "DI B", "May"]), number=2)
    assert texts(find(first, second).plans[0], "owner") == [("DI B",), ("DI B",)]


def test_a_table_of_risks_under_a_plans_columns_is_no_more_of_it():
    plan = grid(["Ref", "Task", "Lead", "RAG"], ["1", "Buy a van", "DI B", "Red"])
    other = grid(["Ref", "Outcome", "Lead", "RAG"], ["1", "It breaks", "DI B", "Red"])
    assert texts(find(page(plan, other)).plans[0], "action") == [("Buy a van",)]


def test_a_section_across_the_table_may_have_a_rag_of_its_own():
    band = Row((cell("Objective 1: Growth", 0, colspan=3), cell("Amber", 3)))
    (plan,) = find(page(grid(["Ref", "Task", "Lead", "RAG"], band, ["1", "Buy a van", "DI B", "Red"]))).plans
    assert [(r.section, r.cells["rag"].text) for r in plan.rows] == [("Objective 1: Growth", "Red")]


def test_a_year_and_a_figure_that_a_line_end_parts_are_one():
    assert join_lines(("Plan 2025-", "26 for the pre-", "NHS")) == "Plan 2025-26 for the pre- NHS"


def test_the_rest_of_a_row_over_a_sections_header_is_no_heading():
    first = page(grid(HEADER, ["1.1", "Meet", "Supt A", "Force", "Prepare", "", "Held and"]), number=1)
    rest = ["", "", "", "", "", "", "noted"]
    section = ["2.0", "Analytical", "Owner", "Level", "4P", "", ""]
    row_ = ["2.1", "Map", "DI B", "LPA", "Pursue", "", "Done"]
    out = find(first, page(grid(rest, section, row_), number=2))
    assert texts(out.plans[0], "urn", "comments") == [("1.1", "Held and noted"), ("2.1", "Done")]


def test_rows_without_any_action_are_no_agenda():
    rows = [["1", "", "Chair", "May"], ["2", "", "Clerk", "June"]]
    assert len(find(page(grid(["No", "Task", "Lead", "Due"], *rows))).plans[0].rows) == 2


def test_an_agenda_beside_a_plan_is_told_of_whole():
    plan = grid(["Ref", "Task", "Lead", "Due"], ["1", "Buy a van", "DI B", "May"])
    agenda = grid(["No", "Task", "Lead"], ["1", "Note", "Chair"], ["2", "Approve", "Clerk"])
    out = find(page(plan, line("Agenda plan", size=14.0, bold=True), agenda))
    assert texts(out.plans[0], "action") == [("Buy a van",)]
    assert {n.value for n in out.notes if n.code == "unplaced text"} >= {
        "1 | Note | Chair",
        "2 | Approve | Clerk",
    }
    assert placed(out) == out.counts.words


def test_two_owner_columns_give_two_owners_and_a_post_goes_with_its_name():
    rows = [
        ["1", "Buy a van", "DI Birch", "Head of Fleet"],
        ["2", "Map the harm", "", "Supt Ash"],
        ["3", "Sell the van", "Supt/ Ash", "Supt Ash"],
    ]
    (plan,) = find(page(grid(["Ref", "Action", "Owner", "Lead"], *rows))).plans
    assert texts(plan, "owner") == [("DI Birch; Head of Fleet",), ("Supt Ash",), ("Supt Ash",)]
    (plan,) = find(page(grid(["Ref", "Action", "Owner", "Lead role"], *rows[:1]))).plans
    assert texts(plan, "owner") == [("DI Birch - Head of Fleet",)]


FIVE = ["Ref", "Action", "Owner", "RAG", "Comments"]
DONE = [
    ["1", "Buy a van", "DI Birch", "Green", "Two seen."],
    ["2", "Map the harm", "Supt Ash", "Red", "Late."],
]


def test_lines_that_count_rows_or_tell_of_all_or_of_the_key_are_no_actions():
    others = [
        ["Sub-total: 2 actions", "", "", "Green 1 Red 1", ""],
        ["", "Total Red", "", "1", ""],
        ["", "Red", "1", "", ""],
        ["Amber", "", "At risk", "", ""],
        ["Overall plan status", "", "", "Amber", "One is late."],
        ["Plan approved by: ACC Wren", "", "", "Date: 4 June 2025", ""],
    ]
    found = find(page(grid(FIVE, *DONE, *others)))
    assert texts(found.plans[0], "urn") == [("1",), ("2",)]
    assert sum(note.code == "unplaced text" for note in found.notes) == len(others)
    assert placed(found) == found.counts.words


def test_actions_that_begin_like_such_lines_are_actions():
    rows = [
        ["3", "Total review of beats", "DI Birch", "Red", ""],
        ["4", "Red Cross talks", "Supt Ash", "", ""],
    ]
    (plan,) = find(page(grid(FIVE, *DONE, *rows))).plans
    assert texts(plan, "urn") == [("1",), ("2",), ("3",), ("4",)]
    (plan,) = find(page(grid(FIVE[1:], *(row[1:] for row in [*DONE, *rows])))).plans
    assert len(plan.rows) == 4


def test_a_day_across_the_table_is_no_number_and_a_name():
    day, years = (Row((cell(text, 0, colspan=5),)) for text in ("4 March 2025", "3 year plan"))
    (plan,) = find(page(grid(FIVE, day, DONE[0], years, DONE[1]))).plans
    assert [(r.section_urn, r.section) for r in plan.rows] == [(None, "4 March 2025"), (None, "3 year plan")]


def test_a_long_theme_across_the_table_is_a_section():
    text = "Priority 1 - " + "We will work so that all who live here feel safe, and " * 4 + "we listen"
    (plan,) = find(page(grid(FIVE, Row((cell(text, 0, colspan=5),)), *DONE))).plans
    assert {r.section for r in plan.rows} == {text}


def merged_down(*unders, continues=None, head=("Ref", "Action", "Owner", "Due", "RAG", "Comments")):
    """An action with its reference merged down over more rows."""
    span = 1 + len(unders)
    top = ["1", "Buy a van", "DI Birch", "May", "Green", "Begun."]
    first = Row(tuple(cell(t, k, rowspan=span if k < 2 else 1) for k, t in enumerate(top[: len(head)])))
    others = [Row(row(None, None, *under).cells, continues=continues) for under in unders]
    return texts(find(page(grid(list(head), first, *others))).plans[0], "urn", "action", "owner", "comments")


def test_rows_beside_a_merged_action_are_its_own_where_they_have_an_owner_and_a_day():
    assert merged_down(["Supt Ash", "June", "Red", "Late."]) == [
        ("1", "Buy a van", "DI Birch", "Begun."),
        ("1", "Buy a van", "Supt Ash", "Late."),
    ]


def test_rows_of_its_updates_are_one_with_it_whatever_the_tree_says():
    for continues in (None, False):
        updates = [["", "", "", "Seen."], ["", "", "", "Bought."]]
        assert merged_down(*updates, continues=continues) == [
            ("1", "Buy a van", "DI Birch", "Begun. Seen. Bought.")
        ]


def test_a_row_across_beside_a_merged_reference_is_the_update():
    head = Row(tuple(cell(t, k) for k, t in enumerate(["Ref", "Action", "Owner", "Due", "RAG"])))
    rows = []
    for n in ("1", "2"):
        top = [n, f"Buy van {n}", "DI Birch", "May", "Green"]
        rows += [
            Row(tuple(cell(t, k, rowspan=2 if k == 0 else 1) for k, t in enumerate(top))),
            Row((cell("Two were seen.", 1, colspan=4),)),
        ]
    (plan,) = find(page(grid(head, *rows))).plans
    assert texts(plan, "urn", "comments") == [("1", "Two were seen."), ("2", "Two were seen.")]


def test_rows_that_are_word_tables_of_their_own_under_a_header_in_one():
    cells = [[f"1.{n}", f"Do {n}", "Ann", "Force", "", "Red", ""] for n in (1, 2, 3, 9)]
    *tables, apart = (
        grid(texts, method=Method.WORD_TABLE, table_n=n) for n, texts in enumerate([HEADER, *cells], 4)
    )
    finder = PlanFinder(LEXICON)
    finder.feed(page(*tables, replace(apart, table_n=12), number=None))
    (plan,) = finder.finish().plans
    assert [r.cells["urn"].text for r in plan.rows] == ["1.1", "1.2", "1.3"]
