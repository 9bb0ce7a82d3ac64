"""Reading, settings, robots, sending again: each with its audit row, and what it refuses."""

from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import func, select, text

from coordination.audit.models import Event
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.jobs import work_off
from coordination.kernel.operations import fresh_key
from coordination.kernel.text import _
from coordination.notifications import jobs
from coordination.notifications.models import Delivery, Notification, Robot
from coordination.notifications.queries.messages import messages, preference_of, unread
from coordination.notifications.queries.robots import robots as listed
from coordination.notifications.queries.sent import Wanted, sent, tallies
from coordination.notifications.rules import Reason
from coordination.notifications.sending import send_due
from coordination.notifications.services import (
    Wishes,
    mark_all_read,
    mark_read,
    save,
    send_again,
    tell,
    tell_robots,
)
from coordination.notifications.services.robots import Traits, add, close, edit, try_out
from coordination.notifications.states import Channel, DeliveryState, Rhythm
from tests.notifications.conftest import notice, prefers

pytestmark = pytest.mark.usefixtures("clock")
LAST = {"before": 0}


@pytest.fixture(autouse=True)
def _begin(session):
    """Tests that commit for good leave events behind: nobody can delete them."""
    LAST["before"] = session.scalar(select(func.max(Event.id))) or 0


def events(session):
    found = select(Event).where(Event.id > LAST["before"]).order_by(Event.id)
    return [(event.action, event.content) for event in session.scalars(found)]


def told(session, person):
    return session.scalars(select(Notification).where(Notification.account_id == person.id)).one()


def wishes(**values):
    return Wishes(
        **({"mail": "li@bank.cn", "by_mail": True, "by_sms": False, "rhythm": Rhythm.AT_ONCE} | values)
    )


def save_for(person, version, **values):
    return save(person, actor=person.actor, operation=fresh_key(), version=version, wishes=wishes(**values))


def test_opening_a_message_marks_it_once_and_only_for_whom_it_is(session, cast, clock):
    tell([notice(cast.bank), notice(cast.bank, "second")])
    message = session.scalars(select(Notification).order_by(Notification.id)).first()
    assert unread(cast.bank.actor) == 2
    with pytest.raises(NotFound):
        mark_read(message, actor=cast.bank_reviewer.actor)
    mark_read(message, actor=cast.bank.actor)
    first = message.read_at
    clock.move(hours=1)
    mark_read(message, actor=cast.bank.actor)
    assert (message.read_at, unread(cast.bank.actor)) == (first, 1)
    assert [line.read_at is None for line in messages(cast.bank.actor).lines] == [True, False]


def test_all_are_marked_as_read_at_once_and_nobody_elses(session, cast):
    tell([notice(cast.bank), notice(cast.bank, "second"), notice(cast.bank_reviewer)])
    mark_all_read(cast.bank, actor=cast.bank.actor, operation=fresh_key())
    assert (unread(cast.bank.actor), unread(cast.bank_reviewer.actor)) == (0, 1)
    assert events(session) == [("message.read_all", {"count": 2})]
    with pytest.raises(NotFound):
        mark_all_read(cast.bank_reviewer, actor=cast.bank.actor, operation=fresh_key())


def test_settings_are_saved_by_the_person_and_a_stale_page_is_refused(session, cast):
    made = save_for(cast.bank, 0)
    assert (made.mail, made.by_mail, made.version) == ("li@bank.cn", True, 1)
    assert save_for(cast.bank, 1, rhythm=Rhythm.DAILY).version == 2
    for seen in (0, 1, None):
        with pytest.raises(Stale):
            save_for(cast.bank, seen)
    assert preference_of(cast.bank).rhythm is Rhythm.DAILY
    with pytest.raises(NotFound):
        save(cast.police, actor=cast.bank.actor, operation=fresh_key(), version=0, wishes=wishes())
    assert [action for action, _content in events(session)] == ["notification_preference.save"] * 2
    assert "li@bank.cn" not in str(events(session))


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"mail": "不是邮箱"}, "mail", "这不是邮箱地址"),
        ({"mail": ""}, "mail", "先填邮箱"),
        ({"by_sms": True}, "by_sms", "没有手机号"),
    ],
)
def test_a_channel_without_an_address_is_refused_at_its_field(session, cast, values, field, sentence):
    with pytest.raises(Invalid) as refused:
        save_for(cast.bank, 0, **values)
    assert sentence in str(refused.value.errors[field])
    assert preference_of(cast.bank) is None


def traits(robot, **values):
    given = {"channel": Channel.WECOM, "name": "联络群", "webhook": f"{robot.origin}/ok", "secret": ""}
    return Traits(**(given | values))


def add_for(cast, robot, **values):
    return add(cast.office, actor=cast.clerk.actor, operation=fresh_key(), traits=traits(robot, **values))


def test_a_robot_is_added_edited_and_closed_and_keeps_its_key_when_none_is_typed(session, cast, robot):
    made = add_for(cast, robot, secret="SEC1")
    by = {"actor": cast.leader.actor}
    changed = traits(robot, name="银行群", webhook="", secret="")
    edit(made, **by, operation=fresh_key(), version=1, traits=changed)
    assert (made.name, made.webhook, made.secret) == ("银行群", f"{robot.origin}/ok", "SEC1")
    with pytest.raises(Stale):
        close(made, **by, operation=fresh_key(), version=1)
    close(made, **by, operation=fresh_key(), version=2)
    with pytest.raises(Conflict):
        try_out(made, **by, operation=fresh_key(), version=3)
    kept = events(session)
    assert [action for action, _content in kept] == ["robot.add", "robot.edit", "robot.close"]
    assert robot.origin not in str(kept)
    assert "SEC1" not in str(kept)


def test_the_webhook_lies_sealed_in_the_database(session, cast, robot):
    made = add_for(cast, robot, secret="SEC1")
    session.commit()
    stored = session.execute(text("SELECT webhook, secret FROM robots")).one()
    assert robot.origin not in stored.webhook
    assert "SEC1" not in stored.secret
    session.expire_all()
    assert (made.webhook, made.secret) == (f"{robot.origin}/ok", "SEC1")


def test_a_webhook_sealed_under_another_secret_is_said_to_be_typed_again(session, cast, robot, client_for):
    made = add_for(cast, robot)
    stranger = Fernet(Fernet.generate_key()).encrypt(b"https://qyapi.weixin.qq.com/").decode()
    session.execute(text("UPDATE robots SET webhook = :sealed"), {"sealed": stranger})
    session.expire_all()
    try_out(made, actor=cast.clerk.actor, operation=fresh_key(), version=1)
    send_due()
    row = session.scalars(select(Delivery)).one()
    assert (row.state, row.reason) == (DeliveryState.FAILED, Reason.SEALED)
    assert robot.posts == []
    page = client_for(cast.clerk).get("/robots").text
    assert "打不开，请重新填写" in page
    assert "站点密钥换过" in page
    made = session.get(Robot, made.id)
    edit(made, actor=cast.clerk.actor, operation=fresh_key(), version=1, traits=traits(robot))
    try_out(made, actor=cast.clerk.actor, operation=fresh_key(), version=2)
    send_due()
    assert len(robot.posts) == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "长" * 41}, "name"),
        ({"name": "联络群"}, "name"),
        ({"webhook": ""}, "webhook"),
        ({"webhook": "https://evil.example/hook"}, "webhook"),
        ({"channel": Channel.MAIL}, "channel"),
    ],
)
def test_a_robot_without_a_name_or_with_another_host_is_refused(session, cast, robot, values, field):
    add_for(cast, robot)
    with pytest.raises(Invalid) as refused:
        add_for(cast, robot, **({"name": "另一个"} | values))
    assert set(refused.value.errors) == {field}


def test_units_and_neighbours_have_nothing_to_do_with_robots(session, cast, robot):
    made = add_for(cast, robot)
    for person in (cast.bank, cast.outsider, cast.auditor):
        with pytest.raises(NotFound):
            try_out(made, actor=person.actor, operation=fresh_key(), version=1)
    with pytest.raises((NotFound, Forbidden)):
        add(cast.office, actor=cast.outsider.actor, operation=fresh_key(), traits=traits(robot, name="x"))
    assert listed(cast.bank.actor) == listed(cast.outsider.actor) == []


def test_a_trial_goes_out_at_once_even_at_night_and_only_to_its_group(session, cast, robot, clock):
    clock.move(datetime(2026, 11, 6, 14, 0, tzinfo=UTC))  # 22:00
    made = add_for(cast, robot)
    add_for(cast, robot, name="另一个群")
    key = fresh_key()
    for _twice in range(2):
        try_out(made, actor=cast.clerk.actor, operation=key, version=1)
    work_off()
    assert [body["text"]["content"] for _path, body in robot.posts] == [
        "试发：联络群已接入反诈联席工作平台（经办甲）。"
    ]
    assert [one.last.state if one.last else None for one in listed(cast.clerk.actor)] == [
        None,
        DeliveryState.DELIVERED,
    ]


def test_what_was_refused_is_sent_again_to_the_address_of_today(session, cast, mailbox):
    prefers(cast.bank, mail="refuses@bank.cn")
    tell([notice(cast.bank)])
    work_off()
    save_for(cast.bank, 1)
    row = session.scalars(select(Delivery)).one()
    send_again(row, actor=cast.clerk.actor, operation=fresh_key())
    work_off()
    row = session.scalars(select(Delivery).execution_options(populate_existing=True)).one()
    assert (row.state, row.address, row.attempts, row.reason) == (
        DeliveryState.DELIVERED,
        "li@bank.cn",
        1,
        None,
    )
    assert events(session)[1:] == [("delivery.send_again", {"channel": "mail", "before": "failed"})]
    with pytest.raises(Conflict):
        send_again(row, actor=cast.clerk.actor, operation=fresh_key())
    with pytest.raises(NotFound):
        send_again(row, actor=cast.bank.actor, operation=fresh_key())


def test_the_ledger_masks_addresses_filters_and_asks_a_fixed_number_of_times(
    session, cast, mailbox, robot, counting
):
    prefers(cast.bank)
    prefers(cast.police, mail="refuses@bank.cn")
    add_for(cast, robot)
    tell([notice(cast.bank), notice(cast.police)])
    tell_robots(cast.office.id, key="k", kind="probe", subject=cast.office, message=_("通报"), address="/")
    work_off()
    with counting() as seen:
        lines = sent(cast.clerk.actor, Wanted())
    assert len(seen) == 1
    assert [(line.person, line.unit, line.address) for line in lines] == [
        ("联络群", "", ""),
        ("公安联络员", "山阳公安分局", "re***@bank.cn"),
        ("银行联络员", "工商银行山阳支行", f"p{str(cast.bank.id)[:1]}***@bank.cn"),
    ]
    failed = sent(cast.clerk.actor, Wanted(state=DeliveryState.FAILED))
    assert [line.delivery.reason for line in failed] == [Reason.REFUSED]
    assert len(sent(cast.clerk.actor, Wanted(channel=Channel.MAIL, before=lines[1].delivery.id))) == 1
    assert tallies(cast.clerk.actor) == {DeliveryState.DELIVERED: 2, DeliveryState.FAILED: 1}
    assert sent(cast.bank.actor, Wanted()) == sent(cast.outsider.actor, Wanted()) == []


def test_nothing_due_rings_no_bell(session, cast):
    assert not jobs.ring_when_due()
