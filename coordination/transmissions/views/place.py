"""The blueprint of the slice, and words of its pages."""

from flask import Blueprint

from coordination.transmissions import sentences as _sentences  # noqa: F401  what the audit says
from coordination.transmissions.rules import key_mark
from coordination.transmissions.states import CARRIERS, Direction, KeyAction, TransmissionAction

blueprint = Blueprint("transmissions", __name__)


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "carriers": CARRIERS,
        "Direction": Direction,
        "Act": TransmissionAction,
        "KeyAct": KeyAction,
        "key_mark": key_mark,
    }
