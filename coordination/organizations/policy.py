"""Who may do what with the office, its member units and its divisions."""

from enum import StrEnum
from typing import Any

from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, all_of, any_of, has, of_the_office, policy, same_office


class OfficeAction(StrEnum):
    """FOUND is asked about the Division, the others about the Office."""

    VIEW = "office.view"
    EDIT = "office.edit"
    FOUND = "office.found"


class UnitAction(StrEnum):
    """LIST and ADD are asked about the Office, the others about a MemberUnit."""

    VIEW = "unit.view"
    LIST = "unit.list"
    ADD = "unit.add"
    EDIT = "unit.edit"
    ORDER = "unit.order"
    CLOSE = "unit.close"
    REOPEN = "unit.reopen"
    REVEAL = "unit.reveal"


class DivisionAction(StrEnum):
    """LIST is asked about the Office, the others about a Place: a division seen from an office."""

    VIEW = "division.view"
    LIST = "division.list"
    COUNT = "division.count"
    CLOSE = "division.close"
    REOPEN = "division.reopen"
    IMPORT = "division.import"


def own_unit(actor: Actor, subject: Any) -> bool:
    """The member unit that the actor works for; an Office is no unit, whatever its number."""
    return hasattr(subject, "kind_code") and actor.unit_id is not None and actor.unit_id == subject.id


def nobody(_actor: Actor, _subject: object) -> bool:
    """Done by a command on the server, not by a person on a page."""
    return False


works_in_office = all_of(of_the_office, has(Function.CLERK, Function.LEADER, Function.SYSTEM_ADMINISTRATOR))
keeps_units = all_of(of_the_office, has(Function.CLERK, Function.SYSTEM_ADMINISTRATOR))
heads_office = all_of(of_the_office, has(Function.LEADER, Function.SYSTEM_ADMINISTRATOR))
clerk_or_leader = all_of(of_the_office, has(Function.CLERK, Function.LEADER))
clerk = all_of(of_the_office, has(Function.CLERK))
of_a_township = all_of(same_office, has(Function.TOWNSHIP, Function.COMMUNITY_WORKER))

OFFICE_POLICY = policy(
    {OfficeAction.VIEW: works_in_office, OfficeAction.EDIT: heads_office, OfficeAction.FOUND: nobody}
)

UNIT_POLICY = policy(
    {
        UnitAction.VIEW: any_of(works_in_office, own_unit),
        UnitAction.LIST: works_in_office,
        UnitAction.ADD: keeps_units,
        UnitAction.EDIT: keeps_units,
        UnitAction.ORDER: keeps_units,
        UnitAction.CLOSE: keeps_units,
        UnitAction.REOPEN: keeps_units,
        UnitAction.REVEAL: any_of(clerk_or_leader, own_unit),
    }
)

DIVISION_POLICY = policy(
    {
        DivisionAction.VIEW: works_in_office,
        DivisionAction.LIST: works_in_office,
        DivisionAction.COUNT: clerk,
        DivisionAction.CLOSE: keeps_units,
        DivisionAction.REOPEN: keeps_units,
        DivisionAction.IMPORT: nobody,
    }
)
