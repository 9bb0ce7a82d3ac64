"""Schemes of scoring, their items and cohorts, and what is entered by hand."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.accounts.models import Account
from coordination.indicators.models import Indicator
from coordination.kernel.db import Base, Key
from coordination.kernel.files import StoredFile
from coordination.organizations.models import MemberUnit, UnitKind
from coordination.schemes.states import EntryKind, SchemeState


class Scheme(Base):
    """Rules of scoring for some groups of units; a changed scheme is a new revision of the same code.

    A draft may be edited; one in force is not changed any more, the next revision closes it.
    """

    __tablename__ = "schemes"
    __table_args__ = (
        UniqueConstraint("office_id", "code", "revision"),
        Index("uq_schemes_draft", "office_id", "code", unique=True, postgresql_where="state = 'draft'"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    code: Mapped[str]
    revision: Mapped[int] = mapped_column(server_default="1")
    name: Mapped[str]
    min_cohort: Mapped[int] = mapped_column(server_default="3")
    bonus_cap: Mapped[Decimal] = mapped_column(server_default="5")
    note: Mapped[str] = mapped_column(server_default="")
    state: Mapped[SchemeState] = mapped_column(server_default="in_force")
    effective_from: Mapped[str] = mapped_column(server_default="")
    change: Mapped[str] = mapped_column(server_default="")
    drafted_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    drafted_at: Mapped[datetime | None]
    enacted_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    enacted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    drafted_by: Mapped[Account | None] = relationship(foreign_keys=[drafted_by_id])
    enacted_by: Mapped[Account | None] = relationship(foreign_keys=[enacted_by_id])
    items: Mapped[list["SchemeItem"]] = relationship(
        back_populates="scheme", order_by="SchemeItem.sort_order", lazy="raise"
    )
    cohorts: Mapped[list["SchemeCohort"]] = relationship(
        back_populates="scheme", order_by="SchemeCohort.sort_order", lazy="raise"
    )
    members: Mapped[list["CohortMember"]] = relationship(back_populates="scheme", lazy="raise")


class SchemeItem(Base):
    """One item: an indicator, how its value is formed (`measure`), and how it becomes points.

    `measure` is one of rules.measures.Measure. `over` is the denominator of a ratio: the code of
    an indicator, `population` or `households`; `factor` multiplies it (100: percent). `party` and
    `subject_kind` say whose completion and which titles are meant. Small numbers: below `min_base`
    the item is not assessed; `months` is how many months are taken together (3: rolling); `shrunk`
    draws rates of small places towards the cohort's mean.
    """

    __tablename__ = "scheme_items"
    __table_args__ = (
        UniqueConstraint("scheme_id", "code"),
        CheckConstraint("weight > 0", name="weight"),
        CheckConstraint(
            "(measure IN ('value', 'ytd', 'mom', 'yoy', 'ratio')) = (indicator_id IS NOT NULL)",
            name="indicator",
        ),
        CheckConstraint("(measure = 'ratio') = (over <> '')", name="over"),
        CheckConstraint("(measure = 'completion') = (party <> '')", name="party"),
        CheckConstraint("(measure = 'titles') = (subject_kind <> '')", name="subject_kind"),
        CheckConstraint("months BETWEEN 1 AND 12", name="months"),
    )
    id: Mapped[Key]
    scheme_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("schemes.id"))
    code: Mapped[str]
    title: Mapped[str]
    sort_order: Mapped[int]
    indicator_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("indicators.id"), index=True)
    measure: Mapped[str]
    over: Mapped[str] = mapped_column(server_default="")
    factor: Mapped[Decimal] = mapped_column(server_default="100")
    party: Mapped[str] = mapped_column(server_default="")
    subject_kind: Mapped[str] = mapped_column(server_default="")
    min_base: Mapped[Decimal | None]
    months: Mapped[int] = mapped_column(server_default="1")
    shrunk: Mapped[bool] = mapped_column(server_default="false")
    weight: Mapped[Decimal]
    direction: Mapped[str]
    method: Mapped[str]
    target: Mapped[Decimal | None]
    limit: Mapped[Decimal | None]
    steps: Mapped[list[list[str]] | None] = mapped_column(JSONB)
    per_event: Mapped[Decimal | None]
    max_deduction: Mapped[Decimal | None]
    scheme: Mapped[Scheme] = relationship(back_populates="items")
    indicator: Mapped[Indicator | None] = relationship(lazy="joined")


class CohortMember(Base):
    """A unit's place in the groups of a scheme; `exempt` says why it is listed but not ranked."""

    __tablename__ = "cohort_members"
    __table_args__ = (UniqueConstraint("scheme_id", "unit_id"),)
    id: Mapped[Key]
    scheme_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("schemes.id"))
    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member_units.id"), index=True)
    cohort: Mapped[str]
    exempt: Mapped[str] = mapped_column(server_default="")
    scheme: Mapped[Scheme] = relationship(back_populates="members")
    unit: Mapped[MemberUnit] = relationship()


class SchemeCohort(Base):
    """A group of units that are compared: those listed (CohortMember.cohort is its name), or all of a kind.

    With `unit_kind` every open unit of the kind belongs to it that no list of the scheme names.
    """

    __tablename__ = "scheme_cohorts"
    __table_args__ = (UniqueConstraint("scheme_id", "name"),)
    id: Mapped[Key]
    scheme_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("schemes.id"))
    name: Mapped[str]
    sort_order: Mapped[int]
    unit_kind: Mapped[str | None] = mapped_column(ForeignKey("unit_kinds.code"))
    scheme: Mapped[Scheme] = relationship(back_populates="cohorts")
    kind: Mapped[UnitKind | None] = relationship()


class SchemeEntry(Base):
    """What a person enters for a unit and period: the value of a manual item, a bonus, or a veto.

    It counts once a second person has confirmed it and while nobody has withdrawn it.
    """

    __tablename__ = "scheme_entries"
    __table_args__ = (
        Index("ix_scheme_entries_list", "scheme_id", "period"),
        Index(
            "uq_scheme_entries_value",
            *("scheme_id", "period", "unit_id", "item_code"),
            unique=True,
            postgresql_where="kind = 'value' AND withdrawn_at IS NULL",
        ),
        CheckConstraint("(kind = 'value') = (item_code <> '')", name="item"),
        CheckConstraint("(kind = 'veto') = (value IS NULL)", name="value"),
        CheckConstraint("kind <> 'bonus' OR value > 0", name="bonus"),
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("confirmed_by_id <> entered_by_id", name="two_persons"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdraw_reason = '')", name="withdrawn"),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"), index=True)
    scheme_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("schemes.id"))
    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member_units.id"), index=True)
    period: Mapped[str]
    kind: Mapped[EntryKind]
    item_code: Mapped[str] = mapped_column(server_default="")
    value: Mapped[Decimal | None]
    reason: Mapped[str]
    file_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("files.id"), index=True)
    entered_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    entered_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    confirmed_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    withdrawn_at: Mapped[datetime | None]
    withdraw_reason: Mapped[str] = mapped_column(server_default="")
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    scheme: Mapped[Scheme] = relationship()
    unit: Mapped[MemberUnit] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    entered_by: Mapped[Account] = relationship(foreign_keys=[entered_by_id])
    confirmed_by: Mapped[Account | None] = relationship(foreign_keys=[confirmed_by_id])
    withdrawn_by: Mapped[Account | None] = relationship(foreign_keys=[withdrawn_by_id])
