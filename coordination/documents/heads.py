"""The first page above the text: mark, number, rules and title of each kind of document.

Lengths are millimetres from the upper edge of the paper unless a name says otherwise. The
clause numbers are those of GB/T 9704-2012.
"""

from dataclasses import dataclass
from math import floor

from coordination.documents.document import Kind, OfficialDocument, chinese_date
from coordination.documents.grid import (
    BODY,
    HEIGHT,
    LEFT,
    LINES,
    PAPER,
    PITCH,
    TOP,
    WIDTH,
    Bar,
    Placed,
    from_top,
    to_bottom,
)
from coordination.documents.titles import break_title, em
from coordination.kernel.typefaces import Face

MARK_TOP = TOP + 35.0  # 7.2.4, 10.3
MARK_LARGEST, MARK_WIDTH, MARK_NARROWEST = 16.0, 150.0, 0.6
RULE_GAP, RULE = 4.0, 0.7  # 7.2.7
TITLE_WIDTH = 19.5  # characters of 2号 in a line
TITLE_PITCH, TITLE_LOOSEST = 11.6, 14.6
LETTER_MARK_TOP, LETTER_FOOT = 30.0, 20.0  # 10.1
LETTER_LEFT, LETTER_RULE = 20.0, 170.0
THICK, THIN, BETWEEN = 0.7, 0.35, 0.5  # the double rule of a letter
CHARACTERS, EDITORS_GAP = 28, 1  # of a line, and between office and day of minutes
BESIDE_RULE = BODY * 7 / 8


@dataclass(frozen=True)
class Head:
    """What stands above the text, where, and how high it is with the blank line below the title.

    `editors` is the line of the minutes that names their office, `day` that of their day; `below`
    are rules at the foot of a letter's first page, whose text ends at `end`.
    """

    mark: Placed
    number: Placed
    corner: float
    rules: tuple[Bar, ...]
    rule_left: float
    rule_width: float
    title: tuple[str, ...]
    title_top: float
    title_pitch: float
    height: float
    end: float
    editors: float | None = None
    day: float = 0.0
    below: tuple[Bar, ...] = ()


def head(document: OfficialDocument, top: float, faces: dict[str, Face]) -> Head:
    """The head of a document whose line boxes begin at `top`."""
    return _letter(document, top, faces) if document.kind.is_letter else _marked(document, top, faces)


def _marked(document: OfficialDocument, top: float, faces: dict[str, Face]) -> Head:
    """A document with a mark (7.2) or minutes (10.3): everything centred, one red rule."""
    mark = _mark(document.mark, faces["小标宋"], MARK_TOP)
    number_top = _bottom(mark, faces["小标宋"]) + 2 * PITCH
    number = Placed(document.number_line, number_top, BODY, PITCH)
    last, editors, day = number, None, 0.0
    if document.kind is Kind.MINUTES:
        date = chinese_date(document.date)
        editors = number_top + PITCH
        beside = em(document.signature) + EDITORS_GAP + em(date) <= CHARACTERS
        day = editors if beside else editors + PITCH
        last = Placed(document.signature + date if beside else date, day, BODY, PITCH)
    rule = _bottom(last, faces["仿宋"]) + RULE_GAP
    end = top + LINES
    title, title_top, pitch, height = _title(document, rule + RULE + 2 * PITCH, top, end)
    bars = (Bar(rule, RULE),)
    return Head(mark, number, top, bars, LEFT, WIDTH, title, title_top, pitch, height, end, editors, day)


def _letter(document: OfficialDocument, top: float, faces: dict[str, Face]) -> Head:
    """A letter (10.1): the mark near the edge, two double rules, the number on the right.

    A line that stands directly above the lower rule keeps 7/8 of a character from it.
    """
    mark = _mark(document.mark, faces["小标宋"], LETTER_MARK_TOP)
    rule = _bottom(mark, faces["小标宋"]) + RULE_GAP
    double = THICK + BETWEEN + THIN
    words = faces["仿宋"]
    number_top = from_top(words, document.number_line, rule + double + BESIDE_RULE, BODY, PITCH)
    number = Placed(document.number_line, number_top, BODY, PITCH)
    corner = [line for line in (document.copy_number, document.secrecy, document.urgency) if line]
    lines = max(len(corner), 1)
    foot = PAPER - LETTER_FOOT - double
    end = foot - BESIDE_RULE + top + LINES - TOP - HEIGHT
    title, title_top, pitch, height = _title(document, number_top + (lines + 2) * PITCH, top, end)
    return Head(
        mark,
        number,
        number_top,
        (Bar(rule, THICK), Bar(rule + THICK + BETWEEN, THIN)),
        LETTER_LEFT,
        LETTER_RULE,
        title,
        title_top,
        pitch,
        height,
        end,
        below=(Bar(foot, THIN), Bar(foot + THIN + BETWEEN, THICK)),
    )


def _bottom(line: Placed, face: Face) -> float:
    return to_bottom(face, line.text, line.top, line.size, line.line)


def _mark(text: str, face: Face, ink: float) -> Placed:
    """The mark as large as the width allows, narrowed to six tenths before it gets smaller."""
    count = em(text)
    size = min(MARK_LARGEST, MARK_WIDTH / (MARK_NARROWEST * count))
    scale = min(1.0, MARK_WIDTH / (size * count))
    return Placed(text, from_top(face, text, ink, size, size), size, size, scale)


def _title(
    document: OfficialDocument, at: float, top: float, end: float
) -> tuple[tuple[str, ...], float, float, float]:
    """Lines, top and pitch of the title, and the height of the head, so that whole lines reach `end`."""
    lines = break_title(document.title, TITLE_WIDTH, document.names)
    least = at + PITCH + (len(lines) - 1) * TITLE_PITCH + PITCH - top
    room = end - top
    height = room - floor((room - least) / PITCH + 0.001) * PITCH
    pitch = TITLE_PITCH
    if len(lines) > 1:
        pitch = min(TITLE_PITCH + (height - least) / len(lines), TITLE_LOOSEST)
    return lines, at - (pitch - PITCH) / 2, pitch, height
