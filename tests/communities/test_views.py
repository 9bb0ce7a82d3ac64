"""The screens of the township, of one community and of its worker: what they say, to whom."""

import re
from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from coordination.accounts.models import Account
from coordination.applications import services
from coordination.kernel.functions import Function
from coordination.kernel.operations import fresh_key
from coordination.standards.rules import CriterionKind, VersionState, WindowKind
from coordination.tallies.rules import Grain
from coordination.tallies.rules.rows import Count
from tests.factories import applications as make
from tests.factories import certificates, standards
from tests.factories.applications import BROKEN, CLEAN, THIRD
from tests.factories.organizations import account, session
from tests.factories.subjects import followed

HUNDRED = {
    "kind": CriterionKind.ZERO_CASES,
    "window_kind": WindowKind.DAYS,
    "window_size": 100,
    "text": "连续100天零发案",
    "advice": "逐户走访",
    "confirmer_kind": "police",
}
MONTHS = [date(2026, month, 1) for month in range(6, 11)]


@pytest.fixture
def world(cast, clock):
    return make.world(cast)


def words(answer, status=200):
    assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
    page = re.sub(r"<script.*?</script>", "", answer.get_data(as_text=True), flags=re.DOTALL)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def rows(answer):
    """The rows of the table in words."""
    found = re.findall(r"<tr>(.*?)</tr>", answer.get_data(as_text=True), flags=re.DOTALL)
    return [unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip()) for row in found]


def names(answer):
    """The names in the table, in order."""
    return [row.split()[0] for row in rows(answer)[1:]]


def row_of(answer, name):
    return next(row for row in rows(answer) if row.startswith(name))


def test_the_easiest_stand_first_and_lead_to_the_act(cast, world, client_for):
    browser = client_for(cast.township_a)
    page = browser.get("/communities")
    said = words(page)
    assert "最容易补齐的 2 件事 2个村（社区）达到了标准，可以一起申报 柳沟社区、东河社区 批量申报" in said
    assert "石桥村只差1条 c1 上月零发案：最近一个整月发案1起" in said
    assert "最早2026年11月30日达标" in said
    assert f"/applications/batch?standard={world.version.id}" in page.text
    assert words(browser.get(f"/applications/batch?standard={world.version.id}"))


def test_each_criterion_has_its_words_and_the_counters_filter(cast, world, client_for):
    browser = client_for(cast.township_a)
    page = browser.get("/communities")
    assert row_of(page, CLEAN).startswith("柳沟社区 31 天 ✓ 达标 待核查 待核查 可以申报")
    assert row_of(page, BROKEN).startswith("石桥村 0 天 未达标 最早11月30日 待核查 待核查 只差1条")
    assert "可以申报 2 只等数据 0 只差1条 1" in words(page)

    only = rows(browser.get("/communities?show=one"))
    assert [row.split()[0] for row in only] == ["名称", BROKEN]
    first = world.version.criteria[0].id
    assert [row.split()[0] for row in rows(browser.get(f"/communities?criterion={first}"))] == [
        "名称",
        BROKEN,
    ]
    assert "没有符合条件的" in words(browser.get("/communities?show=named"))
    by_effort = rows(browser.get("/communities?sort=effort"))
    assert [row.split()[0] for row in by_effort] == ["名称", CLEAN, THIRD, BROKEN]


def test_a_part_of_the_name_or_its_initials_finds_a_community(cast, world, client_for):
    world.subjects[BROKEN].initials = "sqc"
    session.commit()
    browser = client_for(cast.township_a)
    for typed in ("石桥", "sqc", "SQ C"):
        assert names(browser.get("/communities", query_string={"q": typed})) == [BROKEN], typed


def test_nonsense_in_the_address_does_no_harm(cast, world, client_for):
    browser = client_for(cast.township_a)
    for asked in (
        "standard=999999",
        "standard=x",
        "as_of=2026-13-40",
        "as_of=0001-01-01",
        "show=nobody",
        "criterion=99999999999999999999",
        "sort=%00",
        "q=%25_%5C",
    ):
        for page in ("", "/lists", ".xlsx", f"/{world.subjects[CLEAN].id}"):
            assert browser.get(f"/communities{page}?{asked}").status_code == 200, (page, asked)


def test_a_day_in_the_past_is_shown_as_it_was_and_the_future_is_today(cast, world, client_for):
    browser = client_for(cast.township_a)
    past = browser.get("/communities?as_of=2026-10-15")
    assert "数据截至10月15日（周四）" in words(past)
    assert row_of(past, CLEAN).startswith("柳沟社区 15 天 待数据 缺30天")
    beyond = words(browser.get("/communities?as_of=2027-01-01"))
    assert "数据截至11月6日（周五）" in beyond
    assert "发案统计只报到10月31日（周六），之后按“待数据”算" in beyond


def test_old_data_say_until_when(cast, world, client_for, clock):
    clock.move(datetime(2026, 12, 20, 2, 0, tzinfo=UTC))
    said = words(client_for(cast.township_a).get("/communities"))
    assert "发案统计只报到10月31日（周六），已经过了50天" in said


def test_every_other_unit_office_and_community_gets_404(cast, world, client_for):
    own = world.subjects[CLEAN]
    for person in (
        cast.township_b,
        cast.bank,
        cast.outsider,
        cast.outside_unit,
        cast.auditor,
        world.neighbour,
    ):
        browser = client_for(person)
        for page in (f"/communities/{own.id}", f"/communities/{own.id}/list"):
            assert browser.get(page).status_code == 404, (person.name, page)
        for page in ("/communities", "/communities/lists", "/communities.xlsx"):
            answer = browser.get(f"{page}?unit={cast.units.a.id}")
            assert answer.status_code == 404, (person.name, page)
    for person in (cast.township_a, cast.clerk, cast.auditor, cast.outside_unit):
        assert client_for(person).get("/communities/mine").status_code in (403, 404), person.name
    assert client_for(cast.township_a).get("/communities/9223372036854775808").status_code == 404
    assert client_for(cast.clerk).get("/communities?unit=9223372036854775808").status_code == 404


def test_the_office_opens_the_screen_of_any_unit_and_may_not_apply(cast, world, client_for):
    browser = client_for(cast.leader)
    page = browser.get(f"/communities?unit={cast.units.b.id}")
    assert "白塔街道 创建情况" in words(page)
    assert "白塔社区" in words(page)
    assert "/applications/new" not in page.text
    assert "/applications/batch" not in page.text
    assert words(browser.get("/communities"))
    shown = words(browser.get(f"/communities/{world.subjects[BROKEN].id}"))
    assert "谁来办： 石桥村，青溪镇督促" in shown.replace("谁来办：石", "谁来办： 石")


def hundred(cast, *names, **tallied):
    """A hundred days without a case, signed by the police; a check; months from June filed on 3 November."""
    subjects = followed(cast)
    criteria = (
        HUNDRED,
        {"kind": CriterionKind.CHECK, "text": "有反诈宣传栏", "evidence_required": True},
    )
    version = standards.standard(
        cast.office, *criteria, state=VersionState.ENACTED, effective_on=date(2026, 3, 1), name="百日无案"
    )
    for month in MONTHS:
        found = [
            Count(one.id, **tallied.get(name, {}).get(month.month, {}))
            for name, one in subjects.items()
            if one.division_id and name in (*names, CLEAN, BROKEN, THIRD)
        ]
        certificates.file(cast, *found, first_on=month)
    session.commit()
    return subjects, version


def test_the_clock_counts_towards_the_standard_and_says_on_which_day(cast, clock, client_for):
    subjects, _version = hundred(cast, **{BROKEN: {8: {"cases": 1, "last_case_on": date(2026, 8, 5)}}})
    page = client_for(cast.township_a).get("/communities")
    assert row_of(page, CLEAN).startswith("柳沟社区 153 /100天 ✓ 达标")
    assert row_of(page, BROKEN).startswith("石桥村 87 /100天 未达标 最早11月13日")

    shown = words(client_for(cast.township_a).get(f"/communities/{subjects[BROKEN].id}"))
    assert "连续零发案 87 /100 天" in shown
    assert "不再发案的话，11月13日（周五）满100天" in shown
    assert "还差 1 条 未达标 c1 连续100天零发案" in shown
    assert "怎么办：逐户走访" in shown
    assert "待核查 1 条 待核查 c2 有反诈宣传栏" in shown
    assert "要佐证" in shown


def test_a_case_told_late_moves_the_clock_back_and_the_page_says_so(cast, clock, client_for):
    subjects, _version = hundred(cast)
    clock.move(datetime(2026, 11, 6, 3, 0, tzinfo=UTC))
    row = Count(subjects[CLEAN].id, cases=1, last_case_on=date(2026, 9, 20))
    certificates.file(cast, row, first_on=date(2026, 9, 1), grain=Grain.MONTH, reason="受案后补录")
    session.commit()
    page = client_for(cast.township_a).get("/communities")
    assert row_of(page, CLEAN).startswith("柳沟社区 41 /100天 由153天退回")
    for answer in (
        client_for(cast.township_a).get(f"/communities/{subjects[CLEAN].id}"),
        client_for(cast.township_a).get(f"/communities/{subjects[CLEAN].id}/list"),
    ):
        assert "报来9月20日（周日）的案件，零发案天数由153天退回41天" in words(answer)


def test_the_joint_review_speaks_in_the_table(cast, world, client_for):
    one = make.filed(world, cast.township_a, CLEAN)
    browser = client_for(cast.township_a)
    row = row_of(browser.get("/communities"), CLEAN)
    assert "申报在办 联审中" in row
    assert row.startswith("柳沟社区 31 天 待核查 待核查 待核查")
    shown = words(browser.get(f"/communities/{world.subjects[CLEAN].id}"))
    assert "零发案，待山阳公安分局核查" in shown
    assert "谁来办：区教育局 什么时候：2026年11月13日前" in shown

    given = make.opinions(one)
    services.opine(
        given["山阳公安分局"],
        actor=cast.police.actor,
        operation=fresh_key(),
        version=given["山阳公安分局"].version,
        agree=True,
    )
    services.opine(
        given["区教育局"],
        actor=cast.department.actor,
        operation=fresh_key(),
        version=given["区教育局"].version,
        agree=False,
        note="宣传栏没有更新",
    )
    session.commit()
    assert row_of(browser.get("/communities"), CLEAN).startswith("柳沟社区 31 天 ✓ 达标 部门不同意 待核查")
    assert "区教育局不同意：宣传栏没有更新" in words(browser.get(f"/communities/{world.subjects[CLEAN].id}"))


def test_a_returned_application_says_why_and_leads_back(cast, world, client_for):
    one = make.again(make.filed(world, world.worker, CLEAN))
    services.send_back(
        one, actor=cast.township_a.actor, operation=fresh_key(), version=one.version, reason="照片看不清"
    )
    session.commit()
    page = client_for(cast.township_a).get("/communities")
    assert "柳沟社区的申报退回了，改好再报 退回原因：照片看不清" in words(page)
    assert f"/applications/{one.id}/edit" in page.text
    mine = client_for(world.worker).get("/communities/mine")
    assert "退回原因： 照片看不清" in words(mine)
    assert f"/applications/{one.id}/edit" in mine.text
    assert f"/applications/{one.id}/evidence" in mine.text or "上传材料" in words(mine)


def test_an_application_of_the_worker_waits_for_the_first_review(cast, world, client_for):
    one = make.filed(world, world.worker, CLEAN)
    page = client_for(cast.township_a).get("/communities")
    assert "柳沟社区的申报等初审 去初审" in words(page)
    assert f"/applications/{one.id}" in page.text
    assert "去初审" not in words(client_for(world.worker).get("/communities/mine"))


def test_titles_in_force_suspended_and_soon_to_end(cast, clock, client_for):
    world = certificates.world(cast)
    named = [certificates.named(cast, one) for one in world.applications]
    session.commit()
    browser = client_for(cast.township_a)
    page = browser.get("/communities")
    assert "已命名 3" in words(page)
    assert f"已命名 {named[0].number}有效" in row_of(page, CLEAN).replace("✓ ", "")
    assert "件事" not in words(page)
    shown = words(browser.get(f"/communities/{world.subjects[CLEAN].id}"))
    assert f"证书 {named[0].number} 有效" in shown

    person = session.get_one(Account, cast.township_a.id)
    person.password_changed_at = datetime(2027, 10, 1, tzinfo=UTC)
    session.commit()
    clock.move(datetime(2027, 10, 8, 2, 0, tzinfo=UTC))
    assert "3个称号快到期，可以申报复评" in words(client_for(person).get("/communities"))
    clock.move(datetime(2027, 12, 1, 2, 0, tzinfo=UTC))
    browser = client_for(cast.township_a)
    assert "已命名 0" in words(page := browser.get("/communities"))
    told = f"{named[0].number}已于2027年11月5日到期"
    assert told in row_of(page, CLEAN)
    assert f"/certificates/{named[0].id}" in page.text
    assert told in words(browser.get(f"/communities/{world.subjects[CLEAN].id}"))
    assert "还没有申报" not in row_of(page, CLEAN)


def test_the_worker_reads_first_what_is_lacking_and_nothing_of_others(cast, world, client_for):
    said = words(client_for(world.neighbour).get("/communities/mine"))
    assert said.index("还差 1 条") < said.index("连续零发案 0 天")
    assert BROKEN in said
    assert CLEAN not in said
    assert "青溪镇督促" in said
    ready = client_for(world.worker).get("/communities/mine")
    assert f"/applications/new/{world.subjects[CLEAN].id}" in ready.text
    assert "能算的条款都达到了" in words(ready)


def test_a_worker_whose_community_is_not_listed_is_told_what_to_do(cast, world, client_for):
    lost = account("新来的", cast.office, Function.COMMUNITY_WORKER, unit=cast.units.a)
    session.commit()
    assert "本村（社区）还没有列入创建对象" in words(client_for(lost).get("/communities/mine"))


def test_the_list_has_a_sheet_of_paper_for_each_community(cast, world, client_for):
    browser = client_for(cast.township_a)
    page = browser.get("/communities/lists")
    assert page.text.count('<article class="co-slip">') == 3
    assert "石桥村，青溪镇督促" in words(page)
    assert browser.get("/communities/lists?show=one").text.count('<article class="co-slip">') == 1
    one = words(browser.get(f"/communities/{world.subjects[BROKEN].id}/list"))
    assert "石桥村 创建清单" in one
    assert CLEAN not in one


def test_the_sheet_is_what_the_page_shows(cast, world, client_for):
    answer = client_for(cast.township_a).get("/communities.xlsx?show=one")
    assert answer.status_code == 200
    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    head = next(number for number, row in enumerate(sheet) if row[0] == "名称")
    assert sheet[head][:6] == [
        "名称",
        "零发案天数",
        "c1 上月零发案",
        "c2 宣传到位",
        "c3 有反诈宣传栏",
        "情况",
    ]
    assert len(sheet) == head + 2
    name, days, first, second, _third, place, title, lacks = sheet[head + 1]
    assert (name, days, first, second) == (BROKEN, 0, "未达标 最早11月30日", "待核查")
    assert (place, title) == ("只差1条", "还没有申报")
    assert "c1 上月零发案：最近一个整月发案1起" in lacks
    assert "石桥村，青溪镇督促" in lacks


def test_without_a_standard_the_clocks_are_shown(cast, clock, client_for):
    followed(cast)
    said = words(client_for(cast.township_a).get("/communities"))
    assert "联席办还没有施行创建标准" in said
    assert "公安还没有填报过发案统计" in said
    assert "柳沟社区 没有数据 还没有申报" in said
    assert client_for(cast.township_a).get("/communities.xlsx").status_code == 200
    assert client_for(cast.township_a).get("/communities/lists").status_code == 200


def test_a_unit_without_anything_is_told_so(cast, clock, client_for):
    for person in (cast.bank, cast.clerk):
        answer = client_for(person).get(
            "/communities" + ("" if person.unit_id else f"?unit={cast.units.bank.id}")
        )
        assert "没有由本单位申报的创建对象" in words(answer)


def test_an_office_where_nobody_looks_after_anything(cast, clock, client_for):
    assert client_for(cast.clerk).get("/communities").status_code == 404


def test_several_standards_can_be_chosen(cast, world, client_for):
    other = make.enacted(cast, name="单项标准", criteria=({"kind": CriterionKind.CHECK, "text": "只看宣传"},))
    session.commit()
    browser = client_for(cast.township_a)
    page = browser.get(f"/communities?standard={other.id}")
    assert "c1 只看宣传" in words(page)
    assert "c2 宣传到位" not in words(page)
    assert "可以申报 3" in words(page)
    assert f"standard={other.id}" in page.text
    assert "c2 宣传到位" in words(browser.get("/communities"))


def test_a_name_of_three_hundred_characters_and_an_english_reader(cast, world, client_for):
    world.subjects[BROKEN].name = "石桥" * 150
    session.commit()
    browser = client_for(cast.township_a)
    browser.post("/language/en")
    page = browser.get("/communities")
    assert "石桥" * 150 in page.text
    said = words(page)
    assert "Not met" in said
    assert "未达标" not in said


def test_the_desks_of_the_township_and_of_the_worker_lead_here(cast, world, client_for):
    desk = client_for(cast.township_a).get("/desk")
    assert "无诈社区创建 可以申报 2 只差1条 1" in words(desk)
    assert "/communities?show=one" in desk.text
    own = client_for(world.neighbour).get("/desk")
    assert "无诈社区创建 只差1条 看本村（社区）还差什么" in words(own)
    assert "/communities/mine" in own.text
    assert "无诈社区创建" not in words(client_for(cast.bank).get("/desk"))
