"""Who can be told: the active accounts of units and of the office itself, whoever asks."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import BigInteger, ColumnElement, Text, any_, bindparam, cast, select
from sqlalchemy.dialects.postgresql import ARRAY, array

from coordination.accounts.models import Account
from coordination.accounts.rules import AccountState
from coordination.kernel.db import SYSTEM_SCOPE, acting, session
from coordination.kernel.functions import Function


@dataclass(frozen=True, slots=True)
class Recipient:
    """`division_id` is set for those who look after one community of a township."""

    account_id: int
    name: str
    office_id: int
    unit_id: int | None
    division_id: int | None


@contextmanager
def beyond_the_fence() -> Iterator[None]:
    """As the system for a block, since a unit tells people whom it does not see; own changes go first."""
    session.flush()
    with acting(SYSTEM_SCOPE):
        yield


def people(unit_ids: Collection[int], *functions: Function) -> Mapping[int, Sequence[Recipient]]:
    """The active accounts of these units by unit, in the order of names; no function named: everybody."""
    found: dict[int, list[Recipient]] = defaultdict(list)
    for person in _active(_in_units(unit_ids), functions):
        assert person.unit_id is not None  # noqa: S101  compared with numbers
        found[person.unit_id].append(person)
    return found


def staff(office_id: int, *functions: Function) -> Sequence[Recipient]:
    """The active accounts of the office itself, in the order of names; no function named: everybody."""
    own = Account.unit_id.is_(None)
    return _active(own & (Account.office_id == office_id), functions)


def _in_units(unit_ids: Collection[int]) -> ColumnElement[bool]:
    """One parameter for any number of units."""
    return Account.unit_id == any_(bindparam(None, list(unit_ids), type_=ARRAY(BigInteger())))


def _active(where: ColumnElement[bool], functions: tuple[Function, ...]) -> list[Recipient]:
    found = select(Account.id, Account.name, Account.office_id, Account.unit_id, Account.division_id)
    found = found.where(where, Account.state == AccountState.ACTIVE).order_by(Account.name, Account.id)
    if functions:
        wanted = cast(array([str(function) for function in functions]), ARRAY(Text()))
        found = found.where(Account.functions.overlap(wanted))
    with beyond_the_fence():
        return [Recipient(*row) for row in session.execute(found)]
