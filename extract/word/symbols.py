"""Signs typed in a symbol font, as the Unicode sign a reader sees.

Ticks, crosses and lights stand in plans as letters of Wingdings and its kin: `ü` in Wingdings is a tick.
"""

from __future__ import annotations

from collections.abc import Mapping

_WINGDINGS: Mapping[int, str] = {
    0x4A: "☺", 0x4B: "😐", 0x4C: "☹", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒",
    0x73: "⬧", 0x74: "⧫", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x9F: "•", 0xA7: "▪", 0xA8: "◻", 0xA1: "○",
    0xA4: "◉", 0xAB: "★", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xEF: "⇦",
    0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2: Mapping[int, str] = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x96: "•", 0x97: "●", 0x98: "⬤",
    0x9A: "○", 0xA0: "▪", 0xA1: "■", 0xA2: "■", 0xA3: "□",
}  # fmt: skip
_WINGDINGS_3: Mapping[int, str] = {
    0x66: "←", 0x67: "→", 0x68: "↑", 0x69: "↓", 0x6A: "↖", 0x6B: "↗", 0x6C: "↙", 0x6D: "↘", 0x70: "▲",
    0x71: "▼", 0x72: "△", 0x73: "▽", 0x74: "◀", 0x75: "▶", 0x7D: "▶", 0xC6: "⇦", 0xC7: "⇨", 0xC8: "⇧",
    0xC9: "⇩",
}  # fmt: skip
_WEBDINGS: Mapping[int, str] = {
    0x33: "◀", 0x34: "▶", 0x35: "▲", 0x36: "▼", 0x61: "✔", 0x63: "□", 0x67: "■", 0x6E: "●", 0x72: "✖",
    0x3D: "■",
}  # fmt: skip
_SYMBOL: Mapping[int, str] = {
    0xA3: "≤", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB3: "≥",
    0xB4: "×", 0xB7: "•", 0xB9: "≠", 0xBB: "≈", 0xD6: "√", 0xDE: "⇒", 0xA5: "∞", 0xA8: "♦",
    0x2D: "\N{MINUS SIGN}",
}  # fmt: skip
_FONTS: Mapping[str, Mapping[int, str]] = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": _WINGDINGS_3,
    "webdings": _WEBDINGS,
    "symbol": _SYMBOL,
}
_PRIVATE = range(0xF000, 0xF100)
"""Where Office puts the characters of symbol fonts in Unicode."""


def from_font(text: str, font: str | None) -> str:
    """Text as it looks in its font: only symbol fonts change anything, and only signs known here."""
    signs = _FONTS.get((font or "").casefold())
    if signs is None:
        if text.isascii() or not any(ord(letter) in _PRIVATE for letter in text):
            return text
        signs = _SYMBOL
    return "".join(_sign(letter, signs) for letter in text)


def symbol(char: str | None, font: str | None) -> str:
    """A `w:sym` (ECMA-376 §17.3.3.30): hex code in a font; '' where the code is none."""
    try:
        code = int(char or "", 16)
    except ValueError:
        return ""
    if not 0x20 <= code < 0x110000 or 0xD800 <= code < 0xE000:
        return ""
    return from_font(chr(code), font)


def _sign(letter: str, signs: Mapping[int, str]) -> str:
    code = ord(letter)
    code = code - _PRIVATE.start if code in _PRIVATE else code
    known = signs.get(code)
    if known is not None:
        return known
    # A letter of the Symbol font above its Greek, unknown here, stays what the file says it is.
    return letter
