"""The lights of lists are those of the rule."""

from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from coordination.kernel.clock import local
from coordination.kernel.period import workdays
from coordination.tasks.models import Assignment
from coordination.tasks.queries import lights
from coordination.tasks.rules import SOON, AssignmentState, days_left, light, soon_until
from tests.factories import tasks as make

HOLIDAYS = workdays({date(2026, 11, 9): False, date(2026, 11, 14): True})
DAYS = st.datetimes(datetime(2026, 10, 25), datetime(2026, 11, 25), timezones=st.just(UTC))  # noqa: DTZ001


@given(DAYS, DAYS)
def test_soon_until_is_the_border_of_days_left(now, due_at):
    assert (due_at < soon_until(now, HOLIDAYS)) == (days_left(now, due_at, HOLIDAYS) <= SOON)


def test_soon_until_ends_with_a_day_in_china():
    border = soon_until(datetime(2026, 11, 6, 2, tzinfo=UTC), HOLIDAYS)
    assert local(border) == border.replace(hour=0, minute=0)
    # Friday 6, (Monday 9 is off), Tuesday 10, Wednesday 11: three working days before Thursday 12
    assert border.date() == date(2026, 11, 13)


def test_sql_and_rule_give_the_same_light_to_every_assignment(cast, clock, session):
    random = Random(620103)  # noqa: S311
    units = list(vars(cast.units).values())
    for number in range(40):
        task = make.task(cast.office, f"第{number}项")
        for unit in random.sample(units[:6], 4):
            issued = clock.now() - timedelta(hours=random.randint(0, 900))
            make.assignment(
                task,
                unit,
                random.choice(list(AssignmentState)),
                who=cast.bank,
                judge=cast.clerk,
                issued_at=issued,
                due_at=issued + timedelta(hours=random.randint(-2, 1200)),
                percent=random.choice((0, 20, 45, 70, 100)),
            )
    rows = session.execute(select(Assignment, lights.trouble(clock.now(), HOLIDAYS))).all()
    found = {
        (
            lights.ORDER[place],
            light(
                one.state,
                percent=one.percent,
                issued_at=one.issued_at,
                due_at=one.due_at,
                now=clock.now(),
                is_workday=HOLIDAYS,
            ),
        )
        for one, place in rows
    }
    assert found == {(one, one) for one in lights.ORDER}
