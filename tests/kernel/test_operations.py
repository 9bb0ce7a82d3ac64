"""Services: one transaction, one audit row, and no second effect from a resend."""

from enum import StrEnum
from threading import Barrier, Thread
from types import SimpleNamespace

import pytest
from sqlalchemy import delete, func, select

from coordination.audit.models import Event
from coordination.audit.services import record
from coordination.kernel import db
from coordination.kernel.errors import Conflict, Forbidden, NotFound, Stale
from coordination.kernel.operations import Operation, expect, fresh_key, on_commit, service
from coordination.kernel.policy import SYSTEM, Actor, policy
from coordination.organizations.models import Division
from coordination.organizations.rules import Level


class ProbeAction(StrEnum):
    VIEW = "probe.view"
    MAKE = "probe.make"
    FORGET = "probe.forget"


def insider(actor: Actor, _subject: object) -> bool:
    return actor.name in ("in", "seer")


policy(
    {
        ProbeAction.VIEW: insider,
        ProbeAction.MAKE: lambda actor, _subject: actor.name == "in",
        ProbeAction.FORGET: insider,
    }
)
IN, SEER, OUT = Actor(1, "in"), Actor(2, "seer"), Actor(3, "out")
PLACE = SimpleNamespace()
rung: list[str] = []


@service(ProbeAction.MAKE)
def make(_place: object, *, actor: Actor, operation: str, code: str) -> Division:
    place = Division(code=code, name=code, level=Level.PROVINCE, path="/", initials="")
    db.session.add(place)
    record(actor, ProbeAction.MAKE, place, code=code)
    on_commit(lambda: rung.append(code))
    if code == "breaks":
        raise RuntimeError("half way")
    return place


@service(ProbeAction.FORGET)
def forget(_place: object, *, actor: Actor, operation: str) -> None:
    """Leaves no audit row."""


def made(session) -> list[str]:
    return list(session.scalars(select(Division.code).order_by(Division.code)))


def test_the_hook_runs_after_the_commit_and_only_then(session):
    rung.clear()
    make(PLACE, actor=IN, operation=fresh_key(), code="one")
    assert rung == ["one"]
    with pytest.raises(RuntimeError, match="half way"):
        make(PLACE, actor=IN, operation=fresh_key(), code="breaks")
    assert (rung, made(session)) == (["one"], ["one"])


def test_a_resend_has_no_second_effect(session):
    key = fresh_key()
    make(PLACE, actor=IN, operation=key, code="one")
    make(PLACE, actor=IN, operation=key, code="two")
    assert made(session) == ["one"]
    assert session.scalar(select(func.count()).select_from(Event)) == 1


def test_a_key_of_another_person_or_act_is_refused(session):
    key = fresh_key()
    make(PLACE, actor=IN, operation=key, code="one")
    with pytest.raises(Conflict):
        forget(PLACE, actor=IN, operation=key)
    with pytest.raises(Conflict):
        make(PLACE, actor=SYSTEM, operation=key, code="two")


def test_a_failed_attempt_leaves_the_key_free(session):
    key = fresh_key()
    with pytest.raises(RuntimeError):
        make(PLACE, actor=IN, operation=key, code="breaks")
    make(PLACE, actor=IN, operation=key, code="one")
    assert made(session) == ["one"]


def test_who_may_not_see_gets_not_found_and_who_may_not_act_gets_forbidden(session):
    with pytest.raises(NotFound):
        make(PLACE, actor=OUT, operation=fresh_key(), code="one")
    with pytest.raises(Forbidden):
        make(PLACE, actor=SEER, operation=fresh_key(), code="one")
    assert made(session) == []
    assert session.scalars(select(Operation)).all() == []


def test_a_service_that_leaves_no_audit_row_fails(session):
    with pytest.raises(RuntimeError, match="no audit row"):
        forget(PLACE, actor=IN, operation=fresh_key())


def test_a_page_made_from_an_older_version_is_stale():
    expect(SimpleNamespace(version=3), 3)
    for seen in (2, None):
        with pytest.raises(Stale):
            expect(SimpleNamespace(version=3), seen)


def test_the_same_form_sent_by_eight_threads_at_once_acts_once(engine):
    """Real connections, real commits: the second sender waits for the first, then sees its key."""
    key, barrier, errors = fresh_key(), Barrier(8), []

    def send() -> None:
        with db.acting(db.SYSTEM_SCOPE):
            barrier.wait()
            try:
                make(PLACE, actor=IN, operation=key, code="threads")
            except Exception as error:
                errors.append(error)
            db.session.remove()

    db._sessions.configure(bind=engine)
    threads = [Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    try:
        with db.acting(db.SYSTEM_SCOPE):
            assert errors == []
            assert made(db.session) == ["threads"]
            assert db.session.scalar(select(func.count()).select_from(Operation)) == 1
    finally:
        with db.acting(db.SYSTEM_SCOPE):
            db.session.execute(delete(Division))
            db.session.execute(delete(Operation))
            db.session.commit()
            db.session.remove()
        db._sessions.configure(bind=None)
