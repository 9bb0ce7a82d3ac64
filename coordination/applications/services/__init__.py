"""The acts upon applications. `published`, `unpublished`, `notice_closed`, `named` and `reevaluated` are for
the slices above: they run inside the transaction of the caller, who writes the audit."""

from coordination.applications.services.asking import chase, chase_late
from coordination.applications.services.drafting import draft, edit, withdraw
from coordination.applications.services.filing import file, file_many
from coordination.applications.services.opining import agree_many, opine
from coordination.applications.services.refusing import NotReady
from coordination.applications.services.reviewing import admit, conclude, refuse, send_back
from coordination.applications.services.steps import (
    advance,
    named,
    notice_closed,
    published,
    reevaluated,
    unpublished,
)

__all__ = [
    "NotReady",
    "admit",
    "advance",
    "agree_many",
    "chase",
    "chase_late",
    "conclude",
    "draft",
    "edit",
    "file",
    "file_many",
    "named",
    "notice_closed",
    "opine",
    "published",
    "reevaluated",
    "refuse",
    "send_back",
    "unpublished",
    "withdraw",
]
