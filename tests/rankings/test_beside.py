"""Values that no report holds: assignments, completion, titles, and what is entered by hand."""

import re
from datetime import UTC, datetime
from decimal import Decimal as D
from html import unescape

import pytest

from coordination.kernel.clock import clock
from coordination.kernel.errors import Conflict
from coordination.kernel.operations import fresh_key
from coordination.kernel.period import Period
from coordination.rankings import services
from coordination.rankings.inputs import gather
from coordination.rankings.rules import NotAssessed, Source, recompute
from coordination.rankings.rules.counted import counted, entry_of
from coordination.responsibilities.queries import parties
from coordination.schemes.models import Scheme, SchemeCohort, SchemeEntry, SchemeItem
from coordination.schemes.rules import Measure
from coordination.schemes.states import EntryKind, SchemeState
from coordination.tasks.rules import AssignmentState
from tests.factories import rankings as factory
from tests.factories import standards as titles
from tests.factories import tasks
from tests.factories.organizations import add
from tests.factories.rankings import MONTH

OCTOBER = Period.parse(MONTH)
DUE = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
ITEMS = {
    "tasks": {"measure": "tasks_on_time"},
    "duties": {"measure": "completion", "party": "unit"},
    "titles": {"measure": "titles", "subject_kind": "community"},
    "exam": {"measure": "manual"},
}


@pytest.fixture
def place(cast, clock):
    return factory.district(cast)


@pytest.fixture
def scheme(place, cast, session):
    """Four items that rest on no report, for all townships as a kind."""
    made = add(Scheme(office_id=cast.office.id, code="beside", name="另一份办法"))
    for order, (code, what) in enumerate(ITEMS.items()):
        common = {"title": code, "weight": D(25), "direction": "higher", "method": "target", "target": D(100)}
        add(SchemeItem(scheme_id=made.id, code=code, sort_order=order, **common, **what))
    add(SchemeCohort(scheme_id=made.id, name="乡镇街道", sort_order=1, unit_kind="township"))
    session.commit()
    return made


def entered(scheme, unit, cast, kind="value", **more):
    """Confirmed, unless `more` says otherwise."""
    usual = {"office_id": scheme.office_id, "scheme_id": scheme.id, "unit_id": unit.id, "period": MONTH}
    usual |= {"kind": kind, "reason": "抽查", "entered_by_id": cast.clerk.id, "entered_at": clock.now()}
    usual |= {"confirmed_by_id": cast.leader.id, "confirmed_at": clock.now()}
    if kind == "value":
        usual |= {"item_code": "exam", "value": D(80)}
    return add(SchemeEntry(**(usual | more)))


def values(scheme, unit):
    inputs = gather(scheme, OCTOBER)
    entry = next(one for one in inputs.entries if one.unit == unit.name)
    return entry, inputs


def test_assignments_are_counted_once_and_completion_by_weight(scheme, place, cast, session):
    unit = place.units["青溪镇"]
    for number, (state, weight) in enumerate(
        [(AssignmentState.CLOSED, 3), (AssignmentState.ISSUED, 1), (AssignmentState.ISSUED, 1)]
    ):
        task = tasks.task(cast.office, f"任务{number}", due_at=DUE)
        tasks.assignment(task, unit, state, due_at=DUE, weight=D(weight), submitted_at=DUE)
    session.commit()
    entry, inputs = values(scheme, unit)
    assert entry.values["tasks"] == D("33.33")
    assert entry.values["duties"] == D("60.00")
    sources = inputs.sources[unit.name, "duties"]
    assert [(one.indicator, one.value) for one in sources] == [
        ("completion.done/unit", "3"),
        ("completion.due/unit", "5"),
    ]
    other, _inputs = values(scheme, place.units["石桥镇"])
    assert other.values["tasks"] == NotAssessed("本期没有到期的交办，不考核")


def test_the_share_of_titles_is_of_the_end_of_the_month(scheme, place, cast, session):
    unit = place.units["青溪镇"]
    titles.community(unit, name="安宁社区")
    session.commit()
    entry, inputs = values(scheme, unit)
    assert entry.values["titles"] == 0
    assert [one.value for one in inputs.sources[unit.name, "titles"]] == ["0", "1"]
    other, _inputs = values(scheme, place.units["石桥镇"])
    assert other.values["titles"] == NotAssessed("没有创建对象，不考核")


def test_only_what_was_confirmed_and_stands_counts_under_any_revision(scheme, place, cast, session):
    unit, other = place.units["青溪镇"], place.units["石桥镇"]
    older = add(
        Scheme(
            office_id=cast.office.id,
            code="beside",
            revision=0,
            name="旧版",
            state=SchemeState.CLOSED,
            closed_at=clock.now(),
        )
    )
    entered(older, unit, cast)
    entered(scheme, other, cast, confirmed_by_id=None, confirmed_at=None)
    gone = {"withdrawn_at": clock.now(), "withdrawn_by_id": cast.clerk.id, "withdraw_reason": "误登"}
    entered(scheme, place.units["柳河镇"], cast, **gone)
    session.commit()
    entry, inputs = values(scheme, unit)
    assert entry.values["exam"] == 80
    (source,) = inputs.sources[unit.name, "exam"]
    assert (source.reporter, source.reviewer, source.title) == ("经办甲", "领导丙", "抽查")
    assert entry_of(source)
    assert values(scheme, other)[0].values["exam"] is None
    assert values(scheme, place.units["柳河镇"])[0].values["exam"] is None


def test_bonuses_add_up_to_the_cap_and_a_veto_stands_last(scheme, place, cast, session):
    first, second = place.units["青溪镇"], place.units["石桥镇"]
    for unit in place.units.values():
        entered(scheme, unit, cast)
    for points in (3, 4):
        entered(scheme, first, cast, "bonus", value=D(points))
    entered(scheme, second, cast, "veto", reason="瞒报案件")
    entered(scheme, second, cast, "veto", reason="弄虚作假")
    session.commit()
    ranking = services.freeze(scheme, actor=cast.clerk.actor, operation=fresh_key(), period=MONTH)
    lines = {line.unit.name: line for line in services.queries.lines(ranking)}
    assert (lines["青溪镇"].bonus, lines["青溪镇"].total, lines["青溪镇"].rank) == (5, 85, 1)
    assert (lines["石桥镇"].state, lines["石桥镇"].reason) == ("veto", "瞒报案件；弄虚作假")
    assert recompute(ranking.snapshot, ranking.sha256) is None
    assert '"bonus/2"' in ranking.snapshot
    assert '"veto/1"' in ranking.snapshot


def test_the_line_names_who_is_behind_a_bonus_and_a_veto(scheme, place, cast, session, client_for):
    first, second = place.units["青溪镇"], place.units["石桥镇"]
    for unit in place.units.values():
        entered(scheme, unit, cast)
    bonus = entered(scheme, first, cast, EntryKind.BONUS, value=D(6), reason="市级表彰")
    entered(scheme, second, cast, "veto", reason="瞒报案件")
    session.commit()
    ranking = services.freeze(scheme, actor=cast.clerk.actor, operation=fresh_key(), period=MONTH)
    lines = {line.unit_id: line.id for line in services.queries.lines(ranking)}
    services.publish(ranking, actor=cast.leader.actor, operation=fresh_key())
    session.commit()

    def read(person, unit):
        return " ".join(client_for(person).get(f"/score-lines/{lines[unit.id]}").text.split())

    praised = read(cast.clerk, first)
    assert "市级表彰；经办甲登记，领导丙确认" in praised
    assert f'href="/scheme-entries/{bonus.id}"' in praised
    assert "（超过上限，按上限计）" in praised
    assert "瞒报案件；经办甲登记，领导丙确认" in read(cast.clerk, second)
    own, neighbour = read(cast.township_a, first), read(cast.township_b, first)
    assert "经办甲登记，领导丙确认" in own
    assert "市级表彰" in neighbour
    assert "经办甲" not in neighbour


def test_counts_of_assignments_lead_to_them(scheme, place, cast, session, client_for):
    unit = place.units["青溪镇"]
    task = tasks.task(cast.office, "任务", due_at=DUE)
    tasks.assignment(task, unit, AssignmentState.CLOSED, due_at=DUE, submitted_at=DUE)
    session.commit()
    ranking = services.freeze(scheme, actor=cast.clerk.actor, operation=fresh_key(), period=MONTH)
    line = next(line.id for line in services.queries.lines(ranking) if line.unit_id == unit.id)
    services.publish(ranking, actor=cast.leader.actor, operation=fresh_key())
    session.commit()
    party = next(one.id for one in parties() if one.code == "unit")

    def links(person):
        shown = unescape(client_for(person).get(f"/score-lines/{line}").text)
        return re.findall(r'href="([^"]*completion[^"]*)"', shown.partition("得分明细</h2>")[2])

    whole = f"/completion/units/{unit.id}?period={MONTH}"
    ways = [f"{whole}&stands=on_time", whole]
    ways += [f"{whole}&party={party}&stands=on_time", f"{whole}&party={party}"]
    assert links(cast.clerk) == ways
    own = [way.replace(f"completion/units/{unit.id}", "my-completion") for way in ways]
    assert links(cast.township_a) == own
    assert [client_for(cast.township_a).get(way).status_code for way in own] == [200] * 4
    assert "任务" in client_for(cast.clerk).get(ways[0]).text
    assert links(cast.township_b) == []


def test_a_kind_takes_in_new_units_and_a_closed_one_is_left_out(scheme, place, cast, session):
    factory.township(cast.office, "新设镇", 60)
    place.units["柳河镇"].closed_on = OCTOBER.start
    session.commit()
    names = {entry.unit for entry in gather(scheme, OCTOBER).entries}
    assert "新设镇" in names
    assert "柳河镇" not in names


def test_gathering_takes_the_same_number_of_statements_for_any_number_of_units(
    scheme, place, cast, session, counting
):
    def statements():
        session.expire_all()
        with counting() as seen:
            gather(scheme, OCTOBER)
        return len(seen)

    before = statements()
    for number in range(5):
        entered(scheme, factory.township(cast.office, f"增{number}镇", 70), cast)
    session.commit()
    assert statements() == before


def test_a_month_is_frozen_by_the_revision_that_is_in_force_for_it(scheme, place, cast, session):
    entered(scheme, place.units["青溪镇"], cast)

    def frozen():
        return services.freeze(scheme, actor=cast.clerk.actor, operation=fresh_key(), period=MONTH)

    scheme.state = SchemeState.DRAFT
    session.commit()
    with pytest.raises(Conflict, match="还是草稿"):
        frozen()
    scheme.state, scheme.effective_from = SchemeState.IN_FORCE, "2026-11"
    session.commit()
    with pytest.raises(Conflict, match="从2026-11起施行"):
        frozen()
    scheme.state, scheme.effective_from, scheme.closed_at = SchemeState.CLOSED, "", clock.now()
    session.commit()
    with pytest.raises(Conflict, match="已停用"):
        frozen()
    later = {"state": SchemeState.IN_FORCE, "enacted_at": clock.now(), "effective_from": "2026-11"}
    add(Scheme(office_id=cast.office.id, code="beside", revision=2, name="新版", **later))
    session.commit()
    assert frozen().period == MONTH


def test_a_share_of_too_few_is_not_assessed_and_keeps_its_sources():
    found = counted(Measure.TASKS_ON_TIME, D(1), D(2), OCTOBER, least=D(3))
    assert found.value == NotAssessed("基数不足3，不考核")
    assert [one.value for one in found.sources] == ["1", "2"]
    assert counted(Measure.TASKS_ON_TIME, D(2), D(3), OCTOBER, least=D(3)).value == D("66.67")


def test_only_an_entry_is_found_again_from_a_source():
    assert entry_of(Source("", 0, "", "", indicator="entry/12")) == 12
    assert entry_of(Source("", 0, "", "", indicator="tasks.due")) is None
    assert entry_of(Source("", 0, "", "", indicator="entry/x")) is None
