"""Archives: every member listed, none believed."""

import io
import struct
import zipfile

import pytest
from container_files import PDF, listed, names, zipped

from extract.errors import Damaged, Encrypted, TooLarge
from extract.limits import MIB, Budget, Limits


def test_members_come_in_order_without_folders_and_litter():
    data = zipped(
        {
            "June/": b"",
            "June/plan.pdf": PDF,
            "May/plan.pdf": PDF,
            "__MACOSX/June/._plan.pdf": b"x",
            "June/.DS_Store": b"x",
            "Thumbs.db": b"x",
            "../../evil.pdf": PDF,
        }
    )
    found = listed(data)
    assert [a.name for a in found] == ["plan.pdf", "plan (2).pdf", "evil.pdf"]
    assert [a.near for a in found[:2]] == ["June", "May"]
    assert found[0].name_origin == "file name"


def with_raw_name(raw):
    placeholder = "x" * len(raw)
    return zipped({placeholder: PDF}).replace(placeholder.encode(), raw)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("文章1.pdf".encode("shift_jis"), "文章1.pdf"),
        ("Brinmouth – café.pdf".encode(), "Brinmouth – café.pdf"),
        ("集团邮件.pdf".encode("gbk"), "集团邮件.pdf"),
        ("Café.pdf".encode("cp437"), "Café.pdf"),
        ("Café £5 Zoë.pdf".encode("cp437"), "Café £5 Zoë.pdf"),
    ],
)
def test_names_of_old_packers_are_read(raw, name):
    assert names(with_raw_name(raw)) == [name]


def test_a_bomb_is_listed_and_left_packed():
    budget = Budget(Limits(ratio_from_bytes=MIB // 4))
    found = listed(zipped({"bomb.txt": b"\x00" * MIB, "plan.pdf": PDF}), budget=budget)
    assert isinstance(found[0].error, TooLarge)
    assert "zip bomb" in str(found[0].error)
    assert found[1].data == PDF
    assert budget.unpacked == len(PDF)


def test_a_member_that_lies_about_its_size_is_stopped():
    data = bytearray(zipped({"a.bin": bytes(range(256)) * 4096}))
    at = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 10)
    budget = Budget(Limits(file_bytes=MIB // 2))
    (only,) = listed(bytes(data), budget=budget)
    assert only.data is None
    assert isinstance(only.error, TooLarge | Damaged)


def test_the_total_is_limited_over_members():
    budget = Budget(Limits(unpacked_bytes=2500))
    found = listed(zipped({f"{n}.txt": bytes([65 + n]) * 1000 for n in range(4)}), budget=budget)
    assert [a.error is None for a in found] == [True, True, False, False]


def test_too_many_members_end_with_one_entry_that_says_so():
    budget = Budget(Limits(attachments=3))
    found = listed(zipped({f"{n}.pdf": PDF for n in range(10)}), budget=budget)
    assert len(found) == 4
    assert isinstance(found[3].error, TooLarge)
    assert found[3].name == "further files"


def locked(password):
    """A zip with one member under the traditional cipher (APPNOTE 6.1), which zipfile does not write."""
    table = [_crc(n) for n in range(256)]
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte):
        keys[0] = (keys[0] >> 8) ^ table[(keys[0] ^ byte) & 0xFF]
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = (keys[2] >> 8) ^ table[(keys[2] ^ (keys[1] >> 24)) & 0xFF]

    for byte in password.encode():
        update(byte)
    crc = zipfile.crc32(PDF)
    secret = bytearray()
    for byte in b"\x00" * 11 + bytes([crc >> 24]) + PDF:
        k = keys[2] | 2
        secret.append(byte ^ (((k * (k ^ 1)) >> 8) & 0xFF))
        update(byte)
    name = b"plan.pdf"
    sizes = struct.pack("<III", crc, len(secret), len(PDF))
    local = (
        b"PK\x03\x04"
        + struct.pack("<HHHHH", 20, 1, 0, 0, 33)
        + sizes
        + struct.pack("<HH", len(name), 0)
        + name
    )
    central = b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 1, 0, 0, 33) + sizes
    central += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local) + len(secret), 0)
    return local + bytes(secret) + central + end


def _crc(n):
    for _ in range(8):
        n = (n >> 1) ^ 0xEDB88320 if n & 1 else n >> 1
    return n


def test_a_locked_member_is_listed_and_opened_by_its_password():
    data = locked("wenmarsh")
    (only,) = listed(data)
    assert (only.name, only.format) == ("plan.pdf", "pdf")
    assert isinstance(only.error, Encrypted)
    assert [a.data for a in listed(data, passwords=("wrong", "wenmarsh"))] == [PDF]


def test_a_zip_without_its_directory_is_damaged():
    with pytest.raises(Damaged, match="cut short"):
        listed(zipped({"plan.pdf": PDF * 50})[:80])


def test_a_broken_member_does_not_hide_the_others():
    data = bytearray(zipped({"a.txt": b"hello " * 500, "b.pdf": PDF}))
    data[40:50] = b"\xff" * 10
    first, second = listed(bytes(data))
    assert isinstance(first.error, Damaged)
    assert second.data == PDF


def test_an_unknown_packing_method_is_said():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("plan.pdf", PDF)
    data = bytearray(out.getvalue())
    struct.pack_into("<H", data, 8, 9)
    struct.pack_into("<H", data, data.rfind(b"PK\x01\x02") + 10, 9)
    (only,) = listed(bytes(data))
    assert only.error.status == "unsupported"


def test_an_archive_of_too_many_members_is_refused_unread():
    data = zipped({"plan.pdf": PDF}) + b"PK\x01\x02" * 60_000
    with pytest.raises(TooLarge, match="lists more than"):
        listed(data)
