"""Messages and settings are one's own; robots and the ledger belong to the office."""

from enum import StrEnum
from typing import Any

from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, all_of, has, of_the_office, policy


class MessageAction(StrEnum):
    """READ_ALL is asked about the own account, VIEW about a message or the own account."""

    VIEW = "message.view"
    READ_ALL = "message.read_all"


class PreferenceAction(StrEnum):
    """Asked about the own account."""

    VIEW = "notification_preference.view"
    SAVE = "notification_preference.save"


class RobotAction(StrEnum):
    """ADD is asked about an office, VIEW about an office or a robot, the rest about a robot."""

    VIEW = "robot.view"
    ADD = "robot.add"
    EDIT = "robot.edit"
    CLOSE = "robot.close"
    TEST = "robot.test"


class DeliveryAction(StrEnum):
    """VIEW is asked about an office or a delivery."""

    VIEW = "delivery.view"
    SEND_AGAIN = "delivery.send_again"


def is_own(actor: Actor, subject: Any) -> bool:
    """The message is for the actor; an account belongs to itself."""
    owner = subject.account_id if hasattr(subject, "account_id") else subject.id
    return actor.id is not None and actor.id == owner


in_the_office = all_of(of_the_office, has(Function.CLERK, Function.LEADER))

POLICY = policy(
    {
        MessageAction.VIEW: is_own,
        MessageAction.READ_ALL: is_own,
        PreferenceAction.VIEW: is_own,
        PreferenceAction.SAVE: is_own,
        RobotAction.VIEW: in_the_office,
        RobotAction.ADD: in_the_office,
        RobotAction.EDIT: in_the_office,
        RobotAction.CLOSE: in_the_office,
        RobotAction.TEST: in_the_office,
        DeliveryAction.VIEW: in_the_office,
        DeliveryAction.SEND_AGAIN: in_the_office,
    }
)
