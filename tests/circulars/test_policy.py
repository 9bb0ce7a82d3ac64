"""Who may do what with a circular, state by state; no database."""

from types import SimpleNamespace

import pytest

from coordination.circulars.policy import LEDGER, POLICY
from coordination.circulars.states import WORKFLOW, CircularAction, CircularState, LedgerAction
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, allowed

OFFICE, OTHER = 1, 2


def person(number, *functions, office=OFFICE, unit=None):
    return Actor(number, f"{number}", office_id=office, unit_id=unit, functions=frozenset(functions))


CAST = {
    "drafter": person(1, Function.CLERK),
    "clerk": person(2, Function.CLERK),
    "checker": person(3, Function.CLERK),
    "leader": person(4, Function.LEADER),
    "liaison": person(5, Function.LIAISON, unit=7),
    "township": person(6, Function.TOWNSHIP, unit=8),
    "worker": person(7, Function.COMMUNITY_WORKER, unit=8),
    "auditor": person(8, Function.AUDITOR),
    "administrator": person(9, Function.SYSTEM_ADMINISTRATOR),
    "outsider": person(10, Function.CLERK, office=OTHER),
    "outside leader": person(11, Function.LEADER, office=OTHER),
}
OFFICE_PEOPLE = {"drafter", "clerk", "checker", "leader"}
EVERYBODY = OFFICE_PEOPLE | {"liaison", "township", "worker"}
MATRIX = {
    ("draft", CircularAction.VIEW): OFFICE_PEOPLE,
    ("draft", CircularAction.EDIT): {"drafter"},
    ("draft", CircularAction.HAND_IN): {"drafter"},
    ("draft", CircularAction.RETURN): {
        "clerk",
        "checker",
        "leader",
    },  # a resend; the workflow has no such move
    ("checking", CircularAction.VIEW): OFFICE_PEOPLE,
    ("checking", CircularAction.CHECK): {"clerk", "checker"},
    ("checking", CircularAction.RETURN): {"clerk", "checker", "leader"},
    ("signing", CircularAction.VIEW): OFFICE_PEOPLE,
    ("signing", CircularAction.ISSUE): {"leader"},
    ("signing", CircularAction.RETURN): {"leader"},
    ("issued", CircularAction.VIEW): EVERYBODY,
    ("issued", CircularAction.WITHDRAW): {"leader"},
    ("issued", CircularAction.CORRECT): {"drafter", "clerk", "checker"},
    ("corrected", CircularAction.VIEW): EVERYBODY,
    ("corrected", CircularAction.WITHDRAW): {"leader"},
    ("withdrawn", CircularAction.VIEW): EVERYBODY,
    ("draft", CircularAction.COMMENT): OFFICE_PEOPLE,
}


def circular(state):
    checked = state not in ("draft", "checking")
    return SimpleNamespace(
        office_id=OFFICE,
        state=CircularState(state),
        drafted_by_id=1,
        checked_by_id=3 if checked else None,
    )


def who(action, subject):
    return {name for name, actor in CAST.items() if allowed(actor, action, subject)}


@pytest.mark.parametrize(("state", "action"), MATRIX)
def test_who_may(state, action):
    assert who(action, circular(state)) == MATRIX[state, action]


def test_clerks_of_the_office_draft():
    assert who(CircularAction.DRAFT, SimpleNamespace(id=OFFICE)) == {"drafter", "clerk", "checker"}


def test_the_list_is_open_to_all_who_work_there():
    assert who(CircularAction.VIEW, SimpleNamespace(id=OFFICE)) == EVERYBODY


@pytest.mark.parametrize("functions", [{Function.CLERK, Function.LEADER}])
def test_one_person_with_two_functions_still_does_not_sign_the_own_draft(functions):
    both = Actor(1, "甲", office_id=OFFICE, functions=frozenset(functions))
    assert not allowed(both, CircularAction.ISSUE, circular("signing"))
    assert not allowed(both, CircularAction.CHECK, circular("checking"))
    checker = Actor(3, "丙", office_id=OFFICE, functions=frozenset(functions))
    assert not allowed(checker, CircularAction.ISSUE, circular("signing"))


def test_every_action_has_a_rule_and_a_row():
    rows = {action for _state, action in MATRIX} | {CircularAction.DRAFT}
    assert set(POLICY) == set(CircularAction) == rows


def test_every_move_has_somebody_who_may_make_it():
    for move in WORKFLOW.moves:
        assert MATRIX[move.frm.value, move.action]


def test_the_office_reads_the_ledger_and_its_leader_answers_for_it():
    office, check = SimpleNamespace(id=OFFICE), SimpleNamespace(id=9, office_id=OFFICE)
    assert who(LedgerAction.LIST, office) == OFFICE_PEOPLE
    assert who(LedgerAction.VOID, office) == {"leader"}
    assert who(LedgerAction.VIEW, check) == OFFICE_PEOPLE
    assert who(LedgerAction.CONFIRM, check) == {"leader"}
    assert set(LEDGER) == set(LedgerAction)
