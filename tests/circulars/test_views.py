"""What the pages show, offer and refuse."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import select

from coordination.circulars import services
from coordination.circulars.models import Circular
from coordination.circulars.states import CircularState
from coordination.indicators.models import Indicator
from coordination.kernel.jobs import work_off
from coordination.kernel.operations import fresh_key
from coordination.rankings.services import freeze
from coordination.reporting.models import Report
from tests.circulars.pages import act, page, stored, typed
from tests.factories import circulars as factory
from tests.factories import periods, rankings


@pytest.fixture
def place(cast, clock):
    return factory.ready(cast)


def test_a_clerk_drafts_from_a_frozen_ranking(cast, place, client_for, session):
    client = client_for(cast.clerk)
    shown = page(client, f"/circulars/new?ranking={place.ranking.id}")
    assert "起草" in shown
    assert f'<option selected value="{place.ranking.id}"' in shown
    answer = client.post(
        "/circulars/new",
        data={"operation_key": fresh_key(), "period": "2026-10", "ranking": str(place.ranking.id)},
    )
    circular = session.scalars(select(Circular)).one()
    assert (answer.status_code, answer.location) == (302, f"/circulars/{circular.id}/edit")
    assert circular.ranking_id == place.ranking.id


def test_the_ranking_of_the_townships_is_chosen_beforehand_whatever_was_frozen_later(cast, place, client_for):
    banks = rankings.scheme(cast.office, [cast.bank.unit], code="banks")
    later = freeze(banks, actor=cast.clerk.actor, operation=fresh_key(), period="2026-10")
    shown = page(client_for(cast.clerk), "/circulars/new?period=2026-10")
    assert f'<option selected value="{place.ranking.id}">{place.scheme.name}' in shown
    assert f'<option value="{later.id}">' in shown


def test_the_draft_page_names_who_is_missing(cast, place, client_for):
    shown = page(client_for(cast.clerk), "/circulars/new?period=2026-10")
    assert "份填报没有通过" in shown
    assert "柳河镇" in shown


def test_only_clerks_draft(cast, place, client_for):
    page(client_for(cast.leader), "/circulars/new", 403)
    page(client_for(cast.bank), "/circulars/new", 403)
    page(client_for(cast.auditor), "/circulars/new", 404)


def test_the_editor_shows_each_paragraph_with_its_printed_text(cast, place, client_for):
    circular = factory.draft(cast, place.ranking)
    shown = page(client_for(cast.clerk), f"/circulars/{circular.id}/edit")
    assert "【立案数】" in shown
    assert f'href="/circulars/{circular.id}/facts/{quote("立案数")}">29起</a>' in shown
    assert 'value="insert:立案数"' in shown


def test_saving_keeps_sentences(cast, place, client_for, session):
    circular = factory.draft(cast, place.ranking)
    data = typed(circular, title="关于十月情况的通报") | {"body-1-text": "全区立案【立案数】。"}
    answer = client_for(cast.clerk).post(f"/circulars/{circular.id}/edit", data=data)
    assert answer.status_code == 302
    circular = stored(circular)
    assert (circular.title, circular.body[1]["text"]) == ("关于十月情况的通报", "全区立案【立案数】。")


def test_a_broken_fact_is_shown_at_its_paragraph_with_what_was_typed(cast, place, client_for, session):
    circular = factory.draft(cast, place.ranking)
    before = circular.body[1]["text"]
    data = typed(circular) | {"body-1-text": "全区立案【立案书】，很多"}
    answer = client_for(cast.clerk).post(f"/circulars/{circular.id}/edit", data=data)
    assert answer.status_code == 422
    assert 'href="#body-1"' in answer.text
    assert "没有名为“立案书”的数据" in answer.text
    assert "全区立案【立案书】，很多</textarea>" in answer.text
    circular = stored(circular)
    assert circular.body[1]["text"] == before


@pytest.mark.parametrize(
    ("command", "order"),
    [
        ("down-0", ["B", "A", "C"]),
        ("up-2", ["A", "C", "B"]),
        ("up-0", ["A", "B", "C"]),
        ("drop-1", ["A", "C"]),
        ("add-0", ["A", "", "B", "C"]),
        ("head-2", ["A", "B", "C", ""]),
        ("insert:立案数", ["A", "B【立案数】", "C"]),
        ("insert:没有的", ["A", "B", "C"]),
        ("drop-99", ["A", "B", "C"]),
        ("nonsense", ["A", "B", "C"]),
    ],
)
def test_buttons_rearrange_the_page_without_a_script_and_store_nothing(
    cast, place, client_for, session, command, order
):
    circular = factory.draft(cast, place.ranking)
    version = circular.version
    data = {"operation_key": fresh_key(), "version": "1", "title": "T", "addressees": "各镇", "do": command}
    for number, text in enumerate("ABC"):
        data |= {f"body-{number}-kind": "paragraph", f"body-{number}-text": text}
    answer = client_for(cast.clerk).post(f"/circulars/{circular.id}/edit", data=data | {"place": "1"})
    assert answer.status_code == 200
    page = answer.text.partition("<template")[0]
    assert re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page) == order
    circular = stored(circular)
    assert circular.version == version


def test_a_stale_page_shows_both_sides_and_overwrites_nothing(cast, place, client_for, session):
    circular = factory.draft(cast, place.ranking)
    late = typed(circular) | {"body-1-text": "我写的。"}
    services.edit(
        circular,
        actor=cast.clerk.actor,
        operation=fresh_key(),
        version=circular.version,
        title=circular.title,
        addressees=circular.addressees,
        copies_to="",
        body=[{"kind": "paragraph", "text": "先存的。"}],
    )
    answer = client_for(cast.clerk).post(f"/circulars/{circular.id}/edit", data=late)
    assert answer.status_code == 409
    assert "现在存的正文" in answer.text
    assert "先存的。" in answer.text
    assert "我写的。" in answer.text
    circular = stored(circular)
    assert circular.body[0]["text"] == "先存的。"


def test_the_check_page_says_what_is_missing_and_what_was_found(cast, place, client_for):
    circular = factory.draft(cast, place.ranking)
    shown = page(client_for(cast.clerk), f"/circulars/{circular.id}/hand-in")
    assert "没有身份证号、手机号、银行卡号" in shown
    assert "柳河镇" in shown
    assert "10家单位；主送" in shown
    assert "送核稿" in shown


def test_what_a_document_does_not_raise_is_not_called_faultless(cast, place, client_for):
    ranked, plain = factory.draft(cast, place.ranking).id, factory.draft(cast).id
    client = client_for(cast.clerk)
    assert "不适用" not in page(client, f"/circulars/{ranked}/hand-in")
    assert page(client, f"/circulars/{plain}/hand-in").count("不适用") == 2


def test_a_typed_statistic_leaves_no_button_to_go_on(cast, place, client_for, session):
    circular = factory.draft(cast, place.ranking)
    client = client_for(cast.clerk)
    client.post(f"/circulars/{circular.id}/edit", data=typed(circular) | {"body-1-text": "立案31起。"})
    shown = page(client, f"/circulars/{circular.id}/hand-in")
    assert "必须修改" in shown
    assert "“31起”是手写的数字" in shown
    circular = stored(circular)
    answer = client.post(f"/circulars/{circular.id}/hand-in", data=act(circular, accepted="y"))
    assert answer.status_code == 422


def test_the_whole_way_from_draft_to_download(cast, place, client_for, session):
    circular = factory.draft(cast, place.ranking)
    address = f"/circulars/{circular.id}"

    def step(account, name, **more):
        answer = client_for(account).post(f"{address}/{name}", data=act(stored(circular), **more))
        assert answer.status_code == 302, re.findall(r'co-error"[^>]*>([^<]*)', answer.text)

    step(cast.clerk, "hand-in", accepted="y")
    step(cast.second_clerk, "check", accepted="y")
    sign = page(client_for(cast.leader), f"{address}/sign")
    assert re.search(r"签发并送达 \d+ 家单位", sign)
    step(cast.leader, "issue", accepted="y")
    waiting = page(client_for(cast.leader), address)
    assert "正在生成文件" in waiting
    page(client_for(cast.leader), f"{address}/document", 404)
    assert '"ready":false' in page(client_for(cast.leader), f"{address}/printed")
    assert work_off() == 1
    assert '"ready":true' in page(client_for(cast.leader), f"{address}/printed")
    leader = client_for(cast.leader)
    printed = page(leader, address)
    assert re.search(r"<code[^>]*>[0-9a-f]{64}</code>", printed)
    answer = leader.get(f"{address}/document")
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    name = quote("山反诈联办〔2026〕1号")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert f"filename*=UTF-8''{name}" in answer.headers["Content-Disposition"]


def test_signing_without_the_tick_is_refused_and_takes_no_number(cast, place, client_for, session):
    circular = factory.checked(cast, place.ranking)
    answer = client_for(cast.leader).post(f"/circulars/{circular.id}/issue", data=act(circular))
    assert answer.status_code == 422
    assert "签发前请勾选" in answer.text
    circular = stored(circular)
    assert (circular.state, circular.sequence) == (CircularState.SIGNING, None)


def test_sending_back_shows_the_reason_to_the_drafter(cast, place, client_for, session):
    circular = factory.handed_in(cast, place.ranking)
    client = client_for(cast.second_clerk)
    refused = client.post(f"/circulars/{circular.id}/send-back", data=act(circular, reason=" "))
    assert refused.status_code == 422
    assert "请写明原因" in refused.text
    client.post(f"/circulars/{circular.id}/send-back", data=act(circular, reason="第二段数据不全"))
    assert "第二段数据不全" in page(client_for(cast.clerk), f"/circulars/{circular.id}/edit")


def test_every_number_on_the_page_leads_down_to_a_report(cast, place, client_for):
    circular = factory.issued(cast, place.ranking)
    client = client_for(cast.clerk)
    shown = page(client, f"/circulars/{circular.id}")
    article = shown[shown.index("<article") : shown.index("</article>")]
    links = set(re.findall(r'href="(/circulars/\d+/facts/[^"]+)"', article))
    assert len(links) > 20
    for link in links:
        source = page(client, link)
        reports = set(re.findall(r'href="(/reports/\d+)"', source))
        score = set(
            re.findall(r'href="(/rankings/lines/\d+|/score-lines/\d+|/[a-z/-]*line[a-z]*/\d+)"', source)
        )
        assert reports or score or "看报送情况" in source, link
    for text in re.findall(r"<p>(.*?)</p>", article, re.S):
        left = re.sub(r"<a class=\"co-bound\".*?</a>", "", text)
        assert not re.search(r"\d+(?:\.\d+)?(?:起|元|%|分|位|份)", left), text


def test_a_member_unit_reads_what_was_issued_and_nothing_else(cast, place, client_for):
    draft = factory.draft(cast, place.ranking)
    issued = factory.issued(cast, place.ranking)
    client = client_for(cast.bank)
    listed = page(client, "/circulars")
    assert f'href="/circulars/{issued.id}"' in listed
    assert f'href="/circulars/{draft.id}"' not in listed
    shown = page(client, f"/circulars/{issued.id}")
    assert "经过" not in shown
    assert "撤销</a>" not in shown
    fact = page(client, f"/circulars/{issued.id}/facts/{quote('立案数')}")
    assert "公安联络员" not in fact
    for name in ("", "/edit", "/hand-in", "/check", "/sign", "/preview", "/document"):
        page(client, f"/circulars/{draft.id}{name}", 404)


@pytest.mark.parametrize("name", ["outsider", "outside_unit", "auditor", "administrator"])
def test_strangers_find_nothing(cast, place, client_for, name):
    issued = factory.issued(cast, place.ranking)
    client = client_for(getattr(cast, name))
    for part in (
        "",
        "/edit",
        "/sign",
        f"/facts/{quote('立案数')}",
        "/charts/1/0.svg",
        "/document",
        "/withdraw",
    ):
        page(client, f"/circulars/{issued.id}{part}", 404)
    for part in ("renew", "hand-in", "check", "send-back", "issue", "withdraw"):
        assert client.post(f"/circulars/{issued.id}/{part}", data=act(issued)).status_code == 404


def test_lists_and_pages_agree_for_everybody(cast, place, client_for):
    made = [factory.draft(cast, place.ranking), factory.issued(cast, place.ranking)]
    for name in ("clerk", "second_clerk", "leader", "police", "bank", "township_a", "worker"):
        client = client_for(getattr(cast, name))
        listed = page(client, "/circulars")
        for circular in made:
            seen = client.get(f"/circulars/{circular.id}").status_code == 200
            assert seen == (f'href="/circulars/{circular.id}"' in listed), name


def test_an_unknown_fact_is_not_found(cast, place, client_for):
    circular = factory.draft(cast, place.ranking)
    page(client_for(cast.clerk), f"/circulars/{circular.id}/facts/{quote('没有')}", 404)


def test_the_chart_of_the_annex_is_a_picture_without_scripts(cast, place, client_for):
    circular = factory.draft(cast, place.ranking)
    answer = client_for(cast.clerk).get(f"/circulars/{circular.id}/charts/1/0.svg")
    assert answer.mimetype == "image/svg+xml"
    assert "<script" not in answer.text
    page(client_for(cast.clerk), f"/circulars/{circular.id}/charts/9/0.svg", 404)


def test_the_draft_can_be_printed_as_it_stands(cast, place, client_for):
    circular = factory.draft(cast, place.ranking)
    answer = client_for(cast.second_clerk).get(f"/circulars/{circular.id}/preview")
    assert answer.data.startswith(b"%PDF")
    assert quote("送审稿") in answer.headers["Content-Disposition"]


def test_withdrawn_it_says_so_with_the_reason(cast, place, client_for, session):
    circular = factory.issued(cast, place.ranking)
    leader = client_for(cast.leader)
    assert "撤销不能收回" in page(leader, f"/circulars/{circular.id}/withdraw")
    leader.post(f"/circulars/{circular.id}/withdraw", data=act(circular, reason="口径有误"))
    shown = page(client_for(cast.bank), f"/circulars/{circular.id}")
    assert "本文件已撤销" in shown
    assert "口径有误" in shown


def test_renewing_takes_the_figures_of_now(cast, place, client_for, session):
    circular = factory.draft(cast, place.ranking)
    answer = client_for(cast.clerk).post(f"/circulars/{circular.id}/renew", data=act(circular))
    assert answer.status_code == 302


def test_the_list_can_be_searched_by_number_and_state(cast, place, client_for):
    factory.issued(cast, place.ranking)
    draft = factory.draft(cast, place.ranking)
    client = client_for(cast.clerk)
    assert f'href="/circulars/{draft.id}"' not in page(client, "/circulars?words=〔2026〕1号")
    assert f'href="/circulars/{draft.id}"' in page(client, "/circulars?state=draft")
    assert "没有符合条件的通报" in page(client, "/circulars?words=没有这个")


def test_an_empty_list_says_what_to_do(cast, client_for):
    assert "点“起草通报”" in page(client_for(cast.clerk), "/circulars")
    assert "联席办印发后" in page(client_for(cast.bank), "/circulars")


def test_the_number_of_queries_does_not_grow_with_the_list(cast, place, client_for, counting):
    client = client_for(cast.clerk)

    def queries() -> int:
        with counting() as seen:
            page(client, "/circulars")
        return len(seen)

    factory.draft(cast)
    few = queries()
    for _ in range(4):
        factory.draft(cast)
    assert queries() == few


def test_what_was_corrected_since_stands_beside_an_issued_circular(cast, place, client_for, session):
    when = place.ranking.frozen_at
    issued = factory.issued(cast, place.ranking)
    session.commit()
    said = "排名冻结以后，报来的数据有更正"
    assert said not in page(client_for(cast.clerk), f"/circulars/{issued.id}")
    report = session.scalars(
        select(Report).where(Report.period == "2026-10").order_by(Report.id).limit(1)
    ).one()
    code = session.scalars(select(Indicator.code).limit(1)).one()
    periods.frozen_and_corrected(report, cast.township_a, code, when + timedelta(hours=1))
    shown = page(client_for(cast.clerk), f"/circulars/{issued.id}")
    assert said in shown
    assert "冻结后更正 1 项" in shown
    assert said not in page(client_for(cast.bank), f"/circulars/{issued.id}")
