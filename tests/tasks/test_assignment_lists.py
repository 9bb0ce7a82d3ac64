"""A unit's list by trouble; lists and pages agree; the number of queries does not grow with the rows."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import literal, select
from sqlalchemy.sql import visitors

from coordination.kernel.period import workdays
from coordination.tasks.models import Assignment
from coordination.tasks.queries import lights
from coordination.tasks.queries.assignments import Show, Wanted, mine, visible_to
from coordination.tasks.rules import AssignmentState, light, time_left
from tests.factories import organizations
from tests.factories import tasks as make

S = AssignmentState
WEEK = workdays({})


def text(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def five(cast, clock):
    """One assignment of the bank of each light, and one that is over."""
    now = clock.now()

    def one(title, state=S.WORKING, *, due=21, percent=50):
        task = make.task(cast.office, title, issued_at=now - timedelta(days=7))
        due_at = now + timedelta(days=due)
        return make.assignment(task, cast.units.bank, state, who=cast.bank, percent=percent, due_at=due_at)

    return [
        one("超期的", due=-1),
        one("滞后的", percent=0, due=20),
        one("临期的", due=3, percent=90),
        one("待签收的", S.ISSUED, percent=30, due=30),
        one("办结的", S.DONE, percent=100),
    ]


def listed(cast, clock, **wanted):
    return mine(cast.bank.actor, Wanted(**wanted), clock.now(), WEEK)


def test_what_is_in_trouble_stands_first(cast, five, clock):
    found = listed(cast, clock)
    assert [one.task.title for one in found.assignments] == ["超期的", "滞后的", "临期的", "待签收的"]


def test_each_counter_is_a_filter(cast, five, clock):
    make.assignment(make.task(cast.office, "退回的"), cast.units.bank, S.RETURNED, who=cast.bank)
    make.assignment(make.task(cast.office, "待核查的"), cast.units.bank, S.SUBMITTED, who=cast.bank)
    counts = listed(cast, clock).counts
    assert counts == {
        Show.OPEN: 6,
        Show.RED: 1,
        Show.YELLOW: 1,
        Show.BLUE: 1,
        Show.UNRECEIVED: 1,
        Show.RETURNED: 1,
        Show.WAITING: 1,
        Show.ENDED: 1,
    }
    for show in Show:
        assert len(listed(cast, clock, show=show).assignments) == counts[show], show


def test_words_are_looked_for_in_title_campaign_and_source(cast, five, clock):
    make.assignment(make.task(cast.office, "另一项", campaign="断卡行动"), cast.units.bank)
    for words, title in (("临期", "临期的"), ("断卡", "另一项")):
        assert [one.task.title for one in listed(cast, clock, words=words).assignments] == [title]
    assert listed(cast, clock, words="100%").counts[Show.OPEN] == 0


def test_a_township_reads_its_own_and_what_it_passed_on_apart(cast, clock):
    parent = make.assignment(make.task(cast.office), cast.units.a, S.WORKING, who=cast.township_a)
    child = make.passed_on(parent, make.community(cast.units.a))
    actor = cast.township_a.actor
    for communities, expected in ((False, parent), (True, child)):
        found = mine(actor, Wanted(communities=communities), clock.now(), WEEK)
        assert [one.id for one in found.assignments] == [expected.id]


def test_lists_and_pages_agree_for_the_whole_cast(cast, five, client_for, session):
    parent = make.assignment(make.task(cast.office), cast.units.a, S.WORKING, who=cast.township_a)
    community = make.community(cast.units.a)
    everything = [*five, parent, make.passed_on(parent, community)]
    cast.community_worker = make.worker(cast.units.a, community)
    people = {name: one for name, one in vars(cast).items() if hasattr(one, "actor")}
    for name, person in people.items():
        seen = set(session.scalars(visible_to(person.actor).with_only_columns(Assignment.id)))
        client = client_for(person)
        opened = {one.id for one in everything if client.get(f"/assignments/{one.id}").status_code == 200}
        assert opened == seen, name
    assert len(session.scalars(visible_to(cast.community_worker.actor)).all()) == 1
    assert session.scalars(visible_to(cast.worker.actor)).all() == []


def test_each_list_is_for_its_own_people(cast, client_for, clock):
    for nobody in (cast.clerk, cast.leader, cast.auditor, cast.administrator):
        assert client_for(nobody).get("/assignments").status_code == 404
    for somebody in (cast.bank, cast.bank_reviewer, cast.township_a):
        assert "没有要办的任务" in text(client_for(somebody).get("/assignments"))


def test_only_who_signs_is_offered_the_boxes(cast, five, client_for):
    assert 'name="row"' in text(client_for(cast.bank).get("/assignments"))
    assert 'name="row"' not in text(client_for(cast.bank_reviewer).get("/assignments"))


def test_odd_addresses_are_no_errors(cast, five, client_for):
    client = client_for(cast.bank)
    huge = "9" * 25
    for query in ("show=x", f"page={huge}", "page=-1", "whose=communities", "q=%25", "q=%FF"):
        assert client.get(f"/assignments?{query}").status_code == 200, query
    assert client.get(f"/assignments/{huge}").status_code == 404
    for query in ("request=x", f"request={huge}"):
        office = client_for(cast.clerk)
        assert office.get(f"/assignments/{five[0].id}/decide?{query}").status_code == 302


def test_a_long_title_breaks_nothing_and_500_rows_are_turned_by_pages(cast, clock, client_for, session):
    bank = cast.units.bank
    for number in range(119):
        make.assignment(make.task(cast.office, f"{number}" + "长" * 290), bank)
    client = client_for(cast.bank)
    page = text(client.get("/assignments"))
    assert "第 1 页，共 3 页" in page
    assert page.count('name="row"') == 50
    assert text(client.get("/assignments?page=3")).count('name="row"') == 19


def test_the_number_of_queries_does_not_grow_with_the_rows(cast, clock, client_for, counting, session):
    task = make.task(cast.office, evidence="照片")
    parent = make.assignment(task, cast.units.a, S.SUBMITTED, who=cast.township_a)
    make.passed_on(parent, make.community(cast.units.a), S.SUBMITTED, who=cast.worker)
    make.feedback(parent, cast.township_a, final=True)
    make.request(parent, cast.township_a)
    unit, office = client_for(cast.township_a), client_for(cast.clerk)

    def counts():
        found = []
        for client, page in (
            (unit, "/assignments"),
            (unit, f"/assignments/{parent.id}"),
            (office, f"/assignments/{parent.id}"),
            (office, f"/assignments/{parent.id}/review"),
            (office, "/assignments/waiting"),
            (unit, "/assignments/waiting"),
        ):
            with counting() as seen:
                assert client.get(page).status_code == 200
            found.append(len(seen))
        return found

    few = counts()
    township = session.get_one(type(cast.units.a), cast.units.a.id)
    for number in range(12):
        make.passed_on(
            make.again(parent), make.community(township, f"第{number}社区"), S.SUBMITTED, who=cast.worker
        )
        make.feedback(make.again(parent), cast.township_a, f"第{number}次")
        other = make.task(cast.office, f"第{number}项")
        own = make.assignment(other, township, S.SUBMITTED, who=cast.township_a)
        make.request(own, cast.township_a)
        make.assignment(other, organizations.unit(cast.office, f"第{number}行", "bank"), S.SUBMITTED)
    assert all(now <= before for now, before in zip(counts(), few, strict=True))
    assert max(few) <= 14


NOW = datetime(2026, 11, 6, 2, 0, tzinfo=UTC)
NEAR = st.timedeltas(min_value=timedelta(days=-40), max_value=timedelta(days=40))


@given(NEAR, NEAR, st.integers(0, 100), st.sampled_from(list(S)))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_and_the_rule_give_the_same_light(session, since, until, percent, state):
    issued_at, due_at = NOW + since, NOW + until
    one = select(
        literal(state.value).label("state"),
        literal(percent).label("percent"),
        literal(issued_at).label("issued_at"),
        literal(due_at).label("due_at"),
    ).subquery()
    place = lights.trouble(NOW, WEEK)
    values = {"issued_at": issued_at, "due_at": due_at}
    found = session.scalar(_on(one, place))
    assert lights.ORDER[found] is light(state, percent=percent, now=NOW, is_workday=WEEK, **values)


def _on(one, place):
    """The expression over assignments, read over a single made-up row."""

    def swap(element, **_rest):
        if getattr(element, "table", None) is Assignment.__table__:
            return one.c[element.name]
        return None

    return select(visitors.replacement_traverse(place, {}, swap))


@pytest.mark.parametrize(
    ("due_at", "said"),
    [
        (datetime(2026, 11, 6, 9, tzinfo=UTC), "今天17:00截止"),
        (datetime(2026, 11, 9, 9, tzinfo=UTC), "还有1个工作日"),
        (datetime(2026, 11, 6, 1, tzinfo=UTC), "今天已过期限"),
        (datetime(2026, 11, 3, 9, tzinfo=UTC), "超期3天"),
    ],
)
def test_how_far_a_deadline_is(due_at, said):
    assert str(time_left(due_at, NOW, WEEK)) == said


def test_a_deadline_before_the_next_working_day():
    saturday = datetime(2026, 11, 7, 2, tzinfo=UTC)
    assert str(time_left(saturday + timedelta(days=1), saturday, WEEK)) == "还有1天，都不是工作日"
