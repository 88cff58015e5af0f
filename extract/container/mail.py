"""What is attached to a mail message (`.eml`), and what it says."""

from __future__ import annotations

import binascii
import email
import html
import re
from collections.abc import Iterator
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value
from functools import partial

from extract.container.found import Found, Payload
from extract.errors import Damaged, Unsupported
from extract.formats import decode_text

_BODIES = ("text/plain", "text/html", "text/enriched", "text/richtext", "message/delivery-status", "text/amp")
_UUENCODED = re.compile(
    rb"^begin [0-7]{3,4} (?P<name>[^\r\n]{1,255})\r?\n"
    rb"(?P<body>(?:[ -`]{1,64}[ \t]*\r?\n)*?)"
    rb"(?:`| ?)?\r?\n?end\r?$",
    re.MULTILINE,
)
_MARKUP = re.compile(r"<(?P<closing>/?)(?P<tag>[A-Za-z][A-Za-z0-9]*)[^<>]*>|<[!?][^<>]*>|(?P<text>[^<]+|<)")
_UNSEEN = ("script", "style", "head")
_BLOCKS = frozenset(("br", "p", "div", "tr", "li", "table", "h1", "h2", "h3", "h4", "h5", "h6"))
_BROKEN = (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
"""What the mail parser raises on malformed messages, beside its own errors."""


def inside_mail(data: bytes) -> Iterator[Found]:
    """Attachments of a message in its order, messages forwarded as attachments whole.

    The message's own text is no attachment, nor is a picture that its web page shows.
    """
    yield from _inside_part(parse_mail(data), "")


def parse_mail(data: bytes) -> Message:
    """The message; raises `Damaged`. Leading `From ` lines of mailboxes are skipped."""
    if data.startswith(b"From "):
        data = data.partition(b"\n")[2]
    try:
        return email.message_from_bytes(data)
    except _BROKEN as error:
        raise Damaged("The message is broken or nested too deeply. Ask for it again.") from error


def mail_text(data: bytes) -> str | None:
    """The message's own text: its plain text, else its web page's text; None where it has none."""
    plain: list[str] = []
    pages: list[str] = []
    try:
        for part in parse_mail(data).walk():
            kind = part.get_content_type()
            if kind in ("text/plain", "text/html") and not _is_file(part):
                text = _text_of(part)
                (plain if kind == "text/plain" else pages).append(text)
    except _BROKEN as error:
        raise Damaged("The message is broken or nested too deeply. Ask for it again.") from error
    text = "\n".join(t for t in plain if t.strip()) or "\n".join(html_text(p) for p in pages)
    return text.strip() or None


def html_text(page: str) -> str:
    """A web page's words, one line per block; scripts, styles and head left out."""
    out: list[str] = []
    skipping = ""
    for match in _MARKUP.finditer(page[: 4 << 20]):
        closing, tag = match["closing"], (match["tag"] or "").lower()
        if skipping:
            skipping = "" if closing and tag == skipping else skipping
        elif not tag:
            out.append(match["text"] or "")
        elif tag in _UNSEEN and not closing:
            skipping = tag
        elif tag in _BLOCKS:
            out.append("\n")
        elif tag in ("td", "th"):
            out.append(" ")
    lines = (" ".join(line.split()) for line in html.unescape("".join(out)).split("\n"))
    return "\n".join(line for line in lines if line)


def header_text(value: object) -> str:
    """A header's value with its encoded words decoded (RFC 2047), as far as they can be."""
    text = str(value)
    if "=?" not in text:
        return text
    try:
        pieces = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    return "".join(_decoded(piece, charset) for piece, charset in pieces)


def _decoded(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    try:
        return piece.decode(charset or "ascii")
    except (LookupError, UnicodeDecodeError):
        return decode_text(piece)


def _inside_part(part: Message, related: str) -> Iterator[Found]:
    """The files in one part; `related` is the text of the web page it belongs to."""
    kind = part.get_content_type()
    if kind in ("message/rfc822", "message/global"):
        yield _forwarded(part)
        return
    if part.is_multipart() and kind != "message/external-body":
        children = part.get_payload()
        if kind == "multipart/related":
            related = "".join(_text_of(p) for p in part.walk() if p.get_content_type() == "text/html")
        for child in children if isinstance(children, list) else ():
            if isinstance(child, Message):
                yield from _inside_part(child, related)
        return
    if _is_file(part) or (kind not in _BODIES and not kind.startswith("multipart/")):
        if not _is_shown(part, related):
            yield Found(load=partial(_load, part), name=_file_name(part))
    elif kind == "text/plain":
        yield from _uuencoded(part)


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _is_shown(part: Message, related: str) -> bool:
    """Whether a part is a picture that the message's web page shows by its content id."""
    identity = str(part.get("Content-ID", "")).strip(" <>\t\r\n")
    return part.get_content_maintype() == "image" and bool(identity) and f"cid:{identity}" in related


def _file_name(part: Message) -> str | None:
    raw = part.get_filename()
    if raw is None:
        return None
    return header_text(collapse_rfc2231_value(raw))


def _forwarded(part: Message) -> Found:
    """A message within the message, named by its file name or its subject."""
    children = part.get_payload()
    inner = children[0] if isinstance(children, list) and children else None
    name = _file_name(part)
    if name is None and isinstance(inner, Message):
        subject = " ".join(header_text(inner.get("Subject", "")).split())
        # A subject is no path: its strokes are not folders.
        name = re.sub(r"[\\/:]", "-", subject) + ".eml" if subject else None
    return Found(load=partial(_load_message, inner), name=name)


def _load_message(message: object) -> Payload:
    if not isinstance(message, Message):
        raise Damaged("A forwarded message is empty or broken. Ask for it by itself.")
    try:
        return Payload(message.as_bytes())
    except _BROKEN as error:
        raise Damaged("A forwarded message is broken. Ask for it by itself.") from error


def _load(part: Message) -> Payload:
    kind = part.get_content_type()
    if kind == "message/external-body":
        raise Unsupported(
            "The message only links to this file. Ask for the file itself (the link was not followed)."
        )
    try:
        content = part.get_payload(decode=True)
    except _BROKEN as error:
        raise Damaged("The attachment's encoding is broken. Ask for it again.") from error
    if not isinstance(content, bytes):
        raise Damaged("The attachment is broken or empty. Ask for it again.")
    return Payload(content)


def _text_of(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = part.get_content_charset()
    try:
        return content.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError, ValueError):
        return decode_text(content)


def _uuencoded(part: Message) -> Iterator[Found]:
    """Files that old mail programs put into the text between `begin 644 name` and `end`."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or b"begin " not in content:
        return
    for match in _UUENCODED.finditer(content):
        yield Found(load=partial(_load_uu, match["body"]), name=decode_text(match["name"]))


def _load_uu(body: bytes) -> Payload:
    pieces = []
    for line in body.splitlines():
        try:
            pieces.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Programs that strip trailing spaces: the length byte says how much of the line counts.
            try:
                pieces.append(binascii.a2b_uu(line[: (((line[0] - 32) & 63) * 4 + 5) // 3]))
            except binascii.Error as error:
                raise Damaged("The attachment's encoding is broken. Ask for it again.") from error
    return Payload(b"".join(pieces))
