"""Filings of tallies and their rows. Rows are never changed: a correction supersedes a row with a new one."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.accounts.models import Account
from coordination.kernel.db import Base, Key
from coordination.kernel.files import StoredFile
from coordination.organizations.models import MemberUnit
from coordination.subjects.models import Subject
from coordination.tallies.rules import Grain, Source


class Filing(Base):
    """One act of filing: many rows of one day or month, by one unit (None: by the office from paper)."""

    __tablename__ = "tally_filings"
    __table_args__ = (
        Index("ix_tally_filings_list", "office_id", "first_on", "id"),
        CheckConstraint("first_on <= last_on", name="days"),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    unit_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("member_units.id"), index=True)
    grain: Mapped[Grain]
    first_on: Mapped[date]
    last_on: Mapped[date]
    source: Mapped[Source]
    rows: Mapped[int]
    corrected: Mapped[int] = mapped_column(server_default="0")
    reason: Mapped[str] = mapped_column(server_default="")
    filed_at: Mapped[datetime]
    filed_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    unit: Mapped[MemberUnit | None] = relationship()
    filed_by: Mapped[Account] = relationship()


class Tally(Base):
    """What happened in one subject from `first_on` to `last_on` (inclusive), as was known from `recorded_at`
    until `superseded_at` (None: still). Money in 元. `last_case_on` is the day of the last case of a month,
    where the police told it; without it the last day of the month counts. `unit_id` is the unit that looked
    after the subject at that time; who looks after it now finds all its rows.
    """

    __tablename__ = "tallies"
    __table_args__ = (
        Index(
            "uq_tallies_current",
            *("subject_id", "grain", "first_on"),
            unique=True,
            postgresql_where="superseded_at IS NULL",
            postgresql_include=["last_on", "cases", "largest_loss", "suspects", "dens", "last_case_on"],
        ),
        Index("ix_tallies_history", "subject_id", "first_on", "id"),
        CheckConstraint("first_on <= last_on", name="days"),
        CheckConstraint(
            "cases >= 0 AND loss >= 0 AND largest_loss >= 0 AND suspects >= 0 AND dens >= 0", name="counts"
        ),
        CheckConstraint("largest_loss <= loss", name="largest"),
        CheckConstraint("cases > 0 OR (loss = 0 AND last_case_on IS NULL)", name="no_case"),
        CheckConstraint("last_case_on BETWEEN first_on AND last_on", name="last_case"),
        CheckConstraint("revision = 1 OR reason <> ''", name="corrected"),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger)
    filing_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("tally_filings.id"), index=True)
    subject_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("subjects.id"))
    unit_id: Mapped[int] = mapped_column(BigInteger)
    source_unit_id: Mapped[int | None] = mapped_column(BigInteger)
    grain: Mapped[Grain]
    first_on: Mapped[date]
    last_on: Mapped[date]
    cases: Mapped[int]
    loss: Mapped[Decimal] = mapped_column(Numeric(20, 2), server_default="0")
    largest_loss: Mapped[Decimal] = mapped_column(Numeric(20, 2), server_default="0")
    suspects: Mapped[int] = mapped_column(server_default="0")
    dens: Mapped[int] = mapped_column(server_default="0")
    last_case_on: Mapped[date | None]
    revision: Mapped[int] = mapped_column(server_default="1")
    reason: Mapped[str] = mapped_column(server_default="")
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
    filing: Mapped[Filing] = relationship()
    subject: Mapped[Subject] = relationship()


class TallyUpload(Base):
    """A sheet of a month that somebody sent up. `reading` is what it says and where, `findings` what is to
    be said about it; `filing_id` what came of it. Nothing is filed before it is confirmed.
    """

    __tablename__ = "tally_uploads"
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("member_units.id"), index=True)
    month: Mapped[str]
    file_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("files.id"), index=True)
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    reading: Mapped[dict[str, Any]] = mapped_column(JSONB)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    filing_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("tally_filings.id"), index=True)
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    file: Mapped[StoredFile] = relationship()
    uploaded_by: Mapped[Account] = relationship()
    filing: Mapped[Filing | None] = relationship()
