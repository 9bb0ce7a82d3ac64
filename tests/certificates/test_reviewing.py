"""Dynamic management: cases, vetoes, inspections; the unit's word; restored, revoked, ended."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from coordination.applications.states import Purpose
from coordination.audit.models import Event
from coordination.certificates import services
from coordination.certificates.jobs import look_at, look_at_filing
from coordination.certificates.models import (
    Certificate,
    CertificateEvent,
    CertificateGround,
    CertificateReview,
)
from coordination.certificates.queries import standing_of
from coordination.certificates.queries.lists import told_now
from coordination.certificates.states import Cause, CertificateState, Outcome
from coordination.kernel.db import acting
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.jobs import Work
from coordination.kernel.operations import fresh_key, transaction
from coordination.notifications.models import Notification
from coordination.standards.services.vetoes import veto
from coordination.tallies.rules.rows import Count
from tests.factories import certificates as make
from tests.factories import standards

REASON = "核实为外来人员在本地报案，不计入本社区"


@pytest.fixture
def given(cast, clock):
    """A title that was given yesterday; `certificate()` reads it anew."""
    world = make.world(cast)
    made = make.named(cast, world.applications[0])
    make.work(cast, *world.subjects.values())
    clock.move(days=1)
    world.id, world.subject = made.id, world.subjects["柳沟社区"]
    return world


def stored(given) -> Certificate:
    return make.session.get_one(Certificate, given.id, populate_existing=True)


def review(given) -> CertificateReview:
    return make.review_of(stored(given))


def decide(act, given, who, **values):
    one = review(given)
    asked = {"operation": fresh_key(), "version": one.version, "reason": REASON} | values
    return act(one, actor=who.actor, **asked)


def state(given, who, text="已核实，无财产损失", **values):
    one = review(given)
    asked = {"operation": fresh_key(), "version": one.version} | values
    return services.state_case(one, actor=who.actor, statement=text, **asked)


def grounds(session):
    found = select(CertificateGround).where(CertificateGround.review_id.is_not(None))
    return session.scalars(found.order_by(CertificateGround.id)).all()


def public(given, session):
    found = select(CertificateEvent.public_text).where(CertificateEvent.certificate_id == given.id)
    return [one for one in session.scalars(found.order_by(CertificateEvent.id)) if one]


def test_a_new_case_suspends_and_opens_a_review_and_tells_who_is_concerned(cast, given, session):
    make.case_on(cast, given.subject, date(2026, 11, 7))
    make.work(cast)
    assert stored(given).state is CertificateState.SUSPENDED
    one = review(given)
    assert (one.cause, one.opened_by_id, one.due_on) == (Cause.CASE, None, date(2026, 11, 20))
    (ground,) = grounds(session)
    assert (ground.cases, ground.happened_on) == (1, date(2026, 11, 7))
    assert public(given, session) == ["命名", "因新发案件暂停，进入复核"]
    told = session.execute(
        select(Notification.account_id, Notification.address, Notification.urgent).where(
            Notification.kind == "certificate.suspended"
        )
    ).all()
    assert {row[0] for row in told} == {
        cast.township_a.id,
        cast.clerk.id,
        cast.second_clerk.id,
        cast.leader.id,
    }
    assert {row[0]: row[1] for row in told}[cast.leader.id] == f"/certificates/reviews/{one.id}"
    assert all(row[2] for row in told)


def test_a_case_reported_late_has_its_own_cause(cast, given, session):
    make.file(cast, Count(given.subject.id, 2, last_case_on=date(2026, 10, 12)), reason="补报")
    make.work(cast)
    assert review(given).cause is Cause.LATE_CASE
    assert public(given, session)[-1] == "因补报命名前的案件暂停，进入复核"
    (ground,) = grounds(session)
    assert (ground.cases, ground.happened_on) == (2, date(2026, 10, 12))


def test_a_day_without_a_case_changes_nothing(cast, given, session):
    make.case_on(cast, given.subject, date(2026, 11, 7), cases=0)
    make.case_on(cast, given.subjects["石桥村"], date(2026, 11, 7))
    make.work(cast)
    assert stored(given).state is CertificateState.VALID
    assert grounds(session) == []


def test_whatever_looks_twice_has_one_effect(cast, given, session):
    filing = make.case_on(cast, given.subject, date(2026, 11, 7))
    for _time in "abc":
        with transaction():
            look_at_filing(filing.id)
            look_at(given.id)
    make.work(cast)
    assert services.look_when_due() == 0
    assert len(grounds(session)) == 1
    assert session.scalar(select(func.count()).select_from(CertificateReview)) == 1


def test_the_sweep_finds_what_no_worker_looked_at(cast, given, session):
    make.case_on(cast, given.subject, date(2026, 11, 7))
    session.query(Work).filter(Work.finished_at.is_(None)).delete()
    session.commit()
    assert services.look_when_due() == 1
    make.work(cast)
    assert stored(given).state is CertificateState.SUSPENDED
    assert services.look_when_due() == 0


def test_a_second_case_joins_the_open_review(cast, given, session, clock):
    make.case_on(cast, given.subject, date(2026, 11, 7))
    make.work(cast)
    clock.move(days=1)
    make.case_on(cast, given.subject, date(2026, 11, 8), cases=2)
    make.work(cast)
    assert [one.cases for one in grounds(session)] == [1, 2]
    assert {one.review_id for one in grounds(session)} == {review(given).id}
    assert public(given, session).count("因新发案件暂停，进入复核") == 1


def test_a_case_that_was_decided_upon_counts_never_again_and_more_cases_do(cast, given, session):
    make.case_on(cast, given.subject, date(2026, 11, 7), cases=2)
    make.work(cast)
    decide(services.restore, given, cast.leader)
    make.case_on(cast, given.subject, date(2026, 11, 7), cases=1, reason="并案")
    make.work(cast)
    assert stored(given).state is CertificateState.VALID  # fewer than was known
    make.case_on(cast, given.subject, date(2026, 11, 7), cases=3, reason="补报")
    make.work(cast)
    assert stored(given).state is CertificateState.SUSPENDED
    assert [one.cases for one in grounds(session)] == [2, 1]


def test_a_correction_tells_the_office_that_the_case_is_gone(cast, given, session):
    make.case_on(cast, given.subject, date(2026, 11, 7))
    make.work(cast)
    make.case_on(cast, given.subject, date(2026, 11, 7), cases=0, reason="误报")
    make.work(cast)
    assert stored(given).state is CertificateState.SUSPENDED  # a person decides
    (ground,) = grounds(session)
    assert told_now([ground]) == {ground.tally_id: 0}


def test_what_was_known_at_the_naming_does_not_count_against_the_title(cast, clock, session):
    """A standard that allows cases: those of the hour of the naming were known."""
    world = make.world(
        cast, criteria=[{"kind": "largest_loss", "threshold": "500000", "text": "单笔低于50万"}]
    )
    subject = world.subjects["柳沟社区"]
    make.file(cast, Count(subject.id, 2, last_case_on=date(2026, 10, 12)), reason="补报")
    made = make.named(cast, world.applications[0])
    make.work(cast)
    assert session.get_one(Certificate, made.id).state is CertificateState.VALID
    make.file(cast, Count(subject.id, 3, last_case_on=date(2026, 10, 12)), reason="再补报")
    make.work(cast)
    assert session.get_one(Certificate, made.id, populate_existing=True).state is CertificateState.SUSPENDED
    assert [one.cases for one in grounds(session)] == [1]


def test_a_filing_that_was_looked_at_before_the_naming_was_durable_is_found_after_it(cast, clock, session):
    """The worker looked when the certificate could not be seen yet; the look of the naming finds the case."""
    world = make.world(cast)
    made = make.named(cast, world.applications[0])
    make.case_on(cast, world.subjects["柳沟社区"], date(2026, 11, 6))
    session.query(Work).filter(Work.name.endswith("look_at_filing")).delete(synchronize_session=False)
    session.commit()
    make.work(cast)
    assert session.get_one(Certificate, made.id).state is CertificateState.SUSPENDED


def test_a_veto_event_opens_a_review(cast, given, session, clock):
    veto(
        given.subject,
        actor=cast.clerk.actor,
        operation=fresh_key(),
        happened_on=date(2026, 11, 7),
        text="窝点",
    )
    assert services.look_when_due() == 1  # though the worker has been told
    make.work(cast)
    assert review(given).cause is Cause.VETO
    assert services.look_when_due() == 0
    decide(services.restore, given, cast.leader)
    assert services.look_when_due() == 0


def test_a_veto_event_entered_before_the_title_or_withdrawn_does_not(cast, given, session, clock):
    earlier = stored(given).named_at - timedelta(minutes=1)
    standards.veto(given.subject, cast.clerk, date(2026, 11, 1), recorded_at=earlier)
    gone = {"withdrawn_at": clock.now(), "withdrawn_reason": "误登", "withdrawn_by_id": cast.leader.id}
    standards.veto(given.subject, cast.clerk, date(2026, 11, 7), recorded_at=clock.now(), **gone)
    session.commit()
    assert services.look_when_due() == 0


def test_a_failed_inspection_opens_a_review_once(cast, given, session):
    for _time in "ab":
        with transaction():
            services.inspected(given.id, 7, failed_on=date(2026, 11, 7), text="宣传栏拆除，网格员不在岗")
    make.work(cast)
    assert review(given).cause is Cause.INSPECTION
    (ground,) = grounds(session)
    assert (ground.inspection_id, ground.text) == (7, "宣传栏拆除，网格员不在岗")


def test_an_inspection_of_a_certificate_that_was_renewed_concerns_the_new_one(cast, given, session):
    again = make.waiting(cast, given.subject, given.version, purpose=Purpose.RENEWAL)
    new = make.named(cast, again)
    with transaction():
        services.inspected(given.id, 8, failed_on=date(2026, 11, 7), text="台账缺失")
    make.work(cast)
    assert make.review_of(session.get_one(Certificate, new.id)).cause is Cause.INSPECTION


def test_the_office_suspends_with_a_reason_and_another_person_decides(cast, given, session):
    asked = {"actor": cast.clerk.actor, "version": stored(given).version}
    with pytest.raises(Invalid) as refused:
        services.suspend(stored(given), operation=fresh_key(), reason="  ", **asked)
    assert set(refused.value.errors) == {"reason"}
    key = fresh_key()
    for _time in "ab":
        services.suspend(stored(given), operation=key, reason="群众举报", **asked)
    assert review(given).opened_by_id == cast.clerk.id
    assert len(grounds(session)) == 1
    with pytest.raises((Stale, Conflict)):
        services.suspend(stored(given), operation=fresh_key(), reason="再来", **asked)
    with pytest.raises(Forbidden):
        decide(services.restore, given, cast.clerk)
    for stranger in (cast.leader, cast.township_a, cast.outsider):
        with pytest.raises((Forbidden, NotFound)):
            services.suspend(
                stored(given), actor=stranger.actor, operation=fresh_key(), version=1, reason="无权"
            )


@pytest.fixture
def suspended(cast, given):
    make.case_on(cast, given.subject, date(2026, 11, 7))
    make.work(cast)
    return given


def test_the_unit_states_its_case_and_what_it_wrote_before_stays(cast, suspended, session):
    key, version = fresh_key(), review(suspended).version
    for _time in "ab":
        state(suspended, cast.township_a, operation=key, version=version)
    state(suspended, cast.township_a, "补充：已回访当事人")
    one = review(suspended)
    assert (one.statement, one.stated_by_id) == ("补充：已回访当事人", cast.township_a.id)
    texts = [each.facts.get("text") for each in session.scalars(select(CertificateEvent)).all()]
    assert "已核实，无财产损失" in texts
    told = select(Notification.account_id).where(Notification.kind == "certificate.stated")
    assert cast.clerk.id in set(session.scalars(told))


def test_a_statement_is_refused_when_empty_too_long_stale_or_of_another_unit(cast, suspended):
    for typed in ("", "字" * 1001):
        with pytest.raises(Invalid) as refused:
            state(suspended, cast.township_a, typed)
        assert set(refused.value.errors) == {"statement"}
    with pytest.raises(Stale):
        state(suspended, cast.township_a, version=99)
    for stranger in (cast.township_b, cast.police, cast.clerk, cast.outsider, cast.worker):
        with pytest.raises((Forbidden, NotFound)):
            state(suspended, stranger)


def test_the_worker_of_that_very_community_states_its_case(cast, suspended, session):
    cast.worker.division_id = suspended.subject.division_id
    session.commit()
    state(suspended, cast.worker)
    assert review(suspended).stated_by_id == cast.worker.id


def test_a_leader_restores_with_a_reason(cast, suspended, session):
    with pytest.raises(Invalid) as refused:
        decide(services.restore, suspended, cast.leader, reason=" ")
    assert set(refused.value.errors) == {"reason"}
    key, version, one = fresh_key(), review(suspended).version, review(suspended)
    for _time in "ab":
        services.restore(one, actor=cast.leader.actor, operation=key, version=version, reason=REASON)
    assert stored(suspended).state is CertificateState.VALID
    assert (one.outcome, one.reason, one.decided_by_id) == (Outcome.RESTORED, REASON, cast.leader.id)
    assert public(suspended, session)[-1] == "经复核，恢复"
    assert standing_of([suspended.subject.id])[suspended.subject.id].id == suspended.id
    with pytest.raises(Conflict, match="已有结论"):
        services.revoke(
            one, actor=cast.leader.actor, operation=fresh_key(), version=one.version, reason=REASON
        )
    told = select(Notification.account_id).where(Notification.kind == "certificate.decided")
    assert {cast.township_a.id, cast.clerk.id} <= set(session.scalars(told))


def test_nobody_loses_a_title_unheard(cast, suspended, session, clock):
    with pytest.raises(Conflict, match="还没有说明情况"):
        decide(services.revoke, suspended, cast.leader)
    state(suspended, cast.township_a)
    decide(services.revoke, suspended, cast.leader)
    assert stored(suspended).state is CertificateState.REVOKED
    assert public(suspended, session)[-1] == "经复核，摘牌"
    assert standing_of([suspended.subject.id]) == {}


def test_who_does_not_answer_in_time_is_decided_upon(cast, suspended, clock):
    clock.move(clock.now().replace(month=11, day=21))
    decide(services.revoke, suspended, cast.leader)
    assert stored(suspended).state is CertificateState.REVOKED


def test_four_eyes_and_strangers(cast, suspended, session):
    one = review(suspended)
    one.opened_by_id = cast.leader.id
    session.commit()
    with pytest.raises(Forbidden):
        decide(services.restore, suspended, cast.leader)
    for stranger in (cast.clerk, cast.township_a, cast.outsider, cast.auditor):
        with pytest.raises((Forbidden, NotFound)):
            decide(services.revoke, suspended, stranger)


def test_a_page_of_a_review_that_is_old_is_refused(cast, suspended):
    with pytest.raises(Stale):
        decide(services.restore, suspended, cast.leader, version=None)


def test_a_title_ends_on_its_day_and_closes_its_review(cast, suspended, session, clock):
    clock.move(clock.now().replace(year=2027, month=11, day=5))
    assert services.expire_due() == 0  # its last day
    clock.move(days=1)
    assert services.expire_due() == 1
    assert services.expire_due() == 0
    assert stored(suspended).state is CertificateState.EXPIRED
    (one,) = session.scalars(select(CertificateReview)).all()
    assert (one.outcome, one.decided_by_id) == (Outcome.EXPIRED, None)
    assert public(suspended, session)[-1] == "有效期届满"
    make.case_on(cast, suspended.subject, clock.today())
    make.work(cast)
    assert len(grounds(session)) == 1
    told = select(Notification.account_id).where(Notification.kind == "certificate.expired")
    assert cast.township_a.id in set(session.scalars(told))


def test_the_fence_of_rows(cast, suspended, session):
    cast.worker.division_id = suspended.subjects["石桥村"].division_id
    session.commit()
    insiders, strangers = (cast.clerk, cast.township_a), (cast.township_b, cast.police, cast.outsider)
    for who in (*insiders, *strangers, cast.worker):
        with acting(who.actor.scope):
            for table in (Certificate, CertificateReview, CertificateEvent, CertificateGround):
                found = session.scalar(select(func.count()).select_from(table))
                assert (found > 0) == (who in insiders), (who.name, table)


def test_every_act_leaves_an_audit_row(cast, suspended, session):
    state(suspended, cast.township_a)
    decide(services.restore, suspended, cast.leader)
    events = select(Event.action).where(Event.subject_type == "certificates").order_by(Event.id)
    assert list(session.scalars(events)) == [
        "certificate.name",
        "certificate.print",
        "certificate.suspend",
        "certificate.state_case",
        "certificate.restore",
    ]
