"""Telling: once by key, by each person's settings, set by set, beyond the teller's fence."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from coordination.kernel.db import acting
from coordination.kernel.functions import Function
from coordination.kernel.jobs import Work
from coordination.kernel.text import Text, _
from coordination.notifications.models import Delivery, Notification, Robot
from coordination.notifications.queries import deliveries_about, people, staff
from coordination.notifications.rules import Hours
from coordination.notifications.services import tell, tell_robots
from coordination.notifications.states import Channel, DeliveryState, Rhythm
from coordination.notifications.wording import restored
from tests.factories.organizations import account, add
from tests.notifications.conftest import notice, prefers

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture(autouse=True)
def every_channel(configure, tmp_path):
    configure(SMTP_HOST="127.0.0.1", SMS_DROP_DIR=tmp_path)


def deliveries(session):
    return session.scalars(select(Delivery).order_by(Delivery.id)).all()


def test_the_same_key_is_told_once_and_counted_once(session, cast):
    prefers(cast.bank)
    assert tell([notice(cast.bank), notice(cast.bank), notice(cast.police)]) == 2
    assert tell([notice(cast.bank), notice(cast.carrier)]) == 1
    assert session.scalar(select(func.count()).select_from(Notification)) == 3
    assert len(deliveries(session)) == 1


def test_without_settings_a_person_is_told_in_the_site_only(session, cast):
    assert tell([notice(cast.bank)]) == 1
    assert deliveries(session) == []
    assert session.scalars(select(Work)).all() == []


def test_by_mail_by_sms_and_both_as_each_person_wants(session, cast):
    cast.bank.phone = "13800005678"
    prefers(cast.bank, by_sms=True)
    prefers(cast.police, by_mail=False, by_sms=True)  # has no phone
    tell([notice(cast.bank), notice(cast.police)])
    assert [(row.channel, row.address) for row in deliveries(session)] == [
        (Channel.MAIL, f"p{cast.bank.id}@bank.cn"),
        (Channel.SMS, "13800005678"),
    ]


def test_a_channel_that_is_off_gets_no_deliveries(session, cast, configure):
    configure(SMTP_HOST="")
    prefers(cast.bank)
    tell([notice(cast.bank)])
    assert deliveries(session) == []


def test_many_notices_ring_one_bell(session, cast):
    for person in (cast.bank, cast.police, cast.carrier):
        prefers(person)
        tell([notice(person)])
    assert len(deliveries(session)) == 3
    assert len(session.scalars(select(Work)).all()) == 1


def test_by_day_at_once_by_night_in_the_morning_and_urgent_ones_on_saturday(session, cast, clock):
    prefers(cast.bank)
    prefers(cast.police, rhythm=Rhythm.DAILY)
    tell([notice(cast.bank, "day"), notice(cast.police, "day")])
    clock.move(datetime(2026, 11, 7, 2, 0, tzinfo=UTC))  # Saturday, 10:00
    tell([notice(cast.bank, "saturday"), notice(cast.bank, "urgent", urgent=True)])
    tell([notice(cast.police, "urgent", urgent=True)])
    clock.move(datetime(2026, 11, 9, 13, 0, tzinfo=UTC))  # Monday, 21:00
    tell([notice(cast.bank, "night", urgent=True)])
    monday = datetime(2026, 11, 9, 0, 0, tzinfo=UTC)
    assert [(row.digest, row.hours, row.not_before) for row in deliveries(session)] == [
        (False, Hours.WORKING, datetime(2026, 11, 6, 2, 0, tzinfo=UTC)),
        (True, Hours.WORKING, monday.replace(minute=30)),
        (False, Hours.WORKING, monday),
        (False, Hours.DAYTIME, datetime(2026, 11, 7, 2, 0, tzinfo=UTC)),
        (False, Hours.DAYTIME, datetime(2026, 11, 7, 2, 0, tzinfo=UTC)),
        (False, Hours.DAYTIME, datetime(2026, 11, 10, 0, 0, tzinfo=UTC)),
    ]


def test_a_unit_tells_the_office_whom_it_does_not_see(session, cast):
    prefers(cast.clerk)
    with acting(cast.bank.actor.scope):
        assert tell([notice(one) for one in (cast.clerk, cast.leader)]) == 2
        assert session.scalars(select(Notification)).all() == []
    assert len(deliveries(session)) == 1


def test_a_unit_has_no_way_to_the_robots_but_may_set_them_ringing(session, cast):
    robot = add(Robot(office_id=cast.office.id, channel=Channel.WECOM, name="工作群", webhook="https://x/"))
    add(Robot(office_id=cast.other.id, channel=Channel.WECOM, name="邻区群", webhook="https://y/"))
    message = _("新的交办")
    told = {"key": "k", "kind": "probe", "subject": cast.office, "message": message, "address": "/"}
    with acting(cast.bank.actor.scope):
        assert tell_robots(cast.office.id, **told) == 1
        assert tell_robots(cast.office.id, **told) == 0
    row = deliveries(session)[0]
    assert (row.robot_id, row.channel, row.address) == (robot.id, Channel.WECOM, "工作群")


def test_a_message_is_stored_as_sentence_and_places_so_that_readers_get_their_language(session, cast):
    inner = Text("{count}家", {"count": 3})
    tell([notice(cast.bank, message=_("{who}还差{rest}", who="银行", rest=inner))])
    row = session.scalars(select(Notification)).one()
    assert restored(row.message, row.content) == _("{who}还差{rest}", who="银行", rest=inner)
    assert str(restored(row.message, row.content)) == "银行还差3家"


def test_people_are_the_active_accounts_of_units_with_a_function(session, cast):
    cast.police.state = "closed"
    cast.police.closed_at = cast.police.created_at
    session.flush()
    bank, police, a = (unit.id for unit in (cast.units.bank, cast.units.police, cast.units.a))
    found = people([bank, police, a], Function.LIAISON)
    assert {unit: [person.name for person in persons] for unit, persons in found.items()} == {
        bank: ["银行联络员"],
        a: ["青溪镇干部"],
    }
    assert {person.name for person in people([a])[a]} == {"青溪镇干部", "青溪社区人员"}
    assert people([]) == {}


def test_staff_are_those_of_the_office_itself_and_of_no_other(session, cast):
    assert {person.name for person in staff(cast.office.id, Function.CLERK)} == {"经办甲", "经办乙"}
    assert {person.unit_id for person in staff(cast.office.id)} == {None}
    with acting(cast.outside_unit.actor.scope):
        assert len(staff(cast.office.id, Function.LEADER)) == 1


def test_the_ledger_of_a_subject_has_a_line_for_the_site_and_one_for_each_channel(session, cast, counting):
    prefers(cast.bank)
    tell([notice(cast.bank), notice(cast.police), notice(cast.carrier, subject_id=8)])
    tell([notice(cast.bank, "second")])
    with counting() as seen:
        found = deliveries_about("tasks", [7, 8, 9])
    assert len(seen) == 2
    assert [(line.person, line.channel, line.state) for line in found[7]] == [
        ("银行联络员", None, DeliveryState.DELIVERED),
        ("银行联络员", Channel.MAIL, DeliveryState.WAITING),
        ("公安联络员", None, DeliveryState.DELIVERED),
        ("银行联络员", None, DeliveryState.DELIVERED),
        ("银行联络员", Channel.MAIL, DeliveryState.WAITING),
    ]
    assert len(found[8]) == 1
    assert 9 not in found


def test_two_thousand_people_are_told_in_a_few_statements(session, cast, counting):
    extra = [account(f"人{n}", cast.office, Function.LIAISON, unit=cast.units.a) for n in range(30)]
    for person in extra:
        prefers(person)
    with counting() as seen:
        assert tell(notice(person, str(n)) for n in range(70) for person in extra) == 2100
    assert len(deliveries(session)) == 2100
    assert len(seen) < 20
