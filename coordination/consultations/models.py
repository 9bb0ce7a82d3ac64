"""A consultation on one frozen ranking, what stood in the middle of each cohort, and the objections."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.accounts.models import Account
from coordination.consultations.states import ConsultationState, ObjectionState
from coordination.kernel.db import Base, Key
from coordination.kernel.files import StoredFile
from coordination.organizations.models import MemberUnit, Office
from coordination.rankings.models import Ranking, ScoreLine


class Consultation(Base):
    """Open until the end of `closes_on`; `previous_id` is the consultation that this one recomputes.

    `period` and `title` (the scheme's name) are kept here: the ranking itself is closed to units until it
    is published.
    """

    __tablename__ = "consultations"
    __table_args__ = (
        Index("ix_consultations_list", "office_id", "state", "id"),
        CheckConstraint("days > 0", name="days"),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended"),
        CheckConstraint("state <> 'cancelled' OR cancel_reason <> ''", name="cancelled"),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    ranking_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("rankings.id"), unique=True)
    previous_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("consultations.id"), index=True)
    period: Mapped[str]
    title: Mapped[str]
    state: Mapped[ConsultationState]
    days: Mapped[int]
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    closes_on: Mapped[date]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    note: Mapped[str] = mapped_column(server_default="")
    cancel_reason: Mapped[str] = mapped_column(server_default="")
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    office: Mapped[Office] = relationship()
    ranking: Mapped[Ranking] = relationship()
    previous: Mapped["Consultation | None"] = relationship(remote_side="Consultation.id")
    opened_by: Mapped[Account] = relationship(foreign_keys=[opened_by_id])


class ConsultedCohort(Base):
    """What every unit of a cohort may know of the others: how many they are, and their middle."""

    __tablename__ = "consulted_cohorts"
    __table_args__ = (UniqueConstraint("consultation_id", "cohort"),)
    id: Mapped[Key]
    consultation_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("consultations.id"))
    cohort: Mapped[str]
    ranked: Mapped[int]
    median: Mapped[Decimal | None]


class ConsultedUnit(Base):
    """A unit that is asked; when one of its people first looked at its line, and said 无意见."""

    __tablename__ = "consulted_units"
    __table_args__ = (
        UniqueConstraint("consultation_id", "unit_id"),
        CheckConstraint("(read_at IS NULL) = (read_by_id IS NULL)", name="read"),
        CheckConstraint("(agreed_at IS NULL) = (agreed_by_id IS NULL)", name="agreed"),
    )
    id: Mapped[Key]
    consultation_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("consultations.id"))
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member_units.id"), index=True)
    line_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("score_lines.id"), index=True)
    read_at: Mapped[datetime | None]
    read_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    agreed_at: Mapped[datetime | None]
    agreed_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    consultation: Mapped[Consultation] = relationship()
    unit: Mapped[MemberUnit] = relationship()
    line: Mapped[ScoreLine] = relationship()
    read_by: Mapped[Account | None] = relationship(foreign_keys=[read_by_id])
    agreed_by: Mapped[Account | None] = relationship(foreign_keys=[agreed_by_id])


class Objection(Base):
    """What a unit says against its line, or against one item of it.

    `recused` are the accounts that filed or approved what is contested, set when it is filed; the
    database refuses an answer by one of them, or by who objected. `carried_from_id` is the objection of
    the consultation before that was still unanswered when the ranking was computed again.
    """

    __tablename__ = "ranking_objections"
    __table_args__ = (
        Index("ix_ranking_objections_list", "office_id", "state", "id"),
        Index(
            "uq_ranking_objections_open",
            *("consultation_id", "unit_id", "item_code"),
            unique=True,
            postgresql_where="state = 'open'",
        ),
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint(
            "answered_by_id IS NULL OR"
            " (answered_by_id <> filed_by_id AND NOT answered_by_id = ANY (recused))",
            name="recused",
        ),
        CheckConstraint(
            "(state IN ('upheld', 'rejected')) = (answered_by_id IS NOT NULL AND answered_at IS NOT NULL"
            " AND answer <> '')",
            name="answered",
        ),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    consultation_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("consultations.id"), index=True)
    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member_units.id"), index=True)
    line_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("score_lines.id"), index=True)
    carried_from_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("ranking_objections.id"), unique=True
    )
    item_code: Mapped[str] = mapped_column(server_default="")
    item_title: Mapped[str] = mapped_column(server_default="")
    state: Mapped[ObjectionState]
    reason: Mapped[str]
    claimed: Mapped[Decimal | None]
    recused: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    filed_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    filed_at: Mapped[datetime]
    answered_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(server_default="")
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    consultation: Mapped[Consultation] = relationship()
    unit: Mapped[MemberUnit] = relationship()
    line: Mapped[ScoreLine] = relationship()
    filed_by: Mapped[Account] = relationship(foreign_keys=[filed_by_id])
    answered_by: Mapped[Account | None] = relationship(foreign_keys=[answered_by_id])
    evidence: Mapped[list["ObjectionEvidence"]] = relationship(
        back_populates="objection", order_by="ObjectionEvidence.id", lazy="raise"
    )


class ObjectionEvidence(Base):
    __tablename__ = "objection_evidence"
    __table_args__ = (UniqueConstraint("objection_id", "file_id"),)
    id: Mapped[Key]
    objection_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("ranking_objections.id"))
    file_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("files.id"), index=True)
    added_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    added_at: Mapped[datetime]
    objection: Mapped[Objection] = relationship(back_populates="evidence")
    file: Mapped[StoredFile] = relationship()

    @property
    def office_id(self) -> int:
        return self.objection.office_id

    @property
    def unit_id(self) -> int:
        """A file is seen by whoever sees the objection that it proves."""
        return self.objection.unit_id
