"""The chain of seals: complete, and broken by any later change."""

import pytest
from sqlalchemy import text

from coordination.audit.queries import broken_link
from coordination.audit.services import record, seal
from coordination.kernel.policy import SYSTEM


def act(session, office, times=1):
    for number in range(times):
        record(SYSTEM, "test.act", office, number=number)
    session.commit()


def test_every_event_is_sealed_once(session, cast):
    act(session, cast.office, 3)
    first = seal()
    session.commit()
    assert first.events >= 3
    assert seal() is None
    act(session, cast.office)
    second = seal()
    session.commit()
    assert (second.events, second.first_id > first.last_id) == (1, True)
    assert broken_link() is None


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_events SET content = '{\"number\": 99}' WHERE action = 'test.act'",
        "UPDATE audit_events SET account_name = '别人' WHERE action = 'test.act'",
        "DELETE FROM audit_events WHERE action = 'test.act'",
    ],
)
def test_a_change_by_somebody_who_switched_the_fence_off_is_found(session, cast, tampering):
    act(session, cast.office)
    link = seal()
    session.commit()
    session.execute(text("SELECT set_config('role', 'none', true)"))
    session.execute(text("ALTER TABLE audit_events DISABLE TRIGGER refuse"))
    session.execute(text(tampering))
    assert broken_link() == link.id
    session.rollback()
