"""One criterion as SQL: how it stands, as a letter, and the facts behind it.

Not covered means not known, except where what is known breaks the criterion already. Everything is judged
by exact numbers; the value told is rounded half up to two decimals.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Numeric, case, column, func, literal, or_

from coordination.indicators.models import Indicator
from coordination.indicators.rules import Direction
from coordination.kernel.numerals import round_half_up
from coordination.standards.evaluation.columns import name_of
from coordination.standards.evaluation.filed import value_of
from coordination.standards.evaluation.plan import (
    MET,
    NOT_APPLICABLE,
    TO_CONFIRM,
    UNKNOWN,
    UNMET,
    Facts,
    Plan,
    Reading,
    Row,
    compared,
)
from coordination.standards.models import Criterion, VetoEvent
from coordination.standards.rules import CriterionKind, Span, WindowKind, clear_on


def read(plan: Plan, criterion: Criterion) -> None:
    """Add a criterion to the question."""
    plan.readings.append(_READERS[criterion.kind](plan, criterion))
    plan.groups = (*plan.groups, criterion.either)


def _zero_cases(plan: Plan, criterion: Criterion) -> Reading:
    days, tallies = plan.window(criterion), plan.tallies
    counted = tallies.cases(days)
    return _counted(plan, criterion, counted, counted > 0, tallies.last_case(days))


def _largest_loss(plan: Plan, criterion: Criterion) -> Reading:
    days, tallies, threshold = plan.window(criterion), plan.tallies, _threshold(criterion)
    largest = tallies.largest(days)
    return _counted(plan, criterion, largest, largest >= threshold, tallies.last_loss(days, threshold))


def _none_listed(plan: Plan, criterion: Criterion) -> Reading:
    days, tallies, what = plan.window(criterion), plan.tallies, str(criterion.listed)
    listed = tallies.listed(days, what)
    return _counted(plan, criterion, listed, listed > 0, tallies.last_listed(days, what))


def _counted(
    plan: Plan, criterion: Criterion, value: Any, broken: ColumnElement[bool], broken_on: ColumnElement[Any]
) -> Reading:
    """A criterion that something in the window breaks, the last of it on `broken_on`."""
    days = plan.window(criterion)
    covered = plan.tallies.covered(days)

    def facts(row: Row) -> Facts:
        return Decimal(row["value"]), {
            **_days(days, row["covered"]),
            "broken_on": _iso(row["broken_on"]),
            "possible_on": _possible_on(plan, criterion, row["broken_on"]),
        }

    standing = case((broken, UNMET), (covered == days.days, MET), else_=UNKNOWN)
    return Reading(criterion, standing, {"value": value, "covered": covered, "broken_on": broken_on}, facts)


def _cases_drop(plan: Plan, criterion: Criterion) -> Reading:
    days, tallies = plan.window(criterion), plan.tallies
    before = compared(criterion, plan.moment.as_of)
    now, then = tallies.cases(days), tallies.cases(before)
    covered, base_covered = tallies.covered(days), tallies.covered(before)

    def facts(row: Row) -> Facts:
        whole = row["covered"] == days.days and row["base_covered"] == before.days
        drop = Decimal(100 * (row["base"] - row["cases"])) / row["base"] if row["base"] and whole else None
        return None if drop is None else round_half_up(drop), {
            **_days(days, row["covered"]),
            "cases": int(row["cases"]),
            "base": int(row["base"]),
            "base_first_on": _iso(before.first),
            "base_last_on": _iso(before.last),
            "base_days": before.days,
            "base_covered": int(row["base_covered"]),
        }

    too_little = or_(then == 0, (then - now) * 100 < _threshold(criterion) * then)
    known = case((too_little, UNMET), (covered == days.days, MET), else_=UNKNOWN)
    standing = case((base_covered == before.days, known), else_=UNKNOWN)
    names = {"cases": now, "covered": covered, "base": then, "base_covered": base_covered}
    return Reading(criterion, standing, names, facts)


def _indicator(plan: Plan, criterion: Criterion) -> Reading:
    days, threshold = plan.window(criterion), _threshold(criterion)
    indicator: Indicator = criterion.indicator  # type: ignore[assignment]  # the CHECK says so
    name = f"figure_{len(plan.figures)}"
    plan.figures[name] = value_of(indicator, plan.parts, days, plan.moment, plan.units)
    value: ColumnElement[Any] = column(name, Numeric())
    good = value <= threshold if indicator.direction == Direction.LOWER else value >= threshold

    def facts(row: Row) -> Facts:
        value = None if row["value"] is None else round_half_up(row["value"])
        return value, {"first_on": _iso(days.first), "last_on": _iso(days.last)}

    standing = case((value.is_(None), UNKNOWN), (good, MET), else_=UNMET)
    return Reading(criterion, standing, {"value": value}, facts)


def _duties(plan: Plan, criterion: Criterion) -> Reading:
    """The community's own assignments where any was passed on to it, else those of its unit."""
    days, party = plan.window(criterion), int(criterion.party_id or 0)
    plan.duty_days.append(days)
    own = plan.by_place.share(plan.moment.as_of, days, party)
    unit = plan.by_unit.share(plan.moment.as_of, days, party)
    done = case((own.asked.is_not(None), own.done), else_=unit.done)
    due = case((own.asked.is_not(None), own.due), else_=unit.due)

    def facts(row: Row) -> Facts:
        share = round_half_up(100 * row["done"] / row["due"]) if row["due"] else None
        return share, {
            "first_on": _iso(days.first),
            "last_on": _iso(days.last),
            "own": bool(row["own"]),
            "asked": int(row["asked"] or 0),
        }

    good = done * 100 >= _threshold(criterion) * due
    standing = case((func.coalesce(due, 0) == 0, NOT_APPLICABLE), (good, MET), else_=UNMET)
    names = {
        "done": func.coalesce(done, 0),
        "due": due,
        "own": own.asked.is_not(None),
        "asked": func.coalesce(own.asked, unit.asked),
    }
    return Reading(criterion, standing, names, facts)


def _check(_plan: Plan, criterion: Criterion) -> Reading:
    return Reading(criterion, literal(TO_CONFIRM), {}, lambda _row: (None, {}))


def _no_veto(plan: Plan, criterion: Criterion) -> Reading:
    days = plan.window(criterion)
    within = VetoEvent.happened_on.between(days.first, days.last)
    last = plan.vetoes.want(name_of("veto", days), func.max(VetoEvent.happened_on).filter(within), Date())
    count = plan.vetoes.want(name_of("vetoes", days), func.count().filter(within), Integer())

    def facts(row: Row) -> Facts:
        return Decimal(row["count"]), {
            "first_on": _iso(days.first),
            "last_on": _iso(days.last),
            "broken_on": _iso(row["last"]),
            "possible_on": _possible_on(plan, criterion, row["last"]),
        }

    standing = case((last.is_not(None), UNMET), else_=MET)
    return Reading(criterion, standing, {"last": last, "count": func.coalesce(count, 0)}, facts)


_READERS = {
    CriterionKind.ZERO_CASES: _zero_cases,
    CriterionKind.CASES_DROP: _cases_drop,
    CriterionKind.LARGEST_LOSS: _largest_loss,
    CriterionKind.NONE_LISTED: _none_listed,
    CriterionKind.INDICATOR: _indicator,
    CriterionKind.DUTIES: _duties,
    CriterionKind.CHECK: _check,
    CriterionKind.NO_VETO: _no_veto,
}


def _possible_on(plan: Plan, criterion: Criterion, broken_on: date | None) -> str | None:
    """The first day on which the window has left the last thing that breaks it behind."""
    if broken_on is None:
        return None
    kind = WindowKind(str(criterion.window_kind))
    return _iso(clear_on(kind, criterion.window_size, broken_on, plan.moment.as_of))


def _days(days: Span, covered: Any) -> dict[str, Any]:
    """The window, and on how many of its days something is known."""
    return {
        "first_on": _iso(days.first),
        "last_on": _iso(days.last),
        "days": days.days,
        "covered": int(covered),
    }


def _threshold(criterion: Criterion) -> Decimal:
    return criterion.threshold or Decimal(0)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
