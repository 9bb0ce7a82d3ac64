"""The kinds of question, how one ends, and what a question consists of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

#: The numbers an explanation is written from, as strings; `value` is what the unit filed.
Facts = Mapping[str, str]


class FlagKind(StrEnum):
    """Why a figure is asked about (issue: radar)."""

    REPEATED = "repeated"
    ROUND = "round"
    OUTLIER_OWN = "outlier_own"
    OUTLIER_COHORT = "outlier_cohort"
    DISAGREES = "disagrees"
    TOO_PERFECT = "too_perfect"
    LAST_MINUTE = "last_minute"


class Outcome(StrEnum):
    """How a question ended: the office took the explanation; the figure was filed anew; it no longer
    holds because what it was compared with has changed. The last two are the system's doing."""

    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    LAPSED = "lapsed"


class Standing(StrEnum):
    """How a question stands."""

    OPEN = "open"
    ANSWERED = "answered"
    SETTLED = "settled"


def standing(answered_at: datetime | None, outcome: Outcome | None) -> Standing:
    """Open until the unit has answered, answered until the office or the system has settled it."""
    if outcome is not None:
        return Standing.SETTLED
    return Standing.OPEN if answered_at is None else Standing.ANSWERED


@dataclass(frozen=True, slots=True)
class Question:
    """`subject_id` and `code` None: about the whole report (or, with a code, the whole column)."""

    kind: FlagKind
    subject_id: int | None
    code: str | None
    facts: Facts

    @property
    def about(self) -> tuple[FlagKind, int | None, str | None]:
        return self.kind, self.subject_id, self.code
