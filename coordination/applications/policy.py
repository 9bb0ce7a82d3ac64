"""Who applies, who reviews first, who signs criteria, who decides."""

from typing import Any

from coordination.applications.states import ApplicationAction, ApplicationState
from coordination.kernel import policy as policies
from coordination.kernel.functions import Function
from coordination.kernel.policy import (
    Actor,
    all_of,
    any_of,
    has,
    of_the_office,
    of_the_unit,
    policy,
    refusing,
    same_office,
)
from coordination.kernel.text import _

A = ApplicationAction
OFFICE_PEOPLE = frozenset({Function.CLERK, Function.LEADER})
UNIT_PEOPLE = frozenset({Function.LIAISON, Function.UNIT_REVIEWER, Function.TOWNSHIP})
_unit_people = has(*sorted(UNIT_PEOPLE))
in_the_office = all_of(of_the_office, has(*sorted(OFFICE_PEOPLE)))
clerk_of_the_office = all_of(of_the_office, has(Function.CLERK))
leader_of_the_office = all_of(of_the_office, has(Function.LEADER))
looks_after = all_of(same_office, of_the_unit, _unit_people)
acts_for_the_unit = all_of(same_office, of_the_unit, has(Function.LIAISON, Function.TOWNSHIP))


def _loaded(subject: Any, name: str) -> Any:
    """What an object carries already; a rule asks the database for nothing."""
    return getattr(subject, "__dict__", {}).get(name)


def _of_whole(subject: Any) -> Any:
    """The application of a file or an opinion; anything else is itself."""
    return _loaded(subject, "application") or subject


def of_the_community(actor: Actor, subject: Any) -> bool:
    """A community worker works in this very community."""
    return policies.of_the_community(actor, _of_whole(subject))


def is_asked_to_sign(actor: Actor, subject: Any) -> bool:
    """The actor's unit signs one of the criteria."""
    opinions = _loaded(_of_whole(subject), "opinions")
    return actor.unit_id is not None and any(one.unit_id == actor.unit_id for one in opinions or ())


@refusing(_("已过初审，由联席办退回。"))
def waits_for_first_review(_actor: Actor, application: Any) -> bool:
    """The township sends back only what it reviews."""
    return getattr(application, "state", None) is ApplicationState.FILED


@refusing(_("谁申报的，谁不能初审、结论或退回。请由另一位同事办理。"))
def did_not_file(actor: Actor, application: Any) -> bool:
    """Who filed an application neither reviews nor decides it."""
    return actor.id is not None and actor.id != getattr(application, "filed_by_id", None)


in_the_community = all_of(same_office, of_the_community)
signs = all_of(same_office, is_asked_to_sign, _unit_people)

POLICY = policy(
    {
        A.VIEW: any_of(in_the_office, looks_after, in_the_community, signs),
        A.LIST: in_the_office,
        A.MINE: any_of(looks_after, all_of(same_office, has(Function.COMMUNITY_WORKER))),
        A.CREATE: any_of(acts_for_the_unit, in_the_community),
        A.EDIT: any_of(acts_for_the_unit, in_the_community),
        A.FILE: any_of(acts_for_the_unit, in_the_community),
        A.FILE_MANY: acts_for_the_unit,
        A.ADMIT: all_of(any_of(acts_for_the_unit, clerk_of_the_office), did_not_file),
        A.SKIP: any_of(acts_for_the_unit, in_the_community, in_the_office),
        A.OPINE: all_of(same_office, of_the_unit, _unit_people),
        A.CHASE: in_the_office,
        A.CONCLUDE: all_of(clerk_of_the_office, did_not_file),
        A.PUBLISH: clerk_of_the_office,
        A.UNPUBLISH: in_the_office,
        A.CLOSE_NOTICE: clerk_of_the_office,
        A.NAME: all_of(leader_of_the_office, did_not_file),
        A.RETURN: all_of(
            any_of(all_of(acts_for_the_unit, waits_for_first_review), in_the_office), did_not_file
        ),
        A.REFUSE: all_of(in_the_office, did_not_file),
        A.WITHDRAW: any_of(acts_for_the_unit, in_the_community),
    }
)
