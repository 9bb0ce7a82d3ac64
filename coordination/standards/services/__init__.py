"""Writing standards, bringing them into force, and events that veto a title."""

from coordination.standards import policy as _policy  # noqa: F401  every service is asked about it
from coordination.standards.services.building import drop, move, put, save_head
from coordination.standards.services.enacting import close, discard, enact, revise
from coordination.standards.services.heads import Name, adopt, create
from coordination.standards.services.vetoes import unveto, veto

__all__ = [
    "Name",
    "adopt",
    "close",
    "create",
    "discard",
    "drop",
    "enact",
    "move",
    "put",
    "revise",
    "save_head",
    "unveto",
    "veto",
]
