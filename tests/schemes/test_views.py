"""Pages of schemes: what they say, to whom, and what they ask back."""

import json
from decimal import Decimal as D
from io import BytesIO

import pytest
from sqlalchemy import select

from coordination.kernel.operations import fresh_key
from coordination.organizations.models import MemberUnit
from coordination.schemes import queries, services
from coordination.schemes.models import CohortMember, Scheme, SchemeCohort, SchemeEntry, SchemeItem
from coordination.schemes.rules import Measure, Method
from coordination.schemes.rules.drafts import Draft
from coordination.schemes.rules.fitness import Group
from coordination.schemes.states import SchemeState
from tests.factories import rankings as factory
from tests.schemes.pages import fresh, sent, words


@pytest.fixture
def draft(place, cast):
    """A draft of one item of 100 by rank, for the townships."""
    made = services.create(cast.office, "街道乡镇办法", actor=cast.clerk.actor, operation=fresh_key())
    item = Draft("大额案件", Measure.VALUE, Method.RANK, weight=D(100), indicator_id=indicator("case.large"))
    put(made, cast, item)
    group = Group("全部", unit_kind="township")
    services.put_cohort(
        whole(made), group, actor=cast.clerk.actor, operation=fresh_key(), version=made.version
    )
    return whole(made)


def indicator(code):
    return factory.indicator(code).id


def whole(scheme):
    return queries.whole(ACTOR_OF[scheme.office_id], id=scheme.id)


ACTOR_OF = {}


@pytest.fixture(autouse=True)
def reader(cast):
    ACTOR_OF[cast.office.id] = cast.clerk.actor


def put(scheme, cast, given, item=None):
    found = whole(scheme)
    stored = next((one for one in found.items if item and one.id == item.id), None)
    services.put(
        found, given, actor=cast.clerk.actor, operation=fresh_key(), version=found.version, item=stored
    )


def item_of(**more):
    usual = {"title": "新项", "weight": "20", "measure": "value", "method": "rank", "direction": "higher"}
    usual |= {"over": "", "party": "", "subject_kind": "", "months": "1", "factor": "100"}
    return usual | {"indicator_id": str(indicator("case.filed"))} | more


def test_the_clerk_makes_a_scheme_and_the_leader_puts_it_in_force(place, cast, client_for, session):
    clerk, leader = client_for(cast.clerk), client_for(cast.leader)
    answer = clerk.post("/schemes/new", data=sent(name="银行考核办法"))
    made = session.scalars(select(Scheme).where(Scheme.name == "银行考核办法")).one()
    assert answer.location.endswith(f"/schemes/{made.id}")
    page = clerk.get(answer.location)
    assert "还没有考核项，请先加考核项。" in words(page)
    answer = clerk.post(
        f"/schemes/{made.id}/items/new", data=sent(made, **item_of(title="立案", weight="60"))
    )
    assert answer.status_code == 302
    made = fresh(made)
    assert "还差40" in words(clerk.get(f"/schemes/{made.id}"))
    form = item_of(title="交办", weight="40", measure="tasks_on_time", method="target", target="100")
    assert clerk.post(f"/schemes/{made.id}/items/new", data=sent(made, **form)).status_code == 302
    made = fresh(made)
    form = {"name": "乡镇", "how": "kind", "unit_kind": "township"}
    assert clerk.post(f"/schemes/{made.id}/cohorts/new", data=sent(made, **form)).status_code == 302
    made = fresh(made)
    assert "草稿已经齐了" in words(clerk.get(f"/schemes/{made.id}"))
    assert clerk.get(f"/schemes/{made.id}/enact").status_code == 403
    made = fresh(made)
    answer = leader.post(f"/schemes/{made.id}/enact", data=sent(made))
    assert answer.status_code == 302
    made = fresh(made)
    assert made.state is SchemeState.IN_FORCE
    assert made.enacted_by_id == cast.leader.id
    assert "施行中" in words(clerk.get("/schemes"))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": " "}, "请填写考核项的名称。"),
        ({"weight": ""}, "请填写权重"),
        ({"weight": "-5"}, "权重要大于0"),
        ({"weight": "abc"}, "权重要填数字"),
        ({"indicator_id": "0"}, "请选一个指标。"),
        ({"method": "target", "target": "-3"}, "这里不会是负数。"),
        ({"method": "target", "target": "3", "direction": "lower"}, "还要填限值"),
        ({"method": "target", "target": "9", "limit": "3", "direction": "lower"}, "限值要大于目标值"),
        ({"method": "steps", "steps": ["90", "1", "95", "0.6"]}, "从最好到最差"),
        ({"method": "steps", "steps": ["90", ""]}, "第1档只填了一半"),
        ({"method": "steps", "steps": ["九", "1"]}, "门槛和得分比例要填数字"),
        ({"method": "steps"}, "至少要有一档"),
        ({"method": "deduct", "per_event": "0"}, "每起扣几分"),
        ({"method": "deduct", "per_event": "1", "max_deduction": "30"}, "扣分上限比权重20还大"),
        ({"measure": "mom", "method": "deduct", "per_event": "1"}, "不能用扣分法"),
        ({"measure": "ratio"}, "请选分母。"),
        ({"measure": "ratio", "over": "case.filed"}, "分子和分母是同一个指标"),
        ({"measure": "ratio", "over": "case.per_10k"}, "不能再作分母"),
        ({"measure": "ratio", "over": "population", "factor": "0"}, "倍数要填1到"),
        ({"measure": "completion"}, "请选哪一个责任方。"),
        ({"measure": "titles"}, "请选哪一类创建对象。"),
        ({"measure": "value", "months": "13"}, "要填1到12个月"),
        ({"measure": "value", "shrunk": "y"}, "只有比率才能向本组平均收缩"),
        ({"measure": "on_time", "method": "target", "target": "120"}, "不会超过100"),
        ({"code": "bonus"}, "代码不能用"),
    ],
)
def test_what_is_wrong_with_an_item_is_said_at_its_field(draft, cast, client_for, typed, sentence):
    answer = client_for(cast.clerk).post(
        f"/schemes/{draft.id}/items/new", data=sent(draft, **(item_of() | typed))
    )
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert 'aria-invalid="true"' in answer.text or "co-error" in answer.text


def test_what_may_not_be_ranked_is_refused_with_its_rule(draft, cast, client_for, session):
    found = factory.indicator("warn.issued")
    form = item_of(indicator_id=str(found.id))
    page = words(client_for(cast.clerk).post(f"/schemes/{draft.id}/items/new", data=sent(draft, **form)))
    assert "“预警指令数”不参与排名：工作量指标" in page
    assert "不参与排名：工作量指标，不参与排名" not in page


def test_an_indicator_on_no_form_is_refused(draft, cast, client_for, session):
    client = client_for(cast.clerk)
    place_form = session.scalars(
        select(factory.ReportForm).where(factory.ReportForm.code == "township")
    ).one()
    place_form.closed_at = factory.clock.now()
    session.commit()
    form = item_of(indicator_id=str(indicator("pub.events")))
    page = words(client.post(f"/schemes/{draft.id}/items/new", data=sent(draft, **form)))
    assert "“集中宣传活动场次”不在任何启用的月报表上" in page


def test_an_item_is_changed_moved_and_dropped(draft, cast, client_for, session):
    client = client_for(cast.clerk)
    client.post(f"/schemes/{draft.id}/items/new", data=sent(draft, **item_of(title="第二项")))
    found = session.scalars(select(SchemeItem).where(SchemeItem.scheme_id == draft.id)).all()
    first, second = sorted(found, key=lambda one: one.sort_order)
    page = client.get(f"/schemes/{draft.id}/items/{first.id}").text
    assert 'value="大额案件"' in page
    form = item_of(title="改名", weight="80", method="steps", steps=["90", "100", "80", "60", "", ""])
    draft = fresh(draft)
    answer = client.post(f"/schemes/{draft.id}/items/{first.id}", data=sent(draft, **form))
    assert answer.status_code == 302, words(answer)
    first = fresh(first)
    assert (first.title, first.steps) == ("改名", [["90", "1"], ["80", "0.6"]])
    draft = fresh(draft)
    client.post(f"/schemes/{draft.id}/items/{second.id}/up", data=sent(draft))
    draft = fresh(draft)
    assert [one.title for one in whole(draft).items] == ["第二项", "改名"]
    client.post(f"/schemes/{draft.id}/items/{second.id}/drop", data=sent(draft))
    assert [one.title for one in whole(draft).items] == ["改名"]


def test_weights_must_add_up_to_100(draft, cast, client_for, session):
    client = client_for(cast.clerk)
    client.post(f"/schemes/{draft.id}/items/new", data=sent(draft, **item_of(title="第二项")))
    draft = fresh(draft)
    one, two = (item.id for item in whole(draft).items)
    assert "多了20" in words(client.get(f"/schemes/{draft.id}/weights"))
    wrong = client.post(
        f"/schemes/{draft.id}/weights", data=sent(draft, **{f"weight_{one}": "70", f"weight_{two}": "20"})
    )
    assert wrong.status_code == 422
    assert "合计是90，还差10" in words(wrong)
    assert 'value="70"' in wrong.text
    draft = fresh(draft)
    right = {f"weight_{one}": "70.5", f"weight_{two}": "29.5"}
    assert client.post(f"/schemes/{draft.id}/weights", data=sent(draft, **right)).status_code == 302
    assert [item.weight for item in whole(draft).items] == [D("70.5"), D("29.5")]


def test_a_unit_stands_in_one_cohort_and_no_cohort_is_empty(draft, place, cast, client_for, session):
    client, unit = client_for(cast.clerk), place.units["青溪镇"]

    def cohort(**form):
        return client.post(f"/schemes/{draft.id}/cohorts/new", data=sent(fresh(draft), **form))

    assert "一个单位只能在一个组" in words(cohort(name="又一组", how="kind", unit_kind="township"))
    assert "分组里还没有单位" in words(cohort(name="空组", how="list"))
    assert cohort(name="先进", how="list", units=[unit.id]).status_code == 302
    again = words(cohort(name="两组", how="list", units=[unit.id]))
    assert "“青溪镇”已在“先进”组，一个单位只能在一个组。" in again
    assert "已有“先进”组" in words(cohort(name="先进", how="list", units=[place.units["石桥镇"].id]))
    assert "这个组会是空的" in words(cohort(name="网信", how="kind", unit_kind="internet-information"))
    sizes = {name: len(members) for name, members in groups(draft).items()}
    assert sizes["先进"] == 1
    assert sizes["全部"] == len(place.units) - 1


def groups(scheme):
    from coordination.schemes.membership import by_cohort

    found = whole(scheme)
    return by_cohort(found.cohorts, queries.members_of(found))


def test_a_unit_is_listed_and_not_ranked_with_a_reason(draft, place, cast, client_for, session):
    client, unit = client_for(cast.clerk), place.units["柳河镇"]
    form = {"unit_id": unit.id, "reason": "今年新设立"}
    assert client.post(f"/schemes/{draft.id}/exempt", data=sent(draft, **form)).status_code == 302
    assert "柳河镇 （不参与排名：今年新设立）" in words(client.get(f"/schemes/{draft.id}"))
    row = session.scalars(select(CohortMember).where(CohortMember.scheme_id == draft.id)).one()
    assert (row.unit_id, row.exempt) == (unit.id, "今年新设立")


def test_a_new_revision_closes_the_one_before(draft, cast, client_for, session):
    clerk, leader = client_for(cast.clerk), client_for(cast.leader)
    leader.post(f"/schemes/{draft.id}/enact", data=sent(draft))
    draft = fresh(draft)
    answer = clerk.post(f"/schemes/{draft.id}/revise", data=sent(draft))
    second = session.scalars(select(Scheme).where(Scheme.code == draft.code, Scheme.revision == 2)).one()
    assert answer.location.endswith(f"/schemes/{second.id}")
    assert "请写明为什么修订" in words(clerk.get(f"/schemes/{second.id}"))
    head = {"name": second.name, "min_cohort": "2", "bonus_cap": "5", "effective_from": "2026-11"}
    head |= {"change": "降低最少单位数", "note": ""}
    assert clerk.post(f"/schemes/{second.id}/head", data=sent(second, **head)).status_code == 302
    second = fresh(second)
    page = words(clerk.get(f"/schemes/{second.id}/compare"))
    assert "参加排名的最少单位数 3 2" in page
    assert "从哪个月起 不限 2026年11月" in page
    assert leader.post(f"/schemes/{second.id}/enact", data=sent(second)).status_code == 302
    draft = fresh(draft)
    assert draft.state is SchemeState.CLOSED
    assert clerk.post(f"/schemes/{draft.id}/head", data=sent(draft, **head)).status_code == 302
    assert [one.state for one in queries.revisions(second)] == [SchemeState.IN_FORCE, SchemeState.CLOSED]


def test_units_read_what_is_in_force_and_no_draft(draft, cast, client_for, session):
    township, stranger = client_for(cast.township_a), client_for(cast.outsider)
    assert township.get(f"/schemes/{draft.id}").status_code == 404
    assert draft.name not in words(township.get("/schemes"))
    client_for(cast.leader).post(f"/schemes/{draft.id}/enact", data=sent(draft))
    assert "大额案件" in words(township.get(f"/schemes/{draft.id}"))
    assert township.get(f"/schemes/{draft.id}/entries").status_code == 404
    assert stranger.get(f"/schemes/{draft.id}").status_code == 404


def test_a_stale_page_is_told_and_nothing_is_lost(draft, cast, client_for):
    client = client_for(cast.clerk)
    old = sent(draft, **item_of(title="先来"))
    client.post(f"/schemes/{draft.id}/items/new", data=sent(draft, **item_of(title="后来")))
    answer = client.post(f"/schemes/{draft.id}/items/new", data=old | {"operation_key": fresh_key()})
    assert answer.status_code == 409
    assert 'value="先来"' in answer.text


def test_scheme_json_goes_out_and_comes_in(place, cast, client_for, session):
    client = client_for(cast.clerk)
    answer = client.get(f"/schemes/{place.scheme.id}/scheme.json")
    content = json.loads(answer.data)
    assert content["items"][1] == {
        "code": "warn",
        "title": "劝阻成功率",
        "weight": "25",
        "method": "target",
        "direction": "higher",
        "target": "95",
    }
    answer = client.post("/schemes/import", data=sent(file=(BytesIO(answer.data), "SCHEME.json")))
    made = session.scalars(select(Scheme).where(Scheme.state == SchemeState.DRAFT)).one()
    assert answer.location.endswith(f"/schemes/{made.id}")
    assert made.name == f"{place.scheme.name}（2）"
    assert [one.measure for one in whole(made).items] == ["value", "value", "ytd", "value", "on_time"]
    content["items"].append(
        {"code": "new", "title": "新项", "weight": "0", "method": "rank", "direction": "higher"}
    )
    wrong = client.post("/schemes/import", data=sent(text=json.dumps(content)))
    assert wrong.status_code == 422
    assert "items.new.weight：权重要大于0" in words(wrong)
    for text, sentence in (
        ("", "请选取文件"),
        ("{", "SCHEME.json 不能用"),
        ('{"name": 1}', "items：要是一个列表"),
    ):
        assert sentence in words(client.post("/schemes/import", data=sent(text=text)))


def test_what_scheme_json_does_not_know_is_entered_by_hand(place, cast, client_for, session):
    content = {
        "name": "外来的",
        "items": [{"code": "k", "title": "考试", "weight": "100", "method": "rank", "direction": "higher"}],
    }
    client_for(cast.clerk).post("/schemes/import", data=sent(text=json.dumps(content)))
    made = session.scalars(select(Scheme).where(Scheme.name == "外来的")).one()
    assert whole(made).items[0].measure == "manual"


def test_a_draft_is_tried_beside_the_revision_in_force(place, cast, client_for, session):
    clerk = client_for(cast.clerk)
    answer = clerk.post(f"/schemes/{place.scheme.id}/revise", data=sent(place.scheme))
    page = clerk.get(f"{answer.location}/../{answer.location.rsplit('/', 1)[1]}/preview?period=2026-10")
    made = session.scalars(select(Scheme).where(Scheme.state == SchemeState.DRAFT)).one()
    page = clerk.get(f"/schemes/{made.id}/preview?period=2026-10")
    assert page.status_code == 200
    assert "比现行办法" in words(page)
    assert "青溪镇" in words(page)
    assert client_for(cast.township_a).get(f"/schemes/{made.id}/preview").status_code == 404


def test_lists_take_the_same_number_of_statements_for_any_number_of_rows(
    place, cast, client_for, counting, session
):
    client = client_for(cast.clerk)
    address = f"/schemes/{place.scheme.id}/entries?period=2026-10"

    def statements(url):
        client.get(url)
        with counting() as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    before = statements("/schemes"), statements(f"/schemes/{place.scheme.id}"), statements(address)
    for number in range(3):
        session.add(Scheme(office_id=cast.office.id, code=f"c{number}", name=f"办法{number}"))
    names = ["甲", "乙", "丙"]
    for name in names:
        unit = factory.township(cast.office, f"{name}镇", 40)
        session.add(CohortMember(scheme_id=place.scheme.id, unit_id=unit.id, cohort="乡镇"))
        session.add(
            SchemeEntry(
                office_id=cast.office.id,
                scheme_id=place.scheme.id,
                unit_id=unit.id,
                period="2026-10",
                kind="veto",
                reason="示例",
                entered_by_id=cast.clerk.id,
                entered_at=factory.clock.now(),
            )
        )
    session.commit()
    after = statements("/schemes"), statements(f"/schemes/{place.scheme.id}"), statements(address)
    assert after == before


def test_the_database_keeps_a_scheme_in_force_and_two_persons(place, cast, session):
    from sqlalchemy.exc import DBAPIError

    place.scheme.enacted_at = factory.clock.now()
    session.commit()
    unit = session.get_one(MemberUnit, place.units["青溪镇"].id)
    entry = {
        "office_id": cast.office.id,
        "scheme_id": place.scheme.id,
        "unit_id": unit.id,
        "period": "2026-10",
    }
    entry |= {
        "kind": "veto",
        "reason": "示例",
        "entered_at": factory.clock.now(),
        "entered_by_id": cast.clerk.id,
    }
    for row in (
        SchemeCohort(scheme_id=place.scheme.id, name="偷加", sort_order=9),
        SchemeEntry(**entry, confirmed_by_id=cast.clerk.id, confirmed_at=factory.clock.now()),
        SchemeEntry(**entry, value=D(1)),
    ):
        session.add(row)
        with session.no_autoflush, pytest.raises(DBAPIError):
            session.flush()
        session.rollback()
