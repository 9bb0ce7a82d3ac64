"""The pure reference of scoring; nothing here reads a clock, a database or a file.

scheme       what is scored, by which method, and what is wrong with a scheme
entries      what enters a ranking
scoring      points, totals and ranks
measures     what the value of an item is, out of filed figures
explaining   why a unit stands where it stands
exchange     SCHEME.json, VALUES.csv and RESULT.json
stability    how firmly a rank stands under other weights
shrinkage    rates of small places without their chance
heat         where a cohort loses its points
snapshot     the frozen ranking as one canonical file, and its recomputation
"""

from coordination.rankings.rules.entries import Entry, NotAssessed, Source, Value
from coordination.rankings.rules.explaining import (
    Loss,
    NextRank,
    explanation,
    losses,
    median_of,
    median_total,
    next_rank,
    rank_changes,
    rounding_difference,
)
from coordination.rankings.rules.scoring import ItemScore, ScoreLine, Spread, State, score
from coordination.rankings.rules.snapshot import (
    Difference,
    Replay,
    Snapshot,
    frozen,
    recompute,
    replay,
    snapshot,
)
from coordination.schemes.rules.scheme import Better, Item, Method, Scheme, problems, validate

__all__ = [
    "Better",
    "Difference",
    "Entry",
    "Item",
    "ItemScore",
    "Loss",
    "Method",
    "NextRank",
    "NotAssessed",
    "Replay",
    "Scheme",
    "ScoreLine",
    "Snapshot",
    "Source",
    "Spread",
    "State",
    "Value",
    "explanation",
    "frozen",
    "losses",
    "median_of",
    "median_total",
    "next_rank",
    "problems",
    "rank_changes",
    "recompute",
    "replay",
    "rounding_difference",
    "score",
    "snapshot",
    "validate",
]
