"""Who may keep accounts, as the specification reads it. No database."""

from types import SimpleNamespace

import pytest

from coordination.accounts.policy import AccountAction
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, allowed

HERE, THERE, UNIT = 1, 2, 21


def person(number: int, *functions: Function, office: int = HERE, unit: int | None = None) -> Actor:
    return Actor(number, "某人", office_id=office, unit_id=unit, functions=frozenset(functions))


CAST = {
    "clerk": person(11, Function.CLERK),
    "leader": person(12, Function.LEADER),
    "administrator": person(13, Function.SYSTEM_ADMINISTRATOR),
    "security": person(14, Function.SECURITY_ADMINISTRATOR),
    "auditor": person(15, Function.AUDITOR),
    "bank": person(16, Function.LIAISON, unit=UNIT),
    "township": person(17, Function.TOWNSHIP, unit=22),
    "foreign_administrator": person(18, Function.SYSTEM_ADMINISTRATOR, office=THERE),
    "outsider": person(19, Function.CLERK, office=THERE),
}


def account(number: int) -> SimpleNamespace:
    return SimpleNamespace(id=number, username="someone", office_id=HERE, unit_id=UNIT)


SUBJECTS = {"office": SimpleNamespace(id=HERE), "bank": account(16), "administrator": account(13)}
KEEPER = {"administrator"}
MATRIX = {
    (AccountAction.LIST, "office"): KEEPER,
    (AccountAction.INVITE, "office"): KEEPER,
    (AccountAction.VIEW, "office"): KEEPER,
    (AccountAction.VIEW, "bank"): KEEPER | {"bank"},
    (AccountAction.VIEW, "administrator"): KEEPER,
    (AccountAction.EDIT, "bank"): KEEPER,
    (AccountAction.EDIT, "administrator"): KEEPER,
    (AccountAction.RENEW, "bank"): KEEPER,
    (AccountAction.CLOSE, "bank"): KEEPER,
    (AccountAction.CLOSE, "administrator"): set(),
    (AccountAction.CHANGE_PASSWORD, "bank"): {"bank"},
    (AccountAction.SET_LANGUAGE, "bank"): {"bank"},
}


@pytest.mark.parametrize(("action", "kind"), MATRIX, ids=str)
def test_the_matrix_holds_for_the_whole_cast(action: AccountAction, kind: str) -> None:
    may = {name for name, actor in CAST.items() if allowed(actor, action, SUBJECTS[kind])}
    assert may == MATRIX[action, kind]


def test_every_action_stands_in_the_matrix() -> None:
    assert {action for action, _kind in MATRIX} == set(AccountAction)
