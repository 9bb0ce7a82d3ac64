"""Who may search the archive and take everything of a document; no database."""

from types import SimpleNamespace

import pytest

from coordination.archive.policy import POLICY, ArchiveAction
from coordination.circulars.states import CircularState
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, allowed

OFFICE, OTHER = 1, 2


def person(number, *functions, office=OFFICE, unit=None):
    return Actor(number, f"{number}", office_id=office, unit_id=unit, functions=frozenset(functions))


CAST = {
    "clerk": person(1, Function.CLERK),
    "leader": person(2, Function.LEADER),
    "liaison": person(3, Function.LIAISON, unit=7),
    "unit reviewer": person(4, Function.UNIT_REVIEWER, unit=7),
    "township": person(5, Function.TOWNSHIP, unit=8),
    "worker": person(6, Function.COMMUNITY_WORKER, unit=8),
    "auditor": person(7, Function.AUDITOR),
    "administrator": person(8, Function.SYSTEM_ADMINISTRATOR),
    "outsider": person(9, Function.CLERK, office=OTHER),
}
WORKING = {"clerk", "leader", "liaison", "unit reviewer", "township", "worker"}


def circular(state):
    return SimpleNamespace(id=3, office_id=OFFICE, state=state)


def who(action, subject):
    return {name for name, actor in CAST.items() if allowed(actor, action, subject)}


def test_everybody_who_works_here_searches():
    assert who(ArchiveAction.LIST, SimpleNamespace(id=OFFICE)) == WORKING
    assert who(ArchiveAction.VIEW, SimpleNamespace(id=OFFICE)) == WORKING


@pytest.mark.parametrize("state", list(CircularState))
def test_the_office_takes_what_has_left_the_house(state):
    kept = state in (CircularState.ISSUED, CircularState.CORRECTED, CircularState.WITHDRAWN)
    assert who(ArchiveAction.TAKE, circular(state)) == ({"clerk", "leader"} if kept else set())


def test_every_act_has_a_row():
    assert set(POLICY) == set(ArchiveAction)
