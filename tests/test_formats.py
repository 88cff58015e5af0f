"""What a file really is: bytes before name."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.container.compound import Entry, write_compound
from extract.formats import decode_text, extension_of, human_name, paper_format, sniff

WORD_TYPES = (
    b'<Types><Default Extension="xlsx" ContentType="application/'
    b'vnd.openxmlformats-officedocument.spreadsheetml.sheet"/>'
    b'<Override PartName="/word/document2.xml" ContentType="application/'
    b'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def compound(*streams: str) -> bytes:
    return write_compound([Entry((name,), b"x" * 100) for name in streams])


@pytest.mark.parametrize(
    ("data", "name", "fmt"),
    [
        (zipped(**{"[Content_Types].xml": WORD_TYPES, "word/document2.xml": b""}), "plan.pdf", "docx"),
        (zipped(**{"xl/workbook.xml": b""}), "data.doc", "xlsx"),
        (zipped(**{"xl\\workbook.xml": b""}), "data.xlsx", "xlsx"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.text"), "x.docx", "odt"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "", "ods"),
        (zipped(mimetype=b"application/epub+zip"), "", "other"),
        (zipped(**{"plans/hate crime.pdf": b"%PDF-1.4"}), "plans.docx", "zip"),
        (zipped(**{"word/document.xml": b"x" * 5000})[:60], "cut.bin", "docx"),
        (zipped(**{"a/b.xml": b"x" * 5000})[:40], "cut.xlsx", "xlsx"),
        (b"junk before it\n" * 20 + b"%PDF-1.4\n", "plan", "pdf"),
        (b"  \n1 0 obj\n<<>>\nendobj\ntrailer", "headless.pdf", "pdf"),
        (b"Minutes that mention endobj", "minutes.txt", "txt"),
        (compound("WordDocument", "1Table"), "plan.pdf", "doc"),
        (compound("Workbook"), "", "xls"),
        (compound("Book"), "", "xls"),
        (compound("PowerPoint Document"), "", "ppt"),
        (compound("__properties_version1.0"), "", "msg"),
        (compound("EncryptedPackage", "EncryptionInfo"), "plan.docx", "encrypted"),
        (compound("CONTENTS"), "oleObject1.bin", "ole"),
        (compound("WordDocument")[:300], "cut.doc", "doc"),
        (b"\x09\x08\x10\x00\x00\x06", "", "xls"),
        (b"\xef\xbb\xbf{\\rtf1 x}", "plan.doc", "rtf"),
        (b"<html><body><table></table></body></html>", "plan.doc", "html"),
        (b"<!DOCTYPE HTML>\n<html>", "", "html"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "a.xls", "xls"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w/>', "a.xml", "doc"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', "a.xml", "html"),
        (b'<?xml version="1.0"?><rows/>', "a.xml", "xml"),
        (b"\x89PNG\r\n\x1a\n", "scan.pdf", "image"),
        (b"\x78\x9f\x3e\x22\x00\x00", "winmail.dat", "tnef"),
        (b"7z\xbc\xaf\x27\x1c\x00", "papers.zip", "archive"),
        (b"From: a@wenmarsh.example\nMIME-Version: 1.0\nTo: b\n\nHello", "", "eml"),
        (b"From b@c Mon\nReceived: x\nSubject: y\n\nHello", "", "eml"),
        (b"Subject: Plans\nDate: 3 June 2019\n\nHello", "mail.eml", "eml"),
        (b"Subject: Hate Crime Plan\nDate: 3 June 2019\n\nThe board is asked", "report.txt", "txt"),
        (b'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"\n\n--x', "plan.doc", "mhtml"),
        (b"URN,Action\n1.1,Do it\n", "plan.csv", "csv"),
        ("URN – Action £".encode("cp1252"), "dump", "txt"),
        ("URN Action".encode("utf-16-le"), "dump.txt", "txt"),
        (b"\x00\x01\x02\x03\x04\x05" * 50, "plan.txt", "other"),
        (b"", "plan.pdf", "empty"),
    ],
)
def test_bytes_tell_before_the_name(data, name, fmt):
    assert sniff(data, name) == fmt


def test_a_macro_workbook_is_a_workbook():
    types = b'<Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'
    assert sniff(zipped(**{"[Content_Types].xml": types}), "x.xlsm") == "xlsx"


def test_paper_format_is_one_of_the_contracts_values():
    assert paper_format("pptx") == "other"
    assert paper_format("encrypted", "Plan.DOCX") == "docx"
    assert paper_format("encrypted", "plan") == "other"
    assert human_name("other", "drawing.dwg") == "file of type .dwg"
    assert human_name("other", "Minutes of 12.06.2019") == "file of unknown type"


def test_a_date_is_no_extension():
    assert extension_of("Minutes 12.06.2019") == ""
    assert extension_of("plan v1.2 final draft") == ""
    assert extension_of("Plan.PDF") == "pdf"
    assert extension_of(".pdf") == ""


def test_text_of_two_code_pages_keeps_both():
    mixed = "Café – Brinmouth’s plan: éèà ".encode() + b"\x93quoted\x94 \x8d"
    assert decode_text(mixed) == "Café – Brinmouth’s plan: éèà “quoted” \x8d"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_text_is_read_in_every_encoding_an_office_writes(encoding):
    text = "URN 1.1 – Harrowby’s plan, £5 for each of the actions"
    assert decode_text(text.encode(encoding)) == text


@given(st.binary(max_size=300))
def test_any_bytes_decode_and_ascii_is_kept(data):
    text = decode_text(data)
    if data.isascii() and b"\x00" not in data:
        assert text == data.decode("ascii")


@given(
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf", b"%PDF-", b"<?xml"]),
    st.binary(max_size=1200),
    st.text(max_size=20),
)
def test_sniffing_never_raises(start, rest, name):
    fmt = sniff(start + rest, name)
    assert human_name(fmt, name)
    assert paper_format(fmt, name)
