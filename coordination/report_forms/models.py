"""Report forms: which kinds of unit file which figures each period, and what must agree."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.indicators.models import Indicator
from coordination.kernel.db import Base, Key
from coordination.report_forms.rules import Bound, CheckKind, Shape

__all__ = ["Bound", "CheckKind", "FormCheck", "FormField", "ReportForm", "Shape"]


class ReportForm(Base):
    """A set of indicators that units of certain kinds file each period; a revision is a new row.

    A draft has no `enacted_at`. A revision is filed from `first_period` to `last_period` (None: open
    end); reports keep the revision with which they were opened. `due_workday` is the n-th working day
    after the period, `grace_days` as many working days on it during which a report still counts as on
    time. `closed_at`: no longer asked for at all.
    """

    __tablename__ = "report_forms"
    __table_args__ = (
        UniqueConstraint("office_id", "code", "revision"),
        CheckConstraint("due_workday > 0 AND due_hour BETWEEN 0 AND 23 AND grace_days >= 0", name="due"),
        CheckConstraint("(shape = 'subjects') = (subject_kind IS NOT NULL)", name="subjects"),
    )
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
    last_period: Mapped[str | None]
    grace_days: Mapped[int] = mapped_column(server_default="0")
    guidance: Mapped[str] = mapped_column(server_default="")
    enacted_at: Mapped[datetime | None]
    enacted_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    fields: Mapped[list["FormField"]] = relationship(
        back_populates="form", order_by="FormField.sort_order", lazy="raise"
    )
    checks: Mapped[list["FormCheck"]] = relationship(back_populates="form", lazy="raise")


class FormField(Base):
    """An indicator on a form. Beyond `minimum`, `maximum` and `bound` nothing can be filed; beyond
    `soft_low` and `soft_high`, or a change of `swing_percent` (None: the usual 50), a reason is asked.
    `caliber` is what this form says beside the field in place of the indicator's own.
    """

    __tablename__ = "form_fields"
    __table_args__ = (UniqueConstraint("form_id", "indicator_id"),)
    id: Mapped[Key]
    form_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("report_forms.id"))
    indicator_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("indicators.id"), index=True)
    section: Mapped[str]
    sort_order: Mapped[int]
    required: Mapped[bool] = mapped_column(server_default="true")
    minimum: Mapped[Decimal | None] = mapped_column(server_default="0")
    maximum: Mapped[Decimal | None]
    bound: Mapped[Bound | None]
    soft_low: Mapped[Decimal | None]
    soft_high: Mapped[Decimal | None]
    swing_percent: Mapped[int | None]
    caliber: Mapped[str] = mapped_column(server_default="")
    form: Mapped[ReportForm] = relationship(back_populates="fields")
    indicator: Mapped[Indicator] = relationship(lazy="joined", innerjoin=True)


class FormCheck(Base):
    """A rule between figures of one form; `left`, `right` and `parts` are codes of indicators."""

    __tablename__ = "form_checks"
    id: Mapped[Key]
    form_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("report_forms.id"), index=True)
    kind: Mapped[CheckKind]
    left: Mapped[str]
    right: Mapped[str | None]
    parts: Mapped[list[str]] = mapped_column(ARRAY(Text()), server_default="{}")
    tolerance: Mapped[Decimal] = mapped_column(server_default="0")
    form: Mapped[ReportForm] = relationship(back_populates="checks")
