"""What titles put on the desks: a statement, a renewal, suspensions that wait for a decision."""

from datetime import date

import pytest

from coordination.certificates import services
from coordination.kernel.operations import fresh_key
from tests.factories import certificates as make


@pytest.fixture
def suspended(cast, clock, session):
    world = make.world(cast, valid_months=3)
    made = make.named(cast, world.applications[0])
    services.suspend(made, actor=cast.clerk.actor, operation=fresh_key(), version=made.version, reason="核实")
    world.review, world.certificate = make.review_of(made), made
    return world


def test_the_unit_is_asked_for_its_statement_until_it_has_handed_it_in(cast, suspended, client_for):
    township = cast.township_a.actor
    client = client_for(cast.township_a)
    page = client.get("/desk")
    assert "青溪镇柳沟社区的称号暂停复核" in page.text
    assert f"/certificates/reviews/{suspended.review.id}/statement" in page.text
    assert "暂停复核" not in client_for(cast.township_b).get("/desk").text
    services.state_case(
        make.session.get_one(type(suspended.review), suspended.review.id),
        actor=township,
        operation=fresh_key(),
        version=1,
        statement="已核实",
    )
    assert "暂停复核" not in client.get("/desk").text


def test_the_office_counts_what_waits_for_a_decision(cast, suspended, client_for, clock):
    assert "复核超期" in client_for(cast.leader).get("/desk").text
    overdue = "/certificates/reviews?show=overdue"
    assert "青溪镇柳沟社区" not in client_for(cast.leader).get(overdue).text
    clock.move(clock.now().replace(day=21))
    assert "青溪镇柳沟社区" in client_for(cast.leader).get(overdue).text


def test_the_renewal_is_offered_in_its_days_and_not_before(cast, suspended, client_for, clock):
    address = f"/applications/new/{suspended.certificate.subject_id}"
    clock.move(clock.now().replace(month=12, day=6))
    assert address not in client_for(cast.township_a).get("/desk").text
    clock.move(days=1)
    page = client_for(cast.township_a).get("/desk")
    assert "青溪镇柳沟社区的称号快到期" in page.text
    assert address in page.text
    assert suspended.certificate.valid_until == date(2027, 2, 5)
