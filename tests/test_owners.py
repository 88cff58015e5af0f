"""Owner cells: how many owners, who, of what rank, in which post; and the same person over rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.owners import OwnerContext, context_of, owners
from normalise.persons import persons, same_person
from normalise.words import load


def read(text, lines=(), context=None):
    return owners(text, lines, load(), context)


def told(text, lines=(), context=None):
    """Each owner as (rank printed, name, post)."""
    return [(o.rank_raw, o.name, o.post) for o in read(text, lines, context)]


@pytest.mark.parametrize(
    ("text", "rank", "name"),
    [
        ("Supt Carter", "Superintendent", "Carter"),
        ("D/Supt Jane Carter", "Detective Superintendent", "Jane Carter"),
        ("T/ACC Carter", "Temporary Assistant Chief Constable", "Carter"),
        ("T/D/Supt Carter", "Temporary Detective Superintendent", "Carter"),
        ("TDCI Bell", "Temporary Detective Chief Inspector", "Bell"),
        ("Ch Supt Anne-Marie Lowe", "Chief Superintendent", "Anne-Marie Lowe"),
        ("Det Ch Insp O'Hara", "Detective Chief Inspector", "O'Hara"),
        ("A/Insp van der Berg", "Acting Inspector", "van der Berg"),
        ("Acting Chief Inspector Carter", "Acting Chief Inspector", "Carter"),
        ("PC 1234 Smith", "Constable", "Smith"),
        ("Station Manager Bell", "Station Manager", "Bell"),
        ("Cllr Green", "Councillor", "Green"),
        ("Dr Priya Shah", "Dr", "Priya Shah"),
        ("DI Church", "Detective Inspector", "Church"),
        ("Mr A Jones", "Mr", "A Jones"),
    ],
)
def test_rank_and_name(text, rank, name):
    (owner,) = read(text)
    assert (owner.rank, owner.name, owner.post, owner.issues) == (rank, name, None, ())
    assert owner.owner_raw == text


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "0"])
def test_what_a_formula_without_a_value_shows_is_nobody(text):
    assert not read(text)


def test_the_number_of_an_item_is_no_part_of_an_owner():
    assert [owner.owner_raw for owner in read("1. Jane Smith 2. Tom Bell")] == ["Jane Smith", "Tom Bell"]


@pytest.mark.parametrize("text", ["Jane Carter", "Kieran O'Neill", "Oluwaseun Adeyemi", "J. Smith", "Carter"])
def test_a_name_alone(text):
    assert told(text) == [(None, text, None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Head of Digital - Jane Carter", (None, "Jane Carter", "Head of Digital")),
        ("Jane Carter, Head of Digital", (None, "Jane Carter", "Head of Digital")),
        ("Jane Carter Head of Digital", (None, "Jane Carter", "Head of Digital")),
        ("Jane Carter (Head of Digital)", (None, "Jane Carter", "Head of Digital")),
        ("Training Manager \u2013 D/I Tom Bell", ("D/I", "Tom Bell", "Training Manager")),
        (
            "Multi-Agency DI, Ops Centre, C&PP \u2013 Insp Ann Lowe",
            ("Insp", "Ann Lowe", "Multi-Agency DI, Ops Centre, C&PP"),
        ),
        ("Pse Bell Head of Intel Analysis", ("Pse", "Bell", "Head of Intel Analysis")),
        ("Supt Carter LPA", ("Supt", "Carter", "LPA")),
        ("Smith (SCD)", (None, "Smith", "SCD")),
        ("Tom Bell, SCD Prevent & Protect Lead", (None, "Tom Bell", "SCD Prevent & Protect Lead")),
        ("AM Prevention - Kate Doyle", ("AM", "Kate Doyle", "Prevention")),
        ("Chair, Cllr Marsh", ("Cllr", "Marsh", "Chair")),
    ],
)
def test_name_and_post_in_either_order(text, expected):
    assert told(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Head of Communications",
        "Head of Policy & Performance",
        "Head of HR and Finance",
        "Director of Children, Families and Education",
        "Finance & Resources Committee",
        "Planning and Licensing Committee",
        "Community Safety and Partnerships Team",
        "Legal and Democratic Services",
        "Director of Intelligence, SCD",
        "SCD Gang Prevent / Protect Officer",
        "Athena Management Team Lead",
        "Stoke Tallow District Commander",
        "Harrowby Commander",
        "Chief Officers",
        "LPA Commanders",
        "Hate Crime Officers",
        "Police and Crime Commissioner",
        "Community Safety Partnership",
        "Wenmarsh County Council",
        "Allotment Working Group",
        "Victim Support",
        "District Nurse",
        "Clerk",
        "All",
    ],
)
def test_a_post_a_body_or_many_are_nobodys_name(text):
    assert told(text) == [(None, None, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("D/Supt Economic Crime", [("D/Supt", None, "Economic Crime")]),
        ("LPA Superintendent", [("Superintendent", None, "LPA")]),
        ("DI FIB (Harrowby)", [("DI", None, "FIB (Harrowby)")]),
        ("CPT Inspectors", [("Inspectors", None, "CPT")]),
        ("Supt Command & Control", [("Supt", None, "Command & Control")]),
        ("Insp / DI XVVQ", [("Insp / DI", None, "XVVQ")]),
    ],
)
def test_a_rank_without_a_name(text, expected):
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Cllr Smith and Dr Jones", ["Smith", "Jones"]),
        ("DI Carter, DS Bell, DC Shaw", ["Carter", "Bell", "Shaw"]),
        ("C/Supt Carter LPA D/Supt Bell SCD", ["Carter", "Bell"]),
        ("Insp Jo Hart Sgt Al Dunn", ["Jo Hart", "Al Dunn"]),
        ("Jane Smith / Tom Bell", ["Jane Smith", "Tom Bell"]),
        ("Jane Smith Tom Bell", ["Jane Smith", "Tom Bell"]),
        ("Carter, Bell & Shaw", ["Carter", "Bell", "Shaw"]),
        ("Lead: Insp Carter; Support: Sgt Bell", ["Carter", "Bell"]),
        ("Jane Smith (Head of Digital) and Tom Bell (Head of HR)", ["Jane Smith", "Tom Bell"]),
        ("Clerk & Cllr Marsh", [None, "Marsh"]),
        ("D/Supt Economic Crime & Supt Command & Control", [None, None]),
        ("D/Supt Economic Crime & Head of Training", [None, None]),
        ("CPT Inspectors & Hate Crime Officers", [None, None]),
        ("Chief Officers and PFCC", [None, None]),
        ("SCD Intelligence/Licensing", [None, None]),
        ("Media Team/SCD", [None, None]),
        ("Finance Team and Housing Team", [None, None]),
        ("1. Jane Smith 2. Tom Bell", ["Jane Smith", "Tom Bell"]),
        ("(a) Jane Smith (b) Tom Bell", ["Jane Smith", "Tom Bell"]),
        ("i) Head of Finance ii) Head of HR", [None, None]),
        ("Head of Safeguarding, Head of Education", [None, None]),
        ("Harrowby Borough Council and Wenmarsh Police", [None, None]),
        ("DCI Carter DI Bell DI FIB (Harrowby)", ["Carter", "Bell", None]),
        ("District Commander CSU Insp Insp XVVQ TBA", [None, None, None]),
    ],
)
def test_several_owners(text, names):
    assert [o.name for o in read(text)] == names


def test_the_clerk_beside_a_councillor_is_somebody_else():
    assert told("Clerk, Cllr Marsh") == [(None, None, "Clerk"), ("Cllr", "Marsh", None)]


def test_a_unit_twice_begins_a_second_owner():
    found = read("D/Supt Carter SCD SCD Gang Prevent Officer")
    assert [o.owner_raw for o in found] == ["D/Supt Carter SCD", "SCD Gang Prevent Officer"]
    assert [o.unit for o in found] == ["SCD", "SCD"]


@pytest.mark.parametrize("text", ["TBA", "Vacant", "To be confirmed"])
def test_nobody_yet(text):
    (owner,) = read(text)
    assert (owner.name, owner.post) == (None, None)
    assert [i.code for i in owner.issues] == ["owner vacant"]


def test_a_post_that_nobody_holds_yet():
    (owner,) = read("Insp XVVQ TBA")
    assert (owner.rank, owner.name, owner.post) == ("Inspector", None, "XVVQ")
    assert [i.code for i in owner.issues] == ["owner vacant"]


@pytest.mark.parametrize("text", ["", "  ", "N/A", "-"])
def test_nothing_said_is_no_owner(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "rank"), [("D/Suot Carter", "Detective Superintendent"), ("Inspecter Carter", "Inspector")]
)
def test_a_misspelt_rank_is_read_and_said(text, rank):
    (owner,) = read(text)
    assert (owner.rank, owner.name) == (rank, "Carter")
    assert [i.code for i in owner.issues] == ["value read by likeness"]


def test_a_surname_near_a_title_is_a_surname():
    assert told("D/Supt Tom Cannon") == [("D/Supt", "Tom Cannon", None)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("NO", ["NO"]),
        ("KA/JH", ["KA", "JH"]),
        ("AM", ["AM"]),
        ("CF, MKB", ["CF", "MKB"]),
        ("NO KD", ["NO", "KD"]),
        ("ALL", [None]),
        ("TBC", [None]),
    ],
)
def test_a_column_of_initials_is_people(text, names):
    context = context_of(["NO", "KA", "JH/HD", "CF", "All", "NO"], load(), paragraphs=False)
    assert context.initials
    assert [o.name for o in read(text, (), context)] == names


def test_a_column_of_units_is_no_initials():
    assert not context_of(["SCD", "LPA", "CSU", "HR"], load(), paragraphs=False).initials


def test_a_surname_learnt_in_one_cell_holds_in_another():
    cells = ["Insp Jane Harbour", "Harbour / Clerk"]
    context = context_of(cells, load(), paragraphs=False)
    assert "harbour" in context.surnames
    assert told("Harbour / Clerk", (), context)[0] == (None, "Harbour", None)


def test_wrapping_does_not_part_a_name_from_its_post():
    text = "Head of Strategic Centre - Jane Carter"
    for lines in [
        ("Head of", "Strategic Centre -", "Jane Carter"),
        ("Head of Strategic", "Centre - Jane", "Carter"),
    ]:
        assert told(text, lines) == [(None, "Jane Carter", "Head of Strategic Centre")]


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (("Jane Smith", "Head of Digital", "Tom Bell", "Head of HR"), ["Jane Smith", "Tom Bell"]),
        (("Obi Nwosu", "Ade Bello"), ["Obi Nwosu", "Ade Bello"]),
        (("C/Supt Carter", "LPA", "D/Supt Bell", "SCD"), ["Carter", "Bell"]),
        (("Community Safety", "Manager"), [None]),
        (("Clerk", "Cllr Marsh"), [None, "Marsh"]),
        (("SCD", "LPA"), [None, None]),
    ],
)
def test_paragraphs_part_owners_but_not_name_and_post(lines, names):
    found = read(" ".join(lines), lines, OwnerContext(paragraphs=True))
    assert [o.name for o in found] == names


def test_a_short_line_that_had_room_was_meant_to_end():
    text, lines = "Obi Nwosu Ade Bello", ("Obi Nwosu", "Ade Bello")
    assert len(read(text, lines)) == 1
    wide = context_of([text], load(), paragraphs=False, lines=[("Head of Community Safety",), lines])
    assert wide.width == 24
    assert [o.name for o in read(text, lines, wide)] == ["Obi Nwosu", "Ade Bello"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ch Insp LP", [("Ch Insp", None, "LP")]),
        ("Marketing and Communications Manager", [(None, None, "Marketing and Communications Manager")]),
        ("Planning Officer, Harrowby DC", [(None, None, "Planning Officer, Harrowby DC")]),
        ("Insp Carter supported by Sgt Bell", [("Insp", "Carter", None), ("Sgt", "Bell", None)]),
        ("RSLs", [(None, None, "RSLs")]),
        ("Jane Carter BEM", [(None, "Jane Carter", None)]),
        ("The Clerk", [(None, None, "The Clerk")]),
    ],
)
def test_words_that_look_like_something_else(text, expected):
    assert told(text) == expected


def test_a_paragraph_parts_two_posts():
    text, lines = "Analyst Licensing Officer", ("Analyst", "Licensing Officer")
    meant = OwnerContext(paragraphs=True)
    assert len(read(text, lines, meant)) == 2


def test_a_cell_too_long_for_an_owner_is_kept_whole_and_said():
    text = "Insp Carter spoke with partners, " * 60
    (owner,) = read(text)
    assert owner.owner_raw == text
    assert [i.code for i in owner.issues] == ["owner not read"]


WORDS = [
    "Insp", "D/Supt", "Ch", "Supt", "T/ACC", "Carter", "Jane", "Head of", "Digital", "SCD", "LPA", "and", "&",
    "/", ",", "-", "\u2013", "(", ")", ";", ":", "TBA", "All", "Officer", "Officers", "Team", "van", "der",
    "NO", "Cllr", "1234", "of", "a@b.c", "D/Suot", "June", "2019", "Commander", "with", "supported by",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=5), max_size=16), st.integers(0, 16), st.booleans())
def test_any_cell_keeps_its_words_in_order(words, cut, paragraphs):
    text = " ".join(" ".join(words).split())
    parts = text.split(" ")
    lines = (" ".join(parts[:cut]), " ".join(parts[cut:]))
    found = read(text, lines, OwnerContext(paragraphs=paragraphs))
    at = 0
    for owner in found:
        place = text.index(owner.owner_raw, at)
        between = text[at:place].casefold()
        for joiner in ("and", "plus", "with", "supported by"):
            between = between.replace(joiner, "")
        assert not any(c.isalnum() for c in between)
        at = place + len(owner.owner_raw)
        for piece in (owner.rank_raw, owner.name):
            assert piece is None or piece in owner.owner_raw
    assert found == read(text, lines, OwnerContext(paragraphs=paragraphs))


def test_rank_and_surname_here_is_rank_forename_and_surname_there():
    keys = persons([("Superintendent", "Jane Carter"), ("Superintendent", "Carter"), (None, None)])
    assert keys == ["jane carter", "jane carter", None]


def test_a_detective_and_a_temporary_rank_are_of_one_level():
    keys = persons([("Detective Inspector", "Tom Bell"), ("Temporary Inspector", "Bell")])
    assert len(set(keys)) == 1


def test_two_who_fit_are_joined_by_nobody():
    keys = persons(
        [("Superintendent", "Jane Bell"), ("Superintendent", "Tom Bell"), ("Superintendent", "Bell")]
    )
    assert len(set(keys)) == 3


def test_a_name_without_rank_that_fits_two_ranks_joins_neither():
    keys = persons([(None, "Jane Bell"), ("Sergeant", "Bell"), ("Constable", "Bell")])
    assert len(set(keys)) == 3


def test_other_ranks_and_other_forenames_are_other_people():
    assert len(set(persons([("Superintendent", "Bell"), ("Constable", "Bell")]))) == 2
    assert len(set(persons([(None, "Jane Bell"), (None, "Tom Bell")]))) == 2
    assert not same_person(("Constable", "Bell"), ("Superintendent", "Bell"))


def test_an_initial_and_a_short_forename_fit():
    assert persons([(None, "J Bell"), (None, "Jane Bell")]) == ["jane bell", "jane bell"]
    assert persons([(None, "Al Bell"), ("Inspector", "Alan Bell")]) == ["alan bell", "alan bell"]


@given(
    st.lists(
        st.tuples(st.none() | st.sampled_from(["Inspector", "Mr"]), st.none() | st.text(max_size=9)),
        max_size=9,
    )
)
def test_any_names_have_keys_whatever_their_order(named):
    keys = persons(named)
    assert [key is None for key in keys] == [not (name and name.strip()) for _, name in named]
    assert persons(named[::-1]) == keys[::-1]


@pytest.mark.parametrize("text", ["Carter, Jane", "CARTER, Jane", "Carter, J", "Carter, J."])
def test_a_surname_first_is_one_person(text):
    (owner,) = read(text)
    assert (owner.name, owner.post) == (text.rstrip("."), None) or owner.name == text
    assert persons([(None, owner.name), (None, "Jane Carter")])[0] == "jane carter"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Carter, Jane; Bell, Tom", ["Carter, Jane", "Bell, Tom"]),
        ("Carter, Jane Bell", ["Carter", "Jane Bell"]),
        ("Jane, Tom, Sam", ["Jane", "Tom", "Sam"]),
        ("Tom Carter, Jane", ["Tom Carter", "Jane"]),
        ("Jane Carter, Tom Bell", ["Jane Carter", "Tom Bell"]),
    ],
)
def test_lists_of_names_are_no_surnames_first(text, names):
    assert [o.name for o in read(text)] == names


PLAN = (
    "Harrowby LPA",
    "Stoke Tallow District Commander",
    "Supt Jane Bell",
    "Insp Harrowby",
    "Insp Stoke Tallow",
    "Insp Bell Harrowby",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Insp Harrowby", ("Insp", None, "Harrowby")),
        ("Insp Stoke Tallow", ("Insp", None, "Stoke Tallow")),
        ("Insp Bell Harrowby", ("Insp", "Bell", "Harrowby")),
        ("Insp Carter", ("Insp", "Carter", None)),
        ("Supt Jane Bell", ("Supt", "Jane Bell", None)),
    ],
)
def test_a_place_that_other_cells_name_is_nobody(text, expected):
    context = context_of(PLAN, load(), paragraphs=False)
    assert told(text, (), context) == [expected]


def test_a_place_may_be_told_by_the_level_and_a_forename_still_makes_a_surname():
    context = context_of(
        ["Supt Jane Eastwold"], load(), paragraphs=False, beside=["Harrowby LPA", "Eastwold LPA"]
    )
    assert told("Insp Harrowby", (), context) == [("Insp", None, "Harrowby")]
    assert told("Supt Eastwold", (), context) == [("Supt", "Eastwold", None)]
    assert told("Insp Harrowby") == [("Insp", "Harrowby", None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ch Insp Carter, Harrowby", [("Ch Insp", "Carter", "Harrowby")]),
        ("District Commander Stoke Tallow", [(None, None, "District Commander Stoke Tallow")]),
        ("Supts Bell and Carter", [("Supts", "Bell", None), ("Supts", "Carter", None)]),
        ("Cllrs Bell & Carter", [("Cllrs", "Bell", None), ("Cllrs", "Carter", None)]),
        ("Carter, Supt", [("Supt", "Carter", None)]),
        ("Matron Bell", [("Matron", "Bell", None)]),
        ("ACO Bell", [("ACO", "Bell", None)]),
        ("Barnardo's", [(None, None, "Barnardo's")]),
        ("Street Pastors", [(None, None, "Street Pastors")]),
        ("Harrowby Women's Aid", [(None, None, "Harrowby Women's Aid")]),
        ("DfX", [(None, None, "DfX")]),
        ("Dean of Arts", [(None, None, "Dean of Arts")]),
        ("Wenmarsh CC", [(None, None, "Wenmarsh CC")]),
        ("CC Carter", [("CC", "Carter", None)]),
        ("PC Carter", [("PC", "Carter", None)]),
        ("Task & Finish Group", [(None, None, "Task & Finish Group")]),
        ("Supt O'Neill", [("Supt", "O'Neill", None)]),
        ("Supt McBride", [("Supt", "McBride", None)]),
    ],
)
def test_who_and_where_and_what_body(text, expected):
    assert told(text) == expected


def test_a_second_surname_that_is_sure_is_a_second_person():
    context = context_of(["Insp Jane Bell"], load(), paragraphs=False)
    assert [o.name for o in read("Ch Insp Carter, Bell", (), context)] == ["Carter", "Bell"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jane Marsh (JM)", ["Jane Marsh (JM)"]),
        ("ACC Rowan (SRO) / Supt Hale (lead)", ["ACC Rowan (SRO)", "Supt Hale (lead)"]),
        ("DI Vale (Supt Patel)", ["DI Vale", "Supt Patel"]),
        ("(Jane Marsh)", ["Jane Marsh"]),
        ("Head of Service [Comms] and DI Vale", ["Head of Service [Comms]", "DI Vale"]),
    ],
)
def test_a_bracket_is_whole_or_left_out(text, expected):
    assert [o.owner_raw for o in owners(text, (text,), load())] == expected


@pytest.mark.parametrize(
    ("text", "rank"),
    [("Cheif Insp Holt", "Chief Inspector"), ("Det Chf Insp Holt", "Detective Chief Inspector")],
)
def test_a_misspelt_rank_of_two_words_keeps_its_first(text, rank):
    (owner,) = owners(text, (text,), load())
    assert (owner.rank, owner.name) == (rank, "Holt")
