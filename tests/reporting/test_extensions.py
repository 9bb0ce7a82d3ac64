"""More time: asked before the deadline, answered with words, or given by the office to many at once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from coordination.audit.queries import timeline
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import fresh_key
from coordination.organizations.models import Office
from coordination.reminders.models import Reminder
from coordination.reminders.services.ladder import climb_due
from coordination.reporting import queries, services
from coordination.reporting.models import Extension
from coordination.reporting.queries import wishes
from coordination.reporting.sentences import told
from coordination.reporting.services.bulk import NothingDone
from coordination.reporting.states import ReportState, WishState
from tests.factories import periods
from tests.factories import reporting as make

LATER = make.DUE + timedelta(days=5)


def ask(report, who, to_at=LATER, reason="系统升级，晚两天"):
    return services.ask_extension(report, actor=who.actor, operation=fresh_key(), to_at=to_at, reason=reason)


def decide(service, report, who, **values):
    asked = wishes.extensions_of(report)[0]
    given = {"operation": fresh_key(), "request_id": asked.id, "version": asked.version} | values
    return service(report, actor=who.actor, **given)


def give(cast, ids, to_at=LATER, reason="全区系统维护", who=None):
    from tests.factories.organizations import session

    office = session.get_one(Office, cast.office.id)
    actor = (who or cast.clerk).actor
    return services.extend_many(
        office, actor=actor, operation=fresh_key(), ids=ids, to_at=to_at, reason=reason
    )


def body(answer):
    return answer.get_data(as_text=True)


def test_a_granted_extension_moves_the_deadline_and_keeps_the_old_one(cast, bank, session):
    ask(bank, cast.bank)
    assert bank.due_at == make.DUE
    decide(services.grant_extension, bank, cast.clerk)
    assert bank.due_at == LATER
    kept = wishes.extensions_of(bank)[0]
    assert (kept.state, kept.from_at, kept.to_at) == (WishState.GRANTED, make.DUE, LATER)
    assert [str(line.sentence) for line in told(timeline(bank))] == [
        "延期到11月11日17:00：系统升级，晚两天",
        "申请延期到11月11日17:00：系统升级，晚两天",
    ]


def test_punctuality_goes_by_the_new_deadline(cast, bank, session, clock):
    ask(bank, cast.bank)
    decide(services.grant_extension, bank, cast.clerk)
    clock.move(make.DUE + timedelta(days=2))
    make.submitted(bank, cast.bank, "5", "1000", "30")
    found = queries.punctuality(cast.office.id, make.MONTH)[bank.unit_id]
    assert (found.on_time, found.late) == (1, 0)


def test_an_answer_after_filing_still_counts(cast, bank, session, clock):
    ask(bank, cast.bank)
    clock.move(make.DUE + timedelta(days=1))
    make.submitted(bank, cast.bank, "5", "1000", "30")
    assert [one.report_id for one in wishes.to_answer(cast.clerk.actor)] == [bank.id]
    assert queries.punctuality(cast.office.id, make.MONTH)[bank.unit_id].late == 1
    decide(services.grant_extension, bank, cast.clerk)
    assert queries.punctuality(cast.office.id, make.MONTH)[bank.unit_id].on_time == 1
    assert wishes.to_answer(cast.clerk.actor) == []


def test_the_days_of_grace_move_with_the_deadline(cast, clock, session):
    form = make.form(cast.office, "graced", "bank", make.BANK, grace_days=2)
    report = make.report(form, cast.units.bank, grace_until=make.DUE + timedelta(days=4))
    ask(report, cast.bank)
    decide(services.grant_extension, report, cast.clerk)
    assert report.grace_until == datetime(2026, 11, 13, 9, tzinfo=UTC)
    clock.move(LATER + timedelta(days=1))
    make.submitted(report, cast.bank, "5", "1000", "30")
    assert queries.punctuality(cast.office.id, make.MONTH)[report.unit_id].on_time == 1


def test_a_refusal_says_why_and_the_deadline_stays(cast, bank, session):
    ask(bank, cast.bank)
    decide(services.refuse_extension, bank, cast.leader, answer="已提前通知")
    assert (bank.due_at, wishes.extensions_of(bank)[0].answer) == (make.DUE, "已提前通知")
    ask(bank, cast.bank, reason="再次申请")


@pytest.mark.parametrize(
    ("to_at", "reason", "field", "said"),
    [
        (None, "有事", "to_on", "请填写新的截止日期"),
        (make.DUE - timedelta(days=3), "有事", "to_on", "要晚于现在"),
        (make.DUE, "有事", "to_on", "要晚于原来的截止时间"),
        (make.DUE + timedelta(days=93), "有事", "to_on", "最多延期92天"),
        (LATER, "  ", "reason", "请写明延期的原因"),
        (LATER, "长" * 501, "reason", "最多500个字"),
    ],
)
def test_a_bad_wish_is_refused_at_its_field(cast, bank, session, to_at, reason, field, said):
    with pytest.raises(Invalid, match=said) as refused:
        ask(bank, cast.bank, to_at, reason)
    assert list(refused.value.errors) == [field]


def test_nobody_asks_after_the_deadline_after_filing_or_after_the_freeze(cast, bank, session, clock):
    clock.move(make.DUE)
    with pytest.raises(Invalid, match="截止时间已过"):
        ask(bank, cast.bank)
    clock.move(make.DUE - timedelta(hours=3))
    periods.freeze(cast.office, cast.clerk)
    with pytest.raises(Conflict, match="已经冻结"):
        ask(make.again(bank), cast.bank)
    other = make.report(make.form(cast.office, "other", "bank", make.BANK), cast.units.bank)
    make.submitted(other, cast.bank, "5", "1000", "30")
    with pytest.raises(Conflict, match="已上报"):
        ask(other, cast.bank)


def test_an_extension_does_not_make_an_open_page_stale(cast, bank, session):
    seen = bank.version
    give(cast, [bank.id])
    bank = make.again(bank)
    given = {"operation": fresh_key(), "version": seen, "entries": make.entries(bank, ("5", "1", "3"))}
    services.fill(bank, actor=cast.bank.actor, **given)
    assert (bank.state, bank.due_at) == (ReportState.DRAFT, LATER)


def test_the_office_gives_more_time_to_all_that_miss_and_answers_what_was_asked(cast, bank, session, clock):
    carrier = make.report(make.form(cast.office, "carrier", "carrier", make.BANK), cast.units.carrier)
    ask(bank, cast.bank, LATER - timedelta(days=1))
    clock.move(make.DUE + timedelta(days=1))
    missing = wishes.missing(cast.clerk.actor, make.MONTH)
    assert give(cast, [one.id for one in missing]) == 2
    session.commit()
    assert {make.again(one).due_at for one in (bank, carrier)} == {LATER}
    assert [(one.state, one.to_at, one.asked_in_office) for one in wishes.extensions_of(bank)] == [
        (WishState.GRANTED, LATER, False)
    ]
    assert wishes.extensions_of(carrier)[0].asked_in_office
    assert wishes.to_answer(cast.clerk.actor) == []


def test_all_or_none_and_which_ones_stand_in_the_way(cast, bank, session):
    carrier = make.report(make.form(cast.office, "carrier", "carrier", make.BANK), cast.units.carrier)
    make.submitted(carrier, cast.carrier, "1", "2", "3")
    foreign = make.report(make.form(cast.other, "police", "police", make.BANK), cast.units.foreign)
    session.commit()
    with pytest.raises(NothingDone, match="3份，其中2份") as refused:
        give(cast, [bank.id, carrier.id, foreign.id])
    reasons = {one.id: (one.report is None, str(one.reason)) for one in refused.value.refusals}
    assert reasons == {
        carrier.id: (False, "已经上报过，不用延期。"),
        foreign.id: (True, "没有这一份，或您无权查看。"),
    }
    assert list(refused.value.possible) == [bank.id]
    assert make.again(bank).due_at == make.DUE
    assert session.scalar(select(func.count()).select_from(Extension)) == 0


def test_the_ladder_follows_the_new_deadline(cast, bank, session, clock):
    give(cast, [bank.id])
    session.commit()
    made = []
    for day in range(5, 14):
        clock.move(datetime(2026, 11, day, 2, tzinfo=UTC))
        climb_due()
    rows = session.scalars(select(Reminder).where(Reminder.report_id == bank.id).order_by(Reminder.id))
    made = [(one.day.day, str(one.rung)) for one in rows]
    assert made == [(6, "three_before"), (10, "one_before"), (11, "due"), (12, "order"), (13, "overdue")]


def test_in_the_days_of_grace_nobody_is_called_overdue(cast, session, clock):
    form = make.form(cast.office, "graced", "bank", make.BANK, grace_days=2)
    report = make.report(form, cast.units.bank, grace_until=datetime(2026, 11, 10, 9, tzinfo=UTC))
    for day in range(6, 13):
        clock.move(datetime(2026, 11, day, 2, tzinfo=UTC))
        climb_due()
    rows = session.scalars(select(Reminder).where(Reminder.report_id == report.id).order_by(Reminder.id))
    made = [(one.day.day, str(one.rung)) for one in rows]
    assert made == [(6, "due"), (9, "grace"), (10, "grace"), (11, "overdue"), (12, "overdue")]


def test_the_board_says_that_grace_is_running(cast, client_for, session, clock):
    form = make.form(cast.office, "graced", "bank", make.BANK, grace_days=2)
    make.report(form, cast.units.bank, grace_until=datetime(2026, 11, 10, 9, tzinfo=UTC))
    clock.move(datetime(2026, 11, 9, 2, tzinfo=UTC))
    client = client_for(cast.clerk)
    assert "工商银行山阳支行" not in body(client.get("/chasing"))
    assert "宽限到11月10日（周二）17:00" in body(client.get("/chasing?show=soon"))
    clock.move(datetime(2026, 11, 11, 2, tzinfo=UTC))
    assert "逾期1天" in body(client_for(cast.clerk).get("/chasing"))


def test_the_unit_asks_on_its_page_and_bad_dates_keep_what_was_typed(cast, bank, client_for, session):
    unit, address = client_for(cast.bank), f"/reports/{bank.id}"
    assert "申请延期" in body(unit.get(f"{address}/fill"))
    sent = {"operation_key": fresh_key(), "to_on": "2026-11-05", "reason": "系统升级"}
    refused = unit.post(f"{address}/extension", data=sent)
    assert refused.status_code == 422
    assert "新的截止时间要晚于现在" in body(refused)
    assert "系统升级" in body(refused)
    wrong = unit.post(f"{address}/extension", data=sent | {"to_on": "下周"})
    assert "日期要写成" in body(wrong)
    good = unit.post(
        f"{address}/extension", data=sent | {"operation_key": fresh_key(), "to_on": "2026-11-11"}
    )
    assert good.location == address
    page = body(client_for(cast.clerk).get("/reports/queue"))
    assert "延期申请" in page
    assert "11月11日" in page


def test_the_chasing_screen_leads_to_an_extension_of_what_is_ticked(cast, bank, client_for, session, clock):
    clock.move(make.DUE + timedelta(days=1))
    office = client_for(cast.clerk)
    assert "给勾选的填报延期" in body(office.get("/chasing?show=all"))
    ticked = {"operation_key": fresh_key(), "item": [f"report-{bank.id}", "assignment-1", "report-x"]}
    page = body(office.post("/reports/extend", data=ticked))
    assert f'name="row" value="{bank.id}" checked' in page
    sent = {"operation_key": fresh_key(), "row": str(bank.id), "to_on": "2026-11-06", "reason": "停电"}
    assert office.post("/reports/extend", data=sent).status_code == 422
    answer = office.post("/reports/extend", data=sent | {"to_on": "2026-11-12", "operation_key": fresh_key()})
    assert answer.location == "/reports?period=2026-10"
    assert "已延期" in body(office.get(f"/reports/{bank.id}"))
    none = office.post("/reports/extend", data={"operation_key": fresh_key(), "item": "assignment-1"})
    assert none.location == "/reports"


def test_rows_that_stand_in_the_way_are_named_on_the_page(cast, bank, client_for, session):
    office = client_for(cast.clerk)
    assert "2026年10月" in body(office.get("/reports/extend?period=2026-10"))
    make.submitted(make.again(bank), cast.bank, "1", "2", "3")
    session.commit()
    sent = {"operation_key": fresh_key(), "row": str(bank.id), "to_on": "2026-11-12", "reason": "停电"}
    answer = office.post("/reports/extend", data=sent)
    assert answer.status_code == 409
    assert "已经上报过，不用延期" in body(answer)
    for stranger in (cast.bank, cast.auditor):
        assert client_for(stranger).get("/reports/extend?period=2026-10").status_code in (403, 404)
