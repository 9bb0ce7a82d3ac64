"""GB/T 9704-2012, measured in the printed file."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import pytest

from coordination.documents.document import Annex, Heading, Paragraph, Table
from coordination.documents.rendering import document_pdf
from coordination.kernel.errors import Invalid
from coordination.kernel.typefaces import fonts
from tests.documents import measure
from tests.documents.measure import BOTTOM, LEFT, PITCH, RIGHT, TOP
from tests.documents.samples import TITLES, circular, ranking

FULL = "国" * 28


@pytest.fixture(scope="module")
def content() -> bytes:
    return document_pdf(circular())


@pytest.fixture(scope="module")
def pages(content):
    with measure.opened(content) as pdf:
        yield pdf.pages


def test_paper_is_a4_on_every_page(pages):
    for page in pages:
        assert (page.width * measure.MM, page.height * measure.MM) == pytest.approx((210, 297), abs=0.1)


def test_a_page_of_text_fills_the_type_area_from_ink_to_ink(pages):
    left, top, right, bottom = measure.ink(pages[1], (5, 5, 205, 266))
    assert left == pytest.approx(LEFT, abs=1.0)  # 订口 28 ± 1 mm
    assert top == pytest.approx(TOP, abs=0.6)
    assert right == pytest.approx(RIGHT, abs=1.0)
    assert bottom == pytest.approx(BOTTOM, abs=0.6)
    full = [line for line in measure.body(pages[1]) if line.text == FULL]
    assert {round(line.left, 1) for line in full} == {LEFT}
    assert [line.right for line in full] == pytest.approx([RIGHT] * len(full), abs=0.15)


def test_a_page_has_22_lines_of_28_characters_at_a_pitch_of_10_4455_mm(pages):
    found = measure.body(pages[1])
    assert len(found) == 22
    assert [line.text for line in found[3:20]] == [FULL] * 17
    steps = [after.baseline - line.baseline for line, after in pairwise(found)]
    assert steps == pytest.approx([PITCH] * 21, abs=0.05)
    assert found[-1].baseline - found[0].baseline == pytest.approx(21 * PITCH, abs=0.1)


def test_copy_number_secrecy_and_urgency_stand_on_the_first_lines():
    with measure.opened(document_pdf(circular(secrecy="机密★1年", annexes=()))) as pdf:
        first, second, third, *_ = measure.body(pdf.pages[0])
    assert (first.text, second.text, third.text) == ("000001", "机密★1年", "特急")
    assert all(line.left == pytest.approx(LEFT, abs=0.2) for line in (first, second, third))
    assert third.baseline - first.baseline == pytest.approx(2 * PITCH, abs=0.1)


def test_the_mark_is_red_centred_and_its_ink_begins_35_mm_below_the_type_area(pages):
    left, top, right, bottom = measure.ink(pages[0], (10, 62, 200, 95))
    assert top == pytest.approx(TOP + 35, abs=0.2)
    assert (left + right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.6)
    assert left >= LEFT
    assert right <= RIGHT
    mark = next(char for char in pages[0].chars if char["text"] == "河")
    assert mark["non_stroking_color"] == (1, 0, 0)
    assert bottom < 95


def test_number_two_lines_below_the_mark_and_rule_4_mm_below_the_number(pages):
    bottom_of_mark = measure.ink(pages[0], (10, 62, 200, 90))[3]
    number = next(line for line in measure.lines(pages[0]) if line.text == "七反诈联办〔2026〕12号")
    assert (number.left + number.right) / 2 == pytest.approx(106, abs=0.5)
    _, top, _, bottom = measure.ink(pages[0], (10, number.baseline - 6, 200, number.baseline + 3))
    assert 2 * PITCH < top - bottom_of_mark < 2.5 * PITCH
    [rule] = [rect for rect in pages[0].rects if rect["non_stroking_color"] == (1, 0, 0)]
    assert rule["top"] * measure.MM - bottom == pytest.approx(4, abs=0.15)
    assert (rule["x0"] * measure.MM, rule["x1"] * measure.MM) == pytest.approx((LEFT, RIGHT), abs=0.05)


def test_the_title_is_22_points_centred_two_lines_below_the_rule(pages):
    [rule] = [rect for rect in pages[0].rects if rect["non_stroking_color"] == (1, 0, 0)]
    title = [line for line in measure.lines(pages[0]) if abs(line.size - 22) < 0.1]
    assert "".join(line.text for line in title) == TITLES[1]
    for line in title:
        assert (line.left + line.right) / 2 == pytest.approx(106, abs=0.5)
    top = measure.ink(pages[0], (10, title[0].baseline - 8, 200, title[0].baseline))[1]
    assert 2 * PITCH < top - rule["bottom"] * measure.MM < 2.5 * PITCH


def test_the_text_begins_on_page_one_two_characters_in_and_keeps_the_grid(pages):
    found = measure.body(pages[0])
    addressees = next(line for line in found if line.text.startswith("各街道办事处"))
    assert addressees.text.endswith("：")
    assert addressees.left == pytest.approx(LEFT, abs=0.1)
    first = found[found.index(addressees) + 1]
    assert first.left - LEFT == pytest.approx(2 * 5.568, abs=0.1)
    assert found[-1].baseline == pytest.approx(measure.body(pages[1])[-1].baseline, abs=0.1)


def test_page_numbers_stand_7_mm_below_odd_right_even_left_one_character_in(pages):
    for at, page in enumerate(pages[:6], start=1):
        number = measure.number(page)
        assert number.text == f"—{at}—"
        assert number.size == pytest.approx(14, abs=0.1)
        char = 14 * measure.MM
        if at % 2:
            assert RIGHT - number.right == pytest.approx(char, abs=0.3)
        else:
            assert number.left - LEFT == pytest.approx(char, abs=0.3)
        dash = (number.left, BOTTOM + 4, number.left + 4, BOTTOM + 12)
        assert measure.ink(page, dash)[1] == pytest.approx(BOTTOM + 7, abs=0.2)


def test_the_imprint_ends_at_the_foot_of_the_last_even_side(pages):
    assert len(pages) % 2 == 0
    assert measure.number(pages[-1]).text == f"—{len(pages)}—"
    rules = sorted(
        (
            rect["top"] * measure.MM,
            rect["bottom"] * measure.MM,
            rect["x0"] * measure.MM,
            rect["x1"] * measure.MM,
        )
        for rect in pages[-1].rects
        if (rect["x1"] - rect["x0"]) * measure.MM > 150 and rect["bottom"] * measure.MM > 225
    )
    assert len(rules) == 3
    assert rules[-1][1] == pytest.approx(BOTTOM, abs=0.1)
    assert [bottom - top for top, bottom, *_ in rules] == pytest.approx([0.35, 0.25, 0.35], abs=0.02)
    assert all((left, right) == pytest.approx((LEFT, RIGHT), abs=0.05) for *_, left, right in rules)
    last = [line for line in measure.lines(pages[-1]) if abs(line.size - 14) < 0.1]
    copies = next(line for line in last if line.text.startswith("抄送："))
    assert copies.left - LEFT == pytest.approx(14 * measure.MM, abs=0.1)
    assert last[-2].text == "七里河区反诈联席会议办公室2026年11月6日印发"
    assert RIGHT - last[-2].right == pytest.approx(14 * measure.MM, abs=0.3)


def test_blank_side_and_imprint_behind_it_carry_no_number():
    annexes = (Annex("排名表", (ranking(12),), landscape=True),)
    blanks = 0
    for length in (1, 10):
        document = circular(blocks=(Paragraph((FULL * length,)),), annexes=annexes)
        with measure.opened(document_pdf(document)) as pdf:
            assert len(pdf.pages) % 2 == 0
            before, last = pdf.pages[-2:]
            if not before.chars:
                blanks += 1
                assert measure.number(last) is None
            else:
                assert measure.number(last).text == f"—{len(pdf.pages)}—"
    assert blanks == 1


def test_the_date_with_a_seal_stands_4_characters_in_under_a_centred_name(pages):
    found = [line for page in pages[2:6] for line in measure.body(page)]
    date = next(line for line in found if line.text == "2026年11月5日")
    name = found[found.index(date) - 1]
    assert name.text == "七里河区反诈联席会议办公室"
    assert RIGHT - date.right == pytest.approx(4 * 5.568, abs=0.6)
    assert (name.left + name.right) / 2 == pytest.approx((date.left + date.right) / 2, abs=0.3)


def test_without_a_seal_the_name_is_2_characters_in_and_the_date_begins_2_after_it():
    with measure.opened(document_pdf(circular(seal=False, annexes=()))) as pdf:
        found = [line for page in pdf.pages for line in measure.body(page)]
    date = next(line for line in found if line.text == "2026年11月5日")
    name = found[found.index(date) - 1]
    assert RIGHT - name.right == pytest.approx(2 * 5.568, abs=0.3)
    assert date.left - name.left == pytest.approx(2 * 5.568, abs=0.6)


def test_annexes_begin_a_page_with_their_label_and_are_listed_before_the_signature(pages):
    texts = [[line.text for line in measure.lines(page)] for page in pages]
    listing = next(page for page in texts if any(line.startswith("附件：1.") for line in page))
    at = next(index for index, line in enumerate(listing) if line.startswith("附件：1."))
    assert listing[at + 1] == "2.指标口径说明"
    last = next(page for page in pages if any(line.text == "附件2" for line in measure.lines(page)))
    label, title, *_ = measure.lines(last)
    assert label.text == "附件2"
    assert label.left == pytest.approx(LEFT, abs=0.2)
    assert title.baseline - label.baseline == pytest.approx(2 * PITCH, abs=1.5)
    assert title.size == pytest.approx(22, abs=0.1)


def test_a_landscape_table_is_turned_with_its_head_to_the_left_on_every_page(pages):
    turned = [page for page in pages if sum(not char["upright"] for char in page.chars) > 20]
    assert len(turned) >= 2
    seen = []
    for page in turned:
        assert page.width < page.height
        chars = [char for char in page.chars if not char["upright"]]
        assert all(char["matrix"][1] > 0 for char in chars)  # reads from the bottom upwards
        heads = [char["x0"] for char in chars if char["text"] == "排" and char["size"] < 16]
        cells = [char["x0"] for char in chars if char["text"] in "街镇乡" and char["size"] < 16]
        assert heads
        assert min(heads) < min(x for x in cells if x > min(heads))
        box = (min(c["x0"] for c in chars), max(c["x1"] for c in chars))
        assert box[0] * measure.MM >= LEFT - 0.5
        assert box[1] * measure.MM <= RIGHT + 0.5
        assert measure.number(page).text == f"—{page.page_number}—"
        seen += [char["text"] for char in chars]
    assert seen.count("。") == 1  # the note, once


def test_embedded_faces_are_those_that_the_roles_resolve_to(pages):
    names = {face.name for face in fonts().values()}
    embedded = measure.embedded_names(pages[0].pdf)
    assert names <= embedded
    assert all(name.startswith("Noto") for name in embedded - names)  # rare characters only


def test_quotation_marks_and_dashes_are_full_width_and_digits_half(pages):
    chars = {char["text"]: char for page in pages for char in page.chars if abs(char["size"] - 16) < 0.1}
    marks = [chars[mark]["width"] for mark in "“”…"]
    dash = chars.get("——") or chars["—"]  # some faces join two dashes into one glyph
    assert [*marks, dash["width"] / len(dash["text"])] == pytest.approx([16] * 4, abs=0.3)
    assert chars["8"]["width"] == pytest.approx(8, abs=0.3)
    assert "Fang" in chars["“"]["fontname"] or "Noto" in chars["“"]["fontname"]


def test_rare_characters_in_place_names_do_not_shift_the_lines():
    words = "㙍村、䂬石、𬭎山、㵐水、䴔鹚滩等社区电信网络诈骗案件为零，" * 60
    plain = circular(blocks=(Paragraph(("电" * len(words),)),), annexes=())
    rare = replace(plain, blocks=(Paragraph((words,)),))
    positions = []
    for document in (plain, rare):
        with measure.opened(document_pdf(document)) as pdf:
            positions.append([line.baseline for line in measure.body(pdf.pages[1])])
    assert positions[1] == pytest.approx(positions[0], abs=0.05)
    assert len(positions[1]) == 22


def test_a_draft_says_so_where_the_number_stands_and_invents_none():
    with measure.opened(document_pdf(circular(draft=True, number=None, annexes=()))) as pdf:
        first, *others = [page.extract_text() for page in pdf.pages]
    assert "（送审稿）" in first
    assert "〔2026〕" not in first
    assert all("送审稿" in text for text in others)


def test_equal_documents_give_equal_bytes_in_another_process_too(content):
    assert document_pdf(circular()) == content
    script = (
        "import hashlib;from tests.documents.samples import circular;"
        "from coordination.documents.rendering import document_pdf;"
        "print(hashlib.sha256(document_pdf(circular())).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert other.strip() == hashlib.sha256(content).hexdigest()


def test_attachments_travel_in_the_file_without_the_time_of_printing():
    attachments = (("snapshot.json", b'{"a": 1}'),)
    once, twice = (document_pdf(circular(annexes=()), attachments=attachments) for _ in range(2))
    assert once == twice
    with measure.opened(once) as pdf:
        assert measure.attachments(pdf) == {"snapshot.json": b'{"a": 1}'}


def test_it_still_prints_on_the_grid_with_the_plain_free_fonts_only(tmp_path):
    script = (
        "import sys;from coordination.kernel import typefaces;"
        "typefaces.TEX_FOLDER = typefaces.Path('/nonexistent');"
        "from tests.documents.samples import circular;"
        "from coordination.documents.rendering import document_pdf;"
        "sys.stdout.buffer.write(document_pdf(circular(annexes=())))"
    )
    content = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "FONT_DIR": str(tmp_path)},
        capture_output=True,
        check=True,
    ).stdout
    with measure.opened(content) as pdf:
        found = measure.body(pdf.pages[1])
        assert len(found) == 22
        assert found[-1].baseline - found[0].baseline == pytest.approx(21 * PITCH, abs=0.1)
        box = measure.ink(pdf.pages[1], (5, 5, 205, 266))
        assert box == pytest.approx((LEFT, TOP, RIGHT, BOTTOM), abs=0.6)
        assert measure.ink(pdf.pages[0], (10, 62, 200, 95))[1] == pytest.approx(TOP + 35, abs=0.2)


@pytest.mark.parametrize(
    "number", ["七反诈联办[2026]12号", "七反诈联办〔26〕12号", "七反诈联办〔2026〕012号", "〔2026〕第12号"]
)
def test_a_number_of_another_form_is_refused(number):
    with pytest.raises(Invalid):
        circular(number=number)


def test_an_unnumbered_circular_is_only_printed_as_a_draft():
    with pytest.raises(Invalid):
        circular(number=None)


def test_tables_and_landscape_annexes_are_checked():
    with pytest.raises(Invalid):
        Table(("甲", "乙"), (("1",),))
    with pytest.raises(Invalid):
        Annex("表", (Heading(1, "一、情况"), ranking(3)), landscape=True)
