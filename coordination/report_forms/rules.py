"""What report forms are made of, how one stands, and what makes it fit to be filed. Pure values."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from coordination.kernel.period import Kind
from coordination.kernel.text import Text, _

RATIO = "ratio"
MOST_WORKDAYS = 30  # n-th working day: further than any period is long
MOST_GRACE = 10
MOST_FIELDS = 200


class Shape(StrEnum):
    """About oneself: one column. Subjects: a table of units × indicators."""

    SELF = "self"
    SUBJECTS = "subjects"


class CheckKind(StrEnum):
    """What must agree, for each subject.

    Not above: `left` ≤ `right`. Equal: `left` = `right`. Sum: `parts` add up to `left`. Both:
    `left` and `right` are filled in both or neither (0 counts as neither). Total: the rows of the
    subjects add up to the total row in `left`. Sum and total may differ by `tolerance`.
    """

    NOT_ABOVE = "not_above"
    EQUAL = "equal"
    SUM = "sum"
    BOTH = "both"
    TOTAL = "total"


class Bound(StrEnum):
    """What the subject itself has at most: its households, its population."""

    HOUSEHOLDS = "households"
    POPULATION = "population"


class FormState(StrEnum):
    """Told by the instants of the row: nothing else keeps it."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    CLOSED = "closed"


BOUND_LABELS: Mapping[Bound, Text] = {
    Bound.HOUSEHOLDS: _("总户数"),
    Bound.POPULATION: _("常住人口"),
}
PERIOD_LABELS: Mapping[Kind, Text] = {
    Kind.WEEK: _("每周"),
    Kind.MONTH: _("每月"),
    Kind.QUARTER: _("每季度"),
    Kind.HALF: _("每半年"),
    Kind.YEAR: _("每年"),
}


def state_of(enacted_at: datetime | None, last_period: str | None, closed_at: datetime | None) -> FormState:
    """How a revision stands: closed before all; superseded once a later one gave it a last period."""
    if closed_at is not None:
        return FormState.CLOSED
    if enacted_at is None:
        return FormState.DRAFT
    return FormState.IN_FORCE if last_period is None else FormState.SUPERSEDED
