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

__all__ = [
    "check",
    "draft",
    "edit",
    "findings",
    "hand_in",
    "issue",
    "reading",
    "renew",
    "send_back",
    "withdraw",
]
