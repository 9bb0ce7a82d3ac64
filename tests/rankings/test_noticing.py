"""What the clerk is told before freezing: odd values, empty and small cohorts, figures nobody asks for."""

from decimal import Decimal as D

import pytest
from sqlalchemy import delete, select

from coordination.indicators.models import Indicator
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import fresh_key
from coordination.rankings import services
from coordination.rankings.check import check_of
from coordination.rankings.rules import Better, Entry, Item, Method, NotAssessed, Scheme, score
from coordination.rankings.rules.noticing import notices
from coordination.report_forms.models import FormField
from coordination.reporting.models import Figure, Report
from coordination.schemes.models import SchemeCohort, SchemeItem
from tests.factories import rankings as factory
from tests.factories.organizations import add
from tests.factories.rankings import MONTH

LOWER = Better.LOWER
RANK = Item("r", "立案数", D(50), Method.RANK, LOWER)
DEDUCT = Item("d", "大额案件", D(50), Method.DEDUCT, LOWER, per_event=D(5))
RULES = Scheme("试", (RANK, DEDUCT))


def entries(*values, cohort="镇", **more):
    return [Entry(f"{cohort}{n}", cohort, n, {"r": r, "d": d}, **more) for n, (r, d) in enumerate(values)]


def said(rules, rows, changes=()):
    return [str(one) for one in notices(rules, rows, changes)]


def test_ordinary_values_give_nothing_to_say():
    assert said(RULES, entries((D(1), D(0)), (D(2), D(0)), (D(2), D(0)))) == []


def test_one_unit_alone_is_listed_and_not_ranked():
    rows = entries((D(1), D(0)))
    assert said(RULES, rows) == ["镇组有1家参加考核，不到3家：只列分数，不排名次。"]
    assert [line.rank for line in score(RULES, rows)] == [None]


def test_units_that_are_exempt_or_not_assessed_at_all_do_not_make_a_cohort_larger():
    rows = [*entries((D(1), D(0)), (D(2), D(0)), (NotAssessed("无"), NotAssessed("无")))]
    rows += entries((D(3), D(0)), cohort="别", excluded="新设")
    assert said(RULES, rows) == [
        "镇组有2家参加考核，不到3家：只列分数，不排名次。",
        "别组有0家参加考核，不到3家：只列分数，不排名次。",
    ]


def test_values_that_are_all_equal_decide_nothing():
    rows = entries(*[(D("2.50"), D(0))] * 4)
    assert said(RULES, rows) == ["“立案数”：镇组的4家都是2.5，都得满分，分不出高低。"]
    assert {line.rank for line in score(RULES, rows)} == {1}


def test_ten_thousand_ties_are_one_sentence():
    assert len(said(RULES, entries(*[(D(2), D(0))] * 10_000))) == 1


def test_negative_values_are_named_with_what_they_do():
    rows = entries((D(-1), D(-2)), *[(D(n), D(-2)) for n in range(6)])
    assert said(RULES, rows) == [
        "“立案数”有1家是负数（镇0），请核对填报；负数照样按大小排名次。",
        "“大额案件”有7家是负数（镇0、镇1、镇2、镇3、镇4……），请核对填报；负数不扣分。",
    ]
    assert said(RULES, rows, changes={"r", "d"}) == []
    assert all(line.items["d"].points == 50 for line in score(RULES, rows))


@pytest.fixture
def place(cast, clock):
    return factory.district(cast)


def checked(place):
    return check_of(place.scheme, services.month_of(MONTH))


def test_the_check_names_small_and_empty_cohorts_and_forms_that_are_not_frozen(place, session):
    add(SchemeCohort(scheme_id=place.scheme.id, name="农场", sort_order=3))
    session.commit()
    assert [str(one) for one in checked(place).notices] == [
        "农场组没有单位，排名里没有这一组。",
        "街道组有2家参加考核，不到3家：只列分数，不排名次。",
        "police-township月报、township月报的2026年10月数据还没有冻结，以后还可能更正；"
        "排名以现在已通过的为准，更正后可以再冻结一次。",
    ]
    assert not checked(place).obstacles


def test_an_indicator_that_no_form_asks_for_any_more_is_refused_with_what_to_do(place, cast, session):
    events = session.scalars(select(Indicator.id).where(Indicator.code == "pub.events")).one()
    session.execute(delete(FormField).where(FormField.indicator_id == events))
    month = select(Report.id).where(Report.period == MONTH)
    session.execute(delete(Figure).where(Figure.indicator_id == events, Figure.report_id.in_(month)))
    session.commit()
    with pytest.raises(Invalid, match=r"“宣传活动累计场次”没有数据来源：本期没有报表填报“集中宣传活动场次”"):
        services.freeze(place.scheme, actor=cast.clerk.actor, operation=fresh_key(), period=MONTH)
    assert [str(one)[:17] for one in checked(place).obstacles] == ["考核项“宣传活动累计场次”没有数据"]


def test_an_indicator_that_is_asked_for_and_that_nobody_filed_is_no_obstacle(place, session):
    large = session.scalars(select(SchemeItem).where(SchemeItem.code == "large")).one()
    session.execute(delete(Figure).where(Figure.indicator_id == large.indicator_id))
    session.commit()
    assert not checked(place).obstacles
    assert len(checked(place).inputs.unfiled()["large"]) == 6


def test_the_page_says_it_before_the_button(place, cast, client_for):
    page = client_for(cast.clerk).get(f"/schemes/{place.scheme.id}/prepare?period={MONTH}").text
    assert "冻结前请留意" in page
    assert page.index("街道组有2家参加考核") < page.index(f'action="/schemes/{place.scheme.id}/freeze')
