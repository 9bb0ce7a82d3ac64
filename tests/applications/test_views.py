"""The pages as each person gets them: what they offer, what they refuse, where they lead."""

import re
from datetime import UTC, datetime
from io import BytesIO

import pytest

from coordination.applications import services
from coordination.applications.models import Application, ApplicationEvidence
from coordination.applications.states import ApplicationState, OpinionState
from coordination.kernel.operations import fresh_key
from coordination.notifications.models import Notification
from coordination.standards.rules import CriterionKind
from tests.factories import applications as make
from tests.factories.applications import BROKEN, CLEAN, THIRD
from tests.factories.files import photo
from tests.factories.organizations import session

S = ApplicationState


@pytest.fixture
def world(cast, clock):
    return make.world(cast)


def text(answer, status=200):
    assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


def values(application=None, **more):
    version = {"version": application.version} if application is not None else {}
    return {"operation_key": fresh_key(), **version, **more}


def test_the_township_applies_from_the_page_of_a_community(cast, world, client_for):
    browser, subject = client_for(cast.township_a), world.subjects[CLEAN]
    page = text(browser.get(f"/applications/new/{subject.id}"))
    assert "示例无诈社区标准（第1版）" in page
    assert "2026年10月1日至2026年10月31日零发案" in page

    answer = browser.post(
        f"/applications/new/{subject.id}", data=values(standard=world.version.id, statement="工作扎实")
    )
    made = session.query(Application).one()
    assert answer.location == f"/applications/{made.id}/edit"
    assert "可以申报" in text(browser.get(answer.location))

    answer = browser.post(f"/applications/{made.id}/file", data=values(made, statement="工作很扎实"))
    assert answer.location == f"/applications/{made.id}"
    page = text(browser.get(answer.location))
    assert "联审中" in page
    assert "工作很扎实" in page
    assert "公安联络员" not in page
    assert make.again(made).state is S.JOINT_REVIEW


def test_a_refused_filing_names_the_criterion_and_keeps_what_was_written(cast, world, client_for):
    one = make.drafted(world, cast.township_a, BROKEN)
    answer = client_for(cast.township_a).post(
        f"/applications/{one.id}/file", data=values(one, statement="请通融")
    )
    page = text(answer, 422)
    assert "没有达到“上月零发案”" in page
    assert "请通融" in page
    assert make.again(one).state is S.DRAFT


def test_a_page_out_of_date_says_so(cast, world, client_for):
    one = make.drafted(world, cast.township_a)
    answer = client_for(cast.township_a).post(
        f"/applications/{one.id}/edit", data=values(statement="新", version=one.version + 3)
    )
    assert answer.status_code == 409


def test_the_same_filing_sent_twice_leads_to_the_same_page(cast, world, client_for):
    one, browser = make.drafted(world, cast.township_a), client_for(cast.township_a)
    sent = values(one, statement="")
    answers = [browser.post(f"/applications/{one.id}/file", data=sent) for _time in range(2)]
    assert [each.location for each in answers] == [f"/applications/{one.id}"] * 2
    assert make.again(one).round == 1


def test_the_worker_files_and_the_township_admits(cast, world, client_for):
    one = make.filed(world, world.worker)
    page = text(client_for(cast.township_a).get(f"/applications/{one.id}"))
    assert "初审通过" in page
    assert "退回" in page
    assert "初审通过" not in text(client_for(world.worker).get(f"/applications/{one.id}"))
    client_for(cast.township_a).post(f"/applications/{one.id}/admit", data=values(one))
    assert make.again(one).state is S.JOINT_REVIEW


def test_a_worker_applies_for_the_own_community_from_draft_to_the_departments(cast, world, client_for):
    """Within the fence of a worker: nothing of the township, nothing of other units."""
    version = make.enacted(cast, name="不设初审", first_review=False)
    number, browser = version.id, client_for(world.worker)
    subject = world.subjects[CLEAN].id
    assert "不设初审（第1版）" in text(browser.get(f"/applications/new/{subject}"))
    browser.post(f"/applications/new/{subject}", data=values(standard=number))
    made = session.query(Application).one()
    answer = browser.post(f"/applications/{made.id}/file", data=values(made, statement=""))

    assert answer.location == f"/applications/{made.id}"
    assert "联审中" in text(browser.get(answer.location))
    assert set(make.opinions(made)) == {"山阳公安分局", "区教育局"}
    assert browser.get(f"/applications/new/{world.subjects[BROKEN].id}").status_code == 404


def test_the_township_sends_a_worker_back_and_withdraws(cast, world, client_for):
    one, township = make.filed(world, world.worker), client_for(cast.township_a)
    township.post(f"/applications/{one.id}/return", data=values(one, reason="补照片"))
    one = make.again(one)
    assert one.state is S.RETURNED
    assert "退回原因： 补照片" in text(client_for(world.worker).get(f"/applications/{one.id}/edit"))
    township.post(f"/applications/{one.id}/withdraw", data=values(one, reason="重报"))
    assert make.again(one).state is S.WITHDRAWN
    assert township.get(f"/applications/{one.id}/edit").location == f"/applications/{one.id}"


def test_a_department_signs_and_goes_on_to_the_list(cast, world, client_for):
    one = make.filed(world, cast.township_a)
    browser, given = client_for(cast.police), make.opinions(one)["山阳公安分局"]
    page = text(browser.get("/applications/opinions"))
    assert CLEAN in page
    assert "待提意见 1" in page
    assert "上月零发案" in text(browser.get(f"/applications/opinions/{given.id}"))

    refused = browser.post(f"/applications/opinions/{given.id}", data=values(given, opinion="oppose"))
    assert "不同意的，请写明原因" in text(refused, 422)
    answer = browser.post(
        f"/applications/opinions/{given.id}", data=values(given, opinion="agree", note="无误")
    )
    assert answer.location == "/applications/opinions"
    assert make.opinions(one)["山阳公安分局"].state is OpinionState.AGREED
    assert "已提意见 1" in text(browser.get("/applications/opinions?show=given"))


def test_a_department_agrees_to_what_it_ticked(cast, world, client_for):
    both = [
        make.opinions(make.filed(world, cast.township_a, name))["山阳公安分局"] for name in (CLEAN, THIRD)
    ]
    rows = [f"{given.id}-{given.version}" for given in both]
    answer = client_for(cast.police).post("/applications/opinions/agree", data=values(row=rows))
    assert answer.location == "/applications/opinions"
    assert {session.get(type(one), one.id, populate_existing=True).state for one in both} == {
        OpinionState.AGREED
    }


def test_the_office_sees_what_is_late_chases_and_concludes(cast, clock, world, client_for):
    one = make.filed(world, cast.township_a)
    clock.move(datetime(2026, 11, 20, 2, 0, tzinfo=UTC))
    browser = client_for(cast.clerk)
    page = text(browser.get("/applications?show=late"))
    assert CLEAN in page
    assert "意见超期的部门： 山阳公安分局 1 项" in page
    page = text(browser.get(f"/applications/{one.id}"))
    assert "现在还不能作联审结论" in page
    assert "超期7天" in page
    browser.post(f"/applications/{one.id}/chase", data=values(one))
    assert make.opinions(one)["区教育局"].chases == 1

    refused = browser.post(f"/applications/{one.id}/conclude", data=values(one))
    assert "还在等山阳公安分局的意见" in text(refused, 422)
    make.agreed(cast, one)
    one = make.again(one)
    assert "有反诈宣传栏" in text(browser.get(f"/applications/{one.id}/conclude"))
    answer = browser.post(f"/applications/{one.id}/conclude", data=values(one))
    assert answer.location == f"/applications/{one.id}"
    assert make.again(one).state is S.BEFORE_NOTICE


def test_the_office_returns_a_criterion_and_the_applicant_sees_which(cast, world, client_for):
    one = make.filed(world, cast.township_a)
    browser, publicity = client_for(cast.clerk), world.version.criteria[1].id
    assert "写明退回原因" in text(
        browser.post(f"/applications/{one.id}/return", data=values(one, reason="")), 422
    )
    one = make.again(one)
    browser.post(f"/applications/{one.id}/return", data=values(one, reason="照片不清", criteria=[publicity]))
    page = text(client_for(cast.township_a).get(f"/applications/{one.id}"))
    assert "退回原因： 照片不清" in page
    assert "退回的条款： c2 宣传到位" in page
    assert "修改后再报" in page
    assert "待联审" not in page  # nobody is asked while it is with the applicant
    assert "未提意见" in page


def test_refusing_and_withdrawing_ask_for_a_reason(cast, world, client_for):
    one = make.filed(world, cast.township_a)
    township, clerk = client_for(cast.township_a), client_for(cast.clerk)
    assert "请写明撤回原因" in text(
        township.post(f"/applications/{one.id}/withdraw", data=values(one, reason="")), 422
    )
    assert "请写明不予命名的原因" in text(
        clerk.post(f"/applications/{one.id}/refuse", data=values(make.again(one), reason="")), 422
    )
    clerk.post(f"/applications/{one.id}/refuse", data=values(make.again(one), reason="弄虚作假"))
    assert "不予命名： 弄虚作假" in text(township.get(f"/applications/{one.id}"))


def test_a_batch_files_what_may_apply_and_says_why_not(cast, world, client_for):
    browser = client_for(cast.township_a)
    page = text(browser.get("/applications/batch"))
    assert "2 个可以申报" in page
    assert "没有达到“上月零发案”：最近一个整月发案1起" in page
    assert "请先勾选" in text(browser.post("/applications/batch", data=values()), 422)

    ids = [world.subjects[name].id for name in (CLEAN, THIRD, BROKEN)]
    answer = browser.post("/applications/batch", data=values(subject=ids, statement="本批"))
    page = text(browser.get(answer.location))
    assert "已申报 2 个" in page
    assert "没有申报石桥村：没有达到“上月零发案”" in page
    assert {one.subject.name: str(one.state) for one in session.query(Application)} == {
        CLEAN: "joint_review",
        THIRD: "joint_review",
    }


def test_a_batch_keeps_drafts_of_what_lacks_only_proof(cast, world, client_for):
    criteria = ({"kind": CriterionKind.CHECK, "text": "有宣传栏", "evidence_required": True},)
    version = make.enacted(cast, criteria=criteria, name="要照片")
    session.commit()
    browser = client_for(cast.township_a)
    assert "差佐证" in text(browser.get(f"/applications/batch?standard={version.id}"))
    ids = [world.subjects[CLEAN].id]
    answer = browser.post(f"/applications/batch?standard={version.id}", data=values(subject=ids))
    assert "1个还差佐证，已存为草稿：柳沟社区" in text(browser.get(answer.location))
    assert session.query(Application).one().state is S.DRAFT


def test_a_batch_sent_twice_files_once(cast, world, client_for):
    browser, sent = client_for(cast.township_a), values(subject=[world.subjects[CLEAN].id])
    for _time in range(2):
        assert browser.post("/applications/batch", data=sent).status_code == 302
    assert session.query(Application).count() == 1


def test_one_message_for_each_department_whatever_the_size_of_the_batch(cast, world):
    services.file_many(
        cast.units.a,
        actor=cast.township_a.actor,
        operation=fresh_key(),
        standard=world.version,
        subject_ids=[world.subjects[name].id for name in (CLEAN, THIRD)],
    )
    told = session.query(Notification).filter_by(account_id=cast.police.id).all()
    assert [(one.address, one.content["count"]) for one in told] == [("/applications/opinions", 2)]


def test_neighbours_get_404_everywhere(cast, world, client_for):
    one = make.drafted(world, cast.township_a)
    proof = make.proven(one, cast.township_a).evidence[0]
    filed = make.filed(world, cast.township_a, THIRD)
    given = make.opinions(filed)["山阳公安分局"]
    paths = [
        f"/applications/{one.id}",
        f"/applications/{one.id}/edit",
        f"/applications/{one.id}/evidence/0",
        f"/applications/evidence/{proof.id}",
        f"/applications/{filed.id}/return",
        f"/applications/opinions/{given.id}",
    ]
    for stranger in (cast.township_b, world.neighbour, cast.outsider, cast.bank, cast.auditor):
        browser = client_for(stranger)
        assert [browser.get(path).status_code for path in paths] == [404] * len(paths), stranger.name
    assert client_for(cast.department).get(f"/applications/{one.id}").status_code == 404
    assert client_for(cast.department).get(f"/applications/{filed.id}").status_code == 200
    assert client_for(cast.department).get(f"/applications/opinions/{given.id}").status_code == 404


def test_the_subject_of_a_neighbour_cannot_be_applied_for(cast, world, client_for):
    browser = client_for(cast.township_b)
    assert browser.get(f"/applications/new/{world.subjects[CLEAN].id}").status_code in (403, 404)
    refused = browser.post("/applications/batch", data=values(subject=[world.subjects[CLEAN].id]))
    assert "不归本单位申报" in text(refused, 422)


def test_proof_goes_up_by_form_is_seen_by_signers_and_taken_away(cast, world, client_for):
    one, browser = make.drafted(world, cast.township_a), client_for(cast.township_a)
    publicity = world.version.criteria[1].id
    here = f"/applications/{one.id}/evidence/{publicity}"
    files = [(BytesIO(photo()), "宣传栏.jpg"), (BytesIO(b"<html>"), "坏.html")]
    answer = browser.post(here, data=values(files=files), content_type="multipart/form-data")
    assert "坏.html" in text(answer, 422)
    assert "宣传栏.jpg" in text(browser.get(here))
    (proof,) = _evidence(one)
    one = make.again(one)
    services.file(one, actor=cast.township_a.actor, operation=fresh_key(), version=one.version)

    for person in (cast.department, cast.clerk, world.worker):
        other = client_for(person)
        with other.get(f"/applications/evidence/{proof.id}") as kept:
            assert kept.headers["Content-Disposition"].startswith("attachment")
        with other.get(f"/applications/evidence/{proof.id}/preview") as small:
            assert small.content_type == "image/jpeg"
    gone = browser.post(f"{here}/remove/{proof.id}", data=values())
    assert gone.status_code == 409
    assert len(_evidence(one)) == 1


def _evidence(application):
    return session.query(ApplicationEvidence).filter_by(application_id=application.id).all()


def test_a_photo_goes_up_in_parts_and_goes_on_where_it_stopped(cast, world, client_for):
    one, browser = make.drafted(world, cast.township_a), client_for(cast.township_a)
    content, mark = photo(size=(200, 200)), "0123456789abcdef"
    path, half = f"/applications/{one.id}/evidence/0/parts", len(photo(size=(200, 200))) // 2

    def send(offset, part):
        data = values(upload=mark, size=len(content), name="现场.jpg", offset=offset)
        return browser.post(
            path, data={**data, "part": (BytesIO(part), "part")}, content_type="multipart/form-data"
        ).get_json()

    assert send(0, content[:half]) == {"offset": half, "done": False}
    asked = browser.get(f"{path}?upload={mark}&size={len(content)}").get_json()
    assert asked == {"offset": half, "done": False}
    assert send(half, content[half:])["done"] is True
    assert browser.get(f"{path}?upload={mark}&size={len(content)}").get_json()["done"] is True
    assert [item.name for item in _evidence(one)] == ["现场.jpg"]
    (item,) = _evidence(one)
    removed = browser.post(
        f"/applications/{one.id}/evidence/0/remove/{item.id}",
        data=values(),
        headers={"Accept": "application/json"},
    )
    assert removed.get_json()["count"] == 0


def test_lists_without_rows_say_what_to_do(cast, world, client_for):
    assert "还没有申报" in text(client_for(cast.clerk).get("/applications"))
    assert "没有在办的申报" in text(client_for(cast.township_a).get("/applications/mine"))
    assert "没有等本单位联审的条款" in text(client_for(cast.police).get("/applications/opinions"))
    assert "没有符合条件的申报" in text(client_for(cast.clerk).get("/applications?q=没有的&show=ended"))


def test_the_list_is_exported_as_it_is_shown(cast, world, client_for):
    make.filed(world, cast.township_a)
    answer = client_for(cast.clerk).get("/applications/export?show=review")
    assert answer.status_code == 200
    assert answer.data[:2] == b"PK"


def test_a_worker_has_a_list_of_the_own_community_only(cast, world, client_for):
    make.filed(world, cast.township_a)
    make.filed(world, cast.township_a, THIRD)
    page = text(client_for(world.worker).get("/applications/mine"))
    assert CLEAN in page
    assert THIRD not in page
    assert client_for(world.worker).get("/applications/opinions").status_code in (403, 404)
    assert client_for(world.worker).get("/applications/batch").status_code in (403, 404)
