"""Opinions in parallel, chasing, conclusion, return, refusal: each rule refused once, each act sent twice."""

from datetime import date

import pytest
from sqlalchemy import select

from coordination.applications import services, watching
from coordination.applications.models import Finding
from coordination.applications.queries import application
from coordination.applications.states import ApplicationState, OpinionState
from coordination.audit.models import Event
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.operations import fresh_key
from coordination.notifications.models import Notification
from coordination.standards.rules import CriterionKind
from tests.factories import applications as make
from tests.factories.applications import CLEAN, THIRD
from tests.factories.certificates import case_on
from tests.factories.organizations import session

S = ApplicationState
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


def opine(one, person, name, agree, note="", key=None):
    given = make.opinions(one)[name]
    return services.opine(
        given,
        actor=person.actor,
        operation=key or fresh_key(),
        version=given.version,
        agree=agree,
        note=note,
    )


def conclude(one, person, key=None):
    one = application(person.actor, id=one.id)
    return services.conclude(one, actor=person.actor, operation=key or fresh_key(), version=one.version)


def send_back(one, person, **values):
    one = make.again(one)
    given = {"operation": fresh_key(), "version": one.version, "reason": "照片看不清"} | values
    return services.send_back(one, actor=person.actor, **given)


def refile(one, person):
    one = make.again(one)
    return services.file(one, actor=person.actor, operation=fresh_key(), version=one.version)


def admit(one, person):
    one = make.again(one)
    return services.admit(one, actor=person.actor, operation=fresh_key(), version=one.version)


def test_departments_sign_in_parallel_and_the_office_hears_of_the_last(cast, one):
    opine(one, cast.department, SCHOOLS, True)
    assert told(cast.clerk) == []
    opine(one, cast.police, POLICE, True, note="数据无误")

    found = make.opinions(one)
    assert {each.state for each in found.values()} == {OpinionState.AGREED}
    assert found[POLICE].note == "数据无误"
    assert len(told(cast.clerk)) == 1
    assert make.again(one).version == one.version


def test_an_opposition_needs_a_reason(cast, one):
    with pytest.raises(Invalid) as refused:
        opine(one, cast.police, POLICE, False, note=" ")
    assert refused.value.field == "note"
    assert make.opinions(one)[POLICE].state is OpinionState.ASKED


def test_an_opinion_sent_twice_is_one_act(cast, one):
    given, key = make.opinions(one)[POLICE], fresh_key()
    version = given.version
    for _time in range(2):
        services.opine(given, actor=cast.police.actor, operation=key, version=version, agree=True)
    written = select(Event).where(Event.action == "application.opine")
    assert len(session.scalars(written).all()) == 1


def test_an_opinion_may_be_changed_until_the_conclusion_but_not_from_an_old_page(cast, one):
    old = make.opinions(one)[POLICE].version
    opine(one, cast.police, POLICE, True)
    given = make.opinions(one)[POLICE]
    with pytest.raises(Stale):
        services.opine(given, actor=cast.police.actor, operation=fresh_key(), version=old, agree=True)
    opine(one, cast.police, POLICE, False, note="有新情况")

    assert make.opinions(one)[POLICE].state is OpinionState.OPPOSED


def test_nobody_signs_for_another_department_or_for_the_own_township(cast, world, one):
    given = make.opinions(one)[POLICE]
    values = {"operation": fresh_key(), "version": given.version, "agree": True}
    for stranger, refusal in (
        (cast.department, NotFound),
        (cast.bank, NotFound),
        (cast.township_b, NotFound),
        (cast.outside_unit, NotFound),
        (cast.clerk, Forbidden),
    ):
        with pytest.raises(refusal):
            services.opine(given, actor=stranger.actor, **values)


def test_a_unit_never_signs_its_own_subject_and_townships_sign_nothing(cast, world):
    criteria = (
        {"kind": CriterionKind.CHECK, "text": "甲", "confirmer_id": cast.units.a.id},
        {"kind": CriterionKind.CHECK, "text": "乙", "confirmer_kind": "township"},
    )
    version = make.enacted(cast, criteria=criteria, name="自己签")
    made = make.drafted(world, cast.township_a, THIRD, standard=version)
    refile(made, cast.township_a)

    assert make.opinions(made) == {}
    assert conclude(made, cast.clerk).state is S.BEFORE_NOTICE


def test_the_conclusion_waits_for_every_opinion(cast, one):
    opine(one, cast.police, POLICE, True)
    with pytest.raises(services.NotReady) as refused:
        conclude(one, cast.clerk)
    assert [str(each) for each in refused.value.obstacles] == ["“宣传到位”还在等区教育局的意见。"]
    assert make.again(one).state is S.JOINT_REVIEW


def test_an_opposition_stands_against_the_conclusion_with_its_reason(cast, one):
    opine(one, cast.police, POLICE, True)
    opine(one, cast.department, SCHOOLS, False, note="没有进校园")
    with pytest.raises(services.NotReady) as refused:
        conclude(one, cast.clerk)
    assert [str(each) for each in refused.value.obstacles] == ["区教育局不同意“宣传到位”：没有进校园"]


def test_a_criterion_that_broke_since_stands_against_the_conclusion(cast, world, one):
    make.agreed(cast, one)
    case_on(cast, world.subjects[CLEAN], date(2026, 11, 3))
    session.commit()
    assert conclude(one, cast.clerk).state is S.BEFORE_NOTICE  # the month of October is what counts


def test_a_late_case_of_the_month_stands_against_the_conclusion(cast, world):
    criteria = (
        {"kind": CriterionKind.ZERO_CASES, "text": "连续三天零发案", "window_kind": "days", "window_size": 3},
    )
    version = make.enacted(cast, criteria=criteria, name="三天")
    one = make.drafted(world, cast.township_a, standard=version)
    assert refile(one, cast.township_a).state is S.JOINT_REVIEW
    case_on(cast, world.subjects[CLEAN], date(2026, 11, 1))
    session.commit()
    with pytest.raises(services.NotReady) as refused:
        conclude(one, cast.clerk)

    assert "连续三天零发案" in str(refused.value.obstacles[0])
    stages = session.scalars(select(Finding.stage).where(Finding.application_id == one.id)).all()
    assert set(stages) == {"filed.1"}


def test_concluded_once_and_kept_with_the_findings(cast, one):
    make.agreed(cast, one)
    key = fresh_key()
    version = make.again(one).version
    for _time in range(2):
        services.conclude(one, actor=cast.clerk.actor, operation=key, version=version)

    again = make.again(one)
    assert (again.state, again.decided_by_id) == (S.BEFORE_NOTICE, cast.clerk.id)
    stages = session.scalars(select(Finding.stage).where(Finding.application_id == one.id)).all()
    assert set(stages) == {"filed.1", "concluded.1"}
    assert len(told(cast.township_a)) == 1


def test_a_standard_without_public_notice_waits_for_the_naming(cast, world):
    version = make.enacted(cast, name="不公示", public_notice=False)
    one = make.drafted(world, cast.township_a, standard=version)
    refile(one, cast.township_a)
    make.agreed(cast, one)

    assert conclude(one, cast.clerk).state is S.BEFORE_NAMING


def test_the_leader_and_departments_do_not_conclude(cast, one):
    make.agreed(cast, one)
    for person in (cast.leader, cast.police, cast.township_a):
        with pytest.raises(Forbidden):
            conclude(one, person)


def test_a_return_needs_a_reason_and_criteria_of_the_standard(cast, one):
    for values, field in (({"reason": ""}, "reason"), ({"criteria": [10**9]}, "criteria")):
        with pytest.raises(Invalid) as refused:
            send_back(one, cast.clerk, **values)
        assert refused.value.field == field
    assert make.again(one).state is S.JOINT_REVIEW


def test_after_a_return_only_what_was_returned_or_opposed_is_signed_anew(cast, world, one):
    opine(one, cast.police, POLICE, True)
    opine(one, cast.department, SCHOOLS, False, note="没有进校园")
    publicity = world.version.criteria[1]
    send_back(one, cast.clerk, criteria=[publicity.id])
    assert (make.again(one).state, make.again(one).returned) == (S.RETURNED, [publicity.id])
    refile(one, cast.township_a)

    found = make.opinions(one)
    assert (found[POLICE].state, found[POLICE].round) == (OpinionState.AGREED, 1)
    assert (found[SCHOOLS].state, found[SCHOOLS].round) == (OpinionState.ASKED, 2)
    assert make.again(one).returned == []
    opine(one, cast.department, SCHOOLS, True)
    assert conclude(one, cast.clerk).state is S.BEFORE_NOTICE


def test_after_a_return_of_the_whole_everything_is_signed_anew(cast, one):
    opine(one, cast.police, POLICE, True)
    send_back(one, cast.clerk)
    refile(one, cast.township_a)

    found = make.opinions(one)
    assert (found[POLICE].round, found[POLICE].state) == (2, OpinionState.ASKED)
    assert (found[SCHOOLS].round, found[SCHOOLS].state) == (1, OpinionState.ASKED)


def test_an_old_round_and_a_returned_application_take_no_opinions(cast, one):
    old = make.opinions(one)[POLICE]
    opine(one, cast.police, POLICE, True)
    send_back(one, cast.clerk)
    with pytest.raises(Conflict, match="不在联审中"):
        opine(one, cast.police, POLICE, True)
    refile(one, cast.township_a)
    session.refresh(old)
    with pytest.raises(Conflict, match="这一轮意见已经过去"):
        services.opine(old, actor=cast.police.actor, operation=fresh_key(), version=old.version, agree=True)


def test_the_township_sends_back_only_before_its_review(cast, world, one):
    filed = make.filed(world, cast.township_a, THIRD)
    with pytest.raises(Forbidden):
        send_back(filed, cast.township_a)

    made = make.drafted
    services.withdraw(
        make.again(one),
        actor=cast.township_a.actor,
        operation=fresh_key(),
        version=make.again(one).version,
        reason="重做",
    )
    by_worker = made(world, world.worker)
    refile(by_worker, world.worker)
    send_back(by_worker, cast.township_a)

    assert make.again(by_worker).state is S.RETURNED
    assert len(told(world.worker)) == 1


def test_a_refusal_needs_a_reason_ends_it_and_tells_everybody(cast, one):
    version = one.version
    with pytest.raises(Invalid):
        services.refuse(one, actor=cast.clerk.actor, operation=fresh_key(), version=version, reason="")
    key = fresh_key()
    for _time in range(2):
        services.refuse(one, actor=cast.leader.actor, operation=key, version=version, reason="弄虚作假")

    again = make.again(one)
    assert (again.state, again.reason, again.decided_by_id) == (S.REFUSED, "弄虚作假", cast.leader.id)
    assert len(told(cast.township_a)) == 1
    assert len(told(cast.police)) == 2


def test_what_leaves_is_told_to_the_slices_above(cast, world, monkeypatch):
    seen = []
    monkeypatch.setattr(watching, "_watches", [])
    watching.publish(lambda each, before, actor: seen.append((each.state, before, actor.id)))
    one = make.concluded(cast, world)
    services.published(one)
    session.commit()
    services.withdraw(
        one,
        actor=cast.township_a.actor,
        operation=fresh_key(),
        version=make.again(one).version,
        reason="社区合并",
    )
    assert seen == [(S.WITHDRAWN, S.NOTICE, cast.township_a.id)]


def test_the_slices_above_move_it_on_to_the_name(cast, world):
    one = make.concluded(cast, world)
    services.published(one)
    services.unpublished(one)
    assert one.state is S.BEFORE_NOTICE
    with pytest.raises(Conflict):
        services.named(one, cast.leader.actor)
    services.published(one)
    services.notice_closed(one)
    assert services.reevaluated(one) == []
    services.named(one, cast.leader.actor)
    session.commit()

    assert (make.again(one).state, make.again(one).decided_by_id) == (S.NAMED, cast.leader.id)


def test_a_worker_who_mends_what_was_returned_leaves_the_agreement_to_the_rest(cast, world):
    _zero, publicity, board = (each.id for each in world.version.criteria)
    one = make.filed(world, world.worker)
    admit(one, cast.township_a)
    make.agreed(cast, one)
    send_back(one, cast.clerk, criteria=[publicity])
    refile(one, world.worker)
    send_back(one, cast.township_a, criteria=[board])
    refile(one, world.worker)
    admit(one, cast.township_a)

    found = make.opinions(one)
    assert (found[POLICE].state, found[POLICE].round) == (OpinionState.AGREED, 1)
    assert (found[SCHOOLS].state, found[SCHOOLS].round) == (OpinionState.ASKED, 3)
    assert make.again(one).returned == []
