"""Who sees the register of an office and who sets its targets."""

from types import SimpleNamespace

import pytest

from coordination.kernel.functions import Function
from coordination.kernel.policy import ANONYMOUS, Actor, allowed
from coordination.register import policy as _policy  # noqa: F401
from coordination.register.policy import RegisterAction

OFFICE = SimpleNamespace(id=1)
CAST = {
    "clerk": Actor(1, "", 1, functions=frozenset({Function.CLERK})),
    "leader": Actor(2, "", 1, functions=frozenset({Function.LEADER})),
    "bank": Actor(3, "", 1, 7, "bank", functions=frozenset({Function.LIAISON})),
    "police": Actor(4, "", 1, 6, "police", functions=frozenset({Function.LIAISON, Function.UNIT_REVIEWER})),
    "township": Actor(5, "", 1, 11, "township", functions=frozenset({Function.TOWNSHIP})),
    "worker": Actor(6, "", 1, 11, "township", 50, functions=frozenset({Function.COMMUNITY_WORKER})),
    "auditor": Actor(7, "", 1, functions=frozenset({Function.AUDITOR})),
    "administrator": Actor(8, "", 1, functions=frozenset({Function.SYSTEM_ADMINISTRATOR})),
    "clerk in a unit": Actor(9, "", 1, 7, "bank", functions=frozenset({Function.CLERK})),
    "outsider": Actor(10, "", 2, functions=frozenset({Function.CLERK})),
    "nobody": ANONYMOUS,
}
MAY = {
    RegisterAction.VIEW: {"clerk", "leader"},
    RegisterAction.TARGET: {"clerk"},
}


def test_every_action_has_a_row() -> None:
    assert set(MAY) == set(RegisterAction)


@pytest.mark.parametrize("action", list(MAY))
def test_who_may_do_what(action: RegisterAction) -> None:
    assert {name for name, who in CAST.items() if allowed(who, action, OFFICE)} == MAY[action]
