"""Who sees what can carry a title, and who keeps the list. Names of places are no secret in an office."""

from enum import StrEnum

from coordination.kernel.functions import Function
from coordination.kernel.policy import (
    all_of,
    any_of,
    has,
    of_the_community,
    of_the_office,
    of_the_unit,
    policy,
    same_office,
)


class SubjectAction(StrEnum):
    """LIST, CREATE and FOLLOW (the tree and the list of units) are asked about the office."""

    VIEW = "subject.view"
    LIST = "subject.list"
    CREATE = "subject.create"
    EDIT = "subject.edit"
    CLOSE = "subject.close"
    REOPEN = "subject.reopen"
    FOLLOW = "subject.follow"


in_the_office = all_of(of_the_office, has(Function.CLERK, Function.LEADER))
clerk_of_the_office = all_of(of_the_office, has(Function.CLERK))
looks_after = all_of(
    same_office, of_the_unit, has(Function.LIAISON, Function.TOWNSHIP, Function.UNIT_REVIEWER)
)


in_the_community = all_of(same_office, of_the_community)
_unit_people = has(Function.LIAISON, Function.TOWNSHIP, Function.UNIT_REVIEWER)

POLICY = policy(
    {
        SubjectAction.VIEW: any_of(
            all_of(same_office, any_of(has(Function.CLERK, Function.LEADER), _unit_people)), in_the_community
        ),
        SubjectAction.LIST: in_the_office,
        SubjectAction.CREATE: clerk_of_the_office,
        SubjectAction.EDIT: clerk_of_the_office,
        SubjectAction.CLOSE: clerk_of_the_office,
        SubjectAction.REOPEN: clerk_of_the_office,
        SubjectAction.FOLLOW: clerk_of_the_office,
    }
)
