"""Who sees how punctually reports are filed. Nothing here changes anything."""

from enum import StrEnum

from coordination.kernel.policy import any_of, policy
from coordination.reporting.policy import in_the_office, in_the_unit


class TimelinessAction(StrEnum):
    """OVERSEE is asked about the office, the others about a MemberUnit."""

    VIEW = "timeliness.view"
    OVERSEE = "timeliness.oversee"
    UNIT = "timeliness.unit"


POLICY = policy(
    {
        TimelinessAction.VIEW: any_of(in_the_office, in_the_unit),
        TimelinessAction.OVERSEE: in_the_office,
        TimelinessAction.UNIT: any_of(in_the_office, in_the_unit),
    }
)
