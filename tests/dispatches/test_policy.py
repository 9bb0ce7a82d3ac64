"""Who may do what with documents on their way; no database."""

from types import SimpleNamespace

import pytest

from coordination.circulars.states import CircularState
from coordination.dispatches.policy import POLICY
from coordination.dispatches.states import DispatchAction
from coordination.kernel.errors import Forbidden, NotFound
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, allowed, check

OFFICE, OTHER, BANK, TOWN = 1, 2, 7, 8


def person(number, *functions, office=OFFICE, unit=None):
    return Actor(number, f"{number}", office_id=office, unit_id=unit, functions=frozenset(functions))


CAST = {
    "drafter": person(1, Function.CLERK),
    "clerk": person(2, Function.CLERK),
    "leader": person(3, Function.LEADER),
    "liaison": person(4, Function.LIAISON, unit=BANK),
    "unit reviewer": person(5, Function.UNIT_REVIEWER, unit=BANK),
    "neighbour": person(6, Function.TOWNSHIP, unit=TOWN),
    "community worker": person(7, Function.COMMUNITY_WORKER, unit=BANK),
    "auditor": person(8, Function.AUDITOR),
    "administrator": person(9, Function.SYSTEM_ADMINISTRATOR),
    "outsider": person(10, Function.CLERK, office=OTHER),
}
DRAFT = SimpleNamespace(id=BANK, office_id=OFFICE, drafted_by_id=1, state=CircularState.DRAFT)
ISSUED = SimpleNamespace(id=BANK, office_id=OFFICE, drafted_by_id=1, state=CircularState.ISSUED)
TO_THE_BANK = SimpleNamespace(id=5, office_id=OFFICE, unit_id=BANK)
OURS = SimpleNamespace(id=OFFICE)
OFFICE_PEOPLE = {"drafter", "clerk", "leader"}
BANK_PEOPLE = {"liaison", "unit reviewer"}
MATRIX = [
    (DispatchAction.LIST, ISSUED, OFFICE_PEOPLE),
    (DispatchAction.LIST, OURS, OFFICE_PEOPLE),
    (DispatchAction.CHOOSE, DRAFT, {"drafter"}),
    (DispatchAction.SEND, ISSUED, {"drafter", "clerk"}),
    (DispatchAction.REMIND, ISSUED, {"drafter", "clerk"}),
    (DispatchAction.REMIND, OURS, {"drafter", "clerk"}),
    (DispatchAction.READ, TO_THE_BANK, BANK_PEOPLE),
    (DispatchAction.RECEIVE, TO_THE_BANK, BANK_PEOPLE),
    (DispatchAction.VIEW, TO_THE_BANK, OFFICE_PEOPLE | BANK_PEOPLE),
]


@pytest.mark.parametrize(("action", "subject", "people"), MATRIX)
def test_who_may(action, subject, people):
    assert {name for name, actor in CAST.items() if allowed(actor, action, subject)} == people


def test_every_act_has_a_row():
    assert set(POLICY) == set(DispatchAction)
    assert {action for action, _subject, _people in MATRIX} == set(DispatchAction)


def test_a_document_with_the_number_of_a_unit_is_not_addressed_to_it():
    for action in (DispatchAction.VIEW, DispatchAction.READ, DispatchAction.RECEIVE):
        assert not allowed(CAST["liaison"], action, ISSUED)


def test_the_neighbour_finds_nothing_and_the_leader_does_not_remind():
    for stranger in ("neighbour", "outsider", "auditor", "community worker"):
        with pytest.raises(NotFound):
            check(CAST[stranger], DispatchAction.RECEIVE, TO_THE_BANK)
    with pytest.raises(Forbidden):
        check(CAST["leader"], DispatchAction.REMIND, ISSUED)
    with pytest.raises(Forbidden):
        check(CAST["clerk"], DispatchAction.RECEIVE, TO_THE_BANK)
