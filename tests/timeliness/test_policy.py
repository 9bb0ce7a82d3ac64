"""Who sees the rates. No database: plain values."""

from types import SimpleNamespace

import pytest

from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, allowed
from coordination.timeliness.policy import POLICY, TimelinessAction

HERE, THERE, BANK, TOWNSHIP = 1, 2, 11, 12


def person(number, *functions, office=HERE, unit=None):
    return Actor(number, "某人", office_id=office, unit_id=unit, functions=frozenset(functions))


CAST = {
    "clerk": person(1, Function.CLERK),
    "leader": person(2, Function.LEADER),
    "liaison": person(3, Function.LIAISON, unit=BANK),
    "unit_reviewer": person(4, Function.UNIT_REVIEWER, unit=BANK),
    "township": person(5, Function.TOWNSHIP, unit=TOWNSHIP),
    "worker": person(6, Function.COMMUNITY_WORKER, unit=TOWNSHIP),
    "auditor": person(7, Function.AUDITOR),
    "administrator": person(8, Function.SYSTEM_ADMINISTRATOR),
    "outsider": person(9, Function.CLERK, office=THERE),
    "outside_liaison": person(10, Function.LIAISON, office=THERE, unit=21),
}
SUBJECTS = {
    "office": SimpleNamespace(id=HERE),
    "bank": SimpleNamespace(id=BANK, office_id=HERE, unit_id=BANK),
    "township": SimpleNamespace(id=TOWNSHIP, office_id=HERE, unit_id=TOWNSHIP),
}
OFFICE_PEOPLE = {"clerk", "leader"}

MATRIX = {
    (TimelinessAction.VIEW, "office"): OFFICE_PEOPLE,
    (TimelinessAction.OVERSEE, "office"): OFFICE_PEOPLE,
    (TimelinessAction.VIEW, "bank"): OFFICE_PEOPLE | {"liaison", "unit_reviewer"},
    (TimelinessAction.UNIT, "bank"): OFFICE_PEOPLE | {"liaison", "unit_reviewer"},
    (TimelinessAction.UNIT, "township"): OFFICE_PEOPLE | {"township", "worker"},
}


@pytest.mark.parametrize(("asked", "subject"), MATRIX)
def test_the_office_sees_all_a_unit_its_own_line_and_nobody_else_anything(asked, subject):
    may = {name for name, one in CAST.items() if allowed(one, asked, SUBJECTS[subject])}
    assert may == MATRIX[asked, subject]


def test_the_matrix_has_a_row_for_every_action():
    assert {action for action, _subject in MATRIX} == set(POLICY)
