from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from coordination import schedule
from coordination.audit.models import Event
from coordination.kernel.calendar import Holiday
from coordination.kernel.errors import Conflict, Forbidden, NotFound
from coordination.kernel.operations import fresh_key
from coordination.kernel.period import Period
from coordination.reporting import queries, services
from coordination.reporting.models import Report
from coordination.reporting.states import ReportState
from tests.factories import organizations
from tests.factories import reporting as make

OCTOBER = Period.parse("2026-10")


def opened(session, period="2026-10"):
    found = select(Report).where(Report.period == period).order_by(Report.id)
    return session.scalars(found).all()


def open_by_hand(cast, who, period=OCTOBER):
    return services.open_period(cast.office, actor=who.actor, operation=fresh_key(), period=period)


@pytest.fixture
def forms(cast, clock, session):
    made = [make.bank_form(cast.office), make.police_form(cast.office)]
    session.commit()
    clock.move(datetime(2026, 11, 1, 1, 0, tzinfo=UTC))
    return made


def test_every_open_unit_of_the_kinds_gets_its_report_with_the_deadline(cast, forms, session):
    cast.units.police.closed_on = date(2026, 10, 1)
    open_by_hand(cast, cast.clerk)
    report = opened(session)[0]
    assert [(one.form_id, one.unit_id) for one in opened(session)] == [(forms[0].id, cast.units.bank.id)]
    assert report.state is ReportState.MISSING
    assert report.due_at == datetime(2026, 11, 6, 9, 0, tzinfo=UTC)


def test_the_deadline_follows_the_holiday_table(cast, forms, session):
    session.add_all(
        [
            Holiday(day="2026-11-02", workday=False, name="示例假日"),
            Holiday(day="2026-11-07", workday=True, name="示例调休"),
        ]
    )
    open_by_hand(cast, cast.clerk)
    assert opened(session)[0].due_at == datetime(2026, 11, 7, 9, 0, tzinfo=UTC)


def test_the_schedule_opens_once_whatever_runs_twice(cast, forms, session):
    assert services.open_due_periods() == 1
    assert services.open_due_periods() == 0
    open_by_hand(cast, cast.clerk)
    assert len(opened(session)) == 2
    events = session.scalars(select(Event).where(Event.action == "report.open").order_by(Event.id)).all()
    assert [(event.account_name, event.content["reports"]) for event in events] == [
        ("系统", 2),
        ("经办甲", 0),
    ]


def test_the_schedule_knows_the_opening():
    assert services.open_due_periods in [entry.call for entry in schedule.SCHEDULE]


def test_a_unit_that_joins_before_the_deadline_reports_and_one_that_joins_later_does_not(
    cast, forms, session, clock
):
    services.open_due_periods()
    organizations.unit(cast.office, "农业银行山阳支行", "bank", 5)
    assert services.open_due_periods() == 1
    assert len(opened(session)) == 3
    clock.move(after_the_deadline(clock))
    organizations.unit(cast.office, "建设银行山阳支行", "bank", 6)
    assert services.open_due_periods() == 0


def after_the_deadline(clock):
    return clock.now() + timedelta(days=10)


def test_a_period_that_nobody_opened_in_time_is_opened_late(cast, forms, session, clock):
    clock.move(after_the_deadline(clock))
    assert services.open_due_periods() == 1
    assert queries.punctuality(cast.office.id, "2026-10")[cast.units.bank.id].missing == 1


def test_a_new_revision_of_a_form_does_not_ask_twice(cast, forms, session, clock):
    services.open_due_periods()
    forms[0].closed_at = clock.now()
    make.form(cast.office, "bank", "bank", make.BANK, revision=2)
    assert services.open_due_periods() == 0


def test_a_form_is_not_asked_before_its_first_period(cast, forms, session):
    for form in forms:
        form.first_period = "2026-11"
    assert services.open_due_periods() == 0


def test_a_period_is_opened_when_it_has_ended_and_by_those_who_may(cast, forms, session):
    with pytest.raises(Conflict, match="还没有结束"):
        open_by_hand(cast, cast.clerk, Period.parse("2026-11"))
    with pytest.raises(Forbidden):
        open_by_hand(cast, cast.leader)
    for stranger in (cast.bank, cast.outsider, cast.auditor):
        with pytest.raises(NotFound):
            open_by_hand(cast, stranger)


def test_what_is_expected_is_listed_by_form_and_unit(cast, forms, session):
    services.open_due_periods()
    reports = queries.expected_reports(cast.office.id, "2026-10")
    assert [(one.form.code, one.unit.name) for one in reports] == [
        ("bank", "工商银行山阳支行"),
        ("police-township", "山阳公安分局"),
    ]
    assert queries.periods_with_reports(cast.office.id) == ["2026-10"]
