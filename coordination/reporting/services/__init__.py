"""The acts upon reports: filing by the unit, review by the office, opening by the schedule."""

from coordination.reporting import policy as _policy  # noqa: F401  every service is asked about it
from coordination.reporting.services.filing import fill, report_zero, submit, zeros
from coordination.reporting.services.opening import open_due_periods, open_period
from coordination.reporting.services.review import approve, give_back, lock

__all__ = [
    "approve",
    "fill",
    "give_back",
    "lock",
    "open_due_periods",
    "open_period",
    "report_zero",
    "submit",
    "zeros",
]
