"""Who plans, who goes there, who sees what was found. No database: plain values."""

from types import SimpleNamespace

import pytest

from coordination.inspections.policy import POLICY
from coordination.inspections.states import InspectionAction as A
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, allowed

HERE, THERE, TOWN_A, TOWN_B, SCHOOL, PLACE = 1, 2, 11, 12, 13, 71


def person(number, *functions, office=HERE, unit=None, division=None):
    return Actor(
        number,
        "某人",
        office_id=office,
        unit_id=unit,
        division_id=division,
        functions=frozenset(functions),
    )


CAST = {
    "clerk": person(1, Function.CLERK),
    "leader": person(2, Function.LEADER),
    "inspector": person(3, Function.LIAISON, unit=SCHOOL),
    "inspectors_reviewer": person(4, Function.UNIT_REVIEWER, unit=SCHOOL),
    "township": person(5, Function.TOWNSHIP, Function.LIAISON, unit=TOWN_A),
    "township_reviewer": person(6, Function.UNIT_REVIEWER, unit=TOWN_A),
    "neighbour": person(7, Function.TOWNSHIP, Function.LIAISON, unit=TOWN_B),
    "worker": person(8, Function.COMMUNITY_WORKER, unit=TOWN_A, division=PLACE),
    "other_worker": person(9, Function.COMMUNITY_WORKER, unit=TOWN_A, division=72),
    "auditor": person(10, Function.AUDITOR),
    "administrator": person(11, Function.SYSTEM_ADMINISTRATOR),
    "outside_clerk": person(12, Function.CLERK, office=THERE),
    "outside_inspector": person(13, Function.LIAISON, office=THERE, unit=SCHOOL),
}


def inspection(inspector):
    return SimpleNamespace(
        id=5, office_id=HERE, unit_id=TOWN_A, division_id=PLACE, inspector_id=inspector, state="planned"
    )


SUBJECTS = {
    "office": SimpleNamespace(id=HERE),
    "by_the_school": inspection(SCHOOL),
    "by_the_office": inspection(None),
    "by_oneself": inspection(TOWN_A),
}
looks = {"clerk", "leader", "township", "township_reviewer", "worker"}
units = {"inspector", "inspectors_reviewer", "township", "township_reviewer", "neighbour"}
MATRIX = {
    (A.LIST, "office"): {"clerk", "leader"} | units,
    (A.PLAN, "office"): {"clerk"},
    (A.VIEW, "by_the_school"): looks | {"inspector", "inspectors_reviewer"},
    (A.VIEW, "by_the_office"): looks,
    (A.FILL, "by_the_school"): {"clerk", "inspector"},
    (A.FINISH, "by_the_school"): {"clerk", "inspector"},
    (A.FILL, "by_the_office"): {"clerk"},
    (A.FINISH, "by_the_office"): {"clerk"},
    (A.FILL, "by_oneself"): {"clerk"},
    (A.CANCEL, "by_the_school"): {"clerk"},
    (A.MOVE, "by_the_school"): {"clerk"},
}


@pytest.mark.parametrize(("action", "subject"), MATRIX)
def test_the_matrix_of_functions(action, subject):
    found = {name for name, one in CAST.items() if allowed(one, action, SUBJECTS[subject])}
    assert found == MATRIX[(action, subject)]


def test_every_action_stands_in_the_matrix():
    assert {action for action, _subject in MATRIX} == set(POLICY) == set(A)
