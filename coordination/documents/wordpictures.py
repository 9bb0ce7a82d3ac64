"""Charts for word processors: what is printed, as a picture."""

from dataclasses import dataclass
from io import BytesIO
from threading import Lock
from xml.sax.saxutils import quoteattr

import pypdfium2
from docx.parts.document import DocumentPart

from coordination.documents.document import Figure
from coordination.documents.figures import Drawing, drawing
from coordination.documents.grid import PITCH, WIDTH
from coordination.documents.wordml import EMU, Style, paragraph, twips
from coordination.kernel import pdf
from coordination.kernel.typefaces import fonts

DPI = 300
_one_at_a_time = Lock()  # PDFium knows no threads


@dataclass(frozen=True)
class Sheet:
    """A page that is nothing but a chart."""

    drawing: Drawing
    sentence: str


def picture(sheet: Sheet) -> bytes:
    """The chart as PNG, drawn by the printer in the faces of the document."""
    content = pdf.render("figure.html", sheet)
    with _one_at_a_time:
        file = pypdfium2.PdfDocument(content)
        try:
            image = file[0].render(scale=DPI / 72).to_pil()
        finally:
            file.close()
    buffer = BytesIO()
    image.quantize(64).save(buffer, "PNG", optimize=True, dpi=(DPI, DPI))
    return buffer.getvalue()


class Pictures:
    """The pictures of one file."""

    def __init__(self, part: DocumentPart) -> None:
        self.part, self.count = part, 0

    def paragraph(self, figure: Figure) -> str:
        """A chart in a line of its own, with its sentence for those who do not see it."""
        found = drawing(figure.svg, fonts()["仿宋"].family, WIDTH, PITCH)
        relation, _ = self.part.get_or_add_image(BytesIO(picture(Sheet(found, figure.sentence))))
        self.count += 1
        inline = _inline(relation, self.count, figure, round(found.width * EMU), round(found.height * EMU))
        style = Style(align="center", line=0, before=twips(1.5), keep=True)
        return paragraph(inline, style)


def _inline(relation: str, number: int, figure: Figure, width: int, height: int) -> str:
    size = f'cx="{width}" cy="{height}"'
    words = quoteattr(figure.sentence or figure.caption)
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent {size}/><wp:docPr id="{100 + number}" name="图{number}" '
        f'descr={words}/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="图{number}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
