"""Figures go up: on the site, and as a file carried by hand."""

from dataclasses import replace
from decimal import Decimal as D

import pytest
from sqlalchemy import func, select

from coordination.audit.models import Event
from coordination.kernel import files
from coordination.kernel.db import acting
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from coordination.kernel.operations import fresh_key
from coordination.notifications.models import Notification
from coordination.transmissions import rules, sealing
from coordination.transmissions.models import OfficeKey, ReceivedFigure, Transmission
from coordination.transmissions.queries import own, packages
from coordination.transmissions.services.keys import make_key, trust_key, withdraw_key
from coordination.transmissions.services.receiving import receive
from coordination.transmissions.services.sending import send
from coordination.transmissions.states import Carrier, Direction
from tests.factories import transmissions as make
from tests.factories.organizations import division

MONTH = make.MONTH


def up(cast, who=None, **values):
    given = {"form_code": "bank", "period": MONTH, "operation": fresh_key()} | values
    return send(cast.office, actor=(who or cast.clerk).actor, **given)


def count(session, direction):
    return session.scalar(
        select(func.count()).select_from(Transmission).where(Transmission.direction == direction)
    )


def signed(package, private):
    return rules.to_file(rules.sign(rules.write(package), private))


@pytest.fixture
def county(cast, clock):
    """A frozen month of the county, its key, and the city above on the same site."""
    cast.city = make.city(cast)
    cast.report = make.frozen(cast)
    make.key(cast.office, cast.leader)
    return cast


def test_frozen_figures_reach_the_office_above_as_they_are(county, session):
    row = up(county)
    assert (row.direction, row.carrier, row.revision) == (Direction.OUT, Carrier.SITE, 1)
    (arrived,) = packages.packages(county.city.clerk.actor, Direction.IN)[0]
    assert (arrived.place, arrived.sender_name) == (county.office.division.code, county.office.name)
    assert arrived.digest == row.digest
    lines = {line.indicator: line.value for line in packages.lines(arrived)}
    assert lines == {
        "bank.counter_dissuaded": D(5),
        "bank.counter_dissuaded_amount": D(120_000),
        "bank.staff_trained": D(30),
    }
    assert {line.reporter for line in packages.lines(arrived)} == {"工商银行山阳支行"}
    told = select(Notification.kind).where(Notification.account_id == county.city.clerk.id)
    assert session.scalars(told).all() == ["transmission.received"]
    events = select(Event.action, Event.office_id).where(Event.subject_type == "transmissions")
    assert [tuple(row) for row in session.execute(events.order_by(Event.id))] == [
        ("transmission.send", county.office.id),
        ("transmission.receive", county.city.office.id),
    ]


def test_sent_twice_has_one_effect_and_the_same_figures_are_not_sent_again(county, session):
    key = fresh_key()
    first, second = up(county, operation=key), up(county, operation=key)
    assert first.id == second.id
    with pytest.raises(Conflict, match="第1次上报相同"):
        up(county)
    assert (count(session, Direction.OUT), count(session, Direction.IN)) == (1, 1)


def test_a_correction_arrives_as_the_next_revision(county, clock):
    up(county)
    clock.move(clock.now().replace(day=20))
    make.correct(county.report, "bank.staff_trained", 31)
    (ready,) = own.ready(county.clerk.actor)
    assert ready.changed
    assert up(county).revision == 2
    actor = county.city.clerk.actor
    (arrived, _before) = packages.packages(actor, Direction.IN)[0]
    older, newer = packages.lines(_before), packages.lines(arrived)
    assert [(one.indicator, one.before, one.after) for one in rules.changes(older, newer)] == [
        ("bank.staff_trained", D(30), D(31))
    ]
    found = packages.table(actor, "bank", MONTH)
    assert found.total["bank.staff_trained"] == 31  # the latest revision alone counts
    assert (found.received, len(found.rows)) == (1, 1)


def test_what_is_not_frozen_and_what_has_no_key_cannot_be_sent(cast, clock):
    make.city(cast)
    with pytest.raises(Conflict, match="冻结后才能上报"):
        up(cast)
    make.frozen(cast)
    with pytest.raises(Conflict, match="生成"):
        up(cast)
    with pytest.raises(Forbidden):
        up(cast, cast.leader)
    for stranger in (cast.bank, cast.outsider, cast.auditor):
        with pytest.raises((Forbidden, NotFound)):
            up(cast, stranger)


def test_the_city_passes_the_sums_of_its_counties_on(county, session):
    up(county)
    make.key(county.city.office, county.city.leader)
    row = send(
        county.city.office,
        actor=county.city.clerk.actor,
        operation=fresh_key(),
        form_code="bank",
        period=MONTH,
    )
    assert row.carrier is Carrier.FILE  # nobody above on this site
    content = rules.read(rules.from_file(files.content(row.file)).text)
    assert {(line.subject, line.reporter) for line in content.figures} == {
        (county.office.division.code, county.office.name)
    }
    (source,) = content.sources
    assert source.startswith(f"{county.office.division.code} 1 ")


@pytest.fixture
def by_hand(cast, clock):
    """The county's file, and a city elsewhere that knows the county's key."""
    cast.city = make.city(cast, on_site=False)
    cast.report = make.frozen(cast)
    cast.key = make.key(cast.office, cast.leader)
    cast.private = sealing.unseal(cast.key.private)
    row = up(cast)
    cast.file = files.content(row.file)
    cast.package = rules.read(rules.from_file(cast.file).text)
    return cast


def trust(cast, public=None, place=None):
    return trust_key(
        cast.city.office,
        actor=cast.city.leader.actor,
        operation=fresh_key(),
        place=place or cast.office.division.code,
        public=public or cast.key.public,
    )


def take_in(cast, content=None):
    return receive(
        cast.city.office, actor=cast.city.clerk.actor, operation=fresh_key(), content=content or cast.file
    )


def test_a_file_is_taken_in_once_when_its_key_is_registered(by_hand, session):
    with pytest.raises(Invalid, match=r"没有登记.*核对指纹"):
        take_in(by_hand)
    trust(by_hand)
    row = take_in(by_hand)
    assert (row.carrier, row.revision) == (Carrier.FILE, 1)
    with pytest.raises(Invalid, match="没有重复接收") as refusal:
        take_in(by_hand)
    assert set(refusal.value.errors) == {"file"}
    assert count(session, Direction.IN) == 1
    figures = select(func.count()).select_from(ReceivedFigure)
    assert session.scalar(figures) == 3


def test_a_file_that_was_changed_on_the_way_is_refused(by_hand, session):
    trust(by_hand)
    with pytest.raises(Invalid, match="签名不对"):
        take_in(by_hand, by_hand.file.replace(b"120000", b"120001"))
    assert count(session, Direction.IN) == 0


def test_a_withdrawn_key_opens_no_more(by_hand):
    key = trust(by_hand)
    withdraw_key(key, actor=by_hand.city.leader.actor, operation=fresh_key(), version=key.version)
    with pytest.raises(Invalid, match="停用"):
        take_in(by_hand)
    with pytest.raises(Conflict):
        withdraw_key(key, actor=by_hand.city.leader.actor, operation=fresh_key(), version=key.version)


def test_an_older_file_and_another_of_the_same_number_are_refused(by_hand):
    trust(by_hand)
    take_in(by_hand, signed(replace(by_hand.package, revision=2), by_hand.private))
    with pytest.raises(Invalid, match="更早的第1次"):
        take_in(by_hand)
    with pytest.raises(Invalid, match="内容与这份不同"):
        take_in(by_hand, signed(replace(by_hand.package, revision=2, missing=("甲",)), by_hand.private))


def test_the_key_of_one_office_does_not_speak_for_another(by_hand):
    elsewhere = division("另一县", by_hand.office.division.level, by_hand.city.office.division)
    trust(by_hand)
    lie = replace(by_hand.package, sender=rules.Sender(elsewhere.code, "另一县联席办"))
    with pytest.raises(Invalid, match="签名用的是"):
        take_in(by_hand, signed(lie, by_hand.private))


def test_an_indicator_unknown_here_or_in_another_unit_is_named(by_hand):
    trust(by_hand)
    first, *rest = by_hand.package.indicators
    other = (replace(first, unit="件"), *rest)
    with pytest.raises(Invalid, match="计量单位不同：下级用件"):
        take_in(by_hand, signed(replace(by_hand.package, indicators=other), by_hand.private))
    strange = (rules.Named("x.y", "某数", "起"), *by_hand.package.indicators)
    with pytest.raises(Invalid, match=r"没有“某数”（x\.y）"):
        take_in(by_hand, signed(replace(by_hand.package, indicators=strange), by_hand.private))
    with pytest.raises(Invalid, match="重新下载"):
        take_in(by_hand, signed(replace(by_hand.package, indicators=()), by_hand.private))


def test_only_an_office_directly_below_can_be_registered(by_hand):
    for place in ("999999", by_hand.city.office.division.code, by_hand.other.division.code):
        with pytest.raises(Invalid) as refusal:
            trust(by_hand, place=place)
        assert set(refusal.value.errors) == {"place"}
    with pytest.raises(Invalid, match="不是一把公钥"):
        trust(by_hand, public="不是")
    trust(by_hand)
    with pytest.raises(Invalid, match="登记过"):
        trust(by_hand)


def test_a_new_key_replaces_the_old_and_rests_sealed(by_hand, session):
    fresh = make_key(by_hand.office, actor=by_hand.leader.actor, operation=fresh_key())
    old = session.get_one(OfficeKey, by_hand.key.id)
    assert old.withdrawn_at is not None
    assert fresh.withdrawn_at is None
    assert by_hand.private not in (old.private, fresh.private)
    assert sealing.unseal(old.private) == by_hand.private


def test_neighbours_and_units_see_nothing(county, session):
    row = up(county)
    session.commit()
    for stranger in (county.outsider, county.bank):
        with acting(stranger.actor.scope):
            assert session.scalars(select(Transmission.id).where(Transmission.id == row.id)).all() == []
            assert session.scalars(select(OfficeKey.id)).all() == []
