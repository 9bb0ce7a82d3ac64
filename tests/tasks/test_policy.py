"""Who may do what with an assignment: the bank's, township A's, and one that A passed on to its
community. No database: plain values."""

from types import SimpleNamespace

import pytest

from coordination.kernel.functions import Function
from coordination.kernel.policy import SYSTEM, Actor, allowed
from coordination.tasks.policy import ASSIGNMENT_POLICY
from coordination.tasks.states import AssignmentAction as Act

HERE, THERE = 1, 2
BANK, TOWNSHIP_A, TOWNSHIP_B = 11, 12, 13
A, COMMUNITY, NEIGHBOUR, B = 120, 121, 122, 130


def person(number, *functions, office=HERE, unit=None, division=None):
    return Actor(
        number, "某人", office_id=office, unit_id=unit, division_id=division, functions=frozenset(functions)
    )


CAST = {
    "clerk": person(1, Function.CLERK),
    "leader": person(2, Function.LEADER),
    "liaison": person(3, Function.LIAISON, unit=BANK),
    "reviewer": person(4, Function.UNIT_REVIEWER, unit=BANK),
    "township_a": person(5, Function.TOWNSHIP, unit=TOWNSHIP_A, division=A),
    "township_b": person(6, Function.TOWNSHIP, unit=TOWNSHIP_B, division=B),
    "worker": person(7, Function.COMMUNITY_WORKER, unit=TOWNSHIP_A, division=COMMUNITY),
    "other_worker": person(8, Function.COMMUNITY_WORKER, unit=TOWNSHIP_A, division=NEIGHBOUR),
    "auditor": person(9, Function.AUDITOR),
    "outsider": person(10, Function.CLERK, office=THERE),
}


def assignment(unit, division=None, submitter=99):
    return SimpleNamespace(
        id=1, office_id=HERE, unit_id=unit, division_id=division, submitted_by_id=submitter
    )


OF_THE_BANK = assignment(BANK)
OF_TOWNSHIP_A = assignment(TOWNSHIP_A)
OF_ITS_COMMUNITY = assignment(TOWNSHIP_A, COMMUNITY)

OFFICE, CLERK, A_ITSELF, WORKER = {"clerk", "leader"}, {"clerk"}, {"township_a"}, {"worker"}
BANK_FILES, NOBODY = {"liaison"}, set()
#: For each act: who may do it to the bank's, to that of township A, to that of A's community.
MATRIX = {
    Act.VIEW: (OFFICE | {"liaison", "reviewer"}, OFFICE | A_ITSELF, OFFICE | A_ITSELF | WORKER),
    Act.LIST: ({"liaison", "reviewer"}, A_ITSELF, A_ITSELF | WORKER),
    Act.ACKNOWLEDGE: (BANK_FILES, A_ITSELF, WORKER),
    Act.DRAFT: (BANK_FILES, A_ITSELF, WORKER),
    Act.FEED_BACK: (BANK_FILES, A_ITSELF, WORKER),
    Act.SUBMIT: (BANK_FILES, A_ITSELF, WORKER),
    Act.RETURN: (OFFICE, OFFICE, A_ITSELF),
    Act.APPROVE: (OFFICE, OFFICE, A_ITSELF),
    Act.CLOSE: (OFFICE, OFFICE, A_ITSELF),
    Act.WITHDRAW: (CLERK, CLERK, A_ITSELF),
    Act.TERMINATE: (OFFICE, OFFICE, A_ITSELF),
    Act.PASS_ON: (NOBODY, A_ITSELF, NOBODY),
    Act.ASK_EXTENSION: (BANK_FILES, A_ITSELF, WORKER),
    Act.ASK_TRANSFER: (BANK_FILES, A_ITSELF, NOBODY),
    Act.DECIDE: (OFFICE, OFFICE, A_ITSELF),
    Act.TRANSFER: (OFFICE, OFFICE, NOBODY),
}


def those_who_may(act, subject):
    return {name for name, one in CAST.items() if allowed(one, act, subject)}


@pytest.mark.parametrize("act", MATRIX)
def test_the_matrix_of_functions(act):
    subjects = (OF_THE_BANK, OF_TOWNSHIP_A, OF_ITS_COMMUNITY)
    assert tuple(those_who_may(act, subject) for subject in subjects) == MATRIX[act]


def test_the_matrix_has_a_row_for_every_action():
    assert set(MATRIX) == set(ASSIGNMENT_POLICY) == set(Act)


@pytest.mark.parametrize("act", [Act.APPROVE, Act.RETURN])
def test_who_filed_never_judges(act):
    assert not allowed(CAST["clerk"], act, assignment(BANK, submitter=1))
    filed_for_the_community = assignment(TOWNSHIP_A, COMMUNITY, submitter=5)
    assert not allowed(CAST["township_a"], act, filed_for_the_community)


def test_whoever_belongs_to_no_community_works_for_none():
    nowhere = person(20, Function.COMMUNITY_WORKER, unit=TOWNSHIP_A)
    assert not any(allowed(nowhere, act, OF_ITS_COMMUNITY) for act in Act)
    assert not any(allowed(nowhere, act, OF_TOWNSHIP_A) for act in Act)


def test_a_community_of_the_same_number_at_another_township_is_not_the_own():
    stranger = person(21, Function.COMMUNITY_WORKER, unit=TOWNSHIP_B, division=COMMUNITY)
    assert not allowed(stranger, Act.VIEW, OF_ITS_COMMUNITY)


def test_the_schedule_may_end_what_is_no_longer_needed():
    assert allowed(SYSTEM, Act.TERMINATE, OF_THE_BANK)
