"""Planning: what is due, who may not go, one at a time, everybody told once; cancelling."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from coordination.inspections import services
from coordination.inspections.models import Inspection
from coordination.inspections.queries.due import due_list
from coordination.inspections.rules import next_due
from coordination.inspections.services import Plan
from coordination.inspections.states import InspectionState
from coordination.kernel.clock import clock as now
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.operations import fresh_key
from coordination.notifications.models import Notification
from coordination.subjects.rules import SubjectKind
from tests.factories import inspections as make
from tests.factories import standards


@pytest.fixture
def world(cast, clock):
    return make.world(cast)


def plan_many(cast, ids, who=None, **values):
    operation = values.pop("operation", None) or fresh_key()
    plan = Plan(**{"days": 5} | values)
    actor = (who or cast.clerk).actor
    return services.plan_many(cast.office, actor=actor, operation=operation, certificate_ids=ids, plan=plan)


def messages(account, kind):
    found = select(Notification).where(Notification.account_id == account.id, Notification.kind == kind)
    return [str(one.address) for one in make.session.scalars(found)]


def test_a_title_is_due_so_many_months_after_its_naming_then_after_its_last_inspection(cast, world, clock):
    here = cast.office.id
    assert due_list(here, date(2026, 11, 5)).due == 0
    found = due_list(here, date(2026, 11, 6))
    assert found.due == 3
    assert {one.due_on for one in found.rows} == {next_due(date(2026, 11, 6), 1)} == {date(2026, 12, 6)}
    assert due_list(here, date(2026, 12, 6)).overdue == 0
    assert due_list(here, date(2026, 12, 7)).overdue == 3

    one = make.planned(cast, world)
    assert due_list(here, date(2026, 12, 7)).every == 2
    clock.move(days=5)
    make.finish(one, cast.department, make.sheet(one))
    again = {row.subject_id: row for row in due_list(here, date(2026, 12, 7)).rows}[world.subject.id]
    assert (again.last_on, again.due_on) == (date(2026, 11, 11), date(2026, 12, 11))


def test_the_database_reckons_months_as_the_rule_does(cast, world, session):
    for day in (date(2026, 1, 31), date(2025, 11, 30), date(2024, 2, 29)):
        for months in (1, 3, 12):
            answer = session.scalar(
                select(
                    func.date(func.make_date(day.year, day.month, day.day) + func.make_interval(0, months))
                )
            )
            assert answer == next_due(day, months)


def test_a_standard_without_an_interval_makes_nothing_due(cast, clock):
    make.world(cast, inspection_months=None)
    found = due_list(cast.office.id, date(2026, 12, 7), everything=True)
    assert (found.due, found.overdue, found.every) == (0, 0, 3)
    assert [one.due_on for one in found.rows] == [None] * 3


def test_a_plan_has_the_points_of_the_standard_then_those_of_the_office(cast, world):
    one = make.planned(cast, world, own="门牌\n台账")
    assert [point.text for point in one.points] == ["上月零发案", "有反诈宣传栏", "门牌", "台账"]
    assert [point.criterion_id is None for point in one.points] == [False, False, True, True]
    assert one.certificate_id == world.certificates[0]
    assert one.due_on == date(2026, 11, 20)  # ten working days after Friday the sixth


def test_both_sides_are_told_once(cast, world):
    one = make.planned(cast, world)
    assert messages(cast.department, "inspection.asked") == [f"/inspections/{one.id}"]
    assert messages(cast.township_a, "inspection.coming") == [f"/inspections/{one.id}"]
    assert messages(cast.township_b, "inspection.coming") == []


def test_the_worker_of_the_very_community_is_told(cast, world, session):
    session.add(cast.worker)
    cast.worker.division_id = world.subject.division_id
    session.commit()
    plan_many(cast, world.certificates, inspector_id=cast.units.police.id)
    assert len(messages(cast.worker, "inspection.coming")) == 1
    assert messages(cast.township_a, "inspection.coming") == ["/inspections"]
    assert messages(cast.police, "inspection.asked") == ["/inspections"]


def test_all_that_were_ticked_or_none(cast, world, session):
    plan_many(cast, world.certificates[:2])
    with pytest.raises(Invalid, match="柳沟社区"):
        plan_many(cast, world.certificates)
    assert session.query(Inspection).count() == 2
    with pytest.raises(Invalid, match="勾选"):
        plan_many(cast, [])
    with pytest.raises(Invalid, match="名单已有变化"):
        plan_many(cast, [10**9])


def test_sent_twice_it_is_planned_once(cast, world, session):
    key = fresh_key()
    for _time in range(2):
        plan_many(cast, world.certificates[:1], operation=key)
    assert session.query(Inspection).count() == 1
    key = fresh_key()
    made = [
        services.plan(
            cast.office,
            actor=cast.clerk.actor,
            operation=key,
            subject_id=world.subjects["石桥村"].id,
            plan=Plan(days=3),
        ).id
        for _time in range(2)
    ]
    assert made[0] == made[1]


def test_the_table_itself_holds_one_planned_inspection_for_a_subject(cast, world, monkeypatch):
    make.planned(cast, world)
    monkeypatch.setattr("coordination.inspections.queries.due.planned_for", lambda _ids: set())
    with pytest.raises(Conflict):
        make.planned(cast, world)


def test_nobody_inspects_what_they_look_after(cast, world):
    with pytest.raises(Invalid, match="不能复查自己的柳沟社区") as refusal:
        make.planned(cast, world, inspector_id=cast.units.a.id)
    assert list(refusal.value.errors) == ["inspector"]
    for stranger in (cast.units.foreign.id, 10**9):
        with pytest.raises(Invalid, match="请选择复查单位"):
            make.planned(cast, world, inspector_id=stranger)


def test_everything_that_is_wrong_is_told_at_once(cast, world):
    with pytest.raises(Invalid) as refusal:
        make.planned(cast, world, inspector_id=cast.units.a.id, days=0, own="长" * 201)
    assert list(refusal.value.errors) == ["inspector", "days", "own"]


@pytest.mark.parametrize("who", ["leader", "department", "township_a"])
def test_the_clerk_plans(who, cast, world):
    with pytest.raises((Forbidden, NotFound)):
        plan_many(cast, world.certificates, who=getattr(cast, who))


def test_a_subject_without_a_title_is_inspected_by_the_standard_in_force(cast, world):
    one = make.planned(cast, world, "白塔社区")
    assert one.certificate_id is None
    assert one.version_id == world.version.id


def test_a_subject_without_a_standard_needs_points_of_the_office(cast, world):
    campus = standards.subject(cast.office, cast.units.bank, kind=SubjectKind.CAMPUS, name="示例校园")
    make.session.commit()
    world.subjects["示例校园"] = campus
    with pytest.raises(Invalid, match="请写出要检查的项目"):
        make.planned(cast, world, "示例校园")
    assert len(make.planned(cast, world, "示例校园", own="门卫").points) == 1


def cancel(one, who, **values):
    given = {"operation": fresh_key(), "version": one.version, "reason": "道路中断"} | values
    return services.cancel(one, actor=who.actor, **given)


def test_cancelled_with_a_reason_it_is_due_again(cast, world):
    one = make.planned(cast, world)
    with pytest.raises(Invalid, match="取消的原因"):
        cancel(one, cast.clerk, reason=" ")
    one = make.again(one)
    with pytest.raises(Stale):
        cancel(one, cast.clerk, version=one.version - 1)
    with pytest.raises(Forbidden):
        cancel(make.again(one), cast.department)
    assert cancel(make.again(one), cast.clerk).state is InspectionState.CANCELLED
    assert due_list(cast.office.id, now.today() + timedelta(days=40)).every == 3
    assert messages(cast.township_a, "inspection.cancelled") == [f"/inspections/{one.id}"]
    assert messages(cast.department, "inspection.cancelled") == [f"/inspections/{one.id}"]
    with pytest.raises(Conflict):
        cancel(make.again(one), cast.clerk)
