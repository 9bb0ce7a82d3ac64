"""Chases, calls and letters: acts of people."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from coordination.kernel.operations import fresh_key
from coordination.notifications.models import Notification
from coordination.reminders.models import Reminder
from coordination.reminders.rules import Rung
from coordination.reminders.services import by_hand, letters
from coordination.reminders.services.ladder import climb_due
from coordination.tasks.rules import AssignmentState
from tests.factories import tasks

pytestmark = pytest.mark.usefixtures("clock")
LATE = datetime(2026, 10, 28, 9, 0, tzinfo=UTC)


@pytest.fixture
def two(cast):
    task = tasks.task(cast.office, due_at=LATE, issued_at=LATE - timedelta(days=9))
    return [
        tasks.assignment(task, cast.units.bank, AssignmentState.WORKING, who=cast.bank),
        tasks.assignment(task, cast.units.carrier, AssignmentState.WORKING, who=cast.carrier),
    ]


def keys(assignments):
    return [f"assignment-{one.id}" for one in assignments]


def chase(cast, wanted, text="请今天下班前报来", key=None):
    return by_hand.chase(
        cast.office, actor=cast.clerk.actor, operation=key or fresh_key(), keys=wanted, text=text
    )


def test_many_are_chased_in_one_act(cast, two, session):
    key = fresh_key()
    chase(cast, keys(two), key=key)
    chase(cast, keys(two), key=key)  # sent twice, done once
    found = session.scalars(select(Reminder).order_by(Reminder.id)).all()
    assert [(one.unit_id, one.rung, one.by_id) for one in found] == [
        (two[0].unit_id, Rung.CHASE, cast.clerk.id),
        (two[1].unit_id, Rung.CHASE, cast.clerk.id),
    ]
    told = session.scalars(select(Notification).order_by(Notification.account_id)).all()
    assert {one.account_id for one in told} == {cast.bank.id, cast.carrier.id}
    assert all(one.urgent and one.content["text"] == "请今天下班前报来" for one in told)


def test_if_one_was_handed_in_meanwhile_none_is_chased(cast, two, session):
    tasks_done = two[0]
    tasks_done.state, tasks_done.submitted_by_id = AssignmentState.SUBMITTED, cast.bank.id
    session.commit()
    with pytest.raises(Invalid, match="其中1项刚刚已经报来"):
        chase(cast, keys(two))
    assert session.scalars(select(Reminder)).all() == []


@pytest.mark.parametrize("wanted", [[], ["assignment-999999"], ["report-1"], ["nonsense"], ["assignment-x"]])
def test_what_cannot_be_chased_is_refused(cast, wanted):
    with pytest.raises(Invalid):
        chase(cast, wanted)


def test_long_words_are_refused_at_their_field(cast, two):
    with pytest.raises(Invalid) as refusal:
        chase(cast, keys(two), text="催" * 501)
    assert refusal.value.field == "text"


def test_the_neighbour_chases_nobody_here(cast, two):
    with pytest.raises(NotFound):
        by_hand.chase(cast.office, actor=cast.outsider.actor, operation=fresh_key(), keys=keys(two), text="")
    with pytest.raises(Invalid):
        by_hand.chase(cast.other, actor=cast.outsider.actor, operation=fresh_key(), keys=keys(two), text="")


def test_a_call_is_written_down(cast, two, session):
    def call(note):
        return by_hand.log_call(
            cast.office, actor=cast.clerk.actor, operation=fresh_key(), key=keys(two)[0], note=note
        )

    with pytest.raises(Invalid):
        call(" ")
    call("与示例联络员通话，答复明天报来")
    (row,) = session.scalars(select(Reminder)).all()
    assert (row.rung, row.text) == (Rung.CALL, "与示例联络员通话，答复明天报来")
    assert session.scalars(select(Notification)).all() == []


@pytest.fixture
def letter(cast, two, session):
    climb_due()
    return session.scalars(select(Reminder).where(Reminder.rung == Rung.LETTER).order_by(Reminder.id)).first()


def send(cast, letter, who=None, **given):
    values = {"version": letter.version, "text": letter.text} | given
    return letters.send_letter(letter, actor=(who or cast.leader).actor, operation=fresh_key(), **values)


def test_a_letter_is_worded_and_sent_once(cast, letter, session):
    letters.edit_letter(
        letter, actor=cast.clerk.actor, operation=fresh_key(), version=letter.version, text="请于3日内办结。"
    )
    send(cast, letter)
    assert letter.sent_by_id == cast.leader.id
    told = session.scalars(select(Notification).where(Notification.kind == "reminder.letter")).one()
    assert told.address == f"/letters/{letter.id}"
    with pytest.raises(Conflict, match="已经发出"):
        send(cast, letter)
    with pytest.raises(Conflict, match="已经发出"):
        letters.edit_letter(
            letter, actor=cast.clerk.actor, operation=fresh_key(), version=letter.version, text="改"
        )


def test_a_letter_about_what_was_handed_in_is_not_sent(cast, letter, session):
    done = letter.assignment
    done.state, done.submitted_by_id = AssignmentState.SUBMITTED, cast.bank.id
    session.commit()
    with pytest.raises(Conflict, match="已经报来"):
        send(cast, letter)


@pytest.mark.parametrize("text", ["", " \n ", "函" * 2001])
def test_a_letter_needs_words_but_not_too_many(cast, letter, text):
    with pytest.raises(Invalid) as refusal:
        send(cast, letter, text=text)
    assert refusal.value.field == "text"


def test_a_stale_letter_is_not_sent(cast, letter):
    with pytest.raises(Conflict):
        send(cast, letter, version=letter.version - 1)


def test_the_unit_sees_its_letter_only_once_it_is_sent(cast, letter):
    with pytest.raises(NotFound):
        send(cast, letter, who=cast.bank)
    send(cast, letter)
    with pytest.raises(Forbidden):
        send(cast, letter, who=cast.bank)
