"""A circular laid out by GB/T 9704-2012: every offset that depends on ink or on counts.

Lengths are millimetres from the upper edge of the paper unless a name says otherwise. The
clause numbers are those of the standard.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from coordination.documents.document import Annex, CircularDocument, Table, chinese_date
from coordination.documents.figures import Drawing, drawing
from coordination.documents.tables import TableLayout, lay_out, split
from coordination.documents.titles import break_title, em
from coordination.kernel import pdf
from coordination.kernel.typefaces import Face, fonts

POINT = 25.4 / 72
BODY, TITLE, FOOT = 16 * POINT, 22 * POINT, 14 * POINT  # 3号, 2号, 4号
TOP, WIDTH, HEIGHT, LEFT = 37.0, 156.0, 225.0, 28.0  # 5.2.1: type area
PITCH = (HEIGHT - BODY) / 21  # 5.2.3: 22 lines from ink to ink
CELL = 15.784 * POINT  # 28 characters fill the line
LINES = 22 * PITCH
MARK_TOP = TOP + 35.0  # 7.2.4
MARK_LARGEST, MARK_WIDTH, MARK_NARROWEST = 16.0, 150.0, 0.6
RULE_GAP, RULE = 4.0, 0.7  # 7.2.7
TITLE_WIDTH = 19.5  # characters of 2号 in a line
TITLE_PITCH, TITLE_LOOSEST = 11.6, 14.6
DASH_GAP = 7.0  # 7.5
NAME_GRACE = 4.0  # characters by which a long name may move the date from the edge
TURNED_HEAD = 3 * PITCH + 4.0  # annex label, blank line, title, space


@dataclass(frozen=True)
class Placed:
    """A line of text at `top`, `size` high, in a line box of `line`; `scale` narrows it."""

    text: str
    top: float
    size: float
    line: float
    scale: float = 1.0


@dataclass(frozen=True)
class Head:
    """The first page above the text."""

    mark: Placed
    number: Placed
    rule: float
    title: tuple[str, ...]
    title_top: float
    title_pitch: float
    height: float


@dataclass(frozen=True)
class Signature:
    """Lines of the signature with their distance from the right edge in characters."""

    names: tuple[tuple[str, float], ...]
    date: tuple[str, float]
    blank: int


@dataclass(frozen=True)
class AnnexLayout:
    """An annex with its label, broken title and, if it is turned, its parts."""

    label: str
    title: tuple[str, ...]
    annex: Annex
    turned: tuple[TableLayout, ...]


@dataclass(frozen=True)
class Layout:
    """What the templates read."""

    document: CircularDocument
    head: Head
    annexes: tuple[AnnexLayout, ...]
    signature: Signature
    top: float
    bottom: float
    dash: float
    date: str
    printed_on: str
    number: str

    @property
    def numbered(self) -> bool:
        return len(self.document.annexes) > 1

    def table(self, table: Table) -> TableLayout:
        return lay_out(table, WIDTH)

    def figure(self, svg: str) -> Drawing:
        return drawing(svg, fonts()["仿宋"].family, WIDTH, PITCH)


def circular_pdf(document: CircularDocument, *, attachments: Sequence[tuple[str, bytes]] = ()) -> bytes:
    """Print a circular; equal documents give equal bytes. Raises `DocumentError` (kernel.pdf)."""
    return pdf.render("circular.html", layout(document), closing="imprint.html", attachments=attachments)


def layout(document: CircularDocument) -> Layout:
    """Everything the stylesheet cannot know: ink, counts, broken titles, split tables."""
    faces = fonts()
    top = TOP - (PITCH - BODY) / 2 - _drop(faces["仿宋"])
    return Layout(
        document=document,
        head=_head(document, top, faces),
        annexes=tuple(_annexes(document)),
        signature=signature(document),
        top=top,
        bottom=297.0 - top - LINES - 0.005,
        dash=_ink_top(faces["宋体"], "—", TOP + HEIGHT + DASH_GAP, FOOT, FOOT) - top - LINES,
        date=chinese_date(document.date),
        printed_on=chinese_date(document.printed_on),
        number="（送审稿）" if document.draft else document.number or "",
    )


def _drop(face: Face) -> float:
    """How far the ink of an ideograph lies below the middle of its line, in mm at body size."""
    low, high = face.ink("国")
    return (face.rise - (low + high) / 2) * BODY


def _ink_top(face: Face, text: str, ink: float, size: float, line: float) -> float:
    """Where a line box begins so that the highest ink of its text is at `ink`."""
    return ink + face.ink(text)[1] * size - line / 2 - face.rise * size


def _ink_bottom(face: Face, text: str, top: float, size: float, line: float) -> float:
    return top + line / 2 + face.rise * size - face.ink(text)[0] * size


def _head(document: CircularDocument, top: float, faces: dict[str, Face]) -> Head:
    mark = _mark(document.mark, faces["小标宋"])
    number_top = _ink_bottom(faces["小标宋"], mark.text, mark.top, mark.size, mark.line) + 2 * PITCH
    text = "（送审稿）" if document.draft else document.number or ""
    number = Placed(text, number_top, BODY, PITCH)
    rule = _ink_bottom(faces["仿宋"], text, number_top, BODY, PITCH) + RULE_GAP
    title = break_title(document.title, TITLE_WIDTH, document.names)
    title_top = rule + RULE + 2 * PITCH
    least = title_top + PITCH + (len(title) - 1) * TITLE_PITCH + PITCH - top
    height = ceil(least / PITCH - 0.001) * PITCH
    pitch = (
        TITLE_PITCH if len(title) == 1 else min(TITLE_PITCH + (height - least) / len(title), TITLE_LOOSEST)
    )
    return Head(mark, number, rule, title, title_top - (pitch - PITCH) / 2, pitch, height)


def _mark(text: str, face: Face) -> Placed:
    """The mark as large as the width allows, narrowed to six tenths before it gets smaller."""
    count = em(text)
    size = min(MARK_LARGEST, MARK_WIDTH / (MARK_NARROWEST * count))
    scale = min(1.0, MARK_WIDTH / (size * count))
    return Placed(text, _ink_top(face, text, MARK_TOP, size, size), size, size, scale)


def signature(document: CircularDocument) -> Signature:
    """Offsets from the right edge in characters (7.3.5.1 with seal, 7.3.5.2 without)."""
    date, name = chinese_date(document.date), document.signature
    date_width = em(date)
    if not document.seal:
        name_width = em(name)
        if date_width > name_width:
            return Signature(((name, 2 + date_width + 2 - name_width),), (date, 2.0), 1)
        return Signature(((name, 2.0),), (date, max(name_width - date_width, 0.0)), 1)
    middle = 4 + date_width / 2
    names = break_title(name, 2 * middle + NAME_GRACE, document.names)
    middle = max(middle, *(em(line) / 2 for line in names))
    lines = tuple((line, middle - em(line) / 2) for line in names)
    return Signature(lines, (date, middle - date_width / 2), 2)


def _annexes(document: CircularDocument) -> list[AnnexLayout]:
    numbered = len(document.annexes) > 1
    return [
        AnnexLayout(
            f"附件{number}" if numbered else "附件",
            break_title(
                annex.title, TITLE_WIDTH * 225 / 156 if annex.landscape else TITLE_WIDTH, document.names
            ),
            annex,
            _turned(annex),
        )
        for number, annex in enumerate(document.annexes, start=1)
    ]


def _turned(annex: Annex) -> tuple[TableLayout, ...]:
    if not annex.landscape:
        return ()
    [table] = annex.blocks
    assert isinstance(table, Table)  # noqa: S101  checked by Annex
    return split(lay_out(table, HEIGHT, WIDTH - TURNED_HEAD), WIDTH - TURNED_HEAD, WIDTH)
