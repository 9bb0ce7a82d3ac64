"""The acts upon circulars; each is one transaction."""

from coordination.circulars.services.correcting import correct
from coordination.circulars.services.deciding import check, hand_in, issue, send_back, withdraw
from coordination.circulars.services.drafting import draft, edit, renew
from coordination.circulars.services.ledger import confirm_ledger, void_numbers
from coordination.circulars.services.planning import set_code, set_quota
from coordination.circulars.services.publishing import choose_publication
from coordination.circulars.services.reading import findings, reading

__all__ = [
    "check",
    "choose_publication",
    "confirm_ledger",
    "correct",
    "draft",
    "edit",
    "findings",
    "hand_in",
    "issue",
    "reading",
    "renew",
    "send_back",
    "set_code",
    "set_quota",
    "void_numbers",
    "withdraw",
]
