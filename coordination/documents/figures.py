"""Charts inside a document: the drawing is rebuilt from parsed XML, closed, in the document's face."""

from dataclasses import dataclass
from math import ceil
from xml.etree import ElementTree

from coordination.kernel.errors import Invalid
from coordination.kernel.text import _

PIXEL, CAPTION = 25.4 / 96, 11.0  # mm
SVG = "http://www.w3.org/2000/svg"
REFUSED = frozenset({"script", "style", "image", "foreignObject", "a", "animate", "set", "iframe", "feImage"})


@dataclass(frozen=True)
class Drawing:
    """Markup for the HTML of a document and its size in mm; `block` is what it takes with its caption."""

    markup: str
    width: float
    height: float
    block: float


def drawing(svg: str, family: str, widest: float, pitch: float) -> Drawing:
    """A chart no wider than `widest` mm in a block of whole lines, so that the text keeps its grid."""
    markup = inline(svg, family)
    root = ElementTree.fromstring(markup)  # noqa: S314  our own output
    width, height = _size(root)
    scale = min(widest / width, 1.0)
    block = ceil((height * scale + CAPTION) / pitch) * pitch
    return Drawing(markup, width * scale, height * scale, block)


def _size(root: ElementTree.Element) -> tuple[float, float]:
    box = root.get("viewBox", "").replace(",", " ").split()
    sizes = [root.get("width", ""), root.get("height", "")]
    try:
        width, height = (float(size.removesuffix("px")) for size in (sizes if all(sizes) else box[2:]))
    except ValueError as error:
        raise Invalid(_("图要写明宽和高"), field="svg") from error
    if not (width > 0 and height > 0):
        raise Invalid(_("图要写明宽和高"), field="svg")
    return width * PIXEL, height * PIXEL


def inline(svg: str, family: str) -> str:
    """SVG text that may stand in the HTML of a document, its text set in `family`.

    Raises `Invalid` for what is not one SVG, refers to another file, or hides text: the `font`
    shorthand, which the printer drops without a word.
    """
    if "<!" in svg.replace("<!--", ""):
        raise Invalid(_("图中不能有文档类型声明"), field="svg")
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314  no declarations, so no entities to expand
    except ElementTree.ParseError as error:
        raise Invalid(_("图不是完整的SVG"), field="svg") from error
    if root.tag != f"{{{SVG}}}svg":
        raise Invalid(_("图不是完整的SVG"), field="svg")
    for element in root.iter():
        _check(element)
        _plain(element)
        if "font-family" in element.attrib:
            element.set("font-family", family.replace('"', "'"))
    root.set("xmlns", SVG)
    return ElementTree.tostring(root, encoding="unicode")


def _plain(element: ElementTree.Element) -> None:
    """Names without prefixes, as HTML reads them."""
    element.tag = str(element.tag).rpartition("}")[2]
    for name in list(element.attrib):
        if "}" in name:
            element.set(name.rpartition("}")[2], element.attrib.pop(name))


def _check(element: ElementTree.Element) -> None:
    if str(element.tag).rpartition("}")[2] in REFUSED:
        raise Invalid(_("图中有不能打印的元素"), field="svg")
    for name, value in element.attrib.items():
        local = name.rpartition("}")[2]
        if local == "href" and not value.startswith("#"):
            raise Invalid(_("图中不能引用别的文件"), field="svg")
        if local.startswith("on") or ("url(" in value and "url(#" not in value):
            raise Invalid(_("图中不能引用别的文件"), field="svg")
        if local in ("font", "style") and "font:" in f"{local}:{value}".replace(" ", ""):
            raise Invalid(_("图中的文字要分别写明字体和字号"), field="svg")
