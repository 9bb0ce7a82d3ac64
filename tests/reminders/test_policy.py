"""Who may chase and who may read. No database: plain values."""

from types import SimpleNamespace

import pytest

from coordination.kernel.functions import Function
from coordination.kernel.policy import SYSTEM, Actor, allowed
from coordination.reminders.policy import POLICY, ReminderAction

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
SUBJECTS = {
    "office": SimpleNamespace(id=HERE),
    "sent": SimpleNamespace(id=5, office_id=HERE, unit_id=BANK, sent_at="2026-11-06"),
    "draft": SimpleNamespace(id=6, office_id=HERE, unit_id=BANK, sent_at=None),
}
MATRIX = {
    (ReminderAction.VIEW, "sent"): {"clerk", "leader", "liaison", "unit_reviewer"},
    (ReminderAction.VIEW, "draft"): {"clerk", "leader"},
    (ReminderAction.LIST, "office"): {"clerk", "leader"},
    (ReminderAction.CLIMB, "office"): set(),
    (ReminderAction.CHASE, "office"): {"clerk", "leader"},
    (ReminderAction.CALL, "office"): {"clerk", "leader"},
    (ReminderAction.EDIT_LETTER, "draft"): {"clerk"},
    (ReminderAction.SEND_LETTER, "draft"): {"clerk", "leader"},
}


@pytest.mark.parametrize(("asked", "subject"), MATRIX)
def test_the_matrix_of_functions(asked, subject):
    may = {name for name, one in CAST.items() if allowed(one, asked, SUBJECTS[subject])}
    assert may == MATRIX[asked, subject]


def test_the_matrix_has_a_row_for_every_action():
    assert {action for action, _subject in MATRIX} == set(POLICY)


def test_the_schedule_climbs():
    assert allowed(SYSTEM, ReminderAction.CLIMB, SUBJECTS["office"])
