"""The register, its sentences, sealing and the check of the chain."""

from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, scoped_session

from coordination.audit import queries, sealing, sentences
from coordination.audit.models import Event, Seal
from coordination.audit.policy import AuditAction, Register
from coordination.audit.queries import Wanted
from coordination.audit.services import record
from coordination.kernel.functions import Function
from coordination.kernel.operations import fresh_key
from coordination.kernel.policy import Actor, allowed
from coordination.kernel.text import _

pytestmark = pytest.mark.usefixtures("clock")


def happen(cast: SimpleNamespace, action: str, times: int = 1, **content: object) -> None:
    for _time in range(times):
        record(cast.clerk.actor, action, cast.units.bank, **content)


def lines(cast: SimpleNamespace, **wanted: object) -> list[str]:
    return [event.action for event in queries.register(cast.auditor.actor, Wanted(**wanted))]  # type: ignore[arg-type]


@pytest.mark.parametrize("action", AuditAction)
def test_only_the_auditor_of_the_office_reads_it(action: AuditAction) -> None:
    for function in Function:
        actor = Actor(1, "某人", office_id=1, functions=frozenset({function}))
        assert allowed(actor, action, Register(1)) == (function is Function.AUDITOR)
        assert not allowed(actor, action, Register(2))


def test_events_are_told_in_sentences_with_a_dash_for_what_is_absent(cast: SimpleNamespace) -> None:
    happen(cast, "unit.order", name="工行", place=3)
    happen(cast, "unit.close", name="工行")
    happen(cast, "nobody.knows")
    told = sentences.told(queries.register(cast.auditor.actor, Wanted()))
    assert [str(line.sentence) for line in told[:3]] == [
        "nobody.knows",
        "停用“工行”，自—起",
        "把“工行”排到第3位",
    ]
    assert str(told[0].subject) == f"成员单位 {cast.units.bank.id}"


@pytest.mark.parametrize(
    ("kept", "chinese", "english"),
    [
        ("2026-10", "公布2026年10月排名", "October 2026"),
        ("2026年10月", "公布2026年10月排名", "October 2026"),
        ("2026-W41", "公布2026年第41周排名", "Week 41"),
        ("某个时候", "公布某个时候排名", "某个时候"),
    ],
)
def test_a_period_is_told_in_the_language_of_the_reader(
    cast: SimpleNamespace, kept: str, chinese: str, english: str
) -> None:
    happen(cast, "ranking.publish", period=kept)
    (told,) = sentences.told(queries.register(cast.auditor.actor, Wanted(action="ranking.publish")))
    assert str(told.sentence) == chinese
    translated = {"公布{period}排名": "{period}", "{year}年10月": "October {year}"}
    translated["{year}年第{number}周"] = "Week {number}"
    assert told.sentence.render(lambda msgid: translated.get(msgid, msgid)) == english


def test_two_sentences_for_one_action_are_a_mistake() -> None:
    with pytest.raises(ValueError, match=r"unit\.add"):
        sentences.publish({"unit.add": _("另一句")})


def test_the_filter_shows_a_sentence_up_to_its_first_place() -> None:
    assert sentences.head("停用账号 {username}") == "停用账号"
    assert sentences.head("修改了成员单位“{name}”") == "修改了成员单位"


def test_filters_by_person_action_and_day(cast: SimpleNamespace, session: scoped_session[Session]) -> None:
    happen(cast, "unit.add")
    record(cast.leader.actor, "office.edit", cast.office)
    assert lines(cast, person="领导") == ["office.edit"]
    assert lines(cast, action="unit.add") == ["unit.add"]
    at = session.scalar(select(func.max(Event.at)))
    assert at is not None
    there = session.scalar(text("SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date"))
    assert "unit.add" in lines(cast, since=there, until=there)
    assert lines(cast, since=date(there.year + 1, 1, 1)) == []
    assert lines(cast, until=date(there.year - 1, 1, 1)) == []


def test_the_neighbours_events_stay_next_door(cast: SimpleNamespace) -> None:
    record(cast.outsider.actor, "office.edit", cast.other)
    assert lines(cast, action="office.edit") == []


def test_sealed_events_hold_until_a_row_is_changed(
    cast: SimpleNamespace, session: scoped_session[Session]
) -> None:
    happen(cast, "unit.add", times=3)
    assert queries.state_of_chain(cast.auditor.actor).unsealed >= 3
    first = sealing.seal()
    happen(cast, "unit.edit")
    second = sealing.seal()
    assert first is not None
    assert second is not None
    assert (second.first_id > first.last_id, second.events) == (True, 1)
    assert sealing.seal() is None
    assert queries.state_of_chain(cast.auditor.actor).unsealed == 0
    assert queries.broken_link() is None
    forge(session, first.last_id)
    assert queries.broken_link() == first.id


def forge(session: scoped_session[Session], number: int) -> None:
    """What somebody with the owner's rights over the database could do."""
    for statement in (
        "SELECT set_config('role', 'none', true)",
        "ALTER TABLE audit_events DISABLE TRIGGER USER",
        f"UPDATE audit_events SET account_name = '别人' WHERE id = {number}",  # noqa: S608  a number
        "ALTER TABLE audit_events ENABLE TRIGGER USER",
    ):
        session.execute(text(statement))
    session.commit()


def test_the_page_lists_pages_and_filters(client_for, cast, session) -> None:  # type: ignore[no-untyped-def]
    happen(cast, "unit.add", times=60, name="某局")
    session.commit()
    auditor = client_for(cast.auditor)
    page = auditor.get("/audit").text
    assert page.count("新增成员单位“某局”") == 50
    before = page.split("before=")[1].split('"')[0]
    older = auditor.get(f"/audit?before={before}").text
    assert older.count("新增成员单位“某局”") == 10
    assert "没有符合条件的事件" in auditor.get("/audit?person=没有这个人").text
    for odd in ("until=9999-12-31", "since=0001-01-01", "endpoint=x", "_method=POST", "before=9" * 30):
        assert auditor.get(f"/audit?{odd}").status_code == 200, odd
    assert auditor.get("/audit?since=nonsense&before=-1&until=2026-13-01").status_code == 200


def test_a_check_of_the_chain_is_shown_and_is_itself_an_event(client_for, cast, session) -> None:  # type: ignore[no-untyped-def]
    auditor = client_for(cast.auditor)
    assert "还没有封存" in auditor.get("/audit").text
    refused = auditor.post("/audit/verification", data={"operation_key": fresh_key()})
    assert refused.status_code == 409
    happen(cast, "unit.add")
    session.commit()
    seal = sealing.seal()
    assert "还没有核对过" in auditor.get("/audit").text
    auditor.post("/audit/verification", data={"operation_key": fresh_key()})
    page = auditor.get("/audit").text
    assert "审计链完好" in page
    assert "核对了审计链" in page
    forge(session, session.scalars(select(Seal.last_id).where(Seal.id == seal.id)).one())
    auditor.post("/audit/verification", data={"operation_key": fresh_key()})
    assert f"第{seal.id}段与事件不符" in auditor.get("/audit").text


def test_nobody_else_finds_the_register(client_for, cast) -> None:  # type: ignore[no-untyped-def]
    for person in (cast.clerk, cast.leader, cast.administrator, cast.police, cast.outsider):
        assert client_for(person).get("/audit").status_code == 404


def test_the_page_asks_as_often_for_many_as_for_few(client_for, cast, counting, session) -> None:  # type: ignore[no-untyped-def]
    auditor = client_for(cast.auditor)
    auditor.get("/audit")
    with counting() as few:
        auditor.get("/audit")
    happen(cast, "unit.add", times=40)
    session.commit()
    with counting() as many:
        auditor.get("/audit")
    assert len(many) == len(few)
