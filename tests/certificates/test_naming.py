"""Naming: each rule refused once, sent twice, many at once, renewal."""

from datetime import date

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from coordination.applications.models import Application
from coordination.applications.states import ApplicationState, Purpose
from coordination.audit.models import Event
from coordination.certificates import services
from coordination.certificates.models import Certificate, CertificateCounter, CertificateEvent
from coordination.certificates.queries import holders
from coordination.certificates.queries.naming import candidates
from coordination.certificates.states import CertificateState
from coordination.circulars import numbering as _numbering  # noqa: F401  its lock is published
from coordination.circulars.models import LedgerCheck
from coordination.kernel import files
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.functions import Function
from coordination.kernel.jobs import work_off
from coordination.kernel.operations import fresh_key
from coordination.notices.models import Notice, Objection
from coordination.notices.states import Channel, NoticeState, ObjectionState
from coordination.notifications.models import Notification
from coordination.tallies.rules.rows import Count
from tests.factories import certificates as make
from tests.factories.organizations import account, add


@pytest.fixture
def world(cast, clock):
    return make.world(cast)


def all_of(cast, world, **values):
    chosen = {one.id: one.version for one in world.applications} | values.pop("chosen", {})
    given = {"actor": cast.leader.actor, "operation": fresh_key(), "chosen": chosen} | values
    return services.name_many(cast.office, **given)


def certificates(session):
    return session.scalars(select(Certificate).order_by(Certificate.sequence)).all()


def test_a_title_is_given_with_its_number_and_its_version(cast, world, session):
    made = make.named(cast, world.applications[0])
    assert (made.number, made.year, made.sequence) == ("山反诈创〔2026〕1号", 2026, 1)
    assert (made.subject_name, made.title_name) == ("青溪镇柳沟社区", "无诈社区")
    assert (made.named_on, made.valid_until) == (date(2026, 11, 6), date(2027, 11, 5))
    assert (made.state, made.version_id) == (CertificateState.VALID, world.version.id)
    assert len(made.token) == 20
    application = session.get_one(Application, made.application_id, populate_existing=True)
    assert (application.state, application.decided_by_id) == (ApplicationState.NAMED, cast.leader.id)
    work_off()
    made = session.get_one(Certificate, made.id)
    assert made.document.sha256
    assert files.content(made.document).startswith(b"%PDF")
    events = session.scalars(
        select(Event.action).where(Event.subject_type == "certificates").order_by(Event.id)
    )
    assert list(events) == ["certificate.name", "certificate.print"]
    history = session.scalars(select(CertificateEvent)).all()
    assert [one.public_text for one in history] == ["命名"]
    told = session.scalars(select(Notification.account_id).where(Notification.kind == "certificate.named"))
    assert cast.township_a.id in set(told)


def test_sent_twice_is_one_title(cast, world, session):
    key = fresh_key()
    first, second = (
        services.name(world.applications[0], actor=cast.leader.actor, operation=key, version=1)
        for _time in "ab"
    )
    assert first.id == second.id
    key = fresh_key()
    rest = {one.id: one.version for one in world.applications[1:]}
    for _time in "ab":
        services.name_many(cast.office, actor=cast.leader.actor, operation=key, chosen=rest)
    assert [one.sequence for one in certificates(session)] == [1, 2, 3]


def test_many_are_named_in_the_order_of_official_lists(cast, world, session):
    all_of(cast, world)
    made = certificates(session)
    order = sorted(made, key=lambda one: (one.unit.sort_order, one.subject.sort_order, one.subject_id))
    assert [one.number for one in order] == [f"山反诈创〔2026〕{n}号" for n in (1, 2, 3)]


def test_many_are_named_all_or_none(cast, world, session):
    make.file(cast, Count(world.subjects["石桥村"].id, 1), reason="补报")
    with pytest.raises(services.NotReady) as refused:
        all_of(cast, world)
    assert set(refused.value.against) == {world.applications[1].id}
    assert "上月零发案" in str(refused.value.against[world.applications[1].id][0])
    assert certificates(session) == []
    assert session.get(CertificateCounter, (cast.office.id, 2026)) is None


def test_a_criterion_that_broke_since_forbids_the_title(cast, world):
    make.file(cast, Count(world.subjects["柳沟社区"].id, 2), reason="补报")
    with pytest.raises(services.NotReady, match="不能命名"):
        make.named(cast, world.applications[0])


def test_an_open_objection_forbids_the_title(cast, world, session):
    notice = add(
        Notice(
            office_id=cast.office.id,
            token="公示一",
            title="公示",
            days=7,
            state=NoticeState.DRAFT,
            drafted_at=world.applications[0].drafted_at,
            drafted_by_id=cast.clerk.id,
        )
    )
    objection = add(
        Objection(
            office_id=cast.office.id,
            notice_id=notice.id,
            application_id=world.applications[0].id,
            reference="r-1",
            channel=Channel.PAPER,
            contact_name="",
            contact_phone="",
            text="有案未报",
            received_at=world.applications[0].drafted_at,
            entered_by_id=cast.clerk.id,
            state=ObjectionState.OPEN,
        )
    )
    with pytest.raises(services.NotReady) as refused:
        make.named(cast, world.applications[0])
    assert "1件异议" in str(refused.value.against[world.applications[0].id][0])
    objection.state, objection.answer = ObjectionState.DISMISSED, "已核实"
    objection.answered_at, objection.answered_by_id = objection.received_at, cast.leader.id
    session.commit()
    assert make.named(cast, world.applications[0]).sequence == 1


@pytest.mark.parametrize("state", [ApplicationState.NOTICE, ApplicationState.JOINT_REVIEW])
def test_only_what_waits_for_its_title_is_named(cast, world, session, state):
    world.applications[0].state = state
    session.commit()
    with pytest.raises(Conflict, match="不能做这一步"):
        make.named(cast, world.applications[0])


def test_a_page_that_is_old_is_refused(cast, world):
    with pytest.raises(Stale):
        services.name(world.applications[0], actor=cast.leader.actor, operation=fresh_key(), version=7)
    with pytest.raises(Stale):
        all_of(cast, world, chosen={world.applications[0].id: None})


def test_after_a_restore_no_number_is_given_until_the_ledger_is_compared(cast, world, session, clock):
    check = add(LedgerCheck(office_id=cast.office.id, cause="restore", since=clock.now()))
    with pytest.raises(Conflict, match="从备份恢复"):
        make.named(cast, world.applications[0])
    check.checked_at, check.checked_by_id = clock.now(), cast.leader.id
    session.commit()
    assert make.named(cast, world.applications[0]).sequence == 1


def test_nothing_ticked_and_what_is_not_there_are_refused(cast, world):
    with pytest.raises(Invalid, match="至少勾选一件"):
        services.name_many(cast.office, actor=cast.leader.actor, operation=fresh_key(), chosen={})
    with pytest.raises(NotFound):
        all_of(cast, world, chosen={10**9: 1})


def test_who_filed_gives_no_title_and_neither_does_a_clerk(cast, world, session):
    with pytest.raises(Forbidden):
        make.named(cast, world.applications[0], by=cast.clerk)
    both = account("领导丁", cast.office, Function.LEADER)
    world.applications[0].filed_by_id = both.id
    session.commit()
    with pytest.raises(Forbidden):
        make.named(cast, world.applications[0], by=both)
    with pytest.raises(Forbidden):
        all_of(
            cast, world, actor=both.actor, chosen={world.applications[0].id: world.applications[0].version}
        )
    for stranger in (cast.outsider, cast.auditor, cast.police):
        with pytest.raises((Forbidden, NotFound)):
            make.named(cast, world.applications[1], by=stranger)


def test_a_title_that_stands_forbids_a_second_one(cast, world):
    made = make.named(cast, world.applications[0])
    again = make.waiting(cast, world.subjects["柳沟社区"], world.version)
    with pytest.raises(services.NotReady) as refused:
        make.named(cast, again)
    assert made.number in str(refused.value.against[again.id][0])


def test_a_renewal_replaces_the_old_certificate_and_counts_from_its_end(cast, world, session):
    old = make.named(cast, world.applications[0])
    again = make.waiting(cast, world.subjects["柳沟社区"], world.version, purpose=Purpose.RENEWAL)
    new = make.named(cast, again)
    session.refresh(old)
    assert (old.state, new.replaces_id) == (CertificateState.RENEWED, old.id)
    assert (new.sequence, new.valid_until) == (2, date(2028, 11, 5))
    texts = session.scalars(
        select(CertificateEvent.public_text).where(CertificateEvent.certificate_id == old.id)
    ).all()
    assert texts == ["命名", "到期复评通过，换发新证书"]


def test_a_renewal_of_an_ended_title_counts_from_its_naming(cast, world, session, clock):
    old = make.named(cast, world.applications[0])
    clock.move(clock.now().replace(year=2027, month=11, day=10))
    assert services.expire_due() == 1
    make.file(cast, Count(world.subjects["柳沟社区"].id), first_on=date(2027, 10, 1))
    again = make.waiting(cast, world.subjects["柳沟社区"], world.version, purpose=Purpose.RENEWAL)
    new = make.named(cast, again)
    session.refresh(old)
    assert (old.state, new.number) == (CertificateState.RENEWED, "山反诈创〔2027〕1号")
    assert new.valid_until == date(2028, 11, 9)


def test_a_suspended_title_is_decided_before_it_is_renewed(cast, world, session):
    old = make.named(cast, world.applications[0])
    services.suspend(old, actor=cast.clerk.actor, operation=fresh_key(), version=old.version, reason="核实")
    again = make.waiting(cast, world.subjects["柳沟社区"], world.version, purpose=Purpose.RENEWAL)
    with pytest.raises(services.NotReady) as refused:
        make.named(cast, again)
    assert "暂停复核" in str(refused.value.against[again.id][0])


def test_the_page_of_waiting_applications_asks_a_constant_number_of_questions(cast, world, session, counting):
    def asked():
        session.expire_all()
        with counting() as seen:
            found = candidates(cast.leader.actor)
        return len(seen), len(found)

    few, three = asked()
    for name in ("白塔社区", "西园社区"):
        make.waiting(cast, world.subjects[name], world.version)
    session.commit()
    many, five = asked()
    assert (three, five) == (3, 5)
    assert many == few


def test_applications_are_told_who_holds_a_title(cast, world, clock):
    made = make.named(cast, world.applications[0])
    held = holders([made.subject_id, world.applications[1].subject_id])
    assert set(held) == {made.subject_id}
    assert held[made.subject_id].number == made.number
    assert held[made.subject_id].renewable_on == date(2027, 9, 6)
    clock.move(clock.now().replace(year=2028))
    assert holders([made.subject_id]) == {}  # over, though nobody has written it down


def test_the_history_and_the_number_cannot_be_changed(cast, world, session):
    make.named(cast, world.applications[0])
    for statement in (
        "UPDATE certificates SET number = 'x'",
        "UPDATE certificates SET valid_until = NULL",
        "DELETE FROM certificates",
        "UPDATE certificate_events SET public_text = ''",
        "DELETE FROM certificate_events",
        "UPDATE certificate_grounds SET cases = 0",
        "DELETE FROM certificate_reviews",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), session.begin_nested():
            session.execute(text(statement))


def test_the_end_is_announced_once_when_the_renewal_is_offered(cast, world, session, clock):
    def told():
        found = (
            select(func.count()).select_from(Notification).where(Notification.kind == "certificate.ending")
        )
        return session.scalar(found)

    make.named(cast, world.applications[0])
    clock.move(clock.now().replace(year=2027, month=9, day=5))
    services.expire_due()
    assert told() == 0
    clock.move(days=1)
    services.expire_due()
    services.expire_due()
    assert told() == 1
