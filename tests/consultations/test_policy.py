"""Who may do what with a consultation and an objection. No database."""

from types import SimpleNamespace

import pytest

from coordination.consultations.policy import OBJECTIONS, POLICY
from coordination.consultations.states import ConsultationAction as Act
from coordination.consultations.states import ObjectionAction as Say
from coordination.kernel.functions import Function
from coordination.kernel.policy import ANONYMOUS, SYSTEM, Actor, allowed

HERE, THERE, TOWNSHIP_A, TOWNSHIP_B = 1, 2, 12, 13


def person(number, *functions, office=HERE, unit=None):
    return Actor(number, "某人", office_id=office, unit_id=unit, functions=frozenset(functions))


CAST = {
    "clerk": person(1, Function.CLERK),
    "second_clerk": person(2, Function.CLERK),
    "leader": person(3, Function.LEADER),
    "township_a": person(5, Function.TOWNSHIP, unit=TOWNSHIP_A),
    "liaison_a": person(6, Function.LIAISON, unit=TOWNSHIP_A),
    "reviewer_a": person(7, Function.UNIT_REVIEWER, unit=TOWNSHIP_A),
    "worker_a": person(8, Function.COMMUNITY_WORKER, unit=TOWNSHIP_A),
    "township_b": person(9, Function.TOWNSHIP, unit=TOWNSHIP_B),
    "auditor": person(10, Function.AUDITOR),
    "administrator": person(11, Function.SYSTEM_ADMINISTRATOR),
    "outsider": person(12, Function.CLERK, office=THERE),
    "public": ANONYMOUS,
}
OFFICE = {"clerk", "second_clerk", "leader"}
CLERKS = {"clerk", "second_clerk"}
UNIT_A = {"township_a", "liaison_a", "reviewer_a"}
OF_THE_OFFICE = SimpleNamespace(id=HERE, office_id=None, __tablename__="offices")
RANKING = SimpleNamespace(id=TOWNSHIP_A, office_id=HERE, __tablename__="rankings")
#: Its number is that of a unit: a whole consultation belongs to none.
WHOLE = SimpleNamespace(id=TOWNSHIP_A, office_id=HERE, __tablename__="consultations")
ASKED = SimpleNamespace(id=4, office_id=HERE, unit_id=TOWNSHIP_A, __tablename__="consulted_units")
OBJECTION = SimpleNamespace(id=3, office_id=HERE, unit_id=TOWNSHIP_A, recused=[1], filed_by_id=5)
MATRIX = [
    (Act.LIST, OF_THE_OFFICE, OFFICE | UNIT_A | {"township_b"}),
    (Act.OPEN, RANKING, CLERKS),
    (Act.VIEW, OF_THE_OFFICE, OFFICE | UNIT_A | {"township_b"}),
    (Act.VIEW, WHOLE, OFFICE),
    (Act.VIEW, ASKED, OFFICE | UNIT_A),
    (Act.READ, ASKED, UNIT_A),
    (Act.AGREE, ASKED, UNIT_A),
    (Act.REMIND, WHOLE, CLERKS),
    (Act.RECOMPUTE, WHOLE, CLERKS),
    (Act.CLOSE, WHOLE, CLERKS),
    (Act.CANCEL, WHOLE, {"leader"}),
    (Say.FILE, ASKED, UNIT_A),
    (Say.VIEW, OBJECTION, OFFICE | UNIT_A),
    (Say.EDIT, OBJECTION, UNIT_A),
    (Say.WITHDRAW, OBJECTION, UNIT_A),
    (Say.ANSWER, OBJECTION, {"second_clerk", "leader"}),
]


def test_the_tables_are_whole():
    assert {act for act, _subject, _who in MATRIX} == set(Act) | set(Say) == {*POLICY, *OBJECTIONS}


@pytest.mark.parametrize(
    ("act", "subject", "who"),
    MATRIX,
    ids=[f"{act} {getattr(subject, '__tablename__', '')}" for act, subject, _who in MATRIX],
)
def test_the_matrix(act, subject, who):
    assert {name for name, actor in CAST.items() if allowed(actor, act, subject)} == who


def test_who_filed_or_approved_or_objected_does_not_answer():
    for number, expected in ((1, False), (2, True)):
        assert allowed(person(number, Function.CLERK), Say.ANSWER, OBJECTION) is expected
    own = SimpleNamespace(**{**vars(OBJECTION), "recused": [], "filed_by_id": 1})
    assert not allowed(CAST["clerk"], Say.ANSWER, own)


def test_the_schedule_may_close():
    assert allowed(SYSTEM, Act.CLOSE, WHOLE)
