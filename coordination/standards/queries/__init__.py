"""Reading standards. Lists start at `visible_to(actor)`."""

from coordination.standards.queries.known import known
from coordination.standards.queries.lists import (
    Listed,
    draft_of,
    enacted,
    latest,
    listed,
    patterns,
    standard,
    version,
    versions,
    visible_to,
    whole,
)
from coordination.standards.queries.trials import Compared, Trial, trial
from coordination.standards.queries.vetoes import vetoes

__all__ = [
    "Compared",
    "Listed",
    "Trial",
    "draft_of",
    "enacted",
    "known",
    "latest",
    "listed",
    "patterns",
    "standard",
    "trial",
    "version",
    "versions",
    "vetoes",
    "visible_to",
    "whole",
]
