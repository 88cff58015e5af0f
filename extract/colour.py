"""Colours as Office files write them: hex, names, theme slots, lightened and darkened."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping

from extract.model import RGB

_GREY = 40
"""Between the channels of a colour, up to which it is a grey."""


def is_coloured(rgb: RGB) -> bool:
    """A colour that is no shade of grey."""
    return max(rgb) - min(rgb) > _GREY


THEME_SLOTS = {
    "dark1": "dk1", "text1": "dk1", "tx1": "dk1", "dk1": "dk1",
    "light1": "lt1", "background1": "lt1", "bg1": "lt1", "lt1": "lt1",
    "dark2": "dk2", "text2": "dk2", "tx2": "dk2", "dk2": "dk2",
    "light2": "lt2", "background2": "lt2", "bg2": "lt2", "lt2": "lt2",
    "hyperlink": "hlink", "hlink": "hlink", "followedHyperlink": "folHlink", "folHlink": "folHlink",
    "accent1": "accent1", "accent2": "accent2", "accent3": "accent3",
    "accent4": "accent4", "accent5": "accent5", "accent6": "accent6",
}  # fmt: skip
"""Names of theme colours in WordprocessingML (ST_ThemeColor) and DrawingML (ST_SchemeColorVal) -> slot
of the theme's colour scheme."""

OFFICE_THEME: Mapping[str, RGB] = {
    "dk1": (0, 0, 0), "lt1": (255, 255, 255), "dk2": (31, 73, 125), "lt2": (238, 236, 225),
    "accent1": (79, 129, 189), "accent2": (192, 80, 77), "accent3": (155, 187, 89),
    "accent4": (128, 100, 162), "accent5": (75, 172, 198), "accent6": (247, 150, 70),
    "hlink": (0, 0, 255), "folHlink": (128, 0, 128),
}  # fmt: skip
"""Office's own theme, for files that name theme colours and bring no theme."""

NAMED: Mapping[str, RGB] = {
    "black": (0, 0, 0), "white": (255, 255, 255), "red": (255, 0, 0), "lime": (0, 255, 0),
    "blue": (0, 0, 255), "yellow": (255, 255, 0), "cyan": (0, 255, 255), "aqua": (0, 255, 255),
    "magenta": (255, 0, 255), "fuchsia": (255, 0, 255), "green": (0, 128, 0), "navy": (0, 0, 128),
    "maroon": (128, 0, 0), "olive": (128, 128, 0), "purple": (128, 0, 128), "teal": (0, 128, 128),
    "gray": (128, 128, 128), "grey": (128, 128, 128), "silver": (192, 192, 192),
    "orange": (255, 165, 0),
}  # fmt: skip
"""Colour names of VML and DrawingML presets that stand for a ruling or a light."""

HIGHLIGHTS: Mapping[str, RGB] = {
    "yellow": (255, 255, 0), "green": (0, 255, 0), "cyan": (0, 255, 255), "magenta": (255, 0, 255),
    "blue": (0, 0, 255), "red": (255, 0, 0), "darkBlue": (0, 0, 128), "darkCyan": (0, 128, 128),
    "darkGreen": (0, 128, 0), "darkMagenta": (128, 0, 128), "darkRed": (128, 0, 0),
    "darkYellow": (128, 128, 0), "darkGray": (128, 128, 128), "lightGray": (192, 192, 192),
    "black": (0, 0, 0),
}  # fmt: skip
"""ST_HighlightColor, ECMA-376 part 1 §17.18.40."""


def from_hex(text: str | None) -> RGB | None:
    """`00B050`, `#00b050`, `FF00B050` (alpha first) or `#0b5` as a colour; None for `auto` and the like."""
    if not text:
        return None
    digits = text.strip().lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    if len(digits) == 8:
        digits = digits[2:]
    if len(digits) != 6:
        return None
    try:
        packed = int(digits, 16)
    except ValueError:
        return None
    return packed >> 16, packed >> 8 & 255, packed & 255


def relight(colour: RGB, times: float, plus: float = 0.0) -> RGB:
    """The same hue with luminance L × `times` + `plus`, as Office tints and shades theme colours."""
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    light = min(1.0, max(0.0, light * times + plus))
    red, green, blue = colorsys.hls_to_rgb(hue, light, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


def mix(over: RGB, under: RGB, share: float) -> RGB:
    """`share` of one colour's dots on another's ground, as a patterned shading looks from afar."""
    red, green, blue = (round(a * share + b * (1 - share)) for a, b in zip(over, under, strict=True))
    return red, green, blue


def is_white(colour: RGB) -> bool:
    """Paper, as far as a reader can see."""
    return min(colour) >= 250


def is_grey(colour: RGB) -> bool:
    """Black, white or a grey: no colour that could mean anything as ink."""
    return max(colour) - min(colour) <= 24


def not_white(colour: RGB | None) -> RGB | None:
    """A fill worth the name."""
    return None if colour is None or is_white(colour) else colour
