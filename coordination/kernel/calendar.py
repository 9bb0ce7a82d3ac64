"""The working calendar: an editable table of the days that differ from the week."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from coordination.kernel.clock import local
from coordination.kernel.db import Base, session
from coordination.kernel.period import DayTest, workdays


class Holiday(Base):
    """A day on which the calendar differs from the week: a holiday, or a working Saturday (调休)."""

    __tablename__ = "holidays"
    day: Mapped[str] = mapped_column(primary_key=True)
    workday: Mapped[bool]
    name: Mapped[str]


#: Far enough to either side of a moment for its deadlines and reminders, in days.
NEAR = timedelta(days=400)


def working_days(near: datetime | None = None) -> DayTest:
    """The working days of the editable table; Monday to Friday where it says nothing.

    With `near` only the days around that moment are read, for pages that look no further.
    """
    found = select(Holiday.day, Holiday.workday)
    if near is not None:
        first, last = (local(near + shift).date().isoformat() for shift in (-NEAR, NEAR))
        found = found.where(Holiday.day.between(first, last))
    return workdays({date.fromisoformat(row.day): row.workday for row in session.execute(found)})
