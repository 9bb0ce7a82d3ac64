"""Who builds report forms. No database: plain values."""

from types import SimpleNamespace

import pytest

from coordination.kernel.functions import Function
from coordination.kernel.policy import SYSTEM, Actor, allowed
from coordination.report_forms.policy import POLICY
from coordination.report_forms.states import FormAction

HERE, THERE = 1, 2


def person(number, *functions, office=HERE, unit=None):
    return Actor(number, "某人", office_id=office, unit_id=unit, functions=frozenset(functions))


CAST = {
    "clerk": person(1, Function.CLERK),
    "leader": person(2, Function.LEADER),
    "liaison": person(3, Function.LIAISON, unit=11),
    "unit_reviewer": person(4, Function.UNIT_REVIEWER, unit=11),
    "township": person(5, Function.TOWNSHIP, unit=12),
    "worker": person(6, Function.COMMUNITY_WORKER, unit=12),
    "clerk_in_a_unit": person(7, Function.CLERK, unit=11),
    "auditor": person(8, Function.AUDITOR),
    "administrator": person(9, Function.SYSTEM_ADMINISTRATOR),
    "outsider": person(10, Function.CLERK, office=THERE),
}
MATRIX = {
    FormAction.VIEW: {"clerk", "leader"},
    FormAction.LIST: {"clerk", "leader"},
    FormAction.CREATE: {"clerk"},
    FormAction.EDIT: {"clerk"},
    FormAction.REVISE: {"clerk"},
    FormAction.ENACT: {"clerk"},
    FormAction.DISCARD: {"clerk"},
    FormAction.CLOSE: {"clerk"},
}


@pytest.mark.parametrize("action", list(FormAction))
def test_the_matrix_of_functions(action):
    subject = SimpleNamespace(id=90, office_id=HERE)
    assert {name for name, one in CAST.items() if allowed(one, action, subject)} == MATRIX[action]


def test_every_act_has_a_rule_and_the_system_may_all():
    assert set(POLICY) == set(MATRIX)
    assert all(allowed(SYSTEM, action, object()) for action in FormAction)
