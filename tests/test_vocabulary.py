"""The vocabulary files: read, checked line by line, laid over by a user's own, looked up."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.lexicon import squash
from extract.plan.labels import LabelReader
from normalise.words import SPECS, VocabularyError, load


def user(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("label", "column"),
    [
        ("URN", "urn"),
        ("Ref No.", "urn"),
        ("#", "urn"),
        ("Minute ref", "urn"),
        ("Meeting date & action number", "urn"),
        ("What we will do", "action"),
        ("Recommendation", "action"),
        ("Lead Officer", "owner"),
        ("By whom?", "owner"),
        ("Person(s) Responsible", "owner"),
        ("Tier", "level"),
        ("4P's", "fourp"),
        ("BRAG", "rag"),
        ("R/A/G", "rag"),
        ("Current RAG status", "rag"),
        ("Progress update", "comments"),
        ("Comments / Updates", "comments"),
        ("Progress", "status"),
        ("Complete?", "status"),
        ("By when", "due"),
        ("Timescale", "due"),
        ("Outcome", "other:Outcome"),
    ],
)
def test_labels_of_many_boards_are_known(label, column):
    assert load().lexicon().columns[squash(label)] == column


@pytest.mark.parametrize("label", ["Likelihood", "Residual risk", "Variance", "VAT", "Payee", "Apologies"])
def test_labels_of_tables_that_are_no_plan_are_traps(label):
    lexicon = load().lexicon()
    assert squash(label) in lexicon.traps
    assert squash(label) not in lexicon.columns


def test_the_lexicon_has_every_field_and_keys_as_the_recogniser_squashes_them():
    lexicon = load().lexicon()
    for name in lexicon.__slots__:
        words = getattr(lexicon, name)
        assert words, name
        assert all(word == (squash(word) or word) for word in words), name


def test_a_letter_is_no_rag_word_and_all_is_no_4p_word_outside_its_column():
    lexicon = load().lexicon()
    assert "g" not in lexicon.rag
    assert "green" in lexicon.rag
    assert "all" not in lexicon.fourp
    assert "prevent" in lexicon.fourp


def test_a_slip_is_read_and_says_so():
    match = load().lookup("status", "Compete")
    assert (match.value, match.exact, match.nearest) == ("complete", False, "Complete")


def test_an_exact_form_is_no_slip():
    match = load().lookup("status", "COMPLETED.")
    assert (match.value, match.exact) == ("complete", True)


def test_three_letters_are_too_few_to_tell_a_slip_by():
    assert load().lookup("rag", "Rad").value is None


def test_another_first_letter_is_another_word():
    assert load().lookup("fourp", "Infect").value is None


def test_the_unknown_names_the_nearest():
    match = load().lookup("sections", "Governments")
    assert match.value is None
    assert match.nearest == "Governance"


def test_a_word_as_near_to_two_meanings_is_neither(tmp_path):
    extra = user(
        tmp_path / "v",
        "levels.csv",
        "form,means,kind,example\nNorthside,North,level,Northside\nNorthsida,South,level,Northsida\n",
    )
    assert load(extra).lookup("levels", "Northsidu").value is None


def test_a_users_line_is_added_and_replaces_and_takes_out(tmp_path):
    extra = user(
        tmp_path / "v",
        "rag.csv",
        "form,means,kind,example,note\n# ours\nPurple,BLUE,word,Purple,\n"
        "Yellow,-,word,,\nOrange,RED,word,Orange,\n",
    )
    words = load(extra)
    assert words.lookup("rag", "purple").value == "BLUE"
    assert words.lookup("rag", "Orange").value == "RED"
    assert words.entry("rag", "Yellow") is None
    assert load().lookup("rag", "Yellow").value == "AMBER"


def test_the_digest_tells_vocabularies_apart(tmp_path):
    text = "form,means,example\nSaltings,Saltings,Saltings plan\n"
    one = load(user(tmp_path / "a", "strands.csv", text))
    other = load(user(tmp_path / "b", "strands.csv", text.replace("plan", "Plan")))
    same = load(user(tmp_path / "c", "strands.csv", text))
    assert len({one.digest, other.digest, load().digest}) == 3
    assert one.digest == same.digest


@pytest.mark.parametrize(
    ("name", "text", "line", "says"),
    [
        ("rag.csv", "form,means,kind,example\nAqua,TEAL,word,Aqua\n", 2, "cannot mean 'TEAL'"),
        ("rag.csv", "form,means,kind,example\n# x\nAqua,BLUE,shade,Aqua\n", 3, "of no known kind"),
        ("rag.csv", "form,means,kind,example\nAqua,BLUE,word,\n", 2, "no example"),
        ("rag.csv", "form,means,kind,example\nAqua,BLUE,word,Teal\n", 2, "does not hold the form"),
        ("rag.csv", "form,means,kind,example\n,BLUE,word,Teal\n", 2, "no form"),
        ("rag.csv", "form,means,kind,example\nAqua,,word,Aqua\n", 2, "no meaning"),
        ("rag.csv", "form,means\nAqua,BLUE\n", 1, "missing: kind, example"),
        ("levels.csv", "form,means,kind,example\nA,B,level,A, B\n", 2, "more fields"),
        ("columns.csv", "form,means,example\nDoer,who,Jan\n", 2, "cannot mean 'who'"),
        ("colours.csv", "form,means,tolerance,example\nred,RED,0.1,x\n", 2, "no colour"),
        ("colours.csv", "form,means,tolerance,example\nFF0000,RED,wide,x\n", 2, "tolerance"),
        ("status.csv", 'form,means,example\n"Done,complete,Done\n', 2, "not CSV"),
    ],
)
def test_a_bad_line_is_named_with_file_and_line(tmp_path, name, text, line, says):
    with pytest.raises(VocabularyError) as error:
        load(user(tmp_path / "v", name, text))
    assert says in str(error.value)
    assert f"{name}, line {line}" in str(error.value)


def test_a_form_with_two_meanings_in_one_file_is_an_error(tmp_path):
    text = "form,means,example\nParked,on hold,Parked\nparked,planned,parked\n"
    with pytest.raises(VocabularyError, match="two meanings"):
        load(user(tmp_path / "v", "status.csv", text))


def test_an_unknown_file_and_a_missing_folder_are_told(tmp_path):
    with pytest.raises(VocabularyError, match="no vocabulary file is called so"):
        load(user(tmp_path / "v", "colors.csv", "form,means\n"))
    with pytest.raises(VocabularyError, match="no such folder"):
        load(tmp_path / "nowhere")


def test_a_file_in_another_encoding_is_told_how_to_be_saved(tmp_path):
    folder = tmp_path / "v"
    folder.mkdir()
    (folder / "levels.csv").write_bytes(
        "form,means,kind,example\nCaf\xe9,Cafe,level,Caf\xe9\n".encode("latin-1")
    )
    with pytest.raises(VocabularyError, match="CSV UTF-8"):
        load(folder)


def test_a_spreadsheets_byte_order_mark_and_quoted_remarks_are_no_fault(tmp_path):
    text = '\ufeffform,means,kind,example,note\n"# A remark, with a comma",,,,\nWing,Wing,level,Wing,\n'
    assert load(user(tmp_path / "v", "levels.csv", text)).lookup("levels", "wing").value == "Wing"


@given(kind=st.sampled_from(sorted(SPECS)), text=st.text(max_size=40))
def test_any_text_can_be_looked_up(kind, text):
    words = load()
    match = words.lookup(kind, text)
    assert 0 <= match.likeness <= 1
    assert (match.value is None) or match.nearest
    if match.exact:
        assert words.entry(kind, text) is not None


@given(st.text(st.characters(codec="ascii")))
def test_squash_of_plain_text_is_as_of_any(text):
    """A letter of another script makes it go the general way."""
    assert squash(text + " \u00e9") == f"{squash(text)} \u00e9".strip()


LABELS = LabelReader(load().lexicon())
FORMS = sorted(load().lexicon().columns)
SET_ABOUT = [
    "{}",
    "{} (see note)",
    "(draft) {}",
    "Q3 {}",
    "as at 2023: {}",
    "To date - {}",
    "{} / {}",
    "{}/{}",
    "{} and {}",
]


@given(st.sampled_from(SET_ABOUT), st.sampled_from(FORMS), st.sampled_from(FORMS), st.integers(1, 30))
def test_no_label_is_missed_by_its_words(about, one, other, cut):
    """What a label may be told by at a glance never rules out what is read exactly."""
    for text in (about.format(one, other), f"{one[:cut]} {one[cut:]}".strip()):
        if LABELS.exactly(text).column is not None:
            words = text.split()
            assert LABELS.may_begin(words[0]), text
            assert LABELS.may_be_labels(words), text
