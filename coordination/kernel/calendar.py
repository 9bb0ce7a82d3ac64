"""The working calendar: an editable table of the days that differ from the week."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from coordination.kernel.db import Base, session
from coordination.kernel.period import DayTest, workdays


class Holiday(Base):
    """A day on which the calendar differs from the week: a holiday, or a working Saturday (调休)."""

    __tablename__ = "holidays"
    day: Mapped[str] = mapped_column(primary_key=True)
    workday: Mapped[bool]
    name: Mapped[str]


def working_days() -> DayTest:
    """The working days of the editable table; Monday to Friday where it says nothing."""
    rows = session.execute(select(Holiday.day, Holiday.workday))
    return workdays({date.fromisoformat(row.day): row.workday for row in rows})
