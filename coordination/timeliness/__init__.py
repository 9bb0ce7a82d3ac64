"""Timeliness and completeness of reports by unit, form and period, with their trend."""
