"""Paragraphs, runs and tables of an editable document as WordprocessingML; lengths in mm and points."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from coordination.documents.grid import POINT, WIDTH
from coordination.documents.tables import PADDING
from coordination.kernel.charts.svg import NOT_XML

BOTTOM_MARGIN = 35.0
LINE = 579  # twips: 22 of them between the margins of 37 and 35 mm
PAGE_LINE = LINE / 20 * POINT  # the same in mm
ASCENT = 0.8  # of a line of exact height lies above its baseline, in every word processor
CELL = (WIDTH / POINT) / 28  # points: 28 characters in a line
CHARACTER_SPACE = int((CELL - 16) * 4096) - 1  # of the grid, against 16 points
ACROSS = 8845  # twips between the margins of 28 and 26 mm
ASIDE = 0.7  # mm on both sides of a cell: what word processors put between ideographs and digits
BODY = 16.0  # points
CLOSER = -5  # twips after each character of the text, so that 28 fit a line without the grid's help
NAMESPACE = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
EMU = 36000  # to a millimetre
LATIN = "Times New Roman"
FACES = {
    "fang": "仿宋_GB2312",
    "kai": "楷体_GB2312",
    "hei": "黑体",
    "song": "宋体",
    "biaosong": "方正小标宋简体",
}
RED = "FF0000"
Align = Literal["left", "center", "right", "both"]


def twips(mm: float) -> int:
    """Millimetres as twentieths of a point."""
    return round(mm / POINT * 20)


def characters(count: float) -> int:
    """Characters of the grid as twips."""
    return round(count * CELL * 20)


@dataclass(frozen=True)
class Edge:
    """A rule: style, eighths of a point, distance from the text in points, colour."""

    style: str
    size: int
    space: int = 0
    colour: str = "000000"

    def xml(self, side: str) -> str:
        kind = f'w:val="{self.style}" w:sz="{self.size}"'
        return f'<w:{side} {kind} w:space="{self.space}" w:color="{self.colour}"/>'


def run(text: str, face: str = "fang", size: float = BODY, *, colour: str = "", scale: float = 1.0) -> str:
    """Text in one face; Latin and digits in Times, quotation marks and dashes full width."""
    latin = FACES[face] if face in ("hei", "biaosong") else LATIN
    fonts = f'w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{FACES[face]}" w:hint="eastAsia"'
    half = round(size * 2)
    looks = f"<w:rFonts {fonts}/>" + (f'<w:color w:val="{colour}"/>' if colour else "")
    looks += f'<w:spacing w:val="{CLOSER if size == BODY else 0}"/>'
    looks += f'<w:w w:val="{round(scale * 100)}"/>' if scale < 1 else ""
    looks += f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
    lines = escape(NOT_XML.sub("", text)).split("\n")
    words = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
    return f"<w:r><w:rPr>{looks}</w:rPr>{words}</w:r>"


def field(name: str, size: float, face: str) -> str:
    """A field that the word processor fills, such as the number of the page."""
    half = round(size * 2)
    fonts = f'<w:rFonts w:ascii="{FACES[face]}" w:hAnsi="{FACES[face]}" w:eastAsia="{FACES[face]}"/>'
    looks = f'<w:rPr>{fonts}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>'
    return f"<w:fldSimple w:instr={quoteattr(f' {name} ')}><w:r>{looks}<w:t>1</w:t></w:r></w:fldSimple>"


TAB = "<w:r><w:tab/></w:r>"


#: No space beside digits, no mark in the margin, no help from a grid that is not the same everywhere.
OWN_MEASURES = "".join(
    f'<w:{name} w:val="0"/>' for name in ("overflowPunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid")
)


@dataclass(frozen=True)
class Style:
    """How a paragraph stands: lengths in twips, `first` negative for a hanging indent.

    A `line` of 0 is as high as what stands in it: a picture would be cut by any other.
    """

    align: Align = "both"
    line: int = LINE
    before: int = 0
    after: int = 0
    left: int = 0
    right: int = 0
    first: int = 0
    outline: int | None = None
    keep: bool = False
    new_page: bool = False
    above: Edge | None = None
    below: Edge | None = None
    stop: int | None = None

    def xml(self) -> str:
        """Properties in the order that the schema asks for."""
        parts = []
        parts += ["<w:keepNext/>"] if self.keep else []
        parts += ["<w:pageBreakBefore/>"] if self.new_page else []
        parts += ['<w:widowControl w:val="0"/>']
        edges = [edge.xml(side) for side, edge in (("top", self.above), ("bottom", self.below)) if edge]
        parts += [f"<w:pBdr>{''.join(edges)}</w:pBdr>"] if edges else []
        parts += [f'<w:tabs><w:tab w:val="right" w:pos="{self.stop}"/></w:tabs>'] if self.stop else []
        parts += [OWN_MEASURES]
        exact = f'w:line="{self.line}" w:lineRule="exact"' if self.line else 'w:line="240" w:lineRule="auto"'
        parts += [f'<w:spacing w:before="{self.before}" w:after="{self.after}" {exact}/>']
        turn = f'w:hanging="{-self.first}"' if self.first < 0 else f'w:firstLine="{self.first}"'
        parts += [f'<w:ind w:left="{self.left}" w:right="{self.right}" {turn}/>']
        parts += [f'<w:jc w:val="{self.align}"/>']
        parts += [f'<w:outlineLvl w:val="{self.outline}"/>'] if self.outline is not None else []
        return f"<w:pPr>{''.join(parts)}</w:pPr>"


def paragraph(content: str | Iterable[str], style: Style = Style()) -> str:
    """A paragraph of runs."""
    inner = content if isinstance(content, str) else "".join(content)
    return f"<w:p {NAMESPACE}>{style.xml()}{inner}</w:p>"


@dataclass(frozen=True)
class Box:
    """A box over the page: its size in mm, and where it stands, as elements of a position."""

    name: str
    wide: float
    high: float
    across: str
    down: str
    turned: bool = False

    def run(self, content: str) -> str:
        """The run that carries a box with these paragraphs."""
        size = f'cx="{round(self.wide * EMU)}" cy="{round(self.high * EMU)}"'
        turned = ' vert="vert"' if self.turned else ""
        return (
            '<w:r><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0"'
            ' relativeHeight="1" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
            f'<wp:simplePos x="0" y="0"/>{self.across}{self.down}<wp:extent {size}/><wp:wrapNone/>'
            f'<wp:docPr id="{sum(map(ord, self.name))}" name="{self.name}"/><a:graphic><a:graphicData'
            ' uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
            f'<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></wps:spPr><wps:txbx>'
            f"<w:txbxContent>{content}</w:txbxContent></wps:txbx>"
            f'<wps:bodyPr{turned} lIns="0" tIns="0" rIns="0" bIns="0"/></wps:wsp>'
            "</a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
        )


def offset(axis: Literal["H", "V"], mm: float) -> str:
    """A position in mm from the edge of the page."""
    place = f"<wp:posOffset>{round(mm * EMU)}</wp:posOffset>"
    return f'<wp:position{axis} relativeFrom="page">{place}</wp:position{axis}>'


def aligned(axis: Literal["H", "V"], side: str) -> str:
    """A position at a side of the type area."""
    return f'<wp:position{axis} relativeFrom="margin"><wp:align>{side}</wp:align></wp:position{axis}>'


NOTHING = Style(line=20)


def spacer() -> str:
    """The paragraph that must stand after a table and before a section ends: one point high."""
    return paragraph(run("", size=1), NOTHING)


@dataclass(frozen=True)
class CellBox:
    """A cell of a table: its paragraph and its width in twips."""

    content: str
    width: int

    def xml(self) -> str:
        width = f'<w:tcW w:w="{self.width}" w:type="dxa"/>'
        return f'<w:tc><w:tcPr>{width}<w:vAlign w:val="center"/></w:tcPr>{self.content}</w:tc>'


@dataclass(frozen=True)
class RowBox:
    cells: tuple[CellBox, ...]
    height: float
    head: bool = False

    def xml(self) -> str:
        head = "<w:tblHeader/>" if self.head else ""
        height = f'<w:trHeight w:val="{twips(self.height)}" w:hRule="atLeast"/>'
        looks = f"<w:cantSplit/>{height}{head}"
        return f"<w:tr><w:trPr>{looks}</w:trPr>{''.join(cell.xml() for cell in self.cells)}</w:tr>"


def table(rows: Iterable[RowBox], widths: Sequence[int]) -> str:
    """A table of fixed widths, its frame stronger than its rules."""
    side = f'w:w="{twips(PADDING - ASIDE)}" w:type="dxa"'
    margins = f"<w:tblCellMar><w:left {side}/><w:right {side}/></w:tblCellMar>"
    size = f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>'
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    looks = f'{size}{BORDERS}<w:tblLayout w:type="fixed"/>{margins}'
    body = "".join(row.xml() for row in rows)
    return f"<w:tbl {NAMESPACE}><w:tblPr>{looks}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"


_OUTER, _INNER = Edge("single", 8), Edge("single", 4)
BORDERS = (
    "<w:tblBorders>"
    + "".join(_OUTER.xml(side) for side in ("top", "left", "bottom", "right"))
    + _INNER.xml("insideH")
    + _INNER.xml("insideV")
    + "</w:tblBorders>"
)
