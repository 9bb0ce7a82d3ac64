"""Text, tables, charts, signature and annexes of an editable document."""

from collections.abc import Iterator
from dataclasses import dataclass

from coordination.documents.document import Align, Block, Figure, Heading, Paragraph, Table
from coordination.documents.grid import HEIGHT, WIDTH
from coordination.documents.rendering import TURNED_TITLE, AnnexLayout, Layout
from coordination.documents.tables import FEWEST, Row, TableLayout, lay_out
from coordination.documents.titles import em
from coordination.documents.wordml import (
    ASIDE,
    LINE,
    PAGE_LINE,
    CellBox,
    RowBox,
    Style,
    characters,
    paragraph,
    run,
    spacer,
    table,
    twips,
)
from coordination.documents.wordpictures import Pictures

INDENT = characters(2)
HEADING_FACES = {1: "hei", 2: "kai"}
TITLE_LINE, AFTER_TITLE = 658, 7.0  # twips, mm
LONGEST_KEPT = 28.0 * 8  # a longer paragraph would leave too much of its page empty
BEFORE_TABLE = twips(2.0)
SPARE = 3.0  # mm: what word processors add to the rows of a page for their rules


@dataclass
class Part:
    """A section: what stands in it, how the paper lies, and whether its pages carry numbers."""

    blocks: list[str]
    landscape: bool = False
    numbered: bool = True
    letter: bool = False
    letter_first: bool = False


def page_break() -> str:
    """The end of a page with nothing on it."""
    return paragraph("", Style(line=20, new_page=True))


def text(found: Layout, pictures: Pictures) -> Iterator[str]:
    """The body with the list of annexes, who was there, and the signature."""
    blocks = found.document.blocks
    for place, block in enumerate(blocks):
        yield from _block(block, pictures, keep=place == len(blocks) - 1 and found.signature is not None)
    yield from _annex_list(found)
    for place, (label, names) in enumerate(found.document.attendance.lines):
        content = run(label, "hei") + run("：") + run(names)
        before = LINE if place == 0 else 0
        yield paragraph(content, Style(left=characters(5), first=-characters(3), before=before))
    yield from _signature(found)


def _block(block: Block, pictures: Pictures, *, keep: bool = False, room: float = 0.0) -> Iterator[str]:
    if isinstance(block, Heading):
        face = HEADING_FACES.get(block.level, "fang")
        yield paragraph(run(block.text, face), Style(first=INDENT, keep=True, outline=block.level))
    elif isinstance(block, Paragraph):
        content = [run(one.text, one.face) for one in block.runs]
        short = sum(em(one.text) for one in block.runs) <= LONGEST_KEPT
        yield paragraph(content, Style(first=INDENT, keep=keep and short))
    elif isinstance(block, Figure):
        yield from _figure(block, pictures)
    else:
        yield from _table(lay_out(block, WIDTH, room))


def _figure(figure: Figure, pictures: Pictures) -> Iterator[str]:
    yield pictures.paragraph(figure)
    yield paragraph(run(figure.caption, size=14), Style(align="center", line=454))
    if figure.sentence:
        yield paragraph(run(figure.sentence), Style(first=INDENT))


def _table(layout: TableLayout, *, gap: int = BEFORE_TABLE) -> Iterator[str]:
    widths = [twips(width) for width in layout.widths]
    head = _row(layout.header, layout, widths, head=True)
    if gap:
        yield paragraph("", Style(line=gap, keep=True))
    last = len(layout.rows) if layout.note else len(layout.rows) - 1
    kept = range(len(layout.rows) - FEWEST, last)
    rows = [_row(row, layout, widths, keep=place in kept) for place, row in enumerate(layout.rows)]
    yield table([head, *rows], widths)
    if layout.note:
        style = Style(align="both", line=twips(layout.leading), before=twips(2.0))
        yield paragraph(run(f"注：{layout.note}", size=layout.size), style)
    else:
        yield spacer()


def _row(
    row: Row, layout: TableLayout, widths: list[int], *, head: bool = False, keep: bool = False
) -> RowBox:
    face = "hei" if head else "fang"
    middle: Align = "center"
    aligns = (middle,) * len(widths) if head else layout.aligns
    cells = [
        CellBox(paragraph(run(text, face, layout.size), _cell_style(layout, align, keep=keep)), width)
        for text, align, width in zip(row.cells, aligns, widths, strict=True)
    ]
    return RowBox(tuple(cells), row.height, head=head)


def _cell_style(layout: TableLayout, align: Align, *, keep: bool) -> Style:
    """What stands at a side of its cell keeps the distance that it has in print."""
    aside = twips(ASIDE)
    left, right = aside * (align == "left"), aside * (align == "right")
    return Style(align=align, line=twips(layout.leading), left=left, right=right, keep=keep)


def _annex_list(found: Layout) -> Iterator[str]:
    for place, annex in enumerate(found.annexes, start=1):
        lead = "附件：" if place == 1 else "　　　"
        ordinal = f"{place}." if found.numbered else ""
        hang = characters(3) + (characters(1) if found.numbered else 0)
        style = Style(
            align="left", left=INDENT + hang, first=-hang, before=LINE if place == 1 else 0, keep=True
        )
        yield paragraph(run(lead + ordinal + annex.annex.title), style)


def _signature(found: Layout) -> Iterator[str]:
    if found.signature is None:
        return
    before = LINE * found.signature.blank
    for name, right in found.signature.names:
        style = Style(align="right", right=characters(right), before=before, keep=True)
        yield paragraph(run(name), style)
        before = 0
    date, right = found.signature.date
    yield paragraph(run(date), Style(align="right", right=characters(right), before=before))


def _heading(
    annex: AnnexLayout, *, new_page: bool = False, line: int = TITLE_LINE, after: float = AFTER_TITLE
) -> Iterator[str]:
    yield paragraph(run(annex.label, "hei"), Style(align="left", keep=True, new_page=new_page))
    title = run("\n".join(annex.title), "biaosong", 22)
    yield paragraph(
        title, Style(align="center", line=line, before=LINE, after=twips(after), outline=0, keep=True)
    )


def annex(annex: AnnexLayout, pictures: Pictures, *, new_page: bool) -> Iterator[str]:
    """An upright annex, on a page of its own."""
    yield from _heading(annex, new_page=new_page)
    for block in annex.annex.blocks:
        yield from _block(block, pictures, room=annex.room and annex.room - SPARE)


def turned(annex: AnnexLayout) -> Iterator[str]:
    """A turned annex: one table in a section whose paper lies across."""
    yield from _heading(annex, line=LINE, after=TURNED_TITLE)
    room = WIDTH - (2 + len(annex.title)) * PAGE_LINE - TURNED_TITLE - SPARE
    for block in annex.annex.blocks:
        if isinstance(block, Table):
            yield from _table(lay_out(block, HEIGHT, room), gap=0)
