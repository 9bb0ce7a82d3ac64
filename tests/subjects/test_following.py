"""Communities, townships and units follow the tree and the list of units."""

from datetime import date
from types import SimpleNamespace

import pytest

from coordination.kernel.clock import Clock
from coordination.kernel.errors import Forbidden, NotFound
from coordination.kernel.operations import fresh_key
from coordination.organizations.models import Division, MemberUnit
from coordination.subjects import queries, services
from coordination.subjects.models import Subject
from coordination.subjects.rules import SubjectKind
from tests.factories.organizations import session
from tests.factories.subjects import community, followed


def follow(cast: SimpleNamespace) -> None:
    services.follow(cast.office, actor=cast.clerk.actor, operation=fresh_key())
    session.commit()


def names(cast: SimpleNamespace, kind: SubjectKind) -> list[str]:
    return [one.name for one in queries.open_in(cast.office.id, kind)]


def test_communities_stand_in_the_order_of_their_townships(cast: SimpleNamespace, clock: Clock) -> None:
    made = followed(cast)
    assert names(cast, SubjectKind.COMMUNITY) == ["柳沟社区", "石桥村", "东河社区", "白塔社区", "西园社区"]
    assert names(cast, SubjectKind.TOWNSHIP) == ["青溪镇", "白塔街道"]
    assert "青溪镇" not in names(cast, SubjectKind.UNIT)
    assert "区教育局" in names(cast, SubjectKind.UNIT)
    assert made["柳沟社区"].unit_id == cast.units.a.id
    assert made["柳沟社区"].located_in_id == cast.units.a.division_id
    ours = queries.subjects_of(cast.units.a.id, SubjectKind.COMMUNITY)
    assert [one.name for one in ours] == ["柳沟社区", "石桥村", "东河社区"]


def test_following_twice_changes_nothing(cast: SimpleNamespace, clock: Clock) -> None:
    before = {name: (one.id, one.version) for name, one in followed(cast).items()}
    follow(cast)
    assert {one.name: (one.id, one.version) for one in session.query(Subject)} == before


def test_what_is_renamed_moved_closed_and_reopened_is_followed(cast: SimpleNamespace, clock: Clock) -> None:
    made = followed(cast)
    places = {one.name: one for one in session.query(Division)}
    moved, renamed, closed = places["柳沟社区"], places["石桥村"], places["东河社区"]
    moved.parent_id = cast.units.b.division_id
    moved.path = f"{session.get_one(Division, cast.units.b.division_id).path}{moved.id}/"
    renamed.name, closed.closed_on = "石桥社区", date(2026, 9, 1)
    session.get_one(MemberUnit, cast.units.bank.id).closed_on = date(2026, 8, 1)
    follow(cast)
    after = {one.id: one for one in session.query(Subject)}
    assert after[made["柳沟社区"].id].unit_id == cast.units.b.id
    assert after[made["石桥村"].id].name == "石桥社区"
    assert after[made["东河社区"].id].closed_on == date(2026, 9, 1)
    assert after[made["工商银行山阳支行"].id].closed_on == date(2026, 8, 1)
    closed.closed_on = None
    follow(cast)
    assert session.get_one(Subject, made["东河社区"].id).closed_on is None


def test_a_community_of_a_township_that_is_no_unit_waits(cast: SimpleNamespace, clock: Clock) -> None:
    cast.units.b.closed_on = date(2026, 1, 1)
    followed(cast)
    assert names(cast, SubjectKind.COMMUNITY) == ["柳沟社区", "石桥村", "东河社区"]
    cast.units.b.closed_on = None
    follow(cast)
    assert "白塔社区" in names(cast, SubjectKind.COMMUNITY)


def test_only_the_clerk_of_the_office_synchronises(cast: SimpleNamespace) -> None:
    for person, refusal in (
        (cast.leader, Forbidden),
        (cast.township_a, Forbidden),
        (cast.outsider, NotFound),
        (cast.auditor, NotFound),
    ):
        with pytest.raises(refusal):
            services.follow(cast.office, actor=person.actor, operation=fresh_key())


def test_a_new_community_joins_its_township(cast: SimpleNamespace, clock: Clock) -> None:
    followed(cast)
    community(cast.units.a, "新华社区")
    follow(cast)
    assert names(cast, SubjectKind.COMMUNITY)[3] == "新华社区"


def test_the_schedule_follows_where_something_differs_and_only_there(
    cast: SimpleNamespace, clock: Clock
) -> None:
    followed(cast)
    assert services.follow_daily() == 1  # the other office has never followed
    assert services.follow_daily() == 0
    session.query(Division).filter_by(name="石桥村").one().name = "石桥社区"
    session.commit()
    assert services.follow_daily() == 1
    assert "石桥社区" in names(cast, SubjectKind.COMMUNITY)
    session.query(Division).filter_by(name="东河社区").one().closed_on = date(2026, 11, 1)
    session.commit()
    assert services.follow_daily() == 1
    assert services.follow_daily() == 0
