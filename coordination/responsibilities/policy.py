"""Who may do what with duties, and with the dictionaries of parties and articles.

A duty is kept by a clerk of its office and read by the units it concerns. The dictionaries are
one for all offices: they are kept by a clerk of an office that has none above it here.
"""

from enum import StrEnum
from typing import Any

from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, all_of, any_of, has, of_the_office, policy, same_office


class DutyAction(StrEnum):
    """LIST, ADD and LOAD are asked about the Office, the others about a Duty."""

    VIEW = "duty.view"
    LIST = "duty.list"
    ADD = "duty.add"
    LOAD = "duty.load"
    EDIT = "duty.edit"
    CLOSE = "duty.close"
    REOPEN = "duty.reopen"


class PartyAction(StrEnum):
    """LIST and ADD are asked about the actor's Office, the others about an Entry: a row of the
    dictionary seen from that office."""

    VIEW = "party.view"
    LIST = "party.list"
    ADD = "party.add"
    EDIT = "party.edit"
    CLOSE = "party.close"
    REOPEN = "party.reopen"


class ArticleAction(StrEnum):
    """As PartyAction."""

    VIEW = "article.view"
    LIST = "article.list"
    ADD = "article.add"
    EDIT = "article.edit"
    CLOSE = "article.close"
    REOPEN = "article.reopen"


def concerned(actor: Actor, subject: Any) -> bool:
    """The duty is asked of units of the actor's kind, or of all; an Office concerns all its units."""
    kinds = getattr(subject, "unit_kinds", None)
    return actor.unit_id is not None and (not kinds or actor.unit_kind in kinds)


def topmost(_actor: Actor, subject: Any) -> bool:
    """The office has no superior office in the system."""
    office = getattr(subject, "office", subject)
    return office.parent_id is None


_office_people = has(Function.CLERK, Function.LEADER)
_unit_people = has(Function.LIAISON, Function.UNIT_REVIEWER, Function.TOWNSHIP, Function.COMMUNITY_WORKER)

in_the_office = all_of(of_the_office, _office_people)
clerk = all_of(of_the_office, has(Function.CLERK))
reads = any_of(in_the_office, all_of(same_office, _unit_people, concerned))
everybody = all_of(same_office, any_of(_office_people, _unit_people))
keeps_dictionaries = all_of(clerk, topmost)

DUTY_POLICY = policy(
    {
        DutyAction.VIEW: reads,
        DutyAction.LIST: reads,
        DutyAction.ADD: clerk,
        DutyAction.LOAD: clerk,
        DutyAction.EDIT: clerk,
        DutyAction.CLOSE: clerk,
        DutyAction.REOPEN: clerk,
    }
)

PARTY_POLICY = policy(
    {
        PartyAction.VIEW: everybody,
        PartyAction.LIST: everybody,
        PartyAction.ADD: keeps_dictionaries,
        PartyAction.EDIT: keeps_dictionaries,
        PartyAction.CLOSE: keeps_dictionaries,
        PartyAction.REOPEN: keeps_dictionaries,
    }
)

ARTICLE_POLICY = policy(
    {
        ArticleAction.VIEW: everybody,
        ArticleAction.LIST: everybody,
        ArticleAction.ADD: keeps_dictionaries,
        ArticleAction.EDIT: keeps_dictionaries,
        ArticleAction.CLOSE: keeps_dictionaries,
        ArticleAction.REOPEN: keeps_dictionaries,
    }
)
