"""What two reporters tell differently; what looks too good; who filed at the last minute."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from coordination.kernel.figures import total
from coordination.kernel.numerals import plain
from coordination.radar.rules.kinds import Facts

LEAST_BASE = Decimal(200)
PERFECT = Decimal("0.999")
LAST_MINUTES = timedelta(minutes=30)
#: Whoever filed most of the last 6, of which at least 3 are known.
REMEMBERED, LEAST_FILED = 6, 3


@dataclass(frozen=True, slots=True)
class Telling:
    """The same figure of the same subject, as one report has it."""

    report_id: int
    form: str
    reporter: str
    value: Decimal


def disagrees(report_id: int, value: Decimal, tellings: Iterable[Telling]) -> Facts | None:
    """Facts when another report tells the figure differently: the one that differs most."""
    others = [other for other in tellings if other.report_id != report_id and other.value != value]
    if not others:
        return None
    other = max(others, key=lambda one: (abs(one.value - value), -one.report_id))
    return {
        "value": plain(value),
        "other": plain(other.value),
        "reporter": other.reporter,
        "form": other.form,
        "report": str(other.report_id),
    }


def total_disagrees(
    whole: Decimal, parts: Mapping[int, Decimal], expected: Collection[int], tolerance: Decimal = Decimal(0)
) -> Facts | None:
    """Facts when the total row differs from the sum of what the subjects told themselves by more than
    `tolerance`; None while one of the `expected` subjects has not told."""
    if not expected or not set(expected) <= set(parts):
        return None
    added = total(parts[subject] for subject in expected)
    if abs(added - whole) <= tolerance:
        return None
    return {"value": plain(whole), "sum": plain(added), "units": str(len(expected))}


def too_perfect(successes: Decimal, base: Decimal) -> Facts | None:
    """Facts when at least 99.9 % succeeded of a base of at least 200."""
    if base < LEAST_BASE or successes < PERFECT * base:
        return None
    return {"value": plain(successes), "base": plain(base)}


def last_minute(
    filed_at: datetime, limits: Iterable[datetime | None], filer: int, earlier: Sequence[int]
) -> Facts | None:
    """Facts when `filer` filed within 30 minutes before a limit (deadline, end of grace, freeze) and
    somebody else filed most of the last 6 reports; `earlier` are their filers, the latest first."""
    left = [limit - filed_at for limit in limits if limit is not None]
    close = [rest for rest in left if timedelta(0) <= rest <= LAST_MINUTES]
    usual = usual_filer(earlier)
    if not close or usual is None or usual == filer:
        return None
    recent = earlier[:REMEMBERED]
    return {
        "value": str(filer),
        "usual": str(usual),
        "minutes": str(int(min(close) / timedelta(minutes=1))),
        "filed": str(recent.count(usual)),
        "reports": str(len(recent)),
    }


def usual_filer(earlier: Sequence[int]) -> int | None:
    """Who filed more than half of the last 6; None when nobody did, or fewer than 3 are known."""
    recent = earlier[:REMEMBERED]
    if len(recent) < LEAST_FILED:
        return None
    filer, count = Counter(recent).most_common(1)[0]
    return filer if 2 * count > len(recent) else None
