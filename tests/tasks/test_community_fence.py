"""Row-level security of a community worker: a query without any condition finds the own community only."""

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import ProgrammingError

from coordination.kernel import db
from coordination.tasks.models import Assignment, Evidence, Feedback, Request, Task
from coordination.tasks.rules import AssignmentState
from tests.factories import tasks as make

S = AssignmentState


@pytest.fixture
def passed(cast, session):
    """A township passed a task on to two communities; each has told something and asked something."""
    parent = make.assignment(make.task(cast.office), cast.units.a, S.WORKING, who=cast.township_a)
    make.feedback(parent, cast.township_a)
    other = make.assignment(make.task(cast.office, "别的任务"), cast.units.a, S.WORKING, who=cast.township_a)
    found = {"parent": parent, "other": other}
    for name in ("青溪社区", "南岸村"):
        community = make.community(cast.units.a, name)
        person = make.worker(cast.units.a, community)
        one = make.passed_on(parent, community, S.WORKING, who=person)
        make.feedback(one, person)
        make.request(one, person)
        found |= {name: one, f"{name} worker": person}
    session.commit()
    return found


def ids(model):
    return set(db.session.scalars(select(model.id)))


def test_the_database_shows_the_own_community_and_what_the_township_passed_on(passed, session):
    own, other = passed["青溪社区"], passed["南岸村"]
    with db.acting(passed["青溪社区 worker"].actor.scope):
        assert ids(Assignment) == {own.id, passed["parent"].id}
        assert ids(Task) == {own.task_id}
        assert set(session.scalars(select(Feedback.assignment_id))) == {own.id}
        assert set(session.scalars(select(Request.assignment_id))) == {own.id}
    with db.acting(passed["南岸村 worker"].actor.scope):
        assert ids(Assignment) == {other.id, passed["parent"].id}


def test_the_township_and_the_office_see_as_before(passed, cast, session):
    everything = {passed[name].id for name in ("parent", "other", "青溪社区", "南岸村")}
    for person in (cast.township_a, cast.clerk):
        with db.acting(person.actor.scope):
            assert ids(Assignment) == everything
            assert len(ids(Feedback)) == 3
    with db.acting(cast.bank.actor.scope):
        assert ids(Assignment) == set()


def test_a_worker_without_a_community_finds_nothing(passed, session):
    scope = passed["青溪社区 worker"].actor.scope
    with db.acting(db.Scope(scope.offices, scope.unit_id, 0)):
        assert (ids(Assignment), ids(Feedback), ids(Evidence), ids(Request)) == (set(), set(), set(), set())


def test_what_the_township_holds_cannot_be_changed_from_a_community(passed, session):
    with db.acting(passed["青溪社区 worker"].actor.scope):
        with pytest.raises(ProgrammingError, match="row-level security"), session.begin_nested():
            session.execute(update(Assignment).where(Assignment.id == passed["parent"].id).values(percent=99))
        of_others = update(Assignment).where(Assignment.id == passed["南岸村"].id).values(percent=99)
        assert session.execute(of_others).rowcount == 0


def test_the_entry_puts_up_the_same_fence(passed, client_for, session):
    """The pages of a worker run in it; a wrong number in the address is nobody's."""
    client = client_for(passed["青溪社区 worker"])
    assert client.get(f"/assignments/{passed['青溪社区'].id}").status_code == 200
    assert client.get(f"/assignments/{passed['南岸村'].id}").status_code == 404
    fenced = session.scalars(text("SELECT tablename FROM pg_policies WHERE policyname = 'community'"))
    assert {"assignments", "feedback", "evidence", "assignment_requests"} <= set(fenced)
    entry = session.scalar(text("SELECT prosrc FROM pg_proc WHERE proname = 'app_enter'"))
    assert "app.division" in entry
