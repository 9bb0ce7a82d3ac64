"""Who opens which screen, as the issue says it. No database."""

from types import SimpleNamespace

import pytest

from coordination.communities.policy import POLICY, CommunityAction
from coordination.kernel.functions import Function
from coordination.kernel.policy import SYSTEM, Actor, allowed

A = CommunityAction
HERE, THERE, TOWNSHIP, OTHER, POLICE = 1, 2, 11, 12, 13
COMMUNITY, NEXT_DOOR = 101, 102


def person(number, *functions, office=HERE, unit=None, division=None):
    return Actor(
        number, "某人", office_id=office, unit_id=unit, division_id=division, functions=frozenset(functions)
    )


CAST = {
    "clerk": person(1, Function.CLERK),
    "leader": person(2, Function.LEADER),
    "township": person(3, Function.TOWNSHIP, unit=TOWNSHIP),
    "township_liaison": person(4, Function.LIAISON, unit=TOWNSHIP),
    "township_reviewer": person(5, Function.UNIT_REVIEWER, unit=TOWNSHIP),
    "worker": person(6, Function.COMMUNITY_WORKER, unit=TOWNSHIP, division=COMMUNITY),
    "neighbour": person(7, Function.COMMUNITY_WORKER, unit=TOWNSHIP, division=NEXT_DOOR),
    "other_township": person(8, Function.TOWNSHIP, unit=OTHER),
    "police": person(9, Function.LIAISON, unit=POLICE),
    "auditor": person(10, Function.AUDITOR),
    "administrator": person(11, Function.SYSTEM_ADMINISTRATOR),
    "outsider": person(12, Function.CLERK, office=THERE),
    "outside_worker": person(13, Function.COMMUNITY_WORKER, office=THERE, unit=21, division=COMMUNITY),
}
OBJECTS = {
    "unit": SimpleNamespace(id=TOWNSHIP, office_id=HERE, unit_id=TOWNSHIP, division_id=50),
    "community": SimpleNamespace(id=71, office_id=HERE, unit_id=TOWNSHIP, division_id=COMMUNITY),
    "campus": SimpleNamespace(id=72, office_id=HERE, unit_id=TOWNSHIP, division_id=None),
    "office": SimpleNamespace(id=HERE),
}
OFFICE = {"clerk", "leader"}
UNIT = {"township", "township_liaison", "township_reviewer"}
MATRIX = {
    (A.OVERVIEW, "unit"): OFFICE | UNIT,
    (A.VIEW, "unit"): OFFICE | UNIT,
    (A.VIEW, "community"): OFFICE | UNIT | {"worker"},
    (A.VIEW, "campus"): OFFICE | UNIT,
    (A.OWN, "office"): {"worker", "neighbour"},
    (A.OWN, "community"): set(),
}


@pytest.mark.parametrize(("action", "thing"), sorted(MATRIX), ids=str)
def test_the_matrix(action, thing):
    found = {name for name, actor in CAST.items() if allowed(actor, action, OBJECTS[thing])}
    assert found == MATRIX[action, thing]


def test_who_may_open_a_page_sees_it():
    for name, actor in CAST.items():
        for action, thing in MATRIX:
            if allowed(actor, action, OBJECTS[thing]):
                assert allowed(actor, A.VIEW, OBJECTS[thing]), name


def test_every_action_stands_in_the_matrix():
    assert {action for action, _thing in MATRIX} == set(POLICY) == set(A)


def test_the_system_may_and_nobody_signed_in_may_nothing():
    nobody = Actor(None, "")
    for action, thing in MATRIX:
        assert allowed(SYSTEM, action, OBJECTS[thing])
        assert not allowed(nobody, action, OBJECTS[thing])
