"""Who may do what with a question: one about the bank's report, unanswered or answered. No database."""

from types import SimpleNamespace

import pytest

from coordination.kernel.functions import Function
from coordination.kernel.policy import SYSTEM, Actor, allowed
from coordination.radar.policy import POLICY
from coordination.radar.policy import FlagAction as Act

HERE, THERE = 1, 2
BANK, TOWNSHIP_A = 11, 12


def person(number, *functions, office=HERE, unit=None):
    return Actor(number, "某人", office_id=office, unit_id=unit, functions=frozenset(functions))


CAST = {
    "clerk": person(1, Function.CLERK),
    "leader": person(2, Function.LEADER),
    "liaison": person(3, Function.LIAISON, unit=BANK),
    "reviewer": person(4, Function.UNIT_REVIEWER, unit=BANK),
    "township_a": person(5, Function.TOWNSHIP, unit=TOWNSHIP_A),
    "worker": person(6, Function.COMMUNITY_WORKER, unit=TOWNSHIP_A),
    "auditor": person(7, Function.AUDITOR),
    "administrator": person(8, Function.SYSTEM_ADMINISTRATOR),
    "outsider": person(9, Function.CLERK, office=THERE),
    "outside_bank": person(10, Function.LIAISON, office=THERE, unit=BANK),
}
OFFICE, UNIT = {"clerk", "leader"}, {"liaison", "reviewer"}
FLAG = SimpleNamespace(id=5, office_id=HERE, unit_id=BANK, answered_by_id=None)
OF_THE_OFFICE = SimpleNamespace(id=HERE, office_id=HERE)
#: For each act: what it is asked about, and who may.
MATRIX = {
    Act.VIEW: (FLAG, OFFICE | UNIT),
    Act.LIST: (OF_THE_OFFICE, OFFICE),
    Act.MINE: (SimpleNamespace(id=BANK, office_id=HERE, unit_id=BANK), UNIT),
    Act.CHECK: (OF_THE_OFFICE, OFFICE),
    Act.RAISE: (OF_THE_OFFICE, set()),
    Act.ANSWER: (FLAG, {"liaison"}),
    Act.SETTLE: (FLAG, OFFICE),
}


def test_the_table_is_whole():
    assert set(MATRIX) == set(Act) == set(POLICY)


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("who", list(CAST))
def test_the_matrix(act, who):
    subject, allowed_to = MATRIX[act]
    assert allowed(CAST[who], act, subject) == (who in allowed_to)


def test_who_answered_does_not_settle():
    answered = SimpleNamespace(id=5, office_id=HERE, unit_id=BANK, answered_by_id=1)
    assert not allowed(CAST["clerk"], Act.SETTLE, answered)
    assert allowed(CAST["leader"], Act.SETTLE, answered)


def test_only_the_system_raises_questions():
    assert allowed(SYSTEM, Act.RAISE, OF_THE_OFFICE)
