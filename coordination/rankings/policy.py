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
    SNAPSHOT = "ranking.snapshot"
    TRY = "ranking.try"


def published(_actor: Actor, ranking: Any) -> bool:
    """The ranking, or the one that the line belongs to, went out with a circular."""
    return getattr(getattr(ranking, "ranking", ranking), "published_at", None) is not None


def shown(actor: Actor, found: Any) -> bool:
    """A ranking is a page of what is shown; of its lines those that are, and the unit's own."""
    ranking = getattr(found, "ranking", None)
    if ranking is None or ranking.shown_lines is None:
        return True
    return found.id in ranking.shown_lines or (actor.unit_id is not None and found.unit_id == actor.unit_id)


def wholly(_actor: Actor, ranking: Any) -> bool:
    """Every line is open to every unit, so its file may be too."""
    return ranking.shown_lines is None


at_work = all_of(same_office, has(*AT_WORK))
keeps = all_of(of_the_office, has(Function.CLERK, Function.LEADER))
reads = any_of(keeps, all_of(at_work, published, shown))


def lists(actor: Actor, office: Any) -> bool:
    """The list of rankings of the own office; it shows what the actor may view."""
    return office.__tablename__ == "offices" and at_work(actor, office)


POLICY = policy(
    {
        RankingAction.VIEW: any_of(lists, reads),
        RankingAction.LIST: lists,
        RankingAction.SNAPSHOT: any_of(keeps, all_of(at_work, published, wholly)),
        RankingAction.TRY: keeps,
        RankingAction.PUBLISH: all_of(of_the_office, has(Function.LEADER)),
    }
)
