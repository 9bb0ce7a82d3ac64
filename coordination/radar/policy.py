"""Who sees the flags, who answers them, who settles them."""

from enum import StrEnum
from typing import Any

from coordination.kernel.functions import Function
from coordination.kernel.policy import (
    Actor,
    all_of,
    any_of,
    has,
    of_the_office,
    of_the_unit,
    policy,
    same_office,
)


class FlagAction(StrEnum):
    """LIST and CHECK (look at a period now) are asked about the office, MINE about the member unit, RAISE
    is the schedule's, the rest are asked about a flag."""

    VIEW = "flag.view"
    LIST = "flag.list"
    MINE = "flag.mine"
    CHECK = "flag.check"
    RAISE = "flag.raise"
    ANSWER = "flag.answer"
    SETTLE = "flag.settle"


in_the_office = all_of(of_the_office, has(Function.CLERK, Function.LEADER))
_unit_people = has(Function.LIAISON, Function.UNIT_REVIEWER, Function.TOWNSHIP)
in_the_unit = all_of(same_office, of_the_unit, _unit_people)
files_for_the_unit = all_of(same_office, of_the_unit, has(Function.LIAISON, Function.TOWNSHIP))


def did_not_answer(actor: Actor, flag: Any) -> bool:
    """Who answered a question does not settle it."""
    return actor.id is not None and actor.id != getattr(flag, "answered_by_id", None)


def nobody(_actor: object, _subject: object) -> bool:
    """Done by the schedule, not by a person on a page."""
    return False


POLICY = policy(
    {
        FlagAction.VIEW: any_of(in_the_office, in_the_unit),
        FlagAction.LIST: in_the_office,
        FlagAction.MINE: in_the_unit,
        FlagAction.CHECK: in_the_office,
        FlagAction.RAISE: nobody,
        FlagAction.ANSWER: files_for_the_unit,
        FlagAction.SETTLE: all_of(in_the_office, did_not_answer),
    }
)
