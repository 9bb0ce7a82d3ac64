"""The ladder climbed by the schedule, with a moved clock and real rows."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from coordination.audit.models import Event
from coordination.kernel.calendar import Holiday
from coordination.notifications.models import Notification
from coordination.reminders.models import Reminder
from coordination.reminders.policy import ReminderAction
from coordination.reminders.rules import Rung
from coordination.reminders.services.ladder import climb_due
from coordination.tasks.rules import AssignmentState
from tests.factories import reporting, tasks
from tests.factories.organizations import add

pytestmark = pytest.mark.usefixtures("clock")

#: Friday, 6 November 2026, 17:00 in China; the ladder is climbed at ten.
FRIDAY = datetime(2026, 11, 6, 9, 0, tzinfo=UTC)
TEN = timedelta(hours=2)


@pytest.fixture
def assigned(cast):
    task = tasks.task(cast.office, due_at=FRIDAY, issued_at=datetime(2026, 10, 26, 2, 0, tzinfo=UTC))
    return tasks.assignment(task, cast.units.bank, AssignmentState.WORKING, who=cast.bank)


def made(session):
    return [
        (reminder.day.isoformat()[5:], reminder.rung)
        for reminder in session.scalars(select(Reminder).order_by(Reminder.id))
    ]


def climb_daily(clock, first, last):
    day = first
    while day <= last:
        clock.move(day + TEN)
        climb_due()
        day += timedelta(days=1)


def test_the_whole_ladder_of_one_assignment(assigned, session, clock):
    climb_daily(clock, datetime(2026, 10, 30, tzinfo=UTC), datetime(2026, 11, 16, tzinfo=UTC))
    assert made(session) == [
        ("11-03", Rung.THREE_BEFORE),
        ("11-05", Rung.ONE_BEFORE),
        ("11-06", Rung.DUE),
        ("11-09", Rung.ORDER),
        ("11-10", Rung.OVERDUE),
        ("11-11", Rung.OVERDUE),
        ("11-12", Rung.OVERDUE),
        ("11-13", Rung.OVERDUE),
        ("11-13", Rung.LETTER),
        ("11-16", Rung.OVERDUE),
    ]
    letter = session.scalars(select(Reminder).where(Reminder.rung == Rung.LETTER)).one()
    assert letter.sent_at is None
    assert "已逾期7天" in letter.text


def test_it_runs_twice_and_reminds_once(assigned, session, clock, cast):
    clock.move(datetime(2026, 11, 5, 2, 0, tzinfo=UTC))
    assert climb_due() == 1
    assert climb_due() == 0
    told = session.scalars(select(Notification).where(Notification.kind == "reminder.one_before")).all()
    assert [one.account_id for one in told] == [cast.bank.id]
    assert told[0].address == f"/assignments/{assigned.id}"
    assert "还有1个工作日" in told[0].message
    act = session.scalars(select(Event).where(Event.action == ReminderAction.CLIMB)).one()
    assert act.content == {"reminders": 1, "letters": 0}


def test_nothing_at_night_or_on_a_day_off(assigned, session, clock):
    add(Holiday(day="2026-11-05", workday=False, name="示例假日"))
    session.commit()
    clock.move(datetime(2026, 11, 5, 2, 0, tzinfo=UTC))
    assert climb_due() == 0
    clock.move(datetime(2026, 11, 6, 0, 0, tzinfo=UTC))  # eight in the morning
    assert climb_due() == 0
    clock.move(datetime(2026, 11, 6, 0, 30, tzinfo=UTC))
    assert climb_due() == 1
    assert made(session) == [("11-06", Rung.DUE)]


@pytest.mark.parametrize(
    "state", [AssignmentState.SUBMITTED, AssignmentState.DONE, AssignmentState.WITHDRAWN]
)
def test_what_was_handed_in_or_is_no_longer_asked_is_left_alone(state, cast, session, clock):
    tasks.assignment(tasks.task(cast.office, due_at=FRIDAY), cast.units.bank, state)
    clock.move(FRIDAY - timedelta(hours=6))
    assert climb_due() == 0


def test_a_community_worker_is_told_and_else_the_township(cast, session, clock):
    task = tasks.task(cast.office, due_at=FRIDAY, issued_at=FRIDAY - timedelta(days=9))
    parent = tasks.assignment(task, cast.units.a, AssignmentState.WORKING, who=cast.township_a)
    here, empty = tasks.community(cast.units.a, "青溪社区"), tasks.community(cast.units.a, "南岸村")
    worker = tasks.worker(cast.units.a, here)
    session.commit()
    for place in (here, empty):
        tasks.passed_on(parent, place, AssignmentState.ACKNOWLEDGED, acknowledged_by_id=cast.township_a.id)
    clock.move(FRIDAY - timedelta(hours=6))
    climb_due()
    told = session.scalars(select(Notification.account_id).where(Notification.kind == "reminder.due")).all()
    # cast.worker stands for the township as a whole: the account names no community
    assert sorted(told) == sorted([worker.id, *2 * [cast.township_a.id, cast.worker.id]])


def test_nobody_took_note_for_a_day(cast, session, clock):
    issued = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
    task = tasks.task(cast.office, due_at=FRIDAY + timedelta(days=20), issued_at=issued)
    tasks.assignment(task, cast.units.bank)
    clock.move(issued + timedelta(hours=23))
    assert climb_due() == 0
    clock.move(issued + timedelta(hours=25))
    assert climb_due() == 1
    assert climb_due() == 0
    assert [rung for _day, rung in made(session)] == [Rung.UNRECEIVED]


def test_reports_climb_the_same_ladder(cast, session, clock):
    filed = reporting.report(reporting.bank_form(cast.office), cast.units.bank)
    session.commit()
    clock.move(filed.due_at - timedelta(hours=6))
    climb_due()
    reminder = session.scalars(select(Reminder)).one()
    assert (reminder.report_id, reminder.rung) == (filed.id, Rung.DUE)
    told = session.scalars(select(Notification)).one()
    assert (told.account_id, told.address) == (cast.bank.id, f"/reports/{filed.id}")
    assert told.content["what"].startswith("2026年10月")


def test_many_items_take_few_statements(cast, session, clock, counting):
    task = tasks.task(cast.office, due_at=FRIDAY, issued_at=FRIDAY - timedelta(days=9))
    tasks.assignment(task, cast.units.bank, AssignmentState.WORKING, who=cast.bank)
    clock.move(FRIDAY - timedelta(hours=6))
    with counting() as few:
        climb_due()
    for unit in (cast.units.police, cast.units.carrier, cast.units.education, cast.units.a, cast.units.b):
        tasks.assignment(task, unit, AssignmentState.WORKING)
    with counting() as many:
        climb_due()
    assert len(many) <= len(few)
