"""From a frozen ranking through objections to the end; each rule refused once, each act sent twice."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from sqlalchemy.exc import IntegrityError

from coordination.audit.models import Event
from coordination.consultations import queries, services
from coordination.consultations.models import Consultation, ConsultedCohort, Objection
from coordination.consultations.states import ConsultationState as C
from coordination.consultations.states import ObjectionState as O
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.operations import fresh_key
from coordination.rankings import services as rankings
from tests.factories import consultations as make


@pytest.fixture
def place(cast, clock):
    return make.world(cast)


@pytest.fixture
def open_one(cast, place):
    return make.begun(cast, place)


@pytest.fixture
def objection(cast, open_one):
    return make.objected(open_one, cast.township_a.actor, claimed=D(1))


# Opening


def test_every_unit_is_asked_told_and_knows_only_the_middle_of_its_cohort(cast, place, session, open_one):
    units = queries.asked(open_one)
    assert len(units) == 6
    assert {one.line.ranking_id for one in units} == {place.ranking.id}
    assert (open_one.days, open_one.closes_on.isoformat()) == (3, "2026-11-11")  # from Friday: Mon Tue Wed
    cohorts = {one.cohort: (one.ranked, one.median) for one in session.query(ConsultedCohort).all()}
    totals = sorted(one.line.total for one in units if one.line.rank)
    assert cohorts["乡镇"] == (4, (totals[1] + totals[2]) / 2)
    assert cohorts["街道"] == (0, None)
    assert make.told(session, cast.township_a) == [
        "2026年10月排名征求意见：请核对本单位得分，2026年11月11日前提出异议或表示无意见"
    ]
    assert make.told(session, cast.bank) == []


def test_opening_sent_twice_opens_once(cast, place, session):
    key = fresh_key()
    first = make.begun(cast, place, operation=key)
    assert make.begun(cast, place, operation=key).id == first.id
    assert session.query(Consultation).count() == 1
    assert session.query(Event).filter_by(action="consultation.open").count() == 1


def test_a_ranking_is_put_to_consultation_once(cast, place, open_one):
    with pytest.raises(Conflict, match="已经征求过"):
        make.begun(cast, place)


def test_a_published_ranking_is_not_put_to_consultation(cast, place):
    rankings.publish(place.ranking, actor=cast.leader.actor, operation=fresh_key())
    with pytest.raises(Conflict, match="已经公布"):
        make.begun(cast, place)


def test_only_the_last_freeze_is_asked_about_and_one_at_a_time(cast, place, open_one):
    first = place.ranking
    place.ranking = make.frozen(cast, place)
    with pytest.raises(Conflict, match="还在征求意见"):
        make.begun(cast, place)
    services.cancel(
        open_one,
        actor=cast.leader.actor,
        operation=fresh_key(),
        version=open_one.version,
        reason="重新冻结",
    )
    assert make.begun(cast, place).state is C.OPEN
    place.ranking = first
    with pytest.raises(Conflict, match="已经征求过"):
        make.begun(cast, place)


def test_an_earlier_freeze_is_refused_with_the_number_of_the_last(cast, place):
    make.frozen(cast, place)
    with pytest.raises(Conflict, match="第2次"):
        make.begun(cast, place)


@pytest.mark.parametrize("days", [0, 21, None])
def test_days_are_refused_at_their_field(cast, place, days):
    with pytest.raises(Invalid) as refused:
        make.begun(cast, place, days)
    assert set(refused.value.errors) == {"days"}


def test_the_leader_may_not_open_and_a_stranger_finds_nothing(cast, place):
    with pytest.raises(Forbidden):
        make.begun(cast, place, actor=cast.leader.actor)
    with pytest.raises(NotFound):
        make.begun(cast, place, actor=cast.outsider.actor)


# Reading and agreeing


def test_the_first_look_counts_and_those_who_have_not_looked_are_reminded(cast, session, open_one):
    mine = make.place_of(open_one, cast.units.a.id)
    services.read(mine, actor=cast.township_a.actor, operation=fresh_key())
    first = mine.read_at
    services.read(mine, actor=cast.township_a.actor, operation=fresh_key())
    assert mine.read_at == first
    services.remind(open_one, actor=cast.clerk.actor, operation=fresh_key())
    assert "请查看2026年10月排名" in make.told(session, cast.township_b)[-1]
    assert len(make.told(session, cast.township_a)) == 1


def test_nobody_is_reminded_twice_on_a_day(cast, clock, session, open_one):
    services.remind(open_one, actor=cast.clerk.actor, operation=fresh_key())
    with pytest.raises(Conflict, match="今天都已提醒过"):
        services.remind(open_one, actor=cast.second_clerk.actor, operation=fresh_key())
    assert len(make.told(session, cast.township_b)) == 2
    clock.move(clock.now() + timedelta(days=1))
    services.remind(open_one, actor=cast.second_clerk.actor, operation=fresh_key())
    assert len(make.told(session, cast.township_b)) == 3


def test_nobody_is_reminded_when_everybody_looked_or_it_is_over(cast, session, clock, open_one):
    make.past(clock, open_one)
    with pytest.raises(Conflict, match="已经截止"):
        services.remind(open_one, actor=cast.clerk.actor, operation=fresh_key())


def test_a_unit_reads_and_agrees_for_itself_only(cast, open_one):
    with pytest.raises(NotFound):
        services.read(
            make.place_of(open_one, cast.units.a.id), actor=cast.township_b.actor, operation=fresh_key()
        )
    with pytest.raises(Forbidden):
        services.agree(
            make.place_of(open_one, cast.units.a.id), actor=cast.clerk.actor, operation=fresh_key()
        )


def test_agreeing_counts_as_reading_and_is_said_once(cast, open_one):
    agreed = make.agree(open_one, cast.township_a, cast.units.a)
    assert agreed.read_by_id == agreed.agreed_by_id == cast.township_a.id
    with pytest.raises(Conflict, match="已经表示无意见"):
        make.agree(open_one, cast.township_a, cast.units.a)


def test_who_objects_does_not_agree_until_it_is_withdrawn(cast, open_one, objection):
    with pytest.raises(Conflict, match="请先撤回"):
        make.agree(open_one, cast.township_a, cast.units.a)
    services.withdraw(
        objection, actor=cast.township_a.actor, operation=fresh_key(), version=objection.version
    )
    assert make.agree(open_one, cast.township_a, cast.units.a).agreed_at


# Objecting


def test_an_objection_names_who_may_not_answer(cast, session, objection):
    assert objection.recused == sorted([cast.police.id, cast.clerk.id])
    assert (objection.item_title, objection.claimed, objection.state) == ("万人发案数", 1, O.OPEN)
    assert "青溪镇对2026年10月排名提出异议：万人发案数" in make.told(session, cast.leader)[-1]


def test_the_whole_line_recuses_everybody_behind_it(cast, place, open_one):
    made = make.objected(open_one, cast.township_a.actor, "")
    people = {cast.police.id, cast.clerk.id, cast.second_clerk.id, place.people["青溪镇"].id}
    assert set(made.recused) == people


def test_who_approved_before_a_correction_was_opened_stays_recused(cast, place, open_one, session):
    approve = Event(
        account_id=cast.clerk.id,
        account_name="经办甲",
        office_id=cast.office.id,
        action="report.approve",
        subject_type="reports",
        subject_id=make.police_report(place).id,
        content={},
        at=place.ranking.frozen_at - timedelta(hours=1),
    )
    session.add(approve)
    make.reopened(cast, place)
    assert make.police_report(place).approved_by_id is None
    assert cast.clerk.id in make.objected(open_one, cast.township_a.actor).recused


def test_an_objection_takes_back_the_agreement(cast, open_one):
    make.agree(open_one, cast.township_a, cast.units.a)
    make.objected(open_one, cast.township_a.actor)
    assert make.place_of(open_one, cast.units.a.id).agreed_at is None


def test_objecting_twice_by_the_same_key_or_to_the_same_item_makes_one(cast, open_one, session):
    key = fresh_key()
    first = make.objected(open_one, cast.township_a.actor, operation=key)
    assert make.objected(open_one, cast.township_a.actor, operation=key).id == first.id
    with pytest.raises(Conflict, match="请修改那一条"):
        make.objected(open_one, cast.township_a.actor)
    assert make.objected(open_one, cast.township_a.actor, "warn").id != first.id
    assert session.query(Objection).count() == 2


def test_two_at_once_are_parted_by_the_database(cast, session, objection):
    row = {
        "office_id": objection.office_id,
        "consultation_id": objection.consultation_id,
        "unit_id": objection.unit_id,
        "line_id": objection.line_id,
        "item_code": "cases",
        "state": O.OPEN,
        "reason": "又一条",
        "recused": [],
        "filed_by_id": cast.township_a.id,
        "filed_at": objection.filed_at,
    }
    session.add(Objection(**row))
    with pytest.raises(IntegrityError, match="uq_ranking_objections_open"), session.begin_nested():
        session.flush()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"item": "nothing"}, "item"),
        ({"item": "", "claimed": D(1)}, "item"),
        ({"reason": "不对"}, "reason"),
    ],
)
def test_bad_input_is_told_at_its_field(cast, open_one, values, field):
    with pytest.raises(Invalid) as refused:
        make.objected(open_one, cast.township_a.actor, **values)
    assert set(refused.value.errors) == {field}


def test_after_the_last_day_nothing_is_taken_with_whom_to_call(cast, clock, session, open_one, objection):
    cast.office.contact = "0931-1234567"
    session.commit()
    make.past(clock, open_one)
    for act in (
        lambda: make.objected(open_one, cast.township_a.actor, "warn"),
        lambda: make.agree(open_one, cast.township_b, cast.units.b),
        lambda: make.edit(objection, cast.township_a, reason="改一改理由再说。"),
    ):
        with pytest.raises(Conflict, match=r"11月11日截止.*0931-1234567"):
            act()
    withdrawn = services.withdraw(
        objection, actor=cast.township_a.actor, operation=fresh_key(), version=objection.version
    )
    assert withdrawn.state is O.WITHDRAWN


def test_an_objection_is_edited_while_it_is_open_from_the_page_that_stands(cast, objection):
    seen = objection.version
    make.edit(objection, cast.township_a, reason="台账是1起，已附上。", claimed=D("1.5"))
    assert (objection.reason, objection.claimed) == ("台账是1起，已附上。", D("1.5"))
    with pytest.raises(Stale):
        make.edit(objection, cast.township_a, version=seen)
    with pytest.raises(NotFound):
        make.edit(objection, cast.township_b)
