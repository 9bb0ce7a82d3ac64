"""Reading reports. Lists start at `visible_to(actor)`."""

from coordination.reporting.queries.facts import (
    Fact,
    approved,
    expected_reports,
    facts_of,
    periods_with_reports,
    punctuality,
)

__all__ = ["Fact", "approved", "expected_reports", "facts_of", "periods_with_reports", "punctuality"]
