"""The pages of the writing desk: kinds, keeping by itself, versions, remarks, templates."""

import re

import pytest

from coordination.circulars import kept, services
from coordination.circulars.states import Kind
from coordination.document_templates import services as templates
from coordination.kernel.operations import fresh_key
from tests.circulars.pages import act, page, stored, typed
from tests.factories import circulars as factory


@pytest.fixture
def place(cast, clock):
    return factory.ready(cast)


def drafted(client, **given):
    """The form of a kind as a browser sends it."""
    data = {"operation_key": fresh_key(), "period": factory.MONTH, "ranking": ""} | given
    return client.post("/circulars/new", data=data)


def test_each_kind_asks_for_what_it_needs(cast, place, client_for):
    clerk = client_for(cast.clerk)
    assert "写哪些数据" in page(clerk, "/circulars/new?kind=special&period=2026-10")
    assert "列席" in page(clerk, "/circulars/new?kind=minutes&period=2026-10")
    assert "主送" in page(clerk, "/circulars/new?kind=letter&period=2026-10")
    assert "没有单位有逾期事项" in page(clerk, "/circulars/new?kind=reminder&period=2026-10")
    assert "更正通报在要更正的" in page(clerk, "/circulars/new?kind=correction")


def test_a_special_circular_keeps_what_was_ticked_when_its_title_is_missing(cast, place, client_for):
    clerk = client_for(cast.clerk)
    answer = drafted(clerk, kind="special", facts=["立案数"])
    assert answer.status_code == 422
    assert "专项通报要自己拟标题。" in answer.text
    assert re.search(r'name="facts" value="立案数" checked', answer.text)
    answer = drafted(clerk, kind="special", facts=["立案数"], title="专项", ranking=place.ranking.id)
    assert answer.status_code == 302
    shown = page(clerk, answer.location)
    assert "乡镇组得分前3名" in shown
    assert "得分图" in shown


def test_the_page_keeps_what_is_typed_and_offers_it_again(cast, place, client_for):
    circular = factory.draft(cast, place.ranking)
    clerk, version, body = client_for(cast.clerk), circular.version, circular.body
    sent = typed(circular) | {"body-1-text": "写到一半", "window": "a", "told": "0", "title": ""}
    answer = clerk.post(f"/circulars/{circular.id}/autosave", data=sent)
    assert answer.json == {"saved": "10:00", "stale": False, "message": ""}
    circular = stored(circular)
    assert (circular.version, circular.body) == (version, body)
    assert "自动保存、还没有存盘的文稿" in page(clerk, f"/circulars/{circular.id}/edit")
    restored = page(clerk, f"/circulars/{circular.id}/edit?restore=1")
    assert "写到一半" in restored
    assert "改动还没有保存" in restored
    clerk.post(f"/circulars/{circular.id}/autosave/discard", data=act(circular))
    assert "还没有存盘" not in page(clerk, f"/circulars/{circular.id}/edit")


def test_two_windows_of_one_person_are_told_of_each_other(cast, place, client_for):
    circular = factory.draft(cast, place.ranking)
    clerk, address = client_for(cast.clerk), f"/circulars/{circular.id}/autosave"

    def send(window, told):
        data = typed(circular) | {"window": window, "told": told, "operation_key": fresh_key()}
        return clerk.post(address, data=data)

    assert send("a", "0").status_code == 200
    assert send("b", "0").status_code == 200
    answer = send("a", "1")
    assert (answer.status_code, answer.json["other"]) == (409, True)
    assert send("b", "1").status_code == 200


def test_a_version_saved_meanwhile_is_told_and_nothing_is_lost(cast, place, client_for):
    circular = factory.draft(cast, place.ranking)
    late = typed(circular) | {"body-1-text": "我写的", "window": "a"}
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
    clerk = client_for(cast.clerk)
    answer = clerk.post(f"/circulars/{circular.id}/autosave", data=late)
    assert answer.json["stale"] is True
    restored = page(clerk, f"/circulars/{circular.id}/edit?restore=1")
    seen = re.search(r'name="version" type="hidden" value="(\d+)"', restored).group(1)
    again = clerk.post(
        f"/circulars/{circular.id}/edit", data=late | {"version": seen, "operation_key": fresh_key()}
    )
    assert again.status_code == 409
    assert "先存的。" in again.text


def test_after_handing_in_nothing_is_kept_any_more(cast, place, client_for):
    circular = factory.handed_in(cast, place.ranking)
    answer = client_for(cast.clerk).post(f"/circulars/{circular.id}/autosave", data=typed(circular))
    assert answer.status_code == 409
    assert "不能再改" in answer.json["message"]


def test_two_saved_texts_are_compared_sentence_by_sentence(cast, place, client_for):
    circular = factory.draft(cast, place.ranking)
    clerk = client_for(cast.clerk)
    assert "只有一稿" in page(clerk, f"/circulars/{circular.id}/versions")
    text = circular.body[1]["text"] + "请各单位核对。"
    clerk.post(f"/circulars/{circular.id}/edit", data=typed(circular) | {"body-1-text": text})
    shown = page(clerk, f"/circulars/{circular.id}/versions")
    assert "<ins>请各单位核对。</ins>" in shown
    assert "已加</b>" in shown


def test_a_remark_is_made_beside_its_paragraph_and_settled_in_the_editor(cast, place, client_for):
    circular = factory.handed_in(cast, place.ranking)
    checker, clerk = client_for(cast.second_clerk), client_for(cast.clerk)
    address = f"/circulars/{circular.id}/remarks"
    empty = checker.post(address, data={"operation_key": fresh_key(), "block": "1", "text": ""})
    assert empty.status_code == 422
    made = {"operation_key": fresh_key(), "block": "1", "text": "请核对环比"}
    assert checker.post(address, data=made).status_code == 302
    assert "请核对环比" in page(checker, address)
    assert "逐段批注" in page(checker, f"/circulars/{circular.id}/check")
    circular = stored(circular)
    checker.post(f"/circulars/{circular.id}/send-back", data=act(circular, reason="见批注"))
    circular = stored(circular)
    desk = page(clerk, f"/circulars/{circular.id}/edit")
    assert "还有1条批注待处理" in desk
    number = re.search(r'value="settle-(\d+)"', desk).group(1)
    answer = clerk.post(
        f"/circulars/{circular.id}/edit",
        data=typed(circular) | {"do": f"settle-{number}", "body-1-text": "没存的字"},
    )
    assert "已处理" in answer.text
    assert "没存的字" in answer.text
    assert kept.remarks(stored(circular), stored(circular).body).open == 0


def test_units_and_neighbours_find_neither_versions_nor_remarks(cast, place, client_for):
    circular = factory.issued(cast, place.ranking)
    for end in ("versions", "remarks"):
        page(client_for(cast.outsider), f"/circulars/{circular.id}/{end}", 404)
        page(client_for(cast.bank), f"/circulars/{circular.id}/{end}", 403)
        page(client_for(cast.leader), f"/circulars/{circular.id}/{end}")


def test_a_finished_text_is_kept_as_a_template_from_its_page(cast, place, client_for, session):
    templates.add_patterns()
    circular = factory.issued(cast, place.ranking)
    session.commit()
    clerk = client_for(cast.clerk)
    assert "存为模板" in page(clerk, f"/circulars/{circular.id}")
    assert "存为模板" not in page(client_for(cast.leader), f"/circulars/{circular.id}")
    answer = clerk.post(f"/circulars/{circular.id}/template", data=act(circular))
    assert answer.status_code == 302
    assert "月度通报模板" in page(clerk, answer.location)


def test_minutes_need_no_addressee_and_offer_attendance(cast, place, client_for):
    monthly = factory.draft(cast, place.ranking).id
    clerk = client_for(cast.clerk)
    answer = drafted(clerk, kind=Kind.MINUTES.value, present="张某 李某")
    desk = page(clerk, answer.location)
    assert "张某、李某" in desk
    assert 'name="addressees"' not in desk
    assert ">请假人员</option>" in desk
    assert ">请假人员</option>" not in page(clerk, f"/circulars/{monthly}/edit")


@pytest.mark.parametrize(
    ("command", "kind"), [("table:乡镇组", "table-top"), ("chart:乡镇组", "chart"), ("case-1", "case")]
)
def test_buttons_place_tables_charts_and_cases_without_a_script(cast, place, client_for, command, kind):
    circular = factory.draft(cast, place.ranking)
    data = typed(circular) | {"do": command, "place": "1"}
    answer = client_for(cast.clerk).post(f"/circulars/{circular.id}/edit", data=data)
    found = re.search(r'name="body-2-kind".*?<option value="([a-z0-9-]+)" selected', answer.text, re.DOTALL)
    assert found.group(1) == kind
