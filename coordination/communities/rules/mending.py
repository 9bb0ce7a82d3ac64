"""By whom something lacking is mended, and when the next day is on which it may be met."""

from datetime import date
from enum import StrEnum

from coordination.communities.rules.effort import Mark
from coordination.standards.rules import CriterionKind, WindowKind, span

_STEPS = {WindowKind.MONTHS: 1, WindowKind.HALF_YEAR: 6, WindowKind.YEAR: 12}
_TALLIED = {
    CriterionKind.ZERO_CASES,
    CriterionKind.CASES_DROP,
    CriterionKind.LARGEST_LOSS,
    CriterionKind.NONE_LISTED,
}


def next_look(kind: WindowKind | None, size: int | None, as_of: date) -> date | None:
    """The next day on which the window moves on: the end of the running month, half year or year.

    None for windows of days, which move every day, and for criteria without a window.
    """
    if kind is None or kind is WindowKind.DAYS:
        return None
    months = _STEPS[kind]
    last = span(kind, size, as_of).last
    number = last.year * 12 + last.month - 1 + months + 1  # the month after the next step
    return date.fromordinal(date(number // 12, number % 12 + 1, 1).toordinal() - 1)


class Who(StrEnum):
    """By whom something lacking is mended."""

    COMMUNITY = "community"
    UNIT = "unit"
    POLICE = "police"
    REPORTING = "reporting"
    CONFIRMER = "confirmer"
    OFFICE = "office"


#: Whoever looks after many communities mends these once for all of them.
SHARED = (Who.UNIT, Who.POLICE, Who.REPORTING)


def mended_by(kind: CriterionKind, found: Mark, *, own_duties: bool = False) -> Who | None:
    """By whom; None where nothing is to be done. `own_duties`: the duties were passed on to the community."""
    if found in (Mark.MET, Mark.NONE):
        return None
    if found in (Mark.REVIEW, Mark.OPPOSED):
        return Who.CONFIRMER
    if found is Mark.DATA:
        return Who.POLICE if kind in _TALLIED else Who.REPORTING
    if kind is CriterionKind.NO_VETO:
        return Who.OFFICE
    if kind is CriterionKind.INDICATOR or (kind is CriterionKind.DUTIES and not own_duties):
        return Who.UNIT
    return Who.COMMUNITY
