"""Who may do what with a task. No database: plain values.

The office hands out work: its clerks write, issue, enlarge and take back; its leader reads all of it
and may end what is no longer needed. Units, communities and administrators never see a task itself:
they see assignments. The neighbouring office sees nothing.
"""

from types import SimpleNamespace

import pytest

from coordination.kernel.functions import Function
from coordination.kernel.policy import SYSTEM, Actor, allowed
from coordination.tasks.policy import TASK_POLICY
from coordination.tasks.states import TaskAction

HERE, THERE, BANK, TOWNSHIP, COMMUNITY = 1, 2, 11, 12, 121


def person(number, *functions, office=HERE, unit=None, division=None):
    return Actor(
        number, "某人", office_id=office, unit_id=unit, division_id=division, functions=frozenset(functions)
    )


CAST = {
    "clerk": person(1, Function.CLERK),
    "leader": person(2, Function.LEADER),
    "liaison": person(3, Function.LIAISON, unit=BANK),
    "unit_reviewer": person(4, Function.UNIT_REVIEWER, unit=BANK),
    "township": person(5, Function.TOWNSHIP, unit=TOWNSHIP),
    "worker": person(6, Function.COMMUNITY_WORKER, unit=TOWNSHIP, division=COMMUNITY),
    "auditor": person(7, Function.AUDITOR),
    "system administrator": person(8, Function.SYSTEM_ADMINISTRATOR),
    "security administrator": person(9, Function.SECURITY_ADMINISTRATOR),
    "outsider": person(10, Function.CLERK, office=THERE),
    "leader of the neighbour": person(11, Function.LEADER, office=THERE),
}
OFFICE = SimpleNamespace(id=HERE)
TASK = SimpleNamespace(id=99, office_id=HERE)

MATRIX = {
    (TaskAction.LIST, "office"): {"clerk", "leader"},
    (TaskAction.VIEW, "office"): {"clerk", "leader"},
    (TaskAction.CREATE, "office"): {"clerk"},
    (TaskAction.VIEW, "task"): {"clerk", "leader"},
    (TaskAction.EDIT, "task"): {"clerk"},
    (TaskAction.DISCARD, "task"): {"clerk"},
    (TaskAction.ISSUE, "task"): {"clerk"},
    (TaskAction.ADD_UNITS, "task"): {"clerk"},
    (TaskAction.WITHDRAW, "task"): {"clerk"},
    (TaskAction.TERMINATE, "task"): {"clerk", "leader"},
}
SUBJECTS = {"task": TASK, "office": OFFICE}


@pytest.mark.parametrize(("asked", "subject"), MATRIX)
def test_the_matrix_of_functions(asked, subject):
    may = {name for name, one in CAST.items() if allowed(one, asked, SUBJECTS[subject])}
    assert may == MATRIX[asked, subject]


def test_the_matrix_has_a_row_for_every_action():
    assert {action for action, _subject in MATRIX} == set(TASK_POLICY) == set(TaskAction)


def test_a_unit_whose_number_is_that_of_the_office_sees_no_tasks():
    liaison = person(3, Function.LIAISON, unit=HERE)
    assert not any(allowed(liaison, action, OFFICE) for action in TaskAction)


def test_somebody_of_a_unit_who_is_called_a_clerk_is_still_of_the_unit():
    odd = person(12, Function.CLERK, unit=BANK)
    assert not any(allowed(odd, action, TASK) for action in TaskAction)


def test_the_schedule_may_hand_out():
    assert allowed(SYSTEM, TaskAction.ISSUE, TASK)
