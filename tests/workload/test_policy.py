"""Who reads the load meter. No database: plain values."""

from types import SimpleNamespace

import pytest

from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, allowed
from coordination.workload.policy import POLICY, WorkloadAction

HERE, THERE, BANK, TOWNSHIP = 1, 2, 11, 12


def person(number, *functions, office=HERE, unit=None):
    return Actor(number, "某人", office_id=office, unit_id=unit, functions=frozenset(functions))


CAST = {
    "clerk": person(1, Function.CLERK),
    "leader": person(2, Function.LEADER),
    "liaison": person(3, Function.LIAISON, unit=BANK),
    "unit_reviewer": person(4, Function.UNIT_REVIEWER, unit=BANK),
    "township": person(5, Function.TOWNSHIP, unit=TOWNSHIP),
    "worker": person(6, Function.COMMUNITY_WORKER, unit=BANK),
    "auditor": person(7, Function.AUDITOR),
    "administrator": person(8, Function.SYSTEM_ADMINISTRATOR),
    "outsider": person(9, Function.CLERK, office=THERE),
}
OFFICE = SimpleNamespace(id=HERE)
UNIT = SimpleNamespace(id=BANK, office_id=HERE, unit_id=BANK)
MATRIX = {
    (WorkloadAction.LIST, "office"): {"clerk", "leader"},
    (WorkloadAction.VIEW, "office"): {"clerk", "leader"},
    (WorkloadAction.VIEW, "unit"): {"clerk", "leader", "liaison", "unit_reviewer"},
}
SUBJECTS = {"office": OFFICE, "unit": UNIT}


@pytest.mark.parametrize(("asked", "subject"), MATRIX)
def test_the_matrix_of_functions(asked, subject):
    may = {name for name, one in CAST.items() if allowed(one, asked, SUBJECTS[subject])}
    assert may == MATRIX[asked, subject]


def test_the_matrix_has_a_row_for_every_action():
    assert {action for action, _subject in MATRIX} == set(POLICY) == set(WorkloadAction)


def test_a_unit_whose_number_is_that_of_the_office_reads_no_overview():
    assert not allowed(person(3, Function.LIAISON, unit=HERE), WorkloadAction.VIEW, OFFICE)
