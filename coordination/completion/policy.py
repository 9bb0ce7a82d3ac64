"""Who sees how completely responsibilities were fulfilled. Nothing here changes anything."""

from enum import StrEnum

from coordination.kernel.policy import any_of, policy
from coordination.tasks.policy import in_the_office, in_the_unit


class CompletionAction(StrEnum):
    """OVERSEE and COMPARE (the offices below) are asked about the Office, the others about a MemberUnit."""

    VIEW = "completion.view"
    OVERSEE = "completion.oversee"
    COMPARE = "completion.compare"
    UNIT = "completion.unit"


POLICY = policy(
    {
        CompletionAction.VIEW: any_of(in_the_office, in_the_unit),
        CompletionAction.OVERSEE: in_the_office,
        CompletionAction.COMPARE: in_the_office,
        CompletionAction.UNIT: any_of(in_the_office, in_the_unit),
    }
)
