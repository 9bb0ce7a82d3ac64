"""Files in parts, to be kept and to be looked at."""

from io import BytesIO
from urllib.parse import quote

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage

from coordination.kernel import parts, uploads
from coordination.kernel.db import session
from coordination.kernel.operations import fresh_key
from coordination.tasks.queries import filing as queries
from coordination.tasks.rules import AssignmentState
from coordination.tasks.services import evidence
from tests.factories import files as make_file
from tests.factories import tasks as make

S = AssignmentState
MARK = "0123456789abcdef"


@pytest.fixture
def bank(cast, clock):
    return make.assignment(make.task(cast.office), cast.units.bank, S.WORKING, who=cast.bank)


def stored(assignment, who, content, name):
    assignment = make.again(assignment)
    file = uploads.accept(BytesIO(content), name, limits=uploads.evidence_limits())
    evidence.add(assignment, actor=who.actor, operation=fresh_key(), files=[file])
    return queries.draft(assignment).evidence[-1].id


def told(assignment, who, content, name):
    """A file that went with a sent feedback."""
    number = stored(assignment, who, content, name)
    draft = queries.draft(make.again(assignment))
    draft.sent_at = draft.saved_at
    session.commit()
    return number


def got(client, address):
    """The answer with its body read and its file closed, as a server does."""
    answer = client.get(address)
    assert answer.data
    answer.close()
    return answer


def part(client, assignment, content, offset, upto, name="表.pdf", key="k" * 32, mark=MARK):
    data = {
        "operation_key": key,
        "upload": mark,
        "size": str(len(content)),
        "name": name,
        "offset": str(offset),
        "part": FileStorage(BytesIO(content[offset:upto]), "part"),
    }
    return client.post(f"/assignments/{assignment.id}/evidence/parts", data=data)


def where(client, assignment, content, mark=MARK):
    address = f"/assignments/{assignment.id}/evidence/parts?upload={mark}&size={len(content)}"
    return client.get(address).get_json()


def test_a_file_in_parts_goes_on_where_the_line_was_cut(cast, bank, client_for, session):
    client, content = client_for(cast.bank), make_file.pdf() * 20
    assert where(client, bank, content) == {"offset": 0, "done": False}
    assert part(client, bank, content, 0, 500).get_json() == {"offset": 500, "done": False}
    assert where(client, bank, content) == {"offset": 500, "done": False}
    assert part(client, bank, content, 0, 500).get_json()["offset"] == 500
    body = part(client, bank, content, 500, None).get_json()
    assert (body["done"], body["count"]) == (True, 1)
    assert "表.pdf" in body["html"]
    one = queries.draft(make.again(bank)).evidence[0]
    assert one.file.path.read_bytes() == content


def test_when_the_last_answer_was_lost_the_file_is_there_once(cast, bank, client_for, session):
    client, content = client_for(cast.bank), make_file.pdf()
    part(client, bank, content, 0, None)
    assert where(client, bank, content)["done"] is True
    assert part(client, bank, content, 0, None).get_json()["count"] == 1


def test_a_file_removed_and_chosen_again_comes_again(cast, bank, client_for, session):
    client, content = client_for(cast.bank), make_file.pdf()
    part(client, bank, content, 0, None)
    number = queries.draft(make.again(bank)).evidence[0].id
    client.post(f"/assignments/{bank.id}/evidence/{number}/remove", data={"operation_key": fresh_key()})
    assert where(client, bank, content) == {"offset": 0, "done": False}
    assert part(client, bank, content, 0, None, key="j" * 32).get_json()["count"] == 1


def test_what_is_refused_at_the_end_starts_from_nothing(cast, bank, client_for, session):
    client, content = client_for(cast.bank), b"<html>" + bytes(900)
    assert part(client, bank, content, 0, 400, name="表.pdf").status_code == 200
    answer = part(client, bank, content, 400, None, name="表.pdf")
    assert answer.status_code == 422
    assert "网页或矢量图文件" in answer.get_json()["message"]
    assert where(client, bank, content)["offset"] == 0


def test_bad_parts_are_refused_in_words(cast, bank, client_for, session):
    client = client_for(cast.bank)
    assert part(client, bank, make_file.pdf(), 0, None, mark="../../x").status_code == 422
    assert part(client, bank, b"", 0, None).status_code == 422
    assert part(client, bank, make_file.pdf(), 0, None, key="short").status_code == 422
    huge = f"/assignments/{bank.id}/evidence/parts?upload={MARK}&size={11 * 1024 * 1024}"
    answer = client.get(huge)
    assert (answer.status_code, "超过10MB" in answer.get_json()["message"]) == (422, True)


def test_after_the_end_the_last_part_says_so(cast, client_for, session):
    bank = make.assignment(make.task(cast.office), cast.units.bank, S.CLOSED)
    answer = part(client_for(cast.bank), bank, make_file.pdf(), 0, None)
    assert answer.status_code == 409
    assert "已销号" in answer.get_json()["message"]


def test_parts_of_two_people_do_not_meet(cast, bank, client_for, session):
    content = make_file.pdf() * 20
    part(client_for(cast.bank), bank, content, 0, 500)
    assert client_for(cast.carrier).get(f"/assignments/{bank.id}/evidence/parts").status_code == 404
    upload = parts.upload(
        cast.carrier.id, f"assignment:{bank.id}", MARK, len(content), uploads.evidence_limits()
    )
    assert parts.held(upload) == 0


def test_a_file_is_kept_under_its_chinese_name_and_never_run(cast, bank, client_for, session):
    number = told(bank, cast.bank, make_file.office("docx"), "排查总结.docx")
    for person in (cast.bank, cast.bank_reviewer, cast.clerk, cast.leader):
        answer = got(client_for(person), f"/evidence/{number}")
        assert answer.status_code == 200
        assert answer.data == make_file.office("docx")
        disposition = answer.headers["Content-Disposition"]
        assert disposition.startswith("attachment")
        assert f"filename*=UTF-8''{quote('排查总结.docx')}" in disposition
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_photo_has_a_small_picture_and_is_shown(cast, bank, client_for, session):
    number = told(bank, cast.bank, make_file.photo(size=(1600, 800)), "现场.jpg")
    client = client_for(cast.clerk)
    for _time in range(2):
        small = got(client, f"/evidence/{number}/preview")
        assert (small.status_code, small.mimetype) == (200, "image/jpeg")
        with Image.open(BytesIO(small.data)) as picture:
            assert picture.size == (320, 160)
    whole = got(client, f"/evidence/{number}/view")
    assert whole.headers["Content-Disposition"].startswith("inline")
    with Image.open(BytesIO(whole.data)) as picture:
        assert picture.size == (1600, 800)


def test_only_photos_and_pdf_are_shown_in_the_browser(cast, bank, client_for, session):
    client = client_for(cast.clerk)
    pdf = told(bank, cast.bank, make_file.pdf(), "表.pdf")
    docx = told(bank, cast.bank, make_file.office("docx"), "表.docx")
    assert got(client, f"/evidence/{pdf}/view").mimetype == "application/pdf"
    assert got(client, f"/evidence/{pdf}/preview").status_code == 404
    assert got(client, f"/evidence/{docx}/view").status_code == 404
    assert got(client, f"/evidence/{docx}/preview").status_code == 404


def test_the_neighbour_finds_no_file_and_the_office_no_draft(cast, bank, client_for, session):
    draft = stored(bank, cast.bank, make_file.photo(), "草稿.jpg")
    for person, status in ((cast.bank, 200), (cast.clerk, 404), (cast.carrier, 404), (cast.outsider, 404)):
        for kind in ("", "/preview", "/view"):
            assert got(client_for(person), f"/evidence/{draft}{kind}").status_code == status
    number = told(bank, cast.bank, make_file.photo(size=(32, 32)), "报出.jpg")
    for person in (cast.carrier, cast.outsider, cast.outside_unit, cast.auditor, cast.administrator):
        for kind in ("", "/preview", "/view"):
            assert got(client_for(person), f"/evidence/{number}{kind}").status_code == 404
    assert got(client_for(cast.clerk), f"/evidence/{2**63}").status_code == 404


def test_a_community_worker_sees_the_files_of_the_own_community(cast, client_for, session, clock):
    here, there = make.community(cast.units.a), make.community(cast.units.a, "白塔社区")
    worker, stranger = make.worker(cast.units.a, here), make.worker(cast.units.a, there, "邻社区干事")
    township = make.assignment(make.task(cast.office), cast.units.a, S.WORKING, who=cast.township_a)
    passed = make.passed_on(township, here, S.WORKING, who=worker)
    number = told(passed, worker, make_file.photo(), "入户.jpg")
    statuses = [
        got(client_for(person), f"/evidence/{number}").status_code
        for person in (worker, cast.township_a, cast.clerk, stranger, cast.township_b)
    ]
    assert statuses == [200, 200, 200, 404, 404]
