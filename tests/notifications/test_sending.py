"""From the row to the mailbox and back: what each delivery says after real servers had their moods."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from coordination.config import settings
from coordination.kernel.jobs import Work, work_off
from coordination.kernel.text import Text, _
from coordination.notifications import jobs, sending
from coordination.notifications.models import Delivery, Robot
from coordination.notifications.queries import deliveries_about
from coordination.notifications.rules import MOST_DOUBTS, PAUSES, Reason
from coordination.notifications.services import tell, tell_robots
from coordination.notifications.states import Channel, DeliveryState, Rhythm
from tests.factories.organizations import add
from tests.notifications.conftest import notice, prefers
from tests.notifications.endpoints import free_port

pytestmark = pytest.mark.usefixtures("clock")


def deliveries(session):
    rows = session.scalars(select(Delivery).order_by(Delivery.id).execution_options(populate_existing=True))
    return rows.all()


def states(session):
    return [row.state for row in deliveries(session)]


def test_what_is_told_is_sent_by_a_job_and_the_row_says_so(session, cast, mailbox):
    prefers(cast.bank)
    tell([notice(cast.bank)])
    assert states(session) == [DeliveryState.WAITING]
    assert work_off() == 1
    row = deliveries(session)[0]
    assert (row.state, row.attempts, row.doubts, row.error) == (DeliveryState.DELIVERED, 1, 0, "")
    assert row.settled_at is not None
    assert len(mailbox.arrived_at(f"p{cast.bank.id}@bank.cn")) == 1
    assert work_off() == 0


def test_the_letter_speaks_the_language_of_the_reader_and_leads_to_the_page(
    session, cast, mailbox, configure
):
    configure(SITE_URL="https://fz.example.cn/")
    cast.police.language = "en"
    prefers(cast.bank)
    prefers(cast.police)
    tell(notice(person, message=_("没有这一页，或您无权查看。")) for person in (cast.bank, cast.police))
    work_off()
    chinese, english = mailbox.letters
    assert chinese["Subject"] == "【反诈联席】没有这一页，或您无权查看。"
    assert chinese.get_content().splitlines()[:2] == [
        "没有这一页，或您无权查看。",
        "https://fz.example.cn/tasks/7",
    ]
    assert "没有这一页" not in english["Subject"]


def test_a_mailbox_that_refuses_is_not_asked_again(session, cast, mailbox, clock):
    prefers(cast.bank, mail="refuses@bank.cn")
    tell([notice(cast.bank)])
    work_off()
    row = deliveries(session)[0]
    assert (row.state, row.reason, row.attempts) == (DeliveryState.FAILED, Reason.REFUSED, 1)
    clock.move(days=3)
    assert (jobs.ring_when_due(), row.settled_at is not None) == (False, True)
    line = deliveries_about("tasks", [7])[7][1]
    assert str(line.error) == "邮箱拒收（550 5.1.1 No such user here）"


def test_a_mailbox_that_greylists_is_asked_again_after_growing_pauses_then_given_up(
    session, cast, mailbox, clock
):
    prefers(cast.bank, mail="greylists@bank.cn")
    tell([notice(cast.bank)])
    work_off()
    row = deliveries(session)[0]
    assert (row.state, row.reason, row.not_before) == (
        DeliveryState.WAITING,
        Reason.LATER,
        clock.now() + PAUSES[0],
    )
    assert not jobs.ring_when_due()
    for _again in PAUSES:
        clock.move(deliveries(session)[0].not_before)
        assert jobs.ring_when_due()
        work_off()
    row = deliveries(session)[0]
    assert (row.state, row.attempts) == (DeliveryState.FAILED, 1 + len(PAUSES))
    assert not jobs.ring_when_due()


def test_a_connection_that_dies_after_data_is_doubtful_sent_once_more_and_left_unknown(
    session, cast, mailbox, clock
):
    prefers(cast.bank, mail="dies@bank.cn")
    tell([notice(cast.bank)])
    work_off()
    row = deliveries(session)[0]
    assert (row.state, row.doubts, row.reason) == (DeliveryState.WAITING, 1, Reason.NO_ANSWER)
    clock.move(hours=2)
    jobs.ring_when_due()
    work_off()
    row = deliveries(session)[0]
    assert (row.state, row.attempts, row.doubts) == (DeliveryState.UNKNOWN, 2, 2)
    clock.move(days=5)
    assert not jobs.ring_when_due()
    assert len(mailbox.letters) == 2


def hand(session, clock, **values):
    """As a worker leaves a row that was killed while it was sending."""
    given = {
        "state": DeliveryState.HANDED,
        "handed_at": clock.now(),
        "leased_until": clock.now() + sending.LEASE,
        "attempts": Delivery.attempts + 1,
    }
    session.execute(update(Delivery).values(given | values))
    session.commit()


def test_a_row_left_behind_waits_for_its_lease_and_is_then_sent_once_more(session, cast, mailbox, clock):
    prefers(cast.bank)
    tell([notice(cast.bank)])
    hand(session, clock)
    work_off()
    assert (states(session), jobs.ring_when_due()) == ([DeliveryState.HANDED], False)
    clock.move(minutes=4)
    assert jobs.ring_when_due()
    work_off()
    row = deliveries(session)[0]
    assert (row.state, row.doubts, row.reason) == (DeliveryState.WAITING, 1, Reason.DIED)
    clock.move(minutes=2)
    jobs.ring_when_due()
    work_off()
    row = deliveries(session)[0]
    assert (row.state, row.attempts, row.doubts) == (DeliveryState.DELIVERED, 2, 1)
    assert len(mailbox.letters) == 1


def test_after_a_second_death_nothing_more_is_sent(session, cast, mailbox, clock):
    prefers(cast.bank)
    tell([notice(cast.bank)])
    hand(session, clock, doubts=MOST_DOUBTS - 1)
    clock.move(minutes=4)
    work_off()
    assert (states(session), mailbox.letters) == ([DeliveryState.UNKNOWN], [])


def test_a_lease_without_a_hand_over_leaves_no_doubt(session, cast, mailbox, clock):
    prefers(cast.bank)
    tell([notice(cast.bank)])
    assert sending.claim(clock.now()) is not None
    assert sending.claim(clock.now()) is None
    clock.move(minutes=4)
    work_off()
    row = deliveries(session)[0]
    assert (row.state, row.attempts, row.doubts) == (DeliveryState.DELIVERED, 1, 0)


def test_a_worker_that_was_held_up_beyond_its_lease_sends_nothing(session, cast, mailbox, clock):
    prefers(cast.bank)
    tell([notice(cast.bank)])
    late = sending.claim(clock.now())
    clock.move(minutes=4)
    assert not sending.send_due()
    sending._send_batch(late, end=float("inf"))
    assert len(mailbox.letters) == 1
    assert deliveries(session)[0].attempts == 1


def test_a_shift_that_is_over_gives_its_rows_back_at_once(session, cast, mailbox, clock):
    prefers(cast.bank)
    tell([notice(cast.bank)])
    sending._send_batch(sending.claim(clock.now()), end=0.0)
    assert deliveries(session)[0].leased_until is None
    assert mailbox.letters == []


def test_a_shift_that_is_over_rings_for_the_rest(session, cast, mailbox, monkeypatch):
    prefers(cast.bank)
    tell([notice(cast.bank)])
    monkeypatch.setattr(sending, "SHIFT_SECONDS", 0)
    jobs.deliver()
    monkeypatch.undo()
    assert len(session.scalars(select(Work).where(Work.finished_at.is_(None))).all()) == 1


def test_at_night_nothing_leaves_even_when_the_worker_comes_late(session, cast, mailbox, clock):
    prefers(cast.bank)
    tell([notice(cast.bank), notice(cast.bank, "urgent", urgent=True)])
    clock.move(datetime(2026, 11, 6, 12, 30, tzinfo=UTC))  # 20:30, the worker was down
    jobs.deliver()
    assert mailbox.letters == []
    clock.move(datetime(2026, 11, 7, 1, 0, tzinfo=UTC))  # Saturday, 9:00
    jobs.deliver()
    assert states(session) == [DeliveryState.WAITING, DeliveryState.DELIVERED]
    clock.move(datetime(2026, 11, 9, 0, 0, tzinfo=UTC))  # Monday, 8:00
    jobs.deliver()
    assert states(session) == [DeliveryState.DELIVERED, DeliveryState.DELIVERED]


def test_a_retry_does_not_fall_into_the_night(session, cast, mailbox, clock):
    prefers(cast.bank, mail="greylists@bank.cn")
    clock.move(datetime(2026, 11, 6, 11, 59, 30, tzinfo=UTC))
    tell([notice(cast.bank)])
    work_off()
    assert deliveries(session)[0].not_before == datetime(2026, 11, 9, 0, 0, tzinfo=UTC)


def test_who_wants_one_mail_a_day_gets_one_with_every_line(session, cast, mailbox, clock):
    prefers(cast.bank, rhythm=Rhythm.DAILY)
    prefers(cast.police, rhythm=Rhythm.DAILY)
    for number in range(60):  # more than one batch
        told = Text("第{n}件", {"n": number})
        tell([notice(cast.bank, str(number), message=told)])
        clock.move(minutes=1)
    tell([notice(cast.police)])
    work_off()
    assert mailbox.letters == []
    clock.move(datetime(2026, 11, 9, 0, 30, tzinfo=UTC))
    jobs.ring_when_due()
    work_off()
    letters = mailbox.arrived_at(f"p{cast.bank.id}@bank.cn")
    assert [letter["Subject"] for letter in letters] == ["【反诈联席】60条消息"]
    text = letters[0].get_content()
    assert [f"第{n}件" in text for n in range(60)] == [True] * 60
    assert len(mailbox.letters) == 2
    assert set(states(session)) == {DeliveryState.DELIVERED}


def test_a_robot_of_each_mood_leaves_its_reason_in_the_ledger(session, cast, robot, clock):
    moods = ("/ok", "/500", "/unknown-key", "/hangs")
    for mood in moods:
        webhook = robot.origin + mood
        add(Robot(office_id=cast.office.id, channel=Channel.WECOM, name=mood, webhook=webhook))
    tell_robots(cast.office.id, key="k", kind="probe", subject=cast.office, message=_("通报"), address="/")
    work_off()
    found = {row.address: (row.state, row.reason) for row in deliveries(session)}
    assert found == {
        "/ok": (DeliveryState.DELIVERED, None),
        "/500": (DeliveryState.WAITING, Reason.SERVER),
        "/unknown-key": (DeliveryState.FAILED, Reason.ROBOT),
        "/hangs": (DeliveryState.WAITING, Reason.NO_ANSWER),
    }
    clock.move(minutes=2)
    jobs.ring_when_due()
    work_off()
    again = {row.address: row.state for row in deliveries(session)}
    assert (again["/500"], again["/hangs"]) == (DeliveryState.WAITING, DeliveryState.UNKNOWN)
    assert sum(path == "/hangs" for path, _body in robot.posts) == 2


def test_a_robot_that_was_closed_and_a_person_who_left_are_not_sent_to(session, cast, robot, mailbox, clock):
    made = add(
        Robot(office_id=cast.office.id, channel=Channel.WECOM, name="群", webhook=f"{robot.origin}/ok")
    )
    prefers(cast.bank)
    tell_robots(cast.office.id, key="k", kind="probe", subject=cast.office, message=_("通报"), address="/")
    tell([notice(cast.bank)])
    made.closed_at = clock.now()
    cast.bank.state, cast.bank.closed_at = "closed", clock.now()
    session.commit()
    work_off()
    assert [(row.state, row.reason, row.attempts) for row in deliveries(session)] == [
        (DeliveryState.FAILED, Reason.CLOSED, 0)
    ] * 2
    assert (robot.posts, mailbox.letters) == ([], [])


def test_a_channel_switched_off_meanwhile_fails_with_that_reason(session, cast, mailbox, configure):
    prefers(cast.bank)
    tell([notice(cast.bank)])
    configure(SMTP_HOST="")
    work_off()
    row = deliveries(session)[0]
    assert (row.state, row.reason) == (DeliveryState.FAILED, Reason.OFF)


def test_text_messages_lie_in_the_folder_of_the_gateway(session, cast, configure, tmp_path):
    configure(SMS_DROP_DIR=tmp_path)
    cast.bank.phone = "13800005678"
    prefers(cast.bank, by_mail=False, by_sms=True)
    tell([notice(cast.bank)])
    work_off()
    content = [json.loads(file.read_text("utf-8")) for file in tmp_path.iterdir()]
    assert [(one["phone"], one["text"]) for one in content] == [("13800005678", "工行有新的交办")]
    assert states(session) == [DeliveryState.DELIVERED]


def test_a_mail_server_that_is_down_delays_and_loses_nothing(session, cast, mailbox, configure, clock):
    port = settings().smtp_port
    prefers(cast.bank)
    prefers(cast.police)
    tell([notice(cast.bank), notice(cast.police)])
    configure(SMTP_PORT=free_port())
    work_off()
    assert [row.reason for row in deliveries(session)] == [Reason.UNREACHABLE] * 2
    configure(SMTP_PORT=port)
    clock.move(deliveries(session)[0].not_before + timedelta(seconds=1))
    jobs.ring_when_due()
    work_off()
    assert (set(states(session)), len(mailbox.letters)) == ({DeliveryState.DELIVERED}, 2)
