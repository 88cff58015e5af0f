"""Nothing is lost: every letter on a page is in what its reader gives, every word in what comes out of it."""

import io
from dataclasses import replace

import pytest
from conservation import (
    LEXICON,
    POPPLER,
    ROOT,
    File,
    by_bytes,
    by_openpyxl,
    by_pdfium,
    by_poppler,
    by_xml,
    by_xml_numbered,
    files,
    letters,
    lines_of,
    lost,
)  # fmt: skip
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from office_files import docx, p, tbl, tc, tr, xlsx
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

import extract.paper
from extract.model import Grid, Line
from extract.paper import read_tree
from extract.plan.finder import PlanFinder

SHARED = ROOT.parent / "shared" / "papers"
PAPERS = [
    f for f in files(ROOT / "samples" / "papers", *([SHARED] if SHARED.exists() else [])) if f.fmt != "doc"
]
IDS = [f"{n} {file.path}" for n, file in enumerate(PAPERS)]
READ = [f for f in PAPERS if f.fmt in {"pdf", "docx", "xlsx", "txt"}]


def differences(there, here):
    """Letters that one side has more of."""
    return "".join(sorted((there - here).elements())), "".join(sorted((here - there).elements()))


def test_there_is_something_to_read():
    assert {"pdf", "docx", "xlsx"} <= {file.fmt for file in READ}
    assert len(READ) > 20


@pytest.mark.parametrize("file", [f for f in READ if f.fmt == "pdf"], ids=lambda f: f.path)
def test_every_letter_of_a_pdf_is_on_its_page_and_no_other(file, tmp_path):
    pages = [letters(*lines_of(page.items)) for page in file.pages()]
    assert [differences(a, b) for a, b in zip(by_pdfium(file.data), pages, strict=True)] == [("", "")] * len(
        pages
    )
    if POPPLER:
        (tmp_path / "a.pdf").write_bytes(file.data)
        other = by_poppler(tmp_path / "a.pdf", len(pages))
        assert [differences(a, b) for a, b in zip(other, pages, strict=True)] == [("", "")] * len(pages)


@pytest.mark.parametrize("file", [f for f in READ if f.fmt == "docx"], ids=lambda f: f.path)
def test_every_letter_of_a_word_file_is_read(file):
    (page,) = file.pages()
    # headers and footers are marked, and stand in parts of their own
    body = [item for item in page.items if not (isinstance(item, Line) and item.furniture)]
    missing, more = differences(by_xml(file.data), letters(*lines_of(body)))
    assert not missing
    # what Word counts by itself: numbers of paragraphs, `1.2` or `a)`
    assert len(more) <= 4 * by_xml_numbered(file.data), more


@pytest.mark.parametrize("file", [f for f in READ if f.fmt == "xlsx"], ids=lambda f: f.path)
def test_every_letter_of_a_workbook_is_read(file):
    pages = [letters(*lines_of(page.items)) for page in file.pages()]
    missing = [differences(a, b)[0] for a, b in zip(by_openpyxl(file.data), pages, strict=True)]
    assert missing == [""] * len(pages)


@pytest.mark.parametrize("file", [f for f in READ if f.fmt == "txt"], ids=lambda f: f.path)
def test_every_letter_of_a_dump_is_read_once(file):
    pages = letters(*(line for page in file.pages() for line in lines_of(page.items)))
    assert differences(by_bytes(file.data), pages) == ("", "")


@pytest.mark.parametrize("file", READ, ids=lambda f: f.path)
def test_every_word_comes_out_and_the_counts_add_up(file):
    paper = read_tree(file.data, file.path, LEXICON)[0]
    check(paper, file)


def check(paper, file):
    counts = paper.counts
    assert paper.fault is None, paper.fault
    assert counts.words == counts.in_rows + counts.in_headings + counts.furniture + counts.unplaced
    assert not [note for note in paper.notes if note.code == "words do not add up"]
    assert counts.in_rows == sum(row.words for plan in paper.plans for row in plan.rows)
    in_tables, in_lines = lost(paper, file.pages())
    assert not in_tables
    assert len(in_lines) <= counts.furniture


# A lost word is seen: in every reader, whatever is lost.

ROWS = (
    ("URN", "Action", "Owner", "RAG", "Comments"),
    ("1.1", "Light the path to Harrowby", "Insp Ada Fenn", "GREEN", "Signs are up"),
    ("1.2", "Walk the route", "Supt Gwen Sallow", "AMBER", "Waiting for the council"),
)
BESIDE = "The group thanked the officers of Stoke Tallow for their work"


def as_pdf(rows=ROWS, beside=(BESIDE,), ruled=True):
    out = io.BytesIO()
    style = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        *([("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0))] if ruled else []),
    ]
    styles = getSampleStyleSheet()
    cells = [[Paragraph(escaped(text), styles["BodyText"]) for text in row] for row in rows]
    widths = [60] + [660 / (len(rows[0]) - 1)] * (len(rows[0]) - 1)
    table = Table(cells, colWidths=widths, style=TableStyle(style), repeatRows=1)
    story = [Paragraph(escaped(text), styles["BodyText"]) for text in beside]
    SimpleDocTemplate(out, pagesize=landscape(A4), invariant=True).build([*story[:1], table, *story[1:]])
    return out.getvalue()


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


def as_docx(rows=ROWS, beside=(BESIDE,)):
    table = tbl(*(tr(*(tc(p(escaped(text))) for text in row)) for row in rows))
    texts = [p(escaped(text)) for text in beside]
    return docx("".join([*texts[:1], table, *texts[1:]]))


TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
    'PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
"""What openpyxl wants and Excel's own readers of parts do without."""


def as_xlsx(rows=ROWS):
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{escaped(text)}</t></is></c>' for text in row) + "</row>"
        for row in rows
    )
    return xlsx(f"<sheetData>{cells}</sheetData>", extra={"[Content_Types].xml": TYPES})


def as_text(rows=ROWS, beside=(BESIDE,)):
    return "\n\n".join([*beside, *(cell for row in rows for cell in row)]).encode()


MADE = {
    "a.pdf": as_pdf(), "b.pdf": as_pdf(ruled=False), "a.docx": as_docx(), "a.xlsx": as_xlsx(),
    "a.txt": as_text(),
}  # fmt: skip


@pytest.mark.parametrize("name", MADE)
def test_a_whole_paper_adds_up(name):
    (paper,) = read_tree(MADE[name], name, LEXICON)
    assert len(paper.plans[0].rows) == 2
    assert paper.counts.words >= sum(len(text.split()) for row in ROWS for text in row)
    check(paper, File(name, name[-4:].strip("."), MADE[name]))


class Losing:
    """A reader that loses the first word of one cell; the cells are counted by `at`."""

    def __init__(self, reader, at):
        self._reader, self.info, self.at = reader, reader.info, at

    def pages(self):
        for view in self._reader.pages():
            yield _View(view, self)

    def close(self):
        self._reader.close()

    def short(self, cell):
        self.at -= bool(cell.words)
        if self.at != -1 or not cell.words:
            return cell
        words = " ".join(cell.lines).split()[1:]
        return cell._replace(lines=(" ".join(words),) if words else (), words=cell.words - 1)

    def without(self, item):
        if not isinstance(item, Grid):
            return item
        rows = [row._replace(cells=tuple(map(self.short, row.cells))) for row in item.rows]
        return replace(item, rows=tuple(rows))


class _View:
    def __init__(self, view, losing):
        self._view, self._losing, self.number = view, losing, view.number

    def text(self):
        return self._view.text()

    def layout(self):
        page = self._view.layout()
        return replace(page, items=tuple(self._losing.without(item) for item in page.items))


@pytest.mark.parametrize("at", [6, 8])
@pytest.mark.parametrize("name", MADE)
def test_a_word_lost_by_a_reader_is_an_error(name, at, monkeypatch):
    opened = extract.paper.open_reader
    monkeypatch.setattr(extract.paper, "open_reader", lambda *args: Losing(opened(*args), at))
    (paper,) = read_tree(MADE[name], name, LEXICON)
    assert [(n.severity, n.value) for n in paper.notes if n.code == "words do not add up"] == [("error", "1")]


def lines_lost(module, name, monkeypatch):
    """Let a step of a reader lose its last line of text."""
    real = getattr(module, name)

    def losing(*args, **more):
        found = list(real(*args, **more))
        return found[:-1]

    monkeypatch.setattr(module, name, losing)


@pytest.mark.parametrize(
    ("name", "module", "step"),
    [
        ("a.pdf", "extract.pdf.assemble", "text_lines"),
        ("a.docx", "extract.word.reader", "_lines"),
        ("a.txt", "extract.dump.reader", "as_lines"),
    ],
)
def test_a_line_lost_inside_a_reader_is_an_error(name, module, step, monkeypatch):
    made = {"a.pdf": as_pdf(), "a.docx": as_docx(), "a.txt": b"Night Time plan\n\n" + as_text(beside=())}[
        name
    ]
    lines_lost(__import__(module, fromlist=["x"]), step, monkeypatch)
    (paper,) = read_tree(made, name, LEXICON)
    assert [n.severity for n in paper.notes if n.code == "words do not add up"] == ["error"]


def test_a_word_lost_by_the_recogniser_is_an_error(monkeypatch):
    real = PlanFinder._feed_rows
    monkeypatch.setattr(
        PlanFinder,
        "_feed_rows",
        lambda self, page, grid, *rest: real(self, page, replace(grid, rows=grid.rows[:-1]), *rest),
    )
    (paper,) = read_tree(MADE["a.docx"], "a.docx", LEXICON)
    assert [n.severity for n in paper.notes if n.code == "words do not add up"] == ["error"]


def test_the_independent_count_sees_a_lost_letter():
    file = File("a.pdf", "pdf", MADE["a.pdf"])
    (page,) = file.pages()
    there = by_pdfium(file.data)[0]
    short = [line[:-1] if line.endswith("Harrowby") else line for line in lines_of(page.items)]
    assert differences(there, letters(*short)) == ("y", "")
    (word,) = File("a.docx", "docx", MADE["a.docx"]).pages()
    assert differences(by_xml(MADE["a.docx"]), letters(*list(lines_of(word.items))[1:]))[0]


def test_a_word_that_came_out_nowhere_is_seen():
    file = File("a.docx", "docx", MADE["a.docx"])
    (paper,) = read_tree(file.data, file.path, LEXICON)
    row = paper.plans[0].rows[0]
    cells = {name: cell for name, cell in row.cells.items() if name != "owner"}
    short = replace(paper, plans=(replace(paper.plans[0], rows=(replace(row, cells=cells),)),))
    assert "Fenn" in lost(short, file.pages())[0]


# Generated layouts.

WORDS = st.sampled_from(
    "Light the path & route Wenmarsh council multi- agency 4P Plans URN 013 Gwen Sallow GREEN 30/05/19 £400 "
    "co-ordinate 1.1 Governance Owner Action first-time Brinmouth officers' café ﬁre".split()
)
TEXT = st.lists(WORDS, max_size=14).map(" ".join)
LABELS = st.permutations(["Action", "Owner", "Level", "RAG Status", "Comments"])


@st.composite
def tables(draw):
    labels = ["URN", *draw(LABELS)[: draw(st.integers(2, 5))]]
    rows = [labels]
    for n in range(draw(st.integers(1, 7))):
        kind = draw(st.sampled_from(["row", "row", "row", "band", "header", "empty"]))
        if kind == "header":
            rows.append(labels)
        elif kind == "band":
            rows.append([f"{n}.0", "Governance", *[""] * (len(labels) - 2)])
        elif kind == "empty":
            rows.append([""] * len(labels))
        else:
            rows.append([f"1.{n}", *(draw(TEXT) for _ in labels[1:])])
    return rows


MANY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def conserved(data, name):
    (paper,) = read_tree(data, name, LEXICON)
    file = File(name, name[-4:].strip("."), data)
    check(paper, file)
    return letters(*(line for page in file.pages() for line in lines_of(page.items)))


@MANY
@given(tables(), st.lists(TEXT, max_size=3), st.booleans())
def test_no_layout_of_a_pdf_loses_a_word(rows, beside, ruled):
    data = as_pdf(rows, beside, ruled)
    assert sum(by_pdfium(data), letters()) == conserved(data, "a.pdf")


@MANY
@given(tables(), st.lists(TEXT, max_size=3))
def test_no_layout_of_a_word_file_loses_a_word(rows, beside):
    data = as_docx(rows, beside)
    assert by_xml(data) == conserved(data, "a.docx")


@MANY
@given(tables())
def test_no_layout_of_a_sheet_loses_a_word(rows):
    data = as_xlsx(rows)
    assert sum(by_openpyxl(data), letters()) == conserved(data, "a.xlsx")


@MANY
@given(tables(), st.lists(TEXT, max_size=3), st.sampled_from(["\n", "\n\n", "\t", "  "]))
@example([["URN", "Owner", "Level"]] * 2, [], "\t")
@example([["URN", "Owner", "Level"], ["1.0", "Light", "Light"]], ["Light Governance"], "\t")
def test_no_layout_of_a_dump_loses_a_word(rows, beside, gap):
    text = "\n\n".join([*beside, "\n".join(gap.join(row) for row in rows)])
    if not text.strip():
        return
    data = text.encode()
    assert by_bytes(data) == conserved(data, "a.txt")
