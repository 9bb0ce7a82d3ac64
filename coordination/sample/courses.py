"""The course of a report: when it was filed, returned, filed again, approved. The same at each start."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from coordination.kernel.clock import ZONE, local
from coordination.kernel.period import DayTest, add_working_days
from coordination.sample.draws import SEED

LATE, RETURNED = 0.05, 0.07  # shares of the reports


@dataclass(frozen=True)
class Course:
    """`returned_at` and `again_at` are None for a report that was right at once."""

    filed_at: datetime
    returned_at: datetime | None
    again_at: datetime | None
    approved_at: datetime
    second_clerk: bool


def course(about: str, due_at: datetime, is_workday: DayTest, *, late: bool | None = None) -> Course:
    """Draw a course around the deadline; `about` names the report. `late` None: drawn too."""
    draw = Random(f"{SEED}:course:{about}")  # noqa: S311  reproducible on purpose
    is_late = draw.random() < LATE if late is None else late
    day = add_working_days(local(due_at).date(), 1 if is_late else -draw.randint(0, 3), is_workday)
    filed = _at(day, draw.uniform(8.6, 11.9 if is_late else 16.9))
    returned = again = None
    if draw.random() < RETURNED:
        returned = filed + timedelta(minutes=draw.randint(50, 200))
        again = returned + timedelta(minutes=draw.randint(20, 120))
    judged = add_working_days(local(again or filed).date(), 1, is_workday)
    return Course(filed, returned, again, _at(judged, draw.uniform(8.6, 11.5)), draw.random() < 0.4)


def _at(day: date, hour: float) -> datetime:
    midnight = datetime.combine(day, time(), ZONE)
    return (midnight + timedelta(minutes=int(hour * 60), seconds=int(hour * 977) % 60)).astimezone(UTC)
