"""Pages: lists for each side, planning, the sheet on the phone, photos, print, Excel, the neighbour."""

import re
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from PIL import Image

from coordination.inspections import services
from coordination.inspections.models import Inspection, InspectionPhoto
from coordination.inspections.rules import PHOTOS_AT_MOST
from coordination.inspections.states import InspectionState, Result, Verdict
from coordination.kernel.clock import clock as now
from coordination.kernel.operations import fresh_key
from coordination.subjects.rules import SubjectKind
from tests.factories import files, standards
from tests.factories import inspections as make
from tests.factories.organizations import add

JSON = {"Accept": "application/json"}


@pytest.fixture
def world(cast, clock):
    return make.world(cast)


@pytest.fixture
def planned(cast, world):
    return make.planned(cast, world, own="门牌")


def sent(page, **values):
    """The hidden fields of the last form of a page, with what a person typed."""
    keys = re.findall(r'name="operation_key"[^>]*value="([^"]+)"', page.text)
    versions = re.findall(r'name="version"[^>]*value="([^"]*)"', page.text)
    return {"operation_key": keys[-1], "version": versions[-1], **values}


def answers(one, *results, note="宣传栏缺失"):
    found = {}
    for point, result in zip(one.points, results, strict=True):
        found |= {f"result-{point.id}": str(result), f"note-{point.id}": ""}
        if result is Result.PROBLEM:
            found[f"note-{point.id}"] = note
    return found


GOOD, PROBLEM, NOT = Result.GOOD, Result.PROBLEM, Result.NOT_APPLICABLE


def test_each_side_has_its_list(cast, planned, client_for):
    for who in (cast.clerk, cast.leader, cast.department, cast.township_a):
        assert "柳沟社区" in client_for(who).get("/inspections").text, who.name
    assert "请您去查" in client_for(cast.department).get("/inspections").text
    assert "请您去查" not in client_for(cast.township_a).get("/inspections").text
    assert "柳沟社区" not in client_for(cast.township_b).get("/inspections").text
    assert "会出现在这里" in client_for(cast.police).get("/inspections").text
    assert client_for(cast.worker).get("/inspections").status_code in (403, 404)


def test_the_neighbour_finds_nothing(cast, planned, client_for, session):
    point = planned.points[0].id
    photo = InspectionPhoto(inspection_id=planned.id)
    pages = ("", "/sheet", "/print", "/cancel", f"/photos/{point}/parts")
    for who in (cast.township_b, cast.police, cast.outsider, cast.outside_unit, cast.auditor, cast.worker):
        for page in pages:
            assert client_for(who).get(f"/inspections/{planned.id}{page}").status_code == 404, (
                who.name,
                page,
            )
        assert client_for(who).post(f"/inspections/{planned.id}/finish").status_code == 404
    assert photo.id is None
    assert client_for(cast.clerk).get(f"/inspections/{2**63}").status_code == 404
    assert client_for(cast.township_a).get(f"/inspections/{planned.id}").status_code == 200
    assert client_for(cast.township_a).get(f"/inspections/{planned.id}/sheet").status_code == 403


def test_the_worker_of_the_community_reads_its_inspection(cast, planned, world, client_for, session):
    session.add(cast.worker)
    cast.worker.division_id = world.subject.division_id
    session.commit()
    assert "有反诈宣传栏" in client_for(cast.worker).get(f"/inspections/{planned.id}").text
    assert client_for(cast.worker).get(f"/inspections/{planned.id}/sheet").status_code == 403


def test_what_is_due_is_ticked_and_planned(cast, world, client_for, clock, session):
    clock.move(days=31)
    client = client_for(cast.clerk)
    assert "3个称号30天内该复查" in client.get("/inspections").text
    page = client.get("/inspections/due")
    rows = re.findall(r'name="row" value="(\d+)"[^>]*checked', page.text)
    assert len(rows) == 3
    assert "超期1天" in page.text
    none = client.post("/inspections/due", data=sent(page, days="5", inspector="0"))
    assert none.status_code == 422
    assert "请先勾选" in none.text
    own = sent(page, row=rows, days="5", inspector=str(cast.units.a.id), own="门牌")
    refused = client.post("/inspections/due", data=own)
    assert refused.status_code == 422
    assert "不能复查自己的" in refused.text
    assert ">门牌</textarea>" in refused.text.replace("\r\n", "").replace("\n", "")
    wrong = client.post("/inspections/due", data=sent(page, row=rows, days="很快", inspector="0"))
    assert wrong.status_code == 422
    data = sent(page, row=rows, days="5", inspector=str(cast.units.police.id))
    done = client.post("/inspections/due", data=data)
    assert done.status_code == 302
    assert "已安排复查 3 个" in client.get(done.location).text
    assert session.query(Inspection).count() == 3
    assert "没有该复查的" in client.get("/inspections/due").text


def test_one_subject_is_planned_on_its_own_page(cast, world, client_for):
    client = client_for(cast.clerk)
    address = f"/subjects/{world.subject.id}/inspection"
    page = client.get(address)
    assert "2条，用条款原文" in page.text
    assert "青溪镇</option>" not in page.text
    refused = client.post(address, data=sent(page, days="0", inspector="0"))
    assert "1到60之间" in refused.text
    done = client.post(address, data=sent(page, days="5", inspector="0"))
    assert done.status_code == 302
    again = client.post(address, data=sent(client.get(address), days="5", inspector="0"))
    assert "不重复安排" in again.text
    assert client_for(cast.leader).get(address).status_code == 403
    assert client_for(cast.outsider).get(address).status_code == 404


def test_the_sheet_is_saved_by_a_button_and_goes_on(cast, planned, client_for):
    client, address = client_for(cast.department), f"/inspections/{planned.id}/sheet"
    page = client.get(address)
    assert "上月零发案" in page.text
    assert "（联席办另加）" in page.text
    half = {
        f"result-{planned.points[1].id}": "problem",
        f"note-{planned.points[1].id}": "",
        "summary": "未完",
    }
    saved = client.post(address, data=sent(page, **half))
    assert saved.status_code == 302
    text = client.get(address).text
    assert "草稿已保存" in text
    assert re.search(r'value="problem"[^>]*checked|checked[^>]*value="problem"', text)
    stale = client.post(address, data=sent(page, summary="旧页", operation_key=fresh_key()))
    assert stale.status_code == 409
    assert "旧页" in stale.text
    assert "现在存的是：未完" in stale.text


def test_what_lacks_stands_at_its_point_and_what_was_typed_stays(cast, planned, client_for):
    client, id = client_for(cast.department), planned.id
    page = client.get(f"/inspections/{id}/sheet")
    typed = answers(planned, GOOD, PROBLEM, NOT, note="")
    refused = client.post(
        f"/inspections/{id}/finish", data=sent(page, **typed, verdict="to_mend", summary="补")
    )
    assert refused.status_code == 422
    assert "请写明是什么问题" in refused.text
    assert "请填写整改期限" in refused.text
    assert f'href="#note-{planned.points[1].id}"' in refused.text
    bad = client.post(f"/inspections/{id}/finish", data=sent(page, mend_by="下周"))
    assert "日期要写成" in bad.text
    wrong = client.post(
        f"/inspections/{id}/finish",
        data=sent(page, **answers(planned, GOOD, PROBLEM, GOOD), verdict="passed"),
    )
    assert "结论不能是合格" in wrong.text


def test_handed_in_it_is_read_by_all_and_changed_by_nobody(cast, planned, client_for, session):
    client, id = client_for(cast.department), planned.id
    page = client.get(f"/inspections/{id}/sheet")
    data = sent(
        page, **answers(planned, GOOD, PROBLEM, NOT), verdict="to_mend", summary="补设", mend_by="2026-11-25"
    )
    done = client.post(f"/inspections/{id}/finish", data=data)
    assert done.status_code == 302
    text = client_for(cast.township_a).get(f"/inspections/{id}").text
    for words in ("限期整改", "宣传栏缺失", "补设", "已自动安排再次复查", "不适用"):
        assert words in text, words
    assert client.get(f"/inspections/{id}/sheet").status_code == 302
    late = client.post(f"/inspections/{id}/sheet", data={**data, "operation_key": fresh_key()})
    assert late.status_code == 409
    after = session.query(Inspection).filter_by(follows_id=id).one()
    text = client.get(f"/inspections/{after.id}/sheet").text
    assert "上次的问题" in text
    assert "上月零发案" not in text


def test_the_script_saves_and_is_told_what_happened(cast, planned, client_for):
    client, address = client_for(cast.department), f"/inspections/{planned.id}/autosave"
    data = {"operation_key": fresh_key(), "version": str(planned.version), "summary": "边走边记"}
    first = client.post(address, data=data, headers=JSON)
    assert first.status_code == 200
    assert first.json["saved"] == "10:00"
    assert first.json["version"] > planned.version
    stale = client.post(address, data={**data, "operation_key": fresh_key()}, headers=JSON)
    assert stale.status_code == 409
    long = {"operation_key": fresh_key(), "version": str(first.json["version"]), "summary": "字" * 1001}
    refused = client.post(address, data=long, headers=JSON)
    assert refused.status_code == 422
    assert "最多1000个字" in refused.json["message"]


def located():
    return BytesIO(files.located()), "现场.jpg"


def test_photos_come_with_the_sheet_without_their_place(cast, planned, client_for, session):
    client, address, point = (
        client_for(cast.department),
        f"/inspections/{planned.id}/sheet",
        planned.points[1].id,
    )
    page = client.get(address)
    done = client.post(
        address, data=sent(page, **{f"photo-{point}": located()}), content_type="multipart/form-data"
    )
    assert done.status_code == 302
    photo = session.query(InspectionPhoto).one()
    assert photo.point_id == point
    shown = client.get(f"/inspections/photos/{photo.id}", buffered=True)
    assert not Image.open(BytesIO(shown.data)).getexif()
    assert client.get(f"/inspections/photos/{photo.id}/preview", buffered=True).status_code == 200
    assert client_for(cast.township_a).get(f"/inspections/photos/{photo.id}").status_code == 404  # a draft
    make.finish(planned, cast.department, make.sheet(planned))
    for who, status in (
        (cast.township_a, 200),
        (cast.clerk, 200),
        (cast.township_b, 404),
        (cast.police, 404),
    ):
        for page in ("", "/preview"):
            assert (
                client_for(who).get(f"/inspections/photos/{photo.id}{page}", buffered=True).status_code
                == status
            ), who.name


def test_what_is_no_photo_is_refused_at_its_point_and_the_draft_is_kept(cast, planned, client_for, session):
    client, address, point = (
        client_for(cast.department),
        f"/inspections/{planned.id}/sheet",
        planned.points[1].id,
    )
    wrong = {f"photo-{point}": (BytesIO(files.pdf()), "说明.pdf"), "summary": "写了一半"}
    refused = client.post(
        address, data=sent(client.get(address), **wrong), content_type="multipart/form-data"
    )
    assert refused.status_code == 422
    assert "这里只收照片" in refused.text
    assert "写了一半" in refused.text
    assert session.query(InspectionPhoto).count() == 0


def part(client, planned, content, *, point, offset=0, whole=None, name="现场.jpg"):
    data = {
        "operation_key": fresh_key(),
        "upload": "0123456789abcdef",
        "size": str(len(whole or content)),
        "offset": str(offset),
        "name": name,
        "part": (BytesIO(content), "part"),
    }
    address = f"/inspections/{planned.id}/photos/{point}/parts"
    return client.post(address, data=data, content_type="multipart/form-data", headers=JSON)


def test_a_photo_in_parts_goes_on_where_the_line_was_cut(cast, planned, client_for, session):
    client, point, whole = client_for(cast.department), planned.points[0].id, files.photo(size=(400, 300))
    middle = len(whole) // 2
    first = part(client, planned, whole[:middle], point=point, whole=whole)
    assert first.json == {"offset": middle, "done": False}
    address = f"/inspections/{planned.id}/photos/{point}/parts?upload=0123456789abcdef&size={len(whole)}"
    assert client.get(address).json["offset"] == middle
    last = part(client, planned, whole[middle:], point=point, offset=middle, whole=whole)
    assert last.json["done"] is True
    assert "co-photos" in last.json["html"]
    assert client.get(address).json["done"] is True
    photo = session.query(InspectionPhoto).one()
    gone = client.post(
        f"/inspections/{planned.id}/photos/{point}/remove/{photo.id}",
        data={"operation_key": fresh_key()},
        headers=JSON,
    )
    assert gone.json["count"] == 0


def test_a_photo_is_taken_away_without_a_script_and_the_draft_is_kept(cast, planned, client_for, session):
    client, point = client_for(cast.department), planned.points[0].id
    assert part(client, planned, files.photo(), point=point).json["done"] is True
    photo, page = session.query(InspectionPhoto).one(), client.get(f"/inspections/{planned.id}/sheet")
    address = f"/inspections/{planned.id}/photos/{point}/remove/{photo.id}"
    assert client.post(address, data=sent(page, summary="记着")).status_code == 302
    assert session.query(InspectionPhoto).count() == 0
    assert "记着" in client.get(f"/inspections/{planned.id}/sheet").text


def test_a_point_holds_so_many_photos(cast, planned, client_for):
    client, point = client_for(cast.department), planned.points[0].id
    page = client.get(f"/inspections/{planned.id}/sheet")
    many = [(BytesIO(files.photo(size=(40 + n, 40))), f"{n}.jpg") for n in range(PHOTOS_AT_MOST + 1)]
    data = sent(page, **{f"photo-{point}": many})
    refused = client.post(f"/inspections/{planned.id}/sheet", data=data, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert "一项最多9张照片" in refused.text
    foreign = part(client, planned, files.photo(), point=10**9)
    assert foreign.status_code == 422


def test_the_sheet_on_paper_empty_and_filled(cast, planned, client_for):
    make.finish(planned, cast.department, make.sheet(planned, note=""))
    client = client_for(cast.clerk)
    empty, filled = (client.get(f"/inspections/{planned.id}/print{query}").text for query in ("?blank=1", ""))
    assert empty.count("☐") == 12
    assert "☑" not in empty
    assert filled.count("☑") == 4
    assert "教育局联络员" in filled


def test_cancelled_on_its_page(cast, planned, client_for):
    client, address = client_for(cast.clerk), f"/inspections/{planned.id}/cancel"
    page = client.get(address)
    assert "请写明取消的原因" in client.post(address, data=sent(page, reason="")).text
    done = client.post(address, data=sent(page, reason="道路中断"))
    assert done.status_code == 302
    assert "道路中断" in client_for(cast.department).get(f"/inspections/{planned.id}").text
    assert client.get(address).status_code == 302
    assert "道路中断" in client.get("/inspections?show=cancelled").text


def test_the_list_goes_into_a_sheet_as_it_is_shown(cast, planned, client_for):
    for who, count in ((cast.clerk, 1), (cast.department, 1), (cast.police, 0)):
        answer = client_for(who).get("/inspections/export")
        assert answer.status_code == 200
        with ZipFile(BytesIO(answer.data)) as book:
            text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
        assert text.count("柳沟社区") == count, who.name


@pytest.mark.parametrize("page", ["/inspections", "/inspections?show=done"])
def test_a_list_of_many_takes_the_statements_of_a_list_of_one(
    page, cast, world, client_for, counting, session
):
    client = client_for(cast.clerk)
    client.get(page)
    for number in range(61):
        name = "长" * 95 + str(number)
        campus = standards.subject(cast.office, cast.units.bank, kind=SubjectKind.CAMPUS, name=name)
        done = page.endswith("done")
        add(
            Inspection(
                office_id=cast.office.id,
                unit_id=campus.unit_id,
                subject_id=campus.id,
                state=InspectionState.DONE if done else InspectionState.PLANNED,
                due_on=date(2026, 11, 3),
                planned_at=now.now(),
                verdict=Verdict.PASSED if done else None,
                done_at=now.now() if done else None,
            )
        )
        if number == 0:
            session.commit()
            with counting() as few:
                client.get(page)
    session.commit()
    with counting() as many:
        answer = client.get(page)
    assert len(many) == len(few)
    assert "第 1 页，共 2 页" in answer.text
    assert "长" * 95 in client.get(f"{page}{'&' if '?' in page else '?'}page=9999").text


def test_the_sheet_takes_the_same_statements_for_many_points(cast, world, client_for, counting):
    client = client_for(cast.department)
    short = make.planned(cast, world)
    long = make.planned(cast, world, "石桥村", own="\n".join(f"第{n}项" for n in range(20)))
    client.get(f"/inspections/{short.id}/sheet")
    with counting() as few:
        client.get(f"/inspections/{short.id}/sheet")
    with counting() as many:
        client.get(f"/inspections/{long.id}/sheet")
    assert len(many) == len(few)


def test_the_desk_says_what_waits(cast, planned, client_for, clock):
    assert "1个创建对象待复查" in client_for(cast.department).get("/desk").text
    clock.move(days=40)
    assert "1项超期" in client_for(cast.department).get("/desk").text
    office = client_for(cast.clerk).get("/desk").text
    assert "复查超期" in office
    assert "该复查未安排" in office
    assert services.remind_due() > 0
