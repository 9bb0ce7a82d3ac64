"""Who may search the archive; verifying a document is for everybody."""

from enum import StrEnum

from coordination.kernel.functions import Function
from coordination.kernel.policy import all_of, has, of_the_office, policy, same_office

AT_WORK = (
    Function.CLERK,
    Function.LEADER,
    Function.LIAISON,
    Function.UNIT_REVIEWER,
    Function.TOWNSHIP,
    Function.COMMUNITY_WORKER,
)


class ArchiveAction(StrEnum):
    """LIST is asked about an office, TAKE about a circular."""

    LIST = "archive.list"
    TAKE = "archive.take"


POLICY = policy(
    {
        ArchiveAction.LIST: all_of(same_office, has(*AT_WORK)),
        ArchiveAction.TAKE: all_of(of_the_office, has(Function.CLERK, Function.LEADER)),
    }
)
