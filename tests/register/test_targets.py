"""Targets: set together, in one act, by the clerk."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from coordination.audit.models import Event
from coordination.audit.sentences import told
from coordination.kernel.clock import Clock
from coordination.kernel.errors import Forbidden, Invalid, NotFound, Stale
from coordination.kernel.operations import fresh_key
from coordination.register import services
from coordination.register.models import TitleTarget
from coordination.register.queries.targets import Targets, targets
from coordination.subjects.rules import SubjectKind
from tests.factories.organizations import session

COMMUNITY = SubjectKind.COMMUNITY


def setting(cast: SimpleNamespace, shares: dict[int | None, Any], by: Any = None, **values: Any) -> None:
    given = {"operation": fresh_key(), "year": 2026, "kind": COMMUNITY, "version": 0} | values
    shares = {unit_id: None if one is None else Decimal(one) for unit_id, one in shares.items()}
    services.set_targets(cast.office, actor=(by or cast.clerk).actor, shares=shares, **given)


def now(cast: SimpleNamespace, year: int = 2026, kind: SubjectKind = COMMUNITY) -> Targets:
    session.expire_all()
    return targets(cast.office.id, year, kind)


def test_the_office_and_a_township_get_a_target(cast: SimpleNamespace, clock: Clock) -> None:
    setting(cast, {None: 60, cast.units.a.id: 75, cast.units.b.id: None})
    found = now(cast)
    assert (found.whole, dict(found.of_units)) == (60, {cast.units.a.id: 75})
    assert (found.of(cast.units.a.id), found.of(cast.units.b.id)) == (75, 60)
    assert now(cast, 2027).version == 0
    assert now(cast, kind=SubjectKind.CAMPUS).whole is None


def test_what_was_there_and_what_is_stands_in_the_audit(cast: SimpleNamespace, clock: Clock) -> None:
    setting(cast, {None: 60, cast.units.a.id: 75})
    setting(cast, {None: 65, cast.units.a.id: 75}, version=now(cast).version)
    event = session.query(Event).filter_by(action="register.target").order_by(Event.id.desc()).first()
    assert event is not None
    assert event.content["changed"] == [[None, "60.00", "65.00"]]
    assert str(told([event])[0].sentence) == "设定2026年创建目标，改动1项"


def test_a_target_is_taken_back_and_the_version_still_grows(cast: SimpleNamespace, clock: Clock) -> None:
    setting(cast, {None: 60})
    first = now(cast).version
    setting(cast, {None: None}, version=first)
    assert now(cast).whole is None
    assert now(cast).version > first
    with pytest.raises(Stale):
        setting(cast, {None: 50}, version=first)


def test_the_same_form_sent_twice_has_one_effect(cast: SimpleNamespace, clock: Clock) -> None:
    key = fresh_key()
    setting(cast, {None: 60}, operation=key)
    setting(cast, {None: 60}, operation=key)
    assert now(cast).version == 1
    assert session.query(Event).filter_by(action="register.target").count() == 1


def test_a_page_made_before_somebody_else_saved_is_refused(cast: SimpleNamespace, clock: Clock) -> None:
    setting(cast, {None: 60})
    with pytest.raises(Stale):
        setting(cast, {None: 70}, cast.second_clerk)
    with pytest.raises(Stale):
        setting(cast, {None: 70}, version=None)
    assert now(cast).whole == 60


@pytest.mark.parametrize("year", [2025, 2028])
def test_only_this_year_and_the_next_have_targets_to_set(
    cast: SimpleNamespace, clock: Clock, year: int
) -> None:
    with pytest.raises(Invalid, match="今年和明年"):
        setting(cast, {None: 60}, year=year)


def test_a_unit_of_somebody_else_is_as_if_absent(cast: SimpleNamespace, clock: Clock) -> None:
    with pytest.raises(NotFound):
        setting(cast, {None: 60, cast.units.foreign.id: 60})
    assert now(cast).version == 0


def test_who_may_not_set_targets_is_refused(cast: SimpleNamespace, clock: Clock) -> None:
    with pytest.raises(Forbidden):
        setting(cast, {None: 60}, cast.leader)
    for stranger in (cast.outsider, cast.bank, cast.township_a):
        with pytest.raises(NotFound):
            setting(cast, {None: 60}, stranger)


def test_the_database_holds_one_target_for_each_and_no_nonsense(cast: SimpleNamespace, clock: Clock) -> None:
    setting(cast, {None: 60})
    row = session.query(TitleTarget).one()
    assert (row.unit_id, row.set_by_id, row.set_at.date()) == (None, cast.clerk.id, date(2026, 11, 6))
