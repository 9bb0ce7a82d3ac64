"""The acts upon reports: filing by the unit, review by the office, opening and freezing of periods."""

from coordination.reporting import policy as _policy  # noqa: F401  every service is asked about it
from coordination.reporting.services.bulk import approve_many
from coordination.reporting.services.corrections import (
    ask_correction,
    grant_correction,
    refuse_correction,
    reopen,
)
from coordination.reporting.services.extensions import (
    ask_extension,
    extend_many,
    grant_extension,
    refuse_extension,
)
from coordination.reporting.services.filing import fill, report_zero, submit, zeros
from coordination.reporting.services.opening import open_due_periods, open_period
from coordination.reporting.services.periods import freeze
from coordination.reporting.services.review import approve, give_back

__all__ = [
    "approve",
    "approve_many",
    "ask_correction",
    "ask_extension",
    "extend_many",
    "fill",
    "freeze",
    "give_back",
    "grant_correction",
    "grant_extension",
    "open_due_periods",
    "open_period",
    "refuse_correction",
    "refuse_extension",
    "reopen",
    "report_zero",
    "submit",
    "zeros",
]
