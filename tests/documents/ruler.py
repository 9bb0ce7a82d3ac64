"""A fast ruler for printed files: what PDFium finds on a page, in mm from the paper's upper left corner."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import pypdfium2
from pypdfium2 import raw

MM = 25.4 / 72
LEFT, TOP, RIGHT, BOTTOM = 28.0, 37.0, 184.0, 262.0
PITCH = 10.4455


@dataclass(frozen=True)
class Glyph:
    """A character: where it stands, and the ink it leaves."""

    text: str
    x: float
    baseline: float
    size: float
    turned: bool
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Line:
    """Glyphs on one baseline; `right` is where the last one ends, blank or not."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def baseline(self) -> float:
        return self.glyphs[0].baseline

    @property
    def size(self) -> float:
        return self.glyphs[0].size

    @property
    def start(self) -> float:
        return self.glyphs[0].x

    @property
    def left(self) -> float:
        return min(glyph.left for glyph in self.glyphs)

    @property
    def right(self) -> float:
        return max(glyph.right for glyph in self.glyphs)

    @property
    def top(self) -> float:
        return min(glyph.top for glyph in self.glyphs)

    @property
    def bottom(self) -> float:
        return max(glyph.bottom for glyph in self.glyphs)


@dataclass(frozen=True)
class Stroke:
    """A filled shape: its box and its colour as red, green, blue."""

    left: float
    top: float
    right: float
    bottom: float
    colour: tuple[int, int, int]

    @property
    def red(self) -> bool:
        return self.colour == (255, 0, 0)


class Page:
    """One side of a file."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.page, self.number = page, 0
        self.width, self.height = (length * MM for length in page.get_size())

    @cached_property
    def glyphs(self) -> list[Glyph]:
        text = self.page.get_textpage()
        return [glyph for place in range(text.count_chars()) for glyph in self._glyph(text, place)]

    def _glyph(self, text: pypdfium2.PdfTextPage, place: int) -> Iterator[Glyph]:
        code = raw.FPDFText_GetUnicode(text, place)
        if code < 0x21 or code in (0xA0, 0x3000):
            return
        numbers = [ctypes.c_double() for _ in range(6)]
        x, y, left, right, bottom, top = numbers
        raw.FPDFText_GetCharOrigin(text, place, x, y)
        raw.FPDFText_GetCharBox(text, place, left, right, bottom, top)
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(text, place, matrix)
        size = raw.FPDFText_GetFontSize(text, place) * max(abs(matrix.d), abs(matrix.b))
        yield Glyph(
            chr(code),
            x.value * MM,
            self.height - y.value * MM,
            size,
            abs(matrix.b) > abs(matrix.a),
            left.value * MM,
            self.height - top.value * MM,
            right.value * MM,
            self.height - bottom.value * MM,
        )

    @cached_property
    def lines(self) -> list[Line]:
        """Upright lines from top to bottom."""
        rows: dict[int, list[Glyph]] = {}
        for glyph in self.glyphs:
            if not glyph.turned:
                rows.setdefault(round(glyph.baseline * 10), []).append(glyph)
        found = [Line(tuple(sorted(row, key=lambda glyph: glyph.x))) for row in rows.values()]
        return sorted(found, key=lambda line: line.baseline)

    @property
    def body(self) -> list[Line]:
        """Lines of 3号 in the type area."""
        return [line for line in self.lines if abs(line.size - 16) < 0.1]

    @property
    def page_number(self) -> Line | None:
        """What stands in 4号 below the type area."""
        return next(
            (one for one in self.lines if one.baseline > BOTTOM + 4 and abs(one.size - 14) < 0.1), None
        )

    @cached_property
    def strokes(self) -> list[Stroke]:
        """Filled shapes, those inside of groups left out."""
        return [found for item in self.page.get_objects(max_depth=1) for found in self._stroke(item)]

    def _stroke(self, item: pypdfium2.PdfObject) -> Iterator[Stroke]:
        if item.type != raw.FPDF_PAGEOBJ_PATH:
            return
        left, bottom, right, top = (edge * MM for edge in item.get_bounds())
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)
        colour = (red.value, green.value, blue.value)
        yield Stroke(left, self.height - top, right, self.height - bottom, colour)


def pages(content: bytes) -> list[Page]:
    """The sides of a printed file."""
    file = pypdfium2.PdfDocument(content)
    found = [Page(page) for page in file]
    for number, page in enumerate(found, start=1):
        page.number = number
    return found


def steps(lines: list[Line]) -> list[float]:
    """Distances of neighbouring baselines."""
    return [after.baseline - line.baseline for line, after in pairwise(lines)]
