"""Who opens the screen of a township or of a community."""

from enum import StrEnum

from coordination.kernel.functions import Function
from coordination.kernel.policy import all_of, any_of, has, of_the_office, of_the_unit, policy, same_office
from coordination.subjects.policy import in_the_community, in_the_office, looks_after


class CommunityAction(StrEnum):
    """OVERVIEW is asked about a unit, VIEW about a unit or a subject, OWN about the office of who asks."""

    VIEW = "community.view"
    OVERVIEW = "community.overview"
    OWN = "community.own"


works_in_a_community = all_of(same_office, has(Function.COMMUNITY_WORKER))
of_a_unit = all_of(same_office, of_the_unit, has(Function.LIAISON, Function.TOWNSHIP, Function.UNIT_REVIEWER))
in_the_same_office = all_of(of_the_office, has(Function.CLERK, Function.LEADER))

POLICY = policy(
    {
        CommunityAction.VIEW: any_of(in_the_office, looks_after, in_the_community, works_in_a_community),
        CommunityAction.OVERVIEW: any_of(in_the_same_office, of_a_unit),
        CommunityAction.OWN: works_in_a_community,
    }
)
