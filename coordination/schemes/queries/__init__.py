"""Reading schemes. Lists start at `visible_to(actor)`."""

from coordination.schemes import policy as _policy  # noqa: F401  its table is published
from coordination.schemes import uses as _uses  # noqa: F401  told to the catalogue
from coordination.schemes.queries.entries import counting, entries, entry, entry_months, same_value
from coordination.schemes.queries.known import known, units
from coordination.schemes.queries.lists import (
    Listed,
    calibers,
    cohorts,
    current,
    in_force,
    indicators,
    items,
    listed,
    members,
    members_of,
    months_of,
    periods,
    refusal_for,
    revision,
    revisions,
    successor,
    visible_to,
    whole,
)

__all__ = [
    "Listed",
    "calibers",
    "cohorts",
    "counting",
    "current",
    "entries",
    "entry",
    "entry_months",
    "in_force",
    "indicators",
    "items",
    "known",
    "listed",
    "members",
    "members_of",
    "months_of",
    "periods",
    "refusal_for",
    "revision",
    "revisions",
    "same_value",
    "successor",
    "units",
    "visible_to",
    "whole",
]
