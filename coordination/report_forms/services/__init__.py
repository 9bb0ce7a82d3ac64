"""Building a form, and bringing it into force."""

from coordination.report_forms import policy as _policy  # noqa: F401  every service is asked about it
from coordination.report_forms.services.building import (
    Details,
    change_field,
    drop_check,
    move_field,
    put_check,
    put_field,
    put_totals,
    remove_field,
    rename_section,
)
from coordination.report_forms.services.enacting import close, discard, enact, next_period, revise
from coordination.report_forms.services.heads import Head, create, save_head

__all__ = [
    "Details",
    "Head",
    "change_field",
    "close",
    "create",
    "discard",
    "drop_check",
    "enact",
    "move_field",
    "next_period",
    "put_check",
    "put_field",
    "put_totals",
    "remove_field",
    "rename_section",
    "revise",
    "save_head",
]
