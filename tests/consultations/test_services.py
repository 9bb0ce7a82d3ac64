"""From a frozen ranking through objections to the end; each rule refused once, each act sent twice."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from coordination.audit.models import Event
from coordination.consultations import queries, services
from coordination.consultations.models import Consultation, ConsultedCohort, ConsultedUnit, Objection
from coordination.consultations.states import ConsultationState as C
from coordination.consultations.states import ObjectionState as O
from coordination.kernel import db
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.functions import Function
from coordination.kernel.operations import fresh_key
from coordination.notifications.models import Notification
from coordination.notifications.wording import restored
from coordination.rankings import services as rankings
from tests.factories import consultations as make
from tests.factories import organizations


@pytest.fixture
def place(cast, clock):
    return make.world(cast)


@pytest.fixture
def open_one(cast, place):
    return make.begun(cast, place)


@pytest.fixture
def objection(cast, open_one):
    return make.objected(open_one, cast.township_a.actor, claimed=D(1))


def told(session, person):
    found = session.query(Notification).filter_by(account_id=person.id).order_by(Notification.id)
    return [str(restored(one.message, one.content)) for one in found]


def past(clock, one):
    """The morning after the last day."""
    while clock.today() <= one.closes_on:
        clock.move(clock.now() + timedelta(days=1))


def close(one, who):
    return services.close(one, actor=who.actor, operation=fresh_key(), version=one.version)


def recompute(one, who, days=2, key=None):
    return services.recompute(
        one, actor=who.actor, operation=key or fresh_key(), version=one.version, days=days
    )


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
    assert told(session, cast.township_a) == [
        "2026年10月排名征求意见：请核对本单位得分，2026年11月11日前提出异议或表示无意见"
    ]
    assert told(session, cast.bank) == []


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
    assert "请查看2026年10月排名" in told(session, cast.township_b)[-1]
    assert len(told(session, cast.township_a)) == 1


def test_nobody_is_reminded_when_everybody_looked_or_it_is_over(cast, session, clock, open_one):
    past(clock, open_one)
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


def agree(open_one, who, unit):
    return services.agree(make.place_of(open_one, unit.id), actor=who.actor, operation=fresh_key())


def test_agreeing_counts_as_reading_and_is_said_once(cast, open_one):
    agreed = agree(open_one, cast.township_a, cast.units.a)
    assert agreed.read_by_id == agreed.agreed_by_id == cast.township_a.id
    with pytest.raises(Conflict, match="已经表示无意见"):
        agree(open_one, cast.township_a, cast.units.a)


def test_who_objects_does_not_agree_until_it_is_withdrawn(cast, open_one, objection):
    with pytest.raises(Conflict, match="请先撤回"):
        agree(open_one, cast.township_a, cast.units.a)
    services.withdraw(
        objection, actor=cast.township_a.actor, operation=fresh_key(), version=objection.version
    )
    assert agree(open_one, cast.township_a, cast.units.a).agreed_at


# Objecting


def test_an_objection_names_who_may_not_answer(cast, session, objection):
    assert objection.recused == sorted([cast.police.id, cast.clerk.id])
    assert (objection.item_title, objection.claimed, objection.state) == ("万人发案数", 1, O.OPEN)
    assert "青溪镇对2026年10月排名提出异议：万人发案数" in told(session, cast.leader)[-1]


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
    agree(open_one, cast.township_a, cast.units.a)
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
    past(clock, open_one)
    for act in (
        lambda: make.objected(open_one, cast.township_a.actor, "warn"),
        lambda: agree(open_one, cast.township_b, cast.units.b),
        lambda: edit(objection, cast.township_a, reason="改一改理由再说。"),
    ):
        with pytest.raises(Conflict, match=r"11月11日截止.*0931-1234567"):
            act()
    withdrawn = services.withdraw(
        objection, actor=cast.township_a.actor, operation=fresh_key(), version=objection.version
    )
    assert withdrawn.state is O.WITHDRAWN


def edit(objection, who, version=None, **values):
    given = {"reason": objection.reason, "claimed": objection.claimed, **values}
    return services.edit(
        objection,
        actor=who.actor,
        operation=fresh_key(),
        version=version or objection.version,
        **given,
    )


def test_an_objection_is_edited_while_it_is_open_from_the_page_that_stands(cast, objection):
    seen = objection.version
    edit(objection, cast.township_a, reason="台账是1起，已附上。", claimed=D("1.5"))
    assert (objection.reason, objection.claimed) == ("台账是1起，已附上。", D("1.5"))
    with pytest.raises(Stale):
        edit(objection, cast.township_a, version=seen)
    with pytest.raises(NotFound):
        edit(objection, cast.township_b)


# Answering


def test_the_recused_are_refused_by_the_policy_and_by_the_database(cast, session, objection):
    with pytest.raises(Forbidden, match="要回避"):
        make.answered(objection, cast.clerk.actor, upheld=True)
    answer = text(
        "UPDATE ranking_objections SET state = 'rejected', answer = 'x', answered_at = now(),"
        " answered_by_id = :who WHERE id = :id"
    )
    for who, rule in ((cast.clerk, "restrict_violation|does not answer"), (cast.township_a, "recused")):
        with pytest.raises(IntegrityError, match=rule), session.begin_nested():
            session.execute(answer, {"who": who.id, "id": objection.id})


def test_the_database_knows_who_is_behind_a_value_whatever_recused_says(cast, session, open_one, objection):
    made = Objection(
        office_id=objection.office_id,
        consultation_id=open_one.id,
        unit_id=objection.unit_id,
        line_id=objection.line_id,
        item_code="warn",
        state=O.REJECTED,
        reason="自己写进去的",
        recused=[],
        filed_by_id=cast.township_a.id,
        filed_at=objection.filed_at,
        answered_by_id=cast.clerk.id,
        answered_at=objection.filed_at,
        answer="不成立",
    )
    session.add(made)
    with pytest.raises(IntegrityError, match="does not answer"), session.begin_nested():
        session.flush()


def test_who_is_recused_and_what_was_answered_stay(cast, session, objection):
    make.answered(objection, cast.leader.actor, upheld=False)
    for change in ("recused = '{}'", "answer = '改了'", "state = 'upheld'", "item_code = ''"):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(
                text(f"UPDATE ranking_objections SET {change} WHERE id = :id"),  # noqa: S608
                {"id": objection.id},
            )


def test_the_answer_is_given_once_with_a_reason_and_told(cast, session, objection):
    with pytest.raises(Invalid) as refused:
        make.answered(objection, cast.second_clerk.actor, upheld=True, text=" ")
    assert set(refused.value.errors) == {"text"}
    make.answered(objection, cast.second_clerk.actor, upheld=True)
    assert told(session, cast.township_a)[-1] == "对2026年10月排名的异议（万人发案数）已答复：成立"
    with pytest.raises(Conflict, match="已经有结果"):
        make.answered(objection, cast.leader.actor, upheld=False)
    with pytest.raises(Conflict):
        edit(objection, cast.township_a)


def test_an_answer_from_a_page_that_is_old_is_refused(cast, objection):
    seen = objection.version
    edit(objection, cast.township_a, reason="补充：台账附后，请核。")
    with pytest.raises(Stale):
        services.answer(
            objection,
            actor=cast.leader.actor,
            operation=fresh_key(),
            version=seen,
            upheld=True,
            text="成立",
        )


# Computing again


def test_an_upheld_objection_is_corrected_computed_again_and_told(cast, place, session, open_one, objection):
    untouched = agree(open_one, cast.township_b, cast.units.b)
    make.answered(objection, cast.second_clerk.actor, upheld=True)
    make.corrected(cast, place, cases=9)
    made = recompute(open_one, cast.clerk)
    assert (open_one.state, made.state, made.previous_id) == (C.REPLACED, C.OPEN, open_one.id)
    assert made.ranking.sequence == 2
    (mine,) = queries.changes(made, unit_id=cast.units.a.id)
    assert mine.before.total > mine.after.total
    assert mine.items[0].before.value == 1
    assert mine.items[0].after.value == D("4.5")
    words = told(session, cast.township_a)[-1]
    assert words.startswith(
        f"2026年10月排名已重新计算：本单位总分{mine.before.total:f}→{mine.after.total:f}，名次1→"
    )
    # 街道 have their own cohort: nothing changed there, and what was said stands
    assert cast.units.b.id not in {one.after.unit_id for one in queries.changes(made)}
    again = make.place_of(made, cast.units.b.id)
    assert (again.agreed_at, again.read_at) == (untouched.agreed_at, untouched.read_at)
    assert make.place_of(made, cast.units.a.id).read_at is None
    assert "已重新计算" not in " ".join(told(session, cast.township_b))


def test_computing_again_without_a_correction_is_refused_and_leaves_nothing(cast, open_one, objection):
    make.answered(objection, cast.second_clerk.actor, upheld=True)
    with pytest.raises(Conflict, match="结果和原来一样"):
        recompute(open_one, cast.clerk)
    again = db.session.get_one(Consultation, open_one.id, populate_existing=True)
    assert again.state is C.OPEN


def test_while_a_report_is_being_corrected_nothing_is_computed(cast, place, open_one, objection):
    make.answered(objection, cast.second_clerk.actor, upheld=True)
    make.reopened(cast, place)
    with pytest.raises(Conflict, match="山阳公安分局 2026年10月police-township月报"):
        recompute(open_one, cast.clerk)


def test_computing_again_sent_twice_happens_once(cast, place, open_one, session):
    make.corrected(cast, place)
    key, version = fresh_key(), open_one.version
    given = {"actor": cast.clerk.actor, "operation": key, "version": version, "days": 2}
    first = services.recompute(open_one, **given)
    assert services.recompute(open_one, **given).id == first.id
    assert session.query(Consultation).count() == 2


def test_open_objections_go_on_with_their_evidence_and_count_once(cast, place, session, open_one, objection):
    make.corrected(cast, place, cases=3)
    made = recompute(open_one, cast.clerk)
    (carried,) = queries.objections(made)
    assert (objection.state, carried.state, carried.carried_from_id) == (O.CARRIED, O.OPEN, objection.id)
    assert set(objection.recused) <= set(carried.recused)
    assert carried.filed_at == objection.filed_at
    with pytest.raises(Forbidden):
        make.answered(carried, cast.clerk.actor, upheld=False)
    make.answered(carried, cast.leader.actor, upheld=False)
    found = queries.outcome(made.ranking_id)
    assert (found.rounds, found.objections, found.upheld, found.rejected, found.open) == (2, 1, 0, 1, 0)


# The end


def test_it_ends_after_the_last_day_or_when_every_unit_agreed_and_not_before(cast, clock, open_one):
    with pytest.raises(Conflict, match="还没有到截止日"):
        close(open_one, cast.clerk)
    past(clock, open_one)
    assert close(open_one, cast.clerk).state is C.CLOSED


def test_it_ends_early_when_everybody_agreed(cast, place, open_one):
    for name, unit in place.units.items():
        services.agree(
            make.place_of(open_one, unit.id), actor=place.people[name].actor, operation=fresh_key()
        )
    assert close(open_one, cast.clerk).state is C.CLOSED


def test_open_and_uncorrected_objections_stand_against_the_end(cast, place, clock, open_one, objection):
    past(clock, open_one)
    with pytest.raises(Conflict, match="1条异议没有答复"):
        close(open_one, cast.clerk)
    make.answered(objection, cast.leader.actor, upheld=True)
    with pytest.raises(Conflict, match="1条异议成立"):
        close(open_one, cast.clerk)
    make.corrected(cast, place, cases=1)
    made = recompute(open_one, cast.clerk)
    past(clock, made)
    assert close(made, cast.clerk).state is C.CLOSED


def test_a_leader_cancels_with_a_reason_and_never_over_an_objection(cast, open_one, objection):
    given = {"actor": cast.leader.actor, "version": open_one.version}
    with pytest.raises(Invalid):
        services.cancel(open_one, operation=fresh_key(), reason=" ", **given)
    with pytest.raises(Conflict, match="先答复再取消"):
        services.cancel(open_one, operation=fresh_key(), reason="不发了", **given)
    make.answered(objection, cast.leader.actor, upheld=False)
    services.cancel(
        open_one, operation=fresh_key(), reason="不发了", **{**given, "version": open_one.version}
    )
    assert (open_one.state, open_one.cancel_reason) == (C.CANCELLED, "不发了")
    assert queries.blocking(open_one.ranking_id) is None


def test_why_a_circular_must_wait(cast, place, clock, open_one, objection):
    ranking = place.ranking.id
    assert queries.blocking(make.frozen(cast, place).id) is None
    assert "1条异议没有答复" in str(queries.blocking(ranking))
    make.answered(objection, cast.leader.actor, upheld=True)
    assert "1条异议成立" in str(queries.blocking(ranking))
    make.corrected(cast, place)
    made = recompute(open_one, cast.clerk)
    assert "请改用重新计算后的排名" in str(queries.blocking(ranking))
    assert "正在征求意见，11月10日截止" in str(queries.blocking(made.ranking_id))
    past(clock, made)
    close(made, cast.clerk)
    assert queries.blocking(made.ranking_id) is None


def test_the_outcome_counts_for_the_annex(cast, place, clock, open_one, objection):
    assert queries.outcome(10**9) is None
    clock.move(clock.now() + timedelta(hours=5))
    make.answered(objection, cast.leader.actor, upheld=False)
    agree(open_one, cast.township_b, cast.units.b)
    found = queries.outcome(place.ranking.id)
    assert (found.asked, found.read, found.agreed, found.objections) == (6, 1, 1, 1)
    assert (found.rejected, found.upheld, found.hours) == (1, 0, D("5.0"))


# The schedule


def test_the_schedule_reminds_once_a_day_before_the_end_and_closes_after_it(cast, clock, session, open_one):
    services.attend_daily()
    assert len(told(session, cast.township_b)) == 1  # Friday: three working days to go
    clock.move(clock.now() + timedelta(days=4))  # Tuesday
    services.attend_daily()
    services.attend_daily()
    assert len(told(session, cast.township_b)) == 2
    assert "征求意见2026年11月11日截止" in told(session, cast.township_b)[-1]
    past(clock, open_one)
    assert services.attend_daily() == 1
    assert services.attend_daily() == 0
    again = session.get_one(Consultation, open_one.id, populate_existing=True)
    assert (again.state, again.ended_by_id) == (C.CLOSED, None)
    assert "已结束" in told(session, cast.clerk)[-1]


def test_nobody_is_reminded_before_the_morning(cast, clock, session, open_one):
    clock.move(clock.now() + timedelta(days=4, hours=-3))
    services.attend_daily()
    assert len(told(session, cast.township_b)) == 1


def test_past_the_last_day_the_office_hears_daily_of_what_waits(cast, clock, session, open_one, objection):
    past(clock, open_one)
    before = len(told(session, cast.leader))
    assert services.attend_daily() == 0
    assert services.attend_daily() == 0
    assert told(session, cast.leader)[before:] == [
        "2026年10月排名征求意见已截止，1条异议待答复，0条待更正重算，通报不能印发"
    ]


# The fence


def test_the_database_shows_a_unit_its_own_only(cast, place, session, open_one, objection):
    for table in (Consultation, ConsultedUnit, Objection):
        assert session.query(table).count() >= 1
    with db.acting(cast.township_b.actor.scope):
        assert [one.unit_id for one in session.query(ConsultedUnit)] == [cast.units.b.id]
        assert session.query(Objection).count() == 0
        assert [one.cohort for one in session.query(ConsultedCohort)] == ["街道"]
    with db.acting(cast.outsider.actor.scope):
        for table in (Consultation, ConsultedUnit, Objection, ConsultedCohort):
            assert session.query(table).count() == 0
    with db.acting(cast.worker.actor.scope):
        assert session.query(ConsultedUnit).count() == 0


def test_nobody_in_the_office_can_answer_when_everybody_is_behind_the_value(cast, place, open_one):
    made = make.objected(open_one, cast.township_a.actor, "")
    allowed = {one.id for one in (cast.leader,)}
    from coordination.consultations.views.objections import answerers

    assert {one.account_id for one in answerers(made)} == allowed
    organizations.account("新来的", cast.office, Function.CLERK)
    assert len(answerers(made)) == 2
