"""Old messages go with their deliveries; unread ones, those still under way and those of a ledger stay."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from coordination import schedule
from coordination.kernel.clock import clock as now_of
from coordination.notifications.models import Delivery, Notification, Robot
from coordination.notifications.rules import RECORDS
from coordination.notifications.services import forgetting, tell, tell_robots
from coordination.notifications.services.forgetting import forget_old
from coordination.notifications.states import Channel, DeliveryState
from coordination.reminders.models import Reminder
from tests.factories.organizations import add
from tests.notifications.conftest import notice, prefers


@pytest.fixture
def told(cast, clock, session, mailbox, robot):
    """Three messages of long ago to the bank, one a reminder, and one to a chat group."""
    prefers(cast.bank)
    add(Robot(office_id=cast.office.id, channel=Channel.WECOM, name="群", webhook=f"{robot.origin}/ok"))
    tell(notice(cast.bank, key) for key in ("read", "unread", "under-way"))
    tell([notice(cast.bank, "chased", subject_type=Reminder.__tablename__)])
    tell_robots(
        cast.office.id,
        key="group",
        kind="probe",
        subject=cast.office,
        message=notice(cast.bank).message,
        address="/",
    )
    long_ago = now_of.now() - timedelta(days=401)
    for message in session.scalars(select(Notification)):
        message.created_at = long_ago
        message.read_at = None if message.key.startswith(("unread", "group")) else long_ago
        for row in session.scalars(select(Delivery).where(Delivery.notification_id == message.id)):
            if not message.key.startswith("under-way"):
                row.state, row.settled_at = DeliveryState.DELIVERED, long_ago
    session.commit()


def left(session):
    return {key.partition(":")[0] for key in session.scalars(select(Notification.key))}


def test_read_messages_and_those_of_robots_go_with_their_deliveries(told, session):
    assert forget_old() == 2
    assert left(session) == {"unread", "under-way", "chased"}
    kept = select(Notification.id)
    assert session.scalars(select(Delivery.id).where(Delivery.notification_id.not_in(kept))).all() == []
    assert len(session.scalars(select(Delivery.id)).all()) == 3
    assert forget_old() == 0


def test_the_setting_says_how_long_and_nought_means_for_ever(told, session, configure):
    for days in (0, 402):
        configure(MESSAGE_DAYS=days)
        assert forget_old() == 0
    assert len(left(session)) == 5


def test_a_heap_goes_batch_by_batch(told, session, monkeypatch, cast):
    monkeypatch.setattr(forgetting, "BATCH", 1)
    assert forget_old() == 2


def test_the_ledger_of_chasing_is_kept_and_the_schedule_does_it():
    assert Reminder.__tablename__ in RECORDS
    assert forget_old in {entry.call for entry in schedule.SCHEDULE}
