"""Certificates with their numbers, what happened to them, and the reviews that a suspension opens."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.accounts.models import Account
from coordination.applications.models import Application
from coordination.certificates.states import Cause, CertificateAction, CertificateState, Outcome
from coordination.kernel.db import Base, Key
from coordination.kernel.files import StoredFile
from coordination.organizations.models import MemberUnit, Office
from coordination.standards.models import StandardVersion
from coordination.subjects.models import Subject
from coordination.tallies.models import Tally


class Certificate(Base):
    """Keeps the version of the standard it was given under. `token` is what its QR code names; `number` is
    gapless in an office and year. `valid_until` (inclusive) None: without end.
    """

    __tablename__ = "certificates"
    __table_args__ = (
        UniqueConstraint("office_id", "year", "sequence"),
        Index(
            "uq_certificates_standing",
            "subject_id",
            unique=True,
            postgresql_where="state IN ('valid', 'suspended')",
        ),
        Index("ix_certificates_list", "office_id", "state", "unit_id", "id"),
        Index("ix_certificates_ending", "valid_until", postgresql_where="state IN ('valid', 'suspended')"),
        CheckConstraint("valid_until >= named_on", name="validity"),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member_units.id"), index=True)
    division_id: Mapped[int | None] = mapped_column(BigInteger)
    subject_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("subjects.id"), index=True)
    application_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("applications.id"), unique=True)
    version_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("standard_versions.id"), index=True)
    replaces_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("certificates.id"), unique=True)
    state: Mapped[CertificateState]
    year: Mapped[int]
    sequence: Mapped[int]
    number: Mapped[str]
    title_name: Mapped[str]
    subject_name: Mapped[str]
    named_on: Mapped[date]
    named_at: Mapped[datetime]
    named_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    valid_until: Mapped[date | None]
    token: Mapped[str] = mapped_column(unique=True)
    document_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("files.id"), index=True)
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    office: Mapped[Office] = relationship()
    unit: Mapped[MemberUnit] = relationship()
    subject: Mapped[Subject] = relationship()
    application: Mapped[Application] = relationship()
    standard_version: Mapped[StandardVersion] = relationship()
    named_by: Mapped[Account] = relationship()
    document: Mapped[StoredFile | None] = relationship()
    replaces: Mapped["Certificate | None"] = relationship(remote_side="Certificate.id")


class CertificateEvent(Base):
    """What happened to a certificate, in words for the public (`public_text`) and with facts for the office.
    Written once, never changed."""

    __tablename__ = "certificate_events"
    __table_args__ = (Index("ix_certificate_events_certificate", "certificate_id", "id"),)
    id: Mapped[Key]
    certificate_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("certificates.id"))
    office_id: Mapped[int] = mapped_column(BigInteger)
    unit_id: Mapped[int] = mapped_column(BigInteger)
    action: Mapped[CertificateAction]
    happened_on: Mapped[date]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    public_text: Mapped[str] = mapped_column(server_default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    by: Mapped[Account | None] = relationship()


class CertificateReview(Base):
    """Opened by a suspension, decided with a reason: restored or revoked. At most one is open."""

    __tablename__ = "certificate_reviews"
    __table_args__ = (
        Index(
            "uq_certificate_reviews_open", "certificate_id", unique=True, postgresql_where="outcome IS NULL"
        ),
        Index("ix_certificate_reviews_list", "office_id", "outcome", "due_on"),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided"),
        CheckConstraint(
            "outcome IS NULL OR outcome = 'expired' OR (reason <> '' AND decided_by_id IS NOT NULL)",
            name="reason",
        ),
        CheckConstraint("decided_by_id <> opened_by_id", name="four_eyes"),
        CheckConstraint("(stated_at IS NULL) = (statement = '')", name="stated"),
    )
    id: Mapped[Key]
    certificate_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("certificates.id"), index=True)
    office_id: Mapped[int] = mapped_column(BigInteger)
    unit_id: Mapped[int] = mapped_column(BigInteger)
    division_id: Mapped[int | None] = mapped_column(BigInteger)
    cause: Mapped[Cause]
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    due_on: Mapped[date]
    statement: Mapped[str] = mapped_column(server_default="")
    stated_at: Mapped[datetime | None]
    stated_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    outcome: Mapped[Outcome | None]
    reason: Mapped[str] = mapped_column(server_default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    certificate: Mapped[Certificate] = relationship()
    opened_by: Mapped[Account | None] = relationship(foreign_keys=[opened_by_id])
    stated_by: Mapped[Account | None] = relationship(foreign_keys=[stated_by_id])
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])
    grounds: Mapped[list["CertificateGround"]] = relationship(
        back_populates="review", order_by="CertificateGround.id", lazy="raise"
    )


class CertificateGround(Base):
    """What brought a title into a review: a row of tallies, a veto event, a failed inspection, a decision of
    the office; each once. Without a review: what was known when the title was given, and counts no more.
    """

    __tablename__ = "certificate_grounds"
    __table_args__ = (
        UniqueConstraint("certificate_id", "tally_id"),
        UniqueConstraint("certificate_id", "veto_id"),
        UniqueConstraint("certificate_id", "inspection_id"),
        CheckConstraint("num_nonnulls(tally_id, veto_id, inspection_id) <= 1", name="one_source"),
        CheckConstraint("review_id IS NOT NULL OR tally_id IS NOT NULL", name="known"),
    )
    id: Mapped[Key]
    certificate_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("certificates.id"))
    review_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("certificate_reviews.id"), index=True
    )
    cause: Mapped[Cause]
    tally_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("tallies.id"), index=True)
    veto_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("veto_events.id"), index=True)
    inspection_id: Mapped[int | None] = mapped_column(BigInteger)
    happened_on: Mapped[date]
    cases: Mapped[int | None]
    text: Mapped[str] = mapped_column(server_default="")
    at: Mapped[datetime]
    review: Mapped[CertificateReview | None] = relationship(back_populates="grounds")
    tally: Mapped[Tally | None] = relationship()


class CertificateCounter(Base):
    """The last number given in an office and year; locked while a title is given."""

    __tablename__ = "certificate_counters"
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
