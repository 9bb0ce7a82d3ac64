"""Another day or another inspector for what is planned."""

from datetime import date

import pytest
from sqlalchemy import select

from coordination.inspections import services
from coordination.inspections.states import InspectionState
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.operations import fresh_key
from coordination.notifications.models import Notification
from tests.factories import inspections as make

FRIDAY, SATURDAY = date(2026, 11, 27), date(2026, 11, 28)


@pytest.fixture
def planned(cast, clock):
    """By the education bureau, until 20 November; today is the sixth."""
    return make.planned(cast, make.world(cast))


def move(one, who, **values):
    given = {"inspector_id": one.inspector_id, "due_on": FRIDAY, "reason": "道路中断"} | values
    given = {"version": one.version, "operation": fresh_key()} | given
    return services.move(make.again(one), actor=who.actor, **given)


def told(account):
    found = select(Notification).where(
        Notification.account_id == account.id, Notification.kind == "inspection.moved"
    )
    return [str(one.address) for one in make.session.scalars(found)]


def test_another_day_is_told_to_both_sides(cast, planned):
    assert move(planned, cast.clerk).due_on == FRIDAY
    assert told(cast.department) == told(cast.township_a) == [f"/inspections/{planned.id}"]
    assert told(cast.police) == []


def test_another_inspector_is_told_and_so_is_who_went_before(cast, planned):
    one = move(planned, cast.clerk, inspector_id=cast.units.police.id, due_on=planned.due_on)
    assert one.inspector_id == cast.units.police.id
    assert told(cast.police) == [f"/inspections/{planned.id}"]
    assert told(cast.department) == ["/inspections"]  # no longer theirs to see
    again = move(make.again(one), cast.clerk, inspector_id=None)
    assert again.inspector_id is None


def test_what_was_saved_stays(cast, planned):
    sheet = make.to_mend(planned, date(2026, 11, 30))
    saved = services.save(
        make.again(planned),
        actor=cast.department.actor,
        operation=fresh_key(),
        version=planned.version,
        sheet=sheet,
    )
    one = move(make.again(saved), cast.clerk, inspector_id=cast.units.police.id)
    kept = make.again(one)
    assert [point.note for point in kept.points] == ["", "宣传栏缺失"]
    assert kept.state is InspectionState.PLANNED


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"due_on": date(2026, 11, 20)}, ["due_on"]),  # nothing changed
        ({"due_on": None}, ["due_on"]),
        ({"due_on": date(2026, 11, 5)}, ["due_on"]),
        ({"due_on": date(2027, 2, 5)}, ["due_on"]),
        ({"due_on": SATURDAY}, ["due_on"]),
        ({"reason": " "}, ["reason"]),
        ({"reason": "长" * 501}, ["reason"]),
        ({"inspector_id": 10**9, "due_on": SATURDAY, "reason": ""}, ["inspector", "due_on", "reason"]),
    ],
)
def test_what_cannot_be_is_told_all_at_once(cast, planned, values, fields):
    with pytest.raises(Invalid) as refusal:
        move(planned, cast.clerk, **values)
    assert list(refusal.value.errors) == fields
    assert make.again(planned).due_on == date(2026, 11, 20)


def test_nobody_comes_to_inspect_what_they_look_after(cast, planned):
    with pytest.raises(Invalid, match="不能复查自己的柳沟社区"):
        move(planned, cast.clerk, inspector_id=cast.units.a.id)


@pytest.mark.parametrize("who", ["leader", "department", "township_a", "township_b", "outsider"])
def test_the_clerk_moves(who, cast, planned):
    with pytest.raises((Forbidden, NotFound)):
        move(planned, getattr(cast, who))


def test_once_whatever_is_sent_twice_and_never_upon_an_old_page(cast, planned):
    key, seen = fresh_key(), planned.version
    for _time in range(2):
        move(planned, cast.clerk, operation=key, version=seen)
    assert len(told(cast.township_a)) == 1
    with pytest.raises(Stale):
        move(planned, cast.clerk, due_on=date(2026, 11, 30), version=seen)


def test_what_has_ended_is_not_moved(cast, planned):
    make.finish(planned, cast.department, make.sheet(planned))
    with pytest.raises(Conflict):
        move(make.again(planned), cast.clerk)


def test_on_its_page(cast, planned, client_for):
    client, address = client_for(cast.clerk), f"/inspections/{planned.id}/move"
    assert address in client.get(f"/inspections/{planned.id}").text
    page = client.get(address).text
    assert 'value="2026-11-20"' in page
    assert f'<option selected value="{cast.units.education.id}">' in page
    assert cast.units.a.short_name not in page.split("<select", 1)[1].split("</select>")[0]
    given = {"operation_key": fresh_key(), "version": str(planned.version), "reason": "道路中断"}
    wrong = client.post(address, data=given | {"inspector": "0", "due_on": "2026-11-31"})
    assert wrong.status_code == 422
    assert "2026-11-31" in wrong.text
    given |= {"operation_key": fresh_key(), "inspector": str(cast.units.police.id), "due_on": "2026-11-27"}
    done = client.post(address, data=given)
    history = client.get(done.location).text
    assert f"改由{cast.units.police.short_name}在2026-11-27前完成：道路中断" in history
    assert client_for(cast.police).get(f"/inspections/{planned.id}").status_code == 200
    department = client_for(cast.department)
    assert department.get(f"/inspections/{planned.id}").status_code == 404
    assert department.get(address).status_code == 404
