"""Who reads and who changes the catalogue and the regulations. No database: plain values."""

from types import SimpleNamespace

import pytest

from coordination.indicators.policy import POLICY, REGULATION_POLICY, IndicatorAction, RegulationAction
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, allowed

HERE, THERE, BANK = 1, 2, 11


def person(number, *functions, office=HERE, unit=None):
    return Actor(number, "某人", office_id=office, unit_id=unit, functions=frozenset(functions))


CAST = {
    "clerk": person(1, Function.CLERK),
    "leader": person(2, Function.LEADER),
    "liaison": person(3, Function.LIAISON, unit=BANK),
    "unit_reviewer": person(4, Function.UNIT_REVIEWER, unit=BANK),
    "township": person(5, Function.TOWNSHIP, unit=12),
    "worker": person(6, Function.COMMUNITY_WORKER, unit=12),
    "auditor": person(7, Function.AUDITOR),
    "administrator": person(8, Function.SYSTEM_ADMINISTRATOR),
    "outsider": person(9, Function.CLERK, office=THERE),
    "outside_liaison": person(10, Function.LIAISON, office=THERE, unit=21),
}
SUBJECTS = {
    "office": SimpleNamespace(id=HERE),
    "shared": SimpleNamespace(id=101, office_id=None),
    "own": SimpleNamespace(id=102, office_id=HERE),
}
HERE_AT_WORK = {"clerk", "leader", "liaison", "unit_reviewer", "township", "worker"}
EVERYBODY_AT_WORK = HERE_AT_WORK | {"outsider", "outside_liaison"}

MATRIX = {
    (IndicatorAction.VIEW, "shared"): EVERYBODY_AT_WORK,
    (IndicatorAction.VIEW, "own"): HERE_AT_WORK,
    (IndicatorAction.LIST, "office"): HERE_AT_WORK,
    (IndicatorAction.CREATE, "office"): {"clerk"},
    (IndicatorAction.EDIT, "shared"): set(),
    (IndicatorAction.EDIT, "own"): {"clerk"},
    (IndicatorAction.CLOSE, "shared"): set(),
    (IndicatorAction.CLOSE, "own"): {"clerk"},
    (RegulationAction.VIEW, "shared"): EVERYBODY_AT_WORK,
    (RegulationAction.VIEW, "own"): HERE_AT_WORK,
    (RegulationAction.LIST, "office"): HERE_AT_WORK,
    (RegulationAction.ADD, "office"): {"clerk"},
    (RegulationAction.EDIT, "shared"): {"clerk", "outsider"},
    (RegulationAction.EDIT, "own"): {"clerk"},
}


@pytest.mark.parametrize(("asked", "subject"), MATRIX)
def test_all_who_work_read_the_clerk_changes_what_is_the_offices_own(asked, subject):
    may = {name for name, one in CAST.items() if allowed(one, asked, SUBJECTS[subject])}
    assert may == MATRIX[asked, subject]


def test_the_matrix_has_a_row_for_every_action():
    assert {action for action, _subject in MATRIX} == set(POLICY) | set(REGULATION_POLICY)
