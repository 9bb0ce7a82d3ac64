"""The pages: the office's, and those that nobody signs in for."""

import re

import pytest

from coordination.kernel.operations import fresh_key
from coordination.notices.models import Notice, Objection
from coordination.notices.states import NoticeState
from tests.factories import notices as make
from tests.factories.notices import SAID


@pytest.fixture
def world(cast, clock):
    return make.world(cast)


@pytest.fixture
def notice(cast, world):
    return make.published(cast, world)


def text(answer):
    return answer.get_data(as_text=True)


def typed(notice, **values):
    given = {
        "operation_key": fresh_key(),
        "entry": notice.entries[0].id,
        "contact_name": "张某某",
        "contact_phone": "0931-7654321",
        "text": SAID,
    }
    return given | values


def test_a_clerk_drafts_from_what_waits_and_publishes(cast, world, client_for):
    client = client_for(cast.clerk)
    assert "2件申报已通过联审" in text(client.get("/notices"))
    page = text(client.get("/notices/new"))
    assert make.CLEAN in page
    answer = client.post(
        "/notices/new",
        data={
            "operation_key": fresh_key(),
            "title": "公示一",
            "contact": "0931-1234567",
            "days": "7",
            "applications": [world.first.id, world.second.id],
        },
    )
    assert answer.status_code == 302
    notice = make.session.query(Notice).one()
    assert "发布公示" in text(client.get(f"/notices/{notice.id}"))
    client.post(
        f"/notices/{notice.id}/publish", data={"operation_key": fresh_key(), "version": str(notice.version)}
    )
    assert make.reread(notice).state is NoticeState.OPEN


def test_what_was_typed_is_kept_when_it_is_refused(cast, world, client_for):
    answer = client_for(cast.clerk).post(
        "/notices/new", data={"operation_key": fresh_key(), "title": "公示二", "contact": "电话", "days": "3"}
    )
    assert answer.status_code == 422
    assert "公示二" in text(answer)
    assert "请至少选一件联审通过的申报" in text(answer)


def test_a_notice_is_told_everything_that_it_lacks_at_once(cast, world, client_for):
    wrong = {"operation_key": fresh_key(), "title": " ", "contact": "", "days": "0"}
    page = client_for(cast.clerk).post("/notices/new", data=wrong).text
    assert re.findall(r'<li><a href="#(\w+)">', page) == ["title", "contact", "days", "applications"]


def test_everybody_reads_the_notice_and_nothing_of_persons(cast, notice, client):
    list_of_office = f"/public/notices/of/{cast.office.division.code}"
    page = text(client.get(f"/public/notices/{notice.token}"))
    assert make.CLEAN in page
    assert cast.township_a.name not in page
    assert notice.title in text(client.get(list_of_office))
    assert client.get("/public/notices/unknown").status_code == 404


def test_a_draft_has_no_public_page(cast, world, client):
    notice = make.drafted(cast, world)
    assert client.get(f"/public/notices/{notice.token}").status_code == 404


def test_somebody_objects_and_is_led_to_the_answer(cast, notice, client, client_for):
    answer = client.post(f"/public/notices/{notice.token}/object", data=typed(notice))
    one = make.session.query(Objection).one()
    assert answer.location.endswith(f"/public/objections/{one.reference}")
    page = text(client.get(answer.location))
    assert one.reference in page
    assert "0931-7654321" not in page
    office = client_for(cast.leader)
    page = text(office.get(f"/objections/{one.id}"))
    assert "0931-7654321" not in page
    assert page.count(SAID) == 1  # the answer's box is empty
    undecided = {"operation_key": fresh_key(), "version": "1", "text": "已核实。"}
    for chosen in ({}, {"upheld": "perhaps"}):
        assert office.post(f"/objections/{one.id}/answer", data=undecided | chosen).status_code == 422
    assert "请选择核查结果。" in text(office.post(f"/objections/{one.id}/answer", data=undecided))
    page = text(
        office.post(f"/objections/{one.id}/reveal", data={"operation_key": fresh_key(), "reason": "核实"})
    )
    assert "0931-7654321" in page
    office.post(
        f"/objections/{one.id}/answer",
        data={"operation_key": fresh_key(), "version": "1", "upheld": "no", "text": "已核实。"},
    )
    assert "已核实。" in text(client.get(f"/public/objections/{one.reference.lower()}"))


def test_the_history_of_a_public_objection_names_nobody_in_english_too(cast, notice, client, client_for):
    client.post(f"/public/notices/{notice.token}/object", data=typed(notice))
    office = client_for(cast.leader)
    office.post("/language/en")
    page = text(office.get(f"/notices/{notice.id}"))
    assert "came in on the public page" in page
    assert "Project-Id-Version" not in page


def test_what_the_public_typed_is_kept_when_it_is_refused(notice, client):
    answer = client.post(f"/public/notices/{notice.token}/object", data=typed(notice, contact_phone="1"))
    assert answer.status_code == 422
    assert SAID in text(answer)
    assert make.session.query(Objection).count() == 0


def test_a_robot_that_fills_the_trap_leaves_nothing(notice, client):
    answer = client.post(f"/public/notices/{notice.token}/object", data=typed(notice, website="http://x"))
    assert answer.status_code == 302
    assert make.session.query(Objection).count() == 0


def test_who_objects_is_told_everything_that_is_wrong_at_once(notice, client):
    wrong = typed(notice, entry="0", contact_name="", contact_phone="1", text="短")
    page = client.post(f"/public/notices/{notice.token}/object", data=wrong).text
    assert re.findall(r'<li><a href="#(\w+)">', page) == ["entry", "contact_name", "contact_phone", "text"]


def test_an_address_with_too_many_objections_keeps_what_was_typed(application, notice, client):
    """Ten in an hour; what was wrong and could not be one does not count."""
    application.config["RATELIMIT_ENABLED"] = True
    try:
        address, elsewhere = f"/public/notices/{notice.token}/object", {"REMOTE_ADDR": "203.0.113.8"}
        wrong = typed(notice, contact_phone="1")
        assert client.post(address, data=wrong, environ_overrides=elsewhere).status_code == 422
        for _each in range(10):
            given = typed(notice)
            assert client.post(address, data=given, environ_overrides=elsewhere).status_code == 302
        answer = client.post(address, data=typed(notice), environ_overrides=elsewhere)
        assert answer.status_code == 429
        assert SAID in text(answer)
        assert "请一小时后再提交" in text(answer)
    finally:
        application.config["RATELIMIT_ENABLED"] = False
    assert make.session.query(Objection).count() == 10


def test_an_address_that_asks_too_often_is_told_to_wait(application, notice, client):
    application.config["RATELIMIT_ENABLED"] = True
    try:
        elsewhere = {"REMOTE_ADDR": "203.0.113.7"}
        found = [client.get("/public/objections", environ_base=elsewhere).status_code for _each in range(21)]
        assert found == [200] * 20 + [429]
        assert client.get("/public/objections").status_code == 200
    finally:
        application.config["RATELIMIT_ENABLED"] = False


@pytest.mark.parametrize("who", ["outsider", "outside_unit"])
def test_the_neighbour_finds_nothing(cast, notice, client_for, who):
    client = client_for(getattr(cast, who))
    assert client.get(f"/notices/{notice.id}").status_code == 404


def test_a_unit_reads_what_hangs_out_and_gets_no_objection(cast, notice, client_for):
    one = make.entered(cast, notice)
    client = client_for(cast.township_a)
    page = text(client.get(f"/notices/{notice.id}"))
    assert make.CLEAN in page
    assert SAID not in page
    assert client.get(f"/objections/{one.id}").status_code == 404


@pytest.mark.parametrize("address", ["/notices", "/notices/new"])
def test_without_anything_to_show_the_page_says_what_to_do(cast, clock, client_for, address):
    assert "通过联审" in text(client_for(cast.clerk).get(address))
