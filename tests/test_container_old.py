"""What is inside old Word, Excel and PowerPoint files, Rich Text, OpenDocument and PDF."""

import hashlib
import io
import struct
import zlib

import olefile
import pytest
from container_files import (
    PDF,
    acrobat,
    listed,
    names,
    package_record,
    pdf_document,
    pdf_stream,
    zipped,
)
from hypothesis import given
from hypothesis import strategies as st
from msoffcrypto.exceptions import InvalidKeyError
from msoffcrypto.format.ooxml import OOXMLFile

from extract.container.compound import Entry, write_compound
from extract.container.opendocument import check_unlocked
from extract.container.passwords import decrypt_office, is_locked
from extract.errors import Damaged, Encrypted, TooLarge
from extract.formats import sniff
from extract.lexicon import Lexicon
from extract.limits import Budget
from extract.paper import read_tree

_names = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x24F, exclude_characters="/\\:!"), min_size=1, max_size=20
)


@given(st.dictionaries(_names.map(str.lower), st.binary(max_size=5000), max_size=8), st.booleans())
def test_a_compound_file_reads_back_as_written(streams, folder):
    path = ("folder",) if folder else ()
    data = write_compound([Entry((*path, n), c) for n, c in streams.items()])
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        found = {tuple(p): ole.openstream(p).read() for p in ole.listdir() if ole.get_size(p)}
    assert {p[-1].upper(): c for p, c in found.items()} == {n.upper(): c for n, c in streams.items() if c}


def test_a_large_compound_file_has_a_second_table_of_tables():
    content = bytes(range(256)) * 32 * 1024
    data = write_compound([Entry(("Big",), content), Entry(("Small",), b"abc")])
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        assert ole.openstream("Big").read() == content
        assert ole.openstream("Small").read() == b"abc"


def old_word(order, objects):
    """A Word 97 file whose text mentions the objects in this order."""
    text = bytearray(b"\x00" * 1536)
    struct.pack_into("<HH", text, 0, 0xA5EC, 193)
    struct.pack_into("<H", text, 0x0A, 0x0200)
    struct.pack_into("<II", text, 0xFA, 0, 12)
    page = bytearray(512)
    page[511] = len(order)
    for n, number in enumerate(order):
        at = 400 - 16 * n
        page[4 * (len(order) + 1) + n] = at // 2
        page[at : at + 7] = b"\x06\x03\x6a" + struct.pack("<i", number)
    text[1024:1536] = page
    table = struct.pack("<III", 0, 100, 2)
    entries = [Entry(("WordDocument",), bytes(text) * 3), Entry(("1Table",), table)]
    for number, streams in objects.items():
        entries += [Entry(("ObjectPool", f"_{number}", *path), content) for path, content in streams.items()]
    return write_compound(entries)


def test_objects_of_old_word_come_in_the_order_of_its_text():
    record = {("\x01Ole10Native",): b"\x00" * 4 + package_record(b"two.pdf", PDF)}
    data = old_word(
        [22, 11], {11: {("CONTENTS",): PDF}, 22: record, 33: {("package",): zipped({"xl/workbook.xml": b""})}}
    )
    assert names(data) == ["two.pdf", "attachment 2.pdf", "attachment 3.xlsx"]


def test_a_workbook_in_old_word_becomes_a_file_of_its_own():
    inner = {("Workbook",): b"BIFF" * 2000, ("MBD00000001", "CONTENTS"): PDF}
    (only,) = listed(old_word([5], {5: inner}))
    assert only.format == "xls"
    with olefile.OleFileIO(io.BytesIO(only.data)) as ole:
        assert ole.openstream("Workbook").read() == b"BIFF" * 2000
    assert [a.data for a in listed(only.data)] == [PDF]


def test_linked_and_empty_objects_are_listed():
    data = old_word([], {1: {("\x03LinkInfo",): b"x"}, 2: {("\x03ObjInfo",): b"x"}})
    assert [(a.error.status if a.error else None, a.format) for a in listed(data)] == [
        ("unsupported", "other"),
        (None, "ole"),
    ]


def test_objects_of_old_slides_are_unpacked():
    packed = acrobat()
    body = struct.pack("<I", len(packed)) + zlib.compress(packed)
    stream = struct.pack("<HHI", 0x10, 0x1011, len(body)) + body + struct.pack("<HHI", 0, 0x3E8, 0xFFFFFF)
    assert [a.data for a in listed(write_compound([Entry(("PowerPoint Document",), stream)]))] == [PDF]


def ole1(name, native, form=2):
    out = struct.pack("<II", 0x501, form)
    for text in (name, b"S:\\plans\\plan.doc\x00" if form == 1 else b"", b""):
        out += struct.pack("<I", len(text)) + text
    return out + struct.pack("<I", len(native)) + native


@pytest.mark.parametrize(
    ("native", "expected"),
    [
        (package_record(b"plan.pdf|C:\\plan.pdf", PDF), ("plan.pdf", "pdf")),
        (acrobat(), ("attachment 1.pdf", "pdf")),
        (PDF, ("attachment 1.pdf", "pdf")),
    ],
)
def test_objects_of_rich_text_are_read(native, expected):
    digits = ole1(b"Package\x00", native).hex().encode()
    lines = b"\r\n".join(digits[n : n + 60] for n in range(0, len(digits), 60))
    data = b"{\\rtf1 {\\object\\objemb{\\*\\objclass Package}{\\*\\objdata " + lines + b"}{\\result x}}}"
    assert [(a.name, a.format) for a in listed(data)] == [expected]


def test_binary_runs_in_rich_text_are_read():
    native = ole1(b"Package\x00", package_record(b"plan.pdf", PDF))
    data = b"{\\rtf1 {\\object{\\*\\objdata " + native[:8].hex().encode()
    data += b"\\bin%d " % (len(native) - 8) + native[8:] + b"}}}"
    assert [a.data for a in listed(data)] == [PDF]


def test_links_and_rubbish_in_rich_text_are_listed():
    linked = ole1(b"Word.Document.8\x00", b"", form=1).hex().encode()
    data = b"{\\rtf1 {\\object{\\*\\objdata " + linked + b"}}{\\object{\\*\\objdata zz}}}"
    found = listed(data)
    assert [(a.name, a.error.status) for a in found] == [
        ("plan.doc", "unsupported"),
        ("attachment 2", "damaged"),
    ]


def opendocument(body, more=None, kinds=()):
    entries = "".join(f'<m:file-entry m:full-path="{p}" m:media-type="{k}"/>' for p, k in kinds)
    namespaces = 'xmlns:d="urn:d" xmlns:x="http://www.w3.org/1999/xlink" xmlns:s="urn:s"'
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="urn:m">{entries}</m:manifest>',
            "content.xml": f"<o {namespaces}>{body}</o>",
            **(more or {}),
        }
    )


def test_objects_of_opendocument_become_files_and_charts_do_not():
    kind = "application/vnd.oasis.opendocument."
    body = (
        '<d:frame><d:object-ole x:href="./Object 2"/></d:frame>'
        '<d:frame><d:object x:href="./Object 3"/></d:frame>'
        '<d:frame><d:object x:href="./Object 1"/><s:title>Performance data</s:title></d:frame>'
    )
    data = opendocument(
        body,
        {"Object 1/content.xml": "<x/>", "Object 2": acrobat(), "Object 3/content.xml": "<x/>"},
        [("Object 1/", kind + "spreadsheet"), ("Object 3/", kind + "chart")],
    )
    found = listed(data)
    assert [(a.name, a.name_origin) for a in found] == [
        ("attachment 1.pdf", "position"),
        ("Performance data.ods", "caption"),
    ]
    assert found[1].data == listed(data)[1].data


def test_a_locked_opendocument_says_so():
    data = zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": "<m><file-entry><encryption-data/></file-entry></m>",
        }
    )
    with pytest.raises(Encrypted, match="password"):
        check_unlocked(data, Budget())
    with pytest.raises(Encrypted):
        listed(data)


def pdf_with_files(*, key=b"/F", pin=False):
    spec = b"<</Type/Filespec/UF(plan one.pdf)" + (b"/F(plan one.pdf)" if key == b"/F" else b"")
    spec += b"/EF<</F 5 0 R>>>>"
    tree = b"" if pin else b"/Names<</EmbeddedFiles<</Names[(a) 4 0 R]>>>>"
    annotations = b"/Annots[<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS 4 0 R>>]" if pin else b""
    return pdf_document(
        [
            b"<</Type/Catalog/Pages 2 0 R" + tree + b">>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]" + annotations + b">>",
            spec,
            pdf_stream(PDF, b"/Type/EmbeddedFile"),
        ]
    )


@pytest.mark.parametrize("pin", [False, True])
@pytest.mark.parametrize("key", [b"/F", b"/UF"])
def test_files_in_a_pdf_are_listed_whichever_way_they_are_attached(pin, key):
    data = pdf_with_files(key=key, pin=pin)
    (only,) = listed(data)
    assert (only.name, only.data, only.near) == ("plan one.pdf", PDF, "page 1" if pin else None)
    assert [paper.name for paper in read_tree(data, "a.pdf", Lexicon())] == ["a.pdf", "plan one.pdf"]


def test_a_file_too_large_to_take_out_of_a_pdf_is_listed():
    budget = Budget()
    budget.unpacked = budget.limits.unpacked_bytes - 3
    (only,) = listed(pdf_with_files(), budget=budget)
    assert only.error.status == "too large"


def test_a_broken_pdf_is_damaged():
    with pytest.raises(Damaged):
        listed(PDF)


def locked_workbook(password):
    plain = zipped(
        {
            "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            b'<Override ContentType="application/'
            b'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
            "xl/workbook.xml": b"<workbook/>",
            # Packages under 4 kB are not written right by the library that locks them here.
            "xl/media/noise": b"".join(hashlib.sha256(bytes([n])).digest() for n in range(200)),
        }
    )
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(plain)).encrypt(password, out)
    return plain, out.getvalue()


def test_a_locked_office_file_opens_with_its_password_only():
    plain, locked = locked_workbook("Eastwold")
    fmt = sniff(locked, "plan.xlsx")
    assert is_locked(locked, fmt)
    assert decrypt_office(locked, ["wrong", "Eastwold"]) == plain
    with pytest.raises(Encrypted, match="none was given"):
        decrypt_office(locked, [])
    with pytest.raises(Encrypted, match="none of the passwords given fits"):
        decrypt_office(locked, ["wrong"])


def test_the_password_that_excel_itself_sets_is_known():
    plain, locked = locked_workbook("VelvetSweatshop")
    assert decrypt_office(locked, []) == plain


def test_an_open_file_is_not_locked_and_a_broken_lock_is_damaged():
    assert not is_locked(old_word([], {}), "doc")
    assert not is_locked(b"rubbish", "xls")
    with pytest.raises(Damaged):
        decrypt_office(write_compound([Entry(("EncryptedPackage",), b"x")]), ["a"])


def test_a_directory_of_too_many_streams_is_refused():
    data = write_compound([Entry(("WordDocument",), b"x"), *[Entry((f"s{n}",), b"") for n in range(20_000)]])
    with pytest.raises(TooLarge, match="parts"):
        listed(data, "plan.doc")


def test_the_lock_of_an_old_word_file_keeps_no_spin_count(monkeypatch):
    class Old:
        info = object()

        def load_key(self, password):
            raise InvalidKeyError(password)

    monkeypatch.setattr("msoffcrypto.OfficeFile", lambda _file: Old())
    with pytest.raises(Encrypted, match="none was given"):
        decrypt_office(b"", [])
