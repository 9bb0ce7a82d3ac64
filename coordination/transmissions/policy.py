"""Who sends figures to the office above, who takes them in, who keeps the keys."""

from coordination.kernel.functions import Function
from coordination.kernel.policy import all_of, has, of_the_office, policy
from coordination.transmissions.states import KeyAction, TransmissionAction

in_the_office = all_of(of_the_office, has(Function.CLERK, Function.LEADER))
clerk = all_of(of_the_office, has(Function.CLERK))
leader = all_of(of_the_office, has(Function.LEADER))

POLICY = policy(
    {
        TransmissionAction.VIEW: in_the_office,
        TransmissionAction.LIST: in_the_office,
        TransmissionAction.SEND: clerk,
        TransmissionAction.RECEIVE: clerk,
    }
)

KEYS = policy(
    {
        KeyAction.VIEW: in_the_office,
        KeyAction.LIST: in_the_office,
        KeyAction.MAKE: leader,
        KeyAction.TRUST: leader,
        KeyAction.WITHDRAW: leader,
    }
)
