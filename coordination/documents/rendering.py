"""A document laid out by GB/T 9704-2012: every offset that depends on ink or on counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coordination.documents.document import Annex, Kind, OfficialDocument, Table, chinese_date
from coordination.documents.figures import Drawing, drawing
from coordination.documents.grid import (
    DASH_GAP,
    FOOT,
    HEIGHT,
    LINES,
    PAPER,
    PITCH,
    TOP,
    WIDTH,
    first_line,
    from_top,
)
from coordination.documents.heads import TITLE_PITCH, TITLE_WIDTH, Head, head
from coordination.documents.tables import TableLayout, lay_out, split
from coordination.documents.titles import break_title, em
from coordination.kernel import pdf
from coordination.kernel.codes import Code, code_of
from coordination.kernel.pdf import Side
from coordination.kernel.typefaces import fonts

TEMPLATE = "circular.html"
NAME_GRACE = 4.0  # characters by which a long name may move the date from the edge
TURNED_TITLE = 4.0  # below the title of a turned annex
UPRIGHT_TITLE = 9.0  # and of an upright one, with what keeps its table off the edges
CODE_SIDE, CODE_TOP = 15.0, 2.5  # the QR code below the last rule of the imprint
LETTER_CODE_SIDE, LETTER_CODE_TOP = 13.0, 17.0  # below the lower double rule of a letter


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

    @property
    def room(self) -> float:
        """Below the title of an upright annex that is one table, on its first page; else 0."""
        alone = not self.turned and len(self.annex.blocks) == 1
        return HEIGHT - 2 * PITCH - len(self.title) * TITLE_PITCH - UPRIGHT_TITLE if alone else 0.0


@dataclass(frozen=True)
class Verification:
    """The QR code: its side and its distance below the type area in mm, and the words beside it."""

    code: Code | None
    side: float
    below: float
    words: str


@dataclass(frozen=True)
class Layout:
    """What the templates read."""

    document: OfficialDocument
    head: Head
    annexes: tuple[AnnexLayout, ...]
    signature: Signature | None
    verification: Verification | None
    top: float
    bottom: float
    first_bottom: float
    dash: float
    date: str
    printed_on: str

    @property
    def above(self) -> float:
        """From the first line box of a page down to the type area."""
        return TOP - self.top

    @property
    def below(self) -> float:
        """From the type area down to the end of the last line box."""
        return self.top + LINES - TOP - HEIGHT

    @property
    def numbered(self) -> bool:
        return len(self.document.annexes) > 1

    def table(self, table: Table, room: float = 0.0) -> TableLayout:
        return lay_out(table, WIDTH, room)

    def figure(self, svg: str) -> Drawing:
        return drawing(svg, fonts()["仿宋"].family, WIDTH, PITCH)


def document_pdf(document: OfficialDocument, *, attachments: Sequence[tuple[str, bytes]] = ()) -> bytes:
    """Print a document; equal documents give equal bytes. Raises `DocumentError` (kernel.pdf)."""
    return pdf.render(
        TEMPLATE,
        layout(document),
        closing=closing(document),
        attachments=attachments,
    )


def closing(document: OfficialDocument) -> pdf.Closing | None:
    """The block at the foot of the last side; that of a letter may stand on an odd one (10.1)."""
    if not document.kind.is_letter:
        return pdf.Closing("imprint.html", even=True)
    if document.copies_to or document.verify_url or document.short_hash:
        return pdf.Closing("imprint.html", even=False)
    return None


def sides(found: Layout) -> Side:
    """Where the imprint stands in print."""
    block = closing(found.document)
    return pdf.closing_side(TEMPLATE, found, block) if block else Side.SAME


def layout(document: OfficialDocument) -> Layout:
    """Everything the stylesheet cannot know: ink, counts, broken titles, split tables."""
    faces = fonts()
    top = first_line(faces["仿宋"])
    above = head(document, top, faces)
    return Layout(
        document=document,
        head=above,
        annexes=tuple(_annexes(document)),
        signature=None if document.kind is Kind.MINUTES else signature(document),
        verification=_verification(document),
        top=top,
        bottom=PAPER - top - LINES - 0.005,
        first_bottom=PAPER - above.end - 0.005,
        dash=from_top(faces["宋体"], "—", TOP + HEIGHT + DASH_GAP, FOOT, FOOT) - top - LINES,
        date=chinese_date(document.date),
        printed_on=chinese_date(document.printed_on),
    )


def _verification(document: OfficialDocument) -> Verification | None:
    if not (document.verify_url or document.short_hash):
        return None
    letter = document.kind.is_letter
    lead = "扫码核验" if document.verify_url else "核验码"
    words = f"{lead} {document.short_hash or ''}".rstrip()
    return Verification(
        code_of(document.verify_url) if document.verify_url else None,
        LETTER_CODE_SIDE if letter else CODE_SIDE,
        LETTER_CODE_TOP if letter else CODE_TOP,
        words,
    )


def signature(document: OfficialDocument) -> Signature:
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


def _annexes(document: OfficialDocument) -> Iterator[AnnexLayout]:
    numbered = len(document.annexes) > 1
    for number, annex in enumerate(document.annexes, start=1):
        width = TITLE_WIDTH * HEIGHT / WIDTH if annex.landscape else TITLE_WIDTH
        title = break_title(annex.title, width, document.names)
        label = f"附件{number}" if numbered else "附件"
        yield AnnexLayout(label, title, annex, _turned(annex, len(title)))


def _turned(annex: Annex, title_lines: int) -> tuple[TableLayout, ...]:
    """The parts of a turned table; above the first stand label, blank line and title."""
    if not annex.landscape:
        return ()
    [table] = annex.blocks
    assert isinstance(table, Table)  # noqa: S101  checked by Annex
    first = WIDTH - (2 + title_lines) * PITCH - TURNED_TITLE
    return split(lay_out(table, HEIGHT, first), first, WIDTH)
