"""Tables are measured before they are printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.documents.document import Table
from coordination.documents.figures import drawing
from coordination.documents.tables import aligns, lay_out, split
from coordination.kernel.errors import Invalid
from tests.documents.samples import CHART, ranking


@given(st.integers(1, 250), st.floats(60, 150))
def test_every_row_lands_once_and_every_part_fits(count, first):
    layout = lay_out(ranking(count), 225)
    parts = split(layout, first, 156)
    assert [row for part in parts for row in part.rows] == list(layout.rows)
    for index, part in enumerate(parts):
        assert part.height <= (156 if index else first) + 0.01
    assert [part.note for part in parts] == [""] * (len(parts) - 1) + [layout.note]


def test_the_last_page_never_holds_a_single_row():
    for count in range(20, 60):
        assert len(split(lay_out(ranking(count), 225), 120, 156)[-1].rows) >= 3


def test_columns_fill_the_width_and_a_short_table_is_set_large():
    layout = lay_out(Table(("乡镇", "起数"), (("阿干镇", "3"),)), 156)
    assert sum(layout.widths) == pytest.approx(156)
    assert layout.size == 14
    assert layout.aligns == ("center", "center")


def test_a_slightly_smaller_type_that_saves_a_page_is_taken():
    assert len(split(lay_out(ranking(15), 225, 120), 120, 156)) == 1
    assert lay_out(ranking(15), 225, 120).size < lay_out(ranking(15), 225).size


def test_long_text_wraps_and_makes_the_row_taller():
    short = lay_out(Table(("甲", "乙"), (("一", "二"),)), 156)
    long = lay_out(Table(("甲", "乙"), (("一", "说明" * 60),)), 156)
    assert long.rows[0].height > short.rows[0].height * 2


def test_numbers_go_right_and_sentences_left():
    table = Table(("数", "话"), (("1,234.50", "这是一句比较长的说明文字"), ("-3.1%", "短")))
    assert lay_out(table, 156).aligns == ("right", "left")


def test_a_chart_is_closed_scaled_and_set_in_the_face_of_the_document():
    found = drawing(CHART, '"FandolFang-Regular"', 100.0, 10.0)
    assert found.width == pytest.approx(100)
    assert found.height == pytest.approx(25)
    assert found.block == 40
    assert "FandolFang-Regular" in found.markup
    assert "sans-serif" not in found.markup


@pytest.mark.parametrize(
    "svg",
    [
        "<p>x</p>",
        "<svg xmlns='http://www.w3.org/2000/svg'><rect",
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><image href='file:///etc/passwd'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><use href='http://x/y#z'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect fill='url(http://x/y)'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text font='9px a'>x</text></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text style='font: 9px a'/></svg>",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg' width='9'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_a_drawing_that_reaches_out_or_hides_text_is_refused(svg):
    with pytest.raises(Invalid):
        drawing(svg, "serif", 156, 10)


def test_words_that_stand_for_numbers_leave_a_column_to_the_right():
    rows = (("南岭镇", "12.50", "4"), ("北岭镇", "不考核", "5"), ("东岭镇", "未报", "12"))
    assert aligns(Table(("单位", "破案率", "名次"), rows)) == ("center", "right", "center")
    assert aligns(Table(("甲",), (("一票否决",), ("1",)))) == ("center",)
