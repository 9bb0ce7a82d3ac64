"""Duties open their tasks each period: once, on time, to the right units."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal as D
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select, text

from coordination import schedule
from coordination.audit.models import Event
from coordination.kernel import db
from coordination.kernel.calendar import Holiday
from coordination.kernel.clock import ZONE
from coordination.kernel.jobs import Work
from coordination.kernel.operations import fresh_key
from coordination.operation import schema
from coordination.responsibilities.models import Duty
from coordination.responsibilities.services import duties
from coordination.sample.reference import exceptions
from coordination.tasks.models import Assignment, Task, task_articles
from coordination.tasks.rules import AssignmentState
from coordination.tasks.services.issuing import withdraw
from coordination.tasks.services.recurring import open_due_tasks
from coordination.tasks.states import Origin, Role, TaskState
from tests.factories import responsibilities as make
from tests.factories.organizations import build_cast, unit
from tests.servers import WORKER, own_database

pytestmark = pytest.mark.usefixtures("clock")


def at(written):
    return datetime.fromisoformat(written).replace(tzinfo=ZONE)


def monthly(place, *kinds, name="监测处置", **values):
    return make.duty(place, name, *kinds, **({"recurrence": "month", "first_period": "2026-11"} | values))


def opened(session, duty=None):
    found = select(Task).where(Task.period.is_not(None)).order_by(Task.id)
    return session.scalars(found if duty is None else found.where(Task.duty_id == duty.id)).all()


def handed(session, task):
    found = select(Assignment).where(Assignment.task_id == task.id).order_by(Assignment.id)
    return session.scalars(found).all()


@pytest.fixture
def calendar(session):
    """The holidays and working Saturdays of China as announced, and the New Year's day of 2027."""
    session.add_all(
        Holiday(day=day.isoformat(), workday=workday, name=name)
        for day, workday, name in [*exceptions(2025, 2026), (date(2027, 1, 1), False, "元旦")]
    )
    session.commit()


def test_the_task_of_a_period_says_what_the_duty_says(cast, session, clock):
    article = make.article("18")
    duty = monthly(
        cast.office,
        "bank",
        article_id=article.id,
        content="按日监测",
        weight=D("2.5"),
        evidence="示例：处置记录",
        target=D(10),
        target_unit="条",
    )
    assert open_due_tasks() == 1
    (task,) = opened(session)
    assert (task.title, task.period, task.origin) == ("监测处置（2026年11月）", "2026-11", Origin.DUTY)
    assert (task.state, task.issued_at, task.issued_by_id) == (TaskState.ISSUED, clock.now(), None)
    assert (task.content, task.weight, task.evidence) == ("按日监测", D("2.5"), "示例：处置记录")
    assert (task.target, task.target_unit, task.party_id) == (10, "条", duty.party_id)
    assert task.due_at == at("2026-12-07T17:00")
    assert session.scalars(select(task_articles.c.article_id)).all() == [article.id]
    (assignment,) = handed(session, task)
    assert (assignment.unit_id, assignment.role) == (cast.units.bank.id, Role.LEAD)
    assert (assignment.state, assignment.due_at) == (AssignmentState.ISSUED, task.due_at)
    assert (assignment.party_id, assignment.weight) == (duty.party_id, D("2.5"))


def test_it_is_in_the_audit_as_an_act_of_the_system_and_its_units_are_told(cast, session):
    monthly(cast.office)
    open_due_tasks()
    (task,) = opened(session)
    event = session.scalars(select(Event).where(Event.subject_type == "tasks")).one()
    assert (event.account_name, event.action, event.office_id) == ("系统", "task.issue", cast.office.id)
    assert event.content == {"title": task.title, "units": 6}
    work = session.scalars(select(Work).where(Work.name == "coordination.tasks.jobs.announce")).all()
    assert [row.arguments for row in work] == [[task.id]]


def test_whatever_runs_twice_opens_once(cast, session):
    monthly(cast.office, "bank")
    assert [open_due_tasks(), open_due_tasks(), open_due_tasks()] == [1, 0, 0]
    assert len(opened(session)) == 1
    issued = select(func.count()).select_from(Event).where(Event.action == "task.issue")
    assert session.scalar(issued.where(Event.office_id == cast.office.id)) == 1


def test_every_unit_of_the_kinds_gets_it_and_a_closed_one_does_not(cast, session, clock):
    cast.units.carrier.closed_on = clock.today()
    of_all, of_two = monthly(cast.office), monthly(cast.office, "bank", "township", name="宣传")
    monthly(cast.other, "police", name="邻区的事")
    assert open_due_tasks() == 3
    units = cast.units
    everyone = {units.police.id, units.bank.id, units.education.id, units.a.id, units.b.id}
    assert {one.unit_id for one in handed(session, opened(session, of_all)[0])} == everyone
    two = {units.bank.id, units.a.id, units.b.id}
    assert {one.unit_id for one in handed(session, opened(session, of_two)[0])} == two


def test_months_open_on_their_first_working_day_over_holidays_and_the_years_end(
    cast, session, clock, calendar
):
    """Run at 9:00 each day from September to January, as the schedule would."""
    duty = monthly(cast.office, "bank", first_period="2026-09")
    for day in range(140):
        clock.move(at("2026-09-01T09:00"), days=day)
        open_due_tasks()
    dates = [
        (one.period, f"{one.issued_at.astimezone(ZONE):%m-%d}", f"{one.due_at.astimezone(ZONE):%m-%d}")
        for one in opened(session, duty)
    ]
    assert dates == [
        ("2026-09", "09-01", "10-13"),  # 10 October is a working Saturday
        ("2026-10", "10-08", "11-06"),  # the National Day holidays are over
        ("2026-11", "11-02", "12-07"),  # 1 November is a Sunday
        ("2026-12", "12-01", "01-08"),
        ("2027-01", "01-04", "02-05"),  # New Year's day and a weekend
    ]


@pytest.mark.parametrize(
    ("recurrence", "first", "periods"),
    [
        ("week", "2026-W52", ["2026-W52", "2026-W53", "2027-W01", "2027-W02"]),
        ("quarter", "2026-Q4", ["2026-Q4", "2027-Q1"]),
        ("half", "2026-H2", ["2026-H2", "2027-H1"]),
        ("year", "2026", ["2026", "2027"]),
    ],
)
def test_periods_of_every_kind_open_over_the_years_end(cast, session, clock, recurrence, first, periods):
    duty = monthly(cast.office, "bank", recurrence=recurrence, first_period=first)
    for day in range(24):
        clock.move(at("2026-12-21T09:00"), days=day)
        open_due_tasks()
    assert [one.period for one in opened(session, duty)] == periods


def test_nothing_opens_before_the_morning_of_the_first_working_day(cast, session, clock):
    monthly(cast.office, "bank", first_period="2026-12")
    for moment in ("2026-11-30T23:00", "2026-12-01T07:59"):
        clock.move(at(moment))
        assert open_due_tasks() == 0
    clock.move(at("2026-12-01T08:00"))
    assert open_due_tasks() == 1


def test_after_an_outage_what_can_still_be_met_is_opened_and_the_rest_is_not(cast, session, clock):
    duty = monthly(cast.office, "bank")
    clock.move(at("2027-02-03T09:00"))
    assert open_due_tasks() == 2
    assert [one.period for one in opened(session, duty)] == ["2027-01", "2027-02"]


def test_a_closed_duty_opens_nothing_and_takes_in_nobody(cast, session, clock):
    duty = monthly(cast.office, "bank")
    open_due_tasks()
    duties.close(duty, actor=cast.clerk.actor, operation=fresh_key(), version=duty.version)
    unit(cast.office, "农业银行山阳支行", "bank", 5)
    clock.move(at("2026-12-02T09:00"))
    assert open_due_tasks() == 0
    (task,) = opened(session)
    assert len(handed(session, task)) == 1
    duties.reopen(duty, actor=cast.clerk.actor, operation=fresh_key(), version=duty.version)
    assert open_due_tasks() == 1
    assert [one.period for one in opened(session)] == ["2026-11", "2026-12"]


def test_a_unit_that_joins_is_added_to_the_task_of_the_period_that_runs(cast, session, clock):
    monthly(cast.office, "bank")
    open_due_tasks()
    clock.move(at("2026-11-16T09:00"))
    joined = unit(cast.office, "农业银行山阳支行", "bank", 5)
    unit(cast.office, "中国联通山阳分公司", "carrier", 6)
    assert [open_due_tasks(), open_due_tasks()] == [0, 0]
    (task,) = opened(session)
    rows = handed(session, task)
    assert [one.unit_id for one in rows] == [cast.units.bank.id, joined.id]
    assert rows[1].issued_at == clock.now()
    added = session.scalars(select(Event).where(Event.action == "task.add_units")).all()
    assert [(one.account_name, one.content["units"]) for one in added] == [("系统", 1)]
    assert session.scalar(select(func.count()).select_from(Work)) == 2


def test_a_unit_that_joins_after_the_period_owes_nothing_for_it(cast, session, clock):
    monthly(cast.office, "bank")
    open_due_tasks()
    clock.move(at("2026-12-01T07:30"))
    unit(cast.office, "农业银行山阳支行", "bank", 5)
    open_due_tasks()
    assert len(handed(session, opened(session)[0])) == 1


def test_a_duty_without_units_waits_for_the_first(cast, session):
    duty = monthly(cast.office, "internet-information")
    assert open_due_tasks() == 0
    unit(cast.office, "区网信办", "internet-information", 7)
    assert open_due_tasks() == 1
    assert len(handed(session, opened(session, duty)[0])) == 1


def test_changes_of_a_duty_are_for_later_periods(cast, session, clock):
    duty = monthly(cast.office, "bank")
    open_due_tasks()
    duty.name, duty.unit_kinds, duty.weight = "新名称", ["carrier"], D(3)
    session.commit()
    assert open_due_tasks() == 0
    clock.move(at("2026-12-01T09:00"))
    assert open_due_tasks() == 1
    november, december = opened(session)
    assert (november.title, december.title) == ("监测处置（2026年11月）", "新名称（2026年12月）")
    assert [one.unit_id for one in handed(session, november)] == [cast.units.bank.id]
    assert [one.unit_id for one in handed(session, december)] == [cast.units.carrier.id]


def test_a_task_that_was_withdrawn_does_not_come_back(cast, session):
    monthly(cast.office, "bank")
    open_due_tasks()
    (task,) = opened(session)
    withdraw(
        task, actor=cast.clerk.actor, operation=fresh_key(), version=task.version, reason="本月并入专项行动"
    )
    unit(cast.office, "农业银行山阳支行", "bank", 5)
    assert open_due_tasks() == 0
    assert len(opened(session)) == 1
    assert len(handed(session, task)) == 1


def test_a_duty_without_recurrence_is_left_to_people(cast, session):
    make.duty(cast.office, "牵头协调", "police")
    assert open_due_tasks() == 0
    assert opened(session) == []


def test_the_schedule_knows_it():
    assert open_due_tasks in [entry.call for entry in schedule.SCHEDULE]


def test_a_run_with_nothing_to_do_asks_as_often_for_forty_duties_as_for_two(cast, session, counting):
    for number in range(2):
        monthly(cast.office, "bank", name=f"事项{number}")
    open_due_tasks()
    with counting() as few:
        open_due_tasks()
    for number in range(2, 40):
        monthly(cast.office, "bank", name=f"事项{number}")
    open_due_tasks()
    with counting() as many:
        open_due_tasks()
    assert len(many) == len(few) <= 6


@pytest.fixture
def apart(servers) -> Iterator[None]:
    """A database of its own, since what threads commit cannot be undone."""
    with own_database(servers.database_url, f"recurring_{WORKER}") as url:
        schema.migrate(url)
        engine = db.connect(url, pool_size=12, statement_timeout_ms=60_000)
        with db.acting(db.SYSTEM_SCOPE):
            yield
        db.session.remove()
        engine.dispose()
        db._sessions.configure(bind=None)


def together(calls):
    """Each in a thread of its own, begun at the same moment; what they answered and raised."""
    barrier, answers, errors = Barrier(len(calls)), [], []

    def run(call):
        with db.acting(db.SYSTEM_SCOPE):
            barrier.wait()
            try:
                answers.append(call())
            except Exception as error:
                errors.append(error)
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers, errors


def test_eight_runs_at_once_open_each_task_once(apart):
    """Real connections and commits: ten duties, then three newcomers, eight runs each time."""
    cast = build_cast()
    for number in range(10):
        monthly(cast.office, "bank", name=f"事项{number}")
    db.session.remove()
    answers, errors = together([open_due_tasks] * 8)
    assert (sum(answers), errors) == (10, [])
    for number in range(3):
        unit(cast.office, f"新加入的银行{number}", "bank", 20 + number)
    db.session.commit()
    answers, errors = together([open_due_tasks] * 8)
    assert (sum(answers), errors) == (0, [])
    session = db.session
    assert len(opened(session)) == 10
    pairs = session.execute(select(Assignment.task_id, Assignment.unit_id)).all()
    assert len(pairs) == len(set(pairs)) == 40
    acts = session.scalars(select(Event.action).where(Event.subject_type == "tasks")).all()
    assert sorted(acts) == ["task.add_units"] * 10 + ["task.issue"] * 10


def test_a_duty_closed_at_the_same_moment_opens_before_or_not_at_all(apart):
    """The audit tells who was first: no task is issued after its duty was closed."""
    cast = build_cast()
    numbers = [monthly(cast.office, "bank", name=f"事项{number}").id for number in range(12)]
    clerk = cast.clerk.actor
    db.session.remove()

    def close_all():
        for number in numbers:
            duty = db.session.get_one(Duty, number)
            duties.close(duty, actor=clerk, operation=fresh_key(), version=duty.version)

    _answers, errors = together([open_due_tasks, close_all, open_due_tasks])
    assert errors == []
    closed = {
        row.subject_id: row.id
        for row in db.session.scalars(select(Event).where(Event.action == "duty.close"))
    }
    assert len(closed) == 12
    for task in opened(db.session):
        issued = db.session.scalars(
            select(Event).where(Event.action == "task.issue", Event.subject_id == task.id)
        ).one()
        assert issued.id < closed[task.duty_id]


def test_one_duty_that_cannot_be_opened_holds_up_no_other(apart):
    """Somebody holds the row of the first duty for longer than the database waits."""
    cast = build_cast()
    held, free = monthly(cast.office, "bank", name="占用"), monthly(cast.office, "bank", name="空闲")
    engine = db.session.get_bind()
    with engine.connect() as other:
        other.execute(text("SELECT id FROM duties WHERE id = :id FOR UPDATE"), {"id": held.id})
        assert open_due_tasks() == 1
        other.rollback()
    assert [one.duty_id for one in opened(db.session)] == [free.id]
    assert open_due_tasks() == 1
    assert [one.duty_id for one in opened(db.session)] == [free.id, held.id]


def test_the_times_of_the_test_are_those_of_china():
    assert at("2026-11-06T10:00") == datetime(2026, 11, 6, 2, 0, tzinfo=UTC)
