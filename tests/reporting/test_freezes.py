"""Freeze of a period: what is approved stands, later changes are corrections and marked as such."""

from decimal import Decimal as D
from time import perf_counter

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from coordination.audit.models import Event
from coordination.kernel.errors import Conflict, Invalid, Stale
from coordination.kernel.operations import fresh_key
from coordination.kernel.period import Period
from coordination.organizations.models import Office
from coordination.reporting import queries, services
from coordination.reporting.models import Freeze, Report
from coordination.reporting.queries.freezes import (
    after_freeze,
    corrected_after_freeze,
    freezes,
    standings,
)
from coordination.reporting.services.opening import open_due_periods
from coordination.reporting.states import ReportState
from coordination.reporting.views.place import timeline
from tests.factories import organizations, periods
from tests.factories import reporting as make

AFTER = 72
DISSUADED, AMOUNT, TRAINED = make.BANK


@pytest.fixture
def passed(cast, bank):
    return make.approved(bank, cast.bank, cast.clerk, "5", "1000", "30")


@pytest.fixture
def carrier(cast, clock):
    return make.report(make.form(cast.office, "carrier", "carrier", make.BANK), cast.units.carrier)


def body(answer):
    return answer.get_data(as_text=True)


def test_approved_reports_are_locked_and_the_others_stand_as_missing(cast, passed, carrier, session, clock):
    clock.move(hours=AFTER)
    periods.freeze(cast.office, cast.clerk)
    passed, carrier = make.again(passed), make.again(carrier)
    assert (passed.state, passed.frozen_revision, passed.frozen_at) == (ReportState.LOCKED, 1, clock.now())
    assert (carrier.state, carrier.frozen_revision) == (ReportState.MISSING, 0)
    counts = {one.form_id: (one.reports, one.missing) for one in freezes(cast.office.id, make.MONTH)}
    assert counts == {passed.form_id: (1, 0), carrier.form_id: (0, 1)}
    assert [fact.value for fact in queries.approved(cast.office.id, [AMOUNT], [make.MONTH])] == [1000]
    event = session.query(Event).filter_by(action="report.freeze").one()
    assert (event.content["reports"], event.content["missing"], event.content["forms"]) == (1, 1, 2)
    assert "冻结2026年10月：第1次上报计入冻结数据" in [str(line.sentence) for line in timeline(passed)]


def test_one_form_alone_can_be_frozen_and_each_only_once(cast, passed, carrier, session):
    periods.freeze(cast.office, cast.clerk, form_ids=[passed.form_id])
    session.commit()
    assert make.again(passed).state is ReportState.LOCKED
    assert make.again(carrier).frozen_at is None
    with pytest.raises(Conflict, match="已经冻结过"):
        periods.freeze(cast.office, cast.clerk)
    assert make.again(carrier).frozen_at is None
    row = {"o": cast.office.id, "f": passed.form_id, "p": make.MONTH, "a": cast.clerk.id}
    again = (
        "INSERT INTO report_freezes (office_id, form_id, period, frozen_at, frozen_by_id, reports, missing)"
    )
    with pytest.raises(IntegrityError, match="uq_report_freezes"), session.begin_nested():
        session.execute(text(f"{again} VALUES (:o, :f, :p, now(), :a, 0, 0)"), row)


def test_what_is_missing_must_be_accepted(cast, passed, carrier, session):
    with pytest.raises(Invalid, match="按未报冻结") as refused:
        periods.freeze(cast.office, cast.clerk, accept_missing=False)
    assert list(refused.value.errors) == ["accept_missing"]
    periods.freeze(cast.office, cast.clerk, accept_missing=False, form_ids=[passed.form_id])


def test_the_page_that_was_looked_at_must_still_be_true(cast, passed, carrier, session):
    forms = standings(cast.office.id, make.MONTH, make.DUE)
    make.approved(carrier, cast.carrier, cast.clerk, "1", "2", "3")
    session.commit()
    with pytest.raises(Stale, match="情况有变"):
        services.freeze(
            session.get_one(Office, cast.office.id),
            actor=cast.clerk.actor,
            operation=fresh_key(),
            period=Period.parse(make.MONTH),
            form_ids=[one.form_id for one in forms],
            seen=[one.seen for one in forms],
            accept_missing=True,
        )
    assert make.again(passed).state is ReportState.APPROVED


def test_a_period_that_has_not_ended_or_was_never_opened_is_not_frozen(cast, passed, session):
    for period, said in (("2026-11", "还没有结束"), ("2025-01", "没有这样的报表")):
        with pytest.raises(Conflict, match=said):
            periods.freeze(cast.office, cast.clerk, period, form_ids=[])
    foreign = make.form(cast.other, "police", "police", make.BANK)
    make.report(foreign, cast.units.foreign)
    with pytest.raises(Conflict, match="没有这样的报表"):
        periods.freeze(cast.office, cast.clerk, form_ids=[foreign.id])


def test_a_correction_after_the_freeze_is_locked_again_and_told_with_before_and_after(cast, passed, session):
    periods.freeze(cast.office, cast.clerk)
    passed = make.again(passed)
    assert after_freeze(passed) is None
    periods.corrected(passed, cast.bank, cast.clerk, cast.second_clerk, "5", "900", "30")
    assert (passed.state, passed.revision, passed.frozen_revision) == (ReportState.LOCKED, 2, 1)
    found = corrected_after_freeze(cast.office.id, make.MONTH)
    assert [(one.report_id, one.before, one.after, one.reason) for one in found] == [
        (passed.id, 1, 2, "多报了1起")
    ]
    assert [(one.name, one.before, one.after) for one in found[0].changes] == [
        ("网点劝阻金额", D(1000), D(900))
    ]
    assert [fact.value for fact in queries.approved(cast.office.id, [AMOUNT], [make.MONTH])] == [900]
    assert "冻结后更正，审核通过（第2次上报）" in [str(line.sentence) for line in timeline(passed)]
    assert corrected_after_freeze(cast.other.id, make.MONTH) == []


def test_what_was_missing_at_the_freeze_is_supplied_later_and_marked(cast, passed, carrier, session):
    periods.freeze(cast.office, cast.clerk)
    carrier = make.again(carrier)
    make.approved(carrier, cast.carrier, cast.clerk, "1", "2", "3")
    assert (carrier.state, carrier.frozen_revision) == (ReportState.LOCKED, 0)
    found = corrected_after_freeze(cast.office.id, make.MONTH)
    assert [(one.report_id, one.supplied) for one in found] == [(carrier.id, True)]


def test_nothing_unfreezes_in_the_database_either(cast, passed, session):
    periods.freeze(cast.office, cast.clerk)
    for change, name in (
        ("UPDATE reports SET frozen_at = NULL, frozen_revision = NULL WHERE id = :id", "ck_reports_locked"),
        ("UPDATE reports SET state = 'approved' WHERE id = :id", "approved_not_frozen"),
        ("UPDATE reports SET frozen_revision = 9 WHERE id = :id", "frozen_revision"),
    ):
        with pytest.raises(IntegrityError, match=name), session.begin_nested():
            session.execute(text(change), {"id": passed.id})
    with pytest.raises(Exception, match="permission denied"), session.begin_nested():
        session.execute(text("DELETE FROM report_freezes"))


def test_a_frozen_form_asks_nobody_for_more(cast, passed, session, clock):
    periods.freeze(cast.office, cast.clerk)
    organizations.unit(cast.office, "新开的银行", "bank")
    session.commit()
    open_due_periods()
    made = session.query(Report).filter_by(form_id=passed.form_id, period=make.MONTH).count()
    assert made == 1


def test_two_thousand_four_hundred_reports_are_frozen_in_two_seconds(cast, clock, session):
    form = make.bank_form(cast.office)
    fill = """
      INSERT INTO member_units (office_id, kind_code, name, short_name, sort_order, pinyin, initials)
        SELECT :office, 'bank', '网点' || n, '网点' || n, n, '', '' FROM generate_series(1, 2400) n;
      INSERT INTO reports (office_id, form_id, unit_id, period, due_at, state, revision, submitted_at,
          first_submitted_at, submitted_by_id, approved_at, approved_by_id)
        SELECT :office, :form, id, '2026-10', :due, 'approved', 1, :due, :due, :filer, :due, :clerk
        FROM member_units WHERE office_id = :office AND name LIKE '网点%'"""
    values = {"office": cast.office.id, "form": form.id, "due": make.DUE}
    values |= {"filer": cast.bank.id, "clerk": cast.clerk.id}
    for one in fill.split(";"):
        session.execute(text(one), {name: value for name, value in values.items() if f":{name}" in one})
    session.commit()
    began = perf_counter()
    periods.freeze(cast.office, cast.clerk)
    assert perf_counter() - began < 2
    assert session.query(Report).filter_by(state=ReportState.LOCKED).count() == 2400
    assert session.query(Freeze).one().reports == 2400


def test_the_clerk_checks_names_and_freezes_with_a_tick(cast, passed, carrier, client_for, session, clock):
    clock.move(hours=AFTER)
    clerk = client_for(cast.clerk)
    page = body(clerk.get("/reports/periods?period=2026-10"))
    assert "核对并冻结全部 2 张报表" in page
    check = body(clerk.get("/reports/freeze?period=2026-10"))
    assert "未报" in check
    assert "中国移动山阳分公司" in check
    sent = {"operation_key": fresh_key(), "seen": _seen(check)}
    refused = clerk.post("/reports/freeze?period=2026-10", data=sent)
    assert (refused.status_code, "按未报冻结" in body(refused)) == (422, True)
    sent |= {"accept_missing": "y", "operation_key": fresh_key()}
    done = clerk.post("/reports/freeze?period=2026-10", data=sent)
    assert done.location == "/reports/periods?period=2026-10"
    page = body(clerk.get("/reports/periods?period=2026-10"))
    assert "计入1份，未报0份" in page
    assert "核对并冻结" not in page
    again = clerk.get("/reports/freeze?period=2026-10")
    assert again.location == "/reports/periods?period=2026-10"


def _seen(page):
    return page.split('name="seen" value="')[1].split('"')[0]


def test_a_stale_check_page_shows_the_new_numbers(cast, passed, carrier, client_for, session, clock):
    clerk = client_for(cast.clerk)
    check = body(clerk.get("/reports/freeze?period=2026-10"))
    make.approved(make.again(carrier), cast.carrier, cast.clerk, "1", "2", "3")
    session.commit()
    sent = {"operation_key": fresh_key(), "seen": _seen(check), "accept_missing": "y"}
    stale = clerk.post("/reports/freeze?period=2026-10", data=sent)
    assert stale.status_code == 409
    assert "情况有变" in body(stale)
    assert "2份已通过的填报" in body(stale)


def test_every_page_marks_what_was_corrected_after_the_freeze(cast, passed, client_for, session):
    periods.freeze(cast.office, cast.clerk)
    periods.corrected(make.again(passed), cast.bank, cast.clerk, cast.second_clerk, "5", "900", "30")
    session.commit()
    office, unit = client_for(cast.clerk), client_for(cast.bank)
    for client, page in (
        (office, f"/reports/{passed.id}"),
        (office, f"/reports/{passed.id}/review"),
        (office, f"/reports/{passed.id}/revisions"),
        (office, "/reports?period=2026-10"),
        (office, "/reports/periods?period=2026-10"),
        (unit, f"/reports/{passed.id}"),
        (unit, "/my-reports"),
    ):
        assert "冻结后更正" in body(client.get(page)), page
    shown = body(unit.get(f"/reports/{passed.id}"))
    assert "<del>1,000</del>" in shown
    assert "冻结时计入的就是这一次" in body(unit.get(f"/reports/{passed.id}/revisions/1"))


def test_only_a_clerk_of_the_office_freezes(cast, passed, client_for):
    assert client_for(cast.leader).get("/reports/periods").status_code == 200
    assert client_for(cast.leader).get("/reports/freeze?period=2026-10").status_code == 403
    for stranger in (cast.bank, cast.auditor):
        for page in ("periods", "freeze?period=2026-10", "queue"):
            assert client_for(stranger).get(f"/reports/{page}").status_code == 404
    assert "银行月报" not in body(client_for(cast.outsider).get("/reports/periods?period=2026-10"))


def test_odd_addresses_of_the_freeze_are_no_errors(cast, client_for, clock):
    clerk = client_for(cast.clerk)
    for query in ("", "?period=x", "?period=2026-W41", "?period=2030"):
        assert clerk.get(f"/reports/periods{query}").status_code == 200, query
    assert clerk.get("/reports/freeze").status_code == 404
    assert clerk.get("/reports/freeze?period=2026-11").status_code == 302
    assert clerk.get(f"/reports/freeze?period=2026-10&form={'9' * 25}").status_code == 302
