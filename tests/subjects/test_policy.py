"""Who sees what can carry a title, and who keeps the list."""

from types import SimpleNamespace

import pytest

from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, allowed
from coordination.subjects import policy as _policy  # noqa: F401
from coordination.subjects.policy import SubjectAction

OFFICE, TOWNSHIP, OTHER = 1, 11, 12
COMMUNITY = SimpleNamespace(id=5, office_id=OFFICE, unit_id=TOWNSHIP, division_id=50)
NEXT_DOOR = SimpleNamespace(id=6, office_id=OFFICE, unit_id=TOWNSHIP, division_id=51)
NO_PLACE = SimpleNamespace(id=OFFICE)

CAST = {
    "clerk": Actor(1, "", OFFICE, functions=frozenset({Function.CLERK})),
    "leader": Actor(2, "", OFFICE, functions=frozenset({Function.LEADER})),
    "bank": Actor(3, "", OFFICE, 7, "bank", functions=frozenset({Function.LIAISON})),
    "township": Actor(4, "", OFFICE, TOWNSHIP, "township", functions=frozenset({Function.TOWNSHIP})),
    "worker": Actor(
        5, "", OFFICE, TOWNSHIP, "township", 50, functions=frozenset({Function.COMMUNITY_WORKER})
    ),
    "auditor": Actor(6, "", OFFICE, functions=frozenset({Function.AUDITOR})),
    "administrator": Actor(7, "", OFFICE, functions=frozenset({Function.SYSTEM_ADMINISTRATOR})),
    "outsider": Actor(8, "", 2, functions=frozenset({Function.CLERK})),
}
MAY = {
    SubjectAction.VIEW: {"clerk", "leader", "bank", "township", "worker"},
    SubjectAction.EDIT: {"clerk"},
    SubjectAction.CLOSE: {"clerk"},
    SubjectAction.REOPEN: {"clerk"},
}
OF_THE_OFFICE = {
    SubjectAction.LIST: {"clerk", "leader"},
    SubjectAction.CREATE: {"clerk"},
    SubjectAction.FOLLOW: {"clerk"},
}


def test_every_action_has_a_row() -> None:
    assert set(MAY) | set(OF_THE_OFFICE) == set(SubjectAction)


@pytest.mark.parametrize("action", list(MAY))
def test_who_may_do_what_with_a_community(action: SubjectAction) -> None:
    assert {name for name, who in CAST.items() if allowed(who, action, COMMUNITY)} == MAY[action]


@pytest.mark.parametrize("action", list(OF_THE_OFFICE))
def test_who_may_do_what_with_the_list(action: SubjectAction) -> None:
    assert {name for name, who in CAST.items() if allowed(who, action, NO_PLACE)} == OF_THE_OFFICE[action]


def test_a_community_worker_does_not_see_the_next_community() -> None:
    assert not allowed(CAST["worker"], SubjectAction.VIEW, NEXT_DOOR)
