"""A ruler for PDF files: positions in mm from the paper's upper left corner, taken from the file."""

from dataclasses import dataclass
from io import BytesIO

import pdfplumber
from fontTools.ttLib import TTFont
from pdfminer.pdftypes import PDFStream, resolve1
from pdfplumber.page import Page
from pdfplumber.pdf import PDF

MM = 25.4 / 72
LEFT, TOP, RIGHT, BOTTOM = 28.0, 37.0, 184.0, 262.0
PITCH = 10.4455
DPI = 300


@dataclass(frozen=True)
class Line:
    """Characters that share a baseline."""

    text: str
    left: float
    right: float
    baseline: float
    size: float


def opened(content: bytes) -> PDF:
    return pdfplumber.open(BytesIO(content))


def lines(page: Page) -> list[Line]:
    """Upright lines from top to bottom, within and without the type area."""
    rows: dict[int, list[dict]] = {}
    for char in page.chars:
        if char["upright"] and char["text"].strip():
            rows.setdefault(round(char["matrix"][5] * 4), []).append(char)
    found = []
    for row in rows.values():
        row.sort(key=lambda char: char["x0"])
        found.append(
            Line(
                "".join(char["text"] for char in row),
                row[0]["x0"] * MM,
                row[-1]["x1"] * MM,
                (float(page.height) - row[0]["matrix"][5]) * MM,
                row[0]["size"],
            )
        )
    return sorted(found, key=lambda line: line.baseline)


def body(page: Page) -> list[Line]:
    """Lines of 3号 in the type area."""
    return [line for line in lines(page) if line.baseline < BOTTOM + 1 and abs(line.size - 16) < 0.1]


def number(page: Page) -> Line | None:
    """The page number below the type area."""
    return next((line for line in lines(page) if line.baseline > BOTTOM + 3), None)


def ink(page: Page, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is printed inside a box of the page."""
    image = page.to_image(resolution=DPI).original.convert("L")
    scale = DPI / 25.4
    cut = image.crop(tuple(round(edge * scale) for edge in box))
    found = cut.point(lambda value: 255 if value < 170 else 0).getbbox()
    assert found, f"nothing printed in {box}"
    return (
        box[0] + found[0] / scale,
        box[1] + found[1] / scale,
        box[0] + found[2] / scale,
        box[1] + found[3] / scale,
    )


def embedded_names(pdf: PDF) -> set[str]:
    """Full names in the name tables of the embedded fonts."""
    names = set()
    for page in pdf.pages:
        for font in resolve1(resolve1(page.page_obj.resources)["Font"]).values():
            [descendant] = resolve1(resolve1(font)["DescendantFonts"])
            descriptor = resolve1(resolve1(descendant)["FontDescriptor"])
            program = resolve1(descriptor.get("FontFile2") or descriptor.get("FontFile3"))
            assert isinstance(program, PDFStream)
            names.add(TTFont(BytesIO(program.get_data()))["name"].getDebugName(4))
        break
    return names


def attachments(pdf: PDF) -> dict[str, bytes]:
    """Names and contents of the files embedded in the document."""
    tree = resolve1(resolve1(resolve1(pdf.doc.catalog["Names"])["EmbeddedFiles"])["Names"])
    files = [resolve1(item) for item in tree[1::2]]
    return {_text(item["UF"]): resolve1(resolve1(item["EF"])["F"]).get_data() for item in files}


def _text(value: bytes) -> str:
    return value.decode("utf-16" if value[:2] == b"\xfe\xff" else "ascii")
