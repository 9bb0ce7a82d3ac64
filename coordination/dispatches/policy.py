"""Who sends documents, signs for them, and sees who has not."""

from coordination.circulars.policy import drafted
from coordination.dispatches.states import DispatchAction
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, all_of, any_of, has, of_the_office, policy

UNIT = (Function.LIAISON, Function.UNIT_REVIEWER, Function.TOWNSHIP)
STAFF = (Function.CLERK, Function.LEADER)


def is_addressed(actor: Actor, dispatch: object) -> bool:
    """It was sent to the actor's unit; what was sent to nobody, such as a draft, is addressed to nobody."""
    unit_id = getattr(dispatch, "unit_id", None)
    return unit_id is not None and unit_id == actor.unit_id


keeps = all_of(of_the_office, has(*STAFF))
clerk = all_of(of_the_office, has(Function.CLERK))
reads = all_of(is_addressed, has(*UNIT))

POLICY = policy(
    {
        DispatchAction.VIEW: any_of(keeps, reads),
        DispatchAction.LIST: keeps,
        DispatchAction.CHOOSE: all_of(clerk, drafted),
        DispatchAction.SEND: clerk,
        DispatchAction.REMIND: clerk,
        DispatchAction.READ: reads,
        DispatchAction.RECEIVE: reads,
    }
)
