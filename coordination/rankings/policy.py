"""Who may do what with rankings."""

from enum import StrEnum
from typing import Any

from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, all_of, any_of, has, of_the_office, policy, same_office

AT_WORK = (
    Function.CLERK,
    Function.LEADER,
    Function.LIAISON,
    Function.UNIT_REVIEWER,
    Function.TOWNSHIP,
    Function.COMMUNITY_WORKER,
)


class RankingAction(StrEnum):
    VIEW = "ranking.view"
    LIST = "ranking.list"
    PUBLISH = "ranking.publish"
    TRY = "ranking.try"


def published(_actor: Actor, ranking: Any) -> bool:
    """The ranking, or the one that the line belongs to, went out with a circular."""
    return getattr(getattr(ranking, "ranking", ranking), "published_at", None) is not None


at_work = all_of(same_office, has(*AT_WORK))
keeps = all_of(of_the_office, has(Function.CLERK, Function.LEADER))
reads = any_of(keeps, all_of(at_work, published))


def lists(actor: Actor, office: Any) -> bool:
    """The list of rankings of the own office; it shows what the actor may view."""
    return office.__tablename__ == "offices" and at_work(actor, office)


POLICY = policy(
    {
        RankingAction.VIEW: any_of(lists, reads),
        RankingAction.LIST: lists,
        RankingAction.TRY: keeps,
        RankingAction.PUBLISH: all_of(of_the_office, has(Function.LEADER)),
    }
)
