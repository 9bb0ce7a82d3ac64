"""Around the loading: the password, what is told, real installations."""

from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from coordination.accounts.models import Account
from coordination.accounts.rules import check_password
from coordination.indicators.models import Indicator
from coordination.kernel.calendar import Holiday
from coordination.operation.refusal import Refused
from coordination.organizations.models import UnitKind
from coordination.sample.commands import SHOWN, told
from coordination.sample.loading import load
from coordination.sample.people import OFFICE, sample_password
from coordination.sample.reference import exceptions, load_reference

SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"


def test_the_password_is_the_same_for_one_instance_and_differs_for_another() -> None:
    assert sample_password(SECRET) == sample_password(SECRET)
    assert sample_password(SECRET) != sample_password(SECRET.replace("0", "1"))
    assert SECRET not in sample_password(SECRET)


def test_the_password_keeps_the_rules_for_every_account_shown() -> None:
    for username, _who in SHOWN:
        check_password(sample_password(SECRET), username=username, min_length=10, classes=3)


def test_what_is_told_names_the_accounts_and_the_password() -> None:
    lines = told(sample_password(SECRET))
    assert sample_password(SECRET) in lines
    assert all(username in lines for username, _name, _function in OFFICE)


def test_a_changed_password_is_not_told() -> None:
    assert "Shili" not in told(None)


def test_a_database_with_a_real_office_is_refused(
    session: scoped_session[Session], cast: SimpleNamespace
) -> None:
    before = session.scalar(select(func.count()).select_from(Account))
    with pytest.raises(Refused, match="正式的联席办"):
        load(sample_password(SECRET))
    assert session.scalar(select(func.count()).select_from(Account)) == before


def test_reference_data_is_loaded_once_and_edits_stay(session: scoped_session[Session]) -> None:
    assert load_reference() > 0
    kind = session.get_one(UnitKind, "bank")
    kind.name = "银行机构"
    session.commit()
    assert load_reference() == 0
    session.expire_all()
    assert session.get_one(UnitKind, "bank").name == "银行机构"


def test_reference_data_is_complete(session: scoped_session[Session]) -> None:
    load_reference()
    indicators = {row.code: row for row in session.scalars(select(Indicator))}
    assert len(indicators) == 41
    installs = indicators["pub.app_installs"]
    assert not installs.rankable
    assert "不得考核" in installs.note
    ratios = [row for row in indicators.values() if row.type == "ratio"]
    parts = {row.numerator for row in ratios} | {row.denominator for row in ratios}
    assert parts <= {*indicators, "population", "households"}


def test_holidays_are_the_days_that_differ_from_the_week(session: scoped_session[Session]) -> None:
    load_reference()
    assert session.get_one(Holiday, "2026-10-01").workday is False
    assert session.get_one(Holiday, "2026-10-10").workday is True
    assert session.get(Holiday, "2026-11-16") is None
    days = list(exceptions(2026, 2026))
    assert all(workday != (day.weekday() < 5) for day, workday, _name in days)
    assert (date(2026, 10, 1), False, "国庆节") in days
