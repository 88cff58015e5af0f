"""Papers made to do harm: each a few bytes of one trick."""

from __future__ import annotations

import io
import random
import zipfile
import zlib

from msoffcrypto.method.ecma376_agile import ECMA376Agile
from office_files import OFFICE, docx, p, tbl, tc, tr, xlsx

PLAN = (("URN", "Action", "Owner", "RAG"), ("1.1", "Light the path to Harrowby", "Insp Ada Fenn", "GREEN"))


def plan(*more: str, **parts) -> bytes:
    """A Word file with a good plan in it, and whatever else."""
    return docx(tbl(*(tr(*row) for row in PLAN)) + "".join(more), **parts)


def zipped(*members, packed=zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of (name, bytes), names as they are given, twice if twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, packed)
    return out.getvalue()


def nested_zip(deep: int) -> bytes:
    """A zip in a zip in a zip, the innermost with a text."""
    data = zipped(("notes.txt", b"the innermost"))
    for n in range(deep):
        data = zipped((f"layer{n}.zip", data))
    return data


def overlapping_zip(copies: int, size: int) -> bytes:
    """Many entries of the directory that share one packed member."""
    data = zipped(("0.txt", b"x" * size))
    at = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[at:end]
    listed = b"".join(entry.replace(b"0.txt", b"%d.txt" % (n % 10)) for n in range(copies))
    tail = bytearray(data[end:])
    tail[8:12] = copies.to_bytes(2, "little") * 2
    tail[12:16] = len(listed).to_bytes(4, "little")
    return data[:at] + listed + bytes(tail)


def locked_zip(name: str, content: bytes, password: bytes) -> bytes:
    """A zip locked in the old way (APPNOTE 6.1), which Python reads and does not write."""
    data = bytearray(zipped((name, content), packed=zipfile.ZIP_STORED))
    table = [_crc_step(n) for n in range(256)]
    keys = [0x12345678, 0x23456789, 0x34567890]

    def take(byte: int) -> None:
        keys[0] = (keys[0] >> 8) ^ table[(keys[0] ^ byte) & 0xFF]
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = (keys[2] >> 8) ^ table[(keys[2] ^ (keys[1] >> 24)) & 0xFF]

    def put(byte: int) -> int:
        k = (keys[2] | 2) & 0xFFFF
        out = byte ^ ((k * (k ^ 1)) >> 8 & 0xFF)
        take(byte)
        return out

    for byte in password:
        take(byte)
    head = bytes(11) + bytes([zlib.crc32(content) >> 24])
    secret = bytes(put(byte) for byte in head + content)
    start = 30 + len(name)
    data[start : start + len(content)] = secret
    for at in (0, data.index(b"PK\x01\x02")):
        flags, packed = (6, 18) if at == 0 else (8, 20)
        data[at + flags] |= 1
        data[at + packed : at + packed + 4] = len(secret).to_bytes(4, "little")
    end = data.index(b"PK\x05\x06")
    data[end + 16 : end + 20] = data.index(b"PK\x01\x02").to_bytes(4, "little")
    return bytes(data)


def locked_word(password: str, data: bytes | None = None) -> bytes:
    """A Word file locked as Office does; the library writes only those of some kB rightly."""
    with zipfile.ZipFile(io.BytesIO(data or plan())) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    padded = zipped(*parts, ("docProps/pad.bin", bytes(range(256)) * 40), packed=zipfile.ZIP_STORED)
    return ECMA376Agile.encrypt(password, io.BytesIO(padded))


def _crc_step(n: int) -> int:
    for _ in range(8):
        n = (n >> 1) ^ 0xEDB88320 if n & 1 else n >> 1
    return n


def with_document(xml: str) -> bytes:
    """A Word file whose main part is this XML."""
    return docx("", extra={"word/document.xml": xml})


WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def laughs() -> bytes:
    """The billion laughs."""
    entities = '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    body = "<w:body><w:p><w:r><w:t>&l11;</w:t></w:r></w:p></w:body>"
    return with_document(f"<!DOCTYPE d [{entities}]><w:document {WORD}>{body}</w:document>")


def entity(address: str) -> bytes:
    """A text that is an external entity."""
    body = "<w:body><w:p><w:r><w:t>before &e; after</w:t></w:r></w:p></w:body>"
    head = f'<!DOCTYPE d SYSTEM "{address}" [<!ENTITY e SYSTEM "{address}">'
    head += f'<!ENTITY % p SYSTEM "{address}"> %p;]>'
    return with_document(f"{head}<w:document {WORD}>{body}</w:document>")


def deep_xml(deep: int) -> bytes:
    """Elements within elements, none of them known."""
    inner = "<w:x>" * deep + "<w:p/>" + "</w:x>" * deep
    return with_document(f"<w:document {WORD}><w:body>{inner}</w:body></w:document>")


def deep_tables(deep: int) -> bytes:
    """Tables within tables."""
    inner = p("inmost")
    for _ in range(deep):
        inner = tbl(tr(tc(inner + p("a")), tc(p("b"))), tr(tc(p("c")), tc(p("d"))))
    return docx(inner)


def many_rows(rows: int) -> bytes:
    return docx(tbl(*(tr(*row) for row in PLAN), *["<w:tr><w:tc><w:p/></w:tc></w:tr>"] * rows))


def spans(value: str) -> bytes:
    """A plan, then a table whose every number is absurd."""
    props = f'<w:gridSpan w:val="{value}"/><w:vMerge w:val="{value}"/><w:tcW w:w="{value}"/>'
    row = f'<w:tr><w:trPr><w:gridBefore w:val="{value}"/><w:gridAfter w:val="{value}"/></w:trPr>'
    row += tc(p("a"), props=props) + tc(p("b")) + "</w:tr>"
    grid = f'<w:tblGrid><w:gridCol w:w="{value}"/></w:tblGrid>'
    return plan(f"<w:tbl>{grid}{row}{row}</w:tbl>")


def numbers(value: str) -> bytes:
    """Numbered paragraphs that begin at, and are on a level of, an absurd number."""
    level = f'<w:lvl w:ilvl="0"><w:start w:val="{value}"/><w:numFmt w:val="FORMAT"/>'
    level += '<w:lvlText w:val="%1.%9"/></w:lvl>'
    formats = ("decimal", "upperRoman", "lowerLetter", "ordinal", "hex", "cardinalText", "chicago")
    numbering = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{level.replace("FORMAT", f)}</w:abstractNum>'
        f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>'
        for n, f in enumerate(formats)
    )
    body = "".join(
        p("x", props=f'<w:numPr><w:ilvl w:val="{i}"/><w:numId w:val="{n + 1}"/></w:numPr>')
        for n in range(len(formats))
        for i in ("0", value)
    )
    return plan(body, numbering=numbering)


def remote(address: str) -> bytes:
    """A plan with everything a Word file can fetch: template, picture, object, sub-document, chunk, link."""
    kinds = {
        "rT": "attachedTemplate", "rI": "image", "rO": "oleObject", "rS": "subDocument", "rA": "aFChunk",
        "rH": "hyperlink", "rF": "frame",
    }  # fmt: skip
    relations = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{address}/{kind}.docx" '
        'TargetMode="External"/>'
        for key, kind in kinds.items()
    )
    body = (
        '<w:p><w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" Type="Link" '
        'ProgID="Word.Document.12" r:id="rO"/></w:object></w:r></w:p>'
        '<w:subDoc r:id="rS"/><w:altChunk r:id="rA"/>'
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDETEXT "{address}/x"'
        '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        '<w:p><w:r><w:drawing><a:blip r:link="rI"/></w:drawing></w:r></w:p>'
    )
    data = plan(body)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts["word/_rels/document.xml.rels"] = f'<Relationships xmlns="{package}">{relations}</Relationships>'
    parts["word/settings.xml"] = (
        f'<w:settings {WORD}><w:attachedTemplate r:id="rT" xmlns:r="{OFFICE}"/></w:settings>'
    )
    parts["word/_rels/settings.xml.rels"] = parts["word/_rels/document.xml.rels"]
    return zipped(*parts.items())


def with_macros() -> bytes:
    """A plan with a project of macros beside it."""
    data = plan()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped(*parts.items(), ("word/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)))


def sheet(*rows: str, head: str = "", tail: str = "") -> bytes:
    return xlsx(f"{head}<sheetData>{''.join(rows)}</sheetData>{tail}")


def text_cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def pdf(*objects: bytes, root: int = 1, trailer: bytes = b"") -> bytes:
    """Objects numbered from 1 as a PDF."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, root, trailer, at,
    ))  # fmt: skip


def stream(content: bytes, head: bytes = b"") -> bytes:
    packed = zlib.compress(content)
    return b"<<%s/Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (head, len(packed), packed)


FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
WORDS = b"BT /F1 10 Tf 60 700 Td (RAG rating of each action and its owner, by URN) Tj ET\n"


def one_page(content: bytes = WORDS, box: bytes = b"0 0 595 842", more: bytes = b"", *objects: bytes,
             resources: bytes = b"", catalog: bytes = b"") -> bytes:  # fmt: skip
    """A PDF of one page; `objects` are numbered from 6."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>%s>>%s>>"
        % (box, resources, more),
        stream(content),
        FONT,
        *objects,
    )


def rulings(count: int) -> bytes:
    """A page with so many lines that each stands by itself."""
    chance = random.Random(1)  # noqa: S311 - no secret
    lines = (
        f"{chance.random() * 500:.2f} {(y := chance.random() * 800):.2f} m "
        f"{chance.random() * 590:.2f} {y:.2f} l S"
        for _ in range(count)
    )
    return one_page(WORDS + "\n".join(lines).encode())


def looped_forms() -> bytes:
    """A form that draws itself, twice each time."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X 6 0 R>>>>"
    return one_page(WORDS + b"/X Do /X Do", b"0 0 595 842", b"", stream(b"/X Do /X Do", form),
                    resources=b"/XObject<</X 6 0 R>>")  # fmt: skip


def branching_forms(deep: int) -> bytes:
    """Each form draws the next ten times: ten to the power of `deep` texts out of a few bytes."""
    head = (
        b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>/XObject<</X %d 0 R>>>>"
    )
    forms = [stream(b"/X Do " * 10, head % (7 + n)) for n in range(deep)]
    forms.append(stream(WORDS, head % 6))
    return one_page(WORDS + b"/X Do", b"0 0 595 842", b"", *forms, resources=b"/XObject<</X 6 0 R>>")


def tags(*objects: bytes) -> bytes:
    """A tagged page; `objects` from 6 on are the tree's, the first its root."""
    content = b"/P <</MCID 0>> BDC " + WORDS + b" EMC"
    catalog = b"/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R"
    return one_page(content, b"0 0 595 842", b"/StructParents 0", *objects, catalog=catalog)


def looped_tags() -> bytes:
    return tags(
        b"<</Type/StructTreeRoot/K[7 0 R]/ParentTree 9 0 R>>",
        b"<</S/Table/P 6 0 R/K[8 0 R]/Pg 3 0 R>>",
        b"<</S/TR/P 7 0 R/K[7 0 R 0]/Pg 3 0 R>>",
        b"<</Nums[0[8 0 R]]>>",
    )


def deep_tags(deep: int) -> bytes:
    elements = [b"<</S/Div/P %d 0 R/K[%d 0 R]/Pg 3 0 R>>" % (7 + n, 9 + n) for n in range(deep)]
    return tags(
        b"<</Type/StructTreeRoot/K[8 0 R]/ParentTree 7 0 R>>",
        b"<</Nums[0[%d 0 R]]>>" % (8 + deep),
        *elements,
        b"<</S/P/P %d 0 R/K 0/Pg 3 0 R>>" % (7 + deep),
    )


def wide_tags(wide: int) -> bytes:
    elements = [b"<</S/P/P 6 0 R/K 0/Pg 3 0 R>>"] * wide
    kids = b" ".join(b"%d 0 R" % (8 + n) for n in range(wide))
    return tags(b"<</Type/StructTreeRoot/K[%s]/ParentTree 7 0 R>>" % kids, b"<</Nums[0[8 0 R]]>>", *elements)


def page_tree(kids: bytes, count: int, *objects: bytes) -> bytes:
    """A PDF whose page tree is what is given; its one good page is object 3."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        stream(WORDS),
        FONT,
        *objects,
    )


def no_map() -> bytes:
    """Text in a font that says nothing of its letters."""
    return one_page(
        b"BT /F9 10 Tf 60 700 Td <" + b"0024002500260027" * 20 + b"> Tj ET",
        b"0 0 595 842",
        b"",
        b"<</Type/Font/Subtype/Type0/BaseFont/AAAAAA+Sans/Encoding/Identity-H/DescendantFonts[7 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/AAAAAA+Sans/CIDSystemInfo<</Registry(Adobe)"
        b"/Ordering(Identity)/Supplement 0>>/FontDescriptor 8 0 R/DW 600>>",
        b"<</Type/FontDescriptor/FontName/AAAAAA+Sans/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0"
        b"/Ascent 800/Descent -200/CapHeight 700/StemV 80>>",
        resources=b"/Font<</F9 6 0 R>>",
    ).replace(b"/Font<</F1 5 0 R>>/Font<</F9 6 0 R>>", b"/Font<</F1 5 0 R/F9 6 0 R>>     ")
