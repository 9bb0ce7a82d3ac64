"""Pages of standards: what they say, to whom, and what they ask back."""

import re
from datetime import date
from html import unescape

import pytest
from sqlalchemy import select

from coordination.kernel.operations import fresh_key
from coordination.sample.patterns import add_patterns
from coordination.standards import queries
from coordination.standards.models import Standard, VetoEvent
from coordination.standards.rules import Base, CriterionKind, VersionState, WindowKind
from tests.factories import standards as make
from tests.factories.organizations import session

ZERO = {
    "kind": CriterionKind.ZERO_CASES,
    "window_kind": WindowKind.DAYS,
    "window_size": 30,
    "text": "连续30天零发案",
    "confirmer_kind": "police",
}
DROP = {
    "kind": CriterionKind.CASES_DROP,
    "window_kind": WindowKind.MONTHS,
    "window_size": 1,
    "base": Base.PREVIOUS,
    "threshold": 50,
    "text": "比上月下降五成",
}


@pytest.fixture(autouse=True)
def standing_still(clock):
    return clock


def words(answer):
    page = re.sub(r"<script.*?</script>", "", answer.text, flags=re.DOTALL)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def sent(version=None, **values):
    seen = {"version": version.version} if version is not None else {}
    return {"operation_key": fresh_key()} | seen | values


@pytest.fixture
def draft(cast):
    made = make.standard(cast.office, ZERO, DROP, name="无诈社区创建标准")
    session.commit()
    return made


@pytest.fixture
def october(cast):
    """One community without a case in October, one with a case; one that nobody told about."""
    places = [make.community(cast.units.a, name=name) for name in ("安宁社区", "和平社区", "新村社区")]
    filing = make.filing(cast.office, cast.clerk, date(2026, 9, 1), date(2026, 10, 31))
    for place, september, in_october in ((places[0], 2, 0), (places[1], 1, 1)):
        make.tally(filing, place, date(2026, 9, 1), date(2026, 9, 30), september)
        make.tally(filing, place, date(2026, 10, 1), date(2026, 10, 31), in_october)
    session.commit()
    return places


def test_the_list_offers_patterns_and_counts_who_meets_the_standard(cast, october, client_for):
    add_patterns()
    make.standard(cast.office, ZERO, name="在用的", state=VersionState.ENACTED, effective_on=date(2026, 1, 1))
    make.standard(cast.office, ZERO, name="草拟的")
    session.commit()
    page = words(client_for(cast.clerk).get("/standards"))
    for said in (
        "在用的",
        "达标1，不达标1，待数据1",
        "草拟的",
        "第1版草案",
        "三无、百日零发案",
        "采用",
        "新建标准",
    ):
        assert said in page, said
    page = words(client_for(cast.township_a).get("/standards"))
    assert "在用的" in page
    for hidden in ("草拟的", "达标1", "采用", "新建标准"):
        assert hidden not in page, hidden


def test_an_empty_list_says_what_to_do(cast, client_for):
    assert "还没有创建标准" in words(client_for(cast.clerk).get("/standards"))


def test_the_list_takes_as_many_statements_for_ten_standards_as_for_one(cast, october, client_for, counting):
    client = client_for(cast.clerk)
    make.standard(cast.office, ZERO, DROP, state=VersionState.ENACTED, effective_on=date(2026, 1, 1))
    session.commit()
    client.get("/standards")
    with counting() as few:
        client.get("/standards")
    for number in range(9):
        state = {"state": VersionState.ENACTED, "effective_on": date(2026, 1, 1)} if number % 2 else {}
        make.standard(cast.office, ZERO, DROP, **state)
    session.commit()
    with counting() as many:
        client.get("/standards")
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("clerk", 200),
        ("leader", 200),
        ("bank", 404),
        ("township_a", 404),
        ("outsider", 404),
        ("auditor", 404),
    ],
)
def test_a_draft_is_the_offices_own_affair(cast, draft, client_for, name, expected):
    client = client_for(getattr(cast, name))
    assert client.get(f"/standards/versions/{draft.id}").status_code == expected
    assert client.get(f"/standards/versions/{draft.id}/trial").status_code == expected
    assert client.get(f"/standards/{draft.standard_id}").status_code == expected


def test_everybody_who_works_here_reads_what_is_enacted(cast, client_for):
    version = make.standard(
        cast.office, ZERO, state=VersionState.ENACTED, effective_on=date(2026, 1, 1), name="在用的"
    )
    session.commit()
    for name in ("clerk", "bank", "township_b", "worker"):
        page = words(client_for(getattr(cast, name)).get(f"/standards/{version.standard_id}"))
        assert "连续30天零发案" in page
        assert ("起草新的一版" in page) is (name == "clerk")
    for path in (f"/standards/{version.standard_id}", f"/standards/versions/{version.id}"):
        assert client_for(cast.outsider).get(path).status_code == 404
    assert client_for(cast.clerk).get("/standards/999999999").status_code == 404


def test_a_clerk_makes_a_standard_page_by_page(cast, client_for):
    client = client_for(cast.clerk)
    answer = client.post("/standards/new", data=sent(name="新标准", title_name="", subject_kind="community"))
    assert answer.status_code == 422
    assert "请填写命名的称号" in words(answer)
    assert 'value="新标准"' in answer.text
    answer = client.post(
        "/standards/new", data=sent(name="新标准", title_name="无诈社区", subject_kind="community")
    )
    address = answer.location
    assert "还没有条款，任何对象都无从评定" in words(client.get(address))
    number = int(address.rsplit("/", 1)[1])
    version = queries.version(cast.clerk.actor, id=number)
    assert "连续若干天" in client.get(f"{address}/criteria/new?kind=zero_cases").text
    wrong = sent(version, text="零发案", window_kind="days", window_size="一百", confirmer="")
    answer = client.post(f"{address}/criteria/new?kind=zero_cases", data=wrong)
    assert answer.status_code == 422
    assert "要填数字" in words(answer)
    assert 'value="一百"' in answer.text
    answer = client.post(
        f"{address}/criteria/new?kind=zero_cases",
        data=sent(version, text="零发案", window_kind="days", window_size="", confirmer="kind:bank"),
    )
    assert "请填多少天" in words(answer)
    right = sent(version, text="零发案", window_kind="days", window_size="100", confirmer="kind:police")
    assert client.post(f"{address}/criteria/new?kind=zero_cases", data=right).status_code == 302
    page = words(client.get(address))
    assert "连续100天零发案" in page
    assert "草案已经齐了" in page
    again = client.post(
        f"{address}/criteria/new?kind=zero_cases", data={**right, "operation_key": fresh_key()}
    )
    assert again.status_code == 409
    assert "别人已经改过" in words(again)


@pytest.mark.parametrize("kind", list(CriterionKind))
def test_every_kind_has_its_form_with_its_own_fields(cast, draft, client_for, kind):
    page = client_for(cast.clerk).get(f"/standards/versions/{draft.id}/criteria/new?kind={kind}").text
    assert ('name="window_kind"' in page) is (kind is not CriterionKind.CHECK)
    assert ('name="indicator_id"' in page) is (kind is CriterionKind.INDICATOR)
    assert ('name="threshold"' in page) is (
        kind
        in (
            CriterionKind.CASES_DROP,
            CriterionKind.LARGEST_LOSS,
            CriterionKind.INDICATOR,
            CriterionKind.DUTIES,
        )
    )


@pytest.mark.parametrize("kind", list(CriterionKind))
def test_an_empty_criterion_is_told_everything_that_it_lacks_at_once(cast, draft, client_for, kind):
    """Sent with a text the same is told as without one, but for the text."""
    client, address = client_for(cast.clerk), f"/standards/versions/{draft.id}/criteria/new?kind={kind}"
    lists = ("window_kind", "base", "listed", "confirmer")
    empty = dict.fromkeys(lists, "") | dict.fromkeys(("indicator_id", "party_id"), "0")
    nothing, text_only = (
        re.findall(r'<li><a href="#(\w+)">', client.post(address, data=sent(draft, text=text, **empty)).text)
        for text in ("", "条款")
    )
    assert nothing == ["text", *text_only]
    assert ("confirmer" in text_only) is (kind is CriterionKind.CHECK)
    assert ("window_kind" in text_only) is (kind is not CriterionKind.CHECK)


def test_settings_are_told_everything_that_is_wrong_at_once(cast, draft, client_for):
    wrong = {"name": "", "title_name": "无诈社区", "review_days": "0", "valid_months": "多少"}
    answer = client_for(cast.clerk).post(
        f"/standards/versions/{draft.id}/head",
        data=sent(draft, subject_kind="community", joint_review="y", **wrong),
    )
    named = re.findall(r'<li><a href="#(\w+)">', answer.text)
    assert {"name", "review_days", "valid_months", "renewal_days"} <= set(named)
    assert len(named) == len(set(named))


def test_a_criterion_is_changed_with_its_values_filled_in(cast, draft, client_for):
    client, one = client_for(cast.clerk), draft.criteria[1]
    address = f"/standards/versions/{draft.id}/criteria/{one.id}"
    page = client.get(address).text
    assert 'value="50"' in page
    assert "比上月下降五成" in page
    given = sent(
        draft,
        text="改了",
        window_kind="months",
        window_size="2",
        base="previous",
        threshold="60",
        confirmer="",
    )
    assert client.post(address, data=given).status_code == 302
    found = queries.version(cast.clerk.actor, id=draft.id)
    assert (found.criteria[1].text, found.criteria[1].window_size) == ("改了", 2)
    assert client_for(cast.leader).post(address, data=given).status_code == 403
    assert client.get(f"/standards/versions/{draft.id}/criteria/999999").status_code == 404


def test_criteria_are_moved_and_dropped(cast, draft, client_for):
    client, (first, second) = client_for(cast.clerk), draft.criteria
    answer = client.post(f"/standards/versions/{draft.id}/criteria/{second.id}/up", data=sent(draft))
    assert answer.status_code == 302
    found = queries.version(cast.clerk.actor, id=draft.id)
    assert [one.id for one in found.criteria] == [second.id, first.id]
    stale = client.post(f"/standards/versions/{draft.id}/criteria/{first.id}/drop", data=sent(version=None))
    assert stale.status_code == 409
    client.post(f"/standards/versions/{draft.id}/criteria/{first.id}/drop", data=sent(found))
    assert [one.id for one in queries.version(cast.clerk.actor, id=draft.id).criteria] == [second.id]


def test_a_trial_says_who_would_pass_and_who_fails_by_what(cast, draft, october, client_for):
    client = client_for(cast.clerk)
    page = words(client.get(f"/standards/versions/{draft.id}/trial"))
    assert "截至10月31日" in page
    assert "3个创建对象里，会达标1个，不达标1个，待数据1个" in page
    assert "2. 由1起到1起，持平" in page
    assert "1. 连续30天发案1起，最近一起计在2026年10月31日；不再发案，最早2026年11月30日达标" in page
    assert "还缺30天的发案数据" in page
    page = words(client.get(f"/standards/versions/{draft.id}/trial?show=pass"))
    assert "安宁社区" in page
    assert "和平社区" not in page
    page = words(client.get(f"/standards/versions/{draft.id}/trial?as_of=2026-10-30"))
    assert "会达标0个" in page
    page = words(client.get(f"/standards/versions/{draft.id}/trial?known=then"))
    assert "会达标1个" in page


def test_a_trial_asks_nothing_of_an_alternative_when_another_holds(cast, october, client_for):
    zero, drop = {**ZERO, "either": "发案"}, {**DROP, "window_size": 3, "either": "发案"}
    version = make.standard(cast.office, zero, drop, name="二选一")
    session.commit()
    client = client_for(cast.clerk)
    assert "待数据：" not in words(client.get(f"/standards/versions/{version.id}/trial?show=pass"))
    assert "2. 待数据：" in words(client.get(f"/standards/versions/{version.id}/trial?show=open"))


def test_a_trial_is_set_beside_the_version_in_force(cast, october, client_for):
    version = make.standard(
        cast.office, ZERO, state=VersionState.ENACTED, effective_on=date(2026, 1, 1), name="在用的"
    )
    easy = {**ZERO, "kind": CriterionKind.CASES_DROP, "base": Base.PREVIOUS, "threshold": 1}
    make.version(version.standard, {**easy, "window_size": 5}, number=2)
    session.commit()
    second = queries.draft_of(version.standard)
    page = words(client_for(cast.leader).get(f"/standards/versions/{second.id}/trial"))
    assert "按现行第1版是1个、1个、1个" in page
    assert "不再达标 1" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [("昨天", "日期要写成 2026-11-30 的样子"), ("2026-11-07", "今天以前"), ("1999-12-31", "2000年以后")],
)
def test_a_trial_of_an_impossible_day_keeps_what_was_typed(cast, draft, client_for, typed, said):
    answer = client_for(cast.clerk).get(f"/standards/versions/{draft.id}/trial?as_of={typed}")
    assert answer.status_code == 422
    assert said in words(answer)
    assert f'value="{typed}"' in answer.text


def test_the_leader_enacts_and_then_the_version_stands(cast, draft, client_for):
    leader = client_for(cast.leader)
    address = f"/standards/versions/{draft.id}/enact"
    assert client_for(cast.clerk).get(address).status_code == 403
    assert "核对并施行" in words(leader.get(address))
    answer = leader.post(address, data=sent(draft, effective_on="2026-11-05"))
    assert "标准不能倒着施行" in words(answer)
    assert leader.post(address, data=sent(draft, effective_on="2026-11-06")).status_code == 302
    assert leader.get(address).status_code == 302
    page = words(client_for(cast.bank).get(f"/standards/{draft.standard_id}"))
    assert "11月6日（周五）起施行" in page


def test_versions_are_compared_by_criterion(cast, client_for):
    version = make.standard(
        cast.office, ZERO, DROP, state=VersionState.ENACTED, effective_on=date(2026, 1, 1)
    )
    head = version.standard
    other = {"kind": CriterionKind.CHECK, "text": "看台账", "confirmer_kind": "police", "code": "c3"}
    make.version(head, {**ZERO, "window_size": 60}, other, number=2, title_name="别的称号", review_days=9)
    session.commit()
    client = client_for(cast.clerk)
    page = words(client.get(f"/standards/{head.id}/compare"))
    for said in ("连续60天零发案", "新增", "删去", "修改", "别的称号", "9个工作日"):
        assert said in page, said
    assert "只有一版" in words(client.get(f"/standards/{head.id}/compare?from=1&to=1"))
    assert "只有一版" in words(client_for(cast.bank).get(f"/standards/{head.id}/compare"))


def test_a_pattern_is_adopted_from_its_page(cast, client_for):
    add_patterns()
    session.commit()
    pattern = queries.patterns()[0].standard
    client = client_for(cast.clerk)
    assert "采用为草案" in words(client.get(f"/standards/{pattern.id}"))
    assert client_for(cast.leader).post(f"/standards/{pattern.id}/adopt", data=sent()).status_code == 403
    answer = client.post(f"/standards/{pattern.id}/adopt", data=sent())
    assert "草案已经齐了" in words(client.get(answer.location))


def test_a_standard_is_revised_given_up_and_closed(cast, client_for):
    version = make.standard(
        cast.office, ZERO, state=VersionState.ENACTED, effective_on=date(2026, 1, 1), name="在用的"
    )
    session.commit()
    client, head = client_for(cast.clerk), version.standard
    made = client.post(f"/standards/{head.id}/revise", data=sent(head)).location
    second = queries.draft_of(head)
    assert made.endswith(f"/{second.id}")
    assert "正在修订" in words(client.get(f"/standards/{head.id}"))
    client.post(f"/standards/versions/{second.id}/discard", data=sent(second))
    assert queries.draft_of(head) is None
    head = session.get_one(Standard, head.id, populate_existing=True)
    client.post(f"/standards/{head.id}/close", data=sent(head))
    assert "11月6日（周五）起停用" in words(client.get(f"/standards/{head.id}"))


def test_vetoes_are_entered_by_the_clerk_and_withdrawn_by_the_leader(cast, october, client_for):
    clerk, leader = client_for(cast.clerk), client_for(cast.leader)
    assert "没有一票否决事项" in words(clerk.get("/vetoes"))
    assert "登记：安宁社区" in words(clerk.get("/vetoes?q=安宁"))
    place = october[0].id
    answer = clerk.post(f"/subjects/{place}/veto", data=sent(happened_on="2026-11-31", text="瞒报"))
    assert "日期要写成" in words(answer)
    assert ">瞒报</textarea>" in answer.text.replace("\r\n", "")
    clerk.post(f"/subjects/{place}/veto", data=sent(happened_on="2026-10-31", text="瞒报"))
    assert "瞒报" in words(clerk.get("/vetoes"))
    event = session.scalars(select(VetoEvent)).one()
    withdraw, given = f"/vetoes/{event.id}/withdraw", sent(event)
    assert clerk.get(withdraw).status_code == 403
    assert client_for(cast.township_a).get("/vetoes").status_code == 403
    assert client_for(cast.outsider).get(withdraw).status_code == 404
    answer = leader.post(withdraw, data=given | {"reason": ""})
    assert "请写明为什么撤销" in words(answer)
    leader.post(withdraw, data=given | {"reason": "不属实", "operation_key": fresh_key()})
    page = words(leader.get("/vetoes?withdrawn=yes"))
    assert "不属实" in page
    assert "没有一票否决事项" in words(leader.get("/vetoes"))


def test_long_words_and_many_criteria_are_shown_whole(cast, client_for):
    long = "长" * 300
    lines = [{**ZERO, "text": f"{long}{number}", "code": f"c{number}"} for number in range(60)]
    version = make.standard(cast.office, *lines, name="名" * 100)
    session.commit()
    answer = client_for(cast.clerk).get(f"/standards/versions/{version.id}")
    assert answer.status_code == 200
    assert f"{long}59" in answer.text
