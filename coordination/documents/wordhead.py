"""The head of an editable document, each line moved down to the baseline that it has in print."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from coordination.documents.document import OfficialDocument
from coordination.documents.grid import BODY, PITCH, POINT, TITLE, TOP, Placed
from coordination.documents.heads import LETTER_LEFT, LETTER_RULE, RULE, Head
from coordination.documents.rendering import Layout
from coordination.documents.wordml import (
    ACROSS,
    ASCENT,
    LINE,
    PAGE_LINE,
    RED,
    TAB,
    Edge,
    Style,
    paragraph,
    run,
    twips,
)
from coordination.kernel.typefaces import Face, fonts

RULE_SPACE = 7  # points between the line and its rule, as far as such a setting goes
RED_RULE = Edge("single", 16, RULE_SPACE, RED)
LETTER_RULES = Edge("thickThinSmallGap", 24, RULE_SPACE, RED)
HEADER = 18.0  # mm: the header of a letter below its first line, that of notices
LETTER_SIDES = (twips(LETTER_LEFT - 28.0), twips(28.0 + 156.0 - LETTER_LEFT - LETTER_RULE))


@dataclass
class Cursor:
    """Where the next paragraph begins, in mm from the upper edge of the paper."""

    at: float = TOP
    done: list[str] = field(default_factory=list)

    def put(self, content: str, baseline: float, line: float, *, lines: int = 1, **looks: Any) -> None:
        """A paragraph whose first baseline is at `baseline`; what is above is space."""
        before = max(baseline - ASCENT * line - self.at, 0.0)
        style = Style(line=twips(line), before=twips(before), **looks)
        self.done.append(paragraph(content, style))
        self.at += before + lines * line


def baseline(line: Placed, face: Face) -> float:
    return line.top + line.line / 2 + face.rise * line.size


def head(found: Layout) -> Iterator[str]:
    """Corner, mark, number, rule, title and addressees."""
    document, above, faces = found.document, found.head, fonts()
    cursor = Cursor()
    if document.kind.is_letter:
        cursor.at = above.rules[-1].top + above.rules[-1].height
        _letter_lines(cursor, document, above, faces["仿宋"])
    else:
        _marked_lines(cursor, found, faces)
    _title(cursor, found, faces["小标宋"])
    yield from cursor.done
    if document.addressees:
        words = document.addressees.rstrip("：:") + "："
        yield paragraph(run(words), Style(align="left"))


def letter_head(found: Layout) -> str:
    """The header of a letter's first page: the mark and its double rule."""
    above, face = found.head, fonts()["小标宋"]
    cursor = Cursor(HEADER)
    at, (left, right) = baseline(above.mark, face), LETTER_SIDES
    _ruled(cursor, _mark(above), at, above.rules[0].top, LETTER_RULES, left=left, right=right)
    return cursor.done[0]


def _mark(above: Head) -> str:
    mark = above.mark
    return run(mark.text, "biaosong", round(mark.size / POINT * 2) / 2, colour=RED, scale=mark.scale)


def _ruled(cursor: Cursor, content: str, at: float, rule: float, edge: Edge, **looks: Any) -> None:
    """A line with a rule below it; the height of the line brings the rule to its place."""
    line = (rule - at - RULE_SPACE * POINT) / (1 - ASCENT)
    looks.setdefault("align", "center")
    cursor.put(content, at, line, below=edge, **looks)
    cursor.at = rule + RULE


def _corner(document: OfficialDocument) -> list[str]:
    lines = ((document.copy_number, "fang"), (document.secrecy, "hei"), (document.urgency, "hei"))
    return [run(text, face) for text, face in lines if text]


def _marked_lines(cursor: Cursor, found: Layout, faces: dict[str, Face]) -> None:
    above, document, words = found.head, found.document, faces["仿宋"]
    for place, line in enumerate(_corner(document)):
        cursor.put(line, TOP + (place + ASCENT) * PAGE_LINE, PAGE_LINE, align="left")
    mark = baseline(above.mark, faces["小标宋"])
    cursor.put(_mark(above), mark, above.mark.size * 1.3, align="center")
    rule, number = above.rules[0].top, baseline(above.number, words)
    if above.editors is None:
        _ruled(cursor, run(above.number.text), number, rule, RED_RULE)
        return
    cursor.put(run(above.number.text), number, PITCH, align="center")
    middle = PITCH / 2 + words.rise * BODY
    content, day = run(document.signature), run(found.date)
    if above.day > above.editors:
        cursor.put(content, above.editors + middle, PITCH, align="left")
        content = ""
    _ruled(cursor, content + TAB + day, above.day + middle, rule, RED_RULE, align="left", stop=ACROSS)


def _letter_lines(cursor: Cursor, document: OfficialDocument, above: Head, face: Face) -> None:
    """The number at the right edge, beside the first line of the corner."""
    first = baseline(above.number, face)
    corner = _corner(document) or [""]
    for place, line in enumerate(corner):
        content = line + (TAB + run(above.number.text) if place == 0 else "")
        cursor.put(content, first + place * PITCH, PITCH, align="left", stop=ACROSS)


def _title(cursor: Cursor, found: Layout, face: Face) -> None:
    """The title, and below it what is left to the first line of the text on the grid of the page."""
    above = found.head
    first = above.title_top + above.title_pitch / 2 + face.rise * TITLE
    lines = round((above.end - found.top - above.height) / PITCH)
    content = run("\n".join(above.title), "biaosong", 22)
    looks: dict[str, Any] = {"align": "center", "outline": 0}
    if found.document.kind.is_letter:
        cursor.put(content, first, above.title_pitch, lines=len(above.title), after=LINE, **looks)
        return
    end = first - ASCENT * above.title_pitch + len(above.title) * above.title_pitch
    text = TOP + (22 - lines) * PAGE_LINE
    after = max(twips(text - end), 0)
    cursor.put(content, first, above.title_pitch, lines=len(above.title), after=after, **looks)
