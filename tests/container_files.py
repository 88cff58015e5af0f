"""Tiny files that hold other files, built byte by byte."""

import io
import struct
import zipfile
import zlib

from extract.container import attachments
from extract.container.compound import Entry, write_compound
from extract.formats import sniff
from extract.limits import Budget

PDF = b"%PDF-1.4\n%%EOF\n"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def listed(data, name="paper", budget=None, passwords=()):
    """What is directly inside."""
    return list(attachments(data, sniff(data, name), name, budget or Budget(), passwords))


def names(data, name="paper", **more):
    return [a.name for a in listed(data, name, **more)]


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def compound(**streams):
    return write_compound(
        [Entry((n.replace("ONE", "\x01").replace("THREE", "\x03"),), c) for n, c in streams.items()]
    )


def acrobat(pdf=PDF):
    """An Acrobat object: the PDF in `CONTENTS`."""
    user_type = b"Acrobat Document\x00"
    comp_obj = b"\x00" * 28 + struct.pack("<I", len(user_type)) + user_type
    return compound(ONECompObj=comp_obj, CONTENTS=pdf)


def package_record(label, data, *, wide=None, role=3, size=None):
    """The packager's record, MS-OLEDS §2.3.6, with the Unicode names after the file where
    given; `label` is the label or `label|path`."""
    label, _, path = label.partition(b"|")
    record = struct.pack("<H", 2) + label + b"\x00" + (path or label) + b"\x00" + struct.pack("<HH", 0, role)
    record += struct.pack("<I", 4) + b"tmp\x00"
    record += struct.pack("<I", len(data) if size is None else size) + data
    for text in wide or ():
        record += struct.pack("<I", len(text)) + text.encode("utf-16-le")
    return record


def packaged(label, data, **more):
    """A packager object: the record in `Ole10Native`."""
    record = package_record(label, data, **more)
    return compound(ONEOle10Native=struct.pack("<I", len(record)) + record)


def rels(*relations):
    """A part's relationships: (id, kind, target) or (id, kind, target, "External")."""
    body = "".join(
        f'<Relationship Id="{r[0]}" Type="{R}/{r[1]}" Target="{r[2]}"'
        + (f' TargetMode="{r[3]}"' if len(r) > 3 else "")
        + "/>"
        for r in relations
    )
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{namespace}">{body}</Relationships>'


def ole_object(rid, *, prog="AcroExch.Document.DC", icon=None, aspect="Icon", kind="Embed"):
    picture = f'<v:shape><v:imagedata r:id="{icon}"/></v:shape>' if icon else ""
    attributes = f'Type="{kind}" ProgID="{prog}" DrawAspect="{aspect}" r:id="{rid}"'
    return f"<w:object>{picture}<o:OLEObject {attributes}/></w:object>"


def paragraph(text="", inner=""):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r><w:r>{inner}</w:r></w:p>"


def word(body, relations, parts, head=""):
    """A Word file with this body, its relationships and other parts."""
    document = (
        f'{head}<w:document xmlns:w="{W}" xmlns:r="{R}" xmlns:o="urn:schemas-microsoft-com:office:office" '
        f'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:c="urn:chart" xmlns:mc="urn:mc"><w:body>{body}'
        "</w:body>"
        "</w:document>"
    )
    return zipped({"word/document.xml": document, "word/_rels/document.xml.rels": rels(*relations), **parts})


def emf(*lines, y=None):
    """An enhanced metafile that draws these lines one below the other."""
    out = struct.pack("<II", 1, 88) + b"\x00" * 32 + b" EMF" + b"\x00" * 44
    for n, line in enumerate(lines):
        text = line.encode("utf-16-le")
        text += b"\x00" * (-len(text) % 4)
        head = struct.pack("<IIffiiII", 0, 1, 1.0, 1.0, 5, n if y is None else y, len(line), 76)
        record = b"\x00" * 12 + head + b"\x00" * 24
        record = record[: 76 - 8].ljust(76 - 8, b"\x00") + text
        out += struct.pack("<II", 84, len(record) + 8) + record
    return out + struct.pack("<IIIII", 14, 20, 0, 0, 20)


def pdf_document(objects, root=1):
    """A PDF of these objects, numbered from 1, with its cross-reference table."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for n, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{n} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer\n<</Size {len(objects) + 1}/Root {root} 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def pdf_stream(content, extra=b""):
    packed = zlib.compress(content)
    return b"<</Length %d/Filter/FlateDecode%b>>\nstream\n%b\nendstream" % (len(packed), extra, packed)
