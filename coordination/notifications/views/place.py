"""The blueprint of the slice, and the counter in the bar on top of every page."""

from flask import Blueprint, g

from coordination.notifications import sentences  # noqa: F401  the words of the register
from coordination.notifications.policy import DeliveryAction, RobotAction
from coordination.notifications.queries.messages import COUNTED
from coordination.notifications.states import CHANNEL_LABELS, DELIVERY_LABELS, DeliveryState

blueprint = Blueprint("notifications", __name__)
LOOKS = {
    DeliveryState.WAITING: "plain",
    DeliveryState.HANDED: "wait",
    DeliveryState.DELIVERED: "done",
    DeliveryState.FAILED: "late",
    DeliveryState.UNKNOWN: "change",
}


@blueprint.app_context_processor
def counter() -> dict[str, object]:
    return {"unread_messages": unread_messages}


def unread_messages() -> str:
    """For the bar: a number, 99+, or nothing, as it was when the request came in."""
    if g.get("account") is None:
        return ""
    count = g.account.unread
    return "" if not count else f"{COUNTED - 1}+" if count >= COUNTED else str(count)


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "RobotAction": RobotAction,
        "DeliveryAction": DeliveryAction,
        "CHANNELS": CHANNEL_LABELS,
        "STATES": DELIVERY_LABELS,
        "LOOKS": LOOKS,
    }
