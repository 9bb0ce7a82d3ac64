"""Who files tallies and who reads them."""

from types import SimpleNamespace

import pytest

from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, allowed
from coordination.tallies.policy import TallyAction

OFFICE, TOWNSHIP, OTHER, POLICE = 1, 11, 12, 21
PLACE = SimpleNamespace(id=OFFICE)
COMMUNITY = SimpleNamespace(id=5, office_id=OFFICE, unit_id=TOWNSHIP, division_id=50, located_in_id=40)
BY_POLICE = SimpleNamespace(id=TOWNSHIP, office_id=OFFICE, unit_id=POLICE)
FROM_PAPER = SimpleNamespace(id=TOWNSHIP, office_id=OFFICE, unit_id=None)


def who(
    function: Function, unit: int | None = None, kind: str | None = None, division: int | None = None
) -> Actor:
    return Actor(1, "", OFFICE, unit, kind, division, frozenset({function}))


CAST = {
    "clerk": who(Function.CLERK),
    "leader": who(Function.LEADER),
    "police": who(Function.LIAISON, POLICE, "police"),
    "police reviewer": who(Function.UNIT_REVIEWER, POLICE, "police"),
    "bank": who(Function.LIAISON, 7, "bank"),
    "township": who(Function.TOWNSHIP, TOWNSHIP, "township"),
    "next township": who(Function.TOWNSHIP, OTHER, "township"),
    "worker": who(Function.COMMUNITY_WORKER, TOWNSHIP, "township", 50),
    "next worker": who(Function.COMMUNITY_WORKER, TOWNSHIP, "township", 51),
    "auditor": who(Function.AUDITOR),
    "administrator": who(Function.SYSTEM_ADMINISTRATOR),
    "outsider": Actor(1, "", 2, functions=frozenset({Function.CLERK})),
    "outside police": Actor(1, "", 2, 31, "police", functions=frozenset({Function.LIAISON})),
}
OFFICE_PEOPLE, POLICE_PEOPLE = {"clerk", "leader"}, {"police", "police reviewer"}
FILES = {"clerk", "police"}
MAY = [
    (TallyAction.VIEW, COMMUNITY, OFFICE_PEOPLE | POLICE_PEOPLE | {"township", "worker"}),
    (TallyAction.LIST, PLACE, OFFICE_PEOPLE | POLICE_PEOPLE),
    (TallyAction.FILE, PLACE, FILES),
    (TallyAction.UPLOAD, PLACE, FILES),
    (TallyAction.OPEN, BY_POLICE, OFFICE_PEOPLE | POLICE_PEOPLE),
    (TallyAction.OPEN, FROM_PAPER, OFFICE_PEOPLE | POLICE_PEOPLE),
    (TallyAction.VIEW, FROM_PAPER, OFFICE_PEOPLE | POLICE_PEOPLE),
    (TallyAction.FILE, BY_POLICE, FILES),
]


def test_every_action_has_a_row() -> None:
    assert {action for action, _subject, _names in MAY} == set(TallyAction)


@pytest.mark.parametrize(("action", "subject", "names"), MAY)
def test_who_may_do_what(action: TallyAction, subject: object, names: set[str]) -> None:
    assert {name for name, actor in CAST.items() if allowed(actor, action, subject)} == names
