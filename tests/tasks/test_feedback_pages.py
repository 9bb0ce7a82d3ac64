"""The pages of feedback and evidence: status, redirect, what they show and keep."""

from io import BytesIO

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from coordination.config import settings
from coordination.kernel.files import StoredFile
from coordination.kernel.operations import fresh_key
from coordination.tasks.models import Evidence, Feedback
from coordination.tasks.queries import filing as queries
from coordination.tasks.rules import AssignmentState
from tests.factories import files as make_file
from tests.factories import tasks as make

S = AssignmentState
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def bank(cast, clock):
    task = make.task(cast.office, target=600_000, target_unit="户", content="上门排查", evidence="照片2张")
    return make.assignment(task, cast.units.bank, S.ACKNOWLEDGED, who=cast.bank)


def sent(assignment, text="", **more):
    version = queries.number(make.again(assignment))
    return {"operation_key": fresh_key(), "version": str(version), "text": text} | more


def file(content, name):
    return FileStorage(BytesIO(content), name)


def page_of(answer):
    return answer.get_data(as_text=True)


def test_the_page_says_what_is_asked_and_by_when(cast, bank, client_for):
    page = page_of(client_for(cast.bank).get(f"/assignments/{bank.id}/feedback"))
    for words in (
        "开展银行卡风险排查",
        "11月27日（周五）17:00",
        "上门排查",
        "照片2张",
        "600,000 户",
        "办结上报",
    ):
        assert words in page
    assert 'name="version" type="hidden" value="0"' in page


def test_why_it_was_returned_and_what_was_told_before(cast, client_for, session):
    bank = make.assignment(make.task(cast.office), cast.units.bank, S.RETURNED, who=cast.bank)
    make.feedback(bank, cast.bank, "第一次反馈")
    make.feedback(bank, cast.bank, "第二次反馈")
    page = page_of(client_for(cast.bank).get(f"/assignments/{bank.id}/feedback"))
    assert "照片看不清，请重拍" in page
    assert "第二次反馈" in page
    assert "第一次反馈" not in page
    assert "看全部 2 次反馈" in page


def test_a_draft_is_kept_and_the_page_says_when(cast, bank, client_for, session):
    client = client_for(cast.bank)
    answer = client.post(
        f"/assignments/{bank.id}/feedback", data=sent(bank, "排查12万户", percent="２０％", quantity="12万")
    )
    assert answer.status_code == 302
    page = page_of(client.get(f"/assignments/{bank.id}/feedback"))
    assert "草稿已保存 10:00" in page
    assert 'value="120,000"' in page
    assert 'value="20"' in page


def test_the_page_saves_itself_and_is_told_what_was_read_and_what_is_wrong(cast, bank, client_for, session):
    client = client_for(cast.bank)
    address = f"/assignments/{bank.id}/feedback/autosave"
    body = client.post(
        address, data=sent(bank, "一", percent="120", quantity="12万"), headers=SCRIPT
    ).get_json()
    assert body["readings"] == {"quantity": "120,000"}
    assert body["errors"] == {"percent": "进度填0到100的整数"}
    assert (body["saved"], body["version"]) == ("10:00", queries.number(make.again(bank)))
    old = sent(bank, "二")
    assert client.post(address, data=sent(bank, "三"), headers=SCRIPT).status_code == 200
    stale = client.post(address, data=old, headers=SCRIPT)
    assert stale.status_code == 409
    assert "别人已经改过" in stale.get_json()["message"]


def test_two_people_at_once_see_both_sides(cast, bank, client_for, session):
    client, old = client_for(cast.bank), sent(bank, "我写的", percent="40")
    client.post(f"/assignments/{bank.id}/feedback", data=sent(bank, "同事写的", percent="30"))
    for address in ("feedback", "feedback/send", "submit"):
        answer = client.post(f"/assignments/{bank.id}/{address}", data=old | {"operation_key": fresh_key()})
        page = page_of(answer)
        assert answer.status_code == 409
        assert "我写的" in page
        assert "现在存的是：同事写的" in page
        assert "现在存的是：30" in page
    again = old | {"operation_key": fresh_key(), "version": sent(bank)["version"]}
    assert client.post(f"/assignments/{bank.id}/feedback", data=again).status_code == 302


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("percent", "120", "进度填0到100的整数"),
        ("percent", "-1", "进度填0到100的整数"),
        ("percent", "一半", "整体进度要填数字，单位是%"),
        ("quantity", "很多", "本次完成数量要填数字，单位是户"),
        ("quantity", "1.234", "数量最多两位小数"),
        ("quantity", "NaN", "本次完成数量要填数字"),
        ("text", "长" * 5001, "最多5000个字"),
    ],
)
def test_bad_input_is_told_at_its_field_with_what_was_typed(
    cast, bank, client_for, session, field, typed, sentence
):
    data = sent(bank, "写好的文字") | {field: typed}
    answer = client_for(cast.bank).post(f"/assignments/{bank.id}/feedback/send", data=data)
    page = page_of(answer)
    assert answer.status_code == 422
    assert sentence in page
    assert typed in page
    bank = make.again(bank)
    assert bank.state is S.ACKNOWLEDGED
    draft = queries.draft(bank)
    assert draft is None if field == "text" else draft.text == "写好的文字"


def test_progress_and_end_lead_back_to_the_assignment(cast, bank, client_for, session):
    client = client_for(cast.bank)
    data = sent(bank, "第一批", quantity="30万")
    answer = client.post(f"/assignments/{bank.id}/feedback/send", data=data)
    assert (answer.status_code, answer.location) == (302, f"/assignments/{bank.id}")
    assert client.post(f"/assignments/{bank.id}/feedback/send", data=data).status_code == 302
    assert (make.again(bank).quantity, make.again(bank).percent) == (300_000, 50)
    data = sent(bank, "全部完成", quantity="30万", files=[file(make_file.photo(), "现场.jpg")])
    assert client.post(f"/assignments/{bank.id}/submit", data=data).status_code == 302
    assert make.again(bank).state is S.SUBMITTED
    assert [one.name for one in queries.sent(bank)[0].evidence] == ["现场.jpg"]


def test_an_end_without_the_evidence_asked_says_what_and_keeps_the_text(cast, bank, client_for, session):
    answer = client_for(cast.bank).post(
        f"/assignments/{bank.id}/submit", data=sent(bank, "完成", quantity="60万")
    )
    assert answer.status_code == 422
    assert "办结要有佐证材料，请先上传：照片2张" in page_of(answer)
    assert queries.draft(make.again(bank)).text == "完成"


@pytest.mark.parametrize("state", [S.CLOSED, S.SUBMITTED, S.WITHDRAWN])
def test_feedback_after_the_end_is_refused_with_a_sentence_and_the_typed_text(
    cast, client_for, session, state
):
    bank = make.assignment(make.task(cast.office), cast.units.bank, state)
    client = client_for(cast.bank)
    for address in ("feedback", "feedback/send", "submit", "evidence"):
        data = sent(bank, "迟来的反馈", files=[file(make_file.pdf(), "表.pdf")])
        answer = client.post(f"/assignments/{bank.id}/{address}", data=data)
        page = page_of(answer)
        assert answer.status_code == 409
        assert "不能做这一步" in page
        assert "迟来的反馈" in page
        assert "办结上报</button>" not in page
    assert session.scalars(select(Feedback)).all() == []
    assert session.scalars(select(StoredFile)).all() == []
    assert client.get(f"/assignments/{bank.id}/feedback").location == f"/assignments/{bank.id}"


def test_files_of_the_plain_form_are_taken_or_refused_by_name(cast, bank, client_for, session):
    client = client_for(cast.bank)
    files = [
        file(make_file.located(), "现场.jpg"),
        file(make_file.pdf(), "登记表.pdf"),
        file(b"MZ" + bytes(100), "程序.pdf"),
    ]
    answer = client.post(f"/assignments/{bank.id}/evidence", data=sent(bank, "写了一半", files=files))
    page = page_of(answer)
    assert answer.status_code == 422
    assert "程序.pdf：这是程序文件，不能上传" in page
    draft = queries.draft(make.again(bank))
    assert [one.name for one in draft.evidence] == ["现场.jpg", "登记表.pdf"]
    assert draft.text == "写了一半"
    answer = client.post(
        f"/assignments/{bank.id}/evidence",
        data=sent(bank, "写了一半", files=[file(make_file.ofd(), "公文.ofd")]),
    )
    assert answer.status_code == 302


def test_the_script_is_answered_in_json(cast, bank, client_for, session):
    client = client_for(cast.bank)
    data = sent(bank, files=[file(make_file.photo(), "现场.jpg")])
    answer = client.post(f"/assignments/{bank.id}/evidence", data=data, headers=SCRIPT)
    body = answer.get_json()
    assert (answer.status_code, body["count"], body["refused"]) == (200, 1, [])
    assert "现场.jpg" in body["html"]
    number = queries.draft(make.again(bank)).evidence[0].id
    address = f"/assignments/{bank.id}/evidence/{number}/remove"
    data = {"operation_key": fresh_key()}
    assert client.post(address, data=data, headers=SCRIPT).get_json()["count"] == 0
    assert client.post(address, data=data, headers=SCRIPT).status_code == 200


def test_a_file_is_taken_away_without_script_and_the_text_stays(cast, bank, client_for, session):
    client = client_for(cast.bank)
    client.post(f"/assignments/{bank.id}/evidence", data=sent(bank, files=[file(make_file.pdf(), "表.pdf")]))
    number = queries.draft(make.again(bank)).evidence[0].id
    answer = client.post(f"/assignments/{bank.id}/evidence/{number}/remove", data=sent(bank, "写了一半"))
    assert answer.status_code == 302
    draft = queries.draft(make.again(bank))
    assert (draft.text, draft.evidence) == ("写了一半", [])


def test_after_sending_nothing_is_taken_away(cast, bank, client_for, session):
    client = client_for(cast.bank)
    client.post(
        f"/assignments/{bank.id}/feedback/send",
        data=sent(bank, "一", files=[file(make_file.pdf(), "表.pdf")]),
    )
    number = queries.sent(make.again(bank))[0].evidence[0].id
    answer = client.post(f"/assignments/{bank.id}/evidence/{number}/remove", data=sent(bank))
    assert answer.status_code == 409
    assert "不能再删" in page_of(answer)
    assert session.get(Evidence, number) is not None


def test_a_body_beyond_the_limit_is_told_in_words(cast, bank, client_for, session):
    answer = client_for(cast.bank).post(
        f"/assignments/{bank.id}/evidence",
        data=b"--x",
        environ_overrides={"CONTENT_LENGTH": str(settings().largest_form_mb * 1024 * 1024 + 1)},
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 413
    page = page_of(answer)
    assert "请按浏览器的“返回”，写好的文字还在" in page
    assert f'href="/assignments/{bank.id}/feedback"' in page


def test_the_neighbour_finds_nothing_and_the_reviewer_may_not_write(cast, bank, client_for, session):
    for person, status in (
        (cast.carrier, 404),
        (cast.outsider, 404),
        (cast.bank_reviewer, 403),
        (cast.clerk, 403),
    ):
        client = client_for(person)
        assert client.get(f"/assignments/{bank.id}/feedback").status_code == status
        for address in ("feedback", "feedback/send", "submit", "evidence", "feedback/autosave"):
            assert (
                client.post(f"/assignments/{bank.id}/{address}", data=sent(bank, "x")).status_code == status
            )
    assert queries.draft(make.again(bank)) is None
