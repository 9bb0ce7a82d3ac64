"""What a frozen ranking says of a rate that was drawn towards the mean of its cohort."""

from decimal import Decimal as D

import pytest
from sqlalchemy import select

from coordination.kernel.operations import fresh_key
from coordination.rankings import queries, services
from coordination.rankings.rules import recompute
from coordination.schemes.models import CohortMember, SchemeItem
from tests.factories import rankings as factory
from tests.factories.rankings import MONTH


@pytest.fixture
def place(cast, clock):
    return factory.district(cast)


def asks(session, **options):
    """The rate of cases, of 2, 6, 4 and 9 cases in the four towns and 3 and 5 in the two streets."""
    item = session.scalars(select(SchemeItem).where(SchemeItem.code == "cases")).one()
    for name, value in options.items():
        setattr(item, name, value)
    session.commit()


def cases_of(place, cast):
    ranking = services.freeze(place.scheme, actor=cast.clerk.actor, operation=fresh_key(), period=MONTH)
    assert recompute(ranking.snapshot, ranking.sha256) is None
    lines = queries.lines(ranking)
    return {line.unit.name: next(item for item in line.items if item.code == "cases") for line in lines}


def test_a_drawn_rate_lies_between_its_own_and_the_mean_and_names_both(place, cast, session):
    before = cases_of(place, cast)
    asks(session, shrunk=True)
    for name, item in cases_of(place, cast).items():
        raw, mean = (D(source["value"]) for source in item.sources[-2:])
        assert [source["title"] for source in item.sources[-2:]] == ["向本组平均收缩前", "本组平均"]
        assert raw == before[name].value
        assert min(raw, mean) <= item.value <= max(raw, mean)
        assert item.value != raw


def test_an_exempt_unit_keeps_its_rate_and_draws_nobody(place, cast, session):
    asks(session, shrunk=True)
    found = cases_of(place, cast)
    member = select(CohortMember).where(CohortMember.unit_id == place.units["南岭镇"].id)
    session.scalars(member).one().exempt = "今年新设"
    session.commit()
    without = cases_of(place, cast)
    assert len(without["南岭镇"].sources) == len(found["南岭镇"].sources) - 2
    mean = {name: item.sources[-1]["value"] for name, item in without.items()}
    assert mean["青溪镇"] == mean["石桥镇"] != found["青溪镇"].sources[-1]["value"]


def test_below_the_least_denominator_the_item_is_not_assessed(place, cast, session):
    place.units["青溪镇"].division.population = 900
    asks(session, shrunk=True, min_base=D(1000))
    found = cases_of(place, cast)["青溪镇"]
    assert (found.value, found.missing, found.points) == (None, "分母不足1000，不考核", 0)


def test_months_taken_together_must_all_be_filed(place, cast, session):
    asks(session, months=2)
    both = cases_of(place, cast)["青溪镇"]
    assert [source["period"] for source in both.sources[:2]] == ["2026-09", "2026-10"]
    assert both.value == D("5.00")  # 8 and 2 cases among 20,000 people
    asks(session, months=3)
    three = cases_of(place, cast)["青溪镇"]
    assert (three.value, three.missing) == (None, "")
