"""The sheet: a draft that lacks anything, handed in whole, what follows; ended ones never change."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from coordination.certificates.models import Certificate, CertificateGround
from coordination.certificates.states import Cause, CertificateState
from coordination.inspections import services
from coordination.inspections.models import Inspection
from coordination.inspections.rules import Answer, Sheet
from coordination.inspections.states import InspectionState, Result, Verdict
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.operations import fresh_key
from coordination.notifications.models import Notification
from tests.factories import certificates
from tests.factories import inspections as make

UNTIL = date(2026, 11, 25)


@pytest.fixture
def world(cast, clock):
    return make.world(cast)


@pytest.fixture
def planned(cast, world):
    return make.planned(cast, world)


def save(one, who, filled, **values):
    given = {"operation": fresh_key(), "version": one.version} | values
    return services.save(one, actor=who.actor, sheet=filled, **given)


def certificate(world):
    return make.session.get_one(Certificate, world.certificates[0], populate_existing=True)


def test_a_draft_is_kept_as_it_is(cast, planned, clock):
    half = Sheet({planned.points[1].id: Answer(Result.PROBLEM)}, Verdict.TO_MEND, "还没写完", UNTIL)
    save(planned, cast.department, half)
    stored = make.again(planned)
    assert [point.result for point in stored.points] == [None, Result.PROBLEM]
    assert (stored.verdict, stored.summary, stored.mend_by) == (Verdict.TO_MEND, "还没写完", UNTIL)
    assert stored.state is InspectionState.PLANNED
    assert stored.saved_at == clock.now()


def test_who_saves_upon_an_old_page_is_told(cast, planned):
    version = planned.version
    save(planned, cast.department, make.sheet(planned))
    stale = make.again(planned)
    with pytest.raises(Stale):
        save(stale, cast.clerk, make.sheet(stale), version=version)
    with pytest.raises(Stale):
        make.finish(planned, cast.department, make.sheet(make.again(planned)), version=version)


def test_what_is_too_long_is_not_kept(cast, planned):
    filled = Sheet({planned.points[0].id: Answer(None, "字" * 501)})
    with pytest.raises(Invalid) as refusal:
        save(planned, cast.department, filled)
    assert set(refusal.value.errors) == {f"note-{make.again(planned).points[0].id}"}


def test_what_lacks_is_told_all_at_once_and_leaves_nothing_behind(cast, planned):
    first, second = (point.id for point in planned.points)
    half = Sheet({first: Answer(Result.PROBLEM)}, None, "先记一笔")
    with pytest.raises(Invalid) as refusal:
        make.finish(planned, cast.department, half)
    assert set(refusal.value.errors) == {f"note-{first}", f"result-{second}", "verdict"}
    assert make.again(planned).summary == ""


@pytest.mark.parametrize(
    ("who", "refused"), [("police", NotFound), ("township_a", Forbidden), ("leader", Forbidden)]
)
def test_only_who_was_asked_or_the_clerk_fills_it(who, refused, cast, planned):
    with pytest.raises(refused):
        make.finish(planned, getattr(cast, who), make.sheet(planned))


def test_passed_is_done_and_both_are_told(cast, planned, world):
    done = make.finish(planned, cast.department, make.sheet(planned, mend_by=UNTIL))
    assert (done.state, done.verdict, done.mend_by) == (InspectionState.DONE, Verdict.PASSED, None)
    kinds = select(Notification.account_id).where(Notification.kind == "inspection.done")
    told = set(make.session.scalars(kinds))
    assert {cast.township_a.id, cast.clerk.id} <= told
    assert cast.department.id not in told
    certificates.work(cast)
    assert certificate(world).state is CertificateState.VALID


def test_sent_twice_it_is_handed_in_once(cast, planned):
    key, version, filled = fresh_key(), planned.version, make.to_mend(planned, UNTIL)
    for _time in range(2):
        make.finish(planned, cast.department, filled, operation=key, version=version)
    assert make.session.query(Inspection).count() == 2
    with pytest.raises(Conflict):
        make.finish(planned, cast.department, filled)


def test_to_mend_plans_the_next_one_by_itself(cast, planned):
    done = make.finish(planned, cast.department, make.to_mend(planned, UNTIL))
    after = make.again(make.session.scalars(select(Inspection).where(Inspection.follows_id == done.id)).one())
    assert (after.due_on, after.inspector_id, after.state) == (
        UNTIL,
        done.inspector_id,
        InspectionState.PLANNED,
    )
    assert [(point.text, point.before) for point in after.points] == [("有反诈宣传栏", "宣传栏缺失")]
    assert after.certificate_id == done.certificate_id
    passed = make.finish(after, cast.department, make.sheet(after))
    assert passed.verdict is Verdict.PASSED


def test_what_is_to_mend_beyond_the_points_is_looked_at_again(cast, planned):
    filled = make.sheet(planned, verdict=Verdict.TO_MEND, summary="门口有诈骗小广告", mend_by=UNTIL)
    done = make.finish(planned, cast.department, filled)
    after = make.again(make.session.scalars(select(Inspection).where(Inspection.follows_id == done.id)).one())
    assert [(point.text, point.before) for point in after.points] == [("整改是否到位", "门口有诈骗小广告")]


def test_failed_suspends_the_title_and_opens_a_review(cast, planned, world):
    done = make.finish(planned, cast.department, make.failed(planned))
    certificates.work(cast, *world.subjects.values())
    assert certificate(world).state is CertificateState.SUSPENDED
    ground = make.session.query(CertificateGround).one()
    assert (ground.cause, ground.inspection_id) == (Cause.INSPECTION, done.id)
    assert ground.text == "宣传栏拆除，无人值守"
    assert make.session.query(Inspection).count() == 1


def test_failed_without_a_title_is_only_written_down(cast, world):
    one = make.planned(cast, world, "白塔社区")
    done = make.finish(one, cast.department, make.failed(one))
    certificates.work(cast)
    assert done.verdict is Verdict.FAILED
    assert make.session.query(CertificateGround).count() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE inspections SET summary = '改' WHERE id = :id",
        "UPDATE inspection_points SET note = '改' WHERE inspection_id = :id",
        "INSERT INTO inspection_points (inspection_id, office_id, sort_order, text) VALUES (:id, 1, 9, '补')",
    ],
)
def test_the_database_keeps_what_has_ended(statement, cast, planned, session):
    done = make.finish(planned, cast.department, make.sheet(planned))
    with pytest.raises(IntegrityError, match="does not change"):
        session.execute(text(statement), {"id": done.id})
    session.rollback()
