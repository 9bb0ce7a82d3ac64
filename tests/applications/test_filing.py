"""Drafting, filing, the first review, withdrawal: each rule refused once, each act sent twice."""

from datetime import date

import pytest
from sqlalchemy import select

from coordination.applications import services, titles
from coordination.applications.models import Application, Finding
from coordination.applications.states import ApplicationState, Purpose
from coordination.audit.models import Event
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.operations import fresh_key
from coordination.notifications.models import Notification
from coordination.standards.rules import CriterionKind
from coordination.subjects.rules import SubjectKind
from tests.factories import applications as make
from tests.factories.applications import BROKEN, CLEAN, THIRD
from tests.factories.organizations import session

S = ApplicationState


@pytest.fixture
def world(cast, clock):
    return make.world(cast)


def events(application):
    found = select(Event.action).where(Event.subject_type == "applications")
    return session.scalars(found.where(Event.subject_id == application.id).order_by(Event.id)).all()


def told(person):
    return session.scalars(select(Notification.message).where(Notification.account_id == person.id)).all()


def file(application, person, key=None):
    return services.file(
        application, actor=person.actor, operation=key or fresh_key(), version=application.version
    )


def test_the_townships_filing_is_the_first_review_and_asks_the_departments(cast, world):
    one = make.filed(world, cast.township_a)

    assert one.state is S.JOINT_REVIEW
    assert (one.filed_by_id, one.first_reviewed_by_id, one.round) == (cast.township_a.id, None, 1)
    assert one.as_of == date(2026, 10, 31)
    assert {name: opinion.criterion.code for name, opinion in make.opinions(one).items()} == {
        "山阳公安分局": "c1",
        "区教育局": "c2",
    }
    assert one.review_due_on == date(2026, 11, 13)
    assert len(told(cast.police)) == 1
    assert events(one) == ["application.create", "application.file"]


def test_a_workers_filing_goes_to_the_first_review(cast, world):
    one = make.filed(world, world.worker)

    assert one.state is S.FILED
    assert make.opinions(one) == {}
    assert len(told(cast.township_a)) == 1

    services.admit(one, actor=cast.township_a.actor, operation=fresh_key(), version=one.version)

    assert make.again(one).state is S.JOINT_REVIEW
    assert make.again(one).first_reviewed_by_id == cast.township_a.id
    assert len(make.opinions(one)) == 2


def test_who_filed_does_not_admit(cast, world):
    one = make.filed(world, world.worker)
    with pytest.raises(Forbidden):
        services.admit(one, actor=world.worker.actor, operation=fresh_key(), version=one.version)
    assert make.again(one).state is S.FILED


def test_what_was_found_is_kept_at_filing(cast, world):
    one = make.filed(world, cast.township_a)
    kept = session.scalars(select(Finding).where(Finding.application_id == one.id)).all()

    assert [(each.stage, each.criterion.code, str(each.standing)) for each in kept] == [
        ("filed.1", "c1", "met"),
        ("filed.1", "c2", "to_confirm"),
        ("filed.1", "c3", "to_confirm"),
    ]


def test_a_criterion_that_is_not_met_is_named_and_nothing_is_filed(cast, world):
    one = make.drafted(world, cast.township_a, BROKEN)
    with pytest.raises(services.NotReady) as refused:
        file(one, cast.township_a)

    (sentence,) = map(str, refused.value.obstacles)
    assert "上月零发案" in sentence
    assert "发案1起" in sentence
    assert make.again(one).state is S.DRAFT
    assert not session.scalars(select(Finding)).all()


def test_figures_that_are_missing_do_not_forbid_filing(cast, world):
    criteria = ({"kind": CriterionKind.ZERO_CASES, "text": "连续两月零发案", "window_size": 2},)
    version = make.enacted(cast, criteria=criteria, name="两个月")
    one = make.drafted(world, cast.township_a, standard=version)

    assert file(one, cast.township_a).state is S.JOINT_REVIEW
    again = make.again(one)
    with pytest.raises(services.NotReady) as refused:
        services.conclude(again, actor=cast.clerk.actor, operation=fresh_key(), version=again.version)
    assert "还缺数据" in str(refused.value.obstacles[0])


def test_proof_that_the_standard_asks_for_has_to_be_there(cast, world):
    criteria = ({"kind": CriterionKind.CHECK, "text": "有宣传栏", "evidence_required": True},)
    version = make.enacted(cast, criteria=criteria, name="要照片")
    (board,) = (each.id for each in version.criteria)
    one = make.drafted(world, cast.township_a, standard=version)
    with pytest.raises(services.NotReady, match="还有1条"):
        file(one, cast.township_a)

    make.proven(one, cast.township_a, board)

    assert file(one, cast.township_a).state is S.JOINT_REVIEW


def test_sent_twice_is_filed_once(cast, world):
    one, key = make.drafted(world, cast.township_a), fresh_key()
    file(one, cast.township_a, key)
    file(one, cast.township_a, key)

    assert make.again(one).round == 1
    assert events(one).count("application.file") == 1
    assert len(told(cast.police)) == 1


def test_drafted_twice_with_one_key_is_one_draft(cast, world):
    key = fresh_key()
    for _time in range(2):
        services.draft(
            world.subjects[CLEAN], actor=cast.township_a.actor, operation=key, standard=world.version
        )
    assert len(session.scalars(select(Application)).all()) == 1


def test_a_second_application_of_a_subject_is_refused(cast, world):
    make.drafted(world, cast.township_a)
    with pytest.raises(Conflict, match="已有一件申报在办"):
        make.drafted(world, world.worker)


def test_a_page_that_is_out_of_date_files_nothing(cast, world):
    one = make.drafted(world, cast.township_a)
    with pytest.raises(Stale):
        services.file(one, actor=cast.township_a.actor, operation=fresh_key(), version=one.version + 1)


def test_a_version_that_is_not_in_force_or_of_another_kind_is_refused(cast, world):
    later = make.enacted(cast, name="明年施行", effective_on=date(2027, 1, 1))
    campus = make.enacted(cast, name="校园", kind=SubjectKind.CAMPUS)
    for version in (later, campus):
        with pytest.raises(Invalid) as refused:
            make.drafted(world, cast.township_a, standard=version)
        assert refused.value.field == "standard"


def test_a_draft_whose_standard_is_closed_meanwhile_is_not_filed(cast, world):
    one = make.drafted(world, cast.township_a)
    world.version.standard.closed_on = date(2026, 11, 1)
    session.commit()
    with pytest.raises(Invalid, match="不施行"):
        file(one, cast.township_a)


def test_who_holds_the_title_applies_for_its_renewal_when_it_is_time(cast, world, monkeypatch):
    held = {}
    monkeypatch.setattr(titles, "_sources", [lambda ids: held])
    subject = world.subjects[CLEAN]
    held[subject.id] = titles.Held("示例〔2026〕1号", date(2027, 3, 1), date(2026, 12, 31))
    with pytest.raises(Conflict, match="2026-12-31起才能申报复评"):
        make.drafted(world, cast.township_a)
    held[subject.id] = titles.Held("示例〔2026〕1号", None, None)
    with pytest.raises(Conflict, match="不用再报"):
        make.drafted(world, cast.township_a)
    held[subject.id] = titles.Held("示例〔2026〕1号", date(2026, 12, 1), date(2026, 11, 1))

    assert make.drafted(world, cast.township_a).purpose is Purpose.RENEWAL


def test_a_step_that_is_switched_off_is_skipped(cast, world):
    version = make.enacted(cast, name="从简", first_review=False, joint_review=False, public_notice=False)
    one = make.drafted(world, world.worker, standard=version)

    assert file(one, world.worker).state is S.BEFORE_NAMING
    assert make.opinions(one) == {}


def test_without_a_first_review_a_worker_comes_to_the_joint_review(cast, world):
    version = make.enacted(cast, name="不设初审", first_review=False)
    one = make.drafted(world, world.worker, standard=version)

    assert file(one, world.worker).state is S.JOINT_REVIEW


def test_neighbours_do_not_find_it(cast, world):
    one = make.drafted(world, cast.township_a)
    for stranger in (cast.township_b, world.neighbour, cast.outsider, cast.bank, cast.auditor):
        with pytest.raises(NotFound):
            file(one, stranger)
    assert make.again(one).state is S.DRAFT


def test_a_draft_goes_over_to_another_version_until_proof_hangs_on_it(cast, world):
    other = make.enacted(cast, name="另一份")
    one = make.drafted(world, cast.township_a)
    values = {"actor": cast.township_a.actor, "statement": "工作扎实"}
    services.edit(one, operation=fresh_key(), version=one.version, standard=other, **values)
    assert make.again(one).version_id == other.id

    make.proven(one, cast.township_a)
    one = make.again(one)
    with pytest.raises(Invalid, match="撤回后重新申报"):
        services.edit(one, operation=fresh_key(), version=one.version, standard=world.version, **values)


def test_a_draft_is_withdrawn_without_a_reason_and_what_was_filed_with_one(cast, world):
    draft = make.drafted(world, cast.township_a, THIRD)
    services.withdraw(draft, actor=cast.township_a.actor, operation=fresh_key(), version=draft.version)
    assert make.again(draft).state is S.WITHDRAWN

    one = make.filed(world, cast.township_a)
    with pytest.raises(Invalid) as refused:
        services.withdraw(one, actor=cast.township_a.actor, operation=fresh_key(), version=one.version)
    assert refused.value.field == "reason"
    one, key = make.again(one), fresh_key()
    for _time in range(2):
        services.withdraw(
            one, actor=cast.township_a.actor, operation=key, version=one.version, reason="材料要重做"
        )

    assert make.again(one).state is S.WITHDRAWN
    assert events(one).count("application.withdraw") == 1
    assert len(told(cast.clerk)) == 1
    assert make.drafted(world, cast.township_a).id != one.id
