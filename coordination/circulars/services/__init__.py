"""The acts upon circulars; each is one transaction."""

from coordination.circulars.services.commenting import comment, settle
from coordination.circulars.services.correcting import correct
from coordination.circulars.services.deciding import check, hand_in, issue, send_back, withdraw
from coordination.circulars.services.drafting import Wanted, draft, renew
from coordination.circulars.services.editing import edit
from coordination.circulars.services.ledger import confirm_ledger, void_numbers
from coordination.circulars.services.notices import notices_of
from coordination.circulars.services.planning import set_code, set_quota
from coordination.circulars.services.publishing import choose_publication
from coordination.circulars.services.reading import findings, reading
from coordination.circulars.services.versions import autosave, discard_autosave

__all__ = [
    "Wanted",
    "autosave",
    "check",
    "choose_publication",
    "comment",
    "confirm_ledger",
    "correct",
    "discard_autosave",
    "draft",
    "edit",
    "findings",
    "hand_in",
    "issue",
    "notices_of",
    "reading",
    "renew",
    "send_back",
    "set_code",
    "set_quota",
    "settle",
    "void_numbers",
    "withdraw",
]
