"""Overview, a unit's own list; the number of queries does not grow with the rows."""

import re
from datetime import timedelta

import pytest

from coordination.kernel.operations import fresh_key
from coordination.reporting import queries, services
from coordination.reporting.models import Report
from coordination.reporting.queries import Trouble, Wanted
from coordination.reporting.queries.overview import PAGE, Group, window
from coordination.reporting.states import ReportState
from tests.factories import organizations
from tests.factories import reporting as make


def text(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def five(cast, bank, police, clock):
    """One report of each standing; today is after the deadline of all but one."""
    carrier = make.report(make.form(cast.office, "carrier", "carrier", make.BANK), cast.units.carrier)
    school = make.report(make.form(cast.office, "education", "education", make.BANK), cast.units.education)
    township = make.form(cast.office, "township", "township", make.BANK)
    later = make.report(township, cast.units.a, due_at=make.DUE.replace(month=12))
    make.approved(carrier, cast.carrier, cast.clerk, "1", "2", "3")
    make.submitted(school, cast.department, "1", "2", "3")
    make.submitted(bank, cast.bank, "1", "2", "3")
    services.give_back(
        bank, actor=cast.clerk.actor, operation=fresh_key(), version=bank.version, reason="请核对金额"
    )
    clock.move(hours=72)
    return [police, bank, school, later, carrier]


def test_the_overview_is_sorted_by_trouble_and_the_counters_add_up(cast, five, clock):
    found = queries.overview(cast.clerk.actor, Wanted(make.MONTH), clock.now())
    assert [report.id for report in found.reports] == [report.id for report in five]
    assert [queries.trouble(report, clock.now()) for report in found.reports] == list(Trouble)
    assert found.counts == dict.fromkeys(Trouble, 1)
    assert found.expected == 5


def test_a_counter_is_a_filter_and_leaves_the_counts_alone(cast, five, clock):
    for trouble, report in zip(Trouble, five, strict=True):
        found = queries.overview(cast.clerk.actor, Wanted(make.MONTH, trouble), clock.now())
        assert [one.id for one in found.reports] == [report.id]
        assert found.expected == 5


def test_units_are_found_by_name_initials_and_contact(cast, five, clock, session):
    cast.units.bank.initials, cast.units.bank.contact_name = "gsyhsyzh", "示例联络员"
    session.flush()
    for words in ("工商", "gsyh", "GSYH", "示例联络"):
        found = queries.overview(cast.clerk.actor, Wanted(make.MONTH, words=words), clock.now())
        assert [report.unit_id for report in found.reports] == [cast.units.bank.id], words
    assert not queries.overview(cast.clerk.actor, Wanted(make.MONTH, words="100%"), clock.now()).reports


def test_the_page_tells_who_is_late_and_how_to_reach_them(cast, five, client_for, session):
    cast.units.police.contact_name, cast.units.police.contact_phone = "示例联络员", "13812345678"
    session.commit()
    page = text(client_for(cast.clerk).get(f"/reports?period={make.MONTH}"))
    assert "已过3天" in page
    assert "138****5678" in page
    assert "13812345678" not in page
    assert "退回：请核对金额" in page
    assert page.index("山阳公安分局") < page.index("工商银行山阳支行") < page.index("中国移动山阳分公司")


def test_without_a_period_the_latest_is_shown_and_nonsense_does_no_harm(cast, five, client_for):
    client = client_for(cast.leader)
    for query in (
        "",
        "?period=abc",
        "?period=2026-99",
        "?state=x&page=-5&form=0x1&period=2026-10",
        "?page=99",
    ):
        answer = client.get(f"/reports{query}")
        assert answer.status_code == 200, query
        assert "2026年10月报送情况" in text(answer), query


def test_an_empty_period_says_what_to_do_and_can_be_opened(cast, client_for, clock, session):
    make.bank_form(cast.office)
    session.commit()
    client = client_for(cast.clerk)
    page = text(client.get("/reports?period=2026-10"))
    assert "2026年10月还没有开始报送" in page
    answer = client.post("/reports/open?period=2026-10", data={"operation_key": fresh_key()})
    assert answer.status_code == 302
    assert "工商银行山阳支行" in text(client.get("/reports?period=2026-10"))
    assert "现在开始报送" not in text(client_for(cast.leader).get("/reports?period=2026-09"))
    assert "现在开始报送" not in text(client.get("/reports?period=2026-11"))


def test_lists_and_pages_agree_for_the_whole_cast(cast, five, client_for, session):
    people = {name: one for name, one in vars(cast).items() if hasattr(one, "actor")}
    for name, person in people.items():
        listed = set(session.scalars(queries.visible_to(person.actor).with_only_columns(Report.id)))
        client = client_for(person)
        opened = {one.id for one in five if client.get(f"/reports/{one.id}").status_code == 200}
        working = name not in ("auditor", "administrator")
        assert opened == ({one.id for one in five} & listed if working else set()), name


def test_a_unit_sees_what_is_due_first_and_then_what_it_filed(cast, bank, client_for):
    before = make.report(bank.form, cast.units.bank, "2026-09")
    make.approved(before, cast.bank, cast.clerk, "20", "1000", "3")
    page = text(client_for(cast.bank).get("/my-reports"))
    assert "要办的 1 份" in page
    assert page.index("2026年10月") < page.index("2026年9月")
    reader = text(client_for(cast.bank_reviewer).get("/my-reports"))
    assert f"/reports/{bank.id}/fill" not in reader
    assert f"/reports/{bank.id}" in reader


def test_each_list_is_for_its_own_people(cast, bank, client_for):
    assert client_for(cast.bank).get("/reports").status_code == 404
    assert client_for(cast.clerk).get("/my-reports").status_code == 404
    for nobody in (cast.auditor, cast.administrator):
        for page in ("/reports", "/my-reports", "/indicators"):
            assert client_for(nobody).get(page).status_code == 404, page


def test_the_number_of_queries_does_not_grow_with_the_rows(cast, clock, client_for, counting, session):
    forms = make.bank_form(cast.office), make.police_form(cast.office)
    bank, police = (make.report(form, cast.units.bank) for form in forms)
    clerk, liaison = client_for(cast.clerk), client_for(cast.bank)

    def counts():
        found = []
        for client, page in (
            (clerk, f"/reports?period={make.MONTH}"),
            (clerk, f"/reports/{police.id}"),
            (liaison, "/my-reports"),
            (liaison, f"/reports/{police.id}/fill"),
            (liaison, f"/reports/{bank.id}/fill"),
        ):
            with counting() as seen:
                assert client.get(page).status_code == 200
            found.append(len(seen))
        return found

    few = counts()
    office = session.get_one(type(cast.office), cast.office.id)
    for number in range(12):
        township = organizations.township(office, f"第{number}镇")
        make.report(forms[0], township)
        make.report(forms[0], cast.units.bank, f"2025-{number + 1:02}")
    assert all(now <= before for now, before in zip(counts(), few, strict=True))
    assert max(few) <= 14


LATE = Group(Trouble.LATE, make.DUE, 1, 7, (ReportState.MISSING, ReportState.DRAFT), 10)
RETURNED = Group(Trouble.RETURNED, make.DUE, 1, 7, (ReportState.RETURNED,), 33)
PASSED = Group(Trouble.PASSED, make.DUE, 2, 3, (ReportState.LOCKED, ReportState.APPROVED), 200)


@pytest.mark.parametrize(
    ("start", "shown", "first"),
    [
        (0, [LATE, RETURNED], 0),
        (25, [RETURNED, PASSED], 15),
        (50, [PASSED], 7),
        (225, [PASSED], 182),
    ],
)
def test_a_page_reads_only_the_groups_it_shows(start, shown, first):
    assert PAGE == 25
    assert window([LATE, RETURNED, PASSED], start) == (shown, first)


@pytest.fixture
def many(cast, clock, session):
    """75 reports of three forms; every third is filed, every other is due later."""
    forms = [make.form(cast.office, f"form-{number}", "township", make.BANK) for number in range(3)]
    for number in range(25):
        township = organizations.township(cast.office, f"第{number:02}镇", order=100 - number)
        for form in forms:
            later = make.DUE.replace(month=12) if number % 2 else make.DUE
            report = make.report(form, township, due_at=later)
            if number % 3 == 0:
                report.state, report.submitted_by_id = ReportState.SUBMITTED, cast.township_a.id
    session.flush()
    clock.move(hours=72)
    return forms


def test_the_pages_together_are_the_list_in_its_order(cast, many, clock, session):
    wanted = [Wanted(make.MONTH, page=page) for page in (1, 2, 3)]
    pages = [queries.overview(cast.clerk.actor, one, clock.now()) for one in wanted]
    assert [len(page.reports) for page in pages] == [25, 25, 25]
    listed = [report.id for page in pages for report in page.reports]
    forms = {form.id: form.sort_order for form in many}
    rows = session.scalars(queries.visible_to(cast.clerk.actor).where(Report.form_id.in_(forms)))
    order = {
        report.id: (
            queries.trouble(report, clock.now()),
            report.due_at,
            forms[report.form_id],
            report.form_id,
            report.unit.sort_order,
        )
        for report in rows
    }
    assert listed == sorted(order, key=order.__getitem__)


def test_one_form_of_one_standing_is_listed_in_the_order_of_the_units(cast, many, clock):
    wanted = Wanted(make.MONTH, Trouble.LATE, form_id=many[1].id)
    found = queries.overview(cast.clerk.actor, wanted, clock.now())
    assert {report.form_id for report in found.reports} == {many[1].id}
    late = [number for number in range(24, -1, -2) if number % 3]
    assert [report.unit_name for report in found.reports] == [f"第{number:02}镇" for number in late]


def test_a_form_of_very_many_units_is_read_unit_by_unit_on_every_page(cast, clock, session):
    few, most = (make.form(cast.office, code, "bank", make.BANK) for code in ("few", "most"))
    names = [f"网点{number:03}" for number in range(130)]
    units = [organizations.unit(cast.office, name, "bank", 999 - at) for at, name in enumerate(names)]
    for number, one in enumerate(units):
        make.report(most, one)
        if number < 12:
            make.report(few, one)
    make.report(few, cast.units.a, due_at=make.DUE.replace(month=12))
    session.flush()
    clock.move(hours=72)
    expected = [*reversed(names[:12]), *reversed(names)]
    expected.append(cast.units.a.short_name)
    listed = []
    for page in range(1, 7):
        found = queries.overview(cast.clerk.actor, Wanted(make.MONTH, page=page), clock.now())
        listed += [report.unit_name for report in found.reports]
    assert (found.pages, found.expected) == (6, 143)
    assert listed == expected


def test_odd_addresses_are_no_errors(cast, five, client_for):
    clerk, unit = client_for(cast.clerk), client_for(cast.bank)
    huge = "9" * 25
    for query in (
        "period=2026-13",
        "period=2026-W41",
        "period=2026",
        "period=x",
        f"form={huge}",
        "form=-1",
        f"page={huge}",
        "page=-1",
        "q=%FF%FE",
    ):
        assert clerk.get(f"/reports?{query}").status_code == 200, query
    for page in (huge, "-1", "x"):
        assert unit.get(f"/my-reports?page={page}").status_code == 200, page
    assert clerk.get(f"/reports/{huge}").status_code == 404


def test_what_no_column_can_hold_is_refused_in_words(cast, five, client_for):
    answer = client_for(cast.clerk).get("/reports?q=a%00b")
    assert answer.status_code == 400
    assert "不能保存的字符" in text(answer)


def test_in_its_days_of_grace_a_report_is_not_late_yet_and_filed_then_counts_as_in_time(cast, clock):
    form = make.bank_form(cast.office)
    report = make.report(form, cast.units.bank, grace_until=make.DUE + timedelta(days=2))
    clock.move(make.DUE + timedelta(days=1))
    found = queries.overview(cast.clerk.actor, Wanted(make.MONTH), clock.now())
    assert (found.counts[Trouble.OPEN], found.counts[Trouble.LATE]) == (1, 0)
    assert queries.trouble(found.reports[0], clock.now()) is Trouble.OPEN
    make.submitted(report, cast.bank, "1", "1", "1")
    counted = queries.punctuality(cast.office.id, make.MONTH)[cast.units.bank.id]
    assert (counted.on_time, counted.late) == (1, 0)
    clock.move(make.DUE + timedelta(days=2))
    other = make.report(form, cast.units.carrier, grace_until=clock.now())
    assert queries.trouble(other, clock.now()) is Trouble.LATE


def test_the_filter_offers_the_forms_that_are_filed_for_the_period(cast, clock):
    form = make.bank_form(cast.office)
    form.last_period = "2026-10"
    later = make.form(cast.office, "bank", "bank", make.BANK, name="银行月报", revision=2)
    later.first_period = "2026-11"
    draft = make.form(cast.office, "next", "bank", make.BANK, name="起草中的")
    draft.enacted_at = None
    make.report(form, cast.units.bank)
    offered = {
        period: set(queries.overview(cast.clerk.actor, Wanted(period), clock.now()).forms)
        for period in ("2026-10", "2026-11")
    }
    assert offered == {"2026-10": {form.id}, "2026-11": {later.id}}


def test_periods_of_every_kind_are_found_months_first(cast, session, client_for):
    """By their names 2026-W44 and 2025-Q4 come after 2026-10, and an older year before all."""
    actor = cast.clerk.actor
    assert queries.latest_periods(actor) == []
    make.report(make.bank_form(cast.office), cast.units.bank, "2024-05")
    assert queries.latest_periods(actor) == ["2024-05"]
    for code, kind, periods in (
        ("month", "month", ("2026-09", "2026-10")),
        ("week", "week", ("2025-W52", "2026-W43", "2026-W44")),
        ("quarter", "quarter", ("2025-Q4",)),
        ("year", "year", ("2025",)),
    ):
        form = make.form(cast.office, code, "carrier", ("case.filed",), period_kind=kind, due_workday=20)
        for period in periods:
            make.report(form, cast.units.carrier, period)
    assert queries.latest_periods(actor) == ["2026-10", "2026-W44", "2025-Q4", "2025"]
    assert queries.latest_periods(cast.bank.actor) == ["2024-05"]
    client = client_for(cast.clerk)
    page = client.get("/reports").text
    assert "2026年10月报送情况" in page
    assert 'href="/reports?period=2026-W44">2026年第44周</a>' in page
    week = client.get("/reports?period=2026-W44").text
    assert "2026年第44周报送情况" in week
    assert re.findall(r'<option value="\d+" >([^<]+)</option>', week) == ["week"]
    desk = client.get("/desk").text
    for address in ("period=2026-10&amp;state=open", "period=2026-W44&amp;state=open"):
        assert address in desk
    assert client.get("/reports/periods").status_code == 200
    assert "现在开始报送" in client.get("/reports?period=2026-Q3").text
    assert "现在开始报送" not in client.get("/reports?period=2026-H1").text
    assert client.get("/rankings").status_code == 200
