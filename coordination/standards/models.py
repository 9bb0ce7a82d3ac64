"""Standards, their versions and criteria, and events that veto a title. An enacted version never changes."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.accounts.models import Account
from coordination.indicators.models import Indicator
from coordination.kernel.db import Base, Key
from coordination.organizations.models import MemberUnit, UnitKind
from coordination.responsibilities.models import Party
from coordination.standards.rules import Base as ComparisonBase
from coordination.standards.rules import CriterionKind, Listed, VersionState, WindowKind
from coordination.subjects.models import Subject
from coordination.subjects.rules import SubjectKind


class Standard(Base):
    """`office_id` None: a published pattern that every office may adopt as a draft of its own."""

    __tablename__ = "standards"
    __table_args__ = (UniqueConstraint("office_id", "name", postgresql_nulls_not_distinct=True),)
    id: Mapped[Key]
    office_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("offices.id"))
    name: Mapped[str]
    subject_kind: Mapped[SubjectKind]
    source: Mapped[str] = mapped_column(server_default="")
    sort_order: Mapped[int] = mapped_column(server_default="0")
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    versions: Mapped[list["StandardVersion"]] = relationship(
        back_populates="standard", order_by="StandardVersion.number", lazy="raise"
    )


class StandardVersion(Base):
    """What applies from `effective_on`. Steps switched off are skipped; days are working days but those of
    the notice, which are calendar days; `valid_months` None: the title has no end.
    """

    __tablename__ = "standard_versions"
    __table_args__ = (
        UniqueConstraint("standard_id", "number"),
        Index("uq_standard_versions_draft", "standard_id", unique=True, postgresql_where="state = 'draft'"),
        CheckConstraint("(state = 'enacted') = (enacted_at IS NOT NULL)", name="enacted"),
        CheckConstraint("state <> 'enacted' OR effective_on IS NOT NULL", name="effective"),
        CheckConstraint("review_days > 0 AND notice_days > 0 AND suspension_days > 0", name="days"),
        CheckConstraint("valid_months > 0 AND renewal_days > 0", name="validity"),
        CheckConstraint("inspection_months > 0", name="inspection"),
    )
    id: Mapped[Key]
    standard_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("standards.id"))
    office_id: Mapped[int | None] = mapped_column(BigInteger)
    number: Mapped[int]
    state: Mapped[VersionState]
    title_name: Mapped[str]
    first_review: Mapped[bool] = mapped_column(server_default="true")
    joint_review: Mapped[bool] = mapped_column(server_default="true")
    public_notice: Mapped[bool] = mapped_column(server_default="true")
    review_days: Mapped[int] = mapped_column(server_default="5")
    notice_days: Mapped[int] = mapped_column(server_default="7")
    suspension_days: Mapped[int] = mapped_column(server_default="10")
    valid_months: Mapped[int | None]
    renewal_days: Mapped[int] = mapped_column(server_default="60")
    inspection_months: Mapped[int | None]
    note: Mapped[str] = mapped_column(server_default="")
    effective_on: Mapped[date | None]
    enacted_at: Mapped[datetime | None]
    enacted_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    standard: Mapped[Standard] = relationship(back_populates="versions")
    enacted_by: Mapped[Account | None] = relationship()
    criteria: Mapped[list["Criterion"]] = relationship(
        back_populates="standard_version", order_by="Criterion.sort_order, Criterion.id", lazy="raise"
    )


class Criterion(Base):
    """One line of a standard, in its own words (`text`). Criteria of one `either` are alternatives: one of
    them is enough. `advice` says how to mend it; `confirmer_kind` or `confirmer_id` who signs it in the
    joint review. `threshold`: %, 元 or the indicator's unit, by kind.
    """

    __tablename__ = "criteria"
    __table_args__ = (
        UniqueConstraint("version_id", "code"),
        CheckConstraint("window_size > 0", name="window"),
        CheckConstraint("(kind = 'indicator') = (indicator_id IS NOT NULL)", name="indicator"),
        CheckConstraint("(kind = 'duties') = (party_id IS NOT NULL)", name="duties"),
        CheckConstraint("(kind = 'none_listed') = (listed IS NOT NULL)", name="listed"),
        CheckConstraint("(kind = 'cases_drop') = (base IS NOT NULL)", name="base"),
        CheckConstraint(
            "(kind IN ('cases_drop', 'largest_loss', 'indicator', 'duties')) = (threshold IS NOT NULL)",
            name="threshold",
        ),
        CheckConstraint("(kind = 'check') = (window_kind IS NULL)", name="windowed"),
        CheckConstraint(
            "(window_kind IN ('days', 'months')) = (window_size IS NOT NULL)", name="window_size"
        ),
        CheckConstraint("confirmer_kind IS NULL OR confirmer_id IS NULL", name="confirmer"),
    )
    id: Mapped[Key]
    version_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("standard_versions.id"))
    code: Mapped[str]
    either: Mapped[str] = mapped_column(server_default="")
    sort_order: Mapped[int]
    text: Mapped[str]
    advice: Mapped[str] = mapped_column(server_default="")
    kind: Mapped[CriterionKind]
    window_kind: Mapped[WindowKind | None]
    window_size: Mapped[int | None]
    base: Mapped[ComparisonBase | None]
    listed: Mapped[Listed | None]
    threshold: Mapped[Decimal | None] = mapped_column(Numeric(20, 4))
    indicator_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("indicators.id"), index=True)
    party_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("parties.id"), index=True)
    confirmer_kind: Mapped[str | None] = mapped_column(ForeignKey("unit_kinds.code"), index=True)
    confirmer_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("member_units.id"), index=True)
    evidence_required: Mapped[bool] = mapped_column(server_default="false")
    standard_version: Mapped[StandardVersion] = relationship(back_populates="criteria")
    indicator: Mapped[Indicator | None] = relationship()
    party: Mapped[Party | None] = relationship()
    confirming_kind: Mapped[UnitKind | None] = relationship()
    confirmer: Mapped[MemberUnit | None] = relationship()


class VetoEvent(Base):
    """Something that takes or bars a title whatever the numbers are; entered by the office, withdrawn with a
    reason, never deleted."""

    __tablename__ = "veto_events"
    __table_args__ = (
        Index("ix_veto_events_subject", "subject_id", "happened_on"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason = '')", name="withdrawn"),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"), index=True)
    subject_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("subjects.id"))
    unit_id: Mapped[int] = mapped_column(BigInteger)
    happened_on: Mapped[date]
    text: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    withdrawn_reason: Mapped[str] = mapped_column(server_default="")
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    subject: Mapped[Subject] = relationship()
    recorded_by: Mapped[Account] = relationship(foreign_keys=[recorded_by_id])
    withdrawn_by: Mapped[Account | None] = relationship(foreign_keys=[withdrawn_by_id])
