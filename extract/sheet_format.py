"""Numbers and dates as a sheet shows them: Excel's number formats, as a British reader has them set.

ECMA-376 part 1 §18.8.30 (numFmt), §18.8.31 (numFmts). `0.453` in a cell formatted `0.00%` prints `45.30%`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import regex

GENERAL = "General"
BUILT_IN: Mapping[int, str] = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "£#,##0;-£#,##0", 6: "£#,##0;-£#,##0",
    7: "£#,##0.00;-£#,##0.00", 8: "£#,##0.00;-£#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "hh:mm", 21: "hh:mm:ss", 22: "dd/mm/yyyy hh:mm",
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: "#,##0;-#,##0;-", 42: "£#,##0;-£#,##0;£-", 43: "#,##0.00;-#,##0.00;-", 44: "£#,##0.00;-£#,##0.00;£-",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
"""Formats that files name by number only; 14 to 22 and money follow the reader's country: ours."""
_SYSTEM_DATES = ("[$-F800]", "[$-x-sysdate]")
"""A long date in the reader's own manner, whatever letters follow."""

_MONTH_FIRST = regex.compile(r"(?<![a-z\"])m{1,2}\\?([/.-])d{1,2}\\?[/.-]y{2,4}(?![a-z\"])", regex.IGNORECASE)
"""`m/d/yyyy`: nobody could tell which number is the month, so that it is shown as year, month and day."""
_TOKENS = regex.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<general>General)'
    r"|(?P<half>AM/PM|A/P)|(?P<power>E[+-])|(?P<date>d+|m+|y+|h+|s+|e+)|(?P<slot>[0#?])|(?P<mark>[.,%@/])"
    r"|(?P<plain>.)",
    regex.IGNORECASE | regex.DOTALL,
)
_CONDITION = regex.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+)")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EXACT = Context(prec=4000)
_LONGEST = 255
"""Letters of a format, Excel's own limit; what is longer is no format."""
_LAST_DAY = 2_958_465
"""31 December 9999 as a serial number."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    """`text`, `slot`, `mark`, `power`, `date`, `half`, `elapsed` or `general`."""
    text: str


@dataclass(frozen=True, slots=True)
class _Section:
    tokens: tuple[_Token, ...]
    condition: tuple[str, float] | None


def shown(value: float, code: str, *, from_1904: bool = False) -> str:
    """A number as its format shows it; formats that cannot be followed show it as General does."""
    sections = _sections(code if len(code) <= _LONGEST else GENERAL)
    section, absolute = _choose(sections, value)
    if section is None or any(token.kind == "general" for token in section.tokens):
        around = "".join(token.text for token in section.tokens if token.kind == "text") if section else ""
        bare = general(abs(value) if absolute else value)
        return bare if not around else _around_general(section, bare)
    kinds = {token.kind for token in section.tokens}
    if kinds & {"date", "elapsed", "half"}:
        return _date(section.tokens, value, from_1904) or general(value)
    if "slot" not in kinds:
        text = "".join(token.text for token in section.tokens if token.kind == "text")
        return general(value) if any(token.text == "@" for token in section.tokens) else text.strip()
    return _number(section.tokens, abs(value), minus=value < 0 and not absolute)


def is_text_format(code: str) -> bool:
    """Whether a format shows numbers as they were typed."""
    return code.strip() == "@"


def general(value: float) -> str:
    """A number without a format: at most eleven characters of digits, no trailing zeros."""
    if value == int(value) and abs(value) < 1e11:
        return str(int(value))
    if abs(value) >= 1e11 or abs(value) < 1e-9:
        mantissa, _, power = f"{value:.5E}".partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{power[0]}{power[1:].rjust(2, '0')}"
    whole = len(str(int(abs(value))))
    return f"{value:.{max(10 - whole, 0)}f}".rstrip("0").rstrip(".")


def _around_general(section: _Section | None, bare: str) -> str:
    tokens = section.tokens if section else ()
    return "".join(bare if token.kind == "general" else token.text for token in tokens).strip()


def _sections(code: str) -> list[_Section]:
    if code.startswith(_SYSTEM_DATES):
        code = "dd mmmm yyyy"
    elif code.startswith("[$-F400]"):
        code = "hh:mm:ss"
    code = _MONTH_FIRST.sub("yyyy-mm-dd", code)
    sections: list[_Section] = []
    tokens: list[_Token] = []
    condition: tuple[str, float] | None = None
    for match in _TOKENS.finditer(code):
        if match["plain"] == ";":
            sections.append(_Section(tuple(tokens), condition))
            tokens, condition = [], None
            continue
        if match["bracket"] is not None:
            found = _CONDITION.fullmatch(match["bracket"].strip())
            if found is not None and found[2].count(".") <= 1:
                condition = found[1], float(found[2])
        token = _token(match)
        if token is not None:
            tokens.append(token)
    sections.append(_Section(tuple(tokens), condition))
    return sections


def _token(match: regex.Match[str]) -> _Token | None:
    kind = match.lastgroup
    text = match[kind] if kind else None
    if kind is None or text is None:
        return _Token("text", " ") if match[0].startswith("_") else None
    if kind == "bracket":
        if text.startswith("$"):
            return _Token("text", text[1:].partition("-")[0])
        letters = text.lower()
        return (
            _Token("elapsed", letters)
            if letters and letters.strip(letters[0]) == "" and letters[0] in "hms"
            else None
        )
    if kind in ("quoted", "escaped", "plain"):
        return _Token("text", text)
    return _Token(kind, text)


def _choose(sections: Sequence[_Section], value: float) -> tuple[_Section | None, bool]:
    """The section that shows a number, and whether it shows it without its sign (§18.8.31)."""
    numeric = list(sections[:3])
    if any(section.condition for section in numeric):
        for section in numeric:
            if section.condition is None or _holds(section.condition, value):
                return section, False
        return None, False
    if value < 0 and len(numeric) > 1:
        return numeric[1], True
    if value == 0 and len(numeric) > 2:
        return numeric[2], False
    return numeric[0], False


def _holds(condition: tuple[str, float], value: float) -> bool:
    sign, bound = condition
    return {
        "<": value < bound,
        ">": value > bound,
        "=": value == bound,
        "<=": value <= bound,
        ">=": value >= bound,
        "<>": value != bound,
    }[sign]


def _number(tokens: Sequence[_Token], value: float, *, minus: bool) -> str:
    """Digits put into the slots of a section."""
    slots = [at for at, token in enumerate(tokens) if token.kind == "slot"]
    point = next((at for at, token in enumerate(tokens) if token.text == "." and token.kind == "mark"), None)
    amount = Decimal(repr(value)) * 100 ** sum(token.text == "%" for token in tokens if token.kind == "mark")
    if any(token.kind == "power" for token in tokens):
        decimals = sum(at > point for at in slots if at < _power_at(tokens)) if point is not None else 0
        return ("-" if minus else "") + _scientific(amount, decimals)
    if any(token.text == "/" and token.kind == "mark" for token in tokens):
        return ("-" if minus else "") + _fraction(tokens, amount)
    whole_slots = [at for at in slots if point is None or at < point]
    decimal_slots = [at for at in slots if point is not None and at > point]
    first, last = (whole_slots[0], whole_slots[-1]) if whole_slots else (len(tokens), len(tokens))
    commas = [at for at, token in enumerate(tokens) if token.kind == "mark" and token.text == ","]
    # Commas after the last digit, of the whole or of all, divide by a thousand each.
    thousands = sum((last < at and (point is None or at < point)) or at > slots[-1] for at in commas)
    rounded = amount.scaleb(-3 * thousands).quantize(
        Decimal(1).scaleb(-len(decimal_slots)), ROUND_HALF_UP, _EXACT
    )
    whole, _, decimals_text = f"{rounded:f}".partition(".")
    grouped = any(first < at < last for at in commas)
    shown_parts = _fill_whole(tokens, whole_slots, whole.lstrip("0"), grouped)
    shown_parts.update(_fill_decimals(tokens, decimal_slots, decimals_text))
    text = ""
    for at, token in enumerate(tokens):
        if token.kind == "slot":
            text += shown_parts[at]
        elif token.kind == "text" or (token.kind == "mark" and token.text in ".%"):
            text += token.text
    minus = minus and rounded != 0
    return ("-" if minus else "") + text.strip()


def _power_at(tokens: Sequence[_Token]) -> int:
    return next(at for at, token in enumerate(tokens) if token.kind == "power")


def _fill_whole(tokens: Sequence[_Token], slots: Sequence[int], digits: str, grouped: bool) -> dict[int, str]:
    """Digits before the point, from the right; the first slot takes what is left."""
    found: dict[int, str] = {}
    done = 0
    for at in reversed(slots):
        first = at == slots[0]
        take = digits if first else digits[-1:]
        digits = "" if first else digits[:-1]
        if not take:
            take = {"0": "0", "?": " "}.get(tokens[at].text, "")
        text = ""
        for digit in reversed(take):
            if grouped and done and done % 3 == 0 and digit != " ":
                text = "," + text
            text = digit + text
            done += 1
        found[at] = text
    return found


def _fill_decimals(tokens: Sequence[_Token], slots: Sequence[int], digits: str) -> dict[int, str]:
    """Digits after the point; `#` drops noughts at the end."""
    found = dict(zip(slots, digits.ljust(len(slots), "0"), strict=True))
    for at in reversed(slots):
        if found[at] != "0" or tokens[at].text == "0":
            break
        found[at] = " " if tokens[at].text == "?" else ""
    return found


def _scientific(amount: Decimal, decimals: int) -> str:
    mantissa, _, power = f"{amount:.{decimals}E}".partition("E")
    return f"{mantissa}E{power[0]}{power[1:].rjust(2, '0')}"


def _fraction(tokens: Sequence[_Token], amount: Decimal) -> str:
    at = next(place for place, token in enumerate(tokens) if token.kind == "mark" and token.text == "/")
    digits = sum(token.kind == "slot" for token in tokens[at:])
    part = Fraction(amount).limit_denominator(10 ** max(min(digits, 6), 1) - 1)
    whole, rest = divmod(part.numerator, part.denominator)
    if rest == 0:
        return str(whole)
    return f"{whole} {rest}/{part.denominator}" if whole else f"{rest}/{part.denominator}"


def _date(tokens: Sequence[_Token], value: float, from_1904: bool) -> str | None:
    """A serial number as date and time; None where it is out of range (Excel shows ####)."""
    elapsed = any(token.kind == "elapsed" for token in tokens)
    if not 0 <= value <= _LAST_DAY:
        return None
    tenths = any(tokens[at - 1].text == "." for at, token in enumerate(tokens) if at and token.kind == "slot")
    moment = _moment(value, from_1904, tenths=tenths)
    half_day = any(token.kind == "half" for token in tokens)
    text = ""
    for at, token in enumerate(tokens):
        if token.kind == "date":
            text += _date_part(token.text.lower(), moment, minutes=_is_minutes(tokens, at), half_day=half_day)
        elif token.kind == "half":
            text += ("AM", "PM")[moment.hour >= 12][: 2 if len(token.text) > 3 else 1]
        elif token.kind == "elapsed" and elapsed:
            seconds = round(value * 86_400)
            text += str(seconds // {"h": 3600, "m": 60, "s": 1}[token.text[0]]).zfill(len(token.text))
        elif token.kind == "slot":
            text += str(moment.microsecond // 100_000) if tokens[at - 1].text == "." else ""
        elif token.kind == "text" or token.text in "./,":
            text += token.text
    return text.strip() + _year_left_out(tokens, moment)


def _year_left_out(tokens: Sequence[_Token], moment: datetime) -> str:
    """The year, where a format shows day and month alone, as Excel's own does for a typed `30 June`: the
    sheet knows it, and whoever reads the text would have to guess."""
    letters = [
        token.text[0].lower()
        for at, token in enumerate(tokens)
        if token.kind == "date" and not (token.text[0] in "mM" and _is_minutes(tokens, at))
    ]
    if not {"d", "m"} <= set(letters) or set(letters) & set("yehs"):
        return ""
    at = max(i for i, token in enumerate(tokens) if token.kind == "date")
    before = tokens[at - 1].text if at else ""
    return f"{before if before in ('-', '/', '.') else ' '}{moment.year:04d}"


def _moment(value: float, from_1904: bool, *, tenths: bool) -> datetime:
    """Serial days to a moment (§18.17.4): 1900 counts a 29 February that never was."""
    if from_1904:
        start = datetime(1904, 1, 1)  # noqa: DTZ001 - a sheet knows no time zone
    else:
        start = datetime(1899, 12, 30) if value >= 60 else datetime(1899, 12, 31)  # noqa: DTZ001 - as above
    seconds = round(value * 86_400, 1 if tenths else None)
    return start + timedelta(seconds=seconds)


def _is_minutes(tokens: Sequence[_Token], at: int) -> bool:
    """`m` after hours or before seconds means minutes."""
    if tokens[at].text[0] not in "mM" or len(tokens[at].text) > 2:
        return False
    times = [token for token in tokens[:at] if token.kind in ("date", "elapsed")]
    later = [token for token in tokens[at + 1 :] if token.kind in ("date", "elapsed")]
    return bool((times and times[-1].text[0] in "hH") or (later and later[0].text[0] in "sS"))


def _date_part(letters: str, moment: datetime, *, minutes: bool, half_day: bool) -> str:
    count = len(letters)
    if letters[0] == "y":
        return f"{moment.year % 100:02d}" if count <= 2 else f"{moment.year:04d}"
    if letters[0] == "e":
        return f"{moment.year:04d}"
    if letters[0] == "d":
        day = _DAYS[moment.weekday()]
        return (day[:3] if count == 3 else day) if count >= 3 else str(moment.day).zfill(count)
    if letters[0] == "m" and not minutes:
        month = _MONTHS[moment.month - 1]
        long = {3: month[:3], 5: month[0]}.get(count, month)
        return long if count >= 3 else str(moment.month).zfill(count)
    hour = (moment.hour % 12 or 12) if half_day else moment.hour
    part = {"h": hour, "m": moment.minute, "s": moment.second}[letters[0]]
    return str(part).zfill(min(count, 2))
