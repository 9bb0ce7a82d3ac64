"""Messages and settings are one's own; robots and the ledger are the office's. No database: plain values."""

from types import SimpleNamespace

import pytest

from coordination.kernel.functions import Function
from coordination.kernel.policy import ANONYMOUS, SYSTEM, Actor, allowed
from coordination.notifications.policy import (
    POLICY,
    DeliveryAction,
    MessageAction,
    PreferenceAction,
    RobotAction,
)

HERE, THERE, BANK = 1, 2, 11


def person(number, *functions, office=HERE, unit=None):
    return Actor(number, "某人", office_id=office, unit_id=unit, functions=frozenset(functions))


CAST = {
    "clerk": person(1, Function.CLERK),
    "leader": person(2, Function.LEADER),
    "liaison": person(3, Function.LIAISON, unit=BANK),
    "colleague": person(4, Function.LIAISON, unit=BANK),
    "auditor": person(7, Function.AUDITOR),
    "administrator": person(8, Function.SYSTEM_ADMINISTRATOR),
    "outsider": person(9, Function.CLERK, office=THERE),
    "nobody": ANONYMOUS,
}
SUBJECTS = {
    "message": SimpleNamespace(id=50, account_id=3, office_id=HERE, unit_id=BANK),
    "message to the chat group": SimpleNamespace(id=51, account_id=None, office_id=HERE, unit_id=None),
    "account": SimpleNamespace(id=3, office_id=HERE, unit_id=BANK),
    "office": SimpleNamespace(id=HERE),
    "robot": SimpleNamespace(id=60, office_id=HERE),
    "delivery": SimpleNamespace(id=70, office_id=HERE, unit_id=BANK, account_id=3),
}
OFFICE = {"clerk", "leader"}
MATRIX = {
    (MessageAction.VIEW, "message"): {"liaison"},
    (MessageAction.VIEW, "message to the chat group"): set(),
    (MessageAction.VIEW, "account"): {"liaison"},
    (MessageAction.READ_ALL, "account"): {"liaison"},
    (PreferenceAction.VIEW, "account"): {"liaison"},
    (PreferenceAction.SAVE, "account"): {"liaison"},
    (RobotAction.VIEW, "office"): OFFICE,
    (RobotAction.ADD, "office"): OFFICE,
    (RobotAction.VIEW, "robot"): OFFICE,
    (RobotAction.EDIT, "robot"): OFFICE,
    (RobotAction.CLOSE, "robot"): OFFICE,
    (RobotAction.TEST, "robot"): OFFICE,
    (DeliveryAction.VIEW, "office"): OFFICE,
    (DeliveryAction.VIEW, "delivery"): OFFICE,
    (DeliveryAction.SEND_AGAIN, "delivery"): OFFICE,
}


@pytest.mark.parametrize(("asked", "subject"), MATRIX)
def test_the_matrix_of_functions(asked, subject):
    may = {name for name, one in CAST.items() if allowed(one, asked, SUBJECTS[subject])}
    assert may == MATRIX[asked, subject]


def test_every_action_has_a_row():
    assert {action for action, _subject in MATRIX} == set(POLICY)


def test_the_system_may_all():
    assert all(allowed(SYSTEM, action, SUBJECTS["robot"]) for action in POLICY)
