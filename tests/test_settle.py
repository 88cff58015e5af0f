"""Settled on gists, the tables are those of `resolve` on the rows themselves."""

from pathlib import Path

import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import pipeline.one
from extract.lexicon import squash
from extract.paper import read_tree
from normalise.folder import resolve
from normalise.paper import normalise_tree
from normalise.records import ActionRecord, PaperRecord, Records
from normalise.words import load
from outputs.schema import TABLES
from outputs.writer import write_tables
from pipeline.find import Source
from pipeline.options import Options
from pipeline.parcel import gist_of, pack, read_bodies, stand_in, tables_of
from pipeline.run import extract_folder
from pipeline.settle import patched, settle
from pipeline.store import Store, key_of

SAMPLES = Path(__file__).parents[1] / "samples" / "papers" / "2023Q4"

WORDS = [
    "TBC",
    "Visit Harrowby",
    "Visit the night clubs",
    "Hold the quarterly hate crime panel in Brinmouth town",
]
TEXTS = st.sampled_from([None, "-", *WORDS, *(f"{w}, and again: {w.upper()}" for w in WORDS)])
ROWS = st.tuples(
    TEXTS, TEXTS, st.sampled_from([None, "1.1"]), st.sampled_from(["tags", "word table", "dump"])
)
PAPERS = st.lists(
    st.tuples(st.lists(ROWS, max_size=4), st.sampled_from(["2024Q1", "2024Q2", None]), st.integers(0, 3)),
    min_size=1,
    max_size=6,
)


def made(papers) -> list[Records]:
    """Records of some papers; the last figure of each makes paper_ids that may be the same."""
    out = []
    for n, (rows, quarter, same) in enumerate(papers):
        path, paper_id = f"plan {n} {quarter or ''}.pdf", f"{same:012}"
        one = Records(papers=[PaperRecord(paper_id, path, name=path, quarter=quarter, actions=len(rows))])
        for row, (action, comments, urn, method) in enumerate(rows, 1):
            one.actions.append(
                ActionRecord(
                    f"{n}-{row}",
                    paper_id,
                    path,
                    f"Plan {n % 2}",
                    None,
                    quarter,
                    row,
                    action=action,
                    comments=comments,
                    urn_raw=urn,
                    method=method,
                    flags=["missing owner"] if urn is None else [],
                )
            )
        out.append(one)
    return out


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(PAPERS)
def test_gists_settle_as_rows_do(papers):
    whole = Records()
    for one in made(papers):
        whole.extend(one)
    resolve(whole)
    store = Store(None)
    parcels = [pipeline.one.Parcel(one.papers[0].path, gist_of(one), pack(one)) for one in made(papers)]
    wanted = [(parcel.path, key_of("", parcel.path, "")) for parcel in parcels]
    store.add([(key, parcel) for (_, key), parcel in zip(wanted, parcels, strict=True)])
    settled = settle(store.gists(wanted))
    store.close()
    members = [
        (p.path, len(p.gist.papers), q) for p, q in zip(parcels, (len(r[0]) for r in papers), strict=True)
    ]
    tables = patched(tables_of([read_bodies(p.body) for p in parcels]), members, settled)
    expected = tables_of([read_bodies(pack(whole))])
    assert tables["papers"].to_pylist() == expected["papers"].to_pylist()
    assert tables["actions"].to_pylist() == expected["actions"].to_pylist()
    assert list(settled.findings) == whole.findings


@given(TEXTS, TEXTS)
def test_stand_ins_are_the_same_just_where_the_letters_are(one, other):
    for text in (one, other):
        standing = stand_in(text) or "-"
        assert standing == "-" or squash(standing) == standing
    if one and other and stand_in(one) == stand_in(other):
        assert "".join(filter(str.isalnum, one.casefold())) == "".join(filter(str.isalnum, other.casefold()))


def test_the_samples_with_a_copy_give_the_tables_of_their_rows(tmp_path):
    papers = tmp_path / "in"
    papers.mkdir()
    for file in sorted(SAMPLES.glob("*.pdf")):
        (papers / file.name).write_bytes(file.read_bytes())
        (papers / f"again {file.name}").write_bytes(file.read_bytes() + b"\n% again\n")
    words = load(None)
    whole = Records()
    for file in sorted(papers.iterdir()):
        source = Source(file.name, file)
        whole.extend(normalise_tree(read_tree(file.read_bytes(), source.path, words.lexicon()), words))
    assert len({id(p) for p in resolve(whole).papers if p.same_as}) > 0
    write_tables(whole, tmp_path / "rows")
    extract_folder([papers], tmp_path / "gists", Options())
    for table in TABLES:
        name = f"{table.name}.parquet"
        assert (tmp_path / "rows" / name).read_bytes() == (tmp_path / "gists" / name).read_bytes(), name
    assert pq.read_table(tmp_path / "gists/findings.parquet").num_rows > 0
