"""Blocks from a spreadsheet: how they are cut into cells, where the cells go, what is told of the rest."""

from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.operations import fresh_key
from coordination.reporting import queries
from coordination.reporting.pasting import block, placed
from coordination.reporting.sheet import Column, Layout, Row
from coordination.reporting.states import ReportState
from tests.factories import reporting as make

COLUMNS = (
    Column(1, "filed", "立案数", "起"),
    Column(2, "solved", "破案数", "起"),
    Column(3, "loss", "损失金额", "元"),
)
TABLE = Layout((Row(1, "青溪镇"), Row(2, "白石镇"), Row(None, "合计")), COLUMNS)
OWN = Layout((Row(9),), COLUMNS)
CELLS = st.lists(
    st.lists(
        st.text(
            st.characters(exclude_characters="\r", exclude_categories=("Cs", "Cc")) | st.sampled_from('\t\n"')
        ),
        min_size=1,
        max_size=4,
    ),
    min_size=1,
    max_size=4,
)


def put(layout, text, row=0, column=0):
    found = placed(layout, block(text), row, column)
    return {place.key: typed for place, typed in found.put}, found.left, found.blank


def copied(rows):
    """As a spreadsheet copies: quotes around cells that hold a tab, a line break or begin with a quote."""

    def cell(text):
        return '"' + text.replace('"', '""') + '"' if set(text) & set('\t\n"') else text

    return "".join("\t".join(map(cell, row)) + "\r\n" for row in rows)


@given(CELLS)
def test_what_a_spreadsheet_copies_comes_back_cell_by_cell(rows):
    rows = [[cell.strip() for cell in row] for row in rows]
    while rows and not any(rows[-1]):
        rows.pop()
    assert block(copied(rows)) == rows


@given(st.text(), st.integers(0, 2), st.integers(0, 2))
def test_no_text_breaks_the_page_and_no_cell_is_lost_unsaid(text, row, column):
    for layout in (TABLE, OWN):
        found = placed(layout, block(text), row, column)
        keys = [place.key for place, _ in found.put]
        assert {place.key for place in layout.places} >= set(keys)


def test_a_block_goes_to_the_right_and_down_from_the_chosen_cell():
    found = put(TABLE, "1\t1,234.50\n2\t１２万\n", 1, 1)
    assert found == (
        {"2-solved": "1", "2-loss": "1,234.50", "total-solved": "2", "total-loss": "１２万"},
        [],
        0,
    )


def test_what_does_not_fit_is_named():
    keys, left, blank = put(TABLE, "1\t2\n\t3\n4\t5", 1, 2)
    assert keys == {"2-loss": "1"}
    assert left == ["2", "3", "4", "5"]
    assert blank == 1


def test_names_that_were_copied_too_say_where_the_figures_go():
    text = "乡镇\t损失金额（元）\t立案数\n白石镇\t2.5\t6\n青溪镇\t1.5\t5\n没有的镇\t9\t9"
    keys, left, _ = put(TABLE, text, 1, 1)
    assert keys == {"2-loss": "2.5", "2-filed": "6", "1-loss": "1.5", "1-filed": "5"}
    assert left == ["没有的镇 9", "没有的镇 9"]


def test_names_of_rows_alone_keep_the_chosen_column():
    assert put(TABLE, "白石镇\t7\n青溪镇\t8", 0, 1)[0] == {"2-solved": "7", "1-solved": "8"}


def test_heads_alone_keep_the_chosen_row():
    assert put(TABLE, "损失金额\t立案数\n5\t6", 1, 0)[0] == {"2-loss": "5", "2-filed": "6"}


def test_a_form_about_oneself_takes_a_column_a_row_or_names_with_figures():
    assert put(OWN, "5\n6")[0] == {"9-filed": "5", "9-solved": "6"}
    assert put(OWN, "5\t6\t7")[0] == {"9-filed": "5", "9-solved": "6", "9-loss": "7"}
    assert put(OWN, "损失金额\t¥ 7.00\n立案数\t5")[0] == {"9-loss": "¥ 7.00", "9-filed": "5"}
    assert put(OWN, "5", 2)[0] == {"9-loss": "5"}


def test_a_currency_sign_is_read_before_money_and_marked_elsewhere():
    assert set(placed(OWN, block("立案数\t¥5\n损失金额\t￥7.00")).unreadable) == {"9-filed"}


def test_pasted_text_is_looked_at_first_and_stored_when_it_is_sent_again(cast, police, client_for):
    client = client_for(cast.police)
    sent = {"operation_key": fresh_key(), "version": str(police.version), "row": "0", "column": "0"}
    sent |= {"block": "3\t1\t12万\n4\t2\t1\n1\t1\t1\n9"}
    page = client.post(f"/reports/{police.id}/paste", data=sent).get_data(as_text=True)
    assert "会放入 9 格" in page
    assert "有 1 格放不下，没有放入：9" in page
    assert make.again(police).state is ReportState.MISSING
    answer = client.post(f"/reports/{police.id}/paste", data=sent | {"put": "1"})
    assert answer.headers["Location"] == f"/reports/{police.id}/fill"
    police = make.again(police)
    assert queries.sheet(police).stored[f"{cast.units.a.id}-case.loss"].value == 120_000
    page = client.get(f"/reports/{police.id}/fill").get_data(as_text=True)
    assert "已放入 9 格，草稿已保存。" in page
    assert f'href="/reports/{police.id}/paste"' in page


def test_a_paste_does_not_go_over_what_somebody_else_saved(cast, bank, client_for):
    client = client_for(cast.bank)
    sent = {"operation_key": fresh_key(), "version": str(bank.version + 5), "row": "0", "column": "0"}
    answer = client.post(f"/reports/{bank.id}/paste", data=sent | {"block": "5", "put": "1"})
    assert answer.status_code == 409
    assert make.again(bank).state is ReportState.MISSING


def test_the_neighbour_pastes_nothing(cast, bank, client_for):
    for stranger in (cast.carrier, cast.outsider, cast.auditor):
        assert client_for(stranger).get(f"/reports/{bank.id}/paste").status_code == 404
    assert client_for(cast.clerk).get(f"/reports/{bank.id}/paste").status_code == 403


def test_what_is_no_number_is_marked_before_it_is_stored(cast, bank, client_for):
    sent = {"operation_key": fresh_key(), "version": "1", "block": "5\n很多", "row": "0", "column": "0"}
    page = client_for(cast.bank).post(f"/reports/{bank.id}/paste", data=sent).get_data(as_text=True)
    assert "有 1 格认不出数字，已标出" in page
    assert "网点劝阻金额要填数字，单位是元" in page
