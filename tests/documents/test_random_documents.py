"""200 documents of random content, each measured against GB/T 9704-2012 in the printed file."""

import pytest

from coordination.documents.document import Kind, OfficialDocument
from coordination.documents.rendering import document_pdf
from tests.documents.random_documents import random_document
from tests.documents.ruler import BOTTOM, LEFT, PITCH, RIGHT, TOP, Line, Page, pages, steps

CHARACTER = 14 * 25.4 / 72  # 4号
DATE = "2026年11月5日"
SEEDS = 200
RULES = 0.75  # mm: PDFium's box of a stroke is twice as wide as the stroke


@pytest.mark.parametrize("first", range(0, SEEDS, 10))
def test_random_documents_keep_the_standard(first):
    for seed in range(first, first + 10):
        document = random_document(seed)
        sides = pages(document_pdf(document))
        try:
            check(document, sides)
        except AssertionError as found:
            raise AssertionError(f"seed {seed}: {document.kind}, {len(sides)} pages") from found
    assert first + 10 < SEEDS or len(sides) >= 60


def test_the_seeds_hold_what_they_should():
    """One to sixty pages, every kind, up to nine annexes, a turned table of 200 rows."""
    documents = [random_document(seed) for seed in range(SEEDS)]
    assert {document.kind for document in documents} == set(Kind)
    assert {len(document.annexes) for document in documents} >= {0, 1, 2, 3, 9}
    assert {document.seal for document in documents} == {True, False}
    turned = [annex for document in documents for annex in document.annexes if annex.landscape]
    assert max(len(annex.blocks[0].rows) for annex in turned) == 200


def check(document: OfficialDocument, sides: list[Page]) -> None:
    assert document.kind.is_letter or len(sides) % 2 == 0
    check_head(document, sides[0])
    check_title(document, sides[0])
    for side in sides:
        check_paper(side, document)
        check_number(side, document)
    check_full_lines(sides, document)
    check_signature(document, sides)
    check_imprint(document, sides[-1])


def check_head(document: OfficialDocument, side: Page) -> None:
    """Mark, number and red rules."""
    marked = 30 if document.kind.is_letter else TOP + 35
    mark = next(line for line in side.lines if line.text == document.mark)
    assert mark.top == pytest.approx(marked, abs=0.2)
    assert (mark.left + mark.right) / 2 == pytest.approx(106, abs=0.7)
    assert mark.left >= LEFT
    assert mark.right <= RIGHT
    number = next(line for line in side.lines if document.number in line.text)
    red = sorted(
        (one.top, one.bottom, one.left, one.right)
        for one in side.strokes
        if one.red and one.right - one.left > 150
    )
    if document.kind.is_letter:
        assert len(red) == 4
        assert red[0][0] - mark.bottom == pytest.approx(4, abs=0.2)
        assert all((left, right) == pytest.approx((20, 190), abs=0.05) for *_, left, right in red)
        assert red[-1][1] == pytest.approx(277, abs=0.05)
        heights = [bottom - top for top, bottom, *_ in red]
        assert heights == pytest.approx([0.7, 0.35, 0.35, 0.7], abs=0.02)
        assert max(glyph.right for glyph in number.glyphs) == pytest.approx(RIGHT, abs=0.6)
        assert number.top - red[1][1] == pytest.approx(16 * 25.4 / 72 * 7 / 8, abs=0.3)
        return
    [(top, _, left, right)] = red
    assert (left, right) == pytest.approx((LEFT, RIGHT), abs=0.05)
    last = number
    if document.kind is Kind.MINUTES:
        last = next(line for line in side.lines if line.text.endswith(DATE))
        assert ends(last) == pytest.approx(RIGHT, abs=0.3)
        assert any(line.text.startswith(document.signature) for line in side.body)
    assert top - last.bottom == pytest.approx(4, abs=0.35)
    assert 2 * PITCH < number.top - mark.bottom < 2.5 * PITCH
    assert (number.left + number.right) / 2 == pytest.approx(106, abs=0.7)


def check_title(document: OfficialDocument, side: Page) -> None:
    """22 points, centred, whole, no line that begins or ends where none may."""
    lines = [line for line in side.lines if abs(line.size - 22) < 0.1]
    assert "".join(line.text for line in lines) == document.title
    for line in lines:
        assert (line.left + line.right) / 2 == pytest.approx(106, abs=1.5)
        assert line.right - line.left <= 156
        assert line.text[0] not in "的和与及、，。：；）》〕"
        assert line.text[-1] not in "（《〔第关"


def check_paper(side: Page, document: OfficialDocument) -> None:
    assert (side.width, side.height) == pytest.approx((210, 297), abs=0.1)
    lowest = 277 if document.kind.is_letter and side.number == 1 else BOTTOM
    inside = [one for one in side.glyphs if 36 < one.baseline < lowest + 1.5 and one.size < 23]
    assert all(glyph.left >= LEFT - 0.6 for glyph in inside)
    assert all(glyph.right <= RIGHT + 0.6 for glyph in inside)
    assert all(glyph.top >= TOP - 0.6 for glyph in inside)
    rules = [one for one in side.strokes if not one.red and one.bottom < lowest + 1]
    assert all(one.top >= TOP - RULES and one.bottom <= BOTTOM + RULES for one in rules)
    assert all(one.left >= LEFT - RULES and one.right <= RIGHT + RULES for one in rules)
    assert all(glyph.bottom <= lowest + 0.7 for glyph in inside)
    assert len(side.body) <= 22


def check_number(side: Page, document: OfficialDocument) -> None:
    """Odd right, even left, one character in, 7 mm below; none on empty sides and a letter's first."""
    found = side.page_number
    silent = document.kind.is_letter and side.number == 1
    words = [
        one for one in side.glyphs if one.baseline < BOTTOM and one.size > 8 and not notice(one.baseline)
    ]
    if silent or found is None:
        assert found is None
        assert silent or not words or not [one for one in words if one.size > 15]
        return
    assert found.text == f"—{side.number}—"
    if side.number % 2:
        assert RIGHT - found.right == pytest.approx(CHARACTER, abs=0.5)
    else:
        assert found.left - LEFT == pytest.approx(CHARACTER, abs=0.5)
    assert found.glyphs[0].top == pytest.approx(BOTTOM + 7, abs=0.2)


def notice(baseline: float) -> bool:
    return baseline < 30


def check_full_lines(sides: list[Page], document: OfficialDocument) -> None:
    """A line followed by one at the left margin is full and meets the right edge; the pitch is even."""
    for side in sides:
        found = side.body
        if side.number == 1:
            found = found[_text_begins(found, document) :]
        for line, after, step in zip(found, found[1:], steps(found), strict=False):
            if after.start == pytest.approx(LEFT, abs=0.2) and step < PITCH + 0.5 and long(line):
                assert ends(line) == pytest.approx(RIGHT, abs=0.6), line.text
                assert step == pytest.approx(PITCH, abs=0.06)


def _text_begins(found: list[Line], document: OfficialDocument) -> int:
    """Behind the addressees; minutes have none."""
    if document.kind is not Kind.MINUTES:
        return next(at for at, line in enumerate(found) if line.text.startswith("各街道")) + 1
    return next((at for at, line in enumerate(found) if line.text.startswith("一、")), len(found))


def long(line: Line) -> bool:
    """Whether it is a line of text, not the end of a label or of an annex's list."""
    return line.right > 150


def ends(line: Line) -> float:
    """Where the cell of the last character ends; marks leave most of theirs blank."""
    last = line.glyphs[-1]
    half = last.text.isascii()
    return last.right if half else last.x + 15.784 * 25.4 / 72


def check_signature(document: OfficialDocument, sides: list[Page]) -> None:
    """With a seal four characters in and centred; never alone on its page."""
    if document.kind is Kind.MINUTES:
        return
    side = next(side for side in sides if any(line.text == DATE for line in side.body))
    texts = [line.text for line in side.body]
    at = texts.index(DATE)
    above = "".join(texts[:at])
    assert len(above) > len(document.signature) + 4
    date, name = side.body[at], side.body[at - 1]
    if document.seal:
        middles = [(line.left + line.right) / 2 for line in (date, name)]
        assert middles[0] == pytest.approx(middles[1], abs=0.7)
        assert RIGHT - date.right >= 3 * 5.568 - 0.7 or len(document.signature) > 20
    else:
        assert RIGHT - ends(name) == pytest.approx(2 * 5.568, abs=0.6) or len(document.signature) < 8


def check_imprint(document: OfficialDocument, side: Page) -> None:
    words = [line for line in side.lines if abs(line.size - 14) < 0.1 and 200 < line.baseline < BOTTOM]
    black = sorted(
        (one.top, one.bottom)
        for one in side.strokes
        if not one.red and one.right - one.left > 150 and one.bottom - one.top < 0.4 and one.top > 190
    )
    if document.kind.is_letter:
        assert not document.copies_to or any(line.text.startswith("抄送：") for line in words)
        assert not [line for line in words if "印发" in line.text]
        return
    rules = black[-3:] if document.copies_to else black[-2:]
    assert rules[-1][1] == pytest.approx(BOTTOM, abs=0.05)
    expected = [0.35, 0.25, 0.35] if document.copies_to else [0.35, 0.35]
    assert [bottom - top for top, bottom in rules] == pytest.approx(expected, abs=0.02)
    last = words[-1]
    assert last.text.endswith("印发")
    assert last.start - LEFT == pytest.approx(CHARACTER, abs=0.2)
    assert RIGHT - ends_small(last) == pytest.approx(CHARACTER, abs=0.4)


def ends_small(line: Line) -> float:
    return line.glyphs[-1].x + CHARACTER
