"""Three communities, thirty, five hundred: the same number of statements, one page."""

import pytest

from coordination.applications import services
from coordination.kernel.operations import fresh_key
from coordination.organizations.models import MemberUnit
from coordination.tallies.rules.rows import Count
from tests.factories import applications as make
from tests.factories import certificates, standards
from tests.factories.applications import CLEAN, THIRD
from tests.factories.organizations import session


@pytest.fixture
def world(cast, clock):
    return make.world(cast)


def more(unit, count):
    """So many communities more in a township."""
    township = session.get_one(MemberUnit, unit.id)
    return [standards.community(township, name=f"示例村{number:03}") for number in range(count)]


def test_the_same_number_of_statements_for_three_and_for_thirty(cast, world, client_for, counting):
    who = cast.township_a.actor
    for name in (CLEAN, THIRD):
        make.filed(world, cast.township_a, name)
    session.commit()
    browser = client_for(cast.township_a)

    def counted():
        found = []
        for page in ("", "/lists", ".xlsx"):
            browser.get(f"/communities{page}")
            with counting() as seen:
                assert browser.get(f"/communities{page}").status_code == 200
            found.append(len(seen))
        return found

    few = counted()
    made = more(cast.units.a, 27)
    certificates.file(cast, *(Count(one.id, int(order % 3 == 0)) for order, one in enumerate(made)))
    session.commit()
    for one in made[1:20:3]:
        services.draft(one, actor=who, operation=fresh_key(), standard=world.version)
    session.commit()
    assert counted() == few
    assert max(few) < 30


def test_five_hundred_on_one_page(cast, world, client_for):
    more(cast.units.b, 500)
    session.commit()
    page = client_for(cast.township_b).get("/communities")
    assert page.text.count("<tr>") == 503
    assert "500个村（社区）只等数据" in page.text
