"""Letters, minutes and reprints: what distinguishes them, measured; random ones are measured elsewhere."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from coordination.documents.document import Attendance, Kind, OfficialDocument, Paragraph, mark_for
from coordination.documents.rendering import document_pdf
from coordination.kernel.codes import code_of
from coordination.kernel.errors import Invalid
from tests.documents import measure
from tests.documents.ruler import BOTTOM, LEFT, PITCH, RIGHT, Line, pages
from tests.documents.samples import MARKS, SENTENCES, circular

URL = "https://fz.example.gov.cn/verify/c/k3v9x2m7q4w8n5t6"
HASH = "3f2a-91bc-07de-5a11"


def letter(**changes: object) -> OfficialDocument:
    values = {
        "kind": Kind.LETTER,
        "mark": mark_for(Kind.LETTER, MARKS[1]),
        "annexes": (),
        "copy_number": None,
    }
    return circular(**{**values, **changes})


def minutes(**changes: object) -> OfficialDocument:
    attendance = Attendance("区公安分局张三、李四，" * 9, "区税务局钱七", "市反诈中心孙八")
    values = {"kind": Kind.MINUTES, "mark": mark_for(Kind.MINUTES, MARKS[1]), "annexes": (), "addressees": ""}
    return circular(**{**values, "attendance": attendance, **changes})


@pytest.mark.parametrize(
    ("kind", "mark", "expected"),
    [
        (Kind.CIRCULAR, "通城县反诈办文件", "通城县反诈办文件"),
        (Kind.LETTER, "通城县反诈办文件", "通城县反诈办"),
        (Kind.REMINDER, "通城县反诈办文件", "通城县反诈办"),
        (Kind.MINUTES, "通城县反诈办文件", "通城县反诈办会议纪要"),
        (Kind.MINUTES, "通城县反诈联席会议纪要", "通城县反诈联席会议纪要"),
    ],
)
def test_each_kind_has_its_mark(kind, mark, expected):
    assert mark_for(kind, mark) == expected


def test_the_last_line_above_the_lower_rule_of_a_letter_keeps_seven_eighths_of_a_character():
    long = letter(blocks=(Paragraph(("国" * 28 * 40,)),))
    first, second, *_ = pages(document_pdf(long))
    rule = min(one.top for one in first.strokes if one.red and one.top > 200)
    assert rule - first.body[-1].bottom == pytest.approx(16 * 25.4 / 72 * 7 / 8, abs=0.6)
    assert first.page_number is None
    assert second.page_number.text == "—2—"
    assert len(second.body) == 22


def test_a_letter_may_end_on_an_odd_side_and_needs_no_imprint():
    sides = pages(document_pdf(letter(blocks=(Paragraph((SENTENCES[0],)),), copies_to="")))
    assert len(sides) == 1
    assert not [line for line in sides[0].lines if "印发" in line.text or "抄送" in line.text]


def test_a_reminder_letter_is_laid_out_as_a_letter():
    assert document_pdf(letter(kind=Kind.REMINDER)) == document_pdf(letter())


def test_minutes_name_their_office_and_day_above_the_rule_and_who_was_there_below_the_text():
    with measure.opened(document_pdf(minutes())) as file:
        words = [line for page in file.pages for line in measure.body(page)]
        chars = [char for page in file.pages for char in page.chars]
    first = next(line for line in words if line.text.startswith("出席："))
    following = words[words.index(first) + 1]
    assert first.left - LEFT == pytest.approx(2 * 5.568, abs=0.2)
    assert following.left - LEFT == pytest.approx(5 * 5.568, abs=0.3)  # under the first name
    assert [line.text[:3] for line in words if line.text[:2] in ("请假", "列席")] == ["请假：", "列席："]
    faces = {char["text"]: char["fontname"] for char in chars}  # 请假 stands nowhere else
    assert "Hei" in faces["假"] or "Sans" in faces["假"]
    assert faces["假"] == faces["请"] != faces["钱"]
    assert not [line for line in words if line.text == "2026年11月5日"]  # no signature, no seal


def test_a_long_office_of_minutes_leaves_the_day_a_line_of_its_own():
    name = "七里河区打击治理电信网络新型违法犯罪工作联席会议办公室"
    side = pages(document_pdf(minutes(signature=name)))[0]
    office = next(line for line in side.body if line.text == name)
    day = next(line for line in side.body if line.text == "2026年11月5日")
    [rule] = [one for one in side.strokes if one.red]
    assert day.baseline - office.baseline == pytest.approx(PITCH, abs=0.1)
    assert rule.top - day.bottom == pytest.approx(4, abs=0.3)


@pytest.mark.parametrize("document", [circular(), letter(), minutes()], ids=["circular", "letter", "minutes"])
def test_the_code_stands_below_the_imprint_and_moves_nothing(document):
    """Module by module the code of the address, outside the type area; the rest stays where it was."""
    plain = pages(document_pdf(document))
    verified = replace(document, verify_url=URL, short_hash=HASH)
    content = document_pdf(verified)
    sides = pages(content)
    assert len(sides) == len(plain)
    for before, after in zip(plain, sides, strict=True):
        words = [line for line in after.lines if line.size > 9.5]
        assert [(one.text, one.baseline) for one in words] == [
            (one.text, one.baseline) for one in before.lines
        ]
    label = next(line for line in sides[-1].lines if "扫码核验" in line.text)
    assert label.text == f"扫码核验{HASH}"
    assert label.top > BOTTOM + 2
    side, below = (13.0, 17.0) if document.kind.is_letter else (15.0, 2.5)
    code, dots = code_of(URL), 300 / 25.4
    with measure.opened(content) as file:
        picture = file.pages[-1].to_image(resolution=300).original.convert("L")
    module = side / code.side
    dark = {
        (x, y)
        for x in range(code.side)
        for y in range(code.side)
        if picture.getpixel(
            (
                round((RIGHT - side + (x + 0.5) * module) * dots),
                round((BOTTOM + below + (y + 0.5) * module) * dots),
            )
        )
        < 128
    }
    assert dark == set(modules(code.path))


def places(lines: Iterable[Line]) -> list[tuple[str, float]]:
    return [(line.text, line.baseline) for line in lines]


def modules(path: str) -> list[tuple[int, int]]:
    """Dark modules of a path of horizontal stretches."""
    found = []
    for stretch in path.removeprefix("M").split("M"):
        start, _, length = stretch.partition("h")
        x, y = map(int, start.split())
        found += [(x + step, y) for step in range(int(length.split("v")[0]))]
    return found


def test_a_reprint_says_on_every_page_that_it_is_no_longer_in_force():
    reprint = circular(notice="已撤回　2026年11月8日撤回", annexes=())
    original = pages(document_pdf(replace(reprint, notice=None)))
    for before, after in zip(original, pages(document_pdf(reprint)), strict=True):
        words = next(line for line in after.lines if line.text.startswith("已撤回"))
        assert words.text == "已撤回2026年11月8日撤回"
        assert 10 < words.top < words.bottom < 25
        assert words.right < RIGHT
        assert places(line for line in after.lines if line is not words) == places(before.lines)


def test_what_a_notice_says_cannot_leave_the_line_it_stands_in():
    nasty = circular(notice='"; } body { display: none } \\a </style> \n x', annexes=())
    sides = pages(document_pdf(nasty))
    assert any("display:none" in line.text for line in sides[0].lines)
    assert sides[0].body


def test_what_each_kind_needs():
    with pytest.raises(Invalid) as refused:
        letter(addressees=" ")
    assert "addressees" in refused.value.errors
    assert minutes(addressees="").addressees == ""
    assert letter(printed_by="").printed_by == ""
    with pytest.raises(Invalid):
        circular(printed_by="")
    with pytest.raises(Invalid) as refused:
        circular(annexes=circular().annexes * 50)
    assert "annexes" in refused.value.errors
