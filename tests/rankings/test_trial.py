"""Other weights on a copy: what moves, what is refused, and that nothing is written."""

from decimal import Decimal as D

import pytest

from coordination.kernel.db import session
from coordination.kernel.operations import fresh_key
from coordination.rankings import services
from coordination.rankings.models import Ranking
from coordination.rankings.rules.entries import Entry
from coordination.rankings.rules.scoring import score
from coordination.rankings.rules.trial import changed, compared, draws_for, methods_of
from coordination.schemes.rules.scheme import Item, Method, Scheme
from tests.factories import rankings as factory
from tests.factories.rankings import MONTH

TWO = Scheme(
    "示例", (Item("a", "甲", D(70), Method.MINMAX), Item("b", "乙", D(30), Method.TARGET, target=D(10)))
)
UNITS = [
    Entry("u1", "镇", 1, {"a": D(9), "b": D(1)}),
    Entry("u2", "镇", 2, {"a": D(1), "b": D(9)}),
    Entry("u3", "镇", 3, {"a": D(2), "b": D(2)}),
]


def test_weights_turned_round_turn_the_ranking_round():
    copy = changed(TWO, {"a": D(30), "b": D(70)}, {})
    (rows,) = compared(score(TWO, UNITS), copy, UNITS).values()
    assert [(row.tried.unit, row.official.rank, row.tried.rank, row.by) for row in rows] == [
        ("u2", 2, 1, 1),
        ("u1", 1, 2, -1),
        ("u3", 3, 3, 0),
    ]


def test_the_copy_of_nothing_is_the_scheme_itself():
    assert changed(TWO, {}, {}) == TWO
    assert changed(TWO, {"unknown": D(5)}, {"unknown": Method.RANK}) == TWO


def test_an_item_is_tried_with_methods_that_need_no_parameters():
    assert methods_of(TWO.items[1]) == (Method.TARGET, Method.RANK, Method.MINMAX)
    assert methods_of(TWO.items[0]) == (Method.MINMAX, Method.RANK)


def test_a_page_counts_a_thousand_draws_for_a_county_and_fewer_for_a_province():
    assert draws_for(40, 12) == 1000
    assert draws_for(2400, 12) == 138
    assert draws_for(100_000, 30) == 50


@pytest.fixture
def ranking(cast, clock):
    place = factory.district(cast)
    return services.freeze(place.scheme, actor=cast.clerk.actor, operation=fresh_key(), period=MONTH)


def shown(client, ranking, **typed):
    return client.get(f"/rankings/{ranking.id}/trial", query_string=typed)


def test_the_office_tries_and_nothing_is_written(cast, ranking, client_for):
    number, kept = ranking.id, ranking.sha256
    client = client_for(cast.clerk)
    page = shown(client, ranking).get_data(as_text=True)
    assert "名次不变" in page
    assert "试算名次" not in page
    codes = [part.split('"')[0] for part in page.split('name="w.')[1:]]
    assert len(codes) >= 2
    given = {f"w.{code}": "0.5" for code in codes}
    given[f"w.{codes[0]}"] = str(D(100) - D("0.5") * (len(codes) - 1))
    answer = shown(client, ranking, **given)
    assert (answer.status_code, "试算名次" in answer.get_data(as_text=True)) == (200, True)
    assert session.get_one(Ranking, number, populate_existing=True).sha256 == kept


def test_weights_that_do_not_add_up_are_kept_and_explained(cast, ranking, client_for):
    client = client_for(cast.leader)
    page = shown(client, ranking).get_data(as_text=True)
    code = page.split('name="w.')[1].split('"')[0]
    answer = shown(client, ranking, **{f"w.{code}": "1"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "要等于100" in page
    assert f'name="w.{code}" value="1"' in page
    assert "试算名次" not in page


@pytest.mark.parametrize("typed", ["abc", "NaN", "-5", "1e3", ""])
def test_a_weight_that_is_no_number_is_told_at_its_item(cast, ranking, client_for, typed):
    client = client_for(cast.clerk)
    code = shown(client, ranking).get_data(as_text=True).split('name="w.')[1].split('"')[0]
    answer = shown(client, ranking, **{f"w.{code}": typed})
    assert answer.status_code == 422
    assert f'href="#w-{code}"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("who", ["outsider", "township_a"])
def test_units_and_neighbours_do_not_try(cast, ranking, client_for, who):
    assert shown(client_for(getattr(cast, who)), ranking).status_code == 404


def test_the_same_ranking_has_the_same_stability_for_everybody(cast, ranking, client_for):
    first = (
        shown(client_for(cast.clerk), ranking)
        .get_data(as_text=True)
        .split("</main>")[0]
        .split("<section>")[1:]
    )
    second = (
        shown(client_for(cast.leader), ranking)
        .get_data(as_text=True)
        .split("</main>")[0]
        .split("<section>")[1:]
    )
    assert first == second
