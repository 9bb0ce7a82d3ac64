"""The two tables: who may, what comes next."""

from enum import StrEnum
from types import SimpleNamespace

import pytest

from coordination.kernel import policy as policies
from coordination.kernel.errors import Conflict, Forbidden, NotFound
from coordination.kernel.functions import Function
from coordination.kernel.policy import SYSTEM, Actor, all_of, allowed, any_of, check, has, policy
from coordination.kernel.text import Text
from coordination.kernel.workflow import Workflow, move


class DoorAction(StrEnum):
    VIEW = "door.view"
    OPEN = "door.open"


class State(StrEnum):
    SHUT = "shut"
    AJAR = "ajar"


CLERK = Actor(1, "clerk", office_id=1, functions=frozenset({Function.CLERK}))
LIAISON = Actor(2, "liaison", office_id=1, unit_id=7, functions=frozenset({Function.LIAISON}))
STRANGER = Actor(3, "stranger", office_id=2, functions=frozenset({Function.CLERK}))
DOOR = SimpleNamespace(office_id=1, unit_id=7, state=State.SHUT)

policy(
    {
        DoorAction.VIEW: policies.same_office,
        DoorAction.OPEN: all_of(policies.of_the_office, has(Function.CLERK)),
    }
)
FLOW = Workflow(
    "door",
    {State.SHUT: Text("关着"), State.AJAR: Text("开着")},
    move(DoorAction.OPEN, frm=State.SHUT, to=State.AJAR),
)


def test_what_one_may_not_see_is_absent_and_what_one_may_not_do_is_forbidden():
    check(CLERK, DoorAction.OPEN, DOOR)
    with pytest.raises(Forbidden):
        check(LIAISON, DoorAction.OPEN, DOOR)
    for subject, actor in ((DOOR, STRANGER), (None, CLERK)):
        with pytest.raises(NotFound):
            check(actor, DoorAction.OPEN, subject)


def test_the_system_may_and_a_nameless_actor_may_not():
    assert allowed(SYSTEM, DoorAction.OPEN, DOOR)
    assert not allowed(policies.ANONYMOUS, DoorAction.VIEW, DOOR)


def test_an_action_without_a_rule_is_denied():
    class Unknown(StrEnum):
        VIEW = "unknown.view"

    assert not allowed(CLERK, Unknown.VIEW, DOOR)


def test_a_table_with_a_hole_or_a_second_rule_is_refused():
    class Hole(StrEnum):
        VIEW = "hole.view"
        FALL = "hole.fall"

    with pytest.raises(ValueError, match=r"no rule for \['hole.fall'\]"):
        policy({Hole.VIEW: has(Function.CLERK)})
    with pytest.raises(ValueError, match=r"second rule for \['door.view'"):
        policy({DoorAction.VIEW: has(), DoorAction.OPEN: has()})


def test_predicates_join_and_say_what_they_are():
    either = any_of(policies.of_the_unit, has(Function.AUDITOR))
    assert either(LIAISON, DOOR)
    assert not either(CLERK, DOOR)
    assert either.__name__ == "of_the_unit or has auditor"


def test_a_move_that_does_not_start_here_says_where_things_stand():
    opened = SimpleNamespace(office_id=1, state=State.SHUT)
    FLOW.apply(opened, DoorAction.OPEN)
    assert opened.state is State.AJAR
    with pytest.raises(Conflict, match="现在是“开着”，不能做这一步"):
        FLOW.apply(opened, DoorAction.OPEN)


def test_the_buttons_are_the_moves_that_the_policy_allows():
    assert FLOW.available(CLERK, DOOR) == [DoorAction.OPEN]
    assert FLOW.available(LIAISON, DOOR) == []


def test_two_moves_for_one_state_and_action_are_refused():
    rows = [move(DoorAction.OPEN, frm=State.SHUT, to=State.AJAR)] * 2
    with pytest.raises(ValueError, match="two moves"):
        Workflow("door", FLOW.labels, *rows)
