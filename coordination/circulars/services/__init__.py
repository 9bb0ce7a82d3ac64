"""The acts upon circulars; each is one transaction."""

from coordination.circulars.services.deciding import (
    check,
    findings,
    hand_in,
    issue,
    reading,
    send_back,
    withdraw,
)
from coordination.circulars.services.drafting import draft, edit, renew
from coordination.circulars.services.ledger import confirm_ledger, void_numbers

__all__ = [
    "check",
    "confirm_ledger",
    "draft",
    "edit",
    "findings",
    "hand_in",
    "issue",
    "reading",
    "renew",
    "send_back",
    "void_numbers",
    "withdraw",
]
