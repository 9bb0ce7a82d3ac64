"""What looks odd in figures: decided from values alone. A flag is a question, never a penalty."""

from enum import StrEnum


class FlagKind(StrEnum):
    """Why a figure is asked about (issue: radar)."""

    REPEATED = "repeated"
    ROUND = "round"
    OUTLIER_OWN = "outlier_own"
    OUTLIER_COHORT = "outlier_cohort"
    DISAGREES = "disagrees"
    TOO_PERFECT = "too_perfect"
    LAST_MINUTE = "last_minute"
