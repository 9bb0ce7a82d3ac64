"""Reports: one unit × form × period, with figures, revisions, extensions, corrections; freezes."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.accounts.models import Account
from coordination.kernel.db import Base, Key
from coordination.organizations.models import MemberUnit
from coordination.report_forms.models import ReportForm
from coordination.reporting.states import ReportState, WishState


class Report(Base):
    """What one unit files with one form for one period.

    Filed before `grace_until` (None: `due_at`) counts as on time. `frozen_revision` is the approved one
    that stood when the period was frozen, 0 when none did; a later `revision` came in after the freeze.
    """

    __tablename__ = "reports"
    __table_args__ = (
        UniqueConstraint("form_id", "unit_id", "period"),
        Index(
            "ix_reports_overview",
            *("office_id", "period", "form_id", "due_at", "state"),
            postgresql_include=["unit_id", "grace_until"],
        ),
        Index("ix_reports_unit", "unit_id", "period"),
        CheckConstraint(
            "(state IN ('submitted', 'approved', 'locked')) <= (submitted_by_id IS NOT NULL)",
            name="submitted",
        ),
        CheckConstraint("(state IN ('approved', 'locked')) = (approved_by_id IS NOT NULL)", name="approved"),
        CheckConstraint("state <> 'returned' OR return_reason <> ''", name="returned"),
        CheckConstraint("approved_by_id <> submitted_by_id", name="four_eyes"),
        CheckConstraint("(frozen_at IS NULL) = (frozen_revision IS NULL)", name="frozen"),
        CheckConstraint("frozen_revision BETWEEN 0 AND revision", name="frozen_revision"),
        CheckConstraint("state <> 'approved' OR frozen_at IS NULL", name="approved_not_frozen"),
        CheckConstraint("state <> 'locked' OR frozen_at IS NOT NULL", name="locked"),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    form_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("report_forms.id"))
    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member_units.id"))
    period: Mapped[str]
    due_at: Mapped[datetime]
    grace_until: Mapped[datetime | None]
    state: Mapped[ReportState]
    zero: Mapped[bool] = mapped_column(server_default="false")
    revision: Mapped[int] = mapped_column(server_default="0")
    saved_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    first_submitted_at: Mapped[datetime | None]
    submitted_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    return_reason: Mapped[str] = mapped_column(server_default="")
    frozen_at: Mapped[datetime | None]
    frozen_revision: Mapped[int | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    #: Whether it stands open for a correction, where that was read together with it; None where it was not.
    reopened: ClassVar[bool | None] = None
    #: What slices above asked about it (`marks`), where it was read to be shown; None where it was not.
    marks: ClassVar[Mapping[str, bool] | None] = None
    form: Mapped[ReportForm] = relationship()
    unit: Mapped[MemberUnit] = relationship()
    submitted_by: Mapped[Account | None] = relationship(foreign_keys=[submitted_by_id])
    approved_by: Mapped[Account | None] = relationship(foreign_keys=[approved_by_id])
    figures: Mapped[list["Figure"]] = relationship(back_populates="report", lazy="raise")
    revisions: Mapped[list["Revision"]] = relationship(
        back_populates="report", order_by="Revision.number", lazy="raise"
    )


class Figure(Base):
    """One value of a report. `subject_id` is the unit it is about; None is the total row.

    `typed` keeps what could not be read as a number, so that nothing typed is lost.
    """

    __tablename__ = "report_figures"
    __table_args__ = (
        UniqueConstraint("report_id", "subject_id", "indicator_id", postgresql_nulls_not_distinct=True),
        Index("ix_report_figures_subject", "subject_id", "indicator_id"),
    )
    id: Mapped[Key]
    report_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("reports.id"))
    office_id: Mapped[int] = mapped_column(BigInteger)
    unit_id: Mapped[int] = mapped_column(BigInteger)
    subject_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("member_units.id"))
    indicator_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("indicators.id"), index=True)
    value: Mapped[Decimal | None] = mapped_column(Numeric(20, 2))
    typed: Mapped[str] = mapped_column(server_default="")
    reason: Mapped[str] = mapped_column(server_default="")
    return_note: Mapped[str] = mapped_column(server_default="")
    report: Mapped[Report] = relationship(back_populates="figures")


class Revision(Base):
    """The figures as they stood at one submission; never changed."""

    __tablename__ = "report_revisions"
    __table_args__ = (UniqueConstraint("report_id", "number"),)
    id: Mapped[Key]
    report_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("reports.id"))
    office_id: Mapped[int] = mapped_column(BigInteger)
    unit_id: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int]
    submitted_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    submitted_at: Mapped[datetime] = mapped_column(server_default=func.now())
    zero: Mapped[bool]
    figures: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    report: Mapped[Report] = relationship(back_populates="revisions")
    submitted_by: Mapped[Account] = relationship()


class Extension(Base):
    """More time for one report: asked for by the unit, or given by the office by itself."""

    __tablename__ = "report_extensions"
    __table_args__ = (
        Index("uq_report_extensions_open", "report_id", unique=True, postgresql_where="state = 'asked'"),
        Index("ix_report_extensions_report", "report_id"),
        Index("ix_report_extensions_open", "office_id", postgresql_where="state = 'asked'"),
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("to_at > from_at", name="later"),
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("state <> 'refused' OR answer <> ''", name="refused"),
        CheckConstraint("decided_by_id <> asked_by_id OR asked_in_office", name="two_people"),
    )
    id: Mapped[Key]
    report_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("reports.id"))
    office_id: Mapped[int] = mapped_column(BigInteger)
    unit_id: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[WishState]
    from_at: Mapped[datetime]
    to_at: Mapped[datetime]
    reason: Mapped[str]
    asked_in_office: Mapped[bool]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    answer: Mapped[str] = mapped_column(server_default="")
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    report: Mapped[Report] = relationship()
    asked_by: Mapped[Account] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])


class Correction(Base):
    """A report that was approved or frozen is opened again, with a reason; what was wrong stays readable.

    `revision_before` is the approved revision; `revision_after` the approved one that replaced it.
    """

    __tablename__ = "report_corrections"
    __table_args__ = (
        Index(
            "uq_report_corrections_open",
            "report_id",
            unique=True,
            postgresql_where="state IN ('asked', 'granted') AND revision_after IS NULL",
        ),
        Index("ix_report_corrections_report", "report_id"),
        Index("ix_report_corrections_open", "office_id", postgresql_where="state = 'asked'"),
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("state <> 'refused' OR answer <> ''", name="refused"),
        CheckConstraint("revision_after > revision_before", name="later"),
        CheckConstraint("revision_after IS NULL OR state = 'granted'", name="granted"),
        CheckConstraint("decided_by_id <> asked_by_id OR asked_in_office", name="two_people"),
    )
    id: Mapped[Key]
    report_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("reports.id"))
    office_id: Mapped[int] = mapped_column(BigInteger)
    unit_id: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[WishState]
    reason: Mapped[str]
    after_freeze: Mapped[bool]
    asked_in_office: Mapped[bool]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    answer: Mapped[str] = mapped_column(server_default="")
    revision_before: Mapped[int]
    revision_after: Mapped[int | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    report: Mapped[Report] = relationship()
    asked_by: Mapped[Account] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])


class Freeze(Base):
    """The figures of one form for one period stand; later changes are corrections."""

    __tablename__ = "report_freezes"
    __table_args__ = (UniqueConstraint("form_id", "period"),)
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"), index=True)
    form_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("report_forms.id"))
    period: Mapped[str]
    frozen_at: Mapped[datetime]
    frozen_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    reports: Mapped[int]
    missing: Mapped[int]
    form: Mapped[ReportForm] = relationship()
    frozen_by: Mapped[Account] = relationship()
