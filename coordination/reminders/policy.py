"""Who may chase, and who may read the ledger."""

from enum import StrEnum

from coordination.kernel.functions import Function
from coordination.kernel.policy import (
    Actor,
    all_of,
    any_of,
    has,
    of_the_office,
    of_the_unit,
    policy,
    same_office,
)


class ReminderAction(StrEnum):
    """LIST, CLIMB, CHASE and CALL are asked about the office, the rest about a reminder."""

    VIEW = "reminder.view"
    LIST = "reminder.list"
    CLIMB = "reminder.climb"
    CHASE = "reminder.chase"
    CALL = "reminder.call"
    EDIT_LETTER = "reminder.edit_letter"
    SEND_LETTER = "reminder.send_letter"


class FeedAction(StrEnum):
    """Asked about an account: the address of the calendar of one's own deadlines."""

    VIEW = "calendar.view"
    TURN_ON = "calendar.turn_on"
    TURN_OFF = "calendar.turn_off"


in_the_office = all_of(of_the_office, has(Function.CLERK, Function.LEADER))
clerk = all_of(of_the_office, has(Function.CLERK))
of_its_unit = all_of(
    same_office, of_the_unit, has(Function.LIAISON, Function.UNIT_REVIEWER, Function.TOWNSHIP)
)


def was_sent(_actor: object, reminder: object) -> bool:
    """A letter that is still a draft is the office's own."""
    return getattr(reminder, "sent_at", None) is not None


def oneself(actor: Actor, account: object) -> bool:
    return actor.id is not None and actor.id == getattr(account, "id", None) and hasattr(account, "username")


def nobody(_actor: object, _subject: object) -> bool:
    """Done by the schedule, not by a person on a page."""
    return False


POLICY = policy(
    {
        ReminderAction.VIEW: any_of(in_the_office, all_of(of_its_unit, was_sent)),
        ReminderAction.LIST: in_the_office,
        ReminderAction.CLIMB: nobody,
        ReminderAction.CHASE: in_the_office,
        ReminderAction.CALL: in_the_office,
        ReminderAction.EDIT_LETTER: clerk,
        ReminderAction.SEND_LETTER: in_the_office,
    }
)

FEED = policy(dict.fromkeys(FeedAction, oneself))
