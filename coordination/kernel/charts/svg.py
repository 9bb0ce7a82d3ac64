"""The few SVG elements that charts need, in the subset that browsers and WeasyPrint draw alike.

Presentation attributes only: no style, no script, no reference, no CSS `font` shorthand, no
`paint-order`. Coordinates are written with one decimal, so the same data give the same bytes.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from html import escape

from coordination.kernel.numerals import Exact
from coordination.kernel.text import Text

PRIMARY, PALE, INK, MUTED, LINE = "#1556a0", "#a9c4e2", "#1f2937", "#475467", "#e4e7ec"
GOOD, BAD = "#05603a", "#7a4100"
FONTS = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LATIN_WIDTH = Fraction(29, 50)  # of the font size; digits of the usual faces need 0.55 to 0.57

Point = tuple[Exact, Exact]
Say = Callable[[Text], str]  # the chart's own words in the language of the reader


def quoted(text: str) -> str:
    """Text made safe for content and attributes; characters that XML forbids are dropped."""
    return escape(NOT_XML.sub("", text))


def number(value: Exact) -> str:
    """A coordinate with at most one decimal, halves away from zero."""
    if isinstance(value, int):
        return str(value)
    above, below = value.as_integer_ratio()
    whole, tenth = divmod((20 * abs(above) + below) // (2 * below), 10)
    sign = "-" if above < 0 and (whole or tenth) else ""
    return f"{sign}{whole}.{tenth}" if tenth else f"{sign}{whole}"


def element(name: str, *inside: str, **attributes: Exact | str) -> str:
    """An element; `text_anchor="end"` becomes text-anchor, numbers become coordinates."""
    written = "".join(
        f' {key.replace("_", "-")}="{quoted(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(inside)}</{name}>" if inside else f"<{name}{written}/>"


def width_of(text: str, size: int) -> Fraction:
    """Estimated width of a line of text in pixels: ideographs are square, the rest narrower."""
    wide = sum(unicodedata.east_asian_width(character) in "WFA" for character in text)
    return size * (wide + (len(text) - wide) * LATIN_WIDTH)


def fitted(text: str, size: int, room: Exact) -> str:
    """The text, or its beginning with an ellipsis when it is wider than `room`."""
    if width_of(text, size) <= room:
        return text
    while text and width_of(text + "…", size) > room:
        text = text[:-1]
    return text + "…"


def words(
    text: str,
    x: Exact,
    y: Exact,
    *,
    size: int,
    fill: str,
    anchor: str = "start",
    bold: bool = False,
    full: str = "",
) -> str:
    """A line of text at its baseline; `full` is shown on hover where the line was shortened."""
    tip = [element("title", quoted(full))] if full and full != text else []
    weight = {"font_weight": "bold"} if bold else {}
    return element(
        "text",
        *tip,
        quoted(text),
        x=x,
        y=y,
        font_family=FONTS,
        font_size=str(size),
        fill=fill,
        text_anchor=anchor,
        **weight,
    )


def path(points: Sequence[Point], *, closed: bool = False) -> str:
    """The `d` of straight lines through the points."""
    steps = (f"{'L' if n else 'M'}{number(x)} {number(y)}" for n, (x, y) in enumerate(points))
    return " ".join(steps) + (" Z" if closed else "")


def picture(width: Exact, height: Exact, title: str, finding: str, parts: Iterable[str]) -> str:
    """A stand-alone SVG document on white, with title and finding for those who cannot see it."""
    return element(
        "svg",
        element("title", quoted(title)),
        element("desc", quoted(finding)),
        element("rect", width=width, height=height, fill="#ffffff"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        role="img",
        aria_label=title,
    )
