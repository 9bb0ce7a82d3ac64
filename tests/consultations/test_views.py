"""Pages: what each person finds, what a refusal says, files, neighbours, five hundred units."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import insert

from coordination.consultations import queries, services
from coordination.consultations.models import ConsultedUnit, Objection
from coordination.kernel.operations import fresh_key
from coordination.rankings.models import ScoreItem, ScoreLine
from coordination.schemes.models import SchemeEntry
from coordination.schemes.states import EntryKind
from tests.factories import consultations as make
from tests.factories import organizations
from tests.factories.files import photo
from tests.factories.organizations import session as the_session


@pytest.fixture
def place(cast, clock):
    return make.world(cast)


@pytest.fixture
def open_one(cast, place):
    return make.begun(cast, place)


@pytest.fixture
def mine(cast, open_one):
    return make.place_of(open_one, cast.units.a.id)


@pytest.fixture
def objection(cast, open_one):
    return make.objected(open_one, cast.township_a.actor)


def sent(**values):
    return {"operation_key": fresh_key(), **values}


def body(answer):
    return answer.get_data(as_text=True)


def again(thing):
    """As it stands now: a request leaves what was read before it behind."""
    return the_session.get_one(type(thing), thing.id, populate_existing=True)


def test_the_clerk_puts_a_ranking_to_consultation(cast, client_for, place):
    client = client_for(cast.clerk)
    address = f"/rankings/{place.ranking.id}/consultation"
    assert "开始征求意见" in body(client.get(address))
    refused = client.post(address, data=sent(days="三天", note="留下的话"))
    assert refused.status_code == 422
    assert "留下的话" in body(refused)
    assert "几个工作日" in body(refused)
    done = client.post(address, data=sent(days="3", note=""))
    assert done.status_code == 302
    assert "/consultations/" in done.location
    assert client.get(address).location == done.location
    twice = client.post(address, data=sent(days="3"))
    assert (twice.status_code, "已经征求过意见" in body(twice)) == (422, True)


def test_the_ranking_leads_there(cast, client_for, place):
    page = body(client_for(cast.clerk).get(f"/rankings/{place.ranking.id}"))
    assert f"/rankings/{place.ranking.id}/consultation" in page


def test_a_unit_sees_its_own_line_and_no_other_unit(cast, client_for, place, mine):
    client = client_for(cast.township_a)
    assert client.get(f"/rankings/{place.ranking.id}").status_code == 404
    page = body(client.get(f"/consulted/{mine.id}"))
    for words in ("第1名", "本组中位数", "万人发案数", "公安联络员", "经办甲", "无意见", "对这一项提异议"):
        assert words in page
    for name in place.units:
        assert (name in page) is (name == "青溪镇")
    assert again(mine).read_by_id == cast.township_a.id
    listed = body(client.get("/consultations"))
    assert f"/consulted/{mine.id}" in listed
    assert 'href="/assignments"' in listed  # the bar on top is whole


def test_the_neighbour_finds_nothing(cast, client_for, mine, open_one, objection):
    theirs = (f"/consulted/{mine.id}", f"/ranking-objections/{objection.id}", f"/consultations/{open_one.id}")
    for who in (cast.township_b, cast.worker, cast.outsider, cast.outside_unit, cast.auditor):
        client = client_for(who)
        assert [client.get(address).status_code for address in theirs] == [404, 404, 404]
        assert client.post(f"/consulted/{mine.id}/agree", data=sent()).status_code == 404
    assert client_for(cast.township_a).get(theirs[2]).status_code == 404
    for number in (0, 2**63, 10**30):
        assert client_for(cast.clerk).get(f"/consultations/{number}").status_code == 404


def test_a_unit_agrees_and_its_desk_is_empty_then(cast, client_for, mine):
    client = client_for(cast.township_a)
    assert f"/consulted/{mine.id}" in body(client.get("/desk"))
    assert client.post(f"/consulted/{mine.id}/agree", data=sent()).status_code == 302
    assert "本单位已表示无意见" in body(client.get(f"/consulted/{mine.id}"))
    assert f"/consulted/{mine.id}" not in body(client.get("/desk"))
    twice = client.post(f"/consulted/{mine.id}/agree", data=sent())
    assert (twice.status_code, "已经表示无意见" in body(twice)) == (409, True)


def objected(client, mine, **values):
    given = sent(item="cases", claimed="1.5起/万人", reason="台账是3起，报表填成了2起。", **values)
    return client.post(f"/consulted/{mine.id}/object", data=given, content_type="multipart/form-data")


def test_a_unit_objects_with_evidence_that_its_office_opens(cast, client_for, mine):
    client = client_for(cast.township_a)
    assert 'selected value="cases"' in body(client.get(f"/consulted/{mine.id}/object?item=cases"))
    done = objected(client, mine, files=[(BytesIO(photo("PNG")), "台账.png")])
    assert done.status_code == 302
    made = the_session.query(Objection).one()
    assert str(made.claimed) == "1.5"
    page = body(client.get(done.location))
    for words in ("台账.png", "1.5", "待答复", "撤回异议", "台账是3起"):
        assert words in page
    (file,) = queries.objection(cast.clerk.actor, id=made.id).evidence
    for who, status in ((cast.clerk, 200), (cast.township_a, 200), (cast.township_b, 404)):
        for tail in ("", "/view"):
            answer = client_for(who).get(f"/ranking-objections/evidence/{file.id}{tail}")
            assert answer.status_code == status
            answer.close()
    client.post(f"/ranking-objections/{made.id}/evidence/{file.id}/remove", data=sent())
    assert queries.objection(cast.clerk.actor, id=made.id).evidence == []


def test_what_was_typed_stays_and_each_field_says_what_is_wrong(cast, client_for, mine):
    client = client_for(cast.township_a)
    for values, words in (
        ({"reason": "不对", "item": "cases"}, "5到1000个字"),
        ({"reason": "台账不是这个数，请核。", "claimed": "十二"}, "应有的数值要填数字"),
        ({"reason": "台账不是这个数，请核。", "item": "nothing"}, "请选择对哪一项有异议"),
        ({"reason": "台账不是这个数，请核。", "item": "", "claimed": "1"}, "请选择是哪一项的"),
    ):
        answer = client.post(f"/consulted/{mine.id}/object", data=sent(**values))
        assert answer.status_code == 422
        assert words in body(answer)
        assert values["reason"] in body(answer)
    wrong = objected(client, mine, files=[(BytesIO(b"#!/bin/sh"), "坏.sh")])
    assert (wrong.status_code, "坏.sh" in body(wrong)) == (422, True)
    assert the_session.query(Objection).count() == 0


def test_after_the_last_day_the_page_says_so_and_keeps_what_was_typed(cast, client_for, mine, clock):
    clock.move(clock.now() + timedelta(days=9))
    client = client_for(cast.township_a)
    page = body(client.get(f"/consulted/{mine.id}"))
    assert "提出异议" not in page.replace("前提出异议", "")
    assert "截止" in page
    late = objected(client, mine)
    assert (late.status_code, "不能再提异议" in body(late)) == (409, True)
    assert "台账是3起" in body(late)


def test_an_old_page_shows_both(cast, client_for, objection):
    client = client_for(cast.township_a)
    address, seen = f"/ranking-objections/{objection.id}/edit", objection.version
    assert make.SAID in body(client.get(address))
    first = client.post(address, data=sent(version=seen, reason="第一次修改的理由。", item="cases"))
    assert first.status_code == 302
    second = client.post(address, data=sent(version=seen, reason="第二次修改的理由。", item="cases"))
    assert second.status_code == 409
    assert "第一次修改的理由" in body(second)
    assert "第二次修改的理由" in body(second)


def test_the_recused_person_is_told_who_may_answer(cast, client_for, objection):
    page = body(client_for(cast.clerk).get(f"/ranking-objections/{objection.id}"))
    assert "要回避" in page
    assert "经办乙、领导丙" in page
    assert 'name="upheld"' not in page
    refused = client_for(cast.clerk).post(
        f"/ranking-objections/{objection.id}/answer",
        data=sent(version=objection.version, upheld="rejected", text="不成立。"),
    )
    assert (refused.status_code, "要回避" in body(refused)) == (403, True)


def test_when_nobody_may_answer_the_page_says_what_to_do(cast, client_for, open_one):
    made = make.objected(open_one, cast.township_a.actor, "")
    assert {cast.clerk.id, cast.second_clerk.id} <= set(made.recused)
    cast.leader.functions = ["auditor"]
    the_session.commit()
    page = body(client_for(cast.clerk).get(f"/ranking-objections/{made.id}"))
    assert "没有人可以答复" in page
    assert "系统管理员" in page


def test_another_answers_and_the_unit_reads_it(cast, client_for, objection):
    client, address = client_for(cast.second_clerk), f"/ranking-objections/{objection.id}"
    assert 'name="upheld"' in body(client.get(address))
    empty = client.post(f"{address}/answer", data=sent(version=objection.version))
    assert (empty.status_code, "请选择核查结果" in body(empty)) == (422, True)
    done = client.post(
        f"{address}/answer",
        data=sent(version=objection.version, upheld="upheld", text="台账确为1起，请公安分局更正。"),
    )
    assert done.status_code == 302
    page = body(client.get(address))
    assert "退回更正" in page
    assert "/review" in page
    assert "台账确为1起" in body(client_for(cast.township_a).get(address))


def test_the_office_sees_who_has_read_reminds_and_recomputes(cast, client_for, place, open_one, objection):
    client, address = client_for(cast.clerk), f"/consultations/{open_one.id}"
    page = body(client.get(address))
    for words in ("未查看", "1条异议没有答复", "不能印发", "提醒未查看的单位", *place.units):
        assert words in page
    assert client.post(f"{address}/remind", data=sent()).status_code == 302
    blocked = client.post(f"{address}/close", data=sent(version=open_one.version))
    assert (blocked.status_code, "没有答复" in body(blocked)) == (422, True)
    make.answered(again(objection), cast.leader.actor, upheld=True)
    early = client.post(f"{address}/recompute", data=sent(version=open_one.version, days="2"))
    assert (early.status_code, "结果和原来一样" in body(early)) == (422, True)
    make.corrected(cast, place, cases=9)
    assert "数据已更正" in body(client.get(f"{address}/recompute"))
    done = client.post(f"{address}/recompute", data=sent(version=open_one.version, days="2"))
    assert done.location.endswith("/changes")
    assert "青溪镇" in body(client.get(done.location))
    unit = client_for(cast.township_a)
    assert "看重新计算后的得分" in body(unit.get(f"/consulted/{make.place_of(open_one, cast.units.a.id).id}"))
    mine = queries.place_in(queries.replaced_by(open_one), cast.units.a.id)
    assert "重新计算前后" in body(unit.get(f"/consulted/{mine.id}"))
    assert "看重新计算后的这一轮" in body(client.get(address))


def test_a_veto_that_came_in_between_is_named_and_not_called_unranked(
    cast, client_for, place, open_one, session
):
    veto = {"kind": EntryKind.VETO, "reason": "瞒报案件", "period": place.ranking.period}
    clerks = {"entered_by_id": cast.second_clerk.id, "entered_at": place.ranking.frozen_at}
    leader = {"confirmed_by_id": cast.leader.id, "confirmed_at": place.ranking.frozen_at}
    where = {"office_id": cast.office.id, "scheme_id": place.scheme.id, "unit_id": cast.units.a.id}
    session.add(SchemeEntry(**veto, **clerks, **leader, **where))
    session.flush()
    client, unit = client_for(cast.clerk), client_for(cast.township_a)
    address = f"/consultations/{open_one.id}/recompute"
    done = client.post(address, data=sent(version=open_one.version, days="2"))
    assert "→ <b>一票否决</b>" in body(client.get(done.location))
    own = queries.place_in(queries.replaced_by(open_one), cast.units.a.id)
    assert "→ <b>一票否决</b>" in body(unit.get(f"/consulted/{own.id}"))
    assert re.search("名次[0-9]+→一票否决", body(unit.get("/messages")))


def test_a_leader_cancels_and_the_clerk_cannot(cast, client_for, open_one):
    address = f"/consultations/{open_one.id}"
    assert "取消征求意见" not in body(client_for(cast.clerk).get(address))
    leader = client_for(cast.leader)
    empty = leader.post(f"{address}/cancel", data=sent(version=open_one.version, reason=" "))
    assert (empty.status_code, "请写明取消的原因" in body(empty)) == (422, True)
    assert (
        leader.post(f"{address}/cancel", data=sent(version=open_one.version, reason="另行冻结")).status_code
        == 302
    )
    assert "另行冻结" in body(leader.get(address))


def test_lists_are_empty_before_the_first(cast, client_for):
    assert "还没有征求过意见" in body(client_for(cast.clerk).get("/consultations"))
    assert "还没有要本单位核对" in body(client_for(cast.bank).get("/consultations"))
    assert client_for(cast.auditor).get("/consultations").status_code == 404


def test_the_office_desk_counts_objections(cast, client_for, objection):
    page = body(client_for(cast.clerk).get("/desk"))
    assert "异议待答复" in page
    assert "/consultations" in page


def five_hundred(cast, place):
    """Five hundred more lines in the frozen ranking, with names of three hundred characters."""
    units = [
        organizations.unit(cast.office, f"{'很长的单位名称' * 42}{number:03}", "township", 100 + number)
        for number in range(500)
    ]
    common = {
        "ranking_id": place.ranking.id,
        "office_id": cast.office.id,
        "cohort": "乡镇",
        "state": "ranked",
    }
    rows = [
        {**common, "unit_id": one.id, "sort_order": 100 + n, "rank": 10 + n, "total": 60, "reason": ""}
        for n, one in enumerate(units)
    ]
    made = the_session.scalars(insert(ScoreLine).returning(ScoreLine.id), rows).all()
    item = {"code": "cases", "title": "万人发案数", "sort_order": 1, "value": 1, "weight": 30, "points": 20}
    the_session.execute(
        insert(ScoreItem), [{**item, "line_id": one, "formula": "示例", "sources": []} for one in made]
    )
    the_session.commit()


def test_five_hundred_units_take_no_more_queries_than_six(cast, client_for, place, counting, open_one):
    client = client_for(cast.clerk)
    pages = (f"/consultations/{open_one.id}", "/consultations")
    few = []
    for address in pages:
        with counting() as seen:
            client.get(address)
        few.append(len(seen))
    services.cancel(
        again(open_one),
        actor=cast.leader.actor,
        operation=fresh_key(),
        version=open_one.version,
        reason="换一份",
    )
    place.ranking = make.frozen(cast, place)
    five_hundred(cast, place)
    with counting() as opening:
        many = make.begun(cast, place)
    assert the_session.query(ConsultedUnit).filter_by(consultation_id=many.id).count() == 506
    assert len(opening) < 40
    for address, before in zip((f"/consultations/{many.id}", "/consultations"), few, strict=True):
        with counting() as seen:
            answer = client.get(address)
        assert answer.status_code == 200
        assert len(seen) <= before
    assert "下一页" in body(client.get(f"/consultations/{many.id}"))
    assert client.get(f"/consultations/{many.id}?page=9&show=unread").status_code == 200


def test_pages_speak_english(cast, client_for, open_one, mine, objection):
    for who, address, words in (
        (cast.clerk, f"/consultations/{open_one.id}", "Remind who has not looked"),
        (cast.township_a, f"/consulted/{mine.id}", "Object to this item"),
        (cast.second_clerk, f"/ranking-objections/{objection.id}", "The reports behind it"),
    ):
        client = client_for(who)
        client.post("/language/en")
        assert words in body(client.get(address))
