"""Who opens the screen of a township or of a community."""

from enum import StrEnum

from coordination.kernel.functions import Function
from coordination.kernel.policy import all_of, any_of, has, of_the_office, of_the_unit, policy, same_office
from coordination.subjects.policy import in_the_community, in_the_office, looks_after


class CommunityAction(StrEnum):
    """OVERVIEW is asked about a unit, OWN about the office of who asks, VIEW about any of these or a subject.
    Whoever looks after a community by a unit, works in it, or works in the office sees how it stands."""

    VIEW = "community.view"
    OVERVIEW = "community.overview"
    OWN = "community.own"


def is_an_office(_actor: object, subject: object) -> bool:
    """A place of work, neither a unit nor a subject: what the worker's own page is asked about."""
    return not hasattr(subject, "unit_id")


works_in_a_community = all_of(same_office, has(Function.COMMUNITY_WORKER))
of_a_unit = all_of(same_office, of_the_unit, has(Function.LIAISON, Function.TOWNSHIP, Function.UNIT_REVIEWER))
in_the_same_office = all_of(of_the_office, has(Function.CLERK, Function.LEADER))
own_page = all_of(is_an_office, works_in_a_community)

POLICY = policy(
    {
        CommunityAction.VIEW: any_of(in_the_office, looks_after, in_the_community, own_page),
        CommunityAction.OVERVIEW: any_of(in_the_same_office, of_a_unit),
        CommunityAction.OWN: own_page,
    }
)
