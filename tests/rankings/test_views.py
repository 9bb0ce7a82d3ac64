import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from coordination.indicators.models import Indicator
from coordination.kernel.db import session
from coordination.kernel.operations import fresh_key
from coordination.rankings import queries, services
from coordination.rankings.models import Ranking
from coordination.reporting.models import Report
from coordination.schemes.models import CohortMember
from tests.factories import periods
from tests.factories import rankings as factory
from tests.factories import reporting as make
from tests.factories.organizations import account, add, township
from tests.factories.rankings import BEFORE, MONTH


@pytest.fixture
def place(cast, clock):
    return factory.district(cast)


def test_what_was_corrected_after_a_freeze_is_named_before_the_next_and_beside_the_last(
    client_for, cast, place, ranking
):
    report = session.scalars(select(Report).where(Report.period == MONTH).order_by(Report.id).limit(1)).one()
    when = session.get_one(Ranking, ranking.id).frozen_at
    code = session.scalars(select(Indicator.code).limit(1)).one()
    periods.frozen_and_corrected(report, cast.township_a, code, when - timedelta(hours=1))
    prepare, show = f"/schemes/{place.scheme.id}/prepare?period={MONTH}", f"/rankings/{ranking.id}"
    page = words(client_for(cast.clerk).get(prepare))
    assert "报告期冻结以后有改动" in page
    assert "冻结后更正 1 项" in page
    assert "报来的数据有更正" not in words(client_for(cast.clerk).get(show))
    make.again(report).approved_at = when + timedelta(hours=1)
    session.commit()
    page = words(client_for(cast.clerk).get(show))
    assert "这次冻结以后，报来的数据有更正" in page
    assert "冻结后更正 1 项" in page
    assert "按更正后的数据再冻结一次" in page
    assert "再冻结一次" not in words(client_for(cast.leader).get(show))
    publish(ranking, cast)
    assert "报来的数据有更正" not in words(client_for(cast.township_a).get(show))


@pytest.fixture
def ranking(place, cast):
    for period in (BEFORE, MONTH):
        found = services.freeze(place.scheme, actor=cast.clerk.actor, operation=fresh_key(), period=period)
    return found


@pytest.fixture
def line(ranking):
    return next(line for line in queries.lines(ranking) if line.unit.name == "青溪镇")


def publish(ranking, cast):
    stored = session.get_one(Ranking, ranking.id)  # a request before has let go of the test's object
    services.publish(stored, actor=cast.leader.actor, operation=fresh_key())


def words(response):
    """The text of a page as it is read, without tags and runs of space."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.get_data(as_text=True)))


def freeze_form(client, place, **more):
    page = client.get(f"/schemes/{place.scheme.id}/prepare?period={MONTH}")
    key = re.search(r'name="operation_key"[^>]*value="(\w+)"', page.get_data(as_text=True)).group(1)
    return {"operation_key": key, "period": MONTH, **more}


def test_the_check_page_names_who_is_missing_and_asks_for_a_tick(client_for, cast, place):
    client = client_for(cast.clerk)
    page = words(client.get(f"/schemes/{place.scheme.id}/prepare?period={MONTH}"))
    assert "应报7份，已通过6份" in page
    assert "1家：柳河镇" in page
    assert "1家 分母为0，不考核：新华街道" in page
    refused = client.post(f"/schemes/{place.scheme.id}/freeze", data=freeze_form(client, place))
    assert refused.status_code == 422
    assert "还有未报的数据" in words(refused)
    form = freeze_form(client, place, accept_missing="y")
    done = client.post(f"/schemes/{place.scheme.id}/freeze", data=form, follow_redirects=True)
    assert done.status_code == 200
    assert "已冻结。" in words(done)
    again = client.post(f"/schemes/{place.scheme.id}/freeze", data=form)
    made = session.scalars(select(Ranking)).all()
    assert len(made) == 1
    assert again.headers["Location"] == f"/rankings/{made[0].id}"


def test_a_period_without_approved_figures_offers_no_button(client_for, cast, place):
    page = client_for(cast.clerk).get(f"/schemes/{place.scheme.id}/prepare?period=2026-08")
    assert page.status_code == 200
    assert "现在不能冻结" in words(page)
    assert "<form" not in page.get_data(as_text=True).split("<main", 1)[1]


@pytest.mark.parametrize("period", ["", "2026-13", "2026-Q4", "x", "2026-10'--", "2026-10\x00"])
def test_a_period_that_cannot_be_read_has_no_page(client_for, cast, place, period):
    client = client_for(cast.clerk)
    address = f"/schemes/{place.scheme.id}/prepare"
    assert client.get(address, query_string={"period": period}).status_code == 404


def test_the_list_offers_each_month_with_reports_and_what_is_frozen(client_for, cast, ranking, place):
    page = client_for(cast.clerk).get("/rankings").get_data(as_text=True)
    assert '<option value="2026-10">2026年10月</option>' in page
    assert '<option value="2026-09">' in page
    assert f'href="/rankings/{ranking.id}"' in page
    assert ranking.sha256[:12] in page
    assert "核对并冻结" not in client_for(cast.leader).get("/rankings").get_data(as_text=True)


def test_the_table_shows_rank_change_total_and_items_in_words(client_for, cast, ranking):
    page = client_for(cast.clerk).get(f"/rankings/{ranking.id}")
    text = words(page)
    assert "▲3上升3位 青溪镇 100.00" in text
    assert "乡镇组第1名是青溪镇，100.00分；前进最多的是青溪镇，上升3位。" in text
    assert "街道组只列分数，不排名次。" in text
    assert "未报" in text
    assert "style=" not in page.get_data(as_text=True).split("<main", 1)[1]


def test_a_clerk_goes_on_to_draft_the_circular(client_for, cast, ranking):
    address = f'href="/circulars/new?ranking={ranking.id}"'
    page = f"/rankings/{ranking.id}"
    assert address in client_for(cast.clerk).get(page).get_data(as_text=True)
    assert address not in client_for(cast.leader).get(page).get_data(as_text=True)
    publish(ranking, cast)
    assert address not in client_for(cast.clerk).get(page).get_data(as_text=True)


def test_the_chart_is_an_answer_of_its_own_with_the_finding(client_for, cast, ranking):
    client = client_for(cast.clerk)
    answer = client.get(f"/rankings/{ranking.id}/chart.svg", query_string={"cohort": "乡镇", "size": "phone"})
    assert answer.mimetype == "image/svg+xml"
    drawing = answer.get_data(as_text=True)
    assert "前进最多的是青溪镇" in drawing
    assert 'width="340"' in drawing
    assert client.get(f"/rankings/{ranking.id}/chart.svg?cohort=x").status_code == 404
    assert client.get(f"/rankings/{ranking.id}/chart.svg?cohort=%00").status_code == 404


def test_a_line_explains_every_point_down_to_the_report(client_for, cast, line):
    page = client_for(cast.clerk).get(f"/score-lines/{line.id}")
    text = words(page)
    assert "第1名 共4家" in text
    assert "山阳公安分局 公安联络员 填报，经办甲 审核，第1版" in text
    report = line.items[0].sources[0]["report"]
    assert f'href="/reports/{report}"' in page.get_data(as_text=True)
    assert "25 × 95 ÷ 目标95，比例限于0到1，得25分" in text
    assert "总分由" in text
    assert "名次由第4变为第1" in text
    assert "人口数 20,000人" in text


def test_shown_points_and_the_rounding_difference_make_the_shown_total(client_for, cast, ranking):
    client = client_for(cast.clerk)
    for line in queries.lines(ranking):
        page = client.get(f"/score-lines/{line.id}").get_data(as_text=True)
        body, foot = page.split("<tbody>", 1)[1].split("<tfoot>")
        shown = [float(number) for number in re.findall(r"</svg>\s*<b>(-?[\d.]+)</b>", body)]
        extra = [float(number) for number in re.findall(r'<td class="co-number">(-?[\d.]+)</td>', foot)]
        assert len(shown) == 5
        rest = extra[:-1]  # the last is the total of the month before
        assert sum(shown) + sum(rest) == pytest.approx(float(line.total), abs=1e-9)


def test_spread_weights_say_why(client_for, cast, ranking):
    line = next(line for line in queries.lines(ranking) if line.unit.name == "新华街道")
    text = words(client_for(cast.clerk).get(f"/score-lines/{line.id}"))
    assert "“劝阻成功率”不考核：分母为0，不考核。权重按比例分到其他项" in text
    assert "原30" in text


def test_member_units_see_the_table_only_after_publication(client_for, cast, ranking, line):
    client = client_for(cast.township_a)
    pages = [
        f"/rankings/{ranking.id}",
        f"/rankings/{ranking.id}/chart.svg?cohort=乡镇",
        f"/rankings/{ranking.id}/snapshot.json",
        f"/rankings/{ranking.id}/verify",
        f"/score-lines/{line.id}",
    ]
    assert [client.get(page).status_code for page in pages] == [404] * 5
    assert "还没有公布的排名" in words(client.get("/rankings"))
    publish(ranking, cast)
    assert [client.get(page).status_code for page in pages] == [200] * 5
    assert "第1名，100.00分" in words(client.get("/rankings"))
    explained = client.get(f"/score-lines/{line.id}")
    assert "山阳公安分局 公安联络员 填报" in words(explained)
    police = line.items[0].sources[0]["report"]
    own = line.items[2].sources[0]["report"]
    links = explained.get_data(as_text=True)
    assert f'href="/reports/{police}"' not in links
    assert f'href="/reports/{own}"' in links
    assert "总分由" in words(explained)  # its own former line, though that ranking never went out
    other = client_for(cast.township_b).get(f"/score-lines/{line.id}")
    assert "上期排名没有公布，不能逐项比较。" in words(other)
    assert "山阳公安分局填报，已审核" in words(other)
    assert "公安联络员" not in words(other)
    assert "经办甲" not in words(other)
    assert "公安联络员 填报" in words(client_for(cast.clerk).get(f"/score-lines/{line.id}"))


def test_the_neighbour_finds_nothing(client_for, cast, ranking, line, place):
    publish(ranking, cast)
    for person in (cast.outsider, cast.outside_unit):
        client = client_for(person)
        for page in (
            f"/rankings/{ranking.id}",
            f"/rankings/{ranking.id}/snapshot.json",
            f"/score-lines/{line.id}",
            f"/schemes/{place.scheme.id}",
            f"/schemes/{place.scheme.id}/prepare?period={MONTH}",
        ):
            assert client.get(page).status_code == 404, page
        assert "青溪镇" not in words(client.get("/rankings"))
    assert client_for(cast.auditor).get("/rankings").status_code == 404


def test_lists_and_pages_agree_for_the_whole_cast(client_for, cast, ranking):
    publish(ranking, cast)
    all_of_them = session.scalars(select(Ranking)).all()
    for person in vars(cast).values():
        if not hasattr(person, "actor"):
            continue
        listed = {found.id for found in session.scalars(queries.visible_to(person.actor))}
        client = client_for(person)
        opened = {one.id for one in all_of_them if client.get(f"/rankings/{one.id}").status_code == 200}
        assert listed == opened, person.name


@pytest.mark.parametrize("number", [0, 999_999_999, 2**63, 10**40])
def test_numbers_of_nothing_are_absent(client_for, cast, place, number):
    client = client_for(cast.clerk)
    for page in ("/rankings/{}", "/schemes/{}", "/score-lines/{}", "/rankings/{}/verify"):
        assert client.get(page.format(number)).status_code == 404


def test_the_snapshot_comes_byte_for_byte_with_a_chinese_name(client_for, cast, ranking):
    answer = client_for(cast.clerk).get(f"/rankings/{ranking.id}/snapshot.json")
    assert answer.data.decode() == ranking.snapshot
    assert json.loads(answer.data)["about"]["period"] == MONTH
    assert "filename*=UTF-8''%E6%8E%92" in answer.headers["Content-Disposition"]
    page = words(client_for(cast.clerk).get(f"/rankings/{ranking.id}/verify"))
    assert "全部一致" in page
    assert f"--sha256 {ranking.sha256}" in page


def test_a_snapshot_that_was_tampered_with_is_told(client_for, cast, ranking):
    ranking.snapshot = ranking.snapshot.replace('"95"', '"94"', 1)
    session.commit()
    page = words(client_for(cast.clerk).get(f"/rankings/{ranking.id}/verify"))
    assert "重算结果不一致" in page


def test_the_scheme_says_method_direction_caliber_and_members(client_for, cast, place):
    for person in (cast.clerk, cast.township_a, cast.bank):
        text = words(client_for(person).get(f"/schemes/{place.scheme.id}"))
        assert "共5项，满分100分" in text
        assert "区间法：本组最低的得满分，最高的得0分，中间按比例得分" in text
        assert "30 ×（最高 − 数值）÷（最高 − 最低）" in text
        assert "口径：立案数 ÷ 常住人口 × 10000" in text
        assert "从满分起，每1起扣5分，扣完为止" in text
        assert "青溪镇、石桥镇、柳河镇、南岭镇" in text


def test_pages_take_the_same_number_of_queries_for_any_number_of_units(client_for, cast, place, counting):
    def cost():
        ranking = services.freeze(place.scheme, actor=cast.clerk.actor, operation=fresh_key(), period=MONTH)
        line = queries.lines(ranking)[0]
        client = client_for(cast.clerk)
        pages = (
            "/rankings",
            f"/rankings/{ranking.id}",
            f"/score-lines/{line.id}",
            f"/schemes/{place.scheme.id}",
            f"/schemes/{place.scheme.id}/prepare?period={MONTH}",
        )
        numbers = []
        for page in pages:
            session.expire_all()
            session.expunge_all()
            with counting() as seen:
                assert client.get(page).status_code == 200
            numbers.append(len(seen))
        return numbers

    few = cost()
    cast.clerk = session.merge(cast.clerk)
    for number in range(8):
        unit = township(cast.office, f"新设{number}镇")
        add(CohortMember(scheme_id=place.scheme.id, unit_id=unit.id, cohort="乡镇"))
    session.commit()
    assert cost() == few
    assert max(few) <= 20


def test_a_large_cohort_is_shown_page_by_page(client_for, cast, place):
    for number in range(70):
        unit = township(cast.office, f"第{number:02}镇")
        add(CohortMember(scheme_id=place.scheme.id, unit_id=unit.id, cohort="乡镇"))
    session.commit()
    ranking = services.freeze(place.scheme, actor=cast.clerk.actor, operation=fresh_key(), period=MONTH)
    client = client_for(cast.clerk)
    first = words(client.get(f"/rankings/{ranking.id}", query_string={"cohort": "乡镇"}))
    last = words(client.get(f"/rankings/{ranking.id}", query_string={"cohort": "乡镇", "page": 2}))
    assert "第1页，共2页" in first
    assert "青溪镇" in first
    assert "第69镇" in last
    assert "第69镇" not in first


def test_a_stranger_to_the_work_sees_no_list(client_for, cast, place):
    nobody = account("无职能", cast.office)
    assert client_for(nobody).get("/rankings").status_code == 404
