"""What is attached to messages, and what they say."""

import base64
import binascii
import struct
from email.message import EmailMessage

import pytest
from container_files import PDF, acrobat, listed, names
from hypothesis import given
from hypothesis import strategies as st

from extract.container import body_text
from extract.container.compound import Entry, write_compound
from extract.errors import PaperError
from extract.formats import sniff


def message(subject="Papers", body="Please find the plans attached."):
    mail = EmailMessage()
    mail["From"] = "clerk@wenmarsh.example"
    mail["To"] = "board@wenmarsh.example"
    mail["Message-ID"] = "<1@wenmarsh.example>"
    mail["Subject"] = subject
    mail.set_content(body)
    return mail


def test_attachments_come_in_order_and_the_text_is_none_of_them():
    mail = message()
    mail.add_alternative("<p>Please find</p>", subtype="html")
    mail.add_attachment(PDF, maintype="application", subtype="octet-stream", filename="Café – plan.pdf")
    mail.add_attachment("notes", filename="notes.txt")
    found = listed(mail.as_bytes())
    assert [(a.name, a.format, a.name_origin) for a in found] == [
        ("Café – plan.pdf", "pdf", "file name"),
        ("notes.txt", "txt", "file name"),
    ]
    assert body_text(mail.as_bytes(), "eml") == "Please find the plans attached."


def test_an_encoded_word_in_a_file_name_is_decoded():
    raw = (
        b"From: a\r\nMIME-Version: 1.0\r\nContent-Type: application/pdf; "
        b'name="=?utf-8?Q?Brinmouth_=E2=80=93_plan.pdf?="\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + base64.b64encode(PDF)
    )
    assert names(raw) == ["Brinmouth – plan.pdf"]


def test_a_forwarded_message_is_a_file_and_its_attachment_is_inside_it():
    inner = message("Re: Gangs/Knife plan")
    inner.add_attachment(PDF, maintype="application", subtype="pdf", filename="gangs.pdf")
    outer = message("Fwd")
    outer.add_attachment(inner)
    (forwarded,) = listed(outer.as_bytes())
    assert (forwarded.name, forwarded.format) == ("Re- Gangs-Knife plan.eml", "eml")
    assert names(forwarded.data) == ["gangs.pdf"]


def test_a_picture_shown_in_the_page_is_no_file_and_a_scan_is():
    mail = message()
    mail.add_alternative('<img src="cid:logo">', subtype="html")
    page = mail.get_payload()[1]
    page.add_related(b"\x89PNG\r\n\x1a\n", "image", "png", cid="<logo>", filename="logo.png")
    mail.add_attachment(b"\xff\xd8\xff\xe0", maintype="image", subtype="jpeg", filename="scan.jpg")
    assert names(mail.as_bytes()) == ["scan.jpg"]


def test_a_web_pages_words_are_the_body_where_there_is_no_other():
    raw = (
        b"From: a\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
        b"<html><head><title>t</title></head><style>p{}</style><p>Plan &amp; owner</p><p>Row</p></html>"
    )
    assert body_text(raw, "eml") == "Plan & owner\nRow"


def test_a_file_written_into_the_text_is_found():
    lines = b"begin 644 plan.pdf\n" + _uu(PDF) + b"`\nend\n"
    raw = b"From: a\nMessage-ID: <1>\nSubject: x\n\nHere it is:\n\n" + lines
    (only,) = listed(raw)
    assert (only.name, only.data) == ("plan.pdf", PDF)


def _uu(data):
    return b"".join(binascii.b2a_uu(data[n : n + 45]) for n in range(0, len(data), 45))


def test_an_external_body_is_a_link():
    raw = (
        b"From: a\nMIME-Version: 1.0\nContent-Type: message/external-body; access-type=URL; "
        b'name="plan.pdf"; URL="http://wenmarsh.example/plan.pdf"\n\nContent-Type: application/pdf\n\n'
    )
    (only,) = listed(raw)
    assert only.name == "plan.pdf"
    assert only.data is None


@given(st.binary(max_size=400))
def test_no_message_crashes(rest):
    raw = b"From: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n" + rest
    try:
        listed(raw)
        body_text(raw, "eml")
    except PaperError:
        pass


def test_messages_nested_without_end_are_the_papers_fault():
    raw = b"x"
    for n in range(1500):
        raw = b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) + raw
    with pytest.raises(PaperError, match="nested too deeply"):
        listed(b"From: a\n" + raw)


def wide(text):
    return text.encode("utf-16-le")


def attachment(number, name, *, method=1, hidden=False, content_id=None):
    folder = f"__attach_version1.0_#{number:08X}"
    numbers = b"\x00" * 8 + struct.pack("<IIII", 0x37050003, 6, method, 0)
    numbers += struct.pack("<IIII", 0x7FFE000B, 6, int(hidden), 0)
    entries = [
        Entry((folder, "__properties_version1.0"), numbers),
        Entry((folder, "__substg1.0_3704001F"), wide("SHORT~1.PDF")),
        Entry((folder, "__substg1.0_3707001F"), wide(name)),
    ]
    if content_id:
        entries.append(Entry((folder, "__substg1.0_3712001F"), wide(content_id)))
    return folder, entries


def outlook(*groups):
    return write_compound(
        [
            Entry(("__properties_version1.0",), b"\x00" * 32),
            Entry(("__substg1.0_1000001F",), wide("See the plan.")),
            *[entry for group in groups for entry in group],
        ]
    )


def test_an_outlook_message_gives_files_messages_and_objects():
    plain, first = attachment(0, "Hate Crime Plan.pdf")
    first.append(Entry((plain, "__substg1.0_37010102"), PDF))
    nested, second = attachment(1, "Earlier mail", method=5)
    item = "__substg1.0_3701000D"
    second += [
        Entry((nested, item, "__properties_version1.0"), b"\x00" * 24),
        Entry((nested, item, "__substg1.0_1000001F"), wide("Earlier.")),
    ]
    wrapped, third = attachment(2, "Object", method=6)
    third.append(Entry((wrapped, item, "CONTENTS"), PDF))
    shown, fourth = attachment(3, "logo.png", hidden=True, content_id="logo")
    fourth.append(Entry((shown, "__substg1.0_37010102"), b"\x89PNG\r\n\x1a\n"))
    linked, fifth = attachment(4, "cloud.docx", method=7)
    data = outlook(first, second, third, fourth, fifth)
    found = listed(data)
    assert [(a.name, a.format) for a in found] == [
        ("Hate Crime Plan.pdf", "pdf"),
        ("Earlier mail.msg", "msg"),
        ("Object.pdf", "pdf"),
        ("cloud.docx", "docx"),
    ]
    assert linked
    assert found[3].error.status == "unsupported"
    assert body_text(data, "msg") == "See the plan."
    assert body_text(found[1].data, "msg") == "Earlier."


def tnef(*attributes):
    out = b"\x78\x9f\x3e\x22\x01\x00"
    for level, tag, body in attributes:
        out += struct.pack("<BHHI", level, tag, 6, len(body)) + body + struct.pack("<H", sum(body) & 0xFFFF)
    return out


def test_a_winmail_dat_gives_its_files():
    long_name = (
        b"\x01\x00\x00\x00" + b"\x1f\x00\x07\x37" + struct.pack("<II", 1, 40) + wide("Long name of plan.pdf")
    )
    data = tnef(
        (1, 0x8006, b"\x00" * 4),
        (2, 0x9002, b"\x00" * 14),
        (2, 0x8010, b"LONGNA~1.PDF\x00"),
        (2, 0x800F, PDF),
        (2, 0x9005, long_name[:-2]),
        (2, 0x9002, b"\x00" * 14),
        (2, 0x8010, b"item\x00"),
    )
    assert sniff(data, "winmail.dat") == "tnef"
    first, second = listed(data)
    assert first.data == PDF
    assert first.name.startswith("Long name of plan")
    assert second.error.status == "unsupported"


@pytest.mark.parametrize("cut", range(6, 120, 5))
def test_a_winmail_dat_cut_short_is_no_crash(cut):
    data = tnef((2, 0x9002, b"\x00" * 14), (2, 0x8010, b"plan.pdf\x00"), (2, 0x800F, PDF * 4))
    assert len(listed(data[:cut])) <= 1


def test_an_object_in_a_message_unwraps_like_one_in_word():
    assert [a.data for a in listed(acrobat())] == [PDF]


def test_a_web_page_that_never_closes_its_scripts_is_read_in_no_time():
    raw = (
        b"From: a\nMIME-Version: 1.0\nContent-Type: text/html\n\n<p>Plan</p>"
        + b"<script" * 200_000
        + b"<style>" * 9000
    )
    assert body_text(raw, "eml").startswith("Plan")
