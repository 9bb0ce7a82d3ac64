"""Reading reports. Lists start at `visible_to(actor)`."""

from coordination.reporting import filed as _filed  # noqa: F401  tells the catalogue of figures
from coordination.reporting.queries.facts import (
    Fact,
    approved,
    expected_reports,
    facts_of,
    periods_with_reports,
)
from coordination.reporting.queries.layouts import layout
from coordination.reporting.queries.listing import Listed
from coordination.reporting.queries.lists import (
    LAST_PAGE,
    Trouble,
    filed,
    latest_period,
    latest_periods,
    owed,
    trouble,
    visible_to,
)
from coordination.reporting.queries.opened import is_asked_for, latest_opened
from coordination.reporting.queries.overview import Form, Overview, Wanted, overview
from coordination.reporting.queries.sheets import Sheet, Stored, last_snapshot, read, report, revisions, sheet
from coordination.reporting.queries.timely import punctuality

__all__ = [
    "LAST_PAGE",
    "Fact",
    "Form",
    "Listed",
    "Overview",
    "Sheet",
    "Stored",
    "Trouble",
    "Wanted",
    "approved",
    "expected_reports",
    "facts_of",
    "filed",
    "is_asked_for",
    "last_snapshot",
    "latest_opened",
    "latest_period",
    "latest_periods",
    "layout",
    "overview",
    "owed",
    "periods_with_reports",
    "punctuality",
    "read",
    "report",
    "revisions",
    "sheet",
    "trouble",
    "visible_to",
]
