"""Who may read and change templates; no database."""

from types import SimpleNamespace

import pytest

from coordination.document_templates.policy import POLICY
from coordination.document_templates.states import WORKFLOW, TemplateAction
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, allowed

OFFICE, OTHER = 1, 2


def person(number, *functions, office=OFFICE, unit=None):
    return Actor(number, f"{number}", office_id=office, unit_id=unit, functions=frozenset(functions))


CAST = {
    "clerk": person(1, Function.CLERK),
    "leader": person(2, Function.LEADER),
    "liaison": person(3, Function.LIAISON, unit=7),
    "township": person(4, Function.TOWNSHIP, unit=8),
    "worker": person(5, Function.COMMUNITY_WORKER, unit=8),
    "auditor": person(6, Function.AUDITOR),
    "administrator": person(7, Function.SYSTEM_ADMINISTRATOR),
    "outsider": person(8, Function.CLERK, office=OTHER),
    "outside leader": person(9, Function.LEADER, office=OTHER),
}


def version(office):
    return SimpleNamespace(template=SimpleNamespace(office_id=office))


MATRIX = {
    ("own", TemplateAction.VIEW): {"clerk", "leader"},
    ("own", TemplateAction.EDIT): {"clerk"},
    ("own", TemplateAction.ADOPT): {"leader"},
    ("own", TemplateAction.RETIRE): {"leader"},
    ("pattern", TemplateAction.VIEW): {"clerk", "leader", "outsider", "outside leader"},
    ("pattern", TemplateAction.EDIT): set(),
    ("pattern", TemplateAction.ADOPT): set(),
    ("pattern", TemplateAction.RETIRE): set(),
}
SUBJECTS = {"own": version(OFFICE), "pattern": version(None)}


def who(action, subject):
    return {name for name, actor in CAST.items() if allowed(actor, action, subject)}


@pytest.mark.parametrize(("of", "action"), MATRIX)
def test_who_may(of, action):
    assert who(action, SUBJECTS[of]) == MATRIX[of, action]


def test_the_office_lists_and_its_clerks_draft():
    office = SimpleNamespace(id=OFFICE)
    assert who(TemplateAction.LIST, office) == {"clerk", "leader"}
    assert who(TemplateAction.DRAFT, office) == {"clerk"}


def test_every_action_has_a_rule_and_a_row_and_every_move_somebody():
    rows = {action for _of, action in MATRIX} | {TemplateAction.LIST, TemplateAction.DRAFT}
    assert set(POLICY) == set(TemplateAction) == rows
    for move in WORKFLOW.moves:
        assert MATRIX["own", move.action]
