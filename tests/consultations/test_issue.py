"""The circular waits for the consultation on its ranking, and leaves when that has ended."""

from datetime import timedelta

import pytest

from coordination.circulars import services as circulars
from coordination.circulars.states import CircularState
from coordination.consultations import services
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import fresh_key
from tests.factories import circulars as factory
from tests.factories import consultations as make


@pytest.fixture
def place(cast, clock):
    return make.world(cast)


def sign(circular, cast):
    return circulars.issue(
        circular,
        actor=cast.leader.actor,
        operation=fresh_key(),
        version=circular.version,
        accepted=True,
    )


def test_a_checked_circular_is_not_signed_while_its_ranking_is_in_consultation(cast, place, clock, session):
    circular = factory.checked(cast, place.ranking)
    open_one = make.begun(cast, place)
    made = make.objected(open_one, cast.township_a.actor)
    with pytest.raises(Invalid):
        sign(circular, cast)
    make.answered(made, cast.leader.actor, upheld=False)
    with pytest.raises(Invalid):
        sign(circular, cast)
    clock.move(clock.now() + timedelta(days=7))
    services.close(open_one, actor=cast.clerk.actor, operation=fresh_key(), version=open_one.version)
    session.refresh(circular)
    assert sign(circular, cast).state is CircularState.ISSUED
