"""Who sends figures up, takes them in, and keeps the keys. No database: plain values."""

from types import SimpleNamespace

import pytest

from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, allowed
from coordination.transmissions.policy import KEYS, POLICY
from coordination.transmissions.states import KeyAction, TransmissionAction

HERE, THERE, BANK = 1, 2, 11


def person(number, *functions, office=HERE, unit=None):
    return Actor(number, "某人", office_id=office, unit_id=unit, functions=frozenset(functions))


CAST = {
    "clerk": person(1, Function.CLERK),
    "leader": person(2, Function.LEADER),
    "liaison": person(3, Function.LIAISON, unit=BANK),
    "township": person(4, Function.TOWNSHIP, unit=12),
    "auditor": person(5, Function.AUDITOR),
    "administrator": person(6, Function.SYSTEM_ADMINISTRATOR),
    "outsider": person(7, Function.CLERK, office=THERE),
    "outside_leader": person(8, Function.LEADER, office=THERE),
}
OFFICE = SimpleNamespace(id=HERE)
THING = SimpleNamespace(id=9, office_id=HERE)
MATRIX = {
    (TransmissionAction.VIEW, "thing"): {"clerk", "leader"},
    (TransmissionAction.LIST, "office"): {"clerk", "leader"},
    (TransmissionAction.SEND, "office"): {"clerk"},
    (TransmissionAction.RECEIVE, "office"): {"clerk"},
    (KeyAction.VIEW, "thing"): {"clerk", "leader"},
    (KeyAction.LIST, "office"): {"clerk", "leader"},
    (KeyAction.MAKE, "office"): {"leader"},
    (KeyAction.TRUST, "office"): {"leader"},
    (KeyAction.WITHDRAW, "thing"): {"leader"},
}


@pytest.mark.parametrize(("asked", "subject"), MATRIX)
def test_the_matrix_of_functions(asked, subject):
    found = {"office": OFFICE, "thing": THING}[subject]
    assert {name for name, one in CAST.items() if allowed(one, asked, found)} == MATRIX[(asked, subject)]


def test_every_action_stands_in_the_matrix():
    assert {action for action, _subject in MATRIX} == {*POLICY, *KEYS}
