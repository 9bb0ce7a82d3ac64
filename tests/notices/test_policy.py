"""Who may do what with a notice and an objection; the public may read and object. No database."""

from types import SimpleNamespace

import pytest

from coordination.kernel.functions import Function
from coordination.kernel.policy import ANONYMOUS, Actor, allowed
from coordination.notices.policy import POLICY
from coordination.notices.states import NoticeAction as Act
from coordination.notices.states import NoticeState

HERE, THERE, TOWNSHIP_A = 1, 2, 12


def person(number, *functions, office=HERE, unit=None):
    return Actor(number, "某人", office_id=office, unit_id=unit, functions=frozenset(functions))


CAST = {
    "clerk": person(1, Function.CLERK),
    "leader": person(2, Function.LEADER),
    "township": person(5, Function.TOWNSHIP, unit=TOWNSHIP_A),
    "worker": person(6, Function.COMMUNITY_WORKER, unit=TOWNSHIP_A),
    "auditor": person(7, Function.AUDITOR),
    "outsider": person(9, Function.CLERK, office=THERE),
    "public": ANONYMOUS,
}
INSIDE = {"clerk", "leader", "township", "worker"}
DRAFT = SimpleNamespace(id=5, office_id=HERE, state=NoticeState.DRAFT)
OPEN = SimpleNamespace(id=5, office_id=HERE, state=NoticeState.OPEN)
OF_THE_OFFICE = SimpleNamespace(id=HERE, office_id=HERE)
APPLICATION = SimpleNamespace(filed_by_id=5, first_reviewed_by_id=None, decided_by_id=8)
OBJECTION = SimpleNamespace(id=3, office_id=HERE, application=APPLICATION, entered_by_id=None)
MATRIX = {
    Act.VIEW: (DRAFT, INSIDE),
    Act.LIST: (OF_THE_OFFICE, INSIDE),
    Act.CREATE: (OF_THE_OFFICE, {"clerk"}),
    Act.EDIT: (DRAFT, {"clerk"}),
    Act.PUBLISH: (DRAFT, {"clerk"}),
    Act.CANCEL: (DRAFT, {"clerk", "leader"}),
    Act.CLOSE: (OPEN, {"clerk"}),
    Act.OBJECT: (OPEN, set(CAST)),
    Act.ENTER: (OPEN, {"clerk"}),
    Act.OPEN: (OBJECTION, {"clerk", "leader"}),
    Act.REVEAL: (OBJECTION, {"clerk", "leader"}),
    Act.ANSWER: (OBJECTION, {"clerk", "leader"}),
}


def test_the_table_is_whole():
    assert set(MATRIX) == set(Act) == set(POLICY)


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("who", list(CAST))
def test_the_matrix(act, who):
    subject, allowed_to = MATRIX[act]
    assert allowed(CAST[who], act, subject) == (who in allowed_to)


def test_everybody_may_see_what_hangs_out_and_nobody_outside_a_draft():
    assert allowed(ANONYMOUS, Act.VIEW, OPEN)
    assert not allowed(ANONYMOUS, Act.VIEW, DRAFT)
    assert not allowed(ANONYMOUS, Act.OBJECT, DRAFT)


@pytest.mark.parametrize("part", ["filed_by_id", "first_reviewed_by_id", "decided_by_id"])
def test_who_had_a_part_in_the_application_does_not_answer(part):
    mine = SimpleNamespace(**(vars(APPLICATION) | {part: 1}))
    objection = SimpleNamespace(**(vars(OBJECTION) | {"application": mine}))
    assert not allowed(CAST["clerk"], Act.ANSWER, objection)
    assert allowed(CAST["leader"], Act.ANSWER, objection)


def test_who_wrote_an_objection_down_does_not_answer_it():
    entered = SimpleNamespace(**(vars(OBJECTION) | {"entered_by_id": 1}))
    assert not allowed(CAST["clerk"], Act.ANSWER, entered)
