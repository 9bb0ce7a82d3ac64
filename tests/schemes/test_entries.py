"""Pages of what is entered by hand."""

from io import BytesIO

import pytest
from sqlalchemy import select

from coordination.schemes.models import SchemeEntry
from tests.factories.files import photo
from tests.schemes.pages import fresh, sent, words


def entry_form(place, **more):
    usual = {"unit_id": place.units["石桥镇"].id, "period": "2026-10", "reason": "获市级表彰，文件见附件"}
    return usual | more


def evidence():
    return BytesIO(photo()), "表彰.jpg"


def test_a_bonus_is_entered_confirmed_and_withdrawn(place, cast, client_for, session):
    clerk, leader = client_for(cast.clerk), client_for(cast.leader)
    address = f"/schemes/{place.scheme.id}/entries"
    form = entry_form(place, value="3", file=evidence())
    assert clerk.post(f"{address}/new?kind=bonus", data=sent(**form)).status_code == 302
    entry = session.scalars(select(SchemeEntry)).one()
    assert "待确认" in words(clerk.get(f"{address}?period=2026-10"))
    assert clerk.post(f"/scheme-entries/{entry.id}/confirm", data=sent(entry)).status_code == 403
    assert leader.post(f"/scheme-entries/{entry.id}/confirm", data=sent(entry)).status_code == 302
    entry = fresh(entry)
    assert entry.confirmed_by_id == cast.leader.id
    own, other = place.people["石桥镇"], place.people["青溪镇"]
    with client_for(own).get(f"/scheme-entries/{entry.id}") as answer:
        assert answer.status_code == 200
    assert client_for(other).get(f"/scheme-entries/{entry.id}").status_code == 404
    asked = clerk.get(f"/scheme-entries/{entry.id}/withdraw").get_data(as_text=True)
    assert entry.reason not in asked[asked.index("<textarea") :], (
        "why it was entered is not why it is withdrawn"
    )
    answer = clerk.post(f"/scheme-entries/{entry.id}/withdraw", data=sent(entry, reason=" "))
    assert "请写明" in words(answer)
    answer = clerk.post(f"/scheme-entries/{entry.id}/withdraw", data=sent(entry, reason="表彰已撤销"))
    assert answer.status_code == 302
    assert "表彰已撤销" in words(clerk.get(f"{address}?period=2026-10"))


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("bonus", {"value": "6"}, "不超过上限5分"),
        ("bonus", {"value": "-1"}, "加分要大于0"),
        ("bonus", {"value": ""}, "请填写加几分"),
        ("bonus", {"value": "3", "unit_id": "0"}, "请选一个参加考核的单位"),
        ("bonus", {"value": "3", "period": "2026-12"}, "这个月还没有开始"),
        ("bonus", {"value": "3", "period": "十月"}, "月份要写成"),
        ("bonus", {"value": "3", "reason": ""}, "请写明理由和依据"),
        ("bonus", {"value": "3", "reason": "张某 13812345678 举报"}, "请删去"),
        ("bonus", {"value": "3"}, "请附佐证材料"),
        ("value", {"value": "3", "item_code": ""}, "请选一个人工登记的考核项"),
        ("veto", {"reason": "长" * 301}, "最多300个字"),
    ],
)
def test_what_is_wrong_with_an_entry_is_said_at_its_field(place, cast, client_for, kind, typed, sentence):
    address = f"/schemes/{place.scheme.id}/entries/new?kind={kind}"
    answer = client_for(cast.clerk).post(address, data=sent(**entry_form(place, **typed)))
    assert answer.status_code == 422
    assert sentence in words(answer)
