import json
from datetime import timedelta
from decimal import Decimal as D

import pytest
from sqlalchemy import delete, select

from coordination.audit.models import Event
from coordination.indicators.models import Regulation
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from coordination.kernel.operations import fresh_key
from coordination.rankings import queries, services
from coordination.rankings.models import Ranking, ScoreLine
from coordination.rankings.rules import recompute
from coordination.reporting.models import Figure, Report
from coordination.schemes.models import CohortMember, SchemeItem
from coordination.schemes.states import SchemeState
from tests.factories import rankings as factory
from tests.factories.rankings import BEFORE, MONTH


@pytest.fixture
def place(cast, clock):
    return factory.district(cast)


def freeze(place, cast, period=MONTH, **more):
    return services.freeze(place.scheme, actor=cast.clerk.actor, operation=fresh_key(), period=period, **more)


def lines_of(ranking):
    return {line.unit.name: line for line in queries.lines(ranking)}


def items_of(line):
    return {item.code: item for item in line.items}


def test_freezing_writes_lines_items_snapshot_and_audit(place, cast, session):
    ranking = freeze(place, cast)
    lines = lines_of(ranking)
    assert len(lines) == 6
    assert ranking.sequence == 1
    assert recompute(ranking.snapshot, ranking.sha256) is None
    event = session.scalars(select(Event).where(Event.action == "scheme.freeze")).one()
    assert event.content == {"period": MONTH, "sequence": 1, "sha256": ranking.sha256}
    first = lines["青溪镇"]
    assert (first.rank, first.cohort, first.state) == (1, "乡镇", "ranked")
    found = items_of(first)
    assert found["cases"].value == 1  # 2 cases among 20,000 people
    assert found["cases"].points == 30
    assert found["warn"].value == 95
    assert found["events"].value == 8  # 2 in September and 6 in October
    assert first.total == 100


def test_every_value_names_report_revision_reporter_and_reviewer(place, cast):
    line = lines_of(freeze(place, cast))["青溪镇"]
    sources = items_of(line)["warn"].sources
    assert [source["indicator"] for source in sources] == ["warn.dissuaded", "warn.issued"]
    police = sources[0]
    assert (police["unit"], police["reporter"], police["reviewer"]) == (
        "山阳公安分局",
        "公安联络员",
        "经办甲",
    )
    assert (police["revision"], police["value"], police["title"]) == (1, "38", "成功劝阻数")
    months = [source["period"] for source in items_of(line)["events"].sources]
    assert months == [BEFORE, MONTH]
    content = json.loads(line.ranking.snapshot)
    entry = next(row for row in content["entries"] if row["unit"] == "青溪镇")
    assert entry["sources"]["warn/1"]["report"] == police["report"]


def test_not_filed_is_zero_points_and_not_assessed_spreads_the_weight(place, cast):
    lines = lines_of(freeze(place, cast))
    silent = items_of(lines["柳河镇"])
    assert (silent["events"].value, silent["events"].missing, silent["events"].points) == (None, "", 0)
    unasked = items_of(lines["新华街道"])
    assert unasked["warn"].missing == "分母为0，不考核"
    assert (unasked["warn"].weight, unasked["warn"].points) == (0, 0)
    assert unasked["cases"].weight == D(40)  # 30 × 100 ÷ 75


def test_a_cohort_of_two_is_listed_and_not_ranked(place, cast):
    lines = lines_of(freeze(place, cast))
    assert {lines[name].state for name in ("白塔街道", "新华街道")} == {"unranked"}
    assert lines["白塔街道"].rank is None


def test_the_same_inputs_give_the_same_bytes_whatever_the_order_of_rows(place, cast, session, clock):
    first = freeze(place, cast)
    reports = select(Report.id).where(Report.period == MONTH)
    session.execute(delete(Figure).where(Figure.report_id.in_(reports)))
    old = {report.id: report for report in session.scalars(select(Report).where(Report.period == MONTH))}
    for number, report in reversed(old.items()):
        for (unit, code), value in reversed(list(figures(place, report, cast).items())):
            session.add(figure(number, report, unit, code, value))
    session.commit()
    clock.move(clock.now() + timedelta(days=3))
    second = freeze(place, cast)
    assert second.sequence == 2
    assert second.snapshot == first.snapshot
    assert second.sha256 == first.sha256
    assert second.frozen_at > first.frozen_at


def figures(place, report, cast):
    if report.unit_id == cast.units.police.id:
        return {
            (place.units[name], code): value
            for name, (row, _events) in factory.OCTOBER.items()
            for code, value in zip(factory.POLICE, row, strict=True)
        }
    unit = next(unit for unit in place.units.values() if unit.id == report.unit_id)
    events = factory.OCTOBER[unit.name][1]
    return {} if events is None else {(unit, "pub.events"): events}


def figure(number, report, unit, code, value):
    return Figure(
        report_id=number,
        office_id=report.office_id,
        unit_id=report.unit_id,
        subject_id=unit.id,
        indicator_id=factory.indicator(code).id,
        value=D(value),
    )


def test_freezing_again_keeps_the_earlier_one_and_compares_with_the_month_before(place, cast, session):
    september = freeze(place, cast, BEFORE)
    first, second = freeze(place, cast), freeze(place, cast)
    assert (first.sequence, second.sequence) == (1, 2)
    assert first.previous_id == second.previous_id == september.id
    assert session.get(Ranking, first.id).snapshot == second.snapshot
    before, now = lines_of(september), lines_of(second)
    assert before["青溪镇"].previous_rank is None
    assert now["青溪镇"].previous_rank == before["青溪镇"].rank == 4
    assert now["青溪镇"].rank == 1
    assert now["白塔街道"].previous_rank is None


def test_a_unit_that_changed_its_cohort_is_not_compared(place, cast, session):
    freeze(place, cast, BEFORE)
    member = session.scalars(
        select(CohortMember).where(CohortMember.unit_id == place.units["青溪镇"].id)
    ).one()
    member.cohort = "城区"
    session.commit()
    assert lines_of(freeze(place, cast))["青溪镇"].previous_rank is None


def test_an_exempt_unit_is_listed_with_its_reason_and_counts_for_nobody(place, cast, session):
    member = session.scalars(
        select(CohortMember).where(CohortMember.unit_id == place.units["南岭镇"].id)
    ).one()
    member.exempt = "今年新设"
    session.commit()
    lines = lines_of(freeze(place, cast))
    assert (lines["南岭镇"].state, lines["南岭镇"].reason, lines["南岭镇"].rank) == (
        "unranked",
        "今年新设",
        None,
    )
    assert lines["青溪镇"].rank == 1
    assert sum(line.rank is not None for line in lines.values()) == 3


def test_a_closed_unit_is_left_out_from_the_month_of_its_end(place, cast, session, clock):
    place.units["南岭镇"].closed_on = clock.today().replace(month=10, day=20)
    session.commit()
    assert "南岭镇" not in lines_of(freeze(place, cast))
    assert "南岭镇" in lines_of(freeze(place, cast, BEFORE))


def test_unknown_population_is_not_assessed_and_says_so(place, cast, session):
    place.units["青溪镇"].division.population = None
    session.commit()
    cases = items_of(lines_of(freeze(place, cast))["青溪镇"])["cases"]
    assert cases.missing == "人口数未知，不考核"


def test_figures_that_are_not_approved_do_not_count(place, cast, session):
    report = session.scalars(
        select(Report).where(Report.period == MONTH, Report.unit_id == cast.units.police.id)
    ).one()
    report.state, report.approved_by_id, report.approved_at = "submitted", None, None
    session.commit()
    cases = items_of(lines_of(freeze(place, cast))["青溪镇"])["cases"]
    assert (cases.value, cases.missing, cases.points) == (None, "", 0)


def test_nothing_approved_cannot_be_frozen(place, cast):
    with pytest.raises(Invalid, match="还没有已通过的数据"):
        freeze(place, cast, "2026-08")
    with pytest.raises(Invalid, match="报告期要写成"):
        freeze(place, cast, "2026-10-01")
    with pytest.raises(Invalid, match="排名按月冻结"):
        freeze(place, cast, "2026-Q4")


def test_missing_figures_must_be_accepted(place, cast):
    with pytest.raises(Invalid) as refused:
        freeze(place, cast, accept_missing=False)
    assert refused.value.field == "accept_missing"
    assert freeze(place, cast, BEFORE, accept_missing=False).sequence == 1


def test_an_indicator_that_may_not_be_ranked_is_refused(place, cast, session):
    item = session.scalars(select(SchemeItem).where(SchemeItem.code == "events")).one()
    item.indicator = factory.indicator("warn.issued")
    session.commit()
    with pytest.raises(Invalid, match=r"“预警指令数”不参与排名：工作量指标$"):
        freeze(place, cast)


def test_the_refusal_cites_the_regulation_as_the_office_has_corrected_it(place, cast, session):
    shared = {"office_id": None, "cited_as": "减负若干规定", "title": "减负若干规定"}
    session.add(Regulation(**shared))
    session.add(Regulation(**shared | {"office_id": cast.other.id, "title": "邻区的写法"}))
    item = session.scalars(select(SchemeItem).where(SchemeItem.code == "events")).one()
    item.indicator = factory.indicator("warn.issued")
    item.indicator.regulation = "减负若干规定"
    session.commit()
    with pytest.raises(Invalid, match=r"工作量指标。依据《减负若干规定》$"):
        freeze(place, cast)
    own = {"office_id": cast.office.id, "title": "整治形式主义为基层减负若干规定", "number": "2024年8月"}
    session.add(Regulation(**shared | own))
    session.commit()
    with pytest.raises(Invalid, match=r"依据《整治形式主义为基层减负若干规定》（2024年8月）$"):
        freeze(place, cast)


def test_a_closed_scheme_is_refused(place, cast, session, clock):
    place.scheme.state, place.scheme.closed_at = SchemeState.CLOSED, clock.now()
    session.commit()
    with pytest.raises(Conflict):
        freeze(place, cast)


def test_a_resend_freezes_once(place, cast, session):
    key = fresh_key()
    made = [
        services.freeze(place.scheme, actor=cast.clerk.actor, operation=key, period=MONTH) for _ in range(2)
    ]
    assert made[0].id == made[1].id
    assert len(session.scalars(select(Ranking)).all()) == 1


def test_only_a_clerk_of_the_office_freezes_and_only_its_leader_publishes(place, cast):
    for person, error in (
        (cast.leader, Forbidden),
        (cast.township_a, Forbidden),
        (cast.outsider, NotFound),
        (cast.auditor, NotFound),
    ):
        with pytest.raises(error):
            services.freeze(place.scheme, actor=person.actor, operation=fresh_key(), period=MONTH)
    ranking = freeze(place, cast)
    for person, error in ((cast.clerk, Forbidden), (cast.township_a, NotFound), (cast.outsider, NotFound)):
        with pytest.raises(error):
            services.publish(ranking, actor=person.actor, operation=fresh_key())


def test_publishing_keeps_the_first_moment(place, cast, clock):
    ranking = freeze(place, cast)
    services.publish(ranking, actor=cast.leader.actor, operation=fresh_key())
    at = ranking.published_at
    assert at == clock.now()
    clock.move(clock.now() + timedelta(days=1))
    services.publish(ranking, actor=cast.leader.actor, operation=fresh_key())
    assert ranking.published_at == at


def test_gathering_takes_the_same_number_of_queries_for_any_number_of_units(place, cast, counting, session):
    from coordination.rankings.inputs import gather
    from tests.factories.organizations import add, township

    with counting() as few:
        gather(place.scheme, services.month_of(MONTH))
    for number in range(10):
        unit = township(cast.office, f"新设{number}镇")
        add(CohortMember(scheme_id=place.scheme.id, unit_id=unit.id, cohort="乡镇"))
    session.commit()
    with counting() as many:
        gather(place.scheme, services.month_of(MONTH))
    assert len(few) == len(many)


def test_the_actors_own_line_is_found_once_published(place, cast):
    ranking = freeze(place, cast)
    assert queries.latest_line(cast.township_a.actor) is None
    services.publish(ranking, actor=cast.leader.actor, operation=fresh_key())
    line = queries.latest_line(cast.township_a.actor)
    assert isinstance(line, ScoreLine)
    assert line.rank == 1
    assert queries.latest_line(cast.bank.actor) is None
    assert queries.published(cast.office.id).id == ranking.id
    assert queries.latest(cast.office.id, MONTH).id == ranking.id
