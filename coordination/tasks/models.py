"""Tasks, their assignments to units and communities, feedback with evidence, and requests."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.accounts.models import Account
from coordination.kernel.db import Base, Key
from coordination.kernel.files import StoredFile
from coordination.organizations.models import Division, MemberUnit
from coordination.responsibilities.models import Article, Duty, Party
from coordination.tasks.rules import AssignmentState
from coordination.tasks.states import Origin, Role, TaskState, Wish, WishState

task_articles = Table(
    "task_articles",
    Base.metadata,
    Column("task_id", BigInteger, ForeignKey("tasks.id"), primary_key=True),
    Column("article_id", BigInteger, ForeignKey("articles.id"), primary_key=True, index=True),
)


class Task(Base):
    """What is asked. `kinds` and `lead_ids` say who leads, `support_kinds` and `support_ids` who supports.

    A recurring duty opens one task for each period; the unique key sees to it.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("duty_id", "period"),
        CheckConstraint("(state = 'draft') = (issued_at IS NULL)", name="issued"),
        CheckConstraint("(state IN ('withdrawn', 'terminated')) = (end_reason <> '')", name="ended"),
        CheckConstraint("weight > 0", name="weight"),
        CheckConstraint("target > 0", name="target"),
        CheckConstraint("(target IS NULL) = (target_unit = '')", name="target_unit"),
        CheckConstraint("(period IS NULL) OR (duty_id IS NOT NULL)", name="period"),
        Index("ix_tasks_list", "office_id", "state", "due_at"),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    duty_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("duties.id"))
    period: Mapped[str | None]
    origin: Mapped[Origin]
    origin_note: Mapped[str] = mapped_column(server_default="")
    title: Mapped[str]
    content: Mapped[str] = mapped_column(server_default="")
    party_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("parties.id"), index=True)
    weight: Mapped[Decimal] = mapped_column(Numeric(6, 2), server_default="1")
    campaign: Mapped[str] = mapped_column(server_default="")
    leader: Mapped[str] = mapped_column(server_default="")
    contact_name: Mapped[str] = mapped_column(server_default="")
    contact_phone: Mapped[str] = mapped_column(server_default="")
    due_at: Mapped[datetime]
    target: Mapped[Decimal | None] = mapped_column(Numeric(20, 2))
    target_unit: Mapped[str] = mapped_column(server_default="")
    evidence: Mapped[str] = mapped_column(server_default="")
    acceptance: Mapped[str] = mapped_column(server_default="")
    kinds: Mapped[list[str]] = mapped_column(ARRAY(Text()), server_default="{}")
    support_kinds: Mapped[list[str]] = mapped_column(ARRAY(Text()), server_default="{}")
    lead_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger()), server_default="{}")
    support_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger()), server_default="{}")
    state: Mapped[TaskState]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    created_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    issued_at: Mapped[datetime | None]
    issued_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    end_reason: Mapped[str] = mapped_column(server_default="")
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    duty: Mapped[Duty | None] = relationship()
    party: Mapped[Party] = relationship()
    articles: Mapped[list[Article]] = relationship(
        secondary=task_articles, order_by=Article.sort_order, lazy="raise"
    )
    assignments: Mapped[list["Assignment"]] = relationship(back_populates="task", lazy="raise")


class Assignment(Base):
    """A task given to one unit, or passed on by a township to one community (`division_id`).

    Party and weight are those of the task when it was issued: the matrix counts assignments.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("task_id", "unit_id", "division_id", postgresql_nulls_not_distinct=True),
        CheckConstraint("(division_id IS NULL) = (parent_id IS NULL)", name="community"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
        CheckConstraint("quantity >= 0", name="quantity"),
        CheckConstraint("(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)", name="acknowledged"),
        CheckConstraint(
            "(state IN ('submitted', 'done', 'closed')) <= (submitted_by_id IS NOT NULL)", name="submitted"
        ),
        CheckConstraint("(state IN ('done', 'closed')) = (approved_by_id IS NOT NULL)", name="approved"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        CheckConstraint("state <> 'returned' OR return_reason <> ''", name="returned"),
        CheckConstraint(
            "(state IN ('withdrawn', 'terminated', 'transferred')) = (end_reason <> '')", name="ended"
        ),
        CheckConstraint("approved_by_id <> submitted_by_id", name="four_eyes"),
        Index("ix_assignments_office_due", "office_id", "due_at"),
        Index("ix_assignments_unit_due", "unit_id", "due_at"),
        Index(
            "ix_assignments_under_way",
            "office_id",
            "task_id",
            postgresql_where="state IN ('issued', 'acknowledged', 'working', 'returned', 'submitted')",
        ),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    task_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("tasks.id"))
    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member_units.id"))
    division_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("divisions.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("assignments.id"), index=True)
    role: Mapped[Role]
    party_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("parties.id"), index=True)
    weight: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    state: Mapped[AssignmentState]
    issued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    percent: Mapped[int] = mapped_column(server_default="0")
    quantity: Mapped[Decimal] = mapped_column(Numeric(20, 2), server_default="0")
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    submitted_at: Mapped[datetime | None]
    submitted_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    closed_at: Mapped[datetime | None]
    return_reason: Mapped[str] = mapped_column(server_default="")
    end_reason: Mapped[str] = mapped_column(server_default="")
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    task: Mapped[Task] = relationship(back_populates="assignments")
    unit: Mapped[MemberUnit] = relationship()
    division: Mapped[Division | None] = relationship()
    parent: Mapped["Assignment | None"] = relationship(remote_side="Assignment.id", lazy="raise")
    acknowledged_by: Mapped[Account | None] = relationship(foreign_keys=[acknowledged_by_id])
    submitted_by: Mapped[Account | None] = relationship(foreign_keys=[submitted_by_id])
    approved_by: Mapped[Account | None] = relationship(foreign_keys=[approved_by_id])
    feedback: Mapped[list["Feedback"]] = relationship(
        back_populates="assignment", order_by="Feedback.id", lazy="raise"
    )
    wishes: Mapped[list["Request"]] = relationship(
        back_populates="assignment", order_by="Request.id", lazy="raise"
    )


class Feedback(Base):
    """What a unit tells about its work; without `sent_at` it is the one draft of the assignment.

    `quantity` is what was done this time, `percent` how far the whole is. `final`: asks for the check.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        Index("uq_feedback_draft", "assignment_id", unique=True, postgresql_where="sent_at IS NULL"),
        Index("ix_feedback_assignment", "assignment_id", "id"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
    )
    id: Mapped[Key]
    assignment_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("assignments.id"))
    office_id: Mapped[int] = mapped_column(BigInteger)
    unit_id: Mapped[int] = mapped_column(BigInteger)
    by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    text: Mapped[str] = mapped_column(server_default="")
    percent: Mapped[int | None]
    quantity: Mapped[Decimal | None] = mapped_column(Numeric(20, 2))
    final: Mapped[bool] = mapped_column(server_default="false")
    saved_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    assignment: Mapped[Assignment] = relationship(back_populates="feedback")
    by: Mapped[Account] = relationship()
    evidence: Mapped[list["Evidence"]] = relationship(
        back_populates="feedback", order_by="Evidence.id", lazy="raise"
    )


class Evidence(Base):
    """A file that proves a feedback; the bytes are stored by their hash."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("feedback_id", "file_id"),)
    id: Mapped[Key]
    feedback_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("feedback.id"))
    assignment_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("assignments.id"), index=True)
    office_id: Mapped[int] = mapped_column(BigInteger)
    unit_id: Mapped[int] = mapped_column(BigInteger)
    file_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("files.id"), index=True)
    name: Mapped[str]
    added_at: Mapped[datetime]
    feedback: Mapped[Feedback] = relationship(back_populates="evidence")
    file: Mapped[StoredFile] = relationship()

    @property
    def division_id(self) -> int | None:
        """As of the assignment, so that the policy is asked about a file as about the assignment."""
        return self.feedback.assignment.division_id


class Request(Base):
    """A unit asks for a later date, or says that the assignment belongs to another unit."""

    __tablename__ = "assignment_requests"
    __table_args__ = (
        Index(
            "uq_assignment_requests_open",
            "assignment_id",
            "wish",
            unique=True,
            postgresql_where="state = 'asked'",
        ),
        Index("ix_assignment_requests_assignment", "assignment_id", "id"),
        CheckConstraint("(wish = 'extension') = (new_due_at IS NOT NULL)", name="extension"),
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("(state IN ('granted', 'refused')) = (decided_by_id IS NOT NULL)", name="decider"),
        CheckConstraint("state <> 'refused' OR answer <> ''", name="refused"),
        CheckConstraint("decided_by_id <> asked_by_id", name="four_eyes"),
    )
    id: Mapped[Key]
    assignment_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("assignments.id"))
    office_id: Mapped[int] = mapped_column(BigInteger)
    unit_id: Mapped[int] = mapped_column(BigInteger)
    wish: Mapped[Wish]
    state: Mapped[WishState]
    reason: Mapped[str]
    new_due_at: Mapped[datetime | None]
    other_unit_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("member_units.id"), index=True)
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    answer: Mapped[str] = mapped_column(server_default="")
    assignment: Mapped[Assignment] = relationship(back_populates="wishes")
    asked_by: Mapped[Account] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])
