"""Reading consultations: what blocks a circular, lists and pages, what lies behind a value, differences."""

from coordination.consultations.queries.behind import Behind, recused, reports_behind
from coordination.consultations.queries.changes import Change, changes
from coordination.consultations.queries.issue import Outcome, blocking, of_ranking, outcome, unanswered
from coordination.consultations.queries.lists import (
    PAGE,
    Progress,
    Show,
    asked,
    asked_page,
    cohort,
    consulted,
    evidence,
    listed,
    objection,
    objections,
    own,
    place_in,
    progress,
    replaced_by,
    whole,
)

__all__ = [
    "PAGE",
    "Behind",
    "Change",
    "Outcome",
    "Progress",
    "Show",
    "asked",
    "asked_page",
    "blocking",
    "changes",
    "cohort",
    "consulted",
    "evidence",
    "listed",
    "objection",
    "objections",
    "of_ranking",
    "outcome",
    "own",
    "place_in",
    "progress",
    "recused",
    "replaced_by",
    "reports_behind",
    "unanswered",
    "whole",
]
