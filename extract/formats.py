"""What a file really is: told by its bytes, and by its name only where the bytes leave it open.

Boards publish Word files named `.pdf`, web pages named `.doc` and workbooks saved as XML; the name says
what somebody believed.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

import olefile

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of an OLE compound file, MS-CFB §2.2."""

MOST_MEMBERS = 50_000
"""Members of a zip whose list is still read, at some 5 µs each; a workbook has some hundreds."""

PAPER_FORMATS = frozenset(
    ("pdf", "docx", "doc", "xlsx", "xls", "txt", "zip", "msg", "eml", "odt", "ods", "rtf")
)
"""The values of `papers.format`, beside `other`."""

_HUMAN = {
    "pdf": "PDF",
    "docx": "Word document",
    "doc": "Word 97-2003 document",
    "xlsx": "Excel workbook",
    "xls": "Excel 97-2003 workbook",
    "xlsb": "binary Excel workbook (.xlsb)",
    "pptx": "PowerPoint presentation",
    "ppt": "PowerPoint 97-2003 presentation",
    "odt": "OpenDocument text",
    "ods": "OpenDocument spreadsheet",
    "odf": "OpenDocument drawing or presentation",
    "rtf": "Rich Text document",
    "txt": "text file",
    "csv": "comma-separated text file",
    "html": "web page",
    "mhtml": "web page archive",
    "xml": "XML file",
    "zip": "zip archive",
    "archive": "archive that is no zip (7z, rar, tar, gz)",
    "msg": "Outlook message",
    "eml": "mail message",
    "tnef": "Outlook winmail.dat",
    "ole": "OLE object",
    "encrypted": "Office document locked with a password",
    "image": "picture",
    "empty": "empty file",
}

_EXTENSION = {
    **{f: f".{f}" for f in PAPER_FORMATS},
    "xlsb": ".xlsb",
    "pptx": ".pptx",
    "ppt": ".ppt",
    "csv": ".csv",
    "html": ".html",
    "mhtml": ".mht",
    "xml": ".xml",
    "tnef": ".dat",
}

_IMAGE_STARTS = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"II*\x00",
    b"MM\x00*",
    b"GIF87a",
    b"GIF89a",
    b"\xd7\xcd\xc6\x9a",
    b"\x00\x00\x00\x0cjP  ",
)
_IMAGE_BOXES = (b"ftyphei", b"ftypmif")
_BIFF_BOF = (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")
"""Excel 2 to 4 wrote the record stream without a compound file: a BOF record first."""
_BIFF_LENGTHS = (b"\x04\x00", b"\x06\x00", b"\x08\x00", b"\x10\x00")
_ARCHIVE_STARTS = (
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x1f\x8b\x08",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"MSCF\x00",
)
_PDF_HEAD = re.compile(rb"%PDF-\d")
_WORD_MAIN = re.compile(rb"(wordprocessingml\.(document|template)|ms-word\.[\w.]+)\.main\+xml", re.IGNORECASE)
_SHEET_MAIN = re.compile(
    rb"(spreadsheetml\.(sheet|template)|ms-excel\.(sheet|template)\.macroEnabled)\.main\+xml", re.IGNORECASE
)
_BINARY_SHEET_MAIN = re.compile(rb"ms-excel\.sheet\.binary\.macroEnabled\.main", re.IGNORECASE)
_SLIDES_MAIN = re.compile(
    rb"(presentationml\.(presentation|slideshow|template)|ms-powerpoint\.[\w.]+)\.main\+xml", re.IGNORECASE
)
_ROOT_STREAMS = (
    ("encryptedpackage", "encrypted"),
    ("worddocument", "doc"),
    ("workbook", "xls"),
    ("book", "xls"),
    ("powerpoint document", "ppt"),
    ("__properties_version1.0", "msg"),
)
_HEADER_LINE = re.compile(r"^([!-9;-~]{1,76}):", re.MULTILINE)
_TRANSPORT = frozenset(("mime-version", "received", "message-id", "return-path", "delivered-to", "x-sender"))
_CONTROL = bytes(c for c in range(32) if c not in b"\t\n\v\f\r\b\x1a\x1b") + b"\x7f"
_CP1252 = {
    c: bytes([c]).decode("cp1252", "replace")
    for c in range(0x80, 0xA0)
    if c not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_ESCAPED = re.compile("[\udc80-\udcff]")


def sniff(data: bytes, name: str = "") -> str:
    """The real format of a file: a value of `papers.format` or one of the finer names (`pptx`, `html`,
    `image`, `encrypted`, `tnef`, `ole`, ...); `other` where nothing is known of it.

    Never raises: a broken file is told by its first bytes, then by its name.
    """
    if not data:
        return "empty"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _sniff_zip(data, name)
    if data.startswith(COMPOUND):
        return _sniff_compound(data, name)
    fmt = _by_first_bytes(data, name)
    if fmt:
        return fmt
    return _sniff_text(decode_text(data[:65536]), name) if looks_like_text(data) else "other"


def _by_first_bytes(data: bytes, name: str) -> str | None:
    """The formats that a few bytes tell, None where they don't."""
    told = (
        # Before the PDF that may lie in its first lines as an object.
        (data.startswith(b"{\\rtf"), "rtf"),
        (data.startswith(_IMAGE_STARTS) or data[40:44] == b" EMF" or data[4:11] in _IMAGE_BOXES, "image"),
        (data.startswith(_ARCHIVE_STARTS) or data[257:262] == b"ustar", "archive"),
        (data.startswith(b"\x78\x9f\x3e\x22"), "tnef"),
        (_is_pdf(data, name), "pdf"),
        (data[:2] in _BIFF_BOF and data[2:4] in _BIFF_LENGTHS, "xls"),
        (data.startswith((b"\xdb\xa5\x2d\x00", b"\x31\xbe\x00\x00")), "doc"),
    )
    return next((fmt for told_so, fmt in told if told_so), None)


def _is_pdf(data: bytes, name: str) -> bool:
    """Readers accept a PDF whose header lies in the first 1,024 bytes (PDF 32000-1 annex H, note 13). One
    that has lost its head is still a PDF, broken; the name alone is not believed."""
    if _PDF_HEAD.search(data, 0, 1032):
        return True
    return extension_of(name) == "pdf" and (b"trailer" in data or b"endobj" in data)


def paper_format(fmt: str, name: str = "") -> str:
    """The value of `papers.format` for a sniffed format; a locked Office file is what its name says."""
    if fmt == "encrypted":
        fmt = {"docx": "docx", "docm": "docx", "xlsx": "xlsx", "xlsm": "xlsx"}.get(
            extension_of(name), "other"
        )
    return fmt if fmt in PAPER_FORMATS else "other"


def human_name(fmt: str, name: str = "") -> str:
    """What to call the format in a sentence: `PDF`, `PowerPoint presentation`, `file of type .dwg`."""
    if fmt in _HUMAN:
        return _HUMAN[fmt]
    extension = extension_of(name)
    return f"file of type .{extension}" if extension else "file of unknown type"


def extension_for(fmt: str, data: bytes = b"") -> str:
    """The extension, with its dot, for a file that has none; empty where the format says nothing."""
    if fmt == "image":
        starts = (
            (b"\x89PNG", ".png"),
            (b"\xff\xd8\xff", ".jpg"),
            (b"II*", ".tif"),
            (b"MM", ".tif"),
            (b"GIF8", ".gif"),
        )
        return next((extension for start, extension in starts if data.startswith(start)), "")
    return _EXTENSION.get(fmt, "")


def extension_of(name: str) -> str:
    """The name's extension, lower case without its dot; empty where there is none.

    `Minutes of 12.06.2019` and `v1.2 final draft` have none: an extension is 1 to 5 letters and digits,
    not digits alone.
    """
    stem, dot, extension = name.rpartition(".")
    plausible = dot and stem and re.fullmatch(r"[A-Za-z0-9]{1,5}", extension) and not extension.isdigit()
    return extension.lower() if plausible else ""


def looks_like_text(data: bytes) -> bool:
    """Whether the first 64 kB read as text in UTF-8, UTF-16 or a Windows code page."""
    sample = data[:65536]
    if sample.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) or _bare_utf16(sample):
        return True
    controls = len(sample) - len(sample.translate(None, _CONTROL))
    return controls * 50 <= len(sample)


def decode_text(data: bytes) -> str:
    """Bytes as text, total and without loss: byte order marks, UTF-8, else Windows-1252.

    Dumps put together from several documents mix the two: single bytes that are no UTF-8 in a text that
    else is are read as Windows-1252 one by one.
    """
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe\x00\x00", "utf-32-le"),
        (b"\x00\x00\xfe\xff", "utf-32-be"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if data.startswith(mark) and encoding != "utf-8":
            return data[len(mark) :].decode(encoding, "replace")
    data = data.removeprefix(b"\xef\xbb\xbf")
    wide = _bare_utf16(data[:65536])
    if wide:
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
    escaped = len(_ESCAPED.findall(text))
    proper = sum(1 for c in text if c > "\x7f") - escaped
    if escaped > proper:
        return data.decode("latin-1").translate(_CP1252)
    return _ESCAPED.sub(lambda m: _CP1252.get(ord(m[0]) - 0xDC00, chr(ord(m[0]) - 0xDC00)), text)


def _bare_utf16(sample: bytes) -> str | None:
    """The byte order of UTF-16 without a mark, None where it is not that: mostly Latin text has every
    second byte null."""
    pairs = len(sample) // 2
    if pairs < 4:
        return None
    for encoding, high, low in (
        ("utf-16-le", sample[1::2], sample[0::2]),
        ("utf-16-be", sample[0::2], sample[1::2]),
    ):
        if high.count(0) > 0.6 * pairs and low.count(0) < 0.02 * pairs:
            return encoding
    return None


def _sniff_zip(data: bytes, name: str) -> str:
    """The format of a zip: OpenDocument by its `mimetype`, Office by `[Content_Types].xml` (ECMA-376
    part 2 §10.1.2), else by the parts it has."""
    if data.count(b"PK\x01\x02") > MOST_MEMBERS:
        return "zip"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {_member_key(n): n for n in archive.namelist()}
            mimetype = _head_of(archive, members, "mimetype")
            types = _head_of(archive, members, "[content_types].xml")
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
        return _sniff_broken_zip(data, name)
    if mimetype.startswith(b"application/vnd.oasis.opendocument."):
        kind = mimetype.removeprefix(b"application/vnd.oasis.opendocument.")
        return "odt" if kind.startswith(b"text") else "ods" if kind.startswith(b"spreadsheet") else "odf"
    for pattern, part, fmt in (
        (_WORD_MAIN, "word/document.xml", "docx"),
        (_SHEET_MAIN, "xl/workbook.xml", "xlsx"),
        (_BINARY_SHEET_MAIN, "xl/workbook.bin", "xlsb"),
        (_SLIDES_MAIN, "ppt/presentation.xml", "pptx"),
    ):
        if pattern.search(types) or part in members:
            return fmt
    return "other" if types or mimetype else "zip"


def _member_key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _head_of(archive: zipfile.ZipFile, members: dict[str, str], key: str) -> bytes:
    """The first 256 kB of a member, empty where there is none or it cannot be unpacked."""
    if key not in members:
        return b""
    try:
        with archive.open(members[key]) as member:
            return member.read(262_144)
    except (RuntimeError, zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError):
        return b""


def _sniff_broken_zip(data: bytes, name: str) -> str:
    """A zip cut short has no directory: its first members and its name tell what it was."""
    head = data[:4096].lower()
    for part, fmt in ((b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx")):
        if part in head:
            return fmt
    for kind, fmt in ((b"opendocument.text", "odt"), (b"opendocument.spreadsheet", "ods")):
        if kind in head:
            return fmt
    extension = extension_of(name)
    named = {"docx": "docx", "docm": "docx", "xlsx": "xlsx", "xlsm": "xlsx", "odt": "odt", "ods": "ods"}
    return named.get(extension, "zip")


def _sniff_compound(data: bytes, name: str) -> str:
    """The format of an OLE compound file, by the streams in its root."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            roots = {path[0].lower() for path in ole.listdir(streams=True, storages=False) if len(path) == 1}
    except (OSError, ValueError, IndexError, TypeError, AttributeError, OverflowError, RecursionError):
        # olefile meets a broken directory with whichever of these comes first.
        named = {"doc": "doc", "dot": "doc", "xls": "xls", "xlt": "xls", "ppt": "ppt", "msg": "msg"}
        return named.get(extension_of(name), "ole")
    return next((fmt for stream, fmt in _ROOT_STREAMS if stream in roots), "ole")


def _sniff_text(text: str, name: str) -> str:
    """Which of the formats written as text this is."""
    text = text.lstrip("\ufeff\x00 \t\r\n")
    head = text[:2048].lower()
    extension = extension_of(name)
    if head.startswith("{\\rtf"):
        return "rtf"
    mail = _sniff_mail(text, extension)
    if mail:
        return mail
    if head.startswith("<?xml") or (head.startswith("<") and extension == "xml"):
        return _sniff_xml(head)
    if head.startswith(("<!doctype html", "<html", "<head", "<body", "<table", "<meta", "<!--")) or (
        "<html" in head and head.startswith("<")
    ):
        return "html"
    return "csv" if extension in ("csv", "tsv") else "xml" if extension in ("json", "xml") else "txt"


def _sniff_mail(text: str, extension: str) -> str | None:
    """`eml`, `mhtml` or None. A report may open with `Date:` and `Subject:` lines of its own, so a line
    that only a mail program writes is asked for, or the name."""
    if text.startswith("From "):
        text = text.partition("\n")[2]
    block = re.split(r"\r?\n\r?\n", text[:32768], maxsplit=1)[0]
    if not _HEADER_LINE.match(block):
        return None
    fields = {m.lower() for m in _HEADER_LINE.findall(block)}
    if not (
        fields & _TRANSPORT or (extension in ("eml", "mht", "mhtml") and fields & {"from", "subject", "date"})
    ):
        return None
    page = "multipart/related" in block.lower() and not fields & {
        "to",
        "cc",
        "received",
        "message-id",
        "return-path",
    }
    return "mhtml" if page or extension in ("mht", "mhtml") else "eml"


def _sniff_xml(head: str) -> str:
    """Office 2003 XML and flat packages are Word and Excel to LibreOffice, which reads them as such."""
    if 'progid="word.document"' in head or "schemas.microsoft.com/office/word/2003" in head:
        return "doc"
    if 'progid="excel.sheet"' in head or "urn:schemas-microsoft-com:office:spreadsheet" in head:
        return "xls"
    if "<html" in head or "<!doctype html" in head:
        return "html"
    return "xml"
