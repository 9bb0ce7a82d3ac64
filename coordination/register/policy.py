"""Who sees the register of an office and who sets its targets. The public register needs no function."""

from enum import StrEnum

from coordination.kernel.functions import Function
from coordination.kernel.policy import all_of, has, of_the_office, policy


class RegisterAction(StrEnum):
    """All are asked about the office."""

    VIEW = "register.view"
    TARGET = "register.target"


in_the_office = all_of(of_the_office, has(Function.CLERK, Function.LEADER))

POLICY = policy(
    {
        RegisterAction.VIEW: in_the_office,
        RegisterAction.TARGET: all_of(of_the_office, has(Function.CLERK)),
    }
)
