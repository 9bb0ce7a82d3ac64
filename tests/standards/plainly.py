"""A second evaluator, small and slow, of nothing but sets of days: it shares no line with the product.

Criteria and rows are plain dictionaries; answers are the words met, unmet, unknown, to_confirm.
"""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

ONE = timedelta(days=1)


def all_days(first, last):
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


def is_month_end(day):
    return day.day == monthrange(day.year, day.month)[1]


def ends_step(kind, day):
    if not is_month_end(day):
        return False
    return {"months": True, "half_year": day.month in (6, 12), "year": day.month == 12}[kind]


def window(kind, size, day):
    """Walk back day by day: to the last end of a step, then over as many steps as the window has."""
    if kind == "days":
        return all_days(day - timedelta(days=size - 1), day)
    while not ends_step(kind, day):
        day -= ONE
    days, steps = set(), 0
    while True:
        if ends_step(kind, day):
            steps += 1
            if steps > (size or 1):
                return days
        days.add(day)
        day -= ONE


def compared(kind, size, day, base):
    now = window(kind, size, day)
    if base == "previous":
        return window(kind, size, min(now) - ONE)
    if kind == "days":
        return all_days(a_year_before(min(now)), a_year_before(max(now)))
    months = {(one.year - 1, one.month) for one in now}
    return {
        date(year, month, number)
        for year, month in months
        for number in range(1, monthrange(year, month)[1] + 1)
    }


def a_year_before(day):
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return date(day.year - 1, 2, 28)


def known(rows, at):
    """What was on the books at an instant; None: now."""
    if at is None:
        return [row for row in rows if row["superseded_at"] is None]
    return [
        row
        for row in rows
        if row["recorded_at"] <= at and (row["superseded_at"] is None or row["superseded_at"] > at)
    ]


def days_of(row):
    return all_days(row["first_on"], row["last_on"])


def touching(rows, days):
    return [row for row in rows if days_of(row) & days]


def cases_in(rows, days):
    return sum(
        row["cases"]
        for row in touching(rows, days)
        if row["last_case_on"] is None or row["last_case_on"] >= min(days)
    )


def is_covered(rows, days):
    return days <= set().union(*(days_of(row) for row in rows))


def unless_broken(broken, covered):
    if broken:
        return "unmet"
    return "met" if covered else "unknown"


def standing(criterion, rows, vetoes, day, at):
    """How one criterion stands for one subject."""
    kind = criterion["kind"]
    if kind == "check":
        return "to_confirm"
    days = window(criterion["window_kind"], criterion["window_size"], day)
    if kind == "no_veto":
        bad = [one for one in vetoes if one["happened_on"] in days and veto_stands(one, at)]
        return "unmet" if bad else "met"
    rows = known(rows, at)
    covered = is_covered(rows, days)
    if kind == "zero_cases":
        return unless_broken(cases_in(rows, days) > 0, covered)
    if kind == "largest_loss":
        losses = [row["largest_loss"] for row in touching(rows, days)]
        return unless_broken(any(loss >= criterion["threshold"] for loss in losses), covered)
    if kind == "none_listed":
        return unless_broken(any(row[criterion["listed"]] for row in touching(rows, days)), covered)
    return dropped(criterion, rows, day, covered, cases_in(rows, days))


def dropped(criterion, rows, day, covered, cases):
    before = compared(criterion["window_kind"], criterion["window_size"], day, criterion["base"])
    if not is_covered(rows, before):
        return "unknown"
    base = cases_in(rows, before)
    if base == 0:
        return "unmet"
    return unless_broken(Decimal(base - cases) / base * 100 < criterion["threshold"], covered)


def veto_stands(veto, at):
    if at is None:
        return veto["withdrawn_at"] is None
    return veto["recorded_at"] <= at and (veto["withdrawn_at"] is None or veto["withdrawn_at"] > at)


def verdict(criteria, standings):
    """True, False or None for the whole standard."""
    parts = {}
    for number, criterion in enumerate(criteria):
        parts.setdefault(criterion["either"] or str(number), []).append(standings[number])
    answers = []
    for part in parts.values():
        if "met" in part:
            answers.append("met")
        elif set(part) == {"unmet"}:
            answers.append("unmet")
        else:
            answers.append("open")
    if "unmet" in answers:
        return False
    return None if "open" in answers else True


def in_force(versions, day):
    """The number of the version in force: the last one that has taken effect."""
    begun = [one for one in versions if one["effective_on"] <= day]
    return max(begun, key=lambda one: one["number"])["number"] if begun else None
