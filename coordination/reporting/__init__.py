"""Figures from the units: indicators, forms, periods, reports, review."""
