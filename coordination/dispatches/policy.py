"""Who sends documents, signs for them, and sees who has not."""

from coordination.dispatches.states import DispatchAction
from coordination.kernel.functions import Function
from coordination.kernel.policy import all_of, has, of_the_office, of_the_unit, policy

UNIT = (Function.LIAISON, Function.UNIT_REVIEWER, Function.TOWNSHIP)
keeps = all_of(of_the_office, has(Function.CLERK, Function.LEADER))

POLICY = policy(
    {
        DispatchAction.LIST: keeps,
        DispatchAction.SEND: keeps,
        DispatchAction.REMIND: all_of(of_the_office, has(Function.CLERK)),
        DispatchAction.READ: all_of(of_the_unit, has(*UNIT)),
        DispatchAction.RECEIVE: all_of(of_the_unit, has(*UNIT)),
    }
)
