"""Flags: one question about one figure (or a whole report), its answer, and how it ended."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.accounts.models import Account
from coordination.indicators.models import Indicator
from coordination.kernel.db import Base, Key
from coordination.organizations.models import MemberUnit
from coordination.radar.rules import FlagKind, Outcome, Standing, standing
from coordination.reporting.models import Report


class Flag(Base):
    """What looked odd in one revision of a report. `subject_id` and `indicator_id` None: the whole report.

    `facts` are the numbers the explanation is written from, as strings. With `indicator_id` alone it
    is about a column or the total row. Settled by the office (accepted) or by the system.
    """

    __tablename__ = "report_flags"
    __table_args__ = (
        Index(
            "uq_report_flags_question",
            *("report_id", "revision", "kind", "subject_id", "indicator_id"),
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_report_flags_list", "office_id", "period", "settled_at"),
        CheckConstraint("(answered_at IS NULL) = (answer = '')", name="answered"),
        CheckConstraint("(settled_at IS NULL) = (outcome IS NULL)", name="settled"),
        CheckConstraint("(settled_by_id IS NULL) = (outcome IS DISTINCT FROM 'accepted')", name="settled_by"),
    )
    id: Mapped[Key]
    report_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("reports.id"))
    office_id: Mapped[int] = mapped_column(BigInteger)
    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member_units.id"), index=True)
    period: Mapped[str]
    revision: Mapped[int]
    kind: Mapped[FlagKind]
    subject_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("member_units.id"), index=True)
    indicator_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("indicators.id"), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    raised_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(server_default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    outcome: Mapped[Outcome | None]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    settlement: Mapped[str] = mapped_column(server_default="")
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    report: Mapped[Report] = relationship()
    unit: Mapped[MemberUnit] = relationship(foreign_keys=[unit_id])
    subject: Mapped[MemberUnit | None] = relationship(foreign_keys=[subject_id])
    indicator: Mapped[Indicator | None] = relationship()
    answered_by: Mapped[Account | None] = relationship(foreign_keys=[answered_by_id])
    settled_by: Mapped[Account | None] = relationship(foreign_keys=[settled_by_id])

    @property
    def standing(self) -> Standing:
        return standing(self.answered_at, self.outcome)


class ReportScan(Base):
    """Which revision of a report was looked at last, and when; without a row none was."""

    __tablename__ = "report_scans"
    report_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("reports.id"), primary_key=True)
    office_id: Mapped[int] = mapped_column(BigInteger)
    revision: Mapped[int]
    scanned_at: Mapped[datetime]
