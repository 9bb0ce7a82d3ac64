"""Pages: naming, certificates, reviews; and what everybody may verify."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from coordination.applications.states import Purpose
from coordination.certificates import services
from coordination.certificates.models import Certificate, CertificateReview
from coordination.certificates.states import CertificateState
from coordination.kernel.operations import fresh_key
from coordination.standards.models import VetoEvent
from coordination.standards.services import vetoes
from tests.factories import certificates as make


@pytest.fixture
def world(cast, clock):
    return make.world(cast)


@pytest.fixture
def given(cast, world, clock, session):
    """A printed certificate of yesterday."""
    made = make.named(cast, world.applications[0])
    make.work(cast, *world.subjects.values())
    clock.move(days=1)
    return session.get_one(Certificate, made.id)


@pytest.fixture
def suspended(cast, world, given, session):
    make.case_on(cast, world.subjects["柳沟社区"], date(2026, 11, 7))
    make.work(cast, *world.subjects.values())
    return session.get_one(Certificate, given.id, populate_existing=True)


def sent(page, **values):
    """The hidden fields of the last form of a page, with what a person typed."""
    text = page.text
    keys = re.findall(r'name="operation_key"[^>]*value="([^"]+)"', text)
    versions = re.findall(r'name="version"[^>]*value="([^"]*)"', text)
    return {"operation_key": keys[-1], "version": versions[-1], **values}


def rows(page):
    return re.findall(r'name="row" value="(\d+-\d+)"', page.text)


def test_the_leader_ticks_and_names(cast, world, client_for, session):
    client = client_for(cast.leader)
    page = client.get("/certificates/naming")
    assert page.status_code == 200
    assert "下一个编号是山反诈创〔2026〕1号" in page.text
    assert len(rows(page)) == 3
    refused = client.post("/certificates/naming", data=sent(page, row=rows(page)))
    assert refused.status_code == 422
    assert "已核对名单" in refused.text
    done = client.post("/certificates/naming", data=sent(page, row=rows(page), certain="y"))
    assert done.status_code == 302
    assert "已命名 3 个" in client.get(done.location).text
    assert session.query(Certificate).count() == 3


def test_what_cannot_be_named_says_why_and_has_no_box(cast, world, client_for):
    make.file(cast, make.Count(world.subjects["石桥村"].id, 1), reason="补报")
    page = client_for(cast.leader).get("/certificates/naming")
    assert "上月零发案" in page.text
    assert len(rows(page)) == 2
    row = f"{world.applications[1].id}-1"
    refused = client_for(cast.leader).post("/certificates/naming", data=sent(page, row=[row], certain="y"))
    assert refused.status_code == 422
    assert "全部没有命名" in refused.text


def test_a_clerk_sees_what_waits_and_names_nothing(cast, world, client_for):
    client = client_for(cast.clerk)
    page = client.get("/certificates/naming")
    assert page.status_code == 200
    assert rows(page) == []
    assert "由领导办理" in page.text
    assert client.post("/certificates/naming", data={}).status_code == 403


def test_empty_lists_say_what_fills_them(cast, clock, client_for):
    client = client_for(cast.clerk)
    assert "没有等待命名的申报" in client.get("/certificates/naming").text
    assert "没有暂停的证书" in client.get("/certificates/reviews").text
    assert "没有符合条件的" in client.get("/certificates/reviews?show=decided").text


def test_one_certificate_for_all_who_are_concerned_and_nobody_else(cast, given, world, client_for, session):
    address = f"/certificates/{given.id}"
    cast.worker.division_id = world.subjects["柳沟社区"].division_id
    session.commit()
    for who in (cast.clerk, cast.leader, cast.township_a, cast.worker):
        page = client_for(who).get(address)
        assert page.status_code == 200, who.name
        assert "下载证书" in page.text
        document = client_for(who).get(f"{address}/document")
        assert document.data.startswith(b"%PDF")
    session.add(cast.worker)
    cast.worker.division_id = world.subjects["石桥村"].division_id
    session.commit()
    for who in (cast.township_b, cast.police, cast.outsider, cast.worker, cast.auditor):
        assert client_for(who).get(address).status_code == 404, who.name
        assert client_for(who).get(f"{address}/document").status_code == 404
    assert client_for(cast.township_a).get(f"{address}/suspend").status_code == 403


def test_the_office_suspends_by_hand(cast, given, client_for, session):
    client = client_for(cast.clerk)
    page = client.get(f"/certificates/{given.id}/suspend")
    empty = client.post(f"/certificates/{given.id}/suspend", data=sent(page, reason=" "))
    assert empty.status_code == 422
    assert "请写明暂停的理由" in empty.text
    done = client.post(f"/certificates/{given.id}/suspend", data=sent(page, reason="群众举报"))
    assert done.status_code == 302
    assert "暂停复核中" in client.get(done.location).text
    assert client.get(f"/certificates/{given.id}/suspend").status_code == 302  # nothing left to suspend


def test_a_review_from_the_list_to_the_decision(cast, suspended, client_for, session):
    clerk, leader, township = client_for(cast.clerk), client_for(cast.leader), client_for(cast.township_a)
    listed = clerk.get("/certificates/reviews")
    assert "青溪镇柳沟社区" in listed.text
    assert "新发案件：2026年11月7日发案1起" in listed.text
    address = f"/certificates/reviews/{make.review_of(suspended).id}"
    page = clerk.get(address)
    assert "由领导决定恢复或摘牌" in page.text
    assert clerk.get(f"{address}/restore").status_code == 403
    assert leader.get(f"{address}/statement").status_code == 403
    assert "才能摘牌" in leader.get(address).text
    form = township.get(f"{address}/statement")
    long = township.post(f"{address}/statement", data=sent(form, statement="字" * 1001))
    assert long.status_code == 422
    assert "字" * 1001 in long.text
    done = township.post(f"{address}/statement", data=sent(form, statement="已上门核实"))
    assert done.status_code == 302
    assert "已上门核实" in leader.get(address).text
    form = leader.get(f"{address}/restore")
    assert leader.post(f"{address}/restore", data=sent(form, reason="")).status_code == 422
    assert leader.post(f"{address}/restore", data=sent(form, reason="属外来人员")).status_code == 302
    session.expire_all()
    assert session.get_one(Certificate, suspended.id).state is CertificateState.VALID
    assert "恢复" in clerk.get("/certificates/reviews?show=decided").text
    assert leader.get(f"{address}/revoke").status_code == 302
    for stranger in (cast.township_b, cast.outsider):
        assert client_for(stranger).get(address).status_code == 404


def test_a_review_page_that_is_old_shows_both(cast, suspended, client_for):
    leader, township = client_for(cast.leader), client_for(cast.township_a)
    address = f"/certificates/reviews/{make.review_of(suspended).id}"
    form = leader.get(f"{address}/restore")
    said = township.get(f"{address}/statement")
    township.post(f"{address}/statement", data=sent(said, statement="先说明"))
    refused = leader.post(f"{address}/restore", data=sent(form, reason="恢复"))
    assert refused.status_code == 409
    assert "先说明" in refused.text


def test_lists_ask_a_constant_number_of_questions(cast, world, client_for, counting, session):
    client = client_for(cast.clerk)

    def asked(count):
        with counting() as seen:
            page = client.get("/certificates/reviews")
        assert page.text.count('class="co-tap"') >= count
        return len(seen)

    def suspend(application):
        made = make.named(cast, application)
        services.suspend(
            made, actor=cast.clerk.actor, operation=fresh_key(), version=made.version, reason="核实"
        )

    suspend(world.applications[0])
    asked(1)
    one = asked(1)
    suspend(world.applications[1])
    suspend(world.applications[2])
    assert asked(3) == one


def verdict(client, token):
    page = client.get(f"/verify/{token}")
    assert page.status_code == 200
    return re.search(r"<strong>(.*?)</strong>", page.text).group(1), page.text


def test_verification_tells_the_truth_at_every_moment(cast, given, world, client, session, clock):
    word, text = verdict(client, given.token)
    assert word == "✓ 证书有效"
    for told in ("青溪镇柳沟社区", "山反诈创〔2026〕1号", "无诈社区", "山阳区无诈社区标准（第1版）"):
        assert told in text
    for private in (cast.leader.name, cast.township_a.name, "SHA-256"):
        assert private not in text
    make.case_on(cast, world.subjects["柳沟社区"], date(2026, 11, 7))
    make.work(cast, *world.subjects.values())
    word, text = verdict(client, given.token)
    assert word == "证书已暂停"
    assert "2026年11月7日起暂停" in text
    assert "因新发案件暂停，进入复核" in text
    one = make.review_of(session.get_one(Certificate, given.id))
    decided = {"actor": cast.leader.actor, "version": one.version, "reason": "外来人员张三报案"}
    services.restore(one, operation=fresh_key(), **decided)
    word, text = verdict(client, given.token)
    assert word == "✓ 证书有效"
    assert "经复核，恢复" in text
    assert "张三" not in text
    clock.move(clock.now().replace(year=2027, month=11, day=6))
    word, text = verdict(client, given.token)
    assert word == "证书已到期"  # nobody has written it down yet
    services.expire_due()
    assert "有效期届满" in verdict(client, given.token)[1]


def test_verification_of_what_was_revoked_and_of_what_was_renewed(cast, world, client, session, clock):
    old, gone = make.named(cast, world.applications[0]), make.named(cast, world.applications[1])
    again = make.waiting(cast, world.subjects["柳沟社区"], world.version, purpose=Purpose.RENEWAL)
    new = make.named(cast, again)
    services.suspend(gone, actor=cast.clerk.actor, operation=fresh_key(), version=gone.version, reason="核实")
    one = make.review_of(gone)
    services.state_case(
        one, actor=cast.township_a.actor, operation=fresh_key(), version=one.version, statement="认可"
    )
    services.revoke(
        one, actor=cast.leader.actor, operation=fresh_key(), version=one.version, reason="核实无误"
    )
    word, text = verdict(client, old.token)
    assert word == "已换发新证书"
    assert f"/verify/{new.token}" in text
    assert new.number in text
    assert verdict(client, gone.token)[0] == "证书已摘牌"


@pytest.mark.parametrize(
    "token", ["a" * 20, "A" * 20, "abc", "x" * 5000, "%00" + "a" * 19, "'; DROP", "a" * 19 + "é"]
)
def test_a_wrong_token_is_the_same_page_as_any_that_is_missing(client, given, token):
    page, missing = client.get(f"/verify/{token}"), client.get("/no-such-page")
    assert page.status_code == missing.status_code == 404
    strip = re.compile(r'value="[^"]*"|nonce="[^"]*"|[0-9a-f]{8,}')
    assert strip.sub("", page.text) == strip.sub("", missing.text)


def test_an_address_asks_only_so_often(given, client, app):
    app.config["RATELIMIT_ENABLED"] = True
    try:
        codes = [client.get(f"/verify/{given.token}").status_code for _time in range(61)]
    finally:
        app.config["RATELIMIT_ENABLED"] = False
    assert (codes[0], codes[-1]) == (200, 429)


def test_a_review_says_that_the_veto_behind_it_was_withdrawn(cast, world, given, client_for, session):
    event = vetoes.veto(
        world.subjects["柳沟社区"],
        actor=cast.clerk.actor,
        operation=fresh_key(),
        happened_on=date(2026, 11, 6),
        text="台账造假",
    )
    make.work(cast)
    review = session.scalars(select(CertificateReview)).one()
    pages = (f"/certificates/reviews/{review.id}", f"/certificates/{given.id}")
    leader = client_for(cast.leader)
    for page in pages:
        assert "台账造假" in leader.get(page).text
        assert "这一件已撤销" not in leader.get(page).text
    event = session.get_one(VetoEvent, event.id)
    vetoes.unveto(
        event, actor=cast.leader.actor, operation=fresh_key(), version=event.version, reason="不属实"
    )
    for account in (cast.leader, cast.township_a):
        assert all("这一件已撤销" in client_for(account).get(page).text for page in pages)
