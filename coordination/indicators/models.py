"""Indicators: what is counted, in which unit, by which caliber; and how that was changed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.accounts.models import Account
from coordination.kernel.db import Base, Key


class Indicator(Base):
    """A defined figure. A ratio has numerator, denominator and factor and is never typed in.

    `office_id` None: it belongs to the catalogue that all offices share, else to that office. `note`
    is the caliber. What may not be ranked says why in `reason`, and which regulation forbids it, if
    one does, in `regulation` (the title by which it is cited: `Regulation.cited_as`).
    """

    __tablename__ = "indicators"
    __table_args__ = (
        CheckConstraint("(type = 'ratio') = (numerator IS NOT NULL)", name="ratio"),
        CheckConstraint("rankable OR reason <> ''", name="reason"),
    )
    id: Mapped[Key]
    office_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("offices.id"), index=True)
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
    pinyin: Mapped[str] = mapped_column(server_default="")
    definition: Mapped[str] = mapped_column(server_default="")
    reason: Mapped[str] = mapped_column(server_default="")
    regulation: Mapped[str] = mapped_column(server_default="")
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    changes: Mapped[list["IndicatorChange"]] = relationship(
        back_populates="indicator", order_by="IndicatorChange.number", lazy="raise"
    )


class IndicatorChange(Base):
    """One change of an indicator: what each changed column said before; never changed itself."""

    __tablename__ = "indicator_changes"
    __table_args__ = (UniqueConstraint("indicator_id", "number"),)
    id: Mapped[Key]
    indicator_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("indicators.id"))
    number: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    changed_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    reason: Mapped[str]
    before: Mapped[dict[str, Any]] = mapped_column(JSONB)
    after: Mapped[dict[str, Any]] = mapped_column(JSONB)
    indicator: Mapped[Indicator] = relationship(back_populates="changes")
    changed_by: Mapped[Account] = relationship()


class Regulation(Base):
    """A regulation that the product abides by: title, number, date and text, which an office may correct.

    `office_id` None: it came with the product. An office's correction is a row of its own with the same
    `cited_as` and stands for it there; `cited_as` is the title under which it was entered and never
    changes, so that what cites it finds it when the title was mended. Read in reprints: no legal advice.
    """

    __tablename__ = "regulations"
    __table_args__ = (
        UniqueConstraint("office_id", "cited_as", postgresql_nulls_not_distinct=True),
        CheckConstraint("title <> '' AND cited_as <> ''", name="title"),
    )
    id: Mapped[Key]
    office_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("offices.id"))
    cited_as: Mapped[str]
    title: Mapped[str]
    number: Mapped[str] = mapped_column(server_default="")
    issued_on: Mapped[date | None]
    text: Mapped[str] = mapped_column(server_default="")
    repealed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
