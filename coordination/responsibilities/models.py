"""Parties and articles are dictionaries of all offices; duties belong to one office."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.kernel.db import Base, Key


class Party(Base):
    """A party that bears responsibility: 属地, 部门, 单位, 个人."""

    __tablename__ = "parties"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    english: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")
    sort_order: Mapped[int]
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Article(Base):
    """An article of a law, such as 6(2): article 6, paragraph 2."""

    __tablename__ = "articles"
    __table_args__ = (UniqueConstraint("law", "number"),)
    id: Mapped[Key]
    law: Mapped[str]
    number: Mapped[str]
    summary: Mapped[str]
    sort_order: Mapped[int]
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Duty(Base):
    """A standing obligation of the units of some kinds.

    `recurrence` is a kind of period; the task of a period is due at `due_hour` on its
    `due_workday`-th working day after the period has ended. Without recurrence a duty is only
    named by tasks that people hand out. No kinds: all units. `weight` counts in the matrix.
    `code` is the place of the duty in the catalogue of the law; without it it is the office's own.
    """

    __tablename__ = "duties"
    __table_args__ = (
        UniqueConstraint("office_id", "party_id", "article_id", "name", postgresql_nulls_not_distinct=True),
        UniqueConstraint("office_id", "code"),
        CheckConstraint("weight > 0", name="weight"),
        CheckConstraint("target > 0", name="target_positive"),
        CheckConstraint("due_workday > 0 AND due_hour BETWEEN 0 AND 23", name="due"),
        CheckConstraint("(recurrence IS NULL) = (first_period IS NULL)", name="recurrence"),
        CheckConstraint("(target IS NULL) = (target_unit = '')", name="target"),
        Index("ix_duties_list", "office_id", "sort_order", "id"),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    party_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("parties.id"), index=True)
    article_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("articles.id"), index=True)
    code: Mapped[str | None]
    name: Mapped[str]
    content: Mapped[str] = mapped_column(server_default="")
    unit_kinds: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    recurrence: Mapped[str | None]
    first_period: Mapped[str | None]
    due_workday: Mapped[int] = mapped_column(server_default="5")
    due_hour: Mapped[int] = mapped_column(server_default="17")
    weight: Mapped[Decimal] = mapped_column(Numeric(6, 2), server_default="1")
    target: Mapped[Decimal | None] = mapped_column(Numeric(20, 2))
    target_unit: Mapped[str] = mapped_column(server_default="")
    evidence: Mapped[str] = mapped_column(server_default="")
    sort_order: Mapped[int]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    party: Mapped[Party] = relationship()
    article: Mapped[Article | None] = relationship()
