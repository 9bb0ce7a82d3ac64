"""Reading consultations: what blocks a circular, lists and pages, what lies behind a value, differences."""

from coordination.consultations.queries.behind import Behind, recused, reports_behind
from coordination.consultations.queries.changes import Change, changes
from coordination.consultations.queries.issue import Outcome, blocking, of_ranking, outcome, unanswered
from coordination.consultations.queries.lists import (
    Progress,
    asked,
    consulted,
    evidence,
    listed,
    objection,
    objections,
    own,
    progress,
    whole,
)

__all__ = [
    "Behind",
    "Change",
    "Outcome",
    "Progress",
    "asked",
    "blocking",
    "changes",
    "consulted",
    "evidence",
    "listed",
    "objection",
    "objections",
    "of_ranking",
    "outcome",
    "own",
    "progress",
    "recused",
    "reports_behind",
    "unanswered",
    "whole",
]
