"""Units in order, their names, closing; numbers of people; the names of the office."""

from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from coordination.audit.models import Event
from coordination.kernel.clock import Clock
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.operations import fresh_key
from coordination.kernel.policy import SYSTEM
from coordination.organizations import queries
from coordination.organizations.models import Division, MemberUnit
from coordination.organizations.queries import Place
from coordination.organizations.rules import Level
from coordination.organizations.services import divisions, offices, units
from coordination.organizations.services.divisions import Counts
from coordination.organizations.services.offices import OfficeNames
from coordination.organizations.services.units import UnitDetails
from tests.factories.organizations import division

pytestmark = pytest.mark.usefixtures("clock")
NAMES = OfficeNames("甲区联席会议办公室", "甲区联席办", "甲区联席会议办公室文件", "甲反诈联办", "全区")


def details(name: str = "区民政局", **other: object) -> UnitDetails:
    return UnitDetails(**{"name": name, "short_name": name, "kind_code": "education", **other})  # type: ignore[arg-type]


def add(cast: SimpleNamespace, wanted: UnitDetails, actor: object = None) -> MemberUnit:
    return units.add(cast.office, wanted, actor=actor or cast.clerk.actor, operation=fresh_key())


def refused(call: object) -> dict[str, str]:
    with pytest.raises(Invalid) as error:
        call()  # type: ignore[operator]
    return {name: str(text) for name, text in error.value.errors.items()}


def order_of(cast: SimpleNamespace) -> list[str]:
    return [unit.name for unit in queries.units(cast.office.id)]


def events(session: scoped_session[Session], action: str) -> list[Event]:
    return list(session.scalars(select(Event).where(Event.action == action).order_by(Event.id)))


def test_a_new_unit_stands_last_and_is_found_by_letters(cast: SimpleNamespace) -> None:
    unit = add(cast, details("区民政局", contact_name="张三", contact_phone="１３８-0000 5678"))
    assert order_of(cast)[-1] == "区民政局"
    assert (unit.pinyin, unit.initials) == ("quminzhengju", "qmzj")
    assert unit.contact_phone == "138-0000 5678"
    for words in ("民政", "qmz", "minzheng", "MIN ZHENG"):
        assert [one.name for one in queries.search(cast.clerk.actor, words)] == ["区民政局"]


def test_the_audit_keeps_no_name_and_no_phone_of_a_contact(
    cast: SimpleNamespace, session: scoped_session[Session]
) -> None:
    unit = add(cast, details(contact_name="张三", contact_phone="13800005678"))
    changed = details("区民政局二", contact_name="李四", contact_phone="13900005678")
    units.edit(unit, changed, actor=cast.clerk.actor, operation=fresh_key(), version=unit.version)
    [edited] = events(session, "unit.edit")
    assert edited.content["changed"] == {
        "name": ["区民政局", "区民政局二"],
        "short_name": ["区民政局", "区民政局二"],
        "contact": True,
    }
    assert not any(
        "张三" in str(one.content) or "1380" in str(one.content) for one in session.scalars(select(Event))
    )


def test_a_name_is_unique_in_the_office_and_free_next_door(cast: SimpleNamespace) -> None:
    assert "同名" in refused(lambda: add(cast, details("区教育局")))["name"]
    other = units.add(cast.other, details("区教育局"), actor=cast.outsider.actor, operation=fresh_key())
    assert other.office_id == cast.other.id


def test_the_name_of_a_closed_unit_tells_how_to_get_it_back(cast: SimpleNamespace, clock: Clock) -> None:
    unit = cast.units.education
    units.close(unit, actor=cast.clerk.actor, operation=fresh_key(), version=unit.version, on=clock.today())
    assert "重新启用" in refused(lambda: add(cast, details("区教育局")))["name"]


def test_all_that_is_wrong_is_told_at_once(cast: SimpleNamespace) -> None:
    wrong = UnitDetails("", "很" * 21, "nonsense", contact_phone="abc")
    assert set(refused(lambda: add(cast, wrong))) == {"name", "short_name", "kind_code", "contact_phone"}


def test_a_township_unit_needs_a_township_of_the_area_that_is_free(
    cast: SimpleNamespace, session: scoped_session[Session]
) -> None:
    county = cast.office.division
    free = division("黑石镇", Level.TOWNSHIP, county)
    foreign = division("邻镇", Level.TOWNSHIP, cast.other.division)
    session.commit()

    def wanted(number: int | None) -> UnitDetails:
        return details("黑石镇", kind_code="township", division_id=number)

    assert "请选择" in refused(lambda: add(cast, wanted(None)))["division_id"]
    assert "请选择" in refused(lambda: add(cast, wanted(county.id)))["division_id"]
    assert "范围" in refused(lambda: add(cast, wanted(foreign.id)))["division_id"]
    assert "青溪镇" in refused(lambda: add(cast, wanted(cast.units.a.division_id)))["division_id"]
    assert add(cast, wanted(free.id)).division_id == free.id


def test_a_unit_that_is_no_township_any_more_loses_its_division(cast: SimpleNamespace) -> None:
    unit = cast.units.a
    changed = details("青溪镇", division_id=unit.division_id)
    units.edit(unit, changed, actor=cast.clerk.actor, operation=fresh_key(), version=unit.version)
    assert (unit.kind_code, unit.division_id) == ("education", None)


def test_an_edit_of_an_old_page_is_refused(cast: SimpleNamespace) -> None:
    unit = cast.units.bank
    seen = unit.version
    units.edit(unit, details("工行一"), actor=cast.clerk.actor, operation=fresh_key(), version=seen)
    with pytest.raises(Stale):
        units.edit(
            unit, details("工行二"), actor=cast.second_clerk.actor, operation=fresh_key(), version=seen
        )
    assert unit.name == "工行一"


def test_a_form_sent_twice_adds_one_unit(cast: SimpleNamespace) -> None:
    key = fresh_key()
    first = units.add(cast.office, details(), actor=cast.clerk.actor, operation=key)
    again = units.add(cast.office, details(), actor=cast.clerk.actor, operation=key)
    assert first.id == again.id
    assert order_of(cast).count("区民政局") == 1


def test_units_move_up_down_first_and_after_another(cast: SimpleNamespace) -> None:
    before = order_of(cast)
    moves = cast.units

    def move(unit: MemberUnit, after: int | None) -> list[str]:
        units.order(unit, actor=cast.clerk.actor, operation=fresh_key(), after_id=after)
        return order_of(cast)

    assert move(moves.a, None)[0] == "青溪镇"
    assert move(moves.a, moves.education.id) == before
    assert move(moves.police, moves.b.id)[-1] == "山阳公安分局"


def test_a_move_leaves_the_open_edit_page_of_others_good(cast: SimpleNamespace) -> None:
    seen = cast.units.bank.version
    units.order(cast.units.b, actor=cast.clerk.actor, operation=fresh_key(), after_id=None)
    edited = units.edit(
        cast.units.bank, details("工行"), actor=cast.clerk.actor, operation=fresh_key(), version=seen
    )
    assert edited.name == "工行"


def test_a_unit_cannot_stand_after_one_of_another_office(cast: SimpleNamespace) -> None:
    def move() -> None:
        units.order(
            cast.units.a, actor=cast.clerk.actor, operation=fresh_key(), after_id=cast.units.foreign.id
        )

    assert set(refused(move)) == {"after_id"}


def test_a_closed_unit_leaves_the_lists_and_comes_back_to_its_place(
    cast: SimpleNamespace, clock: Clock
) -> None:
    unit, actor, before = cast.units.bank, cast.clerk.actor, order_of(cast)

    def close(on: date | None) -> None:
        units.close(unit, actor=actor, operation=fresh_key(), version=unit.version, on=on)

    assert set(refused(lambda: close(None))) == {"closed_on"}
    assert set(refused(lambda: close(date(2026, 11, 7)))) == {"closed_on"}
    close(clock.today())
    assert unit.name not in order_of(cast)
    assert unit in queries.units(cast.office.id, closed=True)
    assert [one.id for one in queries.search(actor, closed=True)] == [unit.id]
    with pytest.raises(Conflict):
        close(clock.today())
    units.reopen(unit, actor=actor, operation=fresh_key(), version=unit.version)
    assert order_of(cast) == before


def test_lists_of_kinds_keep_the_official_order(cast: SimpleNamespace) -> None:
    named = [unit.name for unit in queries.units(cast.office.id, kinds=("township", "bank"))]
    assert named == ["工商银行山阳支行", "青溪镇", "白塔街道"]


def test_a_unit_sees_itself_only(cast: SimpleNamespace) -> None:
    assert [unit.id for unit in queries.search(cast.bank.actor)] == [cast.units.bank.id]


def test_strangers_and_units_change_nothing(cast: SimpleNamespace) -> None:
    unit = cast.units.bank
    for person, error in ((cast.outsider, NotFound), (cast.bank, Forbidden), (cast.leader, Forbidden)):
        with pytest.raises(error):
            units.edit(unit, details(), actor=person.actor, operation=fresh_key(), version=unit.version)
    assert unit.name == "工商银行山阳支行"


def place_of(cast: SimpleNamespace, unit: MemberUnit) -> Place:
    found = queries.place(cast.clerk.actor, id=unit.division_id)
    assert found is not None
    return found


def count(cast: SimpleNamespace, place: Place, counts: Counts) -> Division:
    return divisions.count(
        place, counts, actor=cast.clerk.actor, operation=fresh_key(), version=place.division.version
    )


def test_a_population_is_kept_with_its_origin(
    cast: SimpleNamespace, session: scoped_session[Session]
) -> None:
    place = place_of(cast, cast.units.a)
    changed = count(cast, place, Counts(21_000, 6_100, "户籍", "公安户籍统计", 2025))
    assert (changed.population, changed.population_basis, changed.population_year) == (21_000, "户籍", 2025)
    [event] = events(session, "division.count")
    assert (event.content["before"], event.content["now"]) == (20_000, 21_000)
    assert event.office_id == cast.office.id


def test_a_population_can_be_taken_back(cast: SimpleNamespace) -> None:
    changed = count(cast, place_of(cast, cast.units.a), Counts(None, None, "常住", "普查", 2025))
    assert (changed.population, changed.population_basis, changed.population_source) == (None, None, None)


def test_a_place_is_seen_from_its_own_office_only(cast: SimpleNamespace) -> None:
    number = cast.units.a.division_id
    assert queries.place(cast.outsider.actor, id=number) is None
    assert queries.place(cast.clerk.actor, id=0) is None
    with pytest.raises(NotFound):
        divisions.count(
            place_of(cast, cast.units.a),
            Counts(1, 1, "常住", "普查", 2025),
            actor=cast.outsider.actor,
            operation=fresh_key(),
            version=1,
        )


def test_a_prefix_of_the_code_is_no_ancestor(cast: SimpleNamespace, session: scoped_session[Session]) -> None:
    mine, other = cast.office.division, cast.other.division
    below = division("村", Level.TOWNSHIP, other)
    below.code = mine.code + "1"
    session.flush()
    assert below not in session.scalars(queries.subtree(mine)).all()
    assert below in session.scalars(queries.subtree(other)).all()


def test_a_township_closes_after_its_communities_and_its_unit(
    cast: SimpleNamespace, session: scoped_session[Session], clock: Clock
) -> None:
    unit, actor = cast.units.a, cast.clerk.actor
    place = place_of(cast, unit)
    village = division("柳林村", Level.COMMUNITY, place.division)
    session.commit()

    def close(where: Place) -> None:
        version = where.division.version
        divisions.close(where, actor=actor, operation=fresh_key(), version=version, on=clock.today())

    assert "村社区" in refused(lambda: close(place))["closed_on"]
    close(Place(village, cast.office.id))
    assert "成员单位" in refused(lambda: close(place))["closed_on"]
    units.close(unit, actor=actor, operation=fresh_key(), version=unit.version, on=clock.today())
    close(place)
    assert place.division not in queries.townships(cast.office)
    divisions.reopen(place, actor=actor, operation=fresh_key(), version=place.division.version)
    assert place.division in queries.townships(cast.office)


def test_children_come_with_their_own_counts_in_one_query(cast: SimpleNamespace, counting: object) -> None:
    township = place_of(cast, cast.units.a).division
    for number in range(3):
        division(f"村{number}", Level.COMMUNITY, township, population=None if number == 2 else 100)
    with counting() as seen:  # type: ignore[operator]
        rows = queries.children(cast.office.division)
    assert len(seen) == 1
    assert [(row.Division.name, row.parts, row.counted, row.unknown) for row in rows] == [
        ("青溪镇", 3, 200, 1),
        ("白塔街道", 0, 0, 0),
    ]


def test_the_leader_renames_the_office_and_the_clerk_does_not(
    cast: SimpleNamespace, session: scoped_session[Session]
) -> None:
    office = cast.office
    with pytest.raises(Forbidden):
        offices.edit(office, NAMES, actor=cast.clerk.actor, operation=fresh_key(), version=office.version)
    offices.edit(office, NAMES, actor=cast.leader.actor, operation=fresh_key(), version=office.version)
    assert (office.document_code, office.area_name) == ("甲反诈联办", "全区")
    assert events(session, "office.edit")[0].content["changed"]["document_code"] == [
        "山反诈联办",
        "甲反诈联办",
    ]


@pytest.mark.parametrize("code", ["甲反诈联办〔2026〕", "甲反诈联办12号", ""])
def test_the_document_code_is_words_only(cast: SimpleNamespace, code: str) -> None:
    names = OfficeNames(NAMES.name, NAMES.short_name, NAMES.mark, code, NAMES.area_name)

    def change() -> None:
        offices.edit(
            cast.office, names, actor=cast.leader.actor, operation=fresh_key(), version=cast.office.version
        )

    assert set(refused(change)) == {"document_code"}


def test_an_office_is_founded_below_the_one_above_it(cast: SimpleNamespace) -> None:
    city = division("示例市", Level.CITY)
    county = division("甲区", Level.COUNTY, city)

    def found(where: Division) -> object:
        return offices.found(where, NAMES, actor=SYSTEM, operation=fresh_key())

    above = found(city)
    below = found(county)
    assert below.parent_id == above.id  # type: ignore[attr-defined]
    with pytest.raises(Conflict):
        found(county)
    with pytest.raises(Invalid):
        found(division("甲镇", Level.TOWNSHIP, county))
    with pytest.raises(NotFound):
        offices.found(county, NAMES, actor=cast.administrator.actor, operation=fresh_key())
