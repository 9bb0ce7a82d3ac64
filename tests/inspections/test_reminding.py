"""The schedule: inspectors once a day, clerks once a week; not at night, not on holidays."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from coordination.inspections.services import remind_due
from coordination.notifications.models import Notification
from coordination.schedule import SCHEDULE
from tests.factories import inspections as make


@pytest.fixture
def world(cast, clock):
    return make.world(cast)


def told(account, kind):
    found = select(func.count()).where(Notification.account_id == account.id, Notification.kind == kind)
    return make.session.scalar(found)


def at(day, hour=10):
    """An hour of a day of November 2026, in China."""
    return datetime(2026, 11, day, hour - 8, tzinfo=UTC)


def test_the_inspector_hears_the_day_before_and_each_day_after(cast, world, clock):
    make.planned(cast, world)  # due on Friday 20 November
    for day, count in ((18, 0), (19, 1), (19, 1), (20, 2), (21, 2), (23, 3)):
        clock.move(at(day))
        remind_due()
        assert told(cast.department, "inspection.due") == count, day
    assert told(cast.township_a, "inspection.due") == 0


def test_nobody_is_woken(cast, world, clock):
    make.planned(cast, world)
    clock.move(datetime(2026, 11, 19, 23, 0, tzinfo=UTC))  # seven in the morning of the 20th
    assert remind_due() == 0


def test_clerks_hear_once_a_week_of_what_should_be_planned(cast, world, clock):
    for moment, count in (
        (datetime(2026, 12, 4, 2, tzinfo=UTC), 0),
        (datetime(2026, 12, 7, 2, tzinfo=UTC), 1),
        (datetime(2026, 12, 8, 2, tzinfo=UTC), 1),
        (datetime(2026, 12, 14, 2, tzinfo=UTC), 2),
    ):
        clock.move(moment)
        remind_due()
        assert told(cast.clerk, "inspection.lapsed") == count, moment
    assert told(cast.leader, "inspection.lapsed") == 0
    assert told(cast.outsider, "inspection.lapsed") == 0


def test_it_stands_in_the_schedule():
    assert remind_due in [entry.call for entry in SCHEDULE]
