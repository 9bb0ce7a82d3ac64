"""Reading applications: one, lists, what is found of their criteria, what waits for whom."""

from coordination.applications.queries.applications import application, visible_to
from coordination.applications.queries.findings import Look, as_of, evaluated, latest_findings, obstacles

__all__ = ["Look", "application", "as_of", "evaluated", "latest_findings", "obstacles", "visible_to"]
