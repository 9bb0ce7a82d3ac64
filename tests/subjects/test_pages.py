"""The list of what can carry a title, and keeping campuses and enterprises by hand."""

from collections.abc import Callable
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from coordination.accounts.models import Account
from coordination.kernel.clock import Clock
from coordination.kernel.operations import fresh_key
from coordination.subjects import queries, services
from coordination.subjects.models import Subject
from coordination.subjects.rules import SubjectKind
from coordination.subjects.services import SubjectDetails
from tests.factories.organizations import session
from tests.factories.subjects import followed

Pages = Callable[[Account], Any]


@pytest.fixture
def subjects(cast: SimpleNamespace, clock: Clock) -> dict[str, Subject]:
    return followed(cast)


def campus(cast: SimpleNamespace, name: str = "青溪中学", **values: Any) -> Subject:
    told = {"kind": SubjectKind.CAMPUS, "unit_id": cast.units.education.id} | values
    details = SubjectDetails(name=name, **told)
    return services.create(cast.office, details, actor=cast.clerk.actor, operation=fresh_key())


def stored(subject: Subject) -> Subject:
    """As it is now; a request ends the session that knew it."""
    return session.get_one(Subject, subject.id, populate_existing=True)


def typed(**values: object) -> dict[str, object]:
    return {"operation_key": fresh_key()} | values


def test_the_list_finds_by_name_and_by_initials(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages
) -> None:
    campus(cast)
    page = client_for(cast.clerk).get("/subjects?q=qxzx").text
    assert "青溪中学" in page
    assert "柳沟社区" not in page
    assert "柳沟社区" in client_for(cast.leader).get("/subjects?q=柳沟&kind=community").text
    assert "没有符合条件" in client_for(cast.clerk).get("/subjects?q=zzz").text


def test_the_page_of_a_subject_leads_to_what_can_be_done_about_it(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages
) -> None:
    number = subjects["柳沟社区"].id
    acts = [f"/subjects/{number}/veto", f"/subjects/{number}/inspection"]
    clerk, leader = (client_for(one).get(f"/subjects/{number}").text for one in (cast.clerk, cast.leader))
    assert all(f'href="{one}"' in clerk for one in acts)
    assert not any(f'href="{one}"' in leader for one in acts)
    assert f'href="/communities/{number}"' in leader
    assert "/communities/" not in client_for(cast.bank).get(f"/subjects/{number}").text


def test_the_sheet_holds_what_the_list_shows(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages
) -> None:
    answer = client_for(cast.clerk).get("/subjects.xlsx?kind=community")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[3:]] == ["柳沟社区", "石桥村", "东河社区", "白塔社区", "西园社区"]


def test_lists_take_the_same_number_of_statements_however_long(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages, counting: Callable[[], Any]
) -> None:
    browser = client_for(cast.clerk)
    browser.get("/subjects")
    with counting() as few:
        browser.get("/subjects")
    for number in range(40):
        campus(cast, f"示例企业{number}", kind=SubjectKind.ENTERPRISE)
    with counting() as many:
        browser.get("/subjects")
    assert len(many) == len(few)


def test_a_campus_is_added_changed_closed_and_reopened(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages
) -> None:
    browser = client_for(cast.clerk)
    form = typed(kind="campus", name="青溪中学", unit_id=cast.units.education.id, located_in_id="")
    assert browser.post("/subjects/new", data=form).status_code == 302
    made = session.query(Subject).filter_by(name="青溪中学").one()
    assert (made.initials, made.located_in_id) == ("qxzx", None)
    form |= typed(name="青溪实验中学", version=made.version, contact_phone="13893112345", contact_name="张")
    browser.post(f"/subjects/{made.id}/edit", data=form)
    page = browser.get(f"/subjects/{made.id}").text
    assert "青溪实验中学" in page
    assert "138****2345" in page
    assert "13893112345" not in page
    closing = typed(version=stored(made).version, closed_on="2026-11-01")
    assert browser.post(f"/subjects/{made.id}/close", data=closing).status_code == 302
    assert "青溪实验中学" in browser.get("/subjects?closed=1").text
    browser.post(f"/subjects/{made.id}/reopen", data=typed(version=stored(made).version))
    assert stored(made).closed_on is None


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": " "}, "请填写名称"),
        ({"kind": "community"}, "Not a valid choice"),
        ({"unit_id": ""}, "请选择负责申报的成员单位"),
        ({"contact_phone": "abc"}, "电话要填数字"),
        ({"name": "第一中学"}, "已有同名"),
        ({"name": "长" * 101}, "最多100个字"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(
    cast: SimpleNamespace,
    subjects: dict[str, Subject],
    client_for: Pages,
    values: dict[str, object],
    sentence: str,
) -> None:
    campus(cast, "第一中学")
    form = typed(kind="campus", name="第二中学", unit_id=cast.units.education.id, contact_name="李老师")
    answer = client_for(cast.clerk).post("/subjects/new", data=form | values)
    assert answer.status_code == 422
    assert sentence in answer.text or "有效" in answer.text
    assert "李老师" in answer.text


def test_a_page_made_from_an_older_version_is_refused(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages
) -> None:
    made = campus(cast)
    form = typed(kind="campus", name="另名", unit_id=cast.units.education.id, version=made.version - 1)
    answer = client_for(cast.clerk).post(f"/subjects/{made.id}/edit", data=form)
    assert answer.status_code == 409
    assert "现在存的是：青溪中学" in answer.text


def test_a_community_is_not_closed_by_hand_but_has_somebody_to_ask(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages
) -> None:
    liu, browser = subjects["柳沟社区"], client_for(cast.clerk)
    form = typed(version=liu.version, contact_name="王主任", name="改名")
    browser.post(f"/subjects/{liu.id}/edit", data=form)
    liu = stored(liu)
    assert (liu.name, liu.contact_name) == ("柳沟社区", "王主任")
    closing = typed(version=liu.version, closed_on="2026-11-01")
    assert browser.post(f"/subjects/{liu.id}/close", data=closing).status_code == 409


def test_lists_and_pages_agree_for_the_whole_cast(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages
) -> None:
    cast.worker.division_id = subjects["柳沟社区"].division_id
    session.commit()
    people = [cast.clerk, cast.leader, cast.bank, cast.township_a, cast.worker, cast.auditor, cast.outsider]
    for person in people:
        seen = {one.id for one in session.scalars(queries.visible_to(person.actor))}
        for subject in (subjects["柳沟社区"], subjects["白塔社区"]):
            browser = client_for(person)
            page = browser.get(f"/subjects/{subject.id}")
            assert (page.status_code == 200) == (subject.id in seen), (person.name, subject.name)
            tallies = f"/tallies/subjects/{subject.id}"
            leads = page.status_code == 200 and tallies in page.text
            assert leads == (browser.get(tallies).status_code == 200), (person.name, subject.name)


def test_a_name_of_300_characters_and_an_empty_list_are_shown(
    cast: SimpleNamespace, clock: Clock, client_for: Pages
) -> None:
    browser = client_for(cast.clerk)
    assert "还没有创建对象" in browser.get("/subjects").text
    made = followed(cast)["柳沟社区"]
    made.name = "长" * 300
    session.commit()
    assert "长" * 300 in browser.get("/subjects").text
