"""Writing schemes, bringing them into force, and what is entered by hand for them."""

from coordination.schemes import policy as _policy  # noqa: F401  every service is asked about it
from coordination.schemes import sentences as _sentences  # noqa: F401  the register says what was done
from coordination.schemes.services.building import drop, move, put, save_head, weigh
from coordination.schemes.services.enacting import close, discard, enact
from coordination.schemes.services.entering import Entered, confirm, enter, withdraw
from coordination.schemes.services.grouping import drop_cohort, exempt, put_cohort
from coordination.schemes.services.starting import create, revise, take_in

__all__ = [
    "Entered",
    "close",
    "confirm",
    "create",
    "discard",
    "drop",
    "drop_cohort",
    "enact",
    "enter",
    "exempt",
    "move",
    "put",
    "put_cohort",
    "revise",
    "save_head",
    "take_in",
    "weigh",
    "withdraw",
]
