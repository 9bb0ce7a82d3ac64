"""The pages of the builder, as a browser sees them."""

import re

import pytest
from sqlalchemy import select

from coordination.kernel.calendar import Holiday
from coordination.kernel.operations import fresh_key
from coordination.report_forms import queries
from coordination.report_forms.models import CheckKind, FormCheck, FormField, ReportForm, Shape
from tests.factories import reporting as make
from tests.factories.organizations import add

pytestmark = pytest.mark.usefixtures("clock")
LONG = "反诈宣传月报" * 50


def sent(**fields):
    return {"operation_key": fresh_key(), **fields}


def head(**fields):
    """The head of a form as a browser sends it."""
    usual = {
        "name": "银行宣传月报",
        "unit_kinds": "bank",
        "shape": "self",
        "subject_kind": "",
        "period_kind": "month",
        "first_period": "2026-11",
        "due_workday": "5",
        "due_hour": "17",
        "grace_days": "0",
    }
    return sent(**(usual | fields))


def draft(office, *codes, **values):
    """A draft with these figures in one section."""
    make.kinds()
    given = {
        "name": "银行宣传月报",
        "code": "bank-month",
        "shape": Shape.SELF,
        "unit_kinds": ["bank"],
        "sort_order": 1,
        "first_period": "2026-11",
    }
    made = add(ReportForm(office_id=office.id, **(given | values)))
    for order, code in enumerate(codes, start=1):
        add(
            FormField(
                form_id=made.id, indicator_id=make.indicator(code).id, section="宣传", sort_order=order * 10
            )
        )
    make.session.commit()
    return made


def version_on(page):
    return re.search(r'name="version"[^>]*value="(\d+)"', page)[1]


def test_an_office_without_forms_is_told_what_they_do(client_for, cast):
    page = client_for(cast.clerk).get("/forms").text
    assert "还没有报表" in page
    assert 'href="/forms/new"' in page
    assert 'href="/forms/new"' not in client_for(cast.leader).get("/forms").text


def test_the_list_shows_each_form_once_with_its_draft(client_for, cast, counting):
    form = make.bank_form(cast.office)
    make.police_form(cast.office)
    client = client_for(cast.clerk)
    client.get("/forms")
    with counting() as few:
        page = client.get("/forms").text
    assert (page.count("银行月报"), page.count("使用中")) == (1, 2)
    for revision in range(2, 30):
        make.form(
            cast.office, "bank", "bank", make.BANK, name="银行月报", revision=revision, last_period="2026-12"
        )
    latest = make.form(cast.office, "bank", "bank", make.BANK, name="银行月报", revision=30)
    latest.enacted_at, latest.first_period, form.last_period = None, "2026-12", "2026-12"
    make.session.commit()
    with counting() as many:
        page = client.get("/forms").text
    assert "修订稿（2026年12月起）" in page
    assert len(many) == len(few)


def test_a_form_is_built_step_by_step(client_for, cast, session):
    clerk = client_for(cast.clerk)
    page = clerk.post("/forms/new", data=head(), follow_redirects=True).text
    assert "草稿已建好" in page
    assert "还没有指标" in page
    form = session.scalars(select(ReportForm)).one()
    make.indicator("bank.staff_trained").initials = "ygpxrc"
    make.session.commit()
    page = clerk.get(f"/forms/{form.id}?q=ygpx").text
    assert "员工培训人次" in page
    number = make.indicator("bank.staff_trained").id
    page = clerk.post(
        f"/forms/{form.id}/fields?q=ygpx",
        data=sent(version=version_on(page), section="培训", indicator_id=str(number)),
        follow_redirects=True,
    ).text
    assert "已加入" in page
    assert "已在表上" in page
    assert "指标（1项）" in page


def test_a_section_is_asked_for_with_what_was_searched_kept(client_for, cast):
    form = draft(cast.office)
    number = make.indicator("case.filed").id
    answer = client_for(cast.clerk).post(
        f"/forms/{form.id}/fields?q=立案",
        data=sent(version="1", section=" ", indicator_id=str(number)),
    )
    assert answer.status_code == 422
    assert "请填写放在哪一栏" in answer.text
    assert 'value="立案"' in answer.text


def test_a_ratio_is_shown_as_computed_and_not_offered(client_for, cast):
    ratio = make.indicator("case.solved")
    ratio.type, ratio.numerator, ratio.denominator = "ratio", "case.solved", "case.filed"
    form = draft(cast.office)
    page = client_for(cast.clerk).get(f"/forms/{form.id}?q=破案").text
    assert "比率，由系统算，不用填" in page
    assert f'name="indicator_id" value="{ratio.id}"' not in page


def test_what_may_not_be_ranked_is_shown_so(client_for, cast):
    observed = make.indicator("bank.staff_trained")
    observed.rankable, observed.reason = False, "只作观察"
    form = draft(cast.office, "bank.staff_trained")
    client = client_for(cast.clerk)
    assert "不得排名" in client.get(f"/forms/{form.id}").text
    assert "只作观察" in client.get(f"/forms/{form.id}/fields/{fields(form)[0].id}").text


def fields(form):
    found = select(FormField).where(FormField.form_id == form.id).order_by(FormField.sort_order)
    return make.session.scalars(found.execution_options(populate_existing=True)).all()


def test_fields_move_and_leave_with_their_checks(client_for, cast):
    form = draft(cast.office, "case.filed", "case.solved")
    add(FormCheck(form_id=form.id, kind=CheckKind.NOT_ABOVE, left="case.solved", right="case.filed"))
    make.session.commit()
    client, (first, second) = client_for(cast.clerk), fields(form)
    client.post(f"/forms/{form.id}/fields/{second.id}/move?to=up", data=sent(version="1"))
    assert [field.id for field in fields(form)] == [second.id, first.id]
    page = client.post(
        f"/forms/{form.id}/fields/{first.id}/remove", data=sent(version="2"), follow_redirects=True
    ).text
    assert "已移出立案数" in page
    assert "用到它的1条校验一并去掉了" in page


def test_limits_are_typed_as_people_type_and_refused_at_their_field(client_for, cast):
    form = draft(cast.office, "case.filed")
    (field,) = fields(form)
    typed = {
        "section": "案件",
        "required": "y",
        "minimum": "0",
        "maximum": "1万",
        "soft_high": "2万",
        "bound": "",
    }
    client = client_for(cast.clerk)
    answer = client.post(f"/forms/{form.id}/fields/{field.id}", data=sent(version="1", **typed))
    assert answer.status_code == 422
    assert "立案数平常的上限要在硬性上下限之内" in answer.text
    assert 'value="2万"' in answer.text
    typed["soft_high"] = "5000"
    page = client.post(
        f"/forms/{form.id}/fields/{field.id}", data=sent(version="1", **typed), follow_redirects=True
    ).text
    assert "不大于10,000，高于5,000要说明" in page


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        ("not_above", {"left": "case.solved", "right": "case.filed"}, "破案数 ≤ 立案数"),
        ("equal", {"left": "case.solved", "right": "case.filed"}, "破案数 = 立案数"),
        ("both", {"left": "case.filed", "right": "case.loss"}, "立案数和损失金额都有或都没有"),
        (
            "sum",
            {"left": "bank.counter_dissuaded", "parts": ["case.filed", "case.solved"], "tolerance": "0.5"},
            "网点劝阻数 = 立案数 + 破案数，允许相差0.5",
        ),
    ],
)
def test_each_kind_of_check_can_be_added_and_dropped(client_for, cast, kind, typed, words):
    form = draft(cast.office, "case.filed", "case.solved", "case.loss", "bank.counter_dissuaded")
    client, address = client_for(cast.clerk), f"/forms/{form.id}/checks/new?kind={kind}"
    assert client.get(address).status_code == 200
    page = client.post(address, data=sent(version="1", **typed), follow_redirects=True).text
    assert words in page
    check = make.session.scalars(select(FormCheck)).one()
    page = client.post(
        f"/forms/{form.id}/checks/{check.id}/drop", data=sent(version="2"), follow_redirects=True
    ).text
    assert "校验（0条）" in page


def test_a_check_that_cannot_be_is_refused_with_what_was_chosen(client_for, cast):
    form = draft(cast.office, "case.filed", "case.solved")
    answer = client_for(cast.clerk).post(
        f"/forms/{form.id}/checks/new?kind=equal",
        data=sent(version="1", left="case.solved", right="case.solved"),
    )
    assert answer.status_code == 422
    assert "一项不能和自己比" in answer.text
    assert client_for(cast.clerk).get(f"/forms/{form.id}/checks/new?kind=moon").status_code == 302


def test_units_of_measure_and_earlier_checks_are_minded(client_for, cast):
    form = draft(cast.office, "case.filed", "case.solved", "case.loss", "bank.staff_trained")
    client, address = client_for(cast.clerk), f"/forms/{form.id}/checks/new?kind=not_above"
    assert "损失金额（元）" in client.get(address).text
    answer = client.post(address, data=sent(version="1", left="case.loss", right="case.filed"))
    assert answer.status_code == 422
    assert "损失金额（元）和立案数（起）的计量单位不同，不能比较。" in answer.text
    client.post(address, data=sent(version="1", left="case.solved", right="case.filed"))
    answer = client.post(address, data=sent(version="2", left="case.filed", right="case.solved"))
    assert "和“破案数 ≤ 立案数”合起来只能相等" in answer.text
    doubt = "破案数（起）和员工培训人次（人次）的计量单位不同，请确认可以比较。"
    typed = sent(version="2", left="case.solved", right="bank.staff_trained")
    assert doubt in client.post(address, data=typed, follow_redirects=True).text
    page = client.get(f"/forms/{form.id}/enact").text
    assert doubt in page
    assert "启用后这一版不能再改" in page


def test_before_enacting_everything_is_laid_out(client_for, cast):
    form = draft(cast.office, "case.filed", "case.solved", grace_days=2)
    client = client_for(cast.clerk)
    page = client.get(f"/forms/{form.id}/enact").text
    assert "1 个单位" in page
    assert "工商银行山阳支行" in page
    assert "第一次：2026年11月，12月7日（周一）17:00截止。" in page
    assert "12月9日（周三）上报仍算按时" in page
    assert "每个单位平均每月填 2 项，都是新增的" in page
    assert "放假安排表里还没有2026年的" in page
    add(Holiday(day="2026-10-01", workday=False, name="国庆节"))
    make.session.commit()
    assert "放假安排表里还没有" not in client.get(f"/forms/{form.id}/enact").text
    page = client.post(
        f"/forms/{form.id}/enact", data=sent(version=version_on(page)), follow_redirects=True
    ).text
    assert "已启用，从2026年11月起填报。" in page
    assert "核对并启用" not in page


def test_a_revision_says_what_changes_and_by_how_much_it_weighs_more(client_for, cast):
    form = make.bank_form(cast.office)
    make.session.commit()
    client = client_for(cast.clerk)
    page = client.get(f"/forms/{form.id}/revise").text
    assert 'value="2026-11"' in page
    page = client.post(
        f"/forms/{form.id}/revise",
        data=sent(version=version_on(page), first_period="2026-12"),
        follow_redirects=True,
    ).text
    assert "这是修订稿" in page
    new = make.session.scalars(select(ReportForm).where(ReportForm.revision == 2)).one()
    client.post(f"/forms/{new.id}/fields/{fields(new)[0].id}/remove", data=sent(version="1"))
    page = client.get(f"/forms/{new.id}/enact").text
    assert "减少1项：网点劝阻数" in page
    assert "每个单位平均每月填 2 项，现在是 3 项，少1项。" in page
    assert "第1版最后一期是2026年11月" in page
    assert client.get(f"/forms/{form.id}/revise").location.endswith(f"/forms/{new.id}")


def test_what_stands_against_it_links_to_where_it_is_mended(client_for, cast):
    form = draft(cast.office, unit_kinds=[])
    page = client_for(cast.clerk).get(f"/forms/{form.id}/enact").text
    assert "还有 2 处要改好" in page
    assert f'href="/forms/{form.id}/head">还没有选由哪些类别的单位填报。' in page
    assert f'href="/forms/{form.id}#add">报表还没有指标' in page
    assert "启用后这一版不能再改" not in page


def test_the_preview_is_the_sheet_of_the_units_and_sends_nothing(client_for, cast):
    form = draft(cast.office, "case.filed", guidance="按月末数填")
    page = client_for(cast.clerk).get(f"/forms/{form.id}/preview").text
    assert "这是预览" in page
    assert "按月末数填" in page
    assert "立案数" in page
    assert "<fieldset" in page
    assert "disabled" in page
    assert '<form method="post" action="/reports' not in page


def test_a_table_is_previewed_with_its_subjects(client_for, cast):
    form = make.police_form(cast.office)
    make.session.commit()
    page = client_for(cast.clerk).get(f"/forms/{form.id}/preview").text
    for words in ("青溪镇", "白塔街道", "合计"):
        assert words in page


def test_an_empty_draft_has_nothing_to_preview(client_for, cast):
    page = client_for(cast.clerk).get(f"/forms/{draft(cast.office).id}/preview").text
    assert "还没有可以预览的" in page


def test_the_head_of_a_draft_is_changed_and_a_stale_page_shows_both(client_for, cast):
    form = draft(cast.office, "case.filed")
    client = client_for(cast.clerk)
    page = client.post(
        f"/forms/{form.id}/head",
        data=head(version="1", name=LONG[:300], code="bank-month"),
        follow_redirects=True,
    ).text
    assert LONG[:300] in page
    answer = client.post(f"/forms/{form.id}/head", data=head(version="1", name="我的名称"))
    assert answer.status_code == 409
    assert 'value="我的名称"' in answer.text
    assert f"现在存的是：{LONG[:300]}" in answer.text


def test_a_draft_is_thrown_away_and_a_form_in_use_closed(client_for, cast):
    form, other = draft(cast.office), make.police_form(cast.office)
    make.session.commit()
    client = client_for(cast.clerk)
    page = client.post(f"/forms/{form.id}/discard", data=sent(version="1"), follow_redirects=True).text
    assert "草稿已删除" in page
    page = client.post(f"/forms/{other.id}/close", data=sent(version="1"), follow_redirects=True).text
    assert "已停用" in page
    assert queries.state(make.session.get(ReportForm, other.id, populate_existing=True)) == "closed"


PAGES = ("", "/head", "/enact", "/revise", "/preview", "/section?name=宣传", "/checks/new?kind=equal")


@pytest.mark.parametrize("page", PAGES)
def test_neighbours_and_units_find_nothing(client_for, cast, page):
    form = draft(cast.office, "case.filed")
    for who in (cast.outsider, cast.bank, cast.township_a, cast.auditor):
        assert client_for(who).get(f"/forms/{form.id}{page}").status_code == 404


def test_the_leader_looks_and_changes_nothing(client_for, cast):
    form = draft(cast.office, "case.filed")
    leader = client_for(cast.leader)
    page = leader.get(f"/forms/{form.id}").text
    assert "立案数" in page
    for words in ("核对并启用", "移出", "加指标"):
        assert words not in page
    assert leader.get(f"/forms/{form.id}/head").status_code == 403


def test_two_hundred_figures_take_no_more_statements_than_two(client_for, cast, counting):
    form = draft(cast.office, "case.filed", "case.solved", shape=Shape.SELF)
    client = client_for(cast.clerk)
    client.get(f"/forms/{form.id}")
    with counting() as few:
        client.get(f"/forms/{form.id}")
    source = make.indicator("case.filed")
    for number in range(198):
        columns = {column.key: getattr(source, column.key) for column in source.__table__.columns}
        one = type(source)(**(columns | {"id": None, "code": f"more.{number}", "name": f"指标{number}"}))
        add(one)
        add(FormField(form_id=form.id, indicator_id=one.id, section="其他", sort_order=100 + number))
    make.session.commit()
    with counting() as many:
        page = client.get(f"/forms/{form.id}").text
    assert "指标（200项）" in page
    assert len(many) == len(few)


def test_an_indicator_says_which_form_is_only_a_draft(cast, client_for):
    form = make.bank_form(cast.office)
    indicator = make.indicator("bank.staff_trained")
    again = {"name": form.name, "code": form.code, "revision": 2, "first_period": "2026-12"}
    draft(cast.office, indicator.code, **again)
    client = client_for(cast.clerk)
    who_files = client.get(f"/indicators/{indicator.id}").text.split("谁来报", 1)[1].split("用在哪里")[0]
    assert who_files.count("起草中") == 1
    row = client.get("/indicators", query_string={"q": indicator.code}).text
    assert row.count(form.name) == 1
