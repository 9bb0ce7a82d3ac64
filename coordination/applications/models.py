"""An application, what was found of each criterion, who signed which, and the evidence."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.accounts.models import Account
from coordination.applications.states import ApplicationState, OpinionState, Purpose
from coordination.kernel.db import Base, Key
from coordination.kernel.files import StoredFile
from coordination.organizations.models import MemberUnit
from coordination.standards.models import Criterion, StandardVersion
from coordination.standards.rules import Standing
from coordination.subjects.models import Subject


class Application(Base):
    """`unit_id` is the unit that looks after the subject (its township); `division_id` the own division of
    the subject. `reason` is that of the last return, refusal or withdrawal. `as_of`: the day on which the
    criteria were last evaluated. `first_reviewed_by_id` is empty where the township's filing was the review.
    `round` counts the filings; `returned`: the criteria to which the last return was confined (none: whole).
    """

    __tablename__ = "applications"
    __table_args__ = (
        Index(
            "uq_applications_open",
            "subject_id",
            unique=True,
            postgresql_where="state NOT IN ('named', 'refused', 'withdrawn')",
        ),
        Index("ix_applications_list", "office_id", "state", "unit_id", "id"),
        Index("ix_applications_subject", "subject_id", "id"),
        CheckConstraint("state = 'draft' OR state = 'withdrawn' OR filed_at IS NOT NULL", name="filed"),
        CheckConstraint("(filed_at IS NULL) = (filed_by_id IS NULL)", name="filer"),
        CheckConstraint("state NOT IN ('returned', 'refused') OR reason <> ''", name="reason"),
        CheckConstraint("first_reviewed_by_id <> filed_by_id", name="four_eyes"),
        CheckConstraint("decided_by_id <> filed_by_id", name="decider"),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member_units.id"), index=True)
    division_id: Mapped[int | None] = mapped_column(BigInteger)
    subject_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("subjects.id"))
    version_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("standard_versions.id"), index=True)
    purpose: Mapped[Purpose]
    state: Mapped[ApplicationState]
    statement: Mapped[str] = mapped_column(server_default="")
    batch: Mapped[str] = mapped_column(server_default="")
    as_of: Mapped[date | None]
    drafted_at: Mapped[datetime]
    drafted_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    filed_at: Mapped[datetime | None]
    filed_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    first_reviewed_at: Mapped[datetime | None]
    first_reviewed_by_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("accounts.id"), index=True
    )
    review_due_on: Mapped[date | None]
    round: Mapped[int] = mapped_column(server_default="0")
    returned: Mapped[list[int]] = mapped_column(ARRAY(BigInteger()), server_default="{}")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    reason: Mapped[str] = mapped_column(server_default="")
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    subject: Mapped[Subject] = relationship()
    unit: Mapped[MemberUnit] = relationship()
    standard_version: Mapped[StandardVersion] = relationship()
    drafted_by: Mapped[Account] = relationship(foreign_keys=[drafted_by_id])
    filed_by: Mapped[Account | None] = relationship(foreign_keys=[filed_by_id])
    first_reviewed_by: Mapped[Account | None] = relationship(foreign_keys=[first_reviewed_by_id])
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])
    findings: Mapped[list["Finding"]] = relationship(
        back_populates="application", order_by="Finding.id", lazy="raise"
    )
    opinions: Mapped[list["Opinion"]] = relationship(
        back_populates="application", order_by="Opinion.id", lazy="raise"
    )
    evidence: Mapped[list["ApplicationEvidence"]] = relationship(
        back_populates="application", order_by="ApplicationEvidence.id", lazy="raise"
    )


class Finding(Base):
    """How one criterion stood on `as_of`, kept when the application was filed and evaluated again.

    `stage`: the act and the round, as `rules.stage` names them: filed.1, concluded.2, named.2.
    """

    __tablename__ = "application_findings"
    __table_args__ = (UniqueConstraint("application_id", "criterion_id", "stage"),)
    id: Mapped[Key]
    application_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("applications.id"))
    office_id: Mapped[int] = mapped_column(BigInteger)
    criterion_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("criteria.id"), index=True)
    stage: Mapped[str]
    as_of: Mapped[date]
    standing: Mapped[Standing]
    value: Mapped[Decimal | None] = mapped_column(Numeric(24, 6))
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    found_at: Mapped[datetime]
    application: Mapped[Application] = relationship(back_populates="findings")
    criterion: Mapped[Criterion] = relationship()


class Opinion(Base):
    """A department signs one criterion; never the unit whose subject it is (`managed_by_id`)."""

    __tablename__ = "application_opinions"
    __table_args__ = (
        Index(
            "uq_application_opinions_round", "application_id", "criterion_id", "unit_id", "round", unique=True
        ),
        Index("ix_application_opinions_waiting", "unit_id", "state", "due_on"),
        CheckConstraint("(state = 'asked') = (given_at IS NULL)", name="given"),
        CheckConstraint("(given_at IS NULL) = (given_by_id IS NULL)", name="giver"),
        CheckConstraint("state <> 'opposed' OR note <> ''", name="opposed"),
        CheckConstraint("unit_id <> managed_by_id", name="not_its_own"),
    )
    id: Mapped[Key]
    application_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("applications.id"))
    criterion_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("criteria.id"), index=True)
    office_id: Mapped[int] = mapped_column(BigInteger, index=True)
    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member_units.id"))
    managed_by_id: Mapped[int] = mapped_column(BigInteger)
    round: Mapped[int] = mapped_column(server_default="1")
    state: Mapped[OpinionState]
    due_on: Mapped[date]
    note: Mapped[str] = mapped_column(server_default="")
    given_at: Mapped[datetime | None]
    given_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    chases: Mapped[int] = mapped_column(server_default="0")
    chased_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    application: Mapped[Application] = relationship(back_populates="opinions")
    criterion: Mapped[Criterion] = relationship()
    unit: Mapped[MemberUnit] = relationship()
    given_by: Mapped[Account | None] = relationship()


class ApplicationEvidence(Base):
    """A file that proves a criterion (None: the whole application)."""

    __tablename__ = "application_evidence"
    __table_args__ = (
        UniqueConstraint("application_id", "criterion_id", "file_id", postgresql_nulls_not_distinct=True),
    )
    id: Mapped[Key]
    application_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("applications.id"))
    criterion_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("criteria.id"), index=True)
    office_id: Mapped[int] = mapped_column(BigInteger)
    unit_id: Mapped[int] = mapped_column(BigInteger)
    file_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("files.id"), index=True)
    name: Mapped[str]
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    application: Mapped[Application] = relationship(back_populates="evidence")
    criterion: Mapped[Criterion | None] = relationship()
    file: Mapped[StoredFile] = relationship()
    added_by: Mapped[Account] = relationship()
