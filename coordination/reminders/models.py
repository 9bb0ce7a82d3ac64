"""Reminders: each rung of the ladder that was climbed, each chase, each call."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.accounts.models import Account
from coordination.kernel.db import Base, Key
from coordination.organizations.models import MemberUnit
from coordination.reminders.rules import Rung
from coordination.reporting.models import Report
from coordination.tasks.models import Assignment


class Reminder(Base):
    """One reminder about one assignment or one report. A letter is a draft until a person sends it.

    Who was told, by which channel and with what result stands in the notifications about it.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        CheckConstraint("(assignment_id IS NULL) <> (report_id IS NULL)", name="one_subject"),
        CheckConstraint("rung = 'letter' OR sent_at IS NOT NULL", name="sent"),
        Index(
            "uq_reminders_rung",
            "assignment_id",
            "report_id",
            "rung",
            "day",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where="rung NOT IN ('chase', 'call')",
        ),
        Index("ix_reminders_office", "office_id", "id"),
        Index("ix_reminders_unit", "unit_id", "id"),
        Index("ix_reminders_report", "report_id"),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member_units.id"))
    assignment_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("assignments.id"))
    report_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("reports.id"))
    rung: Mapped[Rung]
    day: Mapped[date]
    text: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    sent_at: Mapped[datetime | None]
    sent_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    unit: Mapped[MemberUnit] = relationship()
    assignment: Mapped[Assignment | None] = relationship()
    report: Mapped[Report | None] = relationship()
    by: Mapped[Account | None] = relationship(foreign_keys=[by_id])
    sent_by: Mapped[Account | None] = relationship(foreign_keys=[sent_by_id])
