"""Indicators, forms, and reports: one unit × form × period, with its figures and revisions."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.accounts.models import Account
from coordination.kernel.db import Base, Key
from coordination.organizations.models import MemberUnit
from coordination.reporting.states import ReportState


class Shape(StrEnum):
    """About oneself: one column. Subjects: a table of units × indicators."""

    SELF = "self"
    SUBJECTS = "subjects"


class CheckKind(StrEnum):
    """Not above: `left` ≤ `right` for each subject. Total: the parts add up to the total row."""

    NOT_ABOVE = "not_above"
    TOTAL = "total"


class Indicator(Base):
    """A defined figure. A ratio has numerator, denominator and factor and is never typed in."""

    __tablename__ = "indicators"
    __table_args__ = (
        CheckConstraint("(type = 'ratio') = (numerator IS NOT NULL)", name="ratio"),
        CheckConstraint("rankable OR note <> ''", name="reason"),
    )
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    unit: Mapped[str]
    type: Mapped[str]
    direction: Mapped[str]
    over_time: Mapped[str]
    over_divisions: Mapped[str]
    rankable: Mapped[bool]
    note: Mapped[str] = mapped_column(server_default="")
    numerator: Mapped[str | None]
    denominator: Mapped[str | None]
    factor: Mapped[Decimal | None]
    initials: Mapped[str] = mapped_column(server_default="")


class ReportForm(Base):
    """A set of indicators that units of certain kinds file each period; a revision is a new row."""

    __tablename__ = "report_forms"
    __table_args__ = (UniqueConstraint("office_id", "code", "revision"),)
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    code: Mapped[str]
    revision: Mapped[int] = mapped_column(server_default="1")
    name: Mapped[str]
    shape: Mapped[Shape]
    subject_kind: Mapped[str | None] = mapped_column(ForeignKey("unit_kinds.code"))
    with_total: Mapped[bool] = mapped_column(server_default="false")
    unit_kinds: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    period_kind: Mapped[str] = mapped_column(server_default="month")
    due_workday: Mapped[int] = mapped_column(server_default="5")
    due_hour: Mapped[int] = mapped_column(server_default="17")
    sort_order: Mapped[int]
    first_period: Mapped[str]
    closed_at: Mapped[datetime | None]
    fields: Mapped[list["FormField"]] = relationship(
        back_populates="form", order_by="FormField.sort_order", lazy="raise"
    )
    checks: Mapped[list["FormCheck"]] = relationship(back_populates="form", lazy="raise")


class FormField(Base):
    __tablename__ = "form_fields"
    __table_args__ = (UniqueConstraint("form_id", "indicator_id"),)
    id: Mapped[Key]
    form_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("report_forms.id"))
    indicator_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("indicators.id"), index=True)
    section: Mapped[str]
    sort_order: Mapped[int]
    required: Mapped[bool] = mapped_column(server_default="true")
    maximum: Mapped[Decimal | None]
    form: Mapped[ReportForm] = relationship(back_populates="fields")
    indicator: Mapped[Indicator] = relationship(lazy="joined", innerjoin=True)


class FormCheck(Base):
    """A rule between figures of one form; `left` and `right` are indicator codes."""

    __tablename__ = "form_checks"
    id: Mapped[Key]
    form_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("report_forms.id"), index=True)
    kind: Mapped[CheckKind]
    left: Mapped[str]
    right: Mapped[str | None]
    tolerance: Mapped[Decimal] = mapped_column(server_default="0")
    form: Mapped[ReportForm] = relationship(back_populates="checks")


class Report(Base):
    """What one unit files with one form for one period."""

    __tablename__ = "reports"
    __table_args__ = (
        UniqueConstraint("form_id", "unit_id", "period"),
        Index(
            "ix_reports_overview",
            *("office_id", "period", "form_id", "due_at", "state"),
            postgresql_include=["unit_id"],
        ),
        Index("ix_reports_unit", "unit_id", "period"),
        CheckConstraint(
            "(state IN ('submitted', 'approved', 'locked')) <= (submitted_by_id IS NOT NULL)",
            name="submitted",
        ),
        CheckConstraint("(state IN ('approved', 'locked')) = (approved_by_id IS NOT NULL)", name="approved"),
        CheckConstraint("state <> 'returned' OR return_reason <> ''", name="returned"),
        CheckConstraint("approved_by_id <> submitted_by_id", name="four_eyes"),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    form_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("report_forms.id"))
    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member_units.id"))
    period: Mapped[str]
    due_at: Mapped[datetime]
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
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
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
