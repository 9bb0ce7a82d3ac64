"""Answers, another computation, the end, the schedule; each rule refused once, each act sent twice."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from coordination.consultations import queries, services
from coordination.consultations.models import Consultation, ConsultedCohort, ConsultedUnit, Objection
from coordination.consultations.states import ConsultationState as C
from coordination.consultations.states import ObjectionState as O
from coordination.kernel import db
from coordination.kernel.errors import Conflict, Forbidden, Invalid, Stale
from coordination.kernel.functions import Function
from coordination.kernel.operations import fresh_key
from coordination.schemes.models import SchemeEntry
from coordination.schemes.states import EntryKind
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


def test_who_entered_or_confirmed_a_bonus_by_hand_is_behind_the_whole_line(cast, place, session, open_one):
    session.add(
        SchemeEntry(
            office_id=cast.office.id,
            scheme_id=place.scheme.id,
            unit_id=cast.units.a.id,
            period=place.ranking.period,
            kind=EntryKind.BONUS,
            value=1,
            reason="示例",
            entered_by_id=cast.second_clerk.id,
            entered_at=place.ranking.frozen_at,
            confirmed_by_id=cast.leader.id,
            confirmed_at=place.ranking.frozen_at,
        )
    )
    session.flush()
    made = make.objected(open_one, cast.township_a.actor, "")
    assert {cast.second_clerk.id, cast.leader.id} <= set(made.recused)
    item = make.objected(open_one, cast.township_a.actor, "cases")
    assert cast.leader.id not in item.recused
    answer = text(
        "UPDATE ranking_objections SET state = 'rejected', answer = 'x', answered_at = now(),"
        " answered_by_id = :who WHERE id = :id"
    )
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(answer, {"who": cast.leader.id, "id": made.id})


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
    assert make.told(session, cast.township_a)[-1] == "对2026年10月排名的异议（万人发案数）已答复：成立"
    with pytest.raises(Conflict, match="已经有结果"):
        make.answered(objection, cast.leader.actor, upheld=False)
    with pytest.raises(Conflict):
        make.edit(objection, cast.township_a)


def test_an_answer_from_a_page_that_is_old_is_refused(cast, objection):
    seen = objection.version
    make.edit(objection, cast.township_a, reason="补充：台账附后，请核。")
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
    untouched = make.agree(open_one, cast.township_b, cast.units.b)
    make.answered(objection, cast.second_clerk.actor, upheld=True)
    make.corrected(cast, place, cases=9)
    made = make.recompute(open_one, cast.clerk)
    assert (open_one.state, made.state, made.previous_id) == (C.REPLACED, C.OPEN, open_one.id)
    assert made.ranking.sequence == 2
    (mine,) = queries.changes(made, unit_id=cast.units.a.id)
    assert mine.before.total > mine.after.total
    assert mine.items[0].before.value == 1
    assert mine.items[0].after.value == D("4.5")
    words = make.told(session, cast.township_a)[-1]
    assert words.startswith(
        f"2026年10月排名已重新计算：本单位总分{mine.before.total:f}→{mine.after.total:f}，名次1→"
    )
    # 街道 have their own cohort: nothing changed there, and what was said stands
    assert cast.units.b.id not in {one.after.unit_id for one in queries.changes(made)}
    again = make.place_of(made, cast.units.b.id)
    assert (again.agreed_at, again.read_at) == (untouched.agreed_at, untouched.read_at)
    assert make.place_of(made, cast.units.a.id).read_at is None
    assert "已重新计算" not in " ".join(make.told(session, cast.township_b))


def test_computing_again_without_a_correction_is_refused_and_leaves_nothing(cast, open_one, objection):
    make.answered(objection, cast.second_clerk.actor, upheld=True)
    with pytest.raises(Conflict, match="结果和原来一样"):
        make.recompute(open_one, cast.clerk)
    again = db.session.get_one(Consultation, open_one.id, populate_existing=True)
    assert again.state is C.OPEN


def test_while_a_report_is_being_corrected_nothing_is_computed(cast, place, open_one, objection):
    make.answered(objection, cast.second_clerk.actor, upheld=True)
    make.reopened(cast, place)
    with pytest.raises(Conflict, match="山阳公安分局 2026年10月police-township月报"):
        make.recompute(open_one, cast.clerk)


def test_computing_again_sent_twice_happens_once(cast, place, open_one, session):
    make.corrected(cast, place)
    key, version = fresh_key(), open_one.version
    given = {"actor": cast.clerk.actor, "operation": key, "version": version, "days": 2}
    first = services.recompute(open_one, **given)
    assert services.recompute(open_one, **given).id == first.id
    assert session.query(Consultation).count() == 2


def test_open_objections_go_on_with_their_evidence_and_count_once(cast, place, session, open_one, objection):
    make.corrected(cast, place, cases=3)
    made = make.recompute(open_one, cast.clerk)
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
        make.close(open_one, cast.clerk)
    make.past(clock, open_one)
    assert make.close(open_one, cast.clerk).state is C.CLOSED


def test_it_ends_early_when_everybody_agreed(cast, place, open_one):
    for name, unit in place.units.items():
        services.agree(
            make.place_of(open_one, unit.id), actor=place.people[name].actor, operation=fresh_key()
        )
    assert make.close(open_one, cast.clerk).state is C.CLOSED


def test_open_and_uncorrected_objections_stand_against_the_end(cast, place, clock, open_one, objection):
    make.past(clock, open_one)
    with pytest.raises(Conflict, match="1条异议没有答复"):
        make.close(open_one, cast.clerk)
    make.answered(objection, cast.leader.actor, upheld=True)
    with pytest.raises(Conflict, match="1条异议成立"):
        make.close(open_one, cast.clerk)
    make.corrected(cast, place, cases=1)
    made = make.recompute(open_one, cast.clerk)
    make.past(clock, made)
    assert make.close(made, cast.clerk).state is C.CLOSED


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
    made = make.recompute(open_one, cast.clerk)
    assert "请改用重新计算后的排名" in str(queries.blocking(ranking))
    assert "正在征求意见，11月10日截止" in str(queries.blocking(made.ranking_id))
    make.past(clock, made)
    make.close(made, cast.clerk)
    assert queries.blocking(made.ranking_id) is None


def test_the_outcome_counts_for_the_annex(cast, place, clock, open_one, objection):
    assert queries.outcome(10**9) is None
    clock.move(clock.now() + timedelta(hours=5))
    make.answered(objection, cast.leader.actor, upheld=False)
    make.agree(open_one, cast.township_b, cast.units.b)
    found = queries.outcome(place.ranking.id)
    assert (found.asked, found.read, found.agreed, found.objections) == (6, 1, 1, 1)
    assert (found.rejected, found.upheld, found.hours) == (1, 0, D("5.0"))


# The schedule


def test_the_schedule_reminds_once_a_day_before_the_end_and_closes_after_it(cast, clock, session, open_one):
    services.attend_daily()
    assert len(make.told(session, cast.township_b)) == 1  # Friday: three working days to go
    clock.move(clock.now() + timedelta(days=4))  # Tuesday
    services.attend_daily()
    services.attend_daily()
    assert len(make.told(session, cast.township_b)) == 2
    assert "征求意见2026年11月11日截止" in make.told(session, cast.township_b)[-1]
    make.past(clock, open_one)
    assert services.attend_daily() == 1
    assert services.attend_daily() == 0
    again = session.get_one(Consultation, open_one.id, populate_existing=True)
    assert (again.state, again.ended_by_id) == (C.CLOSED, None)
    assert "已结束" in make.told(session, cast.clerk)[-1]


def test_nobody_is_reminded_before_the_morning(cast, clock, session, open_one):
    clock.move(clock.now() + timedelta(days=4, hours=-3))
    services.attend_daily()
    assert len(make.told(session, cast.township_b)) == 1


def test_past_the_last_day_the_office_hears_daily_of_what_waits(cast, clock, session, open_one, objection):
    make.past(clock, open_one)
    before = len(make.told(session, cast.leader))
    assert services.attend_daily() == 0
    assert services.attend_daily() == 0
    assert make.told(session, cast.leader)[before:] == [
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
