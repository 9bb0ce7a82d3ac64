"""The document for a word processor: the model that is printed, on the same paper and grid.

Word processors put 80 % of a line of exact height above its baseline; with that, mark, number,
rule and title stand where they stand in print. 22 lines of 28 characters fill 225 x 156 mm as
the page set-up of a word processor counts them: from line box to line box. The QR code and the
short hash are left out, since what can be edited is not what was issued.
"""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from coordination.documents import wordblocks, wordfoot
from coordination.documents.document import OfficialDocument
from coordination.documents.rendering import Layout, layout, sides
from coordination.documents.wordblocks import Part
from coordination.documents.wordhead import head
from coordination.documents.wordml import (
    BOTTOM_MARGIN,
    CHARACTER_SPACE,
    FACES,
    LATIN,
    LINE,
    NAMESPACE,
    OWN_MEASURES,
    spacer,
    twips,
)
from coordination.documents.wordpictures import Pictures
from coordination.kernel.pdf import Side

PORTRAIT = (11906, 16838)  # twips of A4
FOOT, LETTER_FOOT = 25.5, 20.0  # mm from the lower edge of the paper to that of the footer
#: The page counts 22 lines of 28 characters; the text keeps them by its own measures, since not every
#: word processor narrows a character to the cell of a grid.
NORMAL = (
    f'<w:pPr>{OWN_MEASURES}<w:spacing w:before="0" w:after="0"/></w:pPr>'
    f'<w:rPr><w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{FACES["fang"]}"/>'
    '<w:snapToGrid w:val="0"/><w:sz w:val="32"/><w:szCs w:val="32"/>'
    '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
)
UNDATED = (1980, 1, 1, 0, 0, 0)


def document_docx(document: OfficialDocument) -> bytes:
    """The editable document; equal documents give equal bytes."""
    found = layout(document)
    side = sides(found)
    file = Document()
    parts = list(_parts(found, side, Pictures(file.part)))
    _prepare(file, document)
    body = file.element.body
    last = body.sectPr
    for place, part in enumerate(parts):
        for xml in part.blocks:
            last.addprevious(parse_xml(xml))
        if place < len(parts) - 1:
            last.addprevious(parse_xml(spacer()))
            body[-2].get_or_add_pPr().append(_section(part))
    body.replace(last, _section(parts[-1]))
    for section, part in zip(file.sections, parts, strict=True):
        wordfoot.write(section, part, found)
    buffer = BytesIO()
    file.save(buffer)
    return _undated(buffer.getvalue())


def _parts(found: Layout, side: Side, pictures: Pictures) -> Iterator[Part]:
    """The text, each turned annex, and the imprint where it stands on a side of its own."""
    letter = found.document.kind.is_letter
    blocks = [*head(found), *wordblocks.text(found, pictures)]
    part = Part(blocks, letter_first=letter, letter=letter)
    for annex in found.annexes:
        if annex.turned:
            yield part
            yield Part(list(wordblocks.turned(annex)), landscape=True, letter=letter)
            part = Part([], letter=letter)
        else:
            part.blocks.extend(wordblocks.annex(annex, pictures, new_page=bool(part.blocks)))
    closing = wordfoot.imprint(found)
    if closing and side is Side.SAME and part.blocks:
        part.blocks += [closing]
    if part.blocks:
        yield part
    if closing and (side is not Side.SAME or not part.blocks):
        blank = [spacer(), wordblocks.page_break()] if side is Side.BEHIND_BLANK else []
        yield Part([*blank, closing], numbered=not blank, letter=letter)


def _section(part: Part) -> object:
    wide, high = PORTRAIT
    margins = {"top": 37.0, "bottom": BOTTOM_MARGIN, "left": 28.0, "right": 26.0}
    if part.landscape:
        wide, high = high, wide
        margins = {"top": 28.0, "bottom": 26.0, "left": BOTTOM_MARGIN, "right": 37.0}
    header = 10.0
    foot = 10.0 if part.landscape else LETTER_FOOT if part.letter else FOOT
    sides = " ".join(f'w:{name}="{int(twips(length))}"' for name, length in margins.items())
    turned = ' w:orient="landscape"' if part.landscape else ""
    grid = f'<w:docGrid w:type="linesAndChars" w:linePitch="{LINE}" w:charSpace="{CHARACTER_SPACE}"/>'
    return parse_xml(
        f'<w:sectPr {NAMESPACE}><w:type w:val="nextPage"/><w:pgSz w:w="{wide}" w:h="{high}"{turned}/>'
        f'<w:pgMar {sides} w:header="{twips(header)}" w:footer="{twips(foot)}" w:gutter="0"/>'
        f"<w:cols/>{'<w:titlePg/>' if part.letter_first else ''}{'' if part.landscape else grid}</w:sectPr>"
    )


def _prepare(file: Document, document: OfficialDocument) -> None:  # type: ignore[valid-type]
    """Properties, the style that the grid is counted from, and pages that differ odd from even."""
    about = file.core_properties  # type: ignore[attr-defined]
    about.title, about.author = document.title, document.signature
    about.created = about.modified = datetime.combine(document.printed_on, datetime.min.time())
    about.last_modified_by, about.comments, about.language = "", "", "zh-CN"
    style = file.styles["Normal"].element  # type: ignore[attr-defined]
    for properties in (style.get_or_add_pPr(), style.get_or_add_rPr()):
        style.remove(properties)
    style.extend(parse_xml(f"<w:style {NAMESPACE}>{NORMAL}</w:style>"))
    file.settings.odd_and_even_pages_header_footer = True  # type: ignore[attr-defined]
    _as_of_today(file.settings.element)  # type: ignore[attr-defined]


def _as_of_today(settings: object) -> None:
    """Layout rules of Word 2013 and later; without this the document opens in compatibility mode."""
    compat = settings.find(qn("w:compat"))  # type: ignore[attr-defined]
    mode = 'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"'
    fresh = parse_xml(
        f"<w:compat {NAMESPACE}><w:balanceSingleByteDoubleByteWidth/><w:useFELayout/>"
        f"<w:compatSetting {mode}/></w:compat>"
    )
    if compat is None:
        settings.append(fresh)  # type: ignore[attr-defined]
    else:
        compat.getparent().replace(compat, fresh)


def _undated(content: bytes) -> bytes:
    """The same file without the time of writing."""
    buffer = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = ZipInfo(name, UNDATED)
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return buffer.getvalue()
