"""Status, redirect, and what the pages offer."""

import pytest

from coordination.kernel.operations import fresh_key
from coordination.reporting import queries, services
from coordination.reporting.states import ReportState
from tests.factories import reporting as make

DISSUADED, AMOUNT, TRAINED = make.BANK


def sent(report, *typed, **more):
    report = make.again(report)
    layout = queries.sheet(report).layout
    places = zip(layout.places, typed, strict=False)
    values = {f"v-{place.key}": text for place, text in places}
    return {"operation_key": fresh_key(), "version": str(report.version)} | values | more


def text(answer):
    return answer.get_data(as_text=True)


def test_the_filing_page_shows_what_stands_beside_each_figure(cast, bank, client_for):
    make.approved(
        make.report(bank.form, cast.units.bank, "2026-09"), cast.bank, cast.clerk, "20", "1000", "3"
    )
    year_ago = make.report(bank.form, cast.units.bank, "2025-10")
    make.approved(year_ago, cast.bank, cast.clerk, "17", "900", "4")
    page = text(client_for(cast.bank).get(f"/reports/{bank.id}/fill"))
    assert "网点劝阻金额" in page
    assert "网点劝阻数的口径" in page
    assert "1,000" in page
    assert "900" in page
    assert "已填 0 项，还差 3 项" in page
    assert "今天17:00截止" in page


def test_a_draft_is_kept_and_the_page_says_when(cast, bank, client_for, session):
    client = client_for(cast.bank)
    answer = client.post(f"/reports/{bank.id}/fill", data=sent(bank, "5", "12万", "多"))
    assert answer.status_code == 302
    page = text(client.get(f"/reports/{bank.id}/fill"))
    assert "草稿已保存 10:00" in page
    assert 'value="120,000"' in page
    assert 'value="多"' in page
    assert "员工培训人次要填数字，单位是人次" in page


def test_the_page_saves_itself_and_is_told_what_was_read(cast, bank, client_for, session):
    answer = client_for(cast.bank).post(f"/reports/{bank.id}/autosave", data=sent(bank, "5.5", "12万", ""))
    body = answer.get_json()
    bank = make.again(bank)
    assert (answer.status_code, body["version"], body["saved"]) == (200, bank.version, "10:00")
    assert body["readings"][f"{bank.unit_id}-{AMOUNT}"] == "120,000"
    assert list(body["errors"]) == [f"{bank.unit_id}-{DISSUADED}"]
    assert (body["filled"], body["missing"]) == (2, 1)


def test_a_stale_autosave_is_told_so(cast, bank, client_for, session):
    old = sent(bank, "6", "", "")
    client = client_for(cast.bank)
    client.post(f"/reports/{bank.id}/autosave", data=sent(bank, "5", "", ""))
    answer = client.post(f"/reports/{bank.id}/autosave", data=old)
    assert answer.status_code == 409
    assert "别人已经改过" in answer.get_json()["message"]


def test_a_stale_page_shows_both_values_at_the_field(cast, bank, client_for, session):
    old = sent(bank, "6", "7", "8")
    client = client_for(cast.bank)
    client.post(f"/reports/{bank.id}/fill", data=sent(bank, "5", "7", "8"))
    answer = client.post(f"/reports/{bank.id}/fill", data=old)
    page = text(answer)
    assert answer.status_code == 409
    assert 'value="6"' in page
    assert "现在存的是：5" in page
    assert page.count("现在存的是") == 1
    bank = make.again(bank)
    assert f'name="version" type="hidden" value="{bank.version}"' in page


def test_a_refused_submission_says_everything_and_keeps_everything(cast, bank, client_for, session):
    answer = client_for(cast.bank).post(f"/reports/{bank.id}/submit", data=sent(bank, "5", "很多", ""))
    page = text(answer)
    assert answer.status_code == 422
    assert "有 2 处要补填或修改" in page
    assert f'href="#v-{bank.unit_id}-{TRAINED}"' in page
    assert 'value="很多"' in page
    bank = make.again(bank)
    assert bank.state is ReportState.DRAFT
    assert queries.sheet(bank).stored[f"{bank.unit_id}-{AMOUNT}"].typed == "很多"


def test_a_large_change_opens_a_place_for_the_reason(cast, bank, client_for, session):
    make.approved(
        make.report(bank.form, cast.units.bank, "2026-09"), cast.bank, cast.clerk, "20", "1000", "3"
    )
    client = client_for(cast.bank)
    answer = client.post(f"/reports/{bank.id}/submit", data=sent(bank, "31", "1000", "3"))
    assert answer.status_code == 422
    assert "网点劝阻数环比上升55.00%，请核对或说明原因" in text(answer)
    bank = make.again(bank)
    reason = {f"r-{bank.unit_id}-{DISSUADED}": "厅堂值守月"}
    answer = client.post(f"/reports/{bank.id}/submit", data=sent(bank, "31", "1000", "3", **reason))
    assert answer.headers["Location"] == f"/reports/{bank.id}"
    assert "厅堂值守月" in text(client.get(f"/reports/{bank.id}"))


def test_a_zero_report_is_confirmed_on_its_own_page(cast, bank, client_for, session):
    client = client_for(cast.bank)
    assert "确认零报告" in text(client.get(f"/reports/{bank.id}/zero"))
    answer = client.post(f"/reports/{bank.id}/zero", data=sent(bank))
    assert answer.status_code == 302
    assert "零报告，已上报" in text(client.get(f"/reports/{bank.id}"))


def test_a_zero_report_says_what_it_does_to_the_draft(cast, bank, client_for, session):
    client = client_for(cast.bank)
    assert "会换成0" not in text(client.get(f"/reports/{bank.id}/zero"))
    client.post(f"/reports/{bank.id}/fill", data=sent(bank, "31", "0", "3"))
    assert "草稿里已填的 2 项会换成0。" in text(client.get(f"/reports/{bank.id}/zero"))


def test_the_reason_for_an_unusual_zero_is_not_called_optional(cast, bank, client_for, session):
    before = make.report(bank.form, cast.units.bank, "2026-09")
    make.approved(before, cast.bank, cast.clerk, "20", "1000", "30")
    client = client_for(cast.bank)
    page = text(client.get(f"/reports/{bank.id}/zero"))
    assert "这期为什么是0" in page
    assert "（选填）" not in page
    refused = client.post(f"/reports/{bank.id}/zero", data=sent(bank))
    assert refused.status_code == 422
    assert "（选填）" not in text(refused)


def test_a_table_has_an_input_for_each_subject_and_the_total(cast, police, client_for):
    page = text(client_for(cast.police).get(f"/reports/{police.id}/fill"))
    assert page.count("data-place=") == 9
    assert 'aria-label="青溪镇 立案数，起"' in page
    assert "合计" in page


@pytest.mark.parametrize("page", ["", "/fill", "/zero", "/review", "/revisions"])
def test_the_neighbour_finds_nothing(cast, bank, client_for, page):
    for stranger in (cast.carrier, cast.township_a, cast.outsider, cast.outside_unit, cast.auditor):
        assert client_for(stranger).get(f"/reports/{bank.id}{page}").status_code == 404


@pytest.mark.parametrize("act", ["fill", "autosave", "submit", "zero", "approve", "return"])
def test_the_neighbour_can_do_nothing(cast, bank, client_for, act, session):
    for stranger in (cast.carrier, cast.outsider, cast.auditor):
        answer = client_for(stranger).post(f"/reports/{bank.id}/{act}", data=sent(bank, "1"))
        assert answer.status_code == 404
    bank = make.again(bank)
    assert bank.state is ReportState.MISSING


def test_the_office_may_not_file_and_the_unit_may_not_review(cast, bank, client_for):
    assert client_for(cast.clerk).get(f"/reports/{bank.id}/fill").status_code == 403
    assert client_for(cast.bank).get(f"/reports/{bank.id}/review").status_code == 403
    assert client_for(cast.bank_reviewer).get(f"/reports/{bank.id}").status_code == 200
    assert client_for(cast.bank_reviewer).get(f"/reports/{bank.id}/fill").status_code == 403


def test_a_filed_report_opens_as_a_page_to_read(cast, bank, client_for):
    make.submitted(bank, cast.bank, "5", "1", "3")
    client = client_for(cast.bank)
    for page in ("fill", "zero"):
        answer = client.get(f"/reports/{bank.id}/{page}")
        assert answer.headers["Location"] == f"/reports/{bank.id}"
    page = text(client.get(f"/reports/{bank.id}"))
    assert "已上报" in page
    assert "第1次上报" in page
    assert "/fill" not in page


def test_every_form_page_sends_a_key(cast, bank, client_for):
    make.submitted(bank, cast.bank, "5", "1", "3")
    answer = client_for(cast.clerk).post(f"/reports/{bank.id}/approve", data={"version": str(bank.version)})
    assert answer.status_code == 302
    assert make.again(bank).state is ReportState.SUBMITTED


def test_approval_goes_on_to_the_next_report(cast, bank, police, client_for, session):
    make.submitted(bank, cast.bank, "5", "1", "3")
    rows = {cast.units.a.id: ("3", "1", "1"), cast.units.b.id: ("4", "2", "2")}
    services.submit(
        police,
        actor=cast.police.actor,
        operation=fresh_key(),
        version=police.version,
        entries=make.entries(police, rows),
    )
    client = client_for(cast.clerk)
    assert "另有 1 份待审" in text(client.get(f"/reports/{bank.id}/review"))
    answer = client.post(f"/reports/{bank.id}/approve", data=sent(bank))
    assert answer.headers["Location"] == f"/reports/{police.id}/review"
    police = make.again(police)
    answer = client.post(f"/reports/{police.id}/approve", data=sent(police))
    assert answer.headers["Location"] == "/reports?period=2026-10"


def test_a_return_points_at_figures_and_the_reporter_sees_it_until_it_is_filed_again(
    cast, bank, client_for, session
):
    make.submitted(bank, cast.bank, "5", "1", "3")
    place = f"{bank.unit_id}-{AMOUNT}"
    clerk, reporter = client_for(cast.clerk), client_for(cast.bank)
    refused = clerk.post(f"/reports/{bank.id}/return", data=sent(bank, reason="", p=place))
    assert refused.status_code == 422
    pointed = {"p": place, f"n-{place}": "与台账不一致"}
    clerk.post(f"/reports/{bank.id}/return", data=sent(bank, reason="", **pointed))
    bank = make.again(bank)
    assert (bank.state, bank.return_reason) == (ReportState.RETURNED, "网点劝阻金额需要核对")
    for page in ("/my-reports", f"/reports/{bank.id}", f"/reports/{bank.id}/fill"):
        assert "网点劝阻金额需要核对" in text(reporter.get(page)), page
    assert "联席办指出：与台账不一致" in text(reporter.get(f"/reports/{bank.id}/fill"))
    bank = make.again(bank)
    reporter.post(f"/reports/{bank.id}/submit", data=sent(bank, "5", "2", "3"))
    page = text(reporter.get(f"/reports/{bank.id}"))
    assert "与台账不一致" not in page
    assert "第2次上报" in page
    assert "上次报 1" in text(clerk.get(f"/reports/{bank.id}/review"))
    page = text(clerk.get(f"/reports/{bank.id}/revisions"))
    assert "第1次到第2次，改了 1 项" in page
    assert "<del>1</del>" in page


def test_a_draft_is_the_units_own(cast, bank, client_for):
    client_for(cast.bank).post(f"/reports/{bank.id}/fill", data=sent(bank, "54321"))
    assert "54,321" in text(client_for(cast.bank).get(f"/reports/{bank.id}"))
    page = text(client_for(cast.clerk).get(f"/reports/{bank.id}"))
    assert "54,321" not in page
    assert "单位正在填写" in page
