"""The template down, filled, up, previewed, confirmed: for one report and for many units."""

from decimal import Decimal as D
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from coordination.kernel.operations import fresh_key
from coordination.reporting import services as reporting
from coordination.reporting.sheet import Entry
from coordination.reporting.states import ReportState
from coordination.spreadsheets import queries
from tests.factories import reporting as make
from tests.spreadsheets.building import book, refilled

DISSUADED, AMOUNT, TRAINED = make.BANK


def text(answer):
    return answer.get_data(as_text=True)


def sent(content, name="表.xlsx"):
    return {"operation_key": fresh_key(), "version": "", "file": (BytesIO(content), name)}


def upload(client, address, content, name="表.xlsx"):
    """Sends the sheet up; answers the page of its preview."""
    answer = client.post(address, data=sent(content, name), content_type="multipart/form-data")
    assert answer.status_code == 302, text(answer)
    return answer.headers["Location"]


def confirm(client, address, key=None):
    page = text(client.get(address))
    stamp = page.partition('name="seen_stamp" value="')[2].partition('"')[0]
    version = page.partition('name="version" type="hidden" value="')[2].partition('"')[0]
    data = {"operation_key": key or fresh_key(), "version": version, "seen_stamp": stamp}
    return client.post(f"{address}/confirm", data=data)


def template(client, report):
    return client.get(f"/reports/{report.id}/sheet/template").data


def test_a_filled_template_reaches_the_report_only_when_confirmed(cast, bank, client_for, session):
    client = client_for(cast.bank)
    filled = refilled(template(client, bank), {"D5": 5, "D6": 1200.5, "D7": 3})
    preview = upload(client, f"/reports/{bank.id}/sheet", filled)
    assert make.figures(make.again(bank)) == {}
    page = text(client.get(preview))
    assert "没有发现问题" in page
    assert "1,200.5" in page
    answer = confirm(client, preview)
    assert answer.headers["Location"] == f"/reports/{bank.id}/fill"
    bank = make.again(bank)
    assert bank.state is ReportState.DRAFT
    assert list(make.figures(bank).values()) == [D(5), D("1200.5"), D(3)]


def test_a_table_finds_its_subjects(cast, police, client_for, session):
    client = client_for(cast.police)
    content = template(client, police)
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
    labels = [row[0] for row in rows.to_python(skip_empty_area=False)]
    first = labels.index(cast.units.a.short_name) + 1
    filled = refilled(content, {f"B{first}": 5, f"C{first}": 6, f"D{first}": 900})
    page = text(client.get(upload(client, f"/reports/{police.id}/sheet", filled)))
    assert f"C{first}" in page
    assert "不能大于" in page
    assert "还有3项没有填" in page  # blank totals add themselves up


def test_of_the_sheet_of_another_form_only_that_is_told(cast, bank, police, client_for, session):
    other = template(client_for(cast.police), police)
    client = client_for(cast.bank)
    page = text(client.get(upload(client, f"/reports/{bank.id}/sheet", other)))
    assert "这张表不能用" in page
    assert "要看的地方 1 处" in page
    assert "没有填" not in page


def test_the_same_confirmation_sent_twice_writes_once(cast, bank, client_for, session):
    client = client_for(cast.bank)
    preview = upload(client, f"/reports/{bank.id}/sheet", refilled(template(client, bank), {"D5": 5}))
    key = fresh_key()
    page = text(client.get(preview))
    stamp = page.partition('name="seen_stamp" value="')[2].partition('"')[0]
    data = {"operation_key": key, "version": "1", "seen_stamp": stamp}
    first = client.post(f"{preview}/confirm", data=data)
    version = make.again(bank).version
    second = client.post(f"{preview}/confirm", data=data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert make.again(bank).version == version


def test_a_report_changed_meanwhile_is_refused_and_both_sides_are_shown(cast, bank, client_for, session):
    client = client_for(cast.bank)
    preview = upload(client, f"/reports/{bank.id}/sheet", refilled(template(client, bank), {"D5": 5}))
    page = text(client.get(preview))
    stamp = page.partition('name="seen_stamp" value="')[2].partition('"')[0]
    entries = {f"{bank.unit_id}-{DISSUADED}": Entry("77")}
    bank = make.again(bank)
    reporting.fill(bank, actor=cast.bank.actor, operation=fresh_key(), version=bank.version, entries=entries)
    data = {"operation_key": fresh_key(), "version": "1", "seen_stamp": stamp}
    answer = client.post(f"{preview}/confirm", data=data)
    assert answer.status_code == 409
    assert "别人已经改过" in text(answer)
    assert "77" in text(answer)
    assert make.figures(make.again(bank)) == {f"{bank.unit_id}-{DISSUADED}": D(77)}
    assert confirm(client, preview).status_code == 302
    assert make.figures(make.again(bank))[f"{bank.unit_id}-{DISSUADED}"] == D(5)


def test_a_sheet_for_another_unit_period_form_or_revision_is_refused(cast, bank, police, client_for, session):
    other = make.report(bank.form, cast.units.bank, "2026-09")
    client = client_for(cast.bank)
    words = {
        "这是2026年9月的表，要报的是2026年10月": template(client, other),
        "这是“分乡镇案件月报”的表，不是“银行月报”的": template(client_for(cast.police), police),
        "这张表是按报表第7版做的，现在是第1版": refilled(template(client, bank), {}, revision="7"),
        "这是别家的表": refilled(template(client, bank), {}, unit="99999", unit_name="别家"),
    }
    for sentence, content in words.items():
        preview = upload(client, f"/reports/{bank.id}/sheet", content)
        page = text(client.get(preview))
        assert sentence in page
        assert f"{preview}/confirm" not in page
        data = {"operation_key": fresh_key(), "version": "1", "seen_stamp": "1-1"}
        assert client.post(f"{preview}/confirm", data=data).status_code in (409, 422)
    assert make.figures(make.again(bank)) == {}


def test_a_foreign_sheet_is_read_by_its_names(cast, bank, client_for, session):
    client = client_for(cast.bank)
    content = book([["单位", "网点劝阻数", "网点劝阻金额（万元）", "员工培训人次"], ["本行", 5, 1.2, "３"]])
    preview = upload(client, f"/reports/{bank.id}/sheet", content)
    page = text(client.get(preview))
    assert "“网点劝阻金额”按万元读，已换算成元（乘以10,000）" in page
    assert confirm(client, preview).status_code == 302
    assert list(make.figures(make.again(bank)).values()) == [D(5), D(12000), D(3)]


def test_cells_with_errors_stay_as_they_were(cast, bank, client_for, session):
    client = client_for(cast.bank)
    content = book([["网点劝阻数", "网点劝阻金额", "员工培训人次"], [5, "很多", 3]])
    preview = upload(client, f"/reports/{bank.id}/sheet", content)
    page = text(client.get(preview))
    assert "“很多”：网点劝阻金额要填数字，单位是元" in page
    assert "B2" in page
    confirm(client, preview)
    assert sorted(make.figures(make.again(bank)).values()) == [D(3), D(5)]


def test_the_annotated_sheet_has_the_problem_at_its_cell(cast, bank, client_for, session):
    client = client_for(cast.bank)
    content = book([["网点劝阻数", "网点劝阻金额", "员工培训人次"], [5, "很多", 3]])
    preview = upload(client, f"/reports/{bank.id}/sheet", content, "十月.xlsx")
    answer = client.get(f"{preview}/annotated")
    back = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    assert back.get_sheet_by_index(0).to_python()[1] == [5.0, "很多", 3.0]
    listed = back.get_sheet_by_index(1).to_python()
    assert ["B2", "没有读", "“很多”：网点劝阻金额要填数字，单位是元"] in listed
    from zipfile import ZipFile

    with ZipFile(BytesIO(answer.data)) as parts:
        comments = parts.read("xl/comments1.xml").decode()
    assert 'ref="B2"' in comments
    assert "网点劝阻金额要填数字" in comments


def test_who_may_see_a_sheet(cast, bank, client_for, session):
    client = client_for(cast.bank)
    preview = upload(client, f"/reports/{bank.id}/sheet", refilled(template(client, bank), {"D5": 5}))
    for stranger in (cast.police, cast.outsider, cast.township_a, cast.clerk, cast.auditor):
        assert client_for(stranger).get(preview).status_code == 404
        assert client_for(stranger).get(f"/reports/{bank.id}/sheet").status_code == 404
        assert client_for(stranger).get(f"{preview}/annotated").status_code == 404


def test_the_fill_page_offers_the_sheet(cast, bank, client_for, session):
    assert f"/reports/{bank.id}/sheet" in text(client_for(cast.bank).get(f"/reports/{bank.id}/fill"))


@pytest.fixture
def banks(cast, bank):
    from tests.factories.organizations import unit

    other = unit(cast.office, "第二银行", "bank")
    third = unit(cast.office, "第三银行", "bank")
    return [bank, make.report(bank.form, other), make.report(bank.form, third)]


def collection(client, form_id):
    return client.get(f"/reports/sheets/template?period=2026-10&form={form_id}").data


def rows_of(content):
    sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
    return {row[0]: number for number, row in enumerate(sheet.to_python(skip_empty_area=False), start=1)}


def test_the_office_enters_for_units_and_another_person_approves(cast, banks, client_for, session):
    client = client_for(cast.clerk)
    address = f"/reports/sheets?period=2026-10&form={banks[0].form_id}"
    content = collection(client, banks[0].form_id)
    at = rows_of(content)
    own, other, last = (at[name] for name in ("工商银行山阳支行", "第二银行", "第三银行"))
    cells = {f"C{own}": 5, f"D{own}": 1000, f"E{own}": 3, f"B{other}": "零报告", f"B{last}": "没有收到"}
    preview = upload(client, address, refilled(content, cells))
    assert "没有发现问题" in text(client.get(preview))
    assert confirm(client, preview).status_code == 302
    first, second, third = (make.again(one) for one in banks)
    assert [one.state for one in (first, second, third)] == [
        ReportState.DRAFT,
        ReportState.DRAFT,
        ReportState.MISSING,
    ]
    assert set(make.figures(second).values()) == {D(0)}
    page = text(client.get(preview))
    assert "代录的草稿还有 2 份没有上报" in page
    version = queries.upload(cast.clerk.actor, id=int(preview.rpartition("/")[2])).version
    answer = client.post(f"{preview}/file", data={"operation_key": fresh_key(), "version": str(version)})
    assert answer.status_code == 302
    assert "已代为上报" in text(client.get(preview))
    assert "格读到数据" not in text(client.get(preview))
    first, second = make.again(first), make.again(second)
    assert (first.state, first.submitted_by_id) == (ReportState.SUBMITTED, cast.clerk.id)
    assert second.zero
    from coordination.kernel.errors import Forbidden

    with pytest.raises(Forbidden):
        reporting.approve(first, actor=cast.clerk.actor, operation=fresh_key(), version=first.version)
    reporting.approve(first, actor=cast.leader.actor, operation=fresh_key(), version=first.version)
    assert make.again(first).state is ReportState.APPROVED


def test_what_a_unit_filed_meanwhile_is_not_overwritten(cast, banks, client_for, session):
    client = client_for(cast.clerk)
    first = banks[0]
    content = collection(client, first.form_id)
    own = rows_of(content)["工商银行山阳支行"]
    make.submitted(make.again(first), cast.bank, "9", "90", "9")
    address = f"/reports/sheets?period=2026-10&form={first.form_id}"
    cells = {f"C{own}": 5, f"D{own}": 1000, f"E{own}": 3, f"C{own + 1}": 1}
    preview = upload(client, address, refilled(content, cells))
    assert "已经上报或通过，表里的数据不写入" in text(client.get(preview))
    confirm(client, preview)
    assert list(make.figures(make.again(first)).values()) == [D(9), D(90), D(9)]
    assert list(make.figures(make.again(banks[1])).values()) == [D(1)]


def test_collecting_is_the_clerks_and_looks_up_a_constant_number_of_rows(
    cast, banks, client_for, session, counting
):
    for stranger in (cast.leader, cast.bank, cast.auditor):
        assert client_for(stranger).get("/reports/sheets").status_code == 404
    from tests.factories.organizations import unit

    with counting() as few:
        queries.collection(banks[0].form, queries.stand(make.again(banks[0])).period)
    for number in range(20):
        make.report(banks[0].form, unit(cast.office, f"再一银行{number}", "bank"))
    with counting() as many:
        found = queries.collection(banks[0].form, queries.stand(make.again(banks[0])).period)
    assert len(found.reports) == 23
    assert len(many) == len(few)


def test_an_office_without_reports_is_told_so(cast, client_for, session):
    assert "还没有可以汇总的报表" in text(client_for(cast.clerk).get("/reports/sheets"))


def test_a_refused_file_is_told_at_the_field(cast, bank, client_for, session):
    client = client_for(cast.bank)
    answer = client.post(
        f"/reports/{bank.id}/sheet",
        data=sent(b"<html><table><tr><td>1</td></tr></table></html>", "表.xls"),
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422
    assert "文件的内容是网页或XML" in text(answer)
    answer = client.post(
        f"/reports/{bank.id}/sheet",
        data={"operation_key": fresh_key(), "version": ""},
        content_type="multipart/form-data",
    )
    assert "请选取填好的表" in text(answer)
