"""Who may search the archive; verifying a document is for everybody."""

from enum import StrEnum

from coordination.circulars.policy import PUBLIC, WORKING
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, all_of, any_of, has, of_the_office, policy, same_office


class ArchiveAction(StrEnum):
    """LIST is asked about an office, TAKE about a document."""

    VIEW = "archive.view"
    LIST = "archive.list"
    TAKE = "archive.take"


def is_kept(_actor: Actor, circular: object) -> bool:
    """A draft is not in the archive."""
    return getattr(circular, "state", None) in PUBLIC


lists = all_of(same_office, has(*WORKING))
takes = all_of(of_the_office, has(Function.CLERK, Function.LEADER), is_kept)

POLICY = policy(
    {
        ArchiveAction.VIEW: any_of(lists, takes),
        ArchiveAction.LIST: lists,
        ArchiveAction.TAKE: takes,
    }
)
