"""The lists: filters, counts, and a constant number of statements for 500 rows."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from coordination.applications.models import Application, Finding, Opinion
from coordination.applications.queries import batch, lists, signing
from coordination.applications.states import ApplicationState, OpinionState, Purpose
from coordination.kernel.clock import clock as now
from coordination.kernel.policy import Actor
from coordination.organizations.models import Division
from coordination.organizations.rules import Level
from coordination.standards.rules import Standing
from coordination.subjects.models import Subject
from coordination.subjects.rules import SubjectKind
from tests.factories import applications as make
from tests.factories.applications import CLEAN, THIRD
from tests.factories.organizations import division, session
from tests.factories.standards import filing, tally

S = ApplicationState


@pytest.fixture
def world(cast, clock):
    return make.world(cast)


def many(cast, world, numbers):
    """Applications of made-up campuses and what the police are asked about them."""
    criterion = world.version.criteria[0].id
    subjects = session.scalars(
        insert(Subject).returning(Subject.id),
        [
            {
                "office_id": cast.office.id,
                "kind": SubjectKind.CAMPUS,
                "name": f"示例校园{n:03}" + "很长的名字" * 50,
                "unit_id": cast.units.a.id,
            }
            for n in numbers
        ],
    ).all()
    common = {
        "office_id": cast.office.id,
        "unit_id": cast.units.a.id,
        "version_id": world.version.id,
        "purpose": Purpose.FIRST,
        "state": S.JOINT_REVIEW,
        "drafted_at": now.now(),
        "drafted_by_id": cast.township_a.id,
        "filed_at": now.now(),
        "filed_by_id": cast.township_a.id,
        "round": 1,
    }
    made = session.scalars(
        insert(Application).returning(Application.id), [{"subject_id": id, **common} for id in subjects]
    ).all()
    asked = {"office_id": cast.office.id, "criterion_id": criterion}
    session.execute(
        insert(Opinion),
        [
            {
                "application_id": id,
                "unit_id": cast.units.police.id,
                "managed_by_id": cast.units.a.id,
                "state": OpinionState.ASKED,
                "due_on": now.today() - timedelta(days=1),
                **asked,
            }
            for id in made
        ],
    )
    session.execute(
        insert(Finding),
        [
            {
                "application_id": id,
                "stage": "filed.1",
                "as_of": now.today(),
                "standing": Standing.MET,
                "facts": {"first_on": "2026-10-01", "last_on": "2026-10-31", "days": 31, "covered": 31},
                "found_at": now.now(),
                **asked,
            }
            for id in made
        ],
    )
    session.commit()


@pytest.mark.parametrize("page", ["/applications", "/applications/mine", "/applications/opinions"])
def test_a_list_of_500_takes_the_statements_of_a_list_of_one(page, cast, world, client_for, counting):
    person = {"/applications": cast.clerk, "/applications/mine": cast.township_a}.get(page, cast.police)
    browser = client_for(person)
    many(cast, world, range(1))
    browser.get(page)
    with counting() as few:
        assert browser.get(page).status_code == 200
    many(cast, world, range(1, 500))
    with counting() as more:
        answer = browser.get(page)

    assert len(more) == len(few)
    assert "示例校园" in answer.text
    assert "第 1 页，共 10 页" in answer.text


def test_a_townships_table_takes_the_same_statements_for_many(cast, world, client_for, counting):
    browser = client_for(cast.township_a)
    browser.get("/applications/batch")
    with counting() as few:
        browser.get("/applications/batch")
    told = filing(cast.office, cast.clerk, make.OCTOBER, make.OCTOBER)
    parent = session.get_one(Division, cast.units.a.division_id)
    for n in range(30):
        place = division(f"新设社区{n}", Level.COMMUNITY, parent)
        one = Subject(
            office_id=cast.office.id,
            kind=SubjectKind.COMMUNITY,
            name=place.name,
            unit_id=cast.units.a.id,
            division_id=place.id,
            located_in_id=parent.id,
        )
        session.add(one)
        session.flush()
        tally(told, one, make.OCTOBER, make.OCTOBER.replace(day=31), n % 2)
    session.commit()
    with counting() as more:
        answer = browser.get("/applications/batch")

    assert len(more) == len(few)
    assert "17 个可以申报" in answer.text


def test_the_counters_are_the_number_of_the_rows_they_lead_to(cast, world):
    make.filed(world, cast.township_a)
    make.drafted(world, cast.township_a, THIRD)
    for show in lists.Show:
        found = lists.listed(cast.clerk.actor, lists.Wanted(show), now.today())
        assert found.counts[show] == len(found.rows), show


def test_the_filters_narrow_rows_and_counts_alike(cast, world):
    make.filed(world, cast.township_a)
    make.filed(world, cast.township_b, "白塔社区")
    actor, today = cast.clerk.actor, now.today()

    def names(**values):
        return [row.subject for row in lists.listed(actor, lists.Wanted(**values), today).rows]

    assert names() == [CLEAN, "白塔社区"]
    assert names(words="白塔") == ["白塔社区"]
    assert names(words="无诈社区") == [CLEAN, "白塔社区"]
    assert names(unit_id=cast.units.b.id) == ["白塔社区"]
    assert names(kind=SubjectKind.CAMPUS) == []
    assert names(words="%") == []
    assert lists.listed(actor, lists.Wanted(words="白塔"), today).counts[lists.Show.OPEN] == 1


def test_nobody_else_finds_anything(cast, world):
    make.filed(world, cast.township_a)
    today = now.today()
    for person in (cast.outsider, cast.auditor, cast.administrator, cast.township_b, world.neighbour):
        assert lists.listed(person.actor, lists.Wanted(), today).rows == []
    assert lists.listed(Actor(None, ""), lists.Wanted(), today).rows == []
    assert signing.signing(cast.bank.actor, signing.Wanted(), today).lines == []


def test_the_batch_says_of_each_subject_how_it_stands(cast, world):
    make.filed(world, cast.township_a)
    (version,) = batch.versions(cast.units.a)
    rows = {row.subject.name: row for row in batch.candidates(cast.units.a, version).rows}

    assert (rows[CLEAN].may_apply, rows[CLEAN].open.state) == (False, S.JOINT_REVIEW)
    assert rows[THIRD].may_apply
    assert str(rows["石桥村"].lacking[0]).startswith("没有达到“上月零发案”")
