"""From a draft through objections to the end of a notice; each rule refused once, each act sent twice."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from coordination.applications import services as applications
from coordination.applications.states import ApplicationState as A
from coordination.audit.models import Event
from coordination.kernel import db
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.operations import fresh_key
from coordination.notices import services
from coordination.notices.models import Notice, NoticeEntry, Objection
from coordination.notices.queries import inside, outside
from coordination.notices.states import Channel, NoticeState, ObjectionState
from coordination.notifications.models import Notification
from tests.factories import notices as make
from tests.factories.notices import SAID


@pytest.fixture
def world(cast, clock):
    return make.world(cast)


@pytest.fixture
def notice(cast, world):
    return make.published(cast, world)


def objected(notice, place=0, key=None, **values):
    given = {"contact_name": "张某某", "contact_phone": "0931-7654321", "text": SAID} | values
    with db.acting(db.NOBODY):
        return services.object_publicly(
            notice.id,
            operation=key or fresh_key(),
            **({"entry_id": notice.entries[place].id} | given),
        )


def stored(reference):
    return make.session.query(Objection).filter_by(reference=reference).populate_existing().one()


def answered(objection, who, *, upheld=False, said="核查属实情况：没有发案。", version=None):
    return services.answer(
        objection,
        actor=who.actor,
        operation=fresh_key(),
        version=version or objection.version,
        upheld=upheld,
        text=said,
    )


def closed(cast, notice):
    again = make.reread(notice)
    return services.close(again, actor=cast.clerk.actor, operation=fresh_key(), version=again.version)


def states(world):
    return make.again(world.first).state, make.again(world.second).state


def test_a_draft_is_seen_by_nobody_outside_and_moves_nothing(cast, world):
    notice = make.drafted(cast, world)
    assert states(world) == (A.BEFORE_NOTICE, A.BEFORE_NOTICE)
    assert outside.notice(notice.token) is None


def test_published_it_hangs_out_seven_days_from_today(cast, world, notice):
    assert (notice.opens_on.isoformat(), notice.closes_on.isoformat()) == ("2026-11-06", "2026-11-12")
    assert states(world) == (A.NOTICE, A.NOTICE)
    with db.acting(db.NOBODY):
        found = outside.notice(notice.token)
    assert [entry.subject_name for entry in found.entries] == [make.CLEAN, make.THIRD]
    told = make.session.query(Notification).filter_by(kind="notice.published").all()
    assert {one.account_id for one in told} >= {cast.township_a.id, world.worker.id}


def test_published_twice_it_hangs_out_once(cast, world):
    notice, key = make.reread(make.drafted(cast, world)), fresh_key()
    for _each in range(2):
        services.publish(notice, actor=cast.clerk.actor, operation=key, version=notice.version)
    assert make.session.query(Event).filter_by(action="notice.publish").count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 81}, "title"),
        ({"body": "长" * 1001}, "body"),
        ({"contact": ""}, "contact"),
        ({"days": 0}, "days"),
        ({"days": 6}, "days"),
        ({"days": 61}, "days"),
        ({"applications": []}, "applications"),
    ],
)
def test_a_draft_that_cannot_hang_out_is_refused_at_its_field(cast, world, values, field):
    with pytest.raises(Invalid) as refusal:
        make.drafted(cast, world, **values)
    assert list(refusal.value.errors) == [field]


def test_an_application_stands_on_one_notice_at_a_time(cast, world, notice):
    with pytest.raises(Invalid) as refusal:
        make.drafted(cast, world)
    assert list(refusal.value.errors) == ["applications"]


def test_two_drafts_may_list_it_but_one_is_published(cast, world):
    first, second = make.reread(make.drafted(cast, world)), make.reread(make.drafted(cast, world))
    services.publish(first, actor=cast.clerk.actor, operation=fresh_key(), version=first.version)
    with pytest.raises(Conflict):
        services.publish(second, actor=cast.clerk.actor, operation=fresh_key(), version=second.version)
    assert make.reread(second).state is NoticeState.DRAFT


def test_a_draft_is_changed_and_a_stale_page_told_so(cast, world):
    notice = make.reread(make.drafted(cast, world))
    seen = notice.version
    given = {"title": "新标题", "body": "", "contact": "0931-1234567", "days": 10}
    services.edit(
        notice,
        actor=cast.clerk.actor,
        operation=fresh_key(),
        version=seen,
        applications=[world.second],
        **given,
    )
    again = make.reread(notice)
    assert [entry.application_id for entry in again.entries] == [world.second.id]
    with pytest.raises(Stale):
        services.edit(
            again,
            actor=cast.clerk.actor,
            operation=fresh_key(),
            version=seen,
            applications=[world.first],
            **given,
        )


def test_anybody_objects_and_finds_the_answer_by_the_reference(cast, world, notice):
    reference = objected(notice)
    one = stored(reference)
    assert (one.channel, one.state, one.contact_name) == (Channel.PAGE, ObjectionState.OPEN, "张某某")
    with db.acting(db.NOBODY):
        assert outside.answered(reference).answer == ""
    answered(one, cast.leader, said="已核实，不属于本社区。")
    with db.acting(db.NOBODY):
        assert outside.answered(reference).answer == "已核实，不属于本社区。"
        assert outside.answered("NONE-NONE-NONE") is None


def test_sent_twice_it_is_one_objection(cast, world, notice):
    key = fresh_key()
    assert objected(notice, key=key) == objected(notice, key=key)
    assert make.session.query(Objection).count() == 1


def test_the_contact_lies_sealed(cast, world, notice):
    reference = objected(notice)
    raw = make.session.execute(
        text("SELECT contact_name, contact_phone FROM notice_objections WHERE reference = :r"),
        {"r": reference},
    ).one()
    assert "张" not in raw.contact_name
    assert "0931" not in raw.contact_phone


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"entry_id": 0}, "entry"),
        ({"contact_name": ""}, "contact_name"),
        ({"contact_phone": "1"}, "contact_phone"),
        ({"text": "短"}, "text"),
    ],
)
def test_an_objection_that_cannot_be_followed_up_is_refused(cast, world, notice, values, field):
    with pytest.raises(Invalid) as refusal:
        objected(notice, **values)
    assert list(refusal.value.errors) == [field]


def test_after_the_last_day_nobody_objects(cast, world, notice, clock):
    clock.move(days=7)
    with pytest.raises(Conflict):
        objected(notice)


def test_nobody_objects_to_a_draft(cast, world):
    notice = make.reread(make.drafted(cast, world))
    with pytest.raises(NotFound):
        objected(notice)


def test_a_notice_does_not_end_before_its_time(cast, world, notice):
    with pytest.raises(Conflict):
        closed(cast, notice)


def test_at_the_end_what_nobody_objected_to_goes_on_and_the_rest_waits_for_its_answer(
    cast, world, notice, clock
):
    one = stored(objected(notice))
    clock.move(days=7)
    closed(cast, notice)
    assert states(world) == (A.NOTICE, A.BEFORE_NAMING)
    answered(stored(one.reference), cast.leader)
    assert states(world) == (A.BEFORE_NAMING, A.BEFORE_NAMING)


def test_two_objections_are_both_answered_before_it_goes_on(cast, world, notice, clock):
    first, second = objected(notice), objected(notice)
    clock.move(days=7)
    closed(cast, notice)
    answered(stored(first), cast.leader)
    assert states(world)[0] is A.NOTICE
    answered(stored(second), cast.leader)
    assert states(world)[0] is A.BEFORE_NAMING


def test_upheld_the_application_ends_with_the_answer_as_its_reason(cast, world, notice):
    one = stored(objected(notice))
    answered(one, cast.leader, upheld=True, said="10月确有一起案件。")
    first = make.again(world.first)
    assert (first.state, "10月确有一起案件" in first.reason) == (A.REFUSED, True)
    entry = make.session.query(NoticeEntry).filter_by(application_id=first.id).one()
    assert entry.taken_off_at is not None
    with db.acting(db.NOBODY):
        assert [each.taken_off for each in outside.notice(notice.token).entries] == [True, False]


def test_withdrawn_by_the_township_it_comes_off_the_notice(cast, world, notice):
    first = make.again(world.first)
    applications.withdraw(
        first, actor=cast.township_a.actor, operation=fresh_key(), version=first.version, reason="材料有误"
    )
    entry = make.session.query(NoticeEntry).filter_by(application_id=first.id).one()
    assert entry.taken_off_reason == "材料有误"
    with pytest.raises(Invalid):
        objected(make.reread(notice))


def test_an_answer_says_something_once_by_somebody_without_a_part(cast, world, notice):
    one = stored(objected(notice))
    with pytest.raises(Forbidden):
        answered(one, cast.clerk)  # the clerk concluded the joint review
    with pytest.raises(Invalid):
        answered(one, cast.leader, said=" ")
    answered(stored(one.reference), cast.leader)
    with pytest.raises(Conflict):
        answered(stored(one.reference), cast.leader)


def test_the_database_holds_the_answer_apart_too(cast, world, notice):
    one = stored(objected(notice))
    with pytest.raises(IntegrityError, match="had a part"), make.session.begin_nested():
        make.session.execute(
            text(
                "UPDATE notice_objections SET state = 'dismissed', answer = 'x', answered_at = now(),"
                " answered_by_id = :who WHERE id = :id"
            ),
            {"who": cast.clerk.id, "id": one.id},
        )


def test_an_objection_on_paper_is_entered_by_a_clerk_who_then_does_not_answer(cast, world, notice):
    one = make.entered(cast, notice)
    assert (one.channel, one.entered_by_id) == (Channel.PHONE, cast.second_clerk.id)
    with pytest.raises(Forbidden):
        answered(one, cast.second_clerk)


def test_cancelled_the_applications_wait_for_another_notice(cast, world, notice):
    with pytest.raises(Invalid):
        services.cancel(
            notice, actor=cast.leader.actor, operation=fresh_key(), version=notice.version, reason=" "
        )
    again = make.reread(notice)
    services.cancel(
        again, actor=cast.leader.actor, operation=fresh_key(), version=again.version, reason="名单有误"
    )
    assert states(world) == (A.BEFORE_NOTICE, A.BEFORE_NOTICE)
    assert outside.notice(notice.token) is None
    assert make.drafted(cast, world).state is NoticeState.DRAFT


def test_a_notice_with_an_open_objection_is_not_cancelled(cast, world, notice):
    objected(notice)
    again = make.reread(notice)
    with pytest.raises(Conflict):
        services.cancel(
            again, actor=cast.leader.actor, operation=fresh_key(), version=again.version, reason="名单有误"
        )


def test_seeing_the_contact_leaves_its_reason_in_the_audit(cast, world, notice):
    one = stored(objected(notice))
    with pytest.raises(Invalid):
        services.reveal(one, actor=cast.leader.actor, operation=fresh_key(), reason="")
    services.reveal(one, actor=cast.leader.actor, operation=fresh_key(), reason="电话核实")
    (event,) = make.session.query(Event).filter_by(action="notice.reveal").all()
    assert event.content == {"reason": "电话核实"}


def test_units_see_what_hangs_out_but_no_objection(cast, world, notice):
    objected(notice)
    with db.acting(cast.township_a.actor.scope):
        assert inside.notice(cast.township_a.actor, id=notice.id) is not None
        assert list(make.session.query(Objection)) == []
    with db.acting(cast.outsider.actor.scope):
        assert list(make.session.query(Notice)) == []


def test_the_list_costs_the_same_for_one_notice_and_for_many(cast, world, notice, counting):
    with counting() as few:
        inside.listed(cast.clerk.actor)
    for _each in range(5):
        make.session.add(
            Notice(
                office_id=cast.office.id,
                token=fresh_key(),
                title="另一公示",
                days=7,
                state=NoticeState.DRAFT,
                drafted_at=notice.drafted_at,
                drafted_by_id=cast.clerk.id,
            )
        )
    make.session.flush()
    with counting() as many:
        assert len(inside.listed(cast.clerk.actor).rows) == 6
    assert len(few) == len(many) == 1
