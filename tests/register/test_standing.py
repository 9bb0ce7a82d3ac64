"""The share on a day, from the history: an evaluator of its own says the same about random histories."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from coordination.certificates import services as certificates
from coordination.certificates.models import Certificate, CertificateEvent
from coordination.certificates.states import CertificateAction as A
from coordination.kernel.clock import Clock
from coordination.kernel.operations import fresh_key
from coordination.register.queries import share
from coordination.register.queries.standing import counts
from coordination.register.rules import Count
from coordination.subjects.rules import SubjectKind
from tests.factories import certificates as make
from tests.factories.organizations import session

TODAY = date(2026, 11, 6)
COMMUNITY = SubjectKind.COMMUNITY


@pytest.fixture
def world(cast: SimpleNamespace, clock: Clock) -> SimpleNamespace:
    return make.world(cast)


def on(cast: SimpleNamespace, day: date) -> tuple[Count, Count]:
    found = counts(cast.office.id, COMMUNITY, [day])[day]
    return found[cast.units.a.id], found[cast.units.b.id]


def test_before_the_first_title_nobody_has_one(cast: SimpleNamespace, world: SimpleNamespace) -> None:
    assert on(cast, TODAY) == (Count(3), Count(2))
    assert share(cast.office.id, TODAY) == {cast.units.a.id: 0, cast.units.b.id: 0}


def test_a_title_counts_from_its_day_on(cast: SimpleNamespace, world: SimpleNamespace) -> None:
    make.named(cast, world.applications[0])
    make.named(cast, world.applications[1])
    assert on(cast, TODAY) == (Count(3, 2), Count(2))
    assert on(cast, TODAY - timedelta(days=1)) == (Count(3), Count(2))
    assert share(cast.office.id, TODAY)[cast.units.a.id] == Decimal("66.67")


def test_a_suspended_title_does_not_count_until_it_is_restored(
    cast: SimpleNamespace, world: SimpleNamespace, clock: Clock
) -> None:
    made = make.named(cast, world.applications[0])
    clock.move(days=3)
    made = session.get_one(Certificate, made.id, populate_existing=True)
    certificates.suspend(
        made, actor=cast.clerk.actor, operation=fresh_key(), version=made.version, reason="核实"
    )
    clock.move(days=2)
    review = make.review_of(made)
    certificates.restore(
        review, actor=cast.leader.actor, operation=fresh_key(), version=review.version, reason="属实"
    )
    seen = [on(cast, TODAY + timedelta(days=days))[0] for days in (0, 2, 3, 4, 5, 6)]
    assert [(one.certified, one.suspended) for one in seen] == [
        (1, 0),
        (1, 0),
        (0, 1),
        (0, 1),
        (1, 0),
        (1, 0),
    ]


def test_a_title_ends_on_its_last_day_whatever_the_schedule_has_done(
    cast: SimpleNamespace, world: SimpleNamespace
) -> None:
    made = make.named(cast, world.applications[0])
    assert made.valid_until == date(2027, 11, 5)
    assert on(cast, date(2027, 11, 5))[0].certified == 1
    assert on(cast, date(2027, 11, 6))[0].certified == 0


def test_a_community_that_was_closed_leaves_both_sides(cast: SimpleNamespace, world: SimpleNamespace) -> None:
    make.named(cast, world.applications[0])
    world.subjects["柳沟社区"].closed_on = TODAY + timedelta(days=1)
    session.commit()
    assert on(cast, TODAY)[0] == Count(3, 1)
    assert on(cast, TODAY + timedelta(days=1))[0] == Count(2)


def test_the_neighbour_office_is_not_in_it(cast: SimpleNamespace, world: SimpleNamespace) -> None:
    make.named(cast, world.applications[0])
    assert share(cast.other.id, TODAY) == {}


#: The course of a title: which acts may follow which.
_NEXT = {
    A.NAME: [A.SUSPEND, A.EXPIRE, A.REPLACE],
    A.SUSPEND: [A.SUSPEND, A.STATE_CASE, A.RESTORE, A.REVOKE, A.EXPIRE],
    A.STATE_CASE: [A.RESTORE, A.REVOKE],
    A.RESTORE: [A.SUSPEND, A.EXPIRE, A.REPLACE],
}


def plainly(history: list[tuple[date, A]], until: date | None, day: date) -> tuple[bool, bool]:
    """Whether a title was in force, or suspended, at the end of a day: told step by step."""
    held = suspended = False
    for happened_on, act in history:
        if happened_on > day:
            break
        if act in (A.NAME, A.RESTORE):
            held, suspended = True, False
        elif act is A.SUSPEND:
            held, suspended = False, True
        elif act in (A.REVOKE, A.EXPIRE, A.REPLACE):
            held = suspended = False
    over = until is not None and until < day
    return held and not over, suspended and not over


@pytest.mark.parametrize("seed", range(12))
def test_an_evaluator_of_its_own_agrees_on_random_histories(
    cast: SimpleNamespace, world: SimpleNamespace, seed: int
) -> None:
    chance = Random(seed)  # noqa: S311  a history, not a secret
    histories = [_random_history(cast, one, chance) for one in world.applications]
    days = [TODAY + timedelta(days=days) for days in range(-2, 40, 3)]
    found = counts(cast.office.id, COMMUNITY, days)
    for day in days:
        told = [plainly(history, until, day) for history, until in histories]
        expected = Count(3, sum(held for held, _s in told), sum(hung for _h, hung in told))
        assert found[day][cast.units.a.id] == expected, (seed, day)


def _random_history(
    cast: SimpleNamespace, application: Any, chance: Any
) -> tuple[list[tuple[date, A]], date | None]:
    """A certificate whose events are written as they might have happened."""
    made = make.named(cast, application)
    day, act, history = TODAY, A.NAME, [(TODAY, A.NAME)]
    while act in _NEXT and len(history) < 8:
        act = chance.choice(_NEXT[act])
        day += timedelta(days=chance.randrange(0, 9))
        history.append((day, act))
        session.add(
            CertificateEvent(
                certificate_id=made.id,
                office_id=made.office_id,
                unit_id=made.unit_id,
                action=act,
                happened_on=day,
                at=made.named_at + (day - TODAY),
                facts={},
            )
        )
        session.flush()
    session.commit()
    return history, made.valid_until
