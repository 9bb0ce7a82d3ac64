"""Headers, footers and the imprint of an editable document."""

from math import ceil
from typing import Any

from docx.oxml import parse_xml

from coordination.documents.document import OfficialDocument
from coordination.documents.grid import WIDTH
from coordination.documents.rendering import Layout
from coordination.documents.titles import em
from coordination.documents.wordblocks import Part
from coordination.documents.wordhead import LETTER_SIDES, letter_head
from coordination.documents.wordml import (
    ACROSS,
    RED,
    TAB,
    Box,
    Edge,
    Style,
    aligned,
    field,
    offset,
    paragraph,
    run,
    twips,
)

DRAFT = "送审稿　未编号，数字以印发件为准"
POINTS = 14.0
LINE = 280  # twips of a line of 4号
LETTER_AFTER = twips(5.5)  # the footer of a letter reaches down to its double rule
LETTER_RULES = Edge("thickThinSmallGap", 24, 0, RED)  # the first named stands nearer to the text: below
OUTER, INNER = Edge("single", 8), Edge("single", 6)
IMPRINT = 476  # twips: 8.4 mm
NOTICE = twips(8.0)
IMPRINT_HIGH, IMPRINT_RULES, IMPRINT_CHARACTERS = 8.4, 2.0, 26.0
BESIDE, BESIDE_AT = (30.0, 6.0), 25.0  # mm: the number of a turned page, along and across, from the left
ODD_TOP, EVEN_TOP = 149.0, 33.0


def write(section: Any, part: Part, found: Layout) -> None:
    """Fill the headers and footers of a section."""
    after = LETTER_AFTER if part.letter and not part.landscape else 0
    odd, even = _number("right", after), _number("left", after)
    if part.landscape:
        odd, even = _beside(ODD_TOP, "right"), _beside(EVEN_TOP, "left")
    if not part.numbered:
        odd = even = paragraph("", Style(line=20))
    _fill(section.footer, odd)
    _fill(section.even_page_footer, even)
    notice = _notice(found.document)
    _fill(section.header, notice)
    _fill(section.even_page_header, notice)
    if part.letter_first:
        left, right = LETTER_SIDES
        _fill(section.first_page_header, notice, letter_head(found))
        rule = Style(line=20, above=LETTER_RULES, left=left, right=right)
        _fill(section.first_page_footer, paragraph("", rule))


def _notice(document: OfficialDocument) -> str:
    """What every page says of a draft, or of a document that is no longer in force."""
    if document.draft:
        return paragraph(run(DRAFT, size=9, colour="777777"), Style(align="right", line=NOTICE))
    words = run(document.notice, "hei", POINTS, colour=RED) if document.notice else ""
    return paragraph(words, Style(align="right", line=NOTICE))


def _fill(place: Any, *paragraphs: str) -> None:
    place.is_linked_to_previous = False
    element = place._element
    for child in list(element):
        element.remove(child)
    for xml in paragraphs:
        element.append(parse_xml(xml))


def _words() -> str:
    return run("— ", "song", POINTS) + field("PAGE", POINTS, "song") + run(" —", "song", POINTS)


def _number(align: str, after: int) -> str:
    """— 1 — in 4号 宋体, one character in from its side."""
    in_left, in_right = (LINE, 0) if align == "left" else (0, LINE)
    style = Style(align=align, line=LINE, after=after, left=in_left, right=in_right)  # type: ignore[arg-type]
    return paragraph(_words(), style)


def _beside(top: float, align: str) -> str:
    """The number of a turned page where it stands on upright ones: in its left margin, turned."""
    inner = paragraph(_words(), Style(align=align, line=LINE))  # type: ignore[arg-type]
    box = Box(f"页码{align}", BESIDE[1], BESIDE[0], offset("H", BESIDE_AT), offset("V", top), turned=True)
    return paragraph(box.run(inner), Style(line=20))


def imprint(found: Layout) -> str:
    """The imprint (7.4) at the foot of the page; that of a letter has neither rules nor date."""
    document = found.document
    if document.kind.is_letter:
        lines = [_copies(document)]
    else:
        content = run(document.printed_by, size=POINTS) + TAB + run(f"{found.printed_on}印发", size=POINTS)
        style = Style(align="left", line=IMPRINT, left=LINE, stop=ACROSS - LINE)
        copies = [_copies(document), _rule(INNER)] if document.copies_to else []
        lines = [_rule(OUTER), *copies, paragraph(content, style), _rule(OUTER)]
    high = _copies_high(document) + (0.0 if document.kind.is_letter else IMPRINT_HIGH + IMPRINT_RULES)
    if not high:
        return ""
    box = Box("版记", WIDTH, high, aligned("H", "left"), aligned("V", "bottom"))
    return paragraph(box.run("".join(lines)), Style(line=20))


def _rule(edge: Edge) -> str:
    """A rule as wide as the type area."""
    return paragraph("", Style(line=20, above=edge))


def _copies(document: OfficialDocument) -> str:
    words = f"抄送：{document.copies_to.rstrip('。')}。"
    return paragraph(run(words, size=POINTS), Style(line=IMPRINT, left=LINE * 4, first=-LINE * 3, right=LINE))


def _copies_high(document: OfficialDocument) -> float:
    """How high the line of copies gets, in mm."""
    if not document.copies_to:
        return 0.0
    return ceil(max(em(document.copies_to) + 1, 1) / IMPRINT_CHARACTERS) * IMPRINT_HIGH
