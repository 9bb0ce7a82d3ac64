"""Chasing the departments, reminders of the schedule, agreeing to many at once."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from coordination.applications import services
from coordination.applications.services.asking import remind_due
from coordination.applications.states import OpinionState
from coordination.audit.models import Event
from coordination.kernel.errors import Conflict, Invalid, NotFound
from coordination.kernel.operations import fresh_key
from coordination.notifications.models import Notification
from coordination.standards.rules import CriterionKind
from tests.factories import applications as make
from tests.factories.applications import THIRD
from tests.factories.organizations import session

POLICE, SCHOOLS = "山阳公安分局", "区教育局"


@pytest.fixture
def world(cast, clock):
    return make.world(cast)


@pytest.fixture
def one(cast, world):
    """In the joint review."""
    return make.filed(world, cast.township_a)


def told(person):
    return session.scalars(select(Notification.message).where(Notification.account_id == person.id)).all()


def opine(one, person, name):
    given = make.opinions(one)[name]
    services.opine(given, actor=person.actor, operation=fresh_key(), version=given.version, agree=True)


def test_chasing_reminds_once_each_department_that_waits(cast, clock, world):
    one = make.filed(world, cast.township_a)
    opine(one, cast.police, POLICE)
    clock.move(datetime(2026, 11, 20, 2, 0, tzinfo=UTC))
    before, key = len(told(cast.department)), fresh_key()
    for _time in range(2):
        services.chase(one, actor=cast.clerk.actor, operation=key)

    waiting = make.opinions(one)[SCHOOLS]
    assert (waiting.chases, waiting.chased_at) == (1, clock.now())
    assert len(told(cast.department)) == before + 1
    opine(one, cast.department, SCHOOLS)
    with pytest.raises(Conflict, match="不用催办"):
        services.chase(one, actor=cast.clerk.actor, operation=fresh_key())


def test_all_that_is_late_is_chased_at_once(cast, clock, world, one):
    other = make.filed(world, cast.township_a, THIRD)
    with pytest.raises(Conflict, match="没有超期"):
        services.chase_late(cast.office, actor=cast.clerk.actor, operation=fresh_key())
    clock.move(datetime(2026, 11, 20, 2, 0, tzinfo=UTC))
    before, key = len(told(cast.police)), fresh_key()
    for _time in range(2):
        services.chase_late(cast.office, actor=cast.clerk.actor, operation=key)

    assert len(told(cast.police)) == before + 1
    assert [make.opinions(each)[SCHOOLS].chases for each in (one, other)] == [1, 1]
    with pytest.raises(Conflict, match="24小时内都催过"):
        services.chase_late(cast.office, actor=cast.leader.actor, operation=fresh_key())
    with pytest.raises(Conflict, match="24小时内都催过"):
        services.chase(one, actor=cast.clerk.actor, operation=fresh_key())
    assert len(told(cast.police)) == before + 1
    clock.move(datetime(2026, 11, 21, 2, 0, tzinfo=UTC))
    services.chase_late(cast.office, actor=cast.leader.actor, operation=fresh_key())
    assert make.opinions(one)[SCHOOLS].chases == 2
    with pytest.raises(NotFound):
        services.chase_late(cast.office, actor=cast.outsider.actor, operation=fresh_key())


def agree_many(cast, picked, person=None, key=None):
    return services.agree_many(
        cast.units.police,
        actor=(person or cast.police).actor,
        operation=key or fresh_key(),
        picked=picked,
    )


def test_a_department_agrees_to_many_at_once(cast, world, one):
    other = make.filed(world, cast.township_a, THIRD)
    picked = {given.id: given.version for given in (make.opinions(each)[POLICE] for each in (one, other))}
    key = fresh_key()
    assert agree_many(cast, picked, key=key) == 2
    agree_many(cast, picked, key=key)

    assert {make.opinions(each)[POLICE].state for each in (one, other)} == {OpinionState.AGREED}
    written = select(Event).where(Event.action == "application.opine")
    assert len(session.scalars(written).all()) == 2


def test_many_at_once_is_all_or_nothing(cast, world, one):
    other = make.filed(world, cast.township_a, THIRD)
    mine, theirs, second = (
        make.opinions(one)[POLICE],
        make.opinions(one)[SCHOOLS],
        make.opinions(other)[POLICE],
    )
    for picked, refusal in (
        ({}, Invalid),
        ({mine.id: mine.version, theirs.id: theirs.version}, Invalid),
        ({mine.id: mine.version, second.id: second.version + 1}, Conflict),
        (dict.fromkeys(range(1, 502), 1), Invalid),
    ):
        with pytest.raises(refusal):
            agree_many(cast, picked)
        assert make.opinions(one)[POLICE].state is OpinionState.ASKED


def test_what_is_in_doubt_is_not_agreed_to_with_others(cast, world):
    criteria = (
        {
            "kind": CriterionKind.ZERO_CASES,
            "text": "两月零发案",
            "window_size": 2,
            "confirmer_kind": "police",
        },
    )
    version = make.enacted(cast, criteria=criteria, name="两月")
    one = make.drafted(world, cast.township_a, standard=version)
    services.file(one, actor=cast.township_a.actor, operation=fresh_key(), version=one.version)
    given = make.opinions(one)[POLICE]
    with pytest.raises(Invalid, match="单独提意见"):
        agree_many(cast, {given.id: given.version})


def test_the_schedule_reminds_each_department_once_a_day_and_the_office_once(cast, clock, world, one):
    opine(one, cast.department, SCHOOLS)
    before = len(told(cast.police))
    clock.move(datetime(2026, 11, 11, 2, 0, tzinfo=UTC))
    assert remind_due() == 0

    clock.move(datetime(2026, 11, 12, 2, 0, tzinfo=UTC))
    assert (remind_due(), remind_due()) == (1, 0)
    clock.move(datetime(2026, 11, 14, 2, 0, tzinfo=UTC))
    assert remind_due() == 0  # a Saturday
    clock.move(datetime(2026, 11, 16, 2, 0, tzinfo=UTC))
    assert (remind_due(), remind_due()) == (1, 0)
    clock.move(datetime(2026, 11, 17, 2, 0, tzinfo=UTC))
    assert remind_due() == 1

    assert len(told(cast.police)) == before + 3
    assert told(cast.clerk) == ["{subject}的联审意见已超期，期限{due}"]
    assert make.opinions(one)[POLICE].chases == 3
