"""Sending, signing for it, reminding; what the database refuses."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from coordination.audit.models import Event
from coordination.circulars import queries as circulars
from coordination.circulars.services import withdraw
from coordination.circulars.states import CircularState, Kind
from coordination.dispatches import queries, services
from coordination.dispatches.models import ChosenRecipient, Dispatch
from coordination.dispatches.states import DispatchAction, Role
from coordination.kernel.clock import clock as now
from coordination.kernel.db import session as session_
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.operations import fresh_key
from coordination.notifications.models import Notification
from tests.factories import circulars as real
from tests.factories import dispatches as make
from tests.factories.organizations import unit

pytestmark = pytest.mark.usefixtures("app", "clock")


def sent(circular):
    found = select(Dispatch).where(Dispatch.circular_id == circular.id)
    rows = session_.scalars(found.order_by(Dispatch.role.desc(), Dispatch.sort_order))
    return [(one.unit.name, str(one.role)) for one in rows]


def told(kind, session):
    rows = session.scalars(select(Notification).where(Notification.kind == kind))
    return sorted(one.account.name for one in rows)


def received(cast, dispatch, who=None):
    return services.receive(dispatch, actor=(who or cast.bank).actor, operation=fresh_key())


def chosen(cast, circular, roles, **more):
    given = {"version": circular.version, "rewrite": False} | more
    return services.choose(circular, actor=cast.clerk.actor, operation=fresh_key(), chosen=roles, **given)


def test_with_its_issue_a_circular_goes_to_every_open_unit_in_official_order(cast, session):
    cast.units.carrier.closed_on = now.today()
    circular = make.issued(cast, copies_to="区教育局")
    assert sent(circular) == [
        ("山阳公安分局", "main"),
        ("工商银行山阳支行", "main"),
        ("青溪镇", "main"),
        ("白塔街道", "main"),
        ("区教育局", "copy"),
    ]
    people = ["公安联络员", "教育局联络员", "白塔街道干部", "银行审核", "银行联络员", "青溪镇干部"]
    assert told("dispatch.sent", session) == sorted(people)
    event = session.scalars(select(Event).where(Event.action == "dispatch.send")).one()
    assert event.content == {"count": 5}


def test_the_act_of_signing_sends_it(cast, session):
    place = real.ready(cast)
    circular = real.issued(cast, place.ranking)
    assert len(sent(circular)) == queries.recipients(circular) > 5
    assert circular.token
    assert circular.printed_text.startswith("山阳区反诈工作联席会议办公室文件\n山反诈联办〔2026〕1号\n")
    assert all(part["title"] in circular.printed_text for part in circular.annex["parts"])


def test_a_letter_goes_to_whom_it_names_and_is_absent_to_the_others(cast, session):
    letter = make.issued(cast, Kind.LETTER, title="关于报送材料的函", addressees="工商银行山阳支行")
    assert sent(letter) == [("工商银行山阳支行", "main")]
    assert circulars.whole(cast.bank.actor, id=letter.id) is not None
    assert circulars.whole(cast.police.actor, id=letter.id) is None
    assert circulars.whole(cast.clerk.actor, id=letter.id) is not None
    assert [one.id for one in circulars.register(cast.police.actor)[0]] == []
    assert [one.id for one in circulars.register(cast.bank.actor)[0]] == [letter.id]


def test_what_was_chosen_is_what_goes_out(cast, session):
    draft = make.draft(cast)
    units = cast.units
    before = draft.version
    roles = {units.b.id: Role.MAIN, units.police.id: Role.MAIN, units.bank.id: Role.COPY}
    chosen(cast, draft, roles | {units.foreign.id: Role.MAIN}, rewrite=True)
    assert (draft.addressees, draft.copies_to) == ("山阳公安分局、白塔街道", "工商银行山阳支行")
    assert draft.version > before, "who reads the draft meanwhile sees that it has changed"
    assert queries.recipients(draft) == 3
    assert sent(make.issue(cast, draft)) == [
        ("山阳公安分局", "main"),
        ("白塔街道", "main"),
        ("工商银行山阳支行", "copy"),
    ]


def test_lines_that_say_otherwise_than_the_choice_are_told(cast, session):
    units = queries.units(cast.office.id)
    letter = make.draft(cast, Kind.LETTER, addressees="工商银行山阳支行、白塔街道办事处")
    assert not queries.disagrees(letter, units), "nobody has chosen"
    both = {cast.units.bank.id: Role.MAIN, cast.units.b.id: Role.MAIN}
    chosen(cast, letter, both)
    assert not queries.disagrees(letter, units)
    chosen(cast, letter, both | {cast.units.b.id: Role.COPY})
    assert queries.disagrees(letter, units)
    chosen(cast, letter, both | {cast.units.b.id: Role.COPY}, rewrite=True)
    assert not queries.disagrees(letter, units)
    letter.copies_to = ""
    assert queries.disagrees(letter, units), "a unit that the letter does not name"
    everybody = make.draft(cast)
    chosen(cast, everybody, {cast.units.bank.id: Role.MAIN})
    assert not queries.disagrees(everybody, units), "统称 names no unit"


def test_a_choice_can_be_given_up(cast, session):
    draft = make.draft(cast)
    chosen(cast, draft, {cast.units.b.id: Role.MAIN})
    services.by_default(draft, actor=cast.clerk.actor, operation=fresh_key(), version=draft.version)
    assert session.query(ChosenRecipient).count() == 0
    assert queries.recipients(draft) == 6


def test_choosing_is_refused_with_a_sentence(cast, session):
    draft = make.draft(cast)
    with pytest.raises(Invalid) as refusal:
        chosen(cast, draft, {cast.units.bank.id: Role.COPY})
    assert refusal.value.field == "chosen"
    with pytest.raises(Stale):
        chosen(cast, draft, {cast.units.bank.id: Role.MAIN}, version=draft.version + 1)
    many = [unit(cast.office, f"第{number}号单位" + "名" * 60, "bank", 50 + number) for number in range(6)]
    with pytest.raises(Invalid) as refusal:
        chosen(cast, draft, {one.id: Role.MAIN for one in many}, rewrite=True)
    assert refusal.value.field == "rewrite"
    with pytest.raises(Forbidden):
        services.choose(
            draft,
            actor=cast.second_clerk.actor,
            operation=fresh_key(),
            version=draft.version,
            chosen={cast.units.bank.id: Role.MAIN},
        )
    draft.state = CircularState.CHECKING
    with pytest.raises(Conflict):
        chosen(cast, draft, {cast.units.bank.id: Role.MAIN})


def test_a_correction_goes_where_the_document_went(cast, session):
    letter = make.issued(cast, Kind.LETTER, addressees="工商银行山阳支行", copies_to="白塔街道办事处")
    correction = make.issued(cast, Kind.CORRECTION, corrects_id=letter.id)
    assert sent(correction) == [("工商银行山阳支行", "main"), ("白塔街道", "copy")]


def test_one_named_person_signs_for_the_unit_once(cast, session):
    dispatch = make.to(make.issued(cast), cast.units.bank)
    key = fresh_key()
    first = services.receive(dispatch, actor=cast.bank.actor, operation=key)
    assert (first.received_by_id, first.received_at) == (cast.bank.id, now.now())
    assert services.receive(dispatch, actor=cast.bank.actor, operation=key).id == dispatch.id
    with pytest.raises(Conflict, match="已由银行联络员在"):
        received(cast, dispatch, cast.bank_reviewer)
    events = session.scalars(select(Event).where(Event.action == DispatchAction.RECEIVE)).all()
    assert [(one.account_name, one.subject_id) for one in events] == [("银行联络员", dispatch.id)]


def test_strangers_do_not_sign(cast, session):
    dispatch = make.to(make.issued(cast), cast.units.bank)
    for stranger in (cast.police, cast.outside_unit, cast.worker, cast.auditor):
        with pytest.raises(NotFound):
            received(cast, dispatch, stranger)
    with pytest.raises(Forbidden):
        received(cast, dispatch, cast.clerk)


def test_a_reminder_meanwhile_does_not_stand_against_signing(cast, session):
    circular = make.issued(cast)
    dispatch = make.to(circular, cast.units.bank)
    session.expunge(dispatch)
    services.remind(circular, actor=cast.clerk.actor, operation=fresh_key())
    page = make.to(circular, cast.units.bank)
    assert received(cast, page).received_at is not None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE dispatches SET received_by_id = NULL, received_at = NULL WHERE id = :id",
        "UPDATE dispatches SET received_at = received_at + interval '1 day' WHERE id = :id",
        "UPDATE dispatches SET notice = '改' WHERE id = :id",
        "UPDATE dispatches SET unit_id = (SELECT max(id) FROM member_units) WHERE id = :id",
    ],
)
def test_the_database_keeps_a_receipt(cast, session, change):
    dispatch = make.to(make.issued(cast), cast.units.bank)
    received(cast, dispatch)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text(change), {"id": dispatch.id})


def test_the_database_lets_nobody_else_sign(cast, session):
    dispatch = make.to(make.issued(cast), cast.units.bank)
    sign = text("UPDATE dispatches SET received_at = now(), received_by_id = :who WHERE id = :id")
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(sign, {"who": cast.police.id, "id": dispatch.id})


def test_after_a_day_units_are_reminded_once_and_the_clerks_are_told(cast, session):
    circular = make.issued(cast)
    received(cast, make.to(circular, cast.units.bank))
    now.move(hours=23, minutes=59)
    assert services.remind_due() == 0
    now.move(minutes=2)
    assert services.remind_due() == 5
    assert services.remind_due() == 0
    assert "银行联络员" not in told("dispatch.chased", session)
    assert len(told("dispatch.chased", session)) == 5
    assert told("dispatch.late", session) == ["经办乙", "经办甲"]
    rows = session.scalars(select(Dispatch).where(Dispatch.received_at.is_(None))).all()
    assert {(one.reminders, one.reminded_at) for one in rows} == {(1, now.now())}


def test_one_click_reminds_all_who_have_not_signed(cast, session):
    circular = make.issued(cast)
    received(cast, make.to(circular, cast.units.bank))
    key = fresh_key()
    services.remind(circular, actor=cast.clerk.actor, operation=key)
    services.remind(circular, actor=cast.clerk.actor, operation=key)
    rows = session.scalars(select(Dispatch).where(Dispatch.received_at.is_(None))).all()
    assert [one.reminders for one in rows] == [1] * 5
    now.move(hours=23, minutes=59)
    with pytest.raises(Conflict, match="24小时内都催过"):
        services.remind(circular, actor=cast.second_clerk.actor, operation=fresh_key())
    now.move(minutes=1)
    services.remind(circular, actor=cast.second_clerk.actor, operation=fresh_key())
    session.expire_all()
    assert [one.reminders for one in rows] == [2] * 5
    assert len(told("dispatch.chased", session)) == 10
    with pytest.raises(Forbidden):
        services.remind(circular, actor=cast.leader.actor, operation=fresh_key())


def test_what_is_late_in_the_office_is_reminded_together(cast, session):
    with pytest.raises(Conflict, match="没有超过24小时"):
        services.remind_late(cast.office, actor=cast.clerk.actor, operation=fresh_key())
    make.issued(cast, Kind.LETTER, addressees="白塔街道")
    now.move(hours=25)
    make.issued(cast, Kind.LETTER, addressees="青溪镇")
    services.remind_late(cast.office, actor=cast.clerk.actor, operation=fresh_key())
    assert told("dispatch.chased", session) == ["白塔街道干部"]
    with pytest.raises(Conflict, match="24小时内都催过"):
        services.remind_late(cast.office, actor=cast.second_clerk.actor, operation=fresh_key())


def test_who_was_reminded_within_a_day_is_left_out_and_the_rest_is_reminded(cast, session):
    circular = make.issued(cast)
    services.remind(circular, actor=cast.clerk.actor, operation=fresh_key())
    services.send_also(
        circular,
        actor=cast.clerk.actor,
        operation=fresh_key(),
        unit_ids={unit(cast.office, "后来的单位", "bank", 90).id},
        role=Role.COPY,
    )
    services.remind(circular, actor=cast.clerk.actor, operation=fresh_key())
    rows = session.scalars(select(Dispatch).where(Dispatch.circular_id == circular.id))
    assert [one.reminders for one in rows] == [1] * 7


def test_who_was_forgotten_gets_it_later_and_nobody_twice(cast, session):
    letter = make.issued(cast, Kind.LETTER, addressees="白塔街道")

    def also(*units):
        return services.send_also(
            letter,
            actor=cast.clerk.actor,
            operation=fresh_key(),
            unit_ids={one.id for one in units},
            role=Role.COPY,
        )

    also(cast.units.bank, cast.units.b)
    assert sent(letter) == [("白塔街道", "main"), ("工商银行山阳支行", "copy")]
    for nobody in ((), (cast.units.b,), (cast.units.foreign,)):
        with pytest.raises(Invalid):
            also(*nobody)


def test_a_withdrawn_document_is_told_and_waits_for_nobody(cast, session):
    circular = make.issued(cast)
    received(cast, make.to(circular, cast.units.bank))
    withdraw(
        circular,
        actor=cast.leader.actor,
        operation=fresh_key(),
        version=circular.version,
        reason="数据有误",
    )
    assert len(told("dispatch.withdrawn", session)) == 7
    assert queries.counts_of_unit(cast.police.actor) == queries.Arrived(1, 0, 0)
    now.move(hours=48)
    assert services.remind_due() == 0
    with pytest.raises(Conflict, match="已撤销"):
        received(cast, make.to(circular, cast.units.police), cast.police)
    with pytest.raises(Conflict):
        services.remind(circular, actor=cast.clerk.actor, operation=fresh_key())
